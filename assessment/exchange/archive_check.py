"""Checks an uploaded file as a container, before anything in it is unpacked or believed."""

from collections.abc import Mapping
from io import BytesIO
from xml.parsers.expat import ExpatError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - an exception with a lower-case name

from assessment.exchange import refusal
from assessment.exchange.part_scan import Budget, Forbidden, PartFacts, TooMuch, scan_part
from assessment.exchange.sheets import Limits

LARGEST_FILE = 10_000_000
_LARGEST_CONTENT = 20_000_000
_LARGEST_PART = 12_000_000
_MOST_PARTS = 300
_HIGHEST_RATIO = 200
_RATIO_FROM = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_KINDS = ("macroenabled", "vbaproject", "macrosheet")


def check_archive(content: bytes, file_name: str, limits: Limits) -> Mapping[str, PartFacts]:
    """Check the container and look through each of its parts.

    Returns
    -------
    mapping of str to PartFacts
        By the name of the part; pictures and other parts without XML are absent.

    Raises
    ------
    Refused
        If the file is no workbook, or is not safe to read.
    """
    _check_signature(content, file_name)
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_entries(archive.infolist(), file_name)
            return _scan_parts(archive, file_name, limits)
    except (BadZipFile, ZlibError, EOFError, OSError, NotImplementedError) as error:
        raise refusal.damaged(file_name) from error


def _check_signature(content: bytes, file_name: str) -> None:
    if not content:
        raise refusal.empty_file(file_name)
    if len(content) > LARGEST_FILE:
        raise refusal.too_large(file_name, f"The file has more than {LARGEST_FILE:,} bytes.")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise refusal.encrypted(file_name)
        raise refusal.other_format(file_name, "a file of the format that Excel used until 2003")
    if not content.startswith(b"PK\x03\x04"):
        raise refusal.other_format(file_name, _describe(content))
    # Each entry of the directory starts with this mark: counted before it is built in memory.
    if content.count(b"PK\x01\x02") > _MOST_PARTS:
        raise refusal.too_large(file_name, f"The file consists of more than {_MOST_PARTS} parts.")


def _describe(content: bytes) -> str:
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") and (b"<html" in start or b"<table" in start):
        return "a web page"
    if start.startswith(b"<"):
        return "an XML file"
    if b"\x00" not in start:
        return "a text file, for example CSV"
    return "a file of another kind"


def _check_entries(entries: list[ZipInfo], file_name: str) -> None:
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise refusal.forbidden_part(file_name, "It holds two parts of the same name.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refusal.encrypted(file_name)
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise refusal.forbidden_part(file_name, "It is packed in a way that Excel does not use.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refusal.macros(file_name)
    if any(name.lower().startswith("xl/externallinks/") for name in names):
        raise refusal.external_links(file_name)
    if "mimetype" in names or "content.xml" in names:
        raise refusal.other_format(file_name, "an OpenDocument file")
    _check_sizes(entries, file_name)


def _check_sizes(entries: list[ZipInfo], file_name: str) -> None:
    sizes = [entry.file_size for entry in entries]
    if sum(sizes) > _LARGEST_CONTENT or max(sizes, default=0) > _LARGEST_PART:
        found = f"Unpacked it would have {sum(sizes):,} bytes; {_LARGEST_CONTENT:,} are allowed."
        raise refusal.too_large(file_name, found)
    if any(_is_blown_up(entry) for entry in entries):
        raise refusal.too_large(file_name, "A part of it grows to a multiple when unpacked.")


def _is_blown_up(entry: ZipInfo) -> bool:
    ratio = entry.file_size / max(entry.compress_size, 1)
    return entry.file_size > _RATIO_FROM and ratio > _HIGHEST_RATIO


def _scan_parts(archive: ZipFile, file_name: str, limits: Limits) -> Mapping[str, PartFacts]:
    budget, facts = Budget(), dict[str, PartFacts]()
    for entry in archive.infolist():
        try:
            facts[entry.filename] = scan_part(archive.read(entry), budget, limits)
        except TooMuch as error:
            raise refusal.too_large(file_name, str(error)) from error
        except Forbidden as error:
            raise refusal.forbidden_part(file_name, str(error)) from error
        except ExpatError as error:
            if entry.filename.lower().endswith((".xml", ".rels")):
                raise refusal.damaged(file_name) from error
    kinds = {kind for found in facts.values() for kind in found.kinds}
    if any(word in kind for kind in kinds for word in _MACRO_KINDS):
        raise refusal.macros(file_name)
    if any("externallink" in kind for kind in kinds):
        raise refusal.external_links(file_name)
    return facts

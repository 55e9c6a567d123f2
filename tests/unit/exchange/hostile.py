"""Files that mean harm, cost much or were broken by accident; each is made here, byte by byte.

`test_hostile_cost` measures what those of ``COSTLY`` do cost.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

from assessment.exchange.field_workbook.writing import write_field_workbook
from tests.builders import MOMENT, record_with, small_framework

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ANSWERS_PART = "xl/worksheets/sheet4.xml"
"""The sheet 'LAW', with the form of the first dimension."""
_N_SHEETS = 13
_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"

Change = bytes | Callable[[bytes], bytes]


@cache
def field_content() -> bytes:
    """A sound field workbook of the small framework, with one answer."""
    framework = small_framework()
    record = record_with(framework, {"LAW-1": 2}, flags={"X1": "present"})
    return write_field_workbook(framework, record, made_at=MOMENT, app_version="0.1.0")


def changed(parts: Mapping[str, Change], *, method: int = ZIP_DEFLATED) -> bytes:
    """The sound workbook with parts added, replaced or rewritten."""
    content = BytesIO()
    with ZipFile(BytesIO(field_content())) as source, ZipFile(content, "w", method) as target:
        old = {name: source.read(name) for name in source.namelist()}
        for name in [*old, *(name for name in parts if name not in old)]:
            change = parts.get(name, old.get(name, b""))
            target.writestr(name, change if isinstance(change, bytes) else change(old[name]))
    return content.getvalue()


def sheet(rows: bytes, *, head: bytes = b"", tail: bytes = b"") -> bytes:
    """A worksheet part with these rows."""
    start = b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="' + MAIN.encode() + b'">'
    return start + head + b"<sheetData>" + rows + b"</sheetData>" + tail + b"</worksheet>"


def with_strings(strings: bytes, *, rows: bytes = b"") -> bytes:
    """The workbook with another table of shared strings, and nothing that points to the old one."""
    others = {f"xl/worksheets/sheet{number}.xml": sheet(b"") for number in range(1, _N_SHEETS + 1)}
    return changed({**others, **_string_parts(strings), ANSWERS_PART: sheet(rows)})


def _string_parts(strings: bytes) -> dict[str, Change]:
    declared = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_STRINGS}"/></Types>'
    return {
        "xl/sharedStrings.xml": strings,
        "[Content_Types].xml": lambda old: old.replace(b"</Types>", declared.encode()),
    }


def strings_table(items: bytes) -> bytes:
    return b'<sst xmlns="' + MAIN.encode() + b'">' + items + b"</sst>"


def laughs() -> bytes:
    entities = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
    )
    strings = b'<!DOCTYPE sst [%s]><sst xmlns="%s"><si><t>&a11;</t></si></sst>'
    return with_strings(strings % (entities, MAIN.encode()))


def outside_entity() -> bytes:
    strings = (
        b'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        b'<sst xmlns="%s"><si><t>&x;</t></si></sst>'
    )
    return with_strings(strings % MAIN.encode())


def far_cell(cell: str = "XFD1048576") -> bytes:
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    rows = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    return changed({ANSWERS_PART: lambda old: old.replace(b"</sheetData>", rows)})


def claimed_size() -> bytes:
    claim = b'<dimension ref="A1:XFD1048576"/>'
    return changed({ANSWERS_PART: sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>', head=claim)})


def wrong_coordinates() -> bytes:
    rows = b'<row r="-4"><c r="ZZZZ99999999"><v>1</v></c></row><row r="1e400"><c r=""/></row>'
    return changed({ANSWERS_PART: sheet(rows)})


def long_number() -> bytes:
    cells = b'<c r="A1"><v>' + b"9" * 5_000 + b"</v></c>"
    return changed({ANSWERS_PART: sheet(b'<row r="1">' + cells + b"</row>")})


def lying_size() -> bytes:
    """The directory says 100 bytes for a part that is far longer."""
    content = bytearray(changed({"xl/big.xml": b"<a>" + b" " * 5_000_000 + b"</a>"}))
    at = content.rfind(b"xl/big.xml") - 46
    struct.pack_into("<I", content, at + 24, 100)
    return bytes(content)


def many_parts() -> bytes:
    return changed({f"xl/media/{n}.xml": b"<a/>" for n in range(5_000)})


def macro_part() -> bytes:
    return changed({"xl/vbaProject.bin": b"\xd0\xcf"})


def macro_type() -> bytes:
    kinds = (b"spreadsheetml.sheet.main+xml", b"vnd.ms-excel.sheet.macroEnabled.main+xml")
    return changed({"[Content_Types].xml": lambda old: old.replace(*kinds)})


def external_link() -> bytes:
    return changed({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


def external_relation() -> bytes:
    relation = f'<Relationship Id="rId99" Type="{RELATIONS}/externalLink" Target="x.xml"/>'
    end = b"</Relationships>"
    part = "xl/_rels/workbook.xml.rels"
    return changed({part: lambda old: old.replace(end, relation.encode() + end)})


def long_sheet_name() -> bytes:
    names = (b'name="LAW"', b'name="' + b"A" * 300 + b'"')
    return changed({"xl/workbook.xml": lambda old: old.replace(*names)})


def same_sheet_twice() -> bytes:
    names = (b'name="Evidence"', b'name="LAW"')
    return changed({"xl/workbook.xml": lambda old: old.replace(*names)})


def missing_part() -> bytes:
    return changed({"xl/worksheets/sheet9.xml": b"<a/>", ANSWERS_PART: b""})


def other_packing() -> bytes:
    return changed({}, method=ZIP_BZIP2)


def flagged_encrypted() -> bytes:
    content = bytearray(field_content())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def truncated() -> bytes:
    return field_content()[: len(field_content()) // 2]


def cut_directory() -> bytes:
    return field_content()[:-30]


def flipped_bytes() -> Iterator[bytes]:
    """The sound workbook with one byte in every 97 turned around, one file each."""
    content = field_content()
    for at in range(5, len(content), 97):
        yield content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def three_hundred_megabytes() -> bytes:
    content = BytesIO()
    with (
        ZipFile(content, "w", ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(b"a" * 1_000_000)
    return content.getvalue()


def million_rows() -> bytes:
    return changed({ANSWERS_PART: sheet(b"<row/>" * 1_000_000)})


def million_filled_rows() -> bytes:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 10**6))
    return changed({ANSWERS_PART: sheet(rows, head=b'<dimension ref="A1:A5"/>')})


def filled_rows(count: int) -> bytes:
    """Rows that no ratio gives away, with a stated size that is a lie."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n * 7919 % 99_991)
        for n in range(1, count + 1)
    )
    return changed({ANSWERS_PART: sheet(rows, head=b'<dimension ref="A1:A5"/>')})


def hundred_thousand_rows() -> bytes:
    return filled_rows(100_000)


def sixty_thousand_rows() -> bytes:
    return filled_rows(60_000)


def many_cells() -> bytes:
    """As many cells as the budget allows, each with the same long text."""
    rows = b"".join(
        b'<row r="%d">%s</row>'
        % (n, b"".join(b'<c r="%c%d" t="s"><v>0</v></c>' % (65 + m, n) for m in range(19)))
        for n in range(1, 4_900)
    )
    return with_strings(strings_table(b"<si><t>" + b"x" * 32_767 + b"</t></si>"), rows=rows)


def many_strings() -> bytes:
    return with_strings(strings_table(b"".join(b"<si><t>a%d</t></si>" % n for n in range(29_000))))


def too_many_strings() -> bytes:
    return with_strings(strings_table(b"".join(b"<si><t>a%d</t></si>" % n for n in range(300_000))))


def _styles(items: bytes) -> bytes:
    return changed({"xl/styles.xml": lambda old: old.replace(b"</cellXfs>", items + b"</cellXfs>")})


def many_styles() -> bytes:
    return _styles(b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * 18_000)


def too_many_styles() -> bytes:
    return _styles(b"".join(b'<xf numFmtId="%d" fontId="0"/>' % n for n in range(150_000)))


def many_rules() -> bytes:
    rule = (
        b'<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1">'
        b"<formula>A1=1</formula></cfRule></conditionalFormatting>"
    )
    return changed({ANSWERS_PART: sheet(b"", tail=rule * 6_000)})


def many_merged() -> bytes:
    merges = b"".join(b'<mergeCell ref="A%d:C%d"/>' % (n, n) for n in range(1, 18_000))
    return changed({ANSWERS_PART: sheet(b"", tail=b"<mergeCells>" + merges + b"</mergeCells>")})


def many_formulas() -> bytes:
    first = b'<c r="A1"><f t="shared" si="0" ref="A1:A9">' + b"SUM(A1,B2)+" * 700 + b"1</f></c>"
    rest = b"".join(
        b'<row r="%d"><c r="A%d"><f t="shared" si="0"/></c></row>' % (n, n) for n in range(2, 4_900)
    )
    return changed({ANSWERS_PART: sheet(b'<row r="1">' + first + b"</row>" + rest)})


def deeply_nested() -> bytes:
    return changed({ANSWERS_PART: sheet(b"<a>" * 15_000 + b"</a>" * 15_000)})


OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def open_document(rows: str, *, tables: int = 1) -> bytes:
    """An OpenDocument file with tables of these rows."""
    body = "".join(f'<table:table table:name="{n}">{rows}</table:table>' for n in range(tables))
    start = f"<office:document-content {_SPACES}><office:body><office:spreadsheet>"
    end = "</office:spreadsheet></office:body></office:document-content>"
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as file:
        file.writestr("mimetype", OPEN_DOCUMENT)
        file.writestr("content.xml", start + body + end)
    return content.getvalue()


def repeated_rows() -> bytes:
    """One element stands for a million rows of sixty cells, on as many sheets as may be."""
    cell = '<table:table-cell table:number-columns-repeated="60" office:value-type="string">'
    filled = f"{cell}<text:p>{'x' * 30_000}</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="1048576">{filled}</table:table-row>'
    return open_document(row, tables=40)


def repeated_just_within() -> bytes:
    """As many cells as may be, from one element."""
    cell = '<table:table-cell table:number-columns-repeated="40" office:value-type="string">'
    filled = f"{cell}<text:p>x</text:p></table:table-cell>"
    return open_document(
        f'<table:table-row table:number-rows-repeated="1200">{filled}</table:table-row>'
    )


def repeated_hidden() -> bytes:
    row = '<table:table-row table:number-rows-repeated="1048576" table:visibility="filter"/>'
    return open_document(row * 100, tables=40)


def many_spaces() -> bytes:
    """Each of thousands of elements asks for ten million spaces."""
    text = "<text:p>" + '<text:s text:c="9999999"/>' * 300 + "</text:p>"
    cell = f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    return open_document(f"<table:table-row>{cell * 60}</table:table-row>")


def many_spans() -> bytes:
    """Texts in texts in texts, as deep as may be and as many as may be."""
    text = "<text:span>" * 30 + "x" + "</text:span>" * 30
    cell = (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )
    return open_document(f"<table:table-row>{cell * 58}</table:table-row>" * 33)


COSTLY: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        three_hundred_megabytes,
        million_rows,
        million_filled_rows,
        hundred_thousand_rows,
        sixty_thousand_rows,
        many_cells,
        many_strings,
        too_many_strings,
        many_styles,
        too_many_styles,
        many_rules,
        many_merged,
        many_formulas,
        deeply_nested,
        laughs,
        outside_entity,
        far_cell,
        claimed_size,
        long_number,
        lying_size,
        many_parts,
        repeated_rows,
        repeated_just_within,
        repeated_hidden,
        many_spaces,
        many_spans,
    )
}

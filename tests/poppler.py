"""What other programs read in a PDF: Poppler, where this computer has it."""

import os
import re
import shutil
import subprocess

import pytest


def pdf_text(content: bytes, *options: str) -> str:
    """Return the text of a PDF as `pdftotext` reads it."""
    return _run("pdftotext", content, *options, "-", "-")


def pdf_facts(content: bytes) -> dict[str, str]:
    """Return what `pdfinfo` says of a PDF, by the names that it gives."""
    return dict(re.findall(r"^([^:]+): +(.*)$", _run("pdfinfo", content, "-"), re.MULTILINE))


def _run(program: str, content: bytes, *words: str) -> str:
    found = shutil.which(program)
    if found is None:
        refuse = pytest.fail if os.environ.get("SPCA_REQUIRE_ALL") == "1" else pytest.skip
        refuse(f"no Poppler here: {program} is missing")
    done = subprocess.run([found, *words], input=content, capture_output=True, check=True)
    return done.stdout.decode()

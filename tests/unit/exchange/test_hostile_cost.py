"""What a hostile file may cost: measured in a process of its own, with its peak of memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.exchange import hostile

ROOT = Path(__file__).parents[3]
REFUSED = {
    "three_hundred_megabytes": "workbook.too_large",
    "million_rows": "workbook.too_large",
    "million_filled_rows": "workbook.too_large",
    "laughs": "workbook.forbidden_content",
    "repeated_rows": "workbook.too_large",
}


def costs(*arguments):
    """What the script measures, by the names of the files."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "unit" / "exchange" / "measure.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
        timeout=300,
    )
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.slow
def test_no_hostile_file_costs_much_more_memory_or_time_than_openpyxl_needs_for_one(tmp_path):
    paths = {name: tmp_path / f"{name}.xlsx" for name in hostile.COSTLY}
    for name, made in hostile.COSTLY.items():
        paths[name].write_bytes(made())
    measured = costs(*paths.values())
    assert set(measured) == set(hostile.COSTLY)
    # How much a megabyte holds and a second does is up to Python and the machine: so beside the
    # common library, which reads the dearest file without the checks, in a process of its own.
    beside = costs("--openpyxl", paths["many_cells"])["many_cells"]
    # The peak never falls, so the last one is that of the dearest file.
    assert max(line["megabytes"] for line in measured.values()) < 2.5 * beside["megabytes"]
    assert max(line["seconds"] for line in measured.values()) < 3 * beside["seconds"]
    assert {name: measured[name]["outcome"] for name in REFUSED} == REFUSED

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


@pytest.mark.slow
def test_no_hostile_file_costs_much_memory_or_time(tmp_path):
    paths = []
    for name, made in hostile.COSTLY.items():
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(made())
    script = ROOT / "tests" / "unit" / "exchange" / "measure.py"
    done = subprocess.run(
        [sys.executable, script, *paths],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
        timeout=300,
    )
    measured = {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert set(measured) == set(hostile.COSTLY)
    # The peak never falls, so the last one is that of the dearest file.
    assert max(line["peak_megabytes"] for line in measured.values()) < 130
    # Neither does any file cost much more than openpyxl needs to read one of them, alone.
    beside = measured["many_cells"]["openpyxl_seconds"]
    assert max(line["seconds"] for line in measured.values()) < 3 * beside
    assert {name: measured[name]["outcome"] for name in REFUSED} == REFUSED

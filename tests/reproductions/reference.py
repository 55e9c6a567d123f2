"""Files that others computed, and how our numbers are held against them."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from assessment.model.index_table import Unit
from assessment.model.tree import Numbers
from tests.shared_data import shared

QUESTIONNAIRES = Path(__file__).parents[2] / "questionnaires"
Row = Mapping[str, str]


def read_rows(folder: str, name: str, encoding: str = "utf-8") -> list[Row]:
    with shared(folder, name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float:
    return float(text) if text not in ("", "NA", "x") else float("nan")


def expected(rows: Sequence[Row], columns: Sequence[str], units: Sequence[Unit]) -> Numbers:
    """Return what others computed, in the order of our units and columns."""
    by_code = {row["uCode"]: row for row in rows}
    assert set(by_code) == {unit.code for unit in units}
    return np.array([[number(by_code[unit.code][column]) for column in columns] for unit in units])


def assert_equal(ours: Numbers, theirs: Numbers, *, relative: float = 1e-12) -> None:
    """Hold every number against theirs; the same cells must be empty."""
    assert ours.shape == theirs.shape
    assert (np.isnan(ours) == np.isnan(theirs)).all()
    assert not np.isnan(theirs).all()
    np.testing.assert_allclose(ours, theirs, rtol=relative, atol=0, equal_nan=True)

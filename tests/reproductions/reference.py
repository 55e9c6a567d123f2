"""Files that others computed, and index folders that are built to compute the same."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assessment.library.load_index import load_index
from assessment.model.index import Index
from assessment.model.index_table import Numbers, Unit
from assessment.model.problem import errors_in
from tests.shared_data import shared

Row = Mapping[str, str]


def read_rows(folder: str, name: str, encoding: str = "utf-8") -> list[Row]:
    with shared(folder, name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def build_index(
    place: Path, asked: Mapping[str, Any], tree: Sequence[Mapping[str, Any]], steps: Sequence[Any]
) -> Index:
    """Write an index folder as an author would, and read it back without an error."""
    heading = {"version": "1.0", "about": "About", "publisher": "Test", "licence": "None"}
    place.mkdir(exist_ok=True)
    for name, content in (
        ("index.yaml", {"language": "en", **heading, **asked}),
        ("scoring.yaml", {"steps": list(steps), "tree": list(tree)}),
    ):
        (place / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    loaded = load_index(place)
    assert errors_in(loaded.problems) == ()
    assert loaded.index is not None
    return loaded.index


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

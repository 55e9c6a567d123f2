"""Baselines of ratios: what is kept, compared and refused."""

from pathlib import Path

import pytest

from assessment.model.problem import Refused
from tests.bench.measured import measured_as
from tests.benchmarks.compute.baseline import (
    TO_FLOOR,
    TO_NAIVE,
    compare,
    ratios_of,
    read_baseline,
    write_baseline,
)
from tests.benchmarks.compute.contest import Measured


def test_a_baseline_keeps_the_fastest_rounds_for_a_slow_one_says_nothing() -> None:
    seconds = {"product": (0.2, 9.0), "naive": (9.0, 1.0), "floor": (0.1, 0.1)}
    found = ratios_of(Measured("one", "by hand", 1.0, "identical", 1.0, seconds))
    assert found == pytest.approx({TO_FLOOR: 2.0, TO_NAIVE: 0.2})


def test_a_contest_that_the_baseline_does_not_know_is_not_compared() -> None:
    assert compare(measured_as(1, 1, 1), {"other": {TO_FLOOR: 1.0, TO_NAIVE: 1.0}}) == ()


def test_a_renewed_baseline_keeps_the_contests_of_other_commands(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, [measured_as(2, 10, 1, "one"), measured_as(2, 10, 1, "two")])
    write_baseline(path, [measured_as(3, 10, 1, "two")])
    assert read_baseline(path) == {
        "one": {TO_FLOOR: 2.0, TO_NAIVE: 0.2},
        "two": {TO_FLOOR: 3.0, TO_NAIVE: 0.3},
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "{}",
        '{"ratios": 3}',
        '{"ratios": {"one": {"product_to_floor": 1}}}',
        '{"ratios": {"one": {"product_to_floor": 0, "product_to_naive": 1}}}',
        '{"ratios": {"one": {"product_to_floor": "x", "product_to_naive": 1}}}',
        '{"ratios": {"one": {"product_to_floor": NaN, "product_to_naive": 1}}}',
    ],
)
def test_what_is_no_baseline_is_refused_with_what_one_holds(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_baseline(path)
    (problem,) = refused.value.problems
    assert problem.where == str(path)
    assert "product_to_naive" in str(problem)

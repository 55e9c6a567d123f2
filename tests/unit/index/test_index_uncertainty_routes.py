"""Which trees and values take the short route of many replicates, and which must not."""

from typing import Any

import numpy as np
import pytest

from assessment.model.index import ValueKind
from assessment.scoring.index.batches import plan_of
from assessment.scoring.index.replicate_steps import NotComputableError, is_simple
from tests.unit.index.building import a_node, a_table, an_index
from tests.unit.index.test_index_uncertainty_batches import (
    IDS,
    INDEX,
    ROWS,
    TABLE,
    short,
    weights_for,
)

NOTHING_COMPUTABLE = [ValueKind.NOT_COMPUTABLE] * 6
COMPLETE = [[1, 2, 3, 4, 1, 2], [2, 1, 3, 4, 1, 2]]


@pytest.mark.parametrize(
    ("said", "rows", "simple"),
    [
        ({}, ROWS, True),
        ({"digits": 2}, COMPLETE, False),
        ({"floor": 1.0}, COMPLETE, False),
        ({"available": 0.5}, COMPLETE, True),
        ({"available": 0.5}, ROWS, False),
        ({"missing": "empty"}, COMPLETE, True),
        ({"missing": "empty"}, ROWS, False),
        ({"missing": {"not_answered": "zero"}}, ROWS, False),
        ({"missing": {"too_few_children": "empty"}}, ROWS, False),
        ({"missing": {"not_computable": "zero"}}, [*COMPLETE, NOTHING_COMPUTABLE], False),
        ({"rule": "harmonic"}, COMPLETE, False),
        ({"rule": "minimum"}, COMPLETE, False),
    ],
)
def test_the_short_route_is_for_means_of_the_children_that_are_there(
    said: dict[str, Any], rows: list[list[Any]], *, simple: bool
) -> None:
    index = an_index("a b c d e f", [{**a_node("arithmetic", "a b c d e f"), **said}])
    assert is_simple(plan_of(index), [a_table(rows).cells]) is simple


def test_a_value_that_was_not_computable_is_for_the_long_route() -> None:
    rows = [[1, ValueKind.NOT_COMPUTABLE, 2, 2, 2, 2]]
    assert not is_simple(plan_of(INDEX), [a_table(rows).cells])


def test_a_unit_that_was_screened_out_has_no_score_on_either_route() -> None:
    rows = [*COMPLETE, [ValueKind.SCREENED_OUT] * 6]
    assert np.isnan(short(INDEX, a_table(rows), weights_for(INDEX, 16), IDS)[:, 2]).all()


def test_measures_with_other_gaps_under_another_normalisation_are_for_the_long_route() -> None:
    assert not is_simple(plan_of(INDEX), [TABLE.cells, a_table([*ROWS[:4], [1] * 6]).cells])


@pytest.mark.parametrize(
    ("tree", "row", "weights"),
    [
        ([a_node("geometric", "a b")], [0, 1], (1.0, 1.0)),
        ([a_node("arithmetic", "a b")], [1, 1], (0.0, 0.0)),
        ([a_node("arithmetic", "a b", "LOW"), a_node("geometric", "LOW")], [0, 0], (1.0, 1.0)),
        ([a_node("arithmetic", "a b")], [1e308, 1e308], (9.0, 9.0)),
    ],
)
def test_what_cannot_be_computed_is_noticed(
    tree: list[dict[str, Any]], row: list[float], weights: tuple[float, float]
) -> None:
    index = an_index("a b", tree)
    own = {tree[0]["id"]: np.array([weights] * 16)}
    with pytest.raises(NotComputableError):
        short(index, a_table([row, [2, 2]]), own, ["TOP"])

"""What holds for every rule, whatever the numbers."""

import itertools
import math
import statistics
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.model.index import Index
from assessment.model.tree import Cells, Numbers
from assessment.scoring.ranks import ranks_of
from assessment.scoring.tree import Method, round_half_up, score_tree, tree_of_index
from tests.unit.index.building import LETTERS, a_node, an_index, top

IDS = "a b c d"
PARAMETERS: dict[str, dict[str, Any]] = {
    "mean": {},
    "geometric_mean": {},
    "harmonic_mean": {},
    "power_mean": {"exponent": 1.7},
    "minimum": {},
    "maximum": {},
    "median": {},
    "sum": {},
    "chain": {},
    "product_root": {},
    "reversed_geometric_mean": {"scale": [0, 1000]},
    "capped_mean": {"capped_by": ["b"], "allowance": 2},
}
WEIGHTED = [
    "mean",
    "geometric_mean",
    "harmonic_mean",
    "power_mean",
    "reversed_geometric_mean",
    "capped_mean",
]
ORDERLESS = [rule for rule in PARAMETERS if rule != "capped_mean"]
INSIDE = [rule for rule in PARAMETERS if rule != "sum"]
"""Rules whose result is no more than the highest child and no less than the lowest."""
number = st.floats(0.1, 1000)
four = st.tuples(number, number, number, number)
gaps = st.tuples(*[st.one_of(st.none(), number)] * 4)


def value(rule: str, row: Any, **more: Any) -> float:
    node = a_node(rule, IDS, **{**PARAMETERS[rule], **more})
    return top(an_index(IDS, [node]), *row)[0]


@pytest.mark.parametrize("rule", WEIGHTED)
@given(row=gaps, weights=four, factor=st.floats(0.01, 100))
def test_scaling_all_weights_changes_nothing(rule: str, row, weights, factor: float) -> None:
    by_id = dict(zip(IDS.split(), weights, strict=True))
    scaled = {id_: weight * factor for id_, weight in by_id.items()}
    once, twice = value(rule, row, weights=by_id), value(rule, row, weights=scaled)
    assert once == pytest.approx(twice, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("rule", ORDERLESS)
@given(row=gaps, order=st.permutations(range(4)))
def test_the_order_of_children_changes_nothing(rule: str, row, order: list[int]) -> None:
    shuffled = tuple(row[n] for n in order)
    assert value(rule, row) == pytest.approx(value(rule, shuffled), rel=1e-9, nan_ok=True)


@given(row=gaps, weights=four, factor=st.floats(0.01, 100))
def test_scaling_all_weights_scales_a_sum(row, weights, factor: float) -> None:
    by_id = dict(zip(IDS.split(), weights, strict=True))
    scaled = {id_: weight * factor for id_, weight in by_id.items()}
    once, scaled_sum = value("sum", row, weights=by_id), value("sum", row, weights=scaled)
    assert scaled_sum == pytest.approx(once * factor, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("rule", INSIDE)
@given(same=number)
def test_equal_children_give_their_own_value(rule: str, same: float) -> None:
    assert value(rule, (same,) * 4) == pytest.approx(same, rel=1e-9)


@pytest.mark.parametrize("rule", INSIDE)
@given(row=four)
def test_a_score_lies_within_its_children(rule: str, row) -> None:
    assert min(row) * (1 - 1e-9) <= value(rule, row) <= max(row) * (1 + 1e-9)


@pytest.mark.parametrize("rule", PARAMETERS)
@given(row=four, which=st.integers(0, 3), more=st.floats(0, 500))
def test_a_higher_child_never_lowers_the_score(rule: str, row, which: int, more: float) -> None:
    if rule == "reversed_geometric_mean":
        more = min(more, 1000 - row[which])
    raised = tuple(cell + more if n == which else cell for n, cell in enumerate(row))
    assert value(rule, raised) >= value(rule, row) * (1 - 1e-9)


@given(row=four, weights=four)
def test_the_means_stand_in_their_order(row, weights) -> None:
    by_id = dict(zip(IDS.split(), weights, strict=True))
    rules = ("harmonic_mean", "geometric_mean", "mean")
    means = [value(rule, row, weights=by_id) for rule in rules]
    values = [min(row), *means, max(row)]
    assert all(a <= b * (1 + 1e-9) for a, b in itertools.pairwise(values))


BY_HAND = {"mean": statistics.fmean, "median": statistics.median, "sum": math.fsum}


@pytest.mark.parametrize("rule", BY_HAND)
@given(row=gaps)
def test_a_gap_counts_as_if_the_child_were_not_there(rule: str, row) -> None:
    present = [cell for cell in row if cell is not None]
    expected = BY_HAND[rule](present) if present else float("nan")
    assert value(rule, row) == pytest.approx(expected, rel=1e-12, nan_ok=True)


@given(row=four, weights=four)
def test_a_weighted_sum_by_a_second_route(row, weights) -> None:
    by_id = dict(zip(IDS.split(), weights, strict=True))
    expected = math.fsum(w * x for w, x in zip(weights, row, strict=True))
    assert value("sum", row, weights=by_id) == pytest.approx(expected, rel=1e-12)
    assert expected == pytest.approx(value("mean", row, weights=by_id) * sum(weights), rel=1e-9)


@given(row=gaps)
def test_as_many_children_are_below_the_median_as_above(row) -> None:
    middle = value("median", row)
    present = [cell for cell in row if cell is not None]
    assert sum(cell < middle for cell in present) <= len(present) / 2
    assert sum(cell > middle for cell in present) <= len(present) / 2


@given(letters=st.lists(st.sampled_from("ABCD"), min_size=3, max_size=3))
def test_the_weakest_link_by_a_second_route(letters: list[str]) -> None:
    index = an_index("a b c", [a_node("weakest_link", "a b c", uplift=0.5)], letters=LETTERS)
    worst = max(letters)
    expected = LETTERS["points"][worst] + (0.5 if any(x != worst for x in letters) else 0)
    assert top(index, *(LETTERS["points"][x] for x in letters))[0] == expected


@given(st.decimals(-1000, 1000, places=5), st.integers(0, 4))
def test_rounding_half_up_is_exact_on_decimals(given_value: Decimal, digits: int) -> None:
    expected = given_value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    assert round_half_up(np.array([float(given_value)]), digits)[0] == float(expected)


def test_rounding_never_gives_a_negative_nought() -> None:
    rounded = round_half_up(np.array([-0.01, 0.0, np.nan]), 1)
    assert not np.signbit(rounded[:2]).any()
    assert np.isnan(rounded[2])


@given(st.lists(st.one_of(st.just(float("nan")), st.integers(0, 5).map(float)), min_size=1))
def test_ranks_by_a_second_route(scores: list[float]) -> None:
    ranks = ranks_of(np.array(scores))
    for score, rank in zip(scores, ranks, strict=True):
        if np.isnan(score):
            assert np.isnan(rank)
        else:
            assert rank == 1 + sum(other > score for other in scores)


@given(weights=st.lists(four, min_size=1, max_size=5), row=gaps)
def test_a_batch_of_replicates_is_each_of_them_alone(weights, row) -> None:
    low = a_node("mean", "a b", "LOW")
    index = an_index(IDS, [low, a_node("geometric_mean", "LOW c d")])
    plain = np.array([[np.nan if cell is None else cell for cell in row]] * 2)
    batch = np.array(weights).T[..., None]
    together = _with_weights(index, plain, batch)
    assert together.shape == (len(weights), 2, 2)
    for n in range(len(weights)):
        alone = _with_weights(index, plain, batch[:, n : n + 1])
        np.testing.assert_array_equal(together[n], alone[0])


def _with_weights(index: Index, plain: Numbers, batch: Numbers) -> Numbers:
    """Score two rows with weights of shape (n_children, n_replicates, 1)."""
    method = Method(weights={"TOP": batch[:3], "LOW": batch[:2]})
    return score_tree(tree_of_index(index), Cells.of(plain), method=method).cells().values

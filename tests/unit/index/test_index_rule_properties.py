"""What holds for every rule, whatever the numbers."""

import itertools
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.model.index_table import Cells
from assessment.scoring.index.ranks import ranks_of
from assessment.scoring.index.rounding import round_half_up
from assessment.scoring.index.tree import score_tree
from tests.unit.index.building import LETTERS, a_node, an_index, top

IDS = "a b c d"
PARAMETERS: dict[str, dict[str, Any]] = {
    "arithmetic": {},
    "geometric": {},
    "harmonic": {},
    "power": {"exponent": 1.7},
    "minimum": {},
    "maximum": {},
    "chain": {},
    "product_root": {},
    "reversed_geometric": {"scale": [0, 1000]},
    "capped_mean": {"capped_by": ["b"], "allowance": 2},
}
WEIGHTED = ("arithmetic", "geometric", "harmonic", "power", "reversed_geometric", "capped_mean")
ORDERLESS = [rule for rule in PARAMETERS if rule != "capped_mean"]
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


@pytest.mark.parametrize("rule", PARAMETERS)
@given(same=number)
def test_equal_children_give_their_own_value(rule: str, same: float) -> None:
    assert value(rule, (same,) * 4) == pytest.approx(same, rel=1e-9)


@pytest.mark.parametrize("rule", PARAMETERS)
@given(row=four)
def test_a_score_lies_within_its_children(rule: str, row) -> None:
    assert min(row) * (1 - 1e-9) <= value(rule, row) <= max(row) * (1 + 1e-9)


@pytest.mark.parametrize("rule", PARAMETERS)
@given(row=four, which=st.integers(0, 3), more=st.floats(0, 500))
def test_a_higher_child_never_lowers_the_score(rule: str, row, which: int, more: float) -> None:
    if rule == "reversed_geometric":
        more = min(more, 1000 - row[which])
    raised = tuple(cell + more if n == which else cell for n, cell in enumerate(row))
    assert value(rule, raised) >= value(rule, row) * (1 - 1e-9)


@given(row=four, weights=four)
def test_the_means_stand_in_their_order(row, weights) -> None:
    by_id = dict(zip(IDS.split(), weights, strict=True))
    means = [value(r, row, weights=by_id) for r in ("harmonic", "geometric", "arithmetic")]
    values = [min(row), *means, max(row)]
    assert all(a <= b * (1 + 1e-9) for a, b in itertools.pairwise(values))


@given(row=gaps)
def test_a_gap_counts_as_if_the_child_were_not_there(row) -> None:
    present = [cell for cell in row if cell is not None]
    expected = sum(present) / len(present) if present else float("nan")
    assert value("arithmetic", row) == pytest.approx(expected, rel=1e-12, nan_ok=True)


@given(letters=st.lists(st.sampled_from("ABCD"), min_size=3, max_size=3))
def test_the_weakest_link_by_a_second_route(letters: list[str]) -> None:
    index = an_index("a b c", [a_node("weakest_link", "a b c")], letters=LETTERS)
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
    low = a_node("arithmetic", "a b", "LOW")
    index = an_index(IDS, [low, a_node("geometric", "LOW c d")])
    plain = np.array([[np.nan if cell is None else cell for cell in row]] * 2)
    batch = np.array(weights)[:, None, :3]
    scores = score_tree(index, Cells.of(plain), {"TOP": batch, "LOW": batch[..., :2]})
    values = np.broadcast_to(scores.cells.values, (len(weights), 2, 2))
    for n in range(len(weights)):
        alone = score_tree(index, Cells.of(plain), {"TOP": batch[n], "LOW": batch[n][:, :2]})
        np.testing.assert_allclose(values[n], alone.cells.values, rtol=1e-12)

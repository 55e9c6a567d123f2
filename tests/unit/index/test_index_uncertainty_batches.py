"""The short route of many replicates has the digits of the long one, or is not taken."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.model.index import Index, ValueKind
from assessment.model.index_table import IndexTable, Numbers
from assessment.model.index_uncertainty import Replicate, RuleChoice
from assessment.scoring.index import replicate_batch, replicate_routes
from assessment.scoring.index.batches import plan_of
from assessment.scoring.index.replicate import changed_index, score_replicates
from assessment.scoring.index.replicate_batch import ReplicateBatch, Space
from assessment.scoring.index.replicate_routes import Alike, score_alike
from assessment.scoring.index.replicate_steps import is_simple
from assessment.scoring.index.replicate_weights import WeightRow
from assessment.scoring.index.score_index import measure_stages, score_index
from assessment.scoring.index.tree import score_tree
from tests.unit.index.building import a_node, a_table, an_index
from tests.unit.index.test_index_uncertainty_replicates import Z_SCORE

MEASURES = "a b c d e f"
N_REPLICATES = 20
RULES = ["arithmetic", "geometric"]
STEPS = [{"step": "normalise", "method": "min_max", "range": [0, 100]}]
# Few levels, so that units are often tied and a difference in the last digit moves a rank.
levels = st.sampled_from([0.0, 1.0, 1.5, 2.0, 3.0, 4.0])
gaps = st.sampled_from([None, ValueKind.NOT_APPLICABLE, ValueKind.NOT_RATED])
cells = levels | levels | levels | gaps
tables = st.lists(st.lists(cells, min_size=6, max_size=6), min_size=1, max_size=8).map(a_table)


@st.composite
def indices(draw: st.DrawFn) -> Index:
    """Nodes of measures and of nodes, some of both, under two rules."""
    left = list[str](MEASURES.split())
    tree: list[dict[str, Any]] = []
    for number in range(draw(st.integers(0, 4))):
        size = draw(st.integers(1, min(3, len(left))))
        children = [left.pop(draw(st.integers(0, len(left) - 1))) for _ in range(size)]
        tree.append(draw(nodes(f"N{number}", children)))
        left.append(f"N{number}")
    steps = draw(st.sampled_from([[], STEPS]))
    return an_index(MEASURES, [*tree, draw(nodes("TOP", left))], steps)


@st.composite
def nodes(draw: st.DrawFn, id_: str, children: list[str]) -> dict[str, Any]:
    rule = draw(st.sampled_from(RULES))
    weights = {child: draw(st.sampled_from([0.3, 0.7, 1.0, 2.0])) for child in children}
    floor = {"children_floor": draw(st.sampled_from([None, 0.5]))} if rule == "geometric" else {}
    return a_node(rule, " ".join(children), id_, weights=weights, **floor)


def replicates_of(index: Index, seed: int) -> list[Replicate]:
    """Weights of every node, rules of all of them, and a normalisation where there is one."""
    random = np.random.default_rng(seed)
    ids = [node.id for node in index.rules.tree]
    choices = [
        {},
        dict.fromkeys(ids, RuleChoice(rule="geometric", children_floor=0.5)),
        dict.fromkeys(ids, RuleChoice(rule="arithmetic")),
    ]
    # One row of weights is of zeros: then nothing can be computed.
    factors = [*random.choice([1.0, 1.0, 0.1, 3.7], N_REPLICATES - 1), seed % 2]
    normalise = [None, Z_SCORE] if index.rules.steps else [None]
    return [
        Replicate(
            normalise=normalise[random.integers(len(normalise))],
            rules=choices[random.integers(3) if factor else 0],
            weights={
                node.id: tuple(factor * random.uniform(0.5, 1.5, len(node.children)))
                for node in index.rules.tree
            },
        )
        for factor in factors
    ]


@settings(max_examples=80, deadline=None)
@given(index=indices(), table=tables, seed=st.integers(0, 1000))
def test_scores_and_ranks_are_those_of_one_index_after_the_other(
    index: Index, table: IndexTable, seed: int
) -> None:
    chosen = replicates_of(index, seed)
    ids = [node.id for node in index.rules.tree]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replicate_routes, "_FEWEST", 1)
        together = score_replicates(index, table, chosen, ids)
    for place, one in enumerate(chosen):
        alone = score_index(changed_index(index, one), table)
        columns = [alone.column(id_) for id_ in ids]
        values, ranks = alone.nodes.values[:, columns].T, alone.ranks[:, columns].T
        np.testing.assert_allclose(together.values[:, place], values, rtol=1e-12, atol=0)
        np.testing.assert_array_equal(together.ranks[:, place], ranks)


def test_many_replicates_of_a_simple_tree_take_the_short_route(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("This is the long route.")

    rows = [WeightRow(weights_for(INDEX, 16), row) for row in range(16)]
    monkeypatch.setattr(replicate_routes, "score_tree", refuse)
    score_replicates(INDEX, TABLE, [Replicate(weights=row) for row in rows], IDS)
    with pytest.raises(AssertionError, match="long route"):
        score_replicates(INDEX, TABLE, [Replicate(weights=row) for row in rows[:3]], IDS)


def short(
    index: Index, table: IndexTable, weights: Mapping[str, Numbers], node_ids: list[str]
) -> Numbers:
    """The scores of the short route, shape (n_nodes, n_units, n_replicates)."""
    measures = measure_stages(index, table)[-1].cells
    assert is_simple(plan_of(index), [measures])
    n_replicates = len(next(iter(weights.values())))
    of_each = np.zeros(n_replicates, np.intp)
    return ReplicateBatch(plan_of(index), [measures], Space()).score(weights, of_each, node_ids)


def weights_for(index: Index, n_replicates: int) -> dict[str, Numbers]:
    random = np.random.default_rng(n_replicates)
    return {
        node.id: random.uniform(0.5, 1.5, (n_replicates, len(node.children)))
        for node in index.rules.tree
    }


TREE = [
    a_node("geometric", "a b", "LOW", children_floor=0.5),
    a_node("geometric", "LOW c", "HIGH", children_floor=0.5),
    a_node("arithmetic", "HIGH d LOW2", "TOP"),
    a_node("arithmetic", "e f", "LOW2"),
]
IDS = ["LOW", "LOW2", "HIGH", "TOP"]
INDEX = an_index(MEASURES, TREE)
ROWS = [
    [1, 2, 3, 4, 1, 2],
    [0, None, 3, None, 2, 2],
    [None, None, 3, 1, None, ValueKind.NOT_APPLICABLE],
    [None] * 6,
    [0.1, 4, None, 2, 3, 1],
]
TABLE = a_table(ROWS)


def in_full(index: Index, table: IndexTable, weights: Mapping[str, Numbers]) -> Numbers:
    """The scores of the long route, shape (n_nodes, n_units, n_replicates)."""
    scores = score_tree(index, table.cells, {id_: own[:, None] for id_, own in weights.items()})
    columns = [scores.node_ids.index(node.id) for node in index.rules.tree]
    return scores.cells.values[..., columns].T


def test_not_one_digit_differs_from_the_tree_computed_in_full() -> None:
    weights = weights_for(INDEX, 30)
    found = short(INDEX, TABLE, weights, [node.id for node in INDEX.rules.tree])
    assert np.isnan(found[:, 3]).all()
    np.testing.assert_array_equal(found, in_full(INDEX, TABLE, weights))


@pytest.mark.parametrize("rule", RULES)
def test_nodes_that_are_computed_together_may_have_a_measure_where_others_have_a_node(
    rule: str,
) -> None:
    tree = [
        a_node("arithmetic", "a b", "NOUGHT"),
        a_node(rule, "c d", "LOW"),
        a_node(rule, "LOW e", "ONE"),
        a_node(rule, "f LOW", "OTHER"),
    ]
    index = an_index(MEASURES, tree)
    table = a_table([[0, 0, 1, 2, 3, 4], [0, 0, None, None, 2, 5], [0, 0, 3, None, None, 1]])
    weights = weights_for(index, 16)
    found = short(index, table, weights, [node.id for node in index.rules.tree])
    np.testing.assert_array_equal(found, in_full(index, table, weights))


def test_a_unit_has_the_same_digits_in_any_company_and_any_order() -> None:
    weights = weights_for(INDEX, 17)
    whole = short(INDEX, TABLE, weights, IDS)
    for rows in ([0], [2], [4, 1, 0], [3, 1]):
        some = short(INDEX, a_table([ROWS[row] for row in rows]), weights, IDS)
        np.testing.assert_array_equal(some, whole[:, rows])


def test_a_replicate_has_the_same_digits_in_any_company_and_any_order() -> None:
    weights = weights_for(INDEX, 33)
    whole = short(INDEX, TABLE, weights, IDS)
    for chosen in ([5], [32, 0, 7], list(range(20))):
        some = short(INDEX, TABLE, {id_: own[chosen] for id_, own in weights.items()}, IDS)
        np.testing.assert_array_equal(some, whole[..., chosen])


@pytest.mark.parametrize("at_once", [1, 500, 2_000])
def test_how_much_is_computed_at_once_changes_no_digit(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = weights_for(INDEX, 20)
    whole = short(INDEX, TABLE, weights, IDS)
    monkeypatch.setattr(replicate_batch, "_AT_ONCE", at_once)
    np.testing.assert_array_equal(short(INDEX, TABLE, weights, IDS), whole)


def test_variants_of_the_measures_are_kept_apart_wherever_they_are_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weights, doubled = weights_for(INDEX, 40), a_table([[4, 3, 2, 1, 1, 1], *ROWS[1:]])
    of_each = np.repeat([0, 1], [23, 17])
    alike = Alike(INDEX, [TABLE.cells, doubled.cells], of_each, weights)
    assert is_simple(plan_of(INDEX), alike.variants)
    monkeypatch.setattr(replicate_routes, "_SHORT_AT_A_TIME", 10)
    found = score_alike(alike, IDS, Space())
    first, second = short(INDEX, TABLE, weights, IDS), short(INDEX, doubled, weights, IDS)
    np.testing.assert_array_equal(found, np.where(of_each, second, first))


def test_what_numpy_may_copy_is_as_it_was_afterwards() -> None:
    before = np.getbufsize()
    short(INDEX, TABLE, weights_for(INDEX, 16), IDS)
    assert np.getbufsize() == before

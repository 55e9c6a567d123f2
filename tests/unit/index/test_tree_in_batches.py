"""The tree of an index, computed in batches and blocks, against plain loops over cells."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.model.index import KINDS, Index, ValueKind
from assessment.model.index_rules import Node
from assessment.model.index_table import Cells, Flag
from assessment.scoring.index import tree
from assessment.scoring.index.batches import plan_of
from assessment.scoring.index.tree import order_of, score_tree
from tests.unit.index.building import a_node, an_index

MEASURES = [f"m{n}" for n in range(6)]
GAPS = [
    ValueKind.NOT_ANSWERED,
    ValueKind.NOT_APPLICABLE,
    ValueKind.NOT_COMPUTABLE,
    ValueKind.SCREENED_OUT,
]
Cell = tuple[float | None, ValueKind, int]
cells = st.one_of(
    st.tuples(st.floats(0.5, 9), st.just(ValueKind.VALUE), st.sampled_from([0, 0, 0, 2])),
    st.tuples(st.none(), st.sampled_from([ValueKind.NOT_ANSWERED, *GAPS]), st.just(0)),
)
tables = st.lists(st.lists(cells, min_size=6, max_size=6), min_size=1, max_size=7)


@st.composite
def trees(draw: Any) -> Index:
    """Two to four heights of nodes, some of them alike."""
    pool, nodes = list(MEASURES), []
    likes = draw(st.lists(_likeness(), min_size=1, max_size=2))
    for number in range(draw(st.integers(1, 7))):
        children = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=4, unique=True))
        like = dict(draw(st.sampled_from(likes)))
        if like["rule"] in ("arithmetic", "geometric"):
            like["weights"] = {children[0]: draw(st.floats(0.5, 3))}
        nodes.append(a_node(like.pop("rule"), " ".join(children), f"n{number}", **like))
        pool.append(f"n{number}")
    return an_index(" ".join(MEASURES), nodes)


def _likeness() -> Any:
    return st.fixed_dictionaries(
        {"rule": st.sampled_from(["arithmetic", "geometric", "minimum", "maximum"])},
        optional={
            "available": st.sampled_from([0.5, 0.7, 1.0]),
            "missing": st.sampled_from(["empty", "skip", {"not_applicable": "empty"}]),
            "floor": st.just(2.0),
            "digits": st.just(1),
        },
    )


def as_cells(table: list[list[Cell]]) -> Cells:
    values = [[np.nan if v is None else v for v, _, _ in row] for row in table]
    kinds = [[KINDS.index(kind) for _, kind, _ in row] for row in table]
    flags = [[flag for _, _, flag in row] for row in table]
    return Cells(np.array(values), np.array(kinds, np.int8), np.array(flags, np.uint8))


def score_by_hand(index: Index, row: list[Cell]) -> list[Cell]:
    """Every node of one unit, cell after cell."""
    known: dict[str, Cell] = dict(zip(MEASURES, row, strict=True))
    for node in order_of(index.rules):
        known[node.id] = one_node(node, [known[id_] for id_ in node.children])
    return [known[node.id] for node in order_of(index.rules)]


def one_node(node: Node, children: list[Cell]) -> Cell:
    present = [(value, flag) for value, _, flag in children if value is not None]
    missing = [kind for value, kind, _ in children if value is None]
    empties = [kind for kind in missing if treatment(node, kind) == "empty"]
    if empties:
        return None, common(empties), 0
    if not present:
        return None, common(missing), 0
    applies = len(children) - sum(kind is ValueKind.NOT_APPLICABLE for kind in missing)
    if node.available and len(present) < node.available * applies - 1e-9:
        return None, ValueKind.TOO_FEW_CHILDREN, 0
    value, flags = by_rule(node, children), 0
    for _, flag in present:
        flags |= flag
    if node.floor is not None and value < node.floor:
        value, flags = node.floor, flags | Flag.FLOORED
    if node.digits is not None:
        value = math.floor(value * 10**node.digits + 0.5 + 1e-9) / 10**node.digits
    return value, ValueKind.VALUE, int(flags)


def treatment(node: Node, kind: ValueKind) -> str:
    said = node.missing
    if isinstance(said, Mapping) and kind in said:
        return said[kind]
    if kind in (ValueKind.NOT_COMPUTABLE, ValueKind.SCREENED_OUT):
        return "empty"
    return said if isinstance(said, str) else "skip"


def common(kinds: list[ValueKind]) -> ValueKind:
    return kinds[0] if len(set(kinds)) == 1 else ValueKind.TOO_FEW_CHILDREN


def by_rule(node: Node, children: list[Cell]) -> float:
    given_weights = getattr(node, "weights", {})
    weights = [given_weights.get(id_, 1.0) for id_ in node.children]
    pairs = [(c[0], w) for c, w in zip(children, weights, strict=True) if c[0] is not None]
    total = sum(w for _, w in pairs)
    match node.rule:
        case "arithmetic":
            return sum(v * w for v, w in pairs) / total
        case "geometric":
            return math.exp(sum(math.log(v) * w for v, w in pairs) / total)
        case "minimum":
            return min(v for v, _ in pairs)
    return max(v for v, _ in pairs)


@settings(deadline=None, max_examples=300)
@given(index=trees(), table=tables)
def test_batches_give_what_loops_over_cells_give(index: Index, table: list[list[Cell]]) -> None:
    found = score_tree(index, as_cells(table)).cells
    expected = as_cells([score_by_hand(index, row) for row in table])
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-12)
    assert found.kinds.tolist() == expected.kinds.tolist()
    assert found.flags.tolist() == expected.flags.tolist()


@settings(deadline=None)
@given(index=trees(), table=tables, block=st.integers(1, 3))
def test_a_table_in_blocks_gives_every_digit_of_the_whole(index, table, block: int) -> None:
    whole = score_tree(index, as_cells(table)).cells
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tree, "_BLOCK", block)
        parts = score_tree(index, as_cells(table)).cells
    for one, other in ((whole.values, parts.values), (whole.kinds, parts.kinds)):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(whole.flags, parts.flags)


@settings(deadline=None)
@given(index=trees(), table=tables)
def test_the_short_way_gives_every_digit_of_the_general_way(index, table) -> None:
    short = score_tree(index, as_cells(table)).cells
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tree, "_score_by_skipping", tree._score_fully)
        general = score_tree(index, as_cells(table)).cells
    np.testing.assert_array_equal(short.values, general.values)
    np.testing.assert_array_equal(short.kinds, general.kinds)
    np.testing.assert_array_equal(short.flags, general.flags)


@pytest.mark.parametrize("rule", ["arithmetic", "geometric", "harmonic", "capped_mean"])
def test_a_unit_has_every_digit_alone_that_it_has_in_company(rule: str) -> None:
    ids = [f"m{n}" for n in range(12)]
    more = {"capped_by": ids[:2], "allowance": 3} if rule == "capped_mean" else {}
    generator = np.random.default_rng(4)
    weights = dict(zip(ids, generator.uniform(0.5, 1.5, 12).tolist(), strict=True))
    index = an_index(" ".join(ids), [a_node(rule, " ".join(ids), weights=weights, **more)])
    values = generator.uniform(1, 9, (40, 12))
    values[generator.random(values.shape) < 0.05] = np.nan
    company = score_tree(index, Cells.of(values)).cells.values
    for row, found in zip(values, company, strict=True):
        assert score_tree(index, Cells.of(row[None])).cells.values[0].tolist() == found.tolist()


def test_nodes_of_one_height_and_rule_are_one_batch_whatever_their_weights() -> None:
    nodes = [
        a_node("arithmetic", "m0 m1", "A", weights={"m0": 2}),
        a_node("arithmetic", "m2 m3", "B"),
        a_node("arithmetic", "m4 m5", "C", digits=1),
        a_node("minimum", "A B", "D"),
    ]
    plan = plan_of(an_index(" ".join(MEASURES), nodes))
    assert [[n.id for n in batch.nodes] for batch in plan.batches] == [["A", "B"], ["C"], ["D"]]
    assert plan.batches[0].weights.tolist() == [[2, 1], [1, 1]]


def test_the_batches_of_an_index_are_found_once() -> None:
    index = an_index("m0 m1", [a_node("arithmetic", "m0 m1")])
    assert plan_of(index) is plan_of(index)
    assert plan_of(index) is not plan_of(an_index("m0 m1", [a_node("arithmetic", "m0 m1")]))


def test_a_table_without_rows_has_no_scores() -> None:
    index = an_index("m0 m1", [a_node("arithmetic", "m0 m1")])
    assert score_tree(index, Cells.of(np.empty((0, 2)))).cells.values.shape == (0, 1)

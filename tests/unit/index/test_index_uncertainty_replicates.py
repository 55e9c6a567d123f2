"""Replicates of an index: many at once are the same as one index after the other."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assessment.model.index import Normalise
from assessment.model.index_table import IndexTable, Unit
from assessment.model.index_uncertainty import Replicate, RuleChoice
from assessment.scoring.index.replicates import changed_index, score_replicates
from assessment.scoring.index.score_index import score_index
from tests.unit.index.building import a_node, a_table, an_index

IDS = ["LEFT", "RIGHT", "TOP"]
STEPS = [
    {"step": "treat", "skewness": 0.5, "kurtosis": 0.5, "most_points": 2},
    {"step": "normalise", "method": "min_max", "range": [1, 100]},
]
TREE = [
    a_node("mean", "a b c", "LEFT", digits=3, weights={"a": 2}),
    a_node("minimum", "d e", "RIGHT"),
    a_node("mean", "LEFT RIGHT", "TOP", available=0.5),
]
INDEX = an_index("a b c d e", TREE, STEPS)
FIRST, LATER = "2020", "2021"


def normalise(**said: Any) -> Normalise:
    whole = {"step": "normalise", "why": "Test.", **said}
    return TypeAdapter[Normalise](Normalise).validate_python(whole)


Z_SCORE = normalise(method="z_score", mean=10, sd=2)
RANK = normalise(method="rank")
GEOMETRIC = RuleChoice(rule="geometric_mean")


def table_of(seed: int) -> IndexTable:
    """Ten units in two periods, with a gap here and there and some far out."""
    random = np.random.default_rng(seed)
    rows = np.exp(random.normal(size=(10, 5)) * 2)
    rows[random.uniform(size=rows.shape) < 0.1] = np.nan
    made = a_table([[None if np.isnan(x) else float(x) for x in row] for row in rows])
    units = tuple(
        Unit(unit.code, unit.name, FIRST if row < 6 else LATER)
        for row, unit in enumerate(made.units)
    )
    return IndexTable(units, made.cells)


weight = st.floats(0.1, 10)
rules = st.sampled_from(["mean", "geometric_mean", "harmonic_mean", "minimum"])
choices = rules.map(lambda rule: RuleChoice.model_validate({"rule": rule}))
replicates = st.lists(
    st.builds(
        Replicate,
        most_points=st.sampled_from([None, 0, 1, 3]),
        normalise=st.sampled_from([None, Z_SCORE, RANK]),
        rules=st.dictionaries(st.sampled_from(IDS), choices),
        weights=st.fixed_dictionaries(
            {},
            optional={
                "LEFT": st.tuples(weight, weight, weight),
                "RIGHT": st.tuples(weight, weight),
                "TOP": st.tuples(weight, weight),
            },
        ),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(chosen=replicates, seed=st.integers(0, 1000))
def test_many_at_once_are_the_same_as_one_index_after_the_other(
    chosen: list[Replicate], seed: int
) -> None:
    table = table_of(seed)
    together = score_replicates(INDEX, table, chosen, IDS)
    for place, one in enumerate(chosen):
        alone = score_index(changed_index(INDEX, one), table)
        columns = [alone.column(id_) for id_ in IDS]
        values, ranks = alone.nodes.values[:, columns].T, alone.ranks[:, columns].T
        np.testing.assert_allclose(together.values[:, place], values, rtol=1e-12, atol=0)
        np.testing.assert_array_equal(together.ranks[:, place], ranks)


def test_more_replicates_than_are_held_at_once_are_still_the_same() -> None:
    table, many = table_of(1), 300
    chosen = [Replicate(weights={"TOP": (1.0, 1 + n / many)}) for n in range(many)]
    together = score_replicates(INDEX, table, chosen, ["TOP"])
    for place in (0, 255, 256, 299):
        alone = score_replicates(INDEX, table, [chosen[place]], ["TOP"])
        np.testing.assert_array_equal(together.values[:, place], alone.values[:, 0])


def test_a_replicate_that_replaces_nothing_is_the_index_itself() -> None:
    assert changed_index(INDEX, Replicate()) == INDEX


def test_all_that_a_replicate_replaces_stands_in_the_changed_index() -> None:
    one = Replicate(3, Z_SCORE, {"RIGHT": GEOMETRIC}, {"TOP": (1.0, 3.0)})
    treat, step = changed_index(INDEX, one).rules.steps
    left, right, top = changed_index(INDEX, one).rules.tree
    assert treat == INDEX.rules.steps[0].model_copy(update={"most_points": 3})
    assert step == Z_SCORE
    assert left == INDEX.rules.tree[0]
    assert (right.rule, right.children) == ("geometric_mean", ("d", "e"))
    assert top == INDEX.rules.tree[2].model_copy(update={"weights": {"LEFT": 1, "RIGHT": 3}})


def test_which_measures_a_step_is_about_stays() -> None:
    steps = [{**STEPS[1], "measures": ["a", "b"]}, {**STEPS[1], "measures": ["c", "d", "e"]}]
    changed = changed_index(an_index("a b c d e", TREE, steps), Replicate(normalise=RANK))
    assert [step.measures for step in changed.rules.steps] == [("a", "b"), ("c", "d", "e")]  # type: ignore[union-attr]


def test_a_node_keeps_its_rounding_and_what_it_does_with_gaps_under_another_rule() -> None:
    left, _, top = changed_index(INDEX, Replicate(rules=dict.fromkeys(IDS, GEOMETRIC))).rules.tree
    assert (left.digits, top.available) == (3, 0.5)


def test_a_rule_changes_its_own_node_and_those_above_it_only() -> None:
    table = table_of(3)
    scores = score_replicates(
        INDEX, table, [Replicate(), Replicate(rules={"LEFT": GEOMETRIC})], IDS
    ).values
    same = [
        np.array_equal(a, b, equal_nan=True)
        for a, b in zip(scores[:, 0], scores[:, 1], strict=True)
    ]
    assert same == [False, True, False]


def test_scores_that_are_equal_by_hand_share_a_rank_in_every_replicate() -> None:
    index = an_index("a b c", [a_node("sum", "a b c")])
    table = a_table([[0.3, 0.6, 0], [0.1, 0.2, 0.6], [0, 0, 1]])
    chosen = [Replicate(), Replicate(weights={"TOP": (2.0, 2.0, 2.0)})]
    found = score_replicates(index, table, chosen, ["TOP"])
    assert len(set(found.values[0, 0, :2])) == 2
    assert found.ranks[0].tolist() == [[2, 2, 1], [2, 2, 1]]


def test_a_floor_under_children_lets_a_geometric_mean_have_values_of_zero() -> None:
    index = an_index("a b", [a_node("mean", "a b")])
    table = a_table([[0, 4], [1, 4]])
    floored = RuleChoice(rule="geometric_mean", children_floor=0.25)
    chosen = [Replicate(rules={"TOP": GEOMETRIC}), Replicate(rules={"TOP": floored})]
    without, with_floor = score_replicates(index, table, chosen, ["TOP"]).values[0]
    assert np.isnan(without[0])
    assert with_floor.tolist() == pytest.approx([1, 2])


@pytest.mark.parametrize(
    "wrong",
    [
        Replicate(rules={"NONE": GEOMETRIC}),
        Replicate(weights={"NONE": (1.0,)}),
        Replicate(weights={"TOP": (1.0,)}),
    ],
)
def test_a_replicate_of_another_index_is_a_mistake_of_the_program(wrong: Replicate) -> None:
    with pytest.raises(ValueError, match="does not have"):
        changed_index(INDEX, wrong)


@pytest.mark.parametrize("wrong", [Replicate(most_points=1), Replicate(normalise=RANK)])
def test_a_step_that_is_not_there_cannot_be_replaced(wrong: Replicate) -> None:
    with pytest.raises(ValueError, match=r"does not have a (treat|normalise) step"):
        changed_index(an_index("a b", [a_node("mean", "a b")]), wrong)

"""Random replicates from settings, and which source shifts the ranks."""

from collections import Counter

import numpy as np
import pytest

from assessment.model.index_uncertainty import (
    INDEX_SOURCES,
    IndexUncertaintySettings,
    Replicate,
    RuleChoice,
)
from assessment.scoring.index.replicates import (
    INTERVALS,
    changed_index,
    design_replicates,
    draw_inputs,
    random_replicates,
    spread_index,
)
from assessment.scoring.index.score_index import score_index
from tests.unit.index.building import a_node, a_table, an_index
from tests.unit.index.test_index_uncertainty_replicates import INDEX, RANK, table_of

EVERYTHING = IndexUncertaintySettings(
    seed=7,
    draws=400,
    outlier_limits=(0, 1),
    normalisations=(RANK,),
    rules=(RuleChoice(rule="harmonic_mean"),),
    sensitivity_size=40,
)
OFF = {
    "outliers": {"outlier_limits": ()},
    "normalisation": {"normalisations": ()},
    "weights": {"weight_spread": 0.0},
    "rule": {"rules": ()},
}
TABLE = table_of(2)


def parts_of(one: Replicate) -> dict[str, object]:
    return {
        "outliers": one.most_points,
        "normalisation": one.normalise,
        "weights": one.weights,
        "rule": one.rules,
    }


def test_the_same_seed_gives_the_same_digits_and_another_seed_others() -> None:
    again = EVERYTHING.model_copy()
    other = EVERYTHING.model_copy(update={"seed": 8})
    assert spread_index(INDEX, TABLE, EVERYTHING) == spread_index(INDEX, TABLE, again)
    assert spread_index(INDEX, TABLE, EVERYTHING) != spread_index(INDEX, TABLE, other)


def test_more_draws_begin_with_the_same_choices() -> None:
    few, more = (
        draw_inputs(INDEX, EVERYTHING, INTERVALS, n_replicates) for n_replicates in (10, 20)
    )
    for source in INDEX_SOURCES:
        assert (few.of(source) == more.of(source)[:10]).all()


@pytest.mark.parametrize("source", INDEX_SOURCES)
def test_switching_one_source_off_leaves_the_draws_of_the_others_as_they_were(source: str) -> None:
    without = EVERYTHING.model_copy(update=OFF[source])
    assert without.varied == tuple(one for one in INDEX_SOURCES if one != source)
    for one, other in zip(
        random_replicates(INDEX, EVERYTHING), random_replicates(INDEX, without), strict=True
    ):
        assert not parts_of(other)[source]
        assert {**parts_of(one), source: None} == {**parts_of(other), source: None}


def test_each_alternative_is_as_likely_as_the_index_s_own_choice() -> None:
    drawn = random_replicates(INDEX, EVERYTHING.model_copy(update={"draws": 3000}))
    limits = Counter(one.most_points for one in drawn)
    assert set(limits) == {None, 0, 1}
    assert min(limits.values()) > 900
    assert 1400 < Counter(bool(one.rules) for one in drawn)[True] < 1600
    # Nodes that are no mean keep their rule.
    assert {id_ for one in drawn for id_ in one.rules} == {"LEFT", "TOP"}


def test_each_weight_stays_within_its_spread_and_fills_it() -> None:
    settings = EVERYTHING.model_copy(update={"draws": 3000, "weight_spread": 0.5})
    drawn = np.array([one.weights["LEFT"] for one in random_replicates(INDEX, settings)])
    nominal = np.array([2, 1, 1])
    assert (np.abs(drawn / nominal - 1) <= 0.5).all()
    np.testing.assert_allclose(drawn.min(axis=0), 0.5 * nominal, rtol=0.01)
    np.testing.assert_allclose(drawn.max(axis=0), 1.5 * nominal, rtol=0.01)
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.05


def test_only_the_named_nodes_have_other_weights() -> None:
    settings = EVERYTHING.model_copy(update={"weighted_nodes": ("TOP",)})
    assert {id_ for one in random_replicates(INDEX, settings) for id_ in one.weights} == {"TOP"}


def test_the_intervals_are_those_of_the_replicates_scored_one_by_one() -> None:
    (spread,) = spread_index(INDEX, TABLE, EVERYTHING)
    replicates = random_replicates(INDEX, EVERYTHING)
    results = [score_index(changed_index(INDEX, one), TABLE) for one in replicates]
    column = results[0].column("TOP")
    ranks = np.array([result.ranks[:, column] for result in results])
    own_scale = [one.normalise is None for one in replicates]
    scores = np.array([result.nodes.values[:, column] for result in results])[own_scale]
    nominal = score_index(INDEX, TABLE)
    for row, unit in enumerate(spread.units):
        assert unit.score is not None
        assert unit.rank is not None
        assert unit.rank.nominal == nominal.ranks[row, column]
        assert unit.score.nominal == nominal.nodes.values[row, column]
        assert unit.rank.mean == pytest.approx(ranks[:, row].mean())
        low, high = np.quantile(scores[:, row], [0.05, 0.95])
        assert (unit.score.low, unit.score.high) == pytest.approx((low, high))
        assert unit.score.n_scored == sum(own_scale)


def test_shares_are_those_of_the_estimators_written_out() -> None:
    (spread,) = spread_index(INDEX, TABLE, EVERYTHING)
    sources, replicates = design_replicates(INDEX, EVERYTHING)
    nominal = score_index(INDEX, TABLE).ranks[:, -1]
    shifts = []
    for one in replicates:
        ranks = score_index(changed_index(INDEX, one), TABLE).ranks[:, -1]
        shifts.append(float(np.mean(np.abs(ranks - nominal))))
    a, b, *exchanged = np.array(shifts).reshape(2 + len(sources), EVERYTHING.sensitivity_size)
    variance, middle = np.var([*a, *b]), np.mean([*a, *b])
    assert [share.source for share in spread.shares] == list(sources) == list(INDEX_SOURCES)
    for share, ab in zip(spread.shares, exchanged, strict=True):
        assert share.first is not None
        assert share.total is not None
        assert share.first.value == pytest.approx(np.mean((b - middle) * (ab - a)) / variance)
        assert share.total.value == pytest.approx(np.mean((a - ab) ** 2) / (2 * variance))
        assert share.total.low <= share.total.value <= share.total.high


def test_a_source_that_is_off_has_no_share_and_the_only_one_has_all() -> None:
    only = {
        key: value for source in OFF if source != "weights" for key, value in OFF[source].items()
    }
    settings = EVERYTHING.model_copy(update={**only, "sensitivity_size": 2000})
    (spread,) = spread_index(INDEX, TABLE, settings)
    for share in spread.shares:
        assert share.first is not None
        assert share.total is not None
        wanted = 1 if share.source == "weights" else 0
        assert share.first.value == pytest.approx(wanted, abs=0.15)
        assert share.total.value == pytest.approx(wanted, abs=0.15)


def test_where_no_rank_can_shift_there_is_nothing_to_share_out() -> None:
    index = an_index("a b", [a_node("mean", "a b")])
    (spread,) = spread_index(
        index, a_table([[1, 1], [2, 2], [3, 3]]), IndexUncertaintySettings(seed=1, draws=100)
    )
    assert all(share.first is share.total is None for share in spread.shares)
    assert [unit.rank and (unit.rank.low, unit.rank.high) for unit in spread.units] == [
        (3, 3),
        (2, 2),
        (1, 1),
    ]


def test_a_unit_without_a_score_has_no_interval_and_the_others_are_ranked_without_it() -> None:
    index = an_index("a b", [a_node("mean", "a b", missing="empty")])
    table = a_table([[1, 2], [None, 2], [3, 3]])
    settings = IndexUncertaintySettings(seed=1, draws=100, sensitivity_size=0)
    (spread,) = spread_index(index, table, settings)
    first, empty, last = spread.units
    assert (empty.score, empty.rank) == (None, None)
    assert first.rank is not None
    assert last.rank is not None
    assert (first.rank.n_others, last.rank.high) == (1, 1)
    assert spread.shares == ()

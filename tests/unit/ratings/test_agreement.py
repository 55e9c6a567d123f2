"""Spread, groups and single raters of one assessment."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.model.rating import Opening, RatingRecord
from assessment.scoring.agreement import measure_agreement, measure_indicators, measure_spread
from assessment.scoring.alpha import measure_alpha
from tests.builders import MOMENT, small_framework
from tests.unit.ratings.making import a_rating, ratings_of

SMALL = small_framework().questionnaire
IDS = [indicator.id for indicator in SMALL.indicators]
some_levels = st.dictionaries(
    st.sampled_from(["Ada", "Ben", "Cleo", "Dara"]),
    st.dictionaries(
        st.sampled_from(IDS), st.one_of(st.integers(0, 4), st.sampled_from(["II", "NA"]))
    ),
)


def spread_of(*levels):
    return measure_spread("LAW-1", [a_rating("LAW-1", v, f"P{n}") for n, v in enumerate(levels)])


def agreement_of(levels, groups=None):
    return measure_agreement(ratings_of(levels, groups), SMALL, draws=0)


def test_spread_is_told_in_levels():
    spread = spread_of(1, 2, 4)
    assert (spread.levels, spread.apart, spread.median) == ((1, 2, 4), 3, 2.0)
    assert spread.deviation == 1.0
    assert spread.share_within_one == pytest.approx(1 / 3)


def test_a_missing_level_is_counted_and_is_no_level():
    spread = spread_of(2, "II", "NA")
    assert (spread.n_ratings, spread.n_insufficient, spread.n_not_applicable) == (3, 1, 1)
    assert (spread.apart, spread.median, spread.share_within_one) == (0, 2.0, None)
    nobody = spread_of("II", "II")
    assert (nobody.apart, nobody.median, nobody.deviation) == (None, None, None)


@pytest.mark.parametrize(
    ("levels", "needs_talk"),
    [((2, 3), False), ((1, 3), True), ((2, "II"), True), (("II", "II"), False), ((2,), False)],
)
def test_two_levels_apart_or_another_kind_of_answer_calls_for_a_talk(levels, needs_talk):
    assert spread_of(*levels).needs_talk is needs_talk


def test_evidence_two_grades_apart_calls_for_a_talk():
    grades = [("A", "C"), ("A", "B")]
    talks = [
        measure_spread(
            "LAW-1", [a_rating("LAW-1", 2, g, evidence_grade=g) for g in pair]
        ).needs_talk
        for pair in grades
    ]
    assert talks == [True, False]


def test_a_dimension_is_measured_on_its_own_indicators_only():
    found = agreement_of(
        {
            "Ada": {"LAW-1": 0, "LAW-2": 4, "SEC-1": 0, "SEC-2": 4},
            "Ben": {"LAW-1": 0, "LAW-2": 4, "SEC-1": 4, "SEC-2": 0},
        }
    )
    alphas = {d.dimension_id: d.alpha for d in found.dimensions}
    assert alphas["LAW"].value == 1.0
    assert alphas["SEC"].value is not None
    assert alphas["SEC"].value < 0
    assert alphas["PRE"].undefined == "too_few_raters"
    assert {d.dimension_id: d.n_to_talk_about for d in found.dimensions} == {
        "LAW": 0,
        "SEC": 2,
        "PRE": 0,
    }


def test_a_group_is_measured_inside_and_against_the_others():
    levels = {
        "Min 1": dict.fromkeys(IDS, 3) | {"LAW-1": 4},
        "Min 2": dict.fromkeys(IDS, 3) | {"LAW-1": 4},
        "Civ": dict.fromkeys(IDS, 1) | {"LAW-1": 2, "SEC-1": "II"},
    }
    groups = {"Min 1": "ministry", "Min 2": "ministry", "Civ": "civil_society"}
    ministry, civil = agreement_of(levels, groups).groups
    assert (ministry.group, ministry.n_raters, ministry.within.value) == ("ministry", 2, 1.0)
    assert (ministry.signed, ministry.n_common) == (2.0, 7)
    assert (civil.within.undefined, civil.signed) == ("too_few_raters", -2.0)


def test_the_rater_furthest_from_the_others_is_marked_with_sign_and_size():
    levels = {name: {id_: n % 4 for n, id_ in enumerate(IDS)} for name in ("Ada", "Ben", "Cleo")}
    levels["Dara"] = {id_: min(level + 2, 4) for id_, level in levels["Ada"].items()}
    raters = {r.person_id: r for r in agreement_of(levels).raters}
    assert [name for name, r in raters.items() if r.lies_apart] == ["Dara"]
    assert raters["Dara"].n_common == 8
    assert raters["Dara"].signed == raters["Dara"].absolute == pytest.approx(14 / 8)
    assert raters["Dara"].alpha_without == 1.0
    assert raters["Ada"].signed == 0.0


@pytest.mark.parametrize(
    "levels",
    [
        {"Ada": dict.fromkeys(IDS, 0), "Ben": dict.fromkeys(IDS, 4)},
        {name: {"LAW-1": v, "LAW-2": 2} for name, v in (("Ada", 0), ("Ben", 0), ("Cleo", 4))},
        {name: dict.fromkeys(IDS, 2) for name in ("Ada", "Ben", "Cleo")},
    ],
    ids=["two raters", "two indicators", "nobody far"],
)
def test_nobody_lies_apart_where_that_would_say_nothing(levels):
    assert not any(rater.lies_apart for rater in agreement_of(levels).raters)


@settings(deadline=None)
@given(some_levels, st.randoms(use_true_random=False))
def test_the_order_in_which_ratings_came_in_changes_nothing(levels, shuffler):
    ratings = ratings_of(levels)
    shuffled = list(ratings)
    shuffler.shuffle(shuffled)
    one, other = (measure_agreement(r, SMALL, draws=20) for r in (ratings, shuffled))
    assert one == other


@settings(deadline=None)
@given(some_levels)
def test_other_names_give_the_same_figures(levels):
    renamed = {name[::-1] + "x": given for name, given in levels.items()}
    one, other = (agreement_of(given) for given in (levels, renamed))
    assert one.overall.undefined == other.overall.undefined
    assert one.overall.value == pytest.approx(other.overall.value, abs=1e-12)
    assert one.spreads == other.spreads
    assert one.groups[0].n_raters == other.groups[0].n_raters if one.groups else not other.groups


@settings(deadline=None)
@given(some_levels)
def test_every_rated_indicator_has_a_spread_with_every_rating_in_it(levels):
    found = agreement_of(levels)
    counts = {id_: sum(id_ in given for given in levels.values()) for id_ in IDS}
    assert {s.indicator_id: s.n_ratings for s in found.spreads} == {
        id_: n for id_, n in counts.items() if n
    }


def test_nobody_has_rated_anything_yet():
    found = agreement_of({})
    assert found.overall.undefined == "too_few_raters"
    assert (found.spreads, found.raters, found.groups) == ((), (), ())
    assert found.spread("LAW-1") is None


def test_only_ratings_given_before_seeing_others_are_independent():
    record = RatingRecord(
        (
            a_rating("LAW-1", 1, "Ada"),
            a_rating("LAW-1", 2, "Ada", revision=2),
            a_rating("LAW-1", 4, "Ada", revision=3, is_independent=False),
            a_rating("LAW-1", 4, "Late", is_independent=False),
            a_rating("LAW-2", 3, "Ada"),
            a_rating("LAW-2", None, "Ada", revision=2),
        ),
        (Opening("Ada", "Ada", MOMENT),),
    )
    assert [(r.person_id, r.answer.level) for r in record.independent()] == [("Ada", 2)]
    assert [(r.person_id, r.answer.level) for r in record.newest()] == [("Ada", 4), ("Late", 4)]
    assert record.own("Ada", "LAW-2").revision == 2
    assert RatingRecord(record.ratings).independent() == ()


def test_one_indicator_has_an_alpha_over_several_assessments():
    first = ratings_of({"Ada": {"LAW-1": 1, "LAW-2": 3}, "Ben": {"LAW-1": 2, "LAW-2": "II"}})
    second = ratings_of({"Ada": {"LAW-1": 4, "LAW-2": 3}, "Cleo": {"LAW-1": 4, "LAW-2": 3}})
    (found,) = measure_indicators([first, second, ratings_of({"Dara": {"LAW-1": 0}})], SMALL)
    # The same ratings as two units of two raters; a third rater rated alone.
    expected = measure_alpha(np.array([[1, 4], [2, 4]]), 5, draws=0)
    assert found.indicator_id == "LAW-1"
    assert found.alpha.value == pytest.approx(expected.value)
    assert (found.alpha.n_units, found.alpha.n_raters) == (2, 4)

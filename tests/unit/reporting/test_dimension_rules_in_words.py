"""Every rule of a dimension told in words, against arithmetic done by hand."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.reporting.dimension_sentences import explain_dimension
from assessment.reporting.rule_sentences import rule_sentence
from tests.builders import small_framework
from tests.random_answers import quick
from tests.rule_menu import MENU, a_rule, law_score, with_law

SMALL = quick(small_framework())
KNOWN_IDS = {indicator.id for indicator in SMALL.questionnaire.indicators}
every_rule = pytest.mark.parametrize("name", MENU)
some_levels = st.tuples(*[st.sampled_from([0, 1, 2, 3, 4, "II", "NA", None])] * 3)


def told(rule, *levels):
    framework = with_law(SMALL, rule)
    return explain_dimension(law_score(framework, levels), framework)


def test_a_geometric_mean_is_told_so_that_it_can_be_computed_again():
    # 1 x 75 x 100 = 7,500; its third root is 19.57. The plain mean is 176 / 3 = 58.67.
    said = told(a_rule("geometric_mean", floor=1), 0, 3, 4)
    assert "19.6 of 100" in said[0]
    assert (
        "The score is the geometric mean of the levels in points of 100, none counted below 1, "
        "each counting the same; low levels pull it down more than high ones lift it." in said
    )
    assert "LAW-1 (Independent judges) counts as 1 of 100, the lowest that counts." in said
    assert (
        "In points of 100 that is LAW-1 1, LAW-2 75 and LAW-3 100; multiplied together and "
        "taken to the power of 1 / 3, that makes 19.6." in said
    )
    assert (
        "The plain mean of these would be 58.7; that the levels are uneven takes away 39.1, and "
        "the lowest is LAW-1 (Independent judges)." in said
    )


def test_the_weights_of_a_harmonic_mean_are_told():
    # 4 / (2 / 25 + 1 / 50 + 1 / 100) = 4 / 0.11 = 36.4.
    said = told(a_rule("harmonic_mean", floor=1, weights={"LAW-1": 2}), 1, 2, 4)
    assert (
        "In points of 100 that is LAW-1 25, LAW-2 50 and LAW-3 100; the weight of each divided "
        "by its points, added up, and 4 divided by that, that makes 36.4." in said
    )
    assert any("where LAW-1 2 times and every other indicator counts once" in s for s in said)


def test_a_mean_in_which_high_levels_count_more_names_the_highest():
    # (5,625 + 10,000 + 0) / 3 = 5,208.3; its root is 72.2. The plain mean is 58.3.
    said = told(a_rule("power_mean", exponent=2, floor=0), 3, 4, 0)
    assert any("generalised mean with the exponent 2 " in sentence for sentence in said)
    assert any("high levels lift it more than low ones" in sentence for sentence in said)
    assert (
        "In points of 100 that is LAW-1 75, LAW-2 100 and LAW-3 0; each to the power of 2, "
        "added up, divided by 3 and taken to the power of 1 / 2, that makes 72.2." in said
    )
    assert (
        "The plain mean of these would be 58.3; that the levels are uneven adds 13.8, and the "
        "highest is LAW-2 (Fair hearings)." in said
    )


def test_even_levels_take_nothing_away_from_a_mean():
    said = told(a_rule("geometric_mean", floor=1), 2, 2, 2)
    assert not any("uneven" in sentence for sentence in said)
    assert not any("lowest that counts" in sentence for sentence in said)


def test_the_weakest_link_is_told_with_what_is_added_and_why_others_change_nothing():
    said = told(a_rule("weakest_link", uplift=0.5), 1, 3, 4)
    assert (
        "The score is the lowest level, and 0.5 levels more where any other is higher: "
        "the weakest indicator decides." in said
    )
    assert (
        "The lowest is LAW-1 (Independent judges) at 1; another is higher, so 0.5 levels are "
        "added, which makes 1.5 levels, or 37.5 of 100." in said
    )
    assert any(s.endswith("alone changes nothing, because LAW-1 sets the limit.") for s in said)


def test_the_weakest_link_adds_nothing_to_levels_that_are_all_the_same():
    said = told(a_rule("weakest_link", uplift=0.5), 2, 2, "II")
    assert (
        "The lowest are LAW-1 (Independent judges) and LAW-2 (Fair hearings) at 2; "
        "no other is higher, so nothing is added: 50.0 of 100." in said
    )


def test_the_weights_of_a_capped_mean_are_told():
    # (1 + 3 x 4 + 1) / 5 = 2.8, or 70; LAW-1 at 1 allows 2, or 50.
    rule = a_rule("capped_mean", capped_by="keys", allowance=1, weights={"LAW-2": 3})
    assert rule_sentence(rule, SMALL) == (
        "The score is the mean of the levels, where LAW-2 3 times and every other indicator "
        "counts once, but never more than 1 level above the lowest key indicator."
    )
    said = told(rule, 1, 4, 1)
    assert (
        "The levels, each times its weight, add up to 14; divided by 5 that is a mean of 2.8, "
        "or 70.0 of 100." in said
    )
    assert any("the mean is higher, so the limit is the score." in sentence for sentence in said)


@every_rule
@settings(deadline=None, max_examples=15)
@given(levels=some_levels)
def test_every_rule_is_told_in_whole_sentences_that_name_only_what_exists(name, levels):
    for sentence in told(MENU[name], *levels):
        assert sentence.endswith("."), sentence
        assert not sentence.endswith(".."), sentence
        assert not re.search(r"\bnan\b|None|[{}]", sentence), sentence
        assert set(re.findall(r"\b[A-Z]{3}-\d+\b", sentence)) <= KNOWN_IDS, sentence


@every_rule
@settings(deadline=None, max_examples=15)
@given(levels=st.tuples(*[st.integers(0, 4)] * 3))
def test_the_score_is_told_as_the_end_of_its_arithmetic(name, levels):
    shown = re.search(r"([\d.]+) of 100", told(MENU[name], *levels)[0])
    assert shown is not None
    arithmetic = " ".join(told(MENU[name], *levels)[1:-1])
    assert shown[1] in re.findall(r"[\d.]*\d", arithmetic)

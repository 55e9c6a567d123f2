"""Every rule of a dimension told in words, against arithmetic done by hand."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.reporting.dimension_sentences import explain_dimension, rule_sentence
from tests.builders import small_framework
from tests.random_answers import quick
from tests.rule_menu import MENU, a_rule, explained_law, with_law

SMALL = quick(small_framework())
KNOWN_IDS = {indicator.id for indicator in SMALL.questionnaire.indicators}
every_rule = pytest.mark.parametrize("name", MENU)
some_levels = st.tuples(*[st.sampled_from([0, 1, 2, 3, 4, "II", "NA", None])] * 3)


def in_words(rule, *levels):
    score, explanation, framework = explained_law(with_law(SMALL, rule), levels)
    return explain_dimension(score, explanation, framework)


def test_a_geometric_mean_is_said_so_that_it_can_be_computed_again():
    # 1 x 75 x 100 = 7,500; its third root is 19.57. The plain mean is 176 / 3 = 58.67.
    said = in_words(a_rule("geometric_mean", children_floor=1), 0, 3, 4)
    assert "19.6 of 100" in said[0]
    assert (
        "The score is the geometric mean: low values pull it down more than high ones lift it. "
        "No value counts as less than 1. Each counts the same." in said
    )
    assert "LAW-1 (Independent judges) counts as 1, the lowest that counts." in said
    assert "In points of 100 that is LAW-1 1, LAW-2 75 and LAW-3 100." in said
    assert "Multiplied together and taken to the power of 1 / 3, that makes 19.6." in said
    assert "The plain mean would be 58.7; that they are uneven takes 39.1 away." in said
    assert "The lowest is LAW-1 (Independent judges)." in said


def test_the_weights_of_a_harmonic_mean_are_in_words():
    # 4 / (2 / 25 + 1 / 50 + 1 / 100) = 4 / 0.11 = 36.4.
    said = in_words(a_rule("harmonic_mean", children_floor=1, weights={"LAW-1": 2}), 1, 2, 4)
    assert "In points of 100 that is LAW-1 25, LAW-2 50 and LAW-3 100." in said
    assert (
        "The weight of each divided by its value, added up, and 4 divided by that makes 36.4."
        in said
    )
    assert any(
        "Counted more or less than once: LAW-1 (Independent judges) 2 times;" in s for s in said
    )


def test_a_mean_in_which_high_levels_count_more_names_the_highest():
    # (5,625 + 10,000 + 0) / 3 = 5,208.3; its root is 72.2. The plain mean is 58.3.
    said = in_words(a_rule("power_mean", exponent=2), 3, 4, 0)
    assert any("power mean with the exponent 2:" in sentence for sentence in said)
    assert any("high values lift it more than low ones" in sentence for sentence in said)
    assert "In points of 100 that is LAW-1 75, LAW-2 100 and LAW-3 0." in said
    assert (
        "Each to the power of 2, added up, divided by 3 and taken to the power of 1 / 2, that "
        "makes 72.2." in said
    )
    assert "The plain mean would be 58.3; that they are uneven adds 13.8." in said
    assert "The highest is LAW-2 (Fair hearings)." in said


def test_even_levels_take_nothing_away_from_a_mean():
    said = in_words(a_rule("geometric_mean", children_floor=1), 2, 2, 2)
    assert not any("uneven" in sentence for sentence in said)
    assert not any("lowest that counts" in sentence for sentence in said)


def test_the_weakest_link_is_said_with_what_is_added_and_why_others_change_nothing():
    said = in_words(a_rule("weakest_link", uplift=0.5), 1, 3, 4)
    assert (
        "The score is the lowest of what counts, and 0.5 levels more where any other is higher: "
        "the weakest decides." in said
    )
    assert "The lowest is LAW-1 (Independent judges), at 1." in said
    assert "Another is higher, so 0.5 is added, which makes 1.5." in said
    assert "In points of 100 that is 37.5." in said
    assert any(s.endswith("alone changes nothing, because LAW-1 sets the limit.") for s in said)


def test_the_weakest_link_adds_nothing_to_levels_that_are_all_the_same():
    said = in_words(a_rule("weakest_link", uplift=0.5), 2, 2, "II")
    assert "The lowest are LAW-1 (Independent judges) and LAW-2 (Fair hearings), at 2." in said
    assert "No other is higher, so nothing is added." in said
    assert "In points of 100 that is 50.0." in said


def test_the_weights_of_a_capped_mean_are_in_words():
    # (1 + 3 x 4 + 1) / 5 = 2.8, or 70; LAW-1 at 1 allows 2, or 50.
    rule = a_rule("capped_mean", capped_by="keys", allowance=1, weights={"LAW-2": 3})
    assert rule_sentence(rule, SMALL) == (
        "The score is the mean of what counts, but never more than 1 level above the lowest key "
        "indicator. Counted more or less than once: LAW-2 (Fair hearings) 3 times; every other "
        "counts once."
    )
    said = in_words(rule, 1, 4, 1)
    assert (
        "What counts, each times its weight, adds up to 14; divided by the weights together, 5, "
        "that is a mean of 2.8." in said
    )
    assert "In points of 100 that is 70.0." in said
    assert "The mean is higher, so the limit is the score." in said


@every_rule
@settings(deadline=None, max_examples=15)
@given(levels=some_levels)
def test_every_rule_is_said_in_whole_sentences_that_name_only_what_exists(name, levels):
    for sentence in in_words(MENU[name], *levels):
        assert sentence.endswith("."), sentence
        assert not sentence.endswith(".."), sentence
        assert not re.search(r"\bnan\b|None|[{}]", sentence), sentence
        assert set(re.findall(r"\b[A-Z]{3}-\d+\b", sentence)) <= KNOWN_IDS, sentence


@every_rule
@settings(deadline=None, max_examples=15)
@given(levels=st.tuples(*[st.integers(0, 4)] * 3))
def test_the_score_is_said_as_the_end_of_its_arithmetic(name, levels):
    shown = re.search(r"([\d.]+) of 100", in_words(MENU[name], *levels)[0])
    assert shown is not None
    arithmetic = " ".join(in_words(MENU[name], *levels)[1:-1])
    assert shown[1] in re.findall(r"[\d.]*\d", arithmetic)

"""The explanation of a score, against arithmetic done by hand."""

from dataclasses import replace

import pytest

from assessment.model.score import Interval
from assessment.reporting.bands import band_letters, band_phrase
from assessment.reporting.dimension_sentences import explain_dimension
from assessment.scoring.bands import band_of
from tests.rule_menu import a_rule


@pytest.fixture
def explained_law(at_once, spread, explained_of):
    """Framework, section 5.3: mean 14 / 8 = 1.75, or 43.8; lowest key LAW-5 at 0, cap 1, or 25."""
    levels = spread("LAW", 3, 1, 2, 2, 0, 2, 2, 2)
    return explained_of(at_once, "LAW", levels, confidence="high")


@pytest.fixture
def law(explained_law):
    return explained_law[0]


def test_the_law_example_of_the_framework_is_worked_through_in_words(at_once, explained_law):
    name = at_once.questionnaire.indicator("LAW-5").name
    said = explain_dimension(*explained_law, at_once)
    assert said[0].endswith("25.0 of 100, Weak.")
    assert "8 of 8 applicable indicators have a level (100%)." in said
    # 3 + 1 + 2 + 2 + 0 + 2 + 2 + 2 = 14; 14 / 8 = 1.75; 1.75 x 25 = 43.75
    assert "What counts adds up to 14; divided by 8 that is a mean of 1.75." in said
    assert "In points of 100 that is 43.8." in said
    # 0 + 1 = 1; 1 x 25 = 25
    assert f"LAW-5 ({name}) is at 0, so the limit is 1." in said
    assert "In points of 100 that is 25.0." in said
    assert "The mean is higher, so the limit is the score." in said


def test_the_reason_of_the_rule_is_told_as_the_questionnaire_gives_it(at_once, explained_law):
    assert at_once.rules.dimensions["LAW"].why in explain_dimension(*explained_law, at_once)


def test_one_level_more_names_what_helps_alone_and_what_does_not(at_once, explained_law):
    said = explain_dimension(*explained_law, at_once)
    # LAW-5 to 1: lowest key 1, cap 2, or 50; mean 15 / 8 = 1.875, or 46.9, which is lower.
    assert any("One level more on LAW-5 (" in s and s.endswith("make it 46.9.") for s in said)
    assert (
        "One level more on LAW-1, LAW-2, LAW-3, LAW-4, LAW-6, LAW-7 or LAW-8 alone changes "
        "nothing, because LAW-5 sets the limit." in said
    )


def test_a_mean_that_equals_its_limit_is_called_the_score_and_still_held_by_it(
    at_once, spread, explained_of
):
    # SEC: gate of SEC-7 is min(3, 2) + 1 = 3; sum 18 / 9 = 2, or 50; SEC-6 at 1, cap 2, or 50.
    score, explanation = explained_of(at_once, "SEC", spread("SEC", 3, 2, 2, 2, 1, 1, 4, 2, 2))
    said = explain_dimension(score, explanation, at_once)
    assert "divided by 9 that is a mean of 2. In points of 100 that is 50.0." in " ".join(said)
    assert "The mean is not higher, so the mean is the score." in said
    assert any("because SEC-6 sets the limit" in sentence for sentence in said)


def test_a_gate_that_binds_is_told_with_the_level_it_stands_at(at_once, spread, explained_of):
    score, explanation = explained_of(at_once, "SEC", spread("SEC", 3, 2, 2, 2, 1, 1, 4, 2, 2))
    said = " ".join(explain_dimension(score, explanation, at_once))
    seven, four = (at_once.questionnaire.indicator(id_).name for id_ in ("SEC-7", "SEC-4"))
    assert (
        f"SEC-7 ({seven}) counts as 3 instead of 4, because SEC-4 ({four}) is at 2 "
        "and it may count for at most 1 more." in said
    )
    assert "SEC-7 at 3, SEC-8 at 2 and SEC-9 at 2." in said


def test_an_indicator_held_down_by_its_gate_is_not_said_to_hold_itself_down(
    at_once, spread, explained_of
):
    # LAW-2 at 0 lets EQU-2 count as 1, the lowest key: cap 2, or 50; mean 32 / 9 is higher.
    score, explanation = explained_of(
        at_once, "EQU", spread("EQU", 3, 3, 4, 4, 4, 4, 4, 4, 4) | {"LAW-2": 0}
    )
    said = explain_dimension(score, explanation, at_once)
    name = at_once.questionnaire.indicator("EQU-2").name
    assert "50.0 of 100" in said[0]
    assert (
        f"One level more on EQU-2 ({name}) alone changes nothing, "
        "because it counts for no more than EQU-1 and LAW-2 allow." in said
    )


def test_a_gate_without_a_level_is_called_not_verified(at_once, spread, explained_of):
    score, explanation = explained_of(
        at_once, "PRE", spread("PRE", 2, 1, 2, 0, 1, 1, 1, 3) | {"LAW-7": 4}
    )
    said = explain_dimension(score, explanation, at_once)
    (open_gate,) = [sentence for sentence in said if "not verified" in sentence]
    assert "PRE-3 (" in open_gate
    assert "SOC-1 (" in open_gate
    assert "LAW-7" not in open_gate


def test_a_chain_is_told_by_its_stages_and_its_weakest_link(at_once, spread, explained_of):
    # Inform (1 + 2) / 2, voice 0, decide (2 + 1) / 2, respond (1 + 3) / 2, sustain 1;
    # mean 6 / 5 = 1.2; (0 + 1.2) / 2 = 0.6; 0.6 x 25 = 15.
    score, explanation = explained_of(at_once, "PRE", spread("PRE", 2, 1, 2, 0, 1, 1, 1, 3))
    said = explain_dimension(score, explanation, at_once)
    assert (
        "The means of the links are Inform 1.5, Voice 0, Decide 1.5, Respond 2 and Sustain 1."
        in said
    )
    assert "The weakest link is Voice." in said
    assert "Half the weakest (0) and half the mean of the links (1.2) make 0.6." in said
    assert "In points of 100 that is 15.0." in said


def test_a_weighted_mean_is_told_with_its_weights(small, explained_of):
    # SEC-1 counts twice: (2 x 3 + 1 + 2) / (2 + 1 + 1) = 9 / 4 = 2.25, or 56.25, shown as 56.3.
    levels = {"LAW-1": 4, "SEC-1": 3, "SEC-2": 1, "SEC-3": 2}
    said = explain_dimension(*explained_of(small, "SEC", levels), small)
    assert "56.3 of 100" in said[0]
    assert (
        "What counts, each times its weight, adds up to 9; divided by the weights together, 4, "
        "that is a mean of 2.25." in said
    )
    assert "In points of 100 that is 56.3." in said


def test_the_rule_of_the_weakest_names_the_weakest(small, explained_of, with_rule):
    framework = with_rule(small, "LAW", a_rule("minimum", why="For tests."))
    score, explanation = explained_of(framework, "LAW", {"LAW-1": 3, "LAW-2": 1, "LAW-3": 1})
    said = explain_dimension(score, explanation, framework)
    assert "The lowest are LAW-2 (Fair hearings) and LAW-3 (Legal aid), at 1." in said
    assert "In points of 100 that is 25.0." in said
    assert (
        "One level more on LAW-1, LAW-2 or LAW-3 alone changes nothing, "
        "because LAW-2 and LAW-3 together set the limit." in said
    )


def test_what_is_not_known_widens_the_bounds_and_is_no_zero(at_once, spread, explained_of):
    # Sum 3 + 2 + 2 + 2 + 2 = 11. Unknown at 0: 11 / 7 = 1.571, or 39.3; at 4: 19 / 7, or 67.9.
    score, explanation = explained_of(at_once, "POL", spread("POL", 3, "II", 2, 2, None, 2, 2))
    said = explain_dimension(score, explanation, at_once)
    assert "5 of 7 applicable indicators have a level (71.4%)." in said
    assert any("be 39.3; if it were at 4, 67.9." in sentence for sentence in said)
    (missing,) = [sentence for sentence in said if sentence.startswith("No level is known")]
    assert "POL-2 (" in missing
    assert "POL-5 (" in missing
    assert not any("POL-2 at" in sentence or "POL-5 at" in sentence for sentence in said)


def test_without_enough_answers_no_score_is_computed_in_words(at_once, spread, explained_of):
    score, explanation = explained_of(at_once, "EQU", spread("EQU", 3, "II", 2, 2, None, 2, "NA"))
    said = explain_dimension(score, explanation, at_once)
    assert "not enough answers for a score" in said[0]
    assert "1 indicator does not apply and is left out." in said
    assert any("the key indicator EQU-2 (" in sentence for sentence in said)
    assert not any("mean of" in sentence and "of 100" in sentence for sentence in said)
    assert not any("One level more" in sentence for sentence in said)


def test_a_dimension_in_which_nothing_applies_says_only_that(at_once, spread, explained_of):
    score, explanation = explained_of(at_once, "ECO", spread("ECO", *["NA"] * 8))
    (said,) = explain_dimension(score, explanation, at_once)
    assert said.endswith("no indicator of this dimension applies, so there is no score.")
    assert band_phrase(score, at_once).startswith("Not applicable")


def test_a_score_has_one_band_and_names_what_its_interval_reaches_beside_it(
    at_once, law, explained_law
):
    wide = replace(law, interval=Interval(19.0, 25.0, 59.9))
    assert band_phrase(wide, at_once) == "Weak, could be Exposed or Partial"
    assert band_letters(wide, at_once) == "W (EP)"
    said = explain_dimension(wide, explained_law[1], at_once)
    assert said[0].endswith("of 100, Weak, could be Exposed or Partial.")
    assert "between 19.0 and 59.9, with 25.0 in the middle" in " ".join(said)


def test_an_interval_says_what_was_varied_and_what_was_not(at_once, explained_law):
    of_the_state = (
        "What is changed: the answers alone, more the less sure they are and the weaker their evi"
    )
    assert any(one.startswith(of_the_state) for one in explain_dimension(*explained_law, at_once))
    interval = at_once.rules.interval.model_copy(update={"varies": ("answers", "weights")})
    rules = at_once.rules.model_copy(update={"interval": interval})
    said = explain_dimension(*explained_law, replace(at_once, rules=rules))
    assert any("the weights); and how far one level is from the next" in one for one in said)


def test_a_score_outside_its_interval_still_has_its_band_named(at_once, law):
    apart = replace(law, interval=Interval(41.0, 45.0, 50.0))
    assert band_phrase(apart, at_once) == "Weak, could be Partial"


def test_no_score_is_not_mistaken_for_the_band_named_partial(at_once, score_of):
    phrase = band_phrase(score_of(at_once, "LAW", {}), at_once)
    assert phrase == (
        "Not enough answers for a score: between 0.0 and 100.0, too much is not known"
    )
    assert "Partial" not in phrase
    assert band_letters(score_of(at_once, "LAW", {}), at_once) == "?"


def test_bounds_that_meet_are_not_given_as_if_they_were_a_score(at_once, score_of):
    met = replace(score_of(at_once, "LAW", {}), low=25.0, high=25.0)
    assert band_phrase(met, at_once) == "Not enough answers for a score"


def test_where_a_key_indicator_alone_is_wanted_it_is_named_at_once(at_once, score_of):
    # Seven of eight answers suffice for a score; LAW-5 is the only key indicator of the dimension.
    score = score_of(at_once, "LAW", {f"LAW-{number}": 3 for number in (1, 2, 3, 4, 6, 7, 8)})
    phrase = "No score without the key indicator LAW-5"
    assert band_phrase(score, at_once).startswith(f"{phrase}: between ")
    assert band_phrase(replace(score, low=25.0, high=25.0), at_once) == phrase


def test_a_score_that_rounds_up_into_the_next_band_says_so(at_once, law, explained_law):
    # 39.96 is Weak and is shown as 40.0, from where Partial begins.
    value = 39.96
    near = replace(
        law,
        value=value,
        band=band_of(value, at_once.rules.bands),
        interval=Interval(39, 39.5, 39.9),
    )
    assert explain_dimension(near, explained_law[1], at_once)[0].endswith(
        "40.0 of 100, Weak (before rounding the score lies in Weak)."
    )

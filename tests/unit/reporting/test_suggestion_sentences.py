"""What is said of a suggested programme."""

import pytest

from assessment.model.framework import Framework
from assessment.programmes.match import suggest_programmes
from assessment.reporting.programmes import explain_suggestion
from assessment.scoring.profile import score_record
from tests.builders import record_with


def explain(framework, programme_id, levels, **parts):
    record = record_with(framework, levels, **parts)
    profile = score_record(framework, record)
    (found,) = [
        one
        for one in suggest_programmes(framework, record, profile)
        if one.programme.id == programme_id
    ]
    return explain_suggestion(found, framework)


def test_answers_that_call_for_a_programme_are_named_with_their_part(small):
    said = explain(small, "P1", {"LAW-1": 1, "LAW-2": 4, "SEC-1": 0}, confidence="high")
    assert said[0] == (
        "LAW-1 (Independent judges) is at level 1. It is a key indicator. "
        "It is among the causes of the critical gap CG-1 (Impunity)."
    )
    assert (
        said[1] == "LAW-2 (Fair hearings) is at level 4, the highest, and calls for nothing more."
    )
    assert said[2] == (
        "No level is known for LAW-3 (Legal aid); it speaks neither for nor against the programme."
    )
    # LAW-1: 3 / 4 x 1.5 x 1.25 x 1 = 1.40625; LAW-2: 0; mean 0.703
    assert said[3].startswith("Need score 0.7: the mean need over 2 known indicators is 0.7.")


def test_a_precondition_that_fails_comes_first(small):
    said = explain(small, "P2", {"SEC-1": 0, "SEC-2": 1, "SEC-3": 2}, confidence="high")
    assert said[0] == "Not advised until the police answer to a lawful command (SEC-1)."
    assert "pattern that the programme is meant for: 'Lowers the ability'." in " ".join(said)
    # 1 x 1.5 = 1.5; 0.75; 0.5; mean 2.75 / 3 = 0.917; x 1.1 = 1.008; - 0.5 = 0.508
    assert (
        "Need score 0.51: the mean need over 3 known indicators is 0.92. It is taken 1.1 times "
        "for the pattern. For what does not hold, 0.5 is taken away, but never below 0." in said[-1]
    )


def test_a_precondition_that_is_not_known_is_to_be_checked(small):
    said = explain(small, "P2", {"SEC-1": "II", "SEC-2": 2})
    assert said[0].startswith("Not verified, and to be checked before anything starts: the police")


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        (None, "counts for 75% of the need, because the confidence is low or not stated."),
        ("medium", "counts for 90% of the need, because the confidence is medium."),
    ],
)
def test_the_effect_of_confidence_is_told(small, confidence, expected):
    said = explain(small, "P3", {"PRE-1": 1}, confidence=confidence)
    assert f"PRE-1 {expected}" in said


def test_full_confidence_needs_no_word(small):
    assert not any("confidence" in s for s in explain(small, "P3", {"PRE-1": 1}, confidence="high"))


def test_a_programme_without_known_indicators_has_no_need_score(small):
    said = explain(small, "P3", {"PRE-1": "II"})
    assert said[-1] == "So it is not known whether the programme is called for."
    assert not any("level 0" in sentence or "Need score" in sentence for sentence in said)


def test_a_need_score_promises_nothing(small):
    said = explain(small, "P3", {"PRE-1": 1})
    assert said[-1].endswith("says nothing about effect, feasibility or cost.")


def test_a_suggestion_without_a_catalogue_is_a_programming_error(small):
    record = record_with(small, {})
    (found, *_) = suggest_programmes(small, record, score_record(small, record))
    without = Framework(small.questionnaire, small.rules)
    with pytest.raises(ValueError, match="without a catalogue"):
        explain_suggestion(found, without)

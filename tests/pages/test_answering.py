"""Giving an answer: saved at once, or said why not."""

from dataclasses import replace

import pytest

from assessment.model.answer import Answer, Status
from assessment.services.answers import record_answer
from tests.builders import MOMENT, an_answer
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace, beginning, write_as

TICKED_TO_TWO = ("LAW-1.1a", "LAW-1.2a", "LAW-1.2b")


class Question:
    """The question LAW-1 of a new assessment, open on the screen."""

    def __init__(self, workspace: Workspace, indicator_id: str = "LAW-1") -> None:
        self.workspace, self.id = workspace, indicator_id
        self.opened = workspace.begin()
        self.key = beginning(self.opened, indicator_id)
        self.screen: Screen = workspace.questions(self.opened, indicator_id)

    def give(self, field: str, value: object) -> Screen:
        return self.screen.give(f"{self.key}:field:{field}", value)

    @property
    def stored(self) -> Answer:
        return self.workspace.stored(self.opened, self.id)


@pytest.fixture
def question(workspace: Workspace) -> Question:
    return Question(workspace)


def test_ticking_statements_proposes_a_level_and_decides_nothing(question: Question):
    for id_ in TICKED_TO_TWO:
        question.give(f"tick:{id_}", True)  # noqa: FBT003 - the box is ticked
    assert "The ticked statements propose level 2, Partial" in question.screen.text
    assert question.stored.ticked == frozenset(TICKED_TO_TWO)
    assert not question.stored.is_answered
    assert "0 of 8 questions answered" in question.screen.draw().text


def test_another_level_than_proposed_is_saved_and_a_reason_asked_for(question: Question):
    for id_ in TICKED_TO_TWO:
        question.give(f"tick:{id_}", True)  # noqa: FBT003 - the box is ticked
    question.give("level", 3)
    assert question.stored.level == 3
    assert any("propose level 2, the answer is 3" in w for w in question.screen.warnings())
    question.give("reason", "Two rulings of 2026 are not in the statements yet.")
    assert question.stored.reason == "Two rulings of 2026 are not in the statements yet."
    assert question.screen.warnings() == []


@pytest.mark.parametrize("level", [0, 1, 2, 3, 4])
def test_every_level_is_saved_at_once(question: Question, level: int):
    question.give("level", level)
    assert question.stored == an_answer("LAW-1", level)
    assert "Saved" in question.screen.text
    assert "Ada Amin" in question.screen.text


def test_insufficient_information_is_an_answer_of_its_own(question: Question):
    question.give("level", "II")
    assert question.stored == Answer("LAW-1", Status.INSUFFICIENT_INFORMATION)
    assert "1 of 8 questions answered" in question.screen.draw().text


def test_not_applicable_waits_for_its_reason(question: Question):
    question.give("level", "NA")
    (error,) = question.screen.errors()
    assert "Not saved yet" in error
    assert "'Not applicable' is given without a reason" in error
    assert "not saved yet, see below" in question.screen.text
    assert not question.stored.is_answered
    question.give("reason", "Hearings are free of charge.")
    assert question.screen.errors() == []
    assert question.stored == Answer(
        "LAW-1", Status.NOT_APPLICABLE, reason="Hearings are free of charge."
    )


def test_what_waits_is_still_shown_after_a_look_at_another_page(question: Question):
    question.give("level", "NA")
    question.screen.go("profile")
    question.screen.go("questions")
    assert question.screen.value(f"{question.key}:field:level") == "NA"
    assert "Not saved yet" in question.screen.errors()[0]
    question.give("reason", "It does not arise.")
    assert question.stored.status is Status.NOT_APPLICABLE


def test_no_evidence_carries_no_level(question: Question):
    question.give("level", 2)
    question.give("evidence_grade", "D")
    assert "no evidence carries a level" in question.screen.errors()[0]
    assert question.stored.evidence_grade is None
    question.screen.click("Keep what is saved")
    assert question.screen.errors() == []
    assert question.screen.value(f"{question.key}:field:evidence_grade") is None
    assert question.screen.value(f"{question.key}:field:level") == 2


def test_a_refused_grade_goes_in_with_the_level_that_mends_it(question: Question):
    question.give("level", 2)
    question.give("evidence_grade", "D")
    question.give("level", "II")
    assert question.screen.errors() == []
    assert question.stored == an_answer("LAW-1", "II", evidence_grade="D")


def test_confidence_grade_and_rationale_are_saved_beside_the_level(question: Question):
    question.give("level", 1)
    question.give("confidence", "high")
    question.give("evidence_grade", "B")
    question.give("rationale", "Judges were dismissed in March.")
    expected = an_answer(
        "LAW-1",
        1,
        confidence="high",
        evidence_grade="B",
        rationale="Judges were dismissed in March.",
    )
    assert question.stored == expected
    reopened = question.workspace.questions(question.opened, "LAW-1")
    assert reopened.value(f"{question.key}:field:confidence") == "high"
    assert reopened.value(f"{question.key}:field:rationale") == "Judges were dismissed in March."


def test_a_text_beyond_the_limit_is_refused_and_kept_on_the_screen(question: Question):
    text = "x" * 10_001
    question.give("rationale", text)
    assert "The text has 10,001 characters" in question.screen.errors()[0]
    assert question.stored.rationale == ""
    assert question.screen.value(f"{question.key}:field:rationale") == text


def test_an_answer_taken_back_is_not_answered_and_stays_in_the_history(question: Question):
    question.give("level", 1)
    question.give("rationale", "Judges were dismissed in March.")
    question.screen.click("Take this answer back")
    assert not question.stored.is_answered
    assert question.screen.value(f"{question.key}:field:level") is None
    assert "0 of 8 questions answered" in question.screen.draw().text
    question.screen.give(f"{question.key}:history", True)  # noqa: FBT003 - switched on
    history = [found.value for found in question.screen.at.text]
    assert any("Ada Amin · page · level 1, On paper" in line for line in history)
    assert any("Ada Amin · page · not answered" in line for line in history)


def test_the_history_shows_every_answer_with_author_and_origin(question: Question):
    question.give("level", 1)
    question.workspace.answer(question.opened, an_answer("LAW-1", 4), person="Cleo Cruz")
    question.screen.draw()
    question.screen.give(f"{question.key}:history", True)  # noqa: FBT003 - switched on
    lines = [found.value for found in question.screen.at.text if " · page · " in found.value]
    assert ["Cleo Cruz" in line for line in lines] == [True, False]


def test_earlier_answers_say_what_sets_them_apart(question: Question):
    question.give("level", 1)
    question.give("confidence", "high")
    question.screen.give(f"{question.key}:history", True)  # noqa: FBT003 - switched on
    lines = [found.value for found in question.screen.at.text]
    said = [line for line in lines if line.startswith("confidence: ")]
    assert said == ["confidence: high"]
    assert "nothing" not in lines
    assert "As it is now." in question.screen.text


def test_the_name_under_which_somebody_writes_goes_with_the_answer(question: Question):
    write_as(question.screen, "Dara Diop", "Ministry of Justice")
    question.give("level", 2)
    recorded = question.workspace.beside(question.opened, "LAW-1").recorded
    assert recorded is not None
    assert recorded.person_name == "Dara Diop"
    # Whoever is sent the address does not write under that name.
    again = Screen.show("questions", dict(question.screen.at.query_params))
    assert "You write as: **Dara Diop" in question.screen.text
    assert "You write as: **Ada Amin" in again.text


def test_an_answer_of_another_day_is_shown_with_its_day(question: Question):
    context = question.workspace.context()
    long_ago = replace(context, clock=lambda: MOMENT)
    record_answer(long_ago, question.opened, an_answer("LAW-1", 2), 0)
    text = question.screen.draw().text
    assert "level 2, Partial · saved 2 Mar 2026, 09:30 UTC" in text
    question.give("level", 3)
    assert "Saved 02 March" not in question.screen.text

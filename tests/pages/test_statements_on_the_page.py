"""Ticking statements: what they are about, what their words mean, and what they leave open."""

import pytest

from assessment.model.answer import Status
from tests.pages.test_answering import Question
from tests.pages.workspace import Workspace


@pytest.fixture
def question(workspace: Workspace) -> Question:
    """The question LAW-1 of a questionnaire that says kinds and defines words."""
    workspace.tell_kinds()
    return Question(workspace)


def tick(question: Question, *names: str) -> None:
    for name in names:
        question.give(f"tick:LAW-1.{name}", True)  # noqa: FBT003 - the box is ticked


def box(question: Question, name: str):
    return question.screen.at.get_by_key(f"{question.key}:field:tick:LAW-1.{name}")


def test_every_statement_says_its_kind_and_what_its_words_mean(question: Question):
    assert box(question, "0b").label.endswith("(against protection)")
    assert box(question, "1a").label.endswith("(law)")
    assert box(question, "2a").label.endswith("(practice)")
    help_text = box(question, "2b").help.replace("\\", "")
    assert help_text == "Budget: Money set aside in a public plan."


def test_a_questionnaire_without_kinds_shows_nothing_new(workspace: Workspace):
    question = Question(workspace)
    assert ":gray" not in box(question, "1a").label
    assert not box(question, "2b").help
    question.give("level", 0)
    assert "Level 0 here" not in question.screen.text


def test_one_click_ticks_all_statements_below_in_one_revision(question: Question):
    tick(question, "2a", "3a")
    (warning,) = question.screen.warnings()
    assert warning == "The statements of level 3 hold, but 1a and 2b are not ticked. Do they hold?"
    before = question.workspace.record(question.opened).revision("LAW-1")
    question.screen.click("Yes, tick them too")
    after = question.workspace.record(question.opened).revision("LAW-1")
    assert after == before + 1
    assert question.stored.ticked == {f"LAW-1.{name}" for name in ("1a", "2a", "2b", "3a")}
    assert box(question, "1a").value is True
    assert question.screen.warnings() == []
    assert "propose level 3" in question.screen.text
    assert "Yes, tick them too" not in question.screen.buttons()


def test_nothing_is_proposed_before_the_first_level_is_whole(question: Question):
    tick(question, "2a")
    assert "propose level" not in question.screen.text


def test_that_nothing_is_in_place_cannot_be_beside_what_is_there(question: Question):
    tick(question, "0a", "1a")
    (warning,) = question.screen.warnings()
    assert "0a says that nothing is in place, and 1a is ticked as well." in warning


def test_level_zero_asks_which_of_two_things_it_is_and_then_says_it(question: Question):
    question.give("level", 0)
    (warning,) = question.screen.warnings()
    assert "Tick the statement of this level that holds." in warning
    tick(question, "0a")
    assert "Level 0 here: nothing is in place." in question.screen.text
    tick(question, "0b")
    assert "Level 0 here: something works against protection." in question.screen.text
    assert question.screen.warnings() == []


def test_one_click_takes_the_reason_why_a_question_does_not_apply(workspace: Workspace):
    question = Question(workspace, "LAW-3")
    assert "Not applicable fits when: Hearings are free of charge." in question.screen.text
    assert "Take this sentence as the reason" not in question.screen.buttons()
    question.give("level", "NA")
    question.screen.click("Take this sentence as the reason")
    assert question.screen.errors() == []
    assert question.stored.status is Status.NOT_APPLICABLE
    assert question.stored.reason == "Hearings are free of charge."
    assert question.screen.value(f"{question.key}:field:reason") == "Hearings are free of charge."
    assert "Take this sentence as the reason" not in question.screen.buttons()

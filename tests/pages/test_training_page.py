"""Training: a question about an invented state is answered and held against a reasoned answer."""

import pytest

from tests.pages.screen import Screen
from tests.pages.workspace import Workspace

CUSTODY = "training:spcf:custody"
ANSWER = f"{CUSTODY}:field"


@pytest.fixture
def training(workspace: Workspace) -> Screen:
    """The page, with the framework that ships."""
    workspace.add_shipped("spcf")
    return workspace.open("training")


def tick(screen: Screen, *statements: str) -> None:
    for statement in statements:
        screen.give(f"{ANSWER}:tick:{statement}", value=True)


def test_without_cases_the_page_says_so(workspace: Workspace):
    screen = workspace.open("training")
    assert screen.title == "Training"
    assert "No questionnaire here comes with training cases." in screen.text


def test_facts_come_with_who_says_them_and_the_question_with_the_words_of_its_page(
    training: Screen,
):
    assert "Lethria is invented." in training.text
    assert "Nothing is stored, and nobody sees what you answer." in training.text
    assert "Source: Ombudsman, report on custody, September 2026" in training.text
    assert "How well are arrests, custody and identity checks recorded" in training.text
    assert "Tick what you found to hold." in training.text
    assert training.has(f"{ANSWER}:level")
    # Neither the reasoned answer nor a reason for it can be seen before.
    assert "The law is complete, and courts answer complaints." not in training.text
    assert "Four of twelve" not in training.text


def test_the_reasoned_answer_is_praised_and_the_lesson_said(training: Screen):
    tick(training, "LAW-7.1a", "LAW-7.1b", "LAW-7.2e", "LAW-7.2f")
    training.give(f"{ANSWER}:level", 1)
    training.give(f"{ANSWER}:confidence", "high").give(f"{ANSWER}:evidence_grade", "A")
    training.click("Compare with the reasoned answer")
    assert "Your answer is the reasoned answer." in training.text
    assert "Level: both say level 1, On paper or isolated." in training.text
    assert "A law proves no practice." in training.text
    assert "What may lie behind it" not in training.text
    assert "Missed" not in training.text


def test_what_differs_is_said_statement_by_statement_with_the_reason(training: Screen):
    tick(training, "LAW-7.1a", "LAW-7.1b", "LAW-7.2d", "LAW-7.2f")
    training.give(f"{ANSWER}:level", 2).give(f"{ANSWER}:confidence", "medium")
    training.click("Compare with the reasoned answer")
    assert (
        "The level differs from that of the reasoned answer, and so do 4 other things."
        in training.text
    )
    assert "The reasoned answer is lower: level 1, On paper or isolated." in training.text
    assert "Confidence: yours is medium, that of the reasoned answer is high." in training.text
    assert "Evidence grade: you gave none, the reasoned answer has A." in training.text
    assert "Too much: the facts do not show these" in training.text
    assert "four of twelve is not most" in training.text
    assert "Missed: these hold as well" in training.text
    assert "Every complaint of three years was heard" in training.text
    warnings = " ".join(training.warnings())
    assert "A level is reached only when all of them do" in warnings
    assert "Statement 2d asks what independent visitors found." in warnings


def test_nothing_is_compared_before_there_is_a_level(training: Screen):
    tick(training, "LAW-7.1a")
    training.click("Compare with the reasoned answer")
    assert "Choose a level first" in training.text
    assert "The reasoned answer in words" not in training.text
    training.give(f"{ANSWER}:level", "II").click("Compare with the reasoned answer")
    assert "The reasoned answer is of another kind" in training.text


def test_an_answer_is_checked_as_a_real_one_is(training: Screen):
    training.give(f"{ANSWER}:level", 2).give(f"{ANSWER}:evidence_grade", "D")
    assert any("no evidence carries a level" in error for error in training.errors())
    training.give(f"{ANSWER}:evidence_grade", "B")
    assert training.errors() == []


def test_a_case_is_tried_again_from_the_beginning_or_left_for_the_next(training: Screen):
    tick(training, "LAW-7.1a")
    training.give(f"{ANSWER}:level", 4).click("Compare with the reasoned answer")
    training.click("Try this case again")
    assert training.value(f"{ANSWER}:level") is None
    assert training.value(f"{ANSWER}:tick:LAW-7.1a") is False
    training.give(f"{ANSWER}:level", 4).click("Compare with the reasoned answer")
    training.click("Go to the next case")
    assert "Warnings from the provinces" in training.text
    assert training.has("training:spcf:warning:field:level")
    # What was compared stays compared, for whoever comes back to it in the same session.
    training.give("training_case", "custody")
    assert "The reasoned answer is lower: level 1" in training.text


def test_nothing_is_stored(workspace: Workspace):
    workspace.add_shipped("spcf")
    screen = workspace.open("training")
    screen.give(f"{ANSWER}:level", 4).click("Compare with the reasoned answer")
    assert workspace.assessments() == []
    # Another tab, as of another person, knows nothing of it.
    assert workspace.open("training").value(f"{ANSWER}:level") is None

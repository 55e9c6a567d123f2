"""A new round on the pages: begun by a button, looked at question by question."""

import pytest

from assessment.model.answer import Evidence
from assessment.services.answers import add_evidence
from assessment.services.context import Opened, open_assessment
from assessment.services.rounds import begin_round
from tests.builders import an_answer
from tests.pages.workspace import Workspace, beginning
from tests.two_versions import write_version

RATIONALE = "Judges said *so*."


@pytest.fixture
def last(workspace: Workspace) -> Opened:
    """An assessment of 2025 in version 1.0; version 2.0 came after it."""
    write_version(workspace.shelf, "1.0")
    for path in (workspace.shelf / "small").glob("*.yaml"):
        path.unlink()
    workspace.reopen()
    opened = workspace.begin(
        {"LAW-2": 3, "LAW-3": 1, "SEC-2": 4, "SEC-1": "NA"}, period="2025", flags={"X1": "present"}
    )
    workspace.answer(opened, an_answer("LAW-1", 2, confidence="high", rationale=RATIONALE))
    letter = Evidence("LAW-1", "Letter", published="2025-11", protection="restricted")
    add_evidence(workspace.context(), opened, letter)
    write_version(workspace.shelf, "2.0")
    workspace.reopen()
    return opened


@pytest.fixture
def opened(workspace: Workspace, last: Opened) -> Opened:
    """The round after it."""
    begun = begin_round(workspace.context(), last.assessment.id, "2026")
    return open_assessment(workspace.context(), begun.assessment.id)


def test_the_next_round_is_begun_where_assessments_begin(workspace: Workspace, last: Opened):
    screen = workspace.open()
    screen.type_in({"round:period": "2026"})
    screen.click("Begin the next round")
    (new,) = [one for one in workspace.assessments() if one.period == "2026"]
    assert new.questionnaire_version == "2.0"
    assert screen.title == "Questions"
    assert "0 answered, 3 carried over to look at" in screen.text
    assert "4 questions are new or changed" in screen.at.expander[0].label
    assert screen.at.expander[0].proto.expanded
    assert "it moves fast, so enter it anew" in screen.text
    (table,) = screen.at.table
    assert list(table.value["Indicator"].str.replace("\\", "")) == [
        "LAW-3",
        "SEC-2",
        "SEC-4",
        "PRE-3",
    ]
    assert "Why LAW-3 is changed." in table.value["Why"][0].replace("\\", "")


def test_a_round_that_cannot_begin_is_refused_with_the_reason(workspace: Workspace, last: Opened):
    screen = workspace.open()
    screen.type_in({"round:period": " "}).click("Begin the next round")
    assert any("The period is empty." in error for error in screen.errors())
    assert len(workspace.assessments()) == 1


def test_the_list_says_what_is_answered_and_what_waits(workspace: Workspace, opened: Opened):
    assert "0 answered, 3 carried over to look at" in workspace.open().text


def test_a_carried_answer_is_marked_and_stands_beside_its_question(
    workspace: Workspace, opened: Opened
):
    screen = workspace.questions(opened, "LAW-1")
    assert "**carried over, not looked at yet**: level 2, Partial" in screen.text
    assert "Last round (2025)" in screen.text
    assert "level 2, Partial, confidence high" in screen.text
    assert RATIONALE in screen.text
    assert "Letter · 2025-11 · restricted · carried over" in screen.text
    assert "Nothing saved yet." in screen.text


def test_still_holds_is_one_click(workspace: Workspace, opened: Opened):
    screen = workspace.questions(opened, "LAW-1").click("Still holds")
    assert workspace.stored(opened, "LAW-1").rationale == RATIONALE
    assert workspace.record(opened).answers["LAW-1"].origin == "page"
    assert "not looked at yet**: level 2" not in screen.text
    assert not screen.has(f"{beginning(opened, 'LAW-1')}:holds")
    assert "Last round (2025)" in screen.text  # it can still be read


def test_whoever_changes_anything_has_looked_at_it(workspace: Workspace, opened: Opened):
    screen = workspace.questions(opened, "LAW-1")
    key = f"{beginning(opened, 'LAW-1')}:field:confidence"
    assert screen.value(key) == "high"
    screen.give(key, "low")
    answer = workspace.stored(opened, "LAW-1")
    assert (answer.level, answer.confidence, answer.rationale) == (2, "low", RATIONALE)
    assert "LAW-1" not in workspace.record(opened).carried


def test_a_changed_question_shows_why_it_was_not_carried_over_and_the_earlier_answer(
    workspace: Workspace, opened: Opened
):
    screen = workspace.questions(opened, "SEC-4")
    text = screen.text
    assert "The question is split: Why SEC-4 is split." in text
    assert "SEC-2: How far can people rely on this" in text
    assert "level 4, Lasting" in text
    assert not screen.has(f"{beginning(opened, 'SEC-4')}:holds")
    assert workspace.record(opened).answers == {}


def test_a_new_question_says_that_there_was_none(workspace: Workspace, opened: Opened):
    assert "It has no answer to this question." in workspace.questions(opened, "PRE-3").text


def test_who_rates_alone_does_not_see_the_last_round(workspace: Workspace, opened: Opened):
    screen = workspace.open("rating", opened)
    assert "Last round" not in screen.text
    assert RATIONALE not in screen.text


def test_nothing_carried_over_shows_on_the_profile(workspace: Workspace, opened: Opened):
    screen = workspace.open("profile", opened)
    assert "Nothing is answered yet" in screen.text


def test_two_versions_are_compared_with_state_and_method_told_apart(
    workspace: Workspace, last: Opened
):
    begun = begin_round(workspace.context(), last.assessment.id, "2026")
    newer = open_assessment(workspace.context(), begun.assessment.id)
    for id_, level in {"LAW-1": 3, "LAW-2": 3, "LAW-3": 2}.items():
        workspace.answer(newer, an_answer(id_, level, confidence="high"))
    chosen = ",".join((last.assessment.id, newer.assessment.id))
    screen = workspace.open("compare", **{"with": chosen})
    assert any("different versions" in warning for warning in screen.warnings())
    # 1.0: (50 + 75 + 25) / 3 = 50.  2.0: (75 + 75 + 50) / 3 = 66.7.
    # Under 1.0 with LAW-1 put in: (75 + 75 + 25) / 3 = 58.3, capped at 3 + 1.
    assert "Of the state: +8.3 points" in screen.text
    assert "from 2 questions under the rules of version 1.0." in screen.text
    assert "Of the method: +8.3 points" in screen.text
    assert "The whole difference is +16.7 points (50.0 in " in screen.text
    assert "Police: nothing can be said about the state" in screen.text


def test_the_profile_says_why_an_earlier_round_is_no_baseline(workspace: Workspace, last: Opened):
    begun = begin_round(workspace.context(), last.assessment.id, "2026")
    newer = open_assessment(workspace.context(), begun.assessment.id)
    for indicator in newer.framework.questionnaire.indicators:
        workspace.answer(newer, an_answer(indicator.id, 2))
    text = workspace.open("profile", newer).text
    assert "made with version 1.0 of the questionnaire" in text
    assert "so it is no baseline" in text

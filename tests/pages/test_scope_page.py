"""The scope sheet is saved list by list, refused with reasons, and no gate to the questions."""

import pytest

from assessment.model.checks import LONGEST_ENTRY
from assessment.model.scope import Scope
from assessment.services.scope import save_scope
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace

FULL = Scope(
    government=("National ministries",),
    groups=("Group A", "Group B"),
    groups_at_risk=("Group B",),
    areas_at_risk=("Port",),
    regions=("North", "South"),
    held_by_others=("none",),
    not_reached=("none",),
)


@pytest.fixture
def page(workspace: Workspace) -> tuple[Workspace, object, Screen, str]:
    opened = workspace.begin()
    key = f"{opened.assessment.id}:scope:field"
    return workspace, opened, workspace.open("scope", opened), key


def test_each_list_is_saved_as_it_is_left_and_the_progress_is_seen(page):
    workspace, opened, screen, key = page
    assert "0 of 7 lists filled in" in screen.text
    screen.give(f"{key}:groups", "Group A\nGroup B; Group C")
    assert workspace.record(opened).scope == Scope(groups=("Group A", "Group B", "Group C"))
    # What was typed stays as it is while its author still writes.
    assert screen.value(f"{key}:groups") == "Group A\nGroup B; Group C"
    assert workspace.open("scope", opened).value(f"{key}:groups") == "Group A\nGroup B\nGroup C"
    screen.give(f"{key}:not_reached", "None")
    assert workspace.record(opened).scope.not_reached == ("none",)
    assert "2 of 7 lists filled in" in screen.text
    assert workspace.open("scope", opened).value(f"{key}:not_reached") == "none"


def test_aliases_are_advised(page):
    _, _, screen, _ = page
    assert "Aliases such as 'Group A' are as good" in screen.text


def test_what_is_wrong_is_said_and_goes_in_with_the_next_change(page):
    workspace, opened, screen, key = page
    screen.give(f"{key}:groups", "x" * (LONGEST_ENTRY + 1))
    screen.give(f"{key}:regions", "North\nnorth")
    (error,) = screen.errors()
    assert "Main groups" in error
    assert "Regions" in error
    assert workspace.record(opened).scope == Scope()
    screen.give(f"{key}:groups", "Group A")
    screen.give(f"{key}:regions", "North")
    assert screen.errors() == []
    assert workspace.record(opened).scope == Scope(groups=("Group A",), regions=("North",))


@pytest.fixture
def stale(page) -> tuple[Workspace, object, Screen, str]:
    """Two lists given here, after another hand filled in the sheet."""
    workspace, opened, screen, key = page
    save_scope(workspace.context("Cleo Cruz"), opened, FULL, 0)
    screen.give(f"{key}:groups", "Group X")
    return workspace, opened, screen, key


def test_a_stale_sheet_is_not_saved_and_names_who_was_faster(stale):
    workspace, opened, screen, key = stale
    screen.give(f"{key}:regions", "East")
    (error,) = screen.errors()
    assert "Cleo Cruz (" in error
    assert "Group A\nGroup B" in screen.text
    assert workspace.record(opened).scope == FULL


def test_what_is_saved_can_be_kept(stale):
    workspace, opened, screen, key = stale
    screen.click("Keep what is saved")
    assert screen.errors() == []
    assert screen.value(f"{key}:groups") == "Group A\nGroup B"
    assert screen.value(f"{key}:regions") == "North\nSouth"
    assert workspace.record(opened).scope == FULL


def test_ones_own_lists_can_be_saved_over_the_newer_sheet_and_nothing_else_of_it(stale):
    workspace, opened, screen, key = stale
    screen.click("Save my lists over it")
    assert screen.errors() == []
    assert workspace.record(opened).scope == Scope(**FULL.lists | {"groups": ("Group X",)})
    assert screen.value(f"{key}:regions") == "North\nSouth"


def test_the_questions_say_in_a_line_that_the_sheet_waits_and_are_no_gate(workspace: Workspace):
    opened = workspace.begin()
    screen = workspace.questions(opened, "LAW-1")
    assert "is not filled in yet" in screen.text
    assert "Scope sheet" in [link.label for link in screen.at.get("page_link")]
    screen.give(f"{opened.assessment.id}:LAW-1:field:level", 3)
    assert workspace.stored(opened, "LAW-1").level == 3
    save_scope(workspace.context(), opened, Scope(groups=("Group A",)), 0)
    assert "Scope sheet: 1 of 7 lists filled in." in workspace.questions(opened, "LAW-1").text


def test_a_sheet_that_is_complete_is_not_spoken_of(workspace: Workspace):
    opened = workspace.begin()
    save_scope(workspace.context(), opened, FULL, 0)
    screen = workspace.questions(opened, "LAW-1")
    assert "lists filled in" not in screen.text
    assert "is not filled in yet" not in screen.text


WORDS = """\
terms:
  - {id: judge, term: judge, forms: [judges], meaning: Somebody who decides in court.}
  - {id: court, term: court, forms: [courts], meaning: Where judges sit., list: groups_at_risk}
  - {id: reach, term: reach, forms: [reach], meaning: How far a service comes., list: regions}
"""


def test_a_question_shows_the_lists_of_which_its_statements_speak(workspace: Workspace):
    (workspace.shelf / "small" / "definitions.yaml").write_text(WORDS, encoding="utf-8")
    workspace.reopen()
    opened = workspace.begin()
    said = "On the scope sheet: {list}."
    indicators = opened.framework.questionnaire.indicators
    speaking = [i.id for i in indicators if "reach" in i.question.casefold()]
    assert speaking, "the small questionnaire asks about reach"
    assert "On the scope sheet" not in workspace.questions(opened, speaking[0]).text
    save_scope(workspace.context(), opened, FULL, 0)
    shown = workspace.questions(opened, speaking[0]).text
    assert said.format(list="regions: North and South") in shown
    # The first question speaks of judges, for whom no list stands.
    assert "On the scope sheet" not in workspace.questions(opened, "LAW-1").text

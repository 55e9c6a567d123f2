"""Context flags are saved field by field."""

import pytest

from assessment.model.answer import FlagEntry
from assessment.services.answers import record_flag
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace


@pytest.fixture
def page(workspace: Workspace) -> tuple[Workspace, object, Screen, str]:
    opened = workspace.begin()
    key = f"{opened.assessment.id}:field:X1"
    return workspace, opened, workspace.open("circumstances", opened), key


def test_first_only_the_choice_is_asked_for(page):
    workspace, opened, screen, key = page
    assert not screen.has(f"{key}:since")
    screen.give(f"{key}:option", "present")
    assert workspace.record(opened).flags["X1"] == FlagEntry("X1", "present")
    assert screen.has(f"{key}:since")


def test_each_field_is_saved_by_itself(page):
    workspace, opened, screen, key = page
    screen.give(f"{key}:option", "severe")
    screen.give(f"{key}:since", "2026-03")
    screen.give(f"{key}:source", "Situation report 12")
    screen.give(f"{key}:confidence", "medium")
    screen.give(f"{key}:note", "Two districts.")
    expected = FlagEntry(
        "X1", "severe", "2026-03", "Situation report 12", "medium", "Two districts."
    )
    assert workspace.record(opened).flags == {"X1": expected}
    again = workspace.open("circumstances", opened)
    assert again.value(f"{key}:note") == "Two districts."


def test_a_field_changed_by_another_hand_is_not_taken_back(page):
    workspace, opened, screen, key = page
    screen.give(f"{key}:option", "present")
    entry = FlagEntry("X1", "severe", source="Radio")
    record_flag(workspace.context("Cleo Cruz"), opened, entry)
    screen.give(f"{key}:note", "Two districts.")
    expected = FlagEntry("X1", "severe", source="Radio", note="Two districts.")
    assert workspace.record(opened).flags["X1"] == expected


def test_context_never_changes_a_score(page):
    workspace, opened, screen, key = page
    screen.give(f"{key}:option", "severe")
    assert "0 of 8 questions answered" in screen.text
    assert workspace.record(opened).answers == {}
    assert "never change a score" in screen.go("profile").text


def test_the_same_field_changed_by_two_people_is_asked_about_and_lost_for_neither(page):
    workspace, opened, screen, key = page
    screen.give(f"{key}:option", "severe")
    entry = FlagEntry("X1", "severe", note="Shelling since yesterday.")
    record_flag(workspace.context("Cleo Cruz"), opened, entry)
    screen.give(f"{key}:note", "Checked.")
    assert "Cleo Cruz" in screen.errors()[0]
    assert workspace.record(opened).flags["X1"].note == "Shelling since yesterday."
    assert "Saved there now: Shelling since yesterday." in screen.text
    screen.click("Save mine")
    assert workspace.record(opened).flags["X1"].note == "Checked."
    assert screen.errors() == []

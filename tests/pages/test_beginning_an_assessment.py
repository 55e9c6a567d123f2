"""Beginning an assessment, and being told what is missing."""

from typing import Any

import pytest

from assessment.wiring import ROOT
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace

INVENTED, NAME = "An invented state, for training", "Name of the invented state"
FURTHER = "Only a part of the state, or a note on what is included"


def begin(screen: Screen, **given: str) -> Screen:
    """Fill in the fields by their labels, and begin."""
    labels = {name.replace("_", " "): value for name, value in given.items()}
    if {"Region", "Scope note"} & set(labels):
        named(screen, FURTHER).set_value(True)
        screen.draw()
    for label, value in labels.items():
        named(screen, label).set_value(value)
        screen.draw()
    return screen.click("Begin")


def named(screen: Screen, label: str) -> Any:
    """The field with this label."""
    return next(field for field in screen.at.main if getattr(field, "label", "") == label)


@pytest.fixture
def screen(workspace: Workspace) -> Screen:
    return workspace.open()


def test_a_new_assessment_opens_at_its_scope_sheet(workspace: Workspace, screen: Screen):
    begin(screen, State="KEN", Period="2026", Mode="external", Region="Coast", Scope_note="Laws.")
    assert screen.title == "Scope sheet"
    (made,) = workspace.assessments()
    assert (made.title, made.mode, made.scope_note) == ("Kenya (Coast), 2026", "external", "Laws.")
    assert (made.created_by, made.invented) == ("Ada Amin", False)
    assert screen.at.query_params["assessment"] == made.id
    assert "Close LAW-1" in screen.go("questions").buttons()


def test_an_invented_state_needs_a_name_and_is_marked(workspace: Workspace, screen: Screen):
    named(screen, INVENTED).set_value(True)
    begin(screen.draw(), Period="2026")
    (error,) = screen.errors()
    assert "Give the name of the invented state" in error
    begin(screen, **{NAME: "Karsova"})
    (made,) = workspace.assessments()
    assert (made.state_name, made.invented) == ("Karsova", True)
    assert any("Invented for demonstration" in warning for warning in screen.warnings())


def test_the_name_of_an_invented_state_is_asked_for_only_where_there_is_one(screen: Screen):
    assert NAME not in screen.text
    assert "Region" not in screen.text
    assert "ISO" not in screen.text
    assert "XZZ" not in screen.text


def test_everything_that_is_missing_is_said_at_once(workspace: Workspace, screen: Screen):
    begin(screen)
    no_state, no_period = screen.errors()
    assert no_state.startswith("No state is chosen. Choose one")
    assert no_period.startswith("The period is empty.")
    assert "Say which time the answers are about." in no_period
    assert workspace.assessments() == []
    begin(screen, State="KEN")
    assert len(screen.errors()) == 1


@pytest.mark.parametrize("field", ["Period", "Region"])
def test_a_name_beyond_the_limit_is_refused(workspace: Workspace, screen: Screen, field: str):
    given = {"State": "KEN", "Period": "2026", field: "x" * 201}
    (error,) = begin(screen, **given).errors()
    assert error.startswith("The text has 201 characters")
    assert workspace.assessments() == []


def test_the_same_assessment_is_not_begun_twice(workspace: Workspace, screen: Screen):
    workspace.begin()
    (error,) = begin(screen, State="KEN", Period="2026", Mode="self").errors()
    assert "There is already an assessment of this state, period and mode" in error
    begin(screen, Scope_note="By another team.")
    assert len(workspace.assessments()) == 2


def test_an_assessment_is_made_in_the_language_of_its_questionnaire(workspace: Workspace):
    folder = workspace.shelf / "grievance"
    workspace.add_shipped("example")
    (workspace.shelf / "example").rename(folder)
    file = folder / "1.0" / "instrument.yaml"
    text = file.read_text(encoding="utf-8").replace("language: en", "language: fr")
    file.write_text(text, encoding="utf-8")
    screen = workspace.open()
    begin(screen, Questionnaire="grievance", State="KEN", Period="2026")
    screen.go("assessments")
    begin(screen, Questionnaire="small", State="KEN", Period="2026")
    made = {one.questionnaire_id: one.language for one in workspace.assessments()}
    assert made == {"grievance": "fr", "small": "en"}


def test_any_questionnaire_on_the_shelf_can_be_chosen(workspace: Workspace):
    workspace.add_shipped("example")
    screen = begin(workspace.open(), Questionnaire="grievance", State="KEN", Period="2026")
    assert screen.go("questions").at.header[0].value == "Reaching the office"
    assert (ROOT / "questionnaires" / "example").is_dir()

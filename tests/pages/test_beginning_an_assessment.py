"""Beginning an assessment, and being told what is missing."""

import pytest

from assessment.wiring import ROOT
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace

INVENTED_NAME = "Name of the invented state (for training)"
FIELDS = ("State", INVENTED_NAME, "Region", "Period", "Scope note")


def begin(screen: Screen, **given: str) -> Screen:
    """Fill in the form by its labels, and send it."""
    form = {field.label: field for field in screen.at.main if getattr(field, "label", "")}
    for label, value in given.items():
        form[label.replace("_", " ")].set_value(value)
    return screen.click("Begin")


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
    begin(screen, State="XZZ", Period="2026")
    (error,) = screen.errors()
    assert "Give the name of the invented state" in error
    begin(screen, **{INVENTED_NAME: "Karsova"})
    (made,) = workspace.assessments()
    assert (made.state_name, made.invented) == ("Karsova", True)
    assert any("Invented for demonstration" in warning for warning in screen.warnings())


def test_everything_that_is_missing_is_said_at_once(workspace: Workspace, screen: Screen):
    begin(screen)
    assert len(screen.errors()) == 2
    assert any(error.startswith("State: ") for error in screen.errors())
    assert any("The period is empty" in error for error in screen.errors())
    assert workspace.assessments() == []


@pytest.mark.parametrize("field", ["Period", "Region"])
def test_a_name_beyond_the_limit_is_refused(workspace: Workspace, screen: Screen, field: str):
    given = {"State": "KEN", "Period": "2026", field: "x" * 201}
    (error,) = begin(screen, **given).errors()
    assert error.startswith(f"{field}: The text has 201 characters")
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


def test_the_list_opens_what_was_begun_before(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2, "LAW-2": "II"}, scope_note="Laws only.")
    screen = workspace.open()
    assert "self assessment · 2 of 8 answered · last change" in screen.text
    assert "Laws only." in screen.text
    screen.click("Open")
    assert screen.title == "Questions"
    assert screen.at.query_params["assessment"] == opened.assessment.id

"""The tour: seven steps through the assessment of an invented state, each with the real page."""

import pytest

from assessment.services.demonstration import load_demonstration
from assessment.wiring import DEMONSTRATION
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace

STEPS = [
    ("What it is about", "scope"),
    ("One question", "questions"),
    ("The profile", "profile"),
    ("A critical gap", "profile"),
    ("The next steps", "actions"),
    ("The review", "review"),
    ("The plan", "plan"),
]


@pytest.fixture
def demonstrated(workspace: Workspace) -> Workspace:
    """A workspace with the invented states."""
    workspace.add_shipped("spcf")
    load_demonstration(workspace.context(), DEMONSTRATION)
    return workspace


def heading(screen: Screen) -> str:
    return screen.at.header[0].value


def links(screen: Screen) -> list[tuple[str, str]]:
    """Return page and address of each link."""
    found = [link.proto for link in screen.at.get("page_link")]
    return [(one.page, one.query_string) for one in found]


def test_each_step_tells_what_stands_in_the_assessment_and_leads_to_its_page(
    demonstrated: Workspace,
):
    (talvenor,) = [a for a in demonstrated.assessments() if a.title == "Talvenor, 2026"]
    screen = demonstrated.open("tour")
    told = []
    for title, page in STEPS:
        assert heading(screen) == title
        (address,) = [address for name, address in links(screen) if name == page]
        assert f"assessment={talvenor.id}" in address
        told.append(screen.text)
        if title != "The plan":
            screen.click("Next")
    about, question, profile, gap, steps, review, plan = told
    assert "Talvenor does not exist." in about
    assert "Step 1 of 7" in about
    # The question behind the gap is shown with its answer.
    assert "LAW-8 " in question
    assert "Level: 0 Absent or contrary" in question
    assert "a law, order or pass system in force" in question.lower()
    assert "There is no single figure for a state." in profile
    assert "Rule of law, justice and accountability: " in profile
    assert "CG-20 A group is listed, watched or confined" in gap
    assert "LAW-8 (Freedom of movement inside the country): from level 0 to level 1" in steps
    assert "Opened on" in review
    assert "What led to it here: the critical gap CG-20" in review
    assert "This was the last step." in plan
    assert "Next" not in screen.buttons()


def test_the_question_of_the_tour_is_the_one_to_which_its_link_leads(demonstrated: Workspace):
    screen = demonstrated.open("tour").click("Next")
    assert "dimension=LAW&indicator=LAW-8" in links(screen)[-1][1]


def test_one_goes_back_as_well_and_finds_the_place_after_another_page(demonstrated: Workspace):
    screen = demonstrated.open("tour")
    assert "Back" not in screen.buttons()
    screen.click("Next").click("Next").click("Back")
    assert heading(screen) == "One question"
    screen.go("about").go("tour")
    assert heading(screen) == "One question"


def test_nothing_is_written_by_walking_through(demonstrated: Workspace):
    (talvenor,) = [a for a in demonstrated.assessments() if a.title == "Talvenor, 2026"]
    before = demonstrated.application.store.record(talvenor)
    screen = demonstrated.open("tour")
    for _step in STEPS[1:]:
        screen.click("Next")
    assert demonstrated.application.store.record(talvenor) == before


def test_an_empty_workspace_is_offered_the_invented_states(workspace: Workspace):
    workspace.add_shipped("spcf")
    screen = workspace.open("tour")
    assert "That assessment is not here yet." in screen.text
    screen.click("Load the invented states")
    assert heading(screen) == "What it is about"
    assert {found.invented for found in workspace.assessments()} == {True}


def test_invented_states_are_not_put_among_real_ones(workspace: Workspace):
    workspace.begin({"LAW-1": 2})
    screen = workspace.open("tour")
    assert "Load the invented states" not in screen.buttons()
    (error,) = screen.errors()
    assert "Demonstration states are loaded only into an empty database" in error


def test_what_is_wrong_with_the_files_is_said(workspace: Workspace):
    # The framework that they were made with is not on the shelf.
    screen = workspace.open("tour").click("Load the invented states")
    assert any("'spcf' is not in this installation" in error for error in screen.errors())
    assert workspace.assessments() == []

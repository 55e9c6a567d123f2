"""One assessment as a whole on its page: corrected, handed in, approved, archived, deleted."""

import pytest

from assessment.model.answer import FlagEntry
from assessment.services.answers import record_flag
from assessment.services.status import Signature, give_status
from tests.builders import an_answer
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace, beginning

WRITING_PAGES = ("scope", "questions", "rating", "moderation", "circumstances", "workbook")


def key(opened, part: str) -> str:
    return f"{opened.assessment.id}:whole:{part}"


def approve(workspace: Workspace, opened) -> None:
    context = workspace.context("Carla Cruz")
    for status in ("in_review", "approved"):
        found = workspace.reopened(opened)
        give_status(context, found, status, Signature("Carla Cruz", "Permanent Secretary"))


def test_a_correction_is_kept_with_what_stood_there(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2}, period="last year")
    screen = workspace.open("assessment", opened)
    assert "Period: last year" in screen.text
    screen.give(f"{key(opened, 'correct:0')}:period", "2025").click("Save the correction")
    assert "Period: from 'last year' to '2025'" in screen.text
    assert [one.title for one in workspace.assessments()] == ["Kenya, 2025"]


def test_what_is_wrong_with_a_correction_is_said_and_nothing_typed_is_lost(workspace: Workspace):
    opened = workspace.begin()
    screen = workspace.open("assessment", opened)
    field = f"{key(opened, 'correct:0')}:period"
    screen.give(field, " ").click("Save the correction")
    (error,) = screen.errors()
    assert error.startswith("Period: The period is empty. Say which time the answers are about.")
    assert screen.value(field) == " "


def test_from_draft_to_approval_and_back(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2})
    screen = workspace.open("assessment", opened)
    assert "Status: draft" in screen.text
    screen.click("Hand in for review").click("Approve and lock")
    assert len(screen.errors()) == 2
    screen.give(f"{key(opened, 'approved')}:name", "Carla Cruz")
    screen.give(f"{key(opened, 'approved')}:office", "Permanent Secretary")
    screen.click("Approve and lock")
    assert "Approved by Carla Cruz, Permanent Secretary, on " in screen.text
    assert "Save the correction" not in screen.buttons()
    screen.click("Reopen")
    assert "Say why it is opened again" in screen.errors()[0]
    screen.give(f"{key(opened, 'reopened')}:reason", "A court was closed.").click("Reopen")
    assert "Status: reopened" in screen.text
    assert "Reason: A court was closed." in screen.text


@pytest.mark.parametrize("page", WRITING_PAGES)
def test_a_locked_assessment_says_so_before_anybody_types(workspace: Workspace, page: str):
    opened = workspace.begin({"LAW-1": 2})
    approve(workspace, opened)
    screen = workspace.open(page, opened)
    (box,) = [one.value.replace("\\", "") for one in screen.at.info if "Approved" in one.value]
    assert box.startswith("Approved by Carla Cruz, Permanent Secretary, on ")
    assert "reopen it with a reason" in box


def test_an_answer_into_a_locked_assessment_is_refused_beside_the_question(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2})
    screen = workspace.questions(opened, "LAW-1")
    approve(workspace, opened)  # by somebody else, while the question is open
    screen.give(f"{beginning(opened, 'LAW-1')}:field:level", 4)
    assert any("Approved by Carla Cruz" in error for error in screen.errors())
    assert workspace.stored(opened, "LAW-1").level == 2


def test_a_context_entry_into_a_locked_assessment_is_refused(workspace: Workspace):
    opened = workspace.begin()
    record_flag(workspace.context(), opened, FlagEntry("X1", "present"))
    screen = workspace.open("circumstances", opened)
    approve(workspace, opened)
    screen.give(f"{opened.assessment.id}:field:X1:note", "Since May.")
    assert any("Approved by Carla Cruz" in error for error in screen.errors())
    assert workspace.record(opened).flags["X1"].note == ""


def test_an_archived_assessment_leaves_the_list_until_it_is_taken_back(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2})
    screen = workspace.open("assessment", opened).click("Archive it")
    assert "archived" in screen.text
    screen.go("assessments")
    assert "Kenya, 2026" not in titles(screen)
    screen.give("home:archived", True)  # noqa: FBT003 - the value of a check box
    assert "Kenya, 2026" in titles(screen)
    screen.go("assessment").click("Take it back from the archive")
    assert "Kenya, 2026" in titles(screen.go("assessments"))


def titles(screen: Screen) -> list[str]:
    links = [link.label.replace("\\", "").strip("*") for link in screen.at.main.get("page_link")]
    return [label for label in links if "," in label]


def test_deleting_takes_its_name_and_leads_to_the_list(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2})
    screen = workspace.open("assessment", opened)
    assert "Answers, earlier ones too: 1" in screen.text
    screen.click("Delete it for good")
    assert "Type 'Kenya, 2026'" in screen.errors()[0]
    screen.give(f"{key(opened, 'delete')}:name", "Kenya, 2026").click("Delete it for good")
    assert screen.title == "Assessments"
    assert workspace.assessments() == []
    assert "Kenya, 2026 was deleted." in screen.text
    assert "Ada Amin deleted an assessment on" in screen.text
    assert "Kenya" not in screen.draw().text


def test_the_next_round_begins_from_the_page(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2})
    screen = workspace.open("assessment", opened)
    screen.type_in({"round:period": "2027"}).click("Begin the next round")
    assert screen.title == "Questions"
    assert {one.title for one in workspace.assessments()} == {"Kenya, 2026", "Kenya, 2027"}


def test_whoever_corrects_after_somebody_else_sees_what_was_corrected(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2})
    workspace.answer(opened, an_answer("LAW-2", 1))
    screen = workspace.open("assessment", opened)
    other = workspace.open("assessment", opened)
    other.give(f"{key(opened, 'correct:0')}:region", "Coast").click("Save the correction")
    screen.give(f"{key(opened, 'correct:0')}:period", "2027")
    assert screen.value(f"{key(opened, 'correct:1')}:region") == "Coast"

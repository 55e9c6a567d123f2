"""What the team agreed on is marked at the question, and changed only with a reason."""

from assessment.services.answers import read_history, record_answer
from tests.builders import an_answer
from tests.pages.workspace import Workspace, beginning


def test_an_agreed_answer_is_changed_only_with_a_reason_which_is_kept(workspace: Workspace):
    opened = workspace.begin()
    context = workspace.context("Lead Lee")
    agreed = an_answer("LAW-1", 2, rationale="We read article 4 together.")
    record_answer(context, opened, agreed, 0, origin="consensus")
    screen = workspace.questions(opened, "LAW-1")
    key = beginning(opened, "LAW-1")
    assert any("The team agreed on level 2" in found.value for found in screen.at.info)

    screen.give(f"{key}:field:level", 4)
    assert "would be changed without a reason" in screen.errors()[0]
    assert workspace.stored(opened, "LAW-1").level == 2

    screen.type_in({f"{key}:why": "The law was repealed in June."})
    screen.click("Change it for this reason")
    assert workspace.stored(opened, "LAW-1").level == 4
    newest = read_history(context, opened, "LAW-1")[0]
    assert newest.change_reason == "The law was repealed in June."
    assert "Changed later to level 4" in screen.draw().warnings()[0]


def test_what_was_agreed_can_be_kept_instead(workspace: Workspace):
    opened = workspace.begin()
    record_answer(workspace.context(), opened, an_answer("LAW-1", 2), 0, origin="consensus")
    screen = workspace.questions(opened, "LAW-1")
    key = beginning(opened, "LAW-1")
    screen.give(f"{key}:field:level", 4)
    screen.click("Keep what is saved")
    assert screen.value(f"{key}:field:level") == 2
    assert len(read_history(workspace.context(), opened, "LAW-1")) == 1

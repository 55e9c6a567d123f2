"""Somebody else answers while a question is open: nothing is lost and nothing is hidden."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.builders import an_answer
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace, beginning


@pytest.fixture
def stale(workspace: Workspace) -> tuple[Workspace, object, Screen, str]:
    """LAW-1 on the screen with nothing saved, and level 4 by another hand in the database."""
    opened = workspace.begin()
    screen = workspace.questions(opened, "LAW-1")
    workspace.answer(opened, an_answer("LAW-1", 4, rationale="Seen by me."), person="Cleo Cruz")
    screen.give(f"{beginning(opened, 'LAW-1')}:field:level", 1)
    return workspace, opened, screen, beginning(opened, "LAW-1")


def test_a_stale_answer_is_not_saved_and_names_who_was_faster(stale):
    workspace, opened, screen, _ = stale
    (error,) = screen.errors()
    assert re.search(
        r"Cleo Cruz \(\d+ \w+ \d{4}, \d\d:\d\d UTC\) changed this answer after you opened it", error
    )
    assert "level 4, Lasting" in screen.text
    assert workspace.stored(opened, "LAW-1").level == 4


def test_what_is_saved_can_be_kept(stale):
    workspace, opened, screen, key = stale
    screen.click("Keep what is saved")
    assert screen.errors() == []
    assert screen.value(f"{key}:field:level") == 4
    assert screen.value(f"{key}:field:rationale") == "Seen by me."
    assert workspace.stored(opened, "LAW-1").level == 4


def test_ones_own_answer_can_be_saved_as_the_newer_one(stale):
    workspace, opened, screen, _ = stale
    screen.click("Save mine as the newer answer")
    assert screen.errors() == []
    stored = workspace.stored(opened, "LAW-1")
    assert (stored.level, stored.rationale) == (1, "Seen by me.")
    history = workspace.application.store.history(opened.assessment.id, "LAW-1")
    assert [recorded.answer.level for recorded in history] == [1, 4]


def test_typing_on_does_not_write_over_the_other_answer_without_the_choice(stale):
    workspace, opened, screen, key = stale
    screen.give(f"{key}:field:rationale", "My own view.")
    assert workspace.stored(opened, "LAW-1").level == 4
    assert "changed this answer after you opened it" in screen.errors()[0]
    screen.click("Save mine as the newer answer")
    stored = workspace.stored(opened, "LAW-1")
    assert (stored.level, stored.rationale) == (1, "My own view.")


def test_an_answer_by_another_hand_elsewhere_disturbs_nobody(workspace: Workspace):
    opened = workspace.begin()
    screen = workspace.questions(opened, "LAW-1")
    workspace.answer(opened, an_answer("LAW-2", 4), person="Cleo Cruz")
    screen.give(f"{beginning(opened, 'LAW-1')}:field:level", 1)
    assert screen.errors() == []
    assert workspace.stored(opened, "LAW-1").level == 1
    assert workspace.stored(opened, "LAW-2").level == 4


def test_the_fields_follow_an_answer_by_another_hand_when_the_question_is_drawn_again(
    workspace: Workspace,
):
    opened = workspace.begin()
    key = beginning(opened, "LAW-1")
    screen = workspace.questions(opened, "LAW-1").give(f"{key}:field:level", 1)
    ticked = frozenset({"LAW-1.1a", "LAW-1.2a"})
    workspace.answer(opened, an_answer("LAW-1", 4, ticked=ticked, reason="New law."))
    screen.draw()
    assert screen.value(f"{key}:field:level") == 4
    assert screen.value(f"{key}:field:tick:LAW-1.1a") is True
    # A box that is ticked now comes on top of what the other person ticked.
    screen.give(f"{key}:field:tick:LAW-1.2b", True)  # noqa: FBT003 - the box is ticked
    assert workspace.stored(opened, "LAW-1").ticked == ticked | {"LAW-1.2b"}


def two_changes_before_the_question_is_drawn_again(context, opened) -> None:
    """Runs as a page of its own, so it brings its imports along."""
    from assessment.model.answer import Status  # noqa: PLC0415 - see above
    from pages.widgets.saving import Editing  # noqa: PLC0415 - see above

    editing = Editing(context, opened, opened.framework.questionnaire.indicators[0])
    editing.read()
    editing.save(status=Status.LEVEL, level=1)
    editing.save(level=2)


def test_a_person_who_is_fast_is_not_taken_for_somebody_else(workspace: Workspace):
    opened = workspace.begin()
    script = two_changes_before_the_question_is_drawn_again
    page = AppTest.from_function(script, args=(workspace.context(), opened)).run()
    assert list(page.exception) == []
    assert workspace.stored(opened, "LAW-1") == an_answer("LAW-1", 2)

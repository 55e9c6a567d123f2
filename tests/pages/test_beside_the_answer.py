"""Evidence and views that differ, beside an answer."""

from dataclasses import replace

import pytest

from assessment.model.answer import Evidence
from assessment.model.assessment import Changes
from assessment.model.imports import Remark
from assessment.model.problem import Refused
from assessment.services.answers import (
    add_evidence,
    correct_evidence,
    record_dissent,
    reply_to_dissent,
    withdraw_evidence,
)
from tests.builders import an_answer
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace, beginning


@pytest.fixture
def question(workspace: Workspace) -> tuple[Workspace, object, Screen, str]:
    opened = workspace.begin({"LAW-1": 2})
    return workspace, opened, workspace.questions(opened, "LAW-1"), beginning(opened, "LAW-1")


def give_evidence(screen: Screen, key: str, title: str, count: int = 0, **more: str) -> None:
    fields = {"title": title, **more}
    screen.open(f"{key}:evidence:add")
    screen.type_in({f"{key}:evidence:{count}:{name}": text for name, text in fields.items()})
    screen.click("Save evidence")


def test_evidence_is_stored_and_shown_with_its_protection(question):
    workspace, opened, screen, key = question
    more = {"publisher": "Gazette", "published": "2026-03", "link": "gazette.example", "page": "4"}
    give_evidence(screen, key, "Judges Act", protection="restricted", **more)
    (stored,) = workspace.beside(opened, "LAW-1").evidence
    expected = Evidence("LAW-1", "Judges Act", protection="restricted", id=stored.id, **more)
    assert stored == expected
    line = "Judges Act · Gazette · 2026-03 · 4 · gazette.example · restricted"
    assert line in [found.value for found in screen.at.text]
    assert screen.value(f"{key}:evidence:1:title") == ""


def test_evidence_without_a_title_is_refused_and_what_was_typed_stays(question):
    workspace, opened, screen, key = question
    give_evidence(screen, key, " ", publisher="Gazette")
    assert any("The evidence has no title" in error for error in screen.errors())
    assert workspace.beside(opened, "LAW-1").evidence == ()
    assert screen.value(f"{key}:evidence:0:publisher") == "Gazette"


def test_withdrawn_evidence_counts_no_longer_and_can_be_followed_by_other(question):
    workspace, opened, screen, key = question
    give_evidence(screen, key, "A rumour")
    screen.click("Withdraw")
    assert workspace.beside(opened, "LAW-1").evidence == ()
    assert "A rumour" not in screen.text
    give_evidence(screen, key, "Judges Act", 1)
    assert [e.title for e in workspace.beside(opened, "LAW-1").evidence] == ["Judges Act"]


def test_a_source_is_corrected_in_one_step_and_the_old_one_no_longer_counts(question):
    workspace, opened, screen, key = question
    give_evidence(screen, key, "Juges Act", publisher="Gazette")
    (wrong,) = workspace.beside(opened, "LAW-1").evidence
    screen.open(f"{key}:evidence:{wrong.id}:correct")
    screen.type_in({f"{key}:evidence:{wrong.id}:title": "Judges Act"}).click("Save the correction")
    (right,) = workspace.beside(opened, "LAW-1").evidence
    assert (right.title, right.publisher) == ("Judges Act", "Gazette")


def test_a_source_that_somebody_withdrew_meanwhile_is_not_corrected_in_silence(question):
    workspace, opened, screen, key = question
    give_evidence(screen, key, "Juges Act")
    (wrong,) = workspace.beside(opened, "LAW-1").evidence
    screen.open(f"{key}:evidence:{wrong.id}:correct")
    screen.type_in({f"{key}:evidence:{wrong.id}:title": "Judges Act"})
    withdraw_evidence(workspace.context("Cleo Cruz"), opened, wrong.id)
    with pytest.raises(Refused) as caught:
        correct_evidence(workspace.context(), opened, wrong.id, replace(wrong, title="Judges Act"))
    assert [problem.code for problem in caught.value.problems] == ["evidence.stale"]
    assert workspace.beside(opened, "LAW-1").evidence == ()


def test_a_source_of_another_question_serves_this_one_too(question):
    workspace, opened, screen, key = question
    source = Evidence("LAW-2", "Judges Act", "Gazette", "2026-03", protection="public")
    add_evidence(workspace.context("Cleo Cruz"), opened, source)
    screen.open(f"{key}:evidence:add")
    screen.give(f"{key}:known:0:asked", True)  # noqa: FBT003 - switched on
    screen.give(f"{key}:known:0", 0).click("Use it here too")
    (stored,) = workspace.beside(opened, "LAW-1").evidence
    assert replace(stored, id="") == replace(source, indicator_id="LAW-1")


def test_a_different_view_is_signed_and_shown_beside_the_answer(question):
    workspace, opened, screen, key = question
    screen.open(f"{key}:dissent:add")
    screen.type_in({f"{key}:dissent:0:level": 0, f"{key}:dissent:0:reason": "They were dismissed."})
    screen.click("Save my view")
    (dissent,) = workspace.beside(opened, "LAW-1").dissents
    assert (dissent.level, dissent.reason) == (0, "They were dismissed.")
    assert dissent.signed_as == "Ada Amin"
    assert "would give level 0:" in screen.text
    assert "They were dismissed." in screen.text
    assert workspace.stored(opened, "LAW-1") == an_answer("LAW-1", 2)


def test_a_different_view_can_be_given_without_a_level_but_not_without_a_reason(question):
    workspace, opened, screen, key = question
    screen.open(f"{key}:dissent:add").click("Save my view")
    assert any("Say why you see it differently" in error for error in screen.errors())
    screen.type_in({f"{key}:dissent:0:reason": "Nobody was asked."}).click("Save my view")
    (dissent,) = workspace.beside(opened, "LAW-1").dissents
    assert dissent.level is None
    assert "would give no level:" in screen.text


def test_nobody_can_change_or_delete_a_different_view(question):
    _, _, screen, key = question
    screen.open(f"{key}:dissent:add")
    screen.type_in({f"{key}:dissent:0:reason": "Nobody was asked."}).click("Save my view")
    allowed = {"Reply", "Save reply", "Save my view"}
    named = {name for name in screen.buttons() if "view" in name.lower() or "reply" in name.lower()}
    assert named <= allowed
    assert screen.buttons().count("Withdraw") == 0


def test_a_reply_stands_below_the_view_that_it_answers(question):
    workspace, opened, screen, key = question
    screen.open(f"{key}:dissent:add")
    screen.type_in({f"{key}:dissent:0:reason": "Nobody was asked."}).click("Save my view")
    (dissent,) = workspace.beside(opened, "LAW-1").dissents
    screen.open(f"{key}:reply:{dissent.id}:0:open").click("Save reply")
    assert any("The text is empty" in error for error in screen.errors())
    screen.type_in({f"{key}:reply:{dissent.id}:0:text": "Twelve judges were."}).click("Save reply")
    (dissent,) = workspace.beside(opened, "LAW-1").dissents
    assert [reply.text for reply in dissent.replies] == ["Twelve judges were."]
    assert "Reply of Ada Amin" in screen.text
    assert "Twelve judges were." in screen.text


def test_what_a_field_team_wrote_stands_beside_the_question_with_its_place(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2})
    context = workspace.context()
    text = "The governor disagrees: <b>would not</b> be named."
    changes = Changes(
        "workbook",
        remarks=(Remark(text, "LAW-1", "Sheet 'LAW', cell F12 (comment)"),),
        file_name="field.xlsx",
        file_checksum="abc",
        filled_by="Team East",
    )
    context.store.write(opened.assessment.id, changes, context.actor, context.clock())
    screen = workspace.questions(opened, "LAW-1")
    assert "Remarks of field teams" in screen.text
    assert text in [found.value for found in screen.at.text]
    assert "cell F12 (comment), filled in by Team East; taken in on" in screen.text
    assert "Remarks of field teams" not in workspace.questions(opened, "LAW-2").text


def test_a_form_that_nobody_opened_is_not_drawn_at_every_click(question):
    _, _, screen, key = question
    assert not screen.has(f"{key}:evidence:0:title")
    assert not screen.has(f"{key}:dissent:0:reason")
    screen.open(f"{key}:evidence:add")
    assert screen.has(f"{key}:evidence:0:title")
    assert not screen.has(f"{key}:dissent:0:reason")


def test_what_others_add_and_say_meanwhile_leaves_alone_what_is_being_typed(question):
    workspace, opened, screen, key = question
    other = workspace.context("Cleo Cruz")
    record_dissent(other, opened, "LAW-1", None, "Nobody was asked.")
    (dissent,) = workspace.beside(opened, "LAW-1").dissents
    fields = {
        f"{key}:evidence:0:title",
        f"{key}:dissent:0:reason",
        f"{key}:reply:{dissent.id}:0:text",
    }
    screen.draw()
    for form in ("evidence:add", "dissent:add", f"reply:{dissent.id}:0:open"):
        screen.open(f"{key}:{form}")
    add_evidence(other, opened, Evidence("LAW-1", "Gazette of 2026"))
    record_dissent(other, opened, "LAW-1", 1, "Two were reinstated.")
    reply_to_dissent(other, opened, dissent.id, "The list is public.")
    screen.draw()
    assert "The list is public." in screen.text
    # A browser holds what is typed in a form as long as its fields keep their names.
    assert [name for name in sorted(fields) if not screen.has(name)] == []

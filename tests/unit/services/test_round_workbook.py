"""The workbook of a new round shows what the last one found, and takes an x for "still holds"."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from assessment.model.assessment import Record
from assessment.services.context import Opened, open_assessment
from assessment.services.field_loop import Preview, apply_import, export_workbook, preview_import
from assessment.services.rounds import begin_round, confirm_carried
from assessment.storage.store import DatabaseStore
from tests.two_versions import both_versions
from tests.unit.exchange.filling import answer_cell, filled
from tests.unit.services.desk import Desk, codes, desk_of

HOLDS = ("Answers", "LAW-1", "still_holds")


@pytest.fixture
def desk(store: DatabaseStore) -> Desk:
    return desk_of(store, *both_versions())


@pytest.fixture
def opened(desk: Desk) -> Opened:
    """Karsova in 2026, carried over from 2025."""
    last = desk.begin(period="2025")
    desk.answer(last, "LAW-1", 2, confidence="high", rationale="Judges said so.")
    desk.answer(last, "LAW-2", 3)
    desk.answer(last, "LAW-3", 1)
    desk.answer(last, "SEC-2", 4)
    begun = begin_round(desk.context, "a-1", "2026")
    return open_assessment(desk.context, begun.assessment.id)


def exported(desk: Desk, opened: Opened) -> bytes:
    return export_workbook(desk.context, opened).content


def seen(desk: Desk, content: bytes) -> Preview:
    return preview_import(desk.context, content, "field.xlsx")


def record(desk: Desk, opened: Opened) -> Record:
    return desk.store.record(opened.assessment)


def cell(content: bytes, row: str, code: str) -> object:
    workbook = load_workbook(BytesIO(content))
    if code == "last_round":
        # It stands beside the cell that confirms it.
        return answer_cell(workbook, row, "still_holds").offset(column=-2).value
    return answer_cell(workbook, row, code).value


def test_the_last_round_stands_beside_each_question_and_in_no_cell_to_fill_in(desk, opened):
    content = exported(desk, opened)
    told = cell(content, "LAW-1", "last_round")
    assert told == "level 2, Partial, confidence high\nJudges said so."
    assert cell(content, "LAW-1", "level") is None
    assert cell(content, "LAW-1", "rationale") is None
    changed = str(cell(content, "SEC-4", "last_round"))
    assert changed.startswith("The question was changed since;")
    assert changed.endswith("SEC-2: level 4, Lasting, confidence not stated")
    assert cell(content, "PRE-3", "last_round") is None


def test_a_workbook_sent_back_untouched_changes_nothing(desk, opened):
    preview = seen(desk, exported(desk, opened))
    assert (preview.is_empty, preview.problems) == (True, ())


def test_an_x_takes_the_last_answer_as_one_that_somebody_looked_at(desk, opened):
    content = filled({HOLDS: "X"}, exported(desk, opened))
    preview = seen(desk, content)
    assert preview.problems == ()
    apply_import(desk.context, preview)
    found = record(desk, opened)
    assert set(found.carried) == {"LAW-2"}
    newest = found.answers["LAW-1"]
    assert (newest.answer.level, newest.answer.confidence) == (2, "high")
    assert newest.answer.rationale == "Judges said so."
    assert (newest.origin, newest.revision) == ("workbook", 2)
    assert seen(desk, content).is_empty  # the second time it says nothing new


def test_what_is_typed_wins_over_the_x_and_that_is_told(desk, opened):
    cells = {HOLDS: "x", ("Answers", "LAW-1", "level"): 1}
    preview = seen(desk, filled(cells, exported(desk, opened)))
    (problem,) = preview.problems
    assert problem.code == "import.held_and_changed"
    assert not problem.is_error
    assert "level" in problem.found
    apply_import(desk.context, preview)
    answer = record(desk, opened).answer("LAW-1")
    # The level is the typed one; what was not typed is that of the last round.
    assert (answer.level, answer.confidence, answer.rationale) == (1, "high", "Judges said so.")


def test_the_same_level_typed_beside_the_x_is_no_contradiction(desk, opened):
    cells = {HOLDS: "x", ("Answers", "LAW-1", "level"): 2}
    assert seen(desk, filled(cells, exported(desk, opened))).problems == ()


def test_an_answer_without_an_x_takes_nothing_of_the_last_round(desk, opened):
    content = filled({("Answers", "LAW-1", "level"): 2}, exported(desk, opened))
    apply_import(desk.context, seen(desk, content))
    answer = record(desk, opened).answer("LAW-1")
    assert (answer.level, answer.confidence, answer.rationale) == (2, None, "")


def test_an_x_where_nothing_was_carried_over_is_told(desk, opened):
    content = filled({("Answers", "LAW-3", "still_holds"): "x"}, exported(desk, opened))
    preview = seen(desk, content)
    assert codes(preview.problems) == ["import.nothing_carried"]
    assert preview.is_empty


def test_an_x_meets_an_answer_that_was_given_here_meanwhile(desk, opened):
    content = filled({HOLDS: "x"}, exported(desk, opened))
    desk.answer(opened, "LAW-1", 4)
    (change,) = seen(desk, content).conflicts
    assert (change.before.level, change.after.level) == (4, 2)


def test_an_x_for_what_was_confirmed_here_meanwhile_says_nothing_new(desk, opened):
    content = filled({HOLDS: "x"}, exported(desk, opened))
    confirm_carried(desk.context, opened, "LAW-1")
    assert seen(desk, content).is_empty


def test_another_word_than_x_is_told_with_its_cell(desk, opened):
    (problem,) = seen(desk, filled({HOLDS: "maybe"}, exported(desk, opened))).problems
    assert problem.code == "workbook.still_holds_unknown"
    assert problem.is_error


def test_without_a_last_round_the_workbook_has_no_such_columns_and_none_is_missed(desk):
    opened = desk.begin()
    content = exported(desk, opened)
    keys = [str(one.value) for one in load_workbook(BytesIO(content))["LAW"]["A"]]
    assert "LAW-1:level" in keys
    assert not any(key.endswith(":still_holds") for key in keys)
    assert seen(desk, content).problems == ()

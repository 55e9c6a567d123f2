"""An import is taken back: everything as before, and what was changed since stays."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from assessment.exchange.whole_assessment import read_whole, refuse_unknown
from assessment.model.answer import Evidence, FlagEntry, Status
from assessment.services.answers import add_evidence, record_flag
from assessment.services.field_loop import apply_import, export_workbook, preview_import
from assessment.services.imports import preview_undo, read_imports, undo_import
from assessment.services.whole_assessment import export_json
from tests.unit.exchange.filling import filled
from tests.unit.services.desk import Desk, codes, refused

REPORT = Evidence("LAW-1", "Report", publisher="Court", page="4")
CELLS: dict[tuple[str, str | int, str], Any] = {
    ("Answers", "LAW-1", "level"): 3,
    ("Answers", "LAW-2", "level"): 0,
    ("Evidence", 3, "page"): 12,
    ("Evidence", 4, "indicator_id"): "LAW-2",
    ("Evidence", 4, "title"): "Law gazette",
    ("Context", "X1", "option"): "Severe",
    ("Context", "X2", "option"): "Acts on it",
    ("Scope sheet", "groups_at_risk", "entries"): "Group A; Group B",
}


def state(desk: Desk) -> dict[str, Any]:
    """What counts, without the numbers of revisions and without ids."""
    record = desk.store.record(desk.open().assessment)
    return {
        "answers": {
            id_: one.answer for id_, one in record.answers.items() if one.answer.is_answered
        },
        "evidence": sorted((replace(e, id="") for e in record.evidence), key=str),
        "flags": dict(record.flags),
        "scope": record.scope,
        "remarks": [one.remark for one in record.remarks],
    }


def begun(desk: Desk) -> None:
    """An assessment with an answer, a source and a circumstance, and a workbook on top."""
    opened = desk.begin()
    desk.answer(opened, "LAW-1", 1)
    add_evidence(desk.context, opened, REPORT)
    record_flag(desk.context, opened, FlagEntry("X1", "present"), seen=0)


def taken_in(desk: Desk) -> str:
    content = filled(CELLS, export_workbook(desk.context, desk.open()).content)
    apply_import(desk.context, preview_import(desk.context, content, "field.xlsx"))
    return read_imports(desk.context, desk.open())[0].id


def test_everything_is_as_it_was_before_the_import(both_desks: Desk):
    begun(both_desks)
    before = state(both_desks)
    id_ = taken_in(both_desks)
    assert state(both_desks) != before
    undoing = preview_undo(both_desks.context, both_desks.open(), id_)
    assert (undoing.answers, undoing.flags) == (("LAW-1", "LAW-2"), ("X1", "X2"))
    assert (undoing.n_evidence, undoing.n_restored, undoing.has_scope) == (2, 1, True)
    assert undoing.left == ()
    undo_import(both_desks.context, both_desks.open(), undoing)
    assert state(both_desks) == before
    assert [one.undone for one in read_imports(both_desks.context, both_desks.open())] == [True]


def test_what_somebody_changed_since_stays_and_is_named(desk: Desk):
    begun(desk)
    id_ = taken_in(desk)
    desk.answer(desk.open(), "LAW-2", 4)
    undoing = preview_undo(desk.context, desk.open(), id_)
    assert (undoing.answers, undoing.left) == (("LAW-1",), ("LAW-2",))
    undo_import(desk.context, desk.open(), undoing)
    record = desk.store.record(desk.open().assessment)
    assert (record.answer("LAW-1").level, record.answer("LAW-2").level) == (1, 4)


def test_nothing_is_written_when_somebody_answers_between_the_look_and_the_click(desk: Desk):
    begun(desk)
    undoing = preview_undo(desk.context, desk.open(), taken_in(desk))
    desk.answer(desk.open(), "LAW-2", 4)
    before = state(desk)
    assert codes(refused(undo_import, desk.context, desk.open(), undoing)) == ["import.stale"]
    assert state(desk) == before


def test_an_import_is_taken_back_once_and_can_be_taken_in_again(desk: Desk):
    begun(desk)
    content = filled(CELLS, export_workbook(desk.context, desk.open()).content)
    apply_import(desk.context, preview_import(desk.context, content, "field.xlsx"))
    after = state(desk)
    id_ = read_imports(desk.context, desk.open())[0].id
    undo_import(desk.context, desk.open(), preview_undo(desk.context, desk.open(), id_))
    again = refused(preview_undo, desk.context, desk.open(), id_)
    assert codes(again) == ["import.undone_already"]
    preview = preview_import(desk.context, content, "field.xlsx")
    apply_import(desk.context, preview, dict.fromkeys((c.id for c in preview.conflicts), "take"))
    assert state(desk)["answers"] == after["answers"]


def test_an_answer_that_nobody_gave_before_is_not_answered_again(desk: Desk):
    desk.begin()
    add_evidence(desk.context, desk.open(), REPORT)
    id_ = taken_in(desk)
    undo_import(desk.context, desk.open(), preview_undo(desk.context, desk.open(), id_))
    record = desk.store.record(desk.open().assessment)
    assert record.answer("LAW-2").status is Status.NOT_ANSWERED
    assert (record.flags, [entry.page for entry in record.evidence]) == ({}, ["4"])
    # The history keeps both: what came, and that it was taken back.
    assert len(desk.store.history("a-1", "LAW-2")) == 2


def test_an_unknown_import_is_told(desk: Desk):
    desk.begin()
    assert codes(refused(preview_undo, desk.context, desk.open(), "none")) == ["import.unknown"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_imports_that_are_all_taken_back_nothing_counts_in_whatever_order(desk: Desk, order):
    begun(desk)
    before = state(desk)
    taken_in(desk)
    for number, page in enumerate((15, 18)):
        again = {**CELLS, ("Answers", "LAW-1", "level"): 4 - 2 * number}
        again |= {("Context", "X1", "option"): ("Present", "Severe")[number]}
        again |= {("Scope sheet", "groups_at_risk", "entries"): f"Group {number}"}
        again |= {("Evidence", 3, "page"): page, ("Evidence", 4, "page"): page}
        content = filled(again, export_workbook(desk.context, desk.open()).content)
        apply_import(desk.context, preview_import(desk.context, content, f"{page}.xlsx"))
    ids = [one.id for one in reversed(read_imports(desk.context, desk.open()))]
    for place in order:
        undo_import(desk.context, desk.open(), preview_undo(desk.context, desk.open(), ids[place]))
    assert state(desk) == before


def test_taking_back_the_later_of_two_is_no_change_that_keeps_the_earlier(desk: Desk):
    begun(desk)
    first = taken_in(desk)
    content = filled(
        {("Answers", "LAW-2", "level"): 2}, export_workbook(desk.context, desk.open()).content
    )
    apply_import(desk.context, preview_import(desk.context, content, "again.xlsx"))
    second = read_imports(desk.context, desk.open())[0].id
    undo_import(desk.context, desk.open(), preview_undo(desk.context, desk.open(), second))
    undoing = preview_undo(desk.context, desk.open(), first)
    assert (undoing.answers, undoing.left) == (("LAW-1", "LAW-2"), ())


def test_a_whole_assessment_goes_elsewhere_also_after_a_circumstance_was_taken_back(desk: Desk):
    begun(desk)
    id_ = taken_in(desk)
    undo_import(desk.context, desk.open(), preview_undo(desk.context, desk.open(), id_))
    content = export_json(desk.context, desk.open()).content
    found = read_whole(content, "whole.json")
    refuse_unknown(found, desk.open().framework.questionnaire)


def test_ratings_that_came_with_a_workbook_are_listed_and_written_once(desk: Desk):
    desk.begin()
    cells: dict[tuple[str, str | int, str], Any] = {("Answers", "LAW-1", "level"): 3}
    content = filled(cells, export_workbook(desk.context, desk.open()).content)
    for n_new in (1, 0):
        preview = preview_import(desk.context, content, "field.xlsx", filled_by="Ben Bo")
        done = apply_import(desk.context, preview, rate_as="agency")
        assert (done.n_rated, len(read_imports(desk.context, desk.open()))) == (n_new, 1)
    assert len(desk.store.ratings("a-1").ratings) == 1

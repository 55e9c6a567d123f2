"""A workbook goes out, is filled in, is looked at, and only then is written."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select

from assessment.model.answer import Evidence, FlagEntry, Status
from assessment.services.answers import add_evidence, read_history, withdraw_evidence
from assessment.services.context import Opened
from assessment.services.field_loop import (
    Preview,
    apply_import,
    export_workbook,
    preview_import,
)
from assessment.services.results import score
from assessment.storage.tables import ANSWER, IMPORT
from tests.builders import an_answer
from tests.unit.exchange.filling import filled
from tests.unit.services.desk import Desk, codes, refused
from tests.unit.storage.content import row_counts

LEVEL, NOTE = ("Answers", "LAW-1", "level"), ("Answers", "LAW-1", "rationale")
REPORT = Evidence("LAW-1", "Report", publisher="Bar Council", protection="public")


def exported(desk: Desk, opened: Opened) -> bytes:
    return export_workbook(desk.context, opened).content


def seen(desk: Desk, content: bytes) -> Preview:
    return preview_import(desk.context, content, "field.xlsx")


def taken_in(desk: Desk, content: bytes, choices: Any = None):
    return apply_import(desk.context, seen(desk, content), choices)


def test_nothing_is_written_before_the_preview_is_applied(both_desks: Desk, engine: Engine):
    desk, opened = both_desks, both_desks.begin()
    before = row_counts(engine)
    cells = {LEVEL: 3, ("Evidence", 3, "indicator_id"): "LAW-1", ("Evidence", 3, "title"): "R"}
    preview = seen(
        desk, filled(cells | {("Context", "X1", "option"): "Present"}, exported(desk, opened))
    )
    assert row_counts(engine) == before
    assert [(c.kind, c.id, c.after.level) for c in preview.answers] == [("added", "LAW-1", 3)]
    assert [(c.after.title, c.replaces) for c in preview.evidence] == [("R", "")]
    assert [(c.kind, c.after.option) for c in preview.flags] == [("added", "present")]
    assert (preview.problems, preview.conflicts, preview.is_empty) == ((), (), False)
    done = apply_import(desk.context, preview)
    assert (done.n_answers, done.n_evidence, done.n_flags, done.kept) == (1, 1, 1, ())
    record = desk.store.record(opened.assessment)
    assert record.answers["LAW-1"].origin == "workbook"
    assert (record.answer("LAW-1").level, record.flags["X1"].option) == (3, "present")
    assert [entry.title for entry in record.evidence] == ["R"]


def test_every_row_of_an_import_names_the_file(both_desks: Desk, engine: Engine):
    opened = both_desks.begin()
    preview = seen(both_desks, filled({LEVEL: 3}, exported(both_desks, opened)))
    apply_import(both_desks.context, preview)
    with engine.connect() as connection:
        batch = connection.execute(select(IMPORT)).mappings().one()
        assert connection.execute(select(ANSWER.c.import_id)).scalar() == batch["id"]
    assert (batch["file_name"], batch["file_checksum"]) == ("field.xlsx", preview.file_checksum)


def test_an_untouched_workbook_brings_nothing(desk: Desk):
    opened = desk.begin()
    desk.answer(opened, "LAW-1", 3, confidence="high", rationale="Seen.")
    desk.answer(opened, "LAW-2", "NA")
    desk.flag(opened, FlagEntry("X1", "present", note="North."))
    add_evidence(desk.context, opened, REPORT)
    preview = seen(desk, exported(desk, opened))
    assert preview.is_empty
    assert preview.problems == ()
    assert preview.n_unchanged == 4


def test_empty_cells_never_overwrite(desk: Desk):
    opened = desk.begin()
    desk.answer(opened, "LAW-1", 3, confidence="high", rationale="Seen.")
    desk.flag(opened, FlagEntry("X1", "present", note="North."))
    add_evidence(desk.context, opened, REPORT)
    before = desk.store.record(opened.assessment)
    emptied = {LEVEL: None, NOTE: None, ("Answers", "LAW-1", "confidence"): None}
    emptied |= {("Context", "X1", code): None for code in ("option", "note")}
    emptied |= {("Evidence", 3, code): None for code in ("indicator_id", "title", "publisher")}
    emptied |= {("Evidence", 3, "protection"): None}
    preview = seen(desk, filled(emptied, exported(desk, opened)))
    assert preview.is_empty
    assert apply_import(desk.context, preview).n_answers == 0
    assert desk.store.record(opened.assessment) == before


def test_one_filled_cell_changes_one_field_of_what_was_answered_meanwhile(desk: Desk):
    opened = desk.begin()
    desk.answer(opened, "LAW-1", 3, rationale="Seen.")
    content = filled({NOTE: "Seen twice."}, exported(desk, opened))
    desk.answer(opened, "LAW-1", 3, confidence="high", rationale="Seen.")
    preview = seen(desk, content)
    assert [(c.kind, c.fields) for c in preview.answers] == [("changed", ("rationale",))]
    apply_import(desk.context, preview)
    expected = an_answer("LAW-1", 3, confidence="high", rationale="Seen twice.")
    assert desk.store.record(opened.assessment).answer("LAW-1") == expected


def a_conflict(desk: Desk) -> tuple[Opened, Preview]:
    """LAW-1 was 1 when exported, is 4 here now, and 2 in the workbook; so are the flag and more."""
    opened = desk.begin()
    desk.answer(opened, "LAW-1", 1)
    desk.flag(opened, FlagEntry("X2", "unknown"))
    cells = {LEVEL: 2, ("Answers", "LAW-2", "level"): 3, ("Context", "X2", "option"): "Acts on it"}
    content = filled(cells, exported(desk, opened))
    desk.answer(opened, "LAW-1", 4)
    desk.flag(opened, FlagEntry("X2", "refuses"))
    return opened, seen(desk, content)


def test_a_conflict_shows_both_and_needs_a_choice(desk: Desk):
    opened, preview = a_conflict(desk)
    assert [change.id for change in preview.conflicts] == ["LAW-1", "X2"]
    first = preview.answers[0]
    assert (first.before.level, first.after.level, first.revision) == (4, 2, 2)
    for choices, open_ones in (({}, 2), ({"LAW-1": "take"}, 1), ({"LAW-2": "take"}, 2)):
        problems = refused(apply_import, desk.context, preview, choices)
        assert codes(problems) == ["import.undecided"] * open_ones
    assert "Sheet 'LAW', cell" in problems[0].where
    assert desk.store.record(opened.assessment).revision("LAW-2") == 0


@pytest.mark.parametrize(
    ("choices", "level", "option", "kept"),
    [
        ({"LAW-1": "keep", "X2": "keep"}, 4, "refuses", ("LAW-1", "X2")),
        ({"LAW-1": "take", "X2": "keep"}, 2, "refuses", ("X2",)),
        ({"LAW-1": "keep", "X2": "take"}, 4, "acts", ("LAW-1",)),
        ({"LAW-1": "take", "X2": "take"}, 2, "acts", ()),
    ],
)
def test_a_choice_keeps_what_is_here_or_takes_the_workbooks(desk, choices, level, option, kept):
    opened, preview = a_conflict(desk)
    done = apply_import(desk.context, preview, choices)
    record = desk.store.record(opened.assessment)
    assert (record.answer("LAW-1").level, record.flags["X2"].option) == (level, option)
    assert record.answer("LAW-2").level == 3
    assert done.kept == kept
    assert (done.n_answers, done.n_flags) == (1 + (level == 2), int(option == "acts"))
    history = read_history(desk.context, opened, "LAW-1")
    assert [found.answer.level for found in history][-2:] == [4, 1]


def test_the_same_file_a_second_time_changes_nothing(both_desks: Desk, engine: Engine):
    opened = both_desks.begin()
    add_evidence(both_desks.context, opened, REPORT)
    cells = {LEVEL: 3, NOTE: "Seen.", ("Evidence", 3, "page"): "5"}
    cells |= {("Evidence", 4, "indicator_id"): "SEC-1", ("Evidence", 4, "title"): "Letter"}
    cells |= {("Context", "X1", "option"): "Severe", ("Answers", "LAW-2", "level"): "na"}
    cells |= {("Answers", "LAW-2", "reason"): "There are none."}
    content = filled(cells, exported(both_desks, opened))
    assert taken_in(both_desks, content).n_answers == 2
    before, record = row_counts(engine), both_desks.store.record(opened.assessment)
    again = seen(both_desks, content)
    # The row of the source that was corrected says again what it said.
    assert (again.is_empty, again.problems) == (True, ())
    apply_import(both_desks.context, again)
    assert row_counts(engine) == before
    assert both_desks.store.record(opened.assessment) == record


def test_a_second_click_on_the_same_preview_writes_nothing_twice(desk: Desk):
    opened = desk.begin()
    cells = {("Evidence", 3, "indicator_id"): "LAW-1", ("Evidence", 3, "title"): "R"}
    for more in ({}, {("Context", "X1", "option"): "Severe"}, {LEVEL: 3}):
        preview = seen(desk, filled(cells | more, exported(desk, desk.open())))
        cells = {}
        apply_import(desk.context, preview)
        record = desk.store.record(opened.assessment)
        assert codes(refused(apply_import, desk.context, preview)) == ["import.stale"]
        assert desk.store.record(opened.assessment) == record


def test_an_answer_given_between_preview_and_import_refuses_all_of_it(both_desks: Desk):
    desk, opened = both_desks, both_desks.begin()
    cells = {LEVEL: 2, ("Answers", "LAW-2", "level"): 3, ("Context", "X1", "option"): "Severe"}
    preview = seen(desk, filled(cells, exported(desk, opened)))
    desk.answer(opened, "LAW-2", 1)
    before = desk.store.record(opened.assessment)
    (problem,) = refused(apply_import, desk.context, preview)
    assert (problem.code, problem.where) == ("import.stale", "LAW-2")
    assert desk.store.record(opened.assessment) == before


def test_a_flag_or_a_source_changed_between_preview_and_import_refuses_all_of_it(desk: Desk):
    opened = desk.begin()
    add_evidence(desk.context, opened, REPORT)
    cells = {LEVEL: 2, ("Context", "X1", "option"): "Severe"}
    by_flag = seen(desk, filled(cells, exported(desk, opened)))
    by_source = seen(desk, filled({LEVEL: 2, ("Evidence", 3, "page"): 7}, exported(desk, opened)))
    desk.flag(opened, FlagEntry("X1", "none"))
    withdraw_evidence(desk.context, opened, desk.store.record(opened.assessment).evidence[0].id)
    before = desk.store.record(opened.assessment)
    for preview, where in ((by_flag, "X1"), (by_source, "LAW-1")):
        (problem,) = refused(apply_import, desk.context, preview)
        assert (problem.code, problem.where) == ("import.stale", where)
    assert desk.store.record(opened.assessment) == before


def test_a_changed_source_replaces_the_old_one(desk: Desk):
    opened = desk.begin()
    add_evidence(desk.context, opened, REPORT)
    assert taken_in(desk, filled({("Evidence", 3, "page"): 7}, exported(desk, opened))).n_evidence
    (entry,) = desk.store.record(opened.assessment).evidence
    assert replace(entry, id="") == replace(REPORT, page="7")


def test_whether_a_source_withdrawn_after_the_export_is_added_again_is_for_a_person(desk: Desk):
    opened = desk.begin()
    add_evidence(desk.context, opened, REPORT)
    untouched = exported(desk, opened)
    edited = filled({("Evidence", 3, "page"): 7}, untouched)
    withdraw_evidence(desk.context, opened, desk.store.record(opened.assessment).evidence[0].id)
    assert (seen(desk, untouched).is_empty, seen(desk, untouched).problems) == (True, ())
    preview = seen(desk, edited)
    (conflict,) = preview.conflicts
    assert (conflict.id, conflict.before) == ("LAW-1:source1", None)
    taken_in(desk, edited, {conflict.id: "keep"})
    assert desk.store.record(opened.assessment).evidence == ()
    taken_in(desk, edited, {conflict.id: "take"})
    (entry,) = desk.store.record(opened.assessment).evidence
    assert replace(entry, id="") == replace(REPORT, page="7")


def test_answers_from_a_workbook_and_from_the_page_give_the_same_scores(desk: Desk):
    online, offline = desk.begin(), desk.begin(id="a-2", scope_note="By workbook.")
    levels = {"LAW-1": 3, "LAW-2": 1, "LAW-3": "NA", "SEC-1": 0, "SEC-2": 2, "PRE-1": "II"}
    cells: dict[tuple[str, str | int, str], Any] = {("Context", "X1", "option"): "Present"}
    for id_, level in levels.items():
        answer = an_answer(id_, level, confidence="medium" if level in range(5) else None)
        desk.answer(online, id_, level, confidence="medium")
        entry = level if answer.status is Status.LEVEL else str(level).casefold()
        cells |= {("Answers", id_, "level"): entry, ("Answers", id_, "reason"): answer.reason}
        cells |= {("Answers", id_, "confidence"): answer.confidence}
    desk.flag(online, FlagEntry("X1", "present"))
    assert taken_in(desk, filled(cells, exported(desk, offline))).n_answers == len(levels)
    first, second = score(desk.context, online), score(desk.context, offline)
    # Each assessment draws on its own, so the ends of intervals differ by the noise of draws.
    without_draws = [
        replace(
            one.profile,
            dimensions=tuple(replace(d, interval=None) for d in one.profile.dimensions),
        )
        for one in (first, second)
    ]
    assert without_draws[1] == without_draws[0]
    assert second.suggestions == first.suggestions

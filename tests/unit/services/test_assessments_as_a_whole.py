"""Correcting, archiving, deleting and approving an assessment, and what is refused."""

import inspect
import pkgutil
import re
from collections.abc import Callable
from importlib import import_module

import pytest

from assessment import services
from assessment.model.answer import Evidence, FlagEntry
from assessment.model.plan import PlanItem
from assessment.model.problem import Refused
from assessment.model.review import ReviewDissent
from assessment.model.scope import Scope
from assessment.services.answers import (
    add_evidence,
    record_answer,
    record_dissent,
    record_flag,
    reply_to_dissent,
    withdraw_evidence,
)
from assessment.services.assessments import (
    Correction,
    archive_assessment,
    correct_assessment,
    count_parts,
    delete_assessment,
    list_assessments,
    read_changes,
    read_deletions,
    take_back,
)
from assessment.services.baseline import earlier_rounds
from assessment.services.choices import reject_option
from assessment.services.compare import comparable_headings
from assessment.services.context import Opened
from assessment.services.field_loop import apply_import, export_workbook, preview_import
from assessment.services.imports import Undoing, preview_undo, read_imports, undo_import
from assessment.services.moderation import moderate, open_moderation
from assessment.services.plans import add_item
from assessment.services.ratings import record_rating
from assessment.services.review_entries import append_entry, leave_protected
from assessment.services.rounds import begin_round, confirm_carried, read_last_round
from assessment.services.scope import save_scope
from assessment.services.status import Signature, give_status
from tests.builders import an_answer
from tests.unit.exchange.filling import filled
from tests.unit.services.desk import Desk, codes, refused
from tests.unit.storage.content import row_counts

SIGNED = Signature(name=" Carla Cruz ", office="Head of the task force")


def approve(desk: Desk, opened: Opened) -> Opened:
    give_status(desk.context, desk.open(opened.assessment.id), "in_review")
    give_status(desk.context, desk.open(opened.assessment.id), "approved", SIGNED)
    return desk.open(opened.assessment.id)


def history(desk: Desk, opened: Opened) -> list[tuple[str, str]]:
    changes = read_changes(desk.context, opened)
    return [(one.change.kind, one.change.status) for one in changes]


# Corrected


def test_a_correction_says_what_stood_there_before(both_desks: Desk):
    opened = both_desks.begin(period="last year", scope_note="Towns.")
    given = Correction(period=" 2025 ", region="North", mode="joint", scope_note="")
    corrected = correct_assessment(both_desks.context, opened, given)
    heading = corrected.assessment
    assert (heading.title, heading.mode, heading.scope_note) == (
        *("Karsova (North), 2025", "joint"),
        "",
    )
    (change,) = read_changes(both_desks.context, corrected)
    assert change.person_name == "Ada Amin"
    assert change.change.changed == {
        "period": ("last year", "2025"),
        "region": ("", "North"),
        "mode": ("external", "joint"),
        "scope_note": ("Towns.", ""),
    }


@pytest.mark.parametrize("given", [Correction(), Correction(period="2026 ", mode="external")])
def test_a_correction_that_says_nothing_new_leaves_no_line(desk: Desk, given: Correction):
    assert correct_assessment(desk.context, desk.begin(), given).assessment.n_changes == 0


def test_everything_that_is_wrong_with_a_correction_is_told_at_once(desk: Desk):
    opened = desk.begin()
    given = Correction(period=" ", region="x" * 201, mode="secret")
    problems = refused(correct_assessment, desk.context, opened, given)
    assert [one.where for one in problems] == ["Period", "Region", "Mode"]
    assert desk.open().assessment == opened.assessment


def test_a_correction_cannot_make_a_twin(desk: Desk):
    desk.begin(period="2025")
    opened = desk.begin(id="a-2")
    (problem,) = refused(correct_assessment, desk.context, opened, Correction(period="2025"))
    assert problem.code == "assessment.exists"
    archive_assessment(desk.context, desk.open())
    (problem,) = refused(correct_assessment, desk.context, opened, Correction(period="2025"))
    assert "in the archive" in problem.found
    correct_assessment(desk.context, opened, Correction(period="2025", scope_note="Anew."))


def test_who_corrects_what_somebody_else_corrected_meanwhile_is_told(desk: Desk):
    opened = desk.begin()
    correct_assessment(desk.of("Ben Bo").context, opened, Correction(period="2025"))
    problems = refused(correct_assessment, desk.context, opened, Correction(period="2027"))
    assert codes(problems) == ["assessment.stale"]
    assert desk.open().assessment.period == "2025"


# Archived and taken back


def test_an_archived_assessment_is_in_no_comparison_and_nobodys_baseline(both_desks: Desk):
    desk = both_desks
    earlier, opened = desk.begin(period="2025"), desk.begin(id="a-2")
    assert earlier_rounds(desk.context, opened.assessment) == [earlier.assessment]
    archive_assessment(desk.context, earlier, reason="A slip.")
    assert [one.id for one in comparable_headings(desk.context)] == ["a-2"]
    assert earlier_rounds(desk.context, opened.assessment) == []
    assert {one.assessment.id for one in list_assessments(desk.context)} == {"a-1", "a-2"}
    take_back(desk.context, desk.open())
    assert len(earlier_rounds(desk.context, opened.assessment)) == 1
    assert history(desk, earlier) == [("taken_back", "draft"), ("archived", "draft")]


def test_archiving_twice_leaves_one_line(desk: Desk):
    opened = desk.begin()
    archive_assessment(desk.context, opened)
    archive_assessment(desk.context, desk.open())
    take_back(desk.context, desk.open())
    take_back(desk.context, desk.open())
    assert len(history(desk, opened)) == 2


# Deleted


def test_nothing_is_deleted_before_its_name_is_typed(both_desks: Desk):
    desk, opened = both_desks, both_desks.begin()
    desk.answer(opened, "LAW-1", 2)
    assert count_parts(desk.context, opened)["answer"] == 1
    for typed in ("", "Karsova", "Karsova, 2025"):
        (problem,) = refused(delete_assessment, desk.context, opened, typed)
        assert "Type 'Karsova, 2026'" in problem.remedy
    assert list_assessments(desk.context)
    delete_assessment(desk.context, opened, " karsova,  2026")
    assert list_assessments(desk.context) == ()
    (line,) = read_deletions(desk.context)
    assert (line.assessment_id, line.person_name) == ("a-1", "Ada Amin")
    assert "Karsova" not in repr(line)
    assert codes(refused(delete_assessment, desk.context, opened, "Karsova, 2026")) == [
        "assessment.stale"
    ]


def test_a_round_stands_when_the_one_that_it_began_with_is_deleted(desk: Desk):
    earlier = desk.begin()
    desk.answer(earlier, "LAW-1", 2)
    begun = begin_round(desk.context, "a-1", "2027").assessment
    delete_assessment(desk.context, earlier, "Karsova, 2026")
    opened = desk.open(begun.id)
    assert read_last_round(desk.context, opened) is None
    confirm_carried(desk.context, opened, "LAW-1")
    assert desk.store.record(begun).answer("LAW-1").level == 2


# Status


def test_an_assessment_is_reviewed_approved_and_reopened_by_name(both_desks: Desk):
    desk = both_desks
    opened = approve(desk, desk.begin())
    approval = opened.assessment.approval
    assert (approval.name, approval.office) == ("Carla Cruz", "Head of the task force")
    give_status(desk.context, opened, "reopened", Signature(reason="A court was closed."))
    assert (desk.open().assessment.status, desk.open().assessment.approval) == ("reopened", None)
    give_status(desk.context, desk.open(), "in_review")
    give_status(desk.context, desk.open(), "draft", Signature(reason="Sources are missing."))
    assert [status for _kind, status in history(desk, opened)] == [
        *("draft", "in_review", "reopened", "approved", "in_review")
    ]


@pytest.mark.parametrize("status", ["approved", "reopened", "draft", "secret"])
def test_a_status_that_cannot_follow_is_refused_with_those_that_can(desk: Desk, status: str):
    (problem,) = refused(give_status, desk.context, desk.begin(), status, SIGNED)
    assert problem.code == "assessment.status_unknown"
    assert problem.allowed == "Allowed are in review (in_review)."


def test_an_approval_needs_a_name_and_an_office_and_reopening_a_reason(desk: Desk):
    opened = desk.begin()
    give_status(desk.context, opened, "in_review")
    problems = refused(give_status, desk.context, desk.open(), "approved", Signature(name=" "))
    assert [one.where for one in problems] == ["Name", "Office"]
    approved = approve_from_review(desk)
    (problem,) = refused(give_status, desk.context, approved, "reopened", Signature(reason=" "))
    assert (problem.code, problem.where) == ("assessment.text_missing", "Reason")
    long = Signature(reason="x" * 20_001)
    (problem,) = refused(give_status, desk.context, approved, "reopened", long)
    assert problem.code == "assessment.text_too_long"


def approve_from_review(desk: Desk) -> Opened:
    give_status(desk.context, desk.open(), "approved", SIGNED)
    return desk.open()


def test_nobody_approves_what_somebody_sent_back_meanwhile(desk: Desk):
    desk.begin()
    give_status(desk.context, desk.open(), "in_review")
    seen = desk.open()
    give_status(desk.of("Ben Bo").context, seen, "draft")
    assert codes(refused(give_status, desk.context, seen, "approved", SIGNED)) == [
        "assessment.stale"
    ]


# Locked


def a_full_one(desk: Desk) -> Opened:
    """An assessment with an answer, a source, a dissent, a rating and something carried over."""
    last = desk.begin(id="a-0", period="2025")
    desk.answer(last, "SEC-1", 2)
    opened = desk.open(begin_round(desk.context, "a-0", "2026").assessment.id)
    desk.answer(opened, "LAW-1", 2)
    add_evidence(desk.context, opened, Evidence("LAW-1", "Report"))
    record_dissent(desk.context, opened, "LAW-1", 1, "Judges are moved away.")
    record_rating(desk.context, opened, an_answer("LAW-1", 2), "agency", 0)
    _import(desk, opened, "LAW-3")
    return opened


def _import(desk: Desk, opened: Opened, id_: str = "LAW-2") -> None:
    content = export_workbook(desk.context, opened).content
    cells: dict[tuple[str, str | int, str], object] = {("Answers", id_, "level"): 3}
    apply_import(desk.context, preview_import(desk.context, filled(cells, content), "f.xlsx"))


def _only_source(desk: Desk, opened: Opened) -> str:
    return desk.store.record(opened.assessment).evidence[0].id


def _only_dissent(desk: Desk, opened: Opened) -> str:
    return desk.store.record(opened.assessment).dissents[0].id


def _undoing(desk: Desk, opened: Opened) -> Undoing:
    """The taking back of an import, as it was looked at."""
    return preview_undo(desk.context, opened, read_imports(desk.context, opened)[0].id)


Write = Callable[[Desk, Opened], object]
LOCKED: dict[str, Write] = {
    "record_answer": lambda d, o: record_answer(d.context, o, an_answer("LAW-2", 1), 0),
    "confirm_carried": lambda d, o: confirm_carried(d.context, o, "SEC-1"),
    "add_evidence": lambda d, o: add_evidence(d.context, o, Evidence("LAW-1", "Letter")),
    "withdraw_evidence": lambda d, o: withdraw_evidence(d.context, o, _only_source(d, o)),
    "record_dissent": lambda d, o: record_dissent(d.context, o, "LAW-1", 0, "No."),
    "reply_to_dissent": lambda d, o: reply_to_dissent(d.context, o, _only_dissent(d, o), "Yes."),
    "record_flag": lambda d, o: record_flag(d.context, o, FlagEntry("X1", "present")),
    "save_scope": lambda d, o: save_scope(d.context, o, Scope(groups=("Group A",)), 0),
    "record_rating": lambda d, o: record_rating(d.context, o, an_answer("LAW-2", 1), "agency", 0),
    "open_moderation": lambda d, o: open_moderation(d.context, o, "LAW"),
    "apply_import": _import,
    "undo_import": lambda d, o: undo_import(d.context, o, _undoing(d, o)),
    "correct_assessment": lambda d, o: correct_assessment(d.context, o, Correction(period="2029")),
    "delete_assessment": lambda d, o: delete_assessment(d.context, o, o.assessment.title),
}
GOES_ON: dict[str, Write] = {
    "add_item": lambda d, o: add_item(d.context, o, PlanItem("LAW-1", 3)),
    "append_entry": lambda d, o: append_entry(
        d.context, o, d.store.reviews(o.assessment.id)[0], ReviewDissent("I disagree.", "Bo")
    ),
    "leave_protected": lambda d, o: leave_protected(
        d.context,
        o,
        kind="alarm",
        text="Look at the north.",
        for_person_id=d.store.actor(
            "Ben Bo", "Oversight", d.context.clock(), "key of Ben"
        ).person_id,
    ),
    "reject_option": lambda d, o: reject_option(
        d.context, o, o.framework.catalogue.programmes[0].id, "The judges are the danger."
    ),
    "archive_assessment": lambda d, o: archive_assessment(d.context, o),
}


@pytest.mark.parametrize("name", LOCKED)
def test_no_service_writes_into_what_was_approved(both_desks: Desk, engine, name: str):
    opened = approve(both_desks, a_full_one(both_desks))
    before = row_counts(engine)
    (problem,) = refused(LOCKED[name], both_desks, opened)
    assert problem.code == "assessment.locked"
    assert "Carla Cruz, Head of the task force" in problem.found
    assert row_counts(engine) == before


def test_a_team_agrees_on_nothing_in_what_was_approved(both_desks: Desk):
    opened = a_full_one(both_desks)
    open_moderation(both_desks.context, opened, "LAW")
    opened = approve(both_desks, opened)
    problems = refused(moderate, both_desks.context, opened, an_answer("LAW-1", 2), 1)
    assert codes(problems) == ["assessment.locked"]


@pytest.mark.parametrize("name", GOES_ON)
def test_reviews_plans_and_warnings_go_on_after_an_approval(both_desks: Desk, engine, name: str):
    opened = approve(both_desks, a_full_one(both_desks))
    before = sum(row_counts(engine).values())
    GOES_ON[name](both_desks, opened)
    assert sum(row_counts(engine).values()) > before


@pytest.mark.parametrize("name", LOCKED)
def test_the_same_writes_pass_once_it_is_reopened(desk: Desk, name: str):
    opened = approve(desk, a_full_one(desk))
    give_status(desk.context, opened, "reopened", Signature(reason="Anew."))
    LOCKED[name](desk, desk.open(opened.assessment.id))


CALLS = re.compile(r"store\.(write|write_rating|open_moderation)\(")
LOADS_INTO_AN_EMPTY_DATABASE = "assessment.services.demonstration"


def test_every_module_that_writes_answers_is_walked_above():
    names = [one.name for one in pkgutil.iter_modules(services.__path__, "assessment.services.")]
    modules = [import_module(name) for name in names]
    writing = {one.__name__ for one in modules if CALLS.search(inspect.getsource(one))}
    walked = {vars(one)[name].__module__ for one in modules for name in LOCKED if name in vars(one)}
    assert writing - {LOADS_INTO_AN_EMPTY_DATABASE} <= walked


def test_a_lock_is_decided_inside_the_write(desk: Desk):
    """Whoever opened the page before the approval is refused like everybody else."""
    opened_before = a_full_one(desk)
    approve(desk, opened_before)
    with pytest.raises(Refused):
        record_answer(desk.context, opened_before, an_answer("LAW-2", 1), 0)

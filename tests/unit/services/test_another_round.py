"""The workbook of last year's round, or of another version, taken into this year's."""

import pytest

from assessment.model.answer import Evidence, FlagEntry
from assessment.model.assessment import Record
from assessment.model.scope import Scope
from assessment.services.answers import add_evidence
from assessment.services.context import Opened, open_assessment
from assessment.services.field_loop import Preview, apply_import, export_workbook, preview_import
from assessment.services.returns import Decisions, made_for_others, read_returns, take_in
from assessment.services.rounds import begin_round
from assessment.services.scope import save_scope
from assessment.storage.store import DatabaseStore
from tests.two_versions import both_versions
from tests.unit.exchange.filling import filled
from tests.unit.services.desk import Desk, codes, desk_of, refused
from tests.unit.services.test_field_loop_refusals import with_meta

LAST, NOW = "a-1", "a-2"
Cells = dict[tuple[str, str | int, str], object]


@pytest.fixture
def desk(store: DatabaseStore) -> Desk:
    return desk_of(store, *both_versions())


@pytest.fixture
def last(desk: Desk) -> Opened:
    """Karsova in 2025, answered in version 1.0."""
    opened = desk.begin(id=LAST, period="2025")
    desk.answer(opened, "LAW-1", 2, rationale="Judges said so.")
    return opened


@pytest.fixture
def now(desk: Desk, last: Opened) -> Opened:
    """Karsova in 2026, begun without the last round, in version 2.0."""
    newer = desk_of(desk.store, both_versions()[1])
    return desk.open(newer.begin(id=NOW, period="2026").assessment.id)


def seen(desk: Desk, last: Opened, now: Opened, cells: Cells) -> Preview:
    content = filled(cells, export_workbook(desk.context, last).content)
    return preview_import(desk.context, content, "field.xlsx", into=now.assessment.id)


def record(desk: Desk, opened: Opened) -> Record:
    return desk.store.record(opened.assessment)


def test_what_kept_its_meaning_counts_and_what_was_asked_differently_is_a_remark(desk, last, now):
    # In 2.0: LAW-2 was reworded, LAW-3 asks something else, SEC-2 was split, PRE-2 was dropped.
    levels = {"LAW-1": 3, "LAW-2": 1, "LAW-3": 4, "SEC-2": 0, "PRE-2": 2}
    preview = seen(desk, last, now, {("Answers", id_, "level"): n for id_, n in levels.items()})
    apply_import(desk.context, preview)
    found = record(desk, now)
    answers = {id_: recorded.answer.level for id_, recorded in found.answers.items()}
    assert answers == {"LAW-1": 3, "LAW-2": 1}
    remarks = {one.remark.text: one.remark.indicator_id for one in found.remarks}
    (law,) = (text for text in remarks if text.startswith("LAW-3"))
    assert law.endswith(", as version 1.0 asks it: answer: level 4")
    assert remarks[law] == "LAW-3"
    (dropped,) = (text for text in remarks if text.startswith("PRE-2"))
    assert remarks[dropped] == ""
    assert any(text.startswith("SEC-2") for text in remarks)
    # The round that the workbook was made for is left alone.
    assert record(desk, last).answer("LAW-1").level == 2


def test_it_is_said_how_many_answers_count(desk, last, now):
    cells: Cells = {("Answers", "LAW-2", "level"): 1, ("Answers", "LAW-3", "level"): 4}
    (problem,) = seen(desk, last, now, cells).problems
    assert (problem.code, problem.is_error) == ("import.another_round", False)
    assert "made for Karsova, 2025 and asks version 1.0" in problem.found
    assert "1 answer is to a question that means the same here" in problem.found
    assert "1 answer stood in it when it was made, and is left out." in problem.found
    assert problem.found.endswith("What was asked differently is among the texts below.")


def test_of_one_version_nothing_is_said_to_be_asked_differently(desk, last):
    earlier = desk.begin(id="a-0", period="2024")
    (problem,) = seen(desk, last, earlier, {("Answers", "LAW-2", "level"): 1}).problems
    assert problem.found == (
        "The workbook was made for Karsova, 2025. "
        "1 answer is to a question that means the same here. "
        "1 answer stood in it when it was made, and is left out."
    )


def test_a_level_that_stood_in_the_workbook_when_it_was_made_is_not_taken_unseen(desk, last, now):
    cells: Cells = {
        ("Answers", "LAW-1", "rationale"): "Judges said so again.",
        ("Answers", "LAW-2", "level"): 1,
    }
    preview = seen(desk, last, now, cells)
    assert [change.id for change in preview.answers] == ["LAW-1", "LAW-2"]
    (problem,) = (p for p in preview.problems if p.code == "import.level_of_another_round")
    assert (problem.about, problem.is_error) == ("LAW-1", False)
    assert "Only this was changed in the workbook: rationale." in problem.found


def test_what_the_last_round_had_recorded_is_nobodys_answer_for_this_one(desk, last, now):
    add_evidence(desk.context, last, Evidence("LAW-1", "Court statistics"))
    desk.flag(last, FlagEntry("X1", "present"))
    preview = seen(desk, last, now, {})
    assert (preview.is_empty, codes(preview.problems)) == (True, ["import.another_round"])


def test_an_answer_that_differs_from_what_is_here_waits_for_a_choice(desk, last, now):
    desk.answer(now, "LAW-1", 1)
    preview = seen(desk, last, now, {("Answers", "LAW-1", "level"): 3})
    assert [change.id for change in preview.conflicts] == ["LAW-1"]
    assert refused(apply_import, desk.context, preview)[0].code == "import.undecided"
    apply_import(desk.context, preview, {"LAW-1": "take"})
    assert record(desk, now).answer("LAW-1").level == 3


def test_an_answer_of_the_last_round_that_nobody_looked_at_gives_way(desk, last):
    begun = begin_round(desk.context, LAST, "2026")
    now = open_assessment(desk.context, begun.assessment.id)
    apply_import(desk.context, seen(desk, last, now, {("Answers", "LAW-1", "level"): 3}))
    assert record(desk, now).answer("LAW-1").level == 3


def test_sources_circumstances_and_lists_come_too(desk, last, now):
    cells: Cells = {
        ("Evidence", 3, "indicator_id"): "LAW-1",
        ("Evidence", 3, "title"): "Report of the ombudsman",
        ("Evidence", 4, "indicator_id"): "PRE-2",
        ("Evidence", 4, "title"): "Budget law",
        ("Context", "X1", "option"): "Severe",
    }
    apply_import(desk.context, seen(desk, last, now, cells))
    found = record(desk, now)
    assert [entry.title for entry in found.evidence] == ["Report of the ombudsman"]
    assert found.flags["X1"].option == "severe"
    assert any("Budget law" in one.remark.text for one in found.remarks)


def test_lists_that_nobody_touched_are_those_of_the_last_round_alone(desk, last, now):
    save_scope(desk.context, last, Scope(areas_at_risk=("The lake",), regions=("North",)), 0)
    cells: Cells = {("Scope sheet", "areas_at_risk", "entries"): "The hills"}
    apply_import(desk.context, seen(desk, last, now, cells))
    assert record(desk, now).scope == Scope(areas_at_risk=("The hills",))


def test_only_statements_that_are_asked_stay_ticked(desk, last, now):
    cells: Cells = {("Answers", "LAW-1", "level"): 3, ("Answers", "LAW-1", "ticked"): "1a, 2a"}
    apply_import(desk.context, seen(desk, last, now, cells))
    ticked = record(desk, now).answer("LAW-1").ticked
    assert ticked == {"LAW-1.1a", "LAW-1.2a"}
    assert ticked <= set(now.framework.questionnaire.indicator("LAW-1").statement_ids)


def test_the_same_workbook_twice_changes_nothing(desk, last, now):
    cells: Cells = {("Answers", "LAW-1", "level"): 3, ("Answers", "LAW-3", "level"): 4}
    apply_import(desk.context, seen(desk, last, now, cells))
    assert seen(desk, last, now, cells).is_empty


def test_a_workbook_of_the_newer_version_goes_into_the_older_round(desk, last, now):
    cells: Cells = {("Answers", "LAW-2", "level"): 3, ("Answers", "PRE-3", "level"): 4}
    apply_import(desk.context, seen(desk, now, last, cells))
    found = record(desk, last)
    assert found.answer("LAW-2").level == 3
    (remark,) = (one.remark for one in found.remarks)
    assert remark.text.startswith("PRE-3")
    assert "as version 2.0 asks it" in remark.text


def test_a_round_that_is_not_in_this_database_can_be_read_into_one_that_is(desk, last, now):
    content = filled(
        {("Answers", "LAW-2", "level"): 1}, export_workbook(desk.context, last).content
    )
    foreign = with_meta(content, assessment_id="elsewhere")
    preview = preview_import(desk.context, foreign, "field.xlsx", into=NOW)
    # Nobody can say here what that round had recorded, so all that is filled in counts.
    assert [change.id for change in preview.answers] == ["LAW-1", "LAW-2"]
    (problem,) = preview.problems
    assert "That assessment is not here, so 1 answer may have stood in it already." in problem.found


def test_another_place_is_refused(desk, last):
    other = desk.begin(id="b-1", state_name="Velmar", state_code="XVE")
    (problem,) = refused(seen, desk, last, other, {})
    assert problem.code == "import.other_place"
    assert "Karsova, 2025" in problem.found
    assert "Velmar" in problem.found


def test_a_version_that_is_not_installed_is_refused_with_what_to_do(desk, last, now):
    content = with_meta(export_workbook(desk.context, last).content, questionnaire_version="7.0")
    (problem,) = refused(preview_import, desk.context, content, "field.xlsx", into=NOW)
    assert problem.code == "import.other_questionnaire"
    assert "small 7.0" in problem.found
    assert "folder" in problem.remedy


def test_several_workbooks_of_the_last_round_go_into_the_one_that_is_named(desk, last, now):
    blank = export_workbook(desk.context, last).content
    files = [
        ("east.xlsx", filled({("Answers", "LAW-2", "level"): 3}, blank)),
        ("foreign.xlsx", with_meta(blank, assessment_id="elsewhere")),
        (
            "own.xlsx",
            filled({("Answers", "PRE-1", "level"): 4}, export_workbook(desk.context, now).content),
        ),
    ]
    own = read_returns(desk.context, files)
    assert [one.name for one in made_for_others(own, now)] == ["east.xlsx", "foreign.xlsx"]
    found = read_returns(desk.context, files, into={"east.xlsx": NOW})
    moved = {one.name: one.warnings for one in found.files}
    assert [problem.code for problem in moved["east.xlsx"]] == ["import.another_round"]
    assert moved["own.xlsx"] == ()
    done = take_in(desk.context, found, Decisions("take"))
    assert [one.name for one in done if one.done] == ["east.xlsx", "own.xlsx"]
    answers = record(desk, now).answers
    assert {id_: one.answer.level for id_, one in answers.items()} == {"LAW-2": 3, "PRE-1": 4}
    assert not record(desk, last).answer("LAW-2").is_answered


def test_of_several_workbooks_one_of_another_place_waits_and_says_why(desk, last, now):
    other = desk.begin(id="b-1", state_name="Velmar", state_code="XVE")
    content = export_workbook(desk.context, other).content
    own = read_returns(desk.context, [("velmar.xlsx", content)])
    assert made_for_others(own, now) == ()
    found = read_returns(desk.context, [("velmar.xlsx", content)], into={"velmar.xlsx": NOW})
    assert [problem.code for problem in found.files[0].problems] == ["import.other_place"]

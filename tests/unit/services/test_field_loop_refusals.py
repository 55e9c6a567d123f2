"""A workbook that cannot be taken in says why, and nothing is written."""

import pytest

from assessment.model.answer import Evidence
from assessment.services.answers import add_evidence
from assessment.services.field_loop import apply_import, export_workbook, preview_import
from tests.builders import small_framework
from tests.unit.exchange.filling import filled, opened, saved
from tests.unit.services.desk import Desk, codes, desk_of, refused, with_questionnaire


def a_return(desk: Desk, **heading) -> bytes:
    """A workbook of the assessment with one answer filled in."""
    content = export_workbook(desk.context, desk.begin(**heading)).content
    return filled({("Answers", "LAW-1", "level"): 3}, content)


def refusal(desk: Desk, content: bytes):
    problems = refused(preview_import, desk.context, content, "field.xlsx")
    assert desk.store.record(desk.open().assessment).answers == {}
    return problems[0]


def with_meta(content: bytes, **entries: str) -> bytes:
    """The workbook with other entries in its hidden sheet."""
    workbook = opened(content)
    for key, value in workbook["_meta"].iter_rows(max_col=2):
        value.value = entries.get(str(key.value), value.value)
    return saved(workbook)


def test_a_workbook_of_an_assessment_that_is_not_here_is_refused(desk: Desk):
    problem = refusal(desk, with_meta(a_return(desk), assessment_id="a-9"))
    assert problem.code == "assessment.unknown"
    assert "a-9" in problem.found


@pytest.mark.parametrize(
    ("entries", "named"),
    [({"questionnaire_id": "other"}, "other 1.0"), ({"questionnaire_version": "2.0"}, "small 2.0")],
)
def test_a_workbook_of_another_questionnaire_or_version_is_refused(desk: Desk, entries, named):
    problem = refusal(desk, with_meta(a_return(desk), **entries))
    assert problem.code == "import.other_questionnaire"
    assert named in problem.found
    assert "small 1.0" in problem.found


def test_a_workbook_made_before_the_questions_were_edited_is_read_with_a_warning(desk: Desk):
    content = filled({("Answers", "LAW-1", "level"): 2}, a_return(desk))
    edited = desk_of(desk.store, with_questionnaire(small_framework(), checksum="edited"))
    preview = preview_import(edited.context, content, "field.xlsx")
    assert codes(preview.problems) == ["import.questionnaire_edited"]
    assert not preview.problems[0].is_error
    assert [change.id for change in preview.answers] == ["LAW-1"]


def test_a_workbook_of_another_assessment_goes_into_that_one(desk: Desk):
    desk.begin()
    content = a_return(desk, id="a-2", period="2027")
    preview = preview_import(desk.context, content, "field.xlsx")
    assert preview.opened.assessment.id == "a-2"
    apply_import(desk.context, preview)
    assert desk.store.record(desk.open("a-1").assessment).answers == {}
    assert desk.store.record(desk.open("a-2").assessment).answer("LAW-1").level == 3


@pytest.mark.parametrize("content", [b"", b"Dear colleague", b"PK\x03\x04 and no more"])
def test_what_is_no_workbook_is_refused(desk: Desk, content):
    desk.begin()
    assert refusal(desk, content).code.startswith("workbook.")


def test_problems_are_told_all_at_once_with_their_cells_and_stop_everything(desk: Desk):
    cells = {
        ("Answers", "LAW-2", "level"): 9,
        ("Answers", "LAW-3", "level"): "many",
        ("Answers", "SEC-1", "level"): "na",
        ("Evidence", 3, "title"): "A source of nothing",
        ("Context", "X1", "option"): "Perhaps",
    }
    preview = preview_import(desk.context, filled(cells, a_return(desk)), "field.xlsx")
    expected = {
        "answer.level_unknown",
        "answer.reason_missing",
        "workbook.evidence_without_indicator",
        "workbook.level_unknown",
        "workbook.situation_unknown",
    }
    assert set(codes(preview.problems)) == expected
    assert all(", cell " in problem.where for problem in preview.problems)
    assert [change.id for change in preview.answers] == ["LAW-1"]
    assert set(codes(refused(apply_import, desk.context, preview))) == expected
    assert desk.store.record(desk.open().assessment).answers == {}


def test_a_warning_is_shown_and_stops_nothing(desk: Desk):
    content = filled({("Answers", "LAW-1", "ticked"): "1a"}, a_return(desk))
    preview = preview_import(desk.context, content, "field.xlsx")
    assert codes(preview.problems) == ["answer.differs_from_statements"]
    assert apply_import(desk.context, preview).n_answers == 1


def test_statements_above_a_gap_are_asked_about_in_the_words_of_the_page(desk: Desk):
    content = filled({("Answers", "LAW-1", "ticked"): "2a, 3a"}, a_return(desk))
    preview = preview_import(desk.context, content, "field.xlsx")
    (problem,) = preview.problems
    assert f"{problem.found} {problem.remedy}" == (
        "The statements of level 3 hold, but 1a and 2b are not ticked. Do they hold?"
    )
    assert ", cell " in problem.where
    assert apply_import(desk.context, preview).n_answers == 1


def test_errors_and_undecided_conflicts_are_told_together(desk: Desk):
    content = filled({("Answers", "LAW-2", "level"): 9}, a_return(desk))
    desk.answer(desk.open(), "LAW-1", 1)
    preview = preview_import(desk.context, content, "field.xlsx")
    problems = refused(apply_import, desk.context, preview)
    assert codes(problems) == ["answer.level_unknown", "import.undecided"]


def test_a_source_that_is_not_in_the_assessment_is_not_smuggled_in_by_its_id(desk: Desk):
    content = a_return(desk)
    cells = {("Evidence", 3, "indicator_id"): "LAW-1", ("Evidence", 3, "title"): "R"}
    forged = filled(cells | {("Evidence", 3, "evidence_id"): "e-of-another"}, content)
    preview = preview_import(desk.context, forged, "field.xlsx")
    assert [change.kind for change in preview.evidence] == ["conflict"]
    assert codes(refused(apply_import, desk.context, preview)) == ["import.undecided"]


def test_restricted_sources_stay_home_and_are_not_withdrawn_by_a_return(desk: Desk):
    content = a_return(desk)
    add_evidence(desk.context, desk.open(), Evidence("LAW-1", "Letter", protection="restricted"))
    again = export_workbook(desk.context, desk.open()).content
    assert b"Letter" not in again
    for returned in (content, again):
        apply_import(desk.context, preview_import(desk.context, returned, "field.xlsx"))
    assert [e.title for e in desk.store.record(desk.open().assessment).evidence] == ["Letter"]

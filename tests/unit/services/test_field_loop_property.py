"""Whatever was recorded, its untouched workbook changes nothing."""

from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from assessment.model.answer import Status
from assessment.model.assessment import Record
from assessment.model.text import clean_text
from assessment.services.answers import add_evidence, record_answer, record_flag
from assessment.services.field_loop import apply_import, export_workbook, preview_import
from tests.unit.exchange.field_workbook.test_round_trip import records
from tests.unit.services.desk import Desk, desk_of
from tests.unit.storage.content import row_counts

NUMBERS = count()


def recorded_by_services(desk: Desk, record: Record):
    """A new assessment with everything of a record that passes the checks."""
    number = next(NUMBERS)
    opened = desk.begin(id=f"a-{number}", period=f"{number}")
    for id_, kept in record.answers.items():
        answer = kept.answer
        if answer.status is Status.NOT_APPLICABLE and not clean_text(answer.reason).strip():
            answer = replace(answer, reason="The question does not arise.")
        if answer.status is Status.LEVEL and answer.evidence_grade == "D":
            answer = replace(answer, evidence_grade="C")
        record_answer(
            desk.context, opened, answer, desk.store.record(opened.assessment).revision(id_)
        )
    for entry in record.evidence:
        add_evidence(desk.context, opened, entry)
    for flag in record.flags.values():
        record_flag(desk.context, opened, flag)
    return opened


@settings(
    max_examples=25,
    deadline=None,
    # Each example has an assessment of its own in the one database.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(record=records(), repeats=st.integers(1, 2))
def test_an_untouched_workbook_changes_nothing(engine: Engine, store, record, repeats):
    desk = desk_of(store)
    opened = recorded_by_services(desk, record)
    before, known = row_counts(engine), store.record(opened.assessment)
    for _ in range(repeats):
        content = export_workbook(desk.context, opened).content
        preview = preview_import(desk.context, content, "field.xlsx")
        assert not any(problem.is_error for problem in preview.problems)
        assert (preview.answers, preview.evidence, preview.flags) == ((), (), ())
        apply_import(desk.context, preview)
    assert row_counts(engine) == before
    assert store.record(opened.assessment) == known
    # What the checks let pass is what was given, but for characters that nothing can hold.
    for id_, kept in record.answers.items():
        assert known.answer(id_).rationale == clean_text(kept.answer.rationale)

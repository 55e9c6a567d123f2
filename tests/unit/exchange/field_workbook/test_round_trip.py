"""What is written into a field workbook comes back as it was, and only what is filled in."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.exchange.field_workbook.meta import read_meta
from assessment.exchange.field_workbook.reading import read_return
from assessment.exchange.field_workbook.writing import write_field_workbook
from assessment.exchange.safe_reader import read_sheets
from assessment.model.answer import (
    CONFIDENCES,
    GRADES,
    PROTECTIONS,
    Answer,
    Evidence,
    FlagEntry,
    Status,
)
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.questionnaire import Indicator
from assessment.model.text import clean_text
from tests.builders import MOMENT, an_assessment, record_with, recorded, small_framework

FRAMEWORK = small_framework()
AWKWARD = st.sampled_from(
    [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+1",
        "@here",
        "'quoted",
        "a\x00b\x07c",
        "first\r\nsecond\rthird",
        "مرحبا بالعالم",
        "\u202eright to left",
        "😀🏽‍⚖️",
        "_x000D_ as typed",
        "  spaces around  ",
        "3",
        "TRUE",
        "2024-05-31",
        "#N/A",
        "<b>&amp;</b>",
        "\ufffe\uffff",
        "",
    ]
)
TEXTS = AWKWARD | st.text(max_size=60)
TITLES = TEXTS.filter(lambda text: clean_text(text).strip())


@st.composite
def answers(draw: st.DrawFn, indicator: Indicator) -> Answer:
    status = draw(st.sampled_from(Status))
    return Answer(
        indicator.id,
        status,
        draw(st.integers(0, 4)) if status is Status.LEVEL else None,
        reason=draw(TEXTS),
        confidence=draw(st.none() | st.sampled_from(CONFIDENCES)),
        evidence_grade=draw(st.none() | st.sampled_from(GRADES)),
        ticked=frozenset(draw(st.sets(st.sampled_from(indicator.statement_ids)))),
        rationale=draw(TEXTS),
    )


@st.composite
def sources(draw: st.DrawFn) -> tuple[Evidence, ...]:
    ids = draw(st.sets(st.integers(1, 9)))
    indicators = st.sampled_from([each.id for each in FRAMEWORK.questionnaire.indicators])
    return tuple(
        Evidence(
            draw(indicators),
            draw(TITLES),
            *(draw(TEXTS) for _ in range(4)),
            draw(st.sampled_from(PROTECTIONS)),
            f"e-{id_}",
        )
        for id_ in sorted(ids)
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    given = {
        indicator.id: recorded(draw(answers(indicator)), revision=draw(st.integers(1, 9999)))
        for indicator in FRAMEWORK.questionnaire.indicators
        if draw(st.booleans())
    }
    flags = {
        flag.id: FlagEntry(
            flag.id,
            draw(st.sampled_from(flag.options)).id,
            draw(TEXTS),
            draw(TEXTS),
            draw(st.none() | st.sampled_from(CONFIDENCES)),
            draw(TEXTS),
        )
        for flag in FRAMEWORK.questionnaire.context_flags
        if draw(st.booleans())
    }
    return Record(an_assessment(), given, draw(sources()), (), flags)


def written(record: Record, framework: Framework = FRAMEWORK, **options: Any) -> bytes:
    return write_field_workbook(framework, record, made_at=MOMENT, app_version="0.1.0", **options)


def expected(answer: Answer) -> dict[str, object]:
    """The fields of an answer that are not empty, as a workbook can hold them."""
    texts = {field: clean_text(getattr(answer, field)) for field in ("reason", "rationale")}
    found: dict[str, object] = {field: text for field, text in texts.items() if text.strip()}
    if answer.is_answered:
        found |= {"status": answer.status, "level": answer.level}
    rest = {field: getattr(answer, field) for field in ("confidence", "evidence_grade", "ticked")}
    return found | {field: value for field, value in rest.items() if value}


@settings(max_examples=40, deadline=None)
@given(record=records())
def test_every_filled_field_of_an_answer_comes_back_as_it_was(record):
    sheets = read_sheets(written(record), "field.xlsx")
    found = read_return(sheets, FRAMEWORK.questionnaire)
    given = {row.indicator_id: dict(row.given) for row in found.answers}
    assert found.problems == ()
    assert given == {
        id_: fields for id_, kept in record.answers.items() if (fields := expected(kept.answer))
    }
    assert all(row.base_revision == record.revision(row.indicator_id) for row in found.answers)


def plain(entry: Any) -> dict[str, object]:
    fields = vars(entry)
    return {key: clean_text(v) if isinstance(v, str) else v for key, v in fields.items()}


@settings(max_examples=25, deadline=None)
@given(record=records())
def test_sources_and_context_come_back_with_what_stood_there_at_first(record):
    content = written(record, include_restricted=True)
    found = read_return(read_sheets(content, "field.xlsx"), FRAMEWORK.questionnaire)
    # A source of several questions stands in one row, so their order may be another.
    read = {row.evidence.id: plain(row.evidence) for row in found.evidence}
    assert read == {entry.id: plain(entry) for entry in record.evidence}
    assert {row.flag.flag_id: plain(row.flag) for row in found.flags} == {
        id_: plain(flag) for id_, flag in record.flags.items()
    }
    assert all(plain(row.base) == plain(row.flag) for row in found.flags)
    assert all(plain(row.base) == plain(row.evidence) for row in found.evidence)


def test_restricted_sources_stay_out_unless_asked_for():
    source = Evidence("LAW-1", "Secret letter", protection="restricted", id="e-1")
    record = record_with(FRAMEWORK, {}, evidence=(source, replace(source, id="e-2")))
    content = written(record)
    sheets = read_sheets(content, "field.xlsx")
    shown = [str(c.value) for sheet in sheets.by_title.values() for c in sheet.cells.values()]
    assert not any("Secret letter" in text for text in shown)
    assert any("2 restricted sources that are" in text for text in shown)


def test_the_workbook_says_which_assessment_and_questionnaire_it_is_for():
    meta = read_meta(read_sheets(written(record_with(FRAMEWORK, {})), "field.xlsx"))
    assert (meta.assessment_id, meta.assessment_title) == ("a-1", "Karsova, 2026")
    questionnaire = FRAMEWORK.questionnaire
    assert (meta.questionnaire_id, meta.questionnaire_version) == ("small", "1.0")
    assert meta.questionnaire_checksum == questionnaire.checksum
    assert (meta.made_at, meta.format_version) == (MOMENT.isoformat(), 2)


def test_an_untouched_empty_workbook_gives_nothing():
    found = read_return(
        read_sheets(written(record_with(FRAMEWORK, {})), "field.xlsx"), FRAMEWORK.questionnaire
    )
    assert (found.answers, found.evidence, found.flags, found.problems) == ((), (), (), ())

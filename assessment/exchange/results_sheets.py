"""The sheets of the results workbook between the summary and the method."""

from collections.abc import Iterator, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import sheets as style
from assessment.exchange.field_layout import level_entry, short_statement
from assessment.model.answer import Dissent
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.questionnaire import Indicator
from assessment.model.score import GapFinding, Profile
from assessment.model.suggestion import Suggestion
from assessment.reporting.sentences import (
    GROUP_NAMES,
    explain_dimension,
    explain_gap,
    explain_suggestion,
)

_ANSWER_COLUMNS = (
    ("Indicator", 10),
    ("Name", 26),
    ("Level", 13),
    ("Status", 16),
    ("Level that counts", 10),
    ("Confidence", 11),
    ("Evidence grade", 10),
    ("Statements that hold", 16),
    ("Rationale", 56),
    ("Reason", 30),
    ("Dissent", 46),
)
_EVIDENCE_COLUMNS = (
    ("Indicator", 10),
    ("Title of the source", 50),
    ("Published by", 28),
    ("Date", 13),
    ("Link", 40),
    ("Page", 11),
    ("Protection", 12),
)
_GAP_COLUMNS = (
    ("Gap", 9),
    ("Name", 28),
    ("Standing", 18),
    ("What it means", 44),
    ("Why", 66),
    ("Crimes", 28),
)
_SUGGESTION_COLUMNS = (
    ("How to read it", 20),
    ("Programme", 11),
    ("Name", 32),
    ("Need score", 9),
    ("Evidence for its effect", 18),
    ("Why", 84),
    ("What could go wrong", 54),
    ("CRS codes", 13),
)


def write_explanation(sheet: Worksheet, framework: Framework, profile: Profile) -> None:
    """Write how each score came about, one sentence a row."""
    rows = (
        (score.dimension_id, framework.questionnaire.dimension(score.dimension_id).name, sentence)
        for score in profile.dimensions
        for sentence in explain_dimension(score, framework)
    )
    _write(sheet, (("Dimension", 11), ("Name", 36), ("How the result came about", 120)), rows)


def write_answers(sheet: Worksheet, framework: Framework, record: Record, profile: Profile) -> None:
    """Write every indicator of the questionnaire, also those without an answer."""
    effective = {
        id_: level for score in profile.dimensions for id_, level in score.effective_levels.items()
    }
    rows = (
        _answer_row(indicator, record, effective.get(indicator.id))
        for indicator in framework.questionnaire.indicators
    )
    _write(sheet, _ANSWER_COLUMNS, rows, frozen="C2")


def _answer_row(
    indicator: Indicator, record: Record, effective: float | None
) -> tuple[str | float | None, ...]:
    answer = record.answer(indicator.id)
    ticked = [id_ for id_ in indicator.statement_ids if id_ in answer.ticked]
    return (
        indicator.id,
        indicator.name,
        level_entry(answer),
        answer.status.value.replace("_", " "),
        "none" if effective is None else float(effective),
        answer.confidence or "not stated",
        answer.evidence_grade or "not stated",
        ", ".join(short_statement(indicator, id_) for id_ in ticked),
        answer.rationale,
        answer.reason,
        "\n".join(_told(each) for each in record.dissents if each.indicator_id == indicator.id),
    )


def _told(dissent: Dissent) -> str:
    level = "no level" if dissent.level is None else f"level {dissent.level}"
    replies = "".join(f"\n   Reply of {each.signed_as}: {each.text}" for each in dissent.replies)
    return f"{dissent.signed_as} ({level}): {dissent.reason}{replies}"


def write_evidence(sheet: Worksheet, record: Record, *, include_restricted: bool) -> None:
    """Write the sources; restricted ones only when asked, otherwise their number."""
    shown = [e for e in record.evidence if include_restricted or e.protection != "restricted"]
    rows = (
        (e.indicator_id, e.title, e.publisher, e.published, e.link, e.page, e.protection)
        for e in shown
    )
    row = _write(sheet, _EVIDENCE_COLUMNS, rows)
    n_left_out = len(record.evidence) - len(shown)
    if n_left_out:
        text = f"Restricted sources are left out here: {n_left_out}. The answers rest on them too."
        style.put(sheet, row + 1, 1, text, style.FLOWING)


def write_gaps(sheet: Worksheet, framework: Framework, record: Record, profile: Profile) -> None:
    """Write the critical gaps that are active or cannot be ruled out."""
    rows = [_gap_row(found, framework, record) for found in profile.gaps]
    row = _write(sheet, _GAP_COLUMNS, rows)
    if not rows:
        style.put(sheet, row, 1, "No critical gap is active or open.", style.FLOWING)


def _gap_row(found: GapFinding, framework: Framework, record: Record) -> tuple[str, ...]:
    gap = found.gap
    return (
        gap.id,
        gap.name,
        "Active" if found.is_active else "Cannot be ruled out",
        gap.meaning,
        explain_gap(found, framework, record),
        ", ".join(framework.questionnaire.crime_names(gap.crimes)),
    )


def write_suggestions(
    sheet: Worksheet, framework: Framework, suggestions: Sequence[Suggestion]
) -> None:
    """Write the programmes with their reasons, in the order in which they came."""
    catalogue = framework.catalogue
    if catalogue is None:
        raise ValueError("suggestions were made without a catalogue of programmes")
    rows = [_suggestion_row(each, framework, catalogue) for each in suggestions]
    row = _write(sheet, _SUGGESTION_COLUMNS, rows, frozen="D2", fractions=style.FACTOR)
    style.put(sheet, row + 1, 1, catalogue.standing_sentence, style.FLOWING)


def _suggestion_row(
    suggestion: Suggestion, framework: Framework, catalogue: Catalogue
) -> tuple[str | float | None, ...]:
    programme = suggestion.programme
    return (
        GROUP_NAMES[suggestion.group],
        programme.id,
        programme.name,
        "not known" if suggestion.score is None else float(suggestion.score),
        catalogue.evidence_label(programme.evidence).name,
        _listed(explain_suggestion(suggestion, framework)),
        _listed((*programme.risks, *programme.tensions)),
        ", ".join(programme.crs),
    )


def _listed(sentences: Sequence[str]) -> str:
    return "\n".join(f"• {sentence}" for sentence in sentences)


def _write(
    sheet: Worksheet,
    columns: Sequence[tuple[str, float]],
    rows: Iterator[tuple[str | float | None, ...]] | Sequence[tuple[str | float | None, ...]],
    *,
    frozen: str = "A2",
    fractions: style.Look = style.SCORE,
) -> int:
    style.set_widths(sheet, (width for _, width in columns))
    row = style.put_table(sheet, 1, columns, rows, fractions=fractions)
    sheet.freeze_panes = frozen
    style.set_up_print(sheet, heading_row=1, wide=sum(width for _, width in columns) > 200)
    return row

"""Writes the results of an assessment as a workbook to read, to check and to pass on."""

from collections.abc import Iterator
from datetime import datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import field_layout as layout
from assessment.exchange import results_sheets
from assessment.exchange import sheets as style
from assessment.exchange.results_method import write_method
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore, Profile
from assessment.model.suggestion import Suggestion
from assessment.reporting.sentences import band_letters, band_phrase, tier_sentence

_SUMMARY_COLUMNS = (
    ("Dimension", 12),
    ("Name", 44),
    ("Band", 9),
    ("In words", 40),
    ("Score (0 to 100)", 10),
    ("Lowest possible", 10),
    ("Highest possible", 10),
    ("Interval from", 10),
    ("Interval to", 10),
    ("Coverage in percent", 11),
)


def write_results_workbook(  # noqa: PLR0913 - one call carries everything a figure rests on
    framework: Framework,
    record: Record,
    profile: Profile,
    suggestions: tuple[Suggestion, ...],
    *,
    made_at: datetime,
    app_version: str,
    include_restricted: bool = False,
) -> bytes:
    """Write scores, their explanation, the answers, gaps, suggestions and the method.

    Parameters
    ----------
    profile
        What `score_record` made of the record; nothing is computed here.
    include_restricted
        Whether sources that only the team may see go into the file.

    Returns
    -------
    bytes
        An .xlsx file of values only, without formulas. A dimension without a score
        says so in words; its cell is never empty or zero.
    """
    workbook = Workbook()
    summary = workbook.worksheets[0]
    summary.title = "Summary"
    _write_summary(summary, framework, record, profile)
    results_sheets.write_explanation(workbook.create_sheet("Explanation"), framework, profile)
    results_sheets.write_answers(workbook.create_sheet("Answers"), framework, record, profile)
    evidence = workbook.create_sheet("Evidence")
    results_sheets.write_evidence(evidence, record, include_restricted=include_restricted)
    results_sheets.write_gaps(workbook.create_sheet("Gaps"), framework, record, profile)
    if framework.catalogue is not None:
        results_sheets.write_suggestions(
            workbook.create_sheet("Suggestions"), framework, suggestions
        )
    write_method(workbook.create_sheet("Method"), framework, made_at, app_version)
    return style.save(workbook, f"Results: {record.assessment.title}", made_at)


def _write_summary(
    sheet: Worksheet, framework: Framework, record: Record, profile: Profile
) -> None:
    sheet.sheet_view.showGridLines = False
    row = 1
    style.put(sheet, row, 1, record.assessment.title, style.TITLE)
    sheet.row_dimensions[row].height = 28
    if record.assessment.invented:
        row += 1
        style.put_row(sheet, row, (layout.invented_sentence(), *[""] * 9), style.WARNING)
        sheet.row_dimensions[row].height = 22
    for label, text in _facts(framework, record, profile):
        row += 1
        style.put(sheet, row, 1, label, style.FREE_LABEL)
        style.put(sheet, row, 2, text, style.FLOWING)
    row += 2
    rows = (_summary_row(score, framework) for score in profile.dimensions)
    row = style.put_table(sheet, row, _SUMMARY_COLUMNS, rows) + 1
    for label, text in _findings(framework, profile):
        style.put(sheet, row, 1, label, style.FREE_LABEL)
        for line in _wrap(text, 150):
            style.put(sheet, row, 2, line, style.FLOWING)
            row += 1
    style.set_widths(sheet, (width for _, width in _SUMMARY_COLUMNS))
    style.set_up_print(sheet, heading_row=None)


def _facts(framework: Framework, record: Record, profile: Profile) -> Iterator[tuple[str, str]]:
    assessment, questionnaire = record.assessment, framework.questionnaire
    yield "State", f"{assessment.state_name} ({assessment.state_code})"
    if assessment.region:
        yield "Part", assessment.region
    yield "Period", assessment.period
    yield "Kind", layout.mode_words(assessment.mode)
    yield "Asked", f"{questionnaire.name}, version {questionnaire.version}"
    if assessment.scope_note:
        yield "Scope", assessment.scope_note
    if not profile.is_complete:
        yield "Not complete", "Some questions are open, so everything below may still change."
    yield "Remember", questionnaire.standing_sentence


def _summary_row(score: DimensionScore, framework: Framework) -> tuple[str | float, ...]:
    interval = score.interval
    return (
        score.dimension_id,
        framework.questionnaire.dimension(score.dimension_id).name,
        band_letters(score, framework),
        band_phrase(score, framework),
        "no score" if score.value is None else float(score.value),
        float(score.low),
        float(score.high),
        "none" if interval is None else float(interval.low),
        "none" if interval is None else float(interval.high),
        100 * score.coverage,
    )


def _findings(framework: Framework, profile: Profile) -> Iterator[tuple[str, str]]:
    yield "Review", tier_sentence(profile, framework)
    active = [found.gap for found in profile.gaps if found.is_active]
    yield "Critical gaps", f"{len(active)} active" if active else "None is active."
    for gap in active:
        yield gap.id, f"{gap.name}. {gap.meaning}"


def _wrap(text: str, width: int) -> Iterator[str]:
    """Break a text into lines, as a text that flows over several columns cannot wrap."""
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line

"""The first sheet of the field workbook: how to fill it in, for someone who sees it cold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import sheets as style
from assessment.exchange.field_layout import LEVEL_WORDS
from assessment.model.answer import Status
from assessment.model.assessment import Mode, Record
from assessment.model.framework import Framework
from assessment.model.questionnaire import Questionnaire

MODE_WORDS: dict[Mode, str] = {
    "self": "Self-assessment by the state",
    "external": "Assessment from outside",
    "joint": "Joint assessment",
}
INVENTED_SENTENCE = (
    "INVENTED STATE. This state does not exist; everything here is for demonstration and training."
)
GRADES = (
    ("A", "A document, and an independent source that says the same."),
    ("B", "A document, or two independent sources."),
    ("C", "One source only, official or not, without a document."),
    ("D", "No source. Then choose 'Insufficient information' and no level."),
)
PROTECTION_TIERS = (
    ("public", "Anybody may see the source."),
    ("partner", "Only the organisations that work on this assessment may see it."),
    ("restricted", "Only the team may see it; it is left out of reports and of workbooks."),
)
CONFIDENCE_MEANINGS = (
    ("high", "Seen directly in a document and in an independent source, both under two years old."),
    ("medium", "One good source, or good sources that are older."),
    ("low", "Indirect or disputed. An empty cell counts as low."),
)


@dataclass(frozen=True)
class Heading:
    """What stands at the head of the guide besides the record itself."""

    made_at: datetime
    app_version: str
    n_left_out: int


def write_guide(sheet: Worksheet, framework: Framework, record: Record, heading: Heading) -> None:
    """Write the guide, two columns wide."""
    sheet.sheet_view.showGridLines = False
    style.set_widths(sheet, (22, 104))
    row = _write_heading(sheet, framework.questionnaire, record, heading)
    for title, lines in _sections(framework.questionnaire, heading):
        style.put(sheet, row + 1, 1, title, style.SECTION)
        sheet.row_dimensions[row + 1].height = 24
        row += 2
        for label, text in lines:
            style.put(sheet, row, 1, label, style.LABEL)
            style.put(sheet, row, 2, text)
            sheet.row_dimensions[row].height = style.height_of(((label, 22), (text, 104)))
            row += 1
    style.set_up_print(sheet, heading_row=None)
    style.protect(sheet)


def _write_heading(
    sheet: Worksheet, questionnaire: Questionnaire, record: Record, heading: Heading
) -> int:
    """Write the head; return the next free row."""
    assessment, row = record.assessment, 1
    style.put(sheet, row, 1, assessment.title, style.TITLE)
    sheet.row_dimensions[row].height = 28
    if assessment.invented:
        row += 1
        for column, text in enumerate((INVENTED_SENTENCE, ""), start=1):
            style.put(sheet, row, column, text, style.WARNING)
            sheet.row_dimensions[row].height = 22
    facts = (
        ("Questionnaire", f"{questionnaire.name}, version {questionnaire.version}"),
        ("State", f"{assessment.state_name} ({assessment.state_code})"),
        ("Part of the state", assessment.region),
        ("Period", assessment.period),
        ("Kind", MODE_WORDS[assessment.mode]),
        ("Language", assessment.language),
        ("Scope", assessment.scope_note),
        ("Made", f"{heading.made_at:%Y-%m-%d %H:%M} by version {heading.app_version}"),
        ("Please remember", questionnaire.standing_sentence),
    )
    for label, text in facts:
        if text:
            row += 1
            style.put(sheet, row, 1, label, style.FREE_LABEL)
            style.put(sheet, row, 2, text, style.FREE)
            sheet.row_dimensions[row].height = style.height_of(((text, 104),))
    return row + 1


def _sections(
    questionnaire: Questionnaire, heading: Heading
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    steps = _steps(questionnaire)
    yield "How to fill it in", tuple((str(n), step) for n, step in enumerate(steps, start=1))
    levels = tuple((f"{level.value}  {level.name}", level.reading) for level in questionnaire.scale)
    yield "Levels", (*levels, *_words())
    yield "Confidence", CONFIDENCE_MEANINGS
    yield "Evidence grade", GRADES
    yield "Protection of a source", (*PROTECTION_TIERS, *_careful(heading.n_left_out))
    yield "What happens when you send it back", _return_rules()


def _steps(questionnaire: Questionnaire) -> tuple[str, ...]:
    lowest = questionnaire.lowest_level
    steps = (
        "Fill in the yellow cells only. All other cells are locked.",
        "Start on the sheet 'Answers'. Each row is one question.",
        "Read the statements of each level, from left to right.",
        f"Pick the highest level whose statements all hold, together with those of the levels "
        f"between {lowest} and it. In doubt, pick the lower level.",
        f"If a statement of level {lowest} holds, the level is {lowest}.",
        "Write the statements that hold by their short names, for example: 1a, 2a, 2b.",
        "Say in 'Rationale' what you saw that leads to this level.",
        "Give your sources on the sheet 'Evidence', one row for each source and question.",
    )
    if questionnaire.context_flags:
        steps += ("On the sheet 'Context', pick what applies at present.",)
    return (*steps, "Leave empty what you have not looked at. Save as .xlsx and send it back.")


def _words() -> tuple[tuple[str, str], ...]:
    return (
        (
            LEVEL_WORDS[Status.INSUFFICIENT_INFORMATION],
            "You looked, and what you found does not carry any level. This is an honest answer.",
        ),
        (
            LEVEL_WORDS[Status.NOT_APPLICABLE],
            "The question does not arise for this state. Write the reason beside it.",
        ),
    )


def _careful(n_left_out: int) -> Iterator[tuple[str, str]]:
    yield (
        "Very sensitive",
        "Do not name persons who could be harmed, and nothing by which they could be found. "
        "Write who they are in general, for example 'a former judge', and keep the name out.",
    )
    if n_left_out:
        yield (
            "Left out",
            f"Restricted sources that are already recorded are not in this file: {n_left_out}. "
            "They stay where they are.",
        )


def _return_rules() -> tuple[tuple[str, str], ...]:
    return (
        ("Empty cells", "An empty cell never overwrites anything and never deletes anything."),
        ("Changes", "Every change is shown before it is written. Somebody then says yes or no."),
        ("All or nothing", "If something cannot be read, you are told the cell and the reason."),
        ("Twice", "Sending the same workbook twice changes nothing the second time."),
        ("Others", "If somebody answered in the meantime, both answers are shown; none is lost."),
    )

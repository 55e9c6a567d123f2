"""Writes the sheet of a dimension: its questions as a form, with the cells to fill in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessment.exchange import sheets, xlsx
from assessment.exchange.field_workbook import layout, rows
from assessment.exchange.field_workbook.checks import Checks
from assessment.exchange.field_workbook.layout import Column
from assessment.exchange.field_workbook.rows import Form, Line
from assessment.exchange.xlsx import Page
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.answer import Answer
from assessment.model.assessment import Record
from assessment.model.checks import LONGEST_TEXT
from assessment.model.questionnaire import Indicator, Questionnaire, terms_in
from assessment.reporting.statements import define
from assessment.reporting.terms import confidence_words

PRINT_SCALE = 92
"""In percent: the widest at which the columns fit on A4 and on Letter, across."""
PAGE_POINTS = 555.0
"""Height of a printed page at that scale, without its margins: A4 is the lower of the two."""
LEAST_HEIGHTS = {
    "level": 33.0,
    "confidence": 20.0,
    "evidence_grade": 20.0,
    "rationale": 60.0,
    "reason": 33.0,
    layout.FIELD_REMARKS: 33.0,
}
"""Room to write by hand; and in a cell that nobody enlarges."""
_GAP = 10.0
_STAYS_ON_PAGE = 0.45
# Excel calls a file damaged whose hints are longer.
LONGEST_HINT_TITLE, LONGEST_HINT = 32, 255
_COLUMN = {code: place for place, code in enumerate(rows.CODES, start=1)}
_FIRST, _LAST = _COLUMN[rows.LABEL], _COLUMN[rows.ANSWER]

_HEADING = replace(sheets.BAND, flows=False, size=12)
_TOLD = replace(sheets.FREE, colour="303840")
_QUESTION = replace(sheets.FREE, bold=True, size=11)
_TOLD_LABEL = replace(sheets.FREE, colour="505860")
_NAME = replace(sheets.QUIET, centred=True)
_MARK = replace(sheets.INPUT, bold=True, centred=True)
_FIELD_LABEL = replace(sheets.LABEL, fill="F1EAD6")
_FIELD_HINT = replace(sheets.QUIET, fill="F1EAD6")
_BESIDE = replace(sheets.FREE, colour="7A4300")
_AMBER = replace(_BESIDE, fill="FFD98A", colour="5A3000")


@dataclass(frozen=True)
class Filled:
    """What stands in a form when it goes out.

    Attributes
    ----------
    last_round
        Indicator id to what the last round said of it; empty without a last round.
    """

    questionnaire: Questionnaire
    record: Record
    last_round: Mapping[str, str]
    checks: Checks


def write_form(page: Page, form: Form, filled: Filled) -> None:
    """Write a form: the headings, then row after row."""
    _write_head(page, form)
    heights = {number: _write_line(page, number, line, filled) for number, line in form.rows}
    for number, height in heights.items():
        page.set_height(number, height)
    _write_checks(page, form, filled.checks)
    _add_rules(page, form, filled)
    _add_notes(page, form, filled.questionnaire)
    page.sheet.set_h_pagebreaks(list(_page_breaks(form, heights)))
    page.freeze(layout.HEADING_ROW, _FIRST)
    page.repeat_row(layout.HEADING_ROW)
    page.set_up_print(scale=PRINT_SCALE)
    page.sheet.print_area(1, _FIRST - 1, form.rows[-1][0] - 1, _LAST - 1)
    page.protect()


def _write_head(page: Page, form: Form) -> None:
    dimension = form.dimension
    page.set_widths([rows.WIDTHS[code] for code in rows.CODES])
    page.put_row(layout.CODE_ROW, rows.CODES, sheets.QUIET)
    page.hide_row(layout.CODE_ROW)
    headings = {
        rows.LABEL: _("Level"),
        rows.NAME: _("No."),
        rows.TEXT: f"{dimension.id}   {dimension.name}",
        rows.HINT: _("Kind"),
        rows.ANSWER: _("x if it holds; your answer"),
    }
    for code, heading in headings.items():
        look = sheets.INPUT_HEADING if code == rows.ANSWER else sheets.HEADING
        page.put(layout.HEADING_ROW, _COLUMN[code], heading, look)
    page.set_height(layout.HEADING_ROW, 33)
    about = rows.about_line(dimension)
    page.put(layout.HEADING_ROW + 1, _COLUMN[rows.KEY], about.key, sheets.QUIET)
    page.put(layout.HEADING_ROW + 1, _COLUMN[rows.TEXT], about.text, sheets.FREE)
    height = sheets.height_of([(about.text, rows.WIDTHS[rows.TEXT])], spread=xlsx.SPREAD)
    page.set_height(layout.HEADING_ROW + 1, height)


def _write_line(page: Page, number: int, line: Line, filled: Filled) -> float:
    """Write one row; return its height."""
    if line.part == "gap":
        return _GAP
    given, base = _given(line, filled)
    texts = {rows.LABEL: line.label, rows.NAME: line.name, rows.TEXT: line.text}
    texts[rows.HINT] = line.hint
    if line.part == "last_round":
        texts[rows.TEXT] = filled.last_round.get(_indicator_id(line), "")
    looks = _looks(line, filled)
    page.put(number, _COLUMN[rows.KEY], line.key, sheets.QUIET)
    for code, look in looks.items():
        value = given if code == line.fill_in else texts.get(code)
        page.put(number, _COLUMN[code], value, look)
    if base is not None:
        page.put(number, _COLUMN[rows.BASE], base, sheets.QUIET)
    if line.fill_in == rows.TEXT:
        texts[rows.TEXT] = str(given or "")
    return _height(line, texts)


_ACROSS = (rows.LABEL, rows.NAME, rows.TEXT, rows.HINT, rows.ANSWER)
_LOOKS: Mapping[str, tuple[sheets.Look | None, ...]] = {
    "heading": (_HEADING,) * 5,
    "question": (_TOLD_LABEL, None, _QUESTION, None, None),
    "told": (_TOLD_LABEL, None, _TOLD, None, None),
    "statement": (sheets.LABEL, _NAME, sheets.PLAIN, sheets.QUIET, _MARK),
    "open": (sheets.LABEL, sheets.PLAIN, sheets.QUIET, _FIELD_HINT, _MARK),
    "closed": (sheets.LABEL, sheets.PLAIN, sheets.QUIET, sheets.PLAIN, sheets.PLAIN),
    "typed": (_FIELD_LABEL, _FIELD_LABEL, sheets.INPUT, None, None),
    "level": (_FIELD_LABEL, _FIELD_LABEL, _BESIDE, _FIELD_HINT, sheets.LEVEL_INPUT),
    "picked": (_FIELD_LABEL, _FIELD_LABEL, _BESIDE, _FIELD_HINT, _MARK),
}
"""How the cells of a row look, from left to right."""


def _looks(line: Line, filled: Filled) -> Mapping[str, sheets.Look]:
    if line.part == "last_round":
        kind = "open" if _is_open(line, filled) else "closed"
    elif line.part == "field":
        kind = "typed" if line.fill_in == rows.TEXT else "picked"
    else:
        kind = line.part
    found = _LOOKS[line.field if line.field in ("question", "level") else kind]
    return {code: look for code, look in zip(_ACROSS, found, strict=True) if look}


def _is_open(line: Line, filled: Filled) -> bool:
    """Whether the cell is to be filled in; where nothing came over, nothing is confirmed."""
    return line.part != "last_round" or _indicator_id(line) in filled.record.carried


def _indicator_id(line: Line) -> str:
    return line.key.partition(":")[0]


def _given(line: Line, filled: Filled) -> tuple[str | int | None, str | int | None]:
    """Return what stands in the cell to fill in, and what is kept beside it out of sight."""
    if not line.fill_in or line.part == "last_round":
        return None, None
    id_ = _indicator_id(line)
    answer = filled.record.answer(id_)
    if line.part == "statement":
        mark = "x" if line.field in answer.ticked else None
        return mark, mark
    base = filled.record.revision(id_) if line.field == "level" else None
    return _field_value(line.field, answer), base


def _field_value(field: str, answer: Answer) -> str | int | None:
    match field:
        case "level":
            return layout.level_entry(answer)
        case "confidence":
            return confidence_words(answer.confidence) if answer.confidence else None
        case layout.FIELD_REMARKS:
            return None
        case _:
            value: str | None = getattr(answer, field)
            return value


def _write_checks(page: Page, form: Form, checks: Checks) -> None:
    """Write beside the fields what is missing or doubtful, in amber where something is."""
    numbers, said = form.numbers, list[tuple[int, int]]()
    for key, code, (formula, result) in checks.of(form):
        look = _BESIDE if code == rows.TEXT else sheets.QUIET
        page.compute(numbers[key], _COLUMN[code], f"={formula}", result, look)
        if code == rows.TEXT:
            said.append((numbers[key], _COLUMN[code]))
    first = xlsx.cell(*said[0])
    page.mark_where(" ".join(_ranges(said)), f"=LEN({first})>0", _AMBER)


def _height(line: Line, texts: Mapping[str, str]) -> float:
    sized = [(text, rows.WIDTHS[code]) for code, text in texts.items() if text]
    # What is bold is wider too.
    size = 12 if line.field == "question" or line.part == "heading" else 10
    height = sheets.height_of(sized, size=size, spread=xlsx.SPREAD)
    return max(height, LEAST_HEIGHTS.get(line.field, 0))


def _add_rules(page: Page, form: Form, filled: Filled) -> None:
    """Offer the lists, and hold texts to their longest length."""
    for column in layout.form_fields():
        cells = _cells_of(form, lambda line, code=column.code: line.field == code)
        page.add_rule(cells, list_rule(column) if column.choices else text_rule(column))
    mark = Column("mark", _("Statement"), 0, _("x if it holds; else empty."), "list_marks")
    page.add_rule(_cells_of(form, lambda line: line.part == "statement"), list_rule(mark))
    if waiting := _cells_of(
        form, lambda line: line.part == "last_round" and _is_open(line, filled)
    ):
        page.add_rule(waiting, list_rule(layout.holds_column()))


def _cells_of(form: Form, is_meant: Any) -> str:  # noqa: ANN401 - a test of a line
    """Name the cells to fill in of some rows; neighbours as one range."""
    found = [(number, _COLUMN[line.fill_in]) for number, line in form.rows if is_meant(line)]
    return " ".join(_ranges(found))


def _ranges(cells: Sequence[tuple[int, int]]) -> Iterator[str]:
    start = 0
    for place, (row, column) in enumerate(cells):
        if place + 1 == len(cells) or cells[place + 1] != (row + 1, column):
            first, last = xlsx.cell(*cells[start]), xlsx.cell(row, column)
            yield first if first == last else f"{first}:{last}"
            start = place + 1


def list_rule(column: Column) -> Mapping[str, Any]:
    """Return what offers a list in a cell and turns away everything else."""
    advice = _("Pick one from the list (the small arrow beside the cell) or leave the cell empty.")
    return {
        "validate": "list",
        "source": f"={column.choices}",
        "error_title": sheets.shorten(_("Not in the list"), LONGEST_HINT_TITLE),
        "error_message": sheets.shorten(advice, LONGEST_HINT),
        "input_title": sheets.shorten(column.heading, LONGEST_HINT_TITLE),
        "input_message": sheets.shorten(column.hint, LONGEST_HINT),
    }


def text_rule(column: Column) -> Mapping[str, Any]:
    """Return what holds a cell to the longest text."""
    advice = ngettext(
        "The text is longer than {number} character. Shorten it.",
        "The text is longer than {number} characters. Shorten it.",
        LONGEST_TEXT,
    )
    return {
        "validate": "length",
        "criteria": "<=",
        "value": LONGEST_TEXT,
        "error_title": sheets.shorten(column.heading, LONGEST_HINT_TITLE),
        "error_message": sheets.shorten(advice, LONGEST_HINT),
        "input_title": sheets.shorten(column.heading, LONGEST_HINT_TITLE),
        "input_message": sheets.shorten(column.hint, LONGEST_HINT),
    }


def _add_notes(page: Page, form: Form, questionnaire: Questionnaire) -> None:
    """Write what the words of a question mean as a note on it."""
    numbers = form.numbers
    for indicator in form.indicators:
        if text := note_text(indicator, questionnaire):
            number = numbers[rows.field_key(indicator.id, "question")]
            n_lines = sum(len(line) // 75 + 1 for line in text.splitlines())
            page.add_note(number, _COLUMN[rows.TEXT], text, lines=n_lines)


def note_text(indicator: Indicator, questionnaire: Questionnaire) -> str:
    """Return what the defined words of a question and its statements mean; often nothing."""
    texts = (indicator.question, *(one.text for one in indicator.statements.values()))
    return "\n".join(define(terms_in(" | ".join(texts), questionnaire)))


def _page_breaks(form: Form, heights: Mapping[int, float]) -> Iterator[int]:
    """Yield after which rows a page ends, so that no question is cut where it need not be.

    A question longer than a page is cut between two levels.
    """
    room = PAGE_POINTS - 33 - 33
    page = PAGE_POINTS - 33
    for block in _blocks(form):
        height = sum(heights[number] for number, _line in block)
        if height > room and (height <= page or room < _STAYS_ON_PAGE * page):
            yield block[0][0] - 1
            room = page
        if height <= room:
            room -= height
            continue
        for unit in _units(block):
            needed = sum(heights[number] for number, _line in unit)
            if needed > room:
                yield unit[0][0] - 1
                room = page
            room -= needed


def _blocks(form: Form) -> list[list[tuple[int, Line]]]:
    return _cut(form.rows, lambda line: line.part == "heading")


def _units(block: Sequence[tuple[int, Line]]) -> list[list[tuple[int, Line]]]:
    return _cut(block, lambda line: line.begins or line.part == "last_round")


def _cut(lines: Sequence[tuple[int, Line]], begins: Any) -> list[list[tuple[int, Line]]]:  # noqa: ANN401 - a test of a line
    found: list[list[tuple[int, Line]]] = []
    for number, line in lines:
        if not found or begins(line):
            found.append([])
        found[-1].append((number, line))
    return found

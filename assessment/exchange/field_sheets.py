"""The sheets of the field workbook that are filled in: answers, evidence, context."""

from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import field_layout as layout
from assessment.exchange import sheets as style
from assessment.exchange.field_layout import Column
from assessment.model.answer import Answer, Evidence, FlagEntry
from assessment.model.assessment import Record
from assessment.model.checks import LONGEST_TEXT
from assessment.model.questionnaire import ContextFlag, Indicator, Questionnaire

_LEVEL_WIDTH = 29
_ANSWER_WIDTHS = {"id": 9, "name": 20, "question": 34, "to_ask_for": 26}
_CONTEXT_WIDTHS = {"id": 8, "name": 30, "guidance": 46}


def write_answers(sheet: Worksheet, questionnaire: Questionnaire, record: Record) -> None:
    """Write one row for each indicator, under a band for each dimension."""
    levels = {
        f"level_{level.value}": f"{level.value}  {level.name}" for level in questionnaire.scale
    }
    readings = [f"{level.value}  {level.name}\n{level.reading}" for level in questionnaire.scale]
    codes = ["id", "name", "question", *levels, "to_ask_for"]
    headings = ["Id", "Indicator", "Question", *readings, "Evidence to ask for"]
    widths = [_ANSWER_WIDTHS.get(code, _LEVEL_WIDTH) for code in codes]
    _write_headings(sheet, (codes, headings, widths), layout.ANSWER_COLUMNS, "base_revision")
    row, first = layout.HEADING_ROW, len(codes) + 1
    for dimension in questionnaire.dimensions:
        row += 1
        _write_band(sheet, row, f"{dimension.id}   {dimension.name}", dimension.about)
        start = row + 1
        for indicator in dimension.indicators:
            row += 1
            shown = list(_indicator_texts(indicator, questionnaire))
            style.put_row(sheet, row, shown)
            style.put(sheet, row, 1, indicator.id, style.LABEL)
            given = _answer_values(record.answer(indicator.id), indicator)
            _write_inputs(sheet, row, first, given)
            revision = record.revision(indicator.id)
            style.put(sheet, row, first + len(given), revision, style.QUIET)
            texts = [*zip(shown, widths, strict=True), *_sized(given, layout.ANSWER_COLUMNS)]
            sheet.row_dimensions[row].height = style.height_of(texts)
        add_validations(sheet, layout.ANSWER_COLUMNS, first, (start, row))
    sheet.freeze_panes = "C3"
    _finish(sheet, wide=True)


def write_evidence(sheet: Worksheet, evidence: Sequence[Evidence]) -> None:
    """Write the sources that are known, and free rows below them."""
    columns = layout.EVIDENCE_COLUMNS
    _write_headings(sheet, ([], [], []), columns, "evidence_id")
    start = layout.HEADING_ROW + 1
    for row, entry in enumerate(evidence, start=start):
        given = [getattr(entry, column.code) for column in columns]
        _write_inputs(sheet, row, 1, given)
        style.put(sheet, row, len(columns) + 1, entry.id, style.QUIET)
        sheet.row_dimensions[row].height = style.height_of(_sized(given, columns))
    last = layout.HEADING_ROW + len(evidence) + layout.FREE_EVIDENCE_ROWS
    _write_inputs(sheet, start + len(evidence), 1, [None] * len(columns))
    style.repeat_looks(sheet, start + len(evidence), last)
    add_validations(sheet, columns, 1, (start, last))
    sheet.freeze_panes = "B3"
    sheet.print_area = f"A2:G{start + len(evidence) + 15}"
    _finish(sheet)


def write_context(sheet: Worksheet, flags: Sequence[ContextFlag], record: Record) -> None:
    """Write one row for each context flag."""
    codes, widths = list(_CONTEXT_WIDTHS), list(_CONTEXT_WIDTHS.values())
    headings = ["Id", "Circumstance", "What is meant"]
    columns, first = layout.CONTEXT_COLUMNS, len(codes) + 1
    _write_headings(sheet, (codes, headings, widths), columns, "")
    for row, flag in enumerate(flags, start=layout.HEADING_ROW + 1):
        shown = [flag.id, flag.name, flag.guidance]
        style.put_row(sheet, row, shown)
        given = _flag_values(record.flags.get(flag.id), flag)
        _write_inputs(sheet, row, first, given)
        texts = [*zip(shown, widths, strict=True), *_sized(given, columns)]
        sheet.row_dimensions[row].height = max(style.height_of(texts), 33)
        situation = Column("option", "Situation", 0, columns[0].hint, option_list(flags, flag))
        add_validations(sheet, (situation, *columns[1:]), first, (row, row))
    sheet.freeze_panes = "C3"
    _finish(sheet)


def option_list(flags: Sequence[ContextFlag], flag: ContextFlag) -> str:
    """Return the name of the list of options; flags with the same options share one."""
    distinct = list(dict.fromkeys(each.options for each in flags))
    return f"list_options_{distinct.index(flag.options) + 1}"


def add_validations(
    sheet: Worksheet, columns: Sequence[Column], first: int, rows: tuple[int, int]
) -> None:
    """Add the lists and the longest text to input columns that start at ``first``."""
    for place, column in enumerate(columns, start=first):
        letter = get_column_letter(place)
        rule = _list_rule(column) if column.choices else _text_rule(column)
        rule.add(f"{letter}{rows[0]}:{letter}{rows[1]}")
        sheet.add_data_validation(rule)


def _list_rule(column: Column) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=column.choices,
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Not in the list",
        error="Pick one from the list (the small arrow beside the cell) or leave the cell empty.",
        showInputMessage=True,
        promptTitle=column.heading,
        prompt=column.hint,
    )


def _text_rule(column: Column) -> DataValidation:
    return DataValidation(
        type="textLength",
        operator="lessThanOrEqual",
        formula1=str(LONGEST_TEXT),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=column.heading,
        error=f"The text is longer than {LONGEST_TEXT:,} characters. Shorten it.",
    )


def _write_headings(
    sheet: Worksheet,
    shown: tuple[list[str], list[str], Sequence[float]],
    columns: Sequence[Column],
    hidden_code: str,
) -> None:
    codes, headings, widths = shown
    for place, (code, heading) in enumerate(zip(codes, headings, strict=True), start=1):
        style.put(sheet, layout.CODE_ROW, place, code, style.QUIET)
        style.put(sheet, layout.HEADING_ROW, place, heading, style.HEADING)
    for place, column in enumerate(columns, start=len(codes) + 1):
        heading = f"{column.heading}\n{column.hint}" if column.hint else column.heading
        style.put(sheet, layout.CODE_ROW, place, column.code, style.QUIET)
        style.put(sheet, layout.HEADING_ROW, place, heading, style.INPUT_HEADING)
    all_widths = [*widths, *(column.width for column in columns)]
    style.set_widths(sheet, all_widths)
    if hidden_code:
        place = len(all_widths) + 1
        style.put(sheet, layout.CODE_ROW, place, hidden_code, style.QUIET)
        style.put(sheet, layout.HEADING_ROW, place, "Do not change", style.HEADING)
        sheet.column_dimensions[get_column_letter(place)].hidden = True
    sheet.row_dimensions[layout.CODE_ROW].hidden = True
    texts = [
        *zip(headings, widths, strict=True),
        *((f"{c.heading}\n{c.hint}", c.width) for c in columns),
    ]
    sheet.row_dimensions[layout.HEADING_ROW].height = style.height_of(texts, size=10.5)


def _write_band(sheet: Worksheet, row: int, title: str, about: str) -> None:
    for column in range(1, sheet.max_column):
        style.put(sheet, row, column, None, style.BAND)
    # No merged cells, which would be in the way of copying: the text flows over its neighbours.
    for column, text, look in ((1, title, style.BAND), (4, about, style.BAND_NOTE)):
        style.put(sheet, row, column, text, look)
    sheet.row_dimensions[row].height = 22


def _indicator_texts(indicator: Indicator, questionnaire: Questionnaire) -> Iterator[str]:
    yield indicator.id
    yield f"{indicator.name}\n(key indicator)" if indicator.key else indicator.name
    hint = indicator.not_applicable_when
    yield f"{indicator.question}\n\nNot applicable: {hint}" if hint else indicator.question
    for level in questionnaire.scale:
        statements = indicator.anchors.get(level.value, {})
        yield "\n".join(
            f"{layout.short_statement(indicator, id_)}  {text}" for id_, text in statements.items()
        )
    yield "\n".join(f"• {source}" for source in indicator.evidence)


def _answer_values(answer: Answer, indicator: Indicator) -> list[str | int | None]:
    ticked = [id_ for id_ in indicator.statement_ids if id_ in answer.ticked]
    values = {
        "level": layout.level_entry(answer),
        "ticked": ", ".join(layout.short_statement(indicator, id_) for id_ in ticked),
    }
    return [
        values.get(c.code) if c.code in values else getattr(answer, c.code)
        for c in layout.ANSWER_COLUMNS
    ]


def _flag_values(entry: FlagEntry | None, flag: ContextFlag) -> list[str | int | None]:
    if entry is None:
        return [None] * len(layout.CONTEXT_COLUMNS)
    names = {option.id: option.name for option in flag.options}
    rest = [getattr(entry, column.code) for column in layout.CONTEXT_COLUMNS[1:]]
    return [names.get(entry.option, entry.option), *rest]


def _write_inputs(
    sheet: Worksheet, row: int, first: int, values: Sequence[str | int | None]
) -> None:
    for column, value in enumerate(values, start=first):
        is_level = sheet.cell(layout.CODE_ROW, column).value == "level"
        style.put(sheet, row, column, value, style.LEVEL_INPUT if is_level else style.INPUT)


def _sized(
    values: Sequence[str | int | None], columns: Sequence[Column]
) -> Iterator[tuple[str, float]]:
    for value, column in zip(values, columns, strict=True):
        yield str(value if value is not None else ""), column.width


def _finish(sheet: Worksheet, *, wide: bool = False) -> None:
    style.set_up_print(sheet, heading_row=layout.HEADING_ROW, wide=wide)
    style.protect(sheet)

"""The first sheets of the results: the conclusion, the scores as a chart, answers at a glance.

Sentences and tables come from `assessment.reporting`; here they are only set into cells.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import sheets
from assessment.locales import gettext as _
from assessment.model.score import DimensionScore
from assessment.reporting.bands import band_letters
from assessment.reporting.coverage import count_levels
from assessment.reporting.document import Bullets, Heading, Note, Paragraph, Part, Table
from assessment.reporting.heat_map import describe_heat, heat_cells, heat_key
from assessment.reporting.profile import describe_profile
from assessment.reporting.report.gathered import Gathered

_LINE_LENGTH = 150
_WIDTHS = (34.0, 48.0, 40.0, 60.0)
_STRONG = sheets.Look(bold=True, size=11, edged=False, flows=True)
_SUB = sheets.Look(bold=True, size=11, colour="1F3A5F", edged=False, flows=True)
_NAME_WIDTH, _NUMBER_WIDTH = 50.0, 12.0
_FIRST_SCORE = 3
"""Row of the first score, below the title and the headings."""


def broken(text: str) -> Iterator[str]:
    """Break a text into lines, as a text that flows over several columns cannot wrap."""
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= _LINE_LENGTH:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


def set_parts(sheet: Worksheet, title: str, parts: Iterable[Part]) -> None:
    """Set parts of a document one below the other; pictures stay to documents."""
    sheet.sheet_view.showGridLines = False
    sheets.set_widths(sheet, _WIDTHS)
    row = sheets.put_title(sheet, title)
    for part in parts:
        row = _set_part(sheet, row, part)
    sheets.set_up_print(sheet, heading_row=None)


def _set_part(sheet: Worksheet, row: int, part: Part) -> int:
    match part:
        case Heading(level=1):
            sheets.put(sheet, row + 1, 1, part.text, sheets.SECTION)
            sheet.row_dimensions[row + 1].height = 22
            return row + 2
        case Heading():
            return _set_lines(sheet, row, part.text, _SUB)
        case Note():
            return _set_note(sheet, row, part.text)
        case Paragraph():
            return _set_lines(sheet, row, part.text, _STRONG if part.strong else sheets.FLOWING)
        case Bullets():
            for item in part.items:
                row = _set_lines(sheet, row, f"• {item}", sheets.FLOWING)
            return row
        case Table():
            return _set_table(sheet, row, part)


def _set_lines(sheet: Worksheet, row: int, text: str, look: sheets.Look) -> int:
    for line in broken(text):
        sheets.put(sheet, row, 1, line, look)
        row += 1
    return row


def _set_note(sheet: Worksheet, row: int, text: str) -> int:
    for line in broken(text):
        row = sheets.put_warning(sheet, row, line, len(_WIDTHS))
    return row


def _set_table(sheet: Worksheet, row: int, part: Table) -> int:
    """Set a table into the columns of the sheet; what is only drawn in it is left out."""
    if any(cell.picture for line in part.rows for cell in line):
        part = _without_pictures(part)
    headings = [(name, _WIDTHS[n]) for n, name in enumerate(part.columns)]
    rows = ([cell.text for cell in line] for line in part.rows)
    return sheets.put_table(sheet, row, headings, rows)


def _without_pictures(part: Table) -> Table:
    drawn = {n for line in part.rows for n, cell in enumerate(line) if cell.picture}
    kept = [n for n in range(len(part.columns)) if n not in drawn]

    def keep(line: Sequence) -> tuple:
        return tuple(line[n] for n in kept)

    rows = tuple(keep(line) for line in part.rows)
    return Table(keep(part.columns), rows, keep(part.widths), part.described, part.small)


def write_chart(sheet: Worksheet, found: Gathered) -> None:
    """Write the scores as bars with their intervals, beside the figures that they show."""
    sheet.sheet_view.showGridLines = False
    sheets.set_widths(sheet, [_NAME_WIDTH, *[_NUMBER_WIDTH] * 6])
    row = sheets.put_title(sheet, _("Scores of the dimensions, from 0 to 100"))
    row = _write_scores(sheet, row, found)
    row = _set_lines(sheet, row, describe_profile(found.profile, found.framework), sheets.FLOWING)
    row = _set_lines(sheet, row, _chart_key(), sheets.FLOWING)
    sheet.add_chart(_chart(sheet, found.profile.dimensions), f"A{row + 1}")
    sheets.set_up_print(sheet, heading_row=None)
    # A chart that goes on over the page can't be read.
    sheet.page_setup.fitToHeight = 1


def _chart_key() -> str:
    return _(
        "Each bar ends at the score, in the colour of its band. The letter of the band stands "
        "beside the name, with others that it could be in brackets. The line at the end of a bar "
        "is the interval. Without a score there is no bar."
    )


def _write_scores(sheet: Worksheet, row: int, found: Gathered) -> int:
    """Write the figures of the chart; how far its lines reach stands behind them."""
    headings = (
        (_("Dimension"), _NAME_WIDTH),
        (_("Score"), _NUMBER_WIDTH),
        (_("Interval from"), _NUMBER_WIDTH),
        (_("Interval to"), _NUMBER_WIDTH),
        (_("Known"), _NUMBER_WIDTH),
        (_("Line down from the score"), _NUMBER_WIDTH),
        (_("Line up from the score"), _NUMBER_WIDTH),
    )
    rows = (_score_row(score, found) for score in found.profile.dimensions)
    return sheets.put_table(sheet, row, headings, rows)


def _score_row(score: DimensionScore, found: Gathered) -> Sequence[str | float | None]:
    framework, reach = found.framework, score.interval
    name = framework.questionnaire.dimension_name(score.dimension_id)
    letters = band_letters(score, framework)
    shown = _("{name}: {band}", name=name, band=letters)
    known = count_levels(score, framework)
    if score.value is None or reach is None:
        value = None if score.value is None else float(score.value)
        return (shown, value, None, None, known, None, None)
    value, low, high = float(score.value), float(reach.low), float(reach.high)
    return (shown, value, low, high, known, max(value - low, 0.0), max(high - value, 0.0))


def _chart(sheet: Worksheet, scores: Sequence[DimensionScore]) -> BarChart:
    first, last = _FIRST_SCORE, _FIRST_SCORE + len(scores) - 1
    chart = BarChart()
    chart.type, chart.gapWidth, chart.legend = "bar", 60, None
    chart.width, chart.height = 26, 2 + len(scores)
    chart.add_data(Reference(sheet, min_col=2, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    chart.y_axis.majorUnit, chart.y_axis.number_format = 25, "0"
    # The first dimension stands above, and the scale below.
    chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    chart.x_axis.delete = chart.y_axis.delete = False
    (series,) = chart.series
    series.dPt = [
        DataPoint(idx=n, spPr=GraphicalProperties(solidFill=one.band.colour.removeprefix("#")))
        for n, one in enumerate(scores)
        if one.band is not None
    ]
    series.errBars = ErrorBars(
        errBarType="both",
        errValType="cust",
        minus=_reference(sheet, "F", first, last),
        plus=_reference(sheet, "G", first, last),
        spPr=GraphicalProperties(ln=LineProperties(solidFill="1A1A1A", w=19_050)),
    )
    return chart


def _reference(sheet: Worksheet, column: str, first: int, last: int) -> NumDataSource:
    title = sheet.title.replace("'", "''")
    return NumDataSource(numRef=NumRef(f=f"'{title}'!${column}${first}:${column}${last}"))


def write_heat_map(sheet: Worksheet, found: Gathered) -> None:
    """Write the level of every answer into a cell of its colour, which says nothing alone."""
    sheet.sheet_view.showGridLines = False
    cells = heat_cells(found.framework, found.record)
    sheets.set_widths(sheet, [_NAME_WIDTH, *[_NUMBER_WIDTH] * max(map(len, cells.values()))])
    row = sheets.put_title(sheet, _("All answers at a glance"))
    said = describe_heat(found.framework, found.record)
    row = _set_lines(sheet, row, said, sheets.FLOWING)
    for dimension in found.framework.questionnaire.dimensions:
        sheets.put(sheet, row, 1, dimension.name, sheets.LABEL)
        for column, one in enumerate(cells[dimension.id], start=2):
            look = replace(sheets.WHOLE, fill=one.colour.removeprefix("#").upper())
            sheets.put(sheet, row, column, f"{one.indicator_id}\n{one.sign}", look)
        sheet.row_dimensions[row].height = 30
        row += 1
    _set_lines(sheet, row, heat_key(found.framework), sheets.FLOWING)
    sheets.set_up_print(sheet, heading_row=None)

"""Writes the cells of a workbook with XlsxWriter: texts that stay texts, looks, print, protection.

What stands in the cells is known elsewhere. Rows and columns count from 1, as people count them.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, cast

from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from assessment.exchange import sheets
from assessment.exchange.sheets import Look
from assessment.model.text import clean_text

A4 = 9
FONT = "Arial"
"""On every computer, or one that is as wide: so a page holds what it was planned to hold."""
SPREAD = 1.1
"""How many letters of usual width stand where there is room for one digit; see `height_of`."""
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.45, "bottom": 0.6}
"""In inches."""
NOTE_AUTHOR = "spca"
"""Stands behind each note that this program writes, so that it is not taken for a person's."""
# Excel reads _x000D_ as a control character. The x is written as _x0078_, since openpyxl takes
# the usual _x005F_ away twice.
_LOOKS_ESCAPED = re.compile(r"x(?=[0-9A-Fa-f]{4}_)")
_EDGE = "#B8C0C8"
_FOOTER = "&L&A&R&P / &N"
_LONGEST_CELL = 32_767
_RULE_CODES = {"sheet": True, "objects": True, "format_columns": True, "format_rows": True}
"""Without a password. Comments may be written, columns and rows resized."""


class _Strings(SharedStrings):
    """The table of texts.

    The library takes a text that looks like its own markup for rich text and writes it as it
    is, and lets ``_x000D_x000D_`` be read as a control character. Here every text is only a text.
    """

    fh: Any

    def _write_si(self, string: str) -> None:
        text = self._escape_data(_LOOKS_ESCAPED.sub("_x0078_", string))
        self.fh.write(f'<si><t xml:space="preserve">{text}</t></si>')


class _Sheet(Worksheet):
    """A sheet whose formulas are written as they are.

    The library looks through each for sixty functions that are younger than any used here, also
    in the texts between quotes.
    """

    def _prepare_formula(self, formula: str, *_others: object, **_named: object) -> str:
        return formula.removeprefix("=")


class _Packager(Packager):
    """Packs the file with the table of texts above."""

    workbook: Any

    def _write_shared_strings_file(self) -> None:
        strings = _Strings()
        strings.string_table = self.workbook.str_table
        if self.workbook.str_table.count:
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))  # noqa: SLF001 - as the class above it does
            strings._assemble_xml_file()  # noqa: SLF001 - see above


class _Workbook(Workbook):
    """A workbook in which no sheet is renamed or deleted by a slip; there is no password."""

    def _get_packager(self) -> Packager:
        return _Packager()

    def _write_workbook_pr(self) -> None:
        super()._write_workbook_pr()
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])


class Page:
    """One sheet that is being written.

    Attributes
    ----------
    texts
        Everything that was written into cells and notes, so that it is known again.
    headings
        The headings of its columns, if it has some.
    computed
        The columns in which something is computed.
    """

    def __init__(self, book: "Book", sheet: Any) -> None:  # noqa: ANN401 - the types of the library are wrong in places
        self.sheet = sheet
        self.book = book
        self.texts: set[str] = set()
        self.headings: set[str] = set()
        self.computed: set[int] = set()

    @property
    def title(self) -> str:
        """The title that it got."""
        name: str = self.sheet.get_name()
        return name

    def put(self, row: int, column: int, value: str | float | None, look: Look) -> None:
        """Write a value and its look; a text stays a text, also with a leading '='."""
        form = self.book.form(look)
        if isinstance(value, str) and value:
            self.texts.add(value)
            self.sheet.write_string(row - 1, column - 1, clean_text(value)[:_LONGEST_CELL], form)
        elif value is None or isinstance(value, str):
            self.sheet.write_blank(row - 1, column - 1, None, form)
        else:
            self.sheet.write_number(row - 1, column - 1, value, form)

    def put_row(self, row: int, values: Sequence[str | float | None], look: Look) -> None:
        """Write values side by side from the first column on."""
        for column, value in enumerate(values, start=1):
            self.put(row, column, value, look)

    def compute(
        self, row: int, column: int, formula: str, result: str | float | None, look: Look
    ) -> None:
        """Write a formula, and what it gives now, for programs that do not compute."""
        self.computed.add(column)
        shown = "" if result is None else result
        self.sheet.write_formula(row - 1, column - 1, formula, self.book.form(look), shown)

    def set_widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the columns in characters; 0 hides one."""
        for column, width in enumerate(widths):
            options = {} if width else {"hidden": True}
            self.sheet.set_column(column, column, width or None, None, options)

    def set_height(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self.sheet.set_row(row - 1, points)

    def hide_row(self, row: int) -> None:
        """Take a row out of sight."""
        self.sheet.set_row(row - 1, None, None, {"hidden": True})

    def repeat_row(self, row: int) -> None:
        """Print a row on top of every page."""
        self.sheet.repeat_rows(row - 1)

    def freeze(self, rows: int, columns: int) -> None:
        """Keep so many rows and columns in view."""
        self.sheet.freeze_panes(rows, columns)

    def set_up_print(self, *, scale: int | None = None, n_pages: int = 0) -> None:
        """Print landscape: at a scale of so many percent, or fitted to one page in width.

        Parameters
        ----------
        n_pages
            To so many pages in height as well; 0 for as many as it takes.
        """
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.set_margins(**MARGINS)
        self.sheet.set_footer(_FOOTER)
        if scale is None:
            self.sheet.fit_to_pages(1, n_pages)
        else:
            self.sheet.set_print_scale(scale)

    def add_rule(self, cells: str, rule: Mapping[str, Any]) -> None:
        """Add a list or a limit to cells, named as ``F3 F7:F9``."""
        first, _space, more = cells.partition(" ")
        options = {**rule, **({"multi_range": cells} if more else {})}
        self.sheet.data_validation(first, options)

    def mark_where(self, cells: str, condition: str, look: Look) -> None:
        """Give cells a look wherever a condition on the first of them holds."""
        first, _space, more = cells.partition(" ")
        options: dict[str, Any] = {
            "type": "formula",
            "criteria": condition,
            "format": self.book.difference(look),
        }
        if more:
            options["multi_range"] = cells
        self.sheet.conditional_format(first, options)

    def add_note(self, row: int, column: int, text: str, *, lines: int) -> None:
        """Write a note on a cell, which is shown when somebody points at it."""
        size = {"x_scale": 3.6, "y_scale": min(max(lines / 5, 1), 9), "font_size": 9}
        options = {"author": NOTE_AUTHOR, **size}
        self.texts.add(text)
        self.sheet.write_comment(row - 1, column - 1, clean_text(text), options)

    def protect(self) -> None:
        """Lock everything but the cells to fill in, without a password."""
        self.sheet.protect("", _RULE_CODES)


class Book:
    """A workbook that is being written; ``pages`` are its sheets in their order."""

    def __init__(self, title: str, made_at: datetime) -> None:
        self.pages: list[Page] = []
        self._content = BytesIO()
        self.workbook = _Workbook(
            self._content,
            {"in_memory": True, "default_format_properties": {"font_name": FONT, "font_size": 10}},
        )
        self._forms: dict[Look, Format] = {}
        made = made_at.astimezone(UTC).replace(tzinfo=None)
        author = "State Protection Capacity Assessment"
        self.workbook.set_properties(
            {"title": clean_text(title), "author": author, "created": made}
        )

    def add(self, title: str) -> Page:
        """Add a sheet under a title that Excel takes; the title that it got is its own to say."""
        taken = {str(sheet.get_name()).casefold() for sheet in self.workbook.worksheets()}
        sheet = self.workbook.add_worksheet(_free_title(title, taken), _Sheet)
        self.pages.append(Page(self, sheet))
        return self.pages[-1]

    def name_cells(self, name: str, cells: str) -> None:
        """Give cells a name, by which lists are found."""
        self.workbook.define_name(name, f"={cells}")

    def form(self, look: Look) -> Format:
        """Return a look as the library knows it."""
        if look not in self._forms:
            self._forms[look] = self.workbook.add_format(_properties(look))
        return self._forms[look]

    def difference(self, look: Look) -> Format:
        """Return what a condition changes in a look: fill and colour alone."""
        colours = {"bg_color": f"#{look.fill}", "font_color": f"#{look.colour}"}
        return self.workbook.add_format(colours)

    def save(self) -> bytes:
        """Return the finished file."""
        self.workbook.close()
        return self._content.getvalue()


def _free_title(title: str, taken: set[str]) -> str:
    allowed = sheets.sheet_title(title)
    number, free = 1, allowed
    while free.casefold() in taken:
        number += 1
        ending = f" {number}"
        free = allowed[: sheets.LONGEST_TITLE - len(ending)] + ending
    return free


def _properties(look: Look) -> dict[str, Any]:
    found: dict[str, Any] = {
        "font_name": FONT,
        "font_size": look.size,
        "font_color": f"#{look.colour}",
        "bold": look.bold,
        "italic": look.italic,
        "locked": look.locked,
        "num_format": look.number_format,
        "text_wrap": not look.flows,
        "valign": "vcenter" if look.flows else "top",
    }
    if look.fill:
        found["bg_color"] = f"#{look.fill}"
    if look.edged:
        found |= {"border": 1, "border_color": _EDGE}
    if look.centred:
        found["align"] = "center"
    elif look.indent:
        found |= {"align": "left", "indent": look.indent}
    return found


def cell(row: int, column: int) -> str:
    """Name a cell within its sheet, such as ``F12``."""
    return f"{xl_col_to_name(column - 1)}{row}"


def elsewhere(title: str, row: int, column: int) -> str:
    """Name a cell from another sheet, such as ``'LAW'!$F$12``."""
    quoted = title.replace("'", "''")
    return f"'{quoted}'!${cast('str', xl_col_to_name(column - 1))}${row}"

"""The field workbook, beside bare XlsxWriter that writes the same cells and formats.

What the product asks of the library is written down while it writes one workbook; the other side
does just that again. So the ratio is what finding out the cells costs beside writing them.
"""

from collections.abc import Callable, Mapping
from io import BytesIO
from time import process_time
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from assessment.exchange import xlsx
from assessment.exchange.field_workbook.writing import write_field_workbook
from tests.benchmarks.contest import Ratios
from tests.builders import MOMENT, record_with, spcf

MOST = 3.0
"""How many times as long as the bare library the product may take."""
Call = tuple[str, tuple[Any, ...], dict[str, Any]]
_NAME = "field workbook"


def run(number: int, say: Callable[[str], None]) -> tuple[dict[str, Ratios], list[str]]:
    """Write so many workbooks either way, turn by turn; say and return the ratio."""
    book = _written_down()
    ours, bare = 0.0, 0.0
    for _ in range(number):
        ours += _timed(_write)
        bare += _timed(book.write_again)
    ratio = ours / bare
    say(
        f"{number} workbooks of {book.n_cells} cells: {1_000 * ours / number:.0f} ms each, the "
        f"bare library {1_000 * bare / number:.0f} ms: {ratio:.2f} times as long"
    )
    faults = [f"{_NAME}: {ratio:.2f} times the bare library, {MOST} are allowed"]
    return {_NAME: {"product_to_bare": ratio}}, faults if ratio > MOST else []


def _timed(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


def _write() -> bytes:
    framework = spcf()
    levels = {i.id: n % 5 for n, i in enumerate(framework.questionnaire.indicators)}
    record = record_with(framework, levels, confidence="medium")
    return write_field_workbook(framework, record, made_at=MOMENT, app_version="0.1.0")


class _Book:
    """What was asked of the library, in order."""

    def __init__(self) -> None:
        self.formats: dict[int, Mapping[str, Any]] = {}
        self.sheets: list[tuple[str, list[Call]]] = []
        self.names: list[tuple[str, str]] = []
        self.chart: list[Call] = []

    @property
    def n_cells(self) -> int:
        """How many cells are written."""
        return sum(call[0].startswith("write_") for _title, calls in self.sheets for call in calls)

    def write_again(self) -> bytes:
        """Do the same with nothing but the library."""
        content = BytesIO()
        workbook = Workbook(content, {"in_memory": True})
        formats = {key: workbook.add_format(dict(own)) for key, own in self.formats.items()}
        for title, calls in self.sheets:
            sheet = workbook.add_worksheet(title)
            for name, given, named in calls:
                getattr(sheet, name)(*self._again(given, formats, workbook), **named)
        for name, cells in self.names:
            workbook.define_name(name, cells)
        workbook.close()
        return content.getvalue()

    def _again(self, given: tuple[Any, ...], formats: Mapping[int, Format], workbook: Workbook):
        for one in given:
            if isinstance(one, Format):
                yield formats[id(one)]
            elif isinstance(one, dict) and isinstance(one.get("format"), Format):
                yield one | {"format": formats[id(one["format"])]}
            elif isinstance(one, _Recorded):
                chart: Any = workbook.add_chart({"type": "bar"})
                for name, options, _named in one.calls:
                    getattr(chart, name)(*options)
                yield chart
            else:
                yield one


class _Recorded:
    """Something of the library, and what was asked of it."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.calls: list[Call] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.real, name)
        if name.startswith("get_") or not callable(real):
            return real

        def ask(*given: Any, **named: Any) -> Any:
            self.calls.append((name, given, named))
            plain = (one.real if isinstance(one, _Recorded) else one for one in given)
            return real(*plain, **named)

        return ask


def _written_down() -> _Book:
    """Write one workbook by the product, and write down what it asked of the library."""
    book, asked = _Book(), list[tuple[str, _Recorded]]()
    kind: Any = xlsx.Book
    usual = kind.__init__

    def begin(self: xlsx.Book, *given: Any) -> None:
        usual(self, *given)
        real: Any = self.workbook
        add_format, add_sheet, add_chart = real.add_format, real.add_worksheet, real.add_chart

        def new_format(properties: dict[str, Any]) -> Format:
            made = add_format(properties)
            book.formats[id(made)] = properties
            return made

        def new_sheet(title: str, *kind: Any) -> _Recorded:
            recorded = _Recorded(add_sheet(title, *kind))
            asked.append((title, recorded))
            return recorded

        real.add_format, real.add_worksheet = new_format, new_sheet
        real.add_chart = lambda options: _Recorded(add_chart(options))
        name = real.define_name
        real.define_name = lambda *own: (book.names.append(own), name(*own))

    kind.__init__ = begin
    try:
        _write()
    finally:
        kind.__init__ = usual
    book.sheets = [(title, recorded.calls) for title, recorded in asked]
    return book

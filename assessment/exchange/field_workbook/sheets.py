"""Recognises the sheets of a field workbook by their hidden codes and row keys.

So a renamed sheet is read as ever, and a copy is told to be one.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from assessment.exchange.field_workbook import layout
from assessment.exchange.sheets import Kind, Sheet, Sheets
from assessment.model.questionnaire import Questionnaire

_SEARCHED_ROWS = 10
_HIDDEN = (layout.LISTS, layout.SCORES, layout.META)
_FORM = "form"


@dataclass(frozen=True)
class Recognised:
    """Which sheet is which.

    Attributes
    ----------
    by_code
        Code of a sheet to those that would fit, the one that is called as it was made first.
    called
        Title of each sheet that was renamed or copied to the title that it was made with.
    copies
        Titles of those that stand beside another that would fit as well.
    unclear
        Titles of sheets with codes of the program that are none of its sheets any more.
    """

    by_code: Mapping[str, tuple[Sheet, ...]] = field(default_factory=dict[str, tuple[Sheet, ...]])
    called: Mapping[str, str] = field(default_factory=dict[str, str])
    copies: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()


def title_as_made(entries: Mapping[str, str], code: str) -> str:
    """Return what a sheet was called when the workbook was made."""
    # Without its name a sheet is looked for as it is called in English.
    return entries.get(f"{layout.SHEET_KEY}{code}", code.rpartition(":")[2])


def recognise(
    sheets: Sheets, entries: Mapping[str, str], questionnaire: Questionnaire
) -> Recognised:
    """Find the sheets that are filled in, first by their titles, all others by what is in them."""
    titles = {title_as_made(entries, code): code for code in _codes(questionnaire)}
    of_keys = _dimensions_of_keys(questionnaire)
    by_code: dict[str, tuple[Sheet, ...]] = {
        code: (sheet,) for title, code in titles.items() if (sheet := sheets.get(title))
    }
    called, copies, unclear = dict[str, str](), set[str](), set[str]()
    made = {*titles, *_HIDDEN}
    for sheet in (one for title, one in sheets.by_title.items() if title not in made):
        kind = _kind(sheet)
        code = _code_of_form(sheet, of_keys) if kind == _FORM else kind
        if code:
            before = by_code.get(code, ())
            by_code[code] = (*before, sheet)
            called[sheet.title] = title_as_made(entries, code)
            copies.update([sheet.title] if before else [])
        elif kind:
            unclear.add(sheet.title)
    return Recognised(by_code, called, frozenset(copies), frozenset(unclear))


def _codes(questionnaire: Questionnaire) -> Iterator[str]:
    yield from (layout.COVER, layout.SCOPE, layout.ANSWERS)
    yield from (layout.form_code(dimension.id) for dimension in questionnaire.dimensions)
    yield from (layout.EVIDENCE, layout.REMARKS, layout.CONTEXT)


def _dimensions_of_keys(questionnaire: Questionnaire) -> Mapping[str, str]:
    """Return the dimension by what a row key can begin with."""
    found = {dimension.id: dimension.id for dimension in questionnaire.dimensions}
    for dimension in questionnaire.dimensions:
        found |= {indicator.id: dimension.id for indicator in dimension.indicators}
    return found


def _kind(sheet: Sheet) -> str:
    """Return the code of a sheet by its hidden codes, or that it is a form; else nothing."""
    for number in range(1, _SEARCHED_ROWS + 1):
        found = {str(cell.value) for cell in sheet.row(number).values()}
        kind = _kind_of({code for code in found if code})
        if kind:
            return kind
    return ""


def _kind_of(found: Collection[str]) -> str:
    if "indicator_id" in found:
        others = {column.code for column in layout.evidence_columns()[1:]}
        if "remark" in found:
            return layout.REMARKS
        return layout.EVIDENCE if others & {*found} else ""
    if layout.KEY not in found:
        return ""
    if layout.ANSWER in found or layout.BASE in found:
        return _FORM
    # What is on several sheets comes last.
    own = {
        layout.SCOPE: ("entries",),
        layout.CONTEXT: ("option", "since", "note"),
        layout.ANSWERS: ("level", "ticked", "base_revision"),
        layout.COVER: (layout.TEXT,),
    }
    return next((code for code, some in own.items() if {*some} & {*found}), "")


def _code_of_form(sheet: Sheet, of_keys: Mapping[str, str]) -> str:
    """Return the code of the dimension to which most of the row keys belong."""
    texts = (str(cell.value) for cell in sheet.cells.values() if cell.kind is Kind.TEXT)
    keys = (text.strip().partition(":") for text in texts)
    count = Counter(of_keys[id_] for id_, colon, _rest in keys if colon and id_ in of_keys)
    return layout.form_code(count.most_common(1)[0][0]) if count else ""

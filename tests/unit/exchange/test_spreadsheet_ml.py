"""Workbooks are read as openpyxl reads them, and what it leaves out is read as well."""

import re
import string
import warnings
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from assessment.exchange.safe_reader import TABLE, read_sheets
from assessment.exchange.sheets import Drawing, Kind, Note, Sheet
from assessment.model.problem import Refused
from tests.unit.exchange import hostile
from tests.unit.exchange.filling import opened, saved

STRICT = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "spreadsheetml/main"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/", "officeDocument/"),
)
FORMATS = ("General", "0%", "0.00", "yyyy-mm-dd", "mmm-yy", "d-mmm", "h:mm", "[h]:mm", "@")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)
MOMENTS = st.datetimes(
    datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2090-01-01")
).map(lambda moment: moment.replace(microsecond=0))
VALUES = (
    TEXTS.filter(lambda text: not text.startswith("="))
    | st.integers(-(10**15), 10**15)
    | st.floats(-1e9, 1e9)
    | st.booleans()
    | MOMENTS
    | st.sampled_from(["=1+1", "=SUM(A1:A3)", "#N/A", "#REF!"])
)


@st.composite
def workbooks(draw):
    """A workbook with cells of every kind in places far apart, some of them without a value."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    titles = st.text(string.ascii_letters + " é", min_size=1, max_size=9).map(str.strip)
    names = draw(st.lists(titles.filter(bool), min_size=1, max_size=3, unique_by=str.casefold))
    for place, name in enumerate(names):
        sheet = workbook.create_sheet(name)
        if place:
            sheet.sheet_state = draw(st.sampled_from(["visible", "hidden", "veryHidden"]))
        for _ in range(draw(st.integers(0, 12))):
            cell = sheet.cell(draw(st.integers(1, 40)), draw(st.integers(1, 60)))
            cell.value = draw(VALUES)
            if not isinstance(cell.value, datetime):
                cell.number_format = draw(st.sampled_from(FORMATS))
    return saved(workbook)


def as_openpyxl(content):
    """The cells as openpyxl reads them: sheet, row and column to what stands there."""
    with warnings.catch_warnings():
        # It warns of numbers that are no dates and have the format of one.
        warnings.simplefilter("ignore")
        workbook = load_workbook(BytesIO(content))
    return {
        (sheet.title, cell.row, cell.column): None if cell.data_type == "f" else cell.value
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def as_read(content):
    sheets = read_sheets(content, "any.xlsx", TABLE)
    cells = [cell for sheet in sheets.by_title.values() for cell in sheet.cells.values()]
    return {(cell.sheet, cell.row, cell.column): cell.value for cell in cells}


@settings(max_examples=120, deadline=None)
@given(workbooks())
def test_every_cell_is_read_as_openpyxl_reads_it(content):
    assert as_read(content) == as_openpyxl(content)


@settings(max_examples=30, deadline=None)
@given(workbooks())
def test_strict_open_xml_is_read_as_the_usual_one(content):
    assert as_read(strict(content)) == as_read(content)


def strict(content):
    """The same workbook in the namespaces of ISO/IEC 29500 Strict."""

    def translated(part):
        for usual, there in STRICT:
            part = part.replace(usual.encode(), f"http://purl.oclc.org/ooxml/{there}".encode())
        return part

    return rewritten(content, lambda _name, part: translated(part))


def rewritten(content, change):
    target = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(target, "w", ZIP_DEFLATED) as file:
        for name in source.namelist():
            file.writestr(name, change(name, source.read(name)))
    return target.getvalue()


def the_sheet(content) -> Sheet:
    return read_sheets(content, "any.xlsx").by_title["LAW"]


def one_row(cells, **parts):
    """The sheet of answers with this one row, and further parts."""
    row = f'<row r="1">{cells}</row>'.encode()
    changes = {hostile.ANSWERS_PART: hostile.sheet(row), **parts}
    return the_sheet(hostile.changed(changes)).row(1)


def test_a_shared_text_is_read_whole_with_its_fonts_and_without_how_it_is_spoken():
    strings = (
        "<si><t>one</t></si>"
        '<si><r><t xml:space="preserve">two </t></r><r><rPr><b/></rPr><t>parts</t></r>'
        '<rPh sb="0" eb="1"><t>spoken</t></rPh></si>'
    )
    rows = b'<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    content = hostile.with_strings(hostile.strings_table(strings.encode()), rows=rows)
    assert [cell.value for cell in the_sheet(content).row(1).values()] == ["two parts", "one"]


@pytest.mark.parametrize(
    ("stored", "text"),
    [("a_x000D_b", "a\nb"), ("a_x005F_x000D_b", "a_x000D_b"), ("_x0041_", "A"), ("_xZZZZ_", None)],
)
def test_signs_that_excel_escapes_are_read_as_they_were_typed(stored, text):
    cell = one_row(f'<c r="A1" t="inlineStr"><is><t>{stored}</t></is></c>')[1]
    assert cell.value == (text or stored)


@pytest.mark.parametrize(
    ("stored", "kind", "value"),
    [
        ("<c><v>3</v></c>", Kind.NUMBER, 3),
        ("<c><v>3.5E2</v></c>", Kind.NUMBER, 350.0),
        ('<c t="b"><v>1</v></c>', Kind.BOOLEAN, True),
        ('<c t="e"><v>#N/A</v></c>', Kind.ERROR, "#N/A"),
        ('<c t="str"><v>text</v></c>', Kind.TEXT, "text"),
        ('<c t="d"><v>2024-05-31</v></c>', Kind.MOMENT, date(2024, 5, 31)),
        ('<c t="d"><v>T09:30</v></c>', Kind.MOMENT, time(9, 30)),
        ("<c><f>1+1</f><v>2</v></c>", Kind.FORMULA, None),
        ('<c t="str"><f/><v>2</v></c>', Kind.FORMULA, None),
        ("<c><v>1e999</v></c>", Kind.TEXT, "1e999"),
        ("<c><v>" + "9" * 400 + "</v></c>", Kind.TEXT, "9" * 400),
    ],
)
def test_each_kind_of_cell_is_told_also_without_a_name(stored, kind, value):
    # B1 has a name, so that the nameless cell behind it is C1.
    cell = one_row(f'<c r="B1"/>{stored}')[3]
    assert (cell.kind, cell.value) == (kind, value)


def test_a_cell_that_the_file_has_twice_is_damage_and_never_a_guess():
    with pytest.raises(Refused) as caught:
        one_row('<c r="A1"><v>3</v></c><c r="A1"><v>4</v></c>')
    assert caught.value.problems[0].code == "workbook.damaged"


def test_a_number_keeps_the_format_in_which_it_is_shown():
    workbook = opened()
    cells = [workbook["LAW"][f"{column}190"] for column in "ABC"]
    for cell, number_format in zip(cells, ("0%", '"about" 0', "General"), strict=True):
        cell.value, cell.number_format = 0.5, number_format
    row = the_sheet(saved(workbook)).row(190)
    assert [cell.number_format for cell in row.values()] == ["0%", '"about" 0', "General"]


def test_comments_are_read_with_their_cell_and_author():
    workbook = opened()
    workbook["LAW"]["J7"].comment = Comment("The ministry says 3.\nWe doubt it.", "Team North")
    assert the_sheet(saved(workbook)).notes == (
        Note(7, 10, "The ministry says 3.\nWe doubt it.", "Team North"),
    )


def threaded():
    """A comment of Excel 365: a thread with its persons, and the older note beside it."""
    beside = "[Threaded comment] Your version of Excel allows you to read this comment"
    workbook = opened()
    workbook["LAW"]["J7"].comment = Comment(beside, "tc={1}")
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        'threadedcomments"><threadedComment ref="J7" personId="{P1}" id="{1}"><text>Is it 3?'
        '</text></threadedComment><threadedComment ref="J7" personId="{P9}" id="{2}" '
        'parentId="{1}"><text>Yes.</text></threadedComment></ThreadedComments>'
    )
    persons = (
        '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        'threadedcomments"><person displayName="Ada Amin" id="{P1}"/></personList>'
    )
    return with_parts(
        saved(workbook),
        {
            "xl/threadedComments/threadedComment1.xml": (thread, "worksheets/sheet4.xml"),
            "xl/persons/person.xml": (persons, "workbook.xml"),
        },
        {
            "worksheets/sheet4.xml": ("threadedComment", "../threadedComments/"),
            "workbook.xml": ("person", "persons/"),
        },
    )


def with_parts(content, parts, relations):
    """A workbook with parts added, and a relation to each from the part that it belongs to."""

    def change(name, part):
        for added, (_text, owner) in parts.items():
            folder, _slash, file = owner.rpartition("/")
            if name == f"xl/{folder + '/' if folder else ''}_rels/{file}.rels":
                kind, path = relations[owner]
                target = path + added.rpartition("/")[2]
                relation = f'<Relationship Id="rX" Type="http://x/{kind}" Target="{target}"/>'
                part = part.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
        return part

    content = BytesIO(rewritten(content, change))
    with ZipFile(content, "a") as file:
        for name, (text, _owner) in parts.items():
            file.writestr(name, text)
    return content.getvalue()


def test_a_thread_of_comments_is_read_once_with_the_names_of_those_who_wrote():
    assert the_sheet(threaded()).notes == (
        Note(7, 10, "Is it 3?", "Ada Amin"),
        Note(7, 10, "Yes.", ""),
    )


def test_text_boxes_and_pictures_are_told_with_the_cell_where_they_begin():
    space = "http://schemas.openxmlformats.org/drawingml/2006"
    start = "<xdr:from><xdr:col>{}</xdr:col><xdr:row>{}</xdr:row></xdr:from>"
    box = (
        "<xdr:sp><xdr:txBody><a:p><a:r><a:t>Ask the </a:t></a:r><a:r><a:t>mayor.</a:t></a:r></a:p>"
    )
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{space}/spreadsheetDrawing" xmlns:a="{space}/main">'
        f"<xdr:twoCellAnchor>{start.format(1, 4)}{box}</xdr:txBody></xdr:sp></xdr:twoCellAnchor>"
        f"<xdr:oneCellAnchor>{start.format(0, 0)}<xdr:pic/></xdr:oneCellAnchor></xdr:wsDr>"
    )
    # A comment gives the sheet a list of relations to which the drawing can be added.
    workbook = opened()
    workbook["LAW"]["J7"].comment = Comment("x", "y")
    content = with_parts(
        saved(workbook),
        {"xl/drawings/drawing9.xml": (drawing, "worksheets/sheet4.xml")},
        {"worksheets/sheet4.xml": ("drawing", "../drawings/")},
    )
    assert the_sheet(content).drawings == (
        Drawing("text", 5, 2, "Ask the mayor."),
        Drawing("picture", 1, 1),
    )


def test_hidden_rows_columns_and_sheets_are_told_to_be_hidden():
    workbook = opened()
    sheet = workbook["LAW"]
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["K"].hidden = True
    found = the_sheet(saved(workbook))
    assert 7 in found.hidden_rows
    assert 11 in found.hidden_columns
    assert 10 not in found.hidden_columns
    hidden = {s.title for s in read_sheets(saved(workbook), "x").by_title.values() if s.is_hidden}
    assert hidden == {"_lists", "_meta", "_scores"}


def test_moments_of_both_calendars_of_excel_are_read_alike():
    mac = (b"<workbookPr/>", b'<workbookPr date1904="1"/>')
    workbook = opened()
    day = datetime.fromisoformat("2024-05-31")
    workbook["LAW"]["A190"].value = day
    content = rewritten(
        saved(workbook),
        lambda name, part: part.replace(*mac) if name == "xl/workbook.xml" else part,
    )
    # The calendar of 1904 begins 1,462 days later.
    assert the_sheet(content).cells[190, 1].value == day + timedelta(days=1462)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_parts_in_other_encodings_are_read(encoding):
    def encoded(part):
        text = part.decode()
        text = re.sub(r"^<\?xml[^>]*\?>", "", text).replace("LAW-1<", "LAW-é<")
        return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)

    texts = {
        cell.value
        for cell in the_sheet(hostile.changed({"xl/sharedStrings.xml": encoded})).cells.values()
    }
    assert "LAW-é" in texts


def test_no_doctype_hides_in_another_encoding():
    doctype = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(Refused) as caught:
        the_sheet(hostile.changed({hostile.ANSWERS_PART: doctype.encode("utf-16")}))
    assert caught.value.problems[0].code == "workbook.forbidden_content"


def test_a_long_sheet_is_read_in_pieces_and_whole():
    rows = [[n, f"text {n}", n / 4] for n in range(1, 4_000)]
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    (sheet,) = read_sheets(saved(workbook), "x", TABLE).by_title.values()
    assert [[cell.value for cell in sheet.row(n).values()] for n in sheet.filled_rows] == rows

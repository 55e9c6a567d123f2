"""Spreadsheets in OpenDocument are read as those of Excel are, and no repetition costs much."""

from datetime import datetime, time, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from assessment.exchange.safe_reader import TABLE, read_sheets
from assessment.exchange.sheets import Drawing, Kind, MergedRange, Note, Sheet
from assessment.model.problem import Refused

KIND = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "draw": "drawing",
    }.items()
)
MORE_SPACES = (
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:calcext="urn:org:calcext:1.0"'
)


def document(body, *, styles="", kind=KIND, parts=None):
    """An OpenDocument file with these tables."""
    content = (
        f"<office:document-content {SPACES} {MORE_SPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        file.writestr("mimetype", kind)
        file.writestr("content.xml", content)
        for name, part in (parts or {}).items():
            file.writestr(name, part)
    return target.getvalue()


def table(rows, name="Answers", head=""):
    return f'<table:table table:name="{name}">{head}{rows}</table:table>'


def row(cells, attributes=""):
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def cell(inside="", attributes=""):
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


def text(words, attributes='office:value-type="string"'):
    return cell(f"<text:p>{words}</text:p>", attributes)


def the_sheet(body, **options) -> Sheet:
    (sheet,) = read_sheets(document(body, **options), "any.ods", TABLE).by_title.values()
    return sheet


def refused(content):
    with pytest.raises(Refused) as caught:
        read_sheets(content, "any.ods")
    (problem,) = caught.value.problems
    return problem


STYLES = (
    '<number:date-style style:name="N1"><number:month/><number:text>/</number:text>'
    "<number:year/></number:date-style>"
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="ta1" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)


@pytest.mark.parametrize(
    ("stored", "kind", "value"),
    [
        (text("3", 'office:value-type="float" office:value="3"'), Kind.NUMBER, 3),
        (text("3,5", 'office:value-type="float" office:value="3.5"'), Kind.NUMBER, 3.5),
        (
            text("31.05.24", 'office:value-type="date" office:date-value="2024-05-31T09:30:00"'),
            Kind.MOMENT,
            datetime.fromisoformat("2024-05-31T09:30:00"),
        ),
        (
            text("09:30", 'office:value-type="time" office:time-value="PT09H30M00S"'),
            Kind.MOMENT,
            time(9, 30),
        ),
        (
            text("30:00", 'office:value-type="time" office:time-value="PT30H00M00S"'),
            Kind.MOMENT,
            timedelta(hours=30),
        ),
        (
            text("yes", 'office:value-type="boolean" office:boolean-value="true"'),
            Kind.BOOLEAN,
            True,
        ),
        (text("4", 'table:formula="of:=2+2" office:value-type="float"'), Kind.FORMULA, None),
        (text("#N/A", 'calcext:value-type="error" office:value-type="string"'), Kind.ERROR, "#N/A"),
        (text('two<text:s text:c="2"/>words'), Kind.TEXT, "two  words"),
        (text("one</text:p><text:p>two<text:line-break/>three"), Kind.TEXT, "one\ntwo\nthree"),
        (text("a <text:span>thick</text:span> word<text:tab/>."), Kind.TEXT, "a thick word\t."),
        (
            text("9" * 400, f'office:value-type="float" office:value="{"9" * 400}"'),
            Kind.TEXT,
            "9" * 400,
        ),
    ],
)
def test_each_kind_of_cell_is_told(stored, kind, value):
    found = the_sheet(table(row(stored))).cells[1, 1]
    assert (found.kind, found.value, found.place) == (kind, value, "Sheet 'Answers', cell A1")


def test_repeated_cells_and_rows_stand_where_they_are_repeated():
    empty = cell("", 'table:number-columns-repeated="3"')
    twice = text("x", 'office:value-type="string" table:number-columns-repeated="2"')
    body = row("", 'table:number-rows-repeated="4"') + row(empty + twice) * 2
    assert set(the_sheet(table(body)).cells) == {(5, 4), (5, 5), (6, 4), (6, 5)}


def test_a_comment_stands_beside_the_text_of_its_cell_and_not_in_it():
    inside = (
        "<office:annotation><dc:creator>Ada Amin</dc:creator><text:p>Is it 3?</text:p>"
        "<text:p>We doubt it.</text:p></office:annotation><text:p>3</text:p>"
    )
    sheet = the_sheet(table(row(cell(inside, 'office:value-type="string"'))))
    assert sheet.cells[1, 1].value == "3"
    assert sheet.notes == (Note(1, 1, "Is it 3?\nWe doubt it.", "Ada Amin"),)


def test_an_address_behind_a_text_is_kept():
    link = '<text:a xlink:href="https://example.org">Report</text:a>'
    sheet = the_sheet(table(row(text(link))))
    assert (sheet.cells[1, 1].value, sheet.links) == ("Report", {(1, 1): "https://example.org"})


def test_what_is_hidden_merged_or_drawn_is_told():
    box = "<draw:frame><draw:text-box><text:p>Ask the mayor.</text:p></draw:text-box></draw:frame>"
    body = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
        + row(text("a", 'table:number-columns-spanned="2" table:number-rows-spanned="3"'))
        + row("", 'table:number-rows-repeated="2" table:visibility="filter"')
        + row(cell(box))
    )
    hidden = (
        '<table:table table:name="B" table:style-name="ta1">' + row(text("b")) + "</table:table>"
    )
    found = read_sheets(document(table(body) + hidden, styles=STYLES), "any.ods").by_title
    assert found["Answers"].hidden_columns == {3}
    assert found["Answers"].hidden_rows == {2, 3}
    assert found["Answers"].merged == (MergedRange("A1:B3", (1, 3), (1, 2)),)
    assert found["Answers"].drawings == (Drawing("text", 4, 1, "Ask the mayor."),)
    assert (found["Answers"].is_hidden, found["B"].is_hidden) == (False, True)


def test_a_number_keeps_what_its_cell_shows():
    month = 'table:style-name="ce1" office:value-type="date" office:date-value="2023-11-01"'
    half = 'office:value-type="percentage" office:value="0.5"'
    long = 'office:value-type="float" office:value="1234567890123456"'
    cells = text("11/23", month) + text("50%", half) + text("1.23E+015", long)
    read = the_sheet(table(row(cells)), styles=STYLES).row(1)
    assert [(one.number_format, one.shown) for one in read.values()] == [
        ("mm-yyyy", ""),
        ("0%", "50%"),
        ("", ""),
    ]


FILLED = text("x", 'office:value-type="string" table:number-columns-repeated="{columns}"')


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            table(row(text("x"))) * 2,
            "forbidden_content",
        ),
        (
            "".join(
                table(
                    row(FILLED.format(columns=60), 'table:number-rows-repeated="1048576"'), str(n)
                )
                for n in range(9)
            ),
            "too_large",
        ),
        ("".join(table(row(text("x")), str(n)) for n in range(50)), "too_large"),
        (
            table(row(cell("<text:p>" + "<text:span>" * 60 + "</text:span>" * 60 + "</text:p>"))),
            "forbidden_content",
        ),
        (table(row(text("x", 'table:number-columns-repeated="-3"'))), "unreadable"),
        (table(row(text("x", 'table:number-columns-repeated="' + "9" * 5000 + '"'))), "unreadable"),
        (table(row(text("x", 'office:value-type="float" office:value="three"'))), "unreadable"),
        (table('<table:table-source table:table-name="x"/>'), "external_links"),
    ],
)
def test_a_document_that_is_not_safe_is_refused(body, code):
    assert refused(document(body)).code == f"workbook.{code}"


def test_a_row_repeated_to_the_end_is_read_up_to_the_limit():
    rows = row(text("x"), 'table:number-rows-repeated="1048576"')
    assert len(the_sheet(table(rows)).cells) == TABLE.rows


def test_a_cell_far_outside_is_named():
    rows = row("", 'table:number-rows-repeated="9000"') + row(text("x"))
    assert the_sheet(table(rows)).beyond == ("A9001",)


def test_a_million_spaces_are_not_written_out():
    spaces = '<text:s text:c="9999999"/>' * 3
    assert len(str(the_sheet(table(row(text(f"a{spaces}b")))).cells[1, 1].value)) < 1_000


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (
            document("", kind="application/vnd.oasis.opendocument.text"),
            "other_format",
            "not one of",
        ),
        (document("", parts={"Basic/Standard/x.xml": "<a/>"}), "macros", "macros"),
        (
            document("", parts={"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
            "encrypted",
            "password",
        ),
        (document("<!DOCTYPE a>"), "forbidden_content", "document type"),
    ],
)
def test_another_kind_of_document_is_refused_with_what_it_is(content, code, says):
    problem = refused(content)
    assert problem.code == f"workbook.{code}"
    assert says in problem.found

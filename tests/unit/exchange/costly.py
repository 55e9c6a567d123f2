"""Files that try to cost memory or time; `test_hostile_cost` measures what they do cost."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.unit.exchange.hostile import (
    ANSWERS_PART,
    changed,
    claimed_size,
    far_cell,
    laughs,
    long_number,
    lying_size,
    many_parts,
    outside_entity,
    sheet,
    strings_table,
    with_strings,
)


def three_hundred_megabytes() -> bytes:
    content = BytesIO()
    with (
        ZipFile(content, "w", ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(b"a" * 1_000_000)
    return content.getvalue()


def million_rows() -> bytes:
    return changed({ANSWERS_PART: sheet(b"<row/>" * 1_000_000)})


def million_filled_rows() -> bytes:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 10**6))
    return changed({ANSWERS_PART: sheet(rows, head=b'<dimension ref="A1:A5"/>')})


def filled_rows(count: int) -> bytes:
    """Rows that no ratio gives away, with a stated size that is a lie."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n * 7919 % 99_991)
        for n in range(1, count + 1)
    )
    return changed({ANSWERS_PART: sheet(rows, head=b'<dimension ref="A1:A5"/>')})


def hundred_thousand_rows() -> bytes:
    return filled_rows(100_000)


def sixty_thousand_rows() -> bytes:
    return filled_rows(60_000)


def many_cells() -> bytes:
    """As many cells as the budget allows, each with the same long text."""
    rows = b"".join(
        b'<row r="%d">%s</row>'
        % (n, b"".join(b'<c r="%c%d" t="s"><v>0</v></c>' % (65 + m, n) for m in range(19)))
        for n in range(1, 4_900)
    )
    return with_strings(strings_table(b"<si><t>" + b"x" * 32_767 + b"</t></si>"), rows=rows)


def many_strings() -> bytes:
    return with_strings(strings_table(b"".join(b"<si><t>a%d</t></si>" % n for n in range(29_000))))


def too_many_strings() -> bytes:
    return with_strings(strings_table(b"".join(b"<si><t>a%d</t></si>" % n for n in range(300_000))))


def _styles(items: bytes) -> bytes:
    return changed({"xl/styles.xml": lambda old: old.replace(b"</cellXfs>", items + b"</cellXfs>")})


def many_styles() -> bytes:
    return _styles(b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * 18_000)


def too_many_styles() -> bytes:
    return _styles(b"".join(b'<xf numFmtId="%d" fontId="0"/>' % n for n in range(150_000)))


def many_rules() -> bytes:
    rule = (
        b'<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1">'
        b"<formula>A1=1</formula></cfRule></conditionalFormatting>"
    )
    return changed({ANSWERS_PART: sheet(b"", tail=rule * 6_000)})


def many_merged() -> bytes:
    merges = b"".join(b'<mergeCell ref="A%d:C%d"/>' % (n, n) for n in range(1, 18_000))
    return changed({ANSWERS_PART: sheet(b"", tail=b"<mergeCells>" + merges + b"</mergeCells>")})


def many_formulas() -> bytes:
    first = b'<c r="A1"><f t="shared" si="0" ref="A1:A9">' + b"SUM(A1,B2)+" * 700 + b"1</f></c>"
    rest = b"".join(
        b'<row r="%d"><c r="A%d"><f t="shared" si="0"/></c></row>' % (n, n) for n in range(2, 4_900)
    )
    return changed({ANSWERS_PART: sheet(b'<row r="1">' + first + b"</row>" + rest)})


def deeply_nested() -> bytes:
    return changed({ANSWERS_PART: sheet(b"<a>" * 15_000 + b"</a>" * 15_000)})


COSTLY: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        three_hundred_megabytes,
        million_rows,
        million_filled_rows,
        hundred_thousand_rows,
        sixty_thousand_rows,
        many_cells,
        many_strings,
        too_many_strings,
        many_styles,
        too_many_styles,
        many_rules,
        many_merged,
        many_formulas,
        deeply_nested,
        laughs,
        outside_entity,
        far_cell,
        claimed_size,
        long_number,
        lying_size,
        many_parts,
    )
}

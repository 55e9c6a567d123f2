"""What the formulas of the field workbook are made of; LibreOffice says if they compute right."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from assessment.exchange.field_workbook.writing import write_field_workbook
from assessment.exchange.formula_text import joined, listed_where, place, quoted_parts, sentence
from assessment.exchange.score_formulas import has_formula
from tests.builders import MOMENT, framework_with_kinds, record_with, small_framework, spcf
from tests.rule_menu import MENU, a_rule, with_law

FUNCTIONS = {
    *("IF", "AND", "OR", "NOT", "ISNUMBER", "IFERROR", "N", "ABS", "ROUND", "EXP", "LN"),
    *("SUM", "SUMPRODUCT", "COUNT", "COUNTIF", "MIN", "MAX", "AVERAGE", "MEDIAN"),
    *("INDEX", "MATCH", "VALUE", "TRIM", "LOWER", "UPPER", "MID", "LEN", "FIND", "SUBSTITUTE"),
}
"""Functions that Excel 2010, LibreOffice 7.4 and Google Sheets have under the same name."""
LONGEST, DEEPEST = 8_192, 64
"""What Excel takes of a formula: letters, and functions within each other."""


def written(framework, levels=None, **options):
    record = record_with(framework, levels or {})
    return write_field_workbook(framework, record, made_at=MOMENT, app_version="0.1.0", **options)


def formulas(content):
    return [
        cell.value
        for sheet in load_workbook(BytesIO(content)).worksheets
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    ]


def without_texts(formula):
    return re.sub(r'"(?:[^"]|"")*"', '""', re.sub(r"'[^']*'!", "", formula))


def depth(formula):
    deepest = now = 0
    for sign in formula:
        now += {"(": 1, ")": -1}.get(sign, 0)
        deepest = max(deepest, now)
    return deepest


@pytest.mark.parametrize(
    "framework",
    [
        spcf(),
        framework_with_kinds(),
        *(with_law(small_framework(), rule) for rule in MENU.values()),
    ],
    ids=["spcf", "kinds", *MENU],
)
def test_formulas_use_what_every_program_has_and_stay_within_its_limits(framework):
    found = formulas(written(framework))
    assert len(found) > 50
    used = {name for one in found for name in re.findall(r"([A-Z.]+)\(", without_texts(one))}
    assert used <= FUNCTIONS
    assert max(map(len, found)) < LONGEST
    assert max(depth(without_texts(one)) for one in found) < DEEPEST
    literals = [text for one in found for text in re.findall(r'"((?:[^"]|"")*)"', one)]
    assert max(map(len, literals)) <= 255
    assert not any("[" in without_texts(one) for one in found)


def overview(content, dimension="LAW"):
    """The rows of the overview by dimension, of what programs show that do not compute."""
    sheet = load_workbook(BytesIO(content), data_only=True)["Overview"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return next(row for row in rows if row[0] == dimension)


def test_the_overview_shows_the_apps_own_figures_before_anything_computes():
    content = written(small_framework(), {"LAW-1": 1, "LAW-2": 4, "LAW-3": 4, "SEC-2": 3})
    # (1 + 4 + 4) / 3 levels are 75 points; the key indicator allows one level above 1: 50.
    assert overview(content) == [
        *("LAW", "Courts", 3, 3, 3, 1, 50, "Partial", "No more than 1 level above LAW-1")
    ]
    # One of three, and the key indicator is open: no score.
    assert overview(content, "SEC")[:7] == ["SEC", "Police", 3, 1, 1, pytest.approx(1 / 3), None]


def test_a_rule_without_a_formula_shows_no_other_number():
    rule = a_rule("mean", missing="zero")
    assert not has_formula(rule)
    framework = with_law(small_framework(), rule)
    content = written(framework, {"LAW-1": 1, "LAW-2": 4, "LAW-3": 4})
    assert overview(content)[6:8] == ["in the app", None]


@pytest.mark.parametrize("changes", [{"missing": "empty"}, {"floor": 10.0}, {"digits": 0}])
def test_what_a_node_does_besides_its_rule_has_no_formula(changes):
    assert not has_formula(MENU["mean"].model_copy(update=changes))


def test_every_rule_for_levels_has_a_formula():
    assert all(has_formula(rule) for rule in MENU.values())


def test_a_part_of_the_questions_has_progress_and_no_scores():
    levels = {"LAW-1": 1, "LAW-2": 4, "LAW-3": 4, "SEC-1": 2}
    content = written(small_framework(), levels, only=frozenset({"LAW-1", "LAW-2"}))
    workbook = load_workbook(BytesIO(content), data_only=True)
    row = [cell.value for cell in workbook["Overview"][6]]
    assert row[:6] == ["LAW", "Courts", 2, 2, 2, 1]
    assert not any(row[6:])
    # Not even out of sight: what others answered is none of their business.
    assert "SEC-1" not in [cell.value for cell in workbook["_scores"]["A"]]


def test_a_sentence_is_written_whole_and_cells_fill_its_places():
    text = f"Level {place('level')}, and nothing says why."
    assert sentence(text, {"level": "A1"}) == '"Level "&A1&", and nothing says why."'


def test_a_long_text_is_cut_into_literals_and_quotes_are_doubled():
    parts = quoted_parts('a"' * 300)
    assert "".join(part[1:-1] for part in parts) == 'a""' * 300
    assert quoted_parts("") == []


def test_texts_are_joined_without_those_that_are_empty():
    assert joined([], " ") == '""'
    assert joined(["A1", "B1"], "; ") == ('MID(IF(A1="","","; "&A1)&IF(B1="","","; "&B1),3,2000)')
    assert listed_where({"LAW-1": "A1=2"}) == 'MID(IF(A1=2,", LAW-1",""),3,500)'

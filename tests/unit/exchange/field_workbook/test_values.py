"""What a person typed is understood where it is clear; where not, both readings are named."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.exchange.field_workbook import values
from assessment.exchange.field_workbook.layout import choices, spellings
from assessment.exchange.sheets import Cell, Kind
from assessment.exchange.shown import shown_number
from assessment.model.answer import Status
from tests.builders import small_framework, spcf

SMALL = small_framework().questionnaire
NAMED = spcf().questionnaire
"""Its levels are called: Absent or contrary, On paper or isolated, Partial, Working, Lasting."""


def cell(value, number_format="", kind=None):
    kinds = {str: Kind.TEXT, bool: Kind.BOOLEAN, int: Kind.NUMBER, float: Kind.NUMBER}
    found = kind or kinds.get(type(value), Kind.MOMENT)
    return Cell("Answers", 4, 10, found, value, number_format)


def choices_of(name, questionnaire=SMALL):
    words = choices(questionnaire)[name]
    return values.Choices(words, spellings(name, words, {}))


def level(value, number_format=""):
    levels = choices_of("list_levels", NAMED)
    return values.read_level(cell(value, number_format), levels, NAMED)


def problem_of(read, *given):
    with pytest.raises(values.Unread) as caught:
        read(*given)
    return caught.value.problem


@pytest.mark.parametrize(
    "typed",
    [
        *(3, 3.0, 2.9999999999999996, "3", " 3 ", "03", "3.0", "3,0", "3.", "+3", "(3)", "3 -"),
        *("٣", "३", "３", "3\u200b", "\u200f3", "\ufeff3", "3\u00a0"),
        *("Level 3", "level: 3", "LEVEL-3", "Level ٣", "Level 3.", "3 Working", "3 - working"),
        *("3: Working", "3 (Working)", "Level 3, Working", "Working", "working.", "Ｗorking"),
    ],
)
def test_a_level_is_understood_however_it_is_typed(typed):
    assert level(typed) == (Status.LEVEL, 3)


@pytest.mark.parametrize(
    "typed", ["n/a", "N.A.", "NA", "n. a.", "Not  applicable", "not\u200b applicable"]
)
def test_not_applicable_is_understood_however_it_is_typed(typed):
    assert level(typed) == (Status.NOT_APPLICABLE, None)


@pytest.mark.parametrize(
    "typed",
    [
        "Hi",
        "2-3",
        "2,5",
        "3?",
        "three",
        "30 Working days",
        "3 Wrking",
        "3 or 4",
        "99999",
        "½",
        "3%",
        "-",
    ],
)
def test_what_is_no_level_is_told_and_never_guessed(typed):
    assert problem_of(level, typed).found == f"'{typed}' is no level."


def test_a_number_and_the_name_of_another_level_are_both_named():
    assert problem_of(level, "3 Partial").found == (
        "'3 Partial' names level 2 (Partial) and level 3 (Working)."
    )


@pytest.mark.parametrize(
    ("value", "number_format", "found"),
    [
        (1, "0%", "'100%' is no level."),
        (0.03, "0%", "'3%' is no level."),
        (2.6, "0", "The cell shows 3 and holds 2.6, which is no level."),
    ],
)
def test_what_the_cell_of_a_level_shows_counts(value, number_format, found):
    assert problem_of(level, value, number_format).found == found


def test_a_truth_value_as_level_is_told_with_the_levels():
    problem = problem_of(level, bool(1))
    assert problem.found == "The cell holds TRUE as a truth value, and no level."
    assert problem.allowed.startswith("Allowed are 0 to 4")


@pytest.mark.parametrize(
    "typed",
    [
        "1a, 2a",
        "1A 2A",
        "1a/2a",
        "1a.2a",
        "1a،2a",
        "1a؛ 2a",
        "1a + 2a",
        "1a & 2a",
        "1a and 2a",
        "１ａ、２ａ",
        "1a\u200b,2a",
        "(1a) (2a).",
        "LAW-2.1a;LAW-2.2a",
        "2a,, 1a\n",
    ],
)
def test_statements_are_understood_whatever_stands_between_them(typed):
    indicator = SMALL.indicator("LAW-2")
    assert values.read_statements(cell(typed), indicator) == {"LAW-2.1a", "LAW-2.2a"}


def test_a_range_of_statements_is_no_list_of_them():
    problem = problem_of(values.read_statements, cell("1a-2b"), SMALL.indicator("LAW-2"))
    assert problem.found == "No statement of this question is called 1a-2b."


@pytest.mark.parametrize("typed", ["high", " High ", "HIGH.", "'high'", "ｈigh", "hi\u200bgh"])
def test_a_choice_is_understood_however_it_is_typed(typed):
    assert values.read_choice(cell(typed), choices_of("list_confidences"), "confidence") == "high"


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("3-4", "", "3-4"),
        (12, "", "12"),
        (12.0, "", "12"),
        (7, "000", "007"),
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (3.5, "0.00", "3.50"),
        (2.5, "0", "3"),
        (2.5, "0_)", "3"),
        (2.25, "[Red]0.0;-0.0", "2.3"),
        (1234567890123456, "", "1234567890123456"),
        (1.234567890123456e15, "0", "1234567890123456"),
        (0.1 + 0.2, "", "0.3"),
        (1.5, '"page" 0', "1.5"),
    ],
)
def test_a_page_is_what_the_cell_shows(value, number_format, text):
    assert values.read_page(cell(value, number_format)) == text


@pytest.mark.parametrize(
    ("day", "entries"),
    [
        (date(2026, 1, 2), "1-2 or 2-1"),
        (date(2026, 5, 5), "5-5"),
        (date(2023, 11, 1), "11-1, 1-11 or 11-23"),
    ],
)
def test_a_page_that_became_a_date_is_told_with_what_may_have_been_typed(day, entries):
    problem = problem_of(values.read_page, cell(day, "d-mmm"))
    assert problem.found == (
        f"The cell holds the date {day.isoformat()}. "
        f"Spreadsheets turn entries such as {entries} into dates."
    )


@pytest.mark.parametrize(("number", "is_doubtful"), [(10**15 - 1, False), (10**15, True)])
def test_digits_that_a_spreadsheet_may_have_lost_are_told(number, is_doubtful):
    codes = [problem.code for problem in values.doubts_of(cell(number))]
    assert codes == (["workbook.digits_lost"] if is_doubtful else [])


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("2024", "", "2024"),
        (2024, "", "2024"),
        (20240531, "", "2024-05-31"),
        ("May 2024", "", "May 2024"),
        ("spring 2024", "", "spring 2024"),
        ("since independence", "", "since independence"),
        ("31/05/2024", "", "31/05/2024"),
        ("5.6.2024", "", "5.6.2024"),
        (date(2024, 5, 31), "yyyy-mm-dd", "2024-05-31"),
        (datetime.fromisoformat("2024-05-31 09:30"), "yyyy-mm-dd h:mm", "2024-05-31 09:30"),
        (date(2023, 11, 1), "mmm-yy", "2023-11"),
        (date(2024, 1, 1), "yyyy", "2024"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_shown(value, number_format, text):
    assert values.read_date(cell(value, number_format), date(2026, 3, 2)) == text


@pytest.mark.parametrize(
    ("value", "number_format", "code", "found"),
    [
        ("2024-02-31", "", "impossible", "'2024-02-31' names a day that does not exist."),
        ("05/06/2024", "", "ambiguous", "'05/06/2024' can mean 2024-05-06 or 2024-06-05."),
        ("2062-05-31", "", "in_future", "'2062-05-31' lies in the future."),
        (date(2062, 5, 31), "", "in_future", "'2062-05-31' lies in the future."),
        (2031, "", "in_future", "'2031' lies in the future."),
        ("2026-03-04", "", "in_future", "'2026-03-04' lies in the future."),
        # 2024 days after the 30th of December 1899.
        (
            date(1905, 7, 16),
            "yyyy-mm-dd",
            "unclear",
            "The cell shows the day 1905-07-16, which spreadsheets count as number 2024; the year "
            "2024 may be meant.",
        ),
        (
            date(2026, 11, 23),
            "d-mmm",
            "unclear",
            "The cell shows a day or month without a year and holds 2026-11-23; entries such as "
            "'Nov-23' are turned into such dates.",
        ),
        (
            45443,
            "",
            "unclear",
            "The cell holds the number 45443. As a day of a spreadsheet this is 2024-05-31.",
        ),
        (
            2024.05,
            "",
            "unclear",
            "The cell holds the number 2024.05, from which no date can be told.",
        ),
    ],
)
def test_a_date_in_doubt_is_told_with_what_it_may_be(value, number_format, code, found):
    problem = problem_of(values.read_date, cell(value, number_format), date(2026, 3, 2))
    assert (problem.code, problem.found) == (f"workbook.date_{code}", found)
    assert problem.remedy


@pytest.mark.parametrize("typed", ["2026-03", "2026-03-02", "2026-03-03", "2026"])
def test_what_has_begun_somewhere_does_not_lie_in_the_future(typed):
    assert values.read_date(cell(typed), date(2026, 3, 2)) == typed


@pytest.mark.parametrize("value", [time(9, 30), date(2024, 5, 31)])
def test_a_time_of_day_is_no_text_and_a_day_is_one(value):
    if isinstance(value, date):
        assert values.read_long_text(cell(value)) == "2024-05-31"
    else:
        assert problem_of(values.read_long_text, cell(value)).code == "workbook.moment_in_cell"


@pytest.mark.parametrize(
    ("length", "found"),
    [
        (10_001, "The text has 10001 characters."),
        (32_768, "The text has more than 32,767 characters."),
    ],
)
def test_a_long_text_is_told_with_its_length_as_far_as_it_is_known(length, found):
    problem = problem_of(values.read_long_text, cell("x" * length))
    assert problem.found.replace("10,001", "10001") == found


@given(
    st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        [
            "",
            "0",
            "0.00",
            "0%",
            "#,##0.0",
            "000",
            "[Red]0;-0",
            '"x"0',
            "yyyy",
            "0E+00",
            "0." + "0" * 5_000,
            "0" * 5_000,
        ]
    ),
)
def test_every_number_is_shown_as_some_text_in_any_format(number, number_format):
    assert shown_number(cell(number, number_format, Kind.NUMBER)).strip()

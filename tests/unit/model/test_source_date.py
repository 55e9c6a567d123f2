"""The date of a source is read as people write it, or the doubt is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.model.source_date import Doubt, WrittenDate, read_date


def span(first: tuple[int, ...], last: tuple[int, ...]) -> WrittenDate:
    return WrittenDate(date(*first), date(*last))


def day(*numbers: int) -> WrittenDate:
    return span(numbers, numbers)


YEAR = span((2024, 1, 1), (2024, 12, 31))
MAY = span((2024, 5, 1), (2024, 5, 31))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024", YEAR),
        ("2024-05", MAY),
        ("2024-05-31", day(2024, 5, 31)),
        ("2024-05-31T00:00:00", day(2024, 5, 31)),
        ("2024-05-31 00:00:00", day(2024, 5, 31)),
        ("20240531", day(2024, 5, 31)),
        ("2024/05/31", day(2024, 5, 31)),
        ("31.5.2024", day(2024, 5, 31)),
        ("5.6.2024", day(2024, 6, 5)),  # with dots, the day stands first
        ("31/05/2024", day(2024, 5, 31)),
        ("05/31/2024", day(2024, 5, 31)),  # there is no month 31
        ("05/05/2024", day(2024, 5, 5)),  # both readings are the same day
        ("05/2024", MAY),
        ("May 2024", MAY),
        (" 31  MAY 2024 ", day(2024, 5, 31)),
        ("31st of May, 2024", day(2024, 5, 31)),
        ("May 31, 2024", day(2024, 5, 31)),
        ("12-14 May 2024", day(2024, 5, 14)),
        ("Q2 2024", span((2024, 4, 1), (2024, 6, 30))),
        ("2024-Q4", span((2024, 10, 1), (2024, 12, 31))),
        ("1999-2004", span((1999, 1, 1), (2004, 12, 31))),
        ("2021 to 2023", span((2021, 1, 1), (2023, 12, 31))),
        ("2019-20", span((2019, 1, 1), (2020, 12, 31))),
        ("spring 2024", YEAR),
        ("mai 2024", YEAR),  # in a language whose months are not known, the year counts
        ("٢٠٢٤-٠٥", MAY),
        ("２０２４", YEAR),
        ("9999-12", span((9999, 12, 1), (9999, 12, 31))),
    ],
)
def test_what_people_write_is_read(text: str, found: WrittenDate) -> None:
    assert read_date(text) == found


@pytest.mark.parametrize(
    "text",
    ["2024-02-31", "31.02.2024 maybe", "31 February 2024", "2023-02-29", "2024-13", "32/01/2024",
     "2024-00-10", "0204-05-31", "0000", "99/99/2024"],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_told(text: str) -> None:
    assert read_date(text) == WrittenDate(doubt=Doubt.NO_SUCH_DAY)


@pytest.mark.parametrize(
    "text", ["sometime in spring", "", "n.d.", "45443", "12024", "31/2/24", "Report 45/2024"]
)
def test_what_names_no_year_is_not_guessed(text: str) -> None:
    assert read_date(text) == WrittenDate(doubt=Doubt.UNREADABLE)


@pytest.mark.parametrize("text", ["05/06/2024", "6-5-2024"])
def test_where_day_and_month_can_be_taken_for_each_other_both_readings_count(text: str) -> None:
    assert read_date(text) == WrittenDate(date(2024, 5, 6), date(2024, 6, 5), Doubt.AMBIGUOUS)


@given(st.dates(date(1800, 1, 1), date(9999, 12, 31)))
def test_every_day_in_iso_8601_is_read_as_itself(written: date) -> None:
    assert read_date(written.isoformat()) == WrittenDate(written, written)


@given(st.text() | st.text("0123456789-/. maytjnq"))
def test_whatever_is_written_either_a_day_is_found_or_a_doubt(text: str) -> None:
    found = read_date(text)
    assert (found.earliest is None) == (found.latest is None)
    assert found.latest is not None or found.doubt is not None
    if found.earliest is not None and found.latest is not None:
        assert found.earliest <= found.latest

"""A period has a beginning and an end however it is written, or is refused with what to write."""

from datetime import date

import pytest
from babel.dates import format_date

from assessment.locales.month_names import READ, month_names
from assessment.model.period import check_period, find_period, period_order
from tests.builders import an_assessment

WRITTEN = {
    (
        "2025-01-01",
        "2025-12-31",
    ): "2025|２０２５|٢٠٢٥|CY2025|calendar year 2025| 2025 ",
    ("2025-01-01", "2026-12-31"): "2025-2026|2025–2026|2025 to 2026|2025/26|2025/2026|2025-26",
    ("2025-10-01", "2025-12-31"): (
        "Q4 2025|2025-Q4|2025Q4|Q4/2025|4Q 2025|T4 2025|4th quarter of 2025|fourth quarter 2025"
        "|quarter 4, 2025|October to December 2025|Oct-Dec 2025|10/2025-12/2025"
    ),
    ("2025-10-01", "2026-03-31"): "Q4 2025 - Q1 2026|Q4 2025/Q1 2026|2025-10 to 2026-03",
    ("2025-01-01", "2025-06-30"): (
        "H1 2025|2025-H1|2025 H1|1H2025|S1 2025|first half of 2025|2025 (first half)|Q1-Q2 2025"
        "|January to June 2025|2025 Jan-Jun|2025-01/2025-06|2025-01 - 06|01/2025 - 06/2025"
        "|2025-01-01/2025-06-30|1 January to 30 June 2025|between January 2025 and June 2025"
    ),
    ("2025-06-01", "2025-06-30"): (
        "June 2025|JUNE 2025|Jun. 2025|2025 June|06/2025|6/2025|2025-06|2025/06|06.2025|2025M06"
        "|1-30 June 2025"
    ),
    ("2025-09-01", "2025-09-30"): "Sept 2025|Sep 2025|September, 2025",
    ("2025-06-30", "2025-06-30"): (
        "2025-06-30|30 June 2025|June 30, 2025|30th of June 2025|30.06.2025|30/06/2025"
    ),
    ("2025-06-01", "2025-06-12"): "June 1-12, 2025|1-12 June 2025|1 to 12 June 2025",
    ("2025-06-01", "2026-03-31"): (
        "June 2025 to March 2026|from June 2025 to March 2026|06/2025-03/2026|Jun 2025 – Mar 2026"
    ),
    ("2024-07-01", "2025-06-30"): "FY2025 (July 2024 to June 2025)|FY 2024/25 (07/2024-06/2025)",
}

IN_OTHER_LANGUAGES = {
    ("2026-06-01", "2026-06-30"): (
        "juin 2026|Juni 2026|junio de 2026|junho de 2026|jun. 2026|июнь 2026|июня 2026 года"
        "|июнь 2026 г.|июн. 2026|يونيو 2026|يونيو ٢٠٢٦|حزيران 2026|جوان 2026|2026 juin|JUIN 2026"
    ),
    (
        "2026-01-01",
        "2026-01-31",
    ): "janvier 2026|ene 2026|Jänner 2026|كانون الثاني 2026",
    (
        "2026-02-01",
        "2026-02-28",
    ): "févr. 2026|fevrier 2026|fevereiro de 2026|شباط 2026",
    ("2026-03-01", "2026-03-31"): "März 2026|Marz 2026|março de 2026|marzo de 2026|Machi 2026",
    ("2026-05-01", "2026-05-31"): "mai 2026|Mei 2026|mayo 2026|май 2026|ماي 2026",
    ("2026-08-01", "2026-08-31"): "août 2026|aout 2026|غشت 2026|Agosti 2026",
    ("2026-10-01", "2026-10-31"): "out. 2026|Okt. 2026|Oktoba 2026|تشرين الأول 2026|октября 2026",
    (
        "2026-12-01",
        "2026-12-31",
    ): "Dez. 2026|déc. 2026|dic 2026|Desemba 2026|كانون الاول 2026",
    ("2026-06-30", "2026-06-30"): (
        "30 juin 2026|30. Juni 2026|30 de junio de 2026|30 июня 2026 г.|30 يونيو 2026"
    ),
    ("2026-01-01", "2026-01-01"): "1er janvier 2026|1º de janeiro de 2026",
    ("2025-06-01", "2026-03-31"): (
        "juin 2025 à mars 2026|de junio de 2025 a marzo de 2026|Juni 2025 bis März 2026"
        "|von Juni 2025 bis März 2026|с июня 2025 по март 2026|Juni 2025 hadi Machi 2026"
        "|من يونيو 2025 إلى مارس 2026|junho de 2025 até março de 2026|juin 2025 – mars 2026"
    ),
    ("2026-01-01", "2026-06-30"): "janvier-juin 2026|enero a junio de 2026|январь – июнь 2026",
}
ALL_WRITTEN = [*WRITTEN.items(), *IN_OTHER_LANGUAGES.items()]


@pytest.mark.parametrize(
    ("text", "days"),
    [(text, days) for days, texts in ALL_WRITTEN for text in texts.split("|")],
)
def test_every_usual_writing_has_its_first_and_its_last_day(text: str, days: tuple[str, str]):
    found = find_period(text)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == days
    assert found.text == text.strip()
    assert check_period(text) == ()


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("", "missing", "The period is empty."),
        (" \u200b ", "missing", "The period is empty."),
        ("last year", "unknown", "names no year of four digits"),
        ("Q4 25", "unknown", "names no year of four digits"),
        ("H2", "unknown", "names no year of four digits"),
        ("early 2025", "unknown", "has no place in time"),
        ("summer 2025", "unknown", "has no place in time"),
        ("since 2025", "unknown", "has no place in time"),
        ("from 2025", "unknown", "has no place in time"),
        ("2025-", "unknown", "has no place in time"),
        ("2025-13", "unknown", "has no place in time"),
        ("2025-02-30", "unknown", "has no place in time"),
        ("Q5 2025", "unknown", "has no place in time"),
        ("05/06/2025", "ambiguous", "may be 2025-05-06 or 2025-06-05"),
        ("2010-11", "ambiguous", "may be 2010-01-01 to 2011-12-31 or 2010-11-01 to 2010-11-30"),
        ("FY2025", "ambiguous", "begins in another month from state to state"),
        ("fiscal year 2024/25", "ambiguous", "begins in another month from state to state"),
        ("mars-janvier 2026", "reversed", "ends before it begins"),
        # October in Croatian, November in Polish: neither is among the languages that are read.
        ("listopad 2026", "unknown", "has no place in time"),
        ("été 2026", "unknown", "has no place in time"),
        ("junior 2026", "unknown", "has no place in time"),
        ("juin", "unknown", "names no year of four digits"),
        ("2026-2025", "reversed", "ends before it begins"),
        ("Nov-Feb 2026", "reversed", "ends before it begins"),
    ],
)
def test_what_has_no_place_in_time_or_two_is_refused_with_what_to_write(text, code, found):
    assert find_period(text) is None
    (problem,) = check_period(text)
    assert problem.code == f"assessment.period_{code}"
    assert found in problem.found
    assert problem.remedy


@pytest.mark.parametrize("language", READ)
def test_every_month_of_every_language_that_is_read_is_found_in_full(language: str):
    names = [format_date(date(2026, month, 1), "LLLL", locale=language) for month in range(1, 13)]
    periods = [find_period(f"{name} 2026") for name in names]
    assert [found and found.first for found in periods] == [
        date(2026, month, 1) for month in range(1, 13)
    ]


def test_a_name_that_is_another_month_in_another_language_is_left_out():
    czech = month_names(("cs",))
    both = month_names(("cs", "hr"))
    assert (czech["listopad"], czech["leden"]) == (11, 1)
    assert "listopad" not in both
    assert both["leden"] == 1


def test_the_same_day_and_month_is_no_question():
    assert find_period("06/06/2025") is not None


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Q4 2025", "Q1 2026"),
        ("June 2025", "April 2026"),
        ("12/2025", "03/2026"),
        ("2025-H2", "H1 2026"),
        ("2025", "June 2026"),
        ("July 2024 to June 2026", "2025-2026"),
    ],
)
def test_the_one_that_begins_and_ends_earlier_is_before(earlier: str, later: str):
    first, second = an_assessment(period=earlier), an_assessment(period=later)
    assert first.is_before(second)
    assert not second.is_before(first)
    assert sorted((later, earlier), key=period_order) == [earlier, later]
    assert max(first, second, key=lambda one: one.order) == second


@pytest.mark.parametrize(
    ("one", "other"),
    [("2026", "H1 2026"), ("2026", "2026"), ("Q4 2025", "2025-Q4"), ("last year", "2026")],
)
def test_within_another_or_without_a_place_none_is_before(one: str, other: str):
    first, second = an_assessment(period=one), an_assessment(period=other)
    assert not first.is_before(second)
    assert not second.is_before(first)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Q4 2025", "2025-Q4", True),
        ("Last Year", "last  year", True),
        ("2025", "2026", False),
        ("FY2025", "FY2026", False),
    ],
)
def test_one_time_in_two_writings_is_one_period(one, other, is_same):
    first, second = an_assessment(period=one), an_assessment(period=other)
    assert (first.period_id == second.period_id) is is_same


def test_a_heading_says_its_days_and_one_without_a_place_in_time_says_none():
    heading = an_assessment(period="Q4 2025")
    assert (heading.begins, heading.ends) == (date(2025, 10, 1), date(2025, 12, 31))
    assert (an_assessment(period="FY25").begins, an_assessment(period="FY25").ends) == (None, None)


def test_periods_of_one_kind_without_a_place_in_time_stay_in_the_order_of_their_years():
    assert sorted(["FY2025", "2020", "FY2024"], key=period_order) == ["FY2024", "FY2025", "2020"]

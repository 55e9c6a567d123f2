"""A calendar file read back by the rules of RFC 5545 says what went in."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from assessment.exchange.calendar_file import CalendarEvent, write_calendar
from assessment.model.text import clean_text

MADE_AT = datetime(2026, 3, 2, 11, 30, tzinfo=timezone(timedelta(hours=2)))
EVENT = CalendarEvent("review-1@spca", date(2026, 12, 31), "Decide", "Who?", 3, (7, 1))
UNESCAPED = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n"}


def lines_of(content: bytes) -> list[tuple[str, str]]:
    """Names and values of the unfolded lines; parameters stay with the name."""
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    # Every folded line must be whole characters, and no line end stands alone.
    parts = [line.decode() for line in content.split(b"\r\n")]
    assert not any("\n" in part or "\r" in part for part in parts)
    text = content.decode().replace("\r\n ", "")
    return [tuple(line.split(":", 1)) for line in text.removesuffix("\r\n").split("\r\n")]


def value_of(content: bytes, name: str) -> str:
    values = [value for found, value in lines_of(content) if found == name]
    return re.sub(r"\\.", lambda match: UNESCAPED[match.group()], values[0])


@given(st.text(), st.text())
@example("Talvenor, 2026; T3: décider \\ now", "First line\nsecond, " + "مرحبا 😀" * 40)
def test_what_was_written_is_read_back_whatever_it_holds(title: str, description: str):
    event = CalendarEvent("review-1@spca", date(2026, 12, 31), title, description)
    content = write_calendar([event], MADE_AT)
    tabs = str.maketrans("\t", " ")
    assert value_of(content, "SUMMARY") == clean_text(title).translate(tabs)
    assert value_of(content, "DESCRIPTION") == clean_text(description).translate(tabs)


def test_a_day_lasts_until_the_next_one_and_is_stamped_in_utc():
    content = write_calendar([EVENT], MADE_AT)
    assert value_of(content, "UID") == "review-1@spca"
    assert value_of(content, "DTSTAMP") == "20260302T093000Z"
    assert value_of(content, "DTSTART;VALUE=DATE") == "20261231"
    assert value_of(content, "DTEND;VALUE=DATE") == "20270101"
    assert value_of(content, "SEQUENCE") == "3"


def test_reminders_stand_inside_their_event_which_stands_inside_the_calendar():
    names = [f"{n}:{v}" for n, v in lines_of(write_calendar([EVENT, EVENT], MADE_AT))]
    depth, seen = 0, []
    for line in names:
        depth -= line.startswith("END:")
        if line.startswith("BEGIN:"):
            seen.append((depth, line.removeprefix("BEGIN:")))
        depth += line.startswith("BEGIN:")
    assert depth == 0
    event = [(1, "VEVENT"), (2, "VALARM"), (2, "VALARM")]
    assert seen == [(0, "VCALENDAR"), *event, *event]
    assert [line for line in names if line.startswith("TRIGGER")] == [
        "TRIGGER:-P7D",
        "TRIGGER:-P1D",
    ] * 2


def test_an_empty_calendar_is_a_calendar():
    assert lines_of(write_calendar([], MADE_AT.astimezone(UTC)))[-1] == ("END", "VCALENDAR")

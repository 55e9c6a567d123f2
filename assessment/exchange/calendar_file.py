"""Calendar files (RFC 5545): days with reminders, for whatever calendar people use."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assessment.model.text import clean_text

CALENDAR_TYPE = "text/calendar"
_LONGEST_LINE = 75
"""Octets of a line without its end; longer ones are folded."""


@dataclass(frozen=True)
class CalendarEvent:
    """A day on which something is due.

    Attributes
    ----------
    uid
        Stays the same in every file, so that a calendar replaces the event and adds none.
    revision
        Grows with every change of the event.
    remind_before
        So many days before, each a reminder.
    """

    uid: str
    day: date
    title: str
    description: str
    revision: int = 0
    remind_before: Sequence[int] = ()


def write_calendar(events: Iterable[CalendarEvent], made_at: datetime) -> bytes:
    """Return a calendar file.

    Notes
    -----
    RFC 5545, sections 3.1 (folding), 3.3.11 (escaping), 3.6.1 (events), 3.6.6 (reminders).
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//spca//State Protection Capacity Assessment//EN",
        "CALSCALE:GREGORIAN",
        *(line for event in events for line in _event_lines(event, made_at)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event_lines(event: CalendarEvent, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.uid)}"
    yield f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{event.revision}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    # The end is the first day that no longer belongs to it.
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(event.title)}"
    yield f"DESCRIPTION:{_escaped(event.description)}"
    # It takes no time of the day away from anybody.
    yield "TRANSP:TRANSPARENT"
    for days in event.remind_before:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"TRIGGER:-P{days}D"
        yield f"DESCRIPTION:{_escaped(event.title)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    r"""Escape what would end a value.

    Examples
    --------
    >>> _escaped("Act; or not, by\nMarch")
    'Act\\; or not\\, by\\nMarch'
    """
    safe = clean_text(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return safe.replace("\n", "\\n").replace("\t", " ")


def _folded(line: str) -> bytes:
    """Fold a line at 75 octets, never within a character."""
    parts: list[bytes] = [b""]
    for char in line:
        octets = char.encode()
        # The space that begins a further line counts as well.
        room = _LONGEST_LINE - (1 if len(parts) > 1 else 0)
        if len(parts[-1]) + len(octets) > room:
            parts.append(b"")
        parts[-1] += octets
    return b"\r\n ".join(parts) + b"\r\n"

"""Shows what people typed exactly as they typed it: no formatting, no pictures, no links."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd
import streamlit as st

from assessment.exchange.csv_table import guard
from assessment.model.problem import Problem, Severity
from assessment.services.results import Download

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:&])")


def plain(text: str) -> str:
    r"""Escape a text for places that read Markdown, such as headings and messages.

    Examples
    --------
    >>> plain("![x](https://example.org)")
    '\\!\\[x\\]\\(https\\://example\\.org\\)'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def local_time(moment: datetime) -> str:
    """Return the time of day where the reader is."""
    return f"{_local(moment):%H:%M}"


def local_moment(moment: datetime, now: datetime) -> str:
    """Return the time of day where the reader is, with the day unless that is today."""
    is_today = _local(moment).date() == _local(now).date()
    return local_time(moment) if is_today else local_day(moment)


def local_day(moment: datetime) -> str:
    """Return day and time of day where the reader is."""
    return f"{_local(moment):%d %B %Y, %H:%M}"


def show_problems(problems: Iterable[Problem]) -> None:
    """Show problems as a list, errors before warnings."""
    in_order = sorted(problems, key=lambda problem: problem.severity is Severity.WARNING)
    for problem in in_order:
        show = st.error if problem.is_error else st.warning
        show(plain(str(problem)))


def _local(moment: datetime) -> datetime:
    try:
        return moment.astimezone(ZoneInfo(st.context.timezone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return moment


def show_table(table: pd.DataFrame) -> None:
    """Show a table whose headings and first column may hold what people typed.

    The table has a download of its own in the browser, which writes what is shown;
    so what a spreadsheet would run gets an apostrophe in front.
    """
    safe = table.rename(columns=guard)
    first = safe.columns[0]
    st.dataframe(safe.assign(**{first: safe[first].map(guard)}), hide_index=True)


EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw_download(label: str, make: Callable[[], Download], file_type: str, name: str) -> None:
    """Draw a button that makes the file at the click, so that no copy waits in memory."""
    st.download_button(
        label,
        data=lambda: make().content,
        file_name=name,
        mime=file_type,
        icon=":material/download:",
        on_click="ignore",
    )

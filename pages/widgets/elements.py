"""What several screens draw alike: texts as they were typed, problems, choices, tables, downloads.

What people typed is shown exactly as they typed it: no formatting, no pictures, no links.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd
import streamlit as st

from assessment.exchange.csv_table import guard
from assessment.locales import formats, mark
from assessment.locales import gettext as _
from assessment.model.problem import Problem, Severity
from assessment.model.questionnaire import Dimension, by_id
from assessment.services.context import Download, Opened
from assessment.services.report import Form

EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REPORT_TYPES: dict[Form, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_DIMENSION = "dimension"
_SPECIAL = re.compile(r"[\\`*_\[\]<>|$~]|&(?=[#\w])")
"""What begins something in Markdown wherever it stands."""
_FIRST = re.compile(r"^(\d*)([#+\-=.)])")
"""What begins something at the start of a line: headings, lists."""
_MADE_LATER = re.compile(
    r":(?=//)|:(?=[A-Za-z:])|:(?=[\w+/-]+:)"  # addresses, directives, emoji and icons
    r"|(?<![\w.])w(?=ww\.)|@(?=[\w-]+\.)"  # addresses without a scheme, of sites and of people
    r"|(?<!\S)(?:-(?=-|\\>)|\\[<>~](?=[=-]))",  # arrows, dashes and signs of comparison
    re.IGNORECASE,
)
"""What Streamlit looks for in the finished text, where escaping does not help."""
_JOINER = "\u2060"


@lru_cache(4096)
def plain(text: str) -> str:
    r"""Escape a text for places that read Markdown, such as headings and messages.

    Only what could begin something is escaped, because the name that a check box has for a
    screen reader keeps each backslash. Addresses, signs and symbols that Streamlit makes of
    finished text are broken by a joiner that takes no room.

    Examples
    --------
    >>> plain("A plain sentence (of law), 5 - 10.")
    'A plain sentence (of law), 5 - 10.'
    >>> plain("![x](https://example.org)")
    '!\\[x\\](https:\u2060//example.org)'
    """
    line = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    line = _FIRST.sub(r"\1\\\2", line)
    return _MADE_LATER.sub(lambda found: found[0] + _JOINER, line)


def initially(key: str, value: object) -> str:
    """Return the key of a widget that shows a value until it is changed.

    The value is not given to the widget itself, so that it can be set again: see
    `pages.widgets.session.choose_language`.
    """
    st.session_state.setdefault(key, value)
    return key


def restated(key: str, value: object) -> str:
    """Return the key of a choice whose words change, as those with a count in them do.

    The browser knows a choice by its words: a tab that holds those of before gives the choice up,
    unless every drawing says again which one it is.
    """
    st.session_state[key] = st.session_state.get(key) or value
    return key


def confidence_name(confidence: str) -> str:
    """Name how sure somebody is, as a choice."""
    return _({"high": mark("High"), "medium": mark("Medium"), "low": mark("Low")}[confidence])


def draw_list(sentences: Iterable[str]) -> None:
    """Draw sentences as a list."""
    if lines := [f"- {plain(sentence)}" for sentence in sentences]:
        st.markdown("\n".join(lines))


def draw_texts(sentences: Iterable[str]) -> None:
    """Draw sentences as a list of texts: an address in them can be copied, and leads nowhere."""
    for sentence in sentences:
        st.text(f"• {sentence}")


def local_moment(moment: datetime, now: datetime) -> str:
    """Return the time of day where the reader is, with the day unless that is today."""
    is_today = _local(moment).date() == _local(now).date()
    return formats.time_of_day(_local(moment)) if is_today else local_day(moment)


def local_day(moment: datetime) -> str:
    """Return day and time of day where the reader is."""
    return formats.moment(_local(moment))


def _local(moment: datetime) -> datetime:
    try:
        return moment.astimezone(ZoneInfo(st.context.timezone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return moment


def show_problems(problems: Iterable[Problem]) -> None:
    """Show problems as a list, errors before warnings."""
    in_order = sorted(problems, key=lambda problem: problem.severity is Severity.WARNING)
    for problem in in_order:
        show = st.error if problem.is_error else st.warning
        show(plain(str(problem)))


def show_table(table: pd.DataFrame) -> None:
    """Show a table whose headings and first column may hold what people typed.

    The table has a download of its own in the browser, which writes what is shown;
    so what a spreadsheet would run gets an apostrophe in front.
    """
    safe = table.rename(columns=guard)
    first = safe.columns[0]
    st.dataframe(safe.assign(**{first: safe[first].map(guard)}), hide_index=True)


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


def dimension_progress(dimension: Dimension, done: frozenset[str]) -> str:
    """Name a dimension with how many of its indicators are done."""
    ids = {indicator.id for indicator in dimension.indicators}
    return f"{dimension.name} {formats.whole(len(done & ids))}/{formats.whole(len(ids))}"


def choose_dimension(
    opened: Opened,
    key: str,
    *,
    name: Callable[[Dimension], str] = lambda dimension: dimension.name,
    in_address: bool = False,
    on_change: Callable[[], None] | None = None,
) -> Dimension:
    """Draw the choice of a dimension and return it.

    Parameters
    ----------
    in_address
        Whether it stands in the address of the page, so that a link can name it.
    """
    known = by_id(opened.framework.questionnaire.dimensions)
    asked = st.query_params.get(_DIMENSION, "") if in_address else ""
    # A page that was left and comes back shows the dimension that was open.
    last = st.session_state.get(f"{key}:last", next(iter(known)))
    chosen = st.pills(
        _("Dimension"),
        list(known),
        format_func=lambda id_: name(known[id_]),
        required=True,
        key=restated(key, asked if asked in known else last),
        on_change=on_change,
    )
    st.session_state[f"{key}:last"] = str(chosen)
    if in_address:
        st.query_params[_DIMENSION] = str(chosen)
    return known[str(chosen)]

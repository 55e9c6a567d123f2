"""What is said of the headings of a table: missing, repeated, unread, read in another spelling."""

import difflib
from collections.abc import Mapping, Sequence

from assessment.exchange.sheets import shorten
from assessment.exchange.wide_grid import Grid
from assessment.exchange.wide_headings import code_of, key_of
from assessment.model.problem import Problem, Severity

PUBLISHED = "published:"
_WHERE = "Headings"
_MOST_NAMED = 10
_ENOUGH_NAMES = 3


def twice(heading: str) -> Problem:
    """Tell that one heading stands there more than once."""
    return Problem(
        "table.column_repeated",
        _WHERE,
        f"The column '{heading}' is there more than once.",
        "Keep one of them; capital and small letters count as the same.",
    )


def several(heading: str, named: Sequence[str]) -> Problem:
    """Tell that several columns could be the one that is sought."""
    return Problem(
        "table.column_ambiguous",
        _WHERE,
        f"Each of these columns could be '{heading}': {_list(named)}.",
        f"Name the right one '{heading}'.",
    )


def respelled(pairs: Sequence[tuple[str, str]]) -> Problem:
    """Tell which columns were found under another spelling of their headings."""
    read = [f"'{shorten(found)}' as '{sought}'" for found, sought in pairs[:_MOST_NAMED]]
    return Problem(
        "table.heading_respelled",
        _WHERE,
        f"Read in another spelling: {', '.join(read)}{_more(pairs)}.",
        "Look whether these are the right columns; else correct the headings.",
        severity=Severity.WARNING,
    )


def missing(names: Mapping[str, str], free: Sequence[str], turned: str) -> Problem:
    """Tell which columns are missing, what resembles them, and whether the table is turned.

    Parameters
    ----------
    names
        Heading to another heading under which the same is found, or to itself.
    free
        Headings that nothing was read from.
    turned
        Heading of a column that names measures in its cells; empty where none does.
    """
    remedy = "Add each, with empty cells where nothing is known, or correct its heading."
    if turned:
        remedy = (
            f"The cells of '{shorten(turned)}' name measures, so the table has a row for each. "
            "Turn it: a row for each state and period, a column for each measure; in a "
            "spreadsheet program a pivot table does it."
        )
    shown = [f"'{one}'" if one == two else f"'{one}' (or '{two}')" for one, two in names.items()]
    return Problem(
        "table.column_missing",
        _WHERE,
        f"These columns are missing: {', '.join(shown[:_MOST_NAMED])}{_more(shown)}.",
        remedy,
        _resembling(list(names), free),
    )


def names_in_cells(grid: Grid, names: Mapping[str, str]) -> str:
    """Return the heading of a column whose cells name measures; empty where none does."""
    sought = {code_of(name) or key_of(name) for name in (*names, *names.values())}
    for column, heading in enumerate(grid.headings):
        texts = {row[column] for row in grid.rows if isinstance(row[column], str)}
        named = {code_of(str(text)) or key_of(str(text)) for text in texts}
        if len(named & sought) >= _ENOUGH_NAMES:
            return heading or f"column {column + 1}"
    return ""


def unread(headings: Sequence[str]) -> Problem:
    """Tell which columns nothing was read from."""
    return Problem(
        "table.column_unknown",
        _WHERE,
        f"Nothing was read from {_list(headings)}.",
        "Correct the heading if one of them was meant to be a measure.",
        severity=Severity.WARNING,
    )


def no_node(sought: str, nodes: Sequence[str]) -> Problem:
    """Tell that a published value belongs to no node."""
    by_key = {key_of(node): node for node in nodes}
    near = difflib.get_close_matches(sought, by_key, n=1)
    return Problem(
        "table.published_unknown",
        f"Column '{PUBLISHED}{shorten(sought)}'",
        "The index has no such node.",
        f"Did you mean '{PUBLISHED}{by_key[near[0]]}'?" if near else "Correct the name.",
    )


def _resembling(headings: Sequence[str], free: Sequence[str]) -> str:
    by_key = {key_of(heading): heading for heading in free}
    near = {h: difflib.get_close_matches(key_of(h), by_key, n=1) for h in headings}
    pairs = [f"'{shorten(by_key[k[0]])}' resembles '{h}'" for h, k in near.items() if k]
    return f"{'; '.join(pairs[:_MOST_NAMED])}." if pairs else ""


def _list(headings: Sequence[str]) -> str:
    return ", ".join(f"'{shorten(h)}'" for h in headings[:_MOST_NAMED]) + _more(headings)


def _more(these: Sequence[object]) -> str:
    more = len(these) - _MOST_NAMED
    return f" and {more} more" if more > 0 else ""

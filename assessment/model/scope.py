"""The scope sheet: who and what the statements of an assessment speak about, settled first."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from assessment.model.answer import Origin
from assessment.model.text import clean_text

SCOPE = "scope"
"""Names the sheet where other things have the id of an indicator or a flag."""
NONE = "none"
"""The only entry of a list when somebody looked and there is nothing to put on it."""


def split_entries(text: str) -> tuple[str, ...]:
    r"""Return the entries of a list as people write it: one a line, or with semicolons between.

    Examples
    --------
    >>> split_entries("Group A;  Group B\n\nHill  people")
    ('Group A', 'Group B', 'Hill people')
    """
    lines = clean_text(text).replace(";", "\n").split("\n")
    return tuple(entry for line in lines if (entry := " ".join(line.split())))


@dataclass(frozen=True)
class Scope:
    """What a scope sheet says; an empty list was not filled in, one with `NONE` is truly empty.

    Names of groups can endanger people, so aliases such as "Group A" are as good
    as names. They are kept as they were written. No entry holds a line break or a
    semicolon, so every list survives a text box and the cell of a workbook.

    Attributes
    ----------
    government
        Who counts as government: bodies and those who act on their orders.
    groups
        The main groups.
    held_by_others
        Territory that the state does not hold: place, and what kind of power holds it.
    not_reached
        Where the assessor could not go.
    """

    government: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    groups_at_risk: tuple[str, ...] = ()
    areas_at_risk: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    held_by_others: tuple[str, ...] = ()
    not_reached: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Clean every entry; what a text box would make two entries of is two entries."""
        for name, entries in self.lists.items():
            cleaned = tuple(part for entry in entries for part in split_entries(entry))
            object.__setattr__(self, name, cleaned)

    @property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """Every list by its name, in the order of the sheet."""
        return {name: getattr(self, name) for name in SCOPE_LISTS}

    @property
    def filled(self) -> tuple[str, ...]:
        """Names of the lists in which something is written, be it that there is nothing."""
        return tuple(name for name, entries in self.lists.items() if entries)

    @property
    def is_complete(self) -> bool:
        """Whether every list is filled in."""
        return len(self.filled) == len(SCOPE_LISTS)

    def named(self, name: str) -> tuple[str, ...]:
        """Return the entries of a list; empty also where there is nothing to put on it.

        Examples
        --------
        >>> Scope(not_reached=("none",)).named("not_reached")
        ()
        """
        entries = self.lists[name]
        return () if entries == (NONE,) else entries


SCOPE_LISTS = tuple(field.name for field in fields(Scope))
"""Names of the lists, in the order of the sheet."""
RESTRICTED_LISTS = ("groups", "groups_at_risk", "areas_at_risk")
"""Lists that could lead to people who are in danger; handed on only when asked for."""


@dataclass(frozen=True)
class RecordedScope:
    """A scope sheet as it was recorded; every change makes a new revision.

    Attributes
    ----------
    revision
        Counted from 1.
    """

    scope: Scope
    revision: int
    person_name: str
    origin: Origin
    recorded_at: datetime

"""What people chose among the options of an assessment: options rejected, and options added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from assessment.model.text import Cleaned

ADDED_PREFIX = "A-"
"""Begins the id of every option that somebody added to one assessment."""
CHOSEN = "choice"
"""The name in `StaleWrite` that something was chosen in between."""
ChoiceKind = Literal["rejected", "taken_back", "added"]


@dataclass(frozen=True)
class Choice(Cleaned):
    """An option that was rejected, a rejection that was taken back, or an option that was added.

    Attributes
    ----------
    option_id
        Of a programme, or of an added option; that of a new one is given when it is added.
    name, what, said_by
        Of an added option: what it is called, what is done, and who proposes it.
    reason
        Why; every kind says it.
    """

    kind: ChoiceKind
    option_id: str = ""
    reason: str = ""
    name: str = ""
    what: str = ""
    said_by: str = ""


@dataclass(frozen=True)
class RecordedChoice:
    """A choice as it was stored; ``number`` counts the choices of an assessment."""

    choice: Choice
    number: int
    person_name: str
    recorded_at: datetime


@dataclass(frozen=True)
class Choices:
    """Everything that was ever chosen in an assessment, older entries first."""

    entries: tuple[RecordedChoice, ...] = ()

    @cached_property
    def rejected(self) -> Mapping[str, RecordedChoice]:
        """Option id to its rejection, for those that are rejected now."""
        newest = {one.choice.option_id: one for one in self.entries if one.choice.kind != "added"}
        return {id_: one for id_, one in newest.items() if one.choice.kind == "rejected"}

    @property
    def added(self) -> tuple[RecordedChoice, ...]:
        """The options that no list has."""
        return tuple(one for one in self.entries if one.choice.kind == "added")

    @property
    def n_seen(self) -> int:
        """How many entries there are."""
        return len(self.entries)

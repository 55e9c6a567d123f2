"""Merges what came back from the field with what was answered meanwhile; pure, and shown first.

Three versions of each answer meet: the one that was exported, the one in the
workbook, and the current one. A field of the workbook counts only where it is
filled and differs from what was exported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from assessment.model.answer import Answer, Evidence, FlagEntry

Kind = Literal["added", "changed", "conflict"]
# These three belong together: a level of one version with the reason of another says nothing.
_VERDICT = ("status", "level", "reason")


@dataclass(frozen=True)
class AnswerChange:
    """What an import would do to one answer.

    Attributes
    ----------
    kind
        ``conflict`` when the answer was changed here as well since the export;
        a person then chooses.
    revision
        The revision of the current answer, 0 for none.
    """

    kind: Kind
    before: Answer
    after: Answer
    revision: int
    where: str

    @property
    def id(self) -> str:
        """The indicator, as the name of this change."""
        return self.after.indicator_id

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that would change."""
        return tuple(
            name
            for name in Answer.__dataclass_fields__
            if getattr(self.before, name) != getattr(self.after, name)
        )


@dataclass(frozen=True)
class FlagChange:
    """What an import would do to one context flag."""

    kind: Kind
    before: FlagEntry | None
    after: FlagEntry
    where: str

    @property
    def id(self) -> str:
        """The flag, as the name of this change."""
        return self.after.flag_id


@dataclass(frozen=True)
class EvidenceChange:
    """What an import would do with one evidence row.

    Attributes
    ----------
    replaces
        Id of the entry that is withdrawn in favour of the new one; empty when
        the entry is new.
    """

    after: Evidence
    replaces: str
    where: str


def merge_answer(
    exported: Answer, given: Mapping[str, Any], current: Answer, revision: int, where: str
) -> AnswerChange | None:
    """Return what the workbook changes in one answer; ``None`` for nothing."""
    changed = {name: value for name, value in given.items() if value != getattr(exported, name)}
    after = replace(current, **_whole_verdict(changed, given, exported))
    if after == current:
        return None
    moved = {
        name
        for name in Answer.__dataclass_fields__
        if getattr(current, name) != getattr(exported, name)
    }
    touched = {name for name in changed if changed[name] != getattr(current, name)}
    if set(_VERDICT) & touched:
        touched |= set(_VERDICT)
    if moved & touched:
        return AnswerChange("conflict", current, after, revision, where)
    return AnswerChange("changed" if revision else "added", current, after, revision, where)


def _whole_verdict(
    changed: Mapping[str, Any], given: Mapping[str, Any], exported: Answer
) -> dict[str, Any]:
    """Take status, level and reason together as soon as the workbook changes one of them."""
    taken = dict(changed)
    if set(_VERDICT) & set(changed):
        taken |= {name: given.get(name, getattr(exported, name)) for name in _VERDICT}
    return taken


def merge_flag(
    entry: FlagEntry, exported: FlagEntry | None, current: FlagEntry | None, where: str
) -> FlagChange | None:
    """Return what the workbook changes in one context flag; ``None`` for nothing."""
    if entry in (exported, current):
        return None
    if current is None:
        return FlagChange("added", None, entry, where)
    return FlagChange("changed" if current == exported else "conflict", current, entry, where)


def merge_evidence(
    entry: Evidence, current: tuple[Evidence, ...], where: str
) -> EvidenceChange | None:
    """Return what an evidence row changes; ``None`` when the same entry is there already.

    Raises
    ------
    LookupError
        If the row was exported with an entry that has been withdrawn since.
    """
    content = replace(entry, id="")
    if any(replace(known, id="") == content for known in current):
        return None
    if entry.id and entry.id not in {known.id for known in current}:
        raise LookupError(entry.id)
    return EvidenceChange(content, entry.id, where)

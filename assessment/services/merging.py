"""What a filled workbook changes: its cells, what it was made with, and what is here now.

Three versions of each answer, source, circumstance and scope sheet meet. A field of the
workbook counts only where it is filled and differs from what was exported. Where both sides
changed the same, a person decides; a team that corrects its own copy is no conflict.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Literal

from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.answer import Answer, Evidence, FlagEntry
from assessment.model.assessment import Record
from assessment.model.checks import check_answer, check_evidence, check_flag, check_scope
from assessment.model.imports import FileImport
from assessment.model.problem import Problem, Severity, about, errors_in
from assessment.model.rating import AgreedAnswer
from assessment.model.scope import SCOPE, Scope
from assessment.reporting.terms import field_words
from assessment.services.answers import changed_consensus
from assessment.services.context import Context, Opened

if TYPE_CHECKING:
    # Loading the workbook library takes longer than most visits need.
    from assessment.exchange.field_workbook.returned import (
        AnswerRow,
        EvidenceRow,
        FlagRow,
        ScopeRows,
    )

Kind = Literal["added", "changed", "conflict"]
# These three belong together: a level of one version with the reason of another says nothing.
_LEVEL = ("status", "level", "reason")
# Titles that are more alike than this are two spellings of one, if nothing speaks against it.
_ALIKE = 0.6


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
    agreed
        What the team agreed on, where this would change it: a conflict as well, and
        whoever takes it says why.
    here_by
        Who gave the answer that is here now; empty before the first.
    """

    kind: Kind
    before: Answer
    after: Answer
    revision: int
    where: str
    agreed: AgreedAnswer | None = None
    here_by: str = ""

    @property
    def id(self) -> str:
        """The indicator, as the name of this change."""
        return self.after.indicator_id

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that would change."""
        return _differing(self.before, self.after)


@dataclass(frozen=True)
class FlagChange:
    """What an import would do to one context flag; ``revision`` as for answers."""

    kind: Kind
    before: FlagEntry | None
    after: FlagEntry
    where: str
    revision: int = 0

    @property
    def id(self) -> str:
        """The flag, as the name of this change."""
        return self.after.flag_id

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that would change."""
        return _differing(self.before or FlagEntry(self.id, ""), self.after)


@dataclass(frozen=True)
class ScopeChange:
    """What an import would do to the scope sheet; ``revision`` as for answers."""

    kind: Kind
    before: Scope
    after: Scope
    revision: int
    where: str

    @property
    def id(self) -> str:
        """The name of this change."""
        return SCOPE

    @property
    def lists(self) -> tuple[str, ...]:
        """Names of the lists that would change."""
        after = self.after.lists
        return tuple(name for name, entries in self.before.lists.items() if entries != after[name])


@dataclass(frozen=True)
class EvidenceChange:
    """What an import would do with one source.

    Attributes
    ----------
    id
        The question and the number of the change within it, as the name of this change.
    before
        The source as it is here now; ``None`` for a new one, and for one that was withdrawn
        here while the workbook changed it, which is a conflict.
    replaces
        Id of the entry that is withdrawn in favour of the new one; empty when there is none.
    """

    id: str
    kind: Kind
    before: Evidence | None
    after: Evidence
    where: str
    replaces: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that would change; who may see it stands first."""
        about = self.after.indicator_id
        before = replace(self.before, id="") if self.before else Evidence(about, "")
        changed = _differing(before, replace(self.after, id=""))
        if self.before is None and "protection" not in changed:
            changed = (*changed, "protection")
        return tuple(sorted(changed, key=lambda name: name != "protection"))


Change = AnswerChange | FlagChange | ScopeChange | EvidenceChange


def _differing(before: Any, after: Any) -> tuple[str, ...]:  # noqa: ANN401 - two of one dataclass
    names = (field.name for field in fields(before))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


@dataclass(frozen=True)
class Team:
    """Whose workbook it is: what copies of one export share, who filled it in, and for whom."""

    copy_id: str = ""
    filled_by: str = ""
    filled_for: str = ""

    def gave(self, earlier: FileImport) -> bool:
        """Whether an earlier import was this team's own copy; unnamed teams never are."""
        return any(self._who) and earlier.team == self._who and self.shares_copy(earlier)

    @property
    def key(self) -> tuple[str, str, str] | None:
        """What copies of one team share; ``None`` where nobody can tell, as it is not named."""
        return (self.copy_id, *self._who) if self.copy_id and any(self._who) else None

    @property
    def _who(self) -> tuple[str, str]:
        return self.filled_by.strip().casefold(), self.filled_for.strip().casefold()

    def shares_copy(self, earlier: FileImport) -> bool:
        """Whether an earlier import was a copy of the same exported workbook."""
        return bool(self.copy_id) and earlier.copy_id == self.copy_id and not earlier.undone


def merge_answer(
    exported: Answer, given: Mapping[str, Any], current: Answer, revision: int, where: str
) -> AnswerChange | None:
    """Return what the workbook changes in one answer; ``None`` for nothing."""
    changed = {name: value for name, value in given.items() if value != getattr(exported, name)}
    after = replace(current, **_whole_level(changed, given, exported))
    if after == current:
        return None
    moved = set(_differing(current, exported))
    touched = {name for name in changed if changed[name] != getattr(current, name)}
    if set(_LEVEL) & touched:
        touched |= set(_LEVEL)
    if moved & touched:
        return AnswerChange("conflict", current, after, revision, where)
    return AnswerChange("changed" if revision else "added", current, after, revision, where)


def given_answer(exported: Answer, given: Mapping[str, Any]) -> Answer | None:
    """Return the answer of whoever filled the workbook in; ``None`` where nothing was changed."""
    changed = {name: value for name, value in given.items() if value != getattr(exported, name)}
    return replace(exported, **_whole_level(changed, given, exported)) if changed else None


def _whole_level(
    changed: Mapping[str, Any], given: Mapping[str, Any], exported: Answer
) -> dict[str, Any]:
    """Take status, level and reason together as soon as the workbook changes one of them."""
    taken = dict(changed)
    if set(_LEVEL) & set(changed):
        taken |= {name: given.get(name, getattr(exported, name)) for name in _LEVEL}
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


def merge_scope(
    exported: Scope | None,
    given: Mapping[str, tuple[str, ...]],
    current: Scope,
    revision: int,
    where: str,
) -> ScopeChange | None:
    """Return what the workbook changes in the scope sheet, list by list; ``None`` for nothing."""
    before = (exported or Scope()).lists
    changed = {name: entries for name, entries in given.items() if entries != before[name]}
    after = replace(current, **changed)
    if after == current:
        return None
    now = current.lists
    touched = (name for name in changed if changed[name] != now[name])
    if any(now[name] != before[name] for name in touched):
        return ScopeChange("conflict", current, after, revision, where)
    return ScopeChange("changed" if revision else "added", current, after, revision, where)


def merge_evidence(
    entry: Evidence, exported: Evidence | None, current: Evidence | None
) -> tuple[Kind, Evidence] | None:
    """Return what the workbook makes of a source that it was exported with; ``None`` for nothing.

    Parameters
    ----------
    entry
        The source as the workbook has it.
    exported
        As it was when the workbook was made; ``None`` if that is not known.
    current
        The entry itself, or the one that took its place; ``None`` if it was withdrawn.
    """
    if current is None:
        return "conflict", replace(entry, id="")
    base = exported or current
    given = set(_differing(replace(base, id=""), replace(entry, id="")))
    here = set(_differing(replace(base, id=""), replace(current, id="")))
    taken = {name: getattr(entry, name) for name in given}
    after = replace(current, **taken, id="")
    if after == replace(current, id=""):
        return None
    clash = {name for name in given & here if getattr(current, name) != getattr(entry, name)}
    return ("conflict" if clash else "changed"), after


def find_correction(new: Evidence, earlier: Iterable[Evidence]) -> Evidence | None:
    """Return the earlier source that a new one most likely corrects; ``None`` for none.

    It must be about the same question and have the same link, or a title that is nearly the same.
    """
    alike = (
        (_likeness(new, entry), entry)
        for entry in earlier
        if entry.indicator_id == new.indicator_id
    )
    best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] > _ALIKE else None


def _likeness(one: Evidence, other: Evidence) -> float:
    same_link = bool(one.link) and one.link == other.link
    ratio = SequenceMatcher(None, one.title.casefold(), other.title.casefold()).ratio()
    return 1.0 + ratio if same_link else ratio


class Merging:
    """One return from the field against one record.

    Attributes
    ----------
    problems
        Grows while the rows are gone through.
    given
        The answers of whoever filled the workbook in, where it differs from what was exported.
    record, imports
        What is here now, and the workbooks that were taken in before.

    Parameters
    ----------
    checksum
        That of the file. If it was taken in before and its team has sent a corrected copy since,
        what the copy brought stands: the same file again says nothing new.
    """

    def __init__(
        self, context: Context, opened: Opened, record: Record, team: Team, checksum: str = ""
    ) -> None:
        self._context = context
        self._opened = opened
        self.record = record
        self._team = team
        self._questionnaire = opened.framework.questionnaire
        self.imports = context.store.imports(opened.assessment.id)
        places = [
            place
            for place, one in enumerate(self.imports)
            if checksum and one.file_checksum == checksum and not one.undone
        ]
        self._own = tuple(self.imports[place] for place in places)
        later = self.imports[places[-1] + 1 :] if places else ()
        self._corrections = tuple(one for one in later if team.gave(one))
        self.problems: list[Problem] = []
        self.given: list[Answer] = []

    def answers(self, rows: Iterable["AnswerRow"]) -> Iterator[AnswerChange]:
        """Yield what the workbook changes in the answers."""
        for row in rows:
            if row.waits:
                continue
            change = self._answer(row)
            if change is None:
                continue
            cells, where = row.cells, change.where
            found = check_answer(
                change.after,
                self._questionnaire,
                lambda name, cells=cells, where=where: cells.get(name, where),
            )
            self.problems.extend(about(row.indicator_id, found))
            if not errors_in(found):
                yield change

    def _answer(self, row: "AnswerRow") -> AnswerChange | None:
        current = self.record.answer(row.indicator_id)
        revision = self.record.revision(row.indicator_id)
        exported = self._exported(row.indicator_id, row.base_revision)
        where = row.cells.get("level") or next(iter(row.cells.values()), row.indicator_id)
        given = self._held(row) if row.still_holds else row.given
        own = given_answer(exported, given)
        if own is not None and not errors_in(check_answer(own, self._questionnaire)):
            self.given.append(own)
        self.problems.extend(self._put_back(row, exported, current))
        change = merge_answer(exported, given, current, revision, where)
        if change is None:
            return None
        change = replace(change, here_by=self._author(change))
        agreed = self._agreed(change.after)
        if agreed is not None:
            return replace(change, kind="conflict", agreed=agreed)
        brought = self._brought(change)
        if brought is not None and brought in self._corrections:
            return None
        if change.kind == "conflict" and brought is not None and self._team.gave(brought):
            return replace(change, kind="changed")
        return change

    def _put_back(self, row: "AnswerRow", exported: Answer, current: Answer) -> Iterator[Problem]:
        """Yield a warning where a later copy of a team says again what it was made with.

        It may be a correction or a part that nobody filled in; which, only the team knows.
        """
        brought = self._came_with(row.indicator_id, self.record.revision(row.indicator_id))
        if brought is None or brought in self._own or not self._team.gave(brought):
            return
        given = [name for name, value in row.given.items() if value == getattr(exported, name)]
        put_back = [name for name in given if getattr(exported, name) != getattr(current, name)]
        if put_back:
            place = row.cells.get(put_back[0], row.indicator_id)
            yield _said_as_before(place, row.indicator_id, put_back, brought)

    def _brought(self, change: AnswerChange) -> FileImport | None:
        """Return the import that brought the answer that is here now."""
        return self._came_with(change.id, change.revision)

    def _came_with(self, indicator_id: str, revision: int) -> FileImport | None:
        found = (one for one in self.imports if one.answers.get(indicator_id) == revision)
        return next(found, None)

    def _author(self, change: AnswerChange) -> str:
        recorded = self.record.answers.get(change.id)
        brought = self._brought(change)
        if recorded is None:
            return ""
        return (brought and (brought.filled_by or brought.filled_for)) or recorded.person_name

    def _agreed(self, after: Answer) -> AgreedAnswer | None:
        """Return what the team agreed on, if an answer of the workbook would change it."""
        if not self.record.answer(after.indicator_id).is_answered:
            return None
        history = self._context.store.history(self._opened.assessment.id, after.indicator_id)
        return changed_consensus(history, after)

    def _exported(self, indicator_id: str, revision: int) -> Answer:
        """Return the answer as it was when the workbook was made."""
        if revision == self.record.revision(indicator_id):
            return self.record.answer(indicator_id)
        assessment_id = self._opened.assessment.id
        history = self._context.store.history(assessment_id, indicator_id)
        found = (one.answer for one in history if one.revision == revision and not one.is_carried)
        return next(found, Answer(indicator_id))

    def _held(self, row: "AnswerRow") -> Mapping[str, Any]:
        """Return what a row gives that lets the last round hold; what was typed beside it wins."""
        place = row.still_holds
        carried = self._carried(row.indicator_id)
        if carried is None:
            self.problems.append(_nothing_carried(place))
            return row.given
        held = {name: value for name, value in vars(carried).items() if name != "indicator_id"}
        other = [name for name, value in row.given.items() if value != held[name]]
        if other:
            self.problems.append(_held_and_changed(place, other))
        if set(_LEVEL) & set(other):
            held["reason"] = ""  # it is the reason of another level
        return {**held, **row.given}

    def _carried(self, indicator_id: str) -> Answer | None:
        """Return the answer of the last round, be it that somebody has looked at it since."""
        history = self._context.store.history(self._opened.assessment.id, indicator_id)
        return next((recorded.answer for recorded in history if recorded.is_carried), None)

    def evidence(self, rows: Iterable["EvidenceRow"]) -> Iterator[EvidenceChange]:
        """Yield what the workbook changes in the evidence."""
        sound = list(self._sound(rows))
        said = {replace(row.evidence, id="") for row in sound}
        earlier = self._own_earlier(said)
        numbers = dict[str, int]()
        for row in sound:
            change = self._source(row, earlier)
            if change is not None:
                id_ = row.evidence.indicator_id
                numbers[id_] = numbers.get(id_, 0) + 1
                yield replace(change, id=f"{id_}:source{numbers[id_]}")

    def _sound(self, rows: Iterable["EvidenceRow"]) -> Iterator["EvidenceRow"]:
        for row in rows:
            found = check_evidence(row.evidence, self._questionnaire, row.place)
            self.problems.extend(about(row.evidence.indicator_id, found))
            if not found:
                yield row

    def _own_earlier(self, said: set[Evidence]) -> dict[str, tuple[Evidence, bool]]:
        """Return sources that came with an earlier copy and stand in this one no longer.

        By id, with whether they are certainly this team's own.
        """
        here = {entry.id: entry for entry in self.record.evidence}
        return {
            id_: (here[id_], self._team.gave(earlier))
            for earlier in self.imports
            if self._team.shares_copy(earlier)
            for id_ in earlier.evidence
            if id_ in here and replace(here[id_], id="") not in said
        }

    def _source(
        self, row: "EvidenceRow", earlier: dict[str, tuple[Evidence, bool]]
    ) -> EvidenceChange | None:
        content = replace(row.evidence, id="")
        if row.evidence == row.base:
            return None  # as it was exported, whatever became of it here
        if any(replace(known, id="") == content for known in self.record.evidence):
            return None
        if row.evidence.id:
            return self._known_source(row)
        if self._is_corrected(content):
            return None
        corrected = find_correction(content, (entry for entry, _own in earlier.values()))
        if corrected is None:
            return EvidenceChange("", "added", None, content, row.place)
        _entry, is_own = earlier.pop(corrected.id)
        kind: Kind = "changed" if is_own else "conflict"
        return EvidenceChange("", kind, corrected, content, row.place, corrected.id)

    def _known_source(self, row: "EvidenceRow") -> EvidenceChange | None:
        """Return what the workbook makes of a source that it was exported with."""
        current = self._standing(row.evidence.id)
        merged = merge_evidence(row.evidence, row.base, current)
        if merged is None:
            return None
        kind, after = merged
        standing = current.id if current else ""
        if any(standing in one.evidence for one in self._corrections):
            return None
        if kind == "conflict" and current is not None and self._is_own(row, current, after):
            kind = "changed"
        return EvidenceChange("", kind, current, after, row.place, standing)

    def _is_own(self, row: "EvidenceRow", current: Evidence, after: Evidence) -> bool:
        """Whether all that clashes in a source is what the team's own earlier copy changed."""
        came = any(current.id in one.evidence and self._team.gave(one) for one in self.imports)
        followers = self._context.store.evidence_followers(self._opened.assessment.id)
        before = [id_ for id_, follower in followers.items() if follower == current.id]
        if not came or not before:
            return False
        (old,) = self._context.store.evidence_entries(self._opened.assessment.id, before[:1])
        base = row.base or current
        changed = _differing(current, replace(after, id=current.id))
        clash = {name for name in changed if getattr(base, name) != getattr(current, name)}
        return clash <= set(_differing(old, current))

    def _is_corrected(self, content: Evidence) -> bool:
        """Whether this very file brought a source before, and a corrected copy another for it."""
        if not self._corrections:
            return False
        ids = [id_ for one in self._own for id_ in one.evidence]
        brought = self._context.store.evidence_entries(self._opened.assessment.id, ids)
        standing = (
            self._standing(entry.id) for entry in brought if replace(entry, id="") == content
        )
        corrected = {id_ for one in self._corrections for id_ in one.evidence}
        return any(entry is not None and entry.id in corrected for entry in standing)

    def _standing(self, evidence_id: str) -> Evidence | None:
        """Return a source, or whatever took its place since; ``None`` if it was withdrawn."""
        here = {entry.id: entry for entry in self.record.evidence}
        followers = self._context.store.evidence_followers(self._opened.assessment.id)
        seen = set[str]()
        while evidence_id not in here and evidence_id in followers and evidence_id not in seen:
            seen.add(evidence_id)
            evidence_id = followers[evidence_id]
        return here.get(evidence_id)

    def flags(self, rows: Iterable["FlagRow"]) -> Iterator[FlagChange]:
        """Yield what the workbook changes in the context flags."""
        for row in rows:
            found = check_flag(row.flag, self._questionnaire, row.place)
            self.problems.extend(about(row.flag.flag_id, found))
            if found:
                continue
            id_ = row.flag.flag_id
            change = merge_flag(row.flag, row.base, self.record.flags.get(id_), row.place)
            if change is not None:
                revision = self.record.flag_revisions.get(id_, 0)
                if any(one.flags.get(id_) == revision for one in self._corrections):
                    continue
                is_own = any(
                    one.flags.get(id_) == revision and self._team.gave(one) for one in self.imports
                )
                if change.kind == "conflict" and is_own:
                    change = replace(change, kind="changed")
                yield replace(change, revision=revision)

    def scope(self, rows: "ScopeRows") -> Iterator[ScopeChange]:
        """Yield what the workbook changes in the scope sheet."""
        cells = rows.cells
        where = next((cells[name] for name in rows.given), "")
        current, revision = self.record.scope, self.record.scope_revision
        change = merge_scope(rows.base, rows.given, current, revision, where)
        if change is None or any(one.scope_revision == revision for one in self._corrections):
            return
        is_own = any(
            one.scope_revision == revision and self._team.gave(one) for one in self.imports
        )
        if change.kind == "conflict" and is_own:
            change = replace(change, kind="changed")
        found = check_scope(change.after, lambda name: cells.get(name, where))
        self.problems.extend(found)
        if not found:
            yield replace(change, where=cells[change.lists[0]])


def _nothing_carried(place: str) -> Problem:
    return Problem(
        "import.nothing_carried",
        place,
        _("No answer of the last round was carried over to this question, so none can hold."),
        _("Answer the question in the cells beside it."),
        severity=Severity.WARNING,
    )


def _said_as_before(
    place: str, indicator_id: str, names: Iterable[str], brought: FileImport
) -> Problem:
    return Problem(
        "import.said_as_before",
        place,
        _(
            "An earlier copy of this team, {file}, changed {fields}; here it stands as the "
            "workbook was made, and the change stays.",
            file=brought.file_name,
            fields=listed(field_words(name) for name in names),
        ),
        _("If the team took its change back, correct the answer at its question."),
        severity=Severity.WARNING,
        about=indicator_id,
    )


def _held_and_changed(place: str, names: Iterable[str]) -> Problem:
    return Problem(
        "import.held_and_changed",
        place,
        _(
            "The answer of the last round is said to hold, and something else is typed beside it: "
            "{fields}. What is typed counts.",
            fields=listed(field_words(name) for name in names),
        ),
        _("Remove the x or what is typed, if that is not meant."),
        severity=Severity.WARNING,
    )

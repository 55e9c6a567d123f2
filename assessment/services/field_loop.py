"""The way to the field and back: a workbook out, its answers in, shown before they are written.

Three versions of each answer meet: the one that was exported, the one in the
workbook, and the current one. A field of the workbook counts only where it is
filled and differs from what was exported.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.answer import Answer, Evidence, FlagEntry
from assessment.model.assessment import Changes, NewAnswer, NewScope, Record, StaleWrite
from assessment.model.checks import check_answer, check_evidence, check_flag, check_scope
from assessment.model.problem import Problem, Refused, Severity, about, errors_in
from assessment.model.rating import AgreedAnswer
from assessment.model.scope import SCOPE, Scope
from assessment.reporting.terms import field_words
from assessment.services.answers import changed_consensus, check_change
from assessment.services.context import Context, Download, Opened, open_assessment
from assessment.services.results import file_name
from assessment.services.reviews import note_findings
from assessment.services.rounds import words_for_workbook

if TYPE_CHECKING:
    # Loading the workbook library takes longer than most visits need.
    from assessment.exchange.field_in import AnswerRow, EvidenceRow, FlagRow, ScopeRows

Kind = Literal["added", "changed", "conflict"]
Choice = Literal["keep", "take"]
# These three belong together: a level of one version with the reason of another says nothing.
_LEVEL = ("status", "level", "reason")


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
    """

    kind: Kind
    before: Answer
    after: Answer
    revision: int
    where: str
    agreed: AgreedAnswer | None = None

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


@dataclass(frozen=True)
class Preview:
    """What an import would do; nothing was written yet.

    Attributes
    ----------
    problems
        Errors, which stop the import, and warnings, with sheet and cell.
    n_unchanged
        Rows of the workbook with nothing new.
    """

    opened: Opened
    file_name: str
    file_checksum: str
    answers: tuple[AnswerChange, ...] = ()
    evidence: tuple[EvidenceChange, ...] = ()
    flags: tuple[FlagChange, ...] = ()
    scope: tuple[ScopeChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    n_unchanged: int = 0

    @property
    def conflicts(self) -> tuple[AnswerChange | FlagChange | ScopeChange, ...]:
        """Changes that a person must decide, because both sides changed."""
        changes = (*self.scope, *self.answers, *self.flags)
        return tuple(change for change in changes if change.kind == "conflict")

    @property
    def agreed(self) -> tuple[AnswerChange, ...]:
        """Changes of what the team agreed on; to take one of them, a reason is needed."""
        return tuple(change for change in self.answers if change.agreed is not None)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.answers or self.evidence or self.flags or self.scope)


@dataclass(frozen=True)
class Imported:
    """What an import wrote.

    Attributes
    ----------
    n_lists
        Lists of the scope sheet.
    """

    n_answers: int
    n_evidence: int
    n_flags: int
    n_lists: int = 0
    kept: tuple[str, ...] = field(default=())


def export_workbook(context: Context, opened: Opened) -> Download:
    """Return the assessment as a workbook that a field team can fill offline."""
    from assessment.exchange.field_out import write_field_workbook  # noqa: PLC0415

    content = write_field_workbook(
        opened.framework,
        context.store.record(opened.assessment),
        made_at=context.clock(),
        app_version=context.app_version,
        last_round=words_for_workbook(context, opened),
    )
    return Download(file_name(opened.assessment, "field"), content)


def preview_import(context: Context, content: bytes, name: str) -> Preview:
    """Read a filled workbook and say what it would change.

    Raises
    ------
    Refused
        If the file cannot be read, or belongs to another questionnaire,
        version or assessment. Problems in cells do not raise: they are in the
        preview, all at once.
    """
    from assessment.exchange.field_in import read_meta, read_return  # noqa: PLC0415
    from assessment.exchange.safe_reader import read_sheets  # noqa: PLC0415

    sheets = read_sheets(content, name)
    meta = read_meta(sheets)
    opened = open_assessment(context, meta.assessment_id)
    given = (meta.questionnaire_id, meta.questionnaire_version, meta.questionnaire_checksum)
    _refuse_other_questionnaire(opened, *given)
    returned = read_return(sheets, opened.framework.questionnaire)
    merging = _Merging(context, opened, context.store.record(opened.assessment))
    answers = tuple(merging.answers(returned.answers))
    evidence = tuple(merging.evidence(returned.evidence))
    flags = tuple(merging.flags(returned.flags))
    scope = tuple(merging.scope(returned.scope))
    n_rows = len(returned.answers) + len(returned.evidence) + len(returned.flags)
    n_lists = len(returned.scope.given) - sum(len(change.lists) for change in scope)
    return Preview(
        opened=opened,
        file_name=name,
        file_checksum=hashlib.sha256(content).hexdigest(),
        answers=answers,
        evidence=evidence,
        flags=flags,
        scope=scope,
        problems=(*returned.problems, *merging.problems),
        n_unchanged=n_rows - len(answers) - len(evidence) - len(flags) + n_lists,
    )


def apply_import(
    context: Context,
    preview: Preview,
    choices: Mapping[str, Choice] | None = None,
    *,
    change_reason: str = "",
) -> Imported:
    """Write what a preview showed: all of it or nothing.

    Parameters
    ----------
    choices
        For each conflict, by indicator or flag id or ``scope``, whether to keep what is here
        or to take what the workbook says.

    change_reason
        Why answers are changed that the team had agreed on; needed if one of them is taken.

    Raises
    ------
    Refused
        If the preview has errors, a conflict is undecided, what was agreed on would be
        changed without a reason, or somebody changed something of it since the preview,
        which a second click does as well.
    """
    decided = choices or {}
    _refuse_unfit(preview, decided, change_reason)
    kept = tuple(c.id for c in preview.conflicts if decided[c.id] == "keep")
    answers = [change for change in preview.answers if change.id not in kept]
    flags = [change for change in preview.flags if change.id not in kept]
    scope = [change for change in preview.scope if change.id not in kept]
    changes = Changes(
        origin="workbook",
        answers=tuple(
            NewAnswer(change.after, change.revision, change_reason.strip() if change.agreed else "")
            for change in answers
        ),
        evidence=tuple(change.after for change in preview.evidence),
        withdrawn_evidence=tuple(c.replaces for c in preview.evidence if c.replaces),
        flags=tuple(change.after for change in flags),
        seen_flags={change.id: change.revision for change in flags},
        scope=next((NewScope(change.after, change.revision) for change in scope), None),
        file_name=preview.file_name,
        file_checksum=preview.file_checksum,
    )
    new = changes if changes.is_empty else _write(context, preview, changes)
    n_lists = sum(len(change.lists) for change in scope) if new.scope else 0
    return Imported(len(new.answers), len(new.evidence), len(new.flags), n_lists, kept)


def _write(context: Context, preview: Preview, changes: Changes) -> Changes:
    """Write the changes of an import; return those that were not there already."""
    id_ = preview.opened.assessment.id
    try:
        new = context.store.write(id_, changes, context.actor, context.clock())
    except StaleWrite as error:
        raise Refused((_changed_meanwhile(error.indicator_ids),)) from error
    if new.is_empty:  # somebody took in the same file, or clicked twice
        moved = (*(c.id for c in preview.answers), *(c.id for c in preview.flags))
        sources = (change.after.indicator_id for change in preview.evidence)
        raise Refused((_changed_meanwhile((*moved, *sources, *(c.id for c in preview.scope))),))
    note_findings(context, preview.opened, origin="workbook")
    return new


def merge_answer(
    exported: Answer, given: Mapping[str, Any], current: Answer, revision: int, where: str
) -> AnswerChange | None:
    """Return what the workbook changes in one answer; ``None`` for nothing."""
    changed = {name: value for name, value in given.items() if value != getattr(exported, name)}
    after = replace(current, **_whole_level(changed, given, exported))
    if after == current:
        return None
    moved = {
        name
        for name in Answer.__dataclass_fields__
        if getattr(current, name) != getattr(exported, name)
    }
    touched = {name for name in changed if changed[name] != getattr(current, name)}
    if set(_LEVEL) & touched:
        touched |= set(_LEVEL)
    if moved & touched:
        return AnswerChange("conflict", current, after, revision, where)
    return AnswerChange("changed" if revision else "added", current, after, revision, where)


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


class _Merging:
    """One return from the field against one record.

    Attributes
    ----------
    problems
        Grows while the rows are gone through.
    """

    def __init__(self, context: Context, opened: Opened, record: Record) -> None:
        self._context = context
        self._opened = opened
        self._record = record
        self._questionnaire = opened.framework.questionnaire
        self.problems: list[Problem] = []

    def answers(self, rows: Iterable["AnswerRow"]) -> Iterator[AnswerChange]:
        """Yield what the workbook changes in the answers."""
        for row in rows:
            if row.waits:
                continue
            current = self._record.answer(row.indicator_id)
            revision = self._record.revision(row.indicator_id)
            exported = self._exported(row.indicator_id, row.base_revision)
            where = row.cells.get("level") or next(iter(row.cells.values()), row.indicator_id)
            given = self._held(row) if row.still_holds else row.given
            change = merge_answer(exported, given, current, revision, where)
            if change is None:
                continue
            agreed = self._agreed(change.after)
            if agreed is not None:
                change = replace(change, kind="conflict", agreed=agreed)
            cells = row.cells
            found = check_answer(
                change.after,
                self._questionnaire,
                lambda name, cells=cells, where=where: cells.get(name, where),
            )
            self.problems.extend(about(row.indicator_id, found))
            if not errors_in(found):
                yield change

    def _agreed(self, after: Answer) -> AgreedAnswer | None:
        """Return what the team agreed on, if an answer of the workbook would change it."""
        if not self._record.answer(after.indicator_id).is_answered:
            return None
        history = self._context.store.history(self._opened.assessment.id, after.indicator_id)
        return changed_consensus(history, after)

    def _exported(self, indicator_id: str, revision: int) -> Answer:
        """Return the answer as it was when the workbook was made."""
        if revision == self._record.revision(indicator_id):
            return self._record.answer(indicator_id)
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
        for row in rows:
            if row.evidence == row.base:
                continue  # as it was exported, whatever became of it here
            found = check_evidence(row.evidence, self._questionnaire, row.place)
            self.problems.extend(about(row.evidence.indicator_id, found))
            if found:
                continue
            try:
                change = merge_evidence(row.evidence, self._record.evidence, row.place)
            except LookupError:
                self.problems.append(_withdrawn_meanwhile(row.place))
                continue
            if change is not None:
                yield change

    def flags(self, rows: Iterable["FlagRow"]) -> Iterator[FlagChange]:
        """Yield what the workbook changes in the context flags."""
        for row in rows:
            found = check_flag(row.flag, self._questionnaire, row.place)
            self.problems.extend(about(row.flag.flag_id, found))
            if found:
                continue
            id_ = row.flag.flag_id
            change = merge_flag(row.flag, row.base, self._record.flags.get(id_), row.place)
            if change is not None:
                yield replace(change, revision=self._record.flag_revisions.get(id_, 0))

    def scope(self, rows: "ScopeRows") -> Iterator[ScopeChange]:
        """Yield what the workbook changes in the scope sheet."""
        cells = rows.cells
        where = next((cells[name] for name in rows.given), "")
        current, revision = self._record.scope, self._record.scope_revision
        change = merge_scope(rows.base, rows.given, current, revision, where)
        if change is None:
            return
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


def _withdrawn_meanwhile(place: str) -> Problem:
    return Problem(
        "import.evidence_withdrawn",
        place,
        _("This evidence was withdrawn after the workbook was made; it is not added again."),
        _("To give it again, enter it in an empty row."),
        severity=Severity.WARNING,
    )


def _refuse_unfit(preview: Preview, choices: Mapping[str, Choice], change_reason: str) -> None:
    errors = errors_in(preview.problems)
    undecided = tuple(
        Problem(
            "import.undecided",
            change.where,
            _decide_words(change),
            _("Choose whether to keep what is here or to take the workbook's."),
        )
        for change in preview.conflicts
        if change.id not in choices
    )
    unexplained = (
        problem
        for change in preview.answers
        if change.agreed is not None and choices.get(change.id) == "take"
        for problem in check_change(change.agreed, change_reason, change.where)
    )
    refused = (*errors, *undecided, *unexplained)
    if refused:
        raise Refused(refused)


def _decide_words(change: AnswerChange | FlagChange | ScopeChange) -> str:
    if isinstance(change, AnswerChange) and change.agreed is not None:
        return _("{id} is what the team agreed on, and the workbook changes it.", id=change.id)
    return _("{id} was changed in the workbook and here.", id=change.id)


def _refuse_other_questionnaire(opened: Opened, id_: str, version: str, checksum: str) -> None:
    own = opened.framework.questionnaire
    if (id_, version) != (own.id, own.version):
        found = _(
            "It belongs to the questionnaire {id} {version}; this assessment uses {own_id} "
            "{own_version}.",
            id=id_,
            version=version,
            own_id=own.id,
            own_version=own.version,
        )
        remedy = _("Export a new workbook from this assessment and copy the answers over.")
        problem = Problem("import.other_questionnaire", _("The workbook"), found, remedy)
        raise Refused((problem,))
    if checksum != own.checksum:
        found = _(
            "The questions were edited after this workbook was made, under the same version number."
        )
        remedy = _(
            "Export a new workbook and copy the answers over, so that each meets its own question."
        )
        problem = Problem("import.questionnaire_edited", _("The workbook"), found, remedy)
        raise Refused((problem,))


def _changed_meanwhile(ids: Iterable[str]) -> Problem:
    return Problem(
        "import.stale",
        listed(dict.fromkeys(ids)),
        _("Somebody changed something there after you looked at the changes."),
        _("Upload the file again and look at the changes once more. Nothing was written."),
    )

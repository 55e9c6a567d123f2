"""Workbooks that were taken in, the remarks that came with them, and the way back.

Taking one back deletes nothing: what came before it is appended again, and what somebody changed
since is left as it is, and said.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.answer import Answer, FlagEntry
from assessment.model.assessment import Changes, NewAnswer, NewScope, Record, StaleWrite
from assessment.model.imports import FileImport, RecordedRemark, Written
from assessment.model.problem import Problem, Refused
from assessment.model.scope import SCOPE, Scope
from assessment.services.context import Context, Opened
from assessment.services.reviews import note_findings


@dataclass(frozen=True)
class Undoing:
    """What taking an import back would do.

    Attributes
    ----------
    answers, flags
        Ids of what would be as it was before.
    n_evidence
        Sources that would no longer count.
    n_restored
        Sources that it had replaced and that would count again.
    n_remarks
        Remarks that would no longer stand.
    left
        Ids of what somebody changed since: it stays as it is.
    changes
        What is written for it.
    """

    done: FileImport
    answers: tuple[str, ...]
    flags: tuple[str, ...]
    n_evidence: int
    n_restored: int
    has_scope: bool
    n_remarks: int
    left: tuple[str, ...]
    changes: Changes


def read_imports(context: Context, opened: Opened) -> tuple[FileImport, ...]:
    """Return the workbooks that were taken in, the newest first."""
    return tuple(reversed(context.store.imports(opened.assessment.id)))


def read_remarks(context: Context, opened: Opened) -> tuple[RecordedRemark, ...]:
    """Return what field teams wrote beside the answers, the oldest first."""
    return context.store.remarks(opened.assessment.id)


def preview_undo(context: Context, opened: Opened, import_id: str) -> Undoing:
    """Say what taking an import back would do; nothing is written.

    Raises
    ------
    Refused
        If there is no such import, or it was taken back already.
    """
    imports = read_imports(context, opened)
    done = next((one for one in imports if one.id == import_id), None)
    if done is None or done.undone:
        raise Refused((_unknown(import_id, is_undone=done is not None),))
    # What came with a workbook that was taken back earlier is not what stood before this one.
    undone = tuple(one for one in imports if one.undone)
    record = context.store.record(opened.assessment)
    answers = tuple(_answers(context, opened, done, (record, undone)))
    flags = _flags(context, opened, done, undone)
    scope = _scope(context, opened, done, undone)
    sources = _Sources(context, opened, undone)
    here = {entry.id for entry in record.evidence}
    evidence = tuple(id_ for id_ in sources.same_as(done.evidence) if id_ in here)
    gone = {id_ for one in undone for id_ in sources.same_as(one.evidence)}
    replaced = [id_ for id_ in done.withdrawn if id_ not in gone]
    restored = context.store.evidence_entries(opened.assessment.id, replaced)
    left = [
        *(done.answers.keys() - {new.answer.indicator_id for new in answers}),
        *(done.flags.keys() - {entry.flag_id for entry in flags}),
        *([SCOPE] if done.scope_revision and scope is None else []),
    ]
    changes = Changes(
        "page",
        answers=answers,
        evidence=tuple(replace(entry, id="") for entry in restored),
        withdrawn_evidence=evidence,
        flags=flags,
        seen_flags={entry.flag_id: record.flag_revisions[entry.flag_id] for entry in flags},
        scope=scope,
        file_name=done.file_name,
        undoes=done.id,
    )
    return Undoing(
        done,
        tuple(new.answer.indicator_id for new in answers),
        tuple(entry.flag_id for entry in flags),
        len(evidence),
        len(restored),
        scope is not None,
        done.n_remarks,
        tuple(sorted(left)),
        changes,
    )


def undo_import(context: Context, opened: Opened, undoing: Undoing) -> None:
    """Take an import back as it was previewed, all of it or nothing.

    Raises
    ------
    Refused
        If somebody changed something of it since the preview, or took it back already.
    """
    try:
        context.store.write(opened.assessment.id, undoing.changes, context.actor, context.clock())
    except StaleWrite as error:
        raise Refused((_changed_meanwhile(error.indicator_ids),)) from error
    note_findings(context, opened, origin="page")


_Standing = tuple[Record, tuple[FileImport, ...]]
"""What stands now, and the imports that were taken back."""


def _standing(
    revisions: Iterable[int],
    undone: Iterable[FileImport],
    revision_in: Callable[[FileImport | Written], int | None],
) -> list[int]:
    """Return the revisions that somebody gave and that still count, the newest first.

    What an import brought that was taken back is none of them, nor what was written again then:
    else whoever takes back one after the other would seem to have changed it in between.
    """
    gone = {revision_in(part) for one in undone for part in (one, one.restored)}
    return sorted((number for number in revisions if number not in gone), reverse=True)


def _answers(
    context: Context, opened: Opened, done: FileImport, standing: _Standing
) -> Iterable[NewAnswer]:
    """Yield, of each answer that nobody changed since, the one before it."""
    record, undone = standing
    for id_, revision in done.answers.items():
        history = {one.revision: one for one in context.store.history(opened.assessment.id, id_)}
        newest, *earlier = _standing(history, undone, lambda one, id_=id_: one.answers.get(id_))
        if newest != revision:
            continue
        if earlier:
            before = history[earlier[0]]
            yield NewAnswer(before.answer, record.revision(id_), origin=before.origin)
        else:
            yield NewAnswer(Answer(id_), record.revision(id_))


def _flags(
    context: Context, opened: Opened, done: FileImport, undone: Sequence[FileImport]
) -> tuple[FlagEntry, ...]:
    """Return, of each circumstance that nobody changed since, the entry before it."""
    entries = context.store.flag_entries(opened.assessment.id)
    before: list[FlagEntry] = []
    for id_, revision in done.flags.items():
        numbers = (number for flag_id, number in entries if flag_id == id_)
        newest, *earlier = _standing(numbers, undone, lambda one, id_=id_: one.flags.get(id_))
        if newest == revision:
            before.append(entries[id_, earlier[0]] if earlier else FlagEntry(id_, ""))
    return tuple(before)


def _scope(
    context: Context, opened: Opened, done: FileImport, undone: Sequence[FileImport]
) -> NewScope | None:
    if not done.scope_revision:
        return None
    sheets = context.store.scope_sheets(opened.assessment.id)
    newest, *earlier = _standing(sheets, undone, lambda one: one.scope_revision)
    if newest != done.scope_revision:
        return None
    return NewScope(sheets[earlier[0]] if earlier else Scope(), max(sheets))


class _Sources:
    """Which sources were written again when an import was taken back that had replaced them."""

    def __init__(self, context: Context, opened: Opened, undone: Sequence[FileImport]) -> None:
        self._again: dict[str, str] = {}
        for one in undone:
            ids = (*one.withdrawn, *one.restored.evidence)
            found = context.store.evidence_entries(opened.assessment.id, ids)
            again = {replace(e, id=""): e.id for e in found if e.id in one.restored.evidence}
            for entry in found:
                if entry.id in one.withdrawn and replace(entry, id="") in again:
                    self._again[entry.id] = again[replace(entry, id="")]

    def same_as(self, ids: Iterable[str]) -> Iterator[str]:
        """Yield these sources, and behind each the entries that say it again."""
        for id_ in ids:
            following: str | None = id_
            while following:
                yield following
                following = self._again.get(following)


def _unknown(import_id: str, *, is_undone: bool) -> Problem:
    found = (
        _("Somebody took it back already.")
        if is_undone
        else _("There is no such import of this assessment.")
    )
    return Problem(
        "import.undone_already" if is_undone else "import.unknown",
        _("Import {id}", id=import_id),
        found,
        _("Look at the list of imports again. Nothing was written."),
    )


def _changed_meanwhile(ids: Iterable[str]) -> Problem:
    return Problem(
        "import.stale",
        listed(dict.fromkeys(ids)),
        _("Somebody changed something there after you looked at what taking back would do."),
        _("Look at it once more. Nothing was written."),
    )

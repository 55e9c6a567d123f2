"""Many returns at once: read all, see where they contradict each other, take them in one by one.

Each file is taken in whole or not at all. What was taken in stays when the rest is cut off, and
the same files again bring nothing new, so it can simply be begun again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.problem import Problem, Refused, errors_in
from assessment.model.rating import GroupId
from assessment.services.context import Context
from assessment.services.field_loop import Choice, Imported, Preview, apply_import, preview_import
from assessment.services.merging import Change, EvidenceChange

Progress = Callable[[int, int], None]
Rule = Literal["keep", "take"]
KEEP = ""
"""In place of the name of a file: what is here stays, and none of the files is taken."""


@dataclass(frozen=True)
class Return:
    """One file that came back.

    Attributes
    ----------
    preview
        What it would change; ``None`` if it cannot be read, which the problems say.
    """

    name: str
    content: bytes = field(repr=False)
    preview: Preview | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Dispute:
    """Something on which files say different things.

    Attributes
    ----------
    sides
        Each file by name, with what it would change.
    """

    assessment_id: str
    assessment_title: str
    id: str
    sides: tuple[tuple[str, Change], ...]

    @property
    def key(self) -> tuple[str, str]:
        """What names the dispute among those of all assessments."""
        return self.assessment_id, self.id


@dataclass(frozen=True)
class Returns:
    """Files that came back, in the order in which they are taken in."""

    files: tuple[Return, ...]
    disputes: tuple[Dispute, ...]

    @property
    def readable(self) -> tuple[Return, ...]:
        """Those that could be read."""
        return tuple(one for one in self.files if one.preview is not None)


@dataclass(frozen=True)
class Decisions:
    """What a person decides about all files.

    Attributes
    ----------
    rule
        What happens to every conflict that no choice names: what is here stays, or the
        workbook's is taken, and of several files the last; ``None`` lets the file wait.
    choices
        The name of the file that is taken for a dispute, by `Dispute.key`; `KEEP` for none.
    leave_bad, keep_notes, rate_as, change_reason
        As in `apply_import`.
    """

    rule: Rule | None = None
    choices: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    leave_bad: bool = False
    keep_notes: bool = True
    rate_as: GroupId | None = None
    change_reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """How it went with one file.

    Attributes
    ----------
    done
        What was written; ``None`` where nothing was, because it says nothing new or has to wait.
    problems
        Why it waits; empty otherwise.
    missing
        Questions of which nothing was taken, though there is no answer here that was kept.
    """

    name: str
    done: Imported | None = None
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether something must be done before it can be taken in."""
        return bool(self.problems)


def read_returns(
    context: Context,
    files: Iterable[tuple[str, bytes]],
    *,
    n_files: int = 0,
    progress: Progress = lambda _done, _all: None,
) -> Returns:
    """Read every file, and find where they contradict each other; nothing is written.

    Parameters
    ----------
    files
        Name and content, in the order in which they shall be taken in.
    progress
        Called after each file with the number read and of all.
    """
    found: list[Return] = []
    for name, content in files:
        found.append(_read(context, name, content))
        progress(len(found), n_files)
    return Returns(tuple(found), tuple(_disputes(found)))


def take_in(
    context: Context,
    returns: Returns,
    decisions: Decisions,
    progress: Progress = lambda _done, _all: None,
) -> tuple[Outcome, ...]:
    """Take in the files one after the other, each whole or not at all.

    Each is looked at anew just before, so that nothing is overwritten that came in between.
    """
    outcomes: list[Outcome] = []
    disputed = {dispute.key: dispute for dispute in returns.disputes}
    for one in returns.files:
        outcomes.append(_take_in(context, one, decisions, disputed))
        progress(len(outcomes), len(returns.files))
    return tuple(outcomes)


def _read(context: Context, name: str, content: bytes) -> Return:
    try:
        return Return(name, content, preview_import(context, content, name))
    except Refused as refusal:
        return Return(name, content, problems=refusal.problems)


def _disputes(files: Sequence[Return]) -> Iterator[Dispute]:
    sides: dict[tuple[str, str], list[tuple[str, Change]]] = {}
    titles: dict[str, str] = {}
    for one in files:
        if one.preview is None:
            continue
        assessment = one.preview.opened.assessment
        titles[assessment.id] = assessment.title
        for change in one.preview.changes:
            if subject := _subject(change):
                sides.setdefault((assessment.id, subject), []).append((one.name, change))
    for (assessment_id, subject), changes in sides.items():
        if len({_said(change) for _name, change in changes}) > 1:
            yield Dispute(assessment_id, titles[assessment_id], subject, tuple(changes))


def _subject(change: Change) -> str:
    """Return what a change is about, the same in every file; new sources are each their own."""
    return change.replaces if isinstance(change, EvidenceChange) else change.id


def _said(change: Change) -> str:
    return repr(change.after)


def _take_in(
    context: Context,
    one: Return,
    decisions: Decisions,
    disputed: Mapping[tuple[str, str], Dispute],
) -> Outcome:
    now = _read(context, one.name, one.content)
    preview = now.preview
    if preview is None:
        return Outcome(one.name, problems=now.problems)
    choices = dict(_choices(preview, one.name, decisions, disputed))
    waiting = (
        *(() if decisions.leave_bad else errors_in(preview.problems)),
        *_undecided(preview, choices, disputed),
    )
    if waiting:
        return Outcome(one.name, problems=waiting)
    if preview.is_empty and not (decisions.rate_as and preview.given):
        return Outcome(one.name)
    try:
        done = apply_import(
            context,
            preview,
            choices,
            change_reason=decisions.change_reason,
            leave_bad=decisions.leave_bad,
            keep_notes=decisions.keep_notes,
            rate_as=decisions.rate_as,
        )
    except Refused as refusal:
        return Outcome(one.name, problems=refusal.problems)
    return Outcome(one.name, done if done.says_something else None, missing=_missing(preview, done))


def _missing(preview: Preview, done: Imported) -> tuple[str, ...]:
    return tuple(
        change.id
        for change in preview.answers
        if change.id in done.kept and not change.before.is_answered
    )


def _choices(
    preview: Preview,
    name: str,
    decisions: Decisions,
    disputed: Mapping[tuple[str, str], Dispute],
) -> Iterator[tuple[str, Choice]]:
    """Yield what is decided about each change of a file; a conflict without one lets it wait."""
    assessment_id = preview.opened.assessment.id
    for change in preview.changes:
        key = (assessment_id, _subject(change))
        dispute = disputed.get(key)
        winner = decisions.choices.get(key)
        if preview.was_taken_in and change.kind == "conflict":
            # It was decided then; the same file again must not turn it round.
            yield change.id, "keep"
        elif winner is not None:
            yield change.id, "take" if winner == name else "keep"
        elif dispute is not None and decisions.rule == "take":
            yield change.id, "take" if name == dispute.sides[-1][0] else "keep"
        elif dispute is not None and decisions.rule == "keep":
            yield change.id, "keep"
        elif change.kind == "conflict" and decisions.rule is not None:
            yield change.id, decisions.rule


def _undecided(
    preview: Preview, choices: Mapping[str, Choice], disputed: Mapping[tuple[str, str], Dispute]
) -> Iterator[Problem]:
    """Yield the disputes that nobody has decided: who comes first must not win by that."""
    assessment_id = preview.opened.assessment.id
    for change in preview.changes:
        dispute = disputed.get((assessment_id, _subject(change)))
        if dispute is not None and change.id not in choices:
            names = listed(dict.fromkeys(name for name, _change in dispute.sides))
            yield Problem(
                "import.files_differ",
                change.where,
                _("The files say different things about {id}: {names}.", id=change.id, names=names),
                _("Choose one of them, or keep what is here."),
                about=change.id,
            )

"""Many returns at once: read all, see where they contradict each other, take them in one by one.

Each file is taken in whole or not at all. What was taken in stays when the rest is cut off, and
the same files again bring nothing new, so it can simply be begun again.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.problem import Problem, Refused, errors_in
from assessment.model.rating import GroupId
from assessment.services.context import Context, Opened
from assessment.services.field_loop import Choice, Imported, Preview, apply_import, preview_import
from assessment.services.merging import Change, EvidenceChange

Progress = Callable[[int, int], None]
Rule = Literal["keep", "take"]
KEEP = ""
"""In place of the name of a file: what is here stays, and none of the files is taken."""

_NUMBERED = re.compile(
    r"(?P<stem>.*?)[ ._-]*(?:\((?P<bracketed>\d{1,4})\)|[ ._-]v?(?P<plain>\d{1,4})|v(?P<v>\d{1,4}))"
)
"""A name with the number of a copy at its end, as browsers, programs and people write it."""


@dataclass(frozen=True)
class Return:
    """One file that came back.

    Attributes
    ----------
    preview
        What it would change; ``None`` if it cannot be read, which the problems say.
    into
        Id of the assessment that it is taken into instead of the one that it was made for.
    """

    name: str
    content: bytes = field(repr=False)
    preview: Preview | None = None
    problems: tuple[Problem, ...] = ()
    into: str = ""

    @property
    def brings_something(self) -> bool:
        """Whether there is anything to write."""
        return self.preview is not None and not self.preview.is_empty

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What must be known of a file that is taken into another round than its own."""
        said = self.preview.problems if self.into and self.preview else ()
        return tuple(one for one in said if not one.is_error)


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

    @property
    def subject(self) -> str:
        """What it is called to people: the question, or the source of a question."""
        return self.sides[0][1].id

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files that differ."""
        return tuple(dict.fromkeys(name for name, _change in self.sides))


@dataclass(frozen=True)
class Correction:
    """A file in place of whose answers a later one of the same team counts.

    Attributes
    ----------
    by_name
        Whether only the numbers in the names of the files tell which one is later, because
        the files do not say when they were saved.
    """

    earlier: str
    later: str
    by_name: bool = False


@dataclass(frozen=True)
class Returns:
    """Files that came back, in the order in which they are taken in.

    Attributes
    ----------
    corrections
        Files that later ones of the same team correct.
    replaced
        What of them no longer counts and somebody must decide on: assessment, subject, file.
    """

    files: tuple[Return, ...]
    disputes: tuple[Dispute, ...]
    corrections: tuple[Correction, ...] = ()
    replaced: frozenset[tuple[str, str, str]] = frozenset()

    @property
    def readable(self) -> tuple[Return, ...]:
        """Those that could be read."""
        return tuple(one for one in self.files if one.preview is not None)

    @property
    def to_write(self) -> tuple[Preview, ...]:
        """What the files would change, of those that bring something new."""
        previews = (one.preview for one in self.files if one.brings_something)
        return tuple(one for one in previews if one is not None)

    @property
    def bad_cells(self) -> tuple[Problem, ...]:
        """Cells of readable files that cannot be read."""
        previews = (one.preview for one in self.files if one.preview is not None)
        return tuple(error for preview in previews for error in errors_in(preview.problems))


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

    @property
    def waiting(self) -> tuple[Problem, ...]:
        """Why it waits, or rows of it do."""
        return (*self.problems, *(self.done.waiting if self.done else ()))


def read_returns(
    context: Context,
    files: Iterable[tuple[str, bytes]],
    *,
    into: Mapping[str, str] | None = None,
    n_files: int = 0,
    progress: Progress = lambda _done, _all: None,
) -> Returns:
    """Read every file, and find where they contradict each other; nothing is written.

    Of files of one team the later one counts, see `rank_files`; they come in that order.

    Parameters
    ----------
    files
        Name and content, in the order in which they shall be taken in.
    into
        By the name of a file, the id of the assessment of the same place that it is taken into
        instead of the one that it was made for, such as the round that has begun since.
    progress
        Called after each file with the number read and of all.
    """
    found: list[Return] = []
    for name, content in files:
        found.append(_read(context, name, content, (into or {}).get(name, "")))
        progress(len(found), n_files)
    return _compare(found)


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
        replaced = {
            (assessment_id, subject)
            for assessment_id, subject, name in returns.replaced
            if name == one.name
        }
        outcomes.append(_take_in(context, one, decisions, (disputed, replaced)))
        progress(len(outcomes), len(returns.files))
    return tuple(_still_missing(context, returns, outcomes))


def _still_missing(
    context: Context, returns: Returns, outcomes: Iterable[Outcome]
) -> Iterator[Outcome]:
    """Leave out of what nobody has answered what a file further down has brought."""
    for one, outcome in zip(returns.files, outcomes, strict=True):
        if one.preview is not None and outcome.missing:
            record = context.store.record(one.preview.opened.assessment)
            missing = (id_ for id_ in outcome.missing if not record.answer(id_).is_answered)
            yield replace(outcome, missing=tuple(missing))
        else:
            yield outcome


def made_for_others(returns: Returns, opened: Opened) -> tuple[Return, ...]:
    """Return the files that were made for another assessment of the same place than one.

    So were those, as far as can be told, that were made for one that is not in this database.
    """
    own = opened.assessment
    return tuple(
        one
        for one in returns.files
        if (one.preview is None and one.problems[0].code == "assessment.unknown")
        or (
            one.preview is not None
            and one.preview.opened.assessment.id != own.id
            and one.preview.opened.assessment.place_id == own.place_id
        )
    )


def _read(context: Context, name: str, content: bytes, into: str = "") -> Return:
    try:
        return Return(name, content, preview_import(context, content, name, into=into), into=into)
    except Refused as refusal:
        return Return(name, content, problems=refusal.problems, into=into)


_Place = tuple[str, str]
"""An assessment, and what a change is about in it."""


def _compare(files: Sequence[Return]) -> Returns:
    """Find what files say of the same, and leave out what a later one of the same team says."""
    later = _later(files)
    sides: dict[_Place, list[tuple[str, Change]]] = {}
    titles: dict[str, str] = {}
    ordered = _ordered(files)
    for one in ordered:
        if one.preview is None:
            continue
        assessment = one.preview.opened.assessment
        titles[assessment.id] = assessment.title
        for change in one.preview.changes:
            if subject := subject_of(change):
                sides.setdefault((assessment.id, subject), []).append((one.name, change))
    disputes: list[Dispute] = []
    corrections: dict[Correction, None] = {}
    replaced: set[tuple[str, str, str]] = set()
    for (assessment_id, subject), changes in sides.items():
        said = {name: _said(change) for name, change in changes}
        over = {
            name: correction
            for name in said
            if (correction := next((c for c in later.get(name, ()) if c.later in said), None))
        }
        corrections |= {c: None for name, c in over.items() if said[name] != said[c.later]}
        left = tuple((name, change) for name, change in changes if name not in over)
        if len({_said(change) for _name, change in left}) > 1:
            disputes.append(Dispute(assessment_id, titles[assessment_id], subject, left))
        elif all(change.kind != "conflict" for _name, change in left):
            # It goes in as it would have in two batches: the earlier one, then the later.
            continue
        replaced.update((assessment_id, subject, name) for name in over)
    return Returns(tuple(ordered), tuple(disputes), tuple(corrections), frozenset(replaced))


_Rank = tuple[float, int]
"""When a file was saved, and the number in its name where that alone tells files apart."""


def _teams(files: Sequence[Return]) -> Iterator[tuple[list[Return], Mapping[str, _Rank]]]:
    """Yield the files of each team that sent several, and the rank of each by its name."""
    groups: dict[tuple[str, ...], list[Return]] = {}
    for one in files:
        if one.preview is not None and (key := one.preview.team.key):
            groups.setdefault((one.preview.opened.assessment.id, *key), []).append(one)
    for group in groups.values():
        if len(group) > 1:
            yield group, rank_files([(one.name, one.preview) for one in group if one.preview])


def rank_files(files: Sequence[tuple[str, Preview]]) -> Mapping[str, _Rank]:
    """Say of the files of one team which are later: those of a higher rank.

    What each file itself says of when it was last saved comes first. Where they do not say, or
    say the same, numbers in names that are the same otherwise tell it: kenya.xlsx, kenya (1).xlsx,
    kenya-v2.xlsx. Nobody vouches for either. Files of one rank nobody can tell apart.
    """
    are_dated = all(preview.saved_at for _name, preview in files)
    at_once: dict[float, list[tuple[str, Preview]]] = {}
    for name, preview in files:
        moment = preview.saved_at.timestamp() if are_dated and preview.saved_at else 0.0
        at_once.setdefault(moment, []).append((name, preview))
    return {
        name: (moment, number)
        for moment, together in at_once.items()
        for name, number in _numbers(together).items()
    }


def _numbers(files: Sequence[tuple[str, Preview]]) -> Mapping[str, int]:
    """Return the number in the name of each file; 0 for all where names tell nothing."""
    found = {name: _number_in(name) for name, _preview in files}
    has_one_stem = len({stem for stem, _number in found.values()}) == 1
    if has_one_stem and len({number for _stem, number in found.values()}) == len(found):
        return {name: number for name, (_stem, number) in found.items()}
    return dict.fromkeys(found, 0)


def _number_in(name: str) -> tuple[str, int]:
    """Return the name of a file without the number of a copy at its end, and that number.

    Examples
    --------
    >>> _number_in("kenya (1).xlsx"), _number_in("Kenya_v12.xlsx"), _number_in("kenya.xlsx")
    (('kenya', 1), ('kenya', 12), ('kenya', 0))
    """
    stem = name.rpartition(".")[0].casefold()
    found = _NUMBERED.fullmatch(stem)
    if found is None:
        return stem.strip(), 0
    return found["stem"], int(next(number for number in found.groups()[1:] if number))


def _later(files: Sequence[Return]) -> dict[str, list[Correction]]:
    """Return of each file the later ones of the same team, the last one first."""
    later: dict[str, list[Correction]] = {}
    for group, ranks in _teams(files):
        for one in group:
            above = [other for other in group if ranks[other.name] > ranks[one.name]]
            above.sort(key=lambda other: ranks[other.name], reverse=True)
            later[one.name] = [
                Correction(
                    one.name,
                    other.name,
                    by_name=ranks[other.name][0] == ranks[one.name][0],
                )
                for other in above
            ]
    return later


def _ordered(files: Sequence[Return]) -> list[Return]:
    """Return the files with those of one team in their order, at the places that they had."""
    ordered = list(files)
    for group, ranks in _teams(files):
        places = [place for place, one in enumerate(files) if one.name in ranks]
        for place, one in zip(places, sorted(group, key=lambda g: ranks[g.name]), strict=True):
            ordered[place] = one
    return ordered


def subject_of(change: Change) -> str:
    """Return what a change is about, the same in every file; new sources are each their own."""
    return change.replaces if isinstance(change, EvidenceChange) else change.id


def _said(change: Change) -> str:
    return repr(change.after)


def _take_in(
    context: Context,
    one: Return,
    decisions: Decisions,
    between: tuple[Mapping[_Place, Dispute], set[_Place]],
) -> Outcome:
    """Take in one file; ``between`` is what files dispute, and what of it no longer counts."""
    disputed, replaced = between
    now = _read(context, one.name, one.content, one.into)
    if now.preview is None:
        return Outcome(one.name, problems=now.problems)
    preview = _without(now.preview, replaced)
    choices = dict(_choices(preview, one.name, decisions, disputed))
    waiting = (
        *(() if decisions.leave_bad else errors_in(preview.problems)),
        *_undecided(preview, choices, disputed),
    )
    if waiting:
        return Outcome(one.name, problems=waiting)
    if preview.is_empty and not (decisions.rate_as and preview.given):
        return Outcome(one.name, problems=errors_in(preview.problems))
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
    missing = _missing(preview, done)
    if done.says_something:
        return Outcome(one.name, done, missing=missing)
    return Outcome(one.name, problems=done.waiting, missing=missing)


def _without(preview: Preview, replaced: set[_Place]) -> Preview:
    """Leave out what a later file of the same team says anew, and somebody must decide on."""
    if not replaced:
        return preview
    id_ = preview.opened.assessment.id
    return replace(
        preview,
        answers=tuple(one for one in preview.answers if (id_, one.id) not in replaced),
        flags=tuple(one for one in preview.flags if (id_, one.id) not in replaced),
        scope=tuple(one for one in preview.scope if (id_, one.id) not in replaced),
        evidence=tuple(one for one in preview.evidence if (id_, one.replaces) not in replaced),
    )


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
        key = (assessment_id, subject_of(change))
        dispute = disputed.get(key)
        winner = decisions.choices.get(key)
        if winner is not None:
            yield change.id, "take" if winner == name else "keep"
        elif preview.was_taken_in and change.kind == "conflict":
            # It was decided then; the same file again must not turn it round by a rule.
            yield change.id, "keep"
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
        dispute = disputed.get((assessment_id, subject_of(change)))
        if dispute is not None and change.id not in choices:
            names = listed(dispute.files)
            yield Problem(
                "import.files_differ",
                change.where,
                _("The files say different things about {id}: {names}.", id=change.id, names=names),
                _("Choose one of them, or keep what is here."),
                about=change.id,
            )

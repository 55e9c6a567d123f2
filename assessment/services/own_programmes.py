"""Add, change and withdraw the programmes of an organisation, on the page or by a sheet."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Literal

from assessment.library.own_programmes import check_own
from assessment.locales import gettext as _
from assessment.locales.formats import moment
from assessment.model.answer import Origin
from assessment.model.assessment import StaleWrite
from assessment.model.framework import Framework
from assessment.model.own_programme import OwnProgramme, OwnProgrammes, RecordedOwn
from assessment.model.problem import Problem, Refused, errors_in
from assessment.reporting.own_programmes import FIELDS, field_name, name_own
from assessment.services.context import Context, Download, Opened

_TRIES = 4
Kind = Literal["added", "changed"]


@dataclass(frozen=True)
class OwnFound:
    """The programmes of an organisation, and which of them do not fit a questionnaire.

    Attributes
    ----------
    unfit
        Number of one in use to what is wrong with it in this version of the questionnaire.
    """

    programmes: OwnProgrammes
    unfit: Mapping[int, tuple[Problem, ...]]


@dataclass(frozen=True)
class OwnChange:
    """What a row of a sheet would do; ``before`` is ``None`` for a new programme."""

    where: str
    before: OwnProgramme | None
    after: OwnProgramme
    seen_revision: int

    @property
    def kind(self) -> Kind:
        """Whether it adds a programme or changes one."""
        return "changed" if self.before else "added"

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that it fills or changes, as page and sheet name them."""
        before = self.before or OwnProgramme("")
        names = (field.name for field in fields(self.after) if field.name in FIELDS)
        return tuple(
            field_name(name) for name in names if getattr(self.after, name) != getattr(before, name)
        )


@dataclass(frozen=True)
class OwnPreview:
    """What a sheet would change; nothing is written yet.

    Attributes
    ----------
    n_unchanged
        How many rows bring nothing new.
    """

    changes: tuple[OwnChange, ...]
    problems: tuple[Problem, ...]
    n_unchanged: int


def find_own(context: Context, opened: Opened) -> OwnFound:
    """Return the programmes of the organisation of whoever asks, for this questionnaire."""
    framework, programmes = shipped(context, opened), _read(context, opened)
    found = {
        own.number: errors_in(check_own(own, framework, _place(own))) for own in programmes.in_use
    }
    return OwnFound(programmes, {number: said for number, said in found.items() if said})


def shipped(context: Context, opened: Opened) -> Framework:
    """Return the questionnaire of an assessment as it ships, without any own programme."""
    assessment = opened.assessment
    found = context.library.find(assessment.questionnaire_id, assessment.questionnaire_version)
    return found or opened.framework


def add_own_programme(context: Context, opened: Opened, own: OwnProgramme) -> None:
    """Append a programme under the next number.

    Raises
    ------
    Refused
        With everything that is wrong with it; nothing is written then.
    """
    for _attempt in range(_TRIES):
        new = replace(own, number=0, status="in_use", reason="")
        _refuse(_check(context, opened, new, _read(context, opened)))
        try:
            _write(context, opened, [(new, 0)])
        except StaleWrite:  # somebody else took the number
            continue
        return
    raise Refused((_busy(),))


def revise_own_programme(
    context: Context, opened: Opened, own: OwnProgramme, seen_revision: int
) -> None:
    """Append a new version; one that says nothing new is not kept a second time.

    A version with the status ``withdrawn`` and a reason takes it out of all suggestions.

    Raises
    ------
    Refused
        With everything that is wrong with it, if there is none of this number, or if somebody
        changed it meanwhile (``own.stale``); nothing is written then.
    """
    programmes = _read(context, opened)
    newest = programmes.current.get(own.number)
    if newest is None:
        raise Refused((_unknown(own.id),))
    if newest.revision != seen_revision:
        raise Refused((_stale(newest.person_name, moment(newest.recorded_at), own),))
    if own == newest.own:
        return
    # What was written for another version may be withdrawn here as well.
    _refuse(_check_reason(own) if own.is_withdrawn else _check(context, opened, own, programmes))
    try:
        _write(context, opened, [(own, seen_revision)])
    except StaleWrite:
        revise_own_programme(context, opened, own, seen_revision)


def export_own(context: Context, opened: Opened) -> Download:
    """Return the programmes in use as a sheet, with room for new ones and how to read it."""
    # Loading the workbook library takes longer than most visits need.
    from assessment.exchange.own_sheet import write_own_sheet  # noqa: PLC0415

    own = _read(context, opened).in_use
    content = write_own_sheet(shipped(context, opened), own, context.clock())
    return Download(own_file_name(opened), content)


def own_file_name(opened: Opened) -> str:
    """Name the sheet of own programmes."""
    return f"{opened.assessment.questionnaire_id}_own-programmes.xlsx"


def preview_own(context: Context, opened: Opened, content: bytes, file_name: str) -> OwnPreview:
    """Say what a sheet would change, and everything that is wrong with it.

    Raises
    ------
    Refused
        If the file cannot be read at all, or is no such sheet.
    """
    from assessment.exchange.own_sheet import read_own_sheet  # noqa: PLC0415 - see above

    found, programmes = read_own_sheet(content, file_name), _read(context, opened)
    changes: list[OwnChange] = []
    problems, n_unchanged = list(found.problems), 0
    seen: dict[str, str] = {}
    for row in found.rows:
        earlier, unknown = _earlier(row.id, row.name, row.place("id"), programmes)
        problems += unknown
        before = earlier.own if earlier else None
        after = replace(before or OwnProgramme(row.name), **row.given)
        problems += _repeated(after, row.place, seen)
        if after == before:
            n_unchanged += 1
            continue
        others = _without(programmes, after.number)
        problems += _check(context, opened, after, others, place=row.place, unread=row.unread)
        changes.append(OwnChange(row.place(""), before, after, earlier.revision if earlier else 0))
    return OwnPreview(tuple(changes), tuple(problems), n_unchanged)


def import_own(context: Context, opened: Opened, content: bytes, file_name: str) -> OwnPreview:
    """Write everything that a sheet changes, or nothing; return what was written.

    Raises
    ------
    Refused
        If anything is wrong with it, or somebody changed one of the programmes meanwhile.
    """
    for _attempt in range(_TRIES):
        preview = preview_own(context, opened, content, file_name)
        _refuse(preview.problems)
        try:
            versions = [(one.after, one.seen_revision) for one in preview.changes]
            _write(context, opened, versions, origin="workbook")
        except StaleWrite:
            continue
        return preview
    raise Refused((_busy(),))


def _earlier(
    id_: str, name: str, where: str, programmes: OwnProgrammes
) -> tuple[RecordedOwn | None, tuple[Problem, ...]]:
    """Return the programme that a row is about, and what is wrong with its id."""
    if not id_:
        return programmes.named(name), ()
    for recorded in programmes.current.values():
        if recorded.own.id == id_ and not recorded.own.is_withdrawn:
            return recorded, ()
    return None, (_unknown(id_, where),)


def _repeated(
    own: OwnProgramme, place: Callable[[str], str], seen: dict[str, str]
) -> Iterator[Problem]:
    """Yield that a row is about a programme that another row is about."""
    keys = [f"name {own.name.casefold()}", *([own.id] if own.number else [])]
    if other := next((seen[key] for key in keys if key in seen), ""):
        found = _("{other} is about the same programme.", other=other)
        yield Problem("own.row_repeated", place(""), found, _("Delete one of the two rows."))
    seen.update(dict.fromkeys(keys, place("")))


def _without(programmes: OwnProgrammes, number: int) -> OwnProgrammes:
    others = (one for one in programmes.versions if one.own.number != number or not number)
    return OwnProgrammes(tuple(others))


def _check(  # noqa: PLR0913 - what a programme is held against
    context: Context,
    opened: Opened,
    own: OwnProgramme,
    programmes: OwnProgrammes,
    *,
    place: Callable[[str], str] | None = None,
    unread: Iterable[str] = (),
) -> tuple[Problem, ...]:
    """Return what is wrong with a programme; fields that could not be read were said before."""
    place, unread = place or _place(own), [*unread]
    missing = {place(name) for name in unread}
    problems = [
        one
        for one in check_own(own, shipped(context, opened), place)
        if not (one.code in {"own.field_missing", "own.choice_missing"} and one.where in missing)
    ]
    same = programmes.named(own.name)
    if same is not None and same.own.number != own.number:
        found = _("{other} has the same name.", other=name_own(same.own))
        remedy = _("Change that one, or give this one another name.")
        problems.append(Problem("own.name_repeated", place("name"), found, remedy))
    return tuple(problems)


def _check_reason(own: OwnProgramme) -> tuple[Problem, ...]:
    if own.reason:
        return ()
    found, remedy = _("It is withdrawn without a reason."), _("Say in a sentence why.")
    return (Problem("own.reason_missing", _place(own)("reason"), found, remedy),)


def _place(own: OwnProgramme) -> Callable[[str], str]:
    """Name a field of a programme in the words of the page."""
    title = name_own(own) if own.number else _("New programme")
    return lambda name: f"{title}, {field_name(name)}" if name else title


def _read(context: Context, opened: Opened) -> OwnProgrammes:
    questionnaire = opened.framework.questionnaire
    return context.store.own_programmes(context.actor.organisation_id, questionnaire.id)


def _write(
    context: Context,
    opened: Opened,
    versions: Iterable[tuple[OwnProgramme, int]],
    *,
    origin: Origin = "page",
) -> None:
    context.store.write_own(
        opened.framework.questionnaire.id,
        versions,
        context.actor,
        context.clock(),
        origin=origin,
    )


def _refuse(problems: Iterable[Problem]) -> None:
    problems = tuple(problems)
    if errors_in(problems):
        raise Refused(problems)


def _unknown(id_: str, where: str = "") -> Problem:
    return Problem(
        "own.unknown",
        where or id_,
        _("Your organisation has no programme '{id}' in use.", id=id_),
        _("Leave the id empty for a new programme; it is given when the sheet is read."),
    )


def _stale(name: str, when: str, own: OwnProgramme) -> Problem:
    return Problem(
        "own.stale",
        name_own(own),
        _("{name} changed it meanwhile, at {when}.", name=name, when=when),
        _("Look at what is saved now, and make your change again."),
    )


def _busy() -> Problem:
    return Problem(
        "own.busy",
        _("Own programmes"),
        _("Others kept writing at the same moment."),
        _("Try again."),
    )

"""Reads ``changes/*.yaml`` of a version and holds it against this version and the one before.

The version before is the highest one below that stands beside it. Reading the files of that
version is for whoever calls. Nothing here is part of the checksum: no score depends on it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter

from assessment.library.versions import is_shelved, is_version, name_of, version_key
from assessment.library.yaml_file import YamlFile, check_type, read_yaml
from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.problem import Problem
from assessment.model.questionnaire import Questionnaire, Statement
from assessment.model.version_changes import (
    KEEPS_ID,
    NEEDS_TARGETS,
    IndicatorChange,
    StatementChange,
    VersionChanges,
)

FOLDER = "changes"
_ENTRIES = TypeAdapter(tuple[IndicatorChange, ...])

ReadVersion = Callable[[Path], Questionnaire | None]
"""Reads the questionnaire in a folder; ``None`` if it has errors."""


@dataclass(frozen=True)
class _Placed:
    """What is said of one indicator, and where it stands."""

    said: IndicatorChange
    file: YamlFile
    number: int

    def place(self, *keys: str) -> str:
        """Name file, line and the id that is meant."""
        line = self.file.line((self.number, *keys))
        return ", ".join((line, keys[-1] if len(keys) > 1 else self.said.indicator))


def read_changes(
    folder: Path, questionnaire: Questionnaire, read_version: ReadVersion
) -> tuple[VersionChanges | None, tuple[Problem, ...]]:
    """Return what became of the version before; ``None`` where nothing is said or it has errors.

    Parameters
    ----------
    folder
        Of the version that the questionnaire is read from.
    """
    paths = sorted((folder / FOLDER).glob("*.yaml"))
    if not paths:
        return None, ()
    place = f"{name_of(folder)}/{FOLDER}"
    before = folder_before(folder)
    earlier = read_version(before) if before else None
    if before is None or earlier is None:
        return None, (_no_earlier(place, before),)
    placed, problems = _read_files(paths, place)
    if problems:
        return None, problems
    problems = tuple(_Check(placed, earlier, questionnaire, place).problems())
    changes = VersionChanges(earlier, tuple(one.said for one in placed))
    return (None if problems else changes), problems


def folder_before(folder: Path) -> Path | None:
    """Return the folder of the highest version below this one beside it; ``None`` without one."""
    if not is_version(folder.name):
        return None
    key = version_key(folder.name)
    beside = (path for path in folder.parent.iterdir() if is_version(path.name))
    below = [path for path in beside if version_key(path.name) < key and is_shelved(path)]
    return max(below, key=lambda path: version_key(path.name), default=None)


def _no_earlier(place: str, before: Path | None) -> Problem:
    found = _("It says what became of an earlier version, and none stands beside this one.")
    if before:
        found = _("The earlier version {version} cannot be read.", version=name_of(before))
    remedy = _("Put the folder of the earlier version back, or remove these files.")
    return Problem("changes.no_earlier_version", place, found, remedy)


def _read_files(
    paths: Iterable[Path], place: str
) -> tuple[tuple[_Placed, ...], tuple[Problem, ...]]:
    placed: list[_Placed] = []
    problems: list[Problem] = []
    for path in paths:
        file, unread = read_yaml(path, f"{place}/{path.name}")
        problems.extend(unread)
        if file is None:
            continue
        entries, wrong = check_type(file, _ENTRIES)
        problems.extend(wrong)
        placed.extend(_Placed(said, file, n) for n, said in enumerate(entries or ()))
    return tuple(placed), tuple(problems)


class _Check:
    """All entries against the earlier and the later version."""

    def __init__(
        self, placed: tuple[_Placed, ...], earlier: Questionnaire, later: Questionnaire, place: str
    ) -> None:
        self._placed = placed
        self._earlier = earlier
        self._later = later
        self._place = place
        self._old, self._old_home, self._old_level = _statements(earlier)
        self._new, self._new_home, self._new_level = _statements(later)

    def problems(self) -> Iterator[Problem]:
        yield from self._indicators()
        for one in self._placed:
            yield from self._sources(one)
            yield from self._promise(one)
            for id_, said in one.said.statements.items():
                yield from self._statement(one, id_, said)
            for id_ in one.said.added:
                yield from self._added(one, id_)
        yield from self._account_of_earlier()
        yield from self._account_of_later()

    @cached_property
    def _kept(self) -> frozenset[str]:
        """Statements that keep their id."""
        return frozenset(
            id_
            for one in self._placed
            for id_, said in one.said.statements.items()
            if said.change in KEEPS_ID
        )

    @cached_property
    def _targets(self) -> frozenset[str]:
        said = (change for one in self._placed for change in one.said.statements.values())
        return frozenset(id_ for change in said for id_ in change.to)

    def _indicators(self) -> Iterator[Problem]:
        """Yield the indicators of either version that nothing is said of, or too much."""
        ids = [one.said.indicator for one in self._placed]
        for id_ in (id_ for id_, count in Counter(ids).items() if count > 1):
            found = _("{indicator} has more than one entry.", indicator=id_)
            yield Problem("changes.indicator_repeated", self._place, found, _("Keep one."))
        told = {id_ for one in self._placed for id_ in one.said.sources}
        silent = [i.id for i in self._later.indicators if i.id not in ids]
        silent += [i.id for i in self._earlier.indicators if i.id not in told | set(silent)]
        for id_ in silent:
            found = _("Nothing is said of the indicator {indicator}.", indicator=id_)
            remedy = _("Add an entry, or name it in 'from' of what it became.")
            yield Problem("changes.indicator_missing", self._place, found, remedy)

    def _sources(self, one: _Placed) -> Iterator[Problem]:
        said, place = one.said, one.place()
        is_known = self._later.has_indicator(said.indicator)
        if is_known is (said.change == "dropped"):
            found = (
                _("{indicator} is said to be dropped, and this version has it.", **_names(said))
                if is_known
                else _("This version has no indicator {indicator}.", **_names(said))
            )
            yield _unknown(place, found)
        for id_ in said.sources:
            if not self._earlier.has_indicator(id_):
                found = _("The earlier version has no indicator {indicator}.", indicator=id_)
                yield _unknown(place, found)
        if bool(said.sources) is (said.change == "new"):
            found = (
                _("A new indicator comes from none of the earlier version.")
                if said.sources
                else _("It is not said from which indicators of the earlier version it comes.")
            )
            remedy = _("Remove or add 'from', or correct what changed.")
            yield Problem("changes.from_wrong", place, found, remedy)
        if said.keeps_meaning and said.sources not in ((), (said.indicator,)):
            found = _(
                "It kept its meaning, and comes from {sources}.", sources=listed(said.sources)
            )
            yield Problem("changes.from_wrong", place, found, _("Name itself in 'from'."))
        if said.change != "same" and not said.why.strip():
            yield _no_why(place)

    def _promise(self, one: _Placed) -> Iterator[Problem]:
        """Yield what contradicts an indicator that is said to be the same or only reworded."""
        said, place = one.said, one.place()
        if not said.keeps_meaning or not self._later.has_indicator(said.indicator):
            return
        wrong = [*self._moved(said), *self._foreign(said)]
        if wrong:
            found = _(
                "It is said to keep its meaning, but these statements do not let it: {ids}.",
                ids=listed(dict.fromkeys(wrong)),
            )
            remedy = _("Call the indicator changed, or the statements kept or reworded.")
            yield Problem("changes.not_same", place, found, remedy)
        if said.change == "same" and self._asks_otherwise(said.indicator):
            found = _("It is said to be the same, and its question was changed.")
            yield Problem("changes.not_same", place, found, _("Call it reworded or changed."))

    def _moved(self, said: IndicatorChange) -> Iterator[str]:
        """Yield the earlier statements of an indicator that were changed more than it says."""
        allowed = ("kept",) if said.change == "same" else KEEPS_ID
        for entry in self._placed:
            for id_, fate in entry.said.statements.items():
                if self._old_home.get(id_) == said.indicator and fate.change not in allowed:
                    yield id_

    def _foreign(self, said: IndicatorChange) -> Iterator[str]:
        """Yield the statements of an indicator that it did not have, or that took others in."""
        for id_, home in self._new_home.items():
            is_own = self._old_home.get(id_) == said.indicator and id_ not in self._targets
            if home == said.indicator and not is_own:
                yield id_

    def _asks_otherwise(self, id_: str) -> bool:
        if not self._earlier.has_indicator(id_):
            return False
        return self._earlier.indicator(id_).question != self._later.indicator(id_).question

    def _statement(self, one: _Placed, id_: str, said: StatementChange) -> Iterator[Problem]:
        place = one.place("statements", id_)
        if id_ not in self._old:
            found = _("The earlier version has no statement {statement}.", statement=id_)
            yield _unknown(place, found)
            return
        if self._old_home[id_] not in one.said.sources:
            found = _(
                "{statement} is of {indicator}, which is not named in 'from'.",
                statement=id_,
                indicator=self._old_home[id_],
            )
            yield Problem("changes.from_wrong", place, found, _("Name it there."))
        if said.change != "kept" and not said.why.strip():
            yield _no_why(place)
        yield from self._to(place, said)
        if said.change in KEEPS_ID:
            yield from self._keeps_id(place, id_, said)

    def _to(self, place: str, said: StatementChange) -> Iterator[Problem]:
        if bool(said.to) is not (said.change in NEEDS_TARGETS):
            found = (
                _("'to' is given, and '{change}' is no other statement.", change=said.change)
                if said.to
                else _("It is not said which statements it became.")
            )
            remedy = _("Remove or add 'to', or correct what changed.")
            yield Problem("changes.to_wrong", place, found, remedy)
        for id_ in said.to:
            if id_ not in self._new:
                found = _("This version has no statement {statement}.", statement=id_)
                yield _unknown(place, found)
            elif id_ in self._old and id_ not in self._kept:
                yield _id_reused(place, id_)

    def _keeps_id(self, place: str, id_: str, said: StatementChange) -> Iterator[Problem]:
        if id_ not in self._new:
            found = _("This version has no statement {statement}.", statement=id_)
            yield _unknown(place, found)
            return
        if (
            self._old_level[id_] != self._new_level[id_]
            or self._old_home[id_] != self._new_home[id_]
        ):
            found = _("It keeps its id, and stands at another level or indicator than before.")
            remedy = _("Call it moved and give it a new id.")
            yield Problem("changes.not_kept", place, found, remedy)
        same_text = self._old[id_].text == self._new[id_].text
        if same_text is not (said.change == "kept"):
            found = (
                _("The statement is said to be reworded, and its text is the same.")
                if same_text
                else _("The statement is said to be kept, and its text was changed.")
            )
            remedy = _("Call it kept where no word was changed, and reworded where some were.")
            yield Problem("changes.not_kept", place, found, remedy)

    def _added(self, one: _Placed, id_: str) -> Iterator[Problem]:
        place = one.place("added", id_)
        if self._new_home.get(id_) != one.said.indicator:
            found = _(
                "{indicator} has no statement {statement} in this version.",
                indicator=one.said.indicator,
                statement=id_,
            )
            yield _unknown(place, found)
        if id_ in self._old:
            yield _id_reused(place, id_)
        if id_ in self._targets:
            found = _("It is said to be added, and to be what an earlier statement became.")
            yield Problem("changes.twice", place, found, _("Say one of the two."))

    def _account_of_earlier(self) -> Iterator[Problem]:
        counts = Counter(id_ for one in self._placed for id_ in one.said.statements)
        for id_ in self._old:
            named = {"statement": id_}
            if counts[id_] == 1:
                continue
            found = (
                _("The statement {statement} of the earlier version has two entries.", **named)
                if counts[id_]
                else _("Nothing is said of the statement {statement} of before.", **named)
            )
            remedy = _("Say once what became of it.")
            place = f"{self._place}, {self._old_home[id_]}"
            yield Problem("changes.statement_not_once", place, found, remedy)

    def _account_of_later(self) -> Iterator[Problem]:
        added = {id_ for one in self._placed for id_ in one.said.added}
        for id_ in self._new:
            if id_ not in self._kept | self._targets | added:
                found = _(
                    "It is not said where the statement {statement} comes from.", statement=id_
                )
                remedy = _("Name it in 'to' of what it was, or in 'added' with the reason.")
                place = f"{self._place}, {self._new_home[id_]}"
                yield Problem("changes.statement_unexplained", place, found, remedy)


def _statements(
    questionnaire: Questionnaire,
) -> tuple[dict[str, Statement], dict[str, str], dict[str, int]]:
    """Return text, indicator and level of every statement by its id."""
    found: dict[str, Statement] = {}
    homes: dict[str, str] = {}
    levels: dict[str, int] = {}
    for indicator in questionnaire.indicators:
        for level, statements in indicator.anchors.items():
            found |= statements
            homes |= dict.fromkeys(statements, indicator.id)
            levels |= dict.fromkeys(statements, level)
    return found, homes, levels


def _names(said: IndicatorChange) -> dict[str, str]:
    return {"indicator": said.indicator}


def _unknown(place: str, found: str) -> Problem:
    return Problem("changes.id_unknown", place, found, _("Correct the id."))


def _id_reused(place: str, id_: str) -> Problem:
    found = _("The earlier version used the id {statement} for another statement.", statement=id_)
    remedy = _("Give it an id that was never used.")
    return Problem("changes.id_reused", place, found, remedy)


def _no_why(place: str) -> Problem:
    return Problem("changes.why_missing", place, _("No reason is given."), _("Add 'why'."))

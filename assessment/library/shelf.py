"""The questionnaires of this installation, by id and version; each is read when first needed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from typing import TypeVar

from assessment.library.languages import in_language
from assessment.library.load import Loaded, load_framework
from assessment.library.load_index import LoadedIndex, is_index_folder, load_index
from assessment.library.versions import (
    is_version,
    name_of,
    shelved_folders,
    version_key,
)
from assessment.library.yaml_file import read_heading
from assessment.locales import gettext as _
from assessment.locales import language
from assessment.model.framework import Framework
from assessment.model.problem import Problem
from assessment.model.version_changes import IndicatorHistory, trace_indicators

Read = TypeVar("Read", Loaded, LoadedIndex)
_LONGEST_REASON = 100


@dataclass(frozen=True)
class Shelved:
    """One version of a questionnaire on the shelf, as its first lines name it.

    Attributes
    ----------
    id, version
        Empty where they cannot be read.
    is_index
        Whether it is computed from a table, and never answered.
    """

    folder: Path
    id: str
    version: str
    is_index: bool = False

    @property
    def file(self) -> str:
        """Name the file in which id and version stand, for the places in messages."""
        return f"{name_of(self.folder)}/{_asked_file(is_index=self.is_index)}"


class Library:
    """Every questionnaire folder that was found, readable or not.

    Several versions of one questionnaire may stand side by side, each in its
    own folder, so that older assessments stay readable. Only the first lines
    of each are read to begin with; the rest is read on first use, and kept.
    A framework speaks the language in use, as far as it was translated.
    """

    def __init__(self, shelved: Iterable[Shelved], problems: Iterable[Problem] = ()) -> None:
        self.shelved = tuple(shelved)
        self._problems = tuple(problems)
        self._read: dict[Shelved, Loaded] = {}
        self._read_indices: dict[Shelved, LoadedIndex] = {}
        self._translated: dict[tuple[Shelved, str], Framework] = {}
        self._lock = RLock()

    @classmethod
    def of(cls, *frameworks: Framework) -> "Library":
        """Return a library of frameworks that are at hand already."""
        asked = [framework.questionnaire for framework in frameworks]
        library = cls(Shelved(Path(one.id, one.version), one.id, one.version) for one in asked)
        for one, framework in zip(library.shelved, frameworks, strict=True):
            library._read[one] = Loaded(one.folder, framework, ())
        return library

    def find(self, questionnaire_id: str, version: str | None = None) -> Framework | None:
        """Return a questionnaire in one version, or in its newest when none is named."""
        for one in self._versions(questionnaire_id):
            if version in (None, one.version):
                framework = self._load(one).framework
                if framework is not None:
                    return self._in_language(one, framework)
        return None

    def trace(
        self, questionnaire_id: str, earlier: str, later: str
    ) -> Mapping[str, IndicatorHistory]:
        """Say of each indicator of a version where it comes from in an earlier one.

        Returns
        -------
        mapping
            Indicator id of the later version to its history; empty if one of the two is
            not here, or the first is not the earlier. Texts are compared as they are in
            the source: translations may be there in one version only.
        """
        ends = version_key(earlier), version_key(later)
        among = [one for one in self._versions(questionnaire_id) if _is_between(one, ends)]
        found = [framework for one in reversed(among) if (framework := self._load(one).framework)]
        steps = [(one.questionnaire, one.changes) for one in found]
        if not steps or (steps[0][0].version, steps[-1][0].version) != (earlier, later):
            return {}
        return trace_indicators(steps)

    def find_folder(self, name: str) -> Shelved | None:
        """Return the newest version of what has this id, or stands in a folder of this name."""
        found = [one for one in self.shelved if name in (one.id, *_folder_names(one.folder))]
        return max(found, key=lambda one: version_key(one.version or "0"), default=None)

    @property
    def frameworks(self) -> tuple[Framework, ...]:
        """The usable questionnaires in all their versions, in the order of their folders."""
        known = {one.folder: one for one in self.shelved}
        return tuple(
            self._in_language(known[found.folder], found.framework)
            for found in self.loaded
            if found.framework
        )

    @property
    def newest(self) -> tuple[Framework, ...]:
        """The usable questionnaires, each in its newest version, for a new assessment."""
        ids = dict.fromkeys(one.id for one in self.shelved if one.id and not one.is_index)
        found = (self.find(id_) for id_ in ids)
        return tuple(framework for framework in found if framework)

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        """What came of reading each folder of a questionnaire with levels.

        Of two folders with the same id and version only the first usable one is taken.
        """
        read = {one: self._load(one) for one in self.shelved if not one.is_index}
        return tuple(_without_repeats(read, "framework"))

    @property
    def loaded_indices(self) -> tuple[LoadedIndex, ...]:
        """What came of reading each folder of an index, likewise."""
        read = {one: self._load_index(one) for one in self.shelved if one.is_index}
        return tuple(_without_repeats(read, "index"))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with any folder."""
        found = (*self.loaded, *self.loaded_indices)
        return (*self._problems, *(problem for one in found for problem in one.problems))

    def _versions(self, questionnaire_id: str) -> list[Shelved]:
        """Return the versions of a questionnaire, the newest first."""
        found = [one for one in self.shelved if one.id == questionnaire_id and not one.is_index]
        return sorted(found, key=lambda one: version_key(one.version), reverse=True)

    def _load(self, one: Shelved) -> Loaded:
        with self._lock:
            if one not in self._read:
                self._read[one] = _guarded(load_framework, one, Loaded(one.folder, None, ()))
            return self._read[one]

    def _in_language(self, one: Shelved, framework: Framework) -> Framework:
        key = (one, language())
        with self._lock:
            if key not in self._translated:
                self._translated[key] = in_language(framework, one.folder)
            return self._translated[key]

    def _load_index(self, one: Shelved) -> LoadedIndex:
        with self._lock:
            if one not in self._read_indices:
                empty = LoadedIndex(one.folder, None, ())
                self._read_indices[one] = _guarded(load_index, one, empty)
            return self._read_indices[one]


def _guarded(load: Callable[[Path], Read], one: Shelved, empty: Read) -> Read:
    """Load a folder; where even the checks fail on it, say so and let all others work."""
    try:
        return load(one.folder)
    except Exception as error:
        reason = f"{type(error).__name__}: {str(error)[:_LONGEST_REASON]}"
        problem = Problem(
            "library.folder_unreadable",
            name_of(one.folder),
            _("This folder cannot be read ({reason}).", reason=reason),
            _("Put back a copy that could be read. All other questionnaires work as before."),
        )
        return replace(empty, problems=(problem,))


def open_library(root: Path) -> Library:
    """Find all questionnaires below a folder; a damaged one hides no other."""
    if not root.is_dir():
        problem = Problem(
            "library.folder_missing",
            root.name,
            _("There is no such folder."),
            _("Put the questionnaires there or set SPCA_QUESTIONNAIRES."),
        )
        return Library((), (problem,))
    return Library(shelve(folder) for folder in shelved_folders(root))


def shelve(folder: Path) -> Shelved:
    """Read the first lines of one version of a questionnaire."""
    is_index = is_index_folder(folder)
    heading = read_heading(folder / _asked_file(is_index=is_index), ("id", "version"))
    id_, version = heading.get("id", ""), heading.get("version", "")
    if not is_version(version):
        id_ = version = ""
    return Shelved(folder, id_, version, is_index)


def refuse_repeated(one: Shelved, first: Shelved) -> Problem:
    """Return the problem of a questionnaire whose id and version an earlier folder has.

    Answers name their questionnaire by id and version, so two of a kind would be mixed up.
    """
    return Problem(
        "library.index_repeated" if one.is_index else "library.questionnaire_repeated",
        f"{one.file}, id",
        _(
            "The folder {folder} already has the questionnaire '{id}', version {version}.",
            folder=name_of(first.folder),
            id=one.id,
            version=one.version,
        ),
        _("Give this one an id of its own, or a higher version if it is the same questionnaire."),
    )


def _without_repeats(read: Mapping[Shelved, Read], content: str) -> Iterator[Read]:
    """Refuse what has the id and version of an earlier folder; damaged ones claim none."""
    first_of: dict[tuple[str, str], Shelved] = {}
    for one, loaded in read.items():
        is_usable = getattr(loaded, content) is not None
        first = first_of.setdefault((one.id, one.version), one) if is_usable else one
        if first is one:
            yield loaded
        else:
            problems = (*loaded.problems, refuse_repeated(one, first))
            yield replace(loaded, **{content: None, "problems": problems})


def _is_between(one: Shelved, ends: tuple[tuple[int, ...], tuple[int, ...]]) -> bool:
    return ends[0] <= version_key(one.version) <= ends[1]


def _folder_names(folder: Path) -> tuple[str, ...]:
    """Return the names by which people may call a questionnaire: of its folder, with a version."""
    return (folder.parent.name if is_version(folder.name) else folder.name, name_of(folder))


def _asked_file(*, is_index: bool) -> str:
    return "index.yaml" if is_index else "instrument.yaml"

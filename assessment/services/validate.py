"""Checks a questionnaire folder, its worked examples and languages, and begins its next version."""

from dataclasses import dataclass
from pathlib import Path

from assessment.library.examples import load_examples
from assessment.library.index_examples import load_index_examples
from assessment.library.languages import check_languages, texts_of, write_catalogue
from assessment.library.load import load_framework
from assessment.library.load_index import is_index_folder, load_index
from assessment.library.shelf import Library, Shelved, refuse_repeated, shelve
from assessment.library.versions import (
    copy_version,
    folder_to_read,
    is_version,
    next_version,
    shelved_folders,
    version_folders,
)
from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.problem import Problem, Refused, errors_in
from assessment.services.index_examples import check_index_example
from assessment.services.worked_examples import check_example, with_fewest_draws


@dataclass(frozen=True)
class Validation:
    """What a check of one folder found.

    Attributes
    ----------
    name, version
        Empty, and all numbers 0, when errors stand in the way of reading it.
    problems
        Errors and warnings; mismatches of worked examples are errors.
    n_measures, n_nodes
        Of an index, which has no dimensions, indicators and programmes.
    """

    folder: Path
    problems: tuple[Problem, ...]
    name: str = ""
    version: str = ""
    n_dimensions: int = 0
    n_indicators: int = 0
    n_programmes: int = 0
    n_examples: int = 0
    n_measures: int = 0
    n_nodes: int = 0

    @property
    def is_valid(self) -> bool:
        """Whether the questionnaire can be used: there is no error."""
        return not errors_in(self.problems)


def validate_versions(folder: Path) -> tuple[Validation, ...]:
    """Check every version in the folder of a questionnaire, the oldest first."""
    found = version_folders(folder) if folder.is_dir() else (folder,)
    return tuple(validate(version) for version in found)


def validate(folder: Path) -> Validation:
    """Read one version of a questionnaire or an index and run its worked examples.

    Parameters
    ----------
    folder
        Of one version; of a folder with several, the newest is checked.

    Returns
    -------
    Validation
        All problems at once. Examples are run only when the rest is free of errors.
    """
    folder = folder_to_read(folder)
    return _validate_index(folder) if is_index_folder(folder) else _validate_levels(folder)


def _validate_levels(folder: Path) -> Validation:
    loaded = load_framework(folder)
    examples, against = load_examples(folder)
    problems = (*loaded.problems, *refuse_beside_others(folder), *against)
    if loaded.framework is None:
        return Validation(folder, problems)
    framework = loaded.framework
    quick = with_fewest_draws(framework)
    mistakes = (
        *(p for placed in examples for p in check_example(placed, quick)),
        *check_languages(folder, texts_of(framework)),
    )
    return Validation(
        folder=folder,
        problems=(*problems, *mistakes),
        name=framework.questionnaire.name,
        version=framework.questionnaire.version,
        n_dimensions=len(framework.questionnaire.dimensions),
        n_indicators=len(framework.questionnaire.indicators),
        n_programmes=len(framework.catalogue.programmes) if framework.catalogue else 0,
        n_examples=len(examples),
    )


def _validate_index(folder: Path) -> Validation:
    loaded = load_index(folder)
    examples, against = load_index_examples(folder)
    problems = (*loaded.problems, *refuse_beside_others(folder), *against)
    if loaded.index is None:
        return Validation(folder, problems)
    index = loaded.index
    mistakes = (
        *(p for placed in examples for p in check_index_example(placed, index)),
        *check_languages(folder, texts_of(index)),
    )
    return Validation(
        folder=folder,
        problems=(*problems, *mistakes),
        name=index.questionnaire.name,
        version=index.questionnaire.version,
        n_examples=len(examples),
        n_measures=len(index.questionnaire.measures),
        n_nodes=len(index.rules.tree),
    )


def begin_version(library: Library, name: str, version: str = "") -> Validation:
    """Copy the newest version of a questionnaire to the next one, and check it.

    Parameters
    ----------
    name
        Id of the questionnaire, or the name of its folder.
    version
        Of the copy; the second number of the newest version is raised where it is empty.

    Raises
    ------
    Refused
        If there is no such questionnaire, or the version cannot be the next.
    """
    newest = on_shelf(library, name)
    new = version or next_version(newest.version)
    return validate(copy_version(newest.folder, newest.version, new))


def texts_for_translators(library: Library, name: str) -> bytes:
    """Return the texts of the newest version of a questionnaire as a gettext template.

    Raises
    ------
    Refused
        If there is no such questionnaire, or it has errors.
    """
    newest = on_shelf(library, name)
    if newest.is_index:
        found = load_index(newest.folder)
        content, problems = found.index, found.problems
    else:
        loaded = load_framework(newest.folder)
        content, problems = loaded.framework, loaded.problems
    if content is None:
        raise Refused(problems)
    return write_catalogue(content)


def on_shelf(library: Library, name: str) -> Shelved:
    """Return the newest version of a questionnaire, by its id or the name of its folder.

    Raises
    ------
    Refused
        If there is none that can be read.
    """
    found = library.find_folder(name)
    if found is None or not found.id:
        known = dict.fromkeys(one.id for one in library.shelved if one.id)
        problem = Problem(
            "library.questionnaire_unknown",
            _("Questionnaire"),
            _("There is no questionnaire '{name}' that can be read.", name=name),
            _("Name one of them."),
            _("Allowed are {ids}.", ids=listed(known, "or")) if known else "",
        )
        raise Refused((problem,))
    return found


def refuse_beside_others(folder: Path, place: Path | None = None) -> tuple[Problem, ...]:
    """Return the problem of a folder whose id and version another on the same shelf has.

    Parameters
    ----------
    place
        Where the folder is to stand, if not where it is.
    """
    place = (place or folder).resolve()
    shelf = place.parent.parent if is_version(place.name) else place.parent
    if not shelf.is_dir():
        return ()
    ours = shelve(folder)
    others = (shelve(other) for other in shelved_folders(shelf) if other.resolve() != place)
    same = (one for one in others if ours.id and (one.id, one.version) == (ours.id, ours.version))
    return tuple(refuse_repeated(ours, one) for one in same if one.is_index == ours.is_index)[:1]

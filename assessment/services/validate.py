"""Checks a questionnaire folder: its files against each other, and its worked examples."""

from dataclasses import dataclass
from pathlib import Path

from assessment.library.examples import load_examples
from assessment.library.index_examples import load_index_examples
from assessment.library.load import load_framework
from assessment.library.load_index import is_index_folder, load_index
from assessment.library.shelf import refuse_repeated, shelve
from assessment.library.versions import is_version, newest_version, shelved_folders, version_folders
from assessment.model.problem import Problem, errors_in
from assessment.services.index_examples import check_index_example
from assessment.services.worked_examples import check_example


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
    folder = newest_version(folder)
    return _validate_index(folder) if is_index_folder(folder) else _validate_levels(folder)


def _validate_levels(folder: Path) -> Validation:
    loaded = load_framework(folder)
    examples, against = load_examples(folder)
    problems = (*loaded.problems, *_refuse_beside_others(folder), *against)
    if loaded.framework is None:
        return Validation(folder, problems)
    framework = loaded.framework
    mistakes = tuple(p for placed in examples for p in check_example(placed, framework))
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
    problems = (*loaded.problems, *_refuse_beside_others(folder), *against)
    if loaded.index is None:
        return Validation(folder, problems)
    index = loaded.index
    mistakes = tuple(p for placed in examples for p in check_index_example(placed, index))
    return Validation(
        folder=folder,
        problems=(*problems, *mistakes),
        name=index.questionnaire.name,
        version=index.questionnaire.version,
        n_examples=len(examples),
        n_measures=len(index.questionnaire.measures),
        n_nodes=len(index.rules.tree),
    )


def _refuse_beside_others(folder: Path) -> tuple[Problem, ...]:
    """Return the problem of a folder whose id and version another on the same shelf has."""
    folder = folder.resolve()
    shelf = folder.parent.parent if is_version(folder.name) else folder.parent
    if not shelf.is_dir():
        return ()
    ours = shelve(folder)
    others = (shelve(other) for other in shelved_folders(shelf) if other != folder)
    same = (one for one in others if ours.id and (one.id, one.version) == (ours.id, ours.version))
    return tuple(refuse_repeated(ours, one) for one in same if one.is_index == ours.is_index)[:1]

"""Reads one index folder (``index.yaml``, ``scoring.yaml``); an index or every reason why not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from assessment.library.checksum import checksum
from assessment.library.index_checks import check_index
from assessment.library.versions import name_of, newest_version, shelved_folders
from assessment.library.yaml_file import check_type, read_yaml
from assessment.model.index import Index, IndexQuestionnaire
from assessment.model.index_rules import IndexRules
from assessment.model.problem import Problem, errors_in

_MENU = {
    "rule": "arithmetic, geometric, harmonic, power, minimum, maximum, capped_mean, chain, "
    "weakest_link, lookup, reversed_geometric, product_root and linear",
    "step": "denominate, screen, impute, treat and normalise",
    "method": "levels, goalposts, min_max, z_score, rank, borda, percentile_rank and "
    "distance_to_maximum",
}
# How pydantic speaks of the key that chooses among several types.
_DISCRIMINATOR = re.compile(r"(?:discriminator|found using) '(rule|step|method)'")


@dataclass(frozen=True)
class LoadedIndex:
    """What came of reading an index folder.

    Attributes
    ----------
    index
        ``None`` when an error stands in the way.
    """

    folder: Path
    index: Index | None
    problems: tuple[Problem, ...]


def is_index_folder(folder: Path) -> bool:
    """Whether a folder holds an index of numbers, and not a questionnaire with levels."""
    return (folder / "index.yaml").is_file() and not (folder / "instrument.yaml").is_file()


def load_index(folder: Path) -> LoadedIndex:
    """Read and check an index folder; all problems of both files come back at once.

    Of a folder with versions, the newest is read.
    """
    folder = newest_version(folder)
    if not (folder / "index.yaml").is_file():
        problem = Problem(
            "library.no_index",
            name_of(folder),
            "There is no index.yaml in this folder.",
            "Name a folder such as questionnaires/cpia; a questionnaire with levels is not "
            "computed from a table.",
        )
        return LoadedIndex(folder, None, (problem,))
    asked, problems = read_yaml(folder / "index.yaml", f"{name_of(folder)}/index.yaml")
    scored, more = read_yaml(folder / "scoring.yaml", f"{name_of(folder)}/scoring.yaml")
    problems = (*problems, *more)
    questionnaire, found = check_type(asked, IndexQuestionnaire) if asked else (None, ())
    rules, more = check_type(scored, IndexRules) if scored else (None, ())
    problems = (*problems, *found, *(_in_words(problem) for problem in more))
    if questionnaire is None or rules is None or asked is None or scored is None:
        return LoadedIndex(folder, None, problems)
    index = Index(questionnaire, rules)
    problems = (*problems, *check_index(index, asked, scored))
    if errors_in(problems):
        return LoadedIndex(folder, None, problems)
    stamped = questionnaire.model_copy(update={"checksum": checksum((asked.data, scored.data))})
    return LoadedIndex(folder, Index(stamped, rules), problems)


def load_indices(root: Path) -> tuple[LoadedIndex, ...]:
    """Read every version of every index below ``root`` that is not hidden, in order."""
    folders = (path for path in shelved_folders(root) if is_index_folder(path))
    return indices_without_repeats(load_index(path) for path in folders)


def indices_without_repeats(loaded: Iterable[LoadedIndex]) -> tuple[LoadedIndex, ...]:
    """Refuse an index whose id and version an earlier folder already has."""
    kept: list[LoadedIndex] = []
    folder_of: dict[tuple[str, str], str] = {}
    for one in loaded:
        asked = one.index.questionnaire if one.index else None
        first = (
            folder_of.setdefault((asked.id, asked.version), name_of(one.folder)) if asked else ""
        )
        repeated = asked is not None and first != name_of(one.folder)
        kept.append(_refuse(one, asked, first) if asked and repeated else one)
    return tuple(kept)


def _refuse(loaded: LoadedIndex, asked: IndexQuestionnaire, first: str) -> LoadedIndex:
    problem = Problem(
        "library.index_repeated",
        f"{name_of(loaded.folder)}/index.yaml, id",
        f"The folder {first} already has the index '{asked.id}', version {asked.version}.",
        "Give this one an id of its own, or a higher version if it is the same index.",
    )
    return LoadedIndex(loaded.folder, None, (*loaded.problems, problem))


def _in_words(problem: Problem) -> Problem:
    """Say in the author's words that a node has no rule, or one that does not exist."""
    named = _DISCRIMINATOR.search(problem.found)
    if named is None:
        return problem
    key = named[1]
    missing = problem.found.startswith("Unable")
    return replace(
        problem,
        code=f"library.{key}_{'missing' if missing else 'unknown'}",
        found=f"There is no '{key}' here." if missing else f"The '{key}' here does not exist.",
        remedy="Name one of them.",
        allowed=f"Allowed are {_MENU[key]}.",
    )

"""Reads one questionnaire folder; either a checked framework or every reason why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from assessment.library.checksum import checksum
from assessment.library.cross_checks import check_framework
from assessment.library.instrument_checks import check_instrument
from assessment.library.load_index import is_index_folder
from assessment.library.versions import name_of, newest_version, shelved_folders
from assessment.library.yaml_file import YamlFile, check_type, read_yaml
from assessment.model.framework import Framework
from assessment.model.problem import Problem, errors_in
from assessment.model.programme import Catalogue
from assessment.model.questionnaire import Indicator, Questionnaire
from assessment.model.rules import ScoringRules

_INDICATORS = TypeAdapter(tuple[Indicator, ...])


@dataclass(frozen=True)
class Loaded:
    """What came of reading a folder.

    Attributes
    ----------
    framework
        ``None`` when an error stands in the way.
    problems
        Errors and warnings, in the order of the files.
    """

    folder: Path
    framework: Framework | None
    problems: tuple[Problem, ...]


def load_framework(folder: Path) -> Loaded:
    """Read and check a questionnaire folder.

    Reads ``instrument.yaml`` with ``indicators/*.yaml`` (one file a dimension,
    unless the dimension lists its indicators itself), ``scoring.yaml`` and, if
    there is one, ``programmes.yaml``. Of a folder with versions, the newest is read.
    """
    folder = newest_version(folder)
    if not (folder / "instrument.yaml").is_file():
        problem = Problem(
            "library.no_questionnaire",
            name_of(folder),
            "There is no instrument.yaml in this folder.",
            "Name a folder such as questionnaires/spcf/1.0, or add the file.",
        )
        return Loaded(folder, None, (problem,))
    questionnaire, asked, problems = _read_questionnaire(folder)
    rules, scored, more = _read_part(folder, "scoring.yaml", ScoringRules)
    catalogue, _, still_more = _read_catalogue(folder)
    problems = (*problems, *more, *still_more)
    if questionnaire is None:
        return Loaded(folder, None, problems)
    homes = _homes(folder, questionnaire)
    if rules is None:
        file = f"{name_of(folder)}/instrument.yaml"
        return Loaded(folder, None, (*problems, *check_instrument(questionnaire, file, homes)))
    # A catalogue that could not be read is missing here, so that the rest is still checked.
    framework = Framework(questionnaire, rules, catalogue)
    problems = (*problems, *check_framework(framework, name_of(folder), homes))
    if errors_in(problems):
        return Loaded(folder, None, problems)
    stamped = questionnaire.model_copy(update={"checksum": checksum((asked, scored))})
    return Loaded(folder, Framework(stamped, rules, catalogue), problems)


def load_library(root: Path) -> tuple[Loaded, ...]:
    """Read every version of every folder below ``root`` that is not hidden, in order.

    Folders of an index are passed over; `load_indices` reads those. Of two folders with
    the same questionnaire id and version only the first can be used.
    """
    folders = (path for path in shelved_folders(root) if not is_index_folder(path))
    return without_repeats(load_framework(path) for path in folders)


def without_repeats(loaded: Iterable[Loaded]) -> tuple[Loaded, ...]:
    """Refuse a questionnaire whose id and version an earlier folder already has.

    Answers name their questionnaire by id and version, so two of a kind would be mixed up.
    """
    kept: list[Loaded] = []
    folder_of: dict[tuple[str, str], str] = {}
    for one in loaded:
        if one.framework is None:
            kept.append(one)
            continue
        questionnaire = one.framework.questionnaire
        first = folder_of.setdefault((questionnaire.id, questionnaire.version), name_of(one.folder))
        repeated = first != name_of(one.folder)
        kept.append(_refuse(one, questionnaire, first) if repeated else one)
    return tuple(kept)


def _refuse(loaded: Loaded, questionnaire: Questionnaire, first: str) -> Loaded:
    problem = Problem(
        "library.questionnaire_repeated",
        f"{name_of(loaded.folder)}/instrument.yaml, id",
        f"The folder {first} already has the questionnaire '{questionnaire.id}', "
        f"version {questionnaire.version}.",
        "Give this one an id of its own, or a higher version if it is the same questionnaire.",
    )
    return Loaded(loaded.folder, None, (*loaded.problems, problem))


def _read_part(folder: Path, name: str, kind: type[Any]) -> tuple[Any, object, tuple[Problem, ...]]:
    file, problems = read_yaml(folder / name, f"{name_of(folder)}/{name}")
    if file is None:
        return None, None, problems
    part, problems = check_type(file, kind)
    return part, file.data, problems


def _read_catalogue(folder: Path) -> tuple[Catalogue | None, object, tuple[Problem, ...]]:
    if not (folder / "programmes.yaml").exists():
        return None, None, ()
    return _read_part(folder, "programmes.yaml", Catalogue)


def _read_questionnaire(
    folder: Path,
) -> tuple[Questionnaire | None, object, tuple[Problem, ...]]:
    file, problems = read_yaml(folder / "instrument.yaml", f"{name_of(folder)}/instrument.yaml")
    if file is None:
        return None, None, problems
    raw, checked, problems = _with_indicators(folder, file)
    questionnaire, more = check_type(file, Questionnaire, checked)
    # A dimension whose file is broken reads as empty; the file's own problems say so.
    return (None if problems else questionnaire), raw, (*problems, *more)


def _with_indicators(folder: Path, file: YamlFile) -> tuple[object, object, tuple[Problem, ...]]:
    """Put the indicator files into the instrument's data: as read, and as checked."""
    dimensions = file.data.get("dimensions") if isinstance(file.data, dict) else None
    if not isinstance(dimensions, list):
        return file.data, file.data, ()
    raw, checked, problems = [], [], []
    for dimension in dimensions:
        if not isinstance(dimension, dict) or "indicators" in dimension or "id" not in dimension:
            raw.append(dimension)
            checked.append(dimension)
            continue
        name = _indicator_file(str(dimension["id"]))
        data, indicators, found = _read_indicators(folder, name)
        raw.append({**dimension, "indicators": data})
        checked.append({**dimension, "indicators": indicators})
        problems.extend(found)
    return (
        {**file.data, "dimensions": raw},
        {**file.data, "dimensions": checked},
        tuple(problems),
    )


def _indicator_file(dimension_id: str) -> str:
    return f"indicators/{dimension_id.lower()}.yaml"


def _homes(folder: Path, questionnaire: Questionnaire) -> dict[str, str]:
    """Return dimension id to the file in which its indicators stand, if that is their own."""
    names = {dimension.id: _indicator_file(dimension.id) for dimension in questionnaire.dimensions}
    return {id_: f"{name_of(folder)}/{n}" for id_, n in names.items() if (folder / n).is_file()}


def _read_indicators(
    folder: Path, name: str
) -> tuple[object, tuple[Indicator, ...], tuple[Problem, ...]]:
    file, problems = read_yaml(folder / name, f"{name_of(folder)}/{name}")
    if file is None:
        return None, (), problems
    indicators, problems = check_type(file, _INDICATORS)
    return file.data, indicators or (), problems

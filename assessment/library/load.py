"""Reads one questionnaire folder; either a checked framework or every reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from assessment.library.actions import check_actions, read_actions
from assessment.library.checks import check_catalogue, check_definitions, check_instrument
from assessment.library.crosswalk import read_crosswalk
from assessment.library.evidence import read_evidence
from assessment.library.quality import read_quality
from assessment.library.scoring_checks import check_rules
from assessment.library.training import read_training
from assessment.library.version_changes import read_changes
from assessment.library.versions import check_version, checksum, folder_to_read, name_of
from assessment.library.yaml_file import YamlFile, check_type, read_yaml
from assessment.locales import gettext as _
from assessment.model.framework import Framework
from assessment.model.problem import Problem, errors_in
from assessment.model.programme import Catalogue
from assessment.model.questionnaire import Definitions, Indicator, Questionnaire
from assessment.model.rules import ScoringRules

DEFINITIONS = "definitions.yaml"
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
    they are there, ``definitions.yaml``, ``programmes.yaml``, ``actions/*.yaml``,
    ``evidence.yaml``, from which the labels of the programmes follow, ``crosswalk.yaml``,
    ``training.yaml``, ``quality.yaml`` and ``changes/*.yaml``, which are held against the version
    before. Of a folder with versions, the newest is read.
    """
    folder = folder_to_read(folder)
    if not (folder / "instrument.yaml").is_file():
        problem = Problem(
            "library.no_questionnaire",
            name_of(folder),
            _("There is no instrument.yaml in this folder."),
            _("Name a folder such as questionnaires/spcf/1.0, or add the file."),
        )
        return Loaded(folder, None, (problem,))
    questionnaire, asked, problems = _read_questionnaire(folder)
    rules, scored, more = _read_part(folder, "scoring.yaml", ScoringRules)
    catalogue, _content, more_still = _read_optional(folder, "programmes.yaml", Catalogue)
    register, catalogue, unfounded = read_evidence(folder, catalogue)
    problems = (*problems, *more, *more_still, *unfounded)
    if questionnaire is None:
        return Loaded(folder, None, problems)
    homes = _homes(folder, questionnaire)
    if rules is None:
        file = f"{name_of(folder)}/instrument.yaml"
        return Loaded(folder, None, (*problems, *check_instrument(questionnaire, file, homes)))
    # A catalogue that could not be read is missing here, so that the rest is still checked.
    changes, found = read_changes(folder, questionnaire, lambda one: _read_questionnaire(one)[0])
    crosswalk, unplaced = read_crosswalk(folder, questionnaire)
    actions, unread = read_actions(folder)
    training, untaught = read_training(folder, questionnaire)
    quality, unchecked = read_quality(folder, questionnaire)
    framework = Framework(
        questionnaire,
        rules,
        catalogue,
        changes,
        crosswalk,
        actions=actions,
        register=register,
        training=training,
        quality=quality,
    )
    problems = (
        *problems,
        *found,
        *unread,
        *check_framework(framework, name_of(folder), homes),
        *check_version(folder, questionnaire.version, "instrument.yaml"),
        *unplaced,
        *untaught,
        *unchecked,
    )
    if errors_in(problems):
        return Loaded(folder, None, problems)
    stamped = questionnaire.model_copy(update={"checksum": checksum((asked, scored))})
    return Loaded(folder, replace(framework, questionnaire=stamped), problems)


def check_framework(
    framework: Framework, name: str, homes: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """Return what does not fit between the files of one folder, errors and warnings.

    Parameters
    ----------
    name
        Of the folder, for the places in the messages.
    homes
        Dimension id to the file in which its indicators stand; ``instrument.yaml``
        for those that are left out.
    """
    return (
        *check_instrument(framework.questionnaire, f"{name}/instrument.yaml", homes or {}),
        *check_definitions(framework.questionnaire, f"{name}/{DEFINITIONS}"),
        *check_rules(framework, f"{name}/scoring.yaml"),
        *check_catalogue(framework, f"{name}/programmes.yaml"),
        *check_actions(framework, name),
    )


def _read_part(folder: Path, name: str, kind: type[Any]) -> tuple[Any, object, tuple[Problem, ...]]:
    file, problems = read_yaml(folder / name, f"{name_of(folder)}/{name}")
    if file is None:
        return None, None, problems
    part, problems = check_type(file, kind)
    return part, file.data, problems


def _read_optional(
    folder: Path, name: str, kind: type[Any]
) -> tuple[Any, object, tuple[Problem, ...]]:
    return _read_part(folder, name, kind) if (folder / name).exists() else (None, None, ())


def _read_questionnaire(
    folder: Path,
) -> tuple[Questionnaire | None, object, tuple[Problem, ...]]:
    file, problems = read_yaml(folder / "instrument.yaml", f"{name_of(folder)}/instrument.yaml")
    if file is None:
        return None, None, problems
    raw, checked, problems = _with_indicators(folder, file)
    words, defined, unread = _read_optional(folder, DEFINITIONS, Definitions)
    questionnaire, more = check_type(file, Questionnaire, checked)
    found = (*problems, *more, *unread)
    # A dimension whose file is broken reads as empty; the file's own problems say so.
    if questionnaire is None or problems:
        return None, raw, found
    if words is None:
        return questionnaire, raw, found
    # Under a name of its own, so that a questionnaire without the file keeps its checksum.
    asked = {"instrument": raw, "definitions": defined}
    return questionnaire.model_copy(update={"definitions": words}), asked, found


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

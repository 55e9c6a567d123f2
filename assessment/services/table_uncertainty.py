"""Says how far an index of a table hangs on its method: scores, intervals, and with what made."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from assessment.library.yaml_file import check_type, read_yaml
from assessment.model.index import Index
from assessment.model.index_table import IndexTable
from assessment.model.index_uncertainty import (
    IndexProvenance,
    IndexUncertainty,
    IndexUncertaintySettings,
)
from assessment.model.problem import Refused
from assessment.scoring.index.replicate_settings import (
    check_settings,
    not_varied_sentences,
    propose_settings,
    varied_sentences,
)
from assessment.scoring.index.replicates import spread_index
from assessment.services.score_table import ScoredTable, score_table

SEED, DRAWS = 1, 1000


@dataclass(frozen=True)
class Asked:
    """What a person asks for; ``None`` where they leave it to the settings.

    Attributes
    ----------
    settings
        A YAML or JSON file with `IndexUncertaintySettings`; without one they are
        proposed for the index.
    heading_row
        The row of the headings of the table.
    """

    draws: int | None = None
    seed: int | None = None
    settings: Path | None = None
    heading_row: int | None = None


@dataclass(frozen=True)
class SpreadTable:
    """The scores of a table, and how far they depend on the method."""

    scored: ScoredTable
    uncertainty: IndexUncertainty


def spread_table(
    folder: Path, content: bytes, file_name: str, *, asked: Asked, app_version: str
) -> SpreadTable:
    """Compute a table with the index in a folder, and random replicates of it.

    Raises
    ------
    Refused
        If index, table or settings have an error; all of one kind are told at once.
    """
    scored = score_table(folder, content, file_name, heading_row=asked.heading_row)
    index, table = scored.result.index, scored.table
    settings = _settings(index, table, asked)
    problems = check_settings(index, settings)
    if problems:
        raise Refused(problems)
    questionnaire = index.questionnaire
    provenance = IndexProvenance(
        questionnaire.id,
        questionnaire.version,
        questionnaire.checksum,
        sha256(content).hexdigest(),
        app_version,
    )
    return SpreadTable(
        scored,
        IndexUncertainty(
            provenance=provenance,
            settings=settings,
            nodes=spread_index(index, table, settings),
            varied=varied_sentences(index, settings),
            not_varied=not_varied_sentences(index, settings),
        ),
    )


def _settings(index: Index, table: IndexTable, asked: Asked) -> IndexUncertaintySettings:
    if asked.settings is None:
        seed = SEED if asked.seed is None else asked.seed
        return propose_settings(index, table, seed=seed, draws=asked.draws or DRAWS)
    file, problems = read_yaml(asked.settings, asked.settings.name)
    if file is None:
        raise Refused(problems)
    said: dict[str, Any] = {"seed": asked.seed, "draws": asked.draws}
    given = {name: value for name, value in said.items() if value is not None}
    whole = {**file.data, **given} if isinstance(file.data, dict) else file.data
    settings, problems = check_type(file, IndexUncertaintySettings, whole)
    if settings is None:
        raise Refused(problems)
    return settings

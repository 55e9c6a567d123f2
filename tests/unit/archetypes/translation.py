"""What an archetype, answered in framework 1.0, answers in 2.0: by its meaning, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from assessment.model.answer import Answer, FlagEntry
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from tests.builders import Level, an_answer, an_assessment, recorded

SIZES = {"LAW": 7, "SEC": 7, "POL": 7, "EQU": 7, "INF": 7, "ECO": 8, "PRE": 8, "SOC": 8}
"""How many indicators each dimension of 1.0 has."""

NEIGHBOURS = {
    "LAW-8": ("LAW-7", "Checks on the road are bound by law as far as checks in custody are."),
    "SEC-8": ("SEC-7", "Who protects every area protects it from armed groups too."),
    "SEC-9": ("LAW-7", "Secret surveillance is bound by law as far as custody is."),
    "EQU-8": ("EQU-6", "In 1.0 this indicator asked about both."),
    "EQU-9": ("EQU-7", "Both protect people who are at risk beside their group."),
    "INF-8": ("INF-1", "Only free media can watch themselves."),
}
"""New indicator to the one of 1.0 that it is answered like, unless an archetype says otherwise."""


@dataclass(frozen=True)
class Changed:
    """One answer of 2.0 that is not the one of 1.0.

    Attributes
    ----------
    ticked
        The statements found to hold; none where only the level changed.
    """

    level: Level
    why: str
    ticked: frozenset[str] = field(default_factory=frozenset[str])


NO_LAW_ON_INCITEMENT = Changed(
    0, "Nothing punishes incitement, and nobody is in prison for words.", frozenset({"INF-2.0a"})
)
CHANGES: Mapping[str, Mapping[str, Changed]] = {
    "B": {"SEC-7": Changed(2, "One hamlet without a post put it at 0; most areas are reached.")},
    "H": {
        "SEC-7": Changed(3, "Areas held by others are named on the scope sheet and not counted."),
        "POL-6": Changed(3, "Regions held by others are named on the scope sheet, not counted."),
        "SEC-8": Changed(3, "The state protects people wherever it is in control."),
    },
    "I": {
        "INF-2": NO_LAW_ON_INCITEMENT,
        "LAW-8": Changed("NA", "One island without checkpoints or closed areas."),
        "SEC-8": Changed("NA", "No armed group has acted there in ten years."),
        "SEC-9": Changed("NA", "There is no intelligence service."),
    },
    "K": {
        "LAW-3": Changed(3, "No power to suspend rights exists, which now counts."),
        "INF-2": NO_LAW_ON_INCITEMENT,
        "INF-3": Changed(3, "One remark by one minister, which was sanctioned, is no pattern."),
        "POL-3": Changed(3, "No district is at risk, so none needs a plan."),
        "SEC-7": Changed(3, "One remote hamlet without a post no longer decides."),
    },
    "L": {
        "EQU-6": Changed(0, "The atrocities drive people out.", frozenset({"EQU-6.0c"})),
        "SEC-8": Changed(0, "State forces attack civilians.", frozenset({"SEC-8.0a"})),
    },
    "T": {
        "INF-2": NO_LAW_ON_INCITEMENT,
        "EQU-6": Changed(3, "Nobody of the country is moved by force."),
        "EQU-8": Changed(0, "People are pushed back at the border.", frozenset({"EQU-8.0a"})),
    },
}
REGIONS = {"D2": "the abusive region"}


def record_of(
    framework: Framework, archetype: Mapping[str, Any], confidence: str = "medium"
) -> Record:
    """Return the answers of an archetype in framework 2.0."""
    changes = CHANGES.get(archetype["id"], {})
    levels = _levels(archetype["levels"]) | {id_: one.level for id_, one in changes.items()}
    answers = (
        _answer(indicator.id, levels, changes.get(indicator.id), confidence)
        for indicator in framework.questionnaire.indicators
    )
    flags = {id_: FlagEntry(id_, option) for id_, option in archetype["flags"].items()}
    heading = an_assessment(framework, region=REGIONS.get(archetype["id"], ""))
    return Record(heading, {one.indicator_id: recorded(one) for one in answers}, flags=flags)


def _levels(given: Mapping[str, list[Level]]) -> dict[str, Level]:
    levels: dict[str, Level] = {}
    for dimension, entries in given.items():
        assert len(entries) == SIZES[dimension], f"{dimension} is not that of 1.0"
        levels |= {f"{dimension}-{n}": level for n, level in enumerate(entries, start=1)}
    return levels


def _answer(
    id_: str, levels: Mapping[str, Level], changed: Changed | None, confidence: Any
) -> Answer:
    neighbour, _why = NEIGHBOURS.get(id_, (id_, ""))
    level = changed.level if changed else levels.get(neighbour)
    answer = an_answer(id_, level, confidence=confidence)
    return replace(answer, ticked=changed.ticked) if changed else answer

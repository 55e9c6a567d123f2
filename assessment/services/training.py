"""Find training cases, and open a case as if it were an assessment, without storing anything."""

from dataclasses import dataclass

from assessment.model.assessment import Assessment
from assessment.model.framework import Framework
from assessment.model.training import Training
from assessment.services.context import Context, Opened


@dataclass(frozen=True)
class Practice:
    """What a person practises on.

    Attributes
    ----------
    opened
        An assessment of the invented state that is in no database.
    """

    opened: Opened
    training: Training


def find_practice(context: Context) -> Practice | None:
    """Return the first training cases that a questionnaire in its newest version has."""
    for framework in context.library.newest:
        if framework.training is not None:
            return Practice(_open(context, framework, framework.training), framework.training)
    return None


def _open(context: Context, framework: Framework, training: Training) -> Opened:
    asked = framework.questionnaire
    assessment = Assessment(
        id="training",
        questionnaire_id=asked.id,
        questionnaire_version=asked.version,
        questionnaire_checksum=asked.checksum,
        state_code="XZZ",
        state_name=training.state,
        period=training.period,
        mode="external",
        language=asked.language,
        created_at=context.clock(),
        created_by=context.actor.name,
        invented=True,
    )
    return Opened(assessment, framework)

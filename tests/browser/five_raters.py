"""Five people who rated all questions of the framework alone, as people do: mostly alike."""

from random import Random

from assessment.model.rating import GroupId, NewRating
from assessment.services.context import Opened
from tests.builders import an_answer
from tests.pages.workspace import Workspace

RATERS: dict[str, GroupId] = {
    "Judge": "ministry",
    "Police inspector": "ministry",
    "Counsel of the bar": "civil_society",
    "Local researcher": "civil_society",
    "Programme officer": "agency",
}
SEED = 20_260
APART = (0,) * 15 + (-1, -1, 1, 1) + (2,)
"""How far from the others a person rates: three in four times not at all."""


def rated_by_five(workspace: Workspace) -> Opened:
    """An assessment in which five people gave each question a level, with what they saw."""
    opened = workspace.begin(
        state_code="XZZ", invented_name="Karsova", questionnaire_id="spcf", mode="joint"
    )
    draw = Random(SEED)  # noqa: S311 - ratings of invented people
    store = workspace.application.store
    for indicator in opened.framework.questionnaire.indicators:
        usual = draw.choice((1, 2, 2, 3))
        for name, group in RATERS.items():
            context = workspace.context(name)
            level = min(4, max(0, usual + draw.choice(APART)))
            answer = an_answer(
                indicator.id,
                level,
                confidence=draw.choice(("high", "medium")),
                evidence_grade=draw.choice(("A", "B")),
                rationale=f"{name} has seen what level {level} says.",
            )
            new = NewRating(answer, group, 0)
            store.write_rating(opened.assessment.id, new, context.actor, context.clock())
    return opened

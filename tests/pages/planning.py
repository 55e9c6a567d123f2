"""A plan of which every kind of sentence can be said, made at another desk."""

from dataclasses import replace
from datetime import date

from assessment.model.plan import Attestation, Milestone, PlanItem
from assessment.services.context import open_assessment
from assessment.services.plans import add_item, add_milestone, attest, read_plan, revise_item
from assessment.services.results import find_plan, score
from tests.builders import Level, an_answer
from tests.pages.workspace import Workspace

NAME = "Ada Amin"
LATER: tuple[Level, ...] = (4, 0, "II", "NA", None)


def plan_for_everything(workspace: Workspace, assessment_id: str) -> None:
    """Plan for several indicators, let their answers change, and let two parties differ."""
    context = workspace.context()
    opened = open_assessment(context, assessment_id)
    catalogue = opened.framework.catalogue
    assert catalogue is not None
    choices = find_plan(context, score(context, opened)).choices
    can_fall = [one for one in choices if one.answer.level][: len(LATER)]
    for number, choice in enumerate([choices[0], *can_fall]):
        item = PlanItem(
            choice.indicator_id,
            4,
            programme_id=catalogue.programmes[number].id,
            option=NAME,
            owner=NAME,
            starts=date(2024, 1, 1),
            ends=date(2025, 1, 1),
            cost_low=1,
            cost_high=2,
            currency="EUR",
            prerequisites=(number,) if number else (),
            review_on=date(2025, 1, 1),
        )
        add_item(context, opened, item)
    for choice, level in zip(can_fall, LATER, strict=True):
        workspace.answer(opened, an_answer(choice.indicator_id, level, rationale=NAME))
    for number, status in ((1, "done"), (3, "dropped")):
        newest = read_plan(context, opened).current[number]
        revise_item(context, opened, replace(newest.item, status=status, reason=NAME), 1)
    add_milestone(context, opened, Milestone(NAME, date(2025, 1, 1), NAME, NAME, item_number=1))
    add_milestone(context, opened, Milestone(NAME, date(2025, 1, 1), NAME, NAME))
    said = Attestation(1, "met", "government", NAME, date(2025, 1, 1), NAME)
    attest(context, opened, said)
    attest(context, opened, replace(said, says="not_met", party="partner"))

"""Several people who rate at desks of their own, for the pages of raters and moderators."""

from assessment.model.rating import Rating
from assessment.services.moderation import open_moderation
from assessment.services.ratings import own_rating, record_rating
from tests.builders import Level, an_answer
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace

PAGES = ("rating", "moderation")
GROUPS = {"Ben Bo": "ministry", "Cleo Cruz": "civil_society", "Dara Diop": "agency"}
RATIONALE = "We read the law together, clause by clause."


def rate(workspace: Workspace, opened, person: str, levels: dict[str, Level], **fields) -> None:
    """Rate at another desk."""
    context = workspace.context(person)
    for id_, level in levels.items():
        before = own_rating(context, opened, id_)
        revision = before.revision if before else 0
        record_rating(context, opened, an_answer(id_, level, **fields), GROUPS[person], revision)


def rated(workspace: Workspace, opened) -> tuple[Rating, ...]:
    """Every newest rating in the database."""
    return workspace.context().store.ratings(opened.assessment.id).newest()


def key_of(workspace: Workspace, opened, indicator_id: str = "LAW-1", person: str = "") -> str:
    """How the keys of the rater's widgets begin; the person of the pages if none is named."""
    application = workspace.application
    context = workspace.context(person) if person else application.context()
    return f"{opened.assessment.id}:rating:{context.actor.person_id}:{indicator_id}"


def speaking_for(workspace: Workspace, opened, group: str = "agency") -> Screen:
    """The page for rating with a group chosen."""
    screen = workspace.open("rating", opened)
    person_id = workspace.application.context().actor.person_id
    return screen.give(f"{opened.assessment.id}:group:{person_id}", group)


def opened_for_moderation(workspace: Workspace, levels: dict[str, dict[str, Level]]):
    """An assessment that several people rated, with all that was rated open on the screen."""
    opened = workspace.begin()
    for person, given in levels.items():
        rate(workspace, opened, person, given)
    rated_ids = {id_ for given in levels.values() for id_ in given}
    for dimension in opened.framework.questionnaire.dimensions:
        if rated_ids & {indicator.id for indicator in dimension.indicators}:
            open_moderation(workspace.context(), opened, dimension.id)
    return opened, by_dimension(workspace.open("moderation", opened), opened)


def by_dimension(screen: Screen, opened) -> Screen:
    """The page with one dimension on it, instead of what is contested."""
    return screen.give(f"{opened.assessment.id}:moderation:view", "dimension")


def save(screen: Screen, form: str) -> None:
    """Send one form."""
    (button,) = [found for found in screen.at.button if found.form_id == form]
    button.click()
    screen.draw()

"""What stands before the command: which database, and who writes; opens both when needed."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from assessment.model.problem import Problem, Refused

if TYPE_CHECKING:
    from assessment.model.store import AssessmentSummary
    from assessment.services.context import Context, Opened
    from assessment.wiring import Settings

SHORTEST_BEGINNING = 4
_MOST_NAMED = 5


@dataclass(frozen=True)
class Said:
    """What was said before the command; empty where the environment decides."""

    database: str = ""
    person: str = ""
    organisation: str = ""


def settings_of(ctx: typer.Context) -> "Settings":
    """Return the settings of the environment, with what was said on the command line."""
    from assessment.wiring import Settings

    said = ctx.find_object(Said) or Said()
    settings = Settings.from_environment()
    return replace(
        settings,
        database_url=said.database or settings.database_url,
        person=said.person or settings.person,
        organisation=said.organisation or settings.organisation,
    )


def open_context(ctx: typer.Context) -> "Context":
    """Open database and questionnaires for whoever writes."""
    from assessment.wiring import open_application

    return open_application(settings_of(ctx)).context()


def find_assessment(context: "Context", beginning: str) -> "Opened":
    """Open the one assessment whose id begins like this.

    Raises
    ------
    Refused
        If there is none or more than one, or the beginning is too short.
    """
    from assessment.services.assessments import list_assessments
    from assessment.services.context import open_assessment

    sought = beginning.strip().casefold()
    found = [s for s in list_assessments(context) if s.assessment.id.casefold().startswith(sought)]
    exact = [s for s in found if s.assessment.id.casefold() == sought]
    found = exact or found
    if len(sought) < SHORTEST_BEGINNING and not exact:
        raise Refused((_too_short(beginning),))
    if len(found) != 1:
        raise Refused((_not_one(beginning, found),))
    return open_assessment(context, found[0].assessment.id)


def _too_short(beginning: str) -> Problem:
    return Problem(
        "assessment.id_short",
        f"Assessment '{beginning}'",
        f"{SHORTEST_BEGINNING} characters of the id are needed, or more.",
        "'spca list' shows the ids.",
    )


def _not_one(beginning: str, found: "list[AssessmentSummary]") -> Problem:
    where = f"Assessment '{beginning}'"
    if not found:
        none = "No assessment has an id that begins like this."
        return Problem("assessment.unknown", where, none, "'spca list' shows the ids.")
    named = [f"{s.assessment.id} ({s.assessment.title})" for s in found[:_MOST_NAMED]]
    more = ", and others" if len(found) > _MOST_NAMED else ""
    several = f"{len(found)} ids begin like this: {', '.join(named)}{more}."
    return Problem("assessment.id_ambiguous", where, several, "Give more characters of the id.")

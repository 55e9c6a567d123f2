"""Opens what a command works on, as said before the command, and says what it is."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import argument
from assessment.locales import gettext as _
from assessment.model.problem import Problem, Refused

if TYPE_CHECKING:
    from assessment.model.assessment import AssessmentSummary
    from assessment.services.context import Context, Opened
    from assessment.services.results import Results
    from assessment.wiring import Settings

AssessmentId = Annotated[
    str, argument("Id of the assessment, or 4 and more characters of it.", "ID")
]
SHORTEST_BEGINNING = 4
_MOST_NAMED = 5


@dataclass(frozen=True)
class CommonOptions:
    """The options before the command; empty where the environment decides."""

    database: str = ""
    person: str = ""
    organisation: str = ""
    language: str = ""


def settings_of(ctx: typer.Context) -> "Settings":
    """Return the settings of the environment, with the options before the command."""
    from assessment.wiring import Settings

    given = ctx.find_object(CommonOptions) or CommonOptions()
    settings = Settings.from_environment()
    return replace(
        settings,
        database_url=given.database or settings.database_url,
        person=given.person or settings.person,
        organisation=given.organisation or settings.organisation,
        language=given.language or settings.language,
    )


def open_context(ctx: typer.Context, *, must_exist: bool = True) -> "Context":
    """Open database and questionnaires for whoever writes.

    Parameters
    ----------
    must_exist
        Whether a database that is not there is refused; only what begins something makes one.
    """
    from assessment.wiring import open_application

    return open_application(settings_of(ctx), must_exist=must_exist).context()


def open_results(ctx: typer.Context, beginning: str) -> "Results":
    """Open the assessment whose id begins like this, and score it."""
    from assessment.services.results import score

    context = open_context(ctx)
    return score(context, find_assessment(context, beginning))


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
        _("Assessment '{id}'", id=beginning),
        _("{number} characters of the id are needed, or more.", number=SHORTEST_BEGINNING),
        _("'spca list' shows the ids."),
    )


def _not_one(beginning: str, found: "list[AssessmentSummary]") -> Problem:
    where = _("Assessment '{id}'", id=beginning)
    if not found:
        none = _("No assessment has an id that begins like this.")
        return Problem("assessment.unknown", where, none, _("'spca list' shows the ids."))
    ids = ", ".join(f"{s.assessment.id} ({s.assessment.title})" for s in found[:_MOST_NAMED])
    several = (
        _("These ids begin like this: {ids}, and others.", ids=ids)
        if len(found) > _MOST_NAMED
        else _("These ids begin like this: {ids}.", ids=ids)
    )
    return Problem("assessment.id_ambiguous", where, several, _("Give more characters of the id."))


def heading_result(opened: "Opened") -> dict[str, object]:
    """Return which questionnaire and assessment a result belongs to."""
    questionnaire = opened.framework.questionnaire
    return {
        "questionnaire": {
            "id": questionnaire.id,
            "version": questionnaire.version,
            "checksum": questionnaire.checksum,
            "content_differs": opened.content_differs,
        },
        "assessment": opened.assessment,
    }


def heading_lines(opened: "Opened") -> Iterator[str]:
    """Yield what a reader must know before any number."""
    from assessment.reporting.terms import mode_words

    questionnaire, assessment = opened.framework.questionnaire, opened.assessment
    yield f"{assessment.title}, {mode_words(assessment.mode)}"
    yield _(
        "{questionnaire} {version} (checksum {checksum})",
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        checksum=questionnaire.checksum[:12],
    )
    if assessment.invented:
        yield _("Invented for demonstration: this state does not exist.")
    if opened.content_differs:
        yield _(
            "Note: the questionnaire was edited after this assessment was begun, under the same "
            "version number. Answers may have been given to other wording."
        )

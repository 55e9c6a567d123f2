"""List, create and find assessments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from assessment.library.states import is_invented_code, nearest_states, states
from assessment.locales import gettext as _
from assessment.locales.formats import listed, whole
from assessment.model.assessment import (
    MODES,
    Actor,
    Assessment,
    AssessmentSummary,
    Changes,
    TwinAssessment,
)
from assessment.model.problem import Problem, Refused
from assessment.model.text import Cleaned
from assessment.services.context import Context

LONGEST_NAME = 200


@dataclass(frozen=True)
class NewAssessment(Cleaned):
    """What a user says to begin an assessment.

    Attributes
    ----------
    state_code
        ISO 3166-1 alpha-3, or XAA to XZZ with a name for an invented state.
    language
        Language of the questionnaire; empty for the questionnaire's own.
    """

    questionnaire_id: str
    state_code: str
    period: str
    mode: str
    region: str = ""
    language: str = ""
    scope_note: str = ""
    invented_name: str = ""


def list_assessments(context: Context) -> tuple[AssessmentSummary, ...]:
    """Return all assessments, the last changed first."""
    return context.store.assessments()


def create_assessment(context: Context, new: NewAssessment) -> Assessment:
    """Begin an assessment.

    Raises
    ------
    Refused
        With everything that is missing or unknown, or if the same one exists.
    """
    assessment = check_new(context, new)
    store_new(context, assessment)
    return assessment


def store_new(
    context: Context,
    assessment: Assessment,
    *,
    changes: Changes | None = None,
    results: Mapping[str, str] | None = None,
    actor: Actor | None = None,
) -> None:
    """Store the heading of a new assessment with what it begins with.

    Parameters
    ----------
    changes, results
        As `DatabaseStore.create_assessment` takes them.
    actor
        Who begins it; whoever asks, if left out.

    Raises
    ------
    Refused
        If there is the same one, be it that somebody began it at this very moment.
    """
    try:
        context.store.create_assessment(
            assessment, actor or context.actor, changes=changes, results=results
        )
    except TwinAssessment as error:
        raise Refused((_twin(assessment),)) from error


def check_new(context: Context, new: NewAssessment) -> Assessment:
    """Return the heading of an assessment that may begin; nothing is written.

    Raises
    ------
    Refused
        With everything that is missing or unknown, or if the same one exists.
    """
    framework = context.library.find(new.questionnaire_id)
    problems = (*_check_questionnaire(context, new), *_check_state(new), *_check_texts(new))
    if problems or framework is None or new.mode not in MODES:
        raise Refused(problems)
    questionnaire = framework.questionnaire
    assessment = Assessment(
        id=uuid4().hex,
        questionnaire_id=questionnaire.id,
        questionnaire_version=questionnaire.version,
        questionnaire_checksum=questionnaire.checksum,
        state_code=new.state_code,
        state_name=states().get(new.state_code, new.invented_name.strip()),
        region=new.region.strip(),
        period=new.period.strip(),
        mode=new.mode,  # type: ignore[arg-type] - held against the list above
        language=new.language or questionnaire.language,
        scope_note=new.scope_note.strip(),
        invented=is_invented_code(new.state_code),
        created_at=context.clock(),
        created_by=context.actor.name,
    )
    refuse_twin(context, assessment)
    return assessment


def _check_questionnaire(context: Context, new: NewAssessment) -> Iterator[Problem]:
    framework = context.library.find(new.questionnaire_id)
    if framework is None:
        found = _("There is no '{questionnaire}'.", questionnaire=new.questionnaire_id)
        known = [one.questionnaire.id for one in context.library.frameworks]
        yield _unknown(_("Questionnaire"), found, known)
        return
    if new.mode not in MODES:
        yield _unknown(_("Mode"), _("'{mode}' is no mode.", mode=new.mode), MODES)
    language = framework.questionnaire.language
    if new.language not in ("", language):
        found = _("The questionnaire is not available in '{language}'.", language=new.language)
        yield _unknown(_("Language"), found, [language])


def _check_state(new: NewAssessment) -> Iterator[Problem]:
    if is_invented_code(new.state_code):
        if not new.invented_name.strip():
            found = _("The code {code} belongs to no state.", code=new.state_code)
            remedy = _("Give the name of the invented state, or choose the code of a real one.")
            yield Problem("assessment.name_missing", _("State"), found, remedy)
    elif new.state_code not in states():
        near = nearest_states(new.state_code)
        found = _("'{code}' is no state code of three letters.", code=new.state_code)
        remedy = _("Use the ISO 3166 code, like KEN.")
        if near:
            remedy = _("Did you mean {states}?", states=listed(near, "or"))
        yield Problem("assessment.state_unknown", _("State"), found, remedy)


def _check_texts(new: NewAssessment) -> Iterator[Problem]:
    if not new.period.strip():
        found = _("The period is empty.")
        remedy = _("Say which time the answers are about, like 2026 or 2026-H1.")
        yield Problem("assessment.period_missing", _("Period"), found, remedy)
    for place, text in ((_("Period"), new.period), (_("Region"), new.region)):
        if len(text) > LONGEST_NAME:
            yield Problem(
                "assessment.value_unknown",
                place,
                _("The text has {number} characters.", number=whole(len(text))),
                _("Choose another."),
                _("Allowed are {number} characters.", number=whole(LONGEST_NAME)),
            )


def refuse_twin(context: Context, new: Assessment) -> None:
    """Refuse an assessment that was begun already.

    Raises
    ------
    Refused
        If there is one of the same place, period, mode and scope note. The write itself
        looks again: see `store_new`.
    """
    if any(heading.twin_key == new.twin_key for heading in context.store.headings()):
        raise Refused((_twin(new),))


def _twin(new: Assessment) -> Problem:
    found = _("There is already an assessment of this state, period and mode.")
    remedy = _("Open that one, or say in the scope note how the new one differs.")
    return Problem("assessment.exists", new.title, found, remedy)


def _unknown(where: str, found: str, allowed: Sequence[str]) -> Problem:
    choices = _("Allowed are {choices}.", choices=listed(allowed))
    return Problem("assessment.value_unknown", where, found, _("Choose another."), choices)

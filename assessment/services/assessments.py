"""List, create and find assessments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import uuid4

from assessment.library.states import (
    find_state,
    is_invented_code,
    namesakes,
    nearest_states,
    states,
)
from assessment.locales import gettext as _
from assessment.locales.formats import listed, whole
from assessment.model.assessment import MODES, Assessment, AssessmentSummary
from assessment.model.period import check_period
from assessment.model.problem import Problem, Refused
from assessment.model.text import Cleaned, fold
from assessment.services.context import Context

LONGEST_NAME = 200


@dataclass(frozen=True)
class NewAssessment(Cleaned):
    """What a user says to begin an assessment.

    Attributes
    ----------
    state_code
        A code or a usual name of a state, or XAA to XZZ with a name for an invented state.
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
    context.store.create_assessment(assessment, context.actor)
    return assessment


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
    questionnaire, state_code = framework.questionnaire, find_state(new.state_code) or ""
    assessment = Assessment(
        id=uuid4().hex,
        questionnaire_id=questionnaire.id,
        questionnaire_version=questionnaire.version,
        questionnaire_checksum=questionnaire.checksum,
        state_code=state_code,
        state_name=states().get(state_code, new.invented_name.strip()),
        region=new.region.strip(),
        period=new.period.strip(),
        mode=new.mode,  # type: ignore[arg-type] - held against the list above
        language=new.language or questionnaire.language,
        scope_note=new.scope_note.strip(),
        invented=is_invented_code(state_code),
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
    given, code = new.state_code.strip(), find_state(new.state_code)
    if not given:
        found, remedy = _("No state is chosen."), _("Choose one, or write its name or code.")
        yield Problem("assessment.state_missing", _("State"), found, remedy)
    elif code is None:
        near = nearest_states(given)
        found = _("'{text}' is not recognised as a state.", text=given)
        remedy = _("Write its English name, or its code of three letters, like KEN.")
        if near:
            remedy = _("Did you mean {states}?", states=listed(near, "or"))
        yield Problem("assessment.state_unknown", _("State"), found, remedy)
    elif sharing := namesakes(given):
        found = _("'{text}' may be {states}.", text=given, states=listed(sharing, "or"))
        remedy = _("Write the code of the one that is meant.")
        yield Problem("assessment.state_ambiguous", _("State"), found, remedy)
    elif is_invented_code(code) and not new.invented_name.strip():
        yield _nameless(code)


def _nameless(code: str) -> Problem:
    near = nearest_states(code)
    found = _("The code {code} belongs to no state.", code=code)
    remedy = _("Give the name of the invented state, or choose the code of a real one.")
    if near:
        remedy = _(
            "Did you mean {states}? If the state is invented, give its name.",
            states=listed(near, "or"),
        )
    return Problem("assessment.name_missing", _("State"), found, remedy)


def _check_texts(new: NewAssessment) -> Iterator[Problem]:
    if len(new.period) <= LONGEST_NAME:
        yield from check_period(new.period)
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
        If there is one of the same place, period, mode and scope note.
    """

    def key(item: Assessment) -> tuple[str, ...]:
        asked = (item.mode, item.questionnaire_id, fold(item.scope_note))
        return (*item.place_id, *item.period_id, *asked)

    if any(key(heading) == key(new) for heading in context.store.headings()):
        found = _("There is already an assessment of this state, period and mode.")
        remedy = _("Open that one, or say in the scope note how the new one differs.")
        raise Refused((Problem("assessment.exists", new.title, found, remedy),))


def _unknown(where: str, found: str, allowed: Sequence[str]) -> Problem:
    choices = _("Allowed are {choices}.", choices=listed(allowed))
    return Problem("assessment.value_unknown", where, found, _("Choose another."), choices)

"""List, create and find assessments."""

from dataclasses import dataclass
from typing import get_args
from uuid import uuid4

from assessment.library.states import is_invented_code, nearest_states, states
from assessment.model.assessment import Assessment, AssessmentSummary, Mode
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
    framework = context.library.find(new.questionnaire_id)
    problems = (*_check_questionnaire(context, new), *_check_state(new), *_check_texts(new))
    if problems or framework is None or new.mode not in get_args(Mode):
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
    _refuse_twin(context, assessment)
    context.store.create_assessment(assessment, context.actor)
    return assessment


def _check_questionnaire(context: Context, new: NewAssessment) -> tuple[Problem, ...]:
    framework = context.library.find(new.questionnaire_id)
    if framework is None:
        known = ", ".join(found.questionnaire.id for found in context.library.frameworks)
        return (_problem("Questionnaire", f"There is no '{new.questionnaire_id}'.", f"{known}."),)
    problems: list[Problem] = []
    if new.mode not in get_args(Mode):
        problems.append(
            _problem("Mode", f"'{new.mode}' is no mode.", f"{', '.join(get_args(Mode))}.")
        )
    language = framework.questionnaire.language
    if new.language not in ("", language):
        found = f"The questionnaire is not available in '{new.language}'."
        problems.append(_problem("Language", found, f"{language}."))
    return tuple(problems)


def _check_state(new: NewAssessment) -> tuple[Problem, ...]:
    if is_invented_code(new.state_code):
        if new.invented_name.strip():
            return ()
        return (
            Problem(
                "assessment.name_missing",
                "State",
                f"The code {new.state_code} belongs to no state.",
                "Give the name of the invented state, or choose the code of a real one.",
            ),
        )
    if new.state_code in states():
        return ()
    near = nearest_states(new.state_code)
    advice = f"Did you mean {' or '.join(near)}?" if near else "Use the ISO 3166 code, like KEN."
    found = f"'{new.state_code}' is no state code of three letters."
    return (Problem("assessment.state_unknown", "State", found, advice),)


def _check_texts(new: NewAssessment) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    if not new.period.strip():
        problems.append(
            Problem(
                "assessment.period_missing",
                "Period",
                "The period is empty.",
                "Say which time the answers are about, like 2026 or 2026-H1.",
            )
        )
    for place, text in (("Period", new.period), ("Region", new.region)):
        if len(text) > LONGEST_NAME:
            found = f"The text has {len(text)} characters."
            problems.append(_problem(place, found, f"{LONGEST_NAME} characters."))
    return tuple(problems)


def _refuse_twin(context: Context, new: Assessment) -> None:
    def key(item: Assessment) -> tuple[str, ...]:
        place = (item.state_code, item.state_name, item.region.casefold(), item.period.casefold())
        return (*place, item.mode, item.questionnaire_id, item.scope_note.casefold())

    for summary in context.store.assessments():
        if key(summary.assessment) == key(new):
            raise Refused(
                (
                    Problem(
                        "assessment.exists",
                        new.title,
                        "There is already an assessment of this state, period and mode.",
                        "Open that one, or say in the scope note how the new one differs.",
                    ),
                )
            )


def _problem(where: str, found: str, allowed: str) -> Problem:
    return Problem(
        "assessment.value_unknown", where, found, "Choose another.", f"Allowed: {allowed}"
    )

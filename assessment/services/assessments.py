"""List, create, correct, archive and delete assessments, and read what happened to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from assessment.model.answer import Origin
from assessment.model.assessment import (
    MODES,
    Actor,
    Assessment,
    AssessmentSummary,
    Changes,
    StaleWrite,
    TwinAssessment,
)
from assessment.model.history import Deletion, HeadingChange, RecordedChange
from assessment.model.period import check_period
from assessment.model.problem import Problem, Refused
from assessment.model.text import Cleaned
from assessment.services.context import Context, Opened, open_assessment
from assessment.services.reviews import note_findings

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


@dataclass(frozen=True)
class Correction(Cleaned):
    """What the heading of an assessment is to say; ``None`` leaves a field as it is."""

    period: str | None = None
    region: str | None = None
    mode: str | None = None
    scope_note: str | None = None

    @property
    def said(self) -> Mapping[str, str]:
        """The fields that are to say something, without spaces around it."""
        given = ((name, getattr(self, name)) for name in self.__dataclass_fields__)
        return {name: text.strip() for name, text in given if text is not None}


def list_assessments(context: Context) -> tuple[AssessmentSummary, ...]:
    """Return all assessments, archived ones too, the last changed first."""
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
    texts = _check_texts(new.period, new.region)
    problems = (*_check_questionnaire(context, new), *_check_state(new), *texts)
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
    yield from _check_mode(new.mode)
    language = framework.questionnaire.language
    if new.language not in ("", language):
        found = _("The questionnaire is not available in '{language}'.", language=new.language)
        yield _unknown(_("Language"), found, [language])


def _check_mode(mode: str) -> Iterator[Problem]:
    if mode not in MODES:
        yield _unknown(_("Mode"), _("'{mode}' is no mode.", mode=mode), MODES)


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


def _check_texts(period: str, region: str) -> Iterator[Problem]:
    if len(period) <= LONGEST_NAME:
        yield from check_period(period)
    for place, text in ((_("Period"), period), (_("Region"), region)):
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
        If there is another of the same place, period, mode and scope note. The write itself
        looks again: see `store_new`.
    """
    others = (one for one in context.store.headings() if one.id != new.id)
    twin = next((one for one in others if one.twin_key == new.twin_key), None)
    if twin is not None:
        raise Refused((_twin(new, is_archived=twin.archived),))


def _twin(new: Assessment, *, is_archived: bool = False) -> Problem:
    found = _("There is already an assessment of this state, period and mode.")
    remedy = _("Open that one, or say in the scope note how the new one differs.")
    if is_archived:
        found = _("There is already one of this state, period and mode in the archive.")
        remedy = _("Take that one back, or say in the scope note how the new one differs.")
    return Problem("assessment.exists", new.title, found, remedy)


def correct_assessment(
    context: Context, opened: Opened, correction: Correction, *, origin: Origin = "page"
) -> Opened:
    """Correct period, region, mode or scope note; what stood there before stays in the history.

    Returns
    -------
    Opened
        The assessment as its heading says now; nothing is written where it said so before.

    Raises
    ------
    Refused
        With everything that is wrong, if there is another like it, if it is approved, or if
        somebody changed it meanwhile; nothing is written then.
    """
    heading, said = opened.assessment, correction.said
    new = replace(heading, **said)
    if problems := (*_check_texts(new.period, new.region), *_check_mode(new.mode)):
        raise Refused(problems)
    changed = {
        name: (before, after)
        for name, after in said.items()
        if (before := str(getattr(heading, name))) != after
    }
    if not changed:
        return opened
    refuse_twin(context, new)
    change = HeadingChange("corrected", heading.status, heading.archived, changed)
    record_change(context, opened, change, origin=origin)
    corrected = open_assessment(context, heading.id)
    # Another period has another baseline, and with it other findings.
    note_findings(context, corrected, origin=origin)
    return corrected


def archive_assessment(
    context: Context, opened: Opened, *, reason: str = "", origin: Origin = "page"
) -> None:
    """Leave an assessment out of lists and comparisons; everything in it stays.

    Raises
    ------
    Refused
        If somebody changed it meanwhile.
    """
    if not opened.assessment.archived:
        change = HeadingChange("archived", opened.assessment.status, True, reason=reason.strip())  # noqa: FBT003 - a field of what happened
        record_change(context, opened, change, origin=origin)


def take_back(context: Context, opened: Opened, *, origin: Origin = "page") -> None:
    """Show an archived assessment in lists and comparisons again.

    Raises
    ------
    Refused
        If somebody changed it meanwhile.
    """
    if opened.assessment.archived:
        change = HeadingChange("taken_back", opened.assessment.status, archived=False)
        record_change(context, opened, change, origin=origin)


def delete_assessment(
    context: Context, opened: Opened, typed_title: str, *, origin: Origin = "page"
) -> None:
    """Delete an assessment with everything in it, for good; who did it and when stays.

    Parameters
    ----------
    typed_title
        The title of the assessment, typed by whoever deletes it.

    Raises
    ------
    Refused
        If another title was typed, if it is approved, or if somebody changed it meanwhile;
        nothing is deleted then.
    """
    heading = opened.assessment
    if " ".join(typed_title.split()).casefold() != " ".join(heading.title.split()).casefold():
        found = _("What was typed is not the name of this assessment.")
        remedy = _("Type {title}, and nothing else.", title=f"'{heading.title}'")
        raise Refused((Problem("assessment.name_differs", _("Name"), found, remedy),))
    try:
        context.store.delete_assessment(
            heading.id, heading.n_changes, context.actor, context.clock(), origin=origin
        )
    except StaleWrite as error:
        raise Refused((_changed_meanwhile(heading),)) from error


def record_change(
    context: Context, opened: Opened, change: HeadingChange, *, origin: Origin = "page"
) -> None:
    """Append a change to the history of an assessment.

    Raises
    ------
    Refused
        If somebody changed the assessment as a whole after it was opened.
    """
    heading = opened.assessment
    try:
        context.store.change_heading(
            heading.id, change, heading.n_changes, context.actor, context.clock(), origin=origin
        )
    except StaleWrite as error:
        raise Refused((_changed_meanwhile(heading),)) from error
    except TwinAssessment as error:
        raise Refused((_twin(heading),)) from error


def read_changes(context: Context, opened: Opened) -> tuple[RecordedChange, ...]:
    """Return what happened to an assessment as a whole, the newest first."""
    return tuple(reversed(context.store.heading_changes(opened.assessment.id)))


def read_deletions(context: Context) -> tuple[Deletion, ...]:
    """Return who deleted an assessment of this workspace and when, the newest first."""
    return context.store.deletions()


def count_parts(context: Context, opened: Opened) -> Mapping[str, int]:
    """Return how many entries of each kind would be deleted with an assessment."""
    return context.store.rows_below(opened.assessment.id)


def _changed_meanwhile(heading: Assessment) -> Problem:
    return Problem(
        "assessment.stale",
        heading.title,
        _("Somebody changed or deleted this assessment after you opened it."),
        _("Look at what it says now, then try again."),
    )


def _unknown(where: str, found: str, allowed: Sequence[str]) -> Problem:
    choices = _("Allowed are {choices}.", choices=listed(allowed))
    return Problem("assessment.value_unknown", where, found, _("Choose another."), choices)

"""What every service works with, and an assessment opened together with its questionnaire."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assessment.library.own_programmes import fits
from assessment.library.shelf import Library
from assessment.locales import gettext as _
from assessment.model.assessment import Actor, Assessment
from assessment.model.framework import Framework
from assessment.model.own_programme import OwnProgramme
from assessment.model.problem import Problem, Refused
from assessment.programmes.own import with_own
from assessment.storage.store import DatabaseStore

Clock = Callable[[], datetime]

_MOST_KEPT = 64
_Key = tuple[int, tuple[OwnProgramme, ...]]
# A page opens the assessment at every click, and checking takes longer than reading.
_kept: dict[_Key, tuple[Framework, Framework]] = {}


@dataclass(frozen=True)
class Download:
    """A file to hand out."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Context:
    """The store, the library, who asks, and the time.

    Attributes
    ----------
    app_version
        Travels with workbooks and results, so that a figure can be recomputed.
    """

    store: DatabaseStore
    library: Library
    actor: Actor
    clock: Clock
    app_version: str


@dataclass(frozen=True)
class Opened:
    """An assessment with the questionnaire in the version that it was made with.

    Attributes
    ----------
    framework
        Its catalogue has the own programmes of the organisation of whoever opened it.
    """

    assessment: Assessment
    framework: Framework

    @property
    def content_differs(self) -> bool:
        """Whether the questionnaire was edited without a new version number."""
        return self.assessment.questionnaire_checksum != self.framework.questionnaire.checksum


def find_framework(library: Library, questionnaire_id: str, version: str = "") -> Framework:
    """Return a version of a questionnaire, the newest if none is named.

    Raises
    ------
    Refused
        If there is no such version that can be read.
    """
    framework = library.find(questionnaire_id, version or None)
    if framework is None:
        found = _("There is no '{questionnaire}'.", questionnaire=questionnaire_id)
        remedy = _("'spca validate' says what is wrong with those that cannot be read.")
        raise Refused((Problem("questionnaire.unknown", _("Questionnaire"), found, remedy),))
    return framework


def open_assessment(context: Context, assessment_id: str) -> Opened:
    """Open one assessment, with the own programmes of the organisation of whoever asks.

    Raises
    ------
    Refused
        If there is none with this id, or its questionnaire is not here.
    """
    assessment = context.store.assessment(assessment_id)
    if assessment is None:
        raise Refused((_unknown(assessment_id),))
    framework = context.library.find(assessment.questionnaire_id, assessment.questionnaire_version)
    if framework is None:
        raise Refused((_no_questionnaire(assessment),))
    own = context.store.own_programmes(context.actor.organisation_id, assessment.questionnaire_id)
    return Opened(assessment, _add_own(framework, own.in_use))


def _add_own(framework: Framework, own: tuple[OwnProgramme, ...]) -> Framework:
    """Return the framework with those own programmes that fit it; the others are left out.

    An own programme is written for a questionnaire and serves all its versions, as far as they
    have the indicators, routes and programmes that it names.
    """
    if framework.catalogue is None or not own:
        return framework
    key = (id(framework), own)
    found = _kept.get(key)
    # The number of an object may be that of another one, which is gone.
    if found is None or found[0] is not framework:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = framework, with_own(framework, [one for one in own if fits(one, framework)])
        _kept[key] = found
    return found[1]


def _unknown(assessment_id: str) -> Problem:
    return Problem(
        "assessment.unknown",
        _("Assessment"),
        # It may come from a file, and be of any length.
        _("There is no assessment with the id '{id}'.", id=assessment_id[:60]),
        _("Choose one from the list of assessments."),
    )


def _no_questionnaire(assessment: Assessment) -> Problem:
    name = f"{assessment.questionnaire_id} {assessment.questionnaire_version}"
    return Problem(
        "assessment.questionnaire_missing",
        assessment.title,
        _(
            "It was made with the questionnaire {questionnaire}, which is not in this installation "
            "or cannot be read.",
            questionnaire=name,
        ),
        _(
            "Put the folder of that version back; 'spca validate' says what is wrong with it. "
            "All answers are stored as before."
        ),
    )

"""Names of the kinds that answers and assessments come in."""

from assessment.locales import gettext as _
from assessment.locales import mark, pgettext
from assessment.model.answer import Confidence, Status
from assessment.model.assessment import Mode

_MODES: dict[Mode, str] = {
    "self": mark("self-assessment"),
    "external": mark("external assessment"),
    "joint": mark("joint assessment"),
}
_STATUSES = {
    Status.NOT_ANSWERED: mark("not answered"),
    Status.INSUFFICIENT_INFORMATION: mark("insufficient information"),
    Status.NOT_APPLICABLE: mark("not applicable"),
    Status.LEVEL: mark("a level"),
}


def mode_name(mode: Mode) -> str:
    """Name who assesses."""
    return _(_MODES[mode])


def status_name(status: Status) -> str:
    """Name a kind of answer, inside a sentence."""
    return _(_STATUSES[status])


def confidence_name(confidence: Confidence) -> str:
    """Name how sure a respondent is."""
    match confidence:
        case "high":
            return pgettext("confidence", "high")
        case "medium":
            return pgettext("confidence", "medium")
        case "low":
            return pgettext("confidence", "low")

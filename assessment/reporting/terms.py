"""The values of closed lists in words: modes, lenses, origins and the like."""

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext, pgettext
from assessment.model.answer import Confidence, Status
from assessment.model.assessment import Mode

_MODES = {
    "self": mark("self assessment"),
    "external": mark("external assessment"),
    "joint": mark("joint assessment"),
}
_LENSES = {
    "atrocity": mark("specific to preventing atrocity crimes"),
    "shared": mark("shared with conflict prevention"),
    "conflict": mark("mainly conflict prevention"),
}
_STATUSES = {
    Status.NOT_ANSWERED: mark("not answered"),
    Status.INSUFFICIENT_INFORMATION: mark("insufficient information"),
    Status.NOT_APPLICABLE: mark("not applicable"),
    Status.LEVEL: mark("level"),
}
_CHANGES = {
    "added": mark("added"),
    "changed": mark("changed"),
    "conflict": mark("conflict"),
}
_FIELDS = {
    "status": mark("status"),
    "level": mark("level"),
    "reason": mark("reason"),
    "confidence": mark("confidence"),
    "evidence_grade": mark("evidence grade"),
    "ticked": mark("ticked"),
    "rationale": mark("rationale"),
}


def status_words(status: Status) -> str:
    """Say which kind of answer there is, inside a sentence."""
    return _(_STATUSES[status])


def change_words(kind: str) -> str:
    """Say what an import does to an entry."""
    return _(_CHANGES[kind])


def field_words(name: str) -> str:
    """Name a field of an answer."""
    return _(_FIELDS[name])


def mode_words(mode: Mode) -> str:
    """Say in words who assesses, as in a heading: ``self assessment``."""
    return _(_MODES[mode])


def confidence_words(confidence: Confidence | None) -> str:
    """Say how sure a respondent is, or that it was not said."""
    match confidence:
        case "high":
            return pgettext("confidence", "high")
        case "medium":
            return pgettext("confidence", "medium")
        case "low":
            return pgettext("confidence", "low")
        case None:
            return pgettext("confidence", "not stated")


def confidence_rule() -> str:
    """Say when an answer is how sure."""
    return _(
        "High: a document and an independent source, both recent. Medium: one good source, or "
        "older ones. Low: indirect or disputed. Without a statement it counts as low."
    )


def grade_rule() -> str:
    """Say which evidence has which grade."""
    return _(
        "A: independent and a document. B: a document, or two independent sources. C: one source "
        "of one side. D: none, which goes only with 'insufficient information'."
    )


def mode_name(mode: Mode) -> str:
    """Name a mode alone, as in a list."""
    match mode:
        case "self":
            return pgettext("mode", "self")
        case "external":
            return pgettext("mode", "external")
        case "joint":
            return pgettext("mode", "joint")


def lens_words(lens: str) -> str:
    """Say how far something serves the prevention of atrocity crimes alone."""
    return _(_LENSES[lens])


def origin_words(origin: str) -> str:  # noqa: PLR0911 - one for each origin
    """Say how an answer came in."""
    match origin:
        case "page":
            return pgettext("origin of an answer", "page")
        case "workbook":
            return pgettext("origin of an answer", "workbook")
        case "command":
            return pgettext("origin of an answer", "command")
        case "demonstration":
            return pgettext("origin of an answer", "demonstration")
        case "consensus":
            return pgettext("origin of an answer", "consensus")
        case "carried_over":
            return pgettext("origin of an answer", "carried over")
        case _:
            return origin


def protection_words(protection: str) -> str:
    """Say who may see a piece of evidence."""
    match protection:
        case "public":
            return pgettext("protection of evidence", "public")
        case "partner":
            return pgettext("protection of evidence", "partner")
        case "restricted":
            return pgettext("protection of evidence", "restricted")
        case _:
            return protection


def left_out_words(number: int) -> str:
    """Say how many restricted sources a file leaves out."""
    return ngettext(
        "{number} restricted source is left out here. The answers rest on it too.",
        "{number} restricted sources are left out here. The answers rest on them too.",
        number,
    )

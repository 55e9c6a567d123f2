"""Which questions go into a field workbook, where not all of them are asked of everybody."""

from collections.abc import Sequence

from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Questionnaire

_MOST_NAMED = 3


def choose_questions(
    questionnaire: Questionnaire,
    *,
    dimensions: Sequence[str] = (),
    indicators: Sequence[str] = (),
    short: bool = False,
) -> frozenset[str] | None:
    """Return the indicators of some dimensions, and some others by name.

    Parameters
    ----------
    dimensions, indicators
        Ids in any case; with neither, every indicator.
    short
        Only the key indicators among them: those that limits and critical gaps hang on.

    Returns
    -------
    frozenset or None
        ``None`` where every question is asked.

    Raises
    ------
    Refused
        If an id is unknown, or nothing is left; all at once.
    """
    known = {one.id.casefold(): one for one in questionnaire.dimensions}
    by_id = {one.id.casefold(): one.id for one in questionnaire.indicators}
    unknown = [id_ for id_ in dimensions if id_.casefold() not in known]
    problems = [_unknown(id_, [one.id for one in questionnaire.dimensions]) for id_ in unknown]
    first, last = questionnaire.indicators[0].id, questionnaire.indicators[-1].id
    problems += [
        _unknown_indicator(id_, first, last) for id_ in indicators if id_.casefold() not in by_id
    ]
    if problems:
        raise Refused(tuple(problems))
    chosen = {one.id for id_ in dimensions for one in known[id_.casefold()].indicators}
    chosen |= {by_id[id_.casefold()] for id_ in indicators}
    if not dimensions and not indicators:
        chosen = set(by_id.values())
    if short:
        chosen &= {one.id for one in questionnaire.indicators if one.key}
    if not chosen:
        raise Refused((_nothing_left(),))
    return None if len(chosen) == len(by_id) else frozenset(chosen)


def part_name(questionnaire: Questionnaire, only: frozenset[str] | None) -> str:
    """Name a workbook by what is asked in it, so that parts lie beside each other in a folder."""
    if only is None:
        return "field"
    ids = [
        dimension.id
        for dimension in questionnaire.dimensions
        if any(indicator.id in only for indicator in dimension.indicators)
    ]
    return "-".join(("field", *ids)) if len(ids) <= _MOST_NAMED else "field-part"


def _unknown(id_: str, known: Sequence[str]) -> Problem:
    return Problem(
        "parts.dimension_unknown",
        _("Dimension '{id}'", id=id_),
        _("The questionnaire has no such dimension."),
        _("Choose one of them."),
        _("Allowed are {choices}.", choices=listed(known)),
    )


def _unknown_indicator(id_: str, first: str, last: str) -> Problem:
    return Problem(
        "parts.indicator_unknown",
        _("Indicator '{id}'", id=id_),
        _("The questionnaire has no such indicator."),
        _("Correct the id."),
        _("Allowed are the ids from {first} to {last}.", first=first, last=last),
    )


def _nothing_left() -> Problem:
    return Problem(
        "parts.no_key",
        _("The short form"),
        _("There is no key indicator among the chosen questions."),
        _("Leave out the short form, or choose other questions."),
    )

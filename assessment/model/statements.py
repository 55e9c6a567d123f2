"""What the ticked statements of one indicator add up to; the person decides, and nothing here."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed
from assessment.model.answer import Answer, Status
from assessment.model.questionnaire import Indicator


@dataclass(frozen=True)
class Proposal:
    """What follows from the ticked statements, and what they leave open.

    Attributes
    ----------
    level
        The proposed level; ``None`` where the statements carry none.
    holds
        Levels above it whose statements are all ticked.
    open
        Ids of the statements that are not ticked and stand between: if they hold as
        well, the highest of ``holds`` is reached. Where no level holds whole, those
        that the first level lacks.
    opposed
        Ids of ticked statements beside which a ticked one of the lowest level cannot hold.
    """

    level: int | None
    holds: tuple[int, ...] = ()
    open: tuple[str, ...] = ()
    opposed: tuple[str, ...] = ()


def propose(indicator: Indicator, ticked: frozenset[str]) -> Proposal:
    """Propose the level that the ticked statements add up to.

    That is the highest level whose statements, and those of every level between
    it and the lowest, are all ticked. The lowest level is proposed only where a
    statement of it is ticked: that something is missing is no finding of its own.

    Notes
    -----
    Framework, section 5, "Level rule: all statements of a level and all lower
    levels must hold; in doubt, lower".
    """
    lowest, *higher = sorted(indicator.anchors)
    found = ticked & set(indicator.statement_ids)
    if found & set(indicator.anchors[lowest]):
        return Proposal(lowest, opposed=_opposed(indicator, found))
    whole = [level for level in higher if set(indicator.anchors[level]) <= found]
    reached = [level for n, level in enumerate(higher) if higher[: n + 1] == whole[: n + 1]]
    level = max(reached, default=None)
    holds = tuple(one for one in whole if level is None or one > level)
    below = [one for one in higher if one < max(holds, default=higher[0] + 1)]
    missing = tuple(id_ for one in below for id_ in indicator.anchors[one] if id_ not in found)
    return Proposal(level, holds, missing if found else ())


def _opposed(indicator: Indicator, found: frozenset[str]) -> tuple[str, ...]:
    """Return what cannot hold beside the ticked statements of the lowest level.

    Only what says that nothing is in place is their opposite. Officials can work against
    protection whatever stands on paper, so beside a contrary statement everything may hold.
    """
    if not _ticked_absent(indicator, found):
        return ()
    lowest = indicator.anchors[min(indicator.anchors)]
    return tuple(id_ for id_ in indicator.statement_ids if id_ in found and id_ not in lowest)


def _ticked_absent(indicator: Indicator, ticked: frozenset[str]) -> list[str]:
    lowest = indicator.anchors[min(indicator.anchors)]
    return [i for i, said in lowest.items() if i in ticked and said.kind in ("law", "practice")]


def proposal_words(indicator: Indicator, ticked: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield what the ticked statements leave open: what was found, and what to do about it."""
    proposal = propose(indicator, ticked)
    if proposal.opposed:
        absent = _ticked_absent(indicator, ticked)
        yield (
            ngettext(
                "{absent} says that nothing is in place, and {higher} is ticked as well. Both "
                "cannot be.",
                "{absent} says that nothing is in place, and {higher} are ticked as well. Both "
                "cannot be.",
                len(proposal.opposed),
                absent=short_ids(indicator, absent),
                higher=short_ids(indicator, proposal.opposed),
            ),
            _("Untick what does not hold."),
        )
    elif proposal.holds:
        yield (
            ngettext(
                "The statements of level {level} hold, but {missing} is not ticked.",
                "The statements of level {level} hold, but {missing} are not ticked.",
                len(proposal.open),
                level=str(max(proposal.holds)),
                missing=short_ids(indicator, proposal.open),
            ),
            ngettext("Does it hold?", "Do they hold?", len(proposal.open)),
        )


def differs(indicator: Indicator, answer: Answer, proposal: Proposal) -> bool:
    """Whether the level of an answer is another than its ticked statements carry.

    The question whether the statements between hold as well is asked by itself, and
    the lowest level beside a few loose statements is what "in doubt, lower" asks for.
    """
    if answer.level is None or not answer.ticked & set(indicator.statement_ids):
        return False
    lowest = (min(indicator.anchors),) if proposal.level is None else ()
    return answer.level not in (proposal.level, *proposal.holds, *lowest)


def short_ids(indicator: Indicator, ids: tuple[str, ...] | list[str]) -> str:
    """List statements by the short ids that stand before them, such as 1a and 2b."""
    return listed(indicator.short_id(id_) for id_ in ids)


class LevelZero(StrEnum):
    """Which of two very different things an answer at the lowest level says."""

    CONTRARY = "contrary"
    ABSENT = "absent"
    NOT_SAID = "not_said"


def level_zero(indicator: Indicator, answer: Answer) -> LevelZero | None:
    """Say whether the lowest level means that nothing is in place, or something worse.

    Returns
    -------
    LevelZero or None
        Contrary where a ticked statement says that something works against
        protection; absent where only others of the lowest level are ticked.
        ``None`` where the answer is at no such level, or the questionnaire does
        not say which statements are contrary.
    """
    lowest = indicator.anchors[min(indicator.anchors)]
    is_told = any(statement.kind for statement in lowest.values())
    if not is_told or answer.status is not Status.LEVEL or answer.level != min(indicator.anchors):
        return None
    kinds = {statement.kind for id_, statement in lowest.items() if id_ in answer.ticked}
    if not kinds:
        return LevelZero.NOT_SAID
    return LevelZero.CONTRARY if "contrary" in kinds else LevelZero.ABSENT


def held(indicator: Indicator, answer: Answer) -> frozenset[str]:
    """Return the statements that an answer says to hold: ticked, or reached by its level.

    Those of the lowest level are no step to the others, so they hold only where ticked.
    """
    _lowest, *higher = sorted(indicator.anchors)
    level = answer.level if answer.status is Status.LEVEL else None
    reached = (
        id_
        for one in higher
        if level is not None and one <= level
        for id_ in indicator.anchors[one]
    )
    return frozenset((*(answer.ticked & set(indicator.statement_ids)), *reached))

"""Finds the earlier rounds of an assessment, and what its declines are measured against."""

from collections.abc import Sequence

from assessment.model.assessment import Assessment
from assessment.model.evaluation import Baseline
from assessment.model.round import EarlierRounds
from assessment.scoring.profile import find_baseline
from assessment.services.context import Context, Opened


def earlier_rounds(context: Context, assessment: Assessment) -> list[Assessment]:
    """Return the assessments of the same place and mode before one, the latest first.

    All are made with the same questionnaire, in whichever version. A period is before another
    if it begins earlier and ends earlier (docs/decisions/0019).
    """
    return _before(assessment, _same_place(context, assessment))


def measure_declines(context: Context, opened: Opened) -> tuple[Baseline | None, EarlierRounds]:
    """Return what the declines of an assessment are measured against, and what there was.

    Only rounds that were asked the same, in the same version and content, are compared; and
    of each dimension the last one that has a score in it.
    """
    own = opened.assessment
    others = _same_place(context, own)
    rounds = _before(own, others)
    alike = [one for one in rounds if one.questionnaire_checksum == own.questionnaire_checksum]
    baseline = find_baseline(opened.framework, map(context.store.record, alike))
    served = {
        id_: part.record.assessment
        for part in (baseline.parts if baseline else ())
        for id_ in part.serves
    }
    later = _later(rounds, EarlierRounds(served).latest)
    unplaced = [] if own.begins is None else [one for one in others if one.begins is None]
    return baseline, EarlierRounds(
        served,
        without_scores=tuple(one for one in later if one in alike),
        asked_otherwise=next((one for one in later if one not in alike), None),
        unplaced=tuple(sorted(unplaced, key=lambda one: one.order)),
    )


def _before(own: Assessment, others: Sequence[Assessment]) -> list[Assessment]:
    rounds = (one for one in others if one.is_before(own))
    return sorted(rounds, key=lambda one: one.order, reverse=True)


def _later(rounds: Sequence[Assessment], latest: Assessment | None) -> list[Assessment]:
    return [one for one in rounds if latest is None or one.order > latest.order]


def _same_place(context: Context, own: Assessment) -> list[Assessment]:
    """Return the other assessments of the same place, mode and questionnaire."""

    def key(item: Assessment) -> tuple[str, ...]:
        return (*item.place_id, item.mode, item.questionnaire_id)

    # The code leaves few others; this is asked at every answer.
    others = context.store.listed_headings(own.state_code)
    return [one for one in others if key(one) == key(own) and one.id != own.id]

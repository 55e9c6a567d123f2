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
    rounds = (one for one in _same_place(context, assessment) if one.is_before(assessment))
    return sorted(rounds, key=lambda one: one.order, reverse=True)


def measure_declines(context: Context, opened: Opened) -> tuple[Baseline | None, EarlierRounds]:
    """Return what the declines of an assessment are measured against, and what there was.

    Only rounds that were asked the same, in the same version and content, are compared; and
    of each dimension the last one that has a score in it.
    """
    own, rounds = opened.assessment, earlier_rounds(context, opened.assessment)
    alike = [one for one in rounds if one.questionnaire_checksum == own.questionnaire_checksum]
    baseline = find_baseline(opened.framework, map(context.store.record, alike))
    served = {
        id_: part.record.assessment
        for part in (baseline.parts if baseline else ())
        for id_ in part.serves
    }
    found = EarlierRounds(served)
    later = _later(rounds, found.latest)
    otherwise = next((one for one in later if one not in alike), None)
    return baseline, EarlierRounds(
        served,
        tuple(one for one in later if one in alike),
        otherwise,
        () if own.begins is None else _unplaced(context, own),
    )


def _later(rounds: Sequence[Assessment], latest: Assessment | None) -> list[Assessment]:
    return [one for one in rounds if latest is None or one.order > latest.order]


def _unplaced(context: Context, own: Assessment) -> tuple[Assessment, ...]:
    others = (one for one in _same_place(context, own) if one.begins is None)
    return tuple(sorted(others, key=lambda one: one.order))


def _same_place(context: Context, own: Assessment) -> list[Assessment]:
    """Return the other assessments of the same place, mode and questionnaire."""

    def key(item: Assessment) -> tuple[str, ...]:
        return (*item.place_id, item.mode, item.questionnaire_id)

    others = context.store.listed_headings()
    return [one for one in others if key(one) == key(own) and one.id != own.id]

"""Puts a state's own assessment beside the one of a partner, indicator by indicator."""

from dataclasses import dataclass

from assessment.model.agreement import TwoViews
from assessment.model.assessment import Assessment, Mode
from assessment.services.context import Context, Opened


@dataclass(frozen=True)
class SideBySide:
    """Two assessments of the same state, region and period.

    Attributes
    ----------
    by_itself, by_partner
        ``None`` where there is none yet; without both there are no views.
    same_questionnaire
        Whether both were made with the same content; otherwise only the
        indicators that both have are shown, and their wording may differ.
    others
        Further assessments that would fit as well, changed less recently.
    """

    by_itself: Assessment | None
    by_partner: Assessment | None
    views: tuple[TwoViews, ...] = ()
    same_questionnaire: bool = True
    others: tuple[Assessment, ...] = ()


def self_and_external(context: Context, opened: Opened) -> SideBySide:
    """Find the self and the external assessment that belong together, and pair their answers.

    An opened self or external assessment is one of the two; of several that could
    be the other one, the last changed is taken. Both are found for a joint one.
    """
    fitting = _fitting(context, opened.assessment)
    own, partner = (_pick(opened.assessment, fitting, mode) for mode in ("self", "external"))
    others = tuple(one for one in fitting if one not in (own, partner, opened.assessment))
    if own is None or partner is None:
        return SideBySide(own, partner, others=others)
    same = own.questionnaire_checksum == partner.questionnaire_checksum
    return SideBySide(own, partner, _views(context, opened, own, partner), same, others)


def _fitting(context: Context, assessment: Assessment) -> list[Assessment]:
    """Return the assessments of the same place, period and questionnaire, last changed first."""

    def key(item: Assessment) -> tuple[str, ...]:
        return (*item.place_id, *item.period_id, item.questionnaire_id)

    found = (summary.assessment for summary in context.store.assessments())
    listed = (one for one in found if not one.archived)
    return [one for one in listed if key(one) == key(assessment) and one.mode != "joint"]


def _pick(opened: Assessment, fitting: list[Assessment], mode: Mode) -> Assessment | None:
    if opened.mode == mode:
        return opened
    return next((one for one in fitting if one.mode == mode), None)


def _views(
    context: Context, opened: Opened, own: Assessment, partner: Assessment
) -> tuple[TwoViews, ...]:
    by_itself, by_partner = context.store.record(own), context.store.record(partner)
    known = [set(_indicator_ids(context, opened, one)) for one in (own, partner)]
    return tuple(
        TwoViews(indicator.id, by_itself.answer(indicator.id), by_partner.answer(indicator.id))
        for indicator in opened.framework.questionnaire.indicators
        if all(indicator.id in ids for ids in known)
    )


def _indicator_ids(context: Context, opened: Opened, one: Assessment) -> tuple[str, ...]:
    if one.id == opened.assessment.id:
        framework = opened.framework
    else:
        found = context.library.find(one.questionnaire_id, one.questionnaire_version)
        framework = found or opened.framework
    return tuple(indicator.id for indicator in framework.questionnaire.indicators)

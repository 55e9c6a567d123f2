"""Finds the earlier rounds of an assessment, and the one that declines are measured against."""

from assessment.model.assessment import Assessment
from assessment.services.context import Context


def earlier_rounds(context: Context, assessment: Assessment) -> list[Assessment]:
    """Return the assessments of the same place and mode with the same questionnaire before one."""

    def key(item: Assessment) -> tuple[str, ...]:
        place = (item.state_code, item.state_name, item.region, item.mode)
        return (*place, item.questionnaire_id)

    others = context.store.listed_headings()
    return [o for o in others if key(o) == key(assessment) and o.period < assessment.period]


def find_baseline(context: Context, assessment: Assessment) -> Assessment | None:
    """Return the latest earlier assessment that can be compared, if there is one.

    It must be of the same state, region and mode, made with the same
    questionnaire in the same version and content. Periods are compared as
    texts, so they sort when they are written alike (2025, 2026; 2025-H2, 2026-H1).
    """

    def has_same_content(other: Assessment) -> bool:
        return other.questionnaire_checksum == assessment.questionnaire_checksum

    earlier = filter(has_same_content, earlier_rounds(context, assessment))
    return max(earlier, key=lambda found: found.period, default=None)


def find_other_round(
    context: Context, assessment: Assessment, baseline: Assessment | None
) -> Assessment | None:
    """Return the latest earlier round if it is later than the baseline: it asked otherwise."""
    last = max(earlier_rounds(context, assessment), key=lambda one: one.period, default=None)
    if last is None or (baseline is not None and last.period <= baseline.period):
        return None
    return last

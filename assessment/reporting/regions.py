"""Says what regional assessments found, beside the state and never in its score."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import pgettext
from assessment.locales.formats import percent
from assessment.model.assessment import Assessment
from assessment.model.framework import Framework
from assessment.model.scope import Scope
from assessment.model.score import Profile
from assessment.reporting.bands import band_letters
from assessment.reporting.terms import mode_words
from assessment.reporting.wording import table

if TYPE_CHECKING:
    from pandas import DataFrame

RegionFound = tuple[Assessment, Profile | None]
"""The assessment of a region and its profile; ``None`` while nothing is answered."""


def not_counted_mark() -> str:
    """Return the mark that stands beside every regional assessment."""
    return _("not counted in the score of the state")


def region_columns(framework: Framework) -> tuple[str, ...]:
    """Return the headings of the table of regions."""
    dimensions = (dimension.id for dimension in framework.questionnaire.dimensions)
    first = _("Region"), _("Kind")
    return (*first, *dimensions, _("Coverage"), pgettext("of a review", "Tier"), _("Mark"))


def region_rows(found: Iterable[RegionFound], framework: Framework) -> list[Sequence[str]]:
    """Return one row a region: bands of each dimension, coverage, tier, and the mark."""
    return [_row(assessment, profile, framework) for assessment, profile in found]


def _row(assessment: Assessment, profile: Profile | None, framework: Framework) -> Sequence[str]:
    heading = assessment.region, mode_words(assessment.mode)
    bands, tier = region_verdict(profile, framework)
    coverage = percent(coverage_of(profile)) if profile else percent(0.0)
    tier = tier or pgettext("of a review", "none")
    return (*heading, *bands, coverage, tier, not_counted_mark())


def region_verdict(
    profile: Profile | None, framework: Framework
) -> tuple[tuple[str, ...], str | None]:
    """Return the bands of a region and its review tier; question marks while it is too early."""
    if profile is None or profile.progress.is_early:
        return tuple("?" for _dimension in framework.questionnaire.dimensions), None
    bands = tuple(band_letters(score, framework) for score in profile.dimensions)
    return bands, profile.tier.id if profile.tier else None


def region_table(found: Iterable[RegionFound], framework: Framework) -> "DataFrame":
    """Return the table of regions, in the order given."""
    return table(region_columns(framework), region_rows(found, framework))


def coverage_of(profile: Profile) -> float:
    """Return the share of all applicable indicators that have a level, from 0 to 1."""
    applicable = sum(score.n_applicable for score in profile.dimensions)
    known = sum(score.coverage * score.n_applicable for score in profile.dimensions)
    return known / applicable if applicable else 0.0


def why_assess_regions(scope: Scope) -> str:
    """Say why a region should be assessed on its own; empty where the sheet gives no reason."""
    reasons: list[str] = []
    if held := scope.named("held_by_others"):
        reasons.append(_("Others hold territory of the state ({places}).", places="; ".join(held)))
    if missed := scope.named("not_reached"):
        reasons.append(
            _("The assessor could not go everywhere ({places}).", places="; ".join(missed))
        )
    if not reasons:
        return ""
    reasons.append(
        _("One score for the whole state can hide a region in which things are otherwise.")
    )
    return " ".join(reasons)

"""The whole result of one assessment: dimensions, critical gaps, review tier, strengths."""

from dataclasses import replace

from assessment.model.assessment import Record
from assessment.model.evaluation import Baseline, Facts, evaluate
from assessment.model.framework import Framework
from assessment.model.rules import Composite as CompositeRule
from assessment.model.rules import ReviewTier
from assessment.model.score import (
    Composite,
    DimensionScore,
    Finding,
    GapFinding,
    Profile,
    Truth,
)
from assessment.scoring.dimension import score_dimension
from assessment.scoring.interval import Draws
from assessment.scoring.setting import Setting


def score_record(
    framework: Framework, record: Record, *, baseline: Baseline | None = None
) -> Profile:
    """Score one assessment: the only scoring function, for page, workbook and command alike.

    Parameters
    ----------
    baseline
        An earlier assessment to hold it against; see `baseline_of`.
    """
    answers = {id_: recorded.answer for id_, recorded in record.answers.items()}
    setting = Setting(framework, answers)
    draws = Draws(setting)
    dimensions = tuple(
        score_dimension(setting, dimension, draws)
        for dimension in framework.questionnaire.dimensions
    )
    facts = Facts(framework.questionnaire, answers, record.flags, dimensions, baseline=baseline)
    gaps = _gaps(framework, facts)
    active = frozenset(found.gap.id for found in gaps if found.is_active)
    tier, causes = _tier(framework, replace(facts, active_gaps=active))
    return Profile(
        dimensions=dimensions,
        gaps=gaps,
        tier=tier,
        tier_causes=causes,
        strengths=_strengths(setting),
        composite=composite(framework.rules.composite, dimensions),
        is_complete=all(not dimension.missing for dimension in dimensions),
    )


def baseline_of(title: str, record: Record, profile: Profile) -> Baseline:
    """Keep of an earlier assessment what a decline is measured against."""
    levels = {
        id_: recorded.answer.level
        for id_, recorded in record.answers.items()
        if recorded.answer.level is not None
    }
    return Baseline(title, levels, {score.dimension_id: score for score in profile.dimensions})


def composite(
    rule: CompositeRule | None, dimensions: tuple[DimensionScore, ...]
) -> Composite | None:
    """Return the geometric mean of the dimension scores; ``None`` if one is missing.

    Notes
    -----
    Framework, section 5.3, step 5: 100 x prod(max(s, floor) / 100) ** (1 / n).
    Optional, never a headline, and never used for triggers.
    """
    scores = {found.dimension_id: found.value for found in dimensions}
    if rule is None or not scores or any(value is None for value in scores.values()):
        return None
    known = {id_: max(value, rule.floor) for id_, value in scores.items() if value is not None}
    product = 1.0
    for value in known.values():
        product *= value / 100
    return Composite(100 * product ** (1 / len(known)), min(known, key=lambda id_: known[id_]))


def _gaps(framework: Framework, facts: Facts) -> tuple[GapFinding, ...]:
    found = [
        GapFinding(gap, evaluate(gap.condition, facts)) for gap in framework.rules.critical_gaps
    ]
    active = [gap for gap in found if gap.finding.truth is Truth.TRUE]
    open_ = [gap for gap in found if gap.finding.truth is Truth.UNKNOWN]
    return (*active, *open_)


def _tier(framework: Framework, facts: Facts) -> tuple[ReviewTier | None, tuple[str, ...]]:
    """Return the last tier whose condition holds, and what made it so."""
    for tier in reversed(framework.rules.review_tiers):
        finding = evaluate(tier.condition, facts) if tier.condition else Finding(Truth.TRUE, ())
        if finding.truth is Truth.TRUE:
            return tier, finding.causes
    return None, ()


def _strengths(setting: Setting) -> tuple[str, ...]:
    highest = setting.framework.questionnaire.highest_level
    strong = {id_: level for id_, level in setting.known.items() if level >= highest - 1}
    order = setting.columns
    return tuple(sorted(strong, key=lambda id_: (-strong[id_], order[id_])))

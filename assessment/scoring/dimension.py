"""The score of one dimension together with everything that explains it."""

import numpy as np

from assessment.model.questionnaire import Dimension
from assessment.model.rules import (
    Band,
    CappedMeanRule,
    ChainRule,
    MinimumRule,
    WeakestLinkRule,
)
from assessment.model.score import DimensionScore, GateEffect, OneLevelMore, StageScore
from assessment.scoring.gates import explain_gate
from assessment.scoring.interval import Draws
from assessment.scoring.rules import (
    Levels,
    nominal_weights,
    stage_means,
    weakest_link,
    weighted_mean,
)
from assessment.scoring.setting import Setting


def score_dimension(setting: Setting, dimension: Dimension, draws: Draws) -> DimensionScore:
    """Score one dimension; see `DimensionScore` for what each part means.

    Notes
    -----
    Framework, section 5.3, steps 1 to 4 and 6.
    """
    effective = setting.effective(setting.entered())
    applicable = [i for i in dimension.indicators if i.id not in setting.not_applicable]
    missing = tuple(i.id for i in applicable if i.id not in setting.known)
    missing_keys = tuple(i.id for i in applicable if i.key and i.id in missing)
    n_scored = len(applicable) - len(missing)
    point = float(setting.score(dimension, effective))
    published = _may_publish(setting, n_scored, len(applicable), missing_keys)
    value = point if published and not np.isnan(point) else None
    mean, cap, capped_by = _mean_and_cap(setting, dimension, effective)
    return DimensionScore(
        dimension_id=dimension.id,
        rule=setting.rules[dimension.id].rule,
        value=value,
        low=_bound(setting, dimension, setting.framework.questionnaire.lowest_level),
        high=_bound(setting, dimension, setting.framework.questionnaire.highest_level),
        band=None if value is None else band_of(value, setting.framework.rules.bands),
        interval=None if value is None else draws.interval(dimension),
        n_scored=n_scored,
        n_applicable=len(applicable),
        missing=missing,
        missing_keys=missing_keys,
        effective_levels=_own_levels(setting, dimension, effective),
        mean=mean,
        cap=cap,
        capped_by=capped_by,
        gates=_gate_effects(setting, dimension),
        stages=_stages(setting, dimension, effective),
        one_level_more=() if value is None else _one_level_more(setting, dimension, value),
    )


def band_of(score: float, bands: tuple[Band, ...]) -> Band:
    """Return the band of a score (0 to 100); a score on a cut-off belongs to the upper band.

    The score is rounded to nine decimals first, so that 39.99999999999999 from
    binary arithmetic is read as the 40 that a person computes by hand.
    """
    rounded = round(score, 9)
    return [band for band in bands if band.from_score <= rounded][-1]


def _may_publish(
    setting: Setting, n_scored: int, n_applicable: int, missing_keys: tuple[str, ...]
) -> bool:
    coverage = setting.framework.rules.coverage
    enough = n_applicable > 0 and n_scored >= coverage.share * n_applicable - 1e-9
    return enough and not (coverage.keys and missing_keys)


def _bound(setting: Setting, dimension: Dimension, unknown_as: int) -> float:
    """Score with every unknown answer, gates included, at one end of the scale; 0 to 100.

    An unknown indicator counts as that end itself, whatever its gates: a gate that held
    it below the mean of the known ones would put the high bound below the score.
    """
    entered = setting.entered(unknown_as)
    levels = np.where(np.isnan(setting.entered()), entered, setting.effective(entered))
    score = float(setting.score(dimension, levels))
    # With nothing applicable there is nothing to bound: the whole scale is open.
    return float(setting.to_points(np.array(float(unknown_as)))) if np.isnan(score) else score


def _own_levels(setting: Setting, dimension: Dimension, effective: Levels) -> dict[str, float]:
    ids = (i.id for i in dimension.indicators if i.id in setting.known)
    return {id_: float(effective[setting.columns[id_]]) for id_ in ids}


def _mean_and_cap(
    setting: Setting, dimension: Dimension, effective: Levels
) -> tuple[float | None, float | None, tuple[str, ...]]:
    """Return mean, cap (both in levels) and what set the score if it was not the mean."""
    own = _own_levels(setting, dimension, effective)
    if not own:
        return None, None, ()
    rule = setting.rules[dimension.id]
    weights = nominal_weights(rule, list(own))
    mean = float(weighted_mean(np.array(list(own.values())), weights))
    if isinstance(rule, MinimumRule):
        return mean, min(own.values()), _lowest(own)
    if isinstance(rule, WeakestLinkRule):
        return mean, float(weakest_link(np.array([*own.values()]), rule.uplift)), _lowest(own)
    if not isinstance(rule, CappedMeanRule):
        return mean, None, ()
    capping = {id_: own[id_] for id_ in rule.capped_by if id_ in own}
    if not capping:
        return mean, None, ()
    cap = min(capping.values()) + rule.allowance
    return mean, cap, _lowest(capping) if cap < mean else ()


def _lowest(levels: dict[str, float]) -> tuple[str, ...]:
    return tuple(id_ for id_, level in levels.items() if level == min(levels.values()))


def _gate_effects(setting: Setting, dimension: Dimension) -> tuple[GateEffect, ...]:
    gates = setting.framework.rules.gates
    effects = (
        explain_gate(indicator.id, gates[indicator.id], setting.known)
        for indicator in dimension.indicators
        if indicator.id in gates
    )
    return tuple(effect for effect in effects if effect is not None)


def _stages(setting: Setting, dimension: Dimension, effective: Levels) -> tuple[StageScore, ...]:
    rule = setting.rules[dimension.id]
    if not isinstance(rule, ChainRule):
        return ()
    ids = [indicator.id for indicator in dimension.indicators]
    levels = effective[[setting.columns[id_] for id_ in ids]]
    own_columns = {id_: n for n, id_ in enumerate(ids)}
    means = stage_means(rule, levels, np.ones(len(ids)), own_columns)
    lowest = np.nan if np.isnan(means).all() else np.nanmin(means)
    return tuple(
        StageScore(
            id=stage.id,
            name=stage.name,
            mean=None if np.isnan(mean) else float(mean),
            is_weakest=bool(mean == lowest),
        )
        for stage, mean in zip(rule.stages, means, strict=True)
    )


def _one_level_more(
    setting: Setting, dimension: Dimension, value: float
) -> tuple[OneLevelMore, ...]:
    """Raise each known level by one, alone, with the gates applied again; largest gain first."""
    gates = setting.framework.rules.gates
    own = [indicator.id for indicator in dimension.indicators]
    outside = [by for id_ in own if id_ in gates for by in gates[id_].by]
    highest = setting.framework.questionnaire.highest_level
    found: list[OneLevelMore] = []
    for id_ in dict.fromkeys((*own, *outside)):
        if setting.known.get(id_, highest) >= highest:
            continue
        levels = setting.entered()
        levels[setting.columns[id_]] += 1
        score = float(setting.score(dimension, setting.effective(levels)))
        if id_ in own or score > value:
            found.append(OneLevelMore(id_, score, score - value))
    return tuple(sorted(found, key=lambda more: -more.change))

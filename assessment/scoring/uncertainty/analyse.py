"""Draws scores under varied assumptions and sums them up, for one state or many.

The interval of the questionnaire itself stays in `assessment.scoring.interval`;
this room adds the sources that it holds still, and says which of them matter.
"""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from assessment.model.assessment import Record
from assessment.model.fingerprint import fingerprint
from assessment.model.framework import Framework
from assessment.model.not_varied import say_not_varied
from assessment.model.uncertainty import (
    CompositeUncertainty,
    DimensionUncertainty,
    LeaveOneOut,
    Provenance,
    SourceShare,
    StateUncertainty,
    UncertaintyResult,
    UncertaintySettings,
)
from assessment.scoring.uncertainty.grid import Flags, Grid, read_grid
from assessment.scoring.uncertainty.inputs import PROFILES, WordStream, draw_method, draw_resamples
from assessment.scoring.uncertainty.leave_one_out import leave_each_out, list_left_out
from assessment.scoring.uncertainty.plan import Plan, vary
from assessment.scoring.uncertainty.sensitivity import estimate_shares, run_design, share_sources
from assessment.scoring.uncertainty.still import Still, hold_still
from assessment.scoring.uncertainty.summaries import Summary, composite_scores, sum_up
from assessment.scoring.uncertainty.varied_scores import VariedScores

Floats = NDArray[np.float64]
Shares = tuple[SourceShare, ...]


def analyse_records(
    framework: Framework,
    records: Sequence[Record],
    settings: UncertaintySettings,
    *,
    made_at: datetime,
    app_version: str,
) -> UncertaintyResult:
    """Analyse the uncertainty of one assessment, or of several held against each other.

    Parameters
    ----------
    records
        Of the same questionnaire. One alone gets shares of the sources and
        scores without single indicators, several get rank intervals.

    Raises
    ------
    ValueError
        If there is no record, or an assessment comes twice.

    Notes
    -----
    Framework, sections 3.2 and 5.3 (step 6).
    """
    ids = tuple(record.assessment.id for record in records)
    if not ids or len(set(ids)) != len(ids):
        raise ValueError(f"give each assessment once, and at least one; got {ids}")
    questionnaire = framework.questionnaire
    return UncertaintyResult(
        provenance=Provenance(
            questionnaire.id,
            questionnaire.version,
            questionnaire.checksum,
            app_version,
            made_at,
        ),
        settings=settings,
        states=_analyse_states(framework, records, settings),
        not_varied=say_not_varied(settings, framework.rules, n_records=len(records)),
    )


def replay(
    result: UncertaintyResult, framework: Framework, records: Sequence[Record]
) -> UncertaintyResult:
    """Compute a stored result again, from its own settings, seed and moment.

    With the same questionnaire and the same answers the new result equals the
    stored one in every digit, on any machine.
    """
    return analyse_records(
        framework,
        records,
        result.settings,
        made_at=result.provenance.made_at,
        app_version=result.provenance.app_version,
    )


def _analyse_states(
    framework: Framework, records: Sequence[Record], settings: UncertaintySettings
) -> tuple[StateUncertainty, ...]:
    grid = read_grid(framework, records)
    plan = vary(grid, settings, tuple(record.assessment.id for record in records))
    still = hold_still(framework, grid)
    has_spread = _has_spread(framework, grid, plan)
    scores = _draw(framework, plan, settings)
    bands = framework.rules.bands
    summaries = [sum_up(own, has, bands) for own, has in zip(scores, has_spread, strict=True)]
    n_dimensions = len(summaries)
    shares: list[Shares] = [()] * (n_dimensions + 1)
    left_out: list[tuple[LeaveOneOut, ...]] = [()] * n_dimensions
    if len(records) == 1:
        shares = _shares(framework, plan, settings) if settings.sensitivity_size else shares
        left_out = _left_out(framework, grid, still) if settings.leave_one_out else left_out
    dimensions = [
        _dimensions(framework, still, number, summary, (shares[number], left_out[number]))
        for number, summary in enumerate(summaries)
    ]
    composites = _composites(framework, scores, still, has_spread, shares[-1])
    return tuple(
        StateUncertainty(
            record.assessment.id,
            fingerprint(record),
            tuple(own[row] for own in dimensions),
            composites[row],
        )
        for row, record in enumerate(records)
    )


def _has_spread(framework: Framework, grid: Grid, plan: Plan) -> Flags:
    """Say whether draws may be shown; shape (n_dimensions, n_states).

    They may where there is a score, and where every applicable answer is drawn:
    then each draw is complete, even if the answers alone allow no score.
    """
    applicable = grid.n_applicable()
    dimensions = framework.questionnaire.dimensions
    drawn = np.stack([plan.present[:, grid.columns_of(d)].sum(axis=1) for d in dimensions])
    return grid.published() | ((applicable > 0) & (drawn == applicable))


def _draw(framework: Framework, plan: Plan, settings: UncertaintySettings) -> Floats:
    shape = (plan.base.shape[1], settings.draws)
    model = VariedScores(framework, settings, draw_method(settings.seed, PROFILES, shape))
    return model.score(plan, WordStream(settings.seed, PROFILES, shape))


def _shares(framework: Framework, plan: Plan, settings: UncertaintySettings) -> list[Shares]:
    """Return the shares of the sources in each dimension and, last, in the single number."""
    design = run_design(framework, plan, settings)
    counts = draw_resamples(settings.seed, settings.bootstraps, settings.sensitivity_size)
    blocks = np.concatenate(([design.first, design.second], design.exchanged))
    outputs = [*blocks.transpose(1, 0, 2)]
    rule = framework.rules.composite
    if rule is not None:
        outputs.append(composite_scores(rule, blocks.transpose(1, 0, 2)))
    found = [
        share_sources(design.sources, estimate_shares(own[0], own[1], own[2:], counts))
        if not np.isnan(own).any()
        else ()
        for own in outputs
    ]
    return found if rule is not None else [*found, ()]


def _left_out(framework: Framework, grid: Grid, still: Still) -> list[tuple[LeaveOneOut, ...]]:
    without = leave_each_out(framework, grid)
    return [
        list_left_out(framework, number, float(still.points[number, 0]), without)
        if still.published[number, 0]
        else ()
        for number in range(len(still.points))
    ]


def _dimensions(
    framework: Framework,
    still: Still,
    number: int,
    summary: Summary,
    alone: tuple[Shares, tuple[LeaveOneOut, ...]],
) -> list[DimensionUncertainty]:
    """Put together one dimension of every state."""
    id_ = framework.questionnaire.dimensions[number].id
    points, published = still.points[number].tolist(), still.published[number].tolist()
    low, high = still.low[number].tolist(), still.high[number].tolist()
    missing = still.n_missing[number].tolist()
    shares, left_out = alone
    return [
        DimensionUncertainty(
            dimension_id=id_,
            point=points[row] if published[row] else None,
            low=low[row],
            high=high[row],
            n_missing=missing[row],
            spread=spread,
            bands=summary.bands[row],
            shares=shares if spread else (),
            left_out=left_out,
            ranks=summary.ranks[row],
        )
        for row, spread in enumerate(summary.spreads)
    ]


def _composites(
    framework: Framework, scores: Floats, still: Still, has_spread: Flags, shares: Shares
) -> list[CompositeUncertainty | None]:
    rule = framework.rules.composite
    n_states = scores.shape[1]
    if rule is None or not len(scores):
        return [None] * n_states
    summary = sum_up(
        composite_scores(rule, scores), np.all(has_spread, axis=0, keepdims=True)[0], ()
    )
    points = composite_scores(rule, still.points).tolist()
    published = np.all(still.published, axis=0, keepdims=True)[0].tolist()
    return [
        CompositeUncertainty(
            point=points[row] if published[row] else None,
            spread=spread,
            shares=shares if spread else (),
            ranks=summary.ranks[row],
        )
        for row, spread in enumerate(summary.spreads)
    ]

"""How far scores depend on their assumptions, for one assessment or several together.

The draws are those of `assessment.scoring.draws`, as for the interval beside every
score; this says which sources they hang on, and what single answers do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from assessment.model.assessment import Record
from assessment.model.fingerprint import fingerprint
from assessment.model.framework import Framework
from assessment.model.rules import Band
from assessment.model.score import DimensionScore
from assessment.model.tree import Numbers
from assessment.model.uncertainty import (
    CompositeUncertainty,
    DimensionUncertainty,
    LeaveOneOut,
    Provenance,
    RankInterval,
    SourceShare,
    Spread,
    StateUncertainty,
    UncertaintyResult,
    UncertaintySettings,
    not_varied,
)
from assessment.scoring.bands import band_of
from assessment.scoring.draws import Draws, plan_answers, raters_of, round_scores
from assessment.scoring.leaves import columns_of, each_left_out, read_leaves
from assessment.scoring.profile import composite, score_records
from assessment.scoring.ranks import rank_intervals
from assessment.scoring.sensitivity import shares_of
from assessment.scoring.tree import COMPOSITE, score_tree, tree_of

HALF_A_DIGIT = 5e-10


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
        not_varied=not_varied(settings, framework.rules, n_records=len(records)),
    )


def replay(
    result: UncertaintyResult, framework: Framework, records: Sequence[Record]
) -> UncertaintyResult:
    """Compute a stored result again, from its own settings, seed and moment.

    With the same questionnaire and the same answers the new result equals the
    stored one; on another machine to 1e-9.
    """
    return analyse_records(
        framework,
        records,
        result.settings,
        made_at=result.provenance.made_at,
        app_version=result.provenance.app_version,
    )


Shares = Mapping[str, tuple[SourceShare, ...]]
LeftOut = Mapping[str, tuple[LeaveOneOut, ...]]


def _analyse_states(
    framework: Framework, records: Sequence[Record], settings: UncertaintySettings
) -> tuple[StateUncertainty, ...]:
    draws = Draws(framework, settings)
    drawn = [draws.score(record) for record in records]
    scores = score_records(framework, records)
    early = [any(one.too_early for one in own) for own in scores]
    ranks = {id_: _rank([own[id_] for own in drawn], early) for id_ in drawn[0]}
    shares: Shares = {}
    left_out: LeftOut = {}
    if len(records) == 1:
        shares = _shares(framework, records[0], settings) if settings.sensitivity_size else {}
        left_out = _left_out(framework, records[0], scores[0]) if settings.leave_one_out else {}
    return tuple(
        StateUncertainty(
            record.assessment.id,
            fingerprint(record),
            tuple(
                replace(
                    _dimension(framework, one, drawn[row][one.dimension_id]),
                    shares=shares.get(one.dimension_id, ()),
                    left_out=left_out.get(one.dimension_id, ()),
                    ranks=ranks[one.dimension_id][row],
                )
                for one in scores[row]
            ),
            _composite(framework, scores[row], drawn[row], (shares, ranks), row),
        )
        for row, record in enumerate(records)
    )


def _dimension(framework: Framework, score: DimensionScore, drawn: Numbers) -> DimensionUncertainty:
    spread = None if score.too_early else spread_of(framework, drawn)
    return DimensionUncertainty(
        dimension_id=score.dimension_id,
        point=score.value,
        low=score.low,
        high=score.high,
        n_missing=len(score.missing),
        spread=spread,
        bands=band_shares(drawn, framework.rules.bands) if spread else {},
    )


def _composite(
    framework: Framework,
    scores: Sequence[DimensionScore],
    drawn: Mapping[str, Numbers],
    beside: tuple[Shares, Mapping[str, Sequence[RankInterval | None]]],
    row: int,
) -> CompositeUncertainty | None:
    if framework.rules.composite is None:
        return None
    shares, ranks = beside
    point = composite(framework.rules.composite, {one.dimension_id: one.value for one in scores})
    early = any(one.too_early for one in scores)
    spread = None if early else spread_of(framework, drawn[COMPOSITE])
    return CompositeUncertainty(
        point=point.value if point else None,
        spread=spread,
        shares=shares.get(COMPOSITE, ()) if spread else (),
        ranks=ranks[COMPOSITE][row],
    )


def spread_of(framework: Framework, drawn: Numbers) -> Spread | None:
    """Return the quantiles of drawn scores; ``None`` where a draw has no score."""
    if np.isnan(drawn).any():
        return None
    low, high = framework.rules.interval.quantiles
    found = round_scores(np.quantile(drawn, (low, 0.25, 0.5, 0.75, high)))
    return Spread(*found.tolist())


def band_shares(drawn: Numbers, bands: Sequence[Band]) -> dict[str, float]:
    """Return the share of draws in each band; a score on a cut-off belongs to the upper one."""
    cuts = [band.from_score - HALF_A_DIGIT for band in bands]
    reached = [np.count_nonzero(drawn >= cut) for cut in cuts]
    # Whatever lies below the first cut-off is read as the first band.
    reached = [len(drawn), *reached[1:]] if bands else []
    inside = np.array(reached) - np.array([*reached[1:], 0][: len(reached)])
    letters = [band.letter for band in bands]
    return {
        letter: count / len(drawn) for letter, count in zip(letters, inside.tolist(), strict=True)
    }


def _rank(drawn: Sequence[Numbers], early: Sequence[bool]) -> list[RankInterval | None]:
    """Rank the assessments that have a score in every draw; nothing to rank in one alone.

    One for which it is too early is left out, like one without a score.
    """
    ranks: list[RankInterval | None] = [None] * len(drawn)
    shown = [row for row, own in enumerate(drawn) if not (early[row] or np.isnan(own).any())]
    if len(drawn) > 1 and shown:
        for row, found in zip(
            shown, rank_intervals(np.stack([drawn[r] for r in shown])), strict=True
        ):
            ranks[row] = found
    return ranks


def _shares(framework: Framework, record: Record, settings: UncertaintySettings) -> Shares:
    leaves = read_leaves(framework, (record,)).row(0)
    raters = raters_of(framework, leaves, settings, record)
    plan = plan_answers(framework, leaves, settings, raters)
    return shares_of(framework, record, plan, settings)


def _left_out(framework: Framework, record: Record, scores: Sequence[DimensionScore]) -> LeftOut:
    """List what each known indicator does to each dimension, the largest change first.

    Indicators of other dimensions are listed where they gate one of a dimension and
    change its score.
    """
    leaves = read_leaves(framework, (record,)).row(0)
    known = np.flatnonzero(leaves.known).tolist()
    tree = tree_of(framework)
    found = score_tree(tree, each_left_out(leaves, known))
    columns = columns_of(framework)
    rows = {column: row for row, column in enumerate(known)}
    gates = framework.rules.gates
    listed: dict[str, tuple[LeaveOneOut, ...]] = {}
    for score in scores:
        if score.value is None:
            continue
        node = tree.node(score.dimension_id)
        outside = [by for id_ in node.children if id_ in gates for by in gates[id_].mentioned()]
        values = {
            id_: float(found.values(node.id)[rows[columns[id_]]])
            for id_ in dict.fromkeys((*node.children, *outside))
            if columns[id_] in rows
        }
        without = [
            _without(framework, id_, score.value, None if np.isnan(value) else value)
            for id_, value in values.items()
            if id_ in node.children or value != score.value
        ]
        listed[node.id] = tuple(sorted(without, key=lambda one: -_size(one)))
    return listed


def _size(one: LeaveOneOut) -> float:
    # Losing the score altogether is the largest change there is.
    return np.inf if one.change is None else abs(one.change)


def _without(
    framework: Framework, indicator_id: str, point: float, score: float | None
) -> LeaveOneOut:
    bands = framework.rules.bands
    return LeaveOneOut(
        indicator_id=indicator_id,
        score=score,
        change=None if score is None else score - point,
        band=band_of(point, bands).letter,
        band_without=None if score is None else band_of(score, bands).letter,
    )

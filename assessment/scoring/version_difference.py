"""A difference between two versions of a questionnaire, split into state and method.

The part about the state is found under the rules of the earlier version: its own answers
are scored once as they are, and once with the levels of the later assessment put in for
every indicator that kept its meaning. Whatever else lies between the two scores is method:
questions that were changed, added or dropped, and other rules.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from assessment.model.assessment import Record
from assessment.model.comparison import Verdict, VersionDifference
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore
from assessment.model.tree import Numbers
from assessment.scoring.comparison import judge
from assessment.scoring.draws import DECIMALS, Draws, interval_of, published_draws
from assessment.scoring.leaves import columns_of
from assessment.scoring.profile import score_records

Answered = tuple[Framework, Record]


def split_difference(
    earlier: Answered, later: Answered, kept: frozenset[str]
) -> tuple[VersionDifference, ...]:
    """Split the differences between two versions into what is of the state and of the method.

    Parameters
    ----------
    earlier, later
        Each version with an assessment that was made with it.
    kept
        Indicators that have the same id and meaning in both versions.

    Returns
    -------
    tuple of VersionDifference
        From the earlier version to the later one, for each dimension that both have, in
        the order of the earlier version.
    """
    (framework, before), (newer, after) = earlier, later
    shared = _with_levels(before, after, kept)
    mixed = _mixed(before, after, shared)
    old, between = score_records(framework, (before, mixed))
    new = {one.dimension_id: one for one in score_records(newer, (after,))[0]}
    drawn = _drawn_changes(framework, before, (after, mixed), shared)
    return tuple(
        _split(framework, (one, middle, new[one.dimension_id]), drawn, (shared, kept))
        for one, middle in zip(old, between, strict=True)
        if one.dimension_id in new
    )


def turned_round(found: VersionDifference) -> VersionDifference:
    """Return the same difference as seen from the later version."""
    verdicts = {Verdict.HIGHER: Verdict.LOWER, Verdict.LOWER: Verdict.HIGHER}
    interval = found.interval
    if interval is not None:
        ends = (-interval.high + 0.0, -interval.median + 0.0, -interval.low + 0.0)
        interval = type(interval)(*ends)
    return replace(
        found,
        before=found.after,
        after=found.before,
        whole=_negated(found.whole),
        state=_negated(found.state),
        method=_negated(found.method),
        interval=interval,
        verdict=verdicts.get(found.verdict, found.verdict),
    )


def _negated(value: float | None) -> float | None:
    return None if value is None else -value + 0.0


def _with_levels(before: Record, after: Record, kept: frozenset[str]) -> frozenset[str]:
    """Return the indicators with a level on both sides; what one does not know is no change."""
    sides = (before, after)
    return frozenset(
        id_ for id_ in kept if all(side.answer(id_).level is not None for side in sides)
    )


def _mixed(before: Record, after: Record, shared: frozenset[str]) -> Record:
    """Return the earlier assessment with the later answers put in for some indicators."""
    rated = {id_: given for id_, given in before.rated.items() if id_ not in shared}
    return replace(
        before,
        answers={**before.answers, **{id_: after.answers[id_] for id_ in shared}},
        rated=rated | {id_: given for id_, given in after.rated.items() if id_ in shared},
    )


def _drawn_changes(
    framework: Framework, before: Record, later: tuple[Record, Record], shared: frozenset[str]
) -> Mapping[str, Numbers]:
    """Return the drawn change of every dimension when the later levels are put in.

    What was not put in is one answer on both sides and errs alike; what was put in errs
    as it does in the later assessment, on its own.
    """
    after, mixed = later
    draws, columns = Draws(framework), columns_of(framework)
    rows = [columns[id_] for id_ in sorted(shared)]
    words = draws.words(before).copy()
    words[rows] = draws.words(after)[rows]
    changed = draws.score_plan(draws.plan(mixed), words)
    unchanged = published_draws(framework, before)
    return {id_: changed[id_] - unchanged[id_] for id_ in changed}


def _split(
    framework: Framework,
    scores: tuple[DimensionScore, DimensionScore, DimensionScore],
    drawn: Mapping[str, Numbers],
    asked: tuple[frozenset[str], frozenset[str]],
) -> VersionDifference:
    before, between, after = scores
    own = {one.id for one in framework.questionnaire.dimension(before.dimension_id).indicators}
    n_compared, n_kept = (len(own & ids) for ids in asked)
    whole = _difference(before, after)
    state = _difference(before, between) if n_compared else None
    interval, verdict = None, Verdict.NOT_COMPARABLE
    if state is not None:
        interval = interval_of(drawn[before.dimension_id], framework.rules.interval.quantiles)
        verdict = judge(state, interval)
    method = None if whole is None or state is None else round(whole - state, DECIMALS) + 0.0
    return VersionDifference(
        before.dimension_id,
        before,
        after,
        whole,
        state,
        method,
        interval,
        verdict,
        n_compared,
        n_kept,
    )


def _difference(one: DimensionScore, other: DimensionScore) -> float | None:
    if one.value is None or other.value is None:
        return None
    return float(np.round(other.value - one.value, DECIMALS)) + 0.0

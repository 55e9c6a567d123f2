"""Tries another method: on one state, what its conclusions become; on many, who changes place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.method_change import Move, Pairs, SetTrial, StateTrial, Survival
from assessment.model.questionnaire import Dimension
from assessment.model.score import Profile
from assessment.model.suggestion import Suggestion
from assessment.scoring.bands import band_of
from assessment.scoring.comparison import clearly_above
from assessment.scoring.draws import Draws, interval_of
from assessment.scoring.leaves import read_leaves
from assessment.scoring.profile import progress_of
from assessment.scoring.tree import score_tree, tree_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Spreads:
    """Scores of one dimension; arrays of shape (n_states,), 0 to 100.

    Attributes
    ----------
    low, high
        The quantiles that the questionnaire names for its interval.
    published
        Whether enough is answered for a score; the others mean nothing where it is not.
    above
        Shape (n_states, n_states): the state of a row is clearly above that of a column.
    """

    point: Floats
    low: Floats
    high: Floats
    published: Flags
    above: Flags


def spread_states(framework: Framework, records: Sequence[Record], dimension: Dimension) -> Spreads:
    """Score one dimension of all states, with the interval that stands beside every score.

    Notes
    -----
    Framework, section 5.3, step 6.
    """
    leaves = read_leaves(framework, records)
    point = score_tree(tree_of(framework), leaves.cells).values(dimension.id)
    draws = Draws(framework)
    rule = framework.rules.interval
    drawn = np.stack([draws.score(record, (dimension.id,))[dimension.id] for record in records])
    found = [interval_of(own, rule.quantiles) for own in drawn]
    low = np.array([one.low if one else np.nan for one in found])
    high = np.array([one.high if one else np.nan for one in found])
    early = np.array([progress_of(framework, record).is_early for record in records], dtype=bool)
    published = ~np.isnan(point) & ~early
    above = clearly_above(np.where(published, point, np.nan), drawn, rule.quantiles)
    return Spreads(point, low, high, published, above)


def try_on_states(
    framework: Framework,
    records: Sequence[Record],
    dimension: Dimension,
    spreads: tuple[Spreads, Spreads],
) -> SetTrial:
    """Hold the scores of many states under two methods against each other.

    Parameters
    ----------
    spreads
        Under the questionnaire's own method, and under the one that is tried.
    """
    before, after = spreads
    shown = np.flatnonzero(before.published & after.published).tolist()
    bands = framework.rules.bands
    states = tuple(
        StateTrial(
            assessment_id=records[row].assessment.id,
            title=records[row].assessment.title,
            before=_three(before, row),
            after=_three(after, row),
            band_before=band_of(float(before.point[row]), bands).letter,
            band_after=band_of(float(after.point[row]), bands).letter,
        )
        for row in shown
    )
    pairs = count_pairs(*(found.above[np.ix_(shown, shown)] for found in spreads))
    return SetTrial(dimension.id, states, len(records) - len(shown), pairs)


def count_pairs(before: Flags, after: Flags) -> Pairs:
    """Count the pairs of states that are clearly apart.

    Parameters
    ----------
    before, after
        Shape (n_states, n_states): the state of a row is clearly above that of a column.

    Examples
    --------
    >>> above = np.array([[False, True], [False, False]])
    >>> count_pairs(above, above.T)
    Pairs(n_pairs=1, before=1, kept=0, reversed=1, lost=0, new=0)
    """
    n_states = len(before)
    return Pairs(
        n_pairs=n_states * (n_states - 1) // 2,
        before=int(before.sum()),
        kept=int((before & after).sum()),
        reversed=int((before & after.T).sum()),
        lost=int((before & ~after & ~after.T).sum()),
        new=int((after & ~before & ~before.T).sum()),
    )


def _three(spread: Spreads, row: int) -> tuple[float, float, float]:
    return (float(spread.low[row]), float(spread.point[row]), float(spread.high[row]))


def what_survives(
    before: Profile,
    after: Profile,
    suggested_before: Sequence[Suggestion] = (),
    suggested_after: Sequence[Suggestion] = (),
) -> Survival:
    """Say which conclusions are the same under both methods.

    Parameters
    ----------
    before, after
        Of the same answers and the same questionnaire; only the method differs.
    """
    tiers = [found.tier.id if found.tier else "" for found in (before, after)]
    return Survival(
        bands=_moves(_letters(before), _letters(after)),
        lowest_before=_lowest(before),
        lowest_after=_lowest(after),
        gaps=_moves(_gap_states(before), _gap_states(after), missing="none"),
        tier=Move("tier", tiers[0], tiers[1]) if any(tiers) else None,
        programmes=_moves(_groups(suggested_before), _groups(suggested_after)),
    )


def _moves(before: dict[str, str], after: dict[str, str], missing: str = "") -> tuple[Move, ...]:
    ids = dict.fromkeys((*before, *after))
    return tuple(Move(id_, before.get(id_, missing), after.get(id_, missing)) for id_ in ids)


def _letters(profile: Profile) -> dict[str, str]:
    return {
        found.dimension_id: found.band.letter if found.band else "" for found in profile.dimensions
    }


def _lowest(profile: Profile) -> tuple[str, ...]:
    # Equal by hand is equal, whatever binary arithmetic makes of the last digits.
    scores = {d.dimension_id: round(d.value, 9) for d in profile.dimensions if d.value is not None}
    return tuple(id_ for id_, score in scores.items() if score == min(scores.values()))


def _gap_states(profile: Profile) -> dict[str, str]:
    return {found.gap.id: "active" if found.is_active else "open" for found in profile.gaps}


def _groups(suggestions: Sequence[Suggestion]) -> dict[str, str]:
    return {found.programme.id: found.group.value for found in suggestions}

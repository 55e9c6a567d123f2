"""Random replicates of an index: all at once, one changed index after the other, the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessment.model.index import Index
from assessment.model.index_steps import (
    NormaliseMinMax,
    NormaliseZScore,
)
from assessment.model.index_table import Cells, IndexTable, Numbers, Unit
from assessment.model.index_uncertainty import (
    IndexUncertaintySettings,
    Replicate,
    RuleChoice,
    UnitSpread,
)
from assessment.scoring.index.replicate import changed_index, score_replicates
from assessment.scoring.index.replicate_draws import INTERVALS, draw_inputs
from assessment.scoring.index.score_index import score_index
from assessment.scoring.index.uncertainty import random_replicates, spread_index
from tests.benchmarks.compute.contest import Contest
from tests.benchmarks.compute.equality import greatest_difference
from tests.benchmarks.compute.index_input import invent_index, invent_values

_TARGET_MS = 50.0  # It is computed anew while somebody moves a slider.
_SHARES = (0.05, 0.5, 0.95)
_TOP = "TOP"


@dataclass(frozen=True)
class ReplicateInput:
    """An invented index and table, and what varies in it: weights, normalisation and rule."""

    index: Index
    table: IndexTable
    settings: IndexUncertaintySettings

    def replicates(self) -> tuple[Replicate, ...]:
        """Return what is replaced in each replicate."""
        return random_replicates(self.index, self.settings)

    def analyse(self) -> tuple[UnitSpread, ...]:
        """Return the intervals of score and rank of each unit at the top."""
        (spread,) = spread_index(self.index, self.table, self.settings)
        return spread.units


def replicate_contest(n_units: int, n_replicates: int, n_timed: int) -> Contest:
    """Return the contest; the naive way is timed on some of the replicates."""
    given = invent_replicates(n_units, n_replicates)
    some = given.replicates()[:n_timed]
    written = np.empty((2, n_units, n_replicates))
    return Contest(
        name=f"mc {n_units}x{given.table.cells.values.shape[1]} {n_replicates} replicates",
        product=given.analyse,
        naive=lambda: replicate_one_by_one(given, some),
        floor=lambda: (
            draw_inputs(given.index, given.settings, INTERVALS, n_replicates),
            written.fill(1.0),
        ),
        difference=lambda: replicate_difference(given),
        naive_name=f"one index after the other, {n_timed} replicates, scaled",
        naive_scale=n_replicates / n_timed,
        equal="identical to 1e-12, ranks too",
        target_ms=_TARGET_MS,
    )


def invent_replicates(n_units: int, n_replicates: int) -> ReplicateInput:
    """Return an arithmetic index, normalised by the range of its table, and alternatives."""
    invented = invent_index("arithmetic")
    why = "Invented"
    step = NormaliseMinMax(step="normalise", why=why, method="min_max", range=(1, 100))
    rules = invented.rules.model_copy(update={"steps": (step,)})
    units = tuple(Unit(f"U{number}", f"Unit {number}") for number in range(n_units))
    z_score = NormaliseZScore(step="normalise", why=why, method="z_score", mean=50, sd=15)
    settings = IndexUncertaintySettings(
        seed=n_units,
        draws=n_replicates,
        normalisations=(z_score,),
        rules=(RuleChoice(rule="geometric", children_floor=0.01),),
        sensitivity_size=0,
    )
    return ReplicateInput(
        Index(invented.questionnaire, rules),
        IndexTable(units, Cells.of(invent_values(n_units))),
        settings,
    )


def replicate_one_by_one(
    given: ReplicateInput, replicates: Sequence[Replicate]
) -> tuple[Numbers, Numbers]:
    """Score and rank as one would with the index alone: change it, score it, and again.

    Returns
    -------
    tuple of array
        Scores and ranks at the top, both of shape (n_replicates, n_units).
    """
    found = np.empty((2, len(replicates), len(given.table.units)))
    for place, one in enumerate(replicates):
        result = score_index(changed_index(given.index, one), given.table)
        found[0, place] = result.values(_TOP)
        found[1, place] = result.ranks[:, result.column(_TOP)]
    return found[0], found[1]


def replicate_difference(given: ReplicateInput) -> str:
    """Compare all replicates and intervals with those of the naive way."""
    replicates = given.replicates()
    ours = score_replicates(given.index, given.table, replicates, (_TOP,))
    scores, ranks = replicate_one_by_one(given, replicates)
    # Another normalisation has another scale; ranks can be compared all the same.
    own_scale = np.array([one.normalise is None for one in replicates])
    expected = [np.quantile(found, _SHARES, axis=0) for found in (scores[own_scale], ranks)]
    found = greatest_difference(ours.values[0], scores, relative=1e-12)
    if not found and not np.array_equal(ours.ranks[0], ranks, equal_nan=True):
        return "The scores are equal and their ranks are not."
    return found or greatest_difference(
        _intervals(given.analyse()), np.array(expected), relative=1e-12
    )


def _intervals(units: Sequence[UnitSpread]) -> Numbers:
    """Return low, median and high of scores and ranks, shape (2, 3, n_units)."""
    nothing = (np.nan,) * len(_SHARES)
    scores = [(s.low, s.median, s.high) if s else nothing for s in (u.score for u in units)]
    ranks = [(r.low, r.median, r.high) if r else nothing for r in (u.rank for u in units)]
    return np.array([scores, ranks]).swapaxes(1, 2)

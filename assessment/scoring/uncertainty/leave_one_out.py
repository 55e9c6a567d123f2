"""What a score would be without one indicator: the arithmetic of not having asked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.framework import Framework
from assessment.model.questionnaire import Dimension
from assessment.model.uncertainty import LeaveOneOut
from assessment.scoring.dimension import band_of
from assessment.scoring.uncertainty.grid import Flags, Grid
from assessment.scoring.uncertainty.plan import hold
from assessment.scoring.uncertainty.still import still_scores

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Without:
    """Scores of the first record without each known indicator.

    Attributes
    ----------
    place
        Indicator id to its row.
    scores, published
        Shape (n_dimensions, n_rows).
    """

    place: dict[str, int]
    scores: Floats
    published: Flags


def leave_each_out(framework: Framework, grid: Grid) -> Without:
    """Score the first record once without each indicator that has a level."""
    known = [id_ for id_, column in grid.columns.items() if grid.known[0, column]]
    fewer = grid.without_each([grid.columns[id_] for id_ in known])
    place = {id_: row for row, id_ in enumerate(known)}
    return Without(place, still_scores(framework, hold(fewer)), fewer.published())


def list_left_out(
    framework: Framework, number: int, point: float, without: Without
) -> tuple[LeaveOneOut, ...]:
    """List what each indicator does to one dimension, the largest change first.

    Indicators of other dimensions are listed where they gate one of this
    dimension and change its score.

    Parameters
    ----------
    number
        Place of the dimension in the questionnaire.
    point
        Its score with every answer, 0 to 100.
    """
    dimension = framework.questionnaire.dimensions[number]
    own = [indicator.id for indicator in dimension.indicators]
    found: list[LeaveOneOut] = []
    for id_ in dict.fromkeys((*own, *_gates_of(framework, dimension))):
        if id_ not in without.place:
            continue
        row = without.place[id_]
        score = None
        if without.published[number, row]:
            score = float(without.scores[number, row])
        if id_ in own or score != point:
            found.append(_left_out(framework, id_, point, score))
    return tuple(sorted(found, key=lambda one: -_size(one)))


def _size(one: LeaveOneOut) -> float:
    # Losing the score altogether is the largest change there is.
    return np.inf if one.change is None else abs(one.change)


def _gates_of(framework: Framework, dimension: Dimension) -> tuple[str, ...]:
    gates = framework.rules.gates
    return tuple(by for i in dimension.indicators if i.id in gates for by in gates[i.id].by)


def _left_out(
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

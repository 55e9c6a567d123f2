"""Gates: a dual-use capacity earns no more credit than the restraint beside it allows."""

from collections.abc import Mapping

import numpy as np

from assessment.model.rules import Gate
from assessment.model.score import GateEffect
from assessment.scoring.rules import Levels, nan_minimum


def effective_levels(
    levels: Levels, gates: Mapping[str, Gate], columns: Mapping[str, int]
) -> Levels:
    """Return the levels that count: e = min(level, lowest known gate + allowance).

    Parameters
    ----------
    levels
        Shape (..., n_indicators) over all dimensions, as entered; ``nan`` if unknown.

    Returns
    -------
    array
        Same shape. Gates are read as entered, so their order does not matter;
        a gate that is not known does not bind.

    Notes
    -----
    Framework, section 5.3, step 1.
    """
    effective = levels.copy()
    for gated, gate in gates.items():
        lowest = nan_minimum(levels[..., [columns[id_] for id_ in gate.by]])
        own = levels[..., columns[gated]]
        bound = np.fmin(own, lowest + gate.allowance)
        effective[..., columns[gated]] = np.where(np.isnan(own), np.nan, bound)
    return effective


def explain_gate(gated: str, gate: Gate, levels: Mapping[str, int]) -> GateEffect | None:
    """Say what a gate did to one answer; ``None`` when the gated indicator has no level."""
    if gated not in levels:
        return None
    known = {id_: levels[id_] for id_ in gate.by if id_ in levels}
    ceiling = min(known.values()) + gate.allowance if known else levels[gated]
    binds = ceiling < levels[gated]
    return GateEffect(
        indicator_id=gated,
        level=levels[gated],
        effective_level=min(levels[gated], ceiling),
        bound_by=tuple(id_ for id_ in known if binds and known[id_] == min(known.values())),
        not_verified=tuple(id_ for id_ in gate.by if id_ not in known),
    )

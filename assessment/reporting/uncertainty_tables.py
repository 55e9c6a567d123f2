"""Tables of an analysis of uncertainty, for the page and for whoever copies them out."""

import pandas as pd

from assessment.model.framework import Framework
from assessment.model.uncertainty import DimensionUncertainty, StateUncertainty
from assessment.reporting.uncertainty_wording import out_of_hundred
from assessment.reporting.wording import name_indicator, show_range, show_score

NONE = "No score"


def spread_table(state: StateUncertainty, framework: Framework) -> pd.DataFrame:
    """Return score, spread, bounds and draws in each band of every dimension."""
    return pd.DataFrame([_spread_row(found, framework) for found in state.dimensions])


def left_out_table(found: DimensionUncertainty, framework: Framework) -> pd.DataFrame:
    """Return the score as if each indicator alone were not asked, the largest change first."""
    bands = {band.letter: band.name for band in framework.rules.bands}
    rows = [
        {
            "Without": name_indicator(framework, one.indicator_id),
            "Score": NONE if one.score is None else show_score(one.score),
            "Change": "" if one.change is None else f"{one.change:+.1f}",
            "Band": NONE if one.band_without is None else bands[one.band_without],
            "Other band": "yes" if one.moves_band else "no",
        }
        for one in found.left_out
    ]
    return pd.DataFrame(rows)


def _spread_row(found: DimensionUncertainty, framework: Framework) -> dict[str, str]:
    spread = found.spread
    draws = out_of_hundred(found.bands)
    names = {band.letter: band.name for band in framework.rules.bands}
    return {
        "Dimension": framework.questionnaire.dimension(found.dimension_id).name,
        "Score": NONE if found.point is None else show_score(found.point),
        "90 % of draws": NONE if spread is None else show_range(spread.low, spread.high),
        "Half of the draws": NONE
        if spread is None
        else show_range(spread.quarter, spread.three_quarters),
        "Middle": NONE if spread is None else show_score(spread.median),
        "Bounds": show_range(found.low, found.high),
        **{f"{names[letter]}, of 100": str(count) for letter, count in draws.items()},
    }

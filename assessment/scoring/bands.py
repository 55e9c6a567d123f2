"""The band that a score belongs to."""

from assessment.model.rules import Band
from assessment.scoring.draws import DECIMALS


def band_of(score: float, bands: tuple[Band, ...]) -> Band:
    """Return the band of a score (0 to 100); a score on a cut-off belongs to the upper band.

    The score is rounded to nine decimals first, so that 39.99999999999999 from
    binary arithmetic is read as the 40 that a person computes by hand.
    """
    rounded = round(score, DECIMALS)
    return [band for band in bands if band.from_score <= rounded][-1]

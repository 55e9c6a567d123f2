"""Which bands a dimension lies in, and how that is said."""

from assessment.model.framework import Framework
from assessment.model.rules import Band
from assessment.model.score import DimensionScore
from assessment.reporting.wording import show_range
from assessment.scoring.dimension import band_of


def reached_bands(score: DimensionScore, framework: Framework) -> tuple[Band, ...]:
    """Return the bands from the lowest to the highest that score and interval reach.

    Returns
    -------
    tuple of Band
        One band where the interval stays within it; empty without a score.
    """
    if score.value is None:
        return ()
    ends = [score.value]
    if score.interval is not None:
        ends += [score.interval.low, score.interval.high]
    bands = framework.rules.bands
    lowest, highest = band_of(min(ends), bands), band_of(max(ends), bands)
    return bands[bands.index(lowest) : bands.index(highest) + 1]


def band_letters(score: DimensionScore, framework: Framework) -> str:
    """Return the letter of the band, two letters where the interval spans several.

    Returns
    -------
    str
        For example ``W`` or ``W–P``; a question mark without a score.
    """
    reached = reached_bands(score, framework)
    if not reached:
        return "?"
    letters = (reached[0].letter, reached[-1].letter)
    return letters[0] if len(reached) == 1 else "–".join(letters)


def band_phrase(score: DimensionScore, framework: Framework) -> str:
    """Say in which band a dimension lies, in a few words and without a full stop.

    Returns
    -------
    str
        The letter and the name of the band; "between ... and ..." where the
        interval spans more than one; the bounds where there is no score.

    Notes
    -----
    Framework, sections 5.3 (steps 4 and 6) and 5.4.
    """
    if score.n_applicable == 0:
        return "Not applicable: no indicator of this dimension applies"
    reached = reached_bands(score, framework)
    if not reached:
        between = show_range(score.low, score.high).replace(" to ", " and ")
        return f"Not enough answers for a score: between {between}, too much is not known"
    if len(reached) == 1:
        return f"{reached[0].letter}  {reached[0].name}"
    return f"between {reached[0].name} and {reached[-1].name}"

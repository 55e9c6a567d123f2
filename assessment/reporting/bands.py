"""Bands: which ones a dimension lies in, how that is said, and their badges."""

from xml.sax.saxutils import quoteattr

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import fixed, listed
from assessment.model.framework import Framework
from assessment.model.rules import Band
from assessment.model.score import DimensionScore
from assessment.scoring.bands import band_of

WIDTH, HEIGHT = 44, 26
PLATE_TEXT = "#1a1a1a"
PATTERN_STEP = 6
MIDDLE_LUMINANCE = 0.18


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
    """Return the letter of the score's band; in brackets, others that its interval reaches.

    Returns
    -------
    str
        For example ``P`` or ``P (W)``; a question mark without a score.
    """
    if score.band is None or score.value is None:
        return "?"
    others = "".join(band.letter for band in other_bands_reached(score, framework))
    return f"{score.band.letter} ({others})" if others else score.band.letter


def other_bands_reached(score: DimensionScore, framework: Framework) -> tuple[Band, ...]:
    """Return the bands that the interval reaches beside the score's own, lowest first."""
    return tuple(band for band in reached_bands(score, framework) if band != score.band)


def band_phrase(score: DimensionScore, framework: Framework) -> str:
    """Say in which band a dimension lies, in a few words and without a full stop.

    Returns
    -------
    str
        The name of the score's own band, the same that its letter stands for everywhere;
        after it the other bands that the interval reaches; the bounds where there is no
        score; and nothing but that where it is too early.

    Notes
    -----
    Framework, sections 5.3 (steps 4 and 6) and 5.4.
    """
    if score.n_applicable == 0:
        return _("Not applicable: no indicator of this dimension applies")
    if score.too_early:
        return _("Too early: too few questions are answered for results")
    if score.band is None or score.value is None:
        return _no_score_phrase(score, framework)
    others = [band.name for band in other_bands_reached(score, framework)]
    if not others:
        return score.band.name
    return _("{band}, could be {others}", band=score.band.name, others=listed(others, "or"))


def _no_score_phrase(score: DimensionScore, framework: Framework) -> str:
    """Say why there is no score in as few words as name what to answer first.

    Bounds that meet are not said: they would read as a score, which the rule of coverage refuses.
    """
    rule, low, high = framework.rules.coverage, fixed(score.low, 1), fixed(score.high, 1)
    if rule.keys and score.missing_keys and score.coverage >= rule.share:
        return _no_key_phrase(score.missing_keys, low, high)
    if low == high:
        return _("Not enough answers for a score")
    return _(
        "Not enough answers for a score: between {low} and {high}, too much is not known",
        low=low,
        high=high,
    )


def _no_key_phrase(ids: tuple[str, ...], low: str, high: str) -> str:
    """Name the key indicators whose level is wanted, where the number of answers suffices."""
    if low == high:
        return ngettext(
            "No score without the key indicator {names}",
            "No score without the key indicators {names}",
            len(ids),
            names=listed(ids),
        )
    return ngettext(
        "No score without the key indicator {names}: between {low} and {high}",
        "No score without the key indicators {names}: between {low} and {high}",
        len(ids),
        names=listed(ids),
        low=low,
        high=high,
    )


def band_badge_svg(band: Band) -> str:
    """Draw a swatch with the pattern of a band and its letter on a white plate.

    Returns
    -------
    str
        One ``<svg>`` element of 44 by 26 units, without ids or outside
        references, so that many of them can stand in one page or report. The
        letter on its plate has a contrast of more than 15 to 1.

    Notes
    -----
    Framework, section 5.4.
    """
    label = quoteattr(f"{band.letter}: {band.name}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label={label}>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{band.colour}"/>'
        f"{_pattern(band)}"
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" fill="none" '
        f'stroke="{PLATE_TEXT}"/>'
        f'<rect x="13" y="4" width="18" height="18" rx="3" fill="#ffffff" '
        f'stroke="{PLATE_TEXT}"/>'
        f'<text x="22" y="18" font-family="sans-serif" font-size="14" font-weight="bold" '
        f'text-anchor="middle" fill="{PLATE_TEXT}">{band.letter}</text></svg>'
    )


def relative_luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2): 0 for black, 1 for white.

    Examples
    --------
    >>> relative_luminance("#ffffff"), relative_luminance("#000000")
    (1.0, 0.0)
    """
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _pattern(band: Band) -> str:
    """Draw the pattern in black or white, whichever stands out from the colour."""
    ink = PLATE_TEXT if relative_luminance(band.colour) > MIDDLE_LUMINANCE else "#ffffff"
    if band.pattern == "solid":
        return ""
    if band.pattern == "dots":
        dots = (
            f'<circle cx="{x}" cy="{y}" r="1.3"/>'
            for x in range(3, WIDTH, PATTERN_STEP)
            for y in range(4, HEIGHT, PATTERN_STEP)
        )
        return f'<g fill="{ink}">{"".join(dots)}</g>'
    return f'<path d="{_lines(band.pattern)}" stroke="{ink}" stroke-width="1.6" fill="none"/>'


def _lines(pattern: str) -> str:
    if pattern == "horizontal":
        return "".join(f"M0 {y}H{WIDTH}" for y in range(4, HEIGHT, PATTERN_STEP))
    if pattern == "vertical":
        return "".join(f"M{x} 0V{HEIGHT}" for x in range(4, WIDTH, PATTERN_STEP))
    starts = range(-HEIGHT, WIDTH, PATTERN_STEP)
    return "".join(f"M{x} {HEIGHT}L{x + HEIGHT} 0" for x in starts)

"""Draws the shares of the bands and of the sources in what an analysis of uncertainty drew."""

from collections.abc import Iterable
from textwrap import wrap

import altair as alt

from assessment.locales import gettext as _
from assessment.locales.formats import listed, percent
from assessment.model.framework import Framework
from assessment.model.uncertainty import DimensionUncertainty, SourceShare, StateUncertainty
from assessment.reporting.bands import MIDDLE_LUMINANCE, relative_luminance
from assessment.reporting.charts.marks import (
    INK,
    PAPER,
    Row,
    Spec,
    finish,
    inline,
    key,
    named_y,
    number_axis,
    own_colour,
    tooltips,
)
from assessment.reporting.uncertainty import (
    SOURCE_NAMES,
    draws_in_band,
    out_of_hundred,
    source_phrase,
)
from assessment.reporting.wording import capitalised

BAR, ALONE = "#b8c4d6", "#173f7a"
ROW_HEIGHT, TITLE_ROOM, NAME_LENGTH = 36, 84, 28
ROOM_FOR_A_LETTER = 6
LETTER_WIDTH = 24  # Pixels of a letter with its number.


def band_share_rows(state: StateUncertainty, framework: Framework) -> list[Row]:
    """Return one row for each dimension and band that some draw reaches.

    Returns
    -------
    list of dict
        ``start`` and ``end`` in draws of 100; a dimension without draws has one
        row without them. ``label`` is empty where the bar is too short for it.
    """
    return [row for found in state.dimensions for row in _band_rows(found, framework)]


def _band_rows(found: DimensionUncertainty, framework: Framework) -> Iterable[Row]:
    bands = {band.letter: band for band in framework.rules.bands}
    name = framework.questionnaire.dimension(found.dimension_id).name
    row: Row = {"id": found.dimension_id, "dimension": name}
    if not found.bands:
        yield row | {"band": _("No score"), "draws": _("No draws")}
        return
    start = 0.0
    counts = out_of_hundred(found.bands)
    for letter, share in found.bands.items():
        if share <= 0:
            continue
        end, count, colour = start + 100 * share, counts[letter], bands[letter].colour
        yield row | {
            "band": f"{letter}  {bands[letter].name}",
            "draws": _("{number} of 100", number=count) if count else _("fewer than 1 of 100"),
            "start": start,
            "end": end,
            "middle": (start + end) / 2,
            "label": f"{letter} {count}" if end - start >= ROOM_FOR_A_LETTER else "",
            "colour": colour,
            "ink": INK if relative_luminance(colour) > MIDDLE_LUMINANCE else PAPER,
        }
        start = end


def band_share_description(state: StateUncertainty, framework: Framework) -> str:
    """Say in words what the chart of band shares shows."""
    said = (_say_bands(found, framework) for found in state.dimensions)
    return " ".join((_("Of 100 draws, how many lie in each band."), *said))


def _say_bands(found: DimensionUncertainty, framework: Framework) -> str:
    name = framework.questionnaire.dimension(found.dimension_id).name
    if not found.bands:
        return _("{dimension}: no draws, because there is no score.", dimension=name)
    names = {band.letter: band.name for band in framework.rules.bands}
    counts = out_of_hundred(found.bands)
    said = listed(
        draws_in_band(counts[letter], names[letter])
        for letter, share in found.bands.items()
        if share > 0
    )
    return _("{dimension}: {draws}.", dimension=name, draws=said)


def band_share_chart(state: StateUncertainty, framework: Framework) -> Spec:
    """Draw one bar a dimension, cut where the draws change from band to band.

    Each part carries the letter of its band and its draws of 100 where there is
    room; a white line parts neighbours, and the title names the letters.

    Notes
    -----
    Framework, sections 3.2 and 5.4.
    """
    rows = band_share_rows(state, framework)
    names = {row["id"]: row["dimension"] for row in rows}
    y = named_y(names, NAME_LENGTH)
    drawn = alt.Chart(inline([row for row in rows if "start" in row])).encode(y)
    titles = {"dimension": _("Dimension"), "band": _("Band"), "draws": _("Draws")}

    def place(field: str) -> alt.X:
        shown = _axis(_("Draws of 100"))
        return alt.X(f"{field}:Q", axis=shown, scale=alt.Scale(domain=[0, 100]))

    layers = (
        drawn.mark_bar(aria=False, height=22, stroke=PAPER, strokeWidth=1.5).encode(
            place("start"), alt.X2("end:Q"), color=own_colour(), tooltip=tooltips(titles)
        ),
        # On a narrow screen a letter with its number would run into the next bar.
        drawn.transform_filter(f"(datum.end - datum.start) * width / 100 >= {LETTER_WIDTH}")
        .mark_text(aria=False, fontSize=12, fontWeight="bold")
        .encode(place("middle"), text=alt.Text("label:N"), color=own_colour("ink")),
        alt.Chart(inline([{**row, "middle": 0.0} for row in rows if "start" not in row]))
        .mark_text(aria=False, align="left", dx=4, fontSize=12, color=INK)
        .encode(place("middle"), y, text=alt.Text("band:N")),
    )
    letters = wrap(listed(f"{band.letter} {band.name}" for band in framework.rules.bands), 46)
    description = band_share_description(state, framework)
    return finish(layers, description, ROW_HEIGHT * len(names) + TITLE_ROOM, key(*letters))


def source_share_rows(shares: tuple[SourceShare, ...]) -> list[Row]:
    """Return one row a source, in percent of the variance of the score; the largest total first.

    ``total`` and the others are absent where the shares are not defined. Noise
    that carries an estimate below 0 or over 100 is cut off at the ends.
    """
    return sorted(map(_source_row, shares), key=lambda row: -row.get("total", 0.0))


def _source_row(share: SourceShare) -> Row:
    name = capitalised(_(SOURCE_NAMES[share.source]))
    row: Row = {"id": share.source, "source": name, "said": source_phrase(share)}
    if share.first is None or share.total is None:
        return row
    return row | {
        "first": _cut(share.first.value),
        "total": _cut(share.total.value),
        "low": _cut(share.total.low),
        "high": _cut(share.total.high),
        "figures": percent(_cut(share.total.value) / 100, 0),
    }


def source_share_description(title: str, shares: tuple[SourceShare, ...]) -> str:
    """Say in words what the chart of the sources shows."""
    if not shares:
        return _("{title}: no shares of the sources were computed.", title=title)
    return _(
        "{title}: share of each source in the variation of the score. {shares}.",
        title=title,
        shares="; ".join(row["said"] for row in source_share_rows(shares)),
    )


def source_share_chart(title: str, shares: tuple[SourceShare, ...]) -> Spec:
    """Draw one bar a source: light, its total share; dark and thinner, what it has alone.

    A line shows the bootstrap interval of the total share and a figure gives it.

    Parameters
    ----------
    title
        What the shares belong to, such as the name of a dimension.
    """
    rows = source_share_rows(shares)
    y = named_y({row["id"]: row["source"] for row in rows}, NAME_LENGTH)
    tips = tooltips({"source": _("Source"), "said": _("Shares")})
    base = alt.Chart(inline([row for row in rows if "total" in row])).encode(y)

    def place(field: str) -> alt.X:
        shown = _axis(_("Share of the variation (%)"))
        return alt.X(f"{field}:Q", axis=shown, scale=alt.Scale(domain=[0, 112]))

    bar = base.encode(tooltip=tips)
    layers = (
        bar.mark_bar(aria=False, height=20, color=BAR).encode(place("total")),
        bar.mark_bar(aria=False, height=8, color=ALONE).encode(place("first")),
        base.mark_rule(aria=False, color=INK, strokeWidth=1.5).encode(
            place("low"), alt.X2("high:Q")
        ),
        base.mark_text(aria=False, align="left", dx=6, fontSize=12, color=INK).encode(
            place("high"), text=alt.Text("figures:N")
        ),
    )
    lines = key(
        title,
        _("Dark bar: what the source moves alone."),
        _("Light bar and figure: together with others."),
        _("Line: 95% interval of the light bar."),
    )
    # A page that fits the chart into its height would take the title's room from the bars.
    height = ROW_HEIGHT * len(rows) + TITLE_ROOM
    return finish(layers, source_share_description(title, shares), height, lines)


def _cut(share: float) -> float:
    return min(max(share, 0.0), 1.0) * 100


def _axis(title: str) -> alt.Axis:
    return number_axis(range(0, 101, 25), title=title, domain=True)

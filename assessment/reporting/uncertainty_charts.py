"""Draws the shares of the bands and of the sources; each chart has a text alternative.

Colour is never alone: every bar carries letters or figures, and the text
alternative says all of it.
"""

from typing import Any

import altair as alt

from assessment.model.framework import Framework
from assessment.model.uncertainty import DimensionUncertainty, SourceShare, StateUncertainty
from assessment.reporting.badges import relative_luminance
from assessment.reporting.uncertainty_wording import (
    SOURCE_NAMES,
    out_of_hundred,
    source_phrase,
)
from assessment.reporting.wording import find_dimension, join_words, show_range

Row = dict[str, Any]

INK, PAPER, BAR, ALONE = "#1a1a1a", "#ffffff", "#b8c4d6", "#173f7a"
ROW_HEIGHT, TITLE_ROOM, PLOT_WIDTH, LABEL_WIDTH = 36, 70, 520, 260
ROOM_FOR_A_LETTER = 6
MIDDLE_LUMINANCE = 0.18
SOURCE_KEY = (
    "Dark bar: what the source moves alone. Light bar and figure: together with others.",
    "Line: 95 % interval of the light bar.",
)


def band_share_rows(state: StateUncertainty, framework: Framework) -> list[Row]:
    """Return one row for each dimension and band that some draw reaches.

    Returns
    -------
    list of dict
        ``start`` and ``end`` in draws of 100; a dimension without draws has one
        row without them. ``label`` is empty where the bar is too short for it.
    """
    bands = {band.letter: band for band in framework.rules.bands}
    rows: list[Row] = []
    for found in state.dimensions:
        name = find_dimension(framework, found.dimension_id).name
        start = 0.0
        for letter, share in found.bands.items():
            if share <= 0:
                continue
            end = start + 100 * share
            count = out_of_hundred(found.bands)[letter]
            rows.append(
                {
                    "Dimension": name,
                    "Band": f"{letter}  {bands[letter].name}",
                    "Draws": f"{count or 'fewer than 1'} of 100",
                    "start": start,
                    "end": end,
                    "middle": (start + end) / 2,
                    "label": f"{letter} {count}" if end - start >= ROOM_FOR_A_LETTER else "",
                    "colour": bands[letter].colour,
                    "ink": _ink_on(bands[letter].colour),
                }
            )
            start = end
        if not found.bands:
            rows.append({"Dimension": name, "Band": "No score", "Draws": "No draws"})
    return rows


def band_share_description(state: StateUncertainty, framework: Framework) -> str:
    """Say in words what the chart of band shares shows."""
    said = (_say_bands(found, framework) for found in state.dimensions)
    return " ".join(("Of 100 draws, how many lie in each band.", *said))


def band_share_chart(state: StateUncertainty, framework: Framework) -> alt.LayerChart:
    """Draw one bar a dimension, cut where the draws change from band to band.

    Each part carries the letter of its band and its draws of 100 where there is
    room; a white line parts neighbours, and the title names the letters.

    Notes
    -----
    Framework, sections 3.2 and 5.4.
    """
    rows = band_share_rows(state, framework)
    names = list(dict.fromkeys(row["Dimension"] for row in rows))
    y = alt.Y("Dimension:N", sort=names, axis=_names())
    axis = _axis("Draws of 100")
    scale = alt.Scale(domain=[0, 100])
    drawn = alt.Chart(alt.InlineData(values=[row for row in rows if "start" in row]))
    bars = drawn.mark_bar(aria=False, height=22, stroke=PAPER, strokeWidth=1.5).encode(
        alt.X("start:Q", axis=axis, scale=scale),
        alt.X2("end:Q"),
        y,
        color=alt.Color("colour:N", scale=None),
        tooltip=[alt.Tooltip(f"{name}:N") for name in ("Dimension", "Band", "Draws")],
    )
    letters = drawn.mark_text(aria=False, fontSize=12, fontWeight="bold").encode(
        alt.X("middle:Q", axis=axis, scale=scale),
        y,
        text="label:N",
        color=alt.Color("ink:N", scale=None),
    )
    empty = [{**row, "middle": 0.0} for row in rows if "start" not in row]
    without = (
        alt.Chart(alt.InlineData(values=empty))
        .mark_text(aria=False, align="left", dx=4, fontSize=12, color=INK)
        .encode(alt.X("middle:Q", axis=axis, scale=scale), y, text="Band:N")
    )
    key = ", ".join(f"{band.letter} {band.name}" for band in framework.rules.bands)
    chart = _finish([bars, letters, without], len(names), _key([key]))
    return chart.properties(description=band_share_description(state, framework))


def source_share_rows(shares: tuple[SourceShare, ...]) -> list[Row]:
    """Return one row a source, in percent of the variance of the score; the largest total first.

    ``total`` and the others are absent where the shares are not defined. Noise
    that carries an estimate below 0 or over 100 is cut off at the ends.
    """
    rows: list[Row] = []
    for share in shares:
        name = SOURCE_NAMES[share.source]
        row: Row = {"Source": name[0].upper() + name[1:], "said": source_phrase(share)}
        if share.first is not None and share.total is not None:
            row |= {
                "first": _cut(share.first.value),
                "total": _cut(share.total.value),
                "low": _cut(share.total.low),
                "high": _cut(share.total.high),
                "figures": f"{_cut(share.total.value):.0f} %",
                "Interval": show_range(_cut(share.total.low), _cut(share.total.high)),
            }
        rows.append(row)
    return sorted(rows, key=lambda row: -row.get("total", 0.0))


def source_share_description(title: str, shares: tuple[SourceShare, ...]) -> str:
    """Say in words what the chart of the sources shows."""
    if not shares:
        return f"{title}: no shares of the sources were computed."
    said = "; ".join(row["said"] for row in source_share_rows(shares))
    return f"{title}: share of each source in the variation of the score. {said}."


def source_share_chart(title: str, shares: tuple[SourceShare, ...]) -> alt.LayerChart:
    """Draw one bar a source: light, its total share; dark and thinner, what it has alone.

    A line shows the bootstrap interval of the total share and a figure gives it.

    Parameters
    ----------
    title
        What the shares belong to, such as the name of a dimension.
    """
    rows = source_share_rows(shares)
    y = alt.Y("Source:N", sort=[row["Source"] for row in rows], axis=_names())
    axis = _axis("Share of the variation (%)")
    scale = alt.Scale(domain=[0, 112])
    base = alt.Chart(alt.InlineData(values=[row for row in rows if "total" in row]))
    tips = [alt.Tooltip("Source:N"), alt.Tooltip("said:N", title="Shares")]

    def place(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=scale)

    total = base.mark_bar(aria=False, height=20, color=BAR).encode(place("total"), y, tooltip=tips)
    alone = base.mark_bar(aria=False, height=8, color=ALONE).encode(place("first"), y, tooltip=tips)
    line = base.mark_rule(aria=False, color=INK, strokeWidth=1.5).encode(
        place("low"), alt.X2("high:Q"), y
    )
    figures = base.mark_text(aria=False, align="left", dx=6, fontSize=12, color=INK).encode(
        place("high"), y, text="figures:N"
    )
    chart = _finish([total, alone, line, figures], len(rows), _key([title, *SOURCE_KEY]))
    return chart.properties(description=source_share_description(title, shares))


def _say_bands(found: DimensionUncertainty, framework: Framework) -> str:
    name = find_dimension(framework, found.dimension_id).name
    if not found.bands:
        return f"{name}: no draws, because there is no score."
    names = {band.letter: band.name for band in framework.rules.bands}
    counts = out_of_hundred(found.bands)
    reached = [letter for letter, share in found.bands.items() if share > 0]
    said = join_words(f"{counts[x] or 'fewer than 1'} in {names[x]}" for x in reached)
    return f"{name}: {said}."


def _ink_on(colour: str) -> str:
    return INK if relative_luminance(colour) > MIDDLE_LUMINANCE else PAPER


def _cut(share: float) -> float:
    return min(max(share, 0.0), 1.0) * 100


def _names() -> alt.Axis:
    axis = alt.Axis(
        title=None,
        aria=False,
        labelLimit=LABEL_WIDTH,
        labelFontSize=12,
        labelColor=INK,
        domain=False,
        ticks=False,
    )
    # With overlap hiding, a long name would take its neighbour's away.
    axis.labelOverlap = False
    return axis


def _axis(title: str) -> alt.Axis:
    return alt.Axis(
        title=title,
        aria=False,
        values=[0, 25, 50, 75, 100],
        labelColor=INK,
        titleColor=INK,
        titleFontWeight="normal",
        grid=False,
    )


def _key(lines: list[str]) -> alt.TitleParams:
    first, *others = lines
    return alt.TitleParams(
        text=first,
        subtitle=others,
        anchor="start",
        fontSize=12,
        fontWeight="normal",
        color=INK,
        subtitleFontSize=12,
        subtitleColor=INK,
    )


def _finish(layers: list[alt.Chart], n_rows: int, title: alt.TitleParams) -> alt.LayerChart:
    # A page that fits the chart into its height would take the title's room from the bars.
    height = ROW_HEIGHT * n_rows + TITLE_ROOM
    return (
        alt.LayerChart(layer=[*layers])
        .properties(width=PLOT_WIDTH, height=height, title=title)
        .configure(background=PAPER, padding=8)
        .configure_view(stroke=None)
    )

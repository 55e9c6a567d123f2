"""The marks of which all charts are made: zones, bounds, scores, names, keys.

What people typed (titles, regions, periods) is only ever a value in the data of a chart
and never part of an expression that a chart computes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from textwrap import wrap
from typing import Any

import altair as alt

from assessment.locales.formats import whole
from assessment.model.framework import Framework

Row = dict[str, Any]
Spec = dict[str, Any]

INK, QUIET, PAPER, GRID = "#1a1a1a", "#4d4d4d", "#ffffff", "#e6e6e6"
SHAPES = (
    "square",
    "diamond",
    "circle",
    "M-1,0L-0.5,-0.87L0.5,-0.87L1,0L0.5,0.87L-0.5,0.87Z",
    "M0,-1L0.95,-0.31L0.59,0.81L-0.59,0.81L-0.95,-0.31Z",
)
HEADER = "header"
"""The row above all others, in which the letters of the bands stand."""
WIDTH = 520
NARROW = 480
"""Pixels below which a chart is laid out for a telephone; it knows its own width."""
KEY_LENGTH = 54
"""Letters to a line above a chart, so that none is cut off on a telephone."""
NAME_LENGTH = 26
"""Letters to a line of a name on a telephone."""
LINE_HEIGHT = 15
HOLLOW: Row = {"aria": False, "fill": PAPER, "stroke": INK, "strokeDash": [5, 3]}
"""How a bar is drawn that holds bounds and no score."""


def inline(rows: Sequence[Row]) -> alt.InlineData:
    """Return rows as the data of a chart; a frame would turn absent fields into nan."""
    return alt.InlineData(values=[*rows])


def finish(
    layers: Iterable[alt.Chart],
    description: str,
    height: float,
    title: Spec | None = None,
    width: float = WIDTH,
) -> Spec:
    """Lay marks over each other and give the chart its words; it fills the width it gets.

    Parameters
    ----------
    height
        Of everything, heading and axis as well.
    title
        Made by `key` or `heading`.

    Returns
    -------
    dict
        A Vega-Lite specification with its data in it. Altair would check and copy
        every part once more, which takes three times as long; a test does that instead.
    """
    told = title["text"] if title else ""
    # A heading of a small chart is a list of lines, for which its caller leaves room.
    lines = 1 + told.count("\n") if isinstance(told, str) else 0
    return {
        "$schema": alt.SCHEMA_URL,
        "description": description,
        "width": width,
        "height": height + LINE_HEIGHT * max(0, lines - 2),
        **({"title": title} if title else {}),
        "layer": [_layer(one) for one in layers],
        "config": {
            "background": PAPER,
            "padding": 8,
            "view": {"stroke": None},
            # A text stays one text, also where it stands on several lines.
            "lineBreak": "\n",
        },
    }


def _layer(chart: alt.Chart) -> Spec:
    """Return one layer with its own data in it, not with a name for data elsewhere."""
    context: Spec = {"top_level": False, "datasets": {}}
    layer = chart.to_dict(validate=False, context=context)
    values = context["datasets"].get(layer["data"].get("name"), layer["data"].get("values"))
    # A mark without a tooltip of its own would show the bare fields behind it.
    mark = {"tooltip": None, **layer["mark"]}
    return {**layer, "mark": mark, "data": {"values": values}}


def key(first: str, *others: str) -> Spec:
    """Return the lines above a chart that say what its marks mean."""
    text = "\n".join(line for one in (first, *others) for line in wrap(one, KEY_LENGTH))
    font = {"fontSize": 12, "fontWeight": "normal", "color": INK}
    return {"text": text, "anchor": "start", "offset": 8} | font


def heading(text: str, length: int = 46) -> Spec:
    """Return the name above a small chart, on as many lines as it takes."""
    lines = {"text": wrap(text, length), "anchor": "start", "offset": 6, "frame": "bounds"}
    return lines | {"fontSize": 13, "color": INK}


def axis(**changes: Any) -> alt.Axis:  # noqa: ANN401 - the options of an axis
    """Return an axis with labels only; every label is shown."""
    plain: Row = {"title": None, "aria": False, "labelColor": INK, "labelFontSize": 12}
    plain |= {"titleColor": INK, "titleFontSize": 12, "titleFontWeight": "normal"}
    plain |= {"domain": False, "grid": False, "tickColor": QUIET}
    return alt.Axis(**(plain | changes))


def number_axis(values: Mapping[int, Any] | Sequence[int], **changes: Any) -> alt.Axis:  # noqa: ANN401
    """Return an axis with these numbers: with the labels given, or as readers write them."""
    shown = values if isinstance(values, Mapping) else {value: whole(value) for value in values}
    labels = f"{json.dumps(shown)}[datum.value]"
    return axis(values=[*shown], labelExpr=labels, **changes)


def score_scale(end: float = 100) -> alt.Scale:
    """Return the scale of scores; ``end`` beyond 100 leaves room for figures."""
    return alt.Scale(domain=[0, end], nice=False)


def score_x(field: str, **options: Any) -> alt.X:  # noqa: ANN401 - the options of a channel
    """Return a score (0 to 100) from left to right."""
    given = {"axis": number_axis(range(0, 101, 20)), "scale": score_scale()} | options
    return alt.X(f"{field}:Q", **given)


def score_y(field: str) -> alt.Y:
    """Return a score (0 to 100) from the bottom up."""
    return alt.Y(f"{field}:Q", axis=number_axis(range(0, 101, 20)), scale=score_scale())


def rows_y(ids: Sequence[str]) -> alt.Y:
    """Return rows of equal height, without an axis: names stand inside the chart."""
    scale = alt.Scale(domain=[*ids], paddingInner=0, paddingOuter=0)
    return alt.Y("id:N", axis=None, scale=scale)


def named_y(names: Mapping[str, str], length: int, **changes: Any) -> alt.Y:  # noqa: ANN401
    """Return rows with the names of the questionnaire in full, on as many lines as they take.

    Parameters
    ----------
    length
        Letters to a line.
    """
    wrapped = {
        id_: wrap(name, length, break_on_hyphens=False) or [""] for id_, name in names.items()
    }
    lines = f"{json.dumps(wrapped)}[datum.value]"
    longest = max((len(name) for name in wrapped.values()), default=1)
    # Vega hangs labels of several lines from their first one, so they are lifted.
    lifts = [
        {"test": f"length({lines}) == {count}", "value": (1 - count) * LINE_HEIGHT / 2}
        for count in range(2, longest + 1)
    ]
    labels: Row = {"labelExpr": lines, "labelOffset": {"condition": lifts, "value": 0}}
    labels |= {"labelLimit": 8 * length, "labelPadding": 10, "labelLineHeight": LINE_HEIGHT}
    shown = axis(**(labels | {"ticks": False} | changes))
    # With overlap hiding, a long name would take its neighbour's away.
    shown.labelOverlap = False
    return alt.Y("id:N", axis=shown, scale=alt.Scale(domain=[*names], paddingInner=0))


def own_colour(field: str = "colour") -> alt.Color:
    """Return the colour that the data name."""
    return alt.Color(f"{field}:N", scale=None)


def tooltips(titles: Mapping[str, str]) -> list[alt.Tooltip]:
    """Return what a reader sees when pointing at a mark: field of the data to its title."""
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in titles.items()]


def zone_rows(framework: Framework) -> list[Row]:
    """Return one row a band with the scores from which and to which it reaches."""
    bands = framework.rules.bands
    ends = [*(band.from_score for band in bands), 100.0]
    return [
        {"id": HEADER, "letter": band.letter, "name": band.name, "colour": band.colour}
        | {"start": start, "end": end, "middle": (start + end) / 2}
        for band, (start, end) in zip(bands, pairwise(ends), strict=True)
    ]


def zones(framework: Framework, start: alt.X | alt.Y, end: alt.X2 | alt.Y2) -> alt.Chart:
    """Draw the bands behind everything else."""
    base = alt.Chart(inline(zone_rows(framework))).mark_rect(aria=False, opacity=0.15)
    return base.encode(start, end, color=own_colour())


def shapes(
    point: alt.Chart, framework: Framework, lower: float = 0, *, size: float = 380, font: float = 10
) -> Iterator[alt.Chart]:
    """Draw the shape of a band with its letter where ``point`` lies.

    Parameters
    ----------
    lower
        How far below the middle of its row, in pixels.
    size
        Of the shape, in square pixels.
    """
    bands = framework.rules.bands
    letters = [band.letter for band in bands]
    forms = [SHAPES[number % len(SHAPES)] for number in range(len(bands))]
    outline: Row = {"aria": False, "filled": True, "opacity": 1, "stroke": INK, "yOffset": lower}
    yield point.mark_point(**outline, size=size, strokeWidth=1.4).encode(
        shape=alt.Shape("letter:N", scale=alt.Scale(domain=letters, range=forms), legend=None),
        color=alt.Color(
            "letter:N",
            scale=alt.Scale(domain=letters, range=[band.colour for band in bands]),
            legend=None,
        ),
    )
    yield point.mark_point(
        **outline, shape="circle", size=size * 0.38, color=PAPER, strokeWidth=0.6
    )
    yield point.mark_text(
        aria=False, fontSize=font, fontWeight="bold", color=INK, dy=0.5, yOffset=lower
    ).encode(text=alt.Text("letter:N"))


def narrow(small: float, wide: float) -> alt.ExprRef:
    """Return a size that is another on a telephone."""
    return alt.ExprRef(f"width < {NARROW} ? {small} : {wide}")


def with_lines(rows: Sequence[Row], field: str, length: int = NAME_LENGTH) -> list[Row]:
    """Return the rows with a name on two lines as well, for `names`."""
    return [{**row, f"{field}_lines": _two_lines(row[field], length)} for row in rows]


def _two_lines(name: str, length: int) -> str:
    return "\n".join(wrap(name, length, max_lines=2, placeholder=" …"))


def names(base: alt.Chart, field: str, *, room: int, dy: float) -> Iterator[alt.Chart]:
    """Write the name of each row at the left above its marks; on a telephone on two lines.

    Parameters
    ----------
    base
        With rows that `with_lines` made.
    room
        That the figures at the right need, in pixels; a longer name is cut before it.
    """
    line: Row = {"aria": False, "align": "left", "fontSize": 12, "color": INK}
    wide = base.transform_filter(f"width >= {NARROW}")
    yield wide.mark_text(limit=alt.ExprRef(f"width - {room}"), dy=dy, **line).encode(
        x=alt.XValue(0), text=alt.Text(f"{field}:N")
    )
    for sign, lift in (("<", 0), (">=", LINE_HEIGHT - 2)):
        some = f"width < {NARROW} && indexof(datum.{field}_lines, '\\n') {sign} 0"
        yield (
            base.transform_filter(some)
            .mark_text(dy=dy - lift, lineHeight=LINE_HEIGHT - 2, **line)
            .encode(x=alt.XValue(0), text=alt.Text(f"{field}_lines:N"))
        )


def names_and_figures(
    base: alt.Chart, *, name: str = "name", room: int, dy: float = -9
) -> Iterator[alt.Chart]:
    """Write the name of each row at the left and its figures at the right, above the marks.

    Parameters
    ----------
    base
        With rows that `with_lines` made.
    room
        That the figures need, in pixels; a longer name is cut before it.
    """
    yield from names(base, name, room=room, dy=dy)
    line: Row = {"aria": False, "dy": dy, "fontSize": 12, "color": INK}
    yield base.mark_text(align="right", fontWeight="bold", **line).encode(
        x=alt.XValue("width"), text=alt.Text("figures:N")
    )

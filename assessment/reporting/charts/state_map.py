"""Draws the tile-grid map: one square for each state, with the status of its newest assessment."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import altair as alt

from assessment.locales import gettext as _
from assessment.locales import language
from assessment.locales.formats import whole
from assessment.model.history import AssessmentStatus
from assessment.reporting.charts.marks import (
    INK,
    NARROW,
    PAPER,
    QUIET,
    Row,
    Spec,
    finish,
    inline,
    narrow,
    own_colour,
    tooltips,
)
from assessment.reporting.state_map import (
    MapSquare,
    StateMap,
    describe_map,
    map_key,
    no_assessment,
    place_name,
)
from assessment.reporting.status import status_name

SELECTION = "state"
"""The name of the selection; it holds the code of the state that was clicked."""
COLUMNS, ROWS = 28, 21
ROW_HEIGHT = 25
KEY_ROW, KEY_COLUMN = 17, 1
"""Where the key begins: in the south-west, where there is nothing but sea."""
HALF = 0.46
"""Half the side of a square, in columns and rows."""
EMPTY = "#d0d0d0"
_COLOURS: dict[AssessmentStatus, str] = {
    "draft": "#fbe3a1",
    "in_review": "#a6cee8",
    "approved": "#7cc08f",
    "reopened": "#eeb08f",
}
_SIGNS: dict[AssessmentStatus, str] = {
    "draft": "circle",
    "in_review": "diamond",
    "approved": "square",
    "reopened": "triangle-up",
}
"""Shapes, so that a status is told without its colour."""
_EDGES, _MIDDLE = ("west", "east", "north", "south"), ("x", "y")
_DATA: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "others": ("others", _EDGES),
    "assessed": ("assessed", (*_EDGES, "colour", "line")),
    "codes": ("all", (*_MIDDLE, "code", "ink")),
    "turned codes": ("all", (*_MIDDLE, "code", "ink")),
    "signs": ("assessed", (*_MIDDLE, "sign")),
    "key": ("key", (*_EDGES, "colour", "ink")),
    "key signs": ("key of signs", (*_MIDDLE, "sign")),
    "key words": ("key", (*_MIDDLE, "words")),
    "told": ("others", (*_EDGES, "code", "state", "status")),
    "touched": ("assessed", (*_EDGES, "code", "state", "period", "status", "number")),
}
"""Each layer, the lowest first: which rows it draws, and what it needs of them."""


def state_map_chart(state_map: StateMap, chosen: str = "") -> Spec:
    """Draw all squares, and the key of what is in them.

    Parameters
    ----------
    chosen
        Code of the state to which the list is narrowed; empty for none.

    Returns
    -------
    dict
        On a telephone a square is a standing rectangle with the code turned, as the height of
        a chart does not follow its width. A click anywhere in a square selects its code, also
        of a state without an assessment.
    """
    frame, rows = _frame(language()), _rows(state_map, chosen)
    layers: list[Spec] = []
    for layer in frame["layer"]:
        kind, fields = _DATA[layer["name"]]
        values = [{field: row[field] for field in fields} for row in rows[kind]]
        layers.append({**layer, "data": {"values": values}})
    selection = {"type": "point", "fields": ["code"], "on": "click", "clear": False}
    params = [{"name": SELECTION, "select": selection, "views": ["touched"]}]
    return {**frame, "description": describe_map(state_map), "layer": layers, "params": params}


# The data


def _rows(state_map: StateMap, chosen: str) -> dict[str, list[Row]]:
    assessed = [_assessed(square, chosen) for square in state_map.assessed]
    others = [_empty(square) for square in state_map.squares if square.newest is None]
    key = [*_key(state_map)]
    signs = [row for row in key if "sign" in row]
    found = {"assessed": assessed, "others": others, "key": key, "key of signs": signs}
    return found | {"all": [*others, *assessed]}


def _empty(square: MapSquare) -> Row:
    own = {"code": square.code, "state": square.name, "status": no_assessment(), "ink": QUIET}
    return _place(square.column, square.row) | own


def _assessed(square: MapSquare, chosen: str) -> Row:
    newest = square.newest
    if newest is None:
        raise ValueError(f"{square.code} has no assessment")
    return _place(square.column, square.row) | {
        "code": square.code,
        "state": place_name(square),
        "period": newest.period,
        "status": status_name(newest.status),
        "number": whole(square.n_assessments),
        "colour": _COLOURS[newest.status],
        "sign": _SIGNS[newest.status],
        "ink": INK,
        "line": 3 if square.code == chosen else 0.7,
    }


def _key(state_map: StateMap) -> Iterator[Row]:
    for number, (status, words) in enumerate(map_key(state_map).items()):
        row = _place(KEY_COLUMN, KEY_ROW + number) | {"words": words}
        if status is None:
            yield row | {"colour": PAPER, "ink": EMPTY}
        else:
            yield row | {"colour": _COLOURS[status], "ink": INK, "sign": _SIGNS[status]}


def _place(column: float, row: float) -> Row:
    edges = {"west": column - HALF, "east": column + HALF, "north": row - HALF, "south": row + HALF}
    return {"x": column, "y": row, **edges}


# The marks


@lru_cache
def _frame(_language: str) -> Spec:
    """Return the chart without its data in one language: to make it takes longer than all else."""
    layers = [*_squares(), *_codes(), *_signs(), *_touched()]
    in_order = sorted(layers, key=lambda layer: [*_DATA].index(str(layer.name)))
    return finish(in_order, "", ROWS * ROW_HEIGHT)


def _squares() -> Iterator[alt.Chart]:
    fill = alt.Fill("colour:N", scale=None)
    yield _rects("others", fill=PAPER, stroke=EMPTY)
    line = alt.StrokeWidth("line:Q", scale=None)
    yield _rects("assessed", stroke=INK).encode(fill=fill, strokeWidth=line)
    stroke = alt.Stroke("ink:N", scale=None)
    yield _rects("key", strokeWidth=0.7).encode(fill=fill, stroke=stroke)


def _touched() -> Iterator[alt.Chart]:
    """Lay over everything what a mouse or a finger meets, or it would meet the letters."""
    titles = {"state": _("State"), "status": _("Status")}
    yield _rects("told", fill="transparent").encode(tooltip=tooltips(titles))
    titles = {"state": _("State"), "period": _("Period"), "status": _("Status")}
    tips = tooltips(titles | {"number": _("Assessments")})
    yield _rects("touched", fill="transparent", cursor="pointer").encode(tooltip=tips)


def _codes() -> Iterator[alt.Chart]:
    """Write the code into each square: across where there is room, turned on a telephone."""
    colour = own_colour("ink")
    wide = _middles("codes").transform_filter(f"width >= {NARROW}")
    yield wide.mark_text(aria=False, fontSize=9, dy=-4).encode(
        text=alt.Text("code:N"), color=colour
    )
    turned = _middles("turned codes").transform_filter(f"width < {NARROW}")
    look: Row = {"fontSize": 7.5, "angle": 270, "dy": 0.5, "dx": -4}
    yield turned.mark_text(aria=False, **look).encode(text=alt.Text("code:N"), color=colour)
    look = {"align": "left", "dx": narrow(10, 17), "fontSize": 12, "color": INK}
    yield _middles("key words").mark_text(aria=False, **look).encode(text=alt.Text("words:N"))


def _signs() -> Iterator[alt.Chart]:
    """Draw the shape of a status: below the code, or above it on a telephone."""
    for name, lower in (("signs", narrow(-8.5, 7)), ("key signs", 0)):
        look: Row = {"filled": True, "color": INK, "opacity": 1, "yOffset": lower}
        base = _middles(name).mark_point(aria=False, size=narrow(20, 34), **look)
        yield base.encode(shape=alt.Shape("sign:N", scale=None))


def _rects(name: str, **look: Any) -> alt.Chart:  # noqa: ANN401 - the options of a mark
    base = alt.Chart(inline([]), name=name).mark_rect(aria=False, cornerRadius=2, **look)
    return base.encode(_x("west"), _y("north"), x2=alt.X2("east:Q"), y2=alt.Y2("south:Q"))


def _middles(name: str) -> alt.Chart:
    return alt.Chart(inline([]), name=name).encode(_x("x"), _y("y"))


def _x(field: str) -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0.5, COLUMNS + 0.5], nice=False))


def _y(field: str) -> alt.Y:
    scale = alt.Scale(domain=[0.5, ROWS + 0.5], nice=False, reverse=True)
    return alt.Y(f"{field}:Q", axis=None, scale=scale)

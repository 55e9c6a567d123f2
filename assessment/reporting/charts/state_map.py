"""Draws the tile-grid map: one square for each state, with the status of its newest assessment."""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from assessment.locales import gettext as _
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
_TOUCHED = "touched"
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
    assessed = [_row(square, chosen=square.code == chosen) for square in state_map.assessed]
    others = [_row(square) for square in state_map.squares if square.newest is None]
    layers = [*_squares(others, assessed), *_codes(others, QUIET), *_codes(assessed, INK)]
    layers += [*_signs(assessed), *_key(state_map), *_touched(others, assessed)]
    spec = finish(layers, describe_map(state_map), ROWS * ROW_HEIGHT)
    selection = {"type": "point", "fields": ["code"], "on": "click", "clear": False}
    return {**spec, "params": [{"name": SELECTION, "select": selection, "views": [_TOUCHED]}]}


def _row(square: MapSquare, *, chosen: bool = False) -> Row:
    where = _place(square.column, square.row) | {"code": square.code, "state": place_name(square)}
    newest = square.newest
    if newest is None:
        return where | {"status": no_assessment()}
    return where | {
        "period": newest.period,
        "status": status_name(newest.status),
        "number": whole(square.n_assessments),
        "colour": _COLOURS[newest.status],
        "sign": _SIGNS[newest.status],
        "edge": 3 if chosen else 0.7,
    }


def _place(column: float, row: float) -> Row:
    ends = {"west": column - HALF, "east": column + HALF, "north": row - HALF, "south": row + HALF}
    return {"x": column, "y": row, **ends}


def _x(field: str) -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0.5, COLUMNS + 0.5], nice=False))


def _y(field: str) -> alt.Y:
    scale = alt.Scale(domain=[0.5, ROWS + 0.5], nice=False, reverse=True)
    return alt.Y(f"{field}:Q", axis=None, scale=scale)


def _rects(rows: Sequence[Row], *fields: str, **look: Any) -> alt.Chart:  # noqa: ANN401 - of a mark
    """Draw squares from rows, of which other fields than their place are named."""
    few = _only(rows, "west", "east", "north", "south", *fields)
    base = alt.Chart(inline(few)).mark_rect(aria=False, cornerRadius=2, **look)
    return base.encode(_x("west"), _y("north"), x2="east:Q", y2="south:Q")


def _squares(others: Sequence[Row], assessed: Sequence[Row]) -> Iterator[alt.Chart]:
    yield _rects(others, fill=PAPER, stroke=EMPTY)
    yield _rects(assessed, "colour", "edge", stroke=INK).encode(
        fill=alt.Fill("colour:N", scale=None), strokeWidth=alt.StrokeWidth("edge:Q", scale=None)
    )


def _touched(others: Sequence[Row], assessed: Sequence[Row]) -> Iterator[alt.Chart]:
    """Lay over everything what a mouse or a finger meets, or it would meet the letters."""
    some, more = {"state": _("State"), "status": _("Status")}, {"number": _("Assessments")}
    more = {"state": _("State"), "period": _("Period"), "status": _("Status")} | more
    unseen = "transparent"
    yield _rects(others, "code", *some, fill=unseen).encode(tooltip=tooltips(some))
    top = _rects(assessed, "code", *more, fill=unseen, cursor="pointer")
    yield top.encode(tooltip=tooltips(more)).properties(name=_TOUCHED)


def _codes(rows: Sequence[Row], colour: str) -> Iterator[alt.Chart]:
    """Write the code into each square: across where there is room, turned on a telephone."""
    line: Row = {"aria": False, "color": colour}
    base = alt.Chart(inline(_only(rows, "x", "y", "code"))).encode(_x("x"), _y("y"), text="code:N")
    wide, turned = f"width >= {NARROW}", f"width < {NARROW}"
    yield base.transform_filter(wide).mark_text(fontSize=9, dy=-4, **line)
    yield base.transform_filter(turned).mark_text(fontSize=7.5, angle=270, dy=0.5, dx=-4, **line)


def _only(rows: Sequence[Row], *fields: str) -> list[Row]:
    """Return rows with what a mark needs, as each mark has data of its own."""
    return [{field: row[field] for field in fields if field in row} for row in rows]


def _signs(rows: Sequence[Row], lower: tuple[float, float] = (-8.5, 7)) -> Iterator[alt.Chart]:
    """Draw the shape of the status: below the code, or above it on a telephone."""
    base = alt.Chart(inline(_only(rows, "x", "y", "sign"))).encode(_x("x"), _y("y"))
    shape: Row = {"aria": False, "filled": True, "color": INK, "opacity": 1}
    yield base.mark_point(**shape, size=narrow(20, 34), yOffset=narrow(*lower)).encode(
        shape=alt.Shape("sign:N", scale=None)
    )


def _key(state_map: StateMap) -> Iterator[alt.Chart]:
    lines: list[Row] = []
    for number, (status, words) in enumerate(map_key(state_map).items()):
        look = {"colour": PAPER, "edge": EMPTY}
        if status is not None:
            look = {"colour": _COLOURS[status], "sign": _SIGNS[status], "edge": INK}
        lines.append({**_place(KEY_COLUMN, KEY_ROW + number), "words": words, **look})
    yield _rects(lines, "colour", "edge", strokeWidth=0.7).encode(
        fill=alt.Fill("colour:N", scale=None), stroke=alt.Stroke("edge:N", scale=None)
    )
    yield from _signs([line for line in lines if "sign" in line], lower=(0, 0))
    base = alt.Chart(inline(_only(lines, "x", "y", "words"))).encode(_x("x"), _y("y"))
    text: Row = {"aria": False, "align": "left", "fontSize": 12, "color": INK}
    yield base.mark_text(**text, dx=narrow(10, 17)).encode(text="words:N")

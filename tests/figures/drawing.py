"""Black, white and grey marks for figures in print, and a chart as the text of an SVG."""

import json
import re
from dataclasses import dataclass
from typing import Any

import altair as alt

from assessment.reporting.charts.marks import INK, PAPER, QUIET

Row = dict[str, Any]

FONT = "Liberation Sans"
"""vl-convert carries it, so that texts are measured alike on every machine."""
LIGHT, MIDDLE = "#d0d0d0", "#8a8a8a"
DECIMALS = 2
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-\d+)?")
_CLIP = re.compile(r"(?<=clip)\d+")


@dataclass(frozen=True)
class Figure:
    """One figure of the page.

    Attributes
    ----------
    name
        Of the file without its ending, and of the marks on the page.
    chart
        A Vega-Lite specification with its data in it.
    description
        What the figure shows, in words.
    table
        The figures behind it, as the lines of a table in Markdown.
    """

    name: str
    chart: dict[str, Any]
    description: str
    table: tuple[str, ...]


def finish(chart: alt.TopLevelMixin, *, title: str, notes: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the specification of a chart with its heading."""
    heading = alt.TitleParams(
        text=title,
        subtitle=[*notes],
        anchor="start",
        frame="bounds",
        fontSize=13,
        fontWeight="normal",
        color=INK,
        subtitleFontSize=12,
        subtitleColor=INK,
        offset=12,
    )
    return (
        chart.properties(title=heading)
        .configure(background=PAPER, padding=8)
        .configure_view(stroke=None)
        # The description says it all; words at every mark would be most of the file.
        .configure_mark(aria=False)
        .configure_axis(aria=False)
        .configure_header(title=None, labelFontSize=12, labelColor=INK, labelAnchor="start")
        .to_dict()
    )


def axis(title: str | None, values: list[float], **changes: Any) -> alt.Axis:
    """Return an axis of figures with thin lines across."""
    fields: dict[str, Any] = {
        "title": title,
        "values": values,
        "labelColor": INK,
        "titleColor": INK,
        "titleFontWeight": "normal",
        "gridColor": "#ececec",
        "domain": False,
        "tickColor": QUIET,
    }
    return alt.Axis(**(fields | changes))


def inline(rows: list[Row]) -> alt.InlineData:
    """Return rows as the data of a chart, with no digit that nobody could see."""
    return alt.InlineData(values=[{key: _shorten(v) for key, v in row.items()} for row in rows])


def _shorten(value: object) -> object:
    # Nine decimals first: how a half is rounded must not hang on the last digit of a double.
    return round(round(value, 9), DECIMALS) if isinstance(value, float) else value


def to_svg(chart: dict[str, Any], description: str) -> str:
    """Draw a chart; the same chart gives the same text.

    Raises
    ------
    ImportError
        Without vl-convert-python, which only developers install.
    """
    import vl_convert  # noqa: PLC0415 - the figures behind a drawing are checked without it

    spec = json.loads(json.dumps(chart)) | {"description": description}
    spec["config"] = {**spec.get("config", {}), "font": FONT}
    drawn = vl_convert.vegalite_to_svg(spec, vl_version="6.4")
    return _settle(drawn) + "\n"


def _settle(svg: str) -> str:
    """Shorten long numbers, and number the clipping areas anew: the renderer counts on for ever."""
    short = _LONG_NUMBER.sub(lambda found: f"{float(found[0]) + 0:.{DECIMALS}f}", svg)
    numbers: dict[str, str] = {}
    return _CLIP.sub(lambda found: numbers.setdefault(found[0], str(len(numbers))), short)


def markdown(heading: list[str], rows: list[list[str]]) -> tuple[str, ...]:
    """Return the lines of a table."""
    lines = [heading, ["---"] * len(heading), *rows]
    return tuple(f"| {' | '.join(line)} |".replace(" --- ", "---") for line in lines)

"""Shares of simulated true scores that lie within their interval, drawn and as a table."""

import altair as alt

from assessment.locales.formats import round_half_up
from assessment.reporting.charts.marks import INK, QUIET
from tests.builders import spcf
from tests.figures.coverage import N_STATES, Coverage, simulate
from tests.figures.drawing import MIDDLE, Figure, Row, axis, finish, inline, markdown

TWO_ERRORS = 2
LOWEST = 40
TICKS: list[float] = [40, 50, 60, 70, 80, 90, 100]


def coverage_figure() -> Figure:
    """Draw the share within of every case, over all dimensions and in each of them."""
    found = simulate()
    questionnaire, (low, high) = spcf().questionnaire, spcf().rules.interval.quantiles
    n_dimensions, n_indicators = len(questionnaire.dimensions), len(questionnaire.indicators)
    between = round_half_up(100 * (high - low), 0)
    dots = [
        {"case": case, "share": 100 * own.of_dimension(number)[0]}
        for case, own in found.items()
        for number in range(n_dimensions)
    ]
    chart = finish(
        _chart(dots, [_ends(case, own) for case, own in found.items()], 100 * (high - low)),
        title=f"{N_STATES} invented states: true scores that lie within their interval.",
        notes=(
            "Rings: the eight dimensions. Black: all of them, with two standard errors.",
            f"Dashed: the {between} % of draws between the ends of an interval.",
        ),
    )
    table = [[case, *_cells(own)] for case, own in found.items()]
    description = (
        f"Share of simulated true scores that lie within the interval, for {N_STATES} invented "
        f"states with {n_indicators} indicators in {n_dimensions} dimensions, beside a line at "
        f"{between} percent: "
        + "; ".join(f"{case} {cells[0]} (standard error {cells[1]})" for case, *cells in table)
        + "."
    )
    heading = ["Case", "Within", "Standard error", "Below", "Above", "Dimensions"]
    return Figure("coverage", chart, description, markdown(heading, table))


def _ends(case: str, found: Coverage) -> Row:
    share, error = (100 * value for value in found.share())
    low, high = share - TWO_ERRORS * error, min(share + TWO_ERRORS * error, 100.0)
    return {"case": case, "share": share, "low": low, "high": high}


def _chart(dots: list[Row], means: list[Row], between: float) -> alt.LayerChart:
    names = alt.Axis(
        title=None, labelLimit=330, labelFontSize=12, labelPadding=8, ticks=False, domain=False
    )
    y = alt.Y("case:N", sort=[row["case"] for row in means], axis=names)
    x_axis = axis("Share within the interval (%)", TICKS)
    scale = alt.Scale(domain=[LOWEST, 100], nice=False)

    def place(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=x_axis, scale=scale)

    middle = alt.Chart(inline(means))
    drawn = alt.Chart(inline([{"share": between}])).encode(place("share"))
    rings = alt.Chart(inline(dots)).encode(place("share"), y)
    return alt.layer(
        drawn.mark_rule(color=QUIET, strokeDash=[4, 3]),
        rings.mark_point(stroke=MIDDLE, size=45, opacity=1),
        middle.mark_rule(color=INK, strokeWidth=4).encode(place("low"), alt.X2("high:Q"), y),
        middle.mark_tick(color=INK, thickness=2, size=18, opacity=1, orient="vertical").encode(
            place("share"), y
        ),
    ).properties(width=400, height=28 * len(means))


def _cells(found: Coverage) -> list[str]:
    share, error = found.share()
    below, above = found.outside()
    own = [found.of_dimension(number)[0] for number in range(len(found.within))]
    return [
        _percent(share),
        f"{round_half_up(100 * error, 2)}",
        _percent(below),
        _percent(above),
        f"{round_half_up(100 * min(own), 1)} to {_percent(max(own))}",
    ]


def _percent(share: float) -> str:
    return f"{round_half_up(100 * share, 1)} %"

"""How the rules of a dimension answer when one level moves, and when answers go missing."""

from typing import Any

import altair as alt

from assessment.locales.formats import fixed, round_half_up
from assessment.reporting.charts.marks import INK, PAPER, QUIET
from tests.figures.drawing import LIGHT, MIDDLE, Figure, Row, axis, finish, inline, markdown
from tests.figures.one_dimension import NAMES, framework_under, rules, score

N_MOVING, N_MISSING = 5, 10
OTHERS = 3
TICKS: list[float] = [0, 25, 50, 75, 100]
PANEL: dict[str, Any] = {"width": 145, "height": 130}
COLUMNS = 4
SCALE = alt.Scale(domain=[0, 100])


def moving_rows() -> list[Row]:
    """One row for each rule and level of the key indicator; all other indicators are at 3."""
    found = {name: _scores(name) for name in NAMES}
    return [
        {"rule": name, "level": level, "score": value, "mean": found["Mean"][level]}
        for name in NAMES
        for level, value in enumerate(found[name])
    ]


def _scores(name: str) -> list[float]:
    framework = framework_under(rules(N_MOVING)[name], N_MOVING)
    scored = [score(framework, [level] + [OTHERS] * (N_MOVING - 1)).value for level in range(5)]
    return [value for value in scored if value is not None]


def one_level_figure() -> Figure:
    """Draw the score of every rule against the level of one indicator."""
    rows = moving_rows()
    chart = finish(
        _panels(_level_panel(rows)),
        title="Score when one of five indicators goes from 0 to 4 and the others stay at 3.",
        notes=("Black: the rule. Dashed grey: the plain mean.",),
    )
    table = [
        [name, *(fixed(row["score"], 1) for row in rows if row["rule"] == name)] for name in NAMES
    ]
    description = (
        "Eight small charts, one for each rule: the score of a dimension of five indicators "
        "while the key indicator goes from level 0 to 4 and the others stay at 3. Every rule "
        f"gives 75 at level 3. At level 0 they give: {_say(table)}."
    )
    heading = ["Rule", *(f"key at {level}" for level in range(5))]
    return Figure("rules", chart, description, markdown(heading, table))


def _level_panel(rows: list[Row]) -> alt.LayerChart:
    x_axis = axis("Level of the key indicator", [0, 1, 2, 3, 4])
    base = alt.Chart().encode(alt.X("level:Q", axis=x_axis))
    height = alt.Y("score:Q", axis=axis("Score", TICKS), scale=SCALE)
    figures = base.mark_text(dy=-10, fontSize=10, color=INK).encode(height, text="figures:N")
    return alt.layer(
        base.mark_line(color=MIDDLE, strokeDash=[3, 3]).encode(alt.Y("mean:Q", scale=SCALE)),
        base.mark_line(color=INK, strokeWidth=2).encode(height),
        base.mark_point(color=INK, filled=True, size=40, opacity=1).encode(height),
        figures.transform_filter("datum.level != 3"),
        data=inline([{**row, "figures": f"{round_half_up(row['score'], 0)}"} for row in rows]),
    ).properties(**PANEL)


def missing_rows() -> list[Row]:
    """One row for each rule and number of unknown answers; all known ones are at 3.

    The key indicator is the last to go missing, so that coverage alone decides.
    ``score`` is absent where coverage allows none.
    """
    rows: list[Row] = []
    for name in NAMES:
        framework = framework_under(rules(N_MISSING)[name], N_MISSING)
        for unknown in range(N_MISSING + 1):
            found = score(framework, [OTHERS] * (N_MISSING - unknown) + [None] * unknown)
            row = {"rule": name, "unknown": unknown, "low": found.low, "high": found.high}
            rows.append(row if found.value is None else row | {"score": found.value})
    return rows


def missing_figure() -> Figure:
    """Draw the bounds of every rule against the number of unknown answers."""
    rows = missing_rows()
    most = max(row["unknown"] for row in rows if "score" in row)
    chart = finish(
        _panels(_bounds_panel(rows, most)),
        title="Bounds of the score while answers go missing; all known answers are at 3.",
        notes=(
            "Grey: from the low to the high bound. Thick line with rings: the score.",
            f"Dashed: {most} of ten unknown, coverage 70 %; beyond it there is no score.",
        ),
    )
    widths = {(row["rule"], row["unknown"]): row["high"] - row["low"] for row in rows}
    counts = (0, 1, 2, most, most + 1, 6, 8, N_MISSING)
    table = [[name, *(fixed(widths[name, count], 1) for count in counts)] for name in NAMES]
    described = _say([[name, cells[1]] for name, *cells in table])
    description = (
        "Eight small charts, one for each rule: low and high bound of a dimension of ten "
        "indicators while 0 to 10 answers are unknown and all known ones are at level 3. There "
        f"is a score up to {most} unknown answers. One unknown answer opens the bounds by this "
        f"many points: {described}. With all unknown they reach over the whole range of the rule."
    )
    heading = ["Width of the bounds", *(f"{count} unknown" for count in counts)]
    return Figure("missing", chart, description, markdown(heading, table))


def _bounds_panel(rows: list[Row], most: int) -> alt.LayerChart:
    x_axis = axis("Unknown answers of ten", [0, 2, 4, 6, 8, 10])
    base = alt.Chart().encode(alt.X("unknown:Q", axis=x_axis))
    low = alt.Y("low:Q", axis=axis("Score", TICKS), scale=SCALE)
    edge = base.mark_line(color=INK, strokeWidth=1)
    known = base.transform_filter("isValid(datum.score)").encode(alt.Y("score:Q", scale=SCALE))
    return alt.layer(
        base.mark_area(color=LIGHT).encode(low, alt.Y2("high:Q")),
        edge.encode(low),
        edge.encode(alt.Y("high:Q", scale=SCALE)),
        base.mark_rule(color=QUIET, strokeDash=[4, 3]).encode(x=alt.datum(most)),
        known.mark_line(color=INK, strokeWidth=3),
        known.mark_point(fill=PAPER, stroke=INK, size=30, opacity=1, fillOpacity=1),
        data=inline(rows),
    ).properties(**PANEL)


def _say(table: list[list[str]]) -> str:
    return "; ".join(f"{name[0].lower()}{name[1:]}: {first}" for name, first, *_ in table)


def _panels(panel: alt.LayerChart) -> alt.FacetChart:
    return panel.facet(facet=alt.Facet("rule:N", sort=[*NAMES], title=None), columns=COLUMNS)

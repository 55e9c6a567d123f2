"""The two charts of the page Method for the invented state Talvenor, drawn as they are there."""

from assessment.reporting.charts.uncertainty import (
    band_share_chart,
    band_share_description,
    source_share_chart,
    source_share_description,
)
from assessment.reporting.uncertainty import SOURCE_NAMES, show_share, spread_table
from tests.builders import spcf
from tests.figures.demonstration import TITLE, analysis
from tests.figures.drawing import Figure, markdown

DIMENSION = "LAW"


def bands_figure() -> Figure:
    """Draw how many draws of 100 lie in each band."""
    framework, state = spcf(), analysis()
    table = spread_table(state, framework)
    lines = markdown([*table.columns], [[str(cell) for cell in row] for row in table.to_numpy()])
    return Figure(
        "bands",
        band_share_chart(state, framework),
        f"{TITLE}, an invented state. {band_share_description(state, framework)}",
        lines,
    )


def sources_figure() -> Figure:
    """Draw the Sobol shares of the sources in the dimension that the page shows first."""
    framework = spcf()
    name = framework.questionnaire.dimension(DIMENSION).name
    shares = {d.dimension_id: d.shares for d in analysis().dimensions}
    varied = [n for n, one in enumerate(shares[DIMENSION]) if one.total and one.total.high > 0]
    rows = [
        [
            SOURCE_NAMES[shares[DIMENSION][place].source],
            *(_cell(own[place]) for own in shares.values()),
        ]
        for place in varied
    ]
    return Figure(
        "sources",
        source_share_chart(f"{TITLE} (invented): {name}", shares[DIMENSION]),
        f"{TITLE}, an invented state. {source_share_description(name, shares[DIMENSION])}",
        markdown(["Alone / with others", *shares], rows),
    )


def _cell(share) -> str:
    return f"{show_share(share.first.value)} / {show_share(share.total.value)}"

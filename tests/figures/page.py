"""The drawings in docs/figures and what stands between the marks of docs/method.md."""

from collections.abc import Callable
from functools import cache
from math import atanh, sqrt, tanh
from pathlib import Path

from assessment.locales.formats import round_half_up
from tests.figures.analysis_figures import bands_figure, sources_figure
from tests.figures.apart_table import apart_block
from tests.figures.coverage_figure import coverage_figure
from tests.figures.draw_figures import drawn_figure
from tests.figures.drawing import Figure, markdown, to_svg
from tests.figures.rule_figures import missing_figure, one_level_figure
from tests.figures.width_figure import widths_figure

DOCS = Path(__file__).parents[2] / "docs"
PAGE, FOLDER = DOCS / "method.md", DOCS / "figures"
NORMAL_95 = 1.959963984540054
MAKERS: dict[str, Callable[[], Figure]] = {
    "rules": one_level_figure,
    "missing": missing_figure,
    "draws": drawn_figure,
    "widths": widths_figure,
    "bands": bands_figure,
    "sources": sources_figure,
    "coverage": coverage_figure,
}


@cache
def figure(name: str) -> Figure:
    """One figure, computed once."""
    return MAKERS[name]()


def drawing(name: str) -> str:
    """The text of the SVG of a figure."""
    found = figure(name)
    return to_svg(found.chart, found.description)


def block(name: str) -> str:
    """What stands on the page between the marks of a figure: picture with its words, table."""
    found = figure(name)
    picture = f"![{found.description}](figures/{name}.svg)"
    return "\n".join(("", picture, "", *found.table, "", ""))


def correlation_block() -> str:
    """How far the true correlation may lie from the one that is found, by number of states."""
    counts, seen = (10, 20, 30, 60, 100, 200), (0.0, 0.3, 0.6, 0.9)
    heading = ["States", *(f"found {r}" for r in seen)]
    rows = [[str(n), *(_plausible(r, n) for r in seen)] for n in counts]
    return "\n".join(("", *markdown(heading, rows), "", ""))


def _plausible(r: float, n_states: int) -> str:
    """Fisher's 95 % interval of a correlation."""
    reach = NORMAL_95 / sqrt(n_states - 3)
    low, high = (round_half_up(tanh(atanh(r) + side * reach), 2) for side in (-1, 1))
    return f"{low} to {high}"


def renewed(text: str) -> str:
    """The text of the page with everything between marks as the code computes it now."""
    for name in MAKERS:
        text = _between(text, f"figure {name}", block(name))
    text = _between(text, "table apart", apart_block())
    return _between(text, "table correlations", correlation_block())


def _between(text: str, mark: str, content: str) -> str:
    start, end = f"<!-- {mark} start -->\n", f"<!-- {mark} end -->\n"
    before, rest = text.split(start)
    return before + start + content + end + rest.split(end)[1]


def write_all() -> list[Path]:
    """Write drawings and page; return what was written."""
    FOLDER.mkdir(exist_ok=True)
    written = [FOLDER / f"{name}.svg" for name in MAKERS]
    for path in written:
        path.write_text(drawing(path.stem), encoding="utf-8")
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return [*written, PAGE]

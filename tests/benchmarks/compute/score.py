"""Scoring a table of an index: `score_tree`, a wide frame of pandas, and the numbers alone."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from assessment.model.index import Index
from assessment.model.index_table import Cells, Numbers
from assessment.scoring.index.ranks import ranks_of
from assessment.scoring.index.tree import order_of, score_tree
from tests.benchmarks.compute.contest import Contest
from tests.benchmarks.compute.equality import greatest_difference
from tests.benchmarks.compute.index_input import invent_index, invent_values

_TARGETS_MS = {
    (200, "arithmetic"): 0.3,
    (200, "geometric"): 0.3,
    (200, "minimum"): 0.3,
    (2_000, "arithmetic"): 1.5,
    (2_000, "geometric"): 1.5,
    (2_000, "minimum"): 1.5,
    (200_000, "arithmetic"): 100.0,
    (200_000, "geometric"): 130.0,
    (200_000, "minimum"): 170.0,
}


def score_contests(*, quick: bool) -> Iterator[Callable[[], Contest]]:
    """Return what makes each contest; the largest tables are made only when it is their turn."""
    for n_units, rule in _TARGETS_MS:
        if not quick or n_units < 200_000:
            yield lambda n_units=n_units, rule=rule: _contest(n_units, rule)


def _contest(n_units: int, rule: str) -> Contest:
    index, values = invent_index(rule), invent_values(n_units)
    cells, frame = Cells.of(values), pd.DataFrame(values, columns=index.questionnaire.measure_ids)
    written = np.empty((n_units, len(index.rules.tree)))
    return Contest(
        name=f"score {n_units}x{values.shape[1]} {rule}",
        product=lambda: score_tree(index, cells),
        naive=lambda: score_by_pandas(index, frame),
        floor=lambda: (values.sum(), written.fill(1.0)),
        difference=lambda: _difference(index, cells, frame),
        naive_name="pandas",
        equal="identical to 1e-12, ranks too",
        target_ms=_TARGETS_MS[n_units, rule],
    )


def score_by_pandas(index: Index, frame: pd.DataFrame) -> pd.DataFrame:
    """Score as most people would with pandas: node after node, whole columns at a time.

    Knows the rules of the invented index, skips what is missing, and says of no gap why.
    """
    scored = frame.copy()
    for node in order_of(index.rules):
        children = scored.loc[:, list(node.children)]
        if node.rule == "minimum":
            scored[node.id] = children.min(axis=1)
            continue
        given: dict[str, float] = getattr(node, "weights", {})
        weights = pd.Series(given)
        total = children.notna().mul(weights).sum(axis=1)
        if node.rule == "geometric":
            scored[node.id] = np.exp(np.log(children).mul(weights).sum(axis=1) / total)
        else:
            scored[node.id] = children.mul(weights).sum(axis=1) / total
    return scored


def _difference(index: Index, cells: Cells, frame: pd.DataFrame) -> str:
    scores, by_pandas = score_tree(index, cells), score_by_pandas(index, frame)
    found_by_us: Numbers = scores.cells.values  # noqa: PD011 - cells of an index, no frame
    expected: Numbers = by_pandas[list(scores.node_ids)].to_numpy()
    found = greatest_difference(found_by_us, expected, relative=1e-12)
    # Ten decimals: where children are equal, the last digit says nothing of a rank.
    ours = ranks_of(found_by_us.T.round(10)).T
    theirs = pd.DataFrame(expected.round(10)).rank(ascending=False, method="min").to_numpy()
    if not found and not np.array_equal(ours, theirs, equal_nan=True):
        return "The scores are equal and their ranks are not."
    return found

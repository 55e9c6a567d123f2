"""200 units, 60 measures with gaps, four levels with unequal weights: the scores of COINr."""

from pathlib import Path

import numpy as np
import pytest

from assessment.scoring.index.ranks import ranks_of
from assessment.services.score_table import score_content
from tests.reproductions.reference import (
    assert_equal,
    build_index,
    expected,
    read_rows,
)
from tests.shared_data import shared


@pytest.mark.parametrize(
    ("rule", "name"), [("arithmetic", "amean"), ("geometric", "gmean"), ("minimum", "min")]
)
def test_all_nodes_are_those_of_coinr(tmp_path: Path, rule: str, name: str) -> None:
    meta = read_rows("benchmark-synthetic", "synth_imeta.csv")
    weights = {} if rule == "minimum" else {row["iCode"]: float(row["Weight"]) for row in meta}
    tree = []
    for row in meta:
        if row["Type"] == "Aggregate":
            children = [child["iCode"] for child in meta if child["Parent"] == row["iCode"]]
            node = {"id": row["iCode"], "name": row["iName"], "rule": rule, "children": children}
            own = {child: weights[child] for child in children if child in weights}
            tree.append({**node, "weights": own} if own else node)
    asked = {
        "id": "synthetic",
        "name": "Synthetic",
        "units": "free",
        "columns": {"unit": "uCode", "name": "uName"},
        "measures": [
            {"id": row["iCode"], "name": row["iName"]} for row in meta if row["Level"] == "1"
        ],
    }
    step = {"step": "normalise", "method": "min_max", "range": [1, 100], "why": "As COINr."}
    index = build_index(tmp_path / "synthetic", asked, tree, [step])
    content = shared("benchmark-synthetic", "synth_200.csv").read_bytes()
    result = score_content(index, content, "synth_200.csv").result
    theirs = read_rows("benchmark-synthetic", f"synth200_{name}.csv")
    wanted = expected(theirs, result.node_ids, result.units)
    assert_equal(result.nodes.values, wanted)
    # Means that differ in the last digit only are not told apart by a rank on 12 digits.
    ours, others = (ranks_of(values.round(10).T) for values in (result.nodes.values, wanted))
    assert np.array_equal(ours, others, equal_nan=True)
    ids = index.questionnaire.measure_ids
    measures = expected(theirs, ids, result.units)
    assert_equal(result.stage("normalise").values, measures)

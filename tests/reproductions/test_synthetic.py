"""200 units, 60 measures with gaps, four levels with unequal weights: the scores of COINr."""

from typing import Any

import numpy as np
import pytest

from assessment.model.index import Index, IndexQuestionnaire, IndexRules
from assessment.scoring.ranks import ranks_of
from assessment.services.score_table import score_content
from tests.reproductions.reference import assert_equal, expected, read_rows
from tests.shared_data import shared


def an_index(rule: str) -> Index:
    """The index as the table of measures and nodes describes it, all rows with one rule."""
    meta = read_rows("benchmark-synthetic", "synth_imeta.csv")
    weights = {} if rule == "minimum" else {row["iCode"]: float(row["Weight"]) for row in meta}
    tree = []
    for row in meta:
        if row["Type"] == "Aggregate":
            children = [child["iCode"] for child in meta if child["Parent"] == row["iCode"]]
            node = {"id": row["iCode"], "name": row["iName"], "rule": rule, "children": children}
            own = {child: weights[child] for child in children if child in weights}
            tree.append({**node, "weights": own} if own else node)
    asked: dict[str, Any] = {
        "id": "synthetic",
        "version": "1.0",
        "name": "Synthetic",
        "about": "About",
        "publisher": "Test",
        "licence": "None",
        "language": "en",
        "units": "free",
        "columns": {"unit": "uCode", "name": "uName"},
        "measures": [
            {"id": row["iCode"], "name": row["iName"]} for row in meta if row["Level"] == "1"
        ],
    }
    step = {"step": "normalise", "method": "min_max", "range": [1, 100], "why": "As COINr."}
    rules = IndexRules.model_validate({"steps": [step], "tree": tree})
    return Index(IndexQuestionnaire.model_validate(asked), rules)


@pytest.mark.parametrize(
    ("rule", "name"), [("mean", "amean"), ("geometric_mean", "gmean"), ("minimum", "min")]
)
def test_all_nodes_are_those_of_coinr(rule: str, name: str) -> None:
    index = an_index(rule)
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

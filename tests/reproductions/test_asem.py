"""The ASEM index of COINr: 51 states, 49 measures, every stage, normalisation and rule.

Exact rules: COINr 1.1.14. Differences in the last digits are those of another
order of addition.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assessment.model.index_table import Flag, IndexResult
from assessment.scoring.index.ranks import ranks_of
from assessment.services.score_table import score_content
from tests.reproductions.reference import (
    assert_equal,
    build_index,
    expected,
    read_rows,
)
from tests.shared_data import shared

STEPS: dict[str, dict[str, Any]] = {
    "denominate": {},
    "impute": {"method": "group_mean", "group": "EurAsia_group"},
    "screen": {"share": 0.9},
    "treat": {"skewness": 2, "kurtosis": 3.5, "most_points": 5, "log_fallback": True},
}
TO_100 = {"method": "min_max", "range": [0, 100]}
FROM_1 = {"method": "min_max", "range": [1, 100]}
Z_SCORE = {"method": "z_score", "mean": 10, "sd": 2}


def computed(
    place: Path,
    normalise: Mapping[str, Any],
    *,
    rule: str = "arithmetic",
    steps: tuple[str, ...] = tuple(STEPS),
    most_points: int = 5,
) -> IndexResult:
    """Compute the index from its raw table."""
    meta = read_rows("coinr-asem", "asem_iMeta.csv")
    treat = {**STEPS["treat"], "most_points": most_points}
    chosen = {**STEPS, "treat": treat}
    taken = [{"step": name, "why": "As COINr.", **chosen[name]} for name in steps]
    asked = {
        "id": "asem",
        "name": "Sustainable connectivity",
        "units": "free",
        "columns": {"unit": "uCode", "name": "uName", "period": "Time"},
        "groups": ["EurAsia_group"],
        "measures": [_measure(row) for row in meta if row["Type"] == "Indicator"],
    }
    tree = [
        {
            "id": row["iCode"],
            "name": row["iName"],
            "rule": rule,
            "children": [child["iCode"] for child in meta if child["Parent"] == row["iCode"]],
        }
        for row in meta
        if row["Type"] == "Aggregate"
    ]
    index = build_index(
        place, asked, tree, [*taken, {"step": "normalise", "why": "As COINr.", **normalise}]
    )
    content = shared("coinr-asem", "asem_iData.csv").read_bytes()
    return score_content(index, content, "asem_iData.csv").result


def _measure(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": row["iCode"],
        "name": row["iName"],
        "direction": "higher" if row["Direction"] == "1" else "lower",
        "denominator": row["Denominator"] or None,
    }


@pytest.mark.parametrize(
    ("step", "stage"),
    [
        ("entered", "Raw"),
        ("denominate", "Denominated"),
        ("impute", "Imputed"),
        ("screen", "Screened"),
        ("treat", "Treated"),
        ("normalise", "Normalised"),
    ],
)
def test_every_stage_is_that_of_coinr(tmp_path: Path, step: str, stage: str) -> None:
    result = computed(tmp_path / "asem", TO_100)
    theirs = read_rows("coinr-asem", f"asem_stage_{stage}.csv")
    ids = result.index.questionnaire.measure_ids
    assert_equal(result.stage(step).values, expected(theirs, ids, result.units))


def test_the_scores_of_all_nodes_are_those_of_coinr(tmp_path: Path) -> None:
    result = computed(tmp_path / "asem", TO_100)
    theirs = read_rows("coinr-asem", "asem_stage_Aggregated.csv")
    assert_equal(result.nodes.values, expected(theirs, result.node_ids, result.units))
    main = expected(read_rows("coinr-asem", "asem_main_scores.csv"), ["Index"], result.units)
    assert_equal(result.values("Index")[:, None], main)


@pytest.mark.parametrize(
    ("normalise", "name"),
    [
        (FROM_1, "minmax_1_100"),
        (Z_SCORE, "zscore_10_2"),
        ({"method": "rank"}, "rank"),
        ({"method": "borda"}, "borda"),
        ({"method": "percentile_rank"}, "prank"),
        ({"method": "distance_to_maximum"}, "dist2max"),
    ],
)
def test_every_normalisation_is_that_of_coinr(
    tmp_path: Path, normalise: dict[str, Any], name: str
) -> None:
    result = computed(tmp_path / "asem", normalise)
    theirs = read_rows("coinr-asem", f"asem_norm_{name}.csv")
    ids = result.index.questionnaire.measure_ids
    assert_equal(result.stage("normalise").values, expected(theirs, ids, result.units))


@pytest.mark.parametrize(
    ("rule", "name"),
    [("arithmetic", "amean"), ("geometric", "gmean"), ("harmonic", "hmean"), ("minimum", "min")],
)
def test_every_rule_is_that_of_coinr_on_complete_data(tmp_path: Path, rule: str, name: str) -> None:
    result = computed(tmp_path / "asem", FROM_1, rule=rule)
    theirs = read_rows("coinr-asem", f"asem_agg_full_{name}_1_100.csv")
    wanted = expected(theirs, result.node_ids, result.units)
    assert_equal(result.nodes.values, wanted)
    assert (result.ranks == ranks_of(wanted.T).T).all()


@pytest.mark.parametrize(
    ("rule", "name"), [("arithmetic", "amean"), ("geometric", "gmean"), ("minimum", "min")]
)
def test_every_rule_is_that_of_coinr_with_gaps(tmp_path: Path, rule: str, name: str) -> None:
    result = computed(tmp_path / "asem", FROM_1, rule=rule, steps=("denominate",))
    assert np.isnan(result.stage("normalise").values).sum() > 60
    theirs = read_rows("coinr-asem", f"asem_agg_missing_{name}.csv")
    assert_equal(result.nodes.values, expected(theirs, result.node_ids, result.units))


def test_the_ranks_are_those_of_coinr(tmp_path: Path) -> None:
    result = computed(tmp_path / "asem", FROM_1)
    theirs = read_rows("coinr-asem", "asem_ranks_min.csv")
    assert (result.ranks == expected(theirs, result.node_ids, result.units)).all()
    measures = ranks_of(result.stage("normalise").values.T).T
    ids = result.index.questionnaire.measure_ids
    assert (measures == expected(theirs, ids, result.units)).all()


def test_imputed_and_treated_values_are_flagged_up_to_the_top(tmp_path: Path) -> None:
    result = computed(tmp_path / "asem", TO_100)
    entered, last = result.stage("entered"), result.stage("normalise")
    assert ((last.flags & Flag.IMPUTED > 0) >= np.isnan(entered.values)).all()
    top = result.nodes.flags[:, result.column("Index")]
    assert ((top & Flag.IMPUTED > 0) == (last.flags & Flag.IMPUTED > 0).any(axis=1)).all()
    assert 0 < (top & Flag.IMPUTED > 0).sum() < len(top)


def test_the_nominal_ranks_of_the_uncertainty_run_are_those_of_coinr(tmp_path: Path) -> None:
    result = computed(tmp_path / "asem", FROM_1)
    theirs = read_rows("coinr-asem", "asem_UA100_rankstats.csv")
    nominal = expected(theirs, ["Nominal"], result.units)[:, 0]
    assert (result.ranks[:, result.column("Index")] == nominal).all()

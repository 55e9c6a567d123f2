"""The ASEM index of COINr: 51 states, 49 measures, every stage, normalisation and rule.

Exact rules: COINr 1.1.14. Differences in the last digits are those of another
order of addition.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from assessment.library.load_index import load_index
from assessment.model.index import Index, Normalise
from assessment.model.index_table import IndexResult
from assessment.model.index_uncertainty import Replicate, RuleChoice
from assessment.model.tree import Flag, Numbers
from assessment.scoring.index.replicates import changed_index
from assessment.scoring.ranks import ranks_of
from assessment.services.score_table import score_content, score_table
from tests.reproductions.reference import QUESTIONNAIRES, assert_equal, expected, read_rows
from tests.shared_data import shared

FOLDER = QUESTIONNAIRES / "asem-2018"
TABLE = "asem_iData.csv"


def normalise(**said: Any) -> Normalise:
    whole = {"step": "normalise", "why": "As COINr.", **said}
    return TypeAdapter[Normalise](Normalise).validate_python(whole)


FROM_1 = normalise(method="min_max", range=[1, 100])
Z_SCORE = normalise(method="z_score", mean=10, sd=2)


@cache
def shipped() -> Index:
    index = load_index(FOLDER).index
    assert index is not None
    return index


def computed(step: Normalise, *, rule: str = "mean", only: tuple[str, ...] = ()) -> IndexResult:
    """Compute the shipped index with another normalisation, rule, or without some steps."""
    rules = {node.id: RuleChoice(rule=rule) for node in shipped().rules.tree}
    index = changed_index(shipped(), Replicate(normalise=step, rules=rules))
    if only:
        steps = tuple(one for one in index.rules.steps if one.step in only)
        index = Index(index.questionnaire, index.rules.model_copy(update={"steps": steps}))
    return score_content(index, shared("coinr-asem", TABLE).read_bytes(), TABLE).result


@pytest.fixture(scope="module")
def result() -> IndexResult:
    """The published table through the folder that ships."""
    scored = score_table(FOLDER, shared("coinr-asem", TABLE).read_bytes(), TABLE)
    assert len(scored.result.units) == 51
    return scored.result


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
def test_every_stage_is_that_of_coinr(result: IndexResult, step: str, stage: str) -> None:
    theirs = read_rows("coinr-asem", f"asem_stage_{stage}.csv")
    ids = result.index.questionnaire.measure_ids
    assert_equal(result.stage(step).values, expected(theirs, ids, result.units))


def test_the_scores_of_all_nodes_are_those_of_coinr(result: IndexResult) -> None:
    theirs = read_rows("coinr-asem", "asem_stage_Aggregated.csv")
    assert_equal(result.nodes.values, expected(theirs, result.node_ids, result.units))
    main = expected(read_rows("coinr-asem", "asem_main_scores.csv"), ["Index"], result.units)
    assert_equal(result.values("Index")[:, None], main)


@pytest.mark.parametrize(
    ("step", "name"),
    [
        (FROM_1, "minmax_1_100"),
        (Z_SCORE, "zscore_10_2"),
        (normalise(method="distance_to_maximum"), "dist2max"),
    ],
)
def test_every_normalisation_is_that_of_coinr(step: Normalise, name: str) -> None:
    result = computed(step)
    theirs = read_rows("coinr-asem", f"asem_norm_{name}.csv")
    ids = result.index.questionnaire.measure_ids
    assert_equal(result.stage("normalise").values, expected(theirs, ids, result.units))


def sharing(result: IndexResult, ranks: Numbers) -> Numbers:
    """Let values that are equal after nine decimals share the lowest of their ranks.

    COINr tells 5.6 from 5.6000000000000005, as binary fractions do and no reader of the
    table does.
    """
    shared_ranks = ranks.copy()
    for column, values in enumerate(result.stage("treat").values.T):
        for value in values:
            rows = np.abs(values - value) < 5e-10
            shared_ranks[rows, column] = ranks[rows, column].min()
    assert 0 < (shared_ranks != ranks).sum() <= 3
    return shared_ranks


@pytest.mark.parametrize(
    ("method", "name"), [("rank", "rank"), ("borda", "borda"), ("percentile_rank", "prank")]
)
def test_every_normalisation_by_ranks_is_that_of_coinr_with_ties_shared(
    method: str, name: str
) -> None:
    result = computed(normalise(method=method))
    theirs = read_rows("coinr-asem", f"asem_norm_{name}.csv")
    ids = result.index.questionnaire.measure_ids
    wanted = sharing(result, expected(theirs, ids, result.units))
    assert_equal(result.stage("normalise").values, wanted)


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("mean", "amean"),
        ("geometric_mean", "gmean"),
        ("harmonic_mean", "hmean"),
        ("minimum", "min"),
    ],
)
def test_every_rule_is_that_of_coinr_on_complete_data(rule: str, name: str) -> None:
    result = computed(FROM_1, rule=rule)
    theirs = read_rows("coinr-asem", f"asem_agg_full_{name}_1_100.csv")
    wanted = expected(theirs, result.node_ids, result.units)
    assert_equal(result.nodes.values, wanted)
    assert (result.ranks == ranks_of(wanted.T).T).all()


@pytest.mark.parametrize(
    ("rule", "name"), [("mean", "amean"), ("geometric_mean", "gmean"), ("minimum", "min")]
)
def test_every_rule_is_that_of_coinr_with_gaps(rule: str, name: str) -> None:
    result = computed(FROM_1, rule=rule, only=("denominate", "normalise"))
    assert np.isnan(result.stage("normalise").values).sum() > 60
    theirs = read_rows("coinr-asem", f"asem_agg_missing_{name}.csv")
    assert_equal(result.nodes.values, expected(theirs, result.node_ids, result.units))


def test_the_ranks_are_those_of_coinr() -> None:
    result = computed(FROM_1)
    theirs = read_rows("coinr-asem", "asem_ranks_min.csv")
    assert (result.ranks == expected(theirs, result.node_ids, result.units)).all()
    measures = ranks_of(result.stage("normalise").values.T).T
    ids = result.index.questionnaire.measure_ids
    assert (measures == sharing(result, expected(theirs, ids, result.units))).all()


def test_imputed_and_treated_values_are_flagged_up_to_the_top(result: IndexResult) -> None:
    entered, last = result.stage("entered"), result.stage("normalise")
    assert ((last.flags & Flag.IMPUTED > 0) >= np.isnan(entered.values)).all()
    top = result.nodes.flags[:, result.column("Index")]
    assert ((top & Flag.IMPUTED > 0) == (last.flags & Flag.IMPUTED > 0).any(axis=1)).all()
    assert 0 < (top & Flag.IMPUTED > 0).sum() < len(top)


def test_the_nominal_ranks_of_the_uncertainty_run_are_those_of_coinr() -> None:
    result = computed(FROM_1)
    theirs = read_rows("coinr-asem", "asem_UA100_rankstats.csv")
    nominal = expected(theirs, ["Nominal"], result.units)[:, 0]
    assert (result.ranks[:, result.column("Index")] == nominal).all()

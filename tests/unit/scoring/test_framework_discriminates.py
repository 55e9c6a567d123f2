"""The framework that ships tells states apart that differ, and seldom those that do not.

How often is found by simulation under the questionnaire's own chances of an error. The
figures hold where these chances hold, which nobody has measured yet.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from assessment.library.load import load_framework
from assessment.model.answer import Confidence, Grade
from assessment.model.assessment import Record
from assessment.model.comparison import Verdict
from assessment.model.framework import Framework
from assessment.model.rules import LEAST_DRAWS
from assessment.scoring.bands import band_of
from assessment.scoring.draws import (
    draw_words,
    plan_answers,
    published_settings,
)
from assessment.scoring.leaves import read_leaves
from assessment.scoring.profile import (
    baseline_of,
    compare_dimensions,
    score_record,
    score_records,
)
from tests.builders import an_answer, an_assessment, recorded
from tests.figures.apart_table import ALIKE, ONE_LEVEL, verdicts

FOLDER = Path(__file__).parents[3] / "questionnaires" / "spcf" / "2.0"
SEED = 20051024
MOST_FALSE, LEAST_FOUND = 0.05, 0.80


@cache
def shipped(*, together: float = 0.0) -> Framework:
    """The questionnaire with fewer draws."""
    framework = load_framework(FOLDER).framework
    assert framework is not None
    interval = framework.rules.interval.model_copy(
        update={"draws": LEAST_DRAWS, "together": together}
    )
    return replace(framework, rules=framework.rules.model_copy(update={"interval": interval}))


def everywhere(
    level: int,
    confidence: Confidence,
    *,
    grade: Grade | None = None,
    period: str = "2026",
    rated: Mapping[str, tuple[int, ...]] | None = None,
) -> Record:
    """A record with every indicator at one level."""
    answers = {
        one.id: recorded(
            an_answer(one.id, level, confidence=confidence, evidence_grade=grade),
        )
        for one in shipped().questionnaire.indicators
    }
    return Record(an_assessment(shipped(), period=period), answers, rated=rated or {})


def widths(framework: Framework, record: Record) -> dict[str, float]:
    found = {one.dimension_id: one.interval for one in score_records(framework, [record])[0]}
    return {id_: one.high - one.low for id_, one in found.items() if one is not None}


def test_a_state_at_one_level_throughout_lies_in_one_band_in_every_dimension() -> None:
    scores = score_records(shipped(), [everywhere(2, "high")])[0]
    ends = [(one.interval.low, one.interval.high) for one in scores if one.interval]
    bands = [{band_of(end, shipped().rules.bands).letter for end in pair} for pair in ends]
    assert bands == [{"P"}] * 8, ends  # 50 points, and Partial is 40 to 60


def test_a_state_one_level_higher_throughout_is_higher_in_every_dimension() -> None:
    before, after = everywhere(2, "high"), everywhere(3, "high", period="2027")
    found = compare_dimensions(shipped(), before, after)
    assert [one.verdict for one in found] == [Verdict.HIGHER] * 8
    assert [one.difference for one in found] == [25.0] * 8


def test_a_fall_by_one_level_throughout_is_a_sharp_decline() -> None:
    before, after = everywhere(3, "high"), everywhere(2, "high", period="2027")
    baseline = baseline_of(before, score_record(shipped(), before).dimensions)
    assert "CG-16" in score_record(shipped(), after, baseline=baseline).active_gap_ids
    assert "CG-16" not in score_record(shipped(), before, baseline=baseline).active_gap_ids


def test_few_pairs_of_equal_truth_are_told_apart_and_most_that_differ_are() -> None:
    # 1,000 pairs each; docs/method.md shows the same figures.
    false, found = verdicts(ALIKE) != 0, verdicts(ONE_LEVEL) > 0
    figures = {
        dimension.id: (float(false[n].mean()), float(found[n].mean()))
        for n, dimension in enumerate(shipped().questionnaire.dimensions)
    }
    said = "\n".join(f"{id_}: {f:.1%} false, {g:.1%} found" for id_, (f, g) in figures.items())
    assert false.shape == found.shape == (8, 1_000)
    assert max(f for f, _g in figures.values()) <= MOST_FALSE, said
    assert min(g for _f, g in figures.values()) >= LEAST_FOUND, said
    # A rule that never says anything would pass the first, and one that always does the second.
    assert max(f for f, _g in figures.values()) > 0, said


def test_errors_that_go_one_way_widen_intervals_and_are_not_more_frequent() -> None:
    record = everywhere(2, "low")
    alone, joined = shipped(), shipped(together=0.5)
    apart, together = widths(alone, record), widths(joined, record)
    assert all(together[id_] > apart[id_] for id_ in apart), (apart, together)
    leaves = read_leaves(alone, [record]).row(0)
    plan = plan_answers(alone, leaves, published_settings(alone.rules.interval), {})
    shape = (len(plan.base), LEAST_DRAWS)
    for share in (0.0, 0.5):
        levels = plan.levels(draw_words(SEED, (0, 0), shape, share)).values
        errs = (levels != plan.base).mean(axis=0)
        # Low confidence without a grade: 0.13 down and 0.13 up. Four standard errors of 10,000
        # draws are 4 x sqrt(0.26 x 0.74 / 10,000) = 0.018.
        assert np.abs(errs - 0.26).max() < 0.018


@pytest.mark.parametrize("confidence", ["high", "medium", "low"])
def test_weaker_evidence_widens_every_interval_at_the_same_confidence(confidence: str) -> None:
    by_grade = [widths(shipped(), everywhere(2, confidence, grade=grade)) for grade in "ABC"]
    for strong, weak in pairwise(by_grade):
        assert all(weak[id_] > strong[id_] for id_ in strong), (strong, weak)


def test_raters_who_differ_widen_the_interval_of_an_answer_that_is_sure_otherwise() -> None:
    sure = everywhere(2, "high", grade="A")
    differed = replace(sure, rated={"LAW-1": (0, 2, 4)})
    agreed = replace(sure, rated={"LAW-1": (2, 2)})
    own, others, same = (widths(shipped(), one) for one in (sure, differed, agreed))
    assert others["LAW"] > own["LAW"]
    assert {**others, "LAW": 0} == {**own, "LAW": 0}, "only the dimension of the answer"
    assert same == own
    # Somebody found out more since they rated: what they gave says nothing of this answer.
    outdated = replace(sure, rated={"LAW-1": (3, 4)})
    assert widths(shipped(), outdated) == own

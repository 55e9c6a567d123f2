"""Between two versions, what is about the state is told apart from what is method; by hand.

The small questionnaire: in version 2.0 LAW-3 and SEC-2 ask something else, SEC-4 and PRE-3
are new, PRE-2 is gone, and the courts are capped no more.
"""

import pytest

from assessment.model.answer import Confidence
from assessment.model.assessment import Record
from assessment.model.comparison import Verdict, VersionDifference
from assessment.scoring.version_difference import split_difference, turned_round
from tests.builders import Level
from tests.two_versions import both_versions
from tests.unit.compare.sides import a_record

OLDER, NEWER = both_versions()
KEPT = frozenset({"LAW-1", "LAW-2", "SEC-1", "SEC-3", "PRE-1"})

BEFORE: dict[str, Level] = {
    "LAW-1": 2,
    "LAW-2": 4,
    "LAW-3": 4,
    "SEC-1": 2,
    "SEC-2": 2,
    "SEC-3": 2,
    "PRE-1": 2,
    "PRE-2": 2,
}
AFTER: dict[str, Level] = {
    "LAW-1": 2,
    "LAW-2": 4,
    "LAW-3": 4,
    "SEC-1": 3,
    "SEC-2": 4,
    "SEC-3": 2,
    "SEC-4": 0,
    "PRE-1": 4,
    "PRE-3": 0,
}


def record_of(levels: dict[str, Level], period: str, confidence: Confidence = "high") -> Record:
    framework = OLDER if "PRE-2" in levels else NEWER
    return a_record(framework, levels, confidence=confidence, period=period)


def split(before: dict[str, Level] = BEFORE, after: dict[str, Level] = AFTER, **fields):
    records = record_of(before, "2025", **fields), record_of(after, "2026", **fields)
    found = split_difference((OLDER, records[0]), (NEWER, records[1]), KEPT)
    return {one.dimension_id: one for one in found}


def parts(found: VersionDifference) -> tuple[float | None, float | None, float | None]:
    return found.whole, found.state, found.method


def test_the_whole_difference_is_that_of_the_state_and_that_of_the_method():
    # 1.0: (2 × 50 + 50 + 50) / 4 = 50.  2.0: (2 × 75 + 100 + 50 + 0) / 5 = 60.
    # Under 1.0, with the levels of SEC-1 and SEC-3 put in: (2 × 75 + 50 + 50) / 4 = 62.5.
    assert parts(split()["SEC"]) == (10.0, 12.5, -2.5)


def test_another_rule_alone_is_all_method():
    # 1.0: the mean 83.3 is capped at LAW-1 + 1 = 3, so 75.  2.0: (50 + 100 + 100) / 3 = 83.3.
    found = split()["LAW"]
    assert parts(found) == (pytest.approx(8.333333333), 0.0, pytest.approx(8.333333333))
    assert found.verdict is Verdict.NO_CLEAR_DIFFERENCE


def test_a_state_that_rose_can_stand_lower_by_method():
    # 1.0: both links 50, so 50.  2.0: links 100 and 0, so half of 0 and half of 50: 25.
    # Under 1.0 with PRE-1 put in: links 100 and 50, so half of 50 and half of 75: 62.5.
    found = split()["PRE"]
    assert parts(found) == (-25.0, 12.5, -37.5)
    assert found.verdict is not Verdict.LOWER


def test_only_what_kept_its_meaning_and_has_a_level_on_both_sides_is_put_in():
    found = split()
    assert {id_: (one.n_compared, one.n_kept) for id_, one in found.items()} == {
        "LAW": (2, 2),
        "SEC": (2, 2),
        "PRE": (1, 1),
    }
    # Nobody knows SEC-1 any more: that is no change of the state.
    unknown = split(after={**AFTER, "SEC-1": "II"})["SEC"]
    assert (unknown.state, unknown.n_compared) == (0.0, 1)


def test_without_a_score_on_one_side_only_what_can_be_computed_is_there():
    few = split(after={"SEC-1": 3, "SEC-3": 2, "PRE-3": 0})["SEC"]
    assert few.after.value is None
    assert (few.whole, few.state, few.method) == (None, 12.5, None)


def test_without_any_question_in_common_nothing_is_said_of_the_state():
    before, after = record_of(BEFORE, "2025"), record_of(AFTER, "2026")
    (law, *_) = split_difference((OLDER, before), (NEWER, after), frozenset())
    assert (law.state, law.method, law.interval) == (None, None, None)
    assert law.verdict is Verdict.NOT_COMPARABLE


def test_the_verdict_is_on_the_state_and_from_draws_of_the_difference_itself():
    # One level up from 0 everywhere: clear, although the courts score the same in points.
    low, high = dict.fromkeys(BEFORE, 0), dict.fromkeys(AFTER, 4)
    found = split(low, high)
    assert {one.verdict for one in found.values()} == {Verdict.HIGHER}


def test_what_was_not_put_in_errs_alike_on_both_sides():
    # Only LAW-1 and LAW-2 are put in; nothing changed and nothing is sure of LAW-3.
    same = split(BEFORE, {**AFTER, "LAW-3": "II"}, confidence="low")["LAW"]
    assert same.interval is not None
    assert same.interval.low <= 0 <= same.interval.high
    # With no indicator in common on both sides, nothing would be drawn at all.
    none = split(BEFORE, {**AFTER, "PRE-1": "II"})["PRE"]
    assert none.interval is None


def test_seen_from_the_later_version_every_sign_is_turned():
    for found in split().values():
        turned = turned_round(found)
        assert parts(turned) == tuple(-value + 0.0 for value in parts(found))
        assert (turned.before, turned.after) == (found.after, found.before)
        assert turned_round(turned) == found


def test_the_same_pair_gives_the_same_digits():
    assert split(confidence="low") == split(confidence="low")

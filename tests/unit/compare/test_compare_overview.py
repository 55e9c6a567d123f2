"""The quick scores of many assessments are those of the profile, to the last digit."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.scoring.profile import score_record, score_records
from tests.builders import small_framework
from tests.random_answers import levels, quick
from tests.unit.compare.sides import a_record

QUICK = quick(small_framework())
SHARED = ("dimension_id", "value", "low", "high", "band", "interval")
SHARED = (*SHARED, "n_scored", "n_applicable", "missing", "missing_keys", "coverage")


@settings(max_examples=60, deadline=None)
@given(answers=st.lists(levels(QUICK), min_size=1, max_size=3))
def test_the_overview_agrees_with_the_profile_to_the_last_digit(answers):
    records = [a_record(QUICK, one) for one in answers]
    for record, found in zip(records, score_records(QUICK, records), strict=True):
        profile = score_record(QUICK, record)
        for score, quickly in zip(profile.dimensions, found, strict=True):
            assert [getattr(quickly, name) for name in SHARED] == [
                getattr(score, name) for name in SHARED
            ]


def test_no_records_give_no_scores():
    assert score_records(QUICK, []) == ()

"""The services give the scores of the one scoring function, against the right baseline."""

import pytest

from assessment.model.answer import FlagEntry
from assessment.programmes.match import suggest_programmes
from assessment.scoring.profile import baseline_of, score_record
from assessment.services.baseline import find_baseline
from assessment.services.results import export_results, file_name, score
from tests.builders import all_at, an_assessment
from tests.unit.services.desk import Desk


def answer_all(desk: Desk, opened, level: int) -> None:
    for id_, each in all_at(desk.framework, level).items():
        desk.answer(opened, id_, each, confidence="high")


def test_scores_equal_those_of_the_scoring_called_directly(both_desks: Desk):
    opened = both_desks.begin()
    answer_all(both_desks, opened, 3)
    both_desks.answer(opened, "SEC-1", 0)
    both_desks.answer(opened, "LAW-1", 1)
    both_desks.answer(opened, "PRE-2", "II")
    both_desks.flag(opened, FlagEntry("X1", "present"))
    results = score(both_desks.context, opened)
    record = both_desks.store.record(opened.assessment)
    direct = score_record(both_desks.framework, record)
    assert results.record == record
    assert results.profile == direct
    assert results.suggestions == suggest_programmes(both_desks.framework, record, direct)
    assert results.baseline is None
    assert direct.active_gap_ids


def test_an_earlier_assessment_is_the_baseline_of_the_scores(desk: Desk):
    earlier, opened = desk.begin(id="a-0", period="2025"), desk.begin()
    answer_all(desk, earlier, 4)
    answer_all(desk, opened, 2)
    results = score(desk.context, opened)
    assert results.baseline == earlier.assessment
    before = desk.store.record(earlier.assessment)
    baseline = baseline_of("Karsova, 2025", before, score_record(desk.framework, before))
    record = desk.store.record(opened.assessment)
    assert results.profile == score_record(desk.framework, record, baseline=baseline)


@pytest.mark.parametrize(
    "unlike",
    [
        {"state_code": "XKB"},
        {"state_name": "Xandria"},
        {"region": "North"},
        {"mode": "self"},
        {"questionnaire_id": "other"},
        {"questionnaire_checksum": "edited"},
        {"period": "2026"},
        {"period": "2027"},
    ],
)
def test_what_cannot_be_compared_is_no_baseline(desk: Desk, unlike):
    opened = desk.begin(period="2026")
    heading = an_assessment(desk.framework, **({"id": "a-0", "period": "2025"} | unlike))
    desk.store.create_assessment(heading, desk.context.actor)
    assert find_baseline(desk.context, opened.assessment) is None


def test_of_several_earlier_ones_the_latest_is_the_baseline(desk: Desk):
    for period in ("2023", "2025-H2", "2024", "2026-H2"):
        desk.begin(id=f"a-{period}", period=period)
    opened = desk.begin(period="2026-H1")
    found = find_baseline(desk.context, opened.assessment)
    assert found is not None
    assert found.period == "2025-H2"


def test_results_are_handed_out_under_a_name_that_any_disk_takes(desk: Desk):
    opened = desk.begin(region="North/East: a*b", period="2026 H1")
    desk.answer(opened, "LAW-1", 3)
    download = export_results(desk.context, opened)
    assert download.name == "small_XKA_North-East--a-b_2026-H1_results.xlsx"
    assert download.content.startswith(b"PK")
    assert file_name(an_assessment(), "field") == "small_XKA_2026_field.xlsx"

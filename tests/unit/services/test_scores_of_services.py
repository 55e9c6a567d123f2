"""The services give the scores of the one scoring function, against the right baseline."""

import pytest

from assessment.model.answer import FlagEntry
from assessment.programmes.match import suggest_programmes
from assessment.reporting.rounds import baseline_sentences
from assessment.scoring.profile import baseline_of, score_record
from assessment.services.baseline import measure_declines
from assessment.services.context import Opened
from assessment.services.results import export_results, file_name, score
from assessment.services.reviews import read_reviews
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
    assert results.earlier.latest is None
    assert direct.active_gap_ids


def test_an_earlier_assessment_is_the_baseline_of_the_scores(desk: Desk):
    earlier, opened = desk.begin(id="a-0", period="2025"), desk.begin()
    answer_all(desk, earlier, 4)
    answer_all(desk, opened, 2)
    results = score(desk.context, opened)
    assert results.earlier.baselines == dict.fromkeys(("LAW", "SEC", "PRE"), earlier.assessment)
    before = desk.store.record(earlier.assessment)
    baseline = baseline_of(before, score_record(desk.framework, before).dimensions)
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
        {"period": "2026", "scope_note": "The courts only."},
        {"period": "2027"},
    ],
)
def test_what_cannot_be_compared_is_no_baseline(desk: Desk, unlike):
    opened = desk.begin(period="2026")
    heading = an_assessment(desk.framework, **({"id": "a-0", "period": "2025"} | unlike))
    desk.store.create_assessment(heading, desk.context.actor)
    answer_all(desk, Opened(heading, desk.framework), 4)
    baseline, earlier = measure_declines(desk.context, opened)
    assert baseline is None
    assert earlier.baselines == {}


@pytest.mark.parametrize(
    "spelt",
    [
        {"state_name": "KARSOVA"},
        {"region": "North eastern"},
        {"region": "NORTH-EASTERN "},
        {"period": "Q4 2025"},
        {"period": "12/2025"},
    ],
)
def test_another_spelling_of_the_same_place_or_time_is_the_baseline(desk: Desk, spelt):
    opened = desk.begin(region="North Eastern", period="Q1 2026")
    other = desk.begin(**({"id": "a-0", "region": "North Eastern", "period": "2025"} | spelt))
    answer_all(desk, other, 4)
    assert measure_declines(desk.context, opened)[1].latest == other.assessment


def test_a_renamed_state_keeps_its_past(desk: Desk):
    real = {"state_code": "TUR", "invented": False}
    earlier = desk.begin(id="a-0", period="2023", state_name="Turkey", **real)
    opened = desk.begin(state_name="T\u00fcrkiye", **real)
    answer_all(desk, earlier, 4)
    answer_all(desk, opened, 2)
    results = score(desk.context, opened)
    assert results.earlier.latest == earlier.assessment
    assert read_reviews(desk.context, opened).ground.tier_id == results.profile.tier.id


def test_of_several_earlier_ones_the_latest_is_the_baseline(desk: Desk):
    for period in ("2023", "H2 2025", "2024", "Q4 2026"):
        answer_all(desk, desk.begin(id=f"a-{period}", period=period), 3)
    opened = desk.begin(period="2026-H1")
    latest = measure_declines(desk.context, opened)[1].latest
    assert latest is not None
    assert latest.period == "H2 2025"


def test_an_empty_assessment_is_nobodys_baseline_and_is_named(desk: Desk):
    earlier = desk.begin(id="a-0", period="2023")
    empty, opened = desk.begin(id="a-1b", period="2025"), desk.begin()
    answer_all(desk, earlier, 4)
    answer_all(desk, opened, 2)
    found = score(desk.context, opened).earlier
    assert (found.latest, found.without_scores) == (earlier.assessment, (empty.assessment,))
    asked = opened.framework.questionnaire
    against, empty_one = baseline_sentences(found, opened.assessment, asked)
    assert against == "Declines are measured against Karsova, 2023."
    assert "Karsova, 2025 is an earlier round, but it has no score" in empty_one


def test_each_dimension_has_the_last_earlier_score_of_its_own(desk: Desk):
    """LAW fell since 2023 and SEC since 2025, which knows nothing of LAW."""
    first, second = desk.begin(id="a-0", period="2023"), desk.begin(id="a-1b", period="2025")
    opened = desk.begin()
    answer_all(desk, first, 4)
    for id_ in all_at(desk.framework, 4):
        if id_.startswith("SEC"):
            desk.answer(second, id_, 4, confidence="high")
    answer_all(desk, opened, 1)
    results = score(desk.context, opened)
    served = {id_: one.period for id_, one in results.earlier.baselines.items()}
    assert served == {"LAW": "2023", "SEC": "2025", "PRE": "2023"}
    sentences = baseline_sentences(
        results.earlier, opened.assessment, opened.framework.questionnaire
    )
    assert sentences == (
        "Declines in LAW and PRE are measured against Karsova, 2023.",
        "Declines in SEC are measured against Karsova, 2025.",
    )
    baseline, _earlier = measure_declines(desk.context, opened)
    assert baseline is not None
    assert (baseline.level("LAW-1", "LAW"), baseline.level("SEC-1", "SEC")) == (4, 4)


def test_a_round_without_a_place_in_time_is_no_baseline_and_is_named(desk: Desk):
    lost = desk.begin(id="a-0", period="last year")
    opened = desk.begin()
    answer_all(desk, lost, 4)
    found = score(desk.context, opened).earlier
    asked = opened.framework.questionnaire
    nothing, unplaced = baseline_sentences(found, opened.assessment, asked)
    assert nothing == "No decline is measured: no earlier round was asked the same and has scores."
    assert unplaced.startswith("Karsova, last year may be an earlier round")
    (own,) = baseline_sentences(score(desk.context, lost).earlier, lost.assessment, asked)
    assert own == "The period 'last year' has no place in time, so no decline is measured."


def test_results_are_handed_out_under_a_name_that_any_disk_takes(desk: Desk):
    opened = desk.begin(region="North/East: a*b", period="2026 H1")
    desk.answer(opened, "LAW-1", 3)
    download = export_results(desk.context, opened)
    assert download.name == "small_XKA_Karsova_North-East--a-b_2026-H1_external_results.xlsx"
    assert download.content.startswith(b"PK")
    assert file_name(an_assessment(), "field") == "small_XKA_Karsova_2026_external_field.xlsx"

"""Regional assessments stand beside that of their state, and never in its score."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from assessment.model.scope import Scope
from assessment.reporting.regions import coverage_of, why_assess_regions
from assessment.services.context import Opened, open_assessment
from assessment.services.results import export_results, regional_results, score
from assessment.services.scope import begin_region, save_scope
from tests.builders import all_at
from tests.unit.services.desk import Desk

SHEET = Scope(
    government=("National ministries",),
    groups=("Group A", "Group B"),
    groups_at_risk=("Group B",),
    areas_at_risk=("none",),
    regions=("North", "South"),
    held_by_others=("Northern hills: an armed group",),
)


@pytest.fixture
def state(desk: Desk) -> Opened:
    """A state at level 4 everywhere, with two regions on its sheet."""
    opened = desk.begin()
    save_scope(desk.context, opened, SHEET, 0)
    for id_, level in all_at(desk.framework, 4).items():
        desk.answer(opened, id_, level)
    return opened


def begun(desk: Desk, state: Opened, region: str) -> Opened:
    return open_assessment(desk.context, begin_region(desk.context, state, region).id)


def test_a_region_at_the_lowest_level_moves_nothing_in_the_state(desk: Desk, state: Opened):
    before = score(desk.context, state).profile
    north = begun(desk, state, "North")
    for id_, level in all_at(desk.framework, 0).items():
        desk.answer(north, id_, level)
    assert score(desk.context, state).profile == before
    (found,) = regional_results(desk.context, state)
    assert found.opened.assessment.region == "North"
    assert {one.value for one in found.profile.dimensions} == {0.0}


def test_regions_come_by_name_and_a_region_has_none_beside_it(desk: Desk, state: Opened):
    begun(desk, state, "South")
    north = begun(desk, state, "North")
    names = [one.opened.assessment.region for one in regional_results(desk.context, state)]
    assert names == ["North", "South"]
    assert regional_results(desk.context, north) == ()


@pytest.mark.parametrize(
    "other",
    [{"period": "2027"}, {"state_code": "XKB", "state_name": "Other"}, {"questionnaire_id": "x"}],
    ids=["period", "state", "questionnaire"],
)
def test_only_the_same_state_period_and_questionnaire_stand_beside(
    desk: Desk, state: Opened, other: dict[str, str]
):
    heading = replace(state.assessment, **({"id": "b-1", "region": "North"} | other))
    desk.store.create_assessment(heading, desk.context.actor)
    assert regional_results(desk.context, state) == ()


def test_coverage_is_the_share_of_all_applicable_questions(desk: Desk, state: Opened):
    north = begun(desk, state, "North")
    desk.answer(north, "LAW-1", 2)
    desk.answer(north, "LAW-2", "NA")
    desk.answer(north, "SEC-1", "II")
    # 8 questions, 1 of them not applicable; 1 of 7 has a level.
    assert coverage_of(score(desk.context, north).profile) == pytest.approx(1 / 7)


def test_why_a_region_is_proposed_names_what_the_sheet_says():
    assert "Northern hills: an armed group" in why_assess_regions(SHEET)
    missed = Scope(held_by_others=("none",), not_reached=("Two valleys",))
    assert "Two valleys" in why_assess_regions(missed)
    assert why_assess_regions(Scope(held_by_others=("none",), not_reached=("none",))) == ""
    assert why_assess_regions(Scope()) == ""


def cells(desk: Desk, state: Opened, sheet: str, **options: bool) -> list[list[object]]:
    content = export_results(desk.context, state, **options).content
    rows = load_workbook(BytesIO(content))[sheet].iter_rows(values_only=True)
    return [list(row) for row in rows]


def test_the_results_workbook_lists_regions_with_the_mark(desk: Desk, state: Opened):
    assert (
        "Regions"
        not in load_workbook(BytesIO(export_results(desk.context, state).content)).sheetnames
    )
    begun(desk, state, "South")
    north = begun(desk, state, "North")
    desk.answer(north, "LAW-1", 2)
    heading, first, second = cells(desk, state, "Regions")
    assert heading == ["Region", "Kind", "LAW", "SEC", "PRE", "Coverage", "Tier", "Mark"]
    assert (first[0], first[5], first[-1]) == (
        *("North", "12.5%", "not counted in the score of the state"),
    )
    # Nothing is answered in the south: no verdict of any kind.
    assert second == [
        *("South", "external assessment", "?", "?", "?", "0%", "none"),
        "not counted in the score of the state",
    ]


def test_lists_that_could_lead_to_people_are_left_out_of_results_unless_asked_for(
    desk: Desk, state: Opened
):
    lists = dict(cells(desk, state, "Scope sheet")[1:])
    assert lists["Main groups"] == "2 entries, left out here because the list is restricted"
    assert lists["Groups at risk"] == "1 entry, left out here because the list is restricted"
    assert lists["Areas at risk"] == "none"
    assert lists["Regions"] == "North; South"
    assert lists["Where the assessor could not go"] == "not filled in"
    whole = dict(cells(desk, state, "Scope sheet", include_restricted=True)[1:])
    assert (whole["Main groups"], whole["Groups at risk"]) == ("Group A; Group B", "Group B")

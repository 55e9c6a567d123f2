"""The scope sheet: saved whole, refused with all reasons at once, and the way to a region."""

from dataclasses import replace

import pytest

from assessment.model.checks import LONGEST_ENTRY, LONGEST_TEXT
from assessment.model.scope import Scope
from assessment.services.context import open_assessment
from assessment.services.scope import begin_region, read_scope, save_scope
from tests.unit.services.desk import Desk, codes, refused

SHEET = Scope(
    government=("National ministries", "Army"),
    groups=("Group A", "Group B"),
    regions=("North", "South"),
    held_by_others=("Northern hills: an armed group",),
)


def test_a_sheet_is_kept_with_who_filled_it_in(desk: Desk):
    opened = desk.begin()
    assert read_scope(desk.context, opened) is None
    save_scope(desk.context, opened, SHEET, 0)
    found = read_scope(desk.context, opened)
    assert found is not None
    assert (found.scope, found.revision, found.person_name) == (SHEET, 1, "Ada Amin")


def test_saying_the_same_again_makes_no_new_revision(desk: Desk):
    opened = desk.begin()
    save_scope(desk.context, opened, SHEET, 0)
    save_scope(desk.context, opened, SHEET, 1)
    assert desk.store.record(opened.assessment).scope_revision == 1


def test_an_empty_sheet_is_not_kept_as_a_first_one(desk: Desk):
    opened = desk.begin()
    save_scope(desk.context, opened, Scope(), 0)
    assert read_scope(desk.context, opened) is None


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_written(desk: Desk):
    opened = desk.begin()
    wrong = Scope(
        government=("x" * (LONGEST_ENTRY + 1),),
        groups=tuple(f"Group {number}" for number in range(1_500)),
        groups_at_risk=("Group A", "group a"),
        regions=("none", "North"),
    )
    problems = refused(save_scope, desk.context, opened, wrong, 0)
    assert codes(problems) == [
        "scope.entry_too_long",
        "scope.list_too_long",
        "scope.entry_repeated",
        "scope.none_beside_entries",
    ]
    assert [problem.where for problem in problems] == [
        "Scope sheet, Who counts as government",
        "Scope sheet, Main groups",
        "Scope sheet, Groups at risk",
        "Scope sheet, Regions",
    ]
    assert "Group A" not in str(problems[0])
    assert read_scope(desk.context, opened) is None


def test_the_longest_entry_and_the_longest_list_are_taken(desk: Desk):
    opened = desk.begin()
    # 49 entries of 200 characters and a line break each make 9,849; 151 more make 10,000.
    names = tuple(f"{number:03} ".ljust(LONGEST_ENTRY, "x") for number in range(49))
    names = (*names, "y" * (LONGEST_TEXT - len("\n".join(names)) - 1))
    save_scope(desk.context, opened, Scope(regions=names), 0)
    assert desk.store.record(opened.assessment).scope.regions == names


def test_a_sheet_that_did_not_see_the_newest_is_refused_by_name(desk: Desk):
    opened = desk.begin()
    save_scope(desk.of("Ben Bo").context, opened, SHEET, 0)
    other = replace(SHEET, groups=("Group C",))
    (problem,) = refused(save_scope, desk.context, opened, other, 0)
    assert problem.code == "scope.stale"
    assert problem.found.startswith("Ben Bo (")
    assert desk.store.record(opened.assessment).scope == SHEET
    save_scope(desk.context, opened, other, 1)
    assert desk.store.record(opened.assessment).scope == other


def test_the_sheet_never_changes_a_score_or_an_answer(desk: Desk):
    opened = desk.begin()
    desk.answer(opened, "LAW-1", 3)
    before = desk.store.record(opened.assessment)
    save_scope(desk.context, opened, SHEET, 0)
    after = desk.store.record(opened.assessment)
    assert replace(after, scope=Scope(), scope_revision=0) == before


def test_a_region_is_begun_for_the_same_state_period_mode_and_version(desk: Desk):
    opened = desk.begin(scope_note="Without the islands")
    save_scope(desk.context, opened, SHEET, 0)
    begun = open_assessment(desk.context, begin_region(desk.context, opened, "North").id)
    same = replace(
        begun.assessment,
        id=opened.assessment.id,
        region="",
        scope_note="Without the islands",
        created_at=opened.assessment.created_at,
    )
    assert same == opened.assessment
    assert begun.assessment.title == "Karsova (North), 2026"
    assert begun.assessment.created_at > opened.assessment.created_at


def test_a_region_is_not_begun_twice(desk: Desk):
    opened = desk.begin()
    save_scope(desk.context, opened, SHEET, 0)
    begin_region(desk.context, opened, "North")
    assert codes(refused(begin_region, desk.context, opened, "North")) == ["assessment.exists"]


@pytest.mark.parametrize("region", ["East", "", "none"])
def test_only_a_region_of_the_sheet_can_be_begun(desk: Desk, region: str):
    opened = desk.begin()
    save_scope(desk.context, opened, replace(SHEET, regions=("none",)), 0)
    assert codes(refused(begin_region, desk.context, opened, region)) == ["scope.region_unknown"]


def test_a_region_has_no_regions_of_its_own(desk: Desk):
    opened = desk.begin(region="North")
    save_scope(desk.context, opened, SHEET, 0)
    assert codes(refused(begin_region, desk.context, opened, "South")) == ["scope.region_unknown"]

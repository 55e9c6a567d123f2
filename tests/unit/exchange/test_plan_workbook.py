"""The workbook of a plan: values only, days that sort, and who reads it needs no one to explain."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from openpyxl import Workbook

from assessment.exchange.plan_workbook import write_plan_workbook
from assessment.model.plan import (
    Attestation,
    Milestone,
    Plan,
    PlanItem,
    RecordedAttestation,
    RecordedItem,
    RecordedMilestone,
)
from assessment.programmes.plan import moves_between, stand, stand_milestones
from assessment.reporting.plans import PlanReport, plan_report
from assessment.scoring.profile import score_record
from tests.builders import MOMENT, an_assessment, record_with, small_framework

FORMULA = '=HYPERLINK("https://tracker.example","x")'
ITEM = PlanItem("LAW-1", 3, 1, owner=FORMULA, starts=date(2026, 1, 2), cost_low=1_500_000)
MET = Attestation(1, "met", "government", "Ada Amin", date(2026, 3, 1), FORMULA)


def a_report(plan: Plan, **earlier: object) -> PlanReport:
    """What is said of a plan of the small questionnaire, with LAW-1 at level 1."""
    framework, assessment = small_framework(), an_assessment()
    record = record_with(framework, {"LAW-1": 1})
    standings = stand(plan, framework, record, score_record(framework, record), (), today=TODAY)
    milestones = stand_milestones(plan, TODAY)
    return plan_report(framework, assessment, standings, milestones, **earlier)  # type: ignore[arg-type] - as given


TODAY = MOMENT.date()


@pytest.fixture
def plan() -> Plan:
    agreed = Milestone("The law", date(2026, 9, 1), "Ministry", "Agency", 1)
    said = [MET, replace(MET, says="not_met", party="partner", said_by="Ben Bo")]
    return Plan(
        (RecordedItem(ITEM, 1, "Ada Amin", "page", MOMENT),),
        (RecordedMilestone(agreed, 1, "Ada Amin", MOMENT),),
        tuple(RecordedAttestation(one, "Ada Amin", MOMENT) for one in said),
    )


def read(report: PlanReport) -> Workbook:
    return openpyxl.load_workbook(BytesIO(write_plan_workbook(report, MOMENT)))


def test_what_people_typed_stays_text_and_nothing_is_a_formula(plan: Plan):
    workbook = read(a_report(plan))
    cells = [cell for sheet in workbook for row in sheet for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert [cell.value for cell in cells].count(FORMULA) == 3


def test_days_sort_and_costs_are_numbers(plan: Plan):
    sheet = read(a_report(plan))["Plan"]
    headings = [cell.value for cell in sheet[1]]
    row = dict(zip(headings, sheet[2], strict=True))
    assert row["From"].value == "2026-01-02"
    assert (row["Lowest cost"].value, row["Lowest cost"].number_format) == (1_500_000, "#,##0")
    assert (row["Highest cost"].value, row["Until"].value) == (None, None)


def test_each_thing_that_was_said_of_a_milestone_has_a_row(plan: Plan):
    rows = [*read(a_report(plan))["Milestones"].values][1:]
    assert [(row[8], row[9]) for row in rows] == [("Ada Amin", "met"), ("Ben Bo", "not met")]
    assert all("The parties do not agree" in str(row[6]) for row in rows)


def test_a_plan_without_milestones_says_so(plan: Plan):
    sheet = read(a_report(replace(plan, milestones=(), attestations=())))["Milestones"]
    assert sheet["A2"].value == "Nothing is entered yet."


def test_the_last_sheet_says_how_to_read_it_and_that_the_state_is_invented(plan: Plan):
    workbook = read(a_report(plan))
    texts = [str(row[0]) for row in workbook.worksheets[-1].values]
    assert "Invented for demonstration: this state does not exist." in texts
    assert any("'Level then' is the level when the item was planned" in text for text in texts)
    assert any(text.startswith("Milestone 1: The parties do not agree") for text in texts)


def test_the_earlier_plan_stands_on_a_sheet_with_the_warning_about_causes(plan: Plan):
    framework = small_framework()
    before, after = (record_with(framework, {"LAW-1": level}) for level in (1, 2))
    moves = moves_between(plan, before, after, {})
    sheet = read(a_report(Plan(), earlier=an_assessment(), moves=moves))["Earlier plan"]
    texts = [str(cell.value) for row in sheet for cell in row if cell.value]
    assert any("cannot be compared: this round does not ask about it" in text for text in texts)
    assert any("no proof that the item moved it" in text for text in texts)

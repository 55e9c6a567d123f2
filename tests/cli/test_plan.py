"""The plan at the command line: shown beside the findings of today, and written to a file."""

import csv
import json
from datetime import date

import openpyxl
import pytest

from assessment.model.plan import Attestation, Milestone, PlanItem
from assessment.services.context import Context, open_assessment
from assessment.services.plans import add_item, add_milestone, attest
from assessment.wiring import Settings, open_application
from tests.cli.terminal import Terminal


@pytest.fixture
def context(terminal: Terminal) -> Context:
    return open_application(Settings.from_environment(terminal.environment)).context()


@pytest.fixture
def id_(terminal: Terminal, context: Context) -> str:
    """An assessment with a plan of one item and one milestone, whose answer then changed."""
    id_ = terminal.begin()
    opened = open_assessment(context, id_)
    indicator = opened.framework.questionnaire.indicators[0].id
    terminal.answer(id_, {indicator: 1})
    costs = {"cost_low": 5, "currency": "USD"}
    add_item(context, opened, PlanItem(indicator, 2, option="=Write a law", owner="M", **costs))
    add_milestone(context, opened, Milestone("Law", date(2026, 9, 1), "Ministry", "Agency"))
    attest(context, opened, Attestation(1, "met", "partner", "Ben Bo", date(2026, 1, 1), "Seen"))
    terminal.answer(id_, {indicator: 2})
    return id_


def test_an_assessment_without_a_plan_says_so(terminal: Terminal):
    id_ = terminal.begin()
    assert "Nothing is planned yet." in terminal.done("plan", id_).stdout
    found = terminal.read("plan", id_)
    assert (found["items"], found["milestones"], found["moves"]) == ([], [], None)


def test_the_plan_says_what_the_answers_of_today_say(terminal: Terminal, id_: str):
    shown = terminal.done("plan", id_).stdout
    assert "To look at first:" in shown
    assert "was at level 1 when the item was planned, and is at level 2." in shown
    assert "Cost range: USD 5 or more" in shown
    assert "Met, as it is said: Ben Bo (partner) says met, on 1 Jan 2026." in shown


def test_programs_get_the_same_as_values(terminal: Terminal, id_: str):
    found = terminal.read("plan", id_)
    (item,), (milestone,) = found["items"], found["milestones"]
    assert (item["change"], item["has_reached"], item["now"]["level"]) == ("up", True, 2)
    assert (item["item"]["level_then"], item["item"]["currency"]) == (1, "USD")
    assert milestone["milestone"]["due_on"] == "2026-09-01"
    assert milestone["attested"][0]["attestation"]["said_by"] == "Ben Bo"
    assert found["file"] is None


def test_the_workbook_has_items_milestones_and_how_to_read_them(terminal: Terminal, id_: str):
    target = terminal.folder / "plan.xlsx"
    assert terminal.done("plan", id_, "-o", target).stdout.strip() == str(target)
    workbook = openpyxl.load_workbook(target)
    assert workbook.sheetnames == ["Plan", "Milestones", "How to read"]
    values = {cell.value: cell.data_type for row in workbook["Plan"] for cell in row}
    assert values["=Write a law"] == "s"
    assert terminal.refused("plan", id_, "-o", target) == ["file.exists"]
    terminal.done("plan", id_, "-o", target, "--force")


def test_a_folder_gets_a_workbook_under_a_name_of_its_own(terminal: Terminal, id_: str):
    found = terminal.read("plan", id_, "-o", terminal.folder)
    assert found["file"].endswith("_XKA_Karsova_2026_self_plan.xlsx")


def test_the_items_can_be_had_as_csv_that_runs_nothing(terminal: Terminal, id_: str):
    target = terminal.folder / "items.csv"
    terminal.done("plan", id_, "-o", target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["What is done"], row["Level then"], row["Level now"]) == ("'=Write a law", "1", "2")
    assert (row["Lowest cost"], row["Highest cost"]) == ("5", "")


def test_another_format_is_refused_with_what_is_allowed(terminal: Terminal, id_: str):
    assert terminal.refused("plan", id_, "-o", terminal.folder / "plan.pdf") == [
        "plan.format_unknown"
    ]
    assert not (terminal.folder / "plan.pdf").exists()


def test_the_next_round_says_what_became_of_it(terminal: Terminal, id_: str):
    begun = json.loads(terminal.done("new", "--from", id_, "--period", "2027", "--json").stdout)
    later = begun["assessment"]["id"]
    shown = terminal.done("plan", later).stdout
    assert "What became of the plan of Karsova, 2026:" in shown
    assert "is no proof that the item moved it" in shown
    assert len(terminal.read("plan", later)["moves"]["rows"]) == 1


def test_the_results_have_the_plan_on_sheets_of_its_own(terminal: Terminal, id_: str):
    target = terminal.folder / "results.xlsx"
    terminal.done("results", id_, "-o", target)
    assert {"Plan", "Milestones"} <= set(openpyxl.load_workbook(target).sheetnames)

"""The plan is filled in with forms, held against the answers, and never hides a newer version."""

from dataclasses import replace
from datetime import date

import pytest

from assessment.model.plan import Attestation, Milestone, PlanItem
from assessment.services.context import Opened, open_assessment
from assessment.services.plans import add_item, add_milestone, attest, read_plan, revise_item
from assessment.services.rounds import begin_round
from tests.builders import an_answer
from tests.pages.screen import Screen
from tests.pages.typed_texts import HOSTILE, PICTURE
from tests.pages.workspace import Workspace

LEVELS = {"LAW-1": 1, "SEC-1": 1, "LAW-2": 0, "LAW-3": 4, "SEC-2": 3}
ITEM = PlanItem("LAW-1", 3, programme_id="P1", owner="Ministry", ends=date(2030, 1, 1))
MILESTONE = Milestone("The law is adopted.", date(2030, 1, 1), "Ministry", "Agency")


def stored(workspace: Workspace, opened: Opened, number: int = 1) -> PlanItem:
    return read_plan(workspace.context(), opened).current[number].item


@pytest.fixture
def opened(workspace: Workspace) -> Opened:
    return workspace.begin(LEVELS)


@pytest.fixture
def planned(workspace: Workspace, opened: Opened) -> Opened:
    """An assessment with one item and one milestone."""
    add_item(workspace.context(), opened, ITEM)
    add_milestone(workspace.context(), opened, MILESTONE)
    return opened


def new(opened: Opened, field: str) -> str:
    return f"{opened.assessment.id}:plan:new:field:{field}"


def change(opened: Opened, field: str) -> str:
    return f"{opened.assessment.id}:plan:item:1:field:{field}"


def start_changing(workspace: Workspace, opened: Opened) -> Screen:
    screen = workspace.open("plan", opened)
    return screen.give(f"{opened.assessment.id}:plan:change:1", True)  # noqa: FBT003 - on


def test_an_empty_plan_says_what_to_do_with_critical_gaps_first(workspace: Workspace, opened):
    screen = workspace.open("plan", opened)
    assert "Nothing is planned yet. Begin with an indicator below" in screen.text
    (choice,) = [one for one in screen.at.selectbox if one.key == new(opened, "indicator_id")]
    assert choice.options[:3] == [
        "LAW-1 (Independent judges): level 1, critical gap CG-1",
        "SEC-1 (Lawful command): level 1, critical gap CG-1",
        "LAW-2 (Fair hearings): level 0",
    ]
    assert not any(option.startswith("LAW-3") for option in choice.options)


def test_an_item_is_added_and_the_fields_are_empty_again(workspace: Workspace, opened):
    screen = workspace.open("plan", opened)
    screen.type_in(
        {
            new(opened, "goal:LAW-1"): 3,
            new(opened, "programme_id:LAW-1"): "P1",
            new(opened, "owner"): " Ministry of Justice ",
            new(opened, "starts"): date(2026, 1, 1),
            new(opened, "ends"): date(2027, 1, 1),
            new(opened, "cost_low"): 1000,
            new(opened, "cost_high"): 2000,
            new(opened, "currency"): "USD",
            new(opened, "measure"): "Rulings",
        }
    )
    screen.click("Add to the plan")
    assert screen.errors() == []
    assert "Saved." in screen.text
    item = stored(workspace, opened)
    assert (item.goal, item.programme_id, item.owner) == (3, "P1", "Ministry of Justice")
    assert (item.level_then, item.cost_low, item.ends) == (1, 1000, date(2027, 1, 1))
    assert screen.value(new(opened, "owner")) == ""
    assert "Owner: Ministry of Justice" in screen.text
    assert "Cost range: USD 1,000 to 2,000" in screen.text
    assert "When it was planned: level 1. Now: level 1. To reach: level 3." in screen.text


def test_everything_wrong_is_said_at_once_and_the_fields_keep_what_was_typed(
    workspace: Workspace, opened
):
    screen = workspace.open("plan", opened)
    screen.type_in(
        {
            new(opened, "owner"): "Ministry",
            new(opened, "starts"): date(2027, 1, 1),
            new(opened, "ends"): date(2026, 1, 1),
            new(opened, "cost_low"): 2,
            new(opened, "cost_high"): 1,
        }
    )
    screen.click("Add to the plan")
    errors = screen.errors()
    assert [error.partition(":")[0] for error in errors] == [
        "New item, Level to reach",
        "New item, Until",
        "New item, Cost range",
        "New item, Currency",
    ]
    assert "Allowed are 2 to 4. Choose a level above that of today." in errors[0]
    assert screen.value(new(opened, "owner")) == "Ministry"
    assert read_plan(workspace.context(), opened).n_rows == 0


def test_another_indicator_offers_its_own_levels_and_programmes_first(workspace: Workspace, opened):
    screen = workspace.open("plan", opened).give(new(opened, "indicator_id"), "SEC-2")
    by_key = {one.key: one for one in screen.at.selectbox}
    assert by_key[new(opened, "goal:SEC-2")].options == ["4  Lasting"]
    assert by_key[new(opened, "programme_id:SEC-2")].options[:2] == [
        "None of these",
        "P2 Police reform",
    ]


def test_a_programme_that_is_not_advised_today_is_marked(workspace: Workspace):
    opened = workspace.begin({**LEVELS, "SEC-1": 0})
    screen = workspace.open("plan", opened)
    by_key = {one.key: one for one in screen.at.selectbox}
    options = by_key[new(opened, "programme_id:SEC-1")].options
    assert "P2 Police reform (not advised today)" in options


def test_a_programme_is_picked_where_it_is_suggested(workspace: Workspace, opened):
    screen = workspace.open("programmes", opened)
    pick = f"{opened.assessment.id}:pick"
    screen.at.get_by_key(f"{pick}:P1").click()
    screen.draw()
    assert screen.title == "Plan"
    # Of what it serves, Independent judges need it most.
    assert screen.value(new(opened, "indicator_id")) == "LAW-1"
    assert screen.value(new(opened, "programme_id:LAW-1")) == "P1"


def test_a_programme_that_is_not_advised_cannot_be_picked(workspace: Workspace):
    opened = workspace.begin({**LEVELS, "SEC-1": 0})
    screen = workspace.open("programmes", opened)
    pick = f"{opened.assessment.id}:pick"
    assert (screen.has(f"{pick}:P1"), screen.has(f"{pick}:P2")) == (True, False)


def test_when_an_answer_changes_the_plan_says_so_first(workspace: Workspace, planned):
    assert "Nothing has changed since it was planned" in workspace.open("plan", planned).text
    workspace.answer(planned, an_answer("LAW-1", 0))
    text = workspace.open("plan", planned).text
    assert "Look at these first" in text
    assert (
        "Item 1, LAW-1: The answer has changed: LAW-1 (Independent judges) was at level 1" in text
    )


def test_an_item_is_changed_and_its_versions_can_be_read(workspace: Workspace, planned):
    screen = start_changing(workspace, planned)
    assert screen.value(change(planned, "owner")) == "Ministry"
    screen.type_in({change(planned, "owner"): "Cabinet", change(planned, "status"): "agreed"})
    screen.click("Save the change")
    item = stored(workspace, planned)
    assert (item.owner, item.status, item.ends) == ("Cabinet", "agreed", date(2030, 1, 1))
    screen.give(f"{planned.assessment.id}:plan:versions:1", True)  # noqa: FBT003 - shown
    assert "Owner: Cabinet (before: Ministry)" in screen.text
    assert "Status: agreed (before: proposed)" in screen.text


def test_dropping_an_item_needs_a_reason_and_leaves_it_to_be_read(workspace: Workspace, planned):
    screen = start_changing(workspace, planned)
    screen.type_in({change(planned, "status"): "dropped"}).click("Save the change")
    (error,) = screen.errors()
    assert error.startswith("Item 1, Reason: It is dropped without a reason.")
    screen.type_in({change(planned, "reason"): "No money."}).click("Save the change")
    assert screen.errors() == []
    assert "The item was dropped: No money." in screen.text
    assert stored(workspace, planned).status == "dropped"


@pytest.fixture
def stale(workspace: Workspace, planned: Opened) -> Screen:
    """A change given here, after another hand changed the same item."""
    screen = start_changing(workspace, planned)
    other = replace(stored(workspace, planned), owner="Cabinet")
    revise_item(workspace.context("Cleo Cruz"), planned, other, 1)
    return screen.type_in({change(planned, "owner"): "Army"}).click("Save the change")


def test_a_stale_change_is_not_saved_and_names_who_was_faster(
    workspace: Workspace, planned, stale: Screen
):
    (error,) = stale.errors()
    assert "Cleo Cruz (" in error
    assert "Owner: Cabinet" in stale.text
    assert stored(workspace, planned).owner == "Cabinet"


def test_what_is_saved_can_be_kept(workspace: Workspace, planned, stale: Screen):
    stale.click("Keep what is saved")
    assert stale.errors() == []
    assert stale.value(change(planned, "owner")) == "Cabinet"
    assert stored(workspace, planned).owner == "Cabinet"


def test_ones_own_change_can_be_saved_over_the_newer_one(
    workspace: Workspace, planned, stale: Screen
):
    stale.click("Save mine over it")
    assert stale.errors() == []
    assert stored(workspace, planned).owner == "Army"
    assert len(read_plan(workspace.context(), planned).history(1)) == 3


def test_fields_that_are_open_say_that_somebody_changed_the_item(workspace: Workspace, planned):
    screen = start_changing(workspace, planned)
    other = replace(stored(workspace, planned), owner="Cabinet")
    revise_item(workspace.context("Cleo Cruz"), planned, other, 1)
    screen.draw()
    assert any("Somebody changed this item meanwhile" in said for said in screen.warnings())
    screen.click("Show it in the fields")
    assert screen.value(change(planned, "owner")) == "Cabinet"
    assert screen.warnings() == []


def test_fields_begin_anew_after_another_page(workspace: Workspace, planned):
    screen = start_changing(workspace, planned)
    other = replace(stored(workspace, planned), owner="Cabinet")
    revise_item(workspace.context("Cleo Cruz"), planned, other, 1)
    screen.go("programmes").go("plan").give(f"{planned.assessment.id}:plan:change:1", True)  # noqa: FBT003 - on
    assert screen.value(change(planned, "owner")) == "Cabinet"
    screen.type_in({change(planned, "owner"): "Army"}).click("Save the change")
    assert screen.errors() == []
    assert stored(workspace, planned).owner == "Army"


def test_a_milestone_is_added_and_two_parties_differ(workspace: Workspace, planned):
    beginning = f"{planned.assessment.id}:plan"
    screen = workspace.open("plan", planned)
    screen.click("Add the milestone")
    assert len(screen.errors()) == 4
    fields = {
        "title": "Adopted",
        "due_on": date(2030, 1, 1),
        "by_government": "M",
        "item_number": 1,
    }
    given = {f"{beginning}:milestone:field:{name}": value for name, value in fields.items()}
    screen.type_in({**given, f"{beginning}:milestone:field:by_partner": "A"})
    screen.click("Add the milestone")
    assert screen.errors() == []
    assert read_plan(workspace.context(), planned).agreed[2].milestone.item_number == 1
    said = Attestation(1, "not_met", "partner", "Ben Bo", date(2026, 1, 1), "A visit")
    attest(workspace.context(), planned, said)
    screen.give(f"{beginning}:say:1", True)  # noqa: FBT003 - on
    screen.click("Record it")
    assert len(screen.errors()) == 3
    fields = {"says": "met", "party": "government", "evidence": "Gazette"}
    screen.type_in({f"{beginning}:said:1:field:{n}": value for n, value in fields.items()})
    screen.click("Record it")
    assert "The parties do not agree" in screen.text
    assert "Ada Amin (government) says met" in screen.text
    assert "A visit" in screen.text


def test_a_milestone_is_dropped_with_a_reason(workspace: Workspace, planned):
    beginning = f"{planned.assessment.id}:plan"
    screen = workspace.open("plan", planned).give(f"{beginning}:drop?:1", True)  # noqa: FBT003 - on
    screen.click("Drop it")
    assert len(screen.errors()) == 1
    screen.type_in({f"{beginning}:drop:1:field:reason": "Agreed otherwise."}).click("Drop it")
    assert "The milestone was dropped: Agreed otherwise." in screen.text


def test_the_next_round_says_what_became_of_each_item_and_that_it_proves_nothing(
    workspace: Workspace, planned
):
    begun = begin_round(workspace.context(), planned.assessment.id, "2027")
    later = open_assessment(workspace.context(), begun.assessment.id)
    workspace.answer(later, an_answer("LAW-1", 3))
    screen = workspace.open("plan", later)
    assert "What became of the plan of Kenya, 2026" in screen.text
    assert "LAW-1 (Independent judges) moved up, from level 1 to level 3." in screen.text
    assert "is no proof that the item moved it" in screen.text
    assert "Nothing is planned yet." in screen.text


@pytest.mark.parametrize("text", [PICTURE, HOSTILE["markup"], HOSTILE["formula"]])
def test_what_people_type_into_a_plan_is_shown_as_they_typed_it(
    workspace: Workspace, opened, text: str
):
    context = workspace.context()
    item = PlanItem("LAW-1", 3, option=text, owner=text, partner=text, measure=text)
    add_item(context, opened, item)
    add_milestone(context, opened, replace(MILESTONE, title=text, government=text))
    attest(context, opened, Attestation(1, "met", "other", text, date(2026, 1, 1), text))
    screen = workspace.open("plan", opened)
    shown = [one.value for one in screen.at.text]
    assert f"Owner: {text}" in shown
    assert not any(text in one.value for one in (*screen.at.markdown, *screen.at.caption))
    labels = [one.label for one in screen.at.expander]
    assert not any(text in label for label in labels)

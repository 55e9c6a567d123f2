"""Programmes of an organisation on their page, and what people choose among the options."""

from datetime import date

import pytest

from assessment.services.choices import read_choices
from assessment.services.context import Context, Opened
from assessment.services.own_programmes import add_own_programme, find_own, revise_own_programme
from tests.own import an_own
from tests.pages.typed_texts import PICTURE
from tests.pages.workspace import Workspace

LEVELS = {"LAW-1": 1, "SEC-1": 1, "LAW-2": 0, "PRE-1": 2}


@pytest.fixture
def opened(workspace: Workspace) -> Opened:
    return workspace.begin(LEVELS)


@pytest.fixture
def mine(workspace: Workspace) -> Context:
    """The context of whoever looks at the pages."""
    return workspace.application.context()


def field(opened: Opened, form: str, name: str) -> str:
    return f"{opened.assessment.id}:own:{form}:field:{name}"


def choice(opened: Opened, rest: str) -> str:
    return f"{opened.assessment.id}:choice:{rest}"


def test_a_programme_is_added_on_the_page_and_suggested_on_another(
    workspace: Workspace, opened: Opened, mine: Context
):
    screen = workspace.open("own_programmes", opened)
    assert "Your organisation has no programme of its own yet." in screen.text
    given = {
        "name": "Advisers for judges",
        "how": "Judges who are advised judge fairly.",
        "like": ["P1"],
        "serves": ["LAW-1"],
        "mechanisms": ["AC"],
        "activities": "Advise\nTrain",
        "risks": "Judges are named.",
        "horizon": "long",
        "lens": "shared",
        "crs": "15130, 15220",
        "sdg": "16.3",
        "donor": "An agency",
        "countries": ["KEN"],
        "window_from": date(2027, 1, 1),
        "budget_low": 1000,
        "currency": "usd",
    }
    screen.type_in({field(opened, "new", name): value for name, value in given.items()})
    screen.click("Add it")
    assert screen.errors() == []
    (own,) = find_own(mine, opened).programmes.in_use
    assert (own.activities, own.crs, own.budget_low, own.currency) == (
        ("Advise", "Train"),
        ("15130", "15220"),
        1000,
        "USD",
    )
    assert "Can be asked for: from 1 Jan 2027" in screen.text
    assert screen.value(field(opened, "new", "name")) == ""
    shown = screen.go("programmes").text
    assert "O-1 Advisers for judges" in shown
    assert "What closes P1 closes this one too." in shown


def test_what_is_wrong_is_said_at_once_and_the_fields_keep_what_was_typed(
    workspace: Workspace, opened: Opened, mine: Context
):
    screen = workspace.open("own_programmes", opened)
    screen.type_in({field(opened, "new", "name"): "Advisers", field(opened, "new", "crs"): "x"})
    screen.click("Add it")
    errors = screen.errors()
    assert any(one.startswith("New programme, How it protects: Nothing") for one in errors)
    assert any("'x' is no code of this kind." in one for one in errors)
    assert screen.value(field(opened, "new", "name")) == "Advisers"
    assert find_own(mine, opened).programmes.in_use == ()


def test_a_programme_is_withdrawn_with_a_reason_that_stays(
    workspace: Workspace, opened: Opened, mine: Context
):
    add_own_programme(mine, opened, an_own())
    screen = workspace.open("own_programmes", opened)
    screen.give(f"{opened.assessment.id}:own:1:withdraws", True)  # noqa: FBT003 - on
    screen.click("Withdraw it")
    assert any("withdrawn without a reason" in one for one in screen.errors())
    screen.type_in({field(opened, "1:withdraw", "reason"): "No money is left."})
    screen.click("Withdraw it")
    assert "O-1 Advisers for judges: No money is left." in screen.text
    assert find_own(mine, opened).programmes.in_use == ()


def test_a_change_shows_what_somebody_else_saved_meanwhile(
    workspace: Workspace, opened: Opened, mine: Context
):
    add_own_programme(mine, opened, an_own())
    screen = workspace.open("own_programmes", opened)
    screen.give(f"{opened.assessment.id}:own:1:changes", True)  # noqa: FBT003 - on
    revise_own_programme(mine, opened, an_own(number=1, donor="A bank"), 1)
    screen.type_in({field(opened, "1:edit", "donor"): "A fund"})
    screen.click("Save the change")
    assert any("changed it meanwhile" in one for one in screen.errors())
    screen.click("Show what is saved")
    assert screen.value(field(opened, "1:edit", "donor")) == "A bank"


def test_filters_leave_out_own_programmes_and_say_how_many(
    workspace: Workspace, opened: Opened, mine: Context
):
    add_own_programme(mine, opened, an_own(countries=("UGA",)))
    add_own_programme(mine, opened, an_own("For all", donor="A bank"))
    screen = workspace.open("programmes", opened)
    key = f"{opened.assessment.id}:filter"
    screen.give(f"{key}:donor", "A bank")
    assert "1 option is left out by the filter." in screen.text
    assert "O-1 " not in screen.text
    screen.give(f"{key}:only_own", True)  # noqa: FBT003 - on
    assert "4 options are left out by the filter." in screen.text
    assert "P1 Independent courts" not in screen.text


def test_a_rejected_option_stays_with_its_reason_until_that_is_taken_back(
    workspace: Workspace, opened: Opened
):
    screen = workspace.open("programmes", opened)
    screen.give(choice(opened, "rejects:P1"), True)  # noqa: FBT003 - on
    screen.click("Reject it")
    assert any("P1, Reason: Nothing is written here." in one for one in screen.errors())
    screen.type_in({choice(opened, "reject:P1:field:reason"): PICTURE})
    screen.click("Reject it")
    assert "Somebody decided against these options." in screen.text
    assert "Rejected by Ada Amin on " in screen.text
    assert PICTURE in screen.text
    screen.give(choice(opened, "backs:P1"), True)  # noqa: FBT003 - on
    screen.type_in({choice(opened, "back:P1:field:reason"): "They were replaced."})
    screen.click("Take it back")
    assert "Somebody decided against these options." not in screen.text
    entries = read_choices(workspace.context(), opened).entries
    assert [one.choice.kind for one in entries] == ["rejected", "taken_back"]


def test_an_option_that_no_list_has_is_added_and_shown_under_its_own_heading(
    workspace: Workspace, opened: Opened
):
    screen = workspace.open("programmes", opened)
    texts = {"name": "Radio", "what": "Build one", "reason": "Silence", "said_by": "Ben Bo"}
    key = choice(opened, "new:field:")
    screen.type_in({f"{key}{name}": text for name, text in texts.items()})
    screen.click("Add this option")
    assert screen.errors() == []
    assert "A-1 Radio" in screen.text
    assert "Proposed by Ben Bo; entered by Ada Amin on " in screen.text

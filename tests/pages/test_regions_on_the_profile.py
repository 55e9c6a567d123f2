"""The profile proposes to assess a region on its own, and shows regions beside the state."""

import pytest

from assessment.model.scope import Scope
from assessment.services.scope import save_scope
from tests.pages.screen import Screen
from tests.pages.workspace import SMALL, Workspace

HELD = Scope(regions=("North", "South"), held_by_others=("Northern hills: an armed group",))
BUTTON = "Assess a region on its own"


def profile(workspace: Workspace, scope: Scope, **details: str) -> tuple[Screen, str]:
    opened = workspace.begin(dict.fromkeys(SMALL, 2), **details)
    save_scope(workspace.context(), opened, scope, 0)
    return workspace.open("profile", opened), opened.assessment.id


def test_a_region_is_begun_from_the_profile_and_then_stands_beside_the_state(
    workspace: Workspace,
):
    screen, id_ = profile(workspace, HELD)
    assert "Northern hills: an armed group" in screen.text
    screen.give(f"{id_}:region", "South").click(BUTTON)
    assert screen.title == "Scope sheet"
    made = next(one for one in workspace.assessments() if one.region)
    assert (made.region, made.state_code, made.period, made.mode) == (
        "South",
        "KEN",
        "2026",
        "self",
    )
    assert screen.at.query_params["assessment"] == made.id
    screen.go("profile", assessment=id_)
    (table,) = [found.value for found in screen.at.dataframe if "Region" in found.value]
    assert list(table["Region"]) == ["South"]
    assert list(table["Mark"]) == ["not counted in the score of the state"]
    # What is begun is not offered a second time.
    assert screen.at.get_by_key(f"{id_}:region").options == ["North"]


def test_without_regions_on_the_sheet_it_leads_there(workspace: Workspace):
    screen, _ = profile(workspace, Scope(not_reached=("Two valleys",)))
    assert "Two valleys" in screen.text
    assert BUTTON not in screen.buttons()
    assert "Go to the scope sheet" in [link.label for link in screen.at.get("page_link")]


@pytest.mark.parametrize(
    ("scope", "details"),
    [
        (Scope(), {}),
        (Scope(regions=("North",), held_by_others=("none",), not_reached=("none",)), {}),
        (HELD, {"region": "North"}),
    ],
    ids=["not filled in", "nothing held and nothing missed", "itself a region"],
)
def test_without_a_reason_nothing_is_proposed(workspace: Workspace, scope: Scope, details):
    screen, _ = profile(workspace, scope, **details)
    assert "Regions, beside the state" not in screen.text
    assert BUTTON not in screen.buttons()

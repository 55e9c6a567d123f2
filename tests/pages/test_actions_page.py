"""The next steps on the screen: what is done, what waits, and what no step is shown for."""

import pytest

from assessment.services.demonstration import load_demonstration
from assessment.wiring import ROOT
from tests.pages.workspace import SMALL, Screen, Workspace


@pytest.fixture
def orimond(workspace: Workspace) -> Screen:
    """The page about a state that threatens a group, invented for demonstration."""
    workspace.add_shipped("spcf")
    loaded = load_demonstration(workspace.context(), ROOT / "data" / "samples" / "demonstration")
    (found,) = (one for one in loaded if one.title.startswith("Orimond"))
    return workspace.open().go("actions", assessment=found.id)


def test_a_questionnaire_without_actions_says_so(workspace: Workspace):
    screen = workspace.open("actions", workspace.begin(dict.fromkeys(SMALL, 2)))
    assert "comes without steps from level to level" in screen.text


def test_steps_behind_gaps_come_first_and_what_is_closed_says_why(orimond: Screen):
    assert orimond.at.selectbox(key="actions_focus").value == "gaps"
    assert "LAW-5 (Serious abuse is investigated whatever the rank)" in orimond.text
    assert "Stop if" in orimond.text
    assert "What studies found" in orimond.text
    # As they are, so that they can be copied.
    addresses = [one for one in orimond.at.text if "://" in one.value]
    assert addresses
    assert not any("\u2060" in one.value for one in addresses)
    orimond.at.selectbox(key="actions_focus").select("EQU").run()
    # A register of people, where a group is threatened.
    assert "Not this way now" in orimond.text
    assert "What would open it again" in orimond.text


def test_a_step_is_taken_to_the_plan_with_one_click(orimond: Screen):
    (pick,) = (one for one in orimond.at.button if str(one.key).endswith(":pick:LAW-5:2"))
    pick.click().run()
    # The plan opens with the step filled in.
    (chosen,) = (b for b in orimond.at.selectbox if str(b.key).endswith(":field:indicator_id"))
    (goal,) = (b for b in orimond.at.selectbox if str(b.key).endswith(":field:goal:LAW-5"))
    assert (chosen.value, goal.value) == ("LAW-5", 2)
    (option,) = (b for b in orimond.at.text_area if str(b.key).endswith("new:field:option"))
    (measure,) = (b for b in orimond.at.text_area if str(b.key).endswith("new:field:measure"))
    assert option.value
    assert measure.value
    first = option.value.splitlines()[0]
    orimond.go("plan").click("Add to the plan")
    assert not orimond.errors()
    assert "Saved." in orimond.text
    assert first in orimond.text


def test_a_programme_names_the_steps_that_it_bundles(orimond: Screen):
    text = orimond.go("programmes").text
    assert "The next steps that it bundles" in text
    name = "LAW-5 (Serious abuse is investigated whatever the rank): from level 1 to level 2"
    assert f"{name}: May begin" in text.replace("\\", "")


def test_a_goal_shows_every_step_up_to_it(orimond: Screen):
    orimond.at.selectbox(key="actions_focus").select("LAW").run()
    # LAW-5 is at level 1.
    name = "LAW-5 (Serious abuse is investigated whatever the rank): from level {} to level {}"
    assert name.format(1, 2) in orimond.text
    assert name.format(2, 3) not in orimond.text
    orimond.at.selectbox(key="actions_goal").select(3).run()
    assert name.format(1, 2) in orimond.text
    assert name.format(2, 3) in orimond.text
    assert name.format(3, 4) not in orimond.text

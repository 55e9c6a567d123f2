"""Peer groups that an installation supplies, on the page of comparisons."""

from pathlib import Path

import pytest

from tests.pages.test_compare_page import everything, ids_of
from tests.pages.typed_texts import PICTURE
from tests.pages.workspace import Workspace

GROUPS = (
    "list,group,state\n"
    "Income group FY2026,Low income,TCD\n"
    "Income group FY2026,Low income,NER\n"
    "Income group FY2026,High income,FRA\n"
    "Coast,Landlocked,TCD\n"
)


@pytest.fixture
def peer_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "groups.csv"
    path.write_text(GROUPS, encoding="utf-8")
    monkeypatch.setenv("SPCA_PEER_GROUPS", str(path))
    return path


def test_the_list_can_be_narrowed_to_a_peer_group(workspace: Workspace, peer_file: Path):
    chad = workspace.begin({}, state_code="TCD")
    niger = workspace.begin({}, state_code="NER")
    workspace.begin({}, state_code="FRA")
    screen = workspace.open("compare")
    assert screen.at.get_by_key("compare:group").options == [
        "All",
        "Income group FY2026: Low income",
        "Income group FY2026: High income",
        "Coast: Landlocked",
    ]
    screen.give("compare:group", "Income group FY2026: Low income")
    screen.click("Add all 2 in the list")
    assert set(screen.value("compare:choose")) == set(ids_of(chad, niger))
    screen.click("Clear").give("compare:group", "Coast: Landlocked")
    screen.click("Add all 1 in the list")
    assert screen.value("compare:choose") == ids_of(chad)


def test_a_peer_group_narrows_together_with_place_and_period(workspace, peer_file: Path):
    workspace.begin({}, state_code="TCD", period="2020")
    workspace.begin({}, state_code="FRA", period="2026")
    screen = workspace.open("compare").give("compare:group", "Coast: Landlocked")
    assert "Add all 1 in the list" in screen.buttons()
    screen.give("compare:period", "2026")
    assert not any("Add all" in label for label in screen.buttons())


def test_without_a_file_there_is_no_choice_of_peer_groups(workspace, monkeypatch, tmp_path):
    monkeypatch.setattr("assessment.wiring.DEFAULT_PEER_GROUPS", tmp_path / "none.csv")
    screen = workspace.open("compare")
    assert not screen.has("compare:group")
    assert screen.errors() == []


def test_a_file_with_a_mistake_is_not_used_and_the_page_says_why(workspace, peer_file: Path):
    peer_file.write_text(f"{GROUPS}Coast,Landlocked,{PICTURE}\nCoast,,FRA\n", encoding="utf-8")
    screen = workspace.open("compare")
    assert not screen.has("compare:group")
    assert any("The file of peer groups is not used" in error for error in screen.errors())
    assert (
        "line 6: '![x](https://tracker.example/p.png)' is not recognised as a state." in screen.text
    )
    assert "line 7: The column 'group' is empty." in screen.text
    assert not any("tracker" in node.value for node in screen.at.markdown)
    peer_file.write_text(GROUPS, encoding="utf-8")
    assert screen.draw().errors() == []
    assert screen.has("compare:group")


def test_a_file_that_is_named_and_not_there_is_told(workspace: Workspace, peer_file: Path):
    peer_file.unlink()
    screen = workspace.open("compare")
    assert "The file of peer groups cannot be read: No such file" in screen.text


def test_hidden_names_hide_the_peer_group_that_was_chosen(workspace, peer_file: Path):
    chad, niger = (workspace.begin({"LAW-1": 1}, state_code=code) for code in ("TCD", "NER"))
    screen = workspace.open("compare").give("compare:group", "Income group FY2026: Low income")
    screen.give("compare:choose", ids_of(chad, niger))
    assert "Low income" in everything(screen)
    screen.give("compare:hide", True)  # noqa: FBT003 - switched on
    assert "Low income" not in everything(screen)

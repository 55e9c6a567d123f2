"""The scope sheet at the command line, and regions beside the scores of a state."""

import pytest

from tests.cli.terminal import Terminal

KENYA = ("--state", "KEN", "--period", "2026", "--mode", "self", "--questionnaire", "grievance")


@pytest.fixture
def id_(terminal: Terminal) -> str:
    return terminal.done("new", *KENYA).stdout.strip()


def test_a_sheet_that_nobody_filled_in_says_so(terminal: Terminal, id_: str):
    shown = terminal.done("scope", id_).stdout
    assert "Main groups: not filled in" in shown
    assert "0 of 7 lists filled in." in shown
    assert terminal.read("scope", id_)["revision"] == 0


def test_an_option_replaces_one_list_and_leaves_the_others(terminal: Terminal, id_: str):
    terminal.done("scope", id_, "--groups", "Group A; Group B", "--not-reached", "none")
    result = terminal.done("scope", id_, "--groups", "Group C")
    assert "Main groups: Group C" in result.stdout
    assert "Where the assessor could not go: none" in result.stdout
    assert result.stderr == "Saved for Ada Amin.\n"
    kept = terminal.read("scope", id_)
    assert (kept["scope"]["groups"], kept["filled"]) == (["Group C"], ["groups", "not_reached"])
    assert (kept["revision"], kept["person_name"]) == (2, "Ada Amin")
    terminal.done("scope", id_, "--groups", "")
    assert terminal.read("scope", id_)["filled"] == ["not_reached"]


def test_everything_wrong_is_told_at_once(terminal: Terminal, id_: str):
    words = ("--groups", "A; a", "--regions", "none; North")
    assert terminal.refused("scope", id_, *words) == [
        "scope.entry_repeated",
        "scope.none_beside_entries",
    ]


def test_regions_stand_below_the_scores_of_the_state(terminal: Terminal, id_: str):
    assert terminal.read("score", id_)["regions"] == []
    assert "Regions, beside the state" not in terminal.done("score", id_).stdout
    terminal.done("new", *KENYA, "--region", "Coast")
    shown = terminal.done("score", id_).stdout
    assert "Regions, beside the state" in shown
    assert "not counted in the score of the state" in shown
    (region,) = terminal.read("score", id_)["regions"]
    assert (region["assessment"]["region"], region["is_counted"]) == ("Coast", False)
    assert (region["coverage"], region["tier"]) == (0, None)

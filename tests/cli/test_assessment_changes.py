"""What happens to an assessment as a whole, by command: corrected, approved, archived, deleted."""

import json

import pytest

from tests.cli.terminal import Terminal

SIGNED = ("--signed-by", "Carla Cruz", "--office", "Permanent Secretary")


@pytest.fixture
def id_(terminal: Terminal) -> str:
    """An assessment of the invented state Karsova with one answer."""
    begun = terminal.begin()
    terminal.answer(begun, {"REACH-1": 3})
    return begun


def approve(terminal: Terminal, id_: str) -> None:
    terminal.done("status", id_, "in_review")
    terminal.done("status", id_, "approved", *SIGNED)


def listed(terminal: Terminal, *words: str) -> list[str]:
    return [one["id"] for one in terminal.read("list", *words)["assessments"]]


def test_a_correction_changes_only_what_was_said(terminal: Terminal, id_: str) -> None:
    told = terminal.done("correct", id_, "--period", "2025", "--region", "North").stdout
    assert told == "Karsova (North), 2025, self assessment\n"
    back = terminal.read("correct", id_, "--region", "", "--mode", "JOINT")["assessment"]
    assert (back["period"], back["region"], back["mode"]) == ("2025", "", "joint")
    lines = terminal.done("history", id_).stdout.splitlines()
    assert "  Region: from 'North' to nothing" in lines
    assert "  Period: from '2026' to '2025'" in lines
    assert any(line.startswith("Corrected, by Ada Amin on ") for line in lines)


def test_a_wrong_correction_is_refused(terminal: Terminal, id_: str) -> None:
    codes = terminal.refused("correct", id_, "--period", " ", "--mode", "secret")
    assert codes == ["assessment.period_missing", "assessment.value_unknown"]


def test_the_status_says_what_can_follow(terminal: Terminal, id_: str) -> None:
    shown = terminal.done("status", id_).stdout.splitlines()
    assert shown == ["Karsova, 2026: draft", "It can become: in_review."]
    assert terminal.refused("status", id_, "approved") == ["assessment.status_unknown"]
    terminal.done("status", id_, "in_review")
    assert terminal.refused("status", id_, "approved") == ["assessment.text_missing"] * 2


def test_nothing_is_written_into_an_approved_one_until_it_is_reopened(
    terminal: Terminal, id_: str
) -> None:
    filled = terminal.filled(id_, {"REACH-2": 1})
    approve(terminal, id_)
    shown = terminal.read("status", id_)
    assert shown["assessment"]["approval"]["name"] == "Carla Cruz"
    assert shown["following"] == ["reopened"]
    refused = terminal.run("import-workbook", filled, "--yes")
    assert refused.exit_code == 1
    assert "Approved by Carla Cruz, Permanent Secretary, on " in refused.stderr
    assert terminal.refused("correct", id_, "--period", "2025") == ["assessment.locked"]
    assert terminal.refused("delete", id_, "--name", "Karsova, 2026") == ["assessment.locked"]
    terminal.done("status", id_, "reopened", "--reason", "A form was found.")
    terminal.done("import-workbook", filled, "--yes")
    assert "Reason: A form was found." in terminal.done("history", id_).stdout


def test_an_archived_one_is_not_listed_until_it_is_taken_back(terminal: Terminal, id_: str) -> None:
    terminal.done("archive", id_, "--reason", "A slip.")
    assert listed(terminal) == []
    assert listed(terminal, "--archived") == [id_]
    assert "draft, archived" in terminal.done("list", "--archived").stdout
    terminal.done("score", id_)
    terminal.done("archive", id_, "--take-back")
    assert listed(terminal) == [id_]


def test_deleting_needs_the_name_and_leaves_a_line_without_it(terminal: Terminal, id_: str) -> None:
    assert terminal.refused("delete", id_) == ["assessment.name_differs"]
    assert "Type 'Karsova, 2026'" in terminal.run("delete", id_).stderr
    assert listed(terminal) == [id_]
    assert "No assessment was deleted" in terminal.done("history").stdout
    done = terminal.read("delete", id_, "--name", "Karsova, 2026")
    assert (done["deleted"], done["rows"]["answer"]) == (id_, 1)
    assert listed(terminal, "--archived") == []
    line = terminal.read("history")["deletions"]
    assert [one["assessment_id"] for one in line] == [id_]
    assert "Karsova" not in json.dumps(line)
    assert "Ada Amin deleted an assessment on" in terminal.done("history").stdout

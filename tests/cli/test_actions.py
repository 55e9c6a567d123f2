"""The next steps at the command line."""

from pathlib import Path

from tests.cli.terminal import ROOT, Terminal
from tests.databases import copy_tables


def test_a_questionnaire_without_actions_says_so(terminal: Terminal) -> None:
    id_ = terminal.begin()
    assert "comes without steps from level to level" in terminal.done("actions", id_).stdout
    assert terminal.read("actions", id_)["steps"] == []


def test_a_wrong_question_or_level_is_refused_with_what_is_allowed(terminal: Terminal) -> None:
    id_ = terminal.begin()
    wrong = terminal.run("actions", id_, "--question", "NONE-1")
    assert (wrong.exit_code, "NONE-1" in wrong.stderr, "REACH-1" in wrong.stderr) == (2, True, True)
    wrong = terminal.run("actions", id_, "--to", "9")
    # Long messages are broken into lines inside a frame.
    said = " ".join(wrong.stderr.replace("│", " ").split())
    assert (wrong.exit_code, "name one from 2 to 3" in said) == (2, True), said


def test_steps_are_printed_with_their_standing_and_the_reasons_against(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ROOT / "questionnaires")
    copy_tables(tmp_path / "spca.db")
    (id_,) = (
        one["id"]
        for one in terminal.read("demo")["assessments"]
        if one["state_name"].startswith("Orimond")
    )
    found = terminal.read("actions", id_, "--question", "EQU-2", "--question", "LAW-5")["steps"]
    assert [one["action"]["indicator"] for one in found] == ["LAW-5", "EQU-2"]
    closed = found[1]
    assert closed["closings"]
    assert "What would open it again" in closed["against"][0]
    said = terminal.done("actions", id_, "--question", "EQU-2").stdout
    assert f"[{closed['standing']}]" in said
    assert all(f"  - {sentence}" in said for sentence in closed["action"]["do"])
    whole = terminal.read("actions", id_, "--to", "4", "--question", "LAW-5")["steps"]
    assert [one["action"]["to"] for one in whole] == [2, 3, 4]

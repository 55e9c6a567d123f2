"""The command that says how far scores depend on assumptions, and the one that computes again."""

import pytest

from tests.cli.terminal import Terminal

LEVELS = {"REACH-1": 3, "REACH-2": 2, "REACH-3": 1, "REPLY-1": 3, "REPLY-2": 1}


@pytest.fixture
def assessment_id(terminal: Terminal) -> str:
    id_ = terminal.begin()
    terminal.answer(id_, LEVELS)
    return id_


def test_it_says_what_was_varied_what_came_of_it_and_what_was_not(
    terminal: Terminal, assessment_id: str
) -> None:
    said = terminal.done("uncertainty", assessment_id, "--seed", "7", "--draws", "200").stdout
    assert "200 draws with the stored seed 7. Varied was" in said
    assert "What matters most:" in said
    assert "Critical gaps and review tiers follow from the answers as entered." in said


def test_the_same_seed_gives_the_same_digits_and_another_one_others(
    terminal: Terminal, assessment_id: str
) -> None:
    def states(seed: str) -> object:
        return terminal.read("uncertainty", assessment_id, "--seed", seed)["result"]["states"]

    assert states("1") == states("1")
    assert states("1") != states("2")


def test_a_kept_result_is_computed_again_to_the_last_digit_from_a_restored_backup(
    terminal: Terminal, assessment_id: str
) -> None:
    kept = terminal.read("uncertainty", assessment_id, "--keep")
    backup = terminal.folder / "all.backup"
    terminal.done("backup", str(backup))
    elsewhere = terminal.folder / "elsewhere"
    elsewhere.mkdir()
    database = f"sqlite:///{elsewhere / 'spca.db'}"
    terminal.done("--database", database, "restore", str(backup))
    found = terminal.read("--database", database, "score", "--replay", kept["kept_as"])
    assert found["is_same"] is True
    assert found["again"] == kept["result"]


def test_changed_answers_end_a_replay_with_1_and_say_so(
    terminal: Terminal, assessment_id: str
) -> None:
    kept = terminal.read("uncertainty", assessment_id, "--keep")["kept_as"]
    assert terminal.done("score", "--replay", kept).stdout.endswith("every digit is the same.\n")
    terminal.answer(assessment_id, {"REACH-1": 1})
    ended = terminal.run("score", "--replay", kept)
    assert ended.exit_code == 1
    assert "Answers have changed since this result was computed." in ended.stdout


def test_an_unknown_result_is_refused(terminal: Terminal, assessment_id: str) -> None:
    assert terminal.refused("score", "--replay", "zz") == ["uncertainty.result_unknown"]


@pytest.mark.parametrize("words", [("score",), ("score", "3f2a", "--replay", "0006")])
def test_score_wants_either_an_id_or_a_result(terminal: Terminal, words: tuple[str, ...]) -> None:
    ended = terminal.run(*words)
    assert ended.exit_code == 2
    assert "--replay" in ended.stderr

"""`spca new --from`: the next round of an assessment."""

from pathlib import Path

from tests.cli.terminal import Terminal
from tests.two_versions import write_version

LAST = ("--state", "XKA", "--name", "Karsova", "--period", "2025", "--mode", "external")


def last_round(terminal: Terminal) -> str:
    """The id of an assessment in version 1.0; version 2.0 came after it."""
    shelf = Path(terminal.environment["SPCA_QUESTIONNAIRES"])
    write_version(shelf, "1.0")
    id_ = terminal.done("new", *LAST, "--questionnaire", "small").stdout.strip()
    write_version(shelf, "2.0")
    return id_


def test_the_next_round_is_begun_and_says_what_it_does_not_take_over(terminal: Terminal) -> None:
    id_ = last_round(terminal)
    done = terminal.done("new", "--from", id_[:8], "--period", "2026")
    new = done.stdout.strip()
    assert len(new) == 32
    assert "0 answers were carried over from Karsova, 2025" in done.stderr
    assert "Not carried over: LAW-3 Legal aid. The question is changed in meaning: " in done.stderr
    assert "enter it anew" in done.stderr
    found = {one["id"]: one for one in terminal.read("list")["assessments"]}
    assert found[new]["questionnaire_version"] == "2.0"
    assert (found[new]["n_answered"], found[new]["n_carried"]) == (0, 0)


def test_as_json_it_lists_them(terminal: Terminal) -> None:
    id_ = last_round(terminal)
    found = terminal.read("new", "--from", id_, "--period", "2026", "--mode", "joint")
    assert found["assessment"]["mode"] == "joint"
    assert found["n_carried"] == 0
    assert [one["indicator"] for one in found["not_carried"]] == [
        "LAW-3",
        "SEC-2",
        "SEC-4",
        "PRE-3",
    ]


def test_the_place_is_that_of_the_last_round(terminal: Terminal) -> None:
    id_ = last_round(terminal)
    refused = terminal.run("new", "--from", id_, "--period", "2026", "--state", "KEN")
    assert refused.exit_code == 2
    assert "leave out '--state'" in refused.output


def test_without_a_last_round_state_and_mode_must_be_given(terminal: Terminal) -> None:
    for words, missing in ((("--state", "KEN"), "--mode"), (("--mode", "self"), "--state")):
        refused = terminal.run("new", "--period", "2026", *words)
        assert refused.exit_code == 2
        assert f"'{missing}' is missing" in refused.output

"""Runs the commands in a language that nobody speaks, and looks for English beside it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import Result

from assessment.cli.app import build_app
from tests.cli.terminal import ROOT, Terminal, add_source
from tests.pseudo import unmarked

COMMANDS = [command.name or "" for command in build_app().registered_commands]
CODES_OF_HELP = frozenset({"spca", "spcf", "open", *COMMANDS})
LEVELS = {"REACH-1": 3, "REACH-2": 2, "REACH-3": 1, "REPLY-1": 3, "REPLY-2": 1}
# Commands, options, types, moments and what was typed are the same in every language.
CODES = re.compile(
    r"spca( -[-\w]+( [A-Z]+\b)?)* [a-z][-a-z]+"
    r"|(?<![-\w])--?[a-z][-a-z]*"
    r"|<[^<>]+>|\b[0-9a-f]{7,32}\b"
    r"|[^\s⟦⟧]+\.(xlsx|zip|db|csv|yaml)\b"
)


@pytest.fixture(autouse=True)
def _in_pseudo_language(pseudo_language: str) -> None:
    """Run everything here in the pseudo-language."""


@pytest.fixture(scope="module")
def content() -> frozenset[str]:
    """Every text of the questionnaire, and what people typed."""
    folder = ROOT / "questionnaires" / "example"
    found = {"Ada Amin", "Field Office", "Karsova", "spca", "Complaint forms"}
    for path in folder.rglob("*.yaml"):
        found |= set(_texts(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return frozenset(found)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def english(text: str, content: frozenset[str] = frozenset()) -> str:
    """Return the English that no translation could reach, without commands and options."""
    return "; ".join(unmarked(CODES.sub(" ", text), content))


def both(result: Result) -> str:
    return f"{result.stdout}\n{result.stderr}"


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_translated_but_for_commands_and_options(terminal: Terminal, name: str) -> None:
    page = terminal.done(*filter(None, (name, "--help"))).stdout
    examples = re.compile(r"^ +(id=\$\()?spca .*?( {3,}|$)", re.MULTILINE)
    assert english(examples.sub("", page), CODES_OF_HELP) == ""
    assert "⟦Options⟧" in page


@pytest.mark.parametrize(
    "words",
    [
        ("scores",),
        ("nothing",),
        ("score",),
        ("list", "--nope"),
        ("list", "--jsn"),
        ("list", "more"),
        ("list", "--json=1"),
        ("new", "--state", "KEN"),
        ("new", "--state"),
        ("validate",),
        ("serve", "--port", "0"),
        ("serve", "--port", "many"),
        ("score", "3f2a", "--draws", "5"),
        ("score", "3f2a", "--replay", "3f2a"),
        ("score", "3f2a", "--ranks"),
        ("uncertainty", "3f2a", "--seed", "-1"),
        ("import-workbook", "x.xlsx", "--keep-all", "--take-all"),
        ("import-workbook", "x.xlsx", "--keep", "A", "--take", "A"),
        ("--language", "xx", "list"),
    ],
)
def test_wrong_usage_is_told_in_the_language(terminal: Terminal, words: tuple[str, ...]) -> None:
    result = terminal.run(*words)
    assert result.exit_code == 2
    typed = {"scores", "nothing", "more", "en", "xx"}
    assert english(result.stderr, CODES_OF_HELP | typed) == ""
    assert "⟦" in result.stderr


def begun(terminal: Terminal, period: str = "2026") -> Result:
    words = ("--state", "XKA", "--name", "Karsova", "--period", period, "--mode", "self")
    return terminal.done("new", *words, "--questionnaire", "grievance")


def test_beginning_listing_and_refusing_speak_the_language(
    terminal: Terminal, content: frozenset[str]
) -> None:
    assert english(both(terminal.done("list"))) == ""
    assert english(begun(terminal).stderr, content) == ""
    assert english(both(terminal.done("list")), content | {"grievance"}) == ""
    for words in (("score", "3f"), ("score", "ffff"), ("results", "ffff")):
        result = terminal.run(*words)
        assert result.exit_code == 1
        assert english(both(result), frozenset({"ffff"})) == ""


def test_the_workbook_goes_out_and_comes_back_in_the_language(
    terminal: Terminal, content: frozenset[str]
) -> None:
    id_ = begun(terminal).stdout.strip()
    book = terminal.folder / "field.xlsx"
    assert english(both(terminal.done("export-workbook", id_, "-o", book)), content) == ""
    assert english(both(terminal.run("export-workbook", id_, "-o", book)), content) == ""
    for n, levels in enumerate(({**LEVELS, "REACH-1": 9}, LEVELS, {"REACH-1": 2})):
        filled = terminal.filled(id_, levels, f"filled-{n}.xlsx")
        add_source(filled, "REACH-1", "Complaint forms")
        for words in (("--dry-run",), (), ("--yes",)):
            shown = both(terminal.run("import-workbook", filled, *words))
            assert english(shown, content) == ""


def test_scores_suggestions_and_results_are_told_in_the_language(
    terminal: Terminal, content: frozenset[str]
) -> None:
    id_ = begun(terminal).stdout.strip()
    for levels in ({}, LEVELS):
        if levels:
            terminal.answer(id_, levels)
        told = (("score",), ("score", "--explain"), ("suggest",), ("plan",), ("results",))
        for words in told:
            name, *options = words
            shown = both(terminal.done(name, id_, *options, *_output(terminal, name)))
            assert english(shown, content) == ""


def _output(terminal: Terminal, name: str) -> tuple[object, ...]:
    return ("-o", terminal.folder / "results.xlsx", "--force") if name == "results" else ()


def test_uncertainty_and_a_result_that_was_kept_are_told_in_the_language(
    terminal: Terminal, content: frozenset[str]
) -> None:
    id_ = begun(terminal).stdout.strip()
    terminal.answer(id_, LEVELS)
    shown = terminal.done("uncertainty", id_, "--draws", "100", "--keep")
    assert english(both(shown), content) == ""
    kept = re.search(r"--replay (\w+)", shown.stderr)
    assert kept
    assert english(both(terminal.done("score", "--replay", kept[1])), content) == ""


def test_reviews_are_told_in_the_language(terminal: Terminal, content: frozenset[str]) -> None:
    assert english(both(terminal.done("reviews"))) == ""
    id_ = begun(terminal).stdout.strip()
    terminal.answer(id_, {**LEVELS, "REACH-3": 1, "REPLY-2": 1})
    shown = both(terminal.done("reviews"))
    assert "TALK" in shown
    assert english(shown, content) == ""
    days = terminal.folder / "days.xlsx"
    assert english(both(terminal.done("reviews", "--calendar", days)), content) == ""


def test_the_database_is_looked_after_in_the_language(
    terminal: Terminal, content: frozenset[str]
) -> None:
    backup = terminal.folder / "b.zip"
    tables = {"organisation", "person", "assessment", "answer", "evidence", "dissent"}
    tables |= {"rating", "result", "review", "remark"}
    of_the_system = {"Errno", "No such file or directory"}
    for words in (
        ("migrate",),
        ("migrate",),
        ("backup", backup),
        ("backup", backup),
        ("restore", backup),
        ("restore", terminal.folder / "none.zip"),
        ("--database", "sqlite:////no/such/folder/a.db", "list"),
    ):
        assert english(both(terminal.run(*words)), content | tables | of_the_system) == ""


def test_a_broken_questionnaire_is_told_in_the_language(
    terminal: Terminal, content: frozenset[str], tmp_path: Path
) -> None:
    folder = shutil.copytree(ROOT / "questionnaires" / "example", tmp_path / "own" / "market")
    assert english(both(terminal.done("validate", folder)), content) == ""
    for path in folder.rglob("scoring.yaml"):
        path.write_text(path.read_text("utf-8").replace("REACH-3", "REACH-9"), "utf-8")
    result = terminal.run("validate", folder)
    assert result.exit_code == 1
    places = {"dimensions"}
    assert english(both(result), content | places) == ""


def test_the_language_before_the_command_goes_before_that_of_the_environment(
    terminal: Terminal,
) -> None:
    assert "⟦Options⟧" in terminal.spawn("list", "--help").stdout
    assert "⟦" not in terminal.spawn("--language", "en", "list", "--help").stdout
    assert "⟦" not in terminal.spawn("--language=en", "--nope").stderr

"""Follows docs/how-to/write-an-index.md: writes its index, runs it, and makes its mistakes."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from assessment.cli.app import build_app

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "write-an-index.md"
STEP = re.compile(
    r"```(?P<kind>\w+)\n(?P<body>.*?)```|(?i:in)\s`(?P<file>\w+\.(?:yaml|csv))`:", re.DOTALL
)
WHOLE, MISTAKES = GUIDE.read_text(encoding="utf-8").split("## What the app answers to a wrong")


class Mistake(NamedTuple):
    """A change of one file, and the lines that the app answers."""

    file: str
    change: str
    answer: str


def mistakes() -> Iterator[Mistake]:
    file = change = ""
    for step in STEP.finditer(MISTAKES):
        file = step["file"] or file
        if step["kind"] == "diff":
            change = step["body"]
        elif step["kind"] == "text":
            yield Mistake(file, change, step["body"])


def files() -> dict[str, str]:
    """The files of the guide by their name."""
    found, file = {}, ""
    for step in STEP.finditer(WHOLE):
        file = step["file"] or file
        if step["kind"] in ("yaml", "csv"):
            found[file] = step["body"]
    return found


def commands() -> Iterator[tuple[list[str], str]]:
    """Each command of the guide with what it prints."""
    words: list[str] = []
    for step in STEP.finditer(WHOLE):
        if step["kind"] == "console":
            words = shlex.split(step["body"].removeprefix("$ .venv/bin/spca "))
        elif step["kind"] == "text":
            yield words, step["body"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the index and the table of the guide, and nothing else."""
    folder = tmp_path / "questionnaires" / "courts" / "1.0"
    folder.mkdir(parents=True)
    for name, body in files().items():
        home = tmp_path if name.endswith(".csv") else folder
        (home / name).write_text(body, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def run(*words: str) -> str:
    environment = {"SPCA_DATABASE_URL": "sqlite:////nowhere/none.db", "COLUMNS": "200"}
    return CliRunner().invoke(build_app(), words, env=environment).stdout


def test_the_guide_has_a_whole_index_and_a_table_for_it() -> None:
    assert list(files()) == ["index.yaml", "scoring.yaml", "examples.yaml", "courts.csv"]
    assert [words[0] for words, _ in commands()] == ["validate", "score"]


@pytest.mark.parametrize("n", [0, 1], ids=["validate", "score"])
def test_each_command_prints_what_the_guide_prints(place: Path, n: int) -> None:
    words, printed = list(commands())[n]
    assert (place / "index.yaml").exists()
    assert run(*words) == printed


@pytest.mark.parametrize("mistake", list(mistakes()), ids=lambda m: m.answer.split(":")[0])
def test_each_wrong_shape_is_answered_in_the_words_of_the_guide(
    place: Path, mistake: Mistake
) -> None:
    lines = mistake.change.splitlines()
    old, new = (
        "".join(line[1:] + "\n" for line in lines if line[0] in signs) for signs in (" -", " +")
    )
    text = (place / mistake.file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (place / mistake.file).write_text(text.replace(old, new), encoding="utf-8")
    answered, *rest = run("validate", "questionnaires/courts").rsplit("\n", 2)
    assert answered.startswith(mistake.answer.rstrip())
    assert answered.count("\n") == mistake.answer.count("\n") - 1
    assert rest

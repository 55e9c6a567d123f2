import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer.main

from assessment.cli.app import BEFORE_COMMAND, MAIN_JOB, build_app
from tests.cli.terminal import ROOT, Terminal

GROUP = typer.main.get_command(build_app())
COMMANDS = GROUP.commands  # type: ignore[attr-defined] - the command of an app with commands


def _examples() -> Iterator[str]:
    yield from (*MAIN_JOB, BEFORE_COMMAND)
    for command in COMMANDS.values():
        yield from re.findall(r"^  (?:id=\$\()?(spca .*?)\)?$", command.epilog, re.MULTILINE)


def _options(command: object) -> set[str]:
    return {name for param in command.params for name in (*param.opts, *param.secondary_opts)}  # type: ignore[attr-defined] - a command of typer


def test_alone_it_shows_the_main_job_with_real_commands(terminal: Terminal) -> None:
    done = terminal.spawn()
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.split("The main job")[1].split("\n\n")[0].splitlines()[1:]
    assert [line.split()[1] for line in lines] == [
        "new",
        "export-workbook",
        "import-workbook",
        "score",
        "suggest",
    ]


def test_help_is_plain_text_so_that_pipes_and_screen_readers_can_have_it(
    terminal: Terminal,
) -> None:
    pages = [terminal.done(), *(terminal.done(name, "--help") for name in COMMANDS)]
    assert all(page.stdout.isascii() for page in pages)
    assert not any("\\b" in page.stdout or "Parameters" in page.stdout for page in pages)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself_with_an_example(terminal: Terminal, name: str) -> None:
    page = terminal.done(name, "--help").stdout
    assert re.search(rf"^\s+(id=\$\()?spca (--\w+ \S+ )?{name}\b", page, re.MULTILINE)
    assert terminal.done(name, "-h").stdout == page


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"serve"}))
def test_every_command_but_the_server_documents_its_json(name: str) -> None:
    assert "Keys of --json:" in (COMMANDS[name].help or "")


@pytest.mark.parametrize("example", sorted(set(_examples())))
def test_every_example_in_the_help_uses_commands_and_options_that_exist(example: str) -> None:
    words = shlex.split(re.split(r"\s{3,}", example)[0])[1:]
    before, after = [], []
    for word in words:
        (after if after or word in COMMANDS else before).append(word)
    if after:
        assert {word for word in before if word.startswith("-")} <= _options(GROUP)
        command = COMMANDS[after[0]]
        assert {word for word in after if word.startswith("-")} <= _options(command)
    else:
        assert words in (["COMMAND", "--help"], [])


def test_help_loads_neither_database_nor_spreadsheets_nor_charts() -> None:
    heavy = ("sqlalchemy", "yaml", "pandas", "numpy", "altair", "openpyxl", "streamlit", "rich")
    code = (
        "import sys; from assessment.cli import main\n"
        "sys.argv = ['spca', 'score', '--help']\n"
        "try: main()\n"
        f"finally: sys.stderr.write(','.join(m for m in {heavy} if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "spca score" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("scores",),
        ("score",),
        ("list", "--nope"),
        ("new", "--state", "KEN"),
        ("validate",),
        ("serve", "--port", "0"),
        ("serve", "--port", "many"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_where_help_is(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    result = terminal.run(*words)
    assert result.exit_code == 2
    assert "--help" in result.stderr
    assert result.stdout == ""


def test_the_version_is_the_one_that_results_carry(terminal: Terminal) -> None:
    assert terminal.done("--version").stdout.strip() == terminal.read("list")["spca_version"]

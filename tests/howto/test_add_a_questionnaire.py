"""Follows docs/how-to/add-a-questionnaire.md to the letter, in a copy of the questionnaires."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.library.shelf import open_library
from assessment.services.validate import Validation, begin_version, validate

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "how-to" / "add-a-questionnaire.md"
STEP = re.compile(
    r"```(?P<kind>\w+)\n(?P<body>.*?)```|(?i:in)\s`(?P<file>\w+\.yaml)`:"
    r"|There is no problem left: (?P<counts>[^.]*)\.",
    re.DOTALL,
)


class Follower:
    """Does what the guide says and remembers what the last check found."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.file = ""
        self.found: Validation | None = None
        self.n_compared = 0

    def follow(self, step: re.Match[str]) -> None:
        if step["file"]:
            self.file = step["file"]
        elif step["counts"]:
            self.compare(step["counts"], [])
        elif step["kind"] == "console":
            for line in step["body"].splitlines():
                self.run(shlex.split(line.removeprefix("$ ")))
        elif step["kind"] == "diff":
            self.edit(step["body"])
        else:
            assert step["kind"] == "text"
            self.compare("", step["body"].splitlines())

    def run(self, words: list[str]) -> None:
        match words:
            case ["cp", "-r", source, target]:
                shutil.copytree(self.place / source, self.place / target)
            case [".venv/bin/spca", "validate", folder]:
                self.found = validate(self.place / folder)
            case [".venv/bin/spca", "new-version", name]:
                self.found = begin_version(open_library(self.place / "questionnaires"), name)
            case ["make", "run"]:
                assert re.search("^run:", (ROOT / "Makefile").read_text(), re.MULTILINE)
            case _:
                pytest.fail(f"the guide has a command that this test does not know: {words}")

    def edit(self, change: str) -> None:
        path = self.place / "questionnaires" / "market" / "1.0" / self.file
        lines = change.splitlines()
        old = "\n".join(line[1:] for line in lines if line[0] in " -") + "\n"
        new = "\n".join(line[1:] for line in lines if line[0] in " +") + "\n"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{self.file} has this {text.count(old)} times: {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def compare(self, counts: str, messages: list[str]) -> None:
        assert self.found is not None
        assert [str(problem) for problem in self.found.problems] == messages
        if counts:
            found = self.found
            assert counts == (
                f"{found.n_dimensions} dimensions, {found.n_indicators} indicators, "
                f"{found.n_programmes} programmes, {found.n_examples} examples"
            )
        self.n_compared += 1


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Follower:
    place = tmp_path_factory.mktemp("copy")
    for name in ("example", "spcf"):
        shutil.copytree(ROOT / "questionnaires" / name, place / "questionnaires" / name)
    follower = Follower(place)
    for step in STEP.finditer(GUIDE.read_text(encoding="utf-8")):
        follower.follow(step)
    return follower


def test_every_step_of_the_guide_has_the_outcome_that_the_guide_prints(followed: Follower) -> None:
    assert followed.n_compared == 8


def test_the_new_questionnaire_stands_beside_the_shipped_ones(followed: Follower) -> None:
    library = open_library(followed.place / "questionnaires")
    found = [(one.questionnaire.id, one.questionnaire.version) for one in library.frameworks]
    assert sorted(found) == [
        ("grievance", "1.0"),
        ("market", "1.0"),
        ("market", "1.1"),
        ("spcf", "1.0"),
        ("spcf", "2.0"),
    ]


def _phrases() -> Iterator[str]:
    table = GUIDE.read_text(encoding="utf-8").split("## What the messages mean")[1]
    for row in table.splitlines()[4:]:
        yield row.split("|")[1].strip()


@pytest.mark.parametrize("phrase", list(_phrases()))
def test_the_guide_explains_only_messages_that_exist(phrase: str) -> None:
    rooms = [ROOT / "assessment" / room for room in ("library", "services", "scoring")]
    sources = (path.read_text(encoding="utf-8") for room in rooms for path in room.rglob("*.py"))
    assert any(phrase in source for source in sources)


@pytest.mark.skipif(
    not (ROOT / "assessment" / "cli" / "__init__.py").exists(),
    reason="there is no command line yet",
)
@pytest.mark.parametrize(("is_broken", "expected"), [(False, 0), (True, 1)])
def test_the_command_of_the_guide_tells_a_good_folder_from_a_broken_one(
    tmp_path: Path, *, is_broken: bool, expected: int
) -> None:
    folder = shutil.copytree(ROOT / "questionnaires" / "example" / "1.0", tmp_path / "market")
    if is_broken:
        (folder / "scoring.yaml").unlink()
    command = [sys.executable, "-m", "assessment.cli", "validate", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == expected, done.stdout + done.stderr
    assert ("scoring.yaml" in done.stdout + done.stderr) == is_broken

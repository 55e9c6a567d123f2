"""Makes one mistake in a copy of a questionnaire folder."""

import shutil
from pathlib import Path
from typing import NamedTuple

from assessment.library.load import load_framework

EXAMPLE = Path(__file__).parents[1] / "questionnaires" / "example" / "1.0"


class Mistake(NamedTuple):
    """A text, what it is replaced by, and what the author must be told."""

    old: str
    new: str
    code: str
    place: str
    found: str


def copy_of_example(place: Path) -> Path:
    """Copy the small questionnaire into a folder named ``mine``."""
    return shutil.copytree(EXAMPLE, place / "mine")


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands in the file exactly once."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} has '{old}' {text.count(old)} times"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def assert_told(folder: Path, file: str, mistake: Mistake) -> None:
    """Make the mistake; exactly one problem must name it, its place and a remedy."""
    change(folder, file, mistake.old, mistake.new)
    loaded = load_framework(folder)
    assert len(loaded.problems) == 1, [str(problem) for problem in loaded.problems]
    problem = loaded.problems[0]
    assert problem.code == f"library.{mistake.code}"
    assert problem.where.startswith(f"mine/{file}")
    assert mistake.place in problem.where
    assert mistake.found in str(problem)
    assert problem.remedy.endswith(".")
    assert loaded.framework is None

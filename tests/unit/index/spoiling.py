"""An index folder to be spoiled, one mistake at a time."""

from pathlib import Path

from assessment.library.load_index import load_index
from tests.mistakes import Mistake, change

ASKED = """\
id: mine
version: "1.0"
name: Mine
about: For tests.
publisher: Test
licence: None
language: en
levels: {lowest: 1, highest: 5, step: 1}
groups: [Region]
missing_codes:
  - {code: "NA", kind: not_applicable}
  - {code: "NR", kind: not_rated}
references:
  - {id: S, title: Source, publisher: Test}
measures:
  - {id: a, name: A, goalposts: [0, 5], sources: [S]}
  - {id: b, name: B, goalposts: [0, 5]}
  - {id: c, name: C, column: Third, goalposts: [0, 5]}
  - {id: d, name: D, goalposts: [0, 5]}
"""
SCORED = """\
steps:
  - {step: impute, method: group_mean, group: Region, why: Test.}
  - {step: normalise, method: goalposts, range: [1, 100], why: Test.}
tree:
  - id: LOW
    name: Low
    rule: geometric_mean
    weights: {a: 2, b: 1}
    children: [a, b]
  - id: MID
    name: Middle
    rule: linear
    coefficients: {c: 0.5, d: 0.5}
    children: [c, d]
  - id: TOP
    name: Top
    rule: mean
    classes: [{name: Little, from_value: 0}, {name: Much, from_value: 50}]
    children: [LOW, MID]
"""
IMPUTE = "{step: impute, method: group_mean, group: Region, why: Test.}"
LETTERS = "letters: {points: {D: 1, C: 2}, plus: 0.5}"


def told(folder: Path) -> list[str]:
    return [problem.code.removeprefix("library.") for problem in load_index(folder).problems]


def assert_told(folder: Path, file: str, mistake: Mistake) -> None:
    """Make the mistake; exactly one problem must name it, its place and a remedy."""
    change(folder, file, mistake.old, mistake.new)
    loaded = load_index(folder)
    assert len(loaded.problems) == 1, [str(problem) for problem in loaded.problems]
    problem = loaded.problems[0]
    assert problem.code == f"library.{mistake.code}"
    assert problem.where.startswith(f"mine/{file}, line ")
    assert mistake.place in problem.where
    assert mistake.found in str(problem)
    assert problem.remedy.endswith((".", "?"))
    assert loaded.index is None

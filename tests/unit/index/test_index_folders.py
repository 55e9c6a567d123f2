"""Index folders on the shelf, their checksums and their worked examples."""

from pathlib import Path

import pytest

from assessment.library.load_index import load_index
from assessment.library.shelf import open_library
from assessment.services.validate import validate
from tests.mistakes import EXAMPLE, change, copy_of_example
from tests.unit.index.spoiling import told


def test_the_checksum_changes_with_what_is_asked_and_how_it_is_scored(folder: Path) -> None:
    def checksum() -> str:
        index = load_index(folder).index
        assert index is not None
        return index.questionnaire.checksum

    first = checksum()
    change(folder, "scoring.yaml", "a: 2", "a: 3")
    second = checksum()
    change(folder, "index.yaml", "[S]}", "[S], unit: kg}")
    assert len({first, second, checksum()}) == 3


def test_both_kinds_of_folder_stand_side_by_side(folder: Path) -> None:
    copy = copy_of_example(_beside(folder))
    (folder.parent / "shelf" / "broken").mkdir()
    (folder.parent / "shelf" / "broken" / "index.yaml").write_text("id: x", encoding="utf-8")
    shelf = open_library(copy.parent)
    assert [framework.questionnaire.id for framework in shelf.frameworks] == ["grievance"]
    assert [one.index.questionnaire.id for one in shelf.loaded_indices if one.index] == ["mine"]
    assert {problem.where.partition("/")[0] for problem in shelf.problems} == {"broken"}
    assert [found.framework is not None for found in shelf.loaded] == [True]


def _beside(folder: Path) -> Path:
    """Move the index onto a shelf and return the shelf."""
    shelf = folder.parent / "shelf"
    shelf.mkdir()
    folder.rename(shelf / "numbers")
    return shelf


def test_of_two_folders_with_one_id_and_version_the_second_is_refused(folder: Path) -> None:
    second = folder.parent / "second"
    second.mkdir()
    for name in ("index.yaml", "scoring.yaml"):
        (second / name).write_bytes((folder / name).read_bytes())
    found = open_library(folder.parent).loaded_indices
    assert [one.index is not None for one in found] == [True, False]
    assert found[1].problems[0].code == "library.index_repeated"
    assert not validate(second).is_valid


def test_a_questionnaire_with_levels_is_no_index() -> None:
    assert told(EXAMPLE) == ["no_index"]


EXAMPLES = """\
- name: By hand
  values: {a: 5, b: 5, c: 5}
  all_others: 5
  expect: {LOW: 100, TOP: Much}
"""


def test_worked_examples_are_counted_and_run(folder: Path) -> None:
    (folder / "examples.yaml").write_text(EXAMPLES, encoding="utf-8")
    found = validate(folder)
    assert found.problems == ()
    assert (found.n_measures, found.n_nodes, found.n_examples) == (4, 3, 1)


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("LOW: 100", "LOW: 99", "example.differs", "99.0 is expected; computed is 100"),
        ("TOP: Much", "TOP: Little", "example.differs", "computed is 100 (Much)"),
        ("TOP: Much", "TOP: not_rated", "example.differs", "not_rated"),
        ("LOW: 100", "LAW: 100", "example.id_unknown", "'LAW' is no node"),
        ("a: 5", "z: 5", "example.id_unknown", "'z' is no measure"),
        ("a: 5", "a: 6", "table.off_the_scale", "6"),
        ("  expect: {LOW: 100, TOP: Much}\n", "", "library.key_missing", "'expect'"),
    ],
)
def test_a_wrong_example_is_told_with_its_line(
    folder: Path, old: str, new: str, code: str, says: str
) -> None:
    (folder / "examples.yaml").write_text(EXAMPLES.replace(old, new), encoding="utf-8")
    (problem,) = validate(folder).problems
    assert problem.code == code
    assert says in problem.found
    assert problem.where.startswith("mine/examples.yaml, line 1")

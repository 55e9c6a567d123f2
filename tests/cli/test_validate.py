import shutil
from pathlib import Path

import pytest

from assessment.services.validate import validate
from tests.cli.terminal import ROOT, Terminal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example questionnaire, to be spoiled."""
    return shutil.copytree(ROOT / "questionnaires" / "example" / "1.0", tmp_path / "own" / "market")


def test_a_good_questionnaire_is_told_with_its_counts(terminal: Terminal, folder: Path) -> None:
    assert terminal.done("validate", folder).stdout == (
        "District Grievance Office Check 1.0: 2 dimensions, 5 indicators, 3 programmes, "
        "6 examples; 0 errors, 0 warnings.\n"
    )


def test_the_shipped_questionnaires_are_good(terminal: Terminal) -> None:
    folders = [ROOT / "questionnaires" / name for name in ("spcf", "example")]
    found = terminal.read("validate", *folders)["questionnaires"]
    # Every version of the first, and the one of the second.
    assert [one["is_valid"] for one in found] == [True, True, True]


def test_every_problem_is_one_line_as_the_guide_prints_it(terminal: Terminal, folder: Path) -> None:
    text = (folder / "scoring.yaml").read_text(encoding="utf-8")
    (folder / "scoring.yaml").write_text(text.replace("REACH-3", "REACH-9"), encoding="utf-8")
    result = terminal.run("validate", folder)
    problems = [str(problem) for problem in validate(folder).problems]
    assert len(problems) > 1
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:-1] == problems


def test_one_bad_folder_does_not_hide_a_good_one(terminal: Terminal, folder: Path) -> None:
    empty = folder.parent / "empty"
    empty.mkdir()
    result = terminal.run("validate", empty, folder, "--json")
    assert result.exit_code == 1
    assert '"is_valid": true' in result.stdout
    assert '"library.no_questionnaire"' in result.stdout


def test_a_warning_alone_stops_nothing(terminal: Terminal, folder: Path) -> None:
    text = (folder / "programmes.yaml").read_text(encoding="utf-8")
    (folder / "examples.yaml").unlink()
    unserved = text.replace("serves: [REACH-1, REACH-2]", "serves: [REACH-1]")
    assert unserved != text
    (folder / "programmes.yaml").write_text(unserved, encoding="utf-8")
    result = terminal.done("validate", folder)
    assert result.stdout.splitlines()[-1].endswith("0 errors, 1 warning.")

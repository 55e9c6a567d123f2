"""Takes the case of docs/how-to/write-a-training-case.md, and lets the app check it."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from assessment.library.load import load_framework
from assessment.model.training import compare_with_reasoned
from assessment.wiring import ROOT
from tests.builders import an_answer

GUIDE = ROOT / "docs" / "how-to" / "write-a-training-case.md"
SHIPPED = ROOT / "questionnaires" / "spcf" / "2.0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the framework whose first training case is that of the guide."""
    folder = shutil.copytree(SHIPPED, tmp_path / "mine", ignore=shutil.ignore_patterns("changes"))
    (text,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    written = yaml.safe_load(text)
    shipped = yaml.safe_load((SHIPPED / "training.yaml").read_text(encoding="utf-8"))
    written["cases"] += shipped["cases"][1:3]
    (folder / "training.yaml").write_text(yaml.safe_dump(written), encoding="utf-8")
    return folder


def test_the_case_of_the_guide_has_no_mistake_and_teaches_what_it_says(folder: Path) -> None:
    loaded = load_framework(folder)
    assert [str(problem) for problem in loaded.problems if problem.is_error] == []
    assert loaded.framework is not None
    assert loaded.framework.training is not None
    case = loaded.framework.training.cases[0]
    assert (case.indicator, case.level) == ("LAW-7", 1)
    asked = loaded.framework.questionnaire.indicator("LAW-7")
    found = compare_with_reasoned(case, asked, an_answer("LAW-7", 3))
    assert [mistake.why for mistake in found.mistakes] == ["This takes the law for practice."]

"""A rule is one place: a file that is put beside the others is known everywhere.

The package is copied, one file is added to `assessment/scoring/rules`, and another Python
walks every place that has to know a rule.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assessment.wiring import ROOT

RULE = '''
from typing import Literal

import numpy as np

from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.tree import Node


class TopTwo(Node):
    """The mean of the two highest children."""

    rule: Literal["top_two"]

    def compute(self, children):
        ordered = -np.sort(-children.values, axis=0)  # Missing values come last.
        return np.nanmean(ordered[:2], axis=0)

    def describe(self, name):
        return _("The score is the mean of the two highest.")

    def explain(self, parts):
        highest = sorted(parts.values, key=parts.values.get, reverse=True)[:2]
        yield _("The two highest are {ids}.", ids=listed(parts.name(id_) for id_ in highest))

    @classmethod
    def to_try(cls, facts):
        return cls(rule="top_two")

    @classmethod
    def short_name(cls):
        return _("Top two: the best answers decide")
'''

WALK = """
import json, sys
from io import BytesIO
from pathlib import Path

import openpyxl

from assessment.exchange.results_workbook import write_results_workbook
from assessment.library.load import load_framework
from assessment.model.method_change import DimensionChange
from assessment.model.uncertainty import UncertaintySettings
from assessment.reporting.dimension_sentences import explain_dimension
from assessment.reporting.method import rule_name
from assessment.reporting.report.gathered import Gathered
from assessment.scoring.change_method import change_method, rule_choices, rules_anywhere
from assessment.scoring.method_trial import spread_states
from assessment.scoring.profile import score_record
from assessment.scoring.uncertainty import analyse_records
from assessment.services.validate import validate
from tests.builders import MOMENT, record_with

folder = Path(sys.argv[1])
validated = [str(problem) for problem in validate(folder).problems]
framework = load_framework(folder).framework
levels = {"REACH-1": 1, "REACH-2": 2, "REACH-3": 3, "REPLY-1": 2, "REPLY-2": 3}
record = record_with(framework, levels, confidence="medium")
profile = score_record(framework, record)
reach, reply = profile.dimensions
named = framework.questionnaire.dimensions
settings = UncertaintySettings(seed=1, draws=500, rules=("own", "top_two"), sensitivity_size=64)
uncertain = analyse_records(framework, (record,), settings, made_at=MOMENT, app_version="0")
tried = change_method(framework, {"REPLY": DimensionChange(rule="top_two")})
content = write_results_workbook(Gathered(framework, record, profile, MOMENT, "0"))
book = openpyxl.load_workbook(BytesIO(content))
cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
print(json.dumps({
    "validated": validated,
    "reach": reach.value,
    "reach_interval": [reach.interval.low, reach.interval.high],
    "explained": explain_dimension(reach, profile.explanation("REACH"), framework),
    "offered": {d.id: rule_choices(framework, d) for d in named},
    "anywhere": rules_anywhere(framework),
    "named": rule_name("top_two"),
    "tried": score_record(tried, record).dimensions[1].value,
    "tried_on_states": float(spread_states(tried, (record,), named[1]).point[0]),
    "spread": [uncertain.states[0].dimensions[1].spread.low,
               uncertain.states[0].dimensions[1].spread.high],
    "in_workbook": [c for c in cells if "two highest" in c],
}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    left_out = shutil.ignore_patterns("__pycache__", "*.mo")
    shutil.copytree(ROOT / "assessment", root / "assessment", ignore=left_out)
    shutil.copytree(ROOT / "questionnaires" / "example" / "1.0", root / "example", ignore=left_out)
    (root / "assessment" / "scoring" / "rules" / "top_two.py").write_text(RULE, encoding="utf-8")
    scoring = root / "example" / "scoring.yaml"
    text = scoring.read_text(encoding="utf-8")
    changed = text.replace("    rule: mean\n    weights: {REACH-3: 2}\n", "    rule: top_two\n")
    assert changed != text
    scoring.write_text(changed, encoding="utf-8")
    (root / "example" / "examples.yaml").unlink()
    return root


@pytest.fixture(scope="module")
def walked(copy: Path) -> dict[str, object]:
    shutil.copytree(ROOT / "tests", copy / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    # The copy comes before what is installed, so that nothing of this package is loaded.
    ended = subprocess.run(
        [sys.executable, "-c", WALK, str(copy / "example")],
        cwd=copy,
        env={"PYTHONPATH": str(copy), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_the_questionnaire_with_the_new_rule_is_valid(walked) -> None:
    assert walked["validated"] == []


def test_it_scores_and_has_an_interval(walked) -> None:
    # Levels 1, 2, 3 of a scale from 1 to 3 are 0, 50 and 100 points; the two highest are 75.
    assert walked["reach"] == 75
    low, high = walked["reach_interval"]
    assert low < high


def test_it_is_explained(walked) -> None:
    assert "The score is the mean of the two highest." in walked["explained"]
    assert any(text.startswith("The two highest are REACH-3 (") for text in walked["explained"])


def test_the_page_method_offers_it_and_tries_it(walked) -> None:
    # It is the rule of one dimension already, so there it is no alternative.
    assert "top_two" in walked["offered"]["REPLY"]
    assert "top_two" not in walked["offered"]["REACH"]
    assert walked["named"] == "Top two: the best answers decide"
    # Levels 2 and 3: 50 and 100 points.
    assert walked["tried"] == walked["tried_on_states"] == 75


def test_draws_can_take_it(walked) -> None:
    assert "top_two" in walked["anywhere"]
    low, high = walked["spread"]
    assert low < high


def test_the_results_workbook_tells_it(walked) -> None:
    assert any("mean of the two highest" in text for text in walked["in_workbook"])
    assert any("The two highest are" in text for text in walked["in_workbook"])

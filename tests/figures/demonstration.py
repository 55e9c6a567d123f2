"""The invented state Talvenor, 2026, as its file has it, and its scores under other intervals."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from assessment.library.demonstration import load_demonstration_files
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore
from assessment.model.uncertainty import StateUncertainty, UncertaintySettings
from assessment.scoring.draws import Draws
from assessment.scoring.profile import score_records
from assessment.scoring.uncertainty import analyse_records
from tests.builders import MOMENT, an_assessment, recorded, spcf

FOLDER = Path(__file__).parents[2] / "data" / "samples" / "demonstration"
STATE, PERIOD = "Talvenor", "2026"
TITLE = f"{STATE}, {PERIOD}"


@cache
def talvenor() -> Record:
    """The record as the app loads it: answers with their confidence."""
    framework = spcf()
    items, problems = load_demonstration_files(FOLDER)
    assert not problems
    (item,) = (i for i in items if (i.content.state_name, i.content.period) == (STATE, PERIOD))
    heading = an_assessment(framework, id="talvenor", state_name=STATE, period=PERIOD)
    return Record(heading, answers={a.indicator_id: recorded(a) for a in item.answers})


def with_interval(**changes: Any) -> Framework:
    """The framework that ships, with another rule for the interval."""
    rules = spcf().rules
    interval = rules.interval.model_copy(update=changes)
    changed = rules.model_copy(update={"interval": interval})
    return Framework(spcf().questionnaire, changed, spcf().catalogue)


def overview(framework: Framework) -> tuple[DimensionScore, ...]:
    """The scores of Talvenor with their intervals."""
    return score_records(framework, [talvenor()])[0]


def drawn_scores(framework: Framework, dimension_id: str) -> np.ndarray:
    """The scores of one dimension from which its interval is taken, shape (n_draws,)."""
    return Draws(framework).score(talvenor())[dimension_id]


@cache
def analysis() -> StateUncertainty:
    """The analysis of uncertainty with the settings that the page Method begins with."""
    framework = spcf()
    settings = UncertaintySettings.from_rules(framework.rules)
    found = analyse_records(framework, [talvenor()], settings, made_at=MOMENT, app_version="0")
    return found.states[0]

"""Databases of their own for a measurement, filled through services and store."""

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase
from urllib.parse import urlencode
from uuid import uuid4

import numpy as np

from assessment.model.answer import CONFIDENCES, Answer, Status
from assessment.model.assessment import Assessment, Changes, NewAnswer
from assessment.model.questionnaire import Indicator, Questionnaire
from assessment.services.answers import read_history, read_indicator
from assessment.services.assessments import NewAssessment, create_assessment
from assessment.services.context import Context, open_assessment
from assessment.wiring import ROOT, Application, Settings, open_application
from tests.benchmarks.product import QUESTIONNAIRE, shipped_framework

_FIRST_YEAR = 2001
_STEP = 0.3  # by how many levels an answer wanders, typically, from one period to the next
_UNKNOWN_SHARE = 0.03


@dataclass(frozen=True)
class Seat:
    """Where one person works: an assessment, and the question that is open."""

    assessment_id: str
    dimension_id: str
    indicator_id: str

    @property
    def query(self) -> str:
        """Return the address of the open question, after the question mark."""
        names = ("assessment", "dimension", "indicator")
        return urlencode({name: getattr(self, f"{name}_id") for name in names})


class Workspace:
    """An installation with a database in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.environment = {
            "SPCA_DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
            "SPCA_QUESTIONNAIRES": str(ROOT / "questionnaires"),
            "SPCA_PERSON": "Measurement",
            "SPCA_ORGANISATION": "Measurement",
        }
        settings = Settings.from_environment(self.environment)
        self.application: Application = open_application(settings)
        self.questionnaire: Questionnaire = shipped_framework().questionnaire

    def take_seat(self, number: int) -> Seat:
        """Begin an assessment for one more person."""
        context = self.application.context_for(f"Person {number + 1}", "Measurement")
        name = f"Measured state {number + 1}"
        new = NewAssessment(QUESTIONNAIRE, "XXM", "2026", "self", invented_name=name)
        assessment = create_assessment(context, new)
        # People work on all dimensions alike, each on its first question.
        dimensions = self.questionnaire.dimensions
        dimension = dimensions[number % len(dimensions)]
        indicator_id = dimension.indicators[0].id
        return Seat(assessment.id, dimension.id, indicator_id)

    def count_saved(self, seat: Seat) -> tuple[int, int]:
        """Return the saved revisions of the open question, and the ticks in the newest."""
        context = self.application.context()
        opened = open_assessment(context, seat.assessment_id)
        recorded = read_indicator(context, opened, seat.indicator_id).recorded
        n_ticked = len(recorded.answer.ticked) if recorded else 0
        return len(read_history(context, opened, seat.indicator_id)), n_ticked


@dataclass(frozen=True)
class ManyStates:
    """A database with many states.

    Attributes
    ----------
    ids
        By period, the earliest first: the assessment of each state, in the order of the names.
    seconds
        How long it took to write them all.
    """

    workspace: Workspace
    ids: dict[str, tuple[str, ...]]
    n_answers: int
    seconds: float

    @property
    def newest_period(self) -> str:
        """Return the latest period."""
        return max(self.ids)

    @property
    def size(self) -> str:
        """Return states by periods, such as "200 x 15"."""
        return f"{len(self.ids[self.newest_period])} x {len(self.ids)}"


def fill_with_states(folder: Path, n_states: int, n_periods: int) -> ManyStates:
    """Fill a new database through the store; at most 676 states, as there are codes for them."""
    workspace = Workspace(folder)
    context, asked = workspace.application.context(), workspace.questionnaire
    ids: dict[str, tuple[str, ...]] = {}
    started = time.perf_counter()
    for n, levels in enumerate(_invent_levels(asked, n_states, n_periods)):
        period = str(_FIRST_YEAR + n)
        ids[period] = tuple(
            _write(context, asked, _heading(context, asked, number, period), own)
            for number, own in enumerate(levels)
        )
    n_answers = n_periods * n_states * len(asked.indicators)
    return ManyStates(workspace, ids, n_answers, time.perf_counter() - started)


def _invent_levels(
    asked: Questionnaire, n_states: int, n_periods: int
) -> Iterator[list[list[float]]]:
    """Give each period the levels of all states; ``nan`` where nobody could find out."""
    generator = np.random.default_rng((n_states, n_periods))
    lowest, highest = asked.lowest_level, asked.highest_level
    shape = (n_states, len(asked.indicators))
    typical = generator.uniform(lowest, highest, (n_states, 1))
    levels = typical + generator.normal(0, 1, shape)
    for _ in range(n_periods):
        levels += generator.normal(0, _STEP, shape)
        unknown = generator.random(shape) < _UNKNOWN_SHARE
        yield np.where(unknown, np.nan, np.clip(np.rint(levels), lowest, highest)).tolist()


def _heading(context: Context, asked: Questionnaire, number: int, period: str) -> Assessment:
    return Assessment(
        id=uuid4().hex,
        questionnaire_id=asked.id,
        questionnaire_version=asked.version,
        questionnaire_checksum=asked.checksum,
        state_code=f"X{ascii_uppercase[number // 26]}{ascii_uppercase[number % 26]}",
        state_name=f"Measured state {number + 1}",
        period=period,
        mode="self",
        language=asked.language,
        created_at=context.clock(),
        created_by=context.actor.name,
        invented=True,
    )


def _write(context: Context, asked: Questionnaire, heading: Assessment, levels: list[float]) -> str:
    # The service would look for a twin among all that are there, at every new one.
    context.store.create_assessment(heading, context.actor)
    answers = tuple(
        NewAnswer(_answer(indicator.id, n, level), 0)
        for n, (indicator, level) in enumerate(zip(asked.indicators, levels, strict=True))
    )
    changes = Changes("command", answers=answers)
    context.store.write(heading.id, changes, context.actor, context.clock())
    return heading.id


def _answer(indicator_id: str, position: int, level: float) -> Answer:
    if np.isnan(level):
        return Answer(indicator_id, Status.INSUFFICIENT_INFORMATION)
    confidence = CONFIDENCES[position % len(CONFIDENCES)]
    return Answer(indicator_id, Status.LEVEL, int(level), confidence=confidence)


def prepare_bare_page(folder: Path, asked: Questionnaire) -> None:
    """Put the bare page, its texts and the app's own configuration into a folder."""
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    shutil.copy(Path(__file__).with_name("bare_page.py"), folder / "app.py")
    texts = {
        "scale": [(level.value, level.name, level.reading) for level in asked.scale],
        "dimensions": {
            dimension.id: {
                "name": dimension.name,
                "about": dimension.about,
                "indicators": [_indicator_texts(one) for one in dimension.indicators],
            }
            for dimension in asked.dimensions
        },
    }
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")


def _indicator_texts(indicator: Indicator) -> dict[str, object]:
    return {
        "id": indicator.id,
        "name": indicator.name,
        "question": indicator.question,
        "why": indicator.why,
        "evidence": "; ".join(indicator.evidence),
        "anchors": [
            [statement.text for statement in indicator.anchors[level].values()]
            for level in sorted(indicator.anchors)
        ],
    }

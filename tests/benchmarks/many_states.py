"""A database of its own with many invented states, each assessed in several periods."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase
from uuid import uuid4

import numpy as np

from assessment.cli.output import count
from assessment.model.answer import CONFIDENCES, Answer, Status
from assessment.model.assessment import Assessment
from assessment.model.questionnaire import Questionnaire
from assessment.model.store import Changes, NewAnswer
from assessment.services.context import Context
from tests.benchmarks.workspace import Workspace, prepare_workspace

Progress = Callable[[str], None]
_FIRST_YEAR = 2001
_STEP = 0.3  # by how many levels an answer wanders, typically, from one period to the next
_UNKNOWN_SHARE = 0.03


@dataclass(frozen=True)
class ManyStates:
    """A database that was filled, and what is in it.

    Attributes
    ----------
    assessment_ids
        By period, the earliest first; within each one id for each state, in the
        order of the names.
    seconds
        How long it took to write the headings and the answers.
    """

    workspace: Workspace
    assessment_ids: dict[str, tuple[str, ...]]
    n_answers: int
    seconds: float

    @property
    def newest_period(self) -> str:
        """Return the latest period."""
        return max(self.assessment_ids)

    @property
    def n_assessments(self) -> int:
        """Return how many assessments there are."""
        return self.n_states * self.n_periods

    @property
    def n_states(self) -> int:
        """Return how many states there are."""
        return len(self.assessment_ids[self.newest_period])

    @property
    def n_periods(self) -> int:
        """Return in how many periods each was assessed."""
        return len(self.assessment_ids)

    @property
    def size(self) -> str:
        """Return states by periods, such as "200 x 15"."""
        return f"{self.n_states} x {self.n_periods}"


def prepare_states(folder: Path, n_states: int, n_periods: int, progress: Progress) -> ManyStates:
    """Fill a new database through the store, one transaction for the answers of an assessment.

    Parameters
    ----------
    folder
        Must exist.
    n_states
        1 to 676, the number of codes for invented states.
    progress
        Is told what is being written, once a period.

    Raises
    ------
    Refused
        If the questionnaire that ships is missing or has errors.
    """
    workspace = prepare_workspace(folder, 0)
    context, questionnaire = workspace.application.context(), workspace.questionnaire
    generator = np.random.default_rng((n_states, n_periods))
    ids: dict[str, tuple[str, ...]] = {}
    started = time.perf_counter()
    for n, levels in enumerate(_invent(generator, questionnaire, n_states, n_periods)):
        period = str(_FIRST_YEAR + n)
        progress(f"Writing {count(n_states, 'assessment')} of {period}, {n + 1} of {n_periods}")
        ids[period] = tuple(
            _write(context, questionnaire, _heading(context, questionnaire, number, period), own)
            for number, own in enumerate(levels)
        )
    seconds = time.perf_counter() - started
    return ManyStates(workspace, ids, n_periods * n_states * len(questionnaire.indicators), seconds)


def _invent(
    generator: np.random.Generator, questionnaire: Questionnaire, n_states: int, n_periods: int
) -> Iterator[list[list[float]]]:
    """Give each period the levels of all states; ``nan`` where nobody could find out."""
    lowest, highest = questionnaire.lowest_level, questionnaire.highest_level
    shape = (n_states, len(questionnaire.indicators))
    typical = generator.uniform(lowest, highest, (n_states, 1))
    levels = typical + generator.normal(0, 1, shape)
    for _ in range(n_periods):
        levels += generator.normal(0, _STEP, shape)
        unknown = generator.random(shape) < _UNKNOWN_SHARE
        yield np.where(unknown, np.nan, np.clip(np.rint(levels), lowest, highest)).tolist()


def _heading(
    context: Context, questionnaire: Questionnaire, number: int, period: str
) -> Assessment:
    return Assessment(
        id=uuid4().hex,
        questionnaire_id=questionnaire.id,
        questionnaire_version=questionnaire.version,
        questionnaire_checksum=questionnaire.checksum,
        state_code=f"X{ascii_uppercase[number // 26]}{ascii_uppercase[number % 26]}",
        state_name=f"Measured state {number + 1}",
        period=period,
        mode="self",
        language=questionnaire.language,
        created_at=context.clock(),
        created_by=context.actor.name,
        invented=True,
    )


def _write(
    context: Context, questionnaire: Questionnaire, heading: Assessment, levels: list[float]
) -> str:
    # The service would look for a twin among all that are there, at every new one.
    context.store.create_assessment(heading, context.actor)
    answers = tuple(
        NewAnswer(_answer(indicator.id, n, level), 0)
        for n, (indicator, level) in enumerate(zip(questionnaire.indicators, levels, strict=True))
    )
    changes = Changes("command", answers=answers)
    context.store.write(heading.id, changes, context.actor, context.clock())
    return heading.id


def _answer(indicator_id: str, position: int, level: float) -> Answer:
    if np.isnan(level):
        return Answer(indicator_id, Status.INSUFFICIENT_INFORMATION)
    confidence = CONFIDENCES[position % len(CONFIDENCES)]
    return Answer(indicator_id, Status.LEVEL, int(level), confidence=confidence)

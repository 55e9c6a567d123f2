"""A database of its own for a measurement: one invented assessment a person."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Indicator, Questionnaire
from assessment.services.answers import read_history, read_indicator
from assessment.services.assessments import NewAssessment, create_assessment
from assessment.services.context import open_assessment
from assessment.wiring import ROOT, Application, Settings, open_application
from tests.benchmarks.bare_page import BARE_PAGE

QUESTIONNAIRE = "spcf"


@dataclass(frozen=True)
class Seat:
    """Where one person works: an assessment, and the question that is open."""

    person_id: str
    assessment_id: str
    dimension_id: str
    indicator_id: str

    @property
    def query(self) -> str:
        """Return the address of the open question, after the question mark."""
        return urlencode(
            {
                "assessment": self.assessment_id,
                "person": self.person_id,
                "dimension": self.dimension_id,
                "indicator": self.indicator_id,
            }
        )


@dataclass(frozen=True)
class Workspace:
    """A database in a folder of its own, and the seats in it."""

    settings: Settings
    application: Application
    seats: tuple[Seat, ...]

    @property
    def environment(self) -> dict[str, str]:
        """Return what a server must be told to work on this database."""
        return {
            "SPCA_DATABASE_URL": self.settings.database_url,
            "SPCA_QUESTIONNAIRES": str(self.settings.questionnaires),
            "SPCA_PERSON": self.settings.person,
            "SPCA_ORGANISATION": self.settings.organisation,
        }

    @property
    def questionnaire(self) -> Questionnaire:
        """Return the questionnaire that is asked."""
        return shipped_questionnaire(self.application)


def shipped_questionnaire(application: Application) -> Questionnaire:
    """Return the questionnaire that ships, the largest one that people work on.

    Raises
    ------
    Refused
        If it is not there or has errors.
    """
    framework = application.library.find(QUESTIONNAIRE)
    if framework is None:
        raise Refused((_no_questionnaire(),))
    return framework.questionnaire


def prepare_workspace(folder: Path, n_seats: int) -> Workspace:
    """Fill a new database with an assessment for each person.

    Parameters
    ----------
    folder
        Must exist.
    """
    settings = Settings(
        database_url=f"sqlite:///{folder / 'bench.db'}",
        questionnaires=ROOT / "questionnaires",
        person="Measurement",
        organisation="Measurement",
    )
    application = open_application(settings)
    seats = tuple(_prepare_seat(application, number) for number in range(n_seats))
    return Workspace(settings, application, seats)


def _prepare_seat(application: Application, number: int) -> Seat:
    context = application.context_for(f"Person {number + 1}", "Measurement")
    questionnaire = shipped_questionnaire(application)
    new = NewAssessment(
        questionnaire.id, "XXM", "2026", "self", invented_name=f"Measured state {number + 1}"
    )
    # People work on all dimensions alike, each on its first question.
    dimension = questionnaire.dimensions[number % len(questionnaire.dimensions)]
    assessment = create_assessment(context, new)
    indicator = dimension.indicators[0]
    return Seat(context.actor.person_id, assessment.id, dimension.id, indicator.id)


def count_saved(workspace: Workspace, seat: Seat) -> tuple[int, int]:
    """Return the number of saved revisions of the open question, and of ticks in the newest."""
    context = workspace.application.context(seat.person_id)
    opened = open_assessment(context, seat.assessment_id)
    recorded = read_indicator(context, opened, seat.indicator_id).recorded
    n_ticked = len(recorded.answer.ticked) if recorded else 0
    return len(read_history(context, opened, seat.indicator_id)), n_ticked


def prepare_bare_page(folder: Path, questionnaire: Questionnaire) -> None:
    """Write the bare page, its texts and the app's own configuration into a folder."""
    settings = folder / ".streamlit"
    settings.mkdir(parents=True)
    shutil.copy(ROOT / ".streamlit" / "config.toml", settings)
    (folder / "app.py").write_text(BARE_PAGE, encoding="utf-8")
    texts = json.dumps(_texts(questionnaire))
    (folder / "texts.json").write_text(texts, encoding="utf-8")


def _texts(questionnaire: Questionnaire) -> dict[str, object]:
    return {
        "scale": [(level.value, level.name, level.reading) for level in questionnaire.scale],
        "dimensions": {
            dimension.id: {
                "name": dimension.name,
                "about": dimension.about,
                "indicators": [_indicator_texts(indicator) for indicator in dimension.indicators],
            }
            for dimension in questionnaire.dimensions
        },
    }


def _indicator_texts(indicator: Indicator) -> dict[str, object]:
    return {
        "id": indicator.id,
        "name": indicator.name,
        "question": indicator.question,
        "why": indicator.why,
        "evidence": "; ".join(indicator.evidence),
        "anchors": [list(indicator.anchors[level].values()) for level in sorted(indicator.anchors)],
    }


def _no_questionnaire() -> Problem:
    return Problem(
        "bench.questionnaire_missing",
        str(ROOT / "questionnaires" / QUESTIONNAIRE),
        "The questionnaire to measure with is missing or has errors.",
        f"'spca validate questionnaires/{QUESTIONNAIRE}' says what is wrong with it.",
    )

"""The whole field loop with a real LibreOffice gives the same numbers as answers given online."""

import random
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assessment.model.answer import Answer, Status
from assessment.model.score import Profile
from assessment.services.answers import record_answer
from assessment.services.assessments import NewAssessment, create_assessment
from assessment.services.context import Context, Opened, open_assessment
from assessment.services.field_loop import apply_import, export_workbook, preview_import
from assessment.services.results import score
from assessment.wiring import Settings, open_application
from tests.unit.exchange.filling import answer_cell

ROOT = Path(__file__).parents[2]
SPREAD = random.Random(20051024)  # noqa: S311 - any levels will do, the same each time


def begin(context: Context, period: str) -> Opened:
    new = NewAssessment("spcf", "XAA", period, "external", invented_name="Invented")
    return open_assessment(context, create_assessment(context, new).id)


@pytest.fixture
def context(tmp_path: Path) -> Context:
    database = f"sqlite:///{tmp_path / 'spca.db'}"
    settings = Settings(database, ROOT / "questionnaires", "Ada", "Agency")
    return open_application(settings).context()


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_workbook_filled_in_libreoffice_scores_like_the_same_answers_given_online(
    context, typed_into
):
    online, field = begin(context, "2025"), begin(context, "2026")
    indicators = online.framework.questionnaire.indicators
    levels = {indicator.id: SPREAD.randint(0, 4) for indicator in indicators}
    # Level 0 is only said with the statement that holds; else a warning comes back.
    ticked = {i.id: i.statement_ids[0] for i in indicators if levels[i.id] == 0}
    for id_, level in levels.items():
        answer = Answer(id_, Status.LEVEL, level, confidence="medium", evidence_grade="B")
        answer = replace(answer, ticked=frozenset({ticked[id_]} if id_ in ticked else ()))
        record_answer(context, online, answer, 0)

    empty = export_workbook(context, field).content
    returned = typed_into(empty, _typed(empty, levels, ticked))
    preview = preview_import(context, returned, "field.xlsx")
    assert preview.problems == ()
    assert apply_import(context, preview).n_answers == len(indicators) == 64

    expected, got = score(context, online), score(context, field)
    # Held against the other assessment as its baseline nothing has fallen, so all else is equal;
    # the draws of another assessment are others, so ends of intervals move by less than a point.
    assert _without_intervals(got.profile) == _without_intervals(expected.profile)
    for one, other in zip(got.profile.dimensions, expected.profile.dimensions, strict=True):
        assert (one.interval.low, one.interval.high) == pytest.approx(
            (other.interval.low, other.interval.high), abs=1.0
        )
    assert [(s.programme.id, s.group, s.score) for s in got.suggestions] == [
        (s.programme.id, s.group, s.score) for s in expected.suggestions
    ]


def _without_intervals(profile: Profile) -> Profile:
    dimensions = tuple(replace(score, interval=None) for score in profile.dimensions)
    return replace(profile, dimensions=dimensions)


def _typed(
    workbook: bytes, levels: dict[str, int], ticked: dict[str, str]
) -> list[tuple[str, str, str]]:
    """Say what a person types into which cell."""
    book = load_workbook(BytesIO(workbook))
    fields = {"level": "", "confidence": "medium", "evidence_grade": "B"}
    typed = [
        (id_, field, typed or str(level))
        for id_, level in levels.items()
        for field, typed in fields.items()
    ]
    typed += [(id_, f"statement:{statement}", "x") for id_, statement in ticked.items()]
    cells = ((answer_cell(book, id_, field), what) for id_, field, what in typed)
    return [(cell.parent.title, cell.coordinate, what) for cell, what in cells]

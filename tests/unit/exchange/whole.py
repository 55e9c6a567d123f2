"""A file with a whole assessment, made without a database."""

import json
from datetime import timedelta
from typing import Any

from assessment.exchange.whole_assessment import write_whole
from assessment.exchange.whole_format import KINDS
from assessment.model.whole import Someone, WholeAssessment
from tests.builders import MOMENT

HEADING = {
    "id": "a-1",
    "questionnaire_id": "small",
    "questionnaire_version": "1.0",
    "questionnaire_checksum": "0123456789abcdef",
    "state_code": "XKA",
    "state_name": "Karsova",
    "region": "",
    "period": "2026",
    "mode": "external",
    "language": "en",
    "scope_note": "",
    "invented": True,
    "recorded_by": 1,
    "recorded_at": MOMENT,
}
REVIEW = {"number": 1, "origin": "page", "opened_by": "tier", "reason": "", "ground": {}}


def an_answer_row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One row of the table of answers."""
    return {
        "id": f"answer-{number}",
        "recorded_by": 1,
        "recorded_at": MOMENT + timedelta(minutes=number),
        "origin": "page",
        "indicator_id": "LAW-1",
        "revision": number,
        "status": "level",
        "level": 3,
        "reason": "",
        "confidence": None,
        "evidence_grade": None,
        "ticked": [],
        "rationale": "",
        "change_reason": "",
        "import_id": None,
    } | changes


def a_whole(*answers: dict[str, Any], **heading: Any) -> WholeAssessment:
    """An assessment of the small questionnaire with these answers."""
    rows: dict[str, list[dict[str, Any]]] = {kind.table: [] for kind in KINDS.values()}
    rows["answer"] = [*answers] if answers else [an_answer_row()]
    return WholeAssessment({**HEADING, **heading}, rows, {1: Someone("Ada Amin", "Ministry")})


def a_file() -> dict[str, Any]:
    """The same as the parts of a file, to be broken."""
    return json.loads(write_whole(a_whole()))

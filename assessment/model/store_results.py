"""What the services ask of a place that keeps results; stored results are never changed."""

from datetime import datetime
from typing import Protocol

from assessment.model.assessment import Actor


class ResultStore(Protocol):
    """Keeps the text of results beside the assessment they belong to."""

    def save_result(self, assessment_id: str, json: str, actor: Actor, at: datetime) -> str:
        """Store a result and return its id."""
        ...

    def result(self, result_id: str) -> str | None:
        """Return the text of a stored result; ``None`` if there is none with this id."""
        ...

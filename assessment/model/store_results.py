"""What the services ask of a place that keeps results; stored results are never changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assessment.model.assessment import Actor


@dataclass(frozen=True)
class KeptResult:
    """The heading of a stored result: its id, who kept it, and when."""

    id: str
    person_name: str
    recorded_at: datetime


@dataclass(frozen=True)
class StoredResult:
    """A stored result with its text, and the assessment beside which it stands."""

    heading: KeptResult
    assessment_id: str
    text: str


class ResultStore(Protocol):
    """Keeps the text of results of one kind beside the assessment they belong to."""

    def of_kind(self, kind: str) -> "ResultStore":
        """Return the same place for results of another kind; kinds never see each other."""
        ...

    def save_result(self, assessment_id: str, json: str, actor: Actor, at: datetime) -> str:
        """Store a result and return its id."""
        ...

    def result(self, result_id: str) -> str | None:
        """Return the text of a stored result; ``None`` if there is none with this id."""
        ...

    def results_of(self, assessment_id: str) -> tuple[KeptResult, ...]:
        """Return the headings of all results stored beside an assessment, the newest first."""
        ...

    def ids_like(self, beginning: str) -> tuple[str, ...]:
        """Return the ids that begin so, two at most: enough to tell one from several."""
        ...

    def stored_result(self, result_id: str) -> StoredResult | None:
        """Return one result with its text and assessment; ``None`` if there is none."""
        ...

    def stored_results(self) -> tuple[StoredResult, ...]:
        """Return all results of this kind with their texts, the oldest first."""
        ...

"""Keeps scores between two looks at the same answers, so that a page is drawn at once."""

from collections.abc import Sequence
from threading import Lock

from assessment.model.assessment import Record
from assessment.model.score import DimensionScore
from assessment.scoring.profile import score_records
from assessment.services.context import Opened

Scores = tuple[DimensionScore, ...]
_Key = tuple[str, str, int, str]


class ScoreCache:
    """Scores by assessment, questionnaire content and newest answer.

    Answers are only ever appended, so the sum of their revisions grows with each
    change: a key that was seen before stands for the same answers. Shared by all
    sessions of a server; it holds no more than ``most`` assessments.
    """

    def __init__(self, most: int = 4_000) -> None:
        self._most = most
        self._kept: dict[_Key, Scores] = {}
        self._lock = Lock()

    def score(self, opened: Sequence[Opened], records: Sequence[Record]) -> list[Scores]:
        """Return the scores of each record, computing only what is not kept yet."""
        keys = [_key(one, record) for one, record in zip(opened, records, strict=True)]
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        new = {key: n for n, key in enumerate(keys) if key not in found}
        found |= _score_by_questionnaire(new, opened, records)
        with self._lock:
            self._keep(found)
        return [found[key] for key in keys]

    def _keep(self, found: dict[_Key, Scores]) -> None:
        # Those just used go to the end, so that the oldest are dropped first.
        for key, scores in found.items():
            self._kept.pop(key, None)
            self._kept[key] = scores
        for key in list(self._kept)[: max(len(self._kept) - self._most, 0)]:
            del self._kept[key]


def _key(opened: Opened, record: Record) -> _Key:
    recorded = record.answers.values()
    newest = max((one.recorded_at.isoformat() for one in recorded), default="")
    revisions = sum(one.revision for one in recorded)
    return (record.assessment.id, newest, revisions, opened.framework.questionnaire.checksum)


def _score_by_questionnaire(
    new: dict[_Key, int], opened: Sequence[Opened], records: Sequence[Record]
) -> dict[_Key, Scores]:
    """Score the records of each questionnaire in one go."""
    scores: dict[_Key, Scores] = {}
    groups: dict[int, list[_Key]] = {}
    for key, n in new.items():
        groups.setdefault(id(opened[n].framework), []).append(key)
    for keys in groups.values():
        framework = opened[new[keys[0]]].framework
        found = score_records(framework, [records[new[key]] for key in keys])
        scores |= dict(zip(keys, found, strict=True))
    return scores

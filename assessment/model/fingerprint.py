"""A short text that changes whenever an answer changes in a way that can move a score."""

import json
from hashlib import sha256

from assessment.model.assessment import Record


def fingerprint(record: Record) -> str:
    """Return the fingerprint of the answers of a record.

    Only what results are made of is in it: status, level, confidence, grade of the evidence
    and ticked statements of each answer, and what several people rated. An evidence
    entry, a rationale or an unanswered draft does not change it, nor does the
    order in which answers were given.

    Returns
    -------
    str
        64 hexadecimal digits (SHA-256).
    """
    answers = (recorded.answer for recorded in record.answers.values())
    counted = sorted(
        (a.indicator_id, a.status, a.level, a.confidence, a.evidence_grade, sorted(a.ticked))
        for a in answers
        if a.is_answered
    )
    rated = sorted((id_, list(levels)) for id_, levels in record.rated.items())
    return sha256(json.dumps([counted, rated]).encode()).hexdigest()

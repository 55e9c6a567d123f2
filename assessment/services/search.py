"""Find assessments in the list: by words, state, year, mode and status."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.model.assessment import Assessment, AssessmentSummary

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Wanted:
    """What an assessment in the list must have; empty for whatever it has.

    Attributes
    ----------
    text
        Words that stand in its title, its scope note or the name of whoever worked on it.
    state
        Name of the state.
    year
        Named by the period.
    archived
        Whether archived ones are listed too.
    """

    text: str = ""
    state: str = ""
    year: str = ""
    mode: str = ""
    status: str = ""
    archived: bool = False


def search_assessments(
    summaries: Iterable[AssessmentSummary], wanted: Wanted
) -> tuple[AssessmentSummary, ...]:
    """Return those that have everything that is wanted, in their order."""
    words = _folded(wanted.text).split()
    return tuple(
        summary
        for summary in summaries
        if _fits(summary.assessment, wanted) and all(word in _said(summary) for word in words)
    )


def years_of(period: str) -> tuple[str, ...]:
    """Return the years that a period names.

    Examples
    --------
    >>> years_of("2025-07 to 2026-06"), years_of("last year")
    (('2025', '2026'), ())
    """
    return tuple(dict.fromkeys(_YEAR.findall(period)))


def _fits(item: Assessment, wanted: Wanted) -> bool:
    return (
        (wanted.archived or not item.archived)
        and wanted.state in ("", item.state_name)
        and (not wanted.year or wanted.year in years_of(item.period))
        and wanted.mode in ("", item.mode)
        and wanted.status in ("", item.status)
    )


def _said(summary: AssessmentSummary) -> str:
    item = summary.assessment
    parts = (item.title, item.state_code, item.scope_note, item.created_by, summary.changed_by)
    return _folded(" ".join(parts))


def _folded(text: str) -> str:
    """Return a text without capitals and accents, so that 'cote' finds 'Côte'."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))

"""Find assessments in the list: by words, state, year, mode and status."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.locales.month_names import without_accents
from assessment.model.assessment import Assessment, AssessmentSummary

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?: ?[-/\u2013] ?(\d\d))?(?!\d)")

StateId = tuple[str, str]


@dataclass(frozen=True)
class Wanted:
    """What an assessment in the list must have; empty for whatever it has.

    Attributes
    ----------
    text
        Words that stand in its title, its scope note or the name of whoever worked on it.
    state
        What tells it apart, as `Assessment.state_id`.
    year
        In which a part of its period lies.
    archived
        Whether archived ones are listed too.
    """

    text: str = ""
    state: StateId | None = None
    year: str = ""
    mode: str = ""
    status: str = ""
    archived: bool = False


def search_assessments(
    summaries: Iterable[AssessmentSummary], wanted: Wanted
) -> tuple[AssessmentSummary, ...]:
    """Return those that have everything that is wanted, in their order."""
    words = without_accents(wanted.text).split()
    return tuple(
        summary
        for summary in summaries
        if _fits(summary.assessment, wanted) and all(word in _said(summary) for word in words)
    )


def years_of(assessment: Assessment) -> tuple[str, ...]:
    """Return the years in which the period of an assessment lies, from its first day to its last.

    Where the period has no place in time, they are the years that its text names.
    """
    if assessment.begins is not None and assessment.ends is not None:
        return tuple(map(str, range(assessment.begins.year, assessment.ends.year + 1)))
    named = _YEAR.finditer(assessment.period)
    return tuple(dict.fromkeys(year for found in named for year in _named(found)))


def state_labels(summaries: Iterable[AssessmentSummary]) -> dict[StateId, str]:
    """Return each state to its name in the newest assessment of it, in the order of the names.

    The code stands behind a name that several have: an invented state can be called like
    another.
    """
    newest = sorted((one.assessment for one in summaries), key=lambda one: one.order)
    names = {one.state_id: one.state_name for one in newest}
    several = Counter(names.values())
    labels = {
        id_: f"{name} ({id_[0]})" if several[name] > 1 else name for id_, name in names.items()
    }
    return dict(sorted(labels.items(), key=lambda item: without_accents(item[1])))


def _named(found: re.Match[str]) -> tuple[str, ...]:
    """Return a year, and the one behind it that is written with its last two digits."""
    year, ending = found[1], found[2]
    return (year, year[:2] + ending) if ending and ending > year[2:] else (year,)


def _fits(item: Assessment, wanted: Wanted) -> bool:
    return (
        (wanted.archived or not item.archived)
        and wanted.state in (None, item.state_id)
        and (not wanted.year or wanted.year in years_of(item))
        and wanted.mode in ("", item.mode)
        and wanted.status in ("", item.status)
    )


def _said(summary: AssessmentSummary) -> str:
    item = summary.assessment
    parts = (item.title, item.state_code, item.scope_note, item.created_by, summary.changed_by)
    return without_accents(" ".join(parts))

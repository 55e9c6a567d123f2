"""Tables with columns that people read; what is missing is written out and never a number.

Every cell that may lack a number is text, because an empty number is drawn as a
blank, a zero or ``nan`` by one program or another.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from assessment.model.answer import Answer, Status
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.score import DimensionScore, Profile
from assessment.model.suggestion import Suggestion
from assessment.reporting.bands import band_phrase
from assessment.reporting.suggestion_sentences import GROUP_NAMES
from assessment.reporting.wording import (
    join_words,
    level_name,
    name_indicators,
    show_number,
    show_percent,
    show_range,
    show_score,
)

MISSING_WORDS = {
    Status.NOT_ANSWERED: "Not answered",
    Status.INSUFFICIENT_INFORMATION: "Insufficient information",
    Status.NOT_APPLICABLE: "Not applicable",
}
HORIZON_WORDS = {"long": "Long term", "medium": "Medium term", "crisis": "In a crisis"}

_Row = Mapping[str, str | int]


def _table(rows: Iterable[_Row], columns: tuple[str, ...]) -> pd.DataFrame:
    """Build a table that keeps its columns when it has no rows."""
    return pd.DataFrame([*rows], columns=[*columns])


def dimension_table(profile: Profile, framework: Framework) -> pd.DataFrame:
    """Return one row a dimension, in the order of the questionnaire.

    Returns
    -------
    DataFrame
        Scores, intervals and bounds (0 to 100, one decimal) are text;
        "No score" where coverage does not allow one, "Not applicable" where no
        indicator applies.
    """
    columns = ("Dimension", "Name", "Score (0 to 100)", "Band", "Interval", "Bounds")
    columns = (*columns, "With a level", "Applicable", "Coverage", "Limit set by")
    return _table((_dimension_row(score, framework) for score in profile.dimensions), columns)


def _dimension_row(score: DimensionScore, framework: Framework) -> _Row:
    applies = score.n_applicable > 0
    none = "No score" if applies else "Not applicable"
    interval = score.interval
    limit = name_indicators(framework, score.capped_by) if score.capped_by else "No limit"
    return {
        "Dimension": score.dimension_id,
        "Name": framework.questionnaire.dimension(score.dimension_id).name,
        "Score (0 to 100)": none if score.value is None else show_score(score.value),
        "Band": band_phrase(score, framework) if score.value is not None else none,
        "Interval": show_range(interval.low, interval.high) if interval else none,
        "Bounds": show_range(score.low, score.high) if applies else none,
        "With a level": score.n_scored,
        "Applicable": score.n_applicable,
        "Coverage": show_percent(score.coverage) if applies else none,
        "Limit set by": limit if score.value is not None else none,
    }


def strength_table(profile: Profile, framework: Framework, record: Record) -> pd.DataFrame:
    """Return one row for each indicator at the two highest levels, best first."""
    rows = (
        {
            "Indicator": id_,
            "Name": framework.questionnaire.indicator(id_).name,
            "Dimension": framework.questionnaire.dimension_of(id_).name,
            "Level": _answer_words(record.answer(id_), framework),
        }
        for id_ in profile.strengths
    )
    return _table(rows, ("Indicator", "Name", "Dimension", "Level"))


def _answer_words(answer: Answer, framework: Framework) -> str:
    if answer.status is Status.LEVEL and answer.level is not None:
        return level_name(framework, answer.level)
    return MISSING_WORDS[answer.status]


def suggestion_table(suggestions: Iterable[Suggestion], framework: Framework) -> pd.DataFrame:
    """Return one row for each programme, in the order given.

    Returns
    -------
    DataFrame
        "Need score" orders programmes within a group only; "Not known" where
        no served indicator has a level.
    """
    columns = ("Group", "Programme", "Name", "Need score", "Serves", "Not known")
    columns = (*columns, "Not advised until", "Not verified", "Evidence", "Horizon", "Dual use")
    if framework.catalogue is None:
        return _table((), columns)
    catalogue = framework.catalogue
    return _table((_suggestion_row(one, catalogue) for one in suggestions), columns)


def _suggestion_row(suggestion: Suggestion, catalogue: Catalogue) -> _Row:
    programme = suggestion.programme
    levels = [f"{need.indicator_id} (level {need.level})" for need in suggestion.needs]
    score = suggestion.score
    return {
        "Group": GROUP_NAMES[suggestion.group],
        "Programme": programme.id,
        "Name": programme.name,
        "Need score": "Not known" if score is None else show_number(score),
        "Serves": join_words(levels) if levels else "Not known",
        "Not known": join_words(suggestion.unknown) if suggestion.unknown else "None",
        "Not advised until": "; ".join(one.until for one in suggestion.failed) or "None",
        "Not verified": "; ".join(one.until for one in suggestion.not_verified) or "None",
        "Evidence": catalogue.evidence_label(programme.evidence).name,
        "Horizon": HORIZON_WORDS[programme.horizon],
        "Dual use": "Yes" if programme.dual_use else "No",
    }


def flag_table(record: Record, framework: Framework) -> pd.DataFrame:
    """Return one row for each context flag; "Not entered" differs from "Unknown"."""
    rows: list[_Row] = []
    for flag in framework.questionnaire.context_flags:
        entry = record.flags.get(flag.id)
        names = {option.id: option.name for option in flag.options}
        confidence = entry.confidence if entry else None
        rows.append(
            {
                "Context flag": flag.id,
                "Name": flag.name,
                "Entry": names.get(entry.option, entry.option) if entry else "Not entered",
                "Since": entry.since if entry else "",
                "Source": entry.source if entry else "",
                "Confidence": (confidence or "not stated").capitalize(),
                "Note": entry.note if entry else "",
            }
        )
    return _table(rows, ("Context flag", "Name", "Entry", "Since", "Source", "Confidence", "Note"))

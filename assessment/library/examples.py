"""Reads the worked examples of a questionnaire: answers, and what a person computed by hand.

How they are run against the scoring is in `assessment.services.validate`.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StrictInt, TypeAdapter, model_validator

from assessment.library.versions import folder_to_read, name_of
from assessment.library.yaml_file import check_type, read_yaml
from assessment.locales import gettext as _
from assessment.model.answer import Answer, FlagEntry, RecordedAnswer, Status
from assessment.model.assessment import Assessment, Record
from assessment.model.problem import Problem
from assessment.model.questionnaire import Frozen, Identifier, Questionnaire, Text
from assessment.model.rules import Confidence
from assessment.model.suggestion import Group

Level = StrictInt | Literal["II", "NA"]
"""A level, insufficient information or not applicable; left out where not answered."""

Score = Annotated[float, Field(ge=0, le=100)]

_NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)  # an example was never recorded by anyone


class AnswerSet(Frozen):
    """What an example enters.

    Attributes
    ----------
    all_others
        The level of every indicator that ``answers`` does not name; they stay
        unanswered where it is left out.
    confidence, confidence_of
        Of all levels, and of single ones; not stated (counted as low) where left out.
    ticked
        Ids of the statements that are ticked, of whichever indicators.
    flags
        Context flag to the option that was chosen.
    """

    answers: dict[Identifier, Level] = Field(default_factory=dict)
    all_others: Level | None = None
    confidence: Confidence | None = None
    confidence_of: dict[Identifier, Confidence] = Field(default_factory=dict)
    ticked: tuple[Identifier, ...] = ()
    flags: dict[Identifier, Identifier] = Field(default_factory=dict)


class ExpectedDimension(Frozen):
    """What is expected of one dimension; only what is given is compared, to 0.05 points."""

    score: Score | None = None
    no_score: bool = False
    low: Score | None = None
    high: Score | None = None
    band: str | None = None
    capped_by: tuple[Identifier, ...] | None = None
    missing_keys: tuple[Identifier, ...] | None = None


class ExpectedSuggestion(Frozen):
    """What is expected of one programme; the need score is compared to 0.0005."""

    group: Group | None = None
    score: Annotated[float, Field(ge=0)] | None = None


class Expectation(Frozen):
    """What must come out; only what is given is compared.

    Attributes
    ----------
    effective_levels
        Of indicators that a gate may hold down.
    bound_by, not_verified
        Gated indicator to the gates that bind, or that are not known.
    active_gaps
        All of them; an empty list says that there is none.
    cannot_rule_out
        Some of the gaps that too much is unknown to rule out.
    too_early
        Whether too few questions are answered for any result.
    regions_because_of
        All indicators and flags for which regions should be assessed on their own; an
        empty list says that nothing calls for it.
    """

    dimensions: dict[Identifier, ExpectedDimension] = Field(default_factory=dict)
    effective_levels: dict[Identifier, float] = Field(default_factory=dict)
    bound_by: dict[Identifier, tuple[Identifier, ...]] = Field(default_factory=dict)
    not_verified: dict[Identifier, tuple[Identifier, ...]] = Field(default_factory=dict)
    composite: Score | None = None
    no_composite: bool = False
    limiting_dimension: Identifier | None = None
    active_gaps: tuple[Identifier, ...] | None = None
    cannot_rule_out: tuple[Identifier, ...] = ()
    tier: Identifier | None = None
    no_tier: bool = False
    too_early: bool | None = None
    regions_because_of: tuple[Identifier, ...] | None = None
    suggestions: dict[Identifier, ExpectedSuggestion] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _expects_something(self) -> "Expectation":
        if not self.model_fields_set:
            raise ValueError(_("An example must expect something."))
        return self


class Example(AnswerSet):
    """One worked example.

    Attributes
    ----------
    baseline
        The answers of an earlier assessment of the same state.
    dimension_scores
        Scores (0 to 100) to try the composite on, instead of answers.
    """

    name: Text
    baseline: AnswerSet | None = None
    dimension_scores: dict[Identifier, Score] = Field(default_factory=dict)
    expect: Expectation


@dataclass(frozen=True)
class PlacedExample:
    """An example and where it stands: file, line and name, for messages."""

    place: str
    example: Example


_EXAMPLES = TypeAdapter(tuple[Example, ...])


def load_examples(folder: Path) -> tuple[tuple[PlacedExample, ...], tuple[Problem, ...]]:
    """Read ``examples.yaml`` of a questionnaire folder.

    Returns
    -------
    examples, problems
        No examples and no problems where the folder has no such file.
    """
    folder = folder_to_read(folder)
    name = f"{name_of(folder)}/examples.yaml"
    if not (folder / "examples.yaml").exists():
        return (), ()
    file, problems = read_yaml(folder / "examples.yaml", name)
    if file is None:
        return (), problems
    examples, problems = check_type(file, _EXAMPLES)
    if examples is None:
        return (), problems
    lines = [node.start_mark.line + 1 for node in file.node.value]
    placed = (
        PlacedExample(
            _("{file}, line {line}, '{name}'", file=name, line=str(line), name=example.name),
            example,
        )
        for line, example in zip(lines, examples, strict=True)
    )
    return tuple(placed), ()


def record_of(given: AnswerSet, questionnaire: Questionnaire) -> Record:
    """Turn the answers of an example into a record of an invented state."""
    ids = dict.fromkeys((*(i.id for i in questionnaire.indicators), *given.answers))
    levels = {id_: given.answers.get(id_, given.all_others) for id_ in ids}
    ticked = {id_: _ticked(id_, given, questionnaire) for id_ in ids}
    return Record(
        assessment=_heading(questionnaire),
        answers={
            id_: RecordedAnswer(
                replace(_answer(id_, level, given), ticked=ticked[id_]),
                1,
                "",
                "demonstration",
                _NO_MOMENT,
            )
            for id_, level in levels.items()
            if level is not None or ticked[id_]
        },
        flags={id_: FlagEntry(id_, option) for id_, option in given.flags.items()},
    )


def _ticked(indicator_id: str, given: AnswerSet, questionnaire: Questionnaire) -> frozenset[str]:
    homes = {id_: questionnaire.indicator_of_statement(id_) for id_ in given.ticked}
    return frozenset(id_ for id_, home in homes.items() if home and home.id == indicator_id)


def _answer(indicator_id: str, level: int | str | None, given: AnswerSet) -> Answer:
    if level is None:
        return Answer(indicator_id)
    if level == "II":
        return Answer(indicator_id, Status.INSUFFICIENT_INFORMATION)
    if level == "NA":
        return Answer(indicator_id, Status.NOT_APPLICABLE, reason="As the example says.")
    confidence = given.confidence_of.get(indicator_id) or given.confidence
    return Answer(indicator_id, Status.LEVEL, int(level), confidence=confidence)


def _heading(questionnaire: Questionnaire) -> Assessment:
    return Assessment(
        id="example",
        questionnaire_id=questionnaire.id,
        questionnaire_version=questionnaire.version,
        questionnaire_checksum=questionnaire.checksum,
        state_code="XAA",
        state_name="Example",
        period="example",
        mode="external",
        language=questionnaire.language,
        created_at=_NO_MOMENT,
        created_by="",
        invented=True,
    )

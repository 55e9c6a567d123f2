"""Programme types as data, and the numbers of the matching rule."""

from typing import Annotated, Literal

from pydantic import Field

from assessment.model.conditions import Condition
from assessment.model.questionnaire import Frozen, Identifier, Note, Text, Verbatim, by_id
from assessment.model.rules import Confidence

Horizon = Literal["long", "medium", "crisis"]
Factor = Annotated[float, Field(gt=0, le=10)]


class MatchingRule(Frozen):
    """The numbers of the matching rule (framework, section 4.7).

    Attributes
    ----------
    mechanism_factor
        Applied when a mechanism of the programme answers an active pattern.
    precondition_penalty
        Taken off the need score (0 upward) when a precondition fails.
    keep_going_from
        Level from which a served indicator counts as a strength to keep.
    """

    key_factor: Factor
    critical_gap_factor: Factor
    confidence_factors: dict[Confidence, Factor]
    mechanism_factor: Factor
    precondition_penalty: Annotated[float, Field(ge=0)]
    keep_going_from: int
    why: Text


class Mechanism(Frozen):
    """A way in which a programme protects; ``active_when`` is the pattern it answers."""

    id: Identifier
    name: Text
    active_when: Condition | None = None


class EvidenceLabel(Frozen):
    """How well the effect of a programme type on group-targeted violence is supported."""

    id: Identifier
    name: Text
    meaning: Text


class Precondition(Frozen):
    """What must hold before a programme is advised, and in words when it will."""

    condition: Condition
    until: Text


class Programme(Frozen):
    """One type of assistance programme.

    Attributes
    ----------
    serves
        The indicators it can raise.
    exclusive_with, after
        Programmes that exclude it, and programmes that should come first.
    """

    id: Identifier
    name: Text
    how: Text
    activities: tuple[Text, ...] = Field(min_length=1)
    mechanisms: tuple[Identifier, ...] = Field(min_length=1)
    serves: tuple[Identifier, ...] = Field(min_length=1)
    crs: tuple[Annotated[str, Field(pattern=r"^\d{5}$")], ...] = Field(min_length=1)
    sdg: tuple[Annotated[str, Field(pattern=r"^\d{1,2}\.[0-9a-z]{1,2}$")], ...] = Field(
        min_length=1
    )
    evidence: Identifier
    evidence_note: Note = ""
    horizon: Horizon
    lens: Literal["atrocity", "shared", "conflict"]
    dual_use: bool = False
    risks: tuple[Text, ...] = Field(min_length=1)
    tensions: tuple[Text, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    exclusive_with: tuple[Identifier, ...] = ()
    after: tuple[Identifier, ...] = ()


class Catalogue(Frozen):
    """Everything ``programmes.yaml`` says."""

    version: Verbatim
    standing_sentence: Text
    matching: MatchingRule
    mechanisms: tuple[Mechanism, ...]
    evidence_labels: tuple[EvidenceLabel, ...]
    programmes: tuple[Programme, ...]

    def programme(self, programme_id: str) -> Programme:
        """Return one programme; a `KeyError` if there is none with this id."""
        return by_id(self.programmes)[programme_id]

    def mechanism(self, mechanism_id: str) -> Mechanism:
        """Return one mechanism; a `KeyError` if there is none with this id."""
        return by_id(self.mechanisms)[mechanism_id]

    def evidence_label(self, label_id: str) -> EvidenceLabel:
        """Return one label of evidence; a `KeyError` if there is none with this id."""
        return by_id(self.evidence_labels)[label_id]

"""Conditions as data: the small language in which gaps, tiers and preconditions are written.

A condition is one mapping with one telling key, for example
``{indicator: LAW-5, at_most: 1}``, ``{statement: INF-2.0b}`` or ``{all: [...]}``. How
conditions are evaluated, with a third truth value for what is not known, is in
`assessment.model.evaluation`.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from assessment.locales import gettext as _
from assessment.model.questionnaire import Frozen, Identifier

FlagWeight = Literal["present", "severe"]


class IndicatorCondition(Frozen):
    """The entered level of one indicator: at most, at least, or known to be unknown."""

    indicator: Identifier
    at_most: int | None = None
    at_least: int | None = None
    insufficient_information: bool = False

    @model_validator(mode="after")
    def _one_test(self) -> "IndicatorCondition":
        given = (self.at_most is not None, self.at_least is not None, self.insufficient_information)
        if sum(given) != 1:
            keys = "at_most, at_least, insufficient_information"
            raise ValueError(_("Give exactly one of the keys {keys}.", keys=keys))
        return self


class StatementCondition(Frozen):
    """One statement of an indicator holds: the fact itself, where a level can mean several."""

    statement: Identifier


class FlagCondition(Frozen):
    """One context flag is at least this heavy."""

    flag: Identifier
    at_least: FlagWeight


class AnyFlag(Frozen):
    """Some context flag is at least this heavy."""

    any_flag: FlagWeight


class ActiveGaps(Frozen):
    """At least this many critical gaps are active (among those named, if any are).

    Attributes
    ----------
    with_flag
        Only gaps count of which one of the gap's own flags is at least this heavy: a
        drought says nothing of a past that was never dealt with.
    """

    active_gaps: int = Field(ge=1)
    among: tuple[Identifier, ...] = ()
    with_flag: FlagWeight | None = None


class AnyDimensionBelow(Frozen):
    """The low bound of some dimension lies below this score (0 to 100)."""

    any_dimension_below: float = Field(ge=0, le=100)


class UnknownKeys(Frozen):
    """At least this many key indicators were answered with insufficient information."""

    unknown_keys: int = Field(ge=1)


class KeyDecline(Frozen):
    """Some key indicator fell by at least this many levels since the baseline."""

    key_decline: int = Field(ge=1)


class DimensionDecline(Frozen):
    """Some dimension fell by at least these points, and clearly so; see `Verdict`."""

    dimension_decline: float = Field(gt=0, le=100)


class AllOf(Frozen):
    """Every part holds."""

    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(Frozen):
    """At least one part holds."""

    any: tuple["Condition", ...] = Field(min_length=1)


class NoneOf(Frozen):
    """No part holds."""

    none: tuple["Condition", ...] = Field(min_length=1)


_KINDS: dict[str, type[Frozen]] = {
    "all": AllOf,
    "any": AnyOf,
    "none": NoneOf,
    "indicator": IndicatorCondition,
    "statement": StatementCondition,
    "flag": FlagCondition,
    "any_flag": AnyFlag,
    "active_gaps": ActiveGaps,
    "any_dimension_below": AnyDimensionBelow,
    "unknown_keys": UnknownKeys,
    "key_decline": KeyDecline,
    "dimension_decline": DimensionDecline,
}


CONDITION_KEYS = tuple(_KINDS)


def _kind(value: Any) -> str | None:  # noqa: ANN401 - raw YAML comes in
    """Name the kind by its telling key, so that one clear error follows and not ten."""
    for name, kind in _KINDS.items():
        if isinstance(value, kind) or (isinstance(value, dict) and name in value):
            return name
    return None


Condition = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[NoneOf, Tag("none")]
    | Annotated[IndicatorCondition, Tag("indicator")]
    | Annotated[StatementCondition, Tag("statement")]
    | Annotated[FlagCondition, Tag("flag")]
    | Annotated[AnyFlag, Tag("any_flag")]
    | Annotated[ActiveGaps, Tag("active_gaps")]
    | Annotated[AnyDimensionBelow, Tag("any_dimension_below")]
    | Annotated[UnknownKeys, Tag("unknown_keys")]
    | Annotated[KeyDecline, Tag("key_decline")]
    | Annotated[DimensionDecline, Tag("dimension_decline")],
    Discriminator(
        _kind,
        custom_error_type="condition_kind",
        custom_error_message="a condition needs one of the keys",
    ),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()
NoneOf.model_rebuild()


def leaves(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions without parts, from left to right."""
    match condition:
        case AllOf(all=parts) | AnyOf(any=parts) | NoneOf(none=parts):
            return tuple(leaf for part in parts for leaf in leaves(part))
        case _:
            return (condition,)


def mentioned(condition: Condition) -> tuple[str, ...]:
    """Return the ids of the indicators and flags that a condition names, without repeats.

    Examples
    --------
    >>> mentioned(AnyOf(any=(IndicatorCondition(indicator="A-1", at_most=1),)))
    ('A-1',)
    """
    ids = (
        leaf.indicator if isinstance(leaf, IndicatorCondition) else leaf.flag
        for leaf in leaves(condition)
        if isinstance(leaf, IndicatorCondition | FlagCondition)
    )
    return tuple(dict.fromkeys(ids))

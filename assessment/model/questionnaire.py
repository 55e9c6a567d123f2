"""The questionnaire as data: dimensions, indicators, anchors and sources.

These frozen pydantic types are both what the YAML files must contain and what
the rest of the package works with. Rules over several objects (unknown ids,
missing anchors) live in `assessment.library`, which can name file and line.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Protocol, TypeVar, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assessment.locales import mark


class Translatable:
    """Marks a text that people read, which the languages of a questionnaire translate."""


Verbatim = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text that is the same in every language: a publisher, a title, the heading of a column."""

Text = Annotated[Verbatim, Translatable()]
Note = Annotated[str, Translatable()]
"""A text that may be empty."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,39}$")]


class Frozen(BaseModel):
    """Base of every type read from YAML: immutable, and no field that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class HasId(Protocol):
    """What is named by an id that is never used twice."""

    @property
    def id(self) -> str:
        """The id."""
        ...


_Named = TypeVar("_Named", bound=HasId)


def by_id(named: Iterable[_Named]) -> dict[str, _Named]:
    """Return things under their ids, in their order."""
    return {one.id: one for one in named}


class Standing(StrEnum):
    """How far a fact was checked; only the first two may be shown as a fact."""

    CHECKED = "checked"
    GENERAL = "general"
    UNVERIFIED = "unverified"


class Reference(Frozen):
    """A source that an indicator or a programme cites."""

    id: Identifier
    title: Verbatim
    publisher: Verbatim
    year: int | None = None
    standing: Standing = Standing.GENERAL
    note: Note = ""


class ScaleLevel(Frozen):
    """One level of the answer scale, with the reading common to all indicators."""

    value: int
    name: Text
    reading: Text


class Proxy(Frozen):
    """A public figure that informs, and never sets, the level of an indicator."""

    name: Text
    higher_is: Literal["better", "worse", "context"]
    standing: Standing = Standing.GENERAL


StatementKind = Literal["law", "practice", "contrary"]
"""What a statement is about: a text on paper, what is done, or what works against protection."""

STATEMENT_KINDS: tuple[StatementKind, ...] = get_args(StatementKind)


class Statement(Frozen):
    """One fact that can be checked; YAML gives it as its text, or as its kind with its text.

    Attributes
    ----------
    kind
        ``None`` where the questionnaire does not say, as in its first version.

    Examples
    --------
    >>> Statement.model_validate({"law": "Judges have tenure."}).kind
    'law'
    """

    text: Text
    kind: StatementKind | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_yaml(cls, given: object) -> object:
        if isinstance(given, str):
            return {"text": given}
        if isinstance(given, Mapping):
            entries = dict(cast("Mapping[str, object]", given))
            # With a second key it is no statement, and pydantic names what is too much.
            if len(entries) == 1 and entries.keys() < set(STATEMENT_KINDS):
                ((kind, text),) = entries.items()
                return {"text": text, "kind": kind}
        return cast("object", given)


class Indicator(Frozen):
    """One question on the scale, with anchors that can be checked against facts.

    Attributes
    ----------
    anchors
        Level value to its statements, and statement id to text. Levels are
        cumulative above the lowest: a level is reached when its statements and
        those of every level between it and the lowest hold. The lowest level's
        statements describe its opposite: facts that speak against any credit.
    polarity
        ``protective`` asks about a protective feature, ``harmful`` about a
        harmful practice; anchors of both run from most exposing to most
        protective.
    key
        Whether the indicator drives caps and critical gaps.
    dual_use
        Whether the capacity can be turned against groups, so that it needs a
        gate in ``scoring.yaml``.
    """

    id: Identifier
    name: Text
    question: Text
    why: Text
    element: Literal["choice", "structure"]
    type: Literal["structure", "process", "outcome"]
    lens: Literal["atrocity", "shared", "conflict"]
    polarity: Literal["protective", "harmful"] = "protective"
    key: bool = False
    dual_use: bool = False
    crimes: tuple[Identifier, ...]
    anchors: dict[int, dict[Identifier, Statement]]
    evidence: tuple[Text, ...]
    not_applicable_when: Note = ""
    sources: tuple[Identifier, ...]
    proxies: tuple[Proxy, ...] = ()

    @property
    def statement_ids(self) -> tuple[str, ...]:
        """Ids of the anchor statements, from the lowest level up."""
        return tuple(key for level in sorted(self.anchors) for key in self.anchors[level])

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Every statement by its id, from the lowest level up."""
        return {
            id_: statement
            for level in sorted(self.anchors)
            for id_, statement in self.anchors[level].items()
        }

    def level_of(self, statement_id: str) -> int:
        """Return the level at which a statement stands.

        Raises
        ------
        KeyError
            If the indicator has no such statement.
        """
        return self._level_of[statement_id]

    @cached_property
    def _level_of(self) -> dict[str, int]:
        return {id_: level for level, found in self.anchors.items() for id_ in found}

    def short_id(self, statement_id: str) -> str:
        """Return the part of a statement id that people write, such as 1a.

        An id that does not begin with the id of its indicator stays as it is.
        """
        return statement_id.removeprefix(f"{self.id}.")

    def of_kind(self, kind: StatementKind) -> tuple[str, ...]:
        """Return the ids of the statements of one kind, from the lowest level up."""
        return tuple(id_ for id_, statement in self.statements.items() if statement.kind == kind)


class Dimension(Frozen):
    """A group of indicators that get one score."""

    id: Identifier
    name: Text
    about: Text
    indicators: tuple[Indicator, ...] = ()


class FlagOption(Frozen):
    """One answer to a context flag, and how heavy it counts when reviews are opened."""

    id: Identifier
    name: Text
    counts_as: Literal["none", "present", "severe", "unknown"]


class ContextFlag(Frozen):
    """A fast-moving circumstance that is recorded beside the scores and never in them."""

    id: Identifier
    name: Text
    guidance: Text
    sources: tuple[Identifier, ...]
    options: tuple[FlagOption, ...] = (
        FlagOption(id="none", name=mark("None seen"), counts_as="none"),
        FlagOption(id="present", name=mark("Present"), counts_as="present"),
        FlagOption(id="severe", name=mark("Severe"), counts_as="severe"),
        FlagOption(id="unknown", name=mark("Unknown"), counts_as="unknown"),
    )


class Crime(Frozen):
    """A crime that an indicator helps to prevent."""

    id: Identifier
    name: Text


class Term(Frozen):
    """A word that everybody who answers must understand in the same sense.

    Attributes
    ----------
    forms
        How the word is written in statements, singular and plural.
    list
        The list of the scope sheet that says whom or what the word means in this
        state; empty where no list does.
    """

    id: Identifier
    term: Text
    forms: tuple[Text, ...] = Field(min_length=1)
    meaning: Text
    list: str = ""


class GeneralRule(Frozen):
    """A rule that holds for every question, so that no statement has to repeat it."""

    id: Identifier
    name: Text
    rule: Text


class Definitions(Frozen):
    """Words and general rules of a questionnaire, shown as help to everyone who answers."""

    terms: tuple[Term, ...] = ()
    rules: tuple[GeneralRule, ...] = ()

    @cached_property
    def by_form(self) -> dict[str, Term]:
        """Every term by each of its forms, as `fold_spaces` writes them."""
        return {fold_spaces(form): term for term in self.terms for form in term.forms}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the forms in a text: the longest first, whole words, in any case."""
        forms = sorted(self.by_form, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")


def fold_spaces(text: str) -> str:
    """Return a text on one line and without capitals, as forms are looked for in it."""
    return " ".join(text.split()).casefold()


class Questionnaire(Frozen):
    """A versioned instrument: what is asked, of what scale, from which sources.

    ``checksum`` is set by the library from the content of every file of the
    folder that can change a question or a score; it travels with each answer.
    """

    id: Identifier
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+(\.\d+)?$")]
    name: Text
    about: Text
    publisher: Verbatim
    licence: Verbatim
    language: Identifier
    standing_sentence: Text
    scale: tuple[ScaleLevel, ...] = Field(min_length=2)
    crimes: tuple[Crime, ...] = ()
    references: tuple[Reference, ...]
    dimensions: tuple[Dimension, ...]
    context_flags: tuple[ContextFlag, ...] = ()
    definitions: Definitions = Definitions()
    checksum: str = ""

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator, in the order of the dimensions."""
        return tuple(i for dimension in self.dimensions for i in dimension.indicators)

    def indicator(self, indicator_id: str) -> Indicator:
        """Return one indicator.

        Raises
        ------
        KeyError
            If no dimension has it; `check_answer` runs first for what users give.
        """
        return self._by_id[indicator_id]

    @cached_property
    def _by_id(self) -> dict[str, Indicator]:
        return by_id(self.indicators)

    def dimension(self, dimension_id: str) -> Dimension:
        """Return one dimension.

        Raises
        ------
        KeyError
            If the questionnaire has none with this id.
        """
        return by_id(self.dimensions)[dimension_id]

    def dimension_name(self, dimension_id: str) -> str:
        """Return the name of a dimension."""
        return self.dimension(dimension_id).name

    def dimension_of(self, indicator_id: str) -> Dimension:
        """Return the dimension that an indicator belongs to.

        Raises
        ------
        KeyError
            If no dimension has it.
        """
        return self._dimension_of[indicator_id]

    @cached_property
    def _dimension_of(self) -> dict[str, Dimension]:
        return {i.id: dimension for dimension in self.dimensions for i in dimension.indicators}

    def level(self, value: int) -> ScaleLevel:
        """Return one level of the scale.

        Raises
        ------
        KeyError
            If the scale has no level with this value.
        """
        return {level.value: level for level in self.scale}[value]

    def reference(self, reference_id: str) -> Reference:
        """Return one source.

        Raises
        ------
        KeyError
            If nothing with this id is listed; the library checks what is cited.
        """
        return by_id(self.references)[reference_id]

    def crime_names(self, crime_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the names of crimes, and the id of one that has no name."""
        known = by_id(self.crimes)
        return tuple(known[id_].name if id_ in known else id_ for id_ in crime_ids)

    def indicator_of_statement(self, statement_id: str) -> Indicator | None:
        """Return the indicator that has a statement; ``None`` where no indicator has it."""
        return self._by_statement.get(statement_id)

    @cached_property
    def _by_statement(self) -> dict[str, Indicator]:
        return {id_: one for one in self.indicators for id_ in one.statement_ids}

    @cached_property
    def flag_weights(self) -> dict[str, dict[str, str]]:
        """Flag id to option id to what the option counts as: none, present, severe or unknown."""
        return {
            flag.id: {option.id: option.counts_as for option in flag.options}
            for flag in self.context_flags
        }

    def has_indicator(self, indicator_id: str) -> bool:
        """Whether a dimension has an indicator with this id."""
        return indicator_id in self._by_id

    @cached_property
    def tells_kinds(self) -> bool:
        """Whether its statements say what they are about: law, practice, or against protection."""
        return any(s.kind for i in self.indicators for s in i.statements.values())

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Ids of the key indicators, in order."""
        return tuple(indicator.id for indicator in self.indicators if indicator.key)

    @cached_property
    def lowest_level(self) -> int:
        """The value of the lowest level of the scale."""
        return min(level.value for level in self.scale)

    @cached_property
    def highest_level(self) -> int:
        """The value of the highest level of the scale."""
        return max(level.value for level in self.scale)


def terms_in(text: str, questionnaire: Questionnaire) -> tuple[Term, ...]:
    """Return the defined terms of which a text speaks, in order and each once.

    The longest form is taken where several begin at one place: "senior officials"
    is one term, and not that of "officials".
    """
    definitions = questionnaire.definitions
    if not definitions.terms:
        return ()
    found = definitions.pattern.finditer(fold_spaces(text))
    return tuple({(term := definitions.by_form[one[0]]).id: term for one in found}.values())

"""A questionnaire as a tree: leaves with levels or numbers, and nodes with a rule.

What a rule may say, compute and explain stands together in one file of
`assessment.scoring.rules`; here is what every rule has in common. The engine that
walks a tree is `assessment.scoring.tree`.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntFlag, StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self, get_args, overload

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from assessment.locales import gettext as _
from assessment.locales.formats import short
from assessment.model.problem import Problem
from assessment.model.questionnaire import Frozen, Identifier, Text, Verbatim

Numbers = NDArray[np.float64]
Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class ValueKind(StrEnum):
    """What stands in a cell: a value, or why there is none.

    ``INSUFFICIENT_INFORMATION`` and ``NOT_RATED`` may stand beside a number: some
    instruments count such an answer as their lowest grade and mark it.
    """

    VALUE = "value"
    NOT_ANSWERED = "not_answered"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    NOT_APPLICABLE = "not_applicable"
    NOT_RATED = "not_rated"
    NOT_USED = "not_used"
    TOO_FEW_CHILDREN = "too_few_children"
    SCREENED_OUT = "screened_out"
    NOT_COMPUTABLE = "not_computable"

    @property
    def number(self) -> int:
        """The number that stands for this kind in an array; 0 for a value."""
        return KINDS.index(self)


KINDS: tuple[ValueKind, ...] = tuple(ValueKind)
MissingKind = Literal[
    "not_answered",
    "insufficient_information",
    "not_applicable",
    "not_rated",
    "not_used",
    "too_few_children",
    "not_computable",
]
Treatment = Literal["skip", "empty", "zero"]


class Flag(IntFlag):
    """What was done to a value, or to one that it was computed from."""

    IMPUTED = 1
    TREATED = 2
    FLOORED = 4
    COUNTED_AS_ZERO = 8
    COUNTED_AS_LOWEST = 16


@dataclass(frozen=True)
class Cells:
    """Values with what they are; three arrays that broadcast to one shape (..., n_columns).

    Attributes
    ----------
    values
        ``nan`` where there is none.
    kinds
        `ValueKind.number` of each cell.
    flags
        `Flag` of each cell.
    """

    values: Numbers
    kinds: NDArray[np.int8]
    flags: NDArray[np.uint8]

    @classmethod
    def of(cls, values: Numbers) -> Self:
        """Return cells for plain numbers; ``nan`` counts as not answered."""
        missing = np.isnan(values)
        kinds = np.where(missing, ValueKind.NOT_ANSWERED.number, 0).astype(np.int8)
        return cls(values, kinds, np.zeros(values.shape, np.uint8))

    def kind(self, row: int, column: int) -> ValueKind:
        """Return what stands in one cell of a table without leading axes."""
        return KINDS[int(self.kinds[row, column])]


@dataclass(frozen=True)
class Scale:
    """The levels of a questionnaire; scores place them on 0 (lowest) to 100 (highest)."""

    lowest: int
    highest: int

    @property
    def points_per_level(self) -> float:
        """How many points one level is."""
        return 100 / (self.highest - self.lowest)

    @overload
    def to_points(self, levels: float) -> float: ...
    @overload
    def to_points(self, levels: Numbers) -> Numbers: ...
    def to_points(self, levels: Numbers | float) -> Numbers | float:
        """Place levels on 0 to 100, equally far apart."""
        return (levels - self.lowest) * self.points_per_level

    def to_levels(self, points: float) -> float:
        """Return the levels that so many points are."""
        return points / self.points_per_level + self.lowest


@dataclass(frozen=True)
class Children:
    """What a rule computes from.

    Attributes
    ----------
    values
        Shape (n_children, ...), ``nan`` where a child is left out; points of 0 to 100
        where leaves are levels, else the numbers themselves.
    weights
        Shape (n_children, ...), broadcasting to the values; 0 upward.
    level
        How much one level is in these values; 1 where leaves are numbers.
    allowance
        What is added to the allowance of a cap, in levels.
    """

    ids: tuple[str, ...]
    values: Numbers
    weights: Numbers
    level: float = 1.0
    allowance: Numbers | float = 0.0

    def places(self, ids: Sequence[str]) -> list[int]:
        """Return the rows of some of the children."""
        return [self.ids.index(id_) for id_ in ids]


@dataclass(frozen=True)
class Limit:
    """What keeps a result from following the mean of the children.

    Attributes
    ----------
    value
        In the unit of the children.
    ids
        The children that set it.
    binds
        Whether it is the result.
    touches
        Whether the mean has just come up to it, so that more would change nothing.
    """

    value: float
    ids: tuple[str, ...]
    binds: bool
    touches: bool = False


@dataclass(frozen=True)
class Parts:
    """One result with the children that it was computed from, to be explained.

    Attributes
    ----------
    values
        Child to value, for the children that have one.
    weights
        Child to weight, likewise.
    result
        What the rule made of them.
    scale
        The levels that the values stand for; ``None`` for numbers.
    name
        Names a child as a reader knows it.
    """

    values: Mapping[str, float]
    weights: Mapping[str, float]
    result: float
    scale: Scale | None = None
    name: Callable[[str], str] = str

    def named(self, name: Callable[[str], str]) -> "Parts":
        """Return the parts with names for a reader."""
        return replace(self, name=name)

    @property
    def are_weighted(self) -> bool:
        """Whether some child counts more than another."""
        return len(set(self.weights.values())) > 1

    def to_entered(self, value: float) -> float:
        """Return a value as it was entered: in levels, or the number itself."""
        return self.scale.to_levels(value) if self.scale else value

    def show(self, value: float) -> str:
        """Write a value as it was entered."""
        return short(self.to_entered(value))

    def children(self) -> Children:
        """Return the children with a value as a rule computes from them."""
        values = np.array([*self.values.values()])
        weights = np.array([*self.weights.values()])
        level = self.scale.points_per_level if self.scale else 1.0
        return Children(tuple(self.values), values, weights, level)


RULES: dict[str, type["Node"]] = {}
"""Name of a rule to its class, filled as the classes are made."""


class NodeClass(Frozen):
    """A name for the values from here upward; ``from_value`` belongs to it."""

    name: Text
    from_value: float


class Node(Frozen):
    """A node of the tree: its children, what becomes of missing ones, and its rule.

    Each rule is a class of its own below this one, in `assessment.scoring.rules`,
    found by its ``rule``.

    Attributes
    ----------
    children
        Leaves or nodes. Those of a dimension of a questionnaire are its indicators.
    why
        The reason, said to whoever reads a result.
    available
        The node is empty when fewer than this share of the children that apply have
        a value; 0 lets one child suffice.
    required
        Children without which the node is empty, unless they do not apply.
    missing
        What becomes of a child without a value: skipped, with the other weights
        rescaled; the node is empty; or counted as zero. One word for all kinds, or
        a word for each kind (kinds that are not named are skipped). What is not
        computable empties the node unless it is named.
    floor
        The result is never below it.
    digits, carry
        Rounded half up to so many decimals; the parent gets the rounded value or not.
    published_column
        Heading of a column with the published value, to be compared.
    """

    id: Identifier | Literal[""] = ""
    name: Text | Literal[""] = ""
    rule: Any  # A name; each rule narrows it to its own.
    children: tuple[Identifier, ...] = ()
    why: Text | Literal[""] = ""
    available: Share = 0
    required: tuple[Identifier, ...] = ()
    missing: Treatment | dict[MissingKind, Treatment] = "skip"
    floor: float | None = None
    digits: Annotated[int, Field(ge=0, le=9)] | None = None
    carry: Literal["rounded", "unrounded"] = "rounded"
    classes: tuple[NodeClass, ...] = ()
    published_column: Verbatim | None = None

    follows_first: ClassVar[bool] = False
    """Whether the node has a value just where its first child has one."""
    gives_grades: ClassVar[bool] = False
    """Whether results are letters where the leaves are."""
    order: ClassVar[int] = 100
    """Where the rule stands in a list of rules that can be tried."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: Any) -> None:  # noqa: ANN401 - pydantic's own
        """Enter the rule, unless it is only a base of others."""
        for name in get_args(cls.model_fields["rule"].annotation):
            RULES[name] = cls

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - pydantic's own
        """Read a node as the class of its rule, so that one clear error follows and not twenty."""
        if cls.__base__ is not Frozen:
            return handler(source)
        kinds = {name: handler.generate_schema(kind) for name, kind in RULES.items()}
        return core_schema.tagged_union_schema(kinds, "rule") if kinds else handler(source)

    @abstractmethod
    def compute(self, children: Children) -> Numbers:
        """Put the children together; shape (...), ``nan`` where there is no child or no answer."""

    @abstractmethod
    def describe(self, name: Callable[[str], str]) -> str:
        """Say the rule in one sentence; ``name`` names a child."""

    @abstractmethod
    def explain(self, parts: Parts) -> Iterator[str]:
        """Say how the children made the result, so that it can be computed again by hand."""

    def limit(self, parts: Parts) -> Limit | None:  # noqa: ARG002 - most rules have none
        """Return what keeps the result from following the mean, if the rule has such a limit."""
        return None

    def mentioned(self) -> tuple[str, ...]:
        """Return the children that the parameters of the rule name."""
        return self.required

    def check(self, facts: "TreeFacts") -> Iterator[Problem]:  # noqa: ARG002 - most have none
        """Yield what makes no sense in the parameters; places are filled in by the library."""
        yield from ()

    def resolve(self, facts: "TreeFacts") -> Self:  # noqa: ARG002 - most have nothing to look up
        """Return the node with names that stand for something looked up."""
        return self

    def lowest(self, children: Mapping[str, float | None]) -> float | None:
        """Return the lowest value that can come out; ``None`` where that is not known."""
        known = [low for low in children.values() if low is not None]
        return min(known) if len(known) == len(children) and known else None

    def why_not_computable(self, values: Mapping[str, Numbers]) -> tuple[str, str]:
        """Say why the rule has no answer for these values of children, and what to do."""
        found = _(
            "The rule gives no number for these values of {children}.", children=", ".join(values)
        )
        return found, _("The children with a value have no weight, or the numbers are too large.")

    @classmethod
    def to_try(cls, facts: "TreeFacts") -> Self | None:  # noqa: ARG003 - see below
        """Return the rule as it can be tried in the place of another; ``None`` if it cannot."""
        return None

    @classmethod
    def short_name(cls) -> str:
        """Name the rule in a list of rules, with what it means."""
        return cls.__name__

    def weight_of(self, child: str) -> float:
        """Return the stated weight of a child; 1 for a rule without weights."""
        return getattr(self, "weights", {}).get(child, 1.0)


class WeightedNode(Node):
    """A rule with weights by child; children without one weigh 1."""

    weights: dict[Identifier, Weight] = Field(default_factory=dict)

    def mentioned(self) -> tuple[str, ...]:
        """Return the children that the parameters of the rule name."""
        return (*super().mentioned(), *self.weights)


Grades = Mapping[str, float]
LookupTable = dict[int, dict[int, str]]
"""Number of children with a value, to the sum of their points, to the grade."""


@dataclass(frozen=True)
class TreeFacts:
    """What a rule can look up.

    Attributes
    ----------
    children
        Of the node.
    keys
        The key indicators among them.
    scale
        ``None`` where leaves are numbers.
    grades
        Letter to points where leaves are letters, else empty.
    tables
        The lookup tables of the file.
    """

    children: tuple[str, ...]
    keys: tuple[str, ...] = ()
    scale: Scale | None = None
    grades: Grades = field(default_factory=dict[str, float])
    tables: Mapping[str, LookupTable] = field(default_factory=dict[str, LookupTable])


@dataclass(frozen=True)
class Tree:
    """A questionnaire ready to be scored.

    Attributes
    ----------
    leaves
        Ids, in the order of the last axis of every array of leaves.
    gates
        Nodes that limit a leaf by others: each has the id of its leaf, which is also
        its first child. All read the leaves as entered, so their order does not matter;
        what comes out stands for the leaf from then on.
    nodes
        Children before their parents.
    scale
        The levels of the leaves; ``None`` where leaves are numbers, taken as they are.
    """

    leaves: tuple[str, ...]
    nodes: tuple[Node, ...]
    gates: tuple[Node, ...] = ()
    scale: Scale | None = None

    def node(self, node_id: str) -> Node:
        """Return one node.

        Raises
        ------
        KeyError
            If there is none with this id.
        """
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)


def in_order(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return the nodes with children before their parents, else in the order given.

    Raises
    ------
    ValueError
        If they form a cycle; the library refuses such a tree.
    """
    waiting = {node.id: node for node in nodes}
    done: list[Node] = []
    while waiting:
        ready = [n for n in waiting.values() if not any(c in waiting for c in n.children)]
        if not ready:
            raise ValueError(f"the nodes {sorted(waiting)} form a cycle")
        done += ready
        for node in ready:
            del waiting[node.id]
    return tuple(done)

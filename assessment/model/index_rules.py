"""The method menu of an index as data: what the ``scoring.yaml`` beside an ``index.yaml`` may say.

Steps change the measures (`assessment.model.index_steps`); nodes of the tree put them
together. The arithmetic is in `assessment.scoring.index`; nothing here computes.
"""

from typing import Annotated, Literal

from pydantic import Field

from assessment.model.index_steps import Range, Share, Step
from assessment.model.questionnaire import Frozen, Identifier, Text

Treatment = Literal["skip", "empty", "zero"]
MissingKind = Literal[
    "not_answered",
    "insufficient_information",
    "not_applicable",
    "not_rated",
    "not_used",
    "too_few_children",
    "not_computable",
]


class NodeClass(Frozen):
    """A name for the values from here upward; ``from_value`` belongs to it."""

    name: Text
    from_value: float


class _Node(Frozen):
    """What every node of the tree may say.

    Attributes
    ----------
    available
        The node is empty when fewer than this share of the children that apply have
        a value; 0 lets one child suffice.
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

    id: Identifier
    name: Text
    children: tuple[Identifier, ...] = Field(min_length=1)
    why: str = ""
    available: Share = 0
    missing: Treatment | dict[MissingKind, Treatment] = "skip"
    floor: float | None = None
    digits: Annotated[int, Field(ge=0, le=9)] | None = None
    carry: Literal["rounded", "unrounded"] = "rounded"
    classes: tuple[NodeClass, ...] = ()
    published_column: Text | None = None


class _WeightedNode(_Node):
    """Children without a weight weigh 1."""

    weights: dict[Identifier, float] = Field(default_factory=dict)


class _PositiveNode(_WeightedNode):
    """A mean that needs values above 0; ``children_floor`` lifts lower ones, and says so."""

    children_floor: Annotated[float, Field(gt=0)] | None = None


class ArithmeticNode(_WeightedNode):
    """The weighted mean: children make up for each other fully."""

    rule: Literal["arithmetic"]


class GeometricNode(_PositiveNode):
    """The weighted geometric mean: a low child pulls more."""

    rule: Literal["geometric"]


class HarmonicNode(_PositiveNode):
    """The weighted harmonic mean: a low child pulls more still."""

    rule: Literal["harmonic"]


class PowerNode(_PositiveNode):
    """The generalised mean with a stated exponent; 0 is the geometric mean."""

    rule: Literal["power"]
    exponent: Annotated[float, Field(ge=-20, le=20)]


class ExtremeNode(_Node):
    """The lowest or the highest child."""

    rule: Literal["minimum", "maximum"]


class CappedMeanNode(_WeightedNode):
    """The mean, never more than ``allowance`` above the lowest of ``capped_by``."""

    rule: Literal["capped_mean"]
    capped_by: tuple[Identifier, ...] = Field(min_length=1)
    allowance: Annotated[float, Field(ge=0)]


class ChainNode(_Node):
    """Half the weakest child, half the mean of the children."""

    rule: Literal["chain"]


class WeakestLinkNode(_Node):
    """The lowest letter, with a plus if any other child is higher (PEFA, method M1)."""

    rule: Literal["weakest_link"]


class LookupNode(_Node):
    """The grade that a table gives for the sum of the points (PEFA, method M2)."""

    rule: Literal["lookup"]
    table: Identifier


class ReversedGeometricNode(_WeightedNode):
    """The geometric mean of the distances to the top, on a scale shifted above 0 (INFORM).

    Attributes
    ----------
    scale
        Lowest and highest value of the children.
    shifted
        What the top and the bottom of the scale become before the mean is taken.
    """

    rule: Literal["reversed_geometric"]
    scale: Range = (0, 10)
    shifted: tuple[Annotated[float, Field(gt=0)], float] = (1, 10)


class ProductRootNode(_Node):
    """The n-th root of the product of n children; one zero makes it zero."""

    rule: Literal["product_root"]


class LinearNode(_Node):
    """A sum with a stated coefficient for each child."""

    rule: Literal["linear"]
    coefficients: dict[Identifier, float] = Field(min_length=1)
    constant: float = 0
    missing: Treatment | dict[MissingKind, Treatment] = "empty"


Node = Annotated[
    ArithmeticNode
    | GeometricNode
    | HarmonicNode
    | PowerNode
    | ExtremeNode
    | CappedMeanNode
    | ChainNode
    | WeakestLinkNode
    | LookupNode
    | ReversedGeometricNode
    | ProductRootNode
    | LinearNode,
    Field(discriminator="rule"),
]

LookupTable = dict[int, dict[int, str]]
"""Number of children with a value, to the sum of their points, to the grade."""


class IndexRules(Frozen):
    """Everything ``scoring.yaml`` says of how an index is computed.

    Attributes
    ----------
    steps
        In the order in which they are taken; a step that is not named is not taken.
    tree
        Nodes in any order; children are measures or nodes.
    """

    steps: tuple[Step, ...] = ()
    tables: dict[Identifier, LookupTable] = Field(default_factory=dict)
    tree: tuple[Node, ...] = Field(min_length=1)

    @property
    def roots(self) -> tuple[str, ...]:
        """Ids of the nodes that are no child of another, in the order of the file."""
        children = {child for node in self.tree for child in node.children}
        return tuple(node.id for node in self.tree if node.id not in children)

"""The numbers that an index is computed from, and everything that comes out.

Arrays have one row a unit (a state in a period) and one column a measure or node.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.model.index import Index
from assessment.model.tree import Cells, Numbers


@dataclass(frozen=True)
class Unit:
    """What one row is about.

    Attributes
    ----------
    code
        ISO 3166-1 alpha-3 of a state, or the text itself where units are free.
    place
        The row in the words of whoever made the table.
    """

    code: str
    name: str
    period: str = ""
    place: str = ""

    @property
    def title(self) -> str:
        """Code and period."""
        return f"{self.code} {self.period}".strip()


@dataclass(frozen=True)
class Published:
    """One published value beside which the computed one is put.

    Attributes
    ----------
    decimals
        How many decimals were printed; a difference within half of the last is none.
    is_rank
        Whether it is the place of the unit among the others, and not its value.
    """

    row: int
    node_id: str
    value: float
    text: str
    decimals: int
    is_rank: bool = False


@dataclass(frozen=True)
class IndexTable:
    """A table that was read: rows in the order of the file.

    Attributes
    ----------
    cells
        Shape (n_units, n_measures), columns in the order of the questionnaire.
    columns
        Denominator heading to its numbers, ``nan`` where missing.
    groups
        Group heading to the group of each unit, empty where missing.
    """

    units: tuple[Unit, ...]
    cells: Cells
    columns: Mapping[str, Numbers] = field(default_factory=dict[str, Numbers])
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    published: tuple[Published, ...] = ()


@dataclass(frozen=True)
class Stage:
    """The measures after one step; the first stage, ``entered``, is before all of them."""

    step: str
    cells: Cells


@dataclass(frozen=True)
class IndexResult:
    """All that was computed of one table, with every stage kept.

    Attributes
    ----------
    stages
        The measures as entered and after each step.
    node_ids
        The columns of ``nodes``, children before their parents.
    nodes
        Shape (n_units, n_nodes), rounded where the rules say so.
    ranks
        Same shape, within each period: 1 is the highest, ties get the smallest,
        ``nan`` where there is no value.
    labels
        Node id to the grade or class of each unit, for nodes that have such.
    """

    index: Index
    units: tuple[Unit, ...]
    stages: tuple[Stage, ...]
    node_ids: tuple[str, ...]
    nodes: Cells
    ranks: Numbers
    labels: Mapping[str, tuple[str, ...]]

    def stage(self, step: str) -> Cells:
        """Return the measures after the last step of this name."""
        return [stage.cells for stage in self.stages if stage.step == step][-1]

    def column(self, node_id: str) -> int:
        """Return the column of a node."""
        return self.node_ids.index(node_id)

    def values(self, node_id: str) -> Numbers:
        """Return the values of one node, shape (n_units,); ``nan`` where there is none."""
        return self.nodes.values[:, self.column(node_id)]

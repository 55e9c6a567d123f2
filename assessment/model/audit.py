"""What audit statistics say of one node of a questionnaire or an index, over many states."""

from dataclasses import dataclass

LEAST_STATES = 30
"""A convention: with 30 states only a correlation above 0.36 can be told from none (5 % level)."""


@dataclass(frozen=True)
class ChildAudit:
    """How one part of a node moves with the whole, over the states that have all parts.

    Attributes
    ----------
    weight
        The share of the stated weights, 0 to 1; ``None`` where the rule has no weights.
    pull
        The share of the squared correlations with the node, 0 to 1: what the part in fact
        contributes. ``None`` where a part or the node does not vary.
    correlation
        With the node itself, −1 to 1; ``None`` as above.
    with_the_rest
        With the mean of the other parts, −1 to 1 (item-rest correlation); ``None`` as above,
        and for an only part.
    alpha_without
        Cronbach's alpha of the other parts; ``None`` with fewer than two of them.
    """

    child_id: str
    weight: float | None
    pull: float | None
    correlation: float | None
    with_the_rest: float | None
    alpha_without: float | None


@dataclass(frozen=True)
class Redundancy:
    """Two parts that say nearly the same, or that say the opposite."""

    first_id: str
    second_id: str
    correlation: float


@dataclass(frozen=True)
class NodeAudit:
    """The audit of one node.

    Attributes
    ----------
    n_states
        How many states have the node and every part of it; only those are used.
    alpha
        Cronbach's alpha; ``None`` with fewer than two parts, or where nothing varies.
    children
        Empty when ``n_states`` is below `LEAST_STATES`: too few for any of this.
    redundant, opposed
        Pairs of parts with a correlation of 0.92 or more, and of −0.3 or less.
    """

    node_id: str
    n_states: int
    alpha: float | None = None
    children: tuple[ChildAudit, ...] = ()
    redundant: tuple[Redundancy, ...] = ()
    opposed: tuple[Redundancy, ...] = ()

    @property
    def has_enough(self) -> bool:
        """Whether there are states enough for the figures to mean something."""
        return self.n_states >= LEAST_STATES

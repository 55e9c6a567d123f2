"""The rules of scoring as formulas of a spreadsheet, with functions that every program has.

Only what levels use is here. A rule that is not, or that is told to treat missing answers in a way
of its own, has no formula: then a sheet says that the score is to be seen in the app, and never
shows another number. That the formulas give the numbers of the engine is held by a test in which
LibreOffice computes hundreds of sets of answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assessment.model.tree import Node
from assessment.scoring.rules.capped_mean import CappedMean
from assessment.scoring.rules.chain import Chain
from assessment.scoring.rules.extremes import Maximum, Minimum, WeakestLink
from assessment.scoring.rules.generalised_means import GeneralisedMean
from assessment.scoring.rules.mean import Mean
from assessment.scoring.rules.median import Median

ALMOST = "0.000000001"
"""Equal by hand can differ in the last binary digit."""


@dataclass(frozen=True)
class Points:
    """Where the points of the children of a node stand: numbers, or an empty text without a level.

    Attributes
    ----------
    cells
        Child to its cell.
    level
        How many points one level is.
    """

    cells: Mapping[str, str]
    level: float

    def of(self, ids: Sequence[str]) -> str:
        """Name the cells of some children, as functions take them."""
        return ",".join(self.cells[id_] for id_ in ids)


def has_formula(node: Node) -> bool:
    """Whether the rule of a node can be written as a formula."""
    plain = node.missing == "skip" and node.floor is None and node.digits is None
    return plain and isinstance(node, (Chain, *_FORMULAS))


def links_of(node: Node) -> Mapping[str, tuple[str, ...]]:
    """Return the named links of a chain with their children; each wants a cell of its own."""
    stages = node.stages if isinstance(node, Chain) else ()
    return {stage.name: stage.indicators for stage in stages}


def formula_of(node: Node, points: Points, links: Sequence[str] = ()) -> str:
    """Return what computes a node, without the sign that begins a formula.

    Parameters
    ----------
    links
        The cells with the means of the links of a chain, as `link_formula` computes them.

    Raises
    ------
    StopIteration
        If the rule has none; `has_formula` says so before.
    """
    if isinstance(node, Chain):
        cells = ",".join(links) or points.of(node.children)
        return f"(MIN({cells})+AVERAGE({cells}))/2"
    return next(make for kind, make in _FORMULAS.items() if isinstance(node, kind))(node, points)


def link_formula(node: Node, ids: Sequence[str], points: Points) -> str:
    """Return what computes one link of a chain; an empty text where nothing of it is known."""
    return f'IF(COUNT({points.of(ids)})=0,"",{mean_formula(node, ids, points)})'


def mean_formula(node: Node, ids: Sequence[str], points: Points) -> str:
    """Return the weighted mean of the children that have a level; an error without any."""
    weights = {id_: node.weight_of(id_) for id_ in ids}
    if len(set(weights.values())) == 1 and all(weights.values()):
        return f"AVERAGE({points.of(ids)})"
    return f"({_total(weights, points, '{cell}')})/({_total_weight(weights, points)})"


def cap_formula(node: CappedMean, points: Points) -> str:
    """Return the most that a capped mean may be; an empty text where nothing caps."""
    cells = points.of(capping(node))
    return f'IF(COUNT({cells})=0,"",MIN({cells})+{number(node.allowance * points.level)})'


def capping(node: CappedMean) -> tuple[str, ...]:
    """Return the children that cap, of a rule whose key indicators were looked up."""
    return tuple(node.capped_by)


def number(value: float) -> str:
    """Write a number as formulas have it.

    Examples
    --------
    >>> number(25.0), number(0.7)
    ('25', '0.7')
    """
    return repr(value).removesuffix(".0")


def _total(weights: Mapping[str, float], points: Points, term: str) -> str:
    """Add up a term of each child that has a level; ``{cell}`` in it stands for the number."""
    terms = {id_: term.replace("{cell}", f"N({points.cells[id_]})") for id_ in weights}
    return "+".join(
        f"ISNUMBER({points.cells[id_]})*{number(weight)}*{terms[id_]}"
        for id_, weight in weights.items()
    )


def _total_weight(weights: Mapping[str, float], points: Points) -> str:
    return "+".join(
        f"ISNUMBER({points.cells[id_]})*{number(weight)}" for id_, weight in weights.items()
    )


def _mean(node: Node, points: Points) -> str:
    return mean_formula(node, node.children, points)


def _capped_mean(node: Node, points: Points) -> str:
    if not isinstance(node, CappedMean):
        raise TypeError(f"{node.rule} is no capped mean")
    mean, cells = _mean(node, points), points.of(capping(node))
    allowance = number(node.allowance * points.level)
    return f"IF(COUNT({cells})=0,{mean},MIN({mean},MIN({cells})+{allowance}))"


def _generalised_mean(node: Node, points: Points) -> str:
    """Return the mean of powers, held between the lowest and the highest child as the engine's."""
    if not isinstance(node, GeneralisedMean):
        raise TypeError(f"{node.rule} is no generalised mean")
    weights = {id_: node.weight_of(id_) for id_ in node.children}
    floor, power = number(node.children_floor or 0.0), number(node.power)
    lifted = f"MAX({{cell}},{floor})"
    raised = f"LN({lifted})" if node.power == 0 else f"{lifted}^({power})"
    mean = f"(({_total(weights, points, raised)})/({_total_weight(weights, points)}))"
    back = f"EXP({mean})" if node.power == 0 else f"{mean}^(1/({power}))"
    cells = points.of(node.children)
    return f"MAX(MIN({cells}),{floor},MIN({back},MAX({cells},{floor})))"


def _weakest_link(node: Node, points: Points) -> str:
    if not isinstance(node, WeakestLink):
        raise TypeError(f"{node.rule} is no weakest link")
    cells = points.of(node.children)
    return f"MIN(MIN({cells})+{number(node.uplift * points.level)},MAX({cells}))"


def _named(function: str) -> Callable[[Node, Points], str]:
    return lambda node, points: f"{function}({points.of(node.children)})"


_FORMULAS: Mapping[type[Node], Callable[[Node, Points], str]] = {
    CappedMean: _capped_mean,
    Mean: _mean,
    Minimum: _named("MIN"),
    Maximum: _named("MAX"),
    Median: _named("MEDIAN"),
    WeakestLink: _weakest_link,
    GeneralisedMean: _generalised_mean,
}

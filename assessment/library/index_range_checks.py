"""Checks which values can reach a rule that needs numbers above 0."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from assessment.model.index import Index, Measure
from assessment.model.index_rules import (
    GeometricNode,
    HarmonicNode,
    LinearNode,
    Node,
    PowerNode,
)
from assessment.model.index_steps import (
    DenominateStep,
    NormaliseDistance,
    NormaliseGoalposts,
    NormaliseLevels,
    NormaliseMinMax,
    NormaliseRanks,
    NormaliseZScore,
    Step,
    TreatStep,
)
from assessment.model.problem import Problem

Place = Callable[[Sequence[str | int]], str]
_NEEDS_POSITIVE = (GeometricNode, HarmonicNode, PowerNode)


def check_ranges(index: Index, place: Place) -> Iterator[Problem]:
    """Yield means that would have no answer because a child can be 0 or less.

    Where the lowest possible value is not known beforehand nothing is said here;
    what is then not computable is told with the result.
    """
    lowest: dict[str, float | None] = {
        measure.id: _lowest_of_measure(index, measure) for measure in index.questionnaire.measures
    }
    for node in _bottom_up(index.rules.tree):
        low = _counted(node, [lowest.get(child) for child in node.children])
        if isinstance(node, _NEEDS_POSITIVE) and node.children_floor is None:
            reached = [c for c in node.children if _reaches_zero(node, lowest.get(c))]
            if reached:
                n = [one.id for one in index.rules.tree].index(node.id)
                yield _not_positive(node, reached, place(("tree", n)))
        lowest[node.id] = _lowest_of_node(node, low, lowest)


def _reaches_zero(node: Node, low: float | None) -> bool:
    words = node.missing if isinstance(node.missing, str) else set(node.missing.values())
    return "zero" in words or (low is not None and low <= 0)


def _not_positive(node: Node, reached: list[str], where: str) -> Problem:
    return Problem(
        "library.mean_needs_floor",
        where,
        f"{node.id} needs values above 0, and these children can be 0 or less: "
        f"{', '.join(reached)}.",
        "Give 'children_floor', the value to which lower ones are lifted, or normalise to a range "
        "that begins above 0, such as 1 to 100.",
    )


def _lowest_of_measure(index: Index, measure: Measure) -> float | None:
    """Return the lowest value that a measure can have after all steps, if that is known."""
    if index.questionnaire.letters:
        low: float | None = min(index.questionnaire.letters.points.values())
    else:
        levels = index.questionnaire.levels_of(measure)
        low = levels.lowest if levels else None
    for step in index.rules.steps:
        named: tuple[str, ...] = getattr(step, "measures", ())
        if not named or measure.id in named:
            low = _lowest_after(step, low)
    return low


def _lowest_after(step: Step, low: float | None) -> float | None:
    match step:
        case NormaliseMinMax(range=(start, _)) | NormaliseGoalposts(range=(start, _)):
            return start
        case NormaliseLevels(points=points):
            return min(points.values())
        case NormaliseRanks(method="rank"):
            return 1
        case NormaliseRanks() | NormaliseDistance():
            return 0
        case NormaliseZScore() | DenominateStep() | TreatStep():
            return None
        case _:
            return low


def _counted(node: Node, lows: Sequence[float | None]) -> float | None:
    known = [low for low in lows if low is not None]
    if len(known) < len(lows) or isinstance(node, LinearNode):
        return None
    return min(known)


def _lowest_of_node(
    node: Node, low: float | None, lowest: Mapping[str, float | None]
) -> float | None:
    if isinstance(node, LinearNode):
        parts = [(node.coefficients.get(c, 0), lowest.get(c)) for c in node.children]
        known = [share * low for share, low in parts if low is not None and share >= 0]
        low = node.constant + sum(known) if len(known) == len(parts) else None
    if isinstance(node, _NEEDS_POSITIVE) and node.children_floor is not None and low is not None:
        low = max(low, node.children_floor)
    if node.floor is not None:
        low = node.floor if low is None else max(low, node.floor)
    return low


def _bottom_up(tree: Sequence[Node]) -> Iterator[Node]:
    waiting = {node.id: node for node in tree}
    while waiting:
        ready = [n for n in waiting.values() if not any(c in waiting for c in n.children)]
        for node in ready:
            del waiting[node.id]
            yield node

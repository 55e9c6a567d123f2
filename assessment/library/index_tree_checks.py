"""Checks of the tree of an index: children, cycles, weights, double counting, tables."""

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from assessment.library.checks import repeated
from assessment.library.index_range_checks import check_ranges
from assessment.model.index import Index
from assessment.model.index_rules import (
    CappedMeanNode,
    LinearNode,
    LookupNode,
    Node,
    ReversedGeometricNode,
    WeakestLinkNode,
)
from assessment.model.problem import Problem, Severity

Place = Callable[[Sequence[str | int]], str]
_MOST_NAMED = 8


def check_tree(index: Index, place: Place) -> Iterator[Problem]:
    """Yield what does not fit in the tree; sums and ranges only where the tree is one."""
    tree = index.rules.tree
    known = {*index.questionnaire.measure_ids, *(node.id for node in tree)}
    for id_ in repeated((*set(index.questionnaire.measure_ids), *(node.id for node in tree))):
        yield Problem(
            "library.id_repeated",
            place(("tree",)),
            f"The id '{id_}' is used more than once.",
            "Give the newer one an id that was never used.",
        )
    for n, node in enumerate(tree):
        where = place(("tree", n))
        yield from (_unknown_child(c, where, known) for c in node.children if c not in known)
        yield from _check_node(index, node, n, place)
    cycle = _in_cycles(tree)
    if cycle:
        first = next(("tree", n) for n, node in enumerate(tree) if node.id in cycle)
        yield _cycle(cycle, place(first))
        return
    yield from _check_counting(index, place)
    yield from check_ranges(index, place)


def _unknown_child(child: str, where: str, known: set[str]) -> Problem:
    near = difflib.get_close_matches(child, sorted(known), n=1)
    hint = f"Did you mean {near[0]}?" if near else "Correct the id, or add the measure or node."
    found = f"'{child}' is neither a measure nor a node."
    return Problem("library.child_unknown", where, found, hint)


def _in_cycles(tree: Sequence[Node]) -> list[str]:
    """Return the nodes that can never be computed because they wait for each other."""
    waiting = {node.id: node for node in tree}
    while True:
        ready = [id_ for id_, n in waiting.items() if not any(c in waiting for c in n.children)]
        if not ready:
            return list(waiting)
        for id_ in ready:
            del waiting[id_]


def _cycle(nodes: list[str], where: str) -> Problem:
    return Problem(
        "library.cycle",
        where,
        f"These nodes wait for each other: {', '.join(nodes)}.",
        "Let each node be made of measures, and of nodes that are not made of it.",
    )


def _check_node(index: Index, node: Node, n: int, place: Place) -> Iterator[Problem]:
    where = place(("tree", n))
    for child in repeated(node.children):
        yield Problem(
            "library.child_repeated", where, f"{child} is named twice.", "Give it more weight."
        )
    weights: Mapping[str, float] = getattr(node, "weights", {})
    yield from _check_weights(node, weights, lambda key: place(("tree", n, "weights", key)))
    yield from _check_parameters(index, node, where)
    starts = [one.from_value for one in node.classes]
    if starts != sorted(set(starts)):
        yield Problem(
            "library.classes_order", where, f"The classes start at {starts}.", "Let them rise."
        )


def _check_weights(
    node: Node, weights: Mapping[str, float], place: Callable[[str], str]
) -> Iterator[Problem]:
    for child, weight in weights.items():
        if child not in node.children:
            yield Problem(
                "library.weight_without_child",
                place(child),
                f"{child} has a weight in {node.id} and is no child of it.",
                "Remove the weight, or add the child.",
                f"Its children are {_few(node.children)}.",
            )
        if not 0 <= weight < float("inf"):
            yield Problem(
                "library.weight_negative",
                place(child),
                f"The weight of {child} is {weight}.",
                "Give 0 or more. For a measure where a lower number is better, use "
                "'direction: lower'.",
            )
    if node.children and all(weights.get(child, 1) == 0 for child in node.children):
        yield Problem(
            "library.weights_all_zero",
            place(node.children[0]),
            f"All weights of {node.id} are 0, so there is nothing to compute.",
            "Give at least one child a weight above 0.",
        )


def _check_parameters(index: Index, node: Node, where: str) -> Iterator[Problem]:
    match node:
        case CappedMeanNode(capped_by=ids):
            yield from _no_children(ids, node, where, "caps")
        case LinearNode(coefficients=by_id):
            yield from _no_children(by_id, node, where, "has a coefficient in")
            lacking = [child for child in node.children if child not in by_id]
            if lacking:
                found = f"These children have no coefficient: {', '.join(lacking)}."
                yield Problem("library.coefficient_missing", where, found, "Give each one.")
        case WeakestLinkNode() if index.questionnaire.letters is None:
            yield _no_letters(node.id, where)
        case LookupNode():
            yield from _check_lookup(index, node, where)
        case ReversedGeometricNode(scale=(low, high), shifted=(top, bottom)):
            if not (low < high and top < bottom):
                found = f"The scale goes from {low} to {high}, shifted from {top} to {bottom}."
                yield Problem("library.range_order", where, found, "Let both rise.")
        case _:
            pass


def _no_children(
    ids: Sequence[str] | Mapping[str, float], node: Node, where: str, does: str
) -> Iterator[Problem]:
    for id_ in ids:
        if id_ not in node.children:
            found = f"{id_} {does} {node.id} and is no child of it."
            yield Problem("library.parameter_without_child", where, found, "Name a child.")


def _no_letters(id_: str, where: str) -> Problem:
    found = f"The rule of {id_} works on letters, and the index has none."
    return Problem("library.letters_missing", where, found, "Give 'letters' in index.yaml.")


def _check_lookup(index: Index, node: LookupNode, where: str) -> Iterator[Problem]:
    letters, table = index.questionnaire.letters, index.rules.tables.get(node.table)
    if letters is None:
        yield _no_letters(node.id, where)
        return
    if table is None:
        found = f"There is no table '{node.table}'."
        yield Problem("library.table_unknown", where, found, "Add it under 'tables'.")
        return
    grades = {grade for row in table.values() for grade in row.values()}
    for grade in sorted(grades - set(letters.grades)):
        found = f"The table {node.table} gives '{grade}', which is no grade."
        allowed = f"Grades are {', '.join(letters.grades)}."
        yield Problem("library.grade_unknown", where, found, "Correct it.", allowed)
    low, high = min(letters.points.values()), max(letters.points.values())
    for count in range(1, len(node.children) + 1):
        sums = range(round(count * low), round(count * high) + 1)
        lacking = [total for total in sums if total not in table.get(count, {})]
        if lacking:
            yield Problem(
                "library.table_incomplete",
                where,
                f"The table {node.table} has no grade for {count} children with "
                f"{_few([str(total) for total in lacking])} points.",
                "Add the rows: gaps leave fewer children than the node has.",
            )


def _check_counting(index: Index, place: Place) -> Iterator[Problem]:
    """Yield measures that a result would count twice, and measures that no node uses."""
    nodes = {node.id: node for node in index.rules.tree}
    used: set[str] = set()
    for root in index.rules.roots:
        paths = _paths(root, nodes)
        used |= set(paths)
        twice = [id_ for id_ in index.questionnaire.measure_ids if paths[id_] > 1]
        if twice:
            yield Problem(
                "library.measure_counted_twice",
                place(("tree", list(nodes).index(root))),
                f"{root} counts these measures more than once: {_few(twice)}.",
                "Let each measure reach it by one way only; a weight says that it counts more.",
            )
    idle = [id_ for id_ in index.questionnaire.measure_ids if id_ not in used]
    if idle:
        yield Problem(
            "library.measure_unused",
            place(("tree",)),
            f"No node uses {_few(idle)}.",
            "Add them to a node, or take them out.",
            severity=Severity.WARNING,
        )


def _paths(root: str, nodes: Mapping[str, Node]) -> Counter[str]:
    """Count the ways by which each id reaches a node."""
    ways: Counter[str] = Counter()
    pending = Counter([root])
    while pending:
        below: Counter[str] = Counter()
        for id_, n in pending.items():
            ways[id_] += n
            # One that is named twice in one place is told there.
            for child in set(nodes[id_].children) if id_ in nodes else ():
                below[child] += n
        pending = below
    return ways


def _few(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
    return ", ".join(ids[:_MOST_NAMED]) + more

"""Checks of an index: its measures, its steps, its tree, and which values can reach a rule."""

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from assessment.library.checks import repeated, unknown_id
from assessment.library.scoring_checks import check_node
from assessment.library.yaml_file import YamlFile
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.index import (
    DenominateStep,
    ImputeStep,
    Index,
    IndexQuestionnaire,
    Levels,
    Measure,
    MissingCode,
    NormaliseDistance,
    NormaliseGoalposts,
    NormaliseLevels,
    NormaliseMinMax,
    NormaliseRanks,
    NormaliseZScore,
    ScreenStep,
    Step,
    TreatStep,
)
from assessment.model.problem import Problem, Severity
from assessment.model.tree import Node, in_order
from assessment.scoring.index.steps import turns_round
from assessment.scoring.tree import index_facts

Place = Callable[[Sequence[str | int]], str]
_MOST_NAMED = 8


def check_index(index: Index, asked: YamlFile, scored: YamlFile) -> tuple[Problem, ...]:
    """Return what does not fit inside the two files of an index, errors and warnings."""
    return (
        *_check_measures(index.questionnaire, asked.place),
        *_check_codes(index.questionnaire, asked.place),
        *_check_headings(index, asked.place),
        *_check_steps(index, scored.place),
        *_check_direction(index, asked.place),
        *_check_tree(index, scored.place),
    )


def _check_measures(questionnaire: IndexQuestionnaire, place: Place) -> Iterator[Problem]:
    for id_ in repeated((*questionnaire.measure_ids, *(r.id for r in questionnaire.references))):
        yield Problem(
            "library.id_repeated",
            place(("measures",)),
            _("The id '{id}' is used more than once.", id=id_),
            _("Give the newer one an id that was never used."),
        )
    known = {reference.id for reference in questionnaire.references}
    for n, measure in enumerate(questionnaire.measures):
        where = place(("measures", n))
        yield from (unknown_id(s, where, "source") for s in measure.sources if s not in known)
        posts = measure.goalposts
        if posts and not posts[0] < posts[1]:
            yield Problem(
                "library.goalposts_order",
                where,
                _("The goalposts are {first} and {second}.", first=posts[0], second=posts[1]),
                _(
                    "Put the lower number first and another one second; which end is better is "
                    "said by 'direction'."
                ),
            )
        yield from _check_levels(measure.levels, where)
    yield from _check_levels(questionnaire.levels, place(("levels",)))


def _check_levels(levels: Levels | None, where: str) -> Iterator[Problem]:
    if levels and not levels.lowest < levels.highest:
        yield Problem(
            "library.levels_order",
            where,
            _(
                "The levels go from {lowest} to {highest}.",
                lowest=levels.lowest,
                highest=levels.highest,
            ),
            _("Let them rise."),
        )


def _check_codes(questionnaire: IndexQuestionnaire, place: Place) -> Iterator[Problem]:
    codes = [code.code.casefold() for code in questionnaire.missing_codes]
    letters = questionnaire.letters.points if questionnaire.letters else {}
    for id_ in (*repeated(codes), *(letter for letter in letters if letter.casefold() in codes)):
        yield Problem(
            "library.code_repeated",
            place(("missing_codes",)),
            _("'{id}' would mean two things.", id=id_),
            _("Let each code stand for one thing, and none for a letter of the scale."),
        )
    for n, code in enumerate(questionnaire.missing_codes):
        if not _counts_as_known(code, letters):
            yield Problem(
                "library.counts_as_unknown",
                place(("missing_codes", n)),
                _(
                    "'{code}' counts as '{counts_as}', which is no letter of the scale.",
                    code=code.code,
                    counts_as=code.counts_as,
                ),
                _("Name a letter of the scale, or a number where there are no letters."),
            )


def _counts_as_known(code: MissingCode, letters: dict[str, float]) -> bool:
    if code.counts_as is None:
        return True
    return code.counts_as in letters if letters else not isinstance(code.counts_as, str)


def _check_headings(index: Index, place: Place) -> Iterator[Problem]:
    asked = index.questionnaire
    # A measure is found under its heading and under its id.
    names = {(name.casefold(), m.id): name for m in asked.measures for name in (m.heading, m.id)}
    headings = list(names.values())
    headings += [asked.columns.unit, asked.columns.name, asked.columns.period, *asked.groups]
    headings += [node.published_column for node in index.rules.tree if node.published_column]
    for heading in repeated(heading.casefold() for heading in headings):
        yield Problem(
            "library.column_repeated",
            place(("measures",)),
            _("Two things would be read from the column '{heading}'.", heading=heading),
            _("Give each its own column; capital and small letters count as the same."),
        )


def _check_steps(index: Index, place: Place) -> Iterator[Problem]:
    asked, known = index.questionnaire, set(index.questionnaire.measure_ids)
    for n, step in enumerate(index.rules.steps):
        where = place(("steps", n))
        named: tuple[str, ...] = getattr(step, "measures", ())
        yield from (unknown_id(id_, where, "measure") for id_ in named if id_ not in known)
        match step:
            case DenominateStep() if not any(m.denominator for m in asked.measures):
                yield _useless(where, _("No measure names a denominator."))
            case ImputeStep(group=group) if group not in asked.groups:
                yield unknown_id(group, where, "group")
            case NormaliseGoalposts():
                lacking = [m.id for m in asked.measures if not m.goalposts]
                lacking = [id_ for id_ in lacking if not named or id_ in named]
                if lacking:
                    yield _no_goalposts(where, lacking)
            case _:
                pass
        if isinstance(step, NormaliseGoalposts | NormaliseMinMax):
            yield from _check_range(step.range, where)
        if isinstance(step, ScreenStep) and step.share == 0:
            yield _useless(where, _("With a share of 0 every unit passes."))


def _check_range(span: tuple[float, float], where: str) -> Iterator[Problem]:
    if not span[0] < span[1]:
        yield Problem(
            "library.range_order",
            where,
            _("The range goes from {start} to {end}.", start=span[0], end=span[1]),
            _("Let it rise; which end of a measure is better is said by its 'direction'."),
        )


def _useless(where: str, found: str) -> Problem:
    return Problem("library.step_useless", where, found, _("Take the step out or complete it."))


def _no_goalposts(where: str, lacking: list[str]) -> Problem:
    return Problem(
        "library.goalposts_missing",
        where,
        _("These measures have no goalposts: {lacking}.", lacking=", ".join(lacking)),
        _("Give them in index.yaml, or name under 'measures' those that have some."),
    )


def _check_direction(index: Index, place: Place) -> Iterator[Problem]:
    """Yield measures of which a lower number is better, where no step turns them round."""
    for n, measure in enumerate(index.questionnaire.measures):
        if measure.direction == "lower" and not any(
            turns_round(step, measure) for step in index.rules.steps
        ):
            yield Problem(
                "library.direction_without_effect",
                place(("measures", n)),
                _(
                    "A lower number of {measure} is better, and no step of the index turns it "
                    "round.",
                    measure=measure.id,
                ),
                _(
                    "Normalise it (by goalposts, min_max, z_score, ranks or distance), or say "
                    "with the step 'levels' what each level is worth and leave out 'direction'."
                ),
            )


def _check_tree(index: Index, place: Place) -> Iterator[Problem]:
    """Yield what does not fit in the tree; sums and ranges only where the tree is one."""
    tree = index.rules.tree
    known = {*index.questionnaire.measure_ids, *(node.id for node in tree)}
    for id_ in repeated((*set(index.questionnaire.measure_ids), *(node.id for node in tree))):
        yield Problem(
            "library.id_repeated",
            place(("tree",)),
            _("The id '{id}' is used more than once.", id=id_),
            _("Give the newer one an id that was never used."),
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
    yield from _check_ranges(index, place)


def _unknown_child(child: str, where: str, known: set[str]) -> Problem:
    near = difflib.get_close_matches(child, sorted(known), n=1)
    hint = (
        _("Did you mean {near}?", near=near[0])
        if near
        else _("Correct the id, or add the measure or node.")
    )
    found = _("'{child}' is neither a measure nor a node.", child=child)
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
        _("These nodes wait for each other: {nodes}.", nodes=", ".join(nodes)),
        _("Let each node be made of measures, and of nodes that are not made of it."),
    )


def _check_node(index: Index, node: Node, n: int, place: Place) -> Iterator[Problem]:
    where = place(("tree", n))
    for key in ("id", "name", "children"):
        if not getattr(node, key):
            found = _("'{key}' is missing.", key=key)
            yield Problem("library.key_missing", where, found, _("Add it."))
    for child in repeated(node.children):
        found = _("{child} is named twice.", child=child)
        yield Problem("library.child_repeated", where, found, _("Give it more weight."))
    for id_ in dict.fromkeys(node.mentioned()):
        if id_ not in node.children:
            yield Problem(
                "library.parameter_without_child",
                where,
                _(
                    "The rule of {node} names {child}, which is no child of it.",
                    node=node.id,
                    child=id_,
                ),
                _("Name a child, or add it."),
                _("Its children are {children}.", children=_few(node.children)),
            )
    yield from check_node(node, index_facts(index, node), where)
    starts = [one.from_value for one in node.classes]
    if starts != sorted(set(starts)):
        found = _("The classes start at {starts}.", starts=starts)
        yield Problem("library.classes_order", where, found, _("Let them rise."))


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
                _(
                    "{root} counts these measures more than once: {twice}.",
                    root=root,
                    twice=_few(twice),
                ),
                _("Let each measure reach it by one way only; a weight says that it counts more."),
            )
    idle = [id_ for id_ in index.questionnaire.measure_ids if id_ not in used]
    if idle:
        yield Problem(
            "library.measure_unused",
            place(("tree",)),
            _("No node uses {idle}.", idle=_few(idle)),
            _("Add them to a node, or take them out."),
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
    named, more = ", ".join(ids[:_MOST_NAMED]), len(ids) - _MOST_NAMED
    if more <= 0:
        return named
    return ngettext("{ids} and {number} more", "{ids} and {number} more", more, ids=named)


def _check_ranges(index: Index, place: Place) -> Iterator[Problem]:
    """Yield means that would have no answer because a child can be 0 or less.

    Where the lowest possible value is not known beforehand nothing is said here;
    what is then not computable is said with the result.
    """
    lowest: dict[str, float | None] = {
        measure.id: _lowest_of_measure(index, measure) for measure in index.questionnaire.measures
    }
    ids = [node.id for node in index.rules.tree]
    for node in in_order(index.rules.tree):
        if getattr(node, "needs_positive", False) and getattr(node, "children_floor", 0) is None:
            reached = [child for child in node.children if _reaches_zero(node, lowest.get(child))]
            if reached:
                yield _not_positive(node, reached, place(("tree", ids.index(node.id))))
        low = node.lowest({child: lowest.get(child) for child in node.children})
        if node.floor is not None:
            low = node.floor if low is None else max(low, node.floor)
        lowest[node.id] = low


def _reaches_zero(node: Node, low: float | None) -> bool:
    words = node.missing if isinstance(node.missing, str) else set(node.missing.values())
    return "zero" in words or (low is not None and low <= 0)


def _not_positive(node: Node, reached: list[str], where: str) -> Problem:
    return Problem(
        "library.mean_needs_floor",
        where,
        _(
            "{id} needs values above 0, and these children can be 0 or less: {reached}.",
            id=node.id,
            reached=", ".join(reached),
        ),
        _(
            "Give 'children_floor', the value to which lower ones are lifted, or normalise to a "
            "range that begins above 0, such as 1 to 100."
        ),
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

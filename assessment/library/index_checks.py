"""Checks of an index: the measures among themselves, then its rules in `index_tree_checks`."""

from collections.abc import Callable, Iterator

from assessment.library.checks import repeated, unknown_id
from assessment.library.index_tree_checks import Place, check_tree
from assessment.library.yaml_file import YamlFile
from assessment.model.index import Index, IndexQuestionnaire, Levels, MissingCode
from assessment.model.index_steps import (
    DenominateStep,
    ImputeStep,
    NormaliseGoalposts,
    NormaliseMinMax,
    ScreenStep,
)
from assessment.model.problem import Problem

Check = Callable[[], Iterator[Problem]]


def check_index(index: Index, asked: YamlFile, scored: YamlFile) -> tuple[Problem, ...]:
    """Return what does not fit inside the two files of an index, errors and warnings."""
    return (
        *_check_measures(index.questionnaire, asked.place),
        *_check_codes(index.questionnaire, asked.place),
        *_check_headings(index, asked.place),
        *_check_steps(index, scored.place),
        *check_tree(index, scored.place),
    )


def _check_measures(questionnaire: IndexQuestionnaire, place: Place) -> Iterator[Problem]:
    for id_ in repeated((*questionnaire.measure_ids, *(r.id for r in questionnaire.references))):
        yield Problem(
            "library.id_repeated",
            place(("measures",)),
            f"The id '{id_}' is used more than once.",
            "Give the newer one an id that was never used.",
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
                f"The goalposts are {posts[0]} and {posts[1]}.",
                "Put the lower number first and another one second; which end is better is said "
                "by 'direction'.",
            )
        yield from _check_levels(measure.levels, where)
    yield from _check_levels(questionnaire.levels, place(("levels",)))


def _check_levels(levels: Levels | None, where: str) -> Iterator[Problem]:
    if levels and not levels.lowest < levels.highest:
        yield Problem(
            "library.levels_order",
            where,
            f"The levels go from {levels.lowest} to {levels.highest}.",
            "Let them rise.",
        )


def _check_codes(questionnaire: IndexQuestionnaire, place: Place) -> Iterator[Problem]:
    codes = [code.code.casefold() for code in questionnaire.missing_codes]
    letters = questionnaire.letters.points if questionnaire.letters else {}
    for id_ in (*repeated(codes), *(letter for letter in letters if letter.casefold() in codes)):
        yield Problem(
            "library.code_repeated",
            place(("missing_codes",)),
            f"'{id_}' would mean two things.",
            "Let each code stand for one thing, and none for a letter of the scale.",
        )
    for n, code in enumerate(questionnaire.missing_codes):
        if not _counts_as_known(code, letters):
            yield Problem(
                "library.counts_as_unknown",
                place(("missing_codes", n)),
                f"'{code.code}' counts as '{code.counts_as}', which is no letter of the scale.",
                "Name a letter of the scale, or a number where there are no letters.",
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
            f"Two things would be read from the column '{heading}'.",
            "Give each its own column; capital and small letters count as the same.",
        )


def _check_steps(index: Index, place: Place) -> Iterator[Problem]:
    asked, known = index.questionnaire, set(index.questionnaire.measure_ids)
    for n, step in enumerate(index.rules.steps):
        where = place(("steps", n))
        named: tuple[str, ...] = getattr(step, "measures", ())
        yield from (unknown_id(id_, where, "measure") for id_ in named if id_ not in known)
        match step:
            case DenominateStep() if not any(m.denominator for m in asked.measures):
                yield _useless(where, "No measure names a denominator.")
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
            yield _useless(where, "With a share of 0 every unit passes.")


def _check_range(span: tuple[float, float], where: str) -> Iterator[Problem]:
    if not span[0] < span[1]:
        yield Problem(
            "library.range_order",
            where,
            f"The range goes from {span[0]} to {span[1]}.",
            "Let it rise; which end of a measure is better is said by its 'direction'.",
        )


def _useless(where: str, found: str) -> Problem:
    return Problem("library.step_useless", where, found, "Take the step out or complete it.")


def _no_goalposts(where: str, lacking: list[str]) -> Problem:
    return Problem(
        "library.goalposts_missing",
        where,
        f"These measures have no goalposts: {', '.join(lacking)}.",
        "Give them in index.yaml, or name under 'measures' those that have some.",
    )

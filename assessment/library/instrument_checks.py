"""Checks of the questionnaire itself: unique ids, complete anchors, known sources."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from assessment.model.problem import Problem
from assessment.model.questionnaire import Indicator, Questionnaire


def check_instrument(
    questionnaire: Questionnaire, file: str, homes: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield what does not fit inside the questionnaire.

    Parameters
    ----------
    homes
        Dimension id to the file in which its indicators stand; ``file`` where left out.
    """
    yield from _check_scale(questionnaire, file)
    yield from _check_repeated_ids(questionnaire, file)
    for dimension in questionnaire.dimensions:
        home = homes.get(dimension.id, file)
        if not dimension.indicators:
            yield Problem(
                "library.dimension_empty",
                f"{home}, {dimension.id}",
                "The dimension has no indicator.",
                "Add an indicator or remove the dimension.",
            )
        for indicator in dimension.indicators:
            yield from _check_anchors(indicator, questionnaire, f"{home}, {indicator.id}")
            yield from _check_mentions(indicator, questionnaire, f"{home}, {indicator.id}")
    for flag in questionnaire.context_flags:
        yield from _unknown(
            flag.sources, _reference_ids(questionnaire), f"{file}, {flag.id}", "source"
        )


def _check_scale(questionnaire: Questionnaire, file: str) -> Iterator[Problem]:
    values = [level.value for level in questionnaire.scale]
    if values != list(range(values[0], values[0] + len(values))):
        yield Problem(
            "library.scale_not_consecutive",
            f"{file}, scale",
            f"The levels are {values}.",
            "Number the levels upward in steps of one, lowest first.",
        )


def _check_repeated_ids(questionnaire: Questionnaire, file: str) -> Iterator[Problem]:
    ids = [
        *(dimension.id for dimension in questionnaire.dimensions),
        *(indicator.id for indicator in questionnaire.indicators),
        *(s for indicator in questionnaire.indicators for s in indicator.statement_ids),
        *(flag.id for flag in questionnaire.context_flags),
    ]
    references = [reference.id for reference in questionnaire.references]
    for id_ in (*repeated(ids), *repeated(references)):
        yield Problem(
            "library.id_repeated",
            f"{file}, {id_}",
            f"The id '{id_}' is used more than once.",
            "Give the newer one an id that was never used.",
        )


def _check_anchors(
    indicator: Indicator, questionnaire: Questionnaire, place: str
) -> Iterator[Problem]:
    expected = {level.value for level in questionnaire.scale}
    for level in sorted(expected - set(indicator.anchors)):
        yield Problem(
            "library.anchor_missing", place, f"Level {level} has no anchor.", "Add its statements."
        )
    for level in sorted(set(indicator.anchors) - expected):
        yield Problem(
            "library.anchor_unknown",
            place,
            f"There is an anchor for level {level}, which the scale does not have.",
            "Remove it or add the level to the scale.",
        )
    for level, statements in indicator.anchors.items():
        if not 1 <= len(statements) <= 3:
            yield Problem(
                "library.anchor_size",
                place,
                f"Level {level} has {len(statements)} statements.",
                "Give one to three; a longer list is not checked in the field.",
            )


def _check_mentions(
    indicator: Indicator, questionnaire: Questionnaire, place: str
) -> Iterator[Problem]:
    if not indicator.sources:
        yield Problem(
            "library.source_missing", place, "The indicator cites no source.", "Name one."
        )
    crimes = {crime.id for crime in questionnaire.crimes}
    yield from _unknown(indicator.sources, _reference_ids(questionnaire), place, "source")
    yield from _unknown(indicator.crimes, crimes, place, "crime")


def _reference_ids(questionnaire: Questionnaire) -> set[str]:
    return {reference.id for reference in questionnaire.references}


def _unknown(given: Iterable[str], known: set[str], place: str, word: str) -> Iterator[Problem]:
    for id_ in given:
        if id_ not in known:
            yield unknown_id(id_, place, word)


def unknown_id(id_: str, place: str, word: str) -> Problem:
    """Say that an id is mentioned that nothing has."""
    return Problem(
        "library.id_unknown",
        place,
        f"'{id_}' is no {word} of this questionnaire.",
        f"Correct the id or add the {word}.",
    )


def repeated(ids: Iterable[str]) -> list[str]:
    """Return the ids that occur more than once, each once."""
    return [id_ for id_, count in Counter(ids).items() if count > 1]

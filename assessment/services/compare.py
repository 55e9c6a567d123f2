"""Hold assessments against each other: side by side, two by two, and over time.

There is no order by score anywhere. A comparison says what differs and how
sure that is; it does not say who is better.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from assessment.model.assessment import Assessment
from assessment.model.comparison import (
    Comparable,
    ComparedAssessment,
    Comparison,
    Difference,
    Group,
    Trend,
)
from assessment.model.problem import Problem
from assessment.scoring.comparison import compare_dimensions, compare_indicators
from assessment.services.compare_names import (
    make_aliases,
    make_titles,
    make_unique,
    place_and_mode,
    place_title,
    shuffle,
)
from assessment.services.compare_sides import Side, live_side, open_side, open_sides
from assessment.services.compatibility import Member, check_compatibility, content_of
from assessment.services.context import Context, Opened, open_assessment
from assessment.services.score_cache import ScoreCache, Scores


def comparable_headings(context: Context) -> tuple[Assessment, ...]:
    """Return what there is to choose from; quick, however many answers there are."""
    return context.store.headings()


def compare(
    context: Context,
    assessment_ids: Sequence[str],
    *,
    aliases: bool,
    cache: ScoreCache | None = None,
) -> Comparison:
    """Show assessments side by side, as answered at this moment or when they were frozen.

    Parameters
    ----------
    assessment_ids
        Ids of assessments and of frozen baselines, in the order in which they are
        to be shown; repeated ones count once.
    aliases
        Whether names, periods, regions and scope notes are left out.
    cache
        Keeps scores between calls; it never changes a figure.
    """
    ids = [*dict.fromkeys(assessment_ids)]
    ids = shuffle(ids) if aliases else ids
    sides, problems = open_sides(context, ids)
    if problems and aliases:
        # The message would name the state.
        problems = (_hidden_problem(len(ids) - len(sides)),)
    labels = make_aliases(len(sides)) if aliases else _titles(sides)
    members = _members(sides, labels, named=not aliases, cache=cache)
    return Comparison(
        tuple(member.compared for member in members),
        _groups(members),
        check_compatibility(members),
        aliases,
        problems,
    )


def difference(
    context: Context,
    comparison: Comparison,
    before_id: str,
    after_id: str,
    *,
    cache: ScoreCache | None = None,
) -> Difference:
    """Hold two assessments of a comparison against each other, under its names.

    Raises
    ------
    Refused
        If one of them cannot be opened any more.
    """
    known = {one.assessment_id: one for one in comparison.compared}
    sides = [open_side(context, id_) for id_ in (before_id, after_id)]
    labels = [known[id_].label for id_ in (before_id, after_id)]
    return _difference(*_members(sides, labels, named=not comparison.aliases, cache=cache))


def trend(
    context: Context,
    assessment_id: str,
    *,
    among: Iterable[Assessment] | None = None,
    cache: ScoreCache | None = None,
) -> Trend:
    """Return all periods of the state, region and mode of one assessment, in order.

    Periods are shown as answered now; frozen baselines are not among them.

    Parameters
    ----------
    among
        Where to look for the other periods; in the whole store if left out.

    Raises
    ------
    Refused
        If the assessment cannot be opened.
    """
    chosen = open_assessment(context, assessment_id)
    if among is None:
        among = context.store.headings()
    same_place = [one for one in among if place_and_mode(one) == place_and_mode(chosen.assessment)]
    kept = [one for one in same_place if content_of(one) == content_of(chosen.assessment)]
    kept.sort(key=lambda one: (one.period, one.created_at))
    sides = [live_side(context, Opened(one, chosen.framework)) for one in kept]
    members = _members(sides, make_unique([one.period for one in kept]), cache=cache)
    return Trend(
        place_title(chosen.assessment),
        chosen.framework,
        tuple(member.compared for member in members),
        tuple(_difference(*pair) for pair in pairwise(members)),
        tuple(sorted(one.title for one in same_place if one not in kept)),
    )


def _titles(sides: Sequence[Side]) -> list[str]:
    return make_titles([one.title for one in sides], [one.opened.assessment.mode for one in sides])


def _hidden_problem(number: int) -> Problem:
    return Problem(
        "compare.left_out",
        "Comparison",
        f"{number} of the chosen assessments cannot be opened and {'is' if number == 1 else 'are'} "
        "left out.",
        "Show the names to see which, and why.",
    )


def _members(
    sides: Sequence[Side],
    labels: Sequence[str],
    *,
    named: bool = True,
    cache: ScoreCache | None = None,
) -> list[Member]:
    opened, records = [one.opened for one in sides], [one.record for one in sides]
    scores = (cache or ScoreCache()).score(opened, records)
    return [
        Member(side.opened, side.record, _compared(side, label, found, named=named), named)
        for side, label, found in zip(sides, labels, scores, strict=True)
    ]


def _compared(side: Side, label: str, found: Scores, *, named: bool) -> ComparedAssessment:
    heading = side.opened.assessment
    period = heading.period if named else ""
    return ComparedAssessment(side.id, label, heading.mode, found, period, heading.invented)


def _groups(members: Sequence[Member]) -> tuple[Group, ...]:
    found: dict[tuple[str, str, str], list[Member]] = {}
    for member in members:
        found.setdefault(content_of(member.opened.assessment), []).append(member)
    return tuple(
        Group(same[0].opened.framework, tuple(member.compared for member in same))
        for same in found.values()
    )


def _difference(before: Member, after: Member) -> Difference:
    compatibility = check_compatibility((before, after))
    comparable = compatibility.comparable is not Comparable.NO
    framework = after.opened.framework
    first = (before.opened.framework.questionnaire, before.record)
    second = (framework.questionnaire, after.record)
    return Difference(
        before.compared,
        after.compared,
        framework,
        compatibility,
        compare_dimensions(framework, before.record, after.record) if comparable else (),
        compare_indicators(first, second),
    )

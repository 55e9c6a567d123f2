"""Agree on levels after everybody has rated: ratings and spread on the table, then consensus."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assessment.locales import gettext as _
from assessment.model.agreement import Agreement, IndicatorAgreement
from assessment.model.answer import CONFIDENCES, GRADES, Answer, Dissent, Status
from assessment.model.assessment import Changes, NewAnswer, StaleWrite
from assessment.model.checks import check_answer, check_text
from assessment.model.problem import Problem, Refused, errors_in
from assessment.model.rating import (
    SHORTEST_CONSENSUS_RATIONALE,
    AgreedAnswer,
    Moderation,
    Opening,
    RatingRecord,
    RatingSpread,
    find_agreed,
    says_the_same,
)
from assessment.scoring.agreement import (
    measure_agreement,
    measure_indicators,
    measure_spread,
)
from assessment.services.answers import read_indicator, record_answer
from assessment.services.context import Context, Opened
from assessment.services.reviews import note_findings


def open_moderation(
    context: Context, opened: Opened, dimension_id: str, *, second: bool = False
) -> Opening:
    """Let everybody see all ratings of a dimension; who did it is kept, and it is never undone.

    Opening twice changes nothing: the first opening stays. The other dimensions stay closed.

    Parameters
    ----------
    second
        Whether the second ratings are opened, those that were given after the talk.

    Raises
    ------
    Refused
        If nobody said who opens it, or nobody has rated anything of it yet.
    """
    dimension = opened.framework.questionnaire.dimension(dimension_id)
    ids = tuple(indicator.id for indicator in dimension.indicators)
    record = context.store.ratings(opened.assessment.id)
    given = any(
        rating.indicator_id in ids and rating.is_second == second for rating in record.newest()
    )
    found = (None if context.actor.is_named else _unnamed(), None if given else _nothing_rated())
    if problems := tuple(problem for problem in found if problem is not None):
        raise Refused(problems)
    context.store.open_moderation(
        opened.assessment.id,
        context.actor,
        context.clock(),
        dimension_id=dimension_id,
        indicator_ids=ids,
        second=second,
    )
    opening = moderation_opened(context, opened, ids[0], second=second)
    assert opening is not None, "what was just written can be read"  # noqa: S101 - as it says
    return opening


def moderation_opened(
    context: Context, opened: Opened, indicator_id: str, *, second: bool = False
) -> Opening | None:
    """Return who opened the ratings of an indicator and when; ``None`` while they are hidden."""
    record = context.store.ratings(opened.assessment.id)
    return record.opening(indicator_id, second=second)


def opened_ids(context: Context, opened: Opened) -> tuple[str, ...]:
    """Return the indicators whose ratings everybody may see, in the order of the questionnaire."""
    return _open_ids(context.store.ratings(opened.assessment.id), opened)


def moderations(
    context: Context, opened: Opened, indicator_ids: Iterable[str]
) -> tuple[Moderation, ...]:
    """Return some indicators with all ratings, their spread, and what was agreed on.

    Raises
    ------
    Refused
        If moderation is not open for one of them.
    """
    ids = tuple(indicator_ids)
    ratings = _opened_ratings(context, opened, *ids)
    dissents = context.store.record(opened.assessment).dissents
    agreed = agreed_answers(context, opened)
    return tuple(
        _moderation(id_, ratings, agreed.get(id_), [d for d in dissents if d.indicator_id == id_])
        for id_ in ids
    )


def moderation(context: Context, opened: Opened, indicator_id: str) -> Moderation:
    """Return the same of one indicator; cheap to read at every click.

    Raises
    ------
    Refused
        If moderation is not open for it.
    """
    ratings = _opened_ratings(context, opened, indicator_id)
    dissents = read_indicator(context, opened, indicator_id).dissents
    return _moderation(indicator_id, ratings, agreed(context, opened, indicator_id), dissents)


def contested_first(found: Iterable[Moderation]) -> tuple[Moderation, ...]:
    """Return what is to be agreed on, what needs most talk first; what is agreed on comes last."""
    # Sorting keeps the order of the questionnaire among equals.
    return tuple(sorted(found, key=lambda one: one.urgency, reverse=True))


def agreed(context: Context, opened: Opened, indicator_id: str) -> AgreedAnswer | None:
    """Return what the team agreed on last for an indicator, and what happened to it later.

    Returns
    -------
    AgreedAnswer or None
        ``None`` if nothing was ever agreed on. It is kept for ever, also when somebody
        answered otherwise afterwards; `AgreedAnswer.stands` says whether it still counts.
    """
    return find_agreed(context.store.since_agreed(opened.assessment.id, indicator_id))


def agreed_answers(context: Context, opened: Opened) -> Mapping[str, AgreedAnswer]:
    """Return the same of all indicators that were ever agreed on, by their ids."""
    histories = context.store.histories(opened.assessment.id)
    found = {id_: find_agreed(history) for id_, history in histories.items()}
    return {id_: one for id_, one in found.items() if one is not None}


def moderate(
    context: Context, opened: Opened, answer: Answer, seen_revision: int, change_reason: str = ""
) -> tuple[Problem, ...]:
    """Record what the team agreed on; the ratings and their spread stay as they are.

    Parameters
    ----------
    answer
        With a rationale of at least 20 characters where the independent ratings
        lie two levels or more apart.
    seen_revision
        The revision of the answer that was on the screen, 0 for none.
    change_reason
        Why the team now agrees on something else; needed where it had agreed before.

    Raises
    ------
    Refused
        If moderation is not open, the rationale or that reason is missing, the answer
        breaks a rule, or somebody answered meanwhile.

    Notes
    -----
    Framework, section 5.7.
    """
    ratings = _opened_ratings(context, opened, answer.indicator_id)
    problems = _check_consensus(answer, _spread(answer.indicator_id, ratings))
    if problems:
        raise Refused(problems)
    return record_answer(
        context, opened, answer, seen_revision, "consensus", change_reason=change_reason
    )


def draft_agreement(found: Moderation, current: Answer, **decision: object) -> Answer:
    """Return the answer that agreeing would record: everything stays that nobody changes.

    Parameters
    ----------
    current
        The answer of today. Its ticks, confidence, grade and rationale stay. Where it says
        none, the team takes what those who rated the same gave: the lowest confidence, the
        poorest grade, and the statements that all of them ticked.
    decision
        Status and level that the team agrees on.
    """
    answer = replace(current, **decision)  # type: ignore[arg-type] - fields of an answer
    if not says_the_same(answer, current):
        answer = replace(answer, reason="")  # it is the reason of another level
    alike = [r.answer for r in found.newest() if says_the_same(r.answer, answer)]
    if not alike or answer.status is not Status.LEVEL:
        return answer
    return replace(
        answer,
        confidence=answer.confidence or _poorest(CONFIDENCES, [one.confidence for one in alike]),
        evidence_grade=answer.evidence_grade
        or _poorest(GRADES, [one.evidence_grade for one in alike]),
        ticked=answer.ticked or frozenset.intersection(*(one.ticked for one in alike)),
    )


def agree_where_all_gave_the_same(
    context: Context, opened: Opened, dimension_id: str, rationale: str
) -> tuple[str, ...]:
    """Agree on every question of a dimension that was rated alike; return their ids.

    All of it is recorded at once or nothing, each with the same sentence.

    Raises
    ------
    Refused
        If moderation is not open, there is no sentence, or somebody answered meanwhile.
    """
    record = context.store.record(opened.assessment)
    answers = [
        _same_for_all(one, record.answer(one.indicator_id), rationale)
        for one in rated_alike(context, opened, dimension_id)
    ]
    remedy = _("Say in a sentence how the team came to agree.")
    questionnaire = opened.framework.questionnaire
    problems = (
        *check_text(rationale, _("Moderation"), remedy),
        *(p for answer in answers for p in errors_in(check_answer(answer, questionnaire))),
    )
    if problems:
        raise Refused(problems)
    new = tuple(NewAnswer(one, record.revision(one.indicator_id)) for one in answers)
    if new:
        changes = Changes("consensus", answers=new)
        try:
            context.store.write(opened.assessment.id, changes, context.actor, context.clock())
        except StaleWrite as error:
            raise Refused((_answered_meanwhile(error.indicator_ids),)) from error
        note_findings(context, opened, origin="consensus")
    return tuple(one.indicator_id for one in answers)


def rated_alike(context: Context, opened: Opened, dimension_id: str) -> tuple[Moderation, ...]:
    """Return the questions of a dimension that the team can agree on without a talk.

    Everybody gave the same level alone. Left out is what fewer than two people rated, what
    was agreed on before, and what has an answer with another level.

    Raises
    ------
    Refused
        If moderation is not open.
    """
    ids = [one.id for one in opened.framework.questionnaire.dimension(dimension_id).indicators]
    record = context.store.record(opened.assessment)
    return tuple(
        one
        for one in moderations(context, opened, ids)
        if one.agreed is None
        and one.common_level is not None
        and one.spread.n_ratings > 1
        and _fits(record.answer(one.indicator_id), one.common_level)
    )


def _fits(current: Answer, level: int) -> bool:
    return not current.is_answered or current.level == level


def agreement(context: Context, opened: Opened) -> Agreement:
    """Measure how far the independent ratings agree, over all that was opened.

    Raises
    ------
    Refused
        If moderation is not open: the spread would tell what others gave.
    """
    ratings = _opened_ratings(context, opened)
    return measure_agreement(ratings.independent(), opened.framework.questionnaire)


def agreement_by_indicator(context: Context, opened: Opened) -> tuple[IndicatorAgreement, ...]:
    """Measure agreement on each indicator over all moderated assessments with this questionnaire.

    Returns
    -------
    tuple of IndicatorAgreement
        Only indicators that two people or more rated in at least two assessments.
    """
    own = opened.assessment
    same = [
        one.id
        for one in context.store.listed_headings()
        if one.questionnaire_id == own.questionnaire_id
        and one.questionnaire_checksum == own.questionnaire_checksum
    ]
    records = context.store.ratings_of(same).values()
    ratings = [record.independent() for record in records]
    return measure_indicators(ratings, opened.framework.questionnaire)


def rater_levels(context: Context, opened: Opened) -> Mapping[str, tuple[int, ...]]:
    """Return indicator id to the levels that two people or more gave alone.

    Empty while people still rate: what others gave must not show through an interval.
    """
    ratings = context.store.ratings(opened.assessment.id)
    levels: dict[str, list[int]] = {}
    for rating in ratings.independent():
        if rating.answer.level is not None:
            levels.setdefault(rating.indicator_id, []).append(rating.answer.level)
    return {id_: tuple(given) for id_, given in levels.items() if len(given) > 1}


def _opened_ratings(context: Context, opened: Opened, *indicator_ids: str) -> RatingRecord:
    """Return the ratings, if those of all these indicators are open; of any, if none is named."""
    record = context.store.ratings(opened.assessment.id)
    open_ids = set(_open_ids(record, opened))
    if not open_ids or not open_ids.issuperset(indicator_ids):
        raise Refused((_not_open(),))
    return record


def _open_ids(record: RatingRecord, opened: Opened) -> tuple[str, ...]:
    ids = (indicator.id for indicator in opened.framework.questionnaire.indicators)
    return tuple(id_ for id_ in ids if record.opening(id_) is not None)


def _moderation(
    indicator_id: str,
    ratings: RatingRecord,
    agreed: AgreedAnswer | None,
    dissents: Sequence[Dissent],
) -> Moderation:
    shown = tuple(r for r in ratings.shown() if r.indicator_id == indicator_id)
    second = tuple(r for r in shown if r.is_second)
    return Moderation(
        indicator_id,
        shown,
        _spread(indicator_id, ratings),
        agreed,
        tuple(dissents),
        measure_spread(indicator_id, second) if second else None,
    )


def _spread(indicator_id: str, ratings: RatingRecord) -> RatingSpread:
    independent = (r for r in ratings.independent() if r.indicator_id == indicator_id)
    return measure_spread(indicator_id, independent)


def _poorest(steps: Sequence[str], given: Sequence[str | None]) -> str | None:
    """Return the last of some steps that was given; ``None`` if somebody gave none."""
    known = [one for one in given if one is not None]
    return max(known, key=steps.index) if len(known) == len(given) else None


def _same_for_all(found: Moderation, current: Answer, rationale: str) -> Answer:
    decision = {"status": Status.LEVEL, "level": found.common_level}
    answer = draft_agreement(found, current, **decision)
    said = (answer.rationale.strip(), rationale.strip())
    return replace(answer, rationale="\n".join(dict.fromkeys(filter(None, said))))


def _check_consensus(answer: Answer, spread: RatingSpread) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    if not answer.is_answered:
        problems.append(
            Problem(
                "moderation.no_answer",
                answer.indicator_id,
                _("Nothing is chosen that the team agrees on."),
                _("Choose a level, insufficient information, or not applicable."),
            )
        )
    length = len(answer.rationale.strip())
    if spread.is_wide and length < SHORTEST_CONSENSUS_RATIONALE:
        problems.append(
            Problem(
                "moderation.rationale_missing",
                answer.indicator_id,
                _(
                    "The ratings lie {apart} levels apart, and the rationale has {length} "
                    "characters.",
                    apart=spread.apart,
                    length=length,
                ),
                _("Say in a sentence how the team came to agree."),
                _("At least {number} are needed.", number=SHORTEST_CONSENSUS_RATIONALE),
            )
        )
    return tuple(problems)


def _not_open() -> Problem:
    return Problem(
        "moderation.not_open",
        _("Moderation"),
        _("People rate alone so far, so nobody can see the ratings yet."),
        _("Open moderation when everybody has rated."),
    )


def _unnamed() -> Problem:
    return Problem(
        "moderation.unnamed",
        _("Moderation"),
        _("Nobody has said who opens it."),
        _("Say under 'You write as' who you are; the name stays beside the opening."),
    )


def _nothing_rated() -> Problem:
    return Problem(
        "moderation.nothing_rated",
        _("Moderation"),
        _("Nobody has rated anything of this dimension yet."),
        _("Rate first; then the team can agree on levels."),
    )


def _answered_meanwhile(indicator_ids: Sequence[str]) -> Problem:
    return Problem(
        "answer.stale",
        ", ".join(indicator_ids),
        _("Somebody changed this answer after you opened it."),
        _("Look at that answer, then agree again. Nothing was written."),
    )

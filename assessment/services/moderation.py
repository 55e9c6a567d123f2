"""Agree on levels after everybody has rated: ratings and spread on the table, then consensus."""

from collections.abc import Iterable, Mapping

from assessment.locales import gettext as _
from assessment.model.agreement import Agreement, IndicatorAgreement
from assessment.model.answer import Answer, RecordedAnswer
from assessment.model.assessment import Record
from assessment.model.problem import Problem, Refused
from assessment.model.rating import (
    SHORTEST_CONSENSUS_RATIONALE,
    Moderation,
    Opening,
    RatingRecord,
    RatingSpread,
)
from assessment.scoring.agreement import (
    measure_agreement,
    measure_indicators,
    measure_spread,
)
from assessment.services.answers import record_answer
from assessment.services.context import Context, Opened


def open_moderation(context: Context, opened: Opened) -> Opening:
    """Let everybody see all ratings; who did it and when is kept, and it is never undone.

    Opening twice changes nothing: the first opening stays.

    Raises
    ------
    Refused
        If nobody has rated anything yet.
    """
    store = context.store
    if not store.ratings(opened.assessment.id).newest():
        raise Refused((_nothing_rated(),))
    store.open_moderation(opened.assessment.id, context.actor, context.clock())
    opening = store.ratings(opened.assessment.id).opened
    assert opening is not None, "what was just written can be read"  # noqa: S101 - as it says
    return opening


def moderation_opened(context: Context, opened: Opened) -> Opening | None:
    """Return who opened moderation and when; ``None`` while people rate alone."""
    return context.store.ratings(opened.assessment.id).opened


def moderations(
    context: Context, opened: Opened, indicator_ids: Iterable[str]
) -> tuple[Moderation, ...]:
    """Return some indicators with all ratings, their spread, and what was agreed on.

    Raises
    ------
    Refused
        If moderation is not open.
    """
    ratings = _opened_ratings(context, opened)
    record = context.store.record(opened.assessment)
    return tuple(_moderation(id_, ratings, record) for id_ in indicator_ids)


def moderate(
    context: Context, opened: Opened, answer: Answer, seen_revision: int
) -> tuple[Problem, ...]:
    """Record what the team agreed on; the ratings and their spread stay as they are.

    Parameters
    ----------
    answer
        With a rationale of at least 20 characters where the independent ratings
        lie two levels or more apart.
    seen_revision
        The revision of the answer that was on the screen, 0 for none.

    Raises
    ------
    Refused
        If moderation is not open, the rationale is missing, the answer breaks a
        rule, or somebody answered meanwhile.

    Notes
    -----
    Framework, section 5.7.
    """
    ratings = _opened_ratings(context, opened)
    problems = _check_consensus(answer, _spread(answer.indicator_id, ratings))
    if problems:
        raise Refused(problems)
    return record_answer(context, opened, answer, seen_revision, origin="consensus")


def agreement(context: Context, opened: Opened) -> Agreement:
    """Measure how far the independent ratings agree.

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
    ratings = [record.independent() for record in records if record.opened is not None]
    return measure_indicators(ratings, opened.framework.questionnaire)


def rater_levels(context: Context, opened: Opened) -> Mapping[str, tuple[int, ...]]:
    """Return indicator id to the levels that two people or more gave alone.

    Empty while people still rate: what others gave must not show through an interval.
    """
    ratings = context.store.ratings(opened.assessment.id)
    if ratings.opened is None:
        return {}
    levels: dict[str, list[int]] = {}
    for rating in ratings.independent():
        if rating.answer.level is not None:
            levels.setdefault(rating.indicator_id, []).append(rating.answer.level)
    return {id_: tuple(given) for id_, given in levels.items() if len(given) > 1}


def _opened_ratings(context: Context, opened: Opened) -> RatingRecord:
    record = context.store.ratings(opened.assessment.id)
    if record.opened is None:
        raise Refused((_not_open(),))
    return record


def _moderation(indicator_id: str, ratings: RatingRecord, record: Record) -> Moderation:
    return Moderation(
        indicator_id,
        tuple(r for r in ratings.newest() if r.indicator_id == indicator_id),
        _spread(indicator_id, ratings),
        _consensus(record.answers.get(indicator_id)),
        tuple(d for d in record.dissents if d.indicator_id == indicator_id),
    )


def _spread(indicator_id: str, ratings: RatingRecord) -> RatingSpread:
    independent = (r for r in ratings.independent() if r.indicator_id == indicator_id)
    return measure_spread(indicator_id, independent)


def _consensus(recorded: RecordedAnswer | None) -> RecordedAnswer | None:
    """Return what was agreed on, unless somebody answered outside moderation afterwards."""
    return recorded if recorded and recorded.origin == "consensus" else None


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


def _nothing_rated() -> Problem:
    return Problem(
        "moderation.nothing_rated",
        _("Moderation"),
        _("Nobody has rated anything yet."),
        _("Rate first; then the team can agree on levels."),
    )

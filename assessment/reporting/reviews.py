"""Sentences and tables about reviews: how they stand, what moved, what was decided."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import day, listed, whole
from assessment.model.assessment import Assessment
from assessment.model.framework import Framework
from assessment.model.questionnaire import by_id
from assessment.model.review import (
    BoardLine,
    Convening,
    Decision,
    Deferral,
    DueTo,
    Entry,
    Ground,
    Moved,
    Outcome,
    Override,
    ProtectedKind,
    Raise,
    RecordedEntry,
    Review,
    ReviewDissent,
    ReviewOption,
    ReviewState,
)
from assessment.reporting.compare import PlainTable
from assessment.reporting.wording import MISSING_WORDS, capitalised, table

if TYPE_CHECKING:
    from pandas import DataFrame

STATES = {
    ReviewState.OPEN: mark("open"),
    ReviewState.DUE: mark("due within 7 days"),
    ReviewState.OVERDUE: mark("overdue"),
    ReviewState.DECIDED: mark("decided"),
    ReviewState.DEFERRED_TWICE: mark("deferred in two successive reviews"),
}
_MEANINGS = {
    ReviewState.OPEN: mark("More than 7 days are left, or no day is set."),
    ReviewState.DUE: mark("Seven days or fewer are left."),
    ReviewState.OVERDUE: mark("The day has passed, and nobody has decided."),
    ReviewState.DECIDED: mark("A named person decided to act or not to act."),
    ReviewState.DEFERRED_TWICE: mark(
        "This review was deferred, and so was the one before it of the same state or region."
    ),
}
OUTCOMES: dict[Outcome, str] = {
    "act": mark("Decided to act"),
    "do_not_act": mark("Decided not to act"),
}
PROTECTED_KINDS: dict[ProtectedKind, str] = {"dissent": mark("Dissent"), "alarm": mark("Alarm")}
_DUE: dict[DueTo, str] = {
    "convene": mark("Those who decide must be convened by {day}."),
    "decide": mark("The decision is due by {day}."),
}
_MOST_NAMED = 12


def state_words(state: ReviewState) -> str:
    """Say how a review stands."""
    return _(STATES[state])


def tier_words(tier_id: str, framework: Framework) -> str:
    """Name a tier by its id and its name; say so where none applied."""
    tier = by_id(framework.rules.review_tiers).get(tier_id)
    return _named_tier(tier_id, tier.name if tier else "")


def _named_tier(tier_id: str, name: str) -> str:
    if not name:
        return tier_id or _("no tier")
    return _("{tier} ({name})", tier=tier_id, name=name)


def due_sentence(review: Review, today: date) -> str:
    """Say what is due by when, and how many days that is."""
    if review.due_on is None:
        return _("No day is set; who convenes sets the deadline.")
    said = _(_DUE[review.due_to], day=day(review.due_on))
    return " ".join((said, _days_left(review.due_on, today)))


def _days_left(due_on: date, today: date) -> str:
    days = (due_on - today).days
    if days == 0:
        return _("That is today.")
    if days < 0:
        return ngettext("That was {number} day ago.", "That was {number} days ago.", -days)
    return ngettext("That is in {number} day.", "That is in {number} days.", days)


def opening_sentence(review: Review, framework: Framework) -> str:
    """Say who or what opened a review, and when."""
    opened = day(review.recorded_at)
    if review.opening.opened_by == "tier":
        return _(
            "Opened on {day} by tier {tier}, with what {person} entered.",
            day=opened,
            tier=tier_words(review.opening.ground.tier_id, framework),
            person=review.person_name,
        )
    return _("Opened on {day} by {person}.", day=opened, person=review.person_name)


def ground_sentences(ground: Ground, framework: Framework) -> Iterator[str]:
    """Say which findings a review stands on."""
    yield _("Review tier: {tier}.", tier=tier_words(ground.tier_id, framework))
    yield _("Active critical gaps: {gaps}.", gaps=_gap_names(ground.active_gaps, framework))
    if ground.open_gaps:
        yield _("Could not be ruled out: {gaps}.", gaps=_gap_names(ground.open_gaps, framework))
    if flags := _set_flags(ground, framework):
        yield _("Context: {flags}.", flags=listed(flags))
    total = len(framework.questionnaire.indicators)
    yield ngettext(
        "{answered} of {number} question was answered.",
        "{answered} of {number} questions were answered.",
        total,
        answered=whole(len(ground.levels)),
    )


def _gap_names(ids: Sequence[str], framework: Framework) -> str:
    names = {gap.id: gap.name for gap in framework.rules.critical_gaps}
    named = [_("{gap} ({name})", gap=id_, name=names.get(id_, id_)) for id_ in ids]
    return listed(named) if named else _("none")


def _set_flags(ground: Ground, framework: Framework) -> list[str]:
    """Name the circumstances that were entered and count for something."""
    found: list[str] = []
    for flag in framework.questionnaire.context_flags:
        option = by_id(flag.options).get(ground.flags.get(flag.id, ""))
        if option is not None and option.counts_as in ("present", "severe"):
            words = {"id": flag.id, "name": flag.name, "entry": _(option.name)}
            found.append(_("{id} {name}: {entry}", **words))
    return found


def moved_sentences(moved: Moved, framework: Framework) -> Iterator[str]:
    """Name everything in which today differs from the ground of a review."""
    if moved.tier is not None:
        yield _(
            "Review tier: it was {before}, it is {now}.",
            before=tier_words(moved.tier[0], framework),
            now=tier_words(moved.tier[1], framework),
        )
    if moved.gaps_opened:
        yield _("Critical gaps opened: {gaps}.", gaps=_gap_names(moved.gaps_opened, framework))
    if moved.gaps_closed:
        yield _("Critical gaps closed: {gaps}.", gaps=_gap_names(moved.gaps_closed, framework))
    if moved.levels:
        named = [_change(id_, _level(a), _level(b)) for id_, (a, b) in moved.levels.items()]
        yield _("Answers: {changes}.", changes=_some(named))
    if moved.flags:
        options = _option_names(framework)
        named = [
            _change(id_, options.get((id_, a), _("nothing")), options.get((id_, b), _("nothing")))
            for id_, (a, b) in moved.flags.items()
        ]
        yield _("Context: {changes}.", changes=_some(named))


def _change(id_: str, before: str, now: str) -> str:
    return _("{id} from {before} to {now}", id=id_, before=before, now=now)


def _level(value: str) -> str:
    words = {status.value: text for status, text in MISSING_WORDS.items()}
    if value in words:
        return _(words[value])
    return _("level {level}", level=value) if value else _("nothing")


def _option_names(framework: Framework) -> dict[tuple[str, str], str]:
    flags = framework.questionnaire.context_flags
    return {(flag.id, option.id): _(option.name) for flag in flags for option in flag.options}


def _some(named: Sequence[str]) -> str:
    """List changes; of many the first ones, with how many there are."""
    if len(named) <= _MOST_NAMED:
        return listed(named)
    rest = len(named) - _MOST_NAMED
    more = ngettext("{number} more", "{number} more", rest)
    return listed((*named[:_MOST_NAMED], more))


def decision_sentence(decision: Decision) -> str:
    """Say who decided what, in which office, and when."""
    return _(
        "{outcome}: {person}, {office}, on {day}.",
        outcome=_(OUTCOMES[decision.outcome]),
        person=decision.person,
        office=decision.office,
        day=day(decision.on),
    )


def deferral_sentence(deferral: Deferral) -> str:
    """Say who deferred a review, and to when."""
    return _(
        "Deferred to {until}: {person}, {office}, on {day}.",
        until=day(deferral.due_on),
        person=deferral.person,
        office=deferral.office,
        day=day(deferral.on),
    )


def override_sentence(override: Override, framework: Framework) -> str:
    """Say who set another tier."""
    return _(
        "Tier set to {tier}: {person}, {office}, on {day}.",
        tier=tier_words(override.tier_id, framework),
        person=override.person,
        office=override.office,
        day=day(override.on),
    )


def option_name(option: ReviewOption) -> str:
    """Name an option as its author wrote it."""
    if option.does_nothing and not option.text:
        return _("Do nothing")
    return option.text


def entry_sentence(recorded: RecordedEntry, framework: Framework) -> str:
    """Say in one line what was appended, for the history of a review."""
    return _(
        "{day}, recorded by {person}: {entry}",
        day=day(recorded.recorded_at),
        person=recorded.person_name,
        entry=_entry_words(recorded.entry, recorded.ground, framework),
    )


def history_table(reviews: Iterable[Review], framework: Framework) -> PlainTable:
    """Return everything that was recorded in reviews, in its order, for a file.

    What people left in the protected channel is no part of a review, and stands in no file.
    """
    columns = (_("Review"), _("Day"), _("Recorded by"), _("What was recorded"), _("In full"))
    return PlainTable(_("Reviews"), columns, tuple(_history_rows(reviews, framework)))


def _history_rows(
    reviews: Iterable[Review], framework: Framework
) -> Iterator[tuple[str, str, str, str, str]]:
    for review in reviews:
        number, opening = whole(review.number), review.opening
        ground = "\n".join(ground_sentences(opening.ground, framework))
        first = "\n".join(filter(None, (opening.reason, ground)))
        said = opening_sentence(review, framework)
        yield number, day(review.recorded_at), review.person_name, said, first
        for one in review.entries:
            words = _entry_words(one.entry, one.ground, framework)
            yield number, day(one.recorded_at), one.person_name, words, _in_full(one.entry)


def _in_full(entry: Entry) -> str:
    match entry:
        case Decision() | Deferral() | Override():
            return entry.reasons
        case ReviewOption():
            return entry.consequences
        case ReviewDissent():
            return entry.text
        case _:
            return ""


def _entry_words(entry: Entry, ground: Ground | None, framework: Framework) -> str:
    match entry:
        case Decision():
            return decision_sentence(entry)
        case Deferral():
            return deferral_sentence(entry)
        case Override():
            return override_sentence(entry, framework)
        case Raise():
            tier = tier_words(ground.tier_id if ground else "", framework)
            return _("A higher tier came to apply: {tier}.", tier=tier)
        case _:
            return _brought_in(entry)


def _brought_in(entry: Convening | ReviewOption | ReviewDissent) -> str:
    match entry:
        case Convening():
            return _(
                "{person} convenes {names}; the decision is due by {day}.",
                person=entry.convenes,
                names=listed(entry.must_decide),
                day=day(entry.due_on),
            )
        case ReviewOption():
            name = option_name(entry)
            return _("Option by {person}: {option}", person=entry.proposed_by, option=name)
        case ReviewDissent():
            return _("Dissent, signed {person}.", person=entry.signed_as)


def state_heading(state: ReviewState, count: int) -> str:
    """Head the reviews that stand alike, with how many there are."""
    return _("{state} ({number})", state=capitalised(state_words(state)), number=whole(count))


def state_meaning(state: ReviewState) -> str:
    """Say what it means that a review stands so."""
    return _(_MEANINGS[state])


def line_sentence(line: BoardLine, today: date) -> str:
    """Say of a review on the board its tier, what is due, and what was decided."""
    tier = _("Tier: {tier}.", tier=_named_tier(line.tier_id, line.tier_name))
    review = line.review
    if review is None:
        asked = _("The tier asks for a review, and nobody has recorded it yet.")
        due = _("Its day is {day}.", day=day(line.due_on)) if line.due_on else ""
        return " ".join(filter(None, (tier, asked, due)))
    if review.decision is not None:
        return f"{tier} {decision_sentence(review.decision)}"
    deferred = deferral_sentence(review.deferral) if review.deferral else ""
    return " ".join(filter(None, (tier, due_sentence(review, today), deferred)))


def board_table(lines: Iterable[BoardLine]) -> "DataFrame":
    """Return one row for each review: state, tier, how it stands, its day, what was decided."""
    columns = (_("State and period"), _("Tier"), _("Review"), _("Due"), _("Decision"))
    return table(columns, (_board_row(line) for line in lines))


def _board_row(line: BoardLine) -> tuple[str, ...]:
    decision = line.review.decision if line.review else None
    return (
        line.assessment.title,
        _named_tier(line.tier_id, line.tier_name),
        capitalised(state_words(line.state)),
        day(line.due_on) if line.due_on else _("no day set"),
        _(OUTCOMES[decision.outcome]) if decision else _("none yet"),
    )


def calendar_title(assessment: Assessment, review: Review) -> str:
    """Name the day of a review as a calendar shows it."""
    words = {"title": assessment.title, "tier": review.tier_id}
    if review.due_to == "convene":
        return _("Review {tier}: convene on {title}", **words)
    if review.tier_id:
        return _("Review {tier}: decide on {title}", **words)
    return _("Review: decide on {title}", title=assessment.title)


def calendar_text(review: Review) -> str:
    """Say who convenes and who must decide, below the day of a review in a calendar."""
    convening = review.convening
    if convening is None:
        return _("Nobody has convened it yet. Act, do not act, or defer once, with reasons.")
    return _(
        "{person} convenes. To decide: {names}. Act, do not act, or defer once, with reasons.",
        person=convening.convenes,
        names=listed(convening.must_decide),
    )

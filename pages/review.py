"""The review of one assessment: its ground, who decides, options, dissent, and the decision."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from assessment.exchange.calendar_file import CALENDAR_TYPE
from assessment.locales import formats, mark, ngettext
from assessment.locales import gettext as _
from assessment.model.assessment import Actor
from assessment.model.problem import Refused
from assessment.model.review import (
    PROTECTED_KINDS,
    Convening,
    Decision,
    Deferral,
    Entry,
    Outcome,
    Override,
    Review,
    ReviewDissent,
    ReviewOption,
    ReviewState,
)
from assessment.model.review_checks import SHORTEST_REASONS
from assessment.reporting import reviews as words
from assessment.services.context import Context, Opened
from assessment.services.review_entries import (
    append_entry,
    leave_protected,
    possible_reviewers,
    protected_entries,
)
from assessment.services.reviews import (
    ReviewsOfOne,
    export_calendar,
    line_of,
    note_findings,
    open_by_person,
    read_reviews,
)
from pages.widgets.browser import keep_typed
from pages.widgets.elements import draw_download, draw_list, initially, plain, show_problems
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.writer import ask_who_writes

_BESIDE = 3
"""Options that stand beside each other; more would be too narrow to read."""
_DAYS_TO_DECIDE = 7
"""How many days the form proposes for a decision when no day to come is set."""
_CLOSING: tuple[tuple[Outcome, str], ...] = (
    ("act", mark("Decide to act")),
    ("do_not_act", mark("Decide not to act")),
)
_SHOWN = {
    ReviewState.OPEN: st.info,
    ReviewState.DUE: st.warning,
    ReviewState.OVERDUE: st.error,
    ReviewState.DEFERRED_TWICE: st.error,
    ReviewState.DECIDED: st.info,
}


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Review"))
    ask_who_writes(page_context, reads_first=True)
    st.text(
        _(
            "In a review, named people decide to act or not to act. Both ask for the same: a "
            "name, an office, reasons and a date. What is written here is kept; nobody can edit "
            "or delete it, and no score decides anything."
        )
    )
    desk = _Desk(page_context, opened)
    desk.show_problems("page")
    found = read_reviews(page_context, opened)
    _draw_unrecorded(desk, found)
    if found.newest is not None:
        _draw_newest(desk, found, found.newest)
    if found.newest is None or found.newest.is_decided:
        _draw_opening(desk, found)
    for review in found.reviews[1:]:
        title = _("Review {number}, decided", number=formats.whole(review.number))
        with st.expander(title):
            _draw_history(desk, review)
    _draw_protected(desk)
    st.page_link("pages/reviews.py", label=_("Reviews of all states"))


@dataclass(frozen=True)
class _Desk:
    """What is sent from this page, and why it could not be kept.

    A callback gets the review as it was on the screen, so that nobody decides over what
    somebody else added meanwhile.
    """

    context: Context
    opened: Opened

    @property
    def key(self) -> str:
        return f"{self.opened.assessment.id}:review"

    def carry_out(self, place: str, action: Callable[[], object]) -> None:
        """Do something; what is wrong with it is shown at its place by the next drawing."""
        try:
            action()
        except Refused as refusal:
            st.session_state[f"{self.key}:problems:{place}"] = refusal.problems

    def append(self, review: Review, place: str, make: Callable[[], Entry]) -> None:
        """Append what a form says to the review."""
        self.carry_out(place, lambda: append_entry(self.context, self.opened, review, make()))

    def show_problems(self, place: str) -> None:
        """Show why what was sent from a place could not be kept."""
        show_problems(st.session_state.pop(f"{self.key}:problems:{place}", ()))


# How it stands


def _draw_unrecorded(desk: _Desk, found: ReviewsOfOne) -> None:
    """Say that a tier asks for what nobody recorded; reading alone records nothing."""
    if found.unrecorded is None:
        return
    tier = plain(words.tier_words(found.ground.tier_id, found.opened.framework))
    st.warning(
        _(
            "Review tier {tier} asks for a review, and nobody has recorded it yet. Its days "
            "count from the last answer, not from the record.",
            tier=tier,
        )
    )
    st.button(
        _("Record that this review is open"),
        key=f"{desk.key}:record",
        on_click=desk.carry_out,
        args=("page", lambda: note_findings(desk.context, desk.opened)),
    )


def _draw_newest(desk: _Desk, found: ReviewsOfOne, review: Review) -> None:
    _draw_standing(desk, found, review)
    _draw_ground(found, review)
    if not review.is_decided:
        _draw_convening(desk, review)
    _draw_options(desk, review)
    _draw_dissent(desk, review)
    if not review.is_decided:
        _draw_decision(desk, review)
        _draw_deferral(desk, review)
        _draw_override(desk, review)
    st.subheader(_("Everything that was recorded"))
    _draw_history(desk, review)
    line = line_of(desk.context, found)
    if line is not None and review.due_on is not None and not review.is_decided:
        draw_download(
            _("This day with reminders, for a calendar"),
            lambda: export_calendar(desk.context, [line]),
            CALENDAR_TYPE,
            "review.ics",
        )


def _draw_standing(desk: _Desk, found: ReviewsOfOne, review: Review) -> None:
    framework, today = desk.opened.framework, desk.context.clock().date()
    state = review.state(today, was_deferred_before=found.was_deferred_before)
    title = _(
        "Review {number}: {tier}, {state}",
        number=formats.whole(review.number),
        tier=words.tier_words(review.tier_id, framework),
        state=words.state_words(state),
    )
    st.header(plain(title))
    lines = [words.opening_sentence(review, framework)]
    if review.decision is not None:
        lines.append(words.decision_sentence(review.decision))
    else:
        lines.append(words.due_sentence(review, today))
    if review.deferral is not None:
        lines.append(words.deferral_sentence(review.deferral))
    _SHOWN[state](plain(" ".join(lines)))
    if review.opening.reason:
        st.text(_("Why it was opened: {reason}", reason=review.opening.reason))
    if review.decision is not None:
        st.text(_("Reasons: {reasons}", reasons=review.decision.reasons))


def _draw_ground(found: ReviewsOfOne, review: Review) -> None:
    framework = found.opened.framework
    if found.moved:
        st.warning(
            _(
                "**The ground has moved** since it was last noted in this review. The review "
                "stays as it is: a changed answer never closes it."
            ),
            icon=":material/moving:",
        )
        draw_list(words.moved_sentences(found.moved, framework))
    last = review.grounds[-1]
    with st.expander(_("What was found when it was opened"), expanded=not review.entries):
        draw_list(words.ground_sentences(review.opening.ground, framework))
    if last != review.opening.ground:
        with st.expander(_("What was found when the ground was last noted")):
            draw_list(words.ground_sentences(last, framework))
    address = {"assessment": found.opened.assessment.id}
    st.page_link("pages/profile.py", label=_("Go to the profile"), query_params=address)


# Who decides


def _draw_convening(desk: _Desk, review: Review) -> None:
    st.subheader(_("Who decides"))
    found, place = review.convening, "convening"
    if found is None:
        st.text(_("Nobody has convened this review yet."))
    else:
        st.text(_("{person} convenes.", person=found.convenes))
        st.text("\n".join((_("These must decide:"), *(f"    {n}" for n in found.must_decide))))
    desk.show_problems(place)
    key = f"{review.id}:{place}:{len(review.of_kind(Convening))}"
    with st.expander(_("Convene") if found is None else _("Convene anew"), expanded=not found):
        _draw_convening_form(desk, review, place, key)


def _draw_convening_form(desk: _Desk, review: Review, place: str, key: str) -> None:
    today = desk.context.clock().date()
    with st.form(key, border=False):
        keep_typed()
        st.text_input(_("Who convenes, with office"), key=f"{key}:convenes")
        st.text_area(
            _("Who must decide: name and office, one person a line"),
            key=f"{key}:must_decide",
            height=90,
        )
        _draw_day(_("The decision is due by"), f"{key}:due_on", _propose_day(review, today))
        values = st.session_state

        def make() -> Entry:
            names = values[f"{key}:must_decide"].split("\n")
            return Convening(values[f"{key}:convenes"], tuple(names), values[f"{key}:due_on"])

        st.form_submit_button(
            _("Save who decides"), on_click=desk.append, args=(review, place, make)
        )


def _propose_day(review: Review, today: date) -> date:
    """Propose until when to decide: a day that is set stays, unless it has passed.

    Whoever is convened today needs some days.
    """
    earliest = today + timedelta(days=_DAYS_TO_DECIDE)
    due = review.due_on or earliest
    if review.due_to == "convene":
        return max(due, earliest)
    return due if due >= today else earliest


# Options and dissent


def _draw_options(desk: _Desk, review: Review) -> None:
    st.subheader(_("Options side by side"))
    found = review.of_kind(ReviewOption)
    nothing = [one for one in found if one.does_nothing]
    others = [one for one in found if not one.does_nothing]
    shown = (*others, *(nothing or (None,)))
    for start in range(0, len(shown), _BESIDE):
        row = shown[start : start + _BESIDE]
        for column, option in zip(st.columns(len(row)), row, strict=True):
            with column.container(border=True):
                _draw_option(option)
    desk.show_problems("option")
    if review.is_decided:
        return
    with st.expander(_("Add an option")):
        st.caption(_("Also options that oppose each other, and what follows if nothing is done."))
        _draw_option_form(desk, review, len(found))


def _draw_option(option: ReviewOption | None) -> None:
    """Draw one option; ``None`` stands for doing nothing, of which nobody wrote yet."""
    if option is None:
        st.markdown(_("**Do nothing**"))
        st.text(_("Nobody has written yet what would follow if nothing is done."))
        return
    if option.does_nothing:
        st.markdown(_("**Do nothing**"))
    if option.text:
        st.text(option.text)
    st.caption(_("Consequences"))
    st.text(option.consequences)
    st.caption(_("Proposed by {person}", person=plain(option.proposed_by)))


def _draw_option_form(desk: _Desk, review: Review, count: int) -> None:
    key, values = f"{review.id}:option:{count}", st.session_state
    with st.form(key, border=False):
        keep_typed()
        st.checkbox(_("It says what follows if nothing is done"), key=f"{key}:nothing")
        st.text_area(_("What would be done"), key=f"{key}:text", height=80)
        st.text_area(
            _("Consequences: what would follow, for whom"), key=f"{key}:consequences", height=80
        )
        st.text_input(_("Proposed by"), key=initially(f"{key}:by", desk.context.actor.name))

        def make() -> Entry:
            texts = (values[f"{key}:{part}"] for part in ("text", "consequences", "by"))
            return ReviewOption(*texts, does_nothing=values[f"{key}:nothing"])

        st.form_submit_button(
            _("Add this option"), on_click=desk.append, args=(review, "option", make)
        )


def _draw_dissent(desk: _Desk, review: Review) -> None:
    st.subheader(_("Dissent"))
    found = review.of_kind(ReviewDissent)
    if not found:
        st.text(_("Nobody has dissented. Anybody may, also after the decision."))
    for dissent in found:
        with st.container(border=True):
            st.text(dissent.text)
            st.caption(_("Signed: {name}", name=plain(dissent.signed_as)))
    desk.show_problems("dissent")
    key, values = f"{review.id}:dissent:{len(found)}", st.session_state
    with st.expander(_("Write a dissent")), st.form(key, border=False):
        keep_typed()
        st.text_area(_("What you see differently, and why"), key=f"{key}:text", height=90)
        signed = initially(f"{key}:signed", desk.context.actor.name)
        st.text_input(_("Signed as: a name, or an alias of your choice"), key=signed)

        def make() -> Entry:
            return ReviewDissent(values[f"{key}:text"], values[f"{key}:signed"])

        st.form_submit_button(
            _("Save this dissent"), on_click=desk.append, args=(review, "dissent", make)
        )


# What somebody answers for by name


def _draw_decision(desk: _Desk, review: Review) -> None:
    st.subheader(_("Decision"))
    st.text(
        _(
            "To act and not to act ask for the same. Either one closes the review, and stays as "
            "it is; whoever sees it differently can dissent."
        )
    )
    if not any(one.does_nothing for one in review.of_kind(ReviewOption)):
        st.caption(_("Nobody has written yet what would follow if nothing is done."))
    desk.show_problems("decision")
    key = f"{review.id}:decision"
    with st.form(key):
        keep_typed()
        _draw_signed(desk, key)
        # Two buttons of one form: the same fields, the same size, none before the other.
        for column, (outcome, label) in zip(st.columns(2), _CLOSING, strict=True):
            column.form_submit_button(
                _(label),
                key=f"{key}:{outcome}",
                width="stretch",
                on_click=desk.append,
                args=(review, "decision", _deciding(key, outcome)),
            )


def _deciding(key: str, outcome: Outcome) -> Callable[[], Entry]:
    return lambda: Decision(*_signed(key), outcome=outcome)


def _draw_signed(desk: _Desk, key: str) -> None:
    """Draw the fields of whatever a person answers for by name."""
    name, office = st.columns(2)
    name.text_input(_("Name of who answers for it"), key=f"{key}:person")
    office.text_input(_("Office"), key=f"{key}:office")
    least = ngettext(
        "At least {number} character.", "At least {number} characters.", SHORTEST_REASONS
    )
    st.text_area(_("Reasons"), help=least, key=f"{key}:reasons", height=110)
    _draw_day(_("Settled on"), f"{key}:on", desk.context.clock().date())


def _signed(key: str) -> tuple[Any, ...]:
    return tuple(
        st.session_state[f"{key}:{part}"] for part in ("person", "office", "reasons", "on")
    )


def _draw_day(label: str, key: str, value: date) -> None:
    st.date_input(label, key=initially(key, value), format="YYYY-MM-DD")


def _draw_deferral(desk: _Desk, review: Review) -> None:
    desk.show_problems("deferral")
    if review.deferral is not None:
        st.caption(_("It was deferred once and cannot be deferred again."))
        return
    key = f"{review.id}:deferral"
    today = desk.context.clock().date()
    with st.expander(_("Defer the decision, once")), st.form(key, border=False):
        keep_typed()
        _draw_signed(desk, key)
        later = max(review.due_on or today, today) + timedelta(days=1)
        _draw_day(_("The decision is then due by"), f"{key}:due_on", later)
        st.form_submit_button(
            _("Defer to that day"),
            on_click=desk.append,
            args=(
                review,
                "deferral",
                lambda: Deferral(*_signed(key), due_on=st.session_state[f"{key}:due_on"]),
            ),
        )


def _draw_override(desk: _Desk, review: Review) -> None:
    """Draw the way to another tier: never mechanical, in both directions."""
    framework = desk.opened.framework
    for found in review.of_kind(Override):
        st.text(words.override_sentence(found, framework))
        st.text(_("Reasons: {reasons}", reasons=found.reasons))
    desk.show_problems("override")
    key = f"{review.id}:override:{len(review.of_kind(Override))}"
    tiers = [one.id for one in framework.rules.review_tiers if one.id != review.tier_id]
    if not tiers:
        return
    with st.expander(_("Set another tier, up or down")), st.form(key, border=False):
        keep_typed()
        st.caption(_("The rules are no more than a proposal. Who sets another tier says why."))
        st.selectbox(
            _("Tier"),
            tiers,
            format_func=lambda id_: words.tier_words(id_, framework),
            key=f"{key}:tier",
        )
        _draw_signed(desk, key)
        st.form_submit_button(
            _("Set this tier"),
            on_click=desk.append,
            args=(
                review,
                "override",
                lambda: Override(*_signed(key), tier_id=st.session_state[f"{key}:tier"]),
            ),
        )


# History, and opening one


def _draw_history(desk: _Desk, review: Review) -> None:
    framework = desk.opened.framework
    st.text(words.opening_sentence(review, framework))
    for recorded in review.entries:
        st.text(words.entry_sentence(recorded, framework))
        if isinstance(recorded.entry, Decision | Deferral | Override):
            st.text("    " + _("Reasons: {reasons}", reasons=recorded.entry.reasons))


def _draw_opening(desk: _Desk, found: ReviewsOfOne) -> None:
    if found.newest is None and found.unrecorded is None:
        st.info(_("No tier asks for a review now. A person may open one all the same."))
    key = f"{desk.key}:open:{len(found.reviews)}"
    with st.expander(_("Open a review yourself")), st.form(key, border=False):
        keep_typed()
        st.text_area(_("Why a review is needed"), key=f"{key}:reason", height=80)
        st.form_submit_button(
            _("Open a review"),
            on_click=desk.carry_out,
            args=("page", lambda: _open(desk, f"{key}:reason")),
        )


def _open(desk: _Desk, key: str) -> None:
    open_by_person(desk.context, desk.opened, st.session_state[key])


# The protected channel


def _draw_protected(desk: _Desk) -> None:
    st.header(_("Protected channel"))
    st.text(
        _(
            "Dissent or an alarm for one reviewer whom you name. The team can neither change nor "
            "delete it, and this app shows it to nobody else."
        )
    )
    st.warning(
        _(
            "This is a promise of the app, not of the database. There is no sign-in here: "
            "whoever sits at the reviewer's browser sees it, and whoever can read the database "
            "or a backup can read it. Anybody can give themselves any name: look since when the "
            "reviewer has been here. Under an alias neither your name nor the time of day is "
            "stored. If you could be in danger, choose another way."
        ),
        icon=":material/shield_person:",
    )
    _draw_protected_entries(desk)
    desk.show_problems("protected")
    if kept := st.session_state.pop(f"{desk.key}:kept", None):
        st.success(_("Kept for {name}.", name=plain(kept)))
    reviewers = {one.person_id: _reviewer(one, since) for one, since in _reviewers(desk)}
    if not reviewers:
        st.text(
            _(
                "Nobody else has said here who they are. Ask the reviewer to do so once, on the "
                "page Review; then you can choose them here."
            )
        )
        return
    count = st.session_state.get(f"{desk.key}:left", 0)
    key = f"{desk.key}:protected:{count}"
    kinds = {kind: _(words.PROTECTED_KINDS[kind]) for kind in PROTECTED_KINDS}
    with st.expander(_("Write to a reviewer")), st.form(key, border=False):
        st.radio(_("What it is"), PROTECTED_KINDS, format_func=kinds.__getitem__, key=f"{key}:kind")
        st.text_area(_("What the reviewer should know"), key=f"{key}:text", height=110)
        st.selectbox(
            _("Reviewer: who has said here who they are"),
            list(reviewers),
            index=None,
            placeholder=_("Choose who may read it"),
            format_func=reviewers.__getitem__,
            key=f"{key}:reviewer",
        )
        st.text_input(
            _("Alias, if you do not want to sign as {name}", name=plain(desk.context.actor.name)),
            key=f"{key}:alias",
        )
        st.form_submit_button(_("Send to the reviewer"), on_click=_leave, args=(desk, key, count))


def _leave(desk: _Desk, key: str, count: int) -> None:
    given = {part: st.session_state[f"{key}:{part}"] for part in ("kind", "text", "alias")}
    reviewer = st.session_state[f"{key}:reviewer"] or ""

    def leave() -> None:
        reader = leave_protected(desk.context, desk.opened, for_person_id=reviewer, **given)
        st.session_state[f"{desk.key}:kept"] = reader.name
        # What was typed must not wait on the screen for whoever comes next.
        st.session_state[f"{desk.key}:left"] = count + 1

    desk.carry_out("protected", leave)


def _reviewers(desk: _Desk) -> list[tuple[Actor, datetime]]:
    mine = desk.context.actor.person_id
    return [found for found in possible_reviewers(desk.context) if found[0].person_id != mine]


def _reviewer(person: Actor, since: datetime) -> str:
    return _(
        "{name}, {organisation}, here since {day}",
        name=person.name,
        organisation=person.organisation,
        day=formats.day(since),
    )


def _draw_protected_entries(desk: _Desk) -> None:
    for entry in protected_entries(desk.context, desk.opened):
        with st.container(border=True):
            st.markdown(f"**{plain(_(words.PROTECTED_KINDS[entry.kind]))}**")
            st.text(entry.text)
            st.caption(
                _(
                    "Signed {name}, for {reviewer}, {day}",
                    name=plain(entry.signed_as),
                    reviewer=plain(entry.for_reviewer),
                    day=formats.day(entry.recorded_at),
                )
            )


draw()

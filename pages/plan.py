"""The plan: what is to be done about the findings, held against the answers of today."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import streamlit as st

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.answer import Answer
from assessment.model.plan import (
    ITEM_STATUSES,
    PARTIES,
    SAYS,
    Attestation,
    ItemStanding,
    Milestone,
    MilestoneStanding,
    Plan,
    PlanChoice,
    PlanItem,
    RecordedItem,
)
from assessment.model.plan_checks import routes_of
from assessment.model.problem import Problem, Refused
from assessment.reporting.plans import (
    WHAT_A_PLAN_IS,
    answer_level,
    attestation_words,
    choice_words,
    item_facts,
    item_field,
    item_status_words,
    item_title,
    milestone_field,
    milestone_sentence,
    milestone_title,
    party_words,
    says_words,
    version_lines,
)
from assessment.reporting.wording import capitalised, level_name, table
from assessment.services.context import Context, Opened
from assessment.services.plans import (
    PlanFound,
    add_item,
    add_milestone,
    attest,
    drop_milestone,
    read_plan,
    revise_item,
)
from assessment.services.results import (
    Results,
    export_plan,
    export_plan_items,
    file_name,
    find_plan,
    score,
)
from pages.widgets.elements import (
    EXCEL_TYPE,
    draw_download,
    draw_list,
    initially,
    local_moment,
    plain,
    show_problems,
    show_table,
)
from pages.widgets.session import context, draw_heading, opened_assessment

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
_ITEM_FIELDS = (
    *("goal", "status", "programme_id", "option", "route_id", "owner", "partner"),
    *("starts", "ends", "cost_low", "cost_high", "currency"),
    *("prerequisites", "measure", "review_on", "reason"),
)


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Plan"))
    results = score(page_context, opened)
    found = find_plan(page_context, results)
    st.text(_(WHAT_A_PLAN_IS))
    _draw_attention(found)
    drawing = _Drawing(page_context, results, found)
    st.header(_("Items"))
    for standing in found.report.standings:
        _draw_item(drawing, standing)
    _draw_new_item(drawing)
    st.header(_("Milestones"))
    _draw_milestones(drawing)
    if found.report.moves is not None:
        st.header(plain(found.report.moves_title))
        st.info(found.report.no_proof)
        draw_list(f"{row[0]}. {row[-1]}" for row in found.report.moves.rows)
    if found.plan.items:
        _draw_take_along(drawing)


@dataclass(frozen=True)
class _Drawing:
    """What every part of the page works with."""

    context: Context
    results: Results
    found: PlanFound

    @property
    def opened(self) -> Opened:
        return self.results.opened

    @property
    def key(self) -> str:
        return f"{self.opened.assessment.id}:plan"

    def form(self, name: str, action: Callable[["_Form"], None]) -> "_Form":
        return _Form(f"{self.key}:{name}", action)


@dataclass(frozen=True)
class _Form:
    """A form whose fields stay in the session until what they say is saved.

    Attributes
    ----------
    key
        Begins the keys of its fields.
    action
        Saves what the fields say.
    """

    key: str
    action: Callable[["_Form"], None]

    def field(self, name: str, stored: object) -> str:
        """Return the key of a field that shows what is stored until somebody changes it."""
        return initially(f"{self.key}:field:{name}", stored)

    def given(self, name: str) -> Any:  # noqa: ANN401 - whatever the field holds
        """Return what a field says."""
        return st.session_state.get(f"{self.key}:field:{name}")

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Why it could not be saved."""
        return st.session_state.get(f"{self.key}:refused", ())

    @property
    def is_stale(self) -> bool:
        """Whether somebody else's newer version stands in the way, and a choice is awaited."""
        return any(problem.code == "plan.stale" for problem in self.refused)

    def text(self, name: str) -> Any:  # noqa: ANN401 - a text, and one of a few where it was chosen
        """Return what a field says, as a text; empty where nothing is chosen."""
        return str(self.given(name) or "").strip()

    @property
    def seen(self) -> int:
        """The revision that the fields began with."""
        return st.session_state.get(f"{self.key}:seen", 0)

    def begin(self, revision: int, first: str) -> None:
        """Note what is stored while the fields begin with it; ``first`` is one of them."""
        # Fields that were not drawn, because another page was, begin again.
        if f"{self.key}:field:{first}" not in st.session_state:
            st.session_state[f"{self.key}:seen"] = revision
            st.session_state.pop(f"{self.key}:refused", None)

    def save(self) -> None:
        """Save what the fields say; where that is refused, they keep it."""
        try:
            self.action(self)
        except Refused as refusal:
            st.session_state[f"{self.key}:refused"] = refusal.problems
            return
        self.forget()
        st.session_state[f"{self.key}:saved"] = True

    def save_over(self, revision: int) -> None:
        """Save what the fields say over a version that was looked at."""
        st.session_state[f"{self.key}:seen"] = revision
        self.save()

    def forget(self) -> None:
        """Let the fields show what is stored."""
        for key in [key for key in st.session_state if str(key).startswith(f"{self.key}:")]:
            del st.session_state[key]

    def draw_end(self, label: str) -> None:
        """Draw the button that saves, inside the form."""
        st.form_submit_button(label, on_click=self.save, type="primary")

    def draw_saved(self) -> None:
        """Say once that it is saved."""
        if st.session_state.pop(f"{self.key}:saved", False):
            st.success(_("Saved."))


def _draw_attention(found: PlanFound) -> None:
    if not found.plan.items:
        st.info(
            _(
                "Nothing is planned yet. Begin with an indicator below: those of critical gaps "
                "come first, then those with low levels."
            )
        )
        return
    if found.report.attention:
        st.subheader(_("Look at these first"))
        draw_list(found.report.attention)
    else:
        st.success(_("Nothing has changed since it was planned, and nothing is late."))


# Items


def _draw_item(drawing: _Drawing, standing: ItemStanding) -> None:
    item, framework = standing.item, drawing.opened.framework
    title = f"{plain(item_title(item, framework))} · {item_status_words(item.status)}"
    form = drawing.form(f"item:{item.number}", lambda form: _revise(drawing, form, item.number))
    form.begin(standing.recorded.revision, "status")
    with st.expander(title, expanded=bool(form.refused)):
        st.text(
            _(
                "Level then: {then}. Level now: {now}. Level to reach: {goal}.",
                then=answer_level(Answer(item.indicator_id, item.status_then, item.level_then)),
                now=answer_level(standing.now),
                goal=item.goal,
            )
        )
        draw_list(drawing.found.report.sentences[item.number])
        for name, text in item_facts(item, framework):
            st.text(f"{name}: {text}")
        _draw_who(drawing, standing.recorded)
        _draw_revision(drawing, standing, form)
        _draw_versions(drawing, item.number)


def _draw_who(drawing: _Drawing, recorded: RecordedItem) -> None:
    when = local_moment(recorded.recorded_at, drawing.context.clock())
    st.caption(_("Saved {when} by {name}", when=when, name=plain(recorded.person_name)))


def _draw_revision(drawing: _Drawing, standing: ItemStanding, form: _Form) -> None:
    item, revision = standing.item, standing.recorded.revision
    form.draw_saved()
    toggle = initially(f"{drawing.key}:change:{item.number}", value=False)
    if not st.toggle(_("Change this item"), key=toggle):
        return
    if form.seen != revision and not form.is_stale:
        st.warning(_("Somebody changed this item meanwhile; above is what is saved."))
        st.button(_("Show it in the fields"), key=f"{form.key}:show", on_click=form.forget)
    with st.form(f"{form.key}:form", border=False):
        _draw_fields(drawing, form, item, standing.now, statuses=ITEM_STATUSES)
        form.draw_end(_("Save the change"))
    show_problems(form.refused)
    if form.is_stale:
        keep, give = st.columns(2)
        keep.button(_("Keep what is saved"), key=f"{form.key}:keep", on_click=form.forget)
        give.button(
            _("Save mine over it"),
            key=f"{form.key}:give",
            on_click=form.save_over,
            args=(revision,),
        )


def _draw_versions(drawing: _Drawing, number: int) -> None:
    versions = drawing.found.plan.history(number)
    key = f"{drawing.key}:versions:{number}"
    if len(versions) < 2 or not st.toggle(
        ngettext("{number} earlier version", "{number} earlier versions", len(versions) - 1),
        key=initially(key, value=False),
    ):
        return
    for newer, older in pairwise(versions):
        _draw_who(drawing, newer)
        for line in version_lines(newer.item, older.item, drawing.opened.framework):
            st.text(line)


def _revise(drawing: _Drawing, form: _Form, number: int) -> None:
    stored = read_plan(drawing.context, drawing.opened).current[number]
    item = _filled(form, stored.item)
    revise_item(drawing.context, drawing.opened, item, form.seen)


def _draw_new_item(drawing: _Drawing) -> None:
    choices = {one.indicator_id: one for one in drawing.found.choices}
    form = drawing.form("new", lambda form: _add(drawing, form))
    form.begin(0, "status")
    form.draw_saved()
    is_empty = not drawing.found.plan.items
    with st.expander(_("Add an item"), expanded=bool(form.refused) or is_empty):
        if not choices:
            st.text(_("Every indicator is at the highest level or does not apply."))
            return
        chosen = _choose_indicator(drawing, form, choices)
        item = PlanItem(chosen.indicator_id, None)
        with st.form(f"{form.key}:form", border=False):
            _draw_fields(drawing, form, item, chosen.answer, statuses=ITEM_STATUSES[:3])
            form.draw_end(_("Add to the plan"))
        show_problems(form.refused)


def _choose_indicator(drawing: _Drawing, form: _Form, choices: dict[str, PlanChoice]) -> PlanChoice:
    framework, key = drawing.opened.framework, f"{form.key}:field:indicator_id"
    if st.session_state.get(key) not in choices:
        st.session_state[key] = next(iter(choices))
    id_ = st.selectbox(
        _("Indicator (critical gaps first, then low levels)"),
        list(choices),
        format_func=lambda id_: choice_words(choices[id_], framework),
        key=key,
    )
    st.caption(plain(framework.questionnaire.indicator(str(id_)).question))
    return choices[str(id_)]


def _add(drawing: _Drawing, form: _Form) -> None:
    item = PlanItem(form.given("indicator_id"), None)
    add_item(drawing.context, drawing.opened, _filled(form, item))


def _draw_fields(
    drawing: _Drawing,
    form: _Form,
    item: PlanItem,
    now: Answer,
    *,
    statuses: Sequence[str],
) -> None:
    goal, status = st.columns([2, 1])
    with goal:
        _draw_goal(drawing, form, item, now)
    status.selectbox(
        item_field("status"),
        statuses,
        format_func=lambda one: capitalised(item_status_words(one)),
        key=form.field("status", item.status),
    )
    _draw_option(drawing, form, item)
    owner, partner = st.columns(2)
    owner.text_input(item_field("owner"), key=form.field("owner", item.owner))
    partner.text_input(item_field("partner"), key=form.field("partner", item.partner))
    _draw_days_and_cost(form, item)
    _draw_prerequisites(drawing, form, item)
    st.text_area(
        _("Measure: how anybody can see that it works"),
        height=70,
        key=form.field("measure", item.measure),
    )
    if item.number:
        label = _("Reason for the change (needed when the item is dropped)")
        st.text_area(label, height=70, key=form.field("reason", item.reason))


def _draw_goal(drawing: _Drawing, form: _Form, item: PlanItem, now: Answer) -> None:
    framework = drawing.opened.framework
    lowest = framework.questionnaire.lowest_level if now.level is None else now.level
    levels = [one.value for one in framework.questionnaire.scale]
    goals = [level for level in levels if level > lowest or level == item.goal]
    st.selectbox(
        item_field("goal"),
        goals,
        index=None,
        format_func=lambda level: level_name(framework, level),
        placeholder=_("Choose a level"),
        key=form.field(_of_indicator("goal", item), item.goal),
    )


def _draw_option(drawing: _Drawing, form: _Form, item: PlanItem) -> None:
    catalogue = drawing.opened.framework.catalogue
    if catalogue is not None:
        names = _programmes(drawing, item.indicator_id)
        if item.programme_id:
            names.setdefault(item.programme_id, item.programme_id)
        st.selectbox(
            _("Programme of the catalogue (those for this indicator first)"),
            ["", *names],
            format_func=lambda id_: names.get(id_, _("None of these")),
            key=form.field(_of_indicator("programme_id", item), item.programme_id),
        )
    st.text_area(item_field("option"), height=70, key=form.field("option", item.option))
    routes = routes_of(catalogue)
    if routes:
        st.selectbox(
            item_field("route_id"),
            ["", *routes],
            format_func=lambda id_: routes.get(id_, _("Not chosen")),
            key=form.field("route_id", item.route_id),
        )


def _programmes(drawing: _Drawing, indicator_id: str) -> dict[str, str]:
    """Return id and name of each programme, with a mark where it is not advised today."""
    is_early = drawing.results.profile.progress.is_early
    suggestions = sorted(
        drawing.results.suggestions, key=lambda one: indicator_id not in one.programme.serves
    )
    names: dict[str, str] = {}
    for one in suggestions:
        name = f"{one.programme.id} {one.programme.name}"
        is_closed = bool(one.failed) and not is_early
        names[one.programme.id] = (
            _("{programme} (not advised today)", programme=name) if is_closed else name
        )
    return names


def _draw_days_and_cost(form: _Form, item: PlanItem) -> None:
    starts, ends, review = st.columns(3)
    _draw_day(starts, form, "starts", item.starts)
    _draw_day(ends, form, "ends", item.ends)
    _draw_day(review, form, "review_on", item.review_on)
    low, high, currency = st.columns(3)
    for column, name in ((low, "cost_low"), (high, "cost_high")):
        column.number_input(
            item_field(name),
            min_value=0,
            value=None,
            step=1_000,
            key=form.field(name, getattr(item, name)),
        )
    currency.text_input(
        item_field("currency"),
        placeholder="USD",
        max_chars=3,
        key=form.field("currency", item.currency),
    )


def _draw_day(place: Any, form: _Form, name: str, stored: date | None) -> None:  # noqa: ANN401 - a column or the page
    place.date_input(
        item_field(name) if name in _ITEM_FIELDS else milestone_field(name),
        value=None,
        min_value=_FIRST_DAY,
        max_value=_LAST_DAY,
        key=form.field(name, stored),
    )


def _draw_prerequisites(drawing: _Drawing, form: _Form, item: PlanItem) -> None:
    plan, framework = drawing.found.plan, drawing.opened.framework
    titles = {
        number: item_title(one.item, framework)
        for number, one in plan.current.items()
        if number != item.number and (not one.item.is_dropped or number in item.prerequisites)
    }
    if titles:
        st.multiselect(
            _("Items that must be done first"),
            list(titles),
            format_func=titles.__getitem__,
            placeholder=_("None"),
            key=form.field("prerequisites", list(item.prerequisites)),
        )


def _of_indicator(name: str, item: PlanItem) -> str:
    """Name a field whose choices hang on the indicator of a new item."""
    return name if item.number else f"{name}:{item.indicator_id}"


def _filled(form: _Form, item: PlanItem) -> PlanItem:
    """Return an item with what the fields say; a field that is not there keeps what is stored."""
    given = {name: form.given(name) for name in _ITEM_FIELDS}
    for name in ("goal", "programme_id"):
        given[name] = form.given(_of_indicator(name, item))
    given["prerequisites"] = tuple(sorted(given["prerequisites"] or ()))
    optional = {"goal", "starts", "ends", "cost_low", "cost_high", "review_on"}
    kept = {name: value for name, value in given.items() if value is not None or name in optional}
    kept = {name: v.strip() if isinstance(v, str) else v for name, v in kept.items()}
    return replace(item, **kept)


# Milestones


def _draw_milestones(drawing: _Drawing) -> None:
    st.text(
        _(
            "What a government and a partner agree to look at on a day. Each says with name, day "
            "and evidence whether it is met; where they do not agree, both stay."
        )
    )
    for standing in drawing.found.report.milestone_standings:
        _draw_milestone(drawing, standing)
    form = drawing.form("milestone", lambda form: _add_milestone(drawing, form))
    form.begin(0, "title")
    form.draw_saved()
    with st.expander(_("Add a milestone"), expanded=bool(form.refused)):
        with st.form(f"{form.key}:form", border=False):
            _draw_milestone_fields(form, drawing.found.plan, drawing.opened)
            form.draw_end(_("Add the milestone"))
        show_problems(form.refused)


def _draw_milestone_fields(form: _Form, plan: Plan, opened: Opened) -> None:
    st.text_area(milestone_field("title"), height=70, key=form.field("title", ""))
    due, item = st.columns([1, 2])
    _draw_day(due, form, "due_on", None)
    titles = {
        number: item_title(one.item, opened.framework)
        for number, one in plan.current.items()
        if not one.item.is_dropped
    }
    item.selectbox(
        milestone_field("item_number"),
        [0, *titles],
        format_func=lambda number: titles.get(number, _("The plan as a whole")),
        key=form.field("item_number", 0),
    )
    government, partner = st.columns(2)
    for column, name in ((government, "government"), (partner, "partner")):
        column.text_input(
            milestone_field(name),
            help=_("Name or office of whoever agreed."),
            key=form.field(f"by_{name}", ""),
        )


def _add_milestone(drawing: _Drawing, form: _Form) -> None:
    milestone = Milestone(
        form.text("title"),
        form.given("due_on"),
        form.text("by_government"),
        form.text("by_partner"),
        item_number=form.given("item_number") or None,
    )
    add_milestone(drawing.context, drawing.opened, milestone)


def _draw_milestone(drawing: _Drawing, standing: MilestoneStanding) -> None:
    number = standing.milestone.number
    said = drawing.form(f"said:{number}", lambda form: _attest(drawing, form, number))
    drop = drawing.form(f"drop:{number}", lambda form: _drop(drawing, form, number))
    said.begin(0, "said_by")
    drop.begin(standing.recorded.revision, "reason")
    title = plain(milestone_title(standing.milestone))
    with st.expander(title, expanded=bool(said.refused or drop.refused)):
        st.text(milestone_sentence(standing))
        for one in standing.attested:
            words = capitalised(attestation_words(one.attestation))
            st.text(f"{words}: {one.attestation.evidence}")
            st.caption(_("Entered by {name}", name=plain(one.person_name)))
        said.draw_saved()
        if standing.milestone.is_dropped:
            return
        if st.toggle(
            _("Say whether it is met"), key=initially(f"{drawing.key}:say:{number}", value=False)
        ):
            _draw_attesting(drawing, said)
        if st.toggle(
            _("Drop this milestone"), key=initially(f"{drawing.key}:drop?:{number}", value=False)
        ):
            with st.form(f"{drop.key}:form", border=False):
                st.text_area(milestone_field("reason"), height=70, key=drop.field("reason", ""))
                drop.draw_end(_("Drop it"))
            show_problems(drop.refused)


def _draw_attesting(drawing: _Drawing, form: _Form) -> None:
    today = drawing.context.clock().date()
    with st.form(f"{form.key}:form", border=False):
        _draw_choice(form, "says", SAYS, says_words)
        _draw_choice(form, "party", PARTIES, party_words)
        name, when = st.columns([2, 1])
        name.text_input(
            milestone_field("said_by"), key=form.field("said_by", drawing.context.actor.name)
        )
        _draw_day(when, form, "said_on", today)
        st.text_area(_("Evidence: on what it rests"), height=70, key=form.field("evidence", ""))
        form.draw_end(_("Record it"))
    show_problems(form.refused)


def _draw_choice(
    form: _Form, name: str, choices: Iterable[str], words: Callable[[str], str]
) -> None:
    st.segmented_control(
        milestone_field(name),
        list(choices),
        format_func=lambda one: capitalised(words(one)),
        key=form.field(name, None),
    )


def _attest(drawing: _Drawing, form: _Form, number: int) -> None:
    attestation = Attestation(
        number,
        form.text("says"),
        form.text("party"),
        form.text("said_by"),
        form.given("said_on"),
        form.text("evidence"),
    )
    attest(drawing.context, drawing.opened, attestation)


def _drop(drawing: _Drawing, form: _Form, number: int) -> None:
    drop_milestone(drawing.context, drawing.opened, number, form.text("reason"), form.seen)


# Files


def _draw_take_along(drawing: _Drawing) -> None:
    st.header(_("Take it along"))
    page_context, opened = drawing.context, drawing.opened
    excel, csv = st.columns(2)
    with excel:
        draw_download(
            _("Plan as a workbook"),
            lambda: export_plan(page_context, opened),
            EXCEL_TYPE,
            file_name(opened.assessment, "plan"),
        )
    with csv:
        draw_download(
            _("Items as CSV"),
            lambda: export_plan_items(page_context, opened),
            "text/csv",
            file_name(opened.assessment, "plan", ending="csv"),
        )
    with st.expander(_("All items as a table")):
        items = drawing.found.report.items
        show_table(table(items.columns, items.rows))


draw()

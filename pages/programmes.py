"""Programmes that fit the answers, with the reasons and what speaks against them."""

from dataclasses import dataclass

import streamlit as st

from assessment.exchange.csv_table import guard
from assessment.locales import formats, mark
from assessment.locales import gettext as _
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.suggestion import (
    Arrangement,
    Doubts,
    Group,
    Place,
    Step,
    Suggestion,
)
from assessment.reporting.actions import step_name, step_standing
from assessment.reporting.counterfactuals import doubt_sentences
from assessment.reporting.evidence import evidence_sections
from assessment.reporting.programmes import (
    GROUP_NAMES,
    HORIZON_WORDS,
    closing_sentences,
    explain_suggestion,
    first_sentence,
    suggestion_table,
    unknown_sentence,
    why_later,
)
from assessment.reporting.progress import progress_sentence
from assessment.reporting.terms import lens_words
from assessment.services.context import Opened
from assessment.services.counterfactuals import doubts
from assessment.services.results import code_names, reporting_notes, score, steps
from pages.widgets.choices import ChoiceDrawing, draw_choices, draw_rejection
from pages.widgets.elements import draw_list, draw_texts, plain
from pages.widgets.option_filter import draw_filter
from pages.widgets.plan_form import draw_pick
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.writer import ask_who_writes

_GROUP_TEXTS = {
    Group.CALLED_FOR: mark(
        "Circumstances, or what nobody could answer, call for them before the levels do."
    ),
    Group.CRITICAL_GAP: mark("They serve an indicator that is part of an active critical gap."),
    Group.WEAK_POINT: mark("They serve an indicator below level 3."),
    Group.KEEP_GOING: mark("What they serve already works; stopping could undo it."),
    Group.LATER: mark("They can wait until the danger has passed, and would do harm before."),
    Group.NOT_ADVISED: mark("A precondition fails, so the support could do harm now."),
}


@dataclass(frozen=True)
class _Given:
    """What every part of the page is drawn from."""

    opened: Opened
    catalogue: Catalogue
    arrangement: Arrangement
    doubts: Doubts
    drawing: ChoiceDrawing
    steps: tuple[Step, ...]

    @property
    def framework(self) -> Framework:
        return self.opened.framework


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Programmes"))
    ask_who_writes(page_context, reads_first=True)
    framework = opened.framework
    if framework.catalogue is None:
        st.info(_("This questionnaire comes without a catalogue of programmes."))
        return
    results = score(page_context, opened)
    drawing = ChoiceDrawing(page_context, opened, results.choices)
    if results.profile.progress.is_early:
        st.info(progress_sentence(results.profile.progress, framework))
        st.page_link("pages/questions.py", label=_("Go to the questions"))
        # What was said before stays; nothing new is asked for while nothing is suggested.
        if results.choices.entries:
            draw_choices(drawing)
        return
    st.info(framework.catalogue.standing_sentence)
    results = draw_filter(results)
    given = _Given(
        opened,
        framework.catalogue,
        results.arrangement,
        doubts(results),
        drawing,
        steps(results),
    )
    if given.steps:
        address = {"assessment": opened.assessment.id}
        link = _("What is done in each step: Next steps")
        st.page_link("pages/actions.py", label=link, query_params=address)
    _draw_first(given)
    _draw_others(given)
    _draw_closed(given)
    _draw_unknown(given)
    draw_choices(drawing)
    with st.expander(_("All programmes as a table")):
        # What people typed may stand in any column.
        st.dataframe(suggestion_table(results.suggestions, framework).map(guard), hide_index=True)


def _draw_first(given: _Given) -> None:
    st.header(_("First"))
    st.text(first_sentence(given.arrangement))
    for place in given.arrangement.first:
        _draw_place(place, given)


def _draw_place(place: Place, given: _Given) -> None:
    """Draw one programme, or side by side those of which only one can be chosen."""
    if len(place.suggestions) == 1:
        _draw_option(place.suggestions[0], given)
        return
    with st.container(border=True):
        words = place.option_set
        name = words.name if words else _("A choice between options")
        st.markdown(f"**{plain(name)}**")
        exclude = _("For the same persons these options exclude each other.")
        st.text(words.question if words else exclude)
        sides = {option.programme: option for option in words.options} if words else {}
        for column, suggestion in zip(
            st.columns(len(place.suggestions)), place.suggestions, strict=True
        ):
            with column:
                if option := sides.get(suggestion.programme.id):
                    st.markdown(_("**What it brings.** {gains}", gains=plain(option.gains)))
                    st.markdown(_("**Who bears the cost.** {costs}", costs=plain(option.costs)))
                _draw_option(suggestion, given)


def _title(suggestion: Suggestion) -> str:
    """Name a programme; that of an organisation is what people typed."""
    return plain(f"{suggestion.programme.id} {suggestion.programme.name}")


def _draw_option(suggestion: Suggestion, given: _Given) -> None:
    if suggestion.group.is_urgent:
        # Why it stands here is read before anything is opened.
        st.caption(_(GROUP_NAMES[suggestion.group]))
    with st.expander(_title(suggestion)):
        _draw_suggestion(suggestion, given)
        draw_pick(given.opened, suggestion)
        draw_rejection(given.drawing, suggestion.programme.id)


def _draw_others(given: _Given) -> None:
    others = [one for place in given.arrangement.others for one in place.suggestions]
    if not others:
        return
    with st.expander(_("All options ({number} more)", number=formats.whole(len(others)))):
        for group in Group:
            found = [one for one in others if one.group is group]
            if found:
                st.subheader(f"{_(GROUP_NAMES[group])} ({formats.whole(len(found))})")
                st.text(_(_GROUP_TEXTS[group]))
            for suggestion in found:
                with st.expander(_title(suggestion)):
                    st.markdown(_("**Why it comes later**"))
                    draw_list(why_later(suggestion, given.arrangement, given.catalogue))
                    _draw_suggestion(suggestion, given)
                    draw_pick(given.opened, suggestion)
                    draw_rejection(given.drawing, suggestion.programme.id)


def _draw_closed(given: _Given) -> None:
    for group in (Group.LATER, Group.NOT_ADVISED):
        found = [one for one in given.arrangement.closed if one.group is group]
        if found:
            st.header(f"{_(GROUP_NAMES[group])} ({formats.whole(len(found))})")
            st.text(_(_GROUP_TEXTS[group]))
        for suggestion in found:
            _draw_option(suggestion, given)


def _draw_unknown(given: _Given) -> None:
    """Draw one line for all of which nothing is known, and each for whoever asks for it."""
    if not given.arrangement.unknown:
        return
    st.header(
        f"{_(GROUP_NAMES[Group.NOT_KNOWN])} ({formats.whole(len(given.arrangement.unknown))})"
    )
    st.text(unknown_sentence(given.arrangement, given.framework))
    with st.expander(_("Each of them")):
        for suggestion in given.arrangement.unknown:
            _draw_option(suggestion, given)


def _draw_suggestion(suggestion: Suggestion, given: _Given) -> None:
    programme, framework = suggestion.programme, given.framework
    for failed in suggestion.failed:
        until = _("Not advised until {condition}", condition=plain(failed.until))
        st.error(until, icon=":material/block:")
    if not suggestion.group.is_advised:
        for sentence in closing_sentences(suggestion, framework):
            st.error(plain(sentence), icon=":material/block:")
    st.markdown(_("**How it protects.** {how}", how=plain(programme.how)))
    st.markdown(
        _("**Why it is suggested here**")
        if suggestion.group.is_advised
        else _("**What the answers say**")
    )
    draw_list(explain_suggestion(suggestion, framework))
    _draw_doubts(suggestion, given)
    st.markdown(_("**What is done**"))
    draw_list(programme.activities)
    _draw_steps(suggestion, given)
    st.markdown(_("**What could go wrong**"))
    draw_list(programme.risks)
    if programme.tensions:
        st.markdown(_("**Tensions to settle**"))
        draw_list(programme.tensions)
    _draw_order(suggestion, given.catalogue)
    _draw_labels(suggestion, given.catalogue)
    _draw_evidence(suggestion, framework)


def _draw_steps(suggestion: Suggestion, given: _Given) -> None:
    """Draw the steps of today that a programme bundles, each with whether it may begin."""
    served = {*suggestion.programme.serves}
    own = [step for step in given.steps if step.action.indicator in served]
    if own:
        st.markdown(_("**The next steps that it bundles**"))
        draw_list(
            _(
                "{step}: {standing}",
                step=step_name(step.action, given.framework),
                standing=step_standing(step),
            )
            for step in own
        )


def _draw_doubts(suggestion: Suggestion, given: _Given) -> None:
    """Draw how steady a suggestion is, and what would have to be different for it to change."""
    if lines := [*doubt_sentences(suggestion, given.doubts, given.framework)]:
        st.markdown(_("**How sure this is, and what would change it**"))
        draw_list(lines)


def _draw_order(suggestion: Suggestion, catalogue: Catalogue) -> None:
    def named(ids: tuple[str, ...]) -> str:
        return plain("; ".join(f"{id_} {catalogue.programme(id_).name}" for id_ in ids))

    programme = suggestion.programme
    if programme.after:
        st.markdown(_("**Better after:** {programmes}", programmes=named(programme.after)))
    if programme.exclusive_with:
        others = named(programme.exclusive_with)
        st.markdown(_("**Excludes, for the same persons:** {programmes}", programmes=others))


def _draw_labels(suggestion: Suggestion, catalogue: Catalogue) -> None:
    programme = suggestion.programme
    evidence = catalogue.evidence_label(programme.evidence)
    mechanisms = [m.name for m in catalogue.mechanisms if m.id in programme.mechanisms]
    lines = [
        _(
            "Evidence: {name}. {meaning} {note}",
            name=evidence.name,
            meaning=evidence.meaning,
            note=programme.evidence_note,
        ),
        _("Mechanism: {mechanisms}.", mechanisms="; ".join(mechanisms)),
        _(
            "Horizon: {horizon}. Lens: {lens}.",
            horizon=_(HORIZON_WORDS[programme.horizon]),
            lens=lens_words(programme.lens),
        ),
        _("Codes: {codes}.", codes="; ".join(code_names(programme))),
        *reporting_notes(programme),
    ]
    for line in lines:
        st.caption(plain(line))


def _draw_evidence(suggestion: Suggestion, framework: Framework) -> None:
    """Draw what the evidence register says, for whoever asks for it."""
    if framework.register is None:
        return
    with st.expander(_("What is known of its effect")):
        for heading, sentences in evidence_sections(suggestion.programme, framework.register):
            st.markdown(f"**{plain(heading)}**")
            draw_texts(sentences)


draw()

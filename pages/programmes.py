"""Programmes that fit the answers, with the reasons and what speaks against them."""

import streamlit as st

from assessment.locales import formats, mark
from assessment.locales import gettext as _
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.suggestion import Group, Suggestion
from assessment.reporting.programmes import (
    GROUP_NAMES,
    HORIZON_WORDS,
    explain_suggestion,
    suggestion_table,
)
from assessment.reporting.progress import progress_sentence
from assessment.reporting.terms import lens_words
from assessment.services.context import Opened
from assessment.services.results import code_names, score
from pages.widgets.elements import draw_list, plain
from pages.widgets.plan_form import draw_pick
from pages.widgets.session import context, draw_heading, opened_assessment

_GROUP_TEXTS = {
    Group.CRITICAL_GAP: mark("They serve an indicator that is part of an active critical gap."),
    Group.WEAK_POINT: mark("They serve an indicator below level 3."),
    Group.KEEP_GOING: mark("What they serve already works; stopping could undo it."),
    Group.NOT_ADVISED: mark("A precondition fails, so the support could do harm now."),
    Group.NOT_KNOWN: mark("Nothing they serve has a level yet."),
}


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Programmes"))
    framework = opened.framework
    if framework.catalogue is None:
        st.info(_("This questionnaire comes without a catalogue of programmes."))
        return
    results = score(page_context, opened)
    if results.profile.progress.is_early:
        st.info(progress_sentence(results.profile.progress, framework))
        return
    st.info(framework.catalogue.standing_sentence)
    for group in Group:
        found = [suggestion for suggestion in results.suggestions if suggestion.group is group]
        if found:
            _draw_group(group, found, opened, framework.catalogue)
    with st.expander(_("All programmes as a table")):
        st.dataframe(suggestion_table(results.suggestions, framework), hide_index=True)


def _draw_group(
    group: Group, found: list[Suggestion], opened: Opened, catalogue: Catalogue
) -> None:
    st.header(f"{_(GROUP_NAMES[group])} ({formats.whole(len(found))})")
    st.text(_(_GROUP_TEXTS[group]))
    for suggestion in found:
        with st.expander(f"{suggestion.programme.id} {suggestion.programme.name}"):
            _draw_suggestion(suggestion, opened.framework, catalogue)
            draw_pick(opened, suggestion)


def _draw_suggestion(suggestion: Suggestion, framework: Framework, catalogue: Catalogue) -> None:
    programme = suggestion.programme
    for failed in suggestion.failed:
        until = _("Not advised until {condition}", condition=plain(failed.until))
        st.error(until, icon=":material/block:")
    st.markdown(_("**How it protects.** {how}", how=plain(programme.how)))
    st.markdown(_("**Why it is suggested here**"))
    draw_list(explain_suggestion(suggestion, framework))
    st.markdown(_("**What is done**"))
    draw_list(programme.activities)
    st.markdown(_("**What could go wrong**"))
    draw_list(programme.risks)
    if programme.tensions:
        st.markdown(_("**Tensions to settle**"))
        draw_list(programme.tensions)
    _draw_order(suggestion, catalogue)
    _draw_labels(suggestion, catalogue)


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
    ]
    for line in lines:
        st.caption(plain(line))


draw()

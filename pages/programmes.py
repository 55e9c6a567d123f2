"""Programmes that fit the answers, with the reasons and what speaks against them."""

import streamlit as st

from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.suggestion import Group, Suggestion
from assessment.reporting.sentences import GROUP_NAMES, explain_suggestion
from assessment.reporting.tables import HORIZON_WORDS, suggestion_table
from assessment.services.results import code_names, score
from pages.widgets.elements import plain
from pages.widgets.session import context, draw_heading, opened_assessment

_GROUP_TEXTS = {
    Group.CRITICAL_GAP: "They serve an indicator that is part of an active critical gap.",
    Group.WEAK_POINT: "They serve an indicator below level 3.",
    Group.KEEP_GOING: "What they serve already works; stopping could undo it.",
    Group.NOT_ADVISED: "A precondition fails, so the support could do harm now.",
    Group.NOT_KNOWN: "Nothing they serve has a level yet.",
}
_LENSES = {
    "atrocity": "specific to preventing atrocity crimes",
    "shared": "shared with conflict prevention",
    "conflict": "mainly conflict prevention",
}


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, "Programmes")
    framework = opened.framework
    if framework.catalogue is None:
        st.info("This questionnaire comes without a catalogue of programmes.")
        return
    results = score(page_context, opened)
    st.info(framework.catalogue.standing_sentence)
    for group in Group:
        found = [suggestion for suggestion in results.suggestions if suggestion.group is group]
        if found:
            _draw_group(group, found, framework, framework.catalogue)
    with st.expander("All programmes as a table"):
        st.dataframe(suggestion_table(results.suggestions, framework), hide_index=True)


def _draw_group(
    group: Group, found: list[Suggestion], framework: Framework, catalogue: Catalogue
) -> None:
    st.header(f"{GROUP_NAMES[group]} ({len(found)})")
    st.text(_GROUP_TEXTS[group])
    for suggestion in found:
        with st.expander(f"{suggestion.programme.id} {suggestion.programme.name}"):
            _draw_suggestion(suggestion, framework, catalogue)


def _draw_suggestion(suggestion: Suggestion, framework: Framework, catalogue: Catalogue) -> None:
    programme = suggestion.programme
    for failed in suggestion.failed:
        st.error(f"Not advised until {plain(failed.until)}", icon=":material/block:")
    st.markdown(f"**How it protects.** {plain(programme.how)}")
    st.markdown("**Why it is suggested here**")
    _draw_list(explain_suggestion(suggestion, framework))
    st.markdown("**What is done**")
    _draw_list(programme.activities)
    st.markdown("**What could go wrong**")
    _draw_list(programme.risks)
    if programme.tensions:
        st.markdown("**Tensions to settle**")
        _draw_list(programme.tensions)
    _draw_order(suggestion, catalogue)
    _draw_labels(suggestion, catalogue)


def _draw_order(suggestion: Suggestion, catalogue: Catalogue) -> None:
    names = {programme.id: f"{programme.id} {programme.name}" for programme in catalogue.programmes}
    programme = suggestion.programme
    if programme.after:
        st.markdown(f"**Better after:** {plain('; '.join(names[i] for i in programme.after))}")
    if programme.exclusive_with:
        others = "; ".join(names[id_] for id_ in programme.exclusive_with)
        st.markdown(f"**Excludes, for the same persons:** {plain(others)}")


def _draw_labels(suggestion: Suggestion, catalogue: Catalogue) -> None:
    programme = suggestion.programme
    evidence = next(e for e in catalogue.evidence_labels if e.id == programme.evidence)
    mechanisms = [m.name for m in catalogue.mechanisms if m.id in programme.mechanisms]
    lines = [
        f"Evidence: {evidence.name}. {evidence.meaning} {programme.evidence_note}",
        f"Mechanism: {'; '.join(mechanisms)}.",
        f"Horizon: {HORIZON_WORDS[programme.horizon].lower()}. Lens: {_LENSES[programme.lens]}.",
        f"Codes: {'; '.join(code_names(programme))}.",
    ]
    for line in lines:
        st.caption(plain(line))


def _draw_list(sentences: tuple[str, ...]) -> None:
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))


draw()

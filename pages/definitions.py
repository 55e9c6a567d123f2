"""The words and general rules of a questionnaire, in the sense in which its statements use them."""

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.framework import Framework
from assessment.model.problem import Refused
from assessment.model.questionnaire import Definitions
from assessment.reporting.scope import scope_name
from assessment.reporting.wording import capitalised
from assessment.services.context import Context, open_assessment
from pages.widgets.elements import plain
from pages.widgets.session import chosen_assessment, context

_Version = tuple[str, str]


def draw() -> None:
    """Draw the page."""
    st.title(_("Definitions"))
    page_context = context()
    frameworks = {
        (asked.id, asked.version): framework
        for framework in page_context.library.frameworks
        if (asked := framework.questionnaire).definitions != Definitions()
    }
    if not frameworks:
        st.info(_("No questionnaire here defines its words."))
        return
    versions = list(frameworks)
    first = _version_in_use(page_context)
    chosen = st.selectbox(
        _("Questionnaire"),
        versions,
        index=versions.index(first) if first in versions else len(versions) - 1,
        format_func=lambda version: _version_name(frameworks[version]),
    )
    _draw_terms(frameworks[chosen].questionnaire.definitions)
    _draw_rules(frameworks[chosen].questionnaire.definitions)


def _version_name(framework: Framework) -> str:
    asked = framework.questionnaire
    return _("{name}, version {version}", name=asked.name, version=asked.version)


def _version_in_use(page_context: Context) -> _Version | None:
    """Return what the chosen assessment asks, since an older one keeps its own words."""
    assessment_id = chosen_assessment()
    if not assessment_id:
        return None
    try:
        asked = open_assessment(page_context, assessment_id).framework.questionnaire
    except Refused:
        return None
    return asked.id, asked.version


def _draw_terms(definitions: Definitions) -> None:
    if not definitions.terms:
        return
    st.header(_("Words"))
    st.text(
        _(
            "Statements use these words in exactly this sense. The questions show it beside each "
            "statement in which such a word stands."
        )
    )
    for term in definitions.terms:
        st.markdown(f"**{plain(capitalised(term.term))}**  \n{plain(term.meaning)}")
        if term.list:
            named = plain(scope_name(term.list))
            st.caption(_("Named on the scope sheet under: {list}.", list=named))


def _draw_rules(definitions: Definitions) -> None:
    if not definitions.rules:
        return
    st.header(_("Rules for every question"))
    for rule in definitions.rules:
        st.markdown(f"**{plain(rule.name)}**  \n{plain(rule.rule)}")


draw()

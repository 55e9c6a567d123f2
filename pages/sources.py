"""Every indicator with its anchors, reasons, sources and public figures."""

import streamlit as st

from assessment.model.framework import Framework
from assessment.model.questionnaire import Indicator, Proxy, Questionnaire, Reference, Standing
from pages.widgets.elements import plain, show_problems
from pages.widgets.session import context

_TYPES = {
    "structure": "what is set up",
    "process": "what is done",
    "outcome": "what comes of it",
}
_LENSES = {
    "atrocity": "specific to preventing atrocity crimes",
    "shared": "shared with conflict prevention",
    "conflict": "mainly conflict prevention",
}
_DIRECTIONS = {
    "better": "higher is better",
    "worse": "higher is worse",
    "context": "read in context",
}


def draw() -> None:
    """Draw the page."""
    st.title("Indicators and sources")
    library = context().library
    show_problems(library.problems)
    frameworks = {f.questionnaire.id: f for f in library.newest}
    if not frameworks:
        return
    ids = list(frameworks)
    chosen = st.selectbox(
        "Questionnaire",
        ids,
        index=ids.index("spcf") if "spcf" in ids else 0,
        format_func=lambda id_: frameworks[id_].questionnaire.name,
    )
    framework = frameworks[chosen]
    indicators = {i.id: i for i in framework.questionnaire.indicators}
    asked = st.query_params.get("indicator", "")
    key = f"indicator_of:{chosen}"
    # An index that follows the address would make a new widget, and lose every second choice.
    if key not in st.session_state:
        st.session_state[key] = asked if asked in indicators else next(iter(indicators))
    id_ = st.selectbox(
        "Indicator",
        list(indicators),
        format_func=lambda id_: f"{id_} {indicators[id_].name}",
        key=key,
    )
    st.query_params["indicator"] = id_
    _draw_indicator(indicators[id_], framework)


def _draw_indicator(indicator: Indicator, framework: Framework) -> None:
    questionnaire = framework.questionnaire
    st.header(f"{indicator.id} {indicator.name}")
    st.markdown(f"**{plain(indicator.question)}**")
    st.markdown(f"Why it protects: {plain(indicator.why)}")
    _draw_marks(indicator, framework)
    st.subheader("Levels")
    st.table(
        [
            {"Level": f"{level.value} {level.name}", "Statement": statement, "Id": id_}
            for level in questionnaire.scale
            for id_, statement in indicator.anchors[level.value].items()
        ],
        hide_index=True,
    )
    if indicator.not_applicable_when:
        st.markdown(f"Not applicable when: {plain(indicator.not_applicable_when)}")
    st.subheader("Evidence to ask for")
    st.markdown("\n".join(f"- {plain(item)}" for item in indicator.evidence))
    _draw_sources(indicator, questionnaire)
    _draw_proxies(indicator.proxies)


def _draw_marks(indicator: Indicator, framework: Framework) -> None:
    crimes = {crime.id: crime.name for crime in framework.questionnaire.crimes}
    lines = [
        f"Element: governance {indicator.element}"
        if indicator.element == "choice"
        else "Element: institutional structure",
        f"Type: {_TYPES[indicator.type]}",
        f"Lens: {_LENSES[indicator.lens]}",
    ]
    if indicator.crimes:
        named = ", ".join(crimes.get(id_, id_).lower() for id_ in indicator.crimes)
        lines.append(f"Bears on: {named}")
    if indicator.polarity == "harmful":
        lines.append("Asks about a harmful practice; the highest level means that it is absent")
    if indicator.key:
        lines.append("Key indicator: it can set the limit of its dimension and open a critical gap")
    gate = framework.rules.gates.get(indicator.id)
    if gate is not None:
        gates = ", ".join(gate.by)
        lines.append(
            f"Can be turned against groups: counts at most {gate.allowance} above the lowest of "
            f"{gates}. {gate.why}"
        )
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _draw_sources(indicator: Indicator, questionnaire: Questionnaire) -> None:
    st.subheader("Sources")
    known = {reference.id: reference for reference in questionnaire.references}
    lines = [_source_line(known[id_]) for id_ in indicator.sources]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _source_line(reference: Reference) -> str:
    year = f", {reference.year}" if reference.year else ""
    line = plain(f"{reference.title}. {reference.publisher}{year}. {reference.note}")
    # What nobody could check is named as a lead, never shown as a fact.
    return f"{line} (not verified)" if reference.standing is Standing.UNVERIFIED else line


def _draw_proxies(proxies: tuple[Proxy, ...]) -> None:
    st.subheader("Public figures that inform a level, and never set it")
    shown = [proxy for proxy in proxies if proxy.standing is not Standing.UNVERIFIED]
    for proxy in shown:
        st.markdown(f"- {plain(proxy.name)} ({_DIRECTIONS[proxy.higher_is]})")
    if not shown:
        st.text("None that could be confirmed.")
    left_out = len(proxies) - len(shown)
    if left_out:
        st.caption(f"Left out because nobody could confirm them yet: {left_out}.")


draw()

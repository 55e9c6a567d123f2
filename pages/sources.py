"""Every indicator with its anchors, reasons, sources and public figures."""

from collections.abc import Iterator

import streamlit as st

from assessment.locales import formats, mark
from assessment.locales import gettext as _
from assessment.model.framework import Framework
from assessment.model.questionnaire import (
    Definitions,
    Indicator,
    Proxy,
    Questionnaire,
    Reference,
    Standing,
    by_id,
)
from assessment.reporting.crosswalk import crosswalk_note, elsewhere_table, notes_elsewhere
from assessment.reporting.dimension_sentences import gate_sentence
from assessment.reporting.statements import kind_words
from assessment.reporting.terms import lens_words
from pages.widgets.elements import draw_list, plain, show_problems
from pages.widgets.session import context

_TYPES = {
    "structure": mark("what is set up"),
    "process": mark("what is done"),
    "outcome": mark("what comes of it"),
}
_DIRECTIONS = {
    "better": mark("higher is better"),
    "worse": mark("higher is worse"),
    "context": mark("read in context"),
}


def draw() -> None:
    """Draw the page."""
    st.title(_("Indicators and sources"))
    library = context().library
    show_problems(library.problems)
    frameworks = {f.questionnaire.id: f for f in library.newest}
    if not frameworks:
        return
    ids = list(frameworks)
    chosen = st.selectbox(
        _("Questionnaire"),
        ids,
        index=ids.index("spcf") if "spcf" in ids else 0,
        format_func=lambda id_: frameworks[id_].questionnaire.name,
    )
    framework = frameworks[chosen]
    indicators = by_id(framework.questionnaire.indicators)
    asked = st.query_params.get("indicator", "")
    key = f"indicator_of:{chosen}"
    # An index that follows the address would make a new widget, and lose every second choice.
    if key not in st.session_state:
        st.session_state[key] = asked if asked in indicators else next(iter(indicators))
    id_ = st.selectbox(
        _("Indicator"),
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
    st.markdown(_("Why it protects: {reason}", reason=plain(indicator.why)))
    _draw_marks(indicator, framework)
    st.subheader(_("Levels"))
    st.table(list(_level_rows(indicator, questionnaire)), hide_index=True)
    if questionnaire.definitions != Definitions():
        st.page_link("pages/definitions.py", label=_("What the words mean"))
    if indicator.not_applicable_when:
        when = plain(indicator.not_applicable_when)
        st.markdown(_("Not applicable when: {condition}", condition=when))
    st.subheader(_("Evidence to ask for"))
    draw_list(indicator.evidence)
    _draw_sources(indicator, questionnaire)
    _draw_elsewhere(indicator, framework)
    _draw_proxies(indicator.proxies)


def _level_rows(indicator: Indicator, questionnaire: Questionnaire) -> Iterator[dict[str, str]]:
    """Yield one row for each statement, with its kind where the questionnaire tells it."""
    is_told = any(statement.kind for statement in indicator.statements.values())
    for level in questionnaire.scale:
        for id_, statement in indicator.anchors[level.value].items():
            kind = {_("Kind"): kind_words(statement.kind)} if is_told else {}
            yield {
                _("Level"): f"{level.value} {level.name}",
                _("Statement"): statement.text,
                **kind,
                _("Id"): id_,
            }


def _draw_marks(indicator: Indicator, framework: Framework) -> None:
    is_choice = indicator.element == "choice"
    lines = [
        _("Asks about a governance choice")
        if is_choice
        else _("Asks about an institutional structure"),
        _("Type: {type}", type=_(_TYPES[indicator.type])),
        _("What it serves: {lens}", lens=lens_words(indicator.lens)),
    ]
    if indicator.crimes:
        named = ", ".join(framework.questionnaire.crime_names(indicator.crimes))
        lines.append(_("The crimes that it is about: {crimes}", crimes=named))
    if indicator.polarity == "harmful":
        lines.append(_("Asks about a harmful practice; the highest level means that it is absent"))
    if indicator.key:
        lines.append(
            _("Key indicator: it can set the limit of its dimension and open a critical gap")
        )
    if indicator.id in framework.rules.gates:
        limited = gate_sentence(indicator.id, framework)
        lines.append(" ".join((_("Can be turned against groups."), limited)))
    draw_list(lines)


def _draw_sources(indicator: Indicator, questionnaire: Questionnaire) -> None:
    st.subheader(_("Sources"))
    lines = [_source_line(questionnaire.reference(id_)) for id_ in indicator.sources]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _draw_elsewhere(indicator: Indicator, framework: Framework) -> None:
    """Draw where an indicator stands in other frameworks, where somebody wrote that down."""
    if framework.crosswalk is None:
        return
    table = elsewhere_table(indicator.id, framework.crosswalk)
    st.subheader(table.title)
    if not table.rows:
        st.text(_("It stands in none of them."))
        return
    st.caption(crosswalk_note())
    # A table reads its cells as Markdown, and a folder of a questionnaire may come from anyone.
    rows = [[plain(str(cell)) for cell in row] for row in table.rows]
    st.table([dict(zip(table.columns, row, strict=True)) for row in rows], hide_index=True)
    with st.expander(_("What of these frameworks was read")):
        draw_list(notes_elsewhere(indicator.id, framework.crosswalk))


def _source_line(reference: Reference) -> str:
    year = f", {reference.year}" if reference.year else ""
    line = plain(f"{reference.title}. {reference.publisher}{year}. {reference.note}")
    # What nobody could check is named as a lead, never shown as a fact.
    is_lead = reference.standing is Standing.UNVERIFIED
    return _("{source} (not verified)", source=line) if is_lead else line


def _draw_proxies(proxies: tuple[Proxy, ...]) -> None:
    st.subheader(_("Public figures that inform a level, and never set it"))
    shown = [proxy for proxy in proxies if proxy.standing is not Standing.UNVERIFIED]
    draw_list(f"{proxy.name} ({_(_DIRECTIONS[proxy.higher_is])})" for proxy in shown)
    if not shown:
        st.text(_("None that could be confirmed."))
    left_out = len(proxies) - len(shown)
    if left_out:
        number = formats.whole(left_out)
        st.caption(_("Left out because nobody could confirm them yet: {number}.", number=number))


draw()

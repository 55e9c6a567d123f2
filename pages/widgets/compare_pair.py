"""Two assessments held against each other, and one state over time."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from assessment.model.assessment import Assessment
from assessment.model.comparison import Comparable, Comparison, Compatibility, Difference, Trend
from assessment.model.problem import Refused
from assessment.reporting.compare_charts import difference_chart, trend_chart
from assessment.reporting.compare_sentences import (
    WHAT_NO_CLEAR_DIFFERENCE_MEANS,
    describe_steps,
    sentence_of,
    summarise,
)
from assessment.reporting.compare_tables import (
    difference_table,
    indicator_table,
    score_table,
    step_table,
)
from assessment.services.compare import difference, trend
from assessment.services.compare_names import place_and_mode, place_title
from assessment.services.context import Context
from assessment.services.score_cache import ScoreCache
from pages.widgets.tables import show_table
from pages.widgets.text import plain, show_problems


def draw_pair(context: Context, comparison: Comparison, cache: ScoreCache) -> Difference | None:
    """Draw the difference between two assessments that the reader names."""
    st.header("Difference between two")
    positions = list(range(len(comparison.compared)))
    names = [one.label for one in comparison.compared]
    left, right = st.columns(2)
    first = left.selectbox("Hold", positions, 1, names.__getitem__, key="compare:after")
    second = right.selectbox("against", positions, 0, names.__getitem__, key="compare:before")
    if first == second:
        st.info("Choose two different ones.")
        return None
    ids = [comparison.compared[n].assessment_id for n in (second, first)]
    try:
        pair = difference(context, comparison, ids[0], ids[1], cache=cache)
    except Refused as refusal:
        show_problems(refusal.problems)
        return None
    show_compatibility(pair.compatibility)
    if pair.dimensions:
        _draw_dimensions(pair)
    _draw_indicators(pair)
    return pair


def show_compatibility(found: Compatibility) -> None:
    """Say whether the scores can be compared, and every reason against it."""
    reasons = "\n".join(f"- {plain(reason)}" for reason in found.reasons)
    if found.comparable is Comparable.NO:
        st.error(f"**The scores cannot be compared.**\n{reasons}")
    elif found.comparable is Comparable.WITH_CAUTION:
        st.warning(f"**Compare with caution.**\n{reasons}")
    else:
        st.success("They answer the same questions in the same way, so they can be compared.")


def _draw_dimensions(pair: Difference) -> None:
    st.markdown(f"**{plain(summarise(pair))}**")
    st.caption(WHAT_NO_CLEAR_DIFFERENCE_MEANS)
    st.vega_lite_chart(difference_chart(pair), theme=None)
    st.caption(
        "Filled triangle: a clear difference, to the right higher and to the left lower. Hollow "
        "circle: no clear difference. Thick line: interval of the difference."
    )
    with st.expander("The differences in words, and as a table"):
        for found in pair.dimensions:
            st.markdown(f"- {plain(sentence_of(found, pair))}")
        show_table(difference_table(pair))


def _draw_indicators(pair: Difference) -> None:
    st.subheader("Indicator by indicator")
    if not pair.indicators:
        st.text("No indicator was asked in both.")
        return
    changed = sum(one.changed for one in pair.indicators)
    st.text(f"{changed} of {len(pair.indicators)} indicators that were asked in both differ.")
    everything = st.toggle("Show those that do not differ as well", key="compare:everything")
    table = indicator_table(pair, only_changed=not everything)
    if len(table):
        show_table(table)
        st.caption("The figure is the level; in brackets, how sure the respondent was.")


@st.fragment
def draw_trend(
    context: Context,
    comparison: Comparison,
    headings: Sequence[Assessment],
    cache: ScoreCache,
) -> None:
    """Draw one state over time; not with aliases, because periods give names away."""
    st.header("One state over time")
    if comparison.aliases:
        st.text("Not shown while names are hidden: the periods would say which state it is.")
        return
    shown = {one.assessment_id for one in comparison.compared}
    places = {place_and_mode(one): one for one in headings if one.id in shown}
    periods = Counter(place_and_mode(one) for one in headings)
    several = {place: one for place, one in places.items() if periods[place] > 1}
    if not several:
        st.text("None of the chosen states was assessed in the same mode more than once.")
        return
    place = st.selectbox(
        "State", list(several), format_func=lambda key: place_title(several[key]), key="compare:of"
    )
    try:
        _draw_periods(trend(context, several[place].id, among=headings, cache=cache))
    except Refused as refusal:
        show_problems(refusal.problems)


def _draw_periods(found: Trend) -> None:
    if found.left_out:
        st.warning(
            "Left out, because another version or content of the questionnaire was used: "
            f"{plain(', '.join(found.left_out))}."
        )
    if not found.steps:
        st.text("There is only one period with this questionnaire.")
        return
    st.caption("Line: score. Band around it: interval. Periods stand at equal distances.")
    dimensions = found.framework.questionnaire.dimensions
    for start in range(0, len(dimensions), 2):
        for column, dimension in zip(st.columns(2), dimensions[start : start + 2], strict=False):
            column.vega_lite_chart(trend_chart(found, dimension.id), theme=None)
    with st.expander("The changes in words, and as tables"):
        for dimension in dimensions:
            sentences = " ".join(describe_steps(found, dimension.id))
            st.markdown(f"- {plain(dimension.name)}. {plain(sentences)}")
        show_table(score_table(found.periods, found.framework, first="Period"))
        show_table(step_table(found))

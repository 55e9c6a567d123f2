"""Several assessments held against each other, without a ranking."""

import streamlit as st

from assessment.model.comparison import Comparable, Comparison, Difference, Group
from assessment.reporting.compare_charts import dimension_panel, score_map
from assessment.reporting.compare_sentences import (
    WHAT_ALIASES_HIDE,
    WHY_NO_RANKING,
    describe_group,
)
from assessment.reporting.compare_tables import score_table
from assessment.services.compare import comparable_headings, compare
from assessment.services.compare_export import (
    INVENTED,
    comparison_file_name,
    export_csv,
    export_workbook,
)
from assessment.services.context import Context
from assessment.services.frozen import WHAT_FROZEN_MEANS, frozen_among, frozen_baselines
from assessment.services.score_cache import ScoreCache
from pages.widgets import compare_limits as limits
from pages.widgets.compare_choice import choose
from pages.widgets.compare_frozen import draw_frozen
from pages.widgets.compare_pair import draw_pair, draw_trend, show_compatibility
from pages.widgets.downloads import EXCEL_TYPE, draw_download
from pages.widgets.names import names_are_hidden
from pages.widgets.session import application, context
from pages.widgets.tables import show_table
from pages.widgets.text import show_problems


@st.cache_resource
def _kept_scores() -> ScoreCache:
    return ScoreCache()


def draw(page_context: Context) -> None:
    """Draw the page."""
    st.title("Compare")
    st.text(
        "Hold assessments against each other, dimension by dimension: several states side by "
        "side, two of them in detail, or one state over time."
    )
    st.caption(WHY_NO_RANKING)
    headings = comparable_headings(page_context)
    frozen = frozen_baselines(page_context, headings)
    chosen = choose(headings, frozen.found, application().peer_groups())
    draw_frozen(page_context, headings, frozen)
    if len(chosen) < 2:
        st.info("Choose two assessments or more. Nothing is chosen for you.")
        return
    cache = _kept_scores()
    comparison = compare(page_context, chosen, aliases=names_are_hidden(), cache=cache)
    show_problems(comparison.problems)
    if len(comparison.compared) < 2:
        return
    _draw_caution(page_context, comparison)
    for number, group in enumerate(comparison.groups):
        _draw_group(group, number, several=len(comparison.groups) > 1)
    pair = draw_pair(page_context, comparison, cache)
    draw_trend(page_context, comparison, headings, cache)
    _draw_downloads(page_context, comparison, pair)


def _draw_caution(page_context: Context, comparison: Comparison) -> None:
    if any(one.invented for one in comparison.compared):
        st.warning(INVENTED, icon=":material/science:")
    if frozen_among(page_context, comparison):
        st.caption(WHAT_FROZEN_MEANS)
    if comparison.aliases:
        st.caption(WHAT_ALIASES_HIDE)
    show_compatibility(comparison.compatibility)
    if comparison.compatibility.comparable is Comparable.NO:
        st.text("What was not asked the same is shown apart below.")


def _draw_group(group: Group, number: int, *, several: bool) -> None:
    questionnaire = group.framework.questionnaire
    st.header("Side by side")
    if several:
        st.text(f"{questionnaire.name}, version {questionnaire.version}")
    st.info(questionnaire.standing_sentence)
    table = score_table(group.compared, group.framework)
    if len(group.compared) > limits.MOST_IN_CHARTS:
        st.text(f"More than {limits.MOST_IN_CHARTS} are shown as a table only.")
        show_table(table)
    else:
        st.vega_lite_chart(score_map(group), theme=None)
        _draw_key(group)
        with st.expander("The scores in words, and as a table"):
            for sentence in describe_group(group):
                st.text(sentence)
            show_table(table)
    _draw_panels(group, number)


def _draw_key(group: Group) -> None:
    bands = group.framework.rules.bands
    dimensions = group.framework.questionnaire.dimensions
    letters = ", ".join(f"{band.letter} {band.name}" for band in bands)
    st.caption(
        f"Letter: band of the score ({letters}); two letters where its interval reaches several "
        "bands. Question mark: no score, only bounds."
    )
    st.caption(". ".join(f"{one.id}: {one.name}" for one in dimensions) + ".")


def _draw_panels(group: Group, number: int) -> None:
    st.subheader("Dimension by dimension")
    st.caption("Shape with a letter: score and its band. Line: interval. Dashed bar: bounds.")
    dimensions = group.framework.questionnaire.dimensions
    if len(group.compared) > limits.MOST_IN_CHARTS:
        st.text(f"Choose {limits.MOST_IN_CHARTS} or fewer to see their intervals as a chart.")
    elif len(group.compared) > limits.MOST_IN_PANELS:
        names = {one.id: one.name for one in dimensions}
        chosen = st.selectbox(
            "Dimension",
            list(names),
            format_func=names.__getitem__,
            key=f"compare:dimension:{number}",
        )
        st.vega_lite_chart(dimension_panel(group.compared, group.framework, chosen), theme=None)
    else:
        for start in range(0, len(dimensions), 2):
            for column, one in zip(st.columns(2), dimensions[start : start + 2], strict=False):
                chart = dimension_panel(group.compared, group.framework, one.id)
                column.vega_lite_chart(chart, theme=None)


def _draw_downloads(page_context: Context, comparison: Comparison, pair: Difference | None) -> None:
    st.header("Take it with you")
    draw_download(
        "Scores and differences as an Excel workbook",
        lambda: export_workbook(page_context, comparison, pair),
        EXCEL_TYPE,
        comparison_file_name(comparison, "xlsx"),
    )
    draw_download(
        "Scores as CSV",
        lambda: export_csv(comparison),
        "text/csv",
        comparison_file_name(comparison, "csv"),
    )


draw(context())

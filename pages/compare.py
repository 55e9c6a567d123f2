"""Several assessments compared with each other, without a ranking."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

import streamlit as st

from assessment.locales import formats
from assessment.locales import gettext as _
from assessment.model.assessment import Assessment
from assessment.model.comparison import (
    Comparable,
    Comparison,
    Compatibility,
    Difference,
    Group,
    Trend,
    Verdict,
)
from assessment.model.problem import Refused
from assessment.model.questionnaire import by_id
from assessment.reporting.charts.compare import (
    difference_chart,
    dimension_panel,
    score_map,
    trend_chart,
)
from assessment.reporting.compare import (
    WHAT_ALIASES_HIDE,
    WHAT_NO_CLEAR_DIFFERENCE_MEANS,
    WHY_NO_RANKING,
    answers_table,
    describe_group,
    describe_steps,
    difference_table,
    indicator_table,
    largest_difference,
    score_table,
    sentence_of,
    step_table,
    summarise,
)
from assessment.reporting.version_difference import (
    WHAT_THE_PARTS_MEAN,
    describe_split,
    summarise_versions,
    version_table,
)
from assessment.services.compare import (
    INVENTED,
    answers_to,
    comparable_headings,
    compare,
    comparison_file_name,
    difference,
    export_csv,
    export_workbook,
    place_and_mode,
    place_title,
    trend,
)
from assessment.services.compare_report import MOST_COMPARED, export_comparison_report
from assessment.services.context import Context
from assessment.services.frozen import WHAT_FROZEN_MEANS, frozen_among, frozen_baselines
from assessment.services.report import Form
from assessment.services.score_cache import ScoreCache
from pages.widgets import compare_choice
from pages.widgets.elements import (
    EXCEL_TYPE,
    REPORT_TYPES,
    draw_download,
    draw_list,
    initially,
    plain,
    show_problems,
    show_table,
)
from pages.widgets.session import application, context, names_are_hidden


@st.cache_resource
def _kept_scores() -> ScoreCache:
    return ScoreCache()


def draw(page_context: Context) -> None:
    """Draw the page: the choice, the answer in a sentence, then what it rests on."""
    st.title(_("Compare"))
    st.text(
        _(
            "Compare assessments dimension by dimension: several states side by side, two of them "
            "in detail, or one state over time."
        )
    )
    headings = comparable_headings(page_context)
    frozen = frozen_baselines(page_context, headings)
    with st.container(key="screen-only-choice"):
        chosen = compare_choice.choose(headings, frozen.found, application().peer_groups())
    if len(chosen) < 2:
        st.info(_("Choose two assessments or more. Nothing is chosen for you."))
    else:
        _draw_chosen(page_context, chosen, headings)
    st.header(_("About comparing"))
    st.text(_(WHY_NO_RANKING))
    compare_choice.draw_frozen(page_context, headings, frozen)


def _draw_chosen(
    page_context: Context, chosen: Sequence[str], headings: Sequence[Assessment]
) -> None:
    cache = _kept_scores()
    comparison = compare(page_context, chosen, aliases=names_are_hidden(), cache=cache)
    show_problems(comparison.problems)
    if len(comparison.compared) < 2:
        return
    _draw_caution(page_context, comparison)
    # Of two, the difference is the answer; of several, all of them side by side.
    of_two = len(comparison.compared) == 2
    pair = _draw_pair(page_context, comparison, cache) if of_two else None
    for number, group in enumerate(comparison.groups):
        _draw_group(group, number, several=len(comparison.groups) > 1)
        _draw_one_question(page_context, group, number)
    if not of_two:
        pair = _draw_pair(page_context, comparison, cache)
    _draw_trend(page_context, comparison, headings, cache)
    with st.container(key="screen-only-take-away"):
        _draw_downloads(page_context, comparison, pair)


def _draw_caution(page_context: Context, comparison: Comparison) -> None:
    if any(one.invented for one in comparison.compared):
        st.warning(_(INVENTED), icon=":material/science:")
    if frozen_among(page_context, comparison):
        st.caption(_(WHAT_FROZEN_MEANS))
    if comparison.aliases:
        st.text(_(WHAT_ALIASES_HIDE))
    _show_compatibility(comparison.compatibility)
    if len(comparison.groups) > 1:
        st.text(_("What was not asked the same is shown apart below."))


def _draw_group(group: Group, number: int, *, several: bool) -> None:
    questionnaire = group.framework.questionnaire
    st.header(_("Side by side"))
    if several:
        name, version = questionnaire.name, questionnaire.version
        st.text(_("{name}, version {version}", name=name, version=version))
    st.text(questionnaire.standing_sentence)
    table = score_table(group.compared, group.framework)
    if len(group.compared) > compare_choice.MOST_IN_CHARTS:
        most = formats.whole(compare_choice.MOST_IN_CHARTS)
        st.text(_("More than {number} are shown as a table only.", number=most))
        show_table(table)
    else:
        st.vega_lite_chart(score_map(group), theme=None)
        _draw_key(group)
        with st.expander(_("The scores in words, and as a table")):
            for sentence in describe_group(group):
                st.text(sentence)
            show_table(table)
    _draw_panels(group, number)


def _draw_key(group: Group) -> None:
    bands = group.framework.rules.bands
    dimensions = group.framework.questionnaire.dimensions
    letters = ", ".join(f"{band.letter} {band.name}" for band in bands)
    st.text(
        _(
            "Letter: band of the score ({bands}); in brackets, other bands that its interval "
            "reaches. Question mark: no score, only bounds.",
            bands=letters,
        )
    )
    st.text(". ".join(f"{one.id}: {one.name}" for one in dimensions) + ".")


@st.fragment
def _draw_one_question(page_context: Context, group: Group, number: int) -> None:
    """Draw what every assessment of a group says of one indicator, once somebody names it."""
    st.subheader(_("One question over all of them"))
    indicators = by_id(group.framework.questionnaire.indicators)
    chosen = st.selectbox(
        _("Question"),
        list(indicators),
        index=None,
        format_func=lambda id_: f"{id_} {indicators[id_].name}",
        key=f"compare:question:{number}",
        placeholder=_("Type a name or pick from the list"),
    )
    if chosen is None:
        return
    st.text(indicators[chosen].question)
    try:
        answers = answers_to(page_context, group, chosen)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    st.table(answers_table(answers, group.framework).map(plain), hide_index=True)


def _draw_panels(group: Group, number: int) -> None:
    st.subheader(_("Dimension by dimension"))
    st.text(_("Shape with a letter: score and its band. Line: interval. Dashed bar: bounds."))
    dimensions = group.framework.questionnaire.dimensions
    if len(group.compared) > compare_choice.MOST_IN_CHARTS:
        st.text(
            _(
                "Choose {number} or fewer to see their intervals as a chart.",
                number=formats.whole(compare_choice.MOST_IN_CHARTS),
            )
        )
    elif len(group.compared) > compare_choice.MOST_IN_PANELS:
        known = by_id(dimensions)
        chosen = st.selectbox(
            _("Dimension"),
            list(known),
            format_func=lambda id_: known[id_].name,
            key=f"compare:dimension:{number}",
        )
        st.vega_lite_chart(dimension_panel(group.compared, group.framework, chosen), theme=None)
    else:
        for start in range(0, len(dimensions), 2):
            for column, one in zip(st.columns(2), dimensions[start : start + 2], strict=False):
                chart = dimension_panel(group.compared, group.framework, one.id)
                column.vega_lite_chart(chart, theme=None)


def _draw_downloads(page_context: Context, comparison: Comparison, pair: Difference | None) -> None:
    st.header(_("Take it with you"))
    draw_download(
        _("Scores and differences as an Excel workbook"),
        lambda: export_workbook(page_context, comparison, pair),
        EXCEL_TYPE,
        comparison_file_name(comparison, "xlsx"),
    )
    draw_download(
        _("Scores as CSV"),
        lambda: export_csv(comparison),
        "text/csv",
        comparison_file_name(comparison, "csv"),
    )
    if len(comparison.compared) <= MOST_COMPARED:
        _draw_report(page_context, comparison)


def _draw_report(page_context: Context, comparison: Comparison) -> None:
    """Draw a button for each form of the report; each is made at the click."""
    st.text(
        _(
            "The report holds each assessment against the first one chosen; with hidden names, "
            "against the first of the list."
        )
    )
    ids = [one.assessment_id for one in comparison.compared]
    for label, form in _reports():
        draw_download(
            label,
            partial(
                export_comparison_report,
                page_context,
                ids,
                form,
                hides_names=comparison.aliases,
            ),
            REPORT_TYPES[form],
            comparison_file_name(comparison, form),
        )


def _reports() -> Iterator[tuple[str, Form]]:
    yield _("Report of the comparison, as Word"), "docx"
    yield _("Report of the comparison, as PDF"), "pdf"


def _draw_pair(context: Context, comparison: Comparison, cache: ScoreCache) -> Difference | None:
    """Draw the difference between two; where no others were chosen, the answer comes first."""
    st.header(_("Difference between two"))
    of_two = len(comparison.compared) == 2
    answer = st.container() if of_two else None
    ids = _choose_pair(comparison)
    if ids is None:
        st.info(_("Choose two different ones."))
        return None
    try:
        pair = difference(context, comparison, *ids, cache=cache)
    except Refused as refusal:
        show_problems(refusal.problems)
        return None
    with answer or st.container():
        if pair.compatibility != comparison.compatibility:
            _show_compatibility(pair.compatibility)
        if pair.dimensions:
            _draw_dimensions(pair)
        if pair.versions:
            _draw_versions(pair)
    _draw_indicators(pair)
    return pair


def _choose_pair(comparison: Comparison) -> tuple[str, str] | None:
    """Draw which two are held against each other; return their ids, the first one first."""
    positions = list(range(len(comparison.compared)))
    names = [one.label for one in comparison.compared]
    left, right = st.columns(2)
    after = left.selectbox(
        _("Assessment to look at"),
        positions,
        format_func=names.__getitem__,
        key=initially("compare:after", 1),
    )
    before = right.selectbox(
        _("Compared with"),
        positions,
        format_func=names.__getitem__,
        key=initially("compare:before", 0),
    )
    if before == after:
        return None
    return comparison.compared[before].assessment_id, comparison.compared[after].assessment_id


def _show_compatibility(found: Compatibility) -> None:
    """Say whether the scores can be compared, and every reason against it."""
    reasons = "\n".join(f"- {plain(reason)}" for reason in found.reasons)
    if found.comparable is Comparable.NO:
        st.error(_("**The scores cannot be compared.**") + f"\n{reasons}")
    elif found.comparable is Comparable.WITH_CAUTION:
        st.warning(_("**Compare with caution.**") + f"\n{reasons}")
    else:
        st.success(_("They answer the same questions in the same way, so they can be compared."))


def _draw_dimensions(pair: Difference) -> None:
    answer = " ".join(filter(None, (summarise(pair), largest_difference(pair))))
    st.markdown(f"**{plain(answer)}**")
    if any(one.verdict is Verdict.NO_CLEAR_DIFFERENCE for one in pair.dimensions):
        st.text(_(WHAT_NO_CLEAR_DIFFERENCE_MEANS))
    st.vega_lite_chart(difference_chart(pair), theme=None)
    st.text(
        _(
            "Filled triangle: a clear difference, to the right higher and to the left lower. "
            "Hollow circle: no clear difference. Thick line: interval of the difference."
        )
    )
    with st.expander(_("The differences in words, and as a table")):
        draw_list(sentence_of(found, pair) for found in pair.dimensions)
        show_table(difference_table(pair))


def _draw_versions(pair: Difference) -> None:
    """Draw what the difference between two versions is about; no chart mixes the two."""
    st.markdown(f"**{plain(summarise_versions(pair))}**")
    st.text(_(WHAT_THE_PARTS_MEAN))
    draw_list(describe_split(found, pair) for found in pair.versions)
    with st.expander(_("The differences as a table")):
        show_table(version_table(pair))


def _draw_indicators(pair: Difference) -> None:
    st.subheader(_("Indicator by indicator"))
    if not pair.indicators:
        st.text(_("No indicator was asked in both."))
        return
    changed = sum(one.changed for one in pair.indicators)
    st.text(
        _(
            "{some} of {all} indicators that were asked in both differ.",
            some=formats.whole(changed),
            all=formats.whole(len(pair.indicators)),
        )
    )
    everything = st.toggle(_("Show those that do not differ as well"), key="compare:everything")
    table = indicator_table(pair, only_changed=not everything)
    if len(table):
        st.text(_("The figure is the level; in brackets, how sure the respondent was."))
        st.table(table.rename(columns=plain).map(plain), hide_index=True)


@st.fragment
def _draw_trend(
    context: Context,
    comparison: Comparison,
    headings: Sequence[Assessment],
    cache: ScoreCache,
) -> None:
    """Draw one state over time; not with aliases, because periods give names away."""
    st.header(_("One state over time"))
    if comparison.aliases:
        st.text(_("Not shown while names are hidden: the periods would say which state it is."))
        return
    shown = {one.assessment_id for one in comparison.compared}
    places = {place_and_mode(one): one for one in headings if one.id in shown}
    periods = Counter(place_and_mode(one) for one in headings)
    several = {place: one for place, one in places.items() if periods[place] > 1}
    if not several:
        st.text(_("None of the chosen states was assessed in the same mode more than once."))
        return
    place = st.selectbox(
        _("State"),
        list(several),
        format_func=lambda key: place_title(several[key]),
        key="compare:of",
    )
    try:
        _draw_periods(trend(context, several[place].id, among=headings, cache=cache))
    except Refused as refusal:
        show_problems(refusal.problems)


def _draw_periods(found: Trend) -> None:
    if found.left_out:
        st.warning(
            _(
                "Left out, because another version or content of the questionnaire was used: "
                "{periods}.",
                periods=plain(", ".join(found.left_out)),
            )
        )
    if found.unplaced:
        st.warning(
            _(
                "Left out, because the period has no place in time: {periods}.",
                periods=plain(", ".join(found.unplaced)),
            )
        )
    if not found.steps:
        st.text(_("There is only one period with this questionnaire."))
        return
    st.text(_("Line: score. Band around it: interval. Periods stand at equal distances."))
    dimensions = found.framework.questionnaire.dimensions
    for start in range(0, len(dimensions), 2):
        for column, dimension in zip(st.columns(2), dimensions[start : start + 2], strict=False):
            column.vega_lite_chart(trend_chart(found, dimension.id), theme=None)
    with st.expander(_("The changes in words, and as tables")):
        draw_list(
            f"{dimension.name}. {' '.join(describe_steps(found, dimension.id))}"
            for dimension in dimensions
        )
        show_table(score_table(found.periods, found.framework, first=_("Period")))
        show_table(step_table(found))


draw(context())

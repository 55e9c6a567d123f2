"""The profile: dimensions, critical gaps, strengths, and the context beside them."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

import streamlit as st

from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.framework import Framework
from assessment.model.problem import Refused
from assessment.model.score import DimensionScore, Explanation, GapFinding
from assessment.reporting.bands import band_badge_svg, band_phrase
from assessment.reporting.charts.profile import dimension_chart
from assessment.reporting.dimension_sentences import explain_dimension
from assessment.reporting.gaps import (
    explain_gap,
    flag_table,
    regional_sentence,
    tier_in_short,
    tier_meanings,
    tier_reasons,
)
from assessment.reporting.method_marks import mark_sentence, other_bands
from assessment.reporting.profile import (
    conclude,
    describe_score,
    dimension_table,
    level_table,
    weakest,
)
from assessment.reporting.progress import progress_sentence
from assessment.reporting.regions import region_table, why_assess_regions
from assessment.reporting.rounds import baseline_sentences
from assessment.reporting.statements import (
    paper_and_practice,
    paper_note,
    paper_table,
    zero_lines,
)
from assessment.services.context import Context, Opened
from assessment.services.report import (
    Form,
    Template,
    check_template,
    export_report,
    report_name,
)
from assessment.services.results import (
    Results,
    export_results,
    file_name,
    regional_results,
    score,
)
from assessment.services.scope import begin_region
from pages.widgets.elements import (
    EXCEL_TYPE,
    REPORT_TYPES,
    draw_download,
    draw_list,
    plain,
    show_problems,
    show_table,
)
from pages.widgets.heat_map import draw_heat_map
from pages.widgets.session import choose_assessment, context, draw_heading, opened_assessment

_BADGE = 44
"""Width of the badge of a band; drawn as a picture, since Streamlit takes drawings out of HTML."""
_SHOWN_OF_FLAGS = 4
"""Columns of a context flag that always stand on the page: which it is, its entry, since when."""


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Profile"))
    results = score(page_context, opened)
    if not results.has_begun:
        # Every bound would reach over the whole scale, and read like a verdict on the state.
        st.info(_("Nothing is answered yet, so there is nothing to show."))
        st.page_link("pages/questions.py", label=_("Go to the questions"))
        _draw_regions(page_context, results)
        return
    if results.profile.progress.is_early:
        _draw_early(results)
    else:
        _draw_results(results)
    _draw_regions(page_context, results)
    with st.container(key="screen-only-take-away"):
        _draw_download(page_context, opened)


def _draw_download(page_context: Context, opened: Opened) -> None:
    st.header(_("Take it with you"))
    restricted = st.checkbox(
        _("Include evidence that is marked restricted"),
        help=_("And the lists of groups and areas of the scope sheet."),
    )
    draw_download(
        _("Results as an Excel workbook"),
        lambda: export_results(page_context, opened, include_restricted=restricted),
        EXCEL_TYPE,
        file_name(opened.assessment, "results"),
    )
    _draw_report(page_context, opened, restricted=restricted)


def _draw_report(page_context: Context, opened: Opened, *, restricted: bool) -> None:
    """Draw a button for each form of the brief and the report; each is made at the click."""
    st.subheader(_("Report"))
    st.text(
        _(
            "The brief has two pages for those who decide; the full report holds all that it "
            "rests on. Word and PDF say the same."
        )
    )
    template = _ask_template()
    with st.container(horizontal=True):
        for label, form, in_brief in _reports():
            draw_download(
                label,
                partial(
                    export_report,
                    page_context,
                    opened,
                    form,
                    in_brief=in_brief,
                    include_restricted=restricted,
                    template=template if form == "docx" else None,
                ),
                REPORT_TYPES[form],
                report_name(opened, form, in_brief=in_brief),
            )


def _ask_template() -> Template | None:
    """Offer to set the report in Word in an organisation's own template; say if it is unfit."""
    with st.expander(_("In your organisation's own Word template")):
        st.text(
            _(
                "Its page, styles, header and footer are kept and its text is emptied. It stays in "
                "this session and is not stored. Templates with macros are refused."
            )
        )
        given = st.file_uploader(
            _("Template (.docx or .dotx, at most 5 MB)"), type=["docx", "dotx"], key="template"
        )
        if given is None:
            return None
        template = Template(given.name, given.getvalue())
        problems = check_template(template)
        show_problems(problems)
        return None if problems else template


def _reports() -> Iterator[tuple[str, Form, bool]]:
    """Yield the name of each button, the form, and whether it is the brief."""
    yield _("Brief, as Word"), "docx", True
    yield _("Brief, as PDF"), "pdf", True
    yield _("Full report, as Word"), "docx", False
    yield _("Full report, as PDF"), "pdf", False


def _draw_early(results: Results) -> None:
    """Say how far the answers are, and what the context says however few they are."""
    st.info(plain(progress_sentence(results.profile.progress, results.opened.framework)))
    st.page_link("pages/questions.py", label=_("Go to the questions"))
    _draw_review(results)
    _draw_context(results)


def _draw_results(results: Results) -> None:
    framework = results.opened.framework
    st.header(_("In short"))
    # What a reader must know first is larger than what explains it.
    st.markdown(f"**{plain(' '.join(conclude(results.profile, framework)))}**")
    if not results.profile.is_complete:
        st.text(
            _(
                "Some questions have no level yet. Where too much is unknown, bounds are shown "
                "instead of a score."
            )
        )
    st.text(framework.questionnaire.standing_sentence)
    _draw_review(results)
    questionnaire = results.opened.framework.questionnaire
    st.text(" ".join(baseline_sentences(results.earlier, results.opened.assessment, questionnaire)))
    _draw_dimensions(results)
    _draw_gaps(results)
    st.header(_("All answers at a glance"))
    draw_heat_map(results.opened, results.record)
    _draw_ends(results)
    _draw_paper(results)
    _draw_context(results)
    _draw_composite(results)


def _draw_review(results: Results) -> None:
    """Draw the review in two lines, with one thing to do; what is behind it can be opened."""
    profile, framework = results.profile, results.opened.framework
    if profile.tier is None:
        return
    with st.container(border=True):
        tier = f"{profile.tier.id} {plain(profile.tier.name)}"
        st.markdown(_("**Review: {tier}**", tier=tier))
        st.markdown(plain(tier_in_short(profile, framework)))
        address = {"assessment": results.opened.assessment.id}
        st.page_link("pages/review.py", label=_("Go to the review"), query_params=address)
    with st.expander(_("Why this review, and what the review tiers mean")):
        st.markdown(plain(" ".join(tier_reasons(profile, framework))))
        draw_list(tier_meanings(framework))


def _draw_regions(page_context: Context, results: Results) -> None:
    """Draw regional assessments, and offer one where the scope sheet gives a reason."""
    opened = results.opened
    found = regional_results(page_context, opened)
    why = "" if opened.assessment.region else _why_regions(results)
    if not (found or why):
        return
    # A proposal alone is nothing to print.
    with st.container(key="regions" if found else "screen-only-regions"):
        st.header(_("Regions, beside the state"))
    if found:
        st.text(_("Each is an assessment of its own, not counted in the score of the state."))
        pairs = [(one.opened.assessment, one.profile if one.has_begun else None) for one in found]
        show_table(region_table(pairs, opened.framework))
    if why:
        mode = opened.assessment.mode
        begun = [o.opened.assessment.region for o in found if o.opened.assessment.mode == mode]
        _draw_proposal(page_context, results, why, begun)


def _why_regions(results: Results) -> str:
    """Return what speaks for the assessment of a region: the scope sheet, and the answers."""
    record = results.record
    by_answers = regional_sentence(results.profile, results.opened.framework, record)
    return " ".join(filter(None, (why_assess_regions(record.scope), by_answers)))


def _draw_proposal(
    page_context: Context, results: Results, why: str, begun: Collection[str]
) -> None:
    opened = results.opened
    with st.container(border=True, key="screen-only-region"):
        st.markdown(_("**A region may need an assessment of its own**"))
        st.markdown(plain(why))
        regions = [name for name in results.record.scope.named("regions") if name not in begun]
        if not regions:
            st.text(_("Write the regions on the scope sheet; then one can be chosen here."))
            st.page_link("pages/scope.py", label=_("Go to the scope sheet"))
            return
        region = st.selectbox(_("Region"), regions, key=f"{opened.assessment.id}:region")
        if st.button(_("Assess a region on its own"), icon=":material/add:"):
            _begin_region(page_context, opened, region)


def _begin_region(page_context: Context, opened: Opened, region: str) -> None:
    try:
        assessment = begin_region(page_context, opened, region)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    choose_assessment(assessment.id)
    st.switch_page("pages/scope.py", query_params={"assessment": assessment.id})


def _draw_dimensions(results: Results) -> None:
    profile, framework = results.profile, results.opened.framework
    st.header(_("Dimensions"))
    # The chart carries the same words as its description, for readers that cannot see it.
    st.vega_lite_chart(dimension_chart(profile, framework), theme=None)
    with st.expander(_("The chart in words, and as a table")):
        draw_list(describe_score(score, framework) for score in profile.dimensions)
        st.dataframe(dimension_table(profile, framework), hide_index=True)
    with st.expander(_("What the bands mean")):
        for band in framework.rules.bands:
            swatch, text = st.columns([1, 8], vertical_alignment="center")
            swatch.image(band_badge_svg(band), width=_BADGE, alt=band.letter)
            text.markdown(
                _(
                    "**{band}**, from {score}: {meaning}",
                    band=plain(band.name),
                    score=formats.short(band.from_score),
                    meaning=plain(band.meaning),
                )
            )
        st.text(_("The cut-offs are a convention. They describe institutions, not states."))
    for found in profile.dimensions:
        _draw_dimension(found, profile.explanation(found.dimension_id), results)


def _draw_dimension(found: DimensionScore, explanation: Explanation, results: Results) -> None:
    framework = results.opened.framework
    name = framework.questionnaire.dimension(found.dimension_id).name
    with st.expander(f"{name}: {band_phrase(found, framework)}"):
        if found.band is not None:
            st.image(band_badge_svg(found.band), width=_BADGE, alt=found.band.letter)
        draw_list(explain_dimension(found, explanation, framework))
        draw_list(zero_lines(framework, results.record, found.dimension_id))
        _draw_mark(found.dimension_id, results)


def _draw_mark(dimension_id: str, results: Results) -> None:
    """Draw under which other methods the band holds, where the questionnaire names any."""
    marked = results.profile.method_mark(dimension_id)
    if marked is None:
        return
    st.markdown(plain(mark_sentence(marked, results.opened.framework)))
    draw_list(other_bands(marked, results.opened.framework))
    st.page_link(
        "pages/method.py",
        label=_("Why these methods"),
        query_params={"assessment": results.opened.assessment.id},
    )


def _draw_paper(results: Results) -> None:
    """Draw what holds on paper beside what holds in practice, where statements say which it is."""
    sentences = paper_and_practice(results.opened.framework, results.record)
    if not sentences:
        return
    st.header(_("On paper and in practice"))
    st.text(paper_note())
    st.table(paper_table(results.opened.framework, results.record), hide_index=True)
    with st.expander(_("The table in words")):
        draw_list(sentences)


def _draw_ends(results: Results) -> None:
    """Draw the lowest and the highest answers beside each other."""
    framework, record = results.opened.framework, results.record
    left, right = st.columns(2)
    with left:
        st.header(_("Lowest levels"))
        _draw_levels(
            weakest(framework, record),
            results,
            _("No indicator is at one of the two lowest levels."),
        )
    with right:
        st.header(_("Strengths"))
        _draw_levels(
            results.profile.strengths,
            results,
            _("No indicator is at one of the two highest levels yet."),
        )


def _draw_levels(ids: Sequence[str], results: Results, if_none: str) -> None:
    if not ids:
        st.text(if_none)
        return
    st.table(level_table(ids, results.opened.framework, results.record), hide_index=True)


def _draw_context(results: Results) -> None:
    framework = results.opened.framework
    if not framework.questionnaire.context_flags:
        return
    st.header(_("Context, beside the scores"))
    st.text(
        _("These circumstances never change a score. They say whether the capacity may be tested.")
    )
    # A table reads its cells as Markdown, and a picture in a note would be fetched from outside.
    flags = flag_table(results.record, framework).map(plain)
    # On a telephone there is room for four columns; the others would be cut off.
    st.table(flags.iloc[:, :_SHOWN_OF_FLAGS], hide_index=True)
    with st.expander(_("Sources, confidence and notes")):
        st.table(flags.iloc[:, [0, *range(_SHOWN_OF_FLAGS, flags.shape[1])]], hide_index=True)


def _draw_composite(results: Results) -> None:
    composite = results.profile.composite
    if composite is None:
        return
    with st.container(key="screen-only-number"):
        shown = st.toggle(
            _("Show a single number"),
            help=_("One number hides what matters here; it is never used to open a review."),
        )
    if not shown:
        return
    questionnaire = results.opened.framework.questionnaire
    st.metric(_("Single number (0 to 100)"), formats.fixed(composite.value, 1))
    limiting = questionnaire.dimension(composite.limiting_dimension_id).name
    st.text(
        _(
            "A mean of the dimensions that low ones pull down more than high ones lift it (the "
            "geometric mean). Limited most by: {dimension}.",
            dimension=limiting,
        )
    )


def _draw_gaps(results: Results) -> None:
    """Draw active critical gaps, then those that cannot be ruled out."""
    gaps = results.profile.gaps
    active = [found for found in gaps if found.is_active]
    open_ = [found for found in gaps if not found.is_active]
    st.header(_("Critical gaps"))
    st.text(_("Combinations of answers that open a review, whatever the scores."))
    if not active:
        st.text(_("No critical gap is active."))
    for found in active:
        _draw_gap(found, results)
    if open_:
        # Nothing is known of these, so they take one line and look like no alarm.
        number = len(open_)
        words = ngettext(
            "{number} critical gap cannot be ruled out, because answers are missing",
            "{number} critical gaps cannot be ruled out, because answers are missing",
            number,
        )
        with st.expander(words):
            for found in open_:
                _draw_gap(found, results)


def _draw_gap(found: GapFinding, results: Results) -> None:
    framework = results.opened.framework
    icon = ":material/priority_high:" if found.is_active else ":material/help:"
    with st.container(border=True):
        st.markdown(f"{icon} **{found.gap.id} {plain(found.gap.name)}**")
        st.markdown(plain(found.gap.meaning))
        st.markdown(plain(explain_gap(found, framework, results.record)))
        crimes = ", ".join(framework.questionnaire.crime_names(found.gap.crimes))
        st.text(_("The crimes that this is about: {crimes}.", crimes=crimes))
        _draw_links(found.finding.causes, framework, results.opened.assessment.id)


def _draw_links(causes: tuple[str, ...], framework: Framework, assessment_id: str) -> None:
    """Lead from a gap to the answers behind it."""
    questionnaire = framework.questionnaire
    homes = (questionnaire.indicator_of_statement(id_) for id_ in causes)
    named = (
        *(id_ for id_ in causes if questionnaire.has_indicator(id_)),
        *(h.id for h in homes if h),
    )
    links = [*dict.fromkeys(named)]
    with st.container(horizontal=True):
        for id_ in links[:6]:
            st.page_link(
                "pages/questions.py",
                label=_("Answer to {id}", id=id_),
                query_params={
                    "assessment": assessment_id,
                    "dimension": questionnaire.dimension_of(id_).id,
                    "indicator": id_,
                },
            )


draw()

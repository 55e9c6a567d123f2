"""In the pseudo-language nothing is English but what the questionnaire and people say."""

import json
import re

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessment.model.audit import ChildAudit, NodeAudit, Redundancy
from assessment.model.comparison import (
    Comparable,
    ComparedAssessment,
    Comparison,
    Compatibility,
    Difference,
    Group,
    Trend,
)
from assessment.model.crosswalk import Crosswalk
from assessment.programmes.match import suggest_programmes
from assessment.reporting import (
    agreement,
    audit,
    compare,
    crosswalk,
    evidence,
    gaps,
    method,
    method_marks,
    profile,
    programmes,
)
from assessment.reporting import uncertainty as uncertain
from assessment.reporting.bands import band_phrase
from assessment.reporting.charts import compare as compare_charts
from assessment.reporting.charts import method as method_charts
from assessment.reporting.charts.agreement import rating_chart
from assessment.reporting.charts.profile import dimension_chart
from assessment.reporting.charts.uncertainty import band_share_chart, source_share_chart
from assessment.reporting.dimension_sentences import explain_dimension
from assessment.scoring.agreement import measure_agreement
from assessment.scoring.comparison import compare_indicators
from assessment.scoring.method_trial import what_survives
from assessment.scoring.profile import compare_dimensions, score_record
from tests.builders import (
    all_at,
    framework_with_methods,
    framework_with_register,
    record_with,
    small_framework,
)
from tests.pseudo import texts_in, unmarked
from tests.small_questionnaire import (
    small_catalogue_with_labels,
    small_crosswalk,
    small_methods,
    small_register,
)
from tests.unit.method.test_method_trial import a_state, trial_of
from tests.unit.ratings.making import ratings_of
from tests.unit.ratings.test_agreement_wording import moderation_of
from tests.unit.uncertainty.analyses import ALL_RULES, analyse, record

FRAMEWORK = small_framework()
QUESTIONNAIRE = FRAMEWORK.questionnaire
IDS = [indicator.id for indicator in QUESTIONNAIRE.indicators]
CONTENT = frozenset(
    {
        *texts_in(QUESTIONNAIRE.model_dump(mode="json")),
        *texts_in(FRAMEWORK.rules.model_dump(mode="json")),
        *texts_in(FRAMEWORK.catalogue.model_dump(mode="json")),
        *texts_in([small_methods(), small_crosswalk()]),
        *texts_in([small_catalogue_with_labels(), small_register()]),
        *("Karsova", "Talvenor", "State", "Ada Amin", "Ada", "Ben", "Late"),
    }
)
LEVELS = st.fixed_dictionaries(
    dict.fromkeys(IDS, st.sampled_from([0, 1, 2, 3, 4, "II", "NA", None]))
)
FLAGS = st.fixed_dictionaries(
    {}, optional={"X1": st.sampled_from(["severe", "unknown"]), "X2": st.just("acts")}
)
CONFIDENCES = st.sampled_from(["high", "medium", "low", None])
any_answers = given(LEVELS, LEVELS, FLAGS, CONFIDENCES)
# What stays English is plain to see, so that nothing need be shrunk.
in_pseudo = settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def english(*shown):
    """What stays English in sentences, tables and charts."""
    return [left for text in shown for part in _texts(text) for left in unmarked(part, CONTENT)]


def _texts(shown):
    if isinstance(shown, str):
        yield shown
    elif isinstance(shown, dict) and "$schema" in shown:
        yield from _of_chart(shown)
    elif hasattr(shown, "columns"):
        yield from map(str, shown.columns)
        yield from (cell for row in shown.to_numpy() for cell in row if isinstance(cell, str))
    else:
        yield from texts_in([*shown])


def _of_chart(spec):
    """The words of a chart: its text alternative, key, axes, tooltips, and what marks write."""
    yield spec["description"]
    yield from texts_in([spec.get("title", {}).get(name, "") for name in ("text", "subtitle")])
    for layer in spec["layer"]:
        encoding = layer["encoding"]
        channels = [encoding.get(name, {}) for name in ("x", "y")]
        yield from (axis.get("title") or "" for one in channels if (axis := one.get("axis")))
        yield from (word for one in channels for word in _labels(one.get("axis") or {}))
        tips = encoding.get("tooltip", [])
        yield from (tip["title"] for tip in tips)
        names = [tip["field"] for tip in tips]
        names += [encoding[name]["field"] for name in ("text", "description") if name in encoding]
        rows = layer["data"]["values"]
        yield from (row[name] for row in rows for name in names if isinstance(row.get(name), str))


def _labels(axis):
    # A table of labels, in which the value of the axis is looked up.
    # Before it may stand what is shown where there is no room for words.
    wide = re.sub(r"^.*datum\.value\]? : ", "", axis.get("labelExpr", "{}"))
    table = json.loads(wide.removesuffix("[datum.value]"))
    # Long ones stand on several lines.
    return (" ".join(label) if isinstance(label, list) else label for label in table.values())


def scored(levels, flags, confidence):
    answers = record_with(FRAMEWORK, levels, flags=flags, confidence=confidence)
    return answers, score_record(FRAMEWORK, answers)


@in_pseudo
@any_answers
def test_a_profile(pseudo_language, levels, others, flags, confidence):
    answers, found = scored(levels, flags, confidence)
    for score in found.dimensions:
        explanation = found.explanation(score.dimension_id)
        said = explain_dimension(score, explanation, FRAMEWORK)
        assert english(said, band_phrase(score, FRAMEWORK)) == []
    suggestions = suggest_programmes(FRAMEWORK, answers, found)
    assert (
        english(
            profile.dimension_table(found, FRAMEWORK),
            profile.level_table(found.strengths, FRAMEWORK, answers),
            dimension_chart(found, FRAMEWORK),
            gaps.tier_sentence(found, FRAMEWORK),
            [gaps.explain_gap(gap, FRAMEWORK, answers) for gap in found.gaps],
            gaps.flag_table(answers, FRAMEWORK),
            programmes.suggestion_table(suggestions, FRAMEWORK),
            [programmes.explain_suggestion(one, FRAMEWORK) for one in suggestions],
        )
        == []
    )


@in_pseudo
@any_answers
def test_a_comparison(pseudo_language, levels, others, flags, confidence):
    records, profiles = zip(
        scored(levels, flags, confidence), scored(others, flags, confidence), strict=True
    )
    sides = tuple(
        ComparedAssessment(name, name, "external", found.dimensions)
        for name, found in zip(("Karsova", "Talvenor"), profiles, strict=True)
    )
    group, compatibility = Group(FRAMEWORK, sides), Compatibility(Comparable.YES)
    differences = compare_dimensions(FRAMEWORK, *records)
    indicators = compare_indicators(*((QUESTIONNAIRE, one) for one in records))
    pair = Difference(*sides, FRAMEWORK, compatibility, differences, indicators)
    trend = Trend("Karsova", FRAMEWORK, sides, (pair,), ())
    shown = [
        compare.score_table(sides, FRAMEWORK),
        compare.difference_table(pair),
        compare.indicator_table(pair, only_changed=False),
        compare.step_table(trend),
        compare_charts.score_map(group),
        compare_charts.difference_chart(pair),
    ]
    comparison = Comparison(sides, (group,), compatibility, aliases=False)
    for table in (
        compare.plain_scores(comparison),
        compare.plain_differences(pair),
        compare.plain_indicators(pair),
    ):
        shown += [table.title, table.columns, [cell for row in table.rows for cell in row]]
    for dimension in QUESTIONNAIRE.dimensions:
        shown += [
            compare.describe_steps(trend, dimension.id),
            compare_charts.dimension_panel(sides, FRAMEWORK, dimension.id),
            compare_charts.trend_chart(trend, dimension.id),
        ]
    assert english(*shown) == []


@in_pseudo
@given(LEVELS, LEVELS)
def test_ratings(pseudo_language, levels, others):
    people = {
        name: {id_: level for id_, level in given_levels.items() if level is not None}
        for name, given_levels in (("Ada", levels), ("Ben", others))
    }
    ratings = ratings_of(people, {"Ada": "ministry", "Ben": "civil_society"})
    found = measure_agreement(ratings, QUESTIONNAIRE, draws=50)
    moderations = (moderation_of(1, 3, "II", agreed=2), moderation_of("NA", agreed="NA"))
    assert (
        english(
            agreement.explain_agreement(found),
            [agreement.explain_dimension_agreement(d, FRAMEWORK) for d in found.dimensions],
            [agreement.explain_group(group) for group in found.groups],
            [agreement.explain_rater(rater) for rater in found.raters],
            [agreement.explain_spread(one.spread) for one in moderations],
            agreement.agreement_table(found, FRAMEWORK),
            agreement.group_table(found),
            agreement.rater_table(found),
            agreement.rating_table(moderations, FRAMEWORK),
            agreement.spread_table(moderations, FRAMEWORK),
            rating_chart(moderations[:1], FRAMEWORK),
        )
        == []
    )


@in_pseudo
@given(LEVELS, CONFIDENCES)
def test_an_analysis_of_uncertainty(pseudo_language, levels, confidence):
    given_record = record(FRAMEWORK, levels, confidence=confidence)
    settings_ = {"sensitivity_size": 64, "leave_one_out": True, "rules": ALL_RULES}
    result = analyse(FRAMEWORK, given_record, draws=100, **settings_)
    (state,) = result.states
    shown = [
        uncertain.settings_sentences(result.settings),
        result.not_varied,
        uncertain.spread_table(state, FRAMEWORK),
        band_share_chart(state, FRAMEWORK),
    ]
    for found in state.dimensions:
        shown += [
            uncertain.explain_uncertainty(found, result, FRAMEWORK),
            uncertain.left_out_table(found, FRAMEWORK),
            source_share_chart("Courts", found.shares),
        ]
    if state.composite is not None:
        shown.append(uncertain.explain_composite(state.composite, result, FRAMEWORK))
    assert english(*shown) == []


@in_pseudo
@any_answers
def test_a_method_that_is_tried(pseudo_language, levels, others, flags, confidence):
    profiles = [scored(one, flags, confidence) for one in (levels, others)]
    suggested = [suggest_programmes(FRAMEWORK, *one) for one in profiles]
    before, after = (found for _, found in profiles)
    survival = what_survives(before, after, *suggested)
    trial = trial_of(
        FRAMEWORK,
        [a_state(FRAMEWORK, n, one) for n, one in enumerate((levels, others))],
        rule="mean",
    )
    rows = method_charts.profile_rows(before, after, FRAMEWORK)
    said = method.trial_description(rows, "")
    assert (
        english(
            [sentence for _, sentence in method.survival_sentences(survival, FRAMEWORK)],
            method.set_sentences(trial, FRAMEWORK),
            method.profile_table(before, after, FRAMEWORK),
            method.state_table(trial),
            method_charts.trial_chart(before, after, FRAMEWORK, said),
            method_charts.states_chart(trial, FRAMEWORK, said),
        )
        == []
    )


def test_the_bands_under_other_methods(pseudo_language):
    framework = framework_with_methods()
    levels = all_at(framework, 4) | {"LAW-1": 1, "PRE-1": "II"}
    found = score_record(framework, record_with(framework, levels))
    assert (
        english(
            *(method_marks.mark_lines(found, d.dimension_id, framework) for d in found.dimensions),
            method_marks.mark_table(found, framework),
            method_marks.method_reasons(framework),
            profile.dimension_table(found, framework),
        )
        == []
    )


def test_a_crosswalk(pseudo_language):
    found = Crosswalk.model_validate(small_crosswalk())
    tables = (
        crosswalk.elsewhere_table("LAW-1", found),
        crosswalk.framework_table(found, QUESTIONNAIRE),
        crosswalk.element_table(found),
        crosswalk.indicator_table(found, QUESTIONNAIRE),
        crosswalk.pair_table(found, QUESTIONNAIRE),
    )
    cells = [[one.title, one.columns, *one.rows] for one in tables]
    assert english(*cells, crosswalk.notes_elsewhere("LAW-1", found)) == []
    assert english(crosswalk.crosswalk_note()) == []


def test_the_evidence_register(pseudo_language):
    framework = framework_with_register()
    sections = [
        text
        for programme in framework.catalogue.programmes
        for heading, sentences in evidence.evidence_sections(programme, framework.register)
        for text in (heading, *sentences)
    ]
    lines = [evidence.evidence_line(one, framework) for one in framework.catalogue.programmes]
    table = evidence.register_table(framework)
    rule = evidence.rule_sentences(framework.register, framework)
    assert english(sections, lines, rule, [table.title, table.columns, *table.rows]) == []


def test_the_audit_of_a_node(pseudo_language):
    children = (
        ChildAudit("LAW-1", 0.2, 0.8, 0.9, 0.8, 0.7),
        ChildAudit("LAW-2", 0.8, 0.2, 0.9, None, None),
    )
    pairs = (Redundancy("LAW-1", "LAW-2", 0.95),)
    for alpha in (0.5, 0.9):
        found = NodeAudit("LAW", 30, alpha, children, pairs, pairs)
        shown = (audit.audit_table(found, str), audit.explain_audit(found, str))
        assert english(*shown, audit.explain_audit(NodeAudit("LAW", 3), str)) == []

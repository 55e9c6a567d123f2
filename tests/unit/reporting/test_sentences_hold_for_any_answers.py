"""What must be true of every sentence, whatever was answered."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.programmes.match import suggest_programmes
from assessment.reporting.bands import band_phrase
from assessment.reporting.charts.profile import chart_rows
from assessment.reporting.dimension_sentences import (
    explain_dimension,
    method_annex,
    rule_sentence,
)
from assessment.reporting.gaps import explain_gap, tier_sentence
from assessment.reporting.profile import describe_profile, dimension_table
from assessment.reporting.programmes import explain_suggestion
from assessment.scoring.profile import score_record
from tests.builders import record_with, small_framework

FRAMEWORK = small_framework()
KNOWN_IDS = {
    *(indicator.id for indicator in FRAMEWORK.questionnaire.indicators),
    *(gap.id for gap in FRAMEWORK.rules.critical_gaps),
}
FORBIDDEN = re.compile(r"probab|forecast|risk of genocide|predict|likel|\bnan\b|None|[{}]", re.I)
LEVELS = st.sampled_from([0, 1, 2, 3, 4, "II", "NA", None])
ANSWERS = st.fixed_dictionaries(
    {indicator.id: LEVELS for indicator in FRAMEWORK.questionnaire.indicators}
)
FLAGS = st.fixed_dictionaries(
    {},
    optional={
        "X1": st.sampled_from(["none", "present", "severe", "unknown"]),
        "X2": st.sampled_from(["refuses", "acts", "unknown"]),
    },
)
CONFIDENCES = st.sampled_from(["high", "medium", "low", None])


def everything_said(record):
    profile = score_record(FRAMEWORK, record)
    for score in profile.dimensions:
        yield from explain_dimension(score, profile.explanation(score.dimension_id), FRAMEWORK)
    for found in profile.gaps:
        yield explain_gap(found, FRAMEWORK, record)
    for suggestion in suggest_programmes(FRAMEWORK, record, profile):
        yield from explain_suggestion(suggestion, FRAMEWORK)
    yield tier_sentence(profile, FRAMEWORK)
    yield describe_profile(profile, FRAMEWORK)


@settings(max_examples=60, deadline=None)
@given(levels=ANSWERS, flags=FLAGS, confidence=CONFIDENCES)
def test_every_sentence_is_whole_and_names_only_what_exists(levels, flags, confidence):
    record = record_with(FRAMEWORK, levels, flags=flags, confidence=confidence)
    for sentence in everything_said(record):
        assert sentence.endswith("."), sentence
        assert not sentence.endswith(".."), sentence
        assert not FORBIDDEN.search(sentence), sentence
        assert set(re.findall(r"\b[A-Z]{2,3}-\d+\b", sentence)) <= KNOWN_IDS, sentence


@settings(max_examples=60, deadline=None)
@given(levels=ANSWERS)
def test_an_indicator_without_a_level_is_never_given_one_in_words(levels):
    record = record_with(FRAMEWORK, levels)
    said = " ".join(everything_said(record))
    for id_, level in levels.items():
        if not isinstance(level, int):
            assert not re.search(rf"{id_} (\([^)]*\) )?(is |stands )?at (level )?\d", said), said


@settings(max_examples=60, deadline=None)
@given(levels=ANSWERS)
def test_tables_and_chart_never_hold_an_empty_number(levels):
    record = record_with(FRAMEWORK, levels)
    profile = score_record(FRAMEWORK, record)
    assert not dimension_table(profile, FRAMEWORK).isna().any().any()
    assert "NaN" not in json.dumps(chart_rows(profile, FRAMEWORK))


def test_the_same_answers_are_always_told_in_the_same_words():
    record = record_with(FRAMEWORK, {"LAW-1": 0, "SEC-1": 1, "PRE-1": 2, "PRE-2": 3})
    assert [*everything_said(record)] == [*everything_said(record)]


def test_the_shipped_framework_is_told_in_whole_sentences_without_forecasts(spcf):
    said = [*method_annex(spcf)]
    said += [rule_sentence(rule, spcf) for rule in spcf.rules.dimensions.values()]
    profile = score_record(spcf, record_with(spcf, {}))
    for score in profile.dimensions:
        assert not FORBIDDEN.search(band_phrase(score, spcf))
    for sentence in said:
        assert sentence.endswith("."), sentence
        assert not FORBIDDEN.search(sentence), sentence

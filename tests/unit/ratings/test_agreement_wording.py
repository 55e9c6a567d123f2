"""What people read about agreement: sentences, tables and the chart."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.model.agreement import Alpha, RaterDistance, TwoViews
from assessment.model.answer import RecordedAnswer
from assessment.model.rating import AgreedAnswer, Moderation
from assessment.reporting.agreement import (
    agree_label,
    agreed_sentence,
    agreement_table,
    changed_sentences,
    contested_line,
    count_agreed,
    describe_ratings,
    explain_agreement,
    explain_alpha,
    explain_dimension_agreement,
    explain_group,
    explain_rater,
    explain_second,
    explain_spread,
    explain_two_views,
    group_table,
    how_many_gave,
    rater_table,
    rating_table,
    spread_table,
    two_views_table,
)
from assessment.reporting.charts.agreement import rating_chart, rating_rows
from assessment.scoring.agreement import measure_agreement, measure_spread
from tests.builders import MOMENT, an_answer, small_framework
from tests.unit.ratings.making import a_rating, ratings_of

FRAMEWORK = small_framework()
QUESTIONNAIRE = FRAMEWORK.questionnaire
IDS = [indicator.id for indicator in QUESTIONNAIRE.indicators]
ALPHA = Alpha(0.7349, None, 0.412, 0.91, 3, 8, 24)
RATER = RaterDistance("p", "Ada Amin", "agency", 7, 1.4, 1.6, 0.8, lies_apart=True)


def said_of(*levels):
    return explain_spread(
        measure_spread("LAW-1", [a_rating("LAW-1", v, f"P{n}") for n, v in enumerate(levels)])
    )


def moderation_of(*levels, agreed=None, indicator_id="LAW-1"):
    groups = ("ministry", "civil_society", "agency", "other")
    ratings = tuple(
        a_rating(indicator_id, level, f"P{n}", group=groups[n % 4])
        for n, level in enumerate(levels)
    )
    found = None
    if agreed is not None:
        answer = an_answer(indicator_id, agreed, rationale="We agreed.")
        found = AgreedAnswer(RecordedAnswer(answer, 1, "Ada Amin", "consensus", MOMENT))
    return Moderation(indicator_id, ratings, measure_spread(indicator_id, ratings), found, ())


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ((1, 3, 2), "3 people rated this. The ratings lie 2 levels apart, from 1 to 3."),
        ((1, 2), "2 people rated this. The ratings lie 1 level apart, from 1 to 2."),
        (
            (1, 3, "II"),
            "3 people rated this. 2 gave a level. The ratings lie 2 levels apart, "
            "from 1 to 3. 1 found insufficient information.",
        ),
        ((2, 2), "2 people rated this. Both levels are 2."),
        ((2, 2, 2), "3 people rated this. All levels are 2."),
        ((4,), "1 person rated this. That person gave level 4."),
        (
            (4, "II"),
            "2 people rated this. One of them gave level 4. 1 found insufficient information.",
        ),
        (
            ("II", "II", "NA"),
            "3 people rated this. Nobody found enough to give a level. "
            "2 found insufficient information. 1 found it not applicable.",
        ),
    ],
)
def test_the_spread_is_said_in_a_sentence(levels, said: str):
    assert said_of(*levels) == said


@pytest.mark.parametrize(
    ("alpha", "said"),
    [
        (ALPHA, "Alpha is 0.73 (interval 0.41 to 0.91), over 8 indicators"),
        (ALPHA, "enough agreement for tentative conclusions only."),
        (ALPHA, "The interval reaches down to too little agreement, so read it with care."),
        (replace(ALPHA, value=0.8, low=0.7), "the raters read the levels in the same way."),
        (replace(ALPHA, value=-0.2), "Alpha is −0.20"),
        (replace(ALPHA, value=0.8), "the raters read the levels in the same way"),
        (replace(ALPHA, value=0.3), "too little agreement to rely on levels"),
        (replace(ALPHA, value=-0.2), "no more agreement than chance would give"),
        (replace(ALPHA, low=None, high=None), "These are too few indicators for an interval"),
        (
            replace(ALPHA, low=None, high=None, share_undefined=0.3),
            "Too many of the levels are the same for an interval.",
        ),
        (Alpha(None, "too_few_raters", None, None, 1, 0, 0), "fewer than two people have rated"),
        (Alpha(None, "too_few_units", None, None, 2, 1, 2), "fewer than two indicators"),
        (Alpha(None, "no_variation", None, None, 2, 8, 16), "every level that was given is the"),
    ],
)
def test_alpha_is_said_with_its_meaning_or_why_there_is_none(alpha: Alpha, said: str):
    assert said in explain_alpha(alpha)


def test_the_furthest_rater_is_named_without_blame():
    said = explain_rater(RATER)
    assert "Ada Amin: on average 1.4 levels higher than the others, over 7 indicators." in said
    assert "On average 1.6 levels away from them." in said
    assert "That is no fault" in said
    assert "fault" not in explain_rater(replace(RATER, lies_apart=False))
    alone = replace(RATER, n_common=0, signed=None, absolute=None, lies_apart=False)
    assert explain_rater(alone).endswith("no indicator was rated by somebody else as well.")
    even = replace(RATER, signed=-0.01, lies_apart=False)
    assert "neither higher nor lower than the others" in explain_rater(even)


def test_a_group_is_said_beside_the_others():
    levels = {"Ada": dict.fromkeys(IDS, 3), "Ben": dict.fromkeys(IDS, 1)}
    found = measure_agreement(
        ratings_of(levels, {"Ada": "ministry", "Ben": "civil_society"}), QUESTIONNAIRE, draws=0
    )
    assert [explain_group(group) for group in found.groups] == [
        "Ministry or state body (1 person): on average 2 levels higher than the others, "
        "over 8 indicators.",
        "Civil society (1 person): on average 2 levels lower than the others, over 8 indicators.",
    ]
    alone = measure_agreement(ratings_of({"Ada": {"LAW-1": 1}}), QUESTIONNAIRE, draws=0)
    assert "no indicator was rated by somebody in another group" in explain_group(alone.groups[0])


def test_the_whole_is_said_in_two_sentences():
    levels = {"Ada": {"LAW-1": 0, "LAW-2": 4}, "Ben": {"LAW-1": 3, "LAW-2": 4}}
    found = measure_agreement(ratings_of(levels), QUESTIONNAIRE, draws=0)
    first, second = explain_agreement(found)
    assert first == "2 people have rated 2 indicators. 1 indicator should be talked about."
    assert second.startswith("Alpha is ")
    law = explain_dimension_agreement(found.dimensions[0], FRAMEWORK)
    assert law.startswith("Courts: 1 indicator to talk about. On average over its indicators, 50%")
    nobody = measure_agreement([], QUESTIONNAIRE, draws=0)
    assert explain_agreement(nobody) == ("Nobody has rated yet.",)


def test_two_views_are_counted_and_missing_levels_are_not_compared():
    pairs = [(3, 1), (2, 2), (1, 2), ("II", 2), (None, None)]
    views = tuple(
        TwoViews(id_, an_answer(id_, own), an_answer(id_, other))
        for id_, (own, other) in zip(IDS, pairs, strict=False)
    )
    said = explain_two_views(views)
    assert "3 indicators have a level from both sides. On 1 the level is the same" in said
    assert "higher, on 1 lower. On 1 the two lie two levels or more apart." in said
    assert list(two_views_table(views, FRAMEWORK)["Self is"]) == [
        "2 higher",
        "The same",
        "1 lower",
        "Not comparable",
        "Not comparable",
    ]
    assert "No indicator has a level from both sides yet" in explain_two_views(views[3:])


def test_the_spread_stays_in_the_table_beside_what_was_agreed_on():
    table = spread_table([moderation_of(1, 3, agreed=2), moderation_of("II")], FRAMEWORK)
    first, second = table.to_dict("records")
    assert (first["Levels"], first["Levels apart"]) == ("1, 3", "2")
    assert (first["Within one level"], first["Agreed"]) == ("0%", "2  Partial")
    assert (second["Levels"], second["Levels apart"]) == ("None", "None")
    assert (second["Within one level"], second["Agreed"]) == ("Not defined", "Not agreed yet")
    assert second["Insufficient information"] == 1


def test_the_table_of_ratings_says_which_were_not_given_alone():
    late = a_rating("LAW-1", 2, "Late", is_independent=False)
    moderation = replace(moderation_of(1), ratings=(a_rating("LAW-1", 1, "Ada"), late))
    assert list(rating_table([moderation], FRAMEWORK)["Given"]) == ["Alone", "After seeing others"]


def twice_rated():
    """A question that one of two people rated again after the talk."""
    again = a_rating("LAW-1", 2, "P1", revision=2, is_independent=False, is_second=True)
    found = moderation_of(1, 3)
    return replace(
        found,
        ratings=(*found.ratings, again),
        second_spread=measure_spread("LAW-1", [again]),
    )


def test_both_rounds_stand_in_words_tables_and_chart():
    found = twice_rated()
    assert explain_second(found.second_spread) == (
        "After the talk 1 person rated again. That person gave level 2."
    )
    (row,) = spread_table([found], FRAMEWORK).to_dict("records")
    assert (row["Levels"], row["Levels after the talk"]) == ("1, 3", "2")
    assert list(rating_table([found], FRAMEWORK)["Given"]) == [
        "Alone",
        "Alone",
        "Second, after the talk",
    ]
    assert "; after the talk Development agency or donor level 2." in (
        describe_ratings((found,), FRAMEWORK)
    )
    assert [r["place"] for r in rating_rows((found,), FRAMEWORK)] == [1, 3]
    assert [r["place"] for r in rating_rows((found,), FRAMEWORK, later=True)] == [2]
    note = "rated again after the talk"
    assert note in json.dumps(rating_chart((found,), FRAMEWORK))
    assert note not in json.dumps(rating_chart((moderation_of(1, 3),), FRAMEWORK))


def test_what_was_agreed_is_said_with_what_happened_later_and_why():
    found = moderation_of(1, 3, agreed=2).agreed
    assert found is not None
    assert agreed_sentence(found, FRAMEWORK, lambda _: "in May") == (
        "The team agreed on level 2, Partial, in May; entered by Ada Amin."
    )
    assert changed_sentences(found, FRAMEWORK) == ()
    answers = (
        an_answer("LAW-1", 4),
        an_answer("LAW-1", 4, rationale="More."),
        an_answer("LAW-1", "II"),
    )
    later = tuple(
        RecordedAnswer(answer, n, "Ben Bo", "workbook", MOMENT, "A new law." if n == 2 else "")
        for n, answer in enumerate(answers, start=2)
    )
    changed = replace(found, later=later)
    assert changed_sentences(changed, FRAMEWORK, lambda _: "in June") == (
        "Changed later to level 4, Lasting, in June, by Ben Bo (workbook). Reason: A new law.",
        "Changed later to insufficient information, in June, by Ben Bo (workbook).",
    )
    listed = replace(moderation_of(1, 3), agreed=changed)
    assert contested_line(listed, FRAMEWORK) == (
        "LAW-1 (Independent judges): changed after the team had agreed."
    )


@pytest.mark.parametrize(
    ("levels", "label", "reason"),
    [
        (
            (2,),
            "One person said level 2: agree",
            "The only person who rated this alone gave level 2.",
        ),
        ((2, 2), "All 2 said level 2: agree", "All 2 people who rated this alone gave level 2."),
        (
            (2, 2, 3),
            "Agree on level 2, as 2 of 3 said",
            "2 of 3 people who rated this alone gave level 2; the team agreed on it.",
        ),
    ],
)
def test_a_click_that_agrees_says_how_many_gave_the_level(levels, label: str, reason: str):
    found = moderation_of(*levels)
    assert (agree_label(found, 2), how_many_gave(found, 2)) == (label, reason)


def test_what_is_agreed_on_is_counted_and_so_is_what_is_still_closed():
    assert count_agreed(3, 8, 8) == "Agreed on 3 of 8 questions."
    assert count_agreed(0, 8, 3) == (
        "Agreed on 0 of 8 questions. 3 questions are open for moderation so far."
    )


def test_what_is_not_defined_is_written_out_in_every_table():
    found = measure_agreement(ratings_of({"Ada": {"LAW-1": 1}}), QUESTIONNAIRE, draws=0)
    whole = agreement_table(found, FRAMEWORK).to_dict("records")[0]
    assert (whole["Alpha"], whole["Interval"]) == ("Not defined", "Not defined")
    assert group_table(found).to_dict("records")[0]["Beside all others"] == "Not defined"
    assert rater_table(found).to_dict("records")[0]["Away from the others"] == "Not defined"


def test_the_chart_has_one_mark_a_group_and_level_with_a_count():
    rows = rating_rows((moderation_of(2, 2, 2, 0, 2, "II"),), FRAMEWORK)
    at_two = [row for row in rows if abs(row["place"] - 2) < 0.5]
    assert [row["text"] for row in at_two] == ["M2", "C", "A"]
    # Two beside each other, the third on a line below, so that no mark covers another.
    assert [row["place"] for row in at_two] == pytest.approx([1.81, 2.19, 1.81])
    assert [row["lift"] for row in at_two] == [-11, -11, 11]
    assert [(row["text"], row["place"]) for row in rows if row not in at_two] == [
        ("O", 0),
        ("C", 5),
    ]


def test_the_chart_says_in_words_what_it_shows():
    moderations = (moderation_of(1, 3, agreed=2), replace(moderation_of(), indicator_id="LAW-2"))
    words = describe_ratings(moderations, FRAMEWORK)
    assert "LAW-1 (Independent judges): Civil society level 3 and" in words
    assert "Ministry or state body level 1; agreed level 2." in words
    assert "LAW-2 (Fair hearings): not rated." in words
    drawn = rating_chart(moderations, FRAMEWORK)
    assert drawn["description"] == words
    assert "Frame: the level agreed on." in json.dumps(drawn).replace("\\n", " ")


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 4), st.sampled_from(["II", "NA"])), max_size=6),
    st.sampled_from([None, 0, 4, "II", "NA"]),
)
def test_any_ratings_can_be_drawn_and_said(levels, agreed):
    given_levels = [level for level in levels if level is not None]
    moderation = moderation_of(*given_levels, agreed=agreed)
    assert rating_chart((moderation,), FRAMEWORK)["layer"]
    assert explain_spread(moderation.spread).endswith(".")
    assert "nan" not in spread_table([moderation], FRAMEWORK).to_string().lower()

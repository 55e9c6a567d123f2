"""What readers are told: sentences, bars, and the text alternatives of the bars."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from assessment.model.uncertainty import (
    DimensionUncertainty,
    Estimate,
    LeaveOneOut,
    RankInterval,
    SourceShare,
    Spread,
)
from assessment.reporting.charts.uncertainty import (
    band_share_chart,
    band_share_description,
    band_share_rows,
    source_share_chart,
    source_share_description,
    source_share_rows,
)
from assessment.reporting.uncertainty import (
    explain_composite,
    explain_uncertainty,
    out_of_hundred,
    settings_sentences,
)
from tests.builders import all_at, small_framework, spcf
from tests.random_answers import levels, quick
from tests.unit.uncertainty.analyses import ALL_RULES, NOTHING, analyse, record

FRAMEWORK = small_framework()
RESULT = analyse(FRAMEWORK, record(FRAMEWORK, all_at(FRAMEWORK, 2)))


def found_with(**fields):
    given_fields = {
        "dimension_id": "LAW",
        "point": 35.0,
        "low": 35.0,
        "high": 35.0,
        "n_missing": 0,
        "spread": Spread(22, 30, 34.5, 38, 44),
        "bands": {"E": 0.0, "W": 0.73, "P": 0.27, "S": 0.0, "R": 0.0},
    }
    return DimensionUncertainty(**{**given_fields, **fields})


def said(**fields):
    return explain_uncertainty(found_with(**fields), RESULT, FRAMEWORK)


def share(source, first, total):
    return SourceShare(source, Estimate(*first), Estimate(*total))


def test_score_interval_and_bands_are_said_in_plain_words():
    assert said() == (
        "Courts: the score is 35.0 of 100.",
        "In 90% of 200 draws it lies between 22.0 and 44.0, in half of them between 30.0 and "
        "38.0, with 34.5 in the middle.",
        "Of 100 draws: 73 in Weak and 27 in Partial.",
    )


def test_draws_in_one_band_and_rare_bands_are_said_as_such():
    assert said(bands={"W": 1.0, "P": 0.0})[-1] == "All draws lie in Weak."
    shares = {"E": 0.001, "W": 0.3, "P": 0.699, "S": 0.0}
    expected = "Of 100 draws: 70 in Partial, 30 in Weak and fewer than 1 in Exposed."
    assert said(bands=shares)[-1] == expected


def test_a_score_outside_its_own_interval_is_explained():
    assert "the score itself lies above this range" in " ".join(said(point=60.0)).lower()
    assert "the score itself lies below this range" in " ".join(said(point=10.0)).lower()
    assert "lies above" not in " ".join(said(point=44.0))


def test_draws_without_a_score_are_called_no_knowledge():
    sentences = said(point=None, n_missing=2)
    assert "not enough answers for a score" in sentences[0]
    assert "2 missing answers" in sentences[0]
    assert "no knowledge about the state" in sentences[0]


def test_no_draws_are_explained_by_the_bounds_or_by_nothing_that_applies():
    none = {"point": None, "spread": None, "bands": {}}
    (bounds,) = said(**none, n_missing=1, low=10.0, high=90.0)
    assert "between 10.0 and 90.0" in bounds
    (nothing,) = said(**none, low=0.0, high=100.0)
    assert "no indicator of this dimension applies" in nothing


def test_the_source_that_matters_most_comes_first_and_others_of_weight_follow():
    shares = (
        share("answers", (0.5, 0.4, 0.6), (0.62, 0.55, 0.7)),
        share("weights", (-0.01, -0.02, 0.01), (0.012, 0.01, 0.02)),
        share("step_maps", (0.3, 0.2, 0.4), (0.41, 0.35, 0.5)),
    )
    sentences = said(shares=shares)[3:]
    assert sentences == (
        "What matters most: how sure the answers are, with a part in 62% of the variation.",
        "Also of weight: the distances between levels (41%). The parts overlap and can add up to "
        "more than 100%.",
    )


def test_sources_whose_intervals_overlap_are_not_told_apart():
    shares = (
        share("answers", (0.5, 0.4, 0.6), (0.5, 0.4, 0.6)),
        share("weights", (0.4, 0.3, 0.5), (0.45, 0.35, 0.55)),
    )
    assert any("not tell this clearly apart from the weights" in s for s in said(shares=shares))


def test_a_score_that_does_not_vary_has_nothing_to_share_out():
    shares = (SourceShare("answers", None, None),)
    assert "nothing to share out" in said(shares=shares)[-1]


def test_leaving_one_out_is_said_where_it_moves_the_band_or_takes_the_score():
    moving = LeaveOneOut("LAW-1", 61.0, 26.0, "W", "S")
    still = LeaveOneOut("LAW-2", 36.0, 1.0, "W", "W")
    lost = LeaveOneOut("LAW-3", None, None, "W", None)
    sentences = said(left_out=(lost, moving, still))[3:]
    assert sentences == (
        "Without LAW-1 (Independent judges) the score would be 61.0, in Established instead of "
        "Weak.",
        "Without LAW-3 (Legal aid) there would be no score.",
    )
    assert "keeps the band" in said(left_out=(still,))[-1]
    nothing = LeaveOneOut("LAW-2", 35.04, 0.04, "W", "W")
    assert said(left_out=(nothing,))[-1].endswith("changes next to nothing.")


def test_ranks_are_said_as_an_interval():
    assert "between place 2 and place 5 of 9" in said(ranks=RankInterval(2, 5, 9))[-1]
    assert "has place 3 of 9" in said(ranks=RankInterval(3, 3, 9))[-1]
    assert said(ranks=RankInterval(1, 1, 1)) == said()


def test_the_single_number_is_never_said_without_its_warning():
    composite = RESULT.states[0].composite
    sentences = explain_composite(composite, RESULT, FRAMEWORK)
    assert "never used for decisions" in sentences[0]


def test_the_settings_say_what_was_varied_from_which_seed():
    (sentence,) = settings_sentences(RESULT.settings)
    assert "200 draws with the stored seed 11." in sentence
    assert "each weight by up to 25%" in sentence
    still = RESULT.settings.model_copy(update=NOTHING)
    assert settings_sentences(still)[0].endswith("Nothing was varied.")


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=5).filter(any))
def test_draws_out_of_a_hundred_add_up_to_a_hundred_and_stay_near(counts):
    shares = {str(n): count / sum(counts) for n, count in enumerate(counts)}
    whole = out_of_hundred(shares)
    assert sum(whole.values()) == 100
    assert all(abs(whole[key] - 100 * share) < 1 + 1e-6 for key, share in shares.items())


@tries(deadline=None, max_examples=15)
@given(data=st.data())
def test_any_analysis_can_be_said_and_drawn(data):
    framework = quick(spcf())
    result = analyse(
        framework,
        record(framework, data.draw(levels(framework))),
        draws=100,
        rules=data.draw(st.sampled_from([ALL_RULES, ("own",)])),
        missing=data.draw(st.booleans()),
        sensitivity_size=64,
        leave_one_out=True,
    )
    state = result.states[0]
    for found in state.dimensions:
        for sentence in explain_uncertainty(found, result, framework):
            assert sentence.endswith(".")
            assert "None" not in sentence
            assert "nan" not in sentence.split()
        source_share_chart(found.dimension_id, found.shares)
    spec = band_share_chart(state, framework)
    assert spec["description"] == band_share_description(state, framework)


@pytest.fixture
def state():
    answers = all_at(FRAMEWORK, 2) | {"LAW-1": "II", "PRE-1": "NA", "PRE-2": "NA"}
    result = analyse(FRAMEWORK, record(FRAMEWORK, answers), missing=False, sensitivity_size=64)
    return result.states[0]


def test_the_parts_of_a_bar_follow_each_other_from_0_to_100(state):
    rows = [row for row in band_share_rows(state, FRAMEWORK) if row["dimension"] == "Police"]
    assert rows[0]["start"] == 0
    assert rows[-1]["end"] == pytest.approx(100)
    for before, after in pairwise(rows):
        assert before["end"] == after["start"]


def test_a_dimension_without_draws_is_named_and_has_no_bar(state):
    rows = [row for row in band_share_rows(state, FRAMEWORK) if row["dimension"] != "Police"]
    assert [row["band"] for row in rows] == ["No score", "No score"]
    assert all("start" not in row for row in rows)
    assert "Courts: no draws" in band_share_description(state, FRAMEWORK)


def test_every_wide_part_carries_its_letter_and_figure_beside_its_colour(state):
    for row in band_share_rows(state, FRAMEWORK):
        if row.get("end", 0) - row.get("start", 0) >= 6:
            assert row["label"].startswith(row["band"][0])
            assert row["label"].split()[1] == row["draws"].split()[0]


def test_the_bars_of_the_sources_are_ordered_and_cut_at_their_ends():
    shares = (
        share("weights", (-0.1, -0.2, 0), (0.02, 0.01, 0.03)),
        share("answers", (0.9, 0.8, 1.1), (1.05, 0.9, 1.2)),
        SourceShare("missing", Estimate(0, 0, 0), Estimate(0, 0, 0)),
    )
    rows = source_share_rows(shares)
    assert [row["source"] for row in rows] == [
        "How sure the answers are",
        "The weights",
        "Missing answers",
    ]
    assert (rows[0]["total"], rows[0]["high"], rows[1]["first"]) == (100, 100, 0)
    description = source_share_description("Courts", shares)
    assert "how sure the answers are: 90% alone (80% to 100%), 100% with others" in description
    assert "missing answers: not varied or without effect, 0%" in description
    spec = source_share_chart("Courts", shares)
    assert spec["description"] == description


def test_shares_that_are_not_defined_are_said_and_not_drawn():
    shares = (SourceShare("answers", None, None),)
    assert "total" not in source_share_rows(shares)[0]
    assert "not defined" in source_share_description("Courts", shares)
    assert "no shares" in source_share_description("Courts", ())

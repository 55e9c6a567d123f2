"""Each step on cases that were computed by hand."""

import numpy as np
import pytest

from assessment.model.index import TreatStep
from assessment.model.index_table import IndexTable, Unit
from assessment.model.tree import Flag, ValueKind
from assessment.scoring.index.score_index import score_index
from assessment.scoring.index.steps import kurtosis, skewness, treat_column
from tests.unit.index.building import a_node, a_table, an_index, scored

NA = ValueKind.NOT_APPLICABLE


def normalised(method, *column, **measure):
    measures = [{"id": "a", "name": "a", **measure}]
    index = an_index(measures, [a_node("mean", "a")], [{"step": "normalise", **method}])
    result = scored(index, *([cell] for cell in column))
    return result.stage("normalise").values[:, 0].tolist()


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ({"method": "min_max", "range": [0, 100]}, [0, 25, 100, 25]),
        ({"method": "min_max", "range": [1, 100]}, [1, 25.75, 100, 25.75]),
        ({"method": "rank"}, [1, 2, 4, 2]),
        ({"method": "borda"}, [0, 1, 3, 1]),
        ({"method": "percentile_rank"}, [0, 1 / 3, 1, 1 / 3]),
        ({"method": "distance_to_maximum"}, [0, 0.25, 1, 0.25]),
        # Mean 3.5; squared distances 2.25, 0.25, 6.25 and 0.25, divided by 3: 3.
        (
            {"method": "z_score", "mean": 10, "sd": 3**0.5},
            [10 - 1.5, 10 - 0.5, 10 + 2.5, 10 - 0.5],
        ),
        ({"method": "levels", "points": {2: 0, 3: 10, 6: 100}}, [0, 10, 100, 10]),
    ],
)
def test_a_normalisation_gives_what_a_person_computes(method, expected) -> None:
    assert normalised(method, 2, 3, 6, 3) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ({"method": "min_max", "range": [0, 100]}, [100, 75, 0]),
        ({"method": "rank"}, [3, 2, 1]),
        ({"method": "borda"}, [2, 1, 0]),
        ({"method": "percentile_rank"}, [1, 0.5, 0]),
        ({"method": "distance_to_maximum"}, [1, 0.75, 0]),
        ({"method": "goalposts", "range": [0, 100]}, [80, 70, 40]),
    ],
)
def test_where_a_lower_number_is_better_the_direction_comes_first(method, expected) -> None:
    more = {"direction": "lower", "goalposts": [0, 10]}
    assert normalised(method, 2, 3, 6, **more) == pytest.approx(expected)


def test_a_measure_that_was_turned_round_is_not_turned_back_by_the_next_step() -> None:
    measures = [{"id": "a", "name": "a", "direction": "lower"}]
    steps = [
        {"step": "normalise", "method": "min_max", "range": [0, 100]},
        {"step": "normalise", "method": "rank"},
    ]
    result = scored(an_index(measures, [a_node("mean", "a")], steps), [2], [3], [6])
    first, second = (stage.cells.values[:, 0].tolist() for stage in result.stages[1:])
    assert (first, second) == ([100, 75, 0], [3, 2, 1])


def test_numbers_that_are_equal_by_hand_share_a_rank_under_every_normalisation_by_ranks() -> None:
    # 0.1 + 0.2 is 0.30000000000000004 in binary.
    column = (0.1 + 0.2, 0.3, 0.5, 0.300000001)
    assert normalised({"method": "rank"}, *column) == [1, 1, 4, 3]
    assert normalised({"method": "borda"}, *column) == [0, 0, 3, 2]
    assert normalised({"method": "percentile_rank"}, *column) == [0, 0, 1, pytest.approx(2 / 3)]


def test_scores_that_are_equal_by_hand_share_the_better_rank() -> None:
    index = an_index("a b c", [a_node("sum", "a b c")])
    result = scored(index, [0.3, 0.6, 0], [0.1, 0.2, 0.6], [0.2, 0.1, 0.6], [0, 0, 0.9])
    assert len(set(result.values("TOP").tolist())) > 1
    assert result.ranks[:, 0].tolist() == [1, 1, 1, 1]
    more = scored(index, [0.1, 0.2, 0.6], [0.2, 0.1, 0.6], [0, 0, 0.95], [0.9, 0, -0.000000002])
    assert more.ranks[:, 0].tolist() == [2, 2, 1, 4]


def test_goalposts_are_fixed_and_clip_only_where_asked() -> None:
    posts = {"goalposts": [10, 20]}
    method = {"method": "goalposts", "range": [0, 100]}
    assert normalised(method, 10, 15, 25, **posts) == [0, 50, 150]
    assert normalised({**method, "clip": True}, 5, 15, 25, **posts) == [0, 50, 100]


def test_gaps_stay_gaps_in_every_normalisation() -> None:
    for method in ("rank", "borda", "percentile_rank", "distance_to_maximum"):
        assert np.isnan(normalised({"method": method}, 2, None, 6)[1])


def test_a_column_of_equal_values_is_not_computable_and_not_a_gap() -> None:
    for method in (
        {"method": "z_score", "mean": 0, "sd": 1},
        {"method": "min_max", "range": [0, 1]},
        {"method": "distance_to_maximum"},
    ):
        steps = [{"step": "normalise", **method}]
        index = an_index("a b", [a_node("mean", "a b")], steps)
        result = scored(index, [0.1, 1], [0.1, 2], [0.1, None])
        stage = result.stage("normalise")
        assert {stage.kind(row, 0) for row in range(3)} == {ValueKind.NOT_COMPUTABLE}
        assert stage.kind(2, 1) is ValueKind.NOT_ANSWERED
        assert {result.nodes.kind(row, 0) for row in range(3)} == {ValueKind.NOT_COMPUTABLE}


def test_a_step_may_be_about_some_measures_only() -> None:
    step = {"step": "normalise", "method": "rank", "measures": ["b"]}
    index = an_index("a b", [a_node("mean", "a b")], [step])
    assert scored(index, [7, 30], [9, 10]).stage("normalise").values.tolist() == [[7, 2], [9, 1]]


def test_a_measure_is_divided_by_its_denominator() -> None:
    measures = [{"id": "a", "name": "a", "denominator": "People"}, {"id": "b", "name": "b"}]
    index = an_index(measures, [a_node("mean", "a b")], [{"step": "denominate"}])
    table = a_table([[6, 1], [6, 1], [6, 1], [None, 1]])
    people = {"People": np.array([2, np.nan, 0, 0])}
    stage = score_index(index, IndexTable(table.units, table.cells, people)).stage("denominate")
    assert stage.values[0].tolist() == [3, 1]
    assert np.isnan(stage.values[1:, 0]).all()
    # Without a denominator there is a gap; with a denominator of 0 there is no answer.
    assert [stage.kind(row, 0) for row in (1, 2, 3)] == [
        ValueKind.NOT_ANSWERED,
        ValueKind.NOT_COMPUTABLE,
        ValueKind.NOT_ANSWERED,
    ]


def test_a_unit_with_too_little_is_screened_out_and_stays_in_the_result() -> None:
    tree = [a_node("mean", "a b", "LOW"), a_node("mean", "LOW c")]
    index = an_index("a b c", tree, [{"step": "screen", "share": 2 / 3}])
    result = scored(index, [1, 2, None], [1, None, None], [1, NA, None], [1, NA, NA])
    kinds = [result.nodes.kind(row, 1) for row in range(4)]
    # What does not apply is not asked for: the third unit has one of two, the last one of one.
    out, value = ValueKind.SCREENED_OUT, ValueKind.VALUE
    assert kinds == [value, out, out, value]
    assert result.nodes.kind(1, 0) is out
    assert len(result.units) == 4


def test_a_gap_is_filled_with_the_mean_of_its_group_and_flagged() -> None:
    index = an_index(
        "a b",
        [a_node("mean", "a b")],
        [{"step": "impute", "method": "group_mean", "group": "Region"}],
        groups=["Region"],
    )
    rows = [[1, 5], [3, NA], [None, 7], [None, 7], [None, 7]]
    table = a_table(rows, {"Region": ["N", "N", "N", "S", ""]})
    result = score_index(index, table)
    stage = result.stage("impute")
    assert stage.values[2].tolist() == [2, 7]
    assert stage.flags[2].tolist() == [Flag.IMPUTED, 0]
    assert result.nodes.flags[:, 0].tolist() == [0, 0, Flag.IMPUTED, 0, 0]
    # Nothing is known of the south, one unit has no region, and NA is no gap.
    assert stage.kind(3, 0) is stage.kind(4, 0) is ValueKind.NOT_ANSWERED
    assert stage.kind(1, 1) is NA


def test_a_gap_is_filled_from_its_own_period_only() -> None:
    index = an_index(
        "a",
        [a_node("mean", "a")],
        [{"step": "impute", "method": "group_mean", "group": "Region"}],
        groups=["Region"],
    )
    table = a_table([[1], [None], [9], [None]], {"Region": ["N"] * 4})
    units = tuple(Unit(f"U{n}", "", period) for n, period in enumerate(("1", "1", "2", "2")))
    result = score_index(index, IndexTable(units, table.cells, {}, table.groups))
    assert result.values("TOP").tolist() == [1, 1, 9, 9]


def test_skewness_and_kurtosis_are_those_of_a_sample() -> None:
    # 0, 0, 0, 4: mean 1, deviations -1, -1, -1, 3; squares 12, cubes 24, fourth powers 84.
    values = np.array([0.0, 0.0, 0.0, 4.0])
    # m3 / m2^1.5 = 6 / 3^1.5 = 1.1547; times the root of 12, by 2: 2.
    assert skewness(values) == pytest.approx(2)
    # m4 / m2^2 = 21 / 9; (5 x (7/3 - 3) + 6) x 3 / (2 x 1) = 4.
    assert kurtosis(values) == pytest.approx(4)


def test_an_outlier_is_pulled_in_to_the_next_value_with_its_ties() -> None:
    step = TreatStep(step="treat", why="Test.")
    column = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1000.0, np.nan])
    expected = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10.0, np.nan])
    np.testing.assert_array_equal(treat_column(column, step), expected)
    np.testing.assert_array_equal(treat_column(-column, step), -expected)


def test_the_logarithm_of_the_untreated_column_is_taken_where_pulling_in_fails() -> None:
    column = np.concatenate([np.arange(30.0), [1e3, 1e4, 1e5]])
    one = {"step": "treat", "why": "Test.", "most_points": 1}
    pulled = treat_column(column, TreatStep.model_validate(one))
    np.testing.assert_array_equal(pulled[-2:], [1e4, 1e4])
    logged = treat_column(column, TreatStep.model_validate({**one, "log_fallback": True}))
    np.testing.assert_allclose(logged, np.log(column + 0.01 * 1e5))


def test_a_column_without_spread_or_of_few_values_is_left_alone() -> None:
    step = TreatStep(step="treat", why="Test.", log_fallback=True)
    for column in ([5.0] * 9, [1.0, 2.0, 900.0], []):
        assert treat_column(np.array(column), step).tolist() == column


def test_treated_values_are_flagged_and_only_those() -> None:
    index = an_index("a", [a_node("mean", "a")], [{"step": "treat"}])
    result = scored(index, *([n] for n in (*range(10), 1000.0)))
    assert result.nodes.flags[:, 0].tolist() == [0] * 10 + [Flag.TREATED]


def test_ranks_are_given_within_a_period() -> None:
    index = an_index("a", [a_node("mean", "a")])
    table = a_table([[5], [7], [5], [1], [None]])
    units = tuple(Unit(f"U{n}", "", period) for n, period in enumerate("11222"))
    ranks = score_index(index, IndexTable(units, table.cells)).ranks[:, 0]
    np.testing.assert_array_equal(ranks, [2, 1, 1, 2, np.nan])

"""What may be said in settings, what is proposed, and what is said of both."""

import pytest
from pydantic import ValidationError

from assessment.model.index_uncertainty import IndexUncertaintySettings, RuleChoice
from assessment.scoring.index.replicate_settings import (
    check_settings,
    not_varied_sentences,
    propose_settings,
    varied_sentences,
)
from tests.reproductions.weight_sets import take_weight_sets
from tests.unit.index.building import LETTERS, a_node, a_table, an_index
from tests.unit.index.test_index_uncertainty_replicates import (
    GEOMETRIC,
    INDEX,
    RANK,
    normalise,
    table_of,
)

PLAIN = an_index("a b", [a_node("mean", "a b")])
LOWEST = an_index("a b", [a_node("minimum", "a b")])
LETTERED = an_index("a b", [a_node("weakest_link", "a b", uplift=0.5)], letters=LETTERS)


def found(index, **said) -> list[str]:
    problems = check_settings(index, IndexUncertaintySettings(seed=1, **said))
    assert all(problem.found.endswith(".") for problem in problems)
    assert all(problem.remedy.endswith(".") for problem in problems)
    return [problem.code.removeprefix("index_uncertainty.") for problem in problems]


def test_settings_that_fit_have_no_problem() -> None:
    said = {"outlier_limits": (1,), "normalisations": (RANK,), "rules": (GEOMETRIC,)}
    assert found(INDEX, nodes=("LEFT", "TOP"), weighted_nodes=("TOP",), **said) == []


def test_everything_that_does_not_fit_is_told_at_once() -> None:
    wrong = {
        "nodes": ("NONE",),
        "weighted_nodes": ("RIGHT",),
        "outlier_limits": (2,),
        "normalisations": (INDEX.rules.steps[1], normalise(method="goalposts", range=[0, 1])),
        "rules": (RuleChoice(rule="mean"),),
    }
    assert found(INDEX, **wrong) == [
        "node_unknown",
        "node_without_weights",
        "own_choice",
        "own_choice",
        "no_goalposts",
        "own_choice",
    ]


def test_what_an_index_does_not_have_cannot_vary() -> None:
    said = {"outlier_limits": (1,), "normalisations": (RANK,), "rules": (GEOMETRIC,)}
    assert found(LOWEST, **said) == [
        "no_weights",
        "no_treat_step",
        "no_normalise_step",
        "no_mean",
    ]
    assert found(LOWEST, weight_spread=0) == ["nothing_varies"]


@pytest.mark.parametrize("rule", ["lookup", "linear", "sum", "gate", "capped_mean"])
def test_a_rule_that_cannot_be_tried_is_told_with_those_that_can(rule: str) -> None:
    chosen = IndexUncertaintySettings(seed=1, rules=(RuleChoice(rule=rule),))
    (problem,) = check_settings(INDEX, chosen)
    assert problem.code == "index_uncertainty.rule_not_to_try"
    assert "geometric_mean" in problem.allowed
    assert "median" in problem.allowed


@pytest.mark.parametrize(
    "wrong",
    [
        {"rules": [{"rule": "geometric_mean"}, {"rule": "geometric_mean"}]},
        {"outlier_limits": [1, 1]},
        {"rules": [{"rule": "minimum", "children_floor": 1}]},
        {"rules": [{"rule": "average"}]},
        {"weight_spread": 1},
        {"draws": 99},
    ],
)
def test_settings_that_mean_nothing_are_refused(wrong) -> None:
    with pytest.raises(ValidationError):
        IndexUncertaintySettings.model_validate({"seed": 1, **wrong})


def test_proposed_are_weights_lower_limits_and_the_geometric_mean() -> None:
    settings = propose_settings(INDEX, table_of(1), seed=3, draws=200)
    assert (settings.seed, settings.draws, settings.weight_spread) == (3, 200, 0.25)
    assert (settings.outlier_limits, settings.rules) == ((1,), (GEOMETRIC,))
    assert check_settings(INDEX, settings) == ()


def test_the_geometric_mean_is_not_proposed_where_a_number_is_0_or_less() -> None:
    rows = [[1, 2], [0, 3]]
    assert propose_settings(PLAIN, a_table(rows), seed=1, draws=100).rules == ()
    assert propose_settings(PLAIN, a_table([[1, 2]]), seed=1, draws=100).rules == (GEOMETRIC,)


def test_an_index_of_letters_has_nothing_to_vary_and_says_so() -> None:
    settings = propose_settings(LETTERED, a_table([[1, 2]]), seed=1, draws=100)
    (problem,) = check_settings(LETTERED, settings)
    assert problem.code == "index_uncertainty.nothing_varies"


def test_what_varies_and_what_does_not_is_said() -> None:
    settings = IndexUncertaintySettings(seed=9, outlier_limits=(1,), rules=(GEOMETRIC,))
    assert varied_sentences(INDEX, settings) == (
        "1,000 replicates were drawn with the seed 9.",
        "Each weight moved up or down by up to 25%, in these nodes: LEFT and TOP.",
        "The most values that may be pulled in as outliers were also 1.",
        "The rule was also geometric_mean, for all of these nodes together: LEFT and TOP.",
        "All rows share the choices of each replicate.",
    )
    assert not_varied_sentences(INDEX, settings)[:3] == (
        "The normalisation was not varied.",
        "The rules of these nodes were not varied: RIGHT.",
        "Rounding and floors of the nodes were kept in every replicate.",
    )


def test_scores_on_another_scale_are_said_to_be_left_out() -> None:
    said = varied_sentences(INDEX, IndexUncertaintySettings(seed=9, normalisations=(RANK,)))
    assert any("intervals of scores come from the others alone" in one for one in said)


def test_weights_of_some_nodes_only_are_said_to_leave_the_others() -> None:
    settings = IndexUncertaintySettings(seed=9, weighted_nodes=("TOP",))
    wanted = "Weights or coefficients of these nodes were not varied: LEFT."
    assert wanted in not_varied_sentences(INDEX, settings)


# Weight sets of others, as COINr writes them.


def weight_rows(**own: object) -> list[dict[str, str]]:
    plain = dict.fromkeys(["a", "b", "c", "d", "e", "LEFT", "RIGHT", "TOP"], 1)
    return [
        {"weight_set": "1", "iCode": code, "Level": "1", "Weight": str(weight)}
        for code, weight in {**plain, **own}.items()
    ]


def test_a_weight_set_becomes_the_weights_of_nodes_in_the_order_of_their_children() -> None:
    sets, problems = take_weight_sets(INDEX, weight_rows(b=2.5, RIGHT=0.75))
    assert problems == ()
    assert sets == {
        "1": {"LEFT": (1.0, 2.5, 1.0), "RIGHT": (1.0, 1.0), "TOP": (1.0, 0.75)},
    }


def test_everything_wrong_with_weight_sets_is_told_at_once() -> None:
    rows = [*weight_rows(a="much", f=1), *weight_rows(c=-1)[1:3], {"rep": "2", "Weight": "1"}]
    sets, problems = take_weight_sets(INDEX, rows)
    assert sets == {}
    assert [problem.code.removeprefix("weight_sets.") for problem in problems] == [
        "weight_wrong",
        "repeated",
        "weight_wrong",
        "column_missing",
        "code_unknown",
        "code_missing",
    ]

"""Audit statistics: the same figures by pandas, and silence where there are too few states."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.model.audit import LEAST_STATES
from assessment.scoring.audit import audit_node, correlation, cronbach_alpha

IDS = ("A", "B", "C")


def some_states(n_states: int = 40, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Three parts with a common cause, and their plain mean."""
    generator = np.random.default_rng(seed)
    common = generator.normal(size=(n_states, 1))
    parts = common + generator.normal(scale=[0.5, 1.0, 3.0], size=(n_states, 3))
    return parts.mean(axis=1), parts


def test_every_figure_is_that_of_pandas():
    whole, parts = some_states()
    frame = pd.DataFrame(parts, columns=IDS)
    found = audit_node("N", whole, parts, IDS, [1, 1, 2])
    squared = {id_: frame[id_].corr(pd.Series(whole)) ** 2 for id_ in IDS}
    for child in found.children:
        others = frame.drop(columns=child.child_id)
        assert child.correlation**2 == pytest.approx(squared[child.child_id], rel=1e-12)
        assert child.pull == pytest.approx(squared[child.child_id] / sum(squared.values()))
        rest = frame[child.child_id].corr(others.mean(axis=1))
        assert child.with_the_rest == pytest.approx(rest, rel=1e-12)
        assert child.alpha_without == pytest.approx(alpha_by_covariances(others), rel=1e-12)
    assert found.alpha == pytest.approx(alpha_by_covariances(frame), rel=1e-12)
    assert [child.weight for child in found.children] == [0.25, 0.25, 0.5]


def alpha_by_covariances(frame: pd.DataFrame) -> float:
    """Compute alpha from the mean covariance and the mean variance, another form of the same."""
    table = frame.cov().to_numpy()
    k = len(table)
    covariance = (table.sum() - np.trace(table)) / (k * (k - 1))
    return k * covariance / (np.trace(table) / k + (k - 1) * covariance)


def test_with_29_states_nothing_is_said():
    whole, parts = some_states(LEAST_STATES - 1)
    found = audit_node("N", whole, parts, IDS, None)
    assert not found.has_enough
    assert (found.n_states, found.alpha, found.children) == (29, None, ())


def test_with_30_states_it_speaks():
    found = audit_node("N", *some_states(LEAST_STATES), IDS, None)
    assert found.has_enough
    assert len(found.children) == 3


def test_a_state_with_a_gap_is_left_out_of_all_figures():
    whole, parts = some_states()
    with_gap = np.vstack([parts, [9.0, np.nan, 9.0]])
    assert audit_node("N", np.append(whole, 9.0), with_gap, IDS, None) == audit_node(
        "N", whole, parts, IDS, None
    )


def test_a_part_that_does_not_vary_has_no_correlation_and_no_pull_is_shared_out():
    whole, parts = some_states()
    parts[:, 1] = 2.0
    children = audit_node("N", whole, parts, IDS, None).children
    assert children[1].correlation is None
    assert [child.pull for child in children] == [None, None, None]


def test_parts_that_say_the_same_or_the_opposite_are_named():
    whole, parts = some_states()
    parts[:, 1] = parts[:, 0] * 2 + 1
    parts[:, 2] = -parts[:, 0]
    found = audit_node("N", whole, parts, IDS, None)
    assert [(pair.first_id, pair.second_id) for pair in found.redundant] == [("A", "B")]
    assert [(pair.first_id, pair.second_id) for pair in found.opposed] == [("A", "C"), ("B", "C")]


def test_an_only_part_has_no_rest_and_no_alpha():
    _, parts = some_states()
    found = audit_node("N", parts[:, 0], parts[:, :1], ("A",), [3])
    assert found.alpha is None
    only = found.children[0]
    assert (only.weight, only.with_the_rest, only.alpha_without) == (1, None, None)
    assert only.pull == pytest.approx(1)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 50), st.floats(-100, 100))
def test_the_unit_of_measurement_changes_no_correlation(seed: int, factor: float, shift: float):
    whole, parts = some_states(seed=seed)
    here = correlation(whole, parts[:, 0])
    assert correlation(whole * factor + shift, parts[:, 0]) == pytest.approx(here, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_the_pulls_add_up_to_one_and_alpha_is_never_above_one(seed: int):
    found = audit_node("N", *some_states(seed=seed), IDS, None)
    assert sum(child.pull or 0 for child in found.children) == pytest.approx(1)
    assert found.alpha is not None
    assert found.alpha <= 1


def test_alpha_of_parts_that_move_against_each_other_is_below_zero():
    rising = np.arange(10.0)
    noise = np.array([1, 0] * 5)
    alpha = cronbach_alpha(np.column_stack([rising, -rising + noise]))
    assert alpha is not None
    assert alpha < 0

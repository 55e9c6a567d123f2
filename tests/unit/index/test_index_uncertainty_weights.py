"""Weights of many replicates: rows that share their numbers, and the totals they are divided by."""

import numpy as np
import pytest

from assessment.model.index_uncertainty import Replicate
from assessment.scoring.index.replicate_totals import find_totals
from assessment.scoring.index.replicate_weights import WeightRow, stack_weights

ARRAYS = {
    "LOW": np.arange(10.0).reshape(5, 2),
    "HIGH": np.arange(15.0).reshape(5, 3),
    "TOP": np.arange(5.0).reshape(5, 1),
}


@pytest.mark.parametrize("n_children", [1, 3, 45])
def test_totals_are_those_of_the_children_that_a_unit_has(n_children: int) -> None:
    random = np.random.default_rng(n_children)
    known = random.uniform(size=(4, n_children, 30)) < 0.7
    weights = random.uniform(size=(n_children, 4, 1, 5))
    totals = find_totals(known)
    found = np.empty((4, 30, 5))
    found = totals.for_units(totals.of(tuple(weights)), slice(None), found)
    expected = (known[..., None] * weights[:, :, 0].swapaxes(0, 1)[:, :, None]).sum(axis=1)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert len(totals.nodes) <= 4 * min(2**n_children, 30)


def test_a_row_of_weights_is_equal_to_the_dictionary_that_it_stands_for() -> None:
    arrays = {"X": np.array([[1.0, 2.0], [3.0, 4.0]]), "Y": np.array([[5.0], [6.0]])}
    row = WeightRow(arrays, 1)
    assert row == {"X": (3.0, 4.0), "Y": (6.0,)}
    assert repr(row) == "{'X': (3.0, 4.0), 'Y': (6.0,)}"
    assert len(row) == 2


def test_weights_are_stacked_alike_from_rows_and_from_dictionaries() -> None:
    # Only these know weights.
    own = {"HIGH": np.ones(3), "TOP": np.ones(1)}
    rows = [Replicate(weights=WeightRow(ARRAYS, row)) for row in (4, 0, 2)]
    plain = [Replicate(weights=dict(one.weights)) for one in rows]
    found, expected = stack_weights(rows, own), stack_weights(plain, own)
    assert set(found) == set(expected) == set(own)
    for id_, stacked in found.items():
        np.testing.assert_array_equal(stacked, expected[id_])
        np.testing.assert_array_equal(stacked, ARRAYS[id_][[4, 0, 2]])


def test_a_replicate_without_weights_of_its_own_keeps_those_of_the_index() -> None:
    chosen = [Replicate(weights={"LOW": (2.0, 3.0)}), Replicate()]
    stacked = stack_weights(chosen, {"LOW": np.array([1.0, 7.0])})
    np.testing.assert_array_equal(stacked["LOW"], [[2, 3], [1, 7]])

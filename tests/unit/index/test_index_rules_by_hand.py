"""Each rule on cases that were computed by hand."""

import numpy as np
import pytest

from assessment.model.tree import Flag, ValueKind
from tests.unit.index.building import LETTERS, a_node, an_index, scored, top

M2 = {
    1: dict(zip(range(1, 5), ["D", "C", "B", "A"], strict=True)),
    2: dict(zip(range(2, 9), ["D", "D+", "C", "C+", "B", "B+", "A"], strict=True)),
    3: dict(zip(range(3, 13), ["D", "D+", "D+", "C", "C+", "B", "B", "B+", "A", "A"], strict=True)),
}


@pytest.mark.parametrize(
    ("node", "row", "expected"),
    [
        # A third of 2 and 4 and 9
        (a_node("mean", "a b c"), (2, 4, 9), 5),
        # (2 x 2 + 4 + 9) / 4
        (a_node("mean", "a b c", weights={"a": 2}), (2, 4, 9), 4.25),
        # The cube root of 2 x 4 x 8 = 64
        (a_node("geometric_mean", "a b c"), (2, 4, 8), 4),
        # The cube root of 4 x 4 x 0.5 = 8, with weight 2 on the first of two
        (a_node("geometric_mean", "a b", weights={"a": 2}), (4, 0.5), 2),
        # 3 / (1/2 + 1/3 + 1/6) = 3
        (a_node("harmonic_mean", "a b c"), (2, 3, 6), 3),
        # The root of (1 + 49) / 2
        (a_node("power_mean", "a b", exponent=2), (1, 7), 5),
        # ((1 + 3) / 2) squared
        (a_node("power_mean", "a b", exponent=0.5), (1, 9), 4),
        # Exponent -1 is the harmonic mean, 0 the geometric
        (a_node("power_mean", "a b c", exponent=-1), (2, 3, 6), 3),
        (a_node("power_mean", "a b c", exponent=0), (2, 4, 8), 4),
        (a_node("minimum", "a b c"), (7, 3, 9), 3),
        (a_node("maximum", "a b c"), (7, 3, 9), 9),
        # The mean is 6, the cap 2 + 1
        (a_node("capped_mean", "a b c", capped_by=["c"], allowance=1), (8, 8, 2), 3),
        # The mean is 3, the cap 6 + 1 does not bind
        (a_node("capped_mean", "a b c", capped_by=["c"], allowance=1), (1, 2, 6), 3),
        # Half of 0 and half of 4
        (a_node("chain", "a b c"), (0, 4, 8), 2),
        # In order 3, 7, 9; of four 2, 3, 7, 9 the mean of 3 and 7
        (a_node("median", "a b c"), (7, 3, 9), 7),
        (a_node("median", "a b c d"), (7, 3, 9, 2), 5),
        (a_node("sum", "a b c"), (7, -3, 9), 13),
        # 2 x 7 + 3 + 0.5 x 9
        (a_node("sum", "a b c", weights={"a": 2, "c": 0.5}), (7, 3, 9), 21.5),
        # The root of 5 x 20
        (a_node("product_root", "a b"), (5, 20), 10),
        (a_node("product_root", "a b c"), (0, 7, 9), 0),
        # 0.24 x 4 + 0.68 x 3 + 0.08 x 5 = 3.4
        (
            a_node("linear", "a b c", coefficients={"a": 0.24, "b": 0.68, "c": 0.08}),
            (4, 3, 5),
            3.4,
        ),
        (a_node("linear", "a", coefficients={"a": -1}, constant=10), (4,), 6),
        # Shifted 10 (bottom) and 1 (top): the root of 10 is 3.1623; (10 - 3.1623) / 9 x 10
        (a_node("reversed_geometric_mean", "a b"), (0, 10), 7.5975),
        # Shifted 5.5 and 5.5: (10 - 5.5) / 9 x 10
        (a_node("reversed_geometric_mean", "a b"), (5, 5), 5),
        # On a scale of 0 to 1: (1 - 0.5) x 9 + 1 = 5.5 and 1; the root of 5.5 is 2.3452
        (a_node("reversed_geometric_mean", "a b", scale=[0, 1]), (0.5, 1), 0.8505),
    ],
)
def test_a_rule_gives_what_a_person_computes(node, row, expected) -> None:
    index = an_index(" ".join("abcd"[: len(row)]), [node])
    value, kind = top(index, *row)
    assert value == pytest.approx(expected, abs=5e-5)
    assert kind is ValueKind.VALUE


@pytest.mark.parametrize(
    ("letters", "m1", "m2"),
    [
        ("A A", "A", "A"),
        ("B A", "B+", "B+"),
        ("D A", "D+", "C+"),
        ("B B", "B", "B"),
        ("C C D", "D+", "D+"),
        ("A A B", "B+", "A"),
        ("D D D", "D", "D"),
        ("C C C", "C", "C"),
        ("D C A", "D+", "C+"),
        ("C", "C", "C"),
    ],
)
def test_letters_go_by_the_weakest_link_or_by_the_table(letters: str, m1: str, m2: str) -> None:
    row = [LETTERS["points"][letter] for letter in letters.split()]
    ids = " ".join("abc"[: len(row)])
    tree = [a_node("weakest_link", ids, "M1", uplift=0.5), a_node("lookup", ids, "M2", table="T")]
    result = scored(an_index(ids, tree, tables={"T": M2}, letters=LETTERS), row)
    assert (result.labels["M1"][0], result.labels["M2"][0]) == (m1, m2)


@pytest.mark.parametrize(
    ("rule", "more", "lowest"),
    [
        ("geometric_mean", {}, 0),
        ("harmonic_mean", {}, 0),
        ("power_mean", {"exponent": -0.5}, 0),
        ("power_mean", {"exponent": 2}, -1),
    ],
)
def test_a_mean_without_an_answer_says_so(rule: str, more, lowest: float) -> None:
    value, kind = top(an_index("a b", [a_node(rule, "a b", **more)]), lowest, 5)
    assert np.isnan(value)
    assert kind is ValueKind.NOT_COMPUTABLE


def test_a_mean_with_an_exponent_above_nought_has_an_answer_for_nought() -> None:
    # The root of (0 + 50) / 2
    index = an_index("a b", [a_node("power_mean", "a b", exponent=2)])
    assert top(index, 0, 50**0.5) == (pytest.approx(5), ValueKind.VALUE)


def test_a_floor_of_the_children_lifts_them_and_is_flagged() -> None:
    index = an_index("a b", [a_node("geometric_mean", "a b", children_floor=1)])
    result = scored(index, [0, 4], [1, 4])
    assert result.values("TOP") == pytest.approx([2, 2])
    assert result.nodes.flags[:, 0].tolist() == [Flag.FLOORED, 0]


def test_a_floor_of_the_result_lifts_it_and_is_flagged() -> None:
    result = scored(an_index("a", [a_node("mean", "a", floor=0.1)]), [0], [0.1])
    assert result.values("TOP").tolist() == [0.1, 0.1]
    assert result.nodes.flags[:, 0].tolist() == [Flag.FLOORED, 0]


def test_a_root_of_a_negative_product_has_no_answer() -> None:
    value, kind = top(an_index("a b", [a_node("product_root", "a b")]), -4, -9)
    assert np.isnan(value)
    assert kind is ValueKind.NOT_COMPUTABLE


def test_a_value_off_the_scale_of_a_reversed_mean_has_no_answer() -> None:
    _, kind = top(an_index("a b", [a_node("reversed_geometric_mean", "a b")]), 11, 5)
    assert kind is ValueKind.NOT_COMPUTABLE


def test_weights_of_which_only_those_of_gaps_count_give_no_answer() -> None:
    index = an_index("a b", [a_node("mean", "a b", weights={"a": 0})])
    assert top(index, 3, None)[1] is ValueKind.NOT_COMPUTABLE


def test_numbers_too_large_for_this_machine_give_no_answer() -> None:
    index = an_index("a b", [a_node("product_root", "a b")])
    assert top(index, 1e200, 1e200)[1] is ValueKind.NOT_COMPUTABLE


def test_a_value_on_a_threshold_belongs_to_the_upper_class() -> None:
    classes = [{"name": "Low", "from_value": 0}, {"name": "High", "from_value": 2}]
    index = an_index("a b", [a_node("mean", "a b", classes=classes)])
    result = scored(index, [1.9, 2.1], [1.9, 2.0], [-1, -1], [None, None])
    assert result.labels["TOP"] == ("High", "Low", "", "")


def test_a_rounded_child_is_carried_up_rounded_or_not_as_the_rules_say() -> None:
    def tree(carry: str) -> list[dict[str, object]]:
        # (1 + 2 + 2) / 3 = 1.667, printed 2. Above it: (2 + 1) / 2 = 1.5, or 1.333.
        low = a_node("mean", "a b c", "LOW", digits=0, carry=carry)
        return [low, a_node("mean", "LOW d")]

    for carry, expected in (("rounded", 1.5), ("unrounded", 4 / 3)):
        result = scored(an_index("a b c d", tree(carry)), [1, 2, 2, 1])
        assert result.values("LOW")[0] == 2
        assert result.values("TOP")[0] == pytest.approx(expected)


def test_nodes_may_stand_in_any_order() -> None:
    tree = [a_node("mean", "MID c"), a_node("minimum", "a b", "MID")]
    result = scored(an_index("a b c", tree), [1, 5, 3])
    assert result.node_ids == ("MID", "TOP")
    assert result.values("TOP")[0] == 2

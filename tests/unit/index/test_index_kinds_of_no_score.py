"""Kinds of no score stay apart from the entry to the top of the tree."""

import itertools

import pytest

from assessment.model.tree import KINDS, Flag, ValueKind
from tests.unit.index.building import CODES, LETTERS, a_node, an_index, from_csv, scored, top

K = ValueKind
ENTERED = (
    K.NOT_ANSWERED,
    K.INSUFFICIENT_INFORMATION,
    K.NOT_APPLICABLE,
    K.NOT_RATED,
    K.NOT_USED,
)


def test_the_kinds_have_a_number_each_and_a_value_is_0() -> None:
    assert [kind.number for kind in KINDS] == list(range(9))
    assert KINDS[0] is K.VALUE


@pytest.mark.parametrize("kind", ENTERED)
def test_a_kind_shared_by_all_children_is_carried_up(kind: ValueKind) -> None:
    tree = [a_node("mean", "a b", "LOW"), a_node("minimum", "LOW")]
    assert top(an_index("a b", tree), kind, kind)[1] is kind


@pytest.mark.parametrize(("one", "other"), tuple(itertools.combinations(ENTERED, 2)))
def test_different_kinds_together_are_too_few_children(one: ValueKind, other: ValueKind) -> None:
    index = an_index("a b", [a_node("mean", "a b")])
    assert top(index, one, other)[1] is K.TOO_FEW_CHILDREN


def test_skipped_children_leave_their_weight_to_the_others() -> None:
    index = an_index("a b c", [a_node("mean", "a b c", weights={"a": 2})])
    # (2 x 3 + 9) / 3
    assert top(index, 3, 9, None) == (5, K.VALUE)


def test_a_node_may_be_empty_as_soon_as_a_child_is() -> None:
    index = an_index("a b", [a_node("mean", "a b", missing="empty")])
    assert top(index, 3, None)[1] is K.NOT_ANSWERED
    assert top(index, 3, K.NOT_RATED)[1] is K.NOT_RATED


def test_a_linear_sum_is_empty_where_a_part_is() -> None:
    index = an_index("a b", [a_node("linear", "a b", coefficients={"a": 1, "b": 1})])
    assert top(index, 3, None)[1] is K.NOT_ANSWERED


def test_each_kind_may_be_treated_in_its_own_way() -> None:
    missing = {"not_answered": "zero", "not_rated": "empty"}
    index = an_index("a b", [a_node("mean", "a b", missing=missing)])
    assert top(index, 4, None) == (2, K.VALUE)
    assert top(index, 4, K.NOT_RATED)[1] is K.NOT_RATED
    assert top(index, 4, K.NOT_APPLICABLE) == (4, K.VALUE)
    assert top(index, None, None) == (0, K.VALUE)


def test_a_gap_that_counts_as_zero_is_flagged_up_to_the_top() -> None:
    low = a_node("mean", "a b", "LOW", missing={"not_answered": "zero"})
    result = scored(an_index("a b c", [low, a_node("mean", "LOW c")]), [4, None, 2], [4, 4, 2])
    assert result.nodes.flags.tolist() == [[Flag.COUNTED_AS_ZERO] * 2, [0, 0]]


def test_too_few_of_the_children_that_apply_leave_a_node_empty() -> None:
    index = an_index("a b c d", [a_node("mean", "a b c d", available=0.75)])
    assert top(index, 1, 2, 3, None) == (2, K.VALUE)
    assert top(index, 1, 2, None, None)[1] is K.TOO_FEW_CHILDREN
    # Two do not apply: one of two is too few, two of two are enough.
    not_used = (K.NOT_APPLICABLE, K.NOT_USED)
    assert top(index, 1, None, *not_used)[1] is K.TOO_FEW_CHILDREN
    assert top(index, 1, 2, *not_used) == (1.5, K.VALUE)


def test_what_cannot_be_computed_is_not_stepped_over_like_a_gap() -> None:
    tree = [a_node("geometric_mean", "a b", "LOW"), a_node("mean", "LOW c")]
    assert top(an_index("a b c", tree), 0, 2, 3)[1] is K.NOT_COMPUTABLE
    tree[1]["missing"] = {"not_computable": "skip"}
    assert top(an_index("a b c", tree), 0, 2, 3) == (3, K.VALUE)


def test_every_kind_of_entry_is_told_apart_from_the_table_to_the_result() -> None:
    index = an_index(
        "a b",
        [a_node("weakest_link", "a b", uplift=0.5)],
        missing_codes=CODES,
        letters=LETTERS,
    )
    text = "state,a,b\nXAA,,\nXAB,NA,na\nXAC,NR,NR\nXAD,NU,NU\nXAE,D*,A\nXAF,NA,NR\nXAG,C,D\n"
    result = from_csv(index, text).result
    kinds = [result.nodes.kind(row, 0) for row in range(7)]
    assert kinds == [
        K.NOT_ANSWERED,
        K.NOT_APPLICABLE,
        K.NOT_RATED,
        K.NOT_USED,
        K.VALUE,
        K.TOO_FEW_CHILDREN,
        K.VALUE,
    ]
    assert result.labels["TOP"] == ("", "", "", "", "D+", "", "D+")


def test_a_code_that_counts_as_a_letter_is_flagged_up_to_the_top() -> None:
    tree = [a_node("weakest_link", "a b", "LOW", uplift=0.5), a_node("minimum", "LOW c")]
    codes = [{**one, "counts_as": "D"} if one["code"] == "NR" else one for one in CODES]
    index = an_index("a b c", tree, missing_codes=codes, letters=LETTERS)
    rows = ("XAA,D*,A,B", "XAB,D,A,B", "XAC,A,NR,B", "XAD,A,B,D*", "XAE,NA,B,B")
    result = from_csv(index, "\n".join(["state,a,b,c", *rows])).result
    entered = result.stage("entered")
    assert entered.values[:3, :2].tolist() == [[1, 4], [1, 4], [4, 1]]
    assert [entered.kind(row, 0) for row in (0, 1)] == [K.INSUFFICIENT_INFORMATION, K.VALUE]
    assert entered.kind(2, 1) is K.NOT_RATED
    assert {result.nodes.kind(row, column) for row in range(5) for column in (0, 1)} == {K.VALUE}
    mark = Flag.COUNTED_AS_LOWEST
    assert result.nodes.flags.tolist() == [[mark, mark], [0, 0], [mark, mark], [0, mark], [0, 0]]
    assert result.labels["LOW"] == ("D+", "D+", "D+", "B+", "B")


def test_what_has_no_value_has_no_flags() -> None:
    low = a_node("mean", "a", "LOW", floor=5)
    tree = [low, a_node("mean", "LOW b", missing="empty")]
    result = scored(an_index("a b", tree), [1, None])
    assert result.nodes.flags.tolist() == [[Flag.FLOORED, 0]]

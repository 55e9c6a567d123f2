"""Numbers as readers see them."""

from decimal import Decimal

import pytest

from assessment.locales.formats import fixed, round_half_up, short
from assessment.reporting.wording import full_stop


@pytest.mark.parametrize(
    ("value", "expected"),
    [(56.25, "56.3"), (16.25, "16.3"), (0.05, "0.1"), (39.99999999999999, "40.0"), (-0.01, "0.0")],
)
def test_a_half_is_rounded_up(value, expected):
    assert fixed(value, 1) == expected


def test_rounding_repairs_what_binary_arithmetic_loses():
    # 1.005 is stored as 1.00499999999999989...
    assert round_half_up(1.005, 2) == Decimal("1.01")


@pytest.mark.parametrize(("value", "expected"), [(100.0, "100"), (0.0, "0"), (1.5, "1.5")])
def test_a_number_shows_no_idle_zeros(value, expected):
    assert short(value) == expected


@pytest.mark.parametrize("text", ["Why not", "Why not.", "Why not. "])
def test_a_text_ends_with_one_full_stop(text):
    assert full_stop(text) == "Why not."

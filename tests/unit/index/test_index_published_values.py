"""Published values beside the computed ones: differences are told, nothing is corrected."""

import pytest

from assessment.reporting.table_results import Difference
from tests.unit.index.building import CODES, LETTERS, a_node, an_index, from_csv
from tests.unit.index.tables import index, refused


def published(text: str, used=None) -> tuple[Difference, ...]:
    return from_csv(used or index(), text).comparison.differences


def test_a_published_value_that_its_parts_do_not_give_is_told_and_not_corrected() -> None:
    text = "state,a,Second measure,published:TOP\nKEN,1,2,1.5\nUGA,3,4,3.6\nTZA,,,2\nXAA,3,4,\n"
    scored = from_csv(index(), text)
    first, second = scored.comparison.differences
    assert (first.unit.code, first.published, first.computed) == ("UGA", 3.6, 3.5)
    assert first.difference == pytest.approx(0.1)
    assert (second.unit.code, second.computed, second.difference) == ("TZA", None, None)
    assert scored.result.values("TOP")[1] == 3.5


def test_a_published_value_is_compared_at_the_decimals_that_were_printed() -> None:
    plain = an_index("a b c", [a_node("arithmetic", "a b c")])
    # The mean is 5 / 3 = 1.667.
    text = "state,a,b,c,Published: TOP\nKEN,1,2,2,{}\nUGA,1,1,1,1.00\n"
    assert published(text.format("1.67"), plain) == ()
    assert len(published(text.format("1.66"), plain)) == 1
    assert published(text.format("1.67").replace("1.00", "1"), plain) == ()


def test_published_letters_are_compared() -> None:
    used = an_index("a b", [a_node("weakest_link", "a b")], letters=LETTERS, missing_codes=CODES)
    text = "state,a,b,published:TOP\nKEN,B,A,B+\nUGA,B,A,B\nTZA,NA,NA,NA\n"
    (found,) = published(text, used)
    assert (found.unit.code, found.published_text, found.published, found.computed) == (
        "UGA",
        "B",
        3,
        3.5,
    )


def test_a_published_node_that_does_not_exist_is_told() -> None:
    (problem,) = refused("state,a,Second measure,published:TPO\nKEN,1,2,3\n")
    assert problem.code == "table.published_unknown"
    assert problem.remedy == "Did you mean 'published:TOP'?"

"""Published values beside the computed ones: differences are told, nothing is corrected."""

import pytest

from assessment.reporting.table_results import Difference, comparison_lines, difference_line
from tests.unit.index.building import CODES, LETTERS, a_node, an_index, from_csv
from tests.unit.index.tables import index, refused


def published(text: str, used=None) -> tuple[Difference, ...]:
    return from_csv(used or index(), text).comparison.differences


def test_a_published_value_that_its_parts_do_not_give_is_told_and_not_corrected() -> None:
    text = "state,a,Second measure,published:TOP\nKEN,1,2,1.5\nUGA,3,4,3.6\nTZA,,,2\nRWA,3,4,\n"
    scored = from_csv(index(), text)
    first, second = scored.comparison.differences
    assert (first.unit.code, first.published, first.computed) == ("UGA", 3.6, 3.5)
    assert first.difference == pytest.approx(0.1)
    assert (second.unit.code, second.computed, second.difference) == ("TZA", None, None)
    assert scored.result.values("TOP")[1] == 3.5


def test_a_published_value_is_compared_at_the_decimals_that_were_printed() -> None:
    plain = an_index("a b c", [a_node("mean", "a b c")])
    # The mean is 5 / 3 = 1.667.
    text = "state,a,b,c,Published: TOP\nKEN,1,2,2,{}\nUGA,1,1,1,1.00\n"
    assert published(text.format("1.67"), plain) == ()
    assert len(published(text.format("1.66"), plain)) == 1
    assert published(text.format("1.67").replace("1.00", "1"), plain) == ()


def test_published_letters_are_compared() -> None:
    used = an_index(
        "a b", [a_node("weakest_link", "a b", uplift=0.5)], letters=LETTERS, missing_codes=CODES
    )
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


def test_how_many_were_compared_and_agree_is_always_said() -> None:
    text = "state,a,Second measure,published:TOP\nKEN,1,2,1.5\nUGA,3,4,{}\nRWA,3,4,\n"
    agreeing = from_csv(index(), text.format("3.5")).comparison
    assert (agreeing.n_compared, agreeing.n_agreed) == (2, 2)
    assert list(comparison_lines(agreeing)) == [
        "2 published values were compared with what their parts give; all agreed."
    ]
    other = from_csv(index(), text.format("3.6")).comparison
    assert list(comparison_lines(other)) == [
        "2 published values were compared with what their parts give; 1 agreed and 1 did not:",
        "  UGA, TOP: published 3.6, computed 3.5",
    ]
    assert (
        list(comparison_lines(from_csv(index(), "state,a,Second measure\nKEN,1,2").comparison))
        == []
    )


def test_only_the_first_few_differences_are_named_and_the_others_counted() -> None:
    rows = "".join(f"XA{chr(65 + n)},1,2,9\n" for n in range(14))
    found = from_csv(index(), f"state,a,Second measure,published:TOP\n{rows}").comparison
    lines = list(comparison_lines(found))
    assert len(lines) == 12
    assert lines[-1] == "  and 4 more; a file (-o) has all of them"


def test_decimals_are_those_of_the_column_in_the_period() -> None:
    plain = an_index("a b c", [a_node("mean", "a b c")])
    # The mean is 5 / 3 = 1.667 in every row.
    heading = "state,period,a,b,c,published:TOP\n"
    rows = "KEN,2019,1,2,2,{}\nUGA,2019,1,2,2,{}\nKEN,2020,1,2,2,{}\nUGA,2020,1,2,2,{}\n"
    assert published(heading + rows.format("2", "2", "1.67", "1.67"), plain) == ()
    found = published(heading + rows.format("2", "2", "1.67", "1.7"), plain)
    assert [(one.unit.title, one.published) for one in found] == [("UGA 2020", 1.7)]


def test_a_published_rank_is_compared_within_its_period() -> None:
    text = (
        "state,period,a,Second measure,published:TOP:rank\n"
        "KEN,2019,1,1,2\nUGA,2019,2,2,1\nKEN,2020,1,1,1\nUGA,2020,2,2,1\n"
    )
    comparison = from_csv(index(), text).comparison
    (found,) = comparison.differences
    assert (comparison.n_compared, found.unit.title, found.published, found.computed) == (
        4,
        "KEN 2020",
        1,
        2,
    )
    assert difference_line(found) == "KEN 2020, TOP: published rank 1, computed 2"


def test_letters_are_told_as_letters() -> None:
    used = an_index(
        "a b", [a_node("weakest_link", "a b", uplift=0.5)], letters=LETTERS, missing_codes=CODES
    )
    (found,) = published("state,a,b,published:TOP\nUGA,B,A,B\n", used)
    assert difference_line(found) == "UGA, TOP: published B, computed B+"
    (found,) = published("state,a,b,published:TOP\nUGA,NR,NR,B\n", used)
    assert difference_line(found) == "UGA, TOP: published B, nothing could be computed (not rated)"

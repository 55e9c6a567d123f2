"""What holds on paper beside what holds in practice, counted by hand."""

from assessment.reporting.statements import paper_and_practice, paper_table
from assessment.scoring.statements import KindCount, StatementCount, count_statements
from tests.builders import an_answer, framework_with_kinds, record_with, recorded, small_framework

SMALL = framework_with_kinds()
ANSWERS = {
    # Each indicator has law 1a above level 0, and practice 2a, 2b, 3a and 4a.
    "LAW-1": an_answer("LAW-1", 2),  # 1a | 2a, 2b: law 1 of 1, practice 2 of 4
    "LAW-2": an_answer("LAW-2", 0, ticked=frozenset({"LAW-2.0b", "LAW-2.3a"})),  # 0 of 1, 1 of 4
    "LAW-3": an_answer("LAW-3", "II", ticked=frozenset({"LAW-3.1a"})),  # no level: left out
    "SEC-1": an_answer("SEC-1", 1, ticked=frozenset({"SEC-1.4a"})),  # 1 of 1, 1 of 4
}
RECORD = record_with(SMALL, {})
RECORD = type(RECORD)(RECORD.assessment, {id_: recorded(one) for id_, one in ANSWERS.items()})


def test_statements_of_law_and_of_practice_are_counted_for_each_dimension() -> None:
    assert count_statements(SMALL.questionnaire, RECORD) == (
        StatementCount("LAW", KindCount(1, 2), KindCount(3, 8), 1),
        StatementCount("SEC", KindCount(1, 1), KindCount(1, 4), 0),
        StatementCount("PRE", KindCount(0, 0), KindCount(0, 0), 0),
    )


def test_the_counts_are_said_in_words_and_in_a_table() -> None:
    assert paper_and_practice(SMALL, RECORD) == (
        "Courts: on paper 1 of 2, in practice 3 of 8; 1 statement works against protection.",
        "Police: on paper 1 of 1, in practice 1 of 4; 0 statements work against protection.",
        "Warning: nothing has a level yet.",
    )
    table = paper_table(SMALL, RECORD)
    assert list(table.iloc[0]) == ["LAW", "Courts", "1 of 2", "3 of 8", "1"]
    assert list(table.iloc[2])[2:] == ["not known", "not known", "not known"]


def test_statements_without_a_kind_are_not_counted() -> None:
    assert count_statements(small_framework().questionnaire, RECORD) == ()
    assert paper_and_practice(small_framework(), RECORD) == ()

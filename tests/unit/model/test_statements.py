"""What ticked statements add up to: a level, an open question, or nothing yet."""

from dataclasses import replace

import pytest

from assessment.model.answer import Answer
from assessment.model.questionnaire import Indicator
from assessment.model.statements import (
    LevelZero,
    Proposal,
    held,
    level_zero,
    proposal_words,
    propose,
)
from tests.builders import an_answer, small_framework
from tests.small_questionnaire import an_indicator, with_kinds

LAW1 = small_framework().questionnaire.indicator("LAW-1")
KINDS = Indicator.model_validate(with_kinds(an_indicator("LAW-1", "Independent judges")))
"""0a is absent and 0b contrary; 1a is law, the others are practice."""


def ids(*names: str) -> frozenset[str]:
    return frozenset(f"LAW-1.{name}" for name in names)


@pytest.mark.parametrize(
    ("ticked", "level"),
    [
        (ids(), None),
        (ids("1a"), 1),
        (ids("1a", "2a"), 1),  # a level needs all its statements
        (ids("1a", "2a", "2b"), 2),
        (ids("1a", "2a", "2b", "4a"), 2),  # and those of every level below
        (ids("1a", "2a", "2b", "3a", "4a"), 4),
        (ids("4a"), None),  # not level 0: nobody said that nothing is in place
        (ids("2a", "2b"), None),
        (ids("0a"), 0),
        (ids("0a", "1a"), 0),  # a statement of the lowest level speaks against any credit
        (frozenset({"LAW-2.1a"}), None),  # statements of another indicator say nothing here
    ],
)
def test_the_proposed_level_is_the_highest_that_is_reached_without_a_gap(
    ticked: frozenset[str], level: int | None
) -> None:
    assert propose(LAW1, ticked).level == level


@pytest.mark.parametrize(
    ("ticked", "proposal"),
    [
        (ids("3a"), Proposal(None, (3,), ("LAW-1.1a", "LAW-1.2a", "LAW-1.2b"))),
        (ids("1a", "2a", "3a"), Proposal(1, (3,), ("LAW-1.2b",))),
        (ids("2a", "2b", "4a"), Proposal(None, (2, 4), ("LAW-1.1a", "LAW-1.3a"))),
        (ids("2a"), Proposal(None, (), ("LAW-1.1a",))),  # level 2 is not whole: no question
        (ids("1a", "2a"), Proposal(1)),
        (ids("0a", "3a"), Proposal(0)),
    ],
)
def test_what_holds_above_a_gap_is_named_with_what_is_missing_below(
    ticked: frozenset[str], proposal: Proposal
) -> None:
    assert propose(LAW1, ticked) == proposal


def test_ticking_what_is_open_reaches_the_highest_level_that_holds() -> None:
    for level in (1, 2, 3, 4):
        ticked = frozenset(LAW1.anchors[level])
        proposal = propose(LAW1, ticked)
        assert propose(LAW1, ticked | set(proposal.open)) == Proposal(level)


def test_a_law_may_stand_beside_practice_that_works_against_it_and_not_beside_its_absence() -> None:
    assert propose(KINDS, ids("0b", "1a")) == Proposal(0)
    assert propose(KINDS, ids("0a", "1a")).opposed == ("LAW-1.1a",)
    assert propose(KINDS, ids("0a", "0b", "1a")).opposed == ("LAW-1.1a",)
    assert list(proposal_words(KINDS, ids("0b", "1a"))) == []
    assert list(proposal_words(KINDS, ids("0a", "1a", "3a"))) == [
        (
            "0a says that nothing is in place, and 1a and 3a are ticked as well. Both cannot be.",
            "Untick what does not hold.",
        )
    ]


@pytest.mark.parametrize(
    ("ticked", "said"),
    [
        (ids("0b"), LevelZero.CONTRARY),
        (ids("0a", "0b"), LevelZero.CONTRARY),
        (ids("0a"), LevelZero.ABSENT),
        (ids(), LevelZero.NOT_SAID),
        (ids("1a"), LevelZero.NOT_SAID),
    ],
)
def test_level_zero_says_which_of_two_things_it_is(ticked: frozenset[str], said: LevelZero) -> None:
    answer = an_answer("LAW-1", 0, ticked=ticked)
    assert level_zero(KINDS, answer) is said
    # Where no statement says what kind it is, nothing can be told apart.
    assert level_zero(LAW1, answer) is None
    assert level_zero(KINDS, replace(answer, level=1)) is None


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        (an_answer("LAW-1", 2), ("1a", "2a", "2b")),
        (an_answer("LAW-1", 1, ticked=ids("3a")), ("1a", "3a")),
        (an_answer("LAW-1", 0), ()),
        (an_answer("LAW-1", 0, ticked=ids("0b", "1a")), ("0b", "1a")),
        (an_answer("LAW-1", "II", ticked=ids("2a")), ("2a",)),
    ],
)
def test_a_statement_holds_when_it_is_ticked_or_the_level_reaches_it(
    answer: Answer, names: tuple[str, ...]
) -> None:
    assert held(KINDS, answer) == ids(*names)

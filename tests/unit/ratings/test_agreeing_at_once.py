"""Agreeing keeps what stands beside the answer, and a whole dimension is agreed on at once."""

from dataclasses import replace

import pytest

from assessment.model.answer import Status
from assessment.services.answers import record_answer
from assessment.services.context import Opened
from assessment.services.moderation import (
    agree_where_all_gave_the_same,
    agreed_answers,
    contested_first,
    draft_agreement,
    moderation,
    moderations,
    open_moderation,
)
from tests.builders import Level, an_answer
from tests.unit.ratings.rating_desk import REASON, agree, rate
from tests.unit.services.desk import Desk, codes, refused

SAME = "Everybody gave the same level."
FIRST, SECOND = "LAW-1.1a", "LAW-1.2a"


def two_raters(desk: Desk, opened: Opened, levels: dict, **fields) -> None:
    """Let two people rate, each question by its two levels, and open what they rated."""
    for name, which in (("Ben Bo", 0), ("Cleo Cruz", 1)):
        for id_, pair in levels.items():
            rate(desk.of(name), opened, pair[which], id_, **fields)
    open_moderation(desk.context, opened, "LAW")


def drafted(desk: Desk, opened: Opened, level: int):
    found = moderation(desk.context, opened, "LAW-1")
    current = desk.store.record(opened.assessment).answer("LAW-1")
    return draft_agreement(found, current, status=Status.LEVEL, level=level)


def test_agreeing_keeps_ticks_confidence_grade_and_rationale_of_the_answer(
    desk: Desk, opened: Opened
):
    beside = {
        "confidence": "high",
        "evidence_grade": "A",
        "ticked": frozenset({FIRST}),
        "rationale": "Two rulings.",
    }
    two_raters(desk, opened, {"LAW-1": (2, 2)}, confidence="low", evidence_grade="C")
    desk.answer(opened, "LAW-1", 3, reason="Ticked by half.", **beside)
    draft = drafted(desk, opened, 2)
    assert draft == an_answer("LAW-1", 2, **beside)
    assert drafted(desk, opened, 3).reason == "Ticked by half."


def test_where_there_is_no_answer_yet_the_team_takes_what_those_of_that_level_gave(
    desk: Desk, opened: Opened
):
    both = {FIRST, SECOND}
    rate(desk, opened, 2, confidence="high", evidence_grade="A", ticked=frozenset(both))
    rate(
        desk.of("Ben Bo"),
        opened,
        2,
        confidence="medium",
        evidence_grade="B",
        ticked=frozenset({FIRST}),
    )
    rate(desk.of("Cleo Cruz"), opened, 3, confidence="low")
    open_moderation(desk.context, opened, "LAW")
    draft = drafted(desk, opened, 2)
    assert (draft.confidence, draft.evidence_grade) == ("medium", "B")
    assert draft.ticked == {FIRST}
    assert drafted(desk, opened, 3).confidence == "low"
    assert drafted(desk, opened, 4) == an_answer("LAW-1", 4)


def test_a_confidence_that_one_of_them_left_out_is_left_out(desk: Desk, opened: Opened):
    rate(desk, opened, 2, confidence="high")
    rate(desk.of("Ben Bo"), opened, 2)
    open_moderation(desk.context, opened, "LAW")
    assert drafted(desk, opened, 2).confidence is None


def test_all_of_a_dimension_is_agreed_on_at_once_where_all_gave_the_same(
    desk: Desk, opened: Opened
):
    two_raters(desk, opened, {"LAW-1": (2, 2), "LAW-2": (3, 3), "LAW-3": (1, 2)}, confidence="high")
    done = agree_where_all_gave_the_same(desk.context, opened, "LAW", SAME)
    assert done == ("LAW-1", "LAW-2")
    answers = desk.store.record(opened.assessment).answers
    found = {id_: (a.answer.level, a.answer.rationale, a.origin) for id_, a in answers.items()}
    assert found == {"LAW-1": (2, SAME, "consensus"), "LAW-2": (3, SAME, "consensus")}
    assert answers["LAW-1"].answer.confidence == "high"
    assert set(agreed_answers(desk.context, opened)) == {"LAW-1", "LAW-2"}
    assert agree_where_all_gave_the_same(desk.context, opened, "LAW", SAME) == ()


@pytest.mark.parametrize("other", [4, "II", "NA"])
def test_what_was_answered_otherwise_or_rated_by_one_is_not_agreed_on_at_once(
    desk: Desk, opened: Opened, other: Level
):
    rate(desk, opened, 1, "LAW-3")
    two_raters(desk, opened, {"LAW-1": (2, 2), "LAW-2": (3, 3)})
    desk.answer(opened, "LAW-1", other)
    desk.answer(opened, "LAW-2", 3, rationale="Two rulings.")
    assert agree_where_all_gave_the_same(desk.context, opened, "LAW", SAME) == ("LAW-2",)
    answer = desk.store.record(opened.assessment).answer("LAW-2")
    assert answer.rationale == f"Two rulings.\n{SAME}"


def test_agreeing_at_once_needs_a_sentence_and_an_open_dimension(desk: Desk, opened: Opened):
    rate(desk, opened, 2)
    rate(desk.of("Ben Bo"), opened, 2)
    closed = refused(agree_where_all_gave_the_same, desk.context, opened, "LAW", SAME)
    assert codes(closed) == ["moderation.not_open"]
    open_moderation(desk.context, opened, "LAW")
    empty = refused(agree_where_all_gave_the_same, desk.context, opened, "LAW", "  ")
    assert codes(empty) == ["text.missing"]
    assert desk.store.record(opened.assessment).answers == {}


def order(desk: Desk, opened: Opened) -> list[str]:
    found = moderations(desk.context, opened, ["LAW-1", "LAW-2", "LAW-3"])
    return [one.indicator_id for one in contested_first(found)]


def test_what_lies_furthest_apart_comes_first_and_what_is_agreed_on_last(
    desk: Desk, opened: Opened
):
    two_raters(desk, opened, {"LAW-1": (2, 2), "LAW-2": (1, 3), "LAW-3": (0, 4)})
    assert order(desk, opened) == ["LAW-3", "LAW-2", "LAW-1"]
    agree(desk, opened, 2, "LAW-3", rationale=REASON)
    assert order(desk, opened) == ["LAW-2", "LAW-1", "LAW-3"]
    assert not moderation(desk.context, opened, "LAW-3").needs_talk
    changed = an_answer("LAW-3", 4)
    record_answer(desk.context, opened, changed, 1, change_reason="A law of May.")
    # What was changed after the team had agreed is looked at before everything else.
    assert order(desk, opened) == ["LAW-3", "LAW-2", "LAW-1"]


@pytest.mark.parametrize(("given", "level"), [((2, 2), 2), ((2, 3), None), ((2, "II"), None)])
def test_there_is_a_common_level_only_where_all_gave_it(
    desk: Desk, opened: Opened, given: tuple, level: int | None
):
    two_raters(desk, opened, {"LAW-1": given})
    found = moderation(desk.context, opened, "LAW-1")
    assert found.common_level == level
    without = replace(found, spread=replace(found.spread, levels=()))
    assert without.common_level is None

"""Agreeing on levels, and how far raters agree, on both databases."""

import pytest

from assessment.services.answers import record_answer, record_dissent
from assessment.services.context import Opened
from assessment.services.moderation import (
    agreement,
    agreement_by_indicator,
    moderate,
    moderations,
    open_moderation,
)
from assessment.storage.store import DatabaseStore
from tests.builders import an_answer, small_framework
from tests.unit.ratings.rating_desk import REASON, agree, rate
from tests.unit.services.desk import Desk, codes, desk_of, refused, with_questionnaire


def test_what_is_agreed_on_becomes_the_answer_and_leaves_ratings_and_spread(
    desk: Desk, opened: Opened
):
    rate(desk, opened, 0)
    rate(desk.of("Ben Bo"), opened, 3, group="ministry")
    open_moderation(desk.context, opened, "LAW")
    agree(desk, opened, 1, rationale=REASON)
    recorded = desk.store.record(opened.assessment).answers["LAW-1"]
    assert (recorded.answer.level, recorded.origin) == (1, "consensus")
    record_dissent(desk.of("Ben Bo").context, opened, "LAW-1", 3, "The rulings were kept.")
    (found,) = moderations(desk.context, opened, ["LAW-1"])
    assert found.spread.levels == (0, 3)
    assert found.consensus == recorded
    assert [dissent.signed_as for dissent in found.dissents] == ["Ben Bo"]
    assert sorted(r.answer.level or 0 for r in found.ratings) == [0, 3]


@pytest.mark.parametrize("rationale", ["", "x" * 19, f"   {'x' * 19}      "])
def test_a_wide_spread_needs_a_sentence_on_how_it_was_agreed(
    desk: Desk, opened: Opened, rationale: str
):
    rate(desk, opened, 1)
    rate(desk.of("Ben Bo"), opened, 3)
    open_moderation(desk.context, opened, "LAW")
    (problem,) = refused(agree, desk, opened, 2, rationale=rationale)
    assert problem.code == "moderation.rationale_missing"
    assert "2 levels apart" in problem.found
    agree(desk, opened, 2, rationale="x" * 20)


def test_a_narrow_spread_needs_no_sentence(desk: Desk, opened: Opened):
    rate(desk, opened, 1)
    rate(desk.of("Ben Bo"), opened, 2)
    open_moderation(desk.context, opened, "LAW")
    agree(desk, opened, 2)


def test_moving_to_the_others_after_the_opening_does_not_save_the_sentence(
    desk: Desk, opened: Opened
):
    ben = desk.of("Ben Bo")
    rate(desk, opened, 1)
    rate(ben, opened, 3)
    open_moderation(desk.context, opened, "LAW")
    rate(ben, opened, 1)
    assert codes(refused(agree, desk, opened, 1)) == ["moderation.rationale_missing"]


def test_agreeing_on_nothing_is_refused(desk: Desk, opened: Opened):
    rate(desk, opened, 1)
    open_moderation(desk.context, opened, "LAW")
    assert codes(refused(agree, desk, opened, None)) == ["moderation.no_answer"]


def test_an_agreement_over_an_answer_that_was_not_seen_is_refused(desk: Desk, opened: Opened):
    rate(desk, opened, 1)
    open_moderation(desk.context, opened, "LAW")
    desk.answer(opened, "LAW-1", 4)
    problems = refused(moderate, desk.context, opened, an_answer("LAW-1", 1), 0)
    assert codes(problems) == ["answer.stale"]


def test_an_answer_given_afterwards_on_the_page_is_no_consensus(desk: Desk, opened: Opened):
    rate(desk, opened, 1)
    open_moderation(desk.context, opened, "LAW")
    agree(desk, opened, 1)
    answer = an_answer("LAW-1", 4)
    record_answer(desk.context, opened, answer, 1, change_reason="A law of May.")
    (found,) = moderations(desk.context, opened, ["LAW-1"])
    assert found.consensus is None
    assert found.agreed is not None
    assert found.agreed.recorded.answer.level == 1


def test_agreement_is_measured_on_ratings_given_alone(desk: Desk, opened: Opened):
    for name, levels in (("Ben Bo", (0, 2, 4)), ("Cleo Cruz", (0, 2, 4))):
        for indicator, level in zip(("LAW-1", "LAW-2", "LAW-3"), levels, strict=True):
            rate(desk.of(name), opened, level, indicator)
    open_moderation(desk.context, opened, "LAW")
    for indicator in ("LAW-1", "LAW-2", "LAW-3"):
        rate(desk, opened, 4, indicator)
    found = agreement(desk.context, opened)
    assert (found.overall.value, found.overall.n_raters) == (1.0, 2)


def test_agreement_by_indicator_counts_moderated_assessments_of_the_same_content(
    store: DatabaseStore,
):
    own, other = small_framework(), with_questionnaire(small_framework(), checksum="other")
    desk = desk_of(store, own)
    kept = {"a-1": (1, 1), "a-2": (3, 3), "a-3": (0, 4), "a-4": (4, 0)}
    for id_, levels in kept.items():
        checksum = (other if id_ == "a-3" else own).questionnaire.checksum
        opened = desk.begin(id=id_, period=id_, questionnaire_checksum=checksum)
        for name, level in zip(("Ben Bo", "Cleo Cruz"), levels, strict=True):
            rate(desk.of(name), opened, level)
        if id_ != "a-4":
            open_moderation(desk.context, opened, "LAW")
    (found,) = agreement_by_indicator(desk.context, desk.open("a-1"))
    assert (found.indicator_id, found.alpha.value, found.alpha.n_units) == ("LAW-1", 1.0, 2)

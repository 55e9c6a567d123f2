"""A new round begins with what the last one found, and nothing of it counts before a look."""

from dataclasses import replace

import pytest

from assessment.model.answer import Answer, Evidence, FlagEntry, Status
from assessment.model.assessment import Changes
from assessment.model.fingerprint import fingerprint
from assessment.model.scope import Scope
from assessment.services.answers import (
    add_evidence,
    answered_ids,
    carried_ids,
    read_history,
    read_indicator,
    record_answer,
)
from assessment.services.assessments import list_assessments
from assessment.services.context import Opened, open_assessment
from assessment.services.results import score
from assessment.services.rounds import begin_round, confirm_carried, read_last_round
from assessment.services.scope import save_scope
from assessment.storage.store import DatabaseStore
from tests.two_versions import both_versions
from tests.unit.services.desk import Desk, codes, desk_of, refused

LETTER = Evidence("SEC-1", "Letter", published="2025-11", protection="restricted")


@pytest.fixture
def desk(store: DatabaseStore) -> Desk:
    """Both versions of the small questionnaire, once on each kind of database."""
    return desk_of(store, *both_versions())


def last_round(desk: Desk) -> Opened:
    """Karsova in 2025, answered in version 1.0 with an answer of every kind."""
    opened = desk.begin(period="2025")
    desk.answer(opened, "LAW-1", 2, confidence="high", rationale="Judges said so.")
    desk.answer(opened, "LAW-2", 3, ticked=frozenset({"LAW-2.1a", "LAW-2.3a"}), reason="Seen.")
    desk.answer(opened, "LAW-3", 1)
    desk.answer(opened, "SEC-1", "NA")
    desk.answer(opened, "SEC-2", 4)
    desk.answer(opened, "PRE-1", "II")
    desk.answer(opened, "PRE-2", 0)
    add_evidence(desk.context, opened, LETTER)
    add_evidence(desk.context, opened, Evidence("LAW-3", "Budget"))
    desk.flag(opened, FlagEntry("X1", "present"))
    return opened


def next_round(desk: Desk) -> Opened:
    """Karsova in 2026, carried over into version 2.0."""
    last_round(desk)
    begun = begin_round(desk.context, "a-1", "2026")
    return open_assessment(desk.context, begun.assessment.id)


def test_the_next_round_asks_the_newest_version_of_the_same_place(desk: Desk) -> None:
    heading = next_round(desk).assessment
    assert (heading.questionnaire_version, heading.period) == ("2.0", "2026")
    assert (heading.state_code, heading.state_name, heading.mode) == ("XKA", "Karsova", "external")


def test_only_what_kept_its_meaning_is_carried_over(desk: Desk) -> None:
    opened = next_round(desk)
    record = desk.store.record(opened.assessment)
    # LAW-3 changed, SEC-2 was split, PRE-2 is gone, SEC-3 was not answered.
    assert set(record.carried) == {"LAW-1", "LAW-2", "SEC-1", "PRE-1"}
    assert record.carried["LAW-1"].answer == Answer(
        "LAW-1", Status.LEVEL, 2, confidence="high", rationale="Judges said so."
    )
    assert record.carried["LAW-2"].answer.ticked == {"LAW-2.1a", "LAW-2.3a"}
    assert record.carried["LAW-1"].origin == "carried_over"


def test_before_somebody_looked_it_is_no_answer(desk: Desk) -> None:
    opened = next_round(desk)
    record = desk.store.record(opened.assessment)
    assert record.answers == {}
    assert record.answer("LAW-1") == Answer("LAW-1")
    assert record.revision("LAW-1") == 1
    assert answered_ids(desk.context, opened) == frozenset()
    assert carried_ids(desk.context, opened) == {"LAW-1", "LAW-2", "SEC-1", "PRE-1"}
    (summary, _last) = list_assessments(desk.context)
    assert (summary.n_answered, summary.n_carried) == (0, 4)
    results = score(desk.context, opened)
    assert not results.has_begun
    assert all(one.value is None and one.n_scored == 0 for one in results.profile.dimensions)
    # SEC-1 does not apply once somebody says so again; until then it is asked of everybody.
    assert results.profile.dimensions[1].n_applicable == 4
    assert fingerprint(record) == fingerprint(replace(record, carried={}))


def test_still_holds_makes_the_same_answer_one_of_this_round(desk: Desk) -> None:
    opened = next_round(desk)
    confirm_carried(desk.context, opened, "LAW-1")
    newest, carried = read_history(desk.context, opened, "LAW-1")
    assert newest.answer == carried.answer
    assert (newest.origin, newest.revision) == ("page", 2)
    assert (carried.origin, carried.revision) == ("carried_over", 1)
    assert answered_ids(desk.context, opened) == {"LAW-1"}
    found = read_indicator(desk.context, opened, "LAW-1")
    assert found.carried is None
    assert found.recorded == newest


def test_a_second_click_on_still_holds_changes_nothing(desk: Desk) -> None:
    opened = next_round(desk)
    confirm_carried(desk.context, opened, "LAW-1")
    confirm_carried(desk.context, opened, "LAW-1")
    confirm_carried(desk.context, opened, "LAW-3")  # nothing waits there
    assert len(read_history(desk.context, opened, "LAW-1")) == 2
    assert read_history(desk.context, opened, "LAW-3") == ()


def test_another_answer_over_it_counts_and_one_that_did_not_see_it_is_refused(desk: Desk) -> None:
    opened = next_round(desk)
    answer = Answer("LAW-1", Status.LEVEL, 1)
    assert codes(refused(record_answer, desk.context, opened, answer, 0)) == ["answer.stale"]
    record_answer(desk.context, opened, answer, 1)
    assert desk.store.record(opened.assessment).answer("LAW-1").level == 1


def test_evidence_is_carried_over_with_its_date_and_its_protection_and_marked(desk: Desk) -> None:
    opened = next_round(desk)
    record = desk.store.record(opened.assessment)
    (letter,) = record.evidence  # that of LAW-3 speaks of another question
    assert replace(letter, id="") == LETTER
    assert record.carried_evidence == {letter.id}
    add_evidence(desk.context, opened, Evidence("SEC-1", "New report"))
    beside = read_indicator(desk.context, opened, "SEC-1")
    assert len(beside.evidence) == 2
    assert beside.carried_evidence == {letter.id}


def test_the_context_is_not_carried_over_and_the_scope_sheet_is(desk: Desk) -> None:
    last = last_round(desk)
    save_scope(desk.context, last, Scope(groups=("Group A",)), 0)
    begun = begin_round(desk.context, "a-1", "2026")
    record = desk.store.record(begun.assessment)
    assert record.flags == {}
    assert record.scope == Scope(groups=("Group A",))
    assert record.scope_revision == 1


def test_what_is_not_carried_over_is_listed_with_the_reason_and_the_earlier_answer(
    desk: Desk,
) -> None:
    opened = next_round(desk)
    found = read_last_round(desk.context, opened)
    assert found is not None
    assert list(found.changed) == ["LAW-3", "SEC-2", "SEC-4", "PRE-3"]
    assert found.changed["LAW-3"].why == "Why LAW-3 is changed."
    ((id_, earlier),) = found.answers_to("SEC-4")  # what SEC-2 said says something of it
    assert (id_, earlier.answer.level) == ("SEC-2", 4)
    assert list(found.answers_to("PRE-3")) == []


def test_what_is_changed_in_the_last_round_afterwards_is_not_seen_in_this_one(desk: Desk) -> None:
    opened = next_round(desk)
    desk.answer(desk.open("a-1"), "LAW-3", 4)
    found = read_last_round(desk.context, opened)
    assert found is not None
    ((_id, earlier),) = found.answers_to("LAW-3")
    assert earlier.answer.level == 1


def test_an_answer_that_nobody_looked_at_is_not_carried_on_to_a_third_round(desk: Desk) -> None:
    opened = next_round(desk)
    confirm_carried(desk.context, opened, "LAW-1")
    begun = begin_round(desk.context, opened.assessment.id, "2027")
    assert set(desk.store.record(begun.assessment).carried) == {"LAW-1"}
    assert begun.n_carried == 1


def test_the_same_round_is_not_begun_twice(desk: Desk) -> None:
    next_round(desk)
    assert codes(refused(begin_round, desk.context, "a-1", "2026")) == ["assessment.exists"]
    assert codes(refused(begin_round, desk.context, "a-1", " ")) == ["assessment.period_missing"]
    assert codes(refused(begin_round, desk.context, "a-9", "2027")) == ["assessment.unknown"]


def test_an_assessment_that_began_from_nothing_has_no_last_round(desk: Desk) -> None:
    opened = desk.begin()
    assert read_last_round(desk.context, opened) is None


def test_heading_answers_and_origin_are_written_together_or_not_at_all(desk: Desk) -> None:
    last = last_round(desk)
    entry, *_others = desk.store.record(last.assessment).evidence
    heading = replace(last.assessment, id="a-2", period="2026")
    doubled = Changes("carried_over", withdrawn_evidence=(entry.id, entry.id))
    with pytest.raises(Exception, match="evidence_withdrawal"):
        desk.store.create_assessment(heading, desk.context.actor, changes=doubled)
    assert desk.store.assessment("a-2") is None

"""Answers, evidence, dissent and flags: checked, signed, appended, and never changed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assessment.model.answer import Answer, Evidence, FlagEntry, Status
from assessment.services import answers as services
from assessment.services.answers import (
    add_evidence,
    answered_ids,
    read_flags,
    read_history,
    read_indicator,
    record_answer,
    record_dissent,
    record_flag,
    reply_to_dissent,
    withdraw_evidence,
)
from tests.builders import MOMENT, an_answer
from tests.unit.services.desk import Desk, codes, refused

REPORT = Evidence("LAW-1", "Report", "Bar Council", "2025", "https://example.org", "4", "public")
LONG = "x" * 10_001


def test_an_answer_is_stored_with_its_author_origin_and_moment(both_desks: Desk):
    opened = both_desks.begin()
    assert record_answer(both_desks.context, opened, an_answer("LAW-1", 3), 0, "command") == ()
    recorded = read_indicator(both_desks.context, opened, "LAW-1").recorded
    assert recorded.answer == an_answer("LAW-1", 3)
    assert (recorded.person_name, recorded.origin) == ("Ada Amin", "command")
    assert recorded.recorded_at == MOMENT + timedelta(minutes=1)


def test_an_answer_that_breaks_rules_is_refused_with_all_of_them(desk: Desk):
    opened = desk.begin()
    wrong = Answer("LAW-1", Status.LEVEL, 7, confidence="sure", ticked=frozenset({"LAW-1.9z"}))
    problems = refused(record_answer, desk.context, opened, wrong, 0)
    assert sorted(codes(problems)) == [
        "answer.confidence_unknown",
        "answer.level_unknown",
        "answer.statement_unknown",
    ]
    assert read_history(desk.context, opened, "LAW-1") == ()


def test_an_answer_to_no_indicator_is_refused(desk: Desk):
    problems = refused(record_answer, desk.context, desk.begin(), an_answer("NO-1", 2), 0)
    assert codes(problems) == ["answer.indicator_unknown"]


def test_a_warning_is_returned_and_stops_nothing(desk: Desk):
    opened = desk.begin()
    answer = an_answer("LAW-1", 4, ticked=frozenset({"LAW-1.1a"}))
    warnings = record_answer(desk.context, opened, answer, 0)
    assert codes(warnings) == ["answer.differs_from_statements"]
    assert read_indicator(desk.context, opened, "LAW-1").recorded.answer == answer


def test_a_warning_beside_an_error_is_not_among_the_reasons(desk: Desk):
    answer = an_answer("LAW-1", 4, ticked=frozenset({"LAW-1.1a"}), evidence_grade="D")
    problems = refused(record_answer, desk.context, desk.begin(), answer, 0)
    assert codes(problems) == ["answer.no_evidence_for_level"]


def test_a_stale_answer_is_refused_and_says_who_was_faster(both_desks: Desk):
    opened = both_desks.begin()
    record_answer(both_desks.of("Ben Bo").context, opened, an_answer("LAW-1", 1), 0)
    (problem,) = refused(record_answer, both_desks.context, opened, an_answer("LAW-1", 4), 0)
    assert (problem.code, problem.where) == ("answer.stale", "LAW-1")
    assert problem.found.startswith("Ben Bo (2 Mar 2026, 09:31 UTC) changed this answer")
    record_answer(both_desks.context, opened, an_answer("LAW-1", 4), 1)
    history = read_history(both_desks.context, opened, "LAW-1")
    assert [(found.person_name, found.answer.level) for found in history] == [
        ("Ada Amin", 4),
        ("Ben Bo", 1),
    ]


def test_taking_an_answer_back_counts_as_not_answered_and_keeps_the_old_one(desk: Desk):
    opened = desk.begin()
    desk.answer(opened, "LAW-1", 3)
    desk.answer(opened, "LAW-2", "II")
    desk.answer(opened, "LAW-1", None)
    assert answered_ids(desk.context, opened) == {"LAW-2"}
    assert [found.answer.level for found in read_history(desk.context, opened, "LAW-1")] == [
        None,
        3,
    ]


def test_evidence_is_added_and_an_id_that_it_brings_is_not_taken(desk: Desk):
    opened = desk.begin()
    add_evidence(desk.context, opened, replace(REPORT, id="mine"))
    (entry,) = read_indicator(desk.context, opened, "LAW-1").evidence
    assert replace(entry, id="") == REPORT
    assert entry.id not in ("", "mine")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "  "}, "evidence.title_missing"),
        ({"title": "\x00"}, "evidence.title_missing"),
        ({"indicator_id": "NO-1"}, "evidence.indicator_unknown"),
        ({"protection": "secret"}, "evidence.protection_unknown"),
        ({"link": LONG}, "evidence.text_too_long"),
    ],
)
def test_evidence_that_cannot_be_used_is_refused(desk: Desk, changes, code):
    opened = desk.begin()
    problems = refused(add_evidence, desk.context, opened, replace(REPORT, **changes))
    assert codes(problems) == [code]
    assert desk.store.record(opened.assessment).evidence == ()


def test_evidence_is_withdrawn_once_however_often_it_is_asked(both_desks: Desk):
    opened, context = both_desks.begin(), both_desks.context
    add_evidence(context, opened, REPORT)
    (entry,) = read_indicator(context, opened, "LAW-1").evidence
    for id_ in (entry.id, entry.id, "no such entry"):
        withdraw_evidence(context, opened, id_)
    assert read_indicator(context, opened, "LAW-1").evidence == ()


def test_a_second_tab_that_still_sees_the_evidence_withdraws_nothing_twice(desk, monkeypatch):
    opened = desk.begin()
    add_evidence(desk.context, opened, REPORT)
    seen = desk.store.record(opened.assessment)
    withdraw_evidence(desk.context, opened, seen.evidence[0].id)
    monkeypatch.setattr(type(desk.store), "record", lambda *_: seen)
    withdraw_evidence(desk.context, opened, seen.evidence[0].id)
    assert read_indicator(desk.context, opened, "LAW-1").evidence == ()


def test_a_dissent_is_signed_and_the_answer_stays(both_desks: Desk):
    opened = both_desks.begin()
    both_desks.answer(opened, "LAW-1", 3)
    ben = both_desks.of("Ben Bo").context
    record_dissent(ben, opened, "LAW-1", 1, "  Judges are moved away. ")
    found = read_indicator(ben, opened, "LAW-1")
    (dissent,) = found.dissents
    assert (dissent.level, dissent.reason) == (1, "Judges are moved away.")
    assert dissent.signed_as == "Ben Bo"
    assert found.recorded.answer.level == 3
    reply_to_dissent(both_desks.context, opened, dissent.id, " We looked again. ")
    (reply,) = read_indicator(ben, opened, "LAW-1").dissents[0].replies
    assert (reply.text, reply.signed_as) == ("We looked again.", "Ada Amin")


@pytest.mark.parametrize(
    ("indicator_id", "level", "reason", "code"),
    [
        ("LAW-1", 1, "  ", "text.missing"),
        ("LAW-1", 1, LONG, "text.too_long"),
        ("NO-1", 1, "So.", "dissent.indicator_unknown"),
        ("LAW-1", 9, "So.", "dissent.level_unknown"),
    ],
)
def test_a_dissent_without_sense_is_refused(desk: Desk, indicator_id, level, reason, code):
    opened = desk.begin()
    problems = refused(record_dissent, desk.context, opened, indicator_id, level, reason)
    assert codes(problems) == [code]
    assert desk.store.record(opened.assessment).dissents == ()


@pytest.mark.parametrize(
    ("text", "told"), [("", ["text.missing"]), (LONG, ["text.too_long"]), ("Yes.", [])]
)
def test_a_reply_without_sense_is_refused(desk: Desk, text, told):
    opened = desk.begin()
    problems = refused(reply_to_dissent, desk.context, opened, "none", text)
    assert codes(problems) == [*told, "dissent.unknown"]


def test_a_dissent_of_another_assessment_cannot_be_replied_to_from_here(desk: Desk):
    opened, other = desk.begin(), desk.begin(id="a-2", period="2027")
    record_dissent(desk.context, other, "LAW-1", 1, "So.")
    (dissent,) = desk.store.record(other.assessment).dissents
    problems = refused(reply_to_dissent, desk.context, opened, dissent.id, "Yes.")
    assert codes(problems) == ["dissent.unknown"]
    assert desk.store.record(other.assessment).dissents == (dissent,)


def test_there_is_no_way_to_change_or_to_remove_a_dissent():
    about_dissents = {name for name in vars(services) if "dissent" in name.casefold()}
    assert about_dissents == {"Dissent", "check_dissent", "record_dissent", "reply_to_dissent"}


def test_the_newest_entry_of_a_flag_is_read(both_desks: Desk):
    opened = both_desks.begin()
    for option in ("unknown", "acts"):
        record_flag(both_desks.context, opened, FlagEntry("X2", option, "2025", "Press", "low"))
    assert read_flags(both_desks.context, opened) == {
        "X2": FlagEntry("X2", "acts", "2025", "Press", "low")
    }


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (FlagEntry("X9", "present"), "flag.unknown"),
        (FlagEntry("X2", "present"), "flag.option_unknown"),
        (FlagEntry("X2", "acts", confidence="sure"), "flag.confidence_unknown"),
        (FlagEntry("X2", "acts", note=LONG), "flag.text_too_long"),
    ],
)
def test_a_flag_that_is_not_of_the_questionnaire_is_refused(desk: Desk, entry, code):
    opened = desk.begin()
    assert codes(refused(record_flag, desk.context, opened, entry)) == [code]
    assert read_flags(desk.context, opened) == {}

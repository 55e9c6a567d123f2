"""What was known at an earlier moment is read back as it was then, on both databases."""

from dataclasses import replace
from datetime import timedelta, timezone

import numpy as np
import pytest

from assessment.model.answer import Dissent, Reply
from assessment.model.assessment import Changes, Record
from assessment.model.fingerprint import fingerprint
from assessment.storage.store import DatabaseStore
from tests.builders import an_assessment
from tests.unit.storage.content import (
    FLAG,
    REPORT,
    answered,
    begun,
    later,
    written_everything,
)


def test_before_anything_was_written_the_record_is_empty(store: DatabaseStore):
    assessment, _ = written_everything(store)
    assert store.record_at(assessment, later(0)) == Record(assessment)


def test_after_everything_was_written_the_record_is_that_of_now(store: DatabaseStore):
    assessment, _ = written_everything(store)
    now = store.record(assessment)
    assert store.record_at(assessment, later(5)) == now
    assert store.record_at(assessment, later(60 * 24 * 365)) == now


def test_what_was_recorded_at_the_very_moment_belongs_to_it(store: DatabaseStore):
    assessment, actor = begun(store)
    moment = later(1) + timedelta(microseconds=1)
    store.write(assessment.id, answered("LAW-1", 3), actor, moment)
    assert store.record_at(assessment, moment).answer("LAW-1").level == 3
    before = store.record_at(assessment, moment - timedelta(microseconds=1))
    assert before.answers == {}


def test_a_later_answer_changes_nothing_of_an_earlier_moment(store: DatabaseStore):
    assessment, actor = begun(store)
    for seen, level in enumerate((1, None, 4)):
        store.write(assessment.id, answered("LAW-1", level, seen), actor, later(seen))
    found = [store.record_at(assessment, later(minute)).answers["LAW-1"] for minute in range(3)]
    assert [(one.revision, one.answer.level) for one in found] == [(1, 1), (2, None), (3, 4)]
    assert found == list(store.history(assessment.id, "LAW-1"))[::-1]


def test_evidence_withdrawn_later_still_counted_then(store: DatabaseStore):
    assessment, _ = written_everything(store)
    titles = [
        [entry.title for entry in store.record_at(assessment, later(minute)).evidence]
        for minute in range(3)
    ]
    assert titles == [[], ["Report on courts", "Letter"], ["Report on courts"]]


def test_a_rating_widens_an_interval_from_the_moment_on_that_it_was_opened(store: DatabaseStore):
    assessment, _ = written_everything(store)
    # It was given at minute 3; until it is opened nobody may see it, not by an interval either.
    found = [store.record_at(assessment, later(minute)).rated for minute in (2, 3, 4)]
    assert found == [{}, {}, {"LAW-1": (3,)}]


def test_a_reply_given_later_does_not_stand_under_a_dissent_yet(store: DatabaseStore):
    assessment, _ = written_everything(store)
    (then,) = store.record_at(assessment, later(1)).dissents
    (now,) = store.record_at(assessment, later(2)).dissents
    assert then.replies == ()
    assert [reply.text for reply in now.replies] == ["We looked again."]
    assert replace(now, replies=()) == then


def test_a_context_flag_is_the_one_of_then(store: DatabaseStore):
    assessment, actor = begun(store)
    for minute, option in enumerate(("unknown", "present", "none")):
        entry = replace(FLAG, option=option)
        store.write(assessment.id, Changes("page", flags=(entry,)), actor, later(minute))
    options = [store.record_at(assessment, later(n)).flags["X1"].option for n in range(3)]
    assert options == ["unknown", "present", "none"]


@pytest.mark.parametrize("hours", [-7, 0, 5.75])
def test_a_moment_means_the_same_in_every_time_zone(store: DatabaseStore, hours: float):
    assessment, actor = begun(store)
    for seen in range(3):
        store.write(assessment.id, answered("LAW-1", seen, seen), actor, later(seen * 60))
    local = later(60).astimezone(timezone(timedelta(hours=hours)))
    assert store.record_at(assessment, local) == store.record_at(assessment, later(60))


def test_another_assessment_is_not_mixed_in(store: DatabaseStore):
    _, actor = written_everything(store)
    other = an_assessment(id="a-2", period="2027")
    store.create_assessment(other, actor)
    store.write(other.id, answered("LAW-3", 1), actor, later(1))
    assert set(store.record_at(other, later(9)).answers) == {"LAW-3"}


def test_every_moment_of_a_long_history_reads_back_as_it_was_seen_then(store: DatabaseStore):
    """The naive route: keep what was read at each moment, and compare at the end."""
    assessment, actor = begun(store)
    rng = np.random.default_rng(7)
    seen: list[Record] = []
    for minute in range(60):
        changes = _some_change(seen[-1] if seen else Record(assessment), rng)
        store.write(assessment.id, changes, actor, later(minute))
        seen.append(store.record(assessment))
    again = [store.record_at(assessment, later(minute)) for minute in range(60)]
    assert again == seen
    assert [fingerprint(one) for one in again] == [fingerprint(one) for one in seen]


def _some_change(now: Record, rng: np.random.Generator) -> Changes:
    """One of the things that people do, by chance."""
    id_ = f"LAW-{rng.integers(1, 4)}"
    match rng.integers(5):
        case 0 if now.evidence:
            return Changes("page", withdrawn_evidence=(now.evidence[0].id,))
        case 1:
            return Changes("page", evidence=(REPORT,))
        case 2:
            option = str(rng.choice(["present", "none"]))
            return Changes("page", flags=(replace(FLAG, option=option),))
        case 3 if now.dissents:
            reply = Reply("Seen.", "Ada Amin", later(0))
            return Changes("page", replies=((now.dissents[0].id, reply),))
        case 3:
            return Changes("page", dissents=(Dissent("LAW-1", 1, "No.", "Ben Bo", later(0)),))
    return answered(id_, int(rng.integers(5)), now.revision(id_))

"""Acceptances of findings are appended, and come back as they were written."""

from dataclasses import replace

import pytest

from assessment.model.assessment import StaleWrite
from assessment.storage.store import DatabaseStore
from tests.unit.storage.content import ACCEPTANCE, begun, later


def test_acceptances_come_back_in_their_order_and_the_last_word_on_a_finding_counts(
    store: DatabaseStore,
):
    assessment, actor = begun(store)
    other = replace(ACCEPTANCE, fingerprint="fedcba", subject="LAW-2")
    back = replace(ACCEPTANCE, kind="taken_back", reason="It was repealed.")
    store.write_acceptances(assessment.id, [ACCEPTANCE, other], 0, actor, later(1))
    store.write_acceptances(assessment.id, [back], 2, actor, later(2), origin="command")
    found = store.acceptances(assessment.id)
    assert [one.acceptance for one in found.entries] == [ACCEPTANCE, other, back]
    assert [one.number for one in found.entries] == [1, 2, 3]
    assert found.entries[2].person_name == actor.name
    assert found.entries[2].recorded_at == later(2)
    assert [*found.standing] == ["fedcba"]


def test_what_was_accepted_on_what_was_not_seen_is_not_written(store: DatabaseStore):
    assessment, actor = begun(store)
    store.write_acceptances(assessment.id, [ACCEPTANCE], 0, actor, later(1))
    with pytest.raises(StaleWrite):
        store.write_acceptances(assessment.id, [ACCEPTANCE, ACCEPTANCE], 0, actor, later(2))
    assert [one.number for one in store.acceptances(assessment.id).entries] == [1]


def test_each_assessment_has_its_own(store: DatabaseStore):
    assessment, actor = begun(store)
    begun(store, id="a-2", period="2027")
    store.write_acceptances(assessment.id, [ACCEPTANCE], 0, actor, later(1))
    assert store.acceptances("a-2").entries == ()

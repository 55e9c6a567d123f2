"""Scope sheets are appended, read back as they were written, and never hide a newer one."""

from dataclasses import replace

import pytest

from assessment.model.assessment import Changes, NewScope, StaleWrite
from assessment.model.scope import SCOPE, Scope
from assessment.storage.store import DatabaseStore
from tests.unit.storage import content
from tests.unit.storage.content import begun, later, written_everything

FIRST = Scope(government=("Ministers",), groups=("Group A", "مجموعة ب 😀"))
SECOND = replace(FIRST, not_reached=("none",))


def scope(sheet: Scope, seen: int = 0) -> Changes:
    """One scope sheet, filled in on the page."""
    return Changes("page", scope=NewScope(sheet, seen))


def test_before_the_first_sheet_there_is_none(store: DatabaseStore):
    assessment, _ = begun(store)
    assert store.scope(assessment.id) is None
    record = store.record(assessment)
    assert (record.scope, record.scope_revision) == (Scope(), 0)


def test_the_newest_sheet_counts_and_says_who_filled_it_in(store: DatabaseStore):
    assessment, actor = begun(store)
    store.write(assessment.id, scope(FIRST), actor, later(1))
    store.write(assessment.id, scope(SECOND, seen=1), actor, later(2))
    found = store.scope(assessment.id)
    assert found is not None
    assert (found.scope, found.revision) == (SECOND, 2)
    assert (found.person_name, found.origin, found.recorded_at) == ("Ada Amin", "page", later(2))


def test_an_earlier_moment_has_the_sheet_of_then(store: DatabaseStore):
    assessment, actor = begun(store)
    store.write(assessment.id, scope(FIRST), actor, later(1))
    store.write(assessment.id, scope(SECOND, seen=1), actor, later(2))
    then = [store.record_at(assessment, later(minute)) for minute in range(3)]
    assert [(one.scope, one.scope_revision) for one in then] == [
        (Scope(), 0),
        (FIRST, 1),
        (SECOND, 2),
    ]


@pytest.mark.parametrize("seen", [0, 2])
def test_a_sheet_that_did_not_see_the_newest_is_refused_with_all_beside_it(
    store: DatabaseStore, seen: int
):
    assessment, actor = begun(store)
    store.write(assessment.id, scope(FIRST), actor, later(1))
    changes = replace(content.answered("LAW-1", 3), scope=NewScope(SECOND, seen))
    with pytest.raises(StaleWrite) as caught:
        store.write(assessment.id, changes, actor, later(2))
    assert caught.value.indicator_ids == (SCOPE,)
    record = store.record(assessment)
    assert (record.scope, record.answers) == (FIRST, {})


def test_the_sheet_of_another_assessment_is_not_mixed_in(store: DatabaseStore):
    assessment, actor = written_everything(store)
    other, _ = begun(store, id="a-2", period="2027")
    store.write(other.id, scope(FIRST), actor, later(3))
    assert store.record(assessment).scope == content.SCOPE
    assert store.record(other).scope == FIRST

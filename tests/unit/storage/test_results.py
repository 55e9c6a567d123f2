"""Where results are kept: on both databases, for good, each kind apart from the others."""

from assessment.model.assessment import StoredResult
from assessment.storage.store import DatabaseStore
from tests.unit.storage.content import begun, later


def test_results_of_a_kind_come_back_with_their_texts_the_oldest_first(store: DatabaseStore):
    assessment, actor = begun(store)
    texts = [f'{{"seed": {n}, "name": "مرحبا"}}' for n in range(3)]
    ids = [
        store.save_result(assessment.id, "baseline", text, actor, later(n))
        for n, text in enumerate(texts)
    ]
    expected = tuple(
        StoredResult(ids[n], actor.name, later(n), assessment.id, text)
        for n, text in enumerate(texts)
    )
    assert store.stored_results("baseline") == expected
    assert [store.stored_result("baseline", id_) for id_ in ids] == list(expected)
    assert store.stored_result("baseline", "gone") is None


def test_kinds_never_see_each_other(store: DatabaseStore):
    assessment, actor = begun(store)
    one = store.save_result(assessment.id, "uncertainty", "a", actor, later(1))
    two = store.save_result(assessment.id, "baseline", "b", actor, later(2))
    assert store.stored_result("baseline", one) is store.stored_result("uncertainty", two) is None
    assert [found.id for found in store.results_of("uncertainty", assessment.id)] == [one]
    assert [found.id for found in store.stored_results("baseline")] == [two]
    assert store.result_ids("baseline", one[:4]) == (two,)


def test_ids_are_found_by_their_beginning_two_at_most(store: DatabaseStore):
    assessment, actor = begun(store)
    ids = [store.save_result(assessment.id, "x", "a", actor, later(n)) for n in range(3)]
    assert store.result_ids("x", "") == tuple(ids[:2])
    assert store.result_ids("x", ids[2]) == (ids[2],)
    assert store.result_ids("x", "%") == store.result_ids("x", "_") == ()

"""Where frozen baselines are kept: on both databases, for good, apart from other results."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from assessment.model.store_results import KeptResult, StoredResult
from assessment.storage.engine import writing
from assessment.storage.results import DatabaseResultStore
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import RESULT
from tests.unit.storage.content import begun, later


def test_results_of_a_kind_come_back_with_their_texts_the_oldest_first(
    store: DatabaseStore, engine: Engine
):
    assessment, actor = begun(store)
    baselines = DatabaseResultStore(engine, "uncertainty").of_kind("baseline")
    ids = [baselines.save_result(assessment.id, f"{n}", actor, later(n)) for n in range(3)]
    expected = tuple(
        StoredResult(KeptResult(id_, actor.name, later(n)), assessment.id, f"{n}")
        for n, id_ in enumerate(ids)
    )
    assert baselines.stored_results() == expected
    assert [baselines.stored_result(id_) for id_ in ids] == list(expected)
    assert baselines.stored_result("gone") is None


def test_kinds_never_see_each_other(store: DatabaseStore, engine: Engine):
    assessment, actor = begun(store)
    analyses = DatabaseResultStore(engine, "uncertainty")
    baselines = analyses.of_kind("baseline")
    one = analyses.save_result(assessment.id, "a", actor, later(1))
    two = baselines.save_result(assessment.id, "b", actor, later(2))
    assert baselines.stored_result(one) is analyses.stored_result(two) is None
    assert [found.id for found in analyses.results_of(assessment.id)] == [one]
    assert [found.heading.id for found in baselines.stored_results()] == [two]


@pytest.mark.parametrize("change", ["update", "delete"])
def test_nobody_can_alter_or_delete_a_baseline(store: DatabaseStore, engine: Engine, change: str):
    assessment, actor = begun(store)
    baselines = DatabaseResultStore(engine, "baseline")
    id_ = baselines.save_result(assessment.id, "kept", actor, later(1))
    statement = RESULT.update().values(content="x") if change == "update" else RESULT.delete()
    with pytest.raises(DBAPIError, match="never changed"), writing(engine) as connection:
        connection.execute(statement)
    assert baselines.result(id_) == "kept"

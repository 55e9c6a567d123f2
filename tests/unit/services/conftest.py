"""A desk to work at: on both databases where that may differ, and on SQLite where it may not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.storage.store import DatabaseStore
from tests.databases import database_url, engine, open_with_tables, store
from tests.unit.services.desk import Desk, desk_of

__all__ = ["both_desks", "database_url", "desk", "engine", "store"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The small questionnaire on SQLite."""
    opened = open_with_tables(f"sqlite:///{tmp_path / 'desk.db'}")
    yield desk_of(DatabaseStore(opened))
    opened.dispose()


@pytest.fixture
def both_desks(store: DatabaseStore) -> Desk:
    """The small questionnaire, once on each kind of database."""
    return desk_of(store)

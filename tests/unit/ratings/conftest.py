"""The two databases, and a desk with an assessment, for the tests that keep ratings."""

import pytest

from assessment.services.context import Opened
from assessment.storage.store import DatabaseStore
from tests.databases import database_url, engine, store
from tests.unit.services.desk import Desk, desk_of

__all__ = ["database_url", "desk", "engine", "opened", "store"]


@pytest.fixture
def desk(store: DatabaseStore) -> Desk:
    return desk_of(store)


@pytest.fixture
def opened(desk: Desk) -> Opened:
    return desk.begin()

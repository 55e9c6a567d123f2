"""An installation with the small questionnaire, and both databases, for comparing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import database_url, engine, store
from tests.pages.workspace import Workspace

__all__ = ["database_url", "desk", "engine", "store"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(tmp_path)
    yield made
    made.close()

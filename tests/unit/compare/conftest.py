"""An installation with the small questionnaire, for comparing what is stored in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.workspace import Workspace


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(tmp_path)
    yield made
    made.close()

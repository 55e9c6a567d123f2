from pathlib import Path

import pytest

from tests.unit.index.spoiling import ASKED, SCORED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index folder without a mistake, to be spoiled."""
    place = tmp_path / "mine"
    place.mkdir()
    (place / "index.yaml").write_text(ASKED, encoding="utf-8")
    (place / "scoring.yaml").write_text(SCORED, encoding="utf-8")
    return place

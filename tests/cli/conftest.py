import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import ROOT, Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal with an empty database and the small example questionnaire."""
    shelf = tmp_path / "questionnaires"
    shutil.copytree(ROOT / "questionnaires" / "example", shelf / "example")
    folder = tmp_path / "work"
    folder.mkdir()
    return Terminal(folder, shelf)

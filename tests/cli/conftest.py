import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import ROOT, Terminal
from tests.databases import copy_tables


@pytest.fixture
def new_terminal(tmp_path: Path) -> Terminal:
    """A terminal with the small example questionnaire, and without any database."""
    shelf = tmp_path / "questionnaires"
    shutil.copytree(ROOT / "questionnaires" / "example", shelf / "example")
    folder = tmp_path / "work"
    folder.mkdir()
    return Terminal(folder, shelf)


@pytest.fixture
def terminal(new_terminal: Terminal) -> Terminal:
    """A terminal with an empty database and the small example questionnaire."""
    copy_tables(new_terminal.folder / "spca.db")
    return new_terminal

"""What the tests of several rooms share."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.pseudo import PSEUDO, pseudo_catalogue, pseudo_questionnaires
from tests.read_once import keep_what_was_read

# Several processes of tests share this machine with whatever else it does, so no example is refused
# for the time it takes.
settings.register_profile("spca", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("spca")
keep_what_was_read()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process of tests more than there are cores: some wait for a browser or a server."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Keep what was loaded out of the garbage collector.

    Streamlit collects after each run of a page. Thousands of collected tests and all libraries
    would be gone through each time, which is more work than most pages are.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def pseudo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the catalogue of the pseudo-language."""
    folder = tmp_path_factory.mktemp("pseudo")
    pseudo_catalogue(folder)
    return folder


@pytest.fixture(scope="session")
def pseudo_shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The questionnaires that ship, with all they say in the pseudo-language as well."""
    folder = tmp_path_factory.mktemp("pseudo-questionnaires")
    pseudo_questionnaires(folder)
    return folder


@pytest.fixture
def pseudo_language(pseudo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run in the pseudo-language, which puts every marked text into ⟦⟧."""
    monkeypatch.setenv("SPCA_LOCALES", str(pseudo_folder))
    monkeypatch.setenv("SPCA_LANGUAGE", PSEUDO)
    return PSEUDO

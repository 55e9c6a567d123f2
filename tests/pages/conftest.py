import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import app_test, local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from tests.pages.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """An installation of its own, which the pages open as well."""
    made = Workspace(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    # Each test opens the app anew; what it loads must not stay in memory for good, and is collected
    # when there is enough of it, not after each opening and each run of a page.
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "collect", lambda _generation=2: 0)
    _let_the_frame_name_the_pages(monkeypatch)
    # Each tab would look through every installed package for components, of which we have none.
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", _find_nothing)
    # Pages are compiled once, not once a tab, and nobody asks a thousand times a second whether the
    # run has ended.
    for module in (app_test, local_script_runner):
        monkeypatch.setattr(module, "ScriptCache", lambda: _COMPILED)
    monkeypatch.setattr(local_script_runner, "require_widgets_deltas", _wait_for_the_run)
    st.cache_resource.clear()
    yield made
    made.close()
    st.cache_resource.clear()


_COMPILED = ScriptCache()


def _wait_for_the_run(runner: LocalScriptRunner, timeout: float = 3) -> None:
    """Wait until a run has ended, as Streamlit's test does, without using the processor."""
    if runner._script_thread is not None:
        runner._script_thread.join(timeout)
    if not runner.script_stopped():
        runner.request_stop()
        pytest.fail(f"The page did not end within {timeout} seconds.")


def _find_nothing(_manager: BidiComponentManager, **_: bool) -> None:
    """Stand in for a search that finds nothing."""


def _let_the_frame_name_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run app.py at every step, as a server does once st.navigation has named the pages.

    Streamlit's test otherwise takes each step for the first of a new server, and
    then runs the files in ``pages/`` without app.py.
    """
    begin = PagesManager.__init__

    def begin_later(self: PagesManager, *args: object, **kwargs: object) -> None:
        PagesManager.uses_pages_directory = False
        begin(self, *args, **kwargs)

    monkeypatch.setattr(PagesManager, "__init__", begin_later)

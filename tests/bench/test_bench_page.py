import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def measured(folder: Path) -> dict[str, Any]:
    done = _bench(folder, "--people", "2", "--seconds", "3", "--think", "0.3", "--quick", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _bench(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    own = folder / "own.db"
    return subprocess.run(
        [sys.executable, "-m", "assessment.cli", "bench", "page", *words],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SPCA_DATABASE_URL": f"sqlite:///{own}",
            "TMPDIR": str(folder),
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )


def _load(measured: dict[str, Any], server: str) -> dict[str, Any]:
    (found,) = [load for load in measured["loads"] if load["server"] == server]
    return found


@pytest.mark.parametrize("server", ["app", "bare page"])
def test_both_servers_answer_clicks_of_everybody(measured: dict[str, Any], server: str) -> None:
    load = _load(measured, server)
    assert load["people"] == 2
    assert load["clicks"] > 0
    # Each person clicked once before the measurement, too.
    assert load["clicks_sent"] == load["clicks"] + 2
    assert 0 < load["median_ms"] <= load["p95_ms"] <= load["max_ms"]


def test_every_click_on_the_app_is_in_the_database(measured: dict[str, Any]) -> None:
    load = _load(measured, "app")
    assert load["revisions_saved"] == load["clicks_sent"]
    assert load["questions_wrong"] == 0
    assert measured["all_saved"] is True


def test_the_bare_page_saves_nothing_and_says_so(measured: dict[str, Any]) -> None:
    assert _load(measured, "bare page")["revisions_saved"] is None


def test_both_servers_draw_about_as_much_for_a_click(measured: dict[str, Any]) -> None:
    app, bare = (_load(measured, name)["messages_per_click"] for name in ("app", "bare page"))
    assert abs(app - bare) <= 0.1 * app


def test_a_cold_start_has_its_moments_in_their_order(measured: dict[str, Any]) -> None:
    assert [start["server"] for start in measured["starts"]] == ["app", "bare page"]
    for start in measured["starts"]:
        assert 0 < start["healthy"] < start["content"] <= start["whole"]


def test_each_target_is_told_with_what_was_found(measured: dict[str, Any]) -> None:
    assert all(set(each) == {"target", "found", "met"} for each in measured["targets"])
    assert len(measured["targets"]) >= 2


def test_nothing_is_left_behind_and_the_own_database_is_not_touched(
    measured: dict[str, Any], folder: Path
) -> None:
    assert measured["all_saved"]
    assert list(folder.iterdir()) == []


def test_a_page_that_does_not_save_ends_with_1(folder: Path) -> None:
    """The store forgets every answer: the pages look alike, and the count must see it."""
    site = folder / "site"
    site.mkdir()
    forget = (
        "import sys\n"
        "if 'streamlit' in sys.orig_argv:\n"
        "    from assessment.storage.store import DatabaseStore\n"
        "    DatabaseStore.write = lambda *_: None\n"
    )
    (site / "sitecustomize.py").write_text(forget, encoding="utf-8")
    words = "import sys; from assessment.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", words, "bench", "page", "--people", "1", "--quick", "--json"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(site), str(ROOT)))},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    measured = json.loads(done.stdout)
    assert measured["all_saved"] is False
    assert _load(measured, "app")["questions_wrong"] == 1

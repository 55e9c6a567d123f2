"""The servers that take turns: the app, the bare page, and the app with other settings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assessment.wiring import ROOT
from tests.benchmarks.server import Plan, Server
from tests.benchmarks.workspace import (
    Seat,
    Workspace,
    prepare_bare_page,
    prepare_workspace,
)

APP, BARE = "app", "bare page"
APP_COLLECTING, APP_NOT_FROZEN = "app, collecting", "app, collecting, not frozen"
_COLLECT = ("--runner.postScriptGC=true",)
# Python runs a module of this name before anything else, so the app need not know of it.
_NOT_FROZEN = "import gc\n\ngc.freeze = lambda: None\n"


@dataclass(frozen=True)
class Contender:
    """A server to be measured; the bare page has no workspace."""

    plan: Plan
    seats: tuple[Seat, ...]
    workspace: Workspace | None = None


@dataclass(frozen=True)
class Running:
    """A contender whose server runs."""

    contender: Contender
    server: Server


def prepare_contenders(folder: Path, n_seats: int, *, compare_gc: bool) -> Iterator[Contender]:
    """Prepare app and bare page in a folder, each with what it needs for so many people.

    Parameters
    ----------
    compare_gc
        Also prepare the app with Streamlit's own setting, which collects garbage
        after each click: once as it is, once without ``gc.freeze``.
    """
    workspace = _prepare_workspace(folder, APP, n_seats)
    yield _app(APP, workspace)
    prepare_bare_page(folder / "bare", workspace.questionnaire)
    yield Contender(Plan(BARE, folder / "bare"), workspace.seats)
    if compare_gc:
        yield _app(APP_COLLECTING, _prepare_workspace(folder, APP_COLLECTING, n_seats), _COLLECT)
        (folder / "sitecustomize.py").write_text(_NOT_FROZEN, encoding="utf-8")
        not_frozen = _prepare_workspace(folder, APP_NOT_FROZEN, n_seats)
        yield _app(APP_NOT_FROZEN, not_frozen, _COLLECT, {"PYTHONPATH": str(folder)})


def _prepare_workspace(folder: Path, name: str, n_seats: int) -> Workspace:
    place = folder / name.replace(", ", "-").replace(" ", "-")
    place.mkdir()
    return prepare_workspace(place, n_seats)


def _app(
    name: str,
    workspace: Workspace,
    options: tuple[str, ...] = (),
    more: Mapping[str, str] | None = None,
) -> Contender:
    environment = {**workspace.environment, **(more or {})}
    return Contender(Plan(name, ROOT, environment, options), workspace.seats, workspace)

"""Programs as processes of their own; the libraries that all of them need are loaded once."""

import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from types import ModuleType
from unittest.mock import patch

SERVER = multiprocessing.get_context("forkserver")
# Not the product: some programs run with a copy of it that was changed.
SERVER.set_forkserver_preload(
    [
        "alembic.command",
        "babel",
        "pandas",
        "psycopg",
        "pydantic",
        "pytest",
        "sqlmodel",
        "streamlit.testing.v1",
        "typer",
    ]
)


def start(program: Callable[..., None], *arguments: object) -> ForkServerProcess:
    """Run a function in a process that has loaded nothing but libraries."""
    process = SERVER.Process(target=program, args=arguments)
    # A test of a page leaves app.py as the main module, and the process would begin by running
    # that, with the house of this repository and not with one that was changed.
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        process.start()
    return process

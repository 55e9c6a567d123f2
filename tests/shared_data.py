"""The data of others that some tests compare with; they are kept beside a clone, never in it."""

import os
from pathlib import Path

import pytest

DATA = Path(
    os.environ.get("SPCA_SHARED_DATA", Path(__file__).parents[1] / ".." / "shared" / "data")
)


def reference(name: str) -> Path:
    """Return a text of others about what the questionnaire is to do, likewise."""
    return shared("..", "reference", name)


def shared(*parts: str) -> Path:
    """Return a file or folder of others; without it the test skips and says why.

    Where `SPCA_REQUIRE_ALL` is 1 the test fails instead, unless whoever runs the tests has
    said with `SPCA_WITHOUT_SHARED_DATA` that the whole folder is not there.
    """
    path = DATA.joinpath(*parts)
    if not path.exists():
        must_run = os.environ.get("SPCA_REQUIRE_ALL") == "1"
        excused = os.environ.get("SPCA_WITHOUT_SHARED_DATA") == "1" and not DATA.exists()
        refuse = pytest.fail if must_run and not excused else pytest.skip
        refuse(f"the reference data {'/'.join(parts)} are not on this machine")
    return path

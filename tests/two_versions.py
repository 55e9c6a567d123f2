"""The small questionnaire in two versions beside each other, as files and as frameworks."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from assessment.library.load import load_framework
from assessment.model.framework import Framework
from tests import small_questionnaire as small

PARTS: dict[str, dict[str, Callable[[], Any]]] = {
    "1.0": {
        "instrument.yaml": small.small_instrument,
        "scoring.yaml": small.small_rules,
        "programmes.yaml": small.small_catalogue,
    },
    "2.0": {
        "instrument.yaml": small.small_instrument_2,
        "scoring.yaml": small.small_rules_2,
        "programmes.yaml": small.small_catalogue_2,
        "changes/all.yaml": small.small_changes,
    },
}


def write_version(shelf: Path, version: str, **parts: Any) -> Path:
    """Write one version of the small questionnaire onto a shelf.

    Parameters
    ----------
    parts
        Name of a part without its ending to other data for it.
    """
    folder = shelf / "small" / version
    for name, make in PARTS[version].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = parts.get(path.stem) or make()
        path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return folder


def write_both(shelf: Path) -> Path:
    """Write both versions; return the folder of the newer one."""
    write_version(shelf, "1.0")
    return write_version(shelf, "2.0")


@cache
def both_versions() -> tuple[Framework, Framework]:
    """Both versions, read from files, the older first."""
    with TemporaryDirectory() as folder:
        write_both(Path(folder))
        found = [load_framework(Path(folder) / "small" / version) for version in PARTS]
    problems = [str(problem) for one in found for problem in one.problems]
    assert all(one.framework for one in found), problems
    older, newer = (one.framework for one in found)
    assert older is not None
    assert newer is not None
    return older, newer

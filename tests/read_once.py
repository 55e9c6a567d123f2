"""What tests read again and again is read once a process, and kept by all that was read.

A questionnaire that differs in one sign is another one; so a test that changes a file, or the
language of the messages, gets what the product makes of just that.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy import URL, Engine

from assessment.library import shelf, yaml_file
from assessment.library.load import Loaded
from assessment.library.versions import folder_to_read, is_version, name_of
from assessment.locales import language
from assessment.storage import engine

Key = tuple[object, ...]
_MOST_KEPT = 100


def keep_what_was_read() -> None:
    """Let each file and each folder of a questionnaire be read once a process."""
    engine.create_engine = _with_kept_statements(engine.create_engine)
    yaml_file._read_tree = _kept_tree(yaml_file._read_tree)
    shelf.load_framework = _kept_folder(shelf.load_framework)


def _with_kept_statements(create: Callable[..., Engine]) -> Callable[..., Engine]:
    """Let all databases of SQLite of a process share the statements that were put into SQL."""
    model = create("sqlite://")
    model.connect().close()

    def create_engine(url: URL | str, **options: object) -> Engine:
        made = create(url, **options)
        if made.dialect.name == model.dialect.name and not options:
            made.dialect, made._compiled_cache = model.dialect, model._compiled_cache
        return made

    return create_engine


def _kept_tree(read: Callable) -> Callable:
    @lru_cache(_MOST_KEPT)
    def read_once(text: str, name: str, _language: str):
        return read(text, name)

    return lambda text, name: read_once(text, name, language())


def _kept_folder(load: Callable[[Path], Loaded]) -> Callable[[Path], Loaded]:
    kept: dict[Key, Loaded] = {}

    def load_once(folder: Path) -> Loaded:
        try:
            key = _all_that_is_read(folder_to_read(folder))
        except OSError:
            return load(folder)
        if key not in kept:
            if len(kept) == _MOST_KEPT:
                kept.clear()
            kept[key] = load(folder)
        return replace(kept[key], folder=folder_to_read(folder))

    return load_once


def _all_that_is_read(folder: Path) -> Key:
    """Return every word of a folder; beside a version stand those that it is compared with."""
    whole = folder.parent if is_version(folder.name) else folder
    files = sorted(path for path in whole.rglob("*") if path.is_file())
    words = ((str(path.relative_to(whole)), path.read_bytes()) for path in files)
    return (language(), name_of(folder), *words)

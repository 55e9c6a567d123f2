"""The indices that ship, and tables for them."""

from functools import cache
from pathlib import Path

from assessment.library.load_index import load_index
from assessment.model.index import Index

ROOT = Path(__file__).parents[3] / "questionnaires"


@cache
def shipped(name: str) -> Index:
    index = load_index(ROOT / name).index
    assert index is not None
    return index


def table(name: str, entry: object, **others: object) -> str:
    """One row in which every measure has the same entry, but for those that are named."""
    ids = shipped(name).questionnaire.measure_ids
    cells = [str(others.get(id_, entry)) for id_ in ids]
    return f"state,{','.join(ids)}\nXAA,{','.join(cells)}\n"

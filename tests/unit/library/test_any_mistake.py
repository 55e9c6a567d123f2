"""Whatever stands in the place of a value is answered in words of ours, never by a crash."""

import shutil
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.model.problem import Problem
from assessment.services.validate import validate
from assessment.wiring import ROOT

QUESTIONNAIRES = ROOT / "questionnaires"
FILES = [
    *sorted((QUESTIONNAIRES / "example" / "1.0").glob("*.yaml")),
    *sorted((QUESTIONNAIRES / "cpia" / "1.0").glob("*.yaml")),
    *sorted((QUESTIONNAIRES / "inform-2018" / "1.0").glob("*.yaml")),
    *sorted((QUESTIONNAIRES / "pefa-2016" / "1.0").glob("*.yaml")),
]
NUMBERS = (None, True, 0, -1, 7, 2.5, float("nan"), float("inf"), 10**400)
TEXTS = ("", " ", "x" * 100, "0", "yes", "REACH-1", "Q1")
LISTS = ((), ([],), (None,), (1, 2, 3), ("REACH-1",))
BLOCKS = ({}, {"a": 1}, {"id": None}, {1: 2}, {"rule": "x"})
OF_PYDANTIC = ("Input should", "validation error", "Field required", "pydantic", "Value error")


@cache
def content(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def places(value: Any, path: tuple = ()) -> list[tuple]:
    """Every place in the data of a file, the whole first."""
    match value:
        case dict():
            below = [*value.items()]
        case list():
            below = [*enumerate(value)]
        case _:
            below = []
    return [path, *(place for key, part in below for place in places(part, (*path, key)))]


def with_odd(file: Path, place: tuple, odd: Any) -> Any:
    if not place:
        return odd
    data = deepcopy(content(file))
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = odd
    return data


def assert_in_words(problem: Problem) -> None:
    assert problem.found.endswith((".", "?")), problem
    assert problem.remedy.endswith((".", "?")), problem
    assert not any(words in str(problem) for words in OF_PYDANTIC), problem


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    data=st.data(),
    file=st.sampled_from(FILES),
    odd=st.sampled_from([*NUMBERS, *TEXTS, *map(list, LISTS), *BLOCKS]),
)
def test_an_odd_value_anywhere_is_answered_in_sentences(
    tmp_path: Path, data: st.DataObject, file: Path, odd: Any
) -> None:
    place = data.draw(st.sampled_from(places(content(file))))
    folder = tmp_path / file.parent.parent.name
    shutil.copytree(file.parent, folder, dirs_exist_ok=True)
    text = yaml.safe_dump(with_odd(file, place, odd), sort_keys=False, allow_unicode=True)
    (folder / file.name).write_text(text, encoding="utf-8")
    for problem in validate(folder).problems:
        assert_in_words(problem)

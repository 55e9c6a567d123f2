"""A small index with its tables, right and wrong."""

import pytest

from assessment.model.problem import Problem, Refused
from tests.unit.index.building import CODES, a_node, an_index, from_csv

MEASURES = [
    {"id": "a", "name": "A"},
    {"id": "b", "name": "B", "column": "Second measure", "levels": {"lowest": 0, "highest": 10}},
]
CODED = {"missing_codes": [code for code in CODES if code["code"] != "D*"]}
TREE = [a_node("mean", "a b", digits=1)]


def index(**more):
    return an_index(MEASURES, TREE, **{**CODED, **more})


def refused(text, used=None, name="table.csv") -> list[Problem]:
    with pytest.raises(Refused) as caught:
        from_csv(used or index(), text, name)
    for problem in caught.value.problems:
        assert problem.found.endswith((".", "?")), problem.found
        assert problem.remedy.endswith((".", "?")), problem.remedy
    return list(caught.value.problems)

"""The indices that ship: their size, their rules, and a table through each of them."""

import itertools

import pytest

from assessment.model.questionnaire import Standing
from assessment.model.tree import Flag, ValueKind
from assessment.scoring.rules.extremes import WeakestLink
from assessment.scoring.rules.lookup import Lookup
from assessment.services.validate import validate
from tests.unit.index.building import from_csv
from tests.unit.index.shipped import ROOT, shipped, table

SIZES = {
    "pefa-2016": (94, 31),
    "spar-2021": (35, 16),
    "jee-2022": (56, 20),
    "cpia": (17, 7),
    "asem-2018": (49, 11),
    "inform-2018": (20, 12),
}
REPRODUCED = ("asem-2018", "inform-2018")


@pytest.mark.parametrize("name", SIZES)
def test_a_shipped_index_has_no_problem_and_its_examples_hold(name: str) -> None:
    found = validate(ROOT / name)
    assert found.problems == ()
    assert (found.n_measures, found.n_nodes) == SIZES[name]
    assert found.n_examples >= 3
    standing = Standing.CHECKED if name in REPRODUCED else Standing.GENERAL
    assert shipped(name).questionnaire.standing is standing


def test_every_mark_of_pefa_goes_by_the_method_of_its_indicator() -> None:
    rules = shipped("pefa-2016").rules
    weakest = {n.id for n in rules.tree if isinstance(n, WeakestLink)}
    by_table = {n.id for n in rules.tree if isinstance(n, Lookup)}
    with_several = {n.id for n in rules.tree if len(n.children) > 1}
    numbers = (2, 18, 20, 22, 23, 26, 28, 29, 30)
    assert weakest & with_several == {f"PI-{n}" for n in numbers}
    assert len(weakest | by_table) == 31
    assert rules.roots == tuple(f"PI-{n}" for n in range(1, 32))


def test_the_table_of_averages_covers_every_sum_and_never_falls() -> None:
    index = shipped("pefa-2016")
    letters = index.questionnaire.letters
    assert letters is not None
    for count, grades in index.rules.tables["M2"].items():
        assert sorted(grades) == list(range(count, 4 * count + 1))
        points = [letters.grades[grades[total]] for total in sorted(grades)]
        assert points == sorted(points)
        assert (points[0], points[-1]) == (1, 4)


@pytest.mark.parametrize(("node", "count"), [("PI-3", 2), ("PI-6", 3)])
def test_an_average_is_near_the_mean_and_between_the_dimensions(node: str, count: int) -> None:
    index = shipped("pefa-2016")
    points = {"D": 1, "C": 2, "B": 3, "A": 4}
    for letters in itertools.product("ABCD", repeat=count):
        chosen = {f"{node}.{n}": letter for n, letter in enumerate(letters, start=1)}
        value = from_csv(index, table("pefa-2016", "B", **chosen)).result.values(node)[0]
        entered = [points[letter] for letter in letters]
        assert min(entered) <= value <= max(entered)
        assert abs(value - sum(entered) / count) <= 0.5


def test_a_capacity_of_spar_that_was_not_answered_is_nought_and_flagged() -> None:
    result = from_csv(shipped("spar-2021"), table("spar-2021", 5, **{"C15.1": ""})).result
    column = result.column("C15")
    assert result.nodes.values[0, column] == 0
    assert result.nodes.flags[0, column] == Flag.COUNTED_AS_ZERO
    assert result.nodes.flags[0, result.column("TOTAL")] == Flag.COUNTED_AS_ZERO
    # 14 x 100 / 15 = 93.3
    assert result.values("TOTAL")[0] == 93


def test_the_roll_up_of_jee_says_that_its_publisher_has_none() -> None:
    index = shipped("jee-2022")
    (root,) = index.rules.roots
    name = next(node.name for node in index.rules.tree if node.id == root)
    assert "not published" in name
    assert "never be quoted" in index.questionnaire.about


def test_a_table_of_cpia_may_lack_the_portfolio() -> None:
    lines = table("cpia", 4).splitlines()
    text = "\n".join(line.rpartition(",")[0] for line in lines)
    assert "PORTFOLIO" not in text
    result = from_csv(shipped("cpia"), text).result
    assert result.values("IRAI")[0] == 4
    assert result.nodes.kind(0, result.column("CPR")) is ValueKind.NOT_ANSWERED


def test_a_country_performance_rating_by_hand() -> None:
    criteria = {f"Q{n}": 3 for n in range(12, 17)}
    result = from_csv(shipped("cpia"), table("cpia", 4, PORTFOLIO=2.5, **criteria)).result
    # Clusters A to C are 4, D is 3: 0.24 x 4 + 0.68 x 3 + 0.08 x 2.5 = 0.96 + 2.04 + 0.2 = 3.2
    assert result.values("CPR")[0] == pytest.approx(3.2)
    assert result.values("IRAI")[0] == pytest.approx(3.75)

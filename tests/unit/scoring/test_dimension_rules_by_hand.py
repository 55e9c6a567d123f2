"""The rules of a dimension against arithmetic done by hand, and rules that cannot be computed."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from assessment.model.tree import Node
from tests.builders import Level, small_framework
from tests.random_answers import quick
from tests.rule_menu import MENU, a_rule, explained_law, law_score, with_law

SMALL = quick(small_framework())
METHOD = (Path(__file__).parents[3] / "docs" / "method.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\{rule: .*\})` \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", re.MULTILINE)


@pytest.mark.parametrize(
    ("rule", "levels", "expected"),
    [
        # 1/4, 1, 1 of the scale: the third root of 0.25 x 1 x 1 is 0.630.
        (a_rule("geometric_mean", children_floor=1), (1, 4, 4), 100 * 0.25 ** (1 / 3)),
        # Level 0 counts as 1 point: the third root of 1 x 100 x 100.
        (a_rule("geometric_mean", children_floor=1), (0, 4, 4), 10_000 ** (1 / 3)),
        # LAW-1 twice: the fourth root of 25 x 25 x 100 x 100 is 50.
        (a_rule("geometric_mean", children_floor=1, weights={"LAW-1": 2}), (1, 4, 4), 50),
        # 3 / (1/25 + 1/50 + 1/100) = 3 / 0.07.
        (a_rule("harmonic_mean", children_floor=1), (1, 2, 4), 3 / 0.07),
        # LAW-3 is left out with its weight: 2 / (1/25 + 1/100) = 40.
        (a_rule("harmonic_mean", children_floor=1, weights={"LAW-3": 9}), (1, 4, "II"), 40),
        # The mean of the roots 5, 5 and 10 is 20 / 3; its square is 44.4.
        (a_rule("power_mean", exponent=0.5), (1, 1, 4), 400 / 9),
        # The root of (75 x 75 + 100 x 100 + 0) / 3.
        (a_rule("power_mean", exponent=2), (3, 4, 0), (15_625 / 3) ** 0.5),
        # PEFA, method M1, with D to A as levels 0 to 3: D and A give D+, half a level more.
        (a_rule("weakest_link", uplift=0.5), (0, 3, 3), 12.5),
        (a_rule("weakest_link", uplift=0.5), (2, 2, 3), 62.5),
        # All the same, no plus; and the best never gets one.
        (a_rule("weakest_link", uplift=0.5), (2, 2, 2), 50),
        (a_rule("weakest_link", uplift=0.5), (4, 4, 4), 100),
        # A level that is not known is no lower one and no higher one.
        (a_rule("weakest_link", uplift=0.5), (2, "II", None), 50),
        # LAW-2 three times: (1 + 3 x 4 + 1) / 5 = 2.8; the key LAW-1 at 1 allows 2.
        (
            a_rule("capped_mean", capped_by="keys", allowance=1, weights={"LAW-2": 3}),
            (1, 4, 1),
            50,
        ),
        # The same weights where the cap does not bind: (3 + 3 x 0 + 3) / 5 = 1.2.
        (
            a_rule("capped_mean", capped_by="keys", allowance=1, weights={"LAW-2": 3}),
            (3, 0, 3),
            30,
        ),
    ],
)
def test_each_rule_gives_what_a_person_computes(
    rule: Node, levels: tuple[Level, ...], expected: float
) -> None:
    assert law_score(with_law(SMALL, rule), levels).value == pytest.approx(expected)


def test_the_weakest_link_names_what_sets_its_score() -> None:
    score, found, _ = explained_law(with_law(SMALL, MENU["weakest link"]), (1, 4, 1))
    assert found.limit.value == score.value == 1.5 * 25
    assert found.capped_by == ("LAW-1", "LAW-3")


def test_one_level_more_helps_most_where_a_geometric_mean_is_lowest() -> None:
    _, found, _ = explained_law(with_law(SMALL, MENU["geometric mean"]), (1, 3, 2))
    best, *others = found.one_level_more
    assert best.indicator_id == "LAW-1"
    assert best.change > max(other.change for other in others) > 0


@pytest.mark.parametrize(
    ("rule", "fields", "complaint"),
    [
        ("geometric_mean", {"children_floor": 0}, "no answer for a child of 0"),
        ("harmonic_mean", {"children_floor": 0.001}, "no answer for a child of 0"),
        ("power_mean", {"exponent": -2, "children_floor": 0}, "no answer for a child of 0"),
        ("power_mean", {"exponent": 0.001}, "write 0"),
        ("power_mean", {"exponent": 21}, "less than or equal to 20"),
        ("weakest_link", {"uplift": 0}, "greater than 0"),
        ("weakest_link", {"uplift": 1.5}, "less than or equal to 1"),
        ("mean", {"weights": {"LAW-1": float("inf")}}, "finite"),
    ],
)
def test_a_rule_that_could_not_be_computed_is_refused(
    rule: str, fields: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ValidationError, match=complaint):
        a_rule(rule, **fields)


@pytest.mark.parametrize("row", ROW.findall(METHOD), ids=lambda row: row[0])
def test_the_figures_of_the_method_page_come_out(row: tuple[str, ...]) -> None:
    written, *figures = row
    fields = yaml.safe_load(written.replace("A-", "LAW-"))
    framework = with_law(SMALL, a_rule(fields.pop("rule"), **fields))
    for levels, figure in zip(((1, 3, 4), (0, 3, 4), (1, 3, "II")), figures, strict=True):
        assert f"{law_score(framework, levels).value:.2f}" == figure


def test_the_method_page_has_figures_of_every_rule_but_the_chain() -> None:
    shown = {yaml.safe_load(written)["rule"] for written, *_ in ROW.findall(METHOD)}
    assert shown == {rule.rule for rule in MENU.values()} - {"chain"}
    for name in {rule.rule for rule in MENU.values()}:
        assert f"\n| `{name}`" in METHOD

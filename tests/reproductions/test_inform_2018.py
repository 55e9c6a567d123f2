"""INFORM Risk, mid 2018: every node of 191 countries, to the printed decimal.

Rules: framework, section 2.8. That a human hazard is the higher of the present
conflict and seven tenths of the projected one was found in the file itself and
holds for all countries.
"""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assessment.model.index import ValueKind
from assessment.model.index_table import IndexResult
from assessment.services.score_table import ScoredTable, score_content
from tests.reproductions.reference import build_index, number, read_rows
from tests.shared_data import shared

FILE = "INFORM_Mid2018_v034.csv"
MEASURES = {
    "EQ": "Earthquake",
    "FL": "Flood",
    "TS": "Tsunami",
    "TC": "Tropical Cyclone",
    "DR": "Drought",
    "PCR": "Projected Conflict Risk",
    "CON": "Current Highly Violent Conflict Intensity",
    "DD": "Development & Deprivation",
    "INEQ": "Inequality",
    "AID": "Aid Dependency",
    "UP": "Uprooted people",
    "HEALTH": "Health Conditions",
    "CHILD": "Children U5",
    "SHOCK": "Recent Shocks",
    "FOOD": "Food Security",
    "DRR": "DRR",
    "GOV": "Governance",
    "COM": "Communication",
    "PHYS": "Physical infrastructure",
    "CARE": "Access to health care",
}
PUBLISHED = {
    "NAT": "Natural",
    "HUM": "Human",
    "HE": "HAZARD & EXPOSURE",
    "SEV": "Socio-Economic Vulnerability",
    "OTHER": "Other Vulnerable Groups",
    "VG": "Vulnerable Groups",
    "VU": "VULNERABILITY",
    "INST": "Institutional",
    "INFRA": "Infrastructure",
    "LCC": "LACK OF COPING CAPACITY",
    "RISK": "INFORM RISK",
}
CLASSES = [("Very low", 0), ("Low", 2), ("Medium", 3.5), ("High", 5), ("Very high", 6.5)]


def node(id_: str, rule: str, children: str, **more: Any) -> dict[str, Any]:
    printed = {"digits": 1, "published_column": PUBLISHED[id_]} if id_ in PUBLISHED else {}
    return {"id": id_, "name": id_, "rule": rule, "children": children.split(), **printed, **more}


TREE = [
    node("NAT", "reversed_geometric", "EQ FL TS TC DR", floor=0.1),
    node("PROJECTED", "linear", "PCR", coefficients={"PCR": 0.7}),
    node("HUM", "maximum", "CON PROJECTED"),
    node("HE", "reversed_geometric", "NAT HUM"),
    node("SEV", "arithmetic", "DD INEQ AID", weights={"DD": 0.5, "INEQ": 0.25, "AID": 0.25}),
    node("OTHER", "reversed_geometric", "HEALTH CHILD SHOCK FOOD"),
    node("VG", "reversed_geometric", "UP OTHER"),
    node("VU", "reversed_geometric", "SEV VG"),
    node("INST", "arithmetic", "DRR GOV"),
    node("INFRA", "arithmetic", "COM PHYS CARE"),
    node("LCC", "reversed_geometric", "INST INFRA"),
    node(
        "RISK",
        "product_root",
        "HE VU LCC",
        missing="empty",
        classes=[{"name": name, "from_value": value} for name, value in CLASSES],
    ),
]


@pytest.fixture
def scored(tmp_path: Path) -> ScoredTable:
    """The index computed from the published file as it is, footers and all."""
    asked = {
        "id": "inform",
        "name": "INFORM Risk",
        "columns": {"unit": "ISO3", "name": "COUNTRY"},
        "levels": {"lowest": 0, "highest": 10},
        "missing_codes": [{"code": "x", "kind": "not_answered"}],
        "measures": [
            {"id": id_, "name": column, "column": column, "direction": "lower"}
            for id_, column in MEASURES.items()
        ],
    }
    index = build_index(tmp_path / "inform", asked, TREE, [])
    content = shared("inform-2018", FILE).read_bytes()
    return score_content(index, content, FILE)


def published(result: IndexResult, column: str) -> np.ndarray:
    rows = {row["ISO3"]: row for row in read_rows("inform-2018", FILE, "cp1252")}
    return np.array([number(rows[unit.code][column]) for unit in result.units])


@pytest.mark.parametrize("node_id", PUBLISHED)
def test_a_node_of_all_countries_is_the_published_one(scored: ScoredTable, node_id: str) -> None:
    result = scored.result
    assert len(result.units) == 191
    wanted = published(result, PUBLISHED[node_id])
    assert [f"{v:.1f}" for v in result.values(node_id)] == [f"{v:.1f}" for v in wanted]


def test_the_service_finds_no_difference_to_what_was_published(scored: ScoredTable) -> None:
    assert scored.comparison.differences == ()


def test_the_ranks_are_the_published_ones(scored: ScoredTable) -> None:
    result = scored.result
    ranks = result.ranks[:, result.column("RISK")]
    assert (ranks == published(result, "Rank")).all()


def test_the_classes_follow_the_fixed_thresholds(scored: ScoredTable) -> None:
    result = scored.result
    risks, labels = result.values("RISK"), result.labels["RISK"]
    for name, low, high in (("Low", 2, 3.4), ("High", 5, 6.4), ("Very high", 6.5, 10)):
        inside = [low <= risk <= high for risk in risks]
        assert any(inside)
        assert inside == [label == name for label in labels]


def test_an_x_is_a_gap_and_not_a_zero(scored: ScoredTable) -> None:
    result = scored.result
    entered = result.stage("entered")
    gaps = entered.kinds == ValueKind.NOT_ANSWERED.number
    assert gaps.sum() == 60
    assert np.isnan(entered.values[gaps]).all()
    assert not np.isnan(result.nodes.values).any()


def test_a_changed_published_value_is_told_and_not_corrected(
    scored: ScoredTable,
) -> None:
    text = shared("inform-2018", FILE).read_text("cp1252")
    changed = text.replace(",4.6,4.3,64,2", ",4.6,4.4,64,2")
    assert changed.count(",4.6,4.4,64,2") == text.count(",4.6,4.3,64,2") == 1
    comparison = score_content(scored.result.index, changed.encode("cp1252"), FILE).comparison
    (found,) = comparison.differences
    assert (comparison.n_compared, comparison.n_agreed) == (2101, 2100)
    assert (found.unit.code, found.node_id, found.published, found.computed) == (
        "DZA",
        "RISK",
        4.4,
        4.3,
    )
    assert found.difference == pytest.approx(0.1)


def test_the_risk_by_a_second_route_with_decimals(scored: ScoredTable) -> None:
    """Recompute the top by a loop in decimal arithmetic, from the printed dimensions."""
    result = scored.result
    tenth = Decimal("0.1")
    for row, unit in enumerate(result.units):
        parts = [Decimal(f"{result.values(id_)[row]:.1f}") for id_ in ("HE", "VU", "LCC")]
        product = parts[0] * parts[1] * parts[2]
        root = product ** (Decimal(1) / Decimal(3)) if product else Decimal(0)
        wanted = root.quantize(tenth, rounding=ROUND_HALF_UP)
        assert Decimal(f"{result.values('RISK')[row]:.1f}") == wanted, unit.code

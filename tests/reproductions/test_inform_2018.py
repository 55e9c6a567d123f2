"""INFORM Risk, mid 2018: every node of 191 countries, to the printed decimal.

Rules: framework, section 2.8. That a human hazard is the higher of the present
conflict and seven tenths of the projected one was found in the file itself and
holds for all countries.
"""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from assessment.model.index_table import IndexResult
from assessment.model.tree import ValueKind
from assessment.services.score_table import ScoredTable, score_content, score_table
from tests.reproductions.reference import QUESTIONNAIRES, number, read_rows
from tests.shared_data import shared

FILE = "INFORM_Mid2018_v034.csv"
NODES = ["NAT", "HUM", "HE", "SEV", "OTHER", "VG", "VU", "INST", "INFRA", "LCC", "RISK"]


@pytest.fixture(scope="module")
def scored() -> ScoredTable:
    """The published file as it is, footers and all, through the folder that ships."""
    content = shared("inform-2018", FILE).read_bytes()
    return score_table(QUESTIONNAIRES / "inform-2018", content, FILE)


def published(result: IndexResult, column: str) -> np.ndarray:
    rows = {row["ISO3"]: row for row in read_rows("inform-2018", FILE, "cp1252")}
    return np.array([number(rows[unit.code][column]) for unit in result.units])


@pytest.mark.parametrize("node_id", NODES)
def test_a_node_of_all_countries_is_the_published_one(scored: ScoredTable, node_id: str) -> None:
    result = scored.result
    assert len(result.units) == 191
    (node,) = (node for node in result.index.rules.tree if node.id == node_id)
    assert node.published_column
    wanted = published(result, node.published_column)
    assert [f"{v:.1f}" for v in result.values(node_id)] == [f"{v:.1f}" for v in wanted]


def test_the_service_finds_no_difference_to_what_was_published(scored: ScoredTable) -> None:
    assert scored.comparison.differences == ()
    assert scored.comparison.n_compared == scored.comparison.n_agreed == 11 * 191


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

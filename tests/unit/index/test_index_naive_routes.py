"""The shipped indices by a second way: tables written out, and means in a loop."""

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest

from assessment.model.index_table import IndexResult
from assessment.model.tree import Flag
from tests.unit.index.building import from_csv
from tests.unit.index.shipped import shipped, table

# Every combination of dimensions for method M2, not by their sum but one after the other.
COMBINATIONS = (
    "DD D  DC D+  DB C  DA C+  CC C  CB C+  CA B  BB B  BA B+  AA A",
    "DDD D  DDC D+  DDB D+  DDA C  DCC D+  DCB C  DCA C+  DBB C+  DBA B  DAA B",
    "CCC C  CCB C+  CCA B  CBB B  CBA B  CAA B+  BBB B  BBA B+  BAA A  AAA A",
    "DDDD D  DDDC D  DDDB D+  DDDA D+  DDCC D+  DDCB D+  DDCA C  DDBB C  DDBA C+  DDAA C+",
    "DCCC D+  DCCB C  DCCA C+  DCBB C+  DCBA C+  DCAA B  DBBB C+  DBBA B  DBAA B  DAAA B+",
    "CCCC C  CCCB C+  CCCA C+  CCBB C+  CCBA B  CCAA B  CBBB B  CBBA B  CBAA B+  CAAA B+",
    "BBBB B  BBBA B+  BBAA B+  BAAA A  AAAA A",
)
_WORDS = [word for row in COMBINATIONS for word in row.split()]
BY_COMBINATION: dict[str, str] = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
WEAKEST = {1, 2, 4, 5, 9, 18, 20, 22, 23, 26, 28, 29, 30}


def test_there_is_every_combination_of_two_three_and_four() -> None:
    assert [sum(len(c) == n for c in BY_COMBINATION) for n in (2, 3, 4)] == [10, 20, 35]


@pytest.mark.parametrize(("node", "count"), [("PI-3", 2), ("PI-17", 3), ("PI-24", 4)])
def test_the_average_gives_the_grade_of_every_combination(node: str, count: int) -> None:
    combinations = [c for c in BY_COMBINATION if len(c) == count]
    ids = shipped("pefa-2016").questionnaire.measure_ids
    places = {f"{node}.{n}": n - 1 for n in range(1, count + 1)}
    lines = [f"state,period,{','.join(ids)}"]
    for n, letters in enumerate(combinations):
        cells = [letters[places[id_]] if id_ in places else "B" for id_ in ids]
        lines.append(f"XAA,{n},{','.join(cells)}")
    labels = from_csv(shipped("pefa-2016"), "\n".join(lines)).result.labels[node]
    assert labels == tuple(BY_COMBINATION[letters] for letters in combinations)


@pytest.mark.parametrize("seed", range(20))
def test_a_random_assessment_by_hand(seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - invented letters, nothing secret
    ids = shipped("pefa-2016").questionnaire.measure_ids
    entered = {id_: drawn.choice(["A", "B", "C", "D", "D*", "NR", "NA", "NU"]) for id_ in ids}
    result = from_csv(shipped("pefa-2016"), table("pefa-2016", "", **entered)).result
    for number in range(1, 32):
        own = [entered[id_] for id_ in ids if id_.startswith(f"PI-{number}.")]
        kept = sorted((_letter(e) for e in own if e not in ("NA", "NU")), reverse=True)
        assert result.labels[f"PI-{number}"][0] == _grade(number, "".join(kept))
        flags = result.nodes.flags[0, result.column(f"PI-{number}")]
        assert (flags == Flag.COUNTED_AS_LOWEST) == any(e in ("D*", "NR") for e in own)


def _letter(entry: str) -> str:
    return "D" if entry in ("D*", "NR") else entry


def _grade(number: int, letters: str) -> str:
    """Return the grade of letters that stand with the worst first."""
    if len(letters) <= 1:
        return letters
    if number in WEAKEST:
        return letters[0] + ("+" if letters[-1] != letters[0] else "")
    return BY_COMBINATION[letters]


def _random_levels(name: str, seed: int, levels: list[str]) -> tuple[dict[str, str], IndexResult]:
    drawn = random.Random(seed)  # noqa: S311 - invented levels, nothing secret
    entered = {id_: drawn.choice(levels) for id_ in shipped(name).questionnaire.measure_ids}
    return entered, from_csv(shipped(name), table(name, "", **entered)).result


def _areas(entered: dict[str, str], of: str = ".") -> dict[str, list[int]]:
    areas: dict[str, list[int]] = {}
    for id_, entry in entered.items():
        areas.setdefault(id_.partition(of)[0], []).append(int(entry))
    return areas


def _half_up(value: Fraction) -> int:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize("seed", range(20))
def test_a_random_report_of_spar_by_hand(seed: int) -> None:
    entered, result = _random_levels("spar-2021", seed, ["0", "20", "40", "60", "80", "100"])
    capacities = {c: _half_up(Fraction(sum(e), len(e))) for c, e in _areas(entered).items()}
    assert len(capacities) == 15
    assert {c: result.values(c)[0] for c in capacities} == capacities
    assert result.values("TOTAL")[0] == _half_up(Fraction(sum(capacities.values()), 15))


@pytest.mark.parametrize("seed", range(20))
def test_a_random_report_of_jee_by_hand(seed: int) -> None:
    entered, result = _random_levels("jee-2022", seed, list("12345"))
    areas = {a: Fraction(sum(e), len(e)) for a, e in _areas(entered).items()}
    assert len(areas) == 19
    assert result.values("ROLLUP")[0] == pytest.approx(float(sum(areas.values()) / 19), abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_random_ratings_of_cpia_by_hand(seed: int) -> None:
    entered, result = _random_levels("cpia", seed, [f"{n / 2}" for n in range(2, 13)])
    given = [Fraction(entered[f"Q{n}"]) for n in range(1, 17)]
    cuts = ((0, 3), (3, 6), (6, 11), (11, 16))
    clusters = [sum(given[a:b], Fraction(0)) / (b - a) for a, b in cuts]
    found = [result.values(node)[0] for node in "ABCD"]
    assert np.allclose(found, [float(c) for c in clusters], rtol=0, atol=1e-12)
    assert result.values("IRAI")[0] == pytest.approx(float(sum(clusters) / 4), abs=1e-12)
    first, portfolio = sum(clusters[:3]) / 3, Fraction(entered["PORTFOLIO"])
    rating = (24 * first + 68 * clusters[3] + 8 * portfolio) / 100
    assert result.values("CPR")[0] == pytest.approx(float(rating), abs=1e-12)

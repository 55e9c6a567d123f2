"""One dimension of invented indicators under each of the rules, scored by the product itself."""

from collections.abc import Sequence
from dataclasses import replace

from assessment.model.framework import Framework
from assessment.model.questionnaire import Questionnaire
from assessment.model.score import DimensionScore
from assessment.model.tree import Node
from assessment.scoring.profile import score_records
from tests.builders import Level, record_with, spcf
from tests.random_answers import quick
from tests.rule_menu import a_rule
from tests.small_questionnaire import an_indicator, small_instrument

DIMENSION = "DIM"
NAMES = (
    "Mean",
    "Power mean, exponent 0.5",
    "Geometric mean",
    "Harmonic mean",
    "Capped mean, allowance 1",
    "Chain of three stages",
    "Weakest link, uplift 0.5",
    "Minimum",
)


def indicator_ids(n_indicators: int) -> list[str]:
    """Ids of the indicators; the first is the key indicator."""
    return [f"{DIMENSION}-{n}" for n in range(1, n_indicators + 1)]


def rules(n_indicators: int) -> dict[str, Node]:
    """Name to rule; in the chain the first indicator is a stage of its own."""
    first, *others = indicator_ids(n_indicators)
    half = len(others) // 2
    stages = [
        {"id": id_, "name": id_, "indicators": members}
        for id_, members in zip("abc", ([first], others[:half], others[half:]), strict=True)
    ]
    found = (
        a_rule("mean"),
        a_rule("power_mean", exponent=0.5),
        a_rule("geometric_mean", children_floor=1),
        a_rule("harmonic_mean", children_floor=1),
        a_rule("capped_mean", capped_by="keys", allowance=1),
        a_rule("chain", stages=stages),
        a_rule("weakest_link", uplift=0.5),
        a_rule("minimum"),
    )
    return dict(zip(NAMES, found, strict=True))


def framework_under(rule: Node, n_indicators: int) -> Framework:
    """A questionnaire of one dimension, with coverage and bands of the one that ships.

    Nobody looks at its intervals, so they are drawn from few draws.
    """
    indicators = [
        an_indicator(id_, f"Indicator {n}", key=n == 0)
        for n, id_ in enumerate(indicator_ids(n_indicators))
    ]
    dimension = {"id": DIMENSION, "name": "Dimension", "about": "Any.", "indicators": indicators}
    instrument = {**small_instrument(), "dimensions": [dimension], "context_flags": []}
    changes = {"dimensions": {DIMENSION: rule}, "gates": {}, "critical_gaps": ()}
    shipped = spcf().rules
    framework = replace(
        spcf(),
        questionnaire=Questionnaire.model_validate(instrument),
        rules=shipped.model_copy(update={**changes, "review_tiers": ()}),
        catalogue=None,
    )
    return quick(framework)


def score(framework: Framework, levels: Sequence[Level]) -> DimensionScore:
    """The score of the one dimension, with its bounds."""
    ids = indicator_ids(len(levels))
    record = record_with(framework, dict(zip(ids, levels, strict=True)))
    return score_records(framework, (record,))[0][0]

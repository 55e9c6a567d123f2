"""What varies in an analysis of uncertainty, how far, and from which seed."""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field, field_validator

from assessment.model.questionnaire import Frozen, Identifier
from assessment.model.rules import ScoringRules

Source = Literal["answers", "raters", "missing", "weights", "step_maps", "allowance", "rule"]
RuleName = Literal["questionnaire", "mean", "geometric", "minimum"]
RaterLevels = Mapping[str, Mapping[str, tuple[int, ...]]]

SOURCES: tuple[Source, ...] = get_args(Source)
RULE_NAMES: tuple[RuleName, ...] = get_args(RuleName)
MOST_DRAWS = 20_000


class UncertaintySettings(Frozen):
    """What varies in the draws, how far, and from which seed.

    Attributes
    ----------
    draws
        How many times everything that varies is drawn.
    answers
        Whether each level moves by one step with the questionnaire's
        probabilities for its confidence.
    raters
        Assessment id to indicator id to the levels that several raters gave.
        Each draw takes one of them; they replace the step by confidence.
    missing
        Whether an unknown applicable indicator takes any level of the scale
        with the same probability; left out of the mean where this is off.
    weight_spread
        Each weight is multiplied by a uniform draw from ``1 - spread`` to ``1 + spread``.
    step_maps
        Whether the levels stand for the points of one of the questionnaire's step maps.
    allowance_spread
        Levels (0 upward) by which the allowance of every cap moves up or down.
    rules
        The rules from which each draw takes one; the questionnaire's own alone
        means that the rule does not vary.
    leave_one_out
        Whether scores without each single indicator are listed.
    sensitivity_size
        Rows of each block of the Sobol design; 0 for no shares of sources.
    """

    seed: Annotated[int, Field(ge=0)]
    draws: Annotated[int, Field(ge=100, le=MOST_DRAWS)] = 1000
    answers: bool = True
    raters: Mapping[str, Mapping[Identifier, Annotated[tuple[int, ...], Field(min_length=1)]]] = (
        Field(default_factory=dict)
    )
    missing: bool = True
    weight_spread: Annotated[float, Field(ge=0, lt=1)] = 0.25
    step_maps: bool = True
    allowance_spread: Annotated[float, Field(ge=0, le=10)] = 0.0
    rules: Annotated[tuple[RuleName, ...], Field(min_length=1)] = ("questionnaire",)
    leave_one_out: bool = True
    sensitivity_size: Annotated[int, Field(ge=0, le=8192)] = 512
    bootstraps: Annotated[int, Field(ge=50, le=2000)] = 200

    @field_validator("rules")
    @classmethod
    def _no_rule_twice(cls, rules: tuple[RuleName, ...]) -> tuple[RuleName, ...]:
        if len(set(rules)) != len(rules):
            raise ValueError("name each rule once; a rule named twice would weigh double")
        return rules

    @classmethod
    def from_rules(cls, rules: ScoringRules) -> "UncertaintySettings":
        """Take seed, draws and spread of the weights from the questionnaire."""
        interval = rules.interval
        draws = min(interval.draws, MOST_DRAWS)
        return cls(seed=interval.seed, draws=draws, weight_spread=interval.weight_spread)

    @property
    def varied(self) -> tuple[Source, ...]:
        """The sources of uncertainty that are switched on."""
        switched_on: dict[Source, bool] = {
            "answers": self.answers,
            "raters": any(self.raters.values()),
            "missing": self.missing,
            "weights": self.weight_spread > 0,
            "step_maps": self.step_maps,
            "allowance": self.allowance_spread > 0,
            "rule": len(self.rules) > 1,
        }
        return tuple(source for source in SOURCES if switched_on[source])

"""Says what an analysis of uncertainty leaves as it is; kept with every result."""

from collections.abc import Iterator

from assessment.model.rules import ScoringRules
from assessment.model.uncertainty_settings import Source, UncertaintySettings

ALWAYS = (
    "Gates and how far they let a dual-use indicator count were not varied.",
    "The cut-offs of the bands and the answers needed for a score were not varied.",
    "Which indicators are asked was not varied.",
    "Answers move independently of each other; a team that is too kind or too strict "
    "everywhere is not covered.",
    "Critical gaps and review tiers follow from the answers as entered.",
)
SWITCHED_OFF: dict[Source, str] = {
    "answers": "The levels were taken as entered, however sure the answers are.",
    "raters": "No levels of several raters were given, so their differences were not varied.",
    "missing": "Missing answers were left out; the bounds show their effect.",
    "weights": "The weights were not varied.",
    "step_maps": "The levels were taken as equally far apart.",
    "allowance": "How far the caps let a score rise was not varied.",
}


def say_not_varied(
    settings: UncertaintySettings, rules: ScoringRules, *, n_records: int
) -> tuple[str, ...]:
    """Return full sentences, first what was switched off, then what is never varied."""
    return (*_switched_off(settings, rules), *_together(n_records), *ALWAYS)


def _switched_off(settings: UncertaintySettings, rules: ScoringRules) -> Iterator[str]:
    varied = settings.varied
    yield from (said for source, said in SWITCHED_OFF.items() if source not in varied)
    if settings.step_maps and len(rules.interval.step_maps) == 1:
        yield "The questionnaire has one step map, so the distances of the levels did not vary."
    if "rule" not in varied:
        given = "the questionnaire's own" if settings.rules == ("questionnaire",) else "one other"
        yield f"Every draw used {given} rule for each dimension."


def _together(n_records: int) -> Iterator[str]:
    if n_records > 1:
        yield (
            "Shares of the sources and scores without single indicators are computed for one "
            "state at a time and were left out here."
        )
        yield "All states share the weights, step map, allowance and rule of each draw."

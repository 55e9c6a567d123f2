"""Runs the worked examples of a questionnaire and says where the results differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assessment.library.examples import (
    AnswerSet,
    Example,
    Expectation,
    ExpectedDimension,
    PlacedExample,
    record_of,
)
from assessment.model.checks import check_answer
from assessment.model.evaluation import Baseline
from assessment.model.framework import Framework
from assessment.model.problem import Problem, errors_in
from assessment.model.rules import LEAST_DRAWS
from assessment.model.score import DimensionScore, Profile
from assessment.programmes.match import suggest_programmes
from assessment.scoring.profile import baseline_of, composite, score_record

SCORE_TOLERANCE = 0.05 + 1e-9
NEED_TOLERANCE = 0.0005 + 1e-9


@dataclass(frozen=True)
class _Comparison:
    what: str
    expected: object
    got: object
    tolerance: float = SCORE_TOLERANCE

    @property
    def agrees(self) -> bool:
        if isinstance(self.expected, float) and isinstance(self.got, int | float):
            return abs(self.expected - self.got) <= self.tolerance
        return self.expected == self.got


def with_fewest_draws(framework: Framework) -> Framework:
    """Return the framework with as few draws as are allowed.

    An example names no end of an interval; only whether something fell clearly hangs on draws.
    """
    interval = framework.rules.interval.model_copy(update={"draws": LEAST_DRAWS})
    return replace(framework, rules=framework.rules.model_copy(update={"interval": interval}))


def check_example(placed: PlacedExample, framework: Framework) -> tuple[Problem, ...]:
    """Return what an example names wrongly, or else where the results differ from it.

    Scores (0 to 100) and levels may differ by 0.05, need scores by 0.0005: half a unit
    of the last digit that a person writes down.
    """
    wrong = tuple(_wrong_mentions(placed, framework))
    if wrong:
        return wrong
    return tuple(
        Problem(
            "library.example_differs",
            placed.place,
            f"{found.what}: the example expects {_words(found.expected)}, "
            f"the rules give {_words(found.got)}.",
            "Compute it again by hand; then correct the example or the rule.",
        )
        for found in _compare(placed.example, framework)
        if not found.agrees
    )


def _wrong_mentions(placed: PlacedExample, framework: Framework) -> Iterator[Problem]:
    example, questionnaire = placed.example, framework.questionnaire
    given = (example, example.baseline) if example.baseline else (example,)
    for answers in given:
        for recorded in record_of(answers, questionnaire).answers.values():
            yield from errors_in(
                check_answer(recorded.answer, questionnaire, lambda _: placed.place)
            )
        yield from _wrong_options(answers, framework, placed.place)
        yield from (
            _unknown(id_, "statement", placed.place)
            for id_ in answers.ticked
            if questionnaire.indicator_of_statement(id_) is None
        )
    for word, mentioned, known in _mentions(example, framework):
        yield from (_unknown(id_, word, placed.place) for id_ in mentioned if id_ not in known)


def _wrong_options(answers: AnswerSet, framework: Framework, place: str) -> Iterator[Problem]:
    flags = {flag.id: flag for flag in framework.questionnaire.context_flags}
    for flag_id, option in answers.flags.items():
        if flag_id not in flags:
            yield _unknown(flag_id, "context flag", place)
        elif option not in {known.id for known in flags[flag_id].options}:
            yield _unknown(option, f"option of {flag_id}", place)


def _mentions(
    example: Example, framework: Framework
) -> tuple[tuple[str, Iterable[str], set[str]], ...]:
    """Return the ids that the expectations name, with their kind and what is known of it."""
    expect, rules = example.expect, framework.rules
    programmes = framework.catalogue.programmes if framework.catalogue else ()
    limiting = [expect.limiting_dimension] if expect.limiting_dimension else []
    indicators = {indicator.id for indicator in framework.questionnaire.indicators}
    flags = {flag.id for flag in framework.questionnaire.context_flags}
    return (
        (
            "dimension",
            (*expect.dimensions, *example.dimension_scores, *limiting),
            {dimension.id for dimension in framework.questionnaire.dimensions},
        ),
        (
            "indicator",
            (*expect.effective_levels, *example.confidence_of),
            indicators,
        ),
        ("indicator or context flag", expect.regions_because_of or (), indicators | flags),
        ("gated indicator", (*expect.bound_by, *expect.not_verified), set(rules.gates)),
        (
            "critical gap",
            (*(expect.active_gaps or ()), *expect.cannot_rule_out),
            {gap.id for gap in rules.critical_gaps},
        ),
        ("review tier", [expect.tier] if expect.tier else [], {t.id for t in rules.review_tiers}),
        ("programme", expect.suggestions, {programme.id for programme in programmes}),
    )


def _unknown(id_: str, word: str, place: str) -> Problem:
    return Problem(
        "library.id_unknown",
        place,
        f"'{id_}' is no {word} of this questionnaire.",
        "Correct the id in the example.",
    )


def _compare(example: Example, framework: Framework) -> Iterator[_Comparison]:
    """Yield every comparison; the caller keeps those that differ."""
    record = record_of(example, framework.questionnaire)
    baseline = _baseline(example, framework)
    # An example names no end of an interval; whether something fell clearly hangs on draws.
    has_intervals = baseline is not None
    profile = score_record(framework, record, baseline=baseline, has_intervals=has_intervals)
    by_id = {score.dimension_id: score for score in profile.dimensions}
    for id_, expected in example.expect.dimensions.items():
        yield from _compare_dimension(expected, by_id[id_], profile.explanation(id_).capped_by)
    yield from _compare_gates(example, profile)
    yield from _compare_composite(example, framework, profile)
    yield from _compare_gaps(example, profile)
    yield from _compare_whole(example.expect, profile)
    suggestions = {s.programme.id: s for s in suggest_programmes(framework, record, profile)}
    for id_, expected in example.expect.suggestions.items():
        if expected.group is not None:
            yield _Comparison(f"Group of {id_}", expected.group, suggestions[id_].group)
        if expected.score is not None:
            got = suggestions[id_].score
            yield _Comparison(f"Need score of {id_}", expected.score, got, NEED_TOLERANCE)


def _baseline(example: Example, framework: Framework) -> Baseline | None:
    if example.baseline is None:
        return None
    earlier = record_of(example.baseline, framework.questionnaire)
    # Another period has draws of its own; with the same ones both years would err alike.
    earlier = replace(earlier, assessment=replace(earlier.assessment, period="baseline"))
    return baseline_of(earlier, score_record(framework, earlier).dimensions)


def _compare_dimension(
    expected: ExpectedDimension, got: DimensionScore, capped_by: tuple[str, ...]
) -> Iterator[_Comparison]:
    id_ = got.dimension_id
    if expected.no_score:
        yield _Comparison(f"Score of {id_}", None, got.value)
    band = got.band.letter if got.band else None
    comparisons = (
        ("Score", expected.score, got.value),
        ("Low bound", expected.low, got.low),
        ("High bound", expected.high, got.high),
        ("Band", expected.band, band),
        ("What caps the score", expected.capped_by, capped_by),
        ("Missing key indicators", expected.missing_keys, got.missing_keys),
    )
    for word, wanted, found in comparisons:
        if wanted is not None:
            yield _Comparison(f"{word} of {id_}", wanted, found)


def _compare_gates(example: Example, profile: Profile) -> Iterator[_Comparison]:
    explained = profile.explanations
    effective = {id_: e for one in explained for id_, e in one.effective_levels.items()}
    effects = {effect.indicator_id: effect for one in explained for effect in one.gates}
    for id_, level in example.expect.effective_levels.items():
        yield _Comparison(f"Effective level of {id_}", level, effective.get(id_))
    for id_, gates in example.expect.bound_by.items():
        found = effects[id_].bound_by if id_ in effects else None
        yield _Comparison(f"Gates that bind {id_}", gates, found)
    for id_, gates in example.expect.not_verified.items():
        found = effects[id_].not_verified if id_ in effects else None
        yield _Comparison(f"Gates of {id_} that are not verified", gates, found)


def _compare_composite(
    example: Example, framework: Framework, profile: Profile
) -> Iterator[_Comparison]:
    expect, got = example.expect, profile.composite
    if example.dimension_scores:
        got = composite(framework.rules.composite, example.dimension_scores)
    if expect.composite is not None or expect.no_composite:
        yield _Comparison("Composite", expect.composite, got.value if got else None)
    if expect.limiting_dimension is not None:
        limiting = got.limiting_dimension_id if got else None
        yield _Comparison("Limiting dimension", expect.limiting_dimension, limiting)


def _compare_gaps(example: Example, profile: Profile) -> Iterator[_Comparison]:
    expect = example.expect
    if expect.active_gaps is not None:
        active = tuple(sorted(profile.active_gap_ids))
        yield _Comparison("Active critical gaps", tuple(sorted(expect.active_gaps)), active)
    open_gaps = tuple(found.gap.id for found in profile.gaps if not found.is_active)
    for id_ in expect.cannot_rule_out:
        if id_ not in open_gaps:
            yield _Comparison("Critical gaps that cannot be ruled out", (id_,), open_gaps)


def _compare_whole(expect: Expectation, profile: Profile) -> Iterator[_Comparison]:
    if expect.tier is not None or expect.no_tier:
        yield _Comparison("Review tier", expect.tier, profile.tier.id if profile.tier else None)
    if expect.too_early is not None:
        yield _Comparison("Too early for results", expect.too_early, profile.progress.is_early)
    if expect.regions_because_of is not None:
        causes = profile.regional_prompt.causes if profile.regional_prompt else ()
        expected = tuple(sorted(expect.regions_because_of))
        yield _Comparison("What calls for regions", expected, tuple(sorted(causes)))


def _words(value: object) -> str:
    """Write a value as the examples file would."""
    if value is None or value == ():
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)

"""Says scores in lines and in keys; the sentences come from the reporting room."""

from collections.abc import Iterator

from assessment.cli.output import align, to_plain
from assessment.model.score import DimensionScore, GapFinding
from assessment.reporting.sentences import (
    band_letters,
    band_phrase,
    explain_dimension,
    explain_gap,
    tier_sentence,
)
from assessment.reporting.wording import show_percent, show_range, show_score
from assessment.services.context import Opened
from assessment.services.results import Results

_EDITED = (
    "Note: the questionnaire was edited after this assessment was begun, under the same version "
    "number. Answers may have been given to other wording."
)
_INVENTED = "Invented for demonstration: this state does not exist."


def heading_result(opened: Opened) -> dict[str, object]:
    """Return which questionnaire and assessment a result belongs to."""
    questionnaire = opened.framework.questionnaire
    return {
        "questionnaire": {
            "id": questionnaire.id,
            "version": questionnaire.version,
            "checksum": questionnaire.checksum,
            "content_differs": opened.content_differs,
        },
        "assessment": opened.assessment,
    }


def heading_lines(opened: Opened) -> Iterator[str]:
    """Yield what a reader must know before any number."""
    questionnaire, assessment = opened.framework.questionnaire, opened.assessment
    yield f"{assessment.title}, {assessment.mode} assessment"
    yield f"{questionnaire.name} {questionnaire.version} (checksum {questionnaire.checksum[:12]})"
    if assessment.invented:
        yield _INVENTED
    if opened.content_differs:
        yield _EDITED


def score_result(found: Results, *, explain: bool) -> dict[str, object]:
    """Return the profile under stable names, with all digits."""
    profile, framework = found.profile, found.opened.framework
    result: dict[str, object] = {
        **heading_result(found.opened),
        "baseline": found.baseline,
        "is_complete": profile.is_complete,
        "dimensions": [_dimension_result(d, found, explain=explain) for d in profile.dimensions],
        "gaps": [_gap_result(gap, found, explain=explain) for gap in profile.gaps],
        "tier": profile.tier.model_dump(exclude={"condition"}) if profile.tier else None,
        "tier_causes": profile.tier_causes,
        "strengths": profile.strengths,
        "composite": profile.composite,
    }
    if explain:
        result["tier_explanation"] = tier_sentence(profile, framework)
    return result


def _dimension_result(score: DimensionScore, found: Results, *, explain: bool) -> dict[str, object]:
    framework = found.opened.framework
    result: dict[str, object] = {
        **to_plain(score),
        "name": framework.questionnaire.dimension(score.dimension_id).name,
        "bands": band_letters(score, framework),
        "coverage": score.coverage,
    }
    if explain:
        result["explanation"] = explain_dimension(score, framework)
    return result


def _gap_result(gap: GapFinding, found: Results, *, explain: bool) -> dict[str, object]:
    result: dict[str, object] = {
        "id": gap.gap.id,
        "name": gap.gap.name,
        "is_active": gap.is_active,
        "truth": gap.finding.truth,
        "causes": gap.finding.causes,
    }
    if explain:
        result["explanation"] = explain_gap(gap, found.opened.framework, found.record)
    return result


def score_lines(found: Results, *, explain: bool) -> Iterator[str]:
    """Yield the profile for a person to read."""
    framework = found.opened.framework
    yield from heading_lines(found.opened)
    if not found.has_begun:
        yield "Nothing is answered yet: what follows is what could be, and no finding."
    if found.baseline is not None:
        yield f"Declines are measured against {found.baseline.title}."
    yield ""
    heading = ("Id", "Band", "Score", "Bounds", "Interval", "Coverage", "Dimension")
    yield from align([heading, *(_row(score, found) for score in found.profile.dimensions)])
    yield ""
    yield from _band_key(found)
    if explain:
        for score in found.profile.dimensions:
            yield ""
            yield from explain_dimension(score, framework)
    yield ""
    yield from _gap_lines(found, explain=explain)
    yield ""
    yield tier_sentence(found.profile, framework)
    yield ""
    yield framework.questionnaire.standing_sentence


def _row(score: DimensionScore, found: Results) -> tuple[str, ...]:
    framework, interval = found.opened.framework, score.interval
    return (
        score.dimension_id,
        band_letters(score, framework),
        "?" if score.value is None else show_score(score.value),
        show_range(score.low, score.high),
        "?" if interval is None else show_range(interval.low, interval.high),
        show_percent(score.coverage),
        framework.questionnaire.dimension(score.dimension_id).name,
    )


def _band_key(found: Results) -> Iterator[str]:
    framework = found.opened.framework
    bands = ", ".join(f"{b.letter} {b.name} from {b.from_score:g}" for b in framework.rules.bands)
    yield f"Bands: {bands}; ? means that too little is known."
    for score in found.profile.dimensions:
        if score.n_applicable == 0:
            yield f"{score.dimension_id}: {band_phrase(score, framework)}."


def _gap_lines(found: Results, *, explain: bool) -> Iterator[str]:
    if not found.profile.gaps:
        yield "Critical gaps: none is active and none is open."
        return
    yield "Critical gaps"
    for gap in found.profile.gaps:
        state = "active" if gap.is_active else "cannot be ruled out"
        yield f"  {gap.gap.id}  {gap.gap.name}: {state}"
        if explain:
            yield f"    {explain_gap(gap, found.opened.framework, found.record)}"

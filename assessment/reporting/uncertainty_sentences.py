"""Says how far a score depends on its assumptions, in sentences for people who decide."""

from collections.abc import Iterator, Mapping

from assessment.model.framework import Framework
from assessment.model.rules import Band
from assessment.model.uncertainty import (
    CompositeUncertainty,
    DimensionUncertainty,
    LeaveOneOut,
    RankInterval,
    Source,
    SourceShare,
    UncertaintyResult,
    UncertaintySettings,
)
from assessment.reporting.uncertainty_wording import (
    OUT_OF,
    SOURCE_NAMES,
    out_of_hundred,
    show_share,
)
from assessment.reporting.wording import (
    count_words,
    join_words,
    name_indicator,
    name_indicators,
    round_half_up,
    show_number,
    show_score,
)

NOTHING = 0.005
CLEAR_SHARE = 0.05


def explain_uncertainty(
    found: DimensionUncertainty, result: UncertaintyResult, framework: Framework
) -> tuple[str, ...]:
    """Explain what the draws say of one dimension.

    Returns
    -------
    tuple of str
        Interval, bands, the source that matters most, what leaving one
        indicator out does, and ranks; what was not varied is in
        ``result.not_varied`` and holds for all dimensions.

    Notes
    -----
    Framework, sections 3.2 and 5.3 (step 6).
    """
    name = framework.questionnaire.dimension(found.dimension_id).name
    if found.spread is None and found.n_missing == 0:
        return (f"{name}: no indicator of this dimension applies, so there is no score.",)
    if found.spread is None:
        return (
            f"{name}: not enough answers for a score, so nothing was drawn; it could lie anywhere "
            f"between {show_score(found.low)} and {show_score(found.high)}.",
        )
    return (
        *_interval(name, found, result),
        *_bands(found.bands, framework.rules.bands),
        *_sources(found.shares),
        *_left_out(found, framework),
        *_ranks(found.ranks),
    )


def explain_composite(found: CompositeUncertainty, result: UncertaintyResult) -> tuple[str, ...]:
    """Explain what the draws say of the optional single number; empty without spread."""
    if found.spread is None:
        return ()
    draws = count_words(result.settings.draws, "draw")
    return (
        f"The single number lies between {show_score(found.spread.low)} and "
        f"{show_score(found.spread.high)} in 90 % of {draws}. It is never used for decisions.",
        *_sources(found.shares),
        *_ranks(found.ranks),
    )


def settings_sentences(settings: UncertaintySettings) -> tuple[str, ...]:
    """Say what was varied, how often, and from which seed, for a method annex."""
    said: dict[Source, str] = {
        "answers": "each answer by one level, as often as its confidence says",
        "raters": "the levels that several raters gave",
        "missing": "each missing answer over the whole scale, every level as likely as another",
        "weights": f"each weight by up to {show_number(settings.weight_spread * 100)} % in both "
        "directions",
        "step_maps": "the distances between levels",
        "allowance": f"the allowance of the caps by up to "
        f"{show_number(settings.allowance_spread)} levels in both directions",
        "rule": f"the rule of each dimension ({join_words(settings.rules)})",
    }
    varied = [said[source] for source in settings.varied]
    what = join_words(varied) if varied else "nothing"
    return (
        f"{count_words(settings.draws, 'draw')} with the stored seed {settings.seed}; "
        f"varied was {what}.",
    )


def _interval(name: str, found: DimensionUncertainty, result: UncertaintyResult) -> Iterator[str]:
    spread = found.spread
    if spread is None:
        return
    draws = count_words(result.settings.draws, "draw")
    if found.point is None:
        yield (
            f"{name}: not enough answers for a score. The draws fill in "
            f"{count_words(found.n_missing, 'missing answer')} with any level, which is no "
            "knowledge about the state."
        )
    else:
        yield f"{name}: the score is {show_score(found.point)} of 100."
    yield (
        f"In 90 % of {draws} it lies between {show_score(spread.low)} and "
        f"{show_score(spread.high)}, in half of them between {show_score(spread.quarter)} and "
        f"{show_score(spread.three_quarters)}, with {show_score(spread.median)} in the middle."
    )
    if found.point is not None and not spread.low - NOTHING <= found.point <= spread.high + NOTHING:
        side = "above" if found.point > spread.high else "below"
        yield (
            f"The score itself lies {side} this range: its answers can hardly err in that "
            "direction, so most draws move it the other way."
        )


def _bands(shares: Mapping[str, float], bands: tuple[Band, ...]) -> Iterator[str]:
    names = {band.letter: band.name for band in bands}
    reached = {letter: share for letter, share in shares.items() if share > 0}
    if len(reached) == 1:
        yield f"All draws lie in {names[next(iter(reached))]}."
        return
    whole = out_of_hundred(reached)
    (most, count), *others = sorted(
        ((letter, n) for letter, n in whole.items() if n), key=lambda pair: -pair[1]
    )
    said = [f"in {count} of {OUT_OF} draws {names[most]}"]
    said += [f"in {n} {names[letter]}" for letter, n in others]
    rare = [names[letter] for letter, n in whole.items() if not n]
    if rare:
        said.append(f"in fewer than 1 {join_words(rare, 'or')}")
    sentence = join_words(said)
    yield f"{sentence[0].upper()}{sentence[1:]}."


def _sources(shares: tuple[SourceShare, ...]) -> Iterator[str]:
    if not shares:
        return
    known = [share for share in shares if share.total is not None]
    if not known:
        yield "The score does not vary, so there is nothing to share out among the sources."
        return
    most, *others = sorted(known, key=_total, reverse=True)
    yield (
        f"What matters most: {SOURCE_NAMES[most.source]}, with a part in "
        f"{show_share(_total(most))} of the variation."
    )
    if most.total and others and others[0].total and others[0].total.high > most.total.low:
        yield (f"The draws do not tell this clearly apart from {SOURCE_NAMES[others[0].source]}.")
    also = [s for s in others if _total(s) >= CLEAR_SHARE]
    if also:
        named = join_words(f"{SOURCE_NAMES[s.source]} ({show_share(_total(s))})" for s in also)
        yield f"Also of weight: {named}. The parts overlap and can add up to more than 100 %."


def _left_out(found: DimensionUncertainty, framework: Framework) -> Iterator[str]:
    if not found.left_out:
        return
    names = {band.letter: band.name for band in framework.rules.bands}
    moving = [one for one in found.left_out if one.moves_band and one.score is not None]
    lost = [one.indicator_id for one in found.left_out if one.score is None]
    for one in moving:
        band = names[one.band_without or ""]
        yield (
            f"Without {name_indicator(framework, one.indicator_id)} the score would be "
            f"{_show(one)}, in {band} instead of {names[one.band]}."
        )
    if lost:
        yield f"Without {name_indicators(framework, lost, 'or')} there would be no score."
    if moving or lost:
        return
    largest = found.left_out[0]
    if not largest.change or round_half_up(abs(largest.change), 1) == 0:
        yield "Leaving out any single indicator changes next to nothing."
        return
    yield (
        f"Leaving out any single indicator keeps the band; the largest change comes from "
        f"{name_indicator(framework, largest.indicator_id)}, without which the score would be "
        f"{_show(largest)}."
    )


def _ranks(ranks: RankInterval | None) -> Iterator[str]:
    if ranks is None or ranks.n_ranked == 1:
        return
    if ranks.best == ranks.worst:
        yield f"In 90 % of the draws it holds place {ranks.best} of {ranks.n_ranked}."
        return
    yield (
        f"In 90 % of the draws it comes between place {ranks.best} and place {ranks.worst} of "
        f"{ranks.n_ranked}; no single place is meant."
    )


def _show(one: LeaveOneOut) -> str:
    return "none" if one.score is None else show_score(one.score)


def _total(share: SourceShare) -> float:
    return 0.0 if share.total is None else share.total.value

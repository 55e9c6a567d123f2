"""Says how far a score depends on its assumptions, in words and tables for people who decide."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import fixed, listed, percent, round_half_up, short
from assessment.model.framework import Framework
from assessment.model.rules import Band
from assessment.model.uncertainty import (
    CompositeUncertainty,
    DimensionUncertainty,
    Estimate,
    LeaveOneOut,
    RankInterval,
    Source,
    SourceShare,
    Spread,
    StateUncertainty,
    UncertaintyResult,
    UncertaintySettings,
)
from assessment.reporting.method import rule_name
from assessment.reporting.wording import (
    name_indicator,
    name_indicators,
    show_range,
    signed,
    table,
)

if TYPE_CHECKING:
    from pandas import DataFrame

SOURCE_NAMES: dict[Source, str] = {
    "answers": mark("how sure the answers are"),
    "raters": mark("differences between raters"),
    "missing": mark("missing answers"),
    "weights": mark("the weights"),
    "step_maps": mark("the distances between levels"),
    "allowance": mark("how far the caps let a score rise"),
    "rule": mark("the rule that joins the answers"),
}
OUT_OF = 100
NOTHING = 0.005
CLEAR_SHARE = 0.05


def out_of_hundred(shares: Mapping[str, float]) -> dict[str, int]:
    """Turn shares (0 to 1) into whole numbers that add up to 100.

    The rounding goes where it takes least away, and a share over 0 may become 0.

    Examples
    --------
    >>> out_of_hundred({"E": 0.335, "W": 0.335, "P": 0.33})
    {'E': 34, 'W': 33, 'P': 33}
    """
    exact = {letter: round(share * OUT_OF, 9) for letter, share in shares.items()}
    whole = {letter: int(value) for letter, value in exact.items()}
    by_rest = sorted(exact, key=lambda letter: whole[letter] - exact[letter])
    for letter in by_rest[: round(sum(exact.values())) - sum(whole.values())]:
        whole[letter] += 1
    return whole


def show_share(share: float) -> str:
    """Write a share as a whole percentage; noise below 0 or over 1 is cut off."""
    return percent(min(max(share, 0.0), 1.0), 0)


def source_phrase(share: SourceShare) -> str:
    """Say one share in a few words, without a full stop."""
    name = _(SOURCE_NAMES[share.source])
    if share.total is None or share.first is None:
        return _("{source}: not defined, because the score does not vary", source=name)
    if (share.total.low, share.total.high, share.total.value) == (0, 0, 0):
        return _("{source}: not varied or without effect, {none}", source=name, none=show_share(0))
    return _(
        "{source}: {alone} alone ({alone_range}), {joint} with others ({joint_range})",
        source=name,
        alone=show_share(share.first.value),
        alone_range=_ends(share.first),
        joint=show_share(share.total.value),
        joint_range=_ends(share.total),
    )


def _ends(found: Estimate) -> str:
    return _("{low} to {high}", low=show_share(found.low), high=show_share(found.high))


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
        return (
            _(
                "{dimension}: no indicator of this dimension applies, so there is no score.",
                dimension=name,
            ),
        )
    if found.spread is None:
        return (
            _(
                "{dimension}: not enough answers for a score, so nothing was drawn; it could lie "
                "anywhere between {low} and {high}.",
                dimension=name,
                low=fixed(found.low, 1),
                high=fixed(found.high, 1),
            ),
        )
    return (
        *_interval(name, found, found.spread, (result.settings.draws, _share_within(framework))),
        *_bands(found.bands, framework.rules.bands),
        *_sources(found.shares),
        *_left_out(found, framework),
        *_ranks(found.ranks),
    )


def explain_composite(
    found: CompositeUncertainty, result: UncertaintyResult, framework: Framework
) -> tuple[str, ...]:
    """Explain what the draws say of the optional single number; empty without spread."""
    if found.spread is None:
        return ()
    range_ = ngettext(
        "The single number lies between {low} and {high} in {share} of {number} draw.",
        "The single number lies between {low} and {high} in {share} of {number} draws.",
        result.settings.draws,
        share=_share_within(framework),
        low=fixed(found.spread.low, 1),
        high=fixed(found.spread.high, 1),
    )
    warning = _("It is never used for decisions.")
    return (f"{range_} {warning}", *_sources(found.shares), *_ranks(found.ranks))


def settings_sentences(settings: UncertaintySettings) -> tuple[str, ...]:
    """Say what was varied, how often, and from which seed, for a method annex."""
    draws = ngettext(
        "{number} draw with the stored seed {seed}.",
        "{number} draws with the stored seed {seed}.",
        settings.draws,
        seed=str(settings.seed),
    )
    varied = [_varied(source, settings) for source in settings.varied]
    what = _("Nothing was varied.")
    if varied:
        what = _("Varied was {what}.", what=listed(varied))
    return (f"{draws} {what}",)


_VARIED: dict[Source, str] = {
    "answers": mark("each answer by one level, as often as its confidence says"),
    "raters": mark("the levels that several raters gave"),
    "missing": mark("each missing answer over the whole scale, every level as likely as another"),
    "weights": mark("each weight by up to {weights} in both directions"),
    "step_maps": mark("the distances between levels"),
    "allowance": mark("the allowance of the caps by up to {allowance} levels in both directions"),
    "rule": mark("the rule of each dimension (one of: {rules})"),
}


def _varied(source: Source, settings: UncertaintySettings) -> str:
    return _(
        _VARIED[source],
        weights=percent(settings.weight_spread),
        allowance=short(settings.allowance_spread),
        rules="; ".join(rule_name(rule) for rule in settings.rules),
    )


def _share_within(framework: Framework) -> str:
    """Say how many of the draws lie between the ends of the interval."""
    low, high = framework.rules.interval.quantiles
    return percent(high - low)


def _interval(
    name: str, found: DimensionUncertainty, spread: Spread, counted: tuple[int, str]
) -> Iterator[str]:
    n_draws, share = counted
    if found.point is None:
        yield ngettext(
            "{dimension}: not enough answers for a score. The draws fill in {number} missing "
            "answer with any level, which is no knowledge about the state.",
            "{dimension}: not enough answers for a score. The draws fill in {number} missing "
            "answers with any level, which is no knowledge about the state.",
            found.n_missing,
            dimension=name,
        )
    else:
        yield _(
            "{dimension}: the score is {score} of 100.", dimension=name, score=fixed(found.point, 1)
        )
    yield ngettext(
        "In {share} of {number} draw it lies between {low} and {high}, in half of them between "
        "{quarter} and {three_quarters}, with {median} in the middle.",
        "In {share} of {number} draws it lies between {low} and {high}, in half of them between "
        "{quarter} and {three_quarters}, with {median} in the middle.",
        n_draws,
        share=share,
        low=fixed(spread.low, 1),
        high=fixed(spread.high, 1),
        quarter=fixed(spread.quarter, 1),
        three_quarters=fixed(spread.three_quarters, 1),
        median=fixed(spread.median, 1),
    )
    if found.point is None:
        return
    if found.point > spread.high + NOTHING:
        yield _(
            "The score itself lies above this range: its answers can hardly err in that "
            "direction, so most draws move it the other way."
        )
    elif found.point < spread.low - NOTHING:
        yield _(
            "The score itself lies below this range: its answers can hardly err in that "
            "direction, so most draws move it the other way."
        )


def _bands(shares: Mapping[str, float], bands: tuple[Band, ...]) -> Iterator[str]:
    names = {band.letter: band.name for band in bands}
    reached = {letter: share for letter, share in shares.items() if share > 0}
    if len(reached) == 1:
        yield _("All draws lie in {band}.", band=names[next(iter(reached))])
        return
    counts = sorted(out_of_hundred(reached).items(), key=lambda pair: -pair[1])
    said = listed(draws_in_band(count, names[letter]) for letter, count in counts)
    yield _("Of 100 draws: {bands}.", bands=said)


def draws_in_band(count: int, band: str) -> str:
    """Say how many draws of 100 lie in a band that some draw reaches."""
    if not count:
        return _("fewer than 1 in {band}", band=band)
    return _("{number} in {band}", number=count, band=band)


def _sources(shares: tuple[SourceShare, ...]) -> Iterator[str]:
    if not shares:
        return
    known = [share for share in shares if share.total is not None]
    if not known:
        yield _("The score does not vary, so there is nothing to share out among the sources.")
        return
    most, *others = sorted(known, key=_total, reverse=True)
    yield _(
        "What matters most: {source}, with a part in {share} of the variation.",
        source=_(SOURCE_NAMES[most.source]),
        share=show_share(_total(most)),
    )
    if most.total and others and others[0].total and others[0].total.high > most.total.low:
        yield _(
            "The draws do not tell this clearly apart from {source}.",
            source=_(SOURCE_NAMES[others[0].source]),
        )
    also = [
        f"{_(SOURCE_NAMES[one.source])} ({show_share(_total(one))})"
        for one in others
        if _total(one) >= CLEAR_SHARE
    ]
    if also:
        yield _(
            "Also of weight: {sources}. The parts overlap and can add up to more than {whole}.",
            sources=listed(also),
            whole=show_share(1),
        )


def _left_out(found: DimensionUncertainty, framework: Framework) -> Iterator[str]:
    if not found.left_out:
        return
    names = {band.letter: band.name for band in framework.rules.bands}
    moving = [one for one in found.left_out if one.moves_band and one.score is not None]
    lost = [one.indicator_id for one in found.left_out if one.score is None]
    for one in moving:
        yield _(
            "Without {indicator} the score would be {score}, in {band} instead of {own}.",
            indicator=name_indicator(framework, one.indicator_id),
            score=_score(one.score),
            band=names[one.band_without or ""],
            own=names[one.band or ""],
        )
    if lost:
        yield _(
            "Without {indicators} there would be no score.",
            indicators=name_indicators(framework, lost, "or"),
        )
    if moving or lost:
        return
    yield _largest(found.left_out[0], framework)


def _largest(found: LeaveOneOut, framework: Framework) -> str:
    if not found.change or round_half_up(abs(found.change), 1) == 0:
        return _("Leaving out any single indicator changes next to nothing.")
    return _(
        "Leaving out any single indicator keeps the band; the largest change comes from "
        "{indicator}, without which the score would be {score}.",
        indicator=name_indicator(framework, found.indicator_id),
        score=_score(found.score),
    )


def _ranks(ranks: RankInterval | None) -> Iterator[str]:
    if ranks is None or ranks.n_ranked == 1:
        return
    if ranks.best == ranks.worst:
        yield _(
            "In 90% of the draws it has place {place} of {ranked}.",
            place=ranks.best,
            ranked=ranks.n_ranked,
        )
        return
    yield _(
        "In 90% of the draws it comes between place {best} and place {worst} of {ranked}; no "
        "single place is meant.",
        best=ranks.best,
        worst=ranks.worst,
        ranked=ranks.n_ranked,
    )


def _total(share: SourceShare) -> float:
    return 0.0 if share.total is None else share.total.value


def _score(value: float | None) -> str:
    return _("No score") if value is None else fixed(value, 1)


def spread_table(state: StateUncertainty, framework: Framework) -> "DataFrame":
    """Return score, spread, bounds and draws in each band of every dimension."""
    within = _("{share} of draws", share=_share_within(framework))
    columns = (_("Dimension"), _("Score"), within, _("Half of the draws"))
    bands = [_("{band}, of 100", band=band.name) for band in framework.rules.bands]
    rows = (_spread_row(found, framework) for found in state.dimensions)
    return table((*columns, _("Middle"), _("Bounds"), *bands), rows)


def _spread_row(found: DimensionUncertainty, framework: Framework) -> tuple[str, ...]:
    spread, draws = found.spread, out_of_hundred(found.bands)
    none = _("No score")
    return (
        framework.questionnaire.dimension(found.dimension_id).name,
        _score(found.point),
        none if spread is None else show_range(spread.low, spread.high),
        none if spread is None else show_range(spread.quarter, spread.three_quarters),
        none if spread is None else fixed(spread.median, 1),
        show_range(found.low, found.high),
        *(str(draws[b.letter]) if b.letter in draws else "" for b in framework.rules.bands),
    )


def left_out_table(found: DimensionUncertainty, framework: Framework) -> "DataFrame":
    """Return the score as if each indicator alone were not asked, the largest change first."""
    bands = {band.letter: band.name for band in framework.rules.bands}
    rows = (
        (
            name_indicator(framework, one.indicator_id),
            _score(one.score),
            "" if one.change is None else signed(one.change),
            _("No score") if one.band_without is None else bands[one.band_without],
            _("Yes") if one.moves_band else _("No"),
        )
        for one in found.left_out
    )
    return table((_("Without"), _("Score"), _("Change"), _("Band"), _("Other band")), rows)

"""Says what of the conclusions stands under another method, in words and tables."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import fixed, listed, whole
from assessment.model.framework import Framework
from assessment.model.method_change import OWN, Move, SetTrial, StateTrial, Survival
from assessment.model.score import DimensionScore, Profile
from assessment.model.suggestion import Group
from assessment.model.tree import RULES
from assessment.reporting.bands import band_letters
from assessment.reporting.programmes import GROUP_NAMES
from assessment.reporting.wording import show_range, table

if TYPE_CHECKING:
    from pandas import DataFrame

MOST_NAMED = 6


def rule_name(rule: str) -> str:
    """Name a rule in a list of rules that can be tried."""
    return _("As in the questionnaire") if rule == OWN else RULES[rule].short_name()


def survival_sentences(found: Survival, framework: Framework) -> tuple[tuple[bool, str], ...]:
    """Say of each kind of conclusion whether it stands.

    Returns
    -------
    tuple of (bool, str)
        Whether it stands, and one sentence: bands, weakest dimensions, critical
        gaps, review tier, programmes; the last three only where there are such.
    """
    return (
        _bands(found.bands, framework),
        _lowest(found, framework),
        *_gaps(found.gaps, framework),
        *_tier(found.tier),
        *_programmes(found.programmes, framework),
    )


def set_sentences(trial: SetTrial, framework: Framework) -> tuple[str, ...]:
    """Say what becomes of one dimension of many states."""
    name = framework.questionnaire.dimension(trial.dimension_id).name
    n_states = len(trial.states)
    if n_states < 2:
        return (
            _(
                "{dimension}: fewer than two states have a score, so there is nothing to compare.",
                dimension=name,
            ),
        )
    return (
        ngettext(
            "{dimension}: of {number} state with a score, {moved} would lie in another band.",
            "{dimension}: of {number} states with a score, {moved} would lie in another band.",
            n_states,
            dimension=name,
            moved=_count(trial.n_moved),
        ),
        *_pairs(trial),
        *_without(trial),
    )


def trial_description(rows: Sequence[dict[str, str]], what: str) -> str:
    """Say in words what a chart of two methods shows."""
    said = (
        _(
            "{name}: {now} now, {tried} under the method you try.",
            name=row["name"],
            now=row["now"],
            tried=row["tried"],
        )
        for row in rows
    )
    return " ".join((_("{what} under two methods.", what=what), *said))


def figures_of(before: str, after: str) -> str:
    """Write what something is under both methods, in a few words."""
    if before == after:
        return _("{figures}, unchanged", figures=before)
    return f"{before} → {after}"


def letter_and_score(found: DimensionScore) -> str:
    """Write the letter of the band and the score."""
    if found.value is None or found.band is None:
        return _("No score")
    return f"{found.band.letter} · {fixed(found.value, 1)}"


def profile_table(before: Profile, after: Profile, framework: Framework) -> "DataFrame":
    """Return scores, intervals and bands of every dimension under both methods."""
    rows = (
        (
            framework.questionnaire.dimension(first.dimension_id).name,
            *_cells(first, framework),
            *_cells(second, framework),
        )
        for first, second in zip(before.dimensions, after.dimensions, strict=True)
    )
    return table((_("Dimension"), *_headings()), rows)


def state_table(trial: SetTrial) -> "DataFrame":
    """Return scores, intervals and bands of every state under both methods."""
    rows = ((state.title, *_state_cells(state)) for state in trial.states)
    return table((_("Assessment"), *_headings()), rows)


def _headings() -> tuple[str, ...]:
    now = (_("Score now"), _("Interval now"), _("Band now"))
    return (*now, _("Score tried"), _("Interval tried"), _("Band tried"))


def _cells(found: DimensionScore, framework: Framework) -> tuple[str, ...]:
    none, interval = _("No score"), found.interval
    return (
        none if found.value is None else fixed(found.value, 1),
        none if interval is None else show_range(interval.low, interval.high),
        band_letters(found, framework),
    )


def _state_cells(state: StateTrial) -> Iterator[str]:
    sides = ((state.before, state.band_before), (state.after, state.band_after))
    for (low, point, high), letter in sides:
        yield from (fixed(point, 1), show_range(low, high), letter)


def _count(number: int) -> str:
    return whole(number) if number else _("none")


def _bands(bands: Sequence[Move], framework: Framework) -> tuple[bool, str]:
    moved = [move for move in bands if not move.holds]
    if not moved:
        return True, _("Every dimension keeps its band.")
    names = {band.letter: band.name for band in framework.rules.bands} | {"": _("no score")}
    moves = [
        _(
            "{dimension} from {before} to {after}",
            dimension=framework.questionnaire.dimension(move.id).name,
            before=names[move.before],
            after=names[move.after],
        )
        for move in moved
    ]
    said = ngettext(
        "{number} dimension moves: {moves}.",
        "{number} dimensions move: {moves}.",
        len(moved),
        moves=listed(moves),
    )
    kept = len(bands) - len(moved)
    if not kept:
        return False, said
    others = ngettext("{number} other keeps its band.", "{number} others keep their band.", kept)
    return False, f"{said} {others}"


def _lowest(found: Survival, framework: Framework) -> tuple[bool, str]:
    if not found.lowest_before or not found.lowest_after:
        return found.lowest_holds, _("No dimension has a score, so none is the lowest.")
    before, after = (
        listed(framework.questionnaire.dimension(id_).name for id_ in ids)
        for ids in (found.lowest_before, found.lowest_after)
    )
    number = len(found.lowest_after)
    if found.lowest_holds:
        return True, ngettext(
            "{dimensions} is still lowest.",
            "{dimensions} are still lowest.",
            number,
            dimensions=after,
        )
    return False, ngettext(
        "As tried, {dimensions} is lowest, and no longer {before}.",
        "As tried, {dimensions} are lowest, and no longer {before}.",
        number,
        dimensions=after,
        before=before,
    )


def _gaps(gaps: Sequence[Move], framework: Framework) -> Iterator[tuple[bool, str]]:
    names = {gap.id: gap.name for gap in framework.rules.critical_gaps}
    if not names:
        return
    moved = [move for move in gaps if not move.holds]
    if not moved:
        yield (
            True,
            _(
                "Critical gaps are read from the answers themselves, and all of them stand as "
                "they are."
            ),
        )
        return
    said = listed(
        _(
            "{gap} was {before} and is {after}",
            gap=names[move.id],
            before=_gap_state(move.before),
            after=_gap_state(move.after),
        )
        for move in moved
    )
    yield False, _("Critical gaps that hang on a score: {gaps}.", gaps=said)


def _gap_state(state: str) -> str:
    match state:
        case "active":
            return _("active")
        case "open":
            return _("cannot be ruled out")
        case _:
            return _("not there")


def _tier(tier: Move | None) -> Iterator[tuple[bool, str]]:
    if tier is None:
        return
    if tier.holds:
        yield True, _("The review tier stays {tier}.", tier=tier.after)
        return
    after = tier.after or _("none")
    yield (
        False,
        _("The review tier would be {after} instead of {before}.", after=after, before=tier.before),
    )


def _programmes(programmes: Sequence[Move], framework: Framework) -> Iterator[tuple[bool, str]]:
    if framework.catalogue is None:
        return
    moved = [move for move in programmes if not move.holds]
    if not moved:
        yield True, _("Every programme stays in its group of suggestions.")
        return
    names = {programme.id: programme.name for programme in framework.catalogue.programmes}
    said = [
        _(
            "{programme} (from '{before}' to '{after}')",
            programme=names[move.id],
            before=_group(move.before),
            after=_group(move.after),
        )
        for move in moved
    ]
    more = len(said) - MOST_NAMED
    if more > 0:
        said[MOST_NAMED:] = [ngettext("{number} other", "{number} others", more)]
    yield (
        False,
        ngettext(
            "{number} programme changes its group of suggestions: {programmes}.",
            "{number} programmes change their group of suggestions: {programmes}.",
            len(moved),
            programmes=listed(said),
        ),
    )


def _group(name: str) -> str:
    return _(GROUP_NAMES[Group(name)]) if name else _("none")


def _pairs(trial: SetTrial) -> Iterator[str]:
    pairs = trial.pairs
    apart = ngettext(
        "Of {number} pair of states, clearly apart now: {apart}.",
        "Of {number} pairs of states, clearly apart now: {apart}.",
        pairs.n_pairs,
        apart=_count(pairs.before),
    )
    meaning = _(
        "Clearly apart means that the interval of their difference does not reach 0. Nothing else "
        "is read from the order of scores."
    )
    yield f"{apart} {meaning}"
    if pairs.before:
        yield _(
            "Of these, {same} would stay so, {lost} would no longer be told apart, and in "
            "{reversed} the other state would be the higher one.",
            same=_count(pairs.kept),
            lost=_count(pairs.lost),
            reversed=_count(pairs.reversed),
        )
    if pairs.new:
        yield ngettext(
            "{number} other pair would be clearly apart only as tried.",
            "{number} other pairs would be clearly apart only as tried.",
            pairs.new,
        )


def _without(trial: SetTrial) -> Iterator[str]:
    if trial.n_without:
        yield ngettext(
            "{number} further state has no score in this dimension and is not counted.",
            "{number} further states have no score in this dimension and are not counted.",
            trial.n_without,
        )

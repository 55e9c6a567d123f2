"""Says what of the conclusions stands under another method, in sentences for people who decide."""

from collections.abc import Iterator, Sequence

from assessment.locales import gettext as _
from assessment.model.framework import Framework
from assessment.model.method_change import OWN, Move, SetTrial, Survival
from assessment.model.suggestion import Group
from assessment.model.tree import RULES
from assessment.reporting.programmes import GROUP_NAMES
from assessment.reporting.wording import count_words, join_words

GAP_STATES = {"active": "active", "open": "cannot be ruled out", "none": "not there"}
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
        return (f"{name}: fewer than two states have a score, so there is nothing to compare.",)
    moved = trial.n_moved
    return (
        f"{name}: of {count_words(n_states, 'state')} with a score, {moved or 'none'} would lie "
        "in another band.",
        *_pairs(trial),
        *_without(trial),
    )


def trial_description(rows: Sequence[dict[str, str]], what: str) -> str:
    """Say in words what a chart of two methods shows."""
    said = (f"{row['Name']}: {row['Now']} now, {row['Tried']} as tried." for row in rows)
    return " ".join((f"{what} under two methods.", *said))


def _bands(bands: Sequence[Move], framework: Framework) -> tuple[bool, str]:
    moved = [move for move in bands if not move.holds]
    if not moved:
        return True, "Every dimension keeps its band."
    names = {band.letter: band.name for band in framework.rules.bands} | {"": "no score"}
    said = join_words(
        f"{framework.questionnaire.dimension(move.id).name} from {names[move.before]} to "
        f"{names[move.after]}"
        for move in moved
    )
    kept = len(bands) - len(moved)
    verb = "moves" if len(moved) == 1 else "move"
    others = f"; {count_words(kept, 'other')} {'keeps its' if kept == 1 else 'keep their'} band"
    return False, f"{count_words(len(moved), 'dimension')} {verb}: {said}{others if kept else ''}."


def _lowest(found: Survival, framework: Framework) -> tuple[bool, str]:
    if not found.lowest_before or not found.lowest_after:
        return found.lowest_holds, "No dimension has a score, so none is the lowest."
    before, after = (
        join_words(framework.questionnaire.dimension(id_).name for id_ in ids)
        for ids in (found.lowest_before, found.lowest_after)
    )
    is_one = len(found.lowest_after) == 1
    if found.lowest_holds:
        return True, f"{after} {'is' if is_one else 'are'} still lowest."
    return False, f"As tried, {after} {'is' if is_one else 'are'} lowest, and no longer {before}."


def _gaps(gaps: Sequence[Move], framework: Framework) -> Iterator[tuple[bool, str]]:
    names = {gap.id: gap.name for gap in framework.rules.critical_gaps}
    if not names:
        return
    moved = [move for move in gaps if not move.holds]
    if not moved:
        yield (
            True,
            "Critical gaps are read from the answers themselves, and all of them stand as they "
            "are.",
        )
        return
    said = join_words(
        f"{names[move.id]} was {GAP_STATES[move.before]} and is {GAP_STATES[move.after]}"
        for move in moved
    )
    yield False, f"Critical gaps that hang on a score: {said}."


def _tier(tier: Move | None) -> Iterator[tuple[bool, str]]:
    if tier is None:
        return
    if tier.holds:
        yield True, f"The review tier stays {tier.after}."
    else:
        yield False, f"The review tier would be {tier.after or 'none'} instead of {tier.before}."


def _programmes(programmes: Sequence[Move], framework: Framework) -> Iterator[tuple[bool, str]]:
    if framework.catalogue is None:
        return
    moved = [move for move in programmes if not move.holds]
    if not moved:
        yield True, "Every programme stays in its group of suggestions."
        return
    names = {programme.id: programme.name for programme in framework.catalogue.programmes}
    said = [
        f"{names[move.id]} (from '{_group(move.before)}' to '{_group(move.after)}')"
        for move in moved
    ]
    more = len(said) - MOST_NAMED
    shown = [*said[:MOST_NAMED], count_words(more, "other")] if more > 0 else said
    verb = "changes its" if len(moved) == 1 else "change their"
    yield (
        False,
        f"{count_words(len(moved), 'programme')} {verb} group of suggestions: {join_words(shown)}.",
    )


def _group(name: str) -> str:
    return _(GROUP_NAMES[Group(name)]) if name else "none"


def _pairs(trial: SetTrial) -> Iterator[str]:
    pairs = trial.pairs
    yield (
        f"Of {count_words(pairs.n_pairs, 'pair')} of states, {pairs.before or 'none'} "
        f"{'are' if pairs.before > 1 else 'is'} clearly apart now: their intervals do not "
        "overlap. Nothing else is read from the order of scores."
    )
    if pairs.before:
        yield (
            f"Of these, {pairs.kept or 'none'} would stay so, {pairs.lost or 'none'} would no "
            f"longer be told apart, and {pairs.reversed or 'none'} would turn round."
        )
    if pairs.new:
        yield f"{count_words(pairs.new, 'other pair')} would be clearly apart only as tried."


def _without(trial: SetTrial) -> Iterator[str]:
    if trial.n_without:
        has, is_ = ("has", "is") if trial.n_without == 1 else ("have", "are")
        yield (
            f"{count_words(trial.n_without, 'further state')} {has} no score in this dimension "
            f"and {is_} not counted."
        )

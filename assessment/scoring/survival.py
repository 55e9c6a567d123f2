"""Holds two profiles of the same answers against each other: what stands, and what moves."""

from collections.abc import Sequence

from assessment.model.method_change import Move, Survival
from assessment.model.score import Profile
from assessment.model.suggestion import Suggestion


def what_survives(
    before: Profile,
    after: Profile,
    suggested_before: Sequence[Suggestion] = (),
    suggested_after: Sequence[Suggestion] = (),
) -> Survival:
    """Say which conclusions are the same under both methods.

    Parameters
    ----------
    before, after
        Of the same answers and the same questionnaire; only the method differs.
    """
    tiers = [found.tier.id if found.tier else "" for found in (before, after)]
    return Survival(
        bands=_moves(_letters(before), _letters(after)),
        lowest_before=_lowest(before),
        lowest_after=_lowest(after),
        gaps=_moves(_gap_states(before), _gap_states(after), missing="none"),
        tier=Move("tier", tiers[0], tiers[1]) if any(tiers) else None,
        programmes=_moves(_groups(suggested_before), _groups(suggested_after)),
    )


def _moves(before: dict[str, str], after: dict[str, str], missing: str = "") -> tuple[Move, ...]:
    ids = dict.fromkeys((*before, *after))
    return tuple(Move(id_, before.get(id_, missing), after.get(id_, missing)) for id_ in ids)


def _letters(profile: Profile) -> dict[str, str]:
    return {
        found.dimension_id: found.band.letter if found.band else "" for found in profile.dimensions
    }


def _lowest(profile: Profile) -> tuple[str, ...]:
    # Equal by hand is equal, whatever binary arithmetic makes of the last digits.
    scores = {d.dimension_id: round(d.value, 9) for d in profile.dimensions if d.value is not None}
    return tuple(id_ for id_, score in scores.items() if score == min(scores.values()))


def _gap_states(profile: Profile) -> dict[str, str]:
    return {found.gap.id: "active" if found.is_active else "open" for found in profile.gaps}


def _groups(suggestions: Sequence[Suggestion]) -> dict[str, str]:
    return {found.programme.id: found.group.value for found in suggestions}

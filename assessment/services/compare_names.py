"""Under which names assessments are compared: titles, or aliases that give nothing away."""

from collections.abc import Sequence

import numpy as np

from assessment.model.assessment import Assessment

ALIAS = "Peer"


def place_and_mode(assessment: Assessment) -> tuple[str, ...]:
    """Return what the periods of one trend share."""
    return (assessment.state_code, assessment.state_name, assessment.region, assessment.mode)


def place_title(assessment: Assessment) -> str:
    """Name state, region and mode, without the period."""
    region = f" ({assessment.region})" if assessment.region else ""
    return f"{assessment.state_name}{region}, {assessment.mode} assessment"


def shuffle(ids: Sequence[str]) -> list[str]:
    """Order ids by chance, the same for the same set, and free of names and of the alphabet.

    The ids themselves are the seed: they are random and never shown, so nobody
    who knows only the states can work the order out.
    """
    ordered = sorted(ids)
    seed = list("\x1f".join(ordered).encode())
    return [ordered[n] for n in np.random.default_rng(seed or [0]).permutation(len(ordered))]


def make_aliases(number: int) -> list[str]:
    """Return one alias for each position.

    Examples
    --------
    >>> make_aliases(28)[::27]
    ['Peer A', 'Peer AB']
    """
    return [f"{ALIAS} {_letters(n)}" for n in range(number)]


def _letters(position: int) -> str:
    """Name a position as the columns of a sheet are named: A to Z, AA, AB."""
    first, last = divmod(position, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)


def make_titles(titles: Sequence[str], modes: Sequence[str]) -> list[str]:
    """Return titles, with the mode where two are called alike.

    Examples
    --------
    >>> make_titles(["A, 2026", "A, 2026", "B, 2026"], ["self", "joint", "self"])
    ['A, 2026, self', 'A, 2026, joint', 'B, 2026']
    """
    return make_unique(
        [
            f"{title}, {mode}" if titles.count(title) > 1 else title
            for title, mode in zip(titles, modes, strict=True)
        ]
    )


def make_unique(labels: Sequence[str]) -> list[str]:
    """Return the labels with a number behind those that were there before."""
    seen: dict[str, int] = {}
    made: list[str] = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        made.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return made

"""Names and figures of an analysis of uncertainty, shared by its sentences and its charts."""

from collections.abc import Mapping

from assessment.model.uncertainty import Source, SourceShare
from assessment.reporting.wording import round_half_up

SOURCE_NAMES: dict[Source, str] = {
    "answers": "how sure the answers are",
    "raters": "differences between raters",
    "missing": "missing answers",
    "weights": "the weights",
    "step_maps": "the distances between levels",
    "allowance": "how far the caps let a score rise",
    "rule": "the rule that joins the answers",
}
OUT_OF = 100


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


def source_phrase(share: SourceShare) -> str:
    """Say one share in a few words, without a full stop."""
    name = SOURCE_NAMES[share.source]
    if share.total is None or share.first is None:
        return f"{name}: not defined, because the score does not vary"
    if (share.total.low, share.total.high, share.total.value) == (0, 0, 0):
        return f"{name}: not varied or without effect, 0 %"
    alone, joint = share.first, share.total
    return (
        f"{name}: {show_share(alone.value)} alone ({_range(alone.low, alone.high)}), "
        f"{show_share(joint.value)} with others ({_range(joint.low, joint.high)})"
    )


def show_share(share: float) -> str:
    """Write a share as a whole percentage; noise below 0 or over 1 is cut off."""
    return f"{round_half_up(min(max(share, 0.0), 1.0) * 100, 0)} %"


def _range(low: float, high: float) -> str:
    return f"{show_share(low).removesuffix(' %')} to {show_share(high)}"

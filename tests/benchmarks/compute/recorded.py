"""What other programs needed when they were run beside a plain numpy kernel, once, elsewhere.

They are no dependencies of this package, so nothing here is measured again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LABEL = "recorded, not run"
COINR = "COINr 1.1.14 of 4 April 2025, R 4.2.2"
KRIPPENDORFF = "krippendorff 0.9.0, Python 3.11.7"


@dataclass(frozen=True)
class Recorded:
    """One recorded time.

    Attributes
    ----------
    command
        Of `spca bench`, beside whose figures it is shown.
    ratio
        To a plain numpy kernel that was run in turns with it, on the same machine
        in the same hour; not to what this run measured.
    remark
        What else must be known of it.
    """

    command: str
    program: str
    work: str
    milliseconds: float
    ratio: float
    remark: str = ""


_ONCE = "one run"
RECORDED = (
    Recorded("score", COINR, "200x60 arithmetic, as documented", 64.2, 270),
    Recorded("score", COINR, "200x60 arithmetic, tuned by hand", 4.26, 18),
    Recorded("score", COINR, "200x60 geometric, as documented", 44.4, 166),
    Recorded("score", COINR, "200x60 geometric, tuned by hand", 5.68, 21),
    Recorded("score", COINR, "200x60 minimum, own function", 33.6, 153),
    Recorded("score", COINR, "2000x60 arithmetic, as documented", 639, 596),
    Recorded("score", COINR, "2000x60 arithmetic, tuned by hand", 5.74, 5.3),
    Recorded("score", COINR, "200000x60 arithmetic, as documented", 72_300, 889, _ONCE),
    Recorded("score", COINR, "200000x60 arithmetic, tuned by hand", 242, 3.0),
    Recorded(
        "mc",
        COINR,
        "1000 draws of weights, rule and normalisation, 200x60, as documented",
        84_000,
        2_660,
        f"{_ONCE}; answers do not vary",
    ),
    Recorded(
        "mc",
        COINR,
        "1000 draws of weights, rule and normalisation, 200x60, tuned by hand",
        27_400,
        868,
        f"{_ONCE}; answers do not vary",
    ),
    Recorded("agreement", KRIPPENDORFF, "60 ordinal alphas, 200x10", 8.6, 7.3),
)


def recorded_for(command: str) -> tuple[Recorded, ...]:
    """Return what was recorded of the work of one command."""
    return tuple(one for one in RECORDED if one.command == command)


def recorded_lines(command: str) -> Sequence[str]:
    """Return it in sentences, each with program, date and version."""
    return [
        f"{LABEL}: {one.program}, {one.work}: {one.milliseconds:,g} ms, {one.ratio:g} times a "
        f"plain numpy kernel beside it{f' ({one.remark})' if one.remark else ''}."
        for one in recorded_for(command)
    ]

"""The method of framework 2.0 once more, in plain loops written from its text.

The sections named here are those of docs/method.md. Nothing of `assessment.scoring` or
`assessment.programmes` is used, and no file of the questionnaire is read: what both routes
agree on was written down twice, by hand.
"""

from collections.abc import Mapping, Set

Given = Mapping[str, int | str]
"""Indicator to level, or to "II" or "NA"; left out where not answered."""

Flags = Mapping[str, str]
"""Context flag to the option that was chosen; left out where nothing was."""

# Dimension to the number of its last indicator; a number that was given up is not used again.
SIZES = {"LAW": 8, "SEC": 9, "POL": 7, "EQU": 9, "INF": 8, "ECO": 8, "PRE": 8, "SOC": 8}
GIVEN_UP = ("SOC-5",)
KEYS = [
    "LAW-2",
    "LAW-3",
    "LAW-5",
    "SEC-1",
    "SEC-4",
    "SEC-6",
    "POL-1",
    "POL-4",
    "EQU-1",
    "EQU-2",
    "INF-3",
    "ECO-1",
    "ECO-3",
    "PRE-1",
    "PRE-4",
    "PRE-5",
    "SOC-1",
]
GATES = {
    "SEC-7": ("SEC-1", "SEC-4"),
    "EQU-2": ("EQU-1", "LAW-2"),
    "INF-2": ("LAW-2", "INF-1"),
    "PRE-3": ("LAW-7", "SOC-1"),
}
# Dimension to the indicators that cap it and by how many levels the mean may exceed them.
CAPS = {
    "LAW": (("LAW-2", "LAW-3", "LAW-5"), 1),
    "SEC": (("SEC-1", "SEC-4", "SEC-6"), 1),
    "POL": (("POL-1", "POL-4"), 1),
    "EQU": (("EQU-1", "EQU-2"), 1),
    "INF": (("INF-3",), 1),
    "ECO": (("ECO-1", "ECO-3"), 1.5),
    "SOC": (("SOC-1",), 2),
}
CHAIN = (("PRE-2", "PRE-3"), ("PRE-4",), ("PRE-1", "PRE-5"), ("PRE-6", "PRE-8"), ("PRE-7",))


def indicators_of(dimension: str) -> list[str]:
    ids = [f"{dimension}-{n}" for n in range(1, SIZES[dimension] + 1)]
    return [id_ for id_ in ids if id_ not in GIVEN_UP]


def all_indicators() -> list[str]:
    return [id_ for dimension in SIZES for id_ in indicators_of(dimension)]


def levels_of(given: Given, unknown_as: int | None = None) -> dict[str, float]:
    """Keep the levels; put a level in place of what is unknown, if one is named."""
    levels = {}
    for id_ in all_indicators():
        answer = given.get(id_)
        if isinstance(answer, int):
            levels[id_] = float(answer)
        elif answer != "NA" and unknown_as is not None:
            levels[id_] = float(unknown_as)
    return levels


def effective(levels: Mapping[str, float]) -> dict[str, float]:
    counted = dict(levels)
    for gated, gates in GATES.items():
        if gated in levels:
            for gate in gates:
                if gate in levels:
                    counted[gated] = min(counted[gated], levels[gate] + 1)
    return counted


def points(dimension: str, counted: Mapping[str, float]) -> float | None:
    """Score a dimension from effective levels, 0 to 100; None if it has no level at all."""
    own = [counted[id_] for id_ in indicators_of(dimension) if id_ in counted]
    if not own:
        return None
    if dimension == "PRE":
        means = []
        for stage in CHAIN:
            known = [counted[id_] for id_ in stage if id_ in counted]
            if known:
                means.append(sum(known) / len(known))
        return 25 * (min(means) + sum(means) / len(means)) / 2
    capping, allowance = CAPS[dimension]
    score = sum(own) / len(own)
    for id_ in capping:
        if id_ in counted:
            score = min(score, counted[id_] + allowance)
    return 25 * score


def score(dimension: str, given: Given) -> float | None:
    """Score a dimension if at least 70 % of what applies and all keys are known."""
    applicable = [id_ for id_ in indicators_of(dimension) if given.get(id_) != "NA"]
    known = [id_ for id_ in applicable if isinstance(given.get(id_), int)]
    if not applicable or 10 * len(known) < 7 * len(applicable):
        return None
    if any(id_ in KEYS and id_ not in known for id_ in applicable):
        return None
    return points(dimension, effective(levels_of(given)))


def bound(dimension: str, given: Given, unknown_as: int) -> float:
    counted = effective(levels_of(given, unknown_as))
    for id_ in all_indicators():
        if id_ in counted and not isinstance(given.get(id_), int):
            counted[id_] = float(unknown_as)
    found = points(dimension, counted)
    return 25.0 * unknown_as if found is None else found


def is_early(given: Given) -> bool:
    """Whether fewer than half of the 64 questions have an answer of any kind (section 5.3)."""
    return len(given) < 32


def published(dimension: str, given: Given) -> float | None:
    """Return the score of a dimension, unless it is too early to show any."""
    return None if is_early(given) else score(dimension, given)


def lowest_bound(given: Given) -> float:
    """Return the lowest low bound of a dimension in which anything applies; 100 without any."""
    asked = [d for d in SIZES if any(given.get(id_) != "NA" for id_ in indicators_of(d))]
    return min((bound(dimension, given, 0) for dimension in asked), default=100.0)


def need(level: int, *, is_key: bool, in_gap: bool) -> float:
    """How much one indicator calls for help (section 4.7, from framework 2.0 on)."""
    found = (4 - level) / 4
    if is_key:
        found = found * 1.5
    if in_gap:
        found = found * 1.25
    return found


def total(
    needs: Mapping[str, float], *, matches: bool, dangerous: bool, failed: bool
) -> float | None:
    """The need of a programme: the worst, mechanism, danger, penalty (section 4.7)."""
    if not needs:
        return None
    found = max(needs.values())
    if matches:
        found = found * 1.1
    if dangerous:
        found = found * 0.8
    if failed:
        found = found - 0.5
    return found if found > 0 else 0.0


def group(given: Given, at_fault: Set[str], serves: tuple[str, ...], *, called: bool) -> str:
    """The group of section 4.7 of a programme that the gate lets through."""
    known = [id_ for id_ in serves if isinstance(given.get(id_), int)]
    if called:
        return "called_for"
    if not known:
        return "not_known"
    if any(id_ in at_fault for id_ in known):
        return "critical_gap"
    return "weak_point" if any(given[id_] in (0, 1, 2) for id_ in known) else "keep_going"


TRAINING = {"SEC-4": 2, "LAW-5": 1, "SEC-1": 1}
# Programme to the lowest level that an indicator must have; what does not apply passes.
PRECONDITIONS = {
    "P06": {"SEC-1": 1, "SEC-4": 1},
    "P07": TRAINING,
    "P09": TRAINING,
    "P10": {"SEC-6": 1},
    "P11": TRAINING,
    "P13": {"POL-3": 1},
    "P19": {"EQU-1": 1, "LAW-2": 2},
    "P24": {"LAW-2": 2, "INF-1": 2},
    "P46": {"LAW-7": 1, "SOC-1": 1},
    "P47": {"LAW-2": 2},
    "P60": {"SOC-1": 1},
    "P61": {"ECO-3": 1, "EQU-6": 2, "LAW-2": 2},
}
ONE_ROUTE = dict.fromkeys(("P24", "P47", "P60"), "with_government")
"""Programmes of which preconditions guard one route alone."""


def failed(programme: str, given: Given) -> list[str]:
    """The indicators below what a programme asks for."""
    asked = PRECONDITIONS.get(programme, {})
    known = {id_: given.get(id_) for id_ in asked}
    return [id_ for id_, at in known.items() if isinstance(at, int) and at < asked[id_]]


def called_for(given: Given, flags: Flags, gaps: Set[str], contrary: Set[str]) -> set[str]:
    """Return the programmes that circumstances or open key questions call for (section 4.7)."""
    found = set()
    attacks = weighs(flags, "present", "X09")
    threat = weighs(flags, "present", "X10")
    refusal = weighs(flags, "present", "X13")
    if (attacks and weighs(flags, "present", "X07")) or "EQU-6.0c" in contrary:
        found.add("P22")
    if "INF-2.0b" in contrary:
        found.add("P24")
    prepared = weighs(flags, "present", "X08") and weighs(flags, "severe", "X10")
    if attacks or weighs(flags, "severe", "X08") or prepared or {"SEC-8.0a", "EQU-6.0c"} & contrary:
        found.add("P33")
    if attacks or weighs(flags, "present", "X08") or (refusal and threat):
        found |= {"P34", "P42"}
    hidden = [id_ for id_ in KEYS if given.get(id_) == "II"]
    if len(hidden) >= 9 or refusal or {"PRE-8.0c", "SOC-1.0a", "INF-1.0a"} & contrary:
        found.add("P35")
    if hidden or "CG-17" in gaps:
        found.add("P36")
    return found


def mechanisms(given: Given, flags: Flags) -> set[str]:
    """Return the mechanisms that answer a pattern which is there; PR, AC and DE have none."""
    found = set()
    if low(given, "POL-1", "ECO-1", "ECO-2", "ECO-3") or low(given, "ECO-4", level=0):
        found.add("IN")
    if weighs(flags, "present", "X11") and low(given, "ECO-3", level=2):
        found.add("IN")
    if low(given, "SEC-1", "SEC-5", "SEC-6") or low(given, "SEC-2", "ECO-5", level=0):
        found.add("CO")
    if low(given, "INF-3", "INF-5") or weighs(flags, "present", "X10"):
        found.add("IC")
    return found


def low(given: Given, *ids: str, level: int = 1) -> set[str]:
    """Return those of some indicators whose level is known and at most this."""
    found = {id_: given.get(id_) for id_ in ids}
    return {id_ for id_, answer in found.items() if isinstance(answer, int) and answer <= level}


def weighs(flags: Flags, weight: str, *ids: str) -> bool:
    """Whether one of some flags is so heavy; a refusal (X13) is present, its other stances none."""
    heavy = ("severe",) if weight == "severe" else ("present", "refuses", "severe")
    return any(flags.get(id_) in heavy for id_ in ids)


def both(*parts: Set[str]) -> set[str]:
    """Return everything at fault if every part has something, and nothing otherwise."""
    return set().union(*parts) if all(parts) else set()


def active_gaps(
    given: Given,
    flags: Flags,
    ticked: Set[str] = frozenset(),
    fallen: Set[str] = frozenset(),
) -> dict[str, set[str]]:
    """The gaps that hold, each with the indicators at fault (section 5.5).

    Parameters
    ----------
    ticked
        The statements that somebody found to hold.
    fallen
        What makes a sharp decline (CG-16); see `sharp_decline`.
    """
    if is_early(given):
        return {}

    def says(*statements: str) -> set[str]:
        found = {id_: id_.split(".")[0] for id_ in statements if id_ in ticked}
        return {indicator for indicator in found.values() if given.get(indicator) != "NA"}

    reaches = given.get("SEC-7") in (3, 4)
    at_war, past = weighs(flags, "present", "X01"), weighs(flags, "present", "X02")
    said = {id_ for id_ in KEYS if given.get(id_) == "II"}
    unseen = {"PRE-3"} if given.get("PRE-3") == "II" and weighs(flags, "severe", "X10") else set()
    found = {
        "CG-01": both(low(given, "LAW-5"), low(given, "LAW-2", "SEC-4")),
        "CG-02": both(low(given, "SEC-1", "SEC-6"), low(given, "SEC-4", level=2)),
        "CG-03": both(low(given, "POL-1", "EQU-1"), low(given, "INF-3", "INF-5")),
        "CG-04": both(low(given, "EQU-2"), low(given, "EQU-1", level=2)),
        "CG-05": both(low(given, "LAW-3"), low(given, "POL-5", "LAW-2")),
        "CG-06": both(low(given, "POL-4"), low(given, "SEC-1", level=2) | low(given, "POL-3")),
        "CG-07": both(low(given, "ECO-3"), low(given, "EQU-6", "ECO-4", "EQU-1")),
        "CG-08": both(
            low(given, "ECO-2"),
            low(given, "ECO-8"),
            low(given, "SEC-5") | low(given, "SEC-6", level=2),
        ),
        "CG-09": low(given, "SOC-1", level=0)
        | both(low(given, "SOC-1"), low(given, "INF-1", "INF-6")),
        "CG-10": both(low(given, "PRE-5"), low(given, "PRE-4") | low(given, "PRE-1", level=0)),
        "CG-11": low(given, "SEC-4", "SEC-1") if reaches else set(),
        "CG-12": says("INF-2.0b"),
        "CG-13": both(low(given, "SOC-4"), low(given, "EQU-1", "POL-1", level=2))
        if past
        else set(),
        "CG-14": both(low(given, "EQU-7"), low(given, "LAW-5")),
        "CG-15": says("EQU-6.0c", "EQU-6.0d"),
        "CG-16": set(fallen),
        "CG-17": (said if len(said) >= 2 else set()) | unseen,
        "CG-18": says("SEC-8.0a") | (low(given, "SEC-8") if at_war else set()),
        "CG-19": says("EQU-9.0a", "EQU-9.0b"),
        "CG-20": says("EQU-2.0d", "SEC-9.0a", "LAW-8.0a", "LAW-8.0b", "PRE-3.0d"),
    }
    return {id_: causes for id_, causes in found.items() if causes}


def sharp_decline(before: Given, now: Given, clearly_lower: Set[str]) -> set[str]:
    """Return the keys that fell by two levels, and the dimensions that fell by 15 points.

    Parameters
    ----------
    clearly_lower
        Dimensions of which the draws say that they fell by more than answers may be off.
    """
    fallen = set()
    for id_ in KEYS:
        was, is_ = before.get(id_), now.get(id_)
        if isinstance(was, int) and isinstance(is_, int) and was - is_ >= 2:
            fallen.add(id_)
    for dimension in clearly_lower:
        was, is_ = published(dimension, before), published(dimension, now)
        if was is not None and is_ is not None and was - is_ >= 15 - 1e-9:
            fallen.add(dimension)
    return fallen


# Gap to the circumstances that it bears on: one of them makes it more pressing, no other does.
BEARS_ON = {
    "CG-01": ("X01", "X02", "X08", "X09", "X10", "X12"),
    "CG-02": ("X01", "X03", "X08", "X09", "X10", "X12"),
    "CG-03": ("X01", "X03", "X04", "X08", "X09", "X10"),
    "CG-04": ("X07", "X08", "X09", "X10"),
    "CG-05": ("X01", "X03", "X08", "X09", "X10"),
    "CG-06": ("X01", "X03", "X04", "X08", "X10"),
    "CG-07": ("X01", "X07", "X08", "X09", "X10", "X11"),
    "CG-08": ("X01", "X06", "X09", "X11", "X12"),
    "CG-09": ("X01", "X03", "X08", "X09", "X10"),
    "CG-10": ("X01", "X08", "X09", "X10"),
    "CG-11": ("X01", "X08", "X09", "X10", "X12"),
    "CG-12": ("X03", "X08", "X10"),
    "CG-13": ("X01", "X03", "X08", "X09", "X10"),
    "CG-14": ("X01", "X07", "X09", "X12"),
    "CG-15": ("X01", "X07", "X08", "X09", "X10", "X11"),
    "CG-16": ("X01", "X03", "X08", "X09", "X10"),
    "CG-17": ("X01", "X08", "X09", "X10"),
    "CG-18": ("X01", "X06", "X07", "X09", "X12"),
    "CG-19": ("X01", "X08", "X09", "X10", "X12"),
    "CG-20": ("X01", "X03", "X08", "X09", "X10"),
}
NOT_GRAVE = ("CG-08", "CG-09", "CG-10", "CG-12", "CG-16", "CG-17")


def tier(given: Given, gaps: Set[str], flags: Flags) -> str | None:
    """The review tier (section 5.6); too early, only the circumstances open one."""
    if urgent(gaps, flags):
        return "T3"
    if formal(given, gaps, flags):
        return "T2"
    if gaps or weighs(flags, "present", "X01", "X10", "X12"):
        return "T1"
    if weighs(flags, "severe", "X03", "X07"):
        return "T1"
    if is_early(given):
        return None
    return "T1" if lowest_bound(given) < 60 else "T0"


def urgent(gaps: Set[str], flags: Flags) -> bool:
    grave = [id_ for id_ in gaps if id_ not in NOT_GRAVE]
    under_way = weighs(flags, "severe", "X08", "X09")
    prepared = weighs(flags, "severe", "X10") and weighs(flags, "present", "X08")
    pressed = any(weighs(flags, "severe", *BEARS_ON[id_]) for id_ in grave)
    return under_way or prepared or pressed or len(grave) >= 6


def formal(given: Given, gaps: Set[str], flags: Flags) -> bool:
    grave = [id_ for id_ in gaps if id_ not in NOT_GRAVE]
    pressed = any(weighs(flags, "present", *BEARS_ON[id_]) for id_ in gaps)
    seen = weighs(flags, "present", "X08", "X09", "X13") or weighs(flags, "severe", "X10")
    dark = not is_early(given) and sum(given.get(id_) == "II" for id_ in KEYS) >= 9
    return len(gaps) >= 3 or len(grave) >= 2 or pressed or seen or dark


def regions_differ(given: Given, flags: Flags) -> bool:
    """Whether the regions are to be assessed one by one."""
    uneven = not is_early(given) and low(given, "SEC-7", "POL-6")
    return bool(uneven) or weighs(flags, "present", "X01", "X09")


def spread_quantile(chances: Mapping[float, float], half_step: float, share: float) -> float:
    """The score below which a share lies, each spread evenly over half a step to either side."""
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        below = 0.0
        for score, chance in chances.items():
            part = (middle - score + half_step) / (2 * half_step)
            below += chance * min(max(part, 0.0), 1.0)
        low, high = (middle, high) if below < share else (low, middle)
    return low

"""The method once more, in plain loops written from the framework's text (sections 4.7 and 5.3).

Nothing of `assessment.scoring` or `assessment.programmes` is used here, and nothing of
scoring.yaml: what both routes agree on was written down twice, by hand.
"""

from collections.abc import Mapping

from assessment.model.suggestion import Suggestion

Given = Mapping[str, int | str]
"""Indicator to level, or to "II" or "NA"; left out where not answered."""

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


def need(level: int, *, is_key: bool, in_gap: bool, confidence: str | None) -> float:
    """How much one indicator calls for help (section 4.7)."""
    found = (4 - level) / 4
    if is_key:
        found = found * 1.5
    if in_gap:
        found = found * 1.25
    return found * {"high": 1.0, "medium": 0.9, "low": 0.75, None: 0.75}[confidence]


def total(needs: Mapping[str, float], suggestion: Suggestion) -> float | None:
    """The need of a programme: mean, mechanism, penalty (section 4.7)."""
    if not needs:
        return None
    found = sum(needs.values()) / len(needs)
    if suggestion.mechanism_matches:
        found = found * 1.1
    if suggestion.failed:
        found = found - 0.5
    return found if found > 0 else 0.0


def group(given: Given, at_fault: set[str], suggestion: Suggestion) -> str:
    """The group of section 4.7 in which a programme belongs."""
    known = [id_ for id_ in suggestion.programme.serves if isinstance(given.get(id_), int)]
    if suggestion.failed:
        return "not_advised"
    if not known:
        return "not_known"
    if any(id_ in at_fault for id_ in known):
        return "critical_gap"
    return "weak_point" if any(given[id_] in (0, 1, 2) for id_ in known) else "keep_going"


def active_gaps(given: Given, flags: Mapping[str, str]) -> dict[str, set[str]]:
    """The gaps of section 5.5 that hold, each with the indicators at fault; not CG-16."""

    def low(id_: str, level: int = 1) -> set[str]:
        answer = given.get(id_)
        return {id_} if isinstance(answer, int) and answer <= level else set()

    def high(id_: str, level: int) -> bool:
        answer = given.get(id_)
        return isinstance(answer, int) and answer >= level

    def both(*parts: set[str]) -> set[str]:
        return set().union(*parts) if all(parts) else set()

    past = flags.get("X02") in ("present", "severe")
    said = {id_ for id_ in KEYS if given.get(id_) == "II"}
    found = {
        "CG-01": both(low("LAW-5"), low("LAW-2") | low("SEC-4")),
        "CG-02": both(low("SEC-1") | low("SEC-6"), low("SEC-4", 2)),
        "CG-03": both(low("POL-1") | low("EQU-1"), low("INF-3") | low("INF-5")),
        "CG-04": both(low("EQU-2"), low("EQU-1", 2)),
        "CG-05": both(low("LAW-3"), low("POL-5") | low("LAW-2")),
        "CG-06": both(low("POL-4"), low("SEC-1", 2) | low("POL-3")),
        "CG-07": both(low("ECO-3"), low("EQU-6") | low("ECO-4") | low("EQU-1")),
        "CG-08": both(low("ECO-2"), low("ECO-8"), low("SEC-5") | low("SEC-6", 2)),
        "CG-09": both(low("SOC-1"), low("INF-1") | low("INF-6")),
        "CG-10": both(low("PRE-5"), low("PRE-4") | low("PRE-1", 0)),
        "CG-11": (low("SEC-4") | low("SEC-1")) if high("SEC-7", 3) else set(),
        "CG-12": low("INF-2", 0) | both(low("INF-2"), low("LAW-2")),
        "CG-13": both(low("SOC-4"), low("EQU-1", 2) | low("POL-1", 2)) if past else set(),
        "CG-14": both(low("EQU-7"), low("LAW-5")),
        "CG-15": low("EQU-6", 0),
        "CG-17": said if len(said) >= 2 else set(),
    }
    if flags.get("X10") == "severe" and given.get("PRE-3") == "II":
        found["CG-17"] = found["CG-17"] | {"PRE-3"}
    return {id_: causes for id_, causes in found.items() if causes}


def tier(gaps: set[str], lowest_bound: float, flags: Mapping[str, str]) -> str:
    """The review tier of section 5.6; a refusal (X13) counts as present."""
    weights = {id_: "present" if o == "refuses" else o for id_, o in flags.items()}
    severe = "severe" in weights.values()
    grave = {"CG-01", "CG-02", "CG-03", "CG-04", "CG-05", "CG-07", "CG-11", "CG-13", "CG-14"}
    if (gaps & grave and severe) or weights.get("X08") == "severe":
        return "T3"
    if len(gaps) >= 2 or (gaps and (severe or "present" in weights.values())):
        return "T2"
    return "T1" if gaps or lowest_bound < 40 else "T0"

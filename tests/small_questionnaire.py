"""The data of a small questionnaire, as its three YAML files would give them."""

from collections.abc import Iterable
from typing import Any


def an_indicator(id_: str, name: str, **fields: Any) -> dict[str, Any]:
    """The data of one indicator; level 2 has two statements, the others one."""
    low, *rest = ("works against it", "is on paper", "is partial", "works", "has lasted")
    anchors = {0: {f"{id_}.0a": f"{name}: practice {low}."}}
    for level, words in enumerate(rest, start=1):
        anchors[level] = {f"{id_}.{level}a": f"{name} {words}."}
    anchors[2][f"{id_}.2b"] = f"{name} has a budget."
    return {
        "id": id_,
        "name": name,
        "question": f"How far can people rely on this: {name.lower()}?",
        "why": "Without it, nobody is held to the law.",
        "element": "structure",
        "type": "process",
        "lens": "shared",
        "crimes": ["C"],
        "anchors": anchors,
        "evidence": ["Laws and budgets", "Reports of observers"],
        "sources": ["REF1"],
        **fields,
    }


def small_instrument() -> dict[str, Any]:
    """What instrument.yaml of the small questionnaire would say."""
    names = ("Absent", "On paper", "Partial", "Working", "Lasting")
    return {
        "id": "small",
        "version": "1.0",
        "name": "Small Questionnaire",
        "about": "Three dimensions for tests.",
        "publisher": "Test Office",
        "licence": "CC BY 4.0",
        "language": "en",
        "standing_sentence": "Levels are a judgement and no forecast.",
        "scale": [{"value": n, "name": name, "reading": name} for n, name in enumerate(names)],
        "crimes": [{"id": "C", "name": "Crimes against humanity"}],
        "references": [{"id": "REF1", "title": "A source", "publisher": "Test Office"}],
        "dimensions": [
            _dimension("LAW", "Courts", _COURTS),
            _dimension("SEC", "Police", _POLICE),
            _dimension("PRE", "Warning", _WARNING),
        ],
        "context_flags": [
            {"id": "X1", "name": "Armed conflict now", "guidance": "Any.", "sources": ["REF1"]},
            {
                "id": "X2",
                "name": "Stance of the government",
                "guidance": "What it says and does.",
                "sources": ["REF1"],
                "options": [
                    {"id": "refuses", "name": "Openly refuses", "counts_as": "present"},
                    {"id": "acts", "name": "Acts on it", "counts_as": "none"},
                    {"id": "unknown", "name": "Unknown", "counts_as": "unknown"},
                ],
            },
        ],
    }


def _dimension(id_: str, name: str, indicators: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"id": id_, "name": name, "about": f"About {name}.", "indicators": list(indicators)}


_COURTS = (
    an_indicator("LAW-1", "Independent judges", key=True, type="structure"),
    an_indicator("LAW-2", "Fair hearings", element="choice"),
    an_indicator("LAW-3", "Legal aid", not_applicable_when="Hearings are free of charge."),
)
_POLICE = (
    an_indicator("SEC-1", "Lawful command", key=True, element="choice"),
    an_indicator(
        "SEC-2",
        "No irregular armed groups",
        polarity="harmful",
        type="outcome",
        proxies=[{"name": "Reported incidents", "higher_is": "worse"}],
    ),
    an_indicator("SEC-3", "Reach everywhere", dual_use=True, lens="atrocity"),
)
_WARNING = (
    an_indicator("PRE-1", "Safe alarm channel", key=True),
    an_indicator("PRE-2", "Duty to decide"),
)


def small_rules() -> dict[str, Any]:
    """What scoring.yaml of the small questionnaire would say."""
    why = "For tests."
    stages = [
        {"id": "voice", "name": "Voice", "indicators": ["PRE-1"]},
        {"id": "decide", "name": "Decide", "indicators": ["PRE-2"]},
    ]
    capped = {"rule": "capped_mean", "capped_by": "keys", "allowance": 1, "why": why}
    impunity = {"all": [{"indicator": "LAW-1", "at_most": 1}, {"indicator": "SEC-1", "at_most": 1}]}
    conflict = {"all": [{"active_gaps": 1}, {"flag": "X1", "at_least": "present"}]}
    return {
        "dimensions": {
            "LAW": capped,
            "SEC": {"rule": "mean", "weights": {"SEC-1": 2}, "why": why},
            "PRE": {"rule": "chain", "stages": stages, "why": why},
        },
        "gates": {"SEC-3": {"rule": "gate", "by": ["LAW-1", "SEC-1"], "allowance": 1, "why": why}},
        "coverage": {"share": 0.7, "keys": True, "why": why},
        "composite": {"rule": "geometric_mean", "children_floor": 1, "why": why},
        "interval": {
            "draws": 10_000,
            "seed": 7,
            "shifts": {
                "high": [0.025, 0.95, 0.025],
                "medium": [0.1, 0.8, 0.1],
                "low": [0.2, 0.6, 0.2],
            },
            "weight_spread": 0.25,
            "step_maps": {"linear": [0, 25, 50, 75, 100], "convex": [0, 10, 30, 60, 100]},
            "quantiles": [0.05, 0.95],
            "why": why,
        },
        "bands": [
            _band("E", "Exposed", 0, "#5b3410"),
            _band("W", "Weak", 20, "#d9791a"),
            _band("P", "Partial", 40, "#f0d34a"),
            _band("S", "Established", 60, "#3aa6a0"),
            _band("R", "Resilient", 80, "#173f7a"),
        ],
        "critical_gaps": [
            {
                "id": "CG-1",
                "name": "Impunity",
                "meaning": "Nobody is held to the law.",
                "crimes": ["C"],
                "condition": impunity,
            }
        ],
        "review_tiers": [
            _tier("T0", "Routine", None),
            _tier("T1", "Attention", {"any": [{"active_gaps": 1}, {"any_dimension_below": 40}]}),
            _tier("T2", "Urgent review", conflict),
        ],
    }


def small_methods() -> list[dict[str, Any]]:
    """Two other methods, as scoring.yaml would name them under ``methods``."""
    return [
        {"id": "mean", "name": "The plain mean", "rule": "mean", "why": "Nothing is capped."},
        {"id": "keys", "name": "Keys twice", "key_weight": 2, "why": "Restraint hangs on keys."},
    ]


def small_crosswalk() -> dict[str, Any]:
    """What crosswalk.yaml of the small questionnaire would say: only LAW-1 stands elsewhere."""
    indicators: dict[str, Any] = {
        indicator["id"]: {} for indicator in (*_COURTS, *_POLICE, *_WARNING)
    }
    guide = {
        "id": "GUIDE",
        "title": "A guide",
        "publisher": "An office",
        "note": "Only its titles were read.",
        "elements": [
            {"id": "G1", "name": "Fair courts", "standing": "checked"},
            {"id": "G2", "name": "Free courts", "standing": "unverified"},
            {"id": "G3", "name": "Cheap courts"},
        ],
    }
    return {
        "frameworks": [guide],
        "indicators": {**indicators, "LAW-1": {"GUIDE": ["G1", "G2"]}},
        "not_covered": {"G3": "Nobody asks about fees."},
    }


def _band(letter: str, name: str, start: float, colour: str) -> dict[str, Any]:
    return {
        "letter": letter,
        "name": name,
        "from_score": start,
        "colour": colour,
        "pattern": "solid",
        "meaning": f"{name}.",
    }


def _tier(id_: str, name: str, condition: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": id_,
        "name": name,
        "act_within": "30 days",
        "opens_when": f"When {name.lower()} is due.",
        "condition": condition,
    }


def small_catalogue() -> dict[str, Any]:
    """What programmes.yaml of the small questionnaire would say: three programmes."""
    return {
        "version": "1.0",
        "standing_sentence": "Options to examine, never prescriptions.",
        "matching": {
            "key_factor": 1.5,
            "critical_gap_factor": 1.25,
            "confidence_factors": {"high": 1.0, "medium": 0.9, "low": 0.75},
            "mechanism_factor": 1.1,
            "precondition_penalty": 0.5,
            "keep_going_from": 3,
            "why": "For tests.",
        },
        "mechanisms": [
            {"id": "CO", "name": "Lowers the ability", "active_when": _armed_groups()},
            {"id": "AC", "name": "Raises accountability"},
        ],
        "evidence_labels": [{"id": "L", "name": "Limited", "meaning": "Few studies."}],
        "programmes": [
            _programme("P1", "Independent courts", ["LAW-1", "LAW-2", "LAW-3"], after=["P3"]),
            _programme(
                "P2",
                "Police reform",
                ["SEC-1", "SEC-2", "SEC-3"],
                mechanisms=["CO", "AC"],
                dual_use=True,
                preconditions=[
                    {
                        "condition": {"indicator": "SEC-1", "at_least": 1},
                        "until": "the police answer to a lawful command (SEC-1)",
                    }
                ],
                exclusive_with=["P3"],
            ),
            _programme("P3", "Early warning", ["PRE-1", "PRE-2"], exclusive_with=["P2"]),
        ],
    }


def small_catalogue_with_labels() -> dict[str, Any]:
    """The same programmes without labels, as programmes.yaml stands beside a register."""
    data = small_catalogue()
    data["evidence_labels"] = [
        {"id": id_, "name": name, "meaning": f"{name}, in short."}
        for id_, name in (("S", "Support"), ("X", "Mixed"), ("L", "Limited"), ("N", "None"))
    ]
    for programme in data["programmes"]:
        del programme["evidence"]
    return data


def small_claim(id_: str, programme: str, **fields: Any) -> dict[str, Any]:
    """One study in the evidence register: it helps against violence, by an experiment."""
    return {
        "id": id_,
        "authors": f"Ann {id_.title()}",
        "year": 2001,
        "title": f"A study of {programme}",
        "address": f"https://example.org/{id_}",
        "seen": "abstract",
        "country": "Karsova",
        "outcome": "Fewer were hurt.",
        "kind": "violence",
        "direction": "helps",
        "design": "experiment",
        "limits": "It says nothing about courts.",
        "programmes": [programme],
        **fields,
    }


def small_register() -> dict[str, Any]:
    """What evidence.yaml would say: P1 mixed by a coded review, P2 supported, P3 not entered."""
    counts = {"findings": 3, "greater": 2, "lesser": 0, "none_or_mixed": 1, "adverse": 1}
    factor = {"coded": "Money", "kind": "design", "question": "Who pays?", "counts": counts}
    trials = {
        "id": "trials",
        "tool": "Trials",
        "reviewed": True,
        "programmes": ["P1"],
        "near": ["P2"],
        "studies": 4,
        "no_method": 1,
        "findings": {"mass_atrocities": {"helps": 2, "none_or_mixed": 1, "harms": 0}},
        "adverse": {"found": 1, "none_or_mixed": 0},
        "factors_from": 3,
        "factors": [factor],
    }
    labels = {"none": "N", "limited": "L", "mixed": "X", "support": "S"}
    return {
        "rule": {
            "why": "For tests.",
            "compares": ["experiment", "quasi_experiment"],
            "close": ["violence"],
            "mixed_from": 1,
            "support_from": 2,
            "labels": labels,
        },
        "review_source": {
            "title": "Tools",
            "publisher": "A museum",
            "year": 2002,
            "address": "https://example.org/tools",
            "note": "Counted by others.",
        },
        "claims": [
            small_claim("one", "P1"),
            small_claim("two", "P2"),
            small_claim("three", "P2", country="Solvane"),
            small_claim("loose", "P2", programmes=[]),
        ],
        "reviews": [
            trials,
            {"id": "visits", "tool": "Visits", "reviewed": False, "near": ["P1"]},
        ],
    }


def _armed_groups() -> dict[str, Any]:
    return {"any": [{"indicator": "SEC-2", "at_most": 1}, {"flag": "X1", "at_least": "present"}]}


def _programme(id_: str, name: str, serves: list[str], **fields: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "name": name,
        "how": f"{name} make it costly to break the law.",
        "activities": ["Advise", "Train"],
        "mechanisms": ["AC"],
        "serves": serves,
        "crs": ["15130"],
        "sdg": ["16.3"],
        "evidence": "L",
        "horizon": "long",
        "lens": "shared",
        "risks": ["It may be used for show."],
        **fields,
    }


def small_instrument_2() -> dict[str, Any]:
    """What instrument.yaml of version 2.0 would say; `small_changes` says what became of 1.0."""
    data = small_instrument() | {"version": "2.0"}
    law, sec, pre = ({**one} for one in data["dimensions"])
    judges, hearings, aid = law["indicators"]
    hearings = _with_statement(hearings, "LAW-2.1a", "Fair hearings stand in a law.", "LAW-2.1a")
    hearings["question"] = "How fair are hearings in court?"
    aid = _with_statement(aid, "LAW-3.2b", "Legal aid is paid from the budget.", "LAW-3.2c")
    law["indicators"] = [judges, hearings, aid]
    command, groups, reach = sec["indicators"]
    groups = _with_statement(groups, "SEC-2.4a", "Nobody arms irregular groups.", "SEC-2.4b")
    sec["indicators"] = [command, groups, reach, an_indicator("SEC-4", "Foreign forces")]
    alarm, _duty = pre["indicators"]
    pre["indicators"] = [alarm, an_indicator("PRE-3", "Plans for alarms")]
    return {**data, "dimensions": [law, sec, pre]}


def _with_statement(indicator: dict[str, Any], old: str, text: str, new: str) -> dict[str, Any]:
    """The indicator with another text, or id, of one statement."""
    anchors = {
        level: {
            new if id_ == old else id_: text if id_ == old else was for id_, was in all_.items()
        }
        for level, all_ in indicator["anchors"].items()
    }
    return {**indicator, "anchors": anchors}


def small_rules_2() -> dict[str, Any]:
    """What scoring.yaml of version 2.0 would say: the courts are capped no more."""
    data = small_rules()
    data["dimensions"]["LAW"] = {"rule": "mean", "why": "For tests."}
    data["dimensions"]["PRE"]["stages"][1]["indicators"] = ["PRE-3"]
    return data


def small_catalogue_2() -> dict[str, Any]:
    """What programmes.yaml of version 2.0 would say."""
    data = small_catalogue()
    data["programmes"][1]["serves"] = ["SEC-1", "SEC-2", "SEC-3", "SEC-4"]
    data["programmes"][2]["serves"] = ["PRE-1", "PRE-3"]
    return data


def small_changes() -> list[dict[str, Any]]:
    """What changes/all.yaml of version 2.0 would say: one of every kind but merged."""
    kept = {"change": "kept"}
    reworded = {"change": "reworded", "why": "Shorter."}
    changed = {"change": "changed", "to": ["LAW-3.2c"], "why": "A budget can be empty."}
    split = {"change": "split", "to": ["SEC-2.4b", "SEC-4.4a"], "why": "Two facts in one."}
    gone = {"change": "dropped", "why": "Nobody could check it."}
    return [
        _change("LAW-1", "same", dict.fromkeys(_ids("LAW-1"), kept)),
        _change("LAW-2", "reworded", dict.fromkeys(_ids("LAW-2"), kept) | {"LAW-2.1a": reworded}),
        _change("LAW-3", "changed", dict.fromkeys(_ids("LAW-3"), kept) | {"LAW-3.2b": changed}),
        _change("SEC-1", "same", dict.fromkeys(_ids("SEC-1"), kept)),
        _change("SEC-2", "split", dict.fromkeys(_ids("SEC-2"), kept) | {"SEC-2.4a": split}),
        _change("SEC-3", "same", dict.fromkeys(_ids("SEC-3"), kept)),
        _change("SEC-4", "split", {}, sources=["SEC-2"], added=_ids("SEC-4", but="SEC-4.4a")),
        _change("PRE-1", "same", dict.fromkeys(_ids("PRE-1"), kept)),
        _change("PRE-2", "dropped", dict.fromkeys(_ids("PRE-2"), gone)),
        _change("PRE-3", "new", {}, sources=[], added=_ids("PRE-3")),
    ]


def _change(
    id_: str,
    change: str,
    statements: dict[str, Any],
    *,
    sources: list[str] | None = None,
    added: Iterable[str] = (),
) -> dict[str, Any]:
    entry: dict[str, Any] = {"indicator": id_, "change": change}
    sources = [id_] if sources is None else sources
    entry |= {"from": sources} if sources else {}
    entry |= {} if change == "same" else {"why": f"Why {id_} is {change}."}
    entry |= {"statements": {key: {**said} for key, said in statements.items()}}
    return entry | {"added": dict.fromkeys(added, "It was missing.")}


def _ids(indicator_id: str, *, but: str = "") -> tuple[str, ...]:
    ends = ("0a", "1a", "2a", "2b", "3a", "4a")
    return tuple(id_ for end in ends if (id_ := f"{indicator_id}.{end}") != but)


def with_kinds(indicator: dict[str, Any]) -> dict[str, Any]:
    """The same indicator with statements that say their kind, and a contrary one at level 0."""
    id_, kinds = indicator["id"], {0: "law", 1: "law"}
    anchors = {
        level: {key: {kinds.get(level, "practice"): text} for key, text in statements.items()}
        for level, statements in indicator["anchors"].items()
    }
    anchors[0][f"{id_}.0b"] = {"contrary": "Officials use it against people."}
    return {**indicator, "anchors": anchors}


def small_instrument_with_kinds() -> dict[str, Any]:
    """The small questionnaire with statements that say their kind, and with definitions."""
    instrument = small_instrument()
    for dimension in instrument["dimensions"]:
        dimension["indicators"] = [with_kinds(one) for one in dimension["indicators"]]
    term = {"id": "budget", "term": "budget", "forms": ["budget", "budgets"]}
    group = {"id": "main-group", "term": "main group", "forms": ["people"], "list": "groups"}
    rule = {"id": "in-doubt", "name": "In doubt, lower", "rule": "Choose the lower level."}
    instrument["definitions"] = {
        "terms": [
            {**term, "meaning": "Money set aside in a public plan."},
            {**group, "meaning": "At least 5 in 100."},
        ],
        "rules": [rule],
    }
    return instrument

"""States of framework 2.0 drawn at random, and a second way to find out which routes are closed.

For the second way nothing of `assessment.programmes` is used: conditions are read from
programmes.yaml as they stand and decided by plain loops.
"""

import random
from dataclasses import replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

from assessment.library.load import load_framework
from assessment.model.answer import Status
from assessment.model.assessment import Record
from assessment.model.evaluation import Facts, evaluate
from assessment.model.framework import Framework
from assessment.model.score import GapFinding, Profile, Truth
from assessment.model.suggestion import Suggestion
from assessment.programmes.match import suggest_programmes
from assessment.scoring.profile import progress_of
from tests.builders import Level, an_answer, record_with, recorded

FOLDER = Path(__file__).parents[3] / "questionnaires" / "spcf" / "2.0"
LEANINGS = ([5, 3, 2, 1, 1], [1, 1, 1, 1, 1], [1, 2, 4, 4, 2], [0, 0, 1, 5, 4], [9, 1, 0, 0, 0])
"""How often each level comes in one state: from states that fail to states that hold."""


@cache
def framework() -> Framework:
    """Framework 2.0, read from its folder once."""
    loaded = load_framework(FOLDER)
    assert loaded.framework is not None, [problem.found for problem in loaded.problems]
    return loaded.framework


@cache
def catalogue() -> dict[str, Any]:
    """What programmes.yaml says, as it stands."""
    return yaml.safe_load((FOLDER / "programmes.yaml").read_text(encoding="utf-8"))


def a_state(seed: int) -> Record:
    """Draw a state: levels that lean one way, ticks at level 0, missing answers and flags."""
    draw = random.Random(seed)  # noqa: S311 - reproducible, and no secret
    weights = list(accumulate(draw.choice(LEANINGS)))
    missing = draw.choice([0.0, 0.1, 0.4])
    record = record_with(framework(), {}, flags=_flags(draw))
    answers = {}
    for indicator in framework().questionnaire.indicators:
        level: Level = draw.choices(range(5), cum_weights=weights)[0]
        if draw.random() < missing:
            level = draw.choice(["II", "NA", None])
        zeros = list(indicator.anchors[0]) if level == 0 and draw.random() < 0.7 else []
        ticked = frozenset(draw.sample(zeros, draw.randint(0, len(zeros))))
        answers[indicator.id] = recorded(an_answer(indicator.id, level, ticked=ticked))
    return replace(record, answers=answers)


def _flags(draw: random.Random) -> dict[str, str]:
    entered = draw.choice([0.0, 0.5, 1.0])
    return {
        flag.id: draw.choice([option.id for option in flag.options])
        for flag in framework().questionnaire.context_flags
        if draw.random() < entered
    }


def results(record: Record) -> tuple[Profile, tuple[Suggestion, ...]]:
    """Suggest programmes, after as much of scoring as they ask for: progress and gaps.

    The intervals, which no suggestion asks for, take a hundred times as long.
    """
    progress = progress_of(framework(), record)
    answers = {} if progress.is_early else {i: a.answer for i, a in record.answers.items()}
    facts = Facts(framework().questionnaire, answers, record.flags)
    found = (
        GapFinding(gap, evaluate(gap.condition, facts))
        for gap in framework().rules.critical_gaps
        if not progress.is_early
    )
    gaps = tuple(one for one in found if one.finding.truth is not Truth.FALSE)
    profile = Profile((), (), gaps, None, (), (), None, is_complete=False, progress=progress)
    return profile, suggest_programmes(framework(), record, profile)


def holds(condition: dict[str, Any], record: Record, *, careful: bool) -> bool:
    """Decide a condition of a closure: whether it is known to hold, or taken to."""
    if "all" in condition:
        return all(holds(part, record, careful=careful) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, record, careful=careful) for part in condition["any"])
    if "flag" in condition:
        weight = weight_of(record, condition["flag"])
        return weight == "severe" or weight == condition["at_least"]
    if "indicator" in condition:
        level = record.answers[condition["indicator"]].answer.level
        return level is not None and level <= condition["at_most"]
    id_ = condition["statement"]
    answer = record.answers[id_.partition(".")[0]].answer
    if answer.status is Status.NOT_APPLICABLE:
        return False  # also where ticks were left from before
    return id_ in answer.ticked or (careful and answer.level == 0 and not answer.ticked)


def weight_of(record: Record, flag_id: str) -> str:
    """Say how heavy a flag weighs; unknown where it was not entered."""
    entry = record.flags.get(flag_id)
    return _weights()[flag_id][entry.option] if entry else "unknown"


@cache
def _weights() -> dict[str, dict[str, str]]:
    """Flag id to option id to what the option counts as."""
    flags = framework().questionnaire.context_flags
    return {flag.id: {option.id: option.counts_as for option in flag.options} for flag in flags}


def closed_routes(record: Record) -> dict[str, set[str]]:
    """Programme id to the routes that closures close."""
    careful = holds(catalogue()["caution"]["condition"], record, careful=False)
    closed: dict[str, set[str]] = {one["id"]: set() for one in catalogue()["programmes"]}
    for closure in catalogue()["closures"]:
        if not holds(closure["condition"], record, careful=careful):
            continue
        for part in closure["closes"]:
            for id_ in part.get("programmes", closed):
                closed[id_] |= set(part["routes"])
    return closed


def resting(record: Record) -> set[str]:
    """Ids of the programmes that rest as a whole, because a closure says so."""
    return {id_ for id_, thens in outcomes(record).items() if thens - {"other_route"}}


def outcomes(record: Record) -> dict[str, set[str]]:
    """Programme id to what the closures that close one of its routes make of it."""
    careful = holds(catalogue()["caution"]["condition"], record, careful=False)
    forms = {p["id"]: {r["id"] for r in p["routes"]} for p in catalogue()["programmes"]}
    found: dict[str, set[str]] = {id_: set() for id_ in forms}
    for closure in catalogue()["closures"]:
        if not holds(closure["condition"], record, careful=careful):
            continue
        for part in closure["closes"]:
            for id_ in part.get("programmes", forms):
                if forms[id_] & set(part["routes"]):
                    found[id_].add(closure["then"])
    return found

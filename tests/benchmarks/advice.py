"""Suggestions: thousands of programmes held against one profile, and what would change them."""

from dataclasses import replace
from random import Random

from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.own_programme import OwnProgramme
from assessment.model.programme import Programme
from assessment.model.score import Profile
from assessment.model.suggestion import Group
from assessment.programmes.counterfactuals import would_change
from assessment.programmes.match import suggest_programmes
from assessment.programmes.own import with_own
from assessment.programmes.steps import find_steps
from assessment.scoring.profile import score_record
from assessment.services.context import Opened
from assessment.services.counterfactuals import what_would_change
from assessment.services.results import Results
from tests.benchmarks.contest import Contest
from tests.unit.programmes.random_states import a_state, framework

N_OWN, N_TIMED = 10_000, 60
SEED = 4
"""A drawn state with critical gaps and closed routes."""


def matching(n_own: int = N_OWN, n_timed: int = N_TIMED) -> Contest:
    """Hold the catalogue, programmes of an organisation and all steps up against a profile."""
    record, profile, asked = _state(n_own)
    assert asked.catalogue is not None
    programmes = asked.catalogue.programmes

    def one_by_one(number: int) -> dict[str, tuple[Group, float | None]]:
        found = {}
        for programme in programmes[-number:]:
            (alone,) = suggest_programmes(_with(asked, (programme,)), record, profile)
            found[programme.id] = alone.group, alone.score
        return found

    def difference() -> str:
        ours = {
            one.programme.id: (one.group, one.score)
            for one in suggest_programmes(asked, record, profile)
        }
        some = one_by_one(n_timed)
        return "" if some == {id_: ours[id_] for id_ in some} else "Groups or needs differ."

    return Contest(
        name=f"suggest {len(programmes)} programmes and all steps",
        product=lambda: (
            suggest_programmes(asked, record, profile),
            find_steps(asked, record, profile, goal=4),
        ),
        naive=lambda: one_by_one(n_timed),
        floor=lambda: [programme.model_copy() for programme in programmes],
        difference=difference,
        naive_name=f"{n_timed} programmes, one by one, scaled",
        naive_scale=len(programmes) / n_timed,
    )


def changing() -> Contest:
    """Find what would change the first and the closed suggestions of one profile."""
    record, profile, asked = _state(0)
    found = suggest_programmes(asked, record, profile)
    results = Results(Opened(record.assessment, asked), record, profile, found)
    closed = results.arrangement.closed[0]

    def ask(changed: Record, programme_id: str) -> Group:
        again = suggest_programmes(asked, changed, score_record(asked, changed))
        return next(one.group for one in again if one.programme.id == programme_id)

    def by_whole_scores() -> object:
        return would_change(asked, record, closed, ask)

    def difference() -> str:
        theirs = by_whole_scores()
        ours = what_would_change(results).get(closed.programme.id)
        return "" if ours == theirs else f"{closed.programme.id}: {ours} and {theirs} differ."

    return Contest(
        name="what would change the suggestions of one profile",
        product=lambda: what_would_change(results),
        naive=by_whole_scores,
        floor=lambda: suggest_programmes(asked, record, profile),
        difference=difference,
        naive_name="one closed programme, the whole profile scored for every change",
    )


def _state(n_own: int) -> tuple[Record, Profile, Framework]:
    asked, record = framework(), a_state(SEED)
    draw = Random(SEED)  # noqa: S311 - reproducible, and no secret
    own = [_own(asked, number, draw) for number in range(1, n_own + 1)]
    return record, score_record(asked, record), with_own(asked, own)


def _own(asked: Framework, number: int, draw: Random) -> OwnProgramme:
    """Draw a programme as an organisation writes it: like one or two of the catalogue."""
    assert asked.catalogue is not None
    like = draw.sample(asked.catalogue.programmes, draw.choice([1, 1, 2]))
    serves = list(dict.fromkeys(id_ for one in like for id_ in one.serves))
    shared = [id_ for id_ in like[0].route_ids if all(id_ in one.route_ids for one in like)]
    return OwnProgramme(
        f"Own {number}",
        how="As the catalogue says.",
        activities=("Advise",),
        serves=tuple(draw.sample(serves, draw.randint(1, len(serves)))),
        like=tuple(one.id for one in like),
        routes=tuple(draw.sample(shared, draw.randint(1, len(shared)))) if shared else (),
        mechanisms=like[0].mechanisms,
        horizon=like[0].horizon,
        lens=like[0].lens,
        risks=("It is misused.",),
        crs=tuple(purpose.code for purpose in like[0].crs),
        sdg=like[0].sdg,
        number=number,
    )


def _with(asked: Framework, programmes: tuple[Programme, ...]) -> Framework:
    assert asked.catalogue is not None
    catalogue = asked.catalogue.model_copy(update={"programmes": programmes})
    return replace(asked, catalogue=catalogue)

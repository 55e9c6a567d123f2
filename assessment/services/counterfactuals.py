"""What would have to be different for a suggestion to change, and how steady it is as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from assessment.model.answer import Status
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.programme import SteadinessRule
from assessment.model.score import Profile
from assessment.model.suggestion import Counterfactual, Doubts, Group, Steadiness, Suggestion
from assessment.programmes.counterfactuals import with_changes, would_change
from assessment.programmes.match import groups_of, is_about_declines, with_gaps_of
from assessment.scoring.draws import Draws
from assessment.scoring.profile import findings_of
from assessment.services.results import Results

MOST_TO_FIND_OUT = 3


def doubts(results: Results) -> Doubts:
    """Return what would change the first and the closed suggestions, and how steady these are."""
    return Doubts(what_would_change(results), steadiness(results))


def what_would_change(results: Results) -> Mapping[str, Counterfactual]:
    """Find for each programme that is first or closed what would move it, and score it again.

    Returns
    -------
    mapping
        Programme id to the smallest change that was found; left out where none was.
    """
    framework, arrangement = results.opened.framework, results.arrangement
    first = [one for place in arrangement.first for one in place.suggestions]

    def ask(record: Record, programme_id: str) -> Group:
        profile = with_gaps_of(framework, record, results.profile)
        return groups_of(framework, record, profile, [programme_id])[programme_id]

    found = {
        one.programme.id: would_change(framework, results.record, one, ask)
        for one in (*first, *arrangement.closed)
    }
    return {id_: one for id_, one in found.items() if one is not None and _holds(results, id_, one)}


def _holds(results: Results, programme_id: str, found: Counterfactual) -> bool:
    """Score the changed answers again, rules and all, and see whether the group is the one said."""
    framework = results.opened.framework
    record = with_changes(framework, results.record, found.changes)
    scored = findings_of(framework, record)
    kept = (one for one in results.profile.gaps if is_about_declines(one.gap))
    gaps = (*(one for one in scored.gaps if not is_about_declines(one.gap)), *kept)
    profile = replace(results.profile, gaps=gaps)
    return groups_of(framework, record, profile, [programme_id])[programme_id] is found.group


def steadiness(results: Results) -> Mapping[str, Steadiness]:
    """Draw what is not known about the state, and see which first suggestions stay in their group.

    Returns
    -------
    mapping
        Programme id to its share, for each of the first; empty where the catalogue does not say
        how often to draw.
    """
    catalogue = results.opened.framework.catalogue
    rule = catalogue.matching.steadiness if catalogue else None
    first = [one for place in results.arrangement.first for one in place.suggestions]
    if not first or rule is None:
        return {}
    framework, record = results.opened.framework, results.record
    drawn = _drawn_levels(framework, record, rule.draws)
    kept: dict[bytes, Mapping[str, Group]] = {}
    groups = [
        _groups_at(framework, record, results.profile, (first, levels, kept)) for levels in drawn
    ]
    moved = drawn != _levels(framework, record)
    return {one.programme.id: _steadiness(one, groups, moved, (framework, rule)) for one in first}


def _levels(framework: Framework, record: Record) -> "np.ndarray":
    """Levels of all indicators, ``-1`` where there is none; shape (n_indicators,)."""
    known = (record.answers.get(one.id) for one in framework.questionnaire.indicators)
    levels = (found.answer.level if found else None for found in known)
    return np.array([-1 if level is None else level for level in levels])


def _drawn_levels(framework: Framework, record: Record, n_draws: int) -> "np.ndarray":
    draws = Draws(framework)
    words = draws.words(record)[:, :n_draws]
    cells = draws.plan(record).levels(words).values
    return np.where(np.isnan(cells), _levels(framework, record), cells).astype(int)


def _groups_at(
    framework: Framework,
    record: Record,
    profile: Profile,
    asked: tuple[Sequence[Suggestion], "np.ndarray", dict[bytes, Mapping[str, Group]]],
) -> Mapping[str, Group]:
    """Return the groups under drawn levels; what was drawn before is looked up."""
    first, levels, kept = asked
    key = levels.tobytes()
    if key not in kept:
        changed = _with_levels(framework, record, levels)
        ids = [one.programme.id for one in first]
        kept[key] = groups_of(framework, changed, with_gaps_of(framework, changed, profile), ids)
    return kept[key]


def _with_levels(framework: Framework, record: Record, levels: "np.ndarray") -> Record:
    answers = dict(record.answers)
    for indicator, level in zip(framework.questionnaire.indicators, levels.tolist(), strict=True):
        found = answers.get(indicator.id)
        if found is None or found.answer.status is not Status.LEVEL or found.answer.level == level:
            continue
        # What was ticked belongs to the level that was entered.
        answer = replace(found.answer, level=level, ticked=frozenset[str]())
        answers[indicator.id] = replace(found, answer=answer)
    return replace(record, answers=answers)


def _steadiness(
    suggestion: Suggestion,
    groups: Sequence[Mapping[str, Group]],
    moved: "np.ndarray",
    asked: tuple[Framework, SteadinessRule],
) -> Steadiness:
    framework, rule = asked
    stays = np.array([one[suggestion.programme.id] is suggestion.group for one in groups])
    share = float(stays.mean())
    if stays.all():
        return Steadiness(share, is_enough=True, find_out=())
    # How much more often an answer moved where the group changed than over all draws.
    usual = moved.mean(axis=0)
    excess = moved[~stays].mean(axis=0) - usual
    # Less than three standard errors may be chance.
    chance = 3 * np.sqrt(usual * (1 - usual) / (~stays).sum())
    order = np.argsort(-excess, kind="stable")[:MOST_TO_FIND_OUT]
    ids = [one.id for one in framework.questionnaire.indicators]
    find_out = tuple(ids[n] for n in order if excess[n] > chance[n])
    return Steadiness(share, share >= rule.steady_from, find_out)

"""The matching rule: how much the answers call for each programme, and what speaks against it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import fmean
from typing import TypeVar

from assessment.model.answer import Status
from assessment.model.assessment import Record
from assessment.model.conditions import (
    DimensionDecline,
    IndicatorCondition,
    KeyDecline,
    leaves,
)
from assessment.model.evaluation import Facts, evaluate
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue, MatchingRule, Programme
from assessment.model.rules import CriticalGap
from assessment.model.score import GapFinding, Profile, Truth
from assessment.model.suggestion import Group, Need, Served, Suggestion, Terms
from assessment.programmes.safety import Gate, Safety, facts_of


def suggest_programmes(
    framework: Framework, record: Record, profile: Profile
) -> tuple[Suggestion, ...]:
    """Hold every programme of the catalogue against one profile.

    Returns
    -------
    tuple of Suggestion
        In the order of the groups, within a group the highest need first, and
        programmes of equal need in the order of the catalogue. Where the worst need
        counts, the one that serves more critical gaps, and then more weak points, goes first
        among equals. Empty for a questionnaire without programmes, and where it is too early
        for results.
        No programme is left out: one that would harm is returned as not advised,
        with the reason.

    Notes
    -----
    Framework, section 4.7.
    """
    if framework.catalogue is None or profile.progress.is_early:
        return ()
    facts = facts_of(framework, record, profile)
    matching = _Matching(framework, framework.catalogue, facts, profile)
    # Thousands share few places, so that the places are sorted and not the suggestions.
    placed: dict[tuple[float, ...], list[Suggestion]] = {}
    for programme in framework.catalogue.programmes:
        found = matching.suggestion(programme)
        placed.setdefault(matching.place(found), []).append(found)
    return tuple(one for place in sorted(placed) for one in placed[place])


def groups_of(
    framework: Framework, record: Record, profile: Profile, programme_ids: Iterable[str]
) -> Mapping[str, Group]:
    """Return in which group some programmes stand; as `suggest_programmes` says, but quickly."""
    catalogue = framework.catalogue
    if catalogue is None or profile.progress.is_early:
        return {}
    facts = facts_of(framework, record, profile)
    matching = _Matching(framework, catalogue, facts, profile)
    return {id_: matching.group(catalogue.programme(id_)) for id_ in programme_ids}


def with_gaps_of(framework: Framework, record: Record, profile: Profile) -> Profile:
    """Return a profile with the gaps of other answers; declines since a baseline stay as found.

    Scores stay those of the profile as well, on which no gap of an answer hangs.
    """
    facts = facts_of(framework, record, replace(profile, gaps=()))
    found = (
        GapFinding(gap, evaluate(gap.condition, facts))
        for gap in framework.rules.critical_gaps
        if not is_about_declines(gap)
    )
    kept = (found for found in profile.gaps if is_about_declines(found.gap))
    gaps = (*(one for one in found if one.finding.truth is not Truth.FALSE), *kept)
    return replace(profile, gaps=gaps)


def is_about_declines(gap: CriticalGap) -> bool:
    """Return whether a gap compares with an earlier assessment."""
    return any(isinstance(leaf, KeyDecline | DimensionDecline) for leaf in leaves(gap.condition))


def _too_high(gap: CriticalGap) -> frozenset[str]:
    """Return the indicators whose high level is part of the danger, as in reach without restraint.

    A programme that raises them answers no such gap, so they do not count as its gap.
    """
    return frozenset(
        leaf.indicator
        for leaf in leaves(gap.condition)
        if isinstance(leaf, IndicatorCondition) and leaf.at_least is not None
    )


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_PLACES = {group: place for place, group in enumerate(Group)}
_HORIZONS = {"crisis": 0, "medium": 1, "long": 2}


@dataclass(frozen=True)
class _Matching:
    framework: Framework
    catalogue: Catalogue
    facts: Facts
    profile: Profile

    @cached_property
    def rule(self) -> MatchingRule:
        return self.catalogue.matching

    @cached_property
    def gate(self) -> Gate:
        return Gate(self.catalogue, self.facts)

    def suggestion(self, programme: Programme) -> Suggestion:
        served, terms = self.served[programme.serves], self.terms[self.kinds[programme.id]]
        matches = self.matches[programme.mechanisms]
        score = served.need
        if score is not None:
            score *= self.rule.mechanism_factor if matches else 1
            score = max(0.0, score * terms.danger_factor - terms.penalty)
        return Suggestion(programme, _group(served, terms), score, served, terms, matches)

    def group(self, programme: Programme) -> Group:
        return _group(self.served[programme.serves], self.terms[self.kinds[programme.id]])

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        return self.catalogue.kinds

    def place(self, suggestion: Suggestion) -> tuple[float, ...]:
        """Return where a suggestion stands, lowest first; equals keep the catalogue's order."""
        need, group = suggestion.score or 0, suggestion.group
        if self.rule.need_of == "mean":
            return (_PLACES[group], -need)
        # What circumstances call for goes by how soon it helps, not by the levels.
        is_called = group is Group.CALLED_FOR
        horizon = _HORIZONS[suggestion.programme.horizon] if is_called else 0
        served = suggestion.served
        return (_PLACES[group], horizon, -need, -len(served.gap_ids), -served.n_weak)

    @cached_property
    def served(self) -> "_Made[tuple[str, ...], Served]":
        return _Made(self._served)

    @cached_property
    def terms(self) -> "_Made[str, Terms]":
        return _Made(lambda id_: self._terms(self.catalogue.programme(id_)))

    @cached_property
    def matches(self) -> "_Made[tuple[str, ...], tuple[str, ...]]":
        active = self.active_patterns
        return _Made(lambda mechanisms: tuple(id_ for id_ in mechanisms if id_ in active))

    def _served(self, serves: tuple[str, ...]) -> Served:
        known, from_level = self.needs, self.rule.keep_going_from
        needs = tuple([known[id_] for id_ in serves if id_ in known])
        gap_ids = [id_ for need in needs for id_ in need.gap_ids]
        return Served(
            needs,
            unknown=tuple([id_ for id_ in serves if id_ not in known]),
            need=self.counted([need.need for need in needs]) if needs else None,
            gap_ids=tuple(dict.fromkeys(gap_ids)) if gap_ids else (),
            n_weak=len([need for need in needs if need.level < from_level]),
        )

    def counted(self, needs: Sequence[float]) -> float:
        return max(needs) if self.rule.need_of == "worst" else fmean(needs)

    def _terms(self, programme: Programme) -> Terms:
        rule, safety = self.rule, self.gate.safety(programme)
        is_dangerous = self.is_dangerous(safety)
        return Terms(
            verdict=safety.verdict,
            route=None if safety.verdict else safety.route,
            failed=safety.failed,
            not_verified=safety.not_verified,
            closings=safety.closings,
            unverified=safety.unverified,
            warnings=self.warnings(programme),
            calls=tuple(c for c in programme.called_for_when if self.gate.holds(c.condition)),
            held_back=self.held_back(programme),
            is_dangerous=is_dangerous,
            danger_factor=rule.danger.factor if rule.danger and is_dangerous else 1.0,
            penalty=rule.precondition_penalty if safety.failed else 0.0,
        )

    def is_dangerous(self, safety: Safety) -> bool:
        danger = self.rule.danger
        if danger is None or safety.route not in danger.routes:
            return False
        return self.gate.holds(danger.condition)

    def warnings(self, programme: Programme) -> tuple[str, ...]:
        return self.warned.get(programme.id, ())

    @cached_property
    def warned(self) -> Mapping[str, tuple[str, ...]]:
        """Programme id to the dangers to be told with it."""
        found: dict[str, tuple[str, ...]] = {}
        for warning in self.catalogue.warnings:
            if self.gate.holds(warning.condition):
                for id_ in warning.programmes:
                    found[id_] = (*found.get(id_, ()), warning.text)
        return found

    def held_back(self, programme: Programme) -> str:
        rule = programme.first_only_when
        if rule is None or evaluate(rule.condition, self.facts).truth is Truth.TRUE:
            return ""
        return rule.otherwise

    @cached_property
    def needs(self) -> Mapping[str, Need]:
        """Indicator id to its need, for each that a programme serves and that has a level."""
        served = {id_ for programme in self.catalogue.programmes for id_ in programme.serves}
        found = {id_: self.need(id_) for id_ in served}
        return {id_: need for id_, need in found.items() if need is not None}

    def need(self, indicator_id: str) -> Need | None:
        """Return how much one indicator calls for help; ``None`` without a level."""
        answer = self.facts.answers.get(indicator_id)
        if answer is None or answer.status is not Status.LEVEL or answer.level is None:
            return None
        questionnaire = self.framework.questionnaire
        span = questionnaire.highest_level - questionnaire.lowest_level
        distance = (questionnaire.highest_level - answer.level) / span
        is_key = questionnaire.indicator(indicator_id).key
        gap_ids = self.gaps_at.get(indicator_id, ())
        # Confidence that nobody stated is not better than low. Without factors it says how
        # sure a suggestion is and leaves alone how urgent.
        confidence = self.rule.confidence_factors.get(answer.confidence or "low", 1.0)
        need = distance * confidence
        need *= self.rule.key_factor if is_key else 1
        need *= self.rule.critical_gap_factor if gap_ids else 1
        return Need(
            indicator_id=indicator_id,
            level=answer.level,
            need=need,
            distance=distance,
            is_key=is_key,
            gap_ids=gap_ids,
            confidence_factor=confidence,
            confidence=answer.confidence,
        )

    @cached_property
    def gaps_at(self) -> Mapping[str, tuple[str, ...]]:
        """Indicator id to the active gaps of which it is a cause by being too low."""
        found: dict[str, tuple[str, ...]] = {}
        for gap_id, causes in self.at_fault.items():
            for id_ in causes:
                found[id_] = (*found.get(id_, ()), gap_id)
        return found

    @cached_property
    def at_fault(self) -> Mapping[str, frozenset[str]]:
        """Each active gap with the indicators that are its causes by being too low."""
        return {
            found.gap.id: self.indicators_of(found) - _too_high(found.gap)
            for found in self.profile.gaps
            if found.is_active
        }

    def indicators_of(self, found: GapFinding) -> frozenset[str]:
        """Return the indicators among the causes of a gap, also where a statement is the cause.

        Of a dimension that fell, all its indicators count that could still rise.
        """
        questionnaire, causes = self.framework.questionnaire, found.finding.causes
        homes = (questionnaire.indicator_of_statement(id_) for id_ in causes)
        fallen = (
            indicator.id
            for dimension in questionnaire.dimensions
            if dimension.id in causes
            for indicator in dimension.indicators
            if self.level_of(indicator.id) != questionnaire.highest_level
        )
        return frozenset((*causes, *fallen, *(home.id for home in homes if home)))

    def level_of(self, indicator_id: str) -> int | None:
        answer = self.facts.answers.get(indicator_id)
        return answer.level if answer else None

    @cached_property
    def active_patterns(self) -> frozenset[str]:
        """The mechanisms whose pattern the answers and circumstances show."""
        return frozenset(
            mechanism.id
            for mechanism in self.catalogue.mechanisms
            if mechanism.active_when
            and evaluate(mechanism.active_when, self.facts).truth is Truth.TRUE
        )


class _Made(dict[_Key, _Value]):
    """What is made when it is asked for the first time."""

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        self._make = make

    def __missing__(self, key: _Key) -> _Value:
        found = self[key] = self._make(key)
        return found


def _group(served: Served, terms: Terms) -> Group:
    if terms.verdict is not None:
        return terms.verdict
    if terms.calls:
        return Group.CALLED_FOR
    if not served.needs:
        return Group.NOT_KNOWN
    if served.gap_ids:
        return Group.CRITICAL_GAP
    return Group.WEAK_POINT if served.n_weak else Group.KEEP_GOING

"""The matching rule: how much the answers call for each programme, and what speaks against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import fmean

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
from assessment.model.programme import Call, Catalogue, MatchingRule, Programme
from assessment.model.rules import CriticalGap
from assessment.model.score import GapFinding, Profile, Truth
from assessment.model.suggestion import Group, Need, Suggestion
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
    found = [matching.suggestion(programme) for programme in framework.catalogue.programmes]
    return tuple(sorted(found, key=matching.place))


def groups_of(
    framework: Framework, record: Record, profile: Profile, programme_ids: Iterable[str]
) -> Mapping[str, Group]:
    """Return in which group some programmes stand; as `suggest_programmes` says, but quickly."""
    catalogue = framework.catalogue
    if catalogue is None or profile.progress.is_early:
        return {}
    facts = facts_of(framework, record, profile)
    matching = _Matching(framework, catalogue, facts, profile)
    return {id_: matching.suggestion(catalogue.programme(id_)).group for id_ in programme_ids}


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


_GROUPS = list(Group)
_HORIZONS = ("crisis", "medium", "long")


@dataclass(frozen=True)
class _Matching:
    framework: Framework
    catalogue: Catalogue
    facts: Facts
    profile: Profile

    @property
    def rule(self) -> MatchingRule:
        return self.catalogue.matching

    @cached_property
    def gate(self) -> Gate:
        return Gate(self.catalogue, self.facts)

    def suggestion(self, programme: Programme) -> Suggestion:
        needs = tuple(self.needs[id_] for id_ in programme.serves if id_ in self.needs)
        known = {need.indicator_id for need in needs}
        matches = self.mechanism_matches(programme)
        safety = self.gate.safety(programme)
        calls = tuple(call for call in programme.called_for_when if self.gate.holds(call.condition))
        is_dangerous = self.is_dangerous(safety)
        return Suggestion(
            programme=programme,
            group=safety.verdict or self.group(needs, calls),
            score=self.score(
                needs,
                has_match=bool(matches),
                has_failed=bool(safety.failed),
                is_dangerous=is_dangerous,
            ),
            needs=needs,
            unknown=tuple(id_ for id_ in programme.serves if id_ not in known),
            mechanism_matches=matches,
            failed=safety.failed,
            not_verified=safety.not_verified,
            route=None if safety.verdict else safety.route,
            closings=safety.closings,
            unverified=safety.unverified,
            warnings=self.warnings(programme),
            calls=calls,
            held_back=self.held_back(programme),
            is_dangerous=is_dangerous,
        )

    def place(self, suggestion: Suggestion) -> tuple[float, ...]:
        """Return where a suggestion stands, lowest first; equals keep the catalogue's order."""
        need = suggestion.score or 0
        group = _GROUPS.index(suggestion.group)
        if self.rule.need_of == "mean":
            return (group, -need)
        # What circumstances call for goes by how soon it helps, not by the levels.
        is_called = suggestion.group is Group.CALLED_FOR
        horizon = _HORIZONS.index(suggestion.programme.horizon) if is_called else 0
        weak = [one for one in suggestion.needs if one.level < self.rule.keep_going_from]
        return (group, horizon, -need, -len(suggestion.gap_ids), -len(weak))

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
        gap_ids = tuple(id_ for id_, causes in self.at_fault.items() if indicator_id in causes)
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

    def mechanism_matches(self, programme: Programme) -> tuple[str, ...]:
        return tuple(id_ for id_ in programme.mechanisms if id_ in self.active_patterns)

    def score(
        self, needs: tuple[Need, ...], *, has_match: bool, has_failed: bool, is_dangerous: bool
    ) -> float | None:
        if not needs:
            return None
        found = [need.need for need in needs]
        score = max(found) if self.rule.need_of == "worst" else fmean(found)
        score *= self.rule.mechanism_factor if has_match else 1
        score *= self.rule.danger.factor if self.rule.danger and is_dangerous else 1
        score -= self.rule.precondition_penalty if has_failed else 0
        return max(0.0, score)

    def group(self, needs: tuple[Need, ...], calls: tuple[Call, ...]) -> Group:
        if calls:
            return Group.CALLED_FOR
        if not needs:
            return Group.NOT_KNOWN
        if any(need.gap_ids for need in needs):
            return Group.CRITICAL_GAP
        if any(need.level < self.rule.keep_going_from for need in needs):
            return Group.WEAK_POINT
        return Group.KEEP_GOING

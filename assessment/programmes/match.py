"""The matching rule: how much the answers call for each programme, and what speaks against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from assessment.model.answer import Answer, FlagEntry, Status
from assessment.model.assessment import Record
from assessment.model.conditions import IndicatorCondition, leaves
from assessment.model.evaluation import Facts, evaluate, passes
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue, MatchingRule, Programme
from assessment.model.rules import CriticalGap
from assessment.model.score import GapFinding, Profile, Truth
from assessment.model.suggestion import Group, Need, Suggestion


def suggest_programmes(
    framework: Framework, record: Record, profile: Profile
) -> tuple[Suggestion, ...]:
    """Hold every programme of the catalogue against one profile.

    Returns
    -------
    tuple of Suggestion
        In the order of the groups, within a group the highest need first, and
        programmes of equal need in the order of the catalogue. Empty for a
        questionnaire without programmes, and where it is too early for results.
        No programme is left out: one that would harm is returned as not advised,
        with the reason.

    Notes
    -----
    Framework, section 4.7.
    """
    if framework.catalogue is None or profile.progress.is_early:
        return ()
    answers = {id_: recorded.answer for id_, recorded in record.answers.items()}
    matching = _Matching(framework, framework.catalogue, answers, record.flags, profile)
    found = [matching.suggestion(programme) for programme in framework.catalogue.programmes]
    order = list(Group)
    return tuple(sorted(found, key=lambda s: (order.index(s.group), -(s.score or 0))))


def _too_high(gap: CriticalGap) -> frozenset[str]:
    """Return the indicators whose high level is part of the danger, as in reach without restraint.

    A programme that raises them answers no such gap, so they do not count as its gap.
    """
    return frozenset(
        leaf.indicator
        for leaf in leaves(gap.condition)
        if isinstance(leaf, IndicatorCondition) and leaf.at_least is not None
    )


@dataclass(frozen=True)
class _Matching:
    framework: Framework
    catalogue: Catalogue
    answers: Mapping[str, Answer]
    flags: Mapping[str, FlagEntry]
    profile: Profile

    @property
    def rule(self) -> MatchingRule:
        return self.catalogue.matching

    @property
    def facts(self) -> Facts:
        return Facts(
            self.framework.questionnaire,
            self.answers,
            self.flags,
            self.profile.dimensions,
            self.profile.active_gaps,
        )

    def suggestion(self, programme: Programme) -> Suggestion:
        needs = tuple(need for id_ in programme.serves if (need := self.need(id_)) is not None)
        known = {need.indicator_id for need in needs}
        matches = self.mechanism_matches(programme)
        truths = [(p, passes(p.condition, self.facts)) for p in programme.preconditions]
        failed = tuple(p for p, truth in truths if truth is Truth.FALSE)
        return Suggestion(
            programme=programme,
            group=self.group(needs, has_failed=bool(failed)),
            score=self.score(needs, has_match=bool(matches), has_failed=bool(failed)),
            needs=needs,
            unknown=tuple(id_ for id_ in programme.serves if id_ not in known),
            mechanism_matches=matches,
            failed=failed,
            not_verified=tuple(p for p, truth in truths if truth is Truth.UNKNOWN),
        )

    def need(self, indicator_id: str) -> Need | None:
        """Return how much one indicator calls for help; ``None`` without a level."""
        answer = self.answers.get(indicator_id)
        if answer is None or answer.status is not Status.LEVEL or answer.level is None:
            return None
        questionnaire = self.framework.questionnaire
        span = questionnaire.highest_level - questionnaire.lowest_level
        distance = (questionnaire.highest_level - answer.level) / span
        is_key = questionnaire.indicator(indicator_id).key
        gap_ids = tuple(
            found.gap.id
            for found in self.profile.gaps
            if found.is_active
            and indicator_id in self.indicators_of(found)
            and indicator_id not in _too_high(found.gap)
        )
        # Confidence that nobody stated is not better than low.
        confidence = self.rule.confidence_factors[answer.confidence or "low"]
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
        )

    def indicators_of(self, found: GapFinding) -> frozenset[str]:
        """Return the indicators among the causes of a gap, also where a statement is the cause."""
        questionnaire = self.framework.questionnaire
        homes = (questionnaire.indicator_of_statement(id_) for id_ in found.finding.causes)
        return frozenset((*found.finding.causes, *(home.id for home in homes if home)))

    def mechanism_matches(self, programme: Programme) -> tuple[str, ...]:
        patterns = {m.id: m.active_when for m in self.catalogue.mechanisms if m.active_when}
        return tuple(
            id_
            for id_ in programme.mechanisms
            if id_ in patterns and evaluate(patterns[id_], self.facts).truth is Truth.TRUE
        )

    def score(self, needs: tuple[Need, ...], *, has_match: bool, has_failed: bool) -> float | None:
        if not needs:
            return None
        score = fmean(need.need for need in needs)
        score *= self.rule.mechanism_factor if has_match else 1
        score -= self.rule.precondition_penalty if has_failed else 0
        return max(0.0, score)

    def group(self, needs: tuple[Need, ...], *, has_failed: bool) -> Group:
        if has_failed:
            return Group.NOT_ADVISED
        if not needs:
            return Group.NOT_KNOWN
        if any(need.gap_ids for need in needs):
            return Group.CRITICAL_GAP
        if any(need.level < self.rule.keep_going_from for need in needs):
            return Group.WEAK_POINT
        return Group.KEEP_GOING

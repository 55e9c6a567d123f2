"""Explains critical gaps and the review tier; it never says what is to be decided."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.model.answer import Status
from assessment.model.assessment import Record
from assessment.model.conditions import DimensionDecline, KeyDecline, leaves, mentioned
from assessment.model.framework import Framework
from assessment.model.questionnaire import ContextFlag
from assessment.model.rules import CriticalGap
from assessment.model.score import GapFinding, Profile
from assessment.reporting.wording import (
    count_words,
    full_stop,
    join_words,
    name_indicator,
    show_number,
    show_score,
)

PEOPLE_DECIDE = (
    "The tier decides nothing: named people decide to act, not to act or to defer, "
    "and record their reasons."
)


def explain_gap(found: GapFinding, framework: Framework, record: Record) -> str:
    """Say which answers or flags make a critical gap active, or what is not known.

    Notes
    -----
    Framework, section 5.5.
    """
    causes = _Causes(framework, record, found.gap)
    named = [causes.describe(id_) for id_ in found.finding.causes]
    if found.is_active:
        return f"Active because {join_words(named)}." if named else "Active."
    return f"Cannot be ruled out: {join_words(named)}." if named else "Cannot be ruled out."


@dataclass(frozen=True)
class _Causes:
    framework: Framework
    record: Record
    gap: CriticalGap

    def describe(self, id_: str) -> str:
        """Say what is known of one cause: a flag, a dimension or an indicator."""
        flags = {flag.id: flag for flag in self.framework.questionnaire.context_flags}
        if id_ in flags:
            return self.describe_flag(flags[id_])
        if not self.framework.questionnaire.has_indicator(id_):
            return self.describe_dimension(id_)
        named = name_indicator(self.framework, id_)
        answer = self.record.answer(id_)
        match answer.status:
            case Status.LEVEL:
                return f"{named} {self.describe_level(id_, answer.level)}"
            case Status.INSUFFICIENT_INFORMATION:
                return f"{named} is not known (insufficient information)"
            case Status.NOT_APPLICABLE:
                return f"{named} does not apply"
            case Status.NOT_ANSWERED:
                return f"{named} is not known (not answered)"

    def describe_flag(self, flag: ContextFlag) -> str:
        named = f"context flag {flag.id} ({flag.name})"
        entry = self.record.flags.get(flag.id)
        if entry is None:
            return f"{named} is not known (nothing entered)"
        names = {option.id: option.name for option in flag.options}
        return f"{named} is entered as '{names.get(entry.option, entry.option)}'"

    def describe_level(self, id_: str, level: int | None) -> str:
        parts = leaves(self.gap.condition)
        declines = [part.key_decline for part in parts if isinstance(part, KeyDecline)]
        if declines and id_ not in mentioned(self.gap.condition):
            fallen = count_words(declines[0], "level")
            return f"fell by {fallen} or more since the earlier assessment, to level {level}"
        return f"is at level {level}"

    def describe_dimension(self, id_: str) -> str:
        named = f"{self.framework.questionnaire.dimension(id_).name} ({id_})"
        parts = leaves(self.gap.condition)
        declines = [p.dimension_decline for p in parts if isinstance(p, DimensionDecline)]
        return (
            f"the score of {named} fell by {show_number(declines[0])} points or more since the "
            "earlier assessment, beyond its uncertainty"
        )


def tier_sentence(profile: Profile, framework: Framework) -> str:
    """Say which review tier applies, by when to act and why, and that people decide.

    Notes
    -----
    Framework, section 5.6.
    """
    if profile.tier is None:
        return f"No review tier applies. {PEOPLE_DECIDE}"
    tier = profile.tier
    parts = [f"Review tier {tier.id} ({tier.name}). Act within: {full_stop(tier.act_within)}"]
    parts.append(full_stop(tier.opens_when))
    causes = [_describe_tier_cause(id_, profile, framework) for id_ in profile.tier_causes]
    if causes:
        parts.append(f"What led to it here: {join_words(causes)}.")
    parts.extend(_open_gaps(profile, framework))
    return " ".join((*parts, PEOPLE_DECIDE))


def _open_gaps(profile: Profile, framework: Framework) -> Iterator[str]:
    open_ = [found.gap.id for found in profile.gaps if not found.is_active]
    if open_:
        number = count_words(len(open_), "critical gap")
        is_highest = profile.tier == framework.rules.review_tiers[-1]
        rise = "" if is_highest else ", so the tier may rise when more is known"
        yield f"{number} cannot be ruled out ({join_words(open_)}){rise}."


def _describe_tier_cause(id_: str, profile: Profile, framework: Framework) -> str:
    gaps = {gap.id: gap.name for gap in framework.rules.critical_gaps}
    if id_ in gaps:
        return f"the critical gap {id_} ({gaps[id_]}) is active"
    lows = {score.dimension_id: score.low for score in profile.dimensions}
    if id_ in lows:
        name = framework.questionnaire.dimension(id_).name
        return f"{name} ({id_}) can be as low as {show_score(lows[id_])}"
    flags = {flag.id: flag.name for flag in framework.questionnaire.context_flags}
    if id_ in flags:
        return f"the context flag {id_} ({flags[id_]}) is set"
    return f"{name_indicator(framework, id_)} meets a condition of the tier"

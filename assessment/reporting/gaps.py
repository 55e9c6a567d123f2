"""Explains critical gaps, context flags and the review tier; what is to be decided is not said."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import fixed, listed, short
from assessment.model.answer import Status
from assessment.model.assessment import Record
from assessment.model.conditions import (
    Condition,
    DimensionDecline,
    KeyDecline,
    leaves,
    mentioned,
)
from assessment.model.framework import Framework
from assessment.model.questionnaire import ContextFlag, Indicator
from assessment.model.score import GapFinding, Profile
from assessment.reporting.statements import zero_words
from assessment.reporting.terms import confidence_words
from assessment.reporting.wording import (
    capitalised,
    full_stop,
    name_indicator,
    table,
)

if TYPE_CHECKING:
    from pandas import DataFrame

PEOPLE_DECIDE = mark(
    "The tier decides nothing: named people decide to act, not to act or to defer, "
    "and record their reasons."
)

LONGEST_SHORT = 3
"""Causes that the short line of a review names; all of them stand in its explanation."""


def explain_gap(found: GapFinding, framework: Framework, record: Record) -> str:
    """Say which answers or flags make a critical gap active, or what is not known.

    Notes
    -----
    Framework, section 5.5.
    """
    causes = _Causes(framework, record, found.gap.condition)
    named = [causes.describe(id_) for id_ in found.finding.causes]
    if found.is_active:
        return _("Active because {causes}.", causes=listed(named)) if named else _("Active.")
    if named:
        return _("Cannot be ruled out: {causes}.", causes=listed(named))
    return _("Cannot be ruled out.")


def regional_sentence(profile: Profile, framework: Framework, record: Record) -> str:
    """Say why the regions should be assessed on their own; empty where nothing says so."""
    prompt = framework.rules.regional_prompt
    if prompt is None or profile.regional_prompt is None:
        return ""
    causes = _Causes(framework, record, prompt.condition)
    named = listed(causes.describe(id_) for id_ in profile.regional_prompt.causes)
    return " ".join(
        (
            _("Assess the regions concerned on their own as well: {causes}.", causes=named),
            full_stop(prompt.why),
        )
    )


@dataclass(frozen=True)
class _Causes:
    framework: Framework
    record: Record
    condition: Condition

    def describe(self, id_: str) -> str:
        """Say what is known of one cause: a flag, a dimension, a statement or an indicator."""
        flags = {flag.id: flag for flag in self.framework.questionnaire.context_flags}
        if id_ in flags:
            return self.describe_flag(flags[id_])
        if home := self.framework.questionnaire.indicator_of_statement(id_):
            return self.describe_statement(id_, home)
        if not self.framework.questionnaire.has_indicator(id_):
            return self.describe_dimension(id_)
        return self.describe_answer(id_)

    def describe_answer(self, id_: str) -> str:
        """Say the level of an indicator, or which kind of missing it is."""
        named = name_indicator(self.framework, id_)
        answer = self.record.answer(id_)
        match answer.status:
            case Status.LEVEL:
                return self.describe_level(id_, named, answer.level)
            case Status.INSUFFICIENT_INFORMATION:
                return _("{indicator} is not known (insufficient information)", indicator=named)
            case Status.NOT_APPLICABLE:
                return _("{indicator} does not apply", indicator=named)
            case Status.NOT_ANSWERED:
                return _("{indicator} is not known (not answered)", indicator=named)

    def describe_flag(self, flag: ContextFlag) -> str:
        entry = self.record.flags.get(flag.id)
        if entry is None:
            return _(
                "context flag {flag} ({name}) is not known (nothing entered)",
                flag=flag.id,
                name=flag.name,
            )
        names = {option.id: option.name for option in flag.options}
        return _(
            "context flag {flag} ({name}) is entered as '{entry}'",
            flag=flag.id,
            name=flag.name,
            entry=names.get(entry.option, entry.option),
        )

    def describe_statement(self, id_: str, home: Indicator) -> str:
        """Say that a statement holds, from its tick or the level, or that nobody said so."""
        answer = self.record.answer(home.id)
        said = {
            "indicator": name_indicator(self.framework, home.id),
            "statement": home.statements[id_].text.rstrip(" ."),
            "level": answer.level,
        }
        if id_ in answer.ticked:
            return _("this was found to hold of {indicator}: '{statement}'", **said)
        lowest = self.framework.questionnaire.lowest_level
        if answer.level is not None and lowest < home.level_of(id_) <= answer.level:
            return _("{indicator} is at level {level}, for which this holds: '{statement}'", **said)
        return _(
            "{indicator} is at level {level}, and nobody said whether this holds: '{statement}'",
            **said,
        )

    def describe_level(self, id_: str, named: str, level: int | None) -> str:
        parts = leaves(self.condition)
        declines = [part.key_decline for part in parts if isinstance(part, KeyDecline)]
        if declines and id_ not in mentioned(self.condition):
            return ngettext(
                "{indicator} fell by {number} level or more since the earlier assessment, "
                "to level {level}",
                "{indicator} fell by {number} levels or more since the earlier assessment, "
                "to level {level}",
                declines[0],
                indicator=named,
                level=level,
            )
        zero = zero_words(self.framework.questionnaire.indicator(id_), self.record.answer(id_))
        if zero:
            return _(
                "{indicator} is at level {level} ({meaning})",
                indicator=named,
                level=level,
                meaning=zero,
            )
        return _("{indicator} is at level {level}", indicator=named, level=level)

    def describe_dimension(self, id_: str) -> str:
        parts = leaves(self.condition)
        declines = [p.dimension_decline for p in parts if isinstance(p, DimensionDecline)]
        return _(
            "the score of {name} ({dimension}) fell by {points} points or more since the "
            "earlier assessment, beyond its uncertainty",
            name=self.framework.questionnaire.dimension(id_).name,
            dimension=id_,
            points=short(declines[0]),
        )


def tier_sentence(profile: Profile, framework: Framework) -> str:
    """Say which review tier applies, by when to act and why, and that people decide.

    Notes
    -----
    Framework, section 5.6.
    """
    tier = profile.tier
    if tier is None and profile.progress.is_early:
        return " ".join((_("It is too early to name a review tier."), _(PEOPLE_DECIDE)))
    if tier is None:
        return " ".join((_("No review tier applies."), _(PEOPLE_DECIDE)))
    named = _("Review tier {tier} ({name}).", tier=tier.id, name=tier.name)
    when, *here = tier_reasons(profile, framework)
    return " ".join((named, when, full_stop(tier.opens_when), *here))


def tier_reasons(profile: Profile, framework: Framework) -> tuple[str, ...]:
    """Say by when to act and what led to the tier here, where a heading names the tier.

    When any state would come into the tier is left out; `tier_meanings` says it of each.
    """
    tier = profile.tier
    if tier is None:
        return ()
    parts = [_("What is due: {time}", time=full_stop(tier.act_within))]
    causes = [_describe_tier_cause(id_, profile, framework) for id_ in profile.tier_causes]
    if causes:
        parts.append(_("What led to it here: {causes}.", causes=listed(causes)))
    if profile.progress.is_early:
        parts.append(
            _("This comes from the context alone; too few questions are answered to say more.")
        )
    parts.extend(_open_gaps(profile, framework))
    return (*parts, _(PEOPLE_DECIDE))


def tier_in_short(profile: Profile, framework: Framework) -> str:
    """Say in one line what a review asks for and what opened it."""
    tier = profile.tier
    if tier is None:
        return ""
    due = _("What is due: {time}", time=full_stop(tier.act_within))
    causes = [_describe_tier_cause(id_, profile, framework) for id_ in profile.tier_causes]
    if not causes:
        return due
    return " ".join((due, _("Why: {causes}.", causes=listed(causes[:LONGEST_SHORT]))))


def tier_meanings(framework: Framework) -> tuple[str, ...]:
    """Say of each review tier when it opens, by when to act, and why it is drawn there."""
    return tuple(
        " ".join(
            (
                f"{tier.id} {full_stop(tier.name)}",
                full_stop(tier.opens_when),
                _("What is due: {time}", time=full_stop(tier.act_within)),
                *((_("Why: {reason}", reason=full_stop(tier.why)),) if tier.why else ()),
            )
        )
        for tier in framework.rules.review_tiers
    )


def _open_gaps(profile: Profile, framework: Framework) -> Iterator[str]:
    ids = [found.gap.id for found in profile.gaps if not found.is_active]
    if not ids:
        return
    if profile.tier == framework.rules.review_tiers[-1]:
        yield ngettext(
            "{number} critical gap cannot be ruled out ({gaps}).",
            "{number} critical gaps cannot be ruled out ({gaps}).",
            len(ids),
            gaps=listed(ids),
        )
        return
    yield ngettext(
        "{number} critical gap cannot be ruled out ({gaps}), so the tier may rise when more is "
        "known.",
        "{number} critical gaps cannot be ruled out ({gaps}), so the tier may rise when more is "
        "known.",
        len(ids),
        gaps=listed(ids),
    )


def _describe_tier_cause(id_: str, profile: Profile, framework: Framework) -> str:
    gaps = {gap.id: gap.name for gap in framework.rules.critical_gaps}
    if id_ in gaps:
        return _("the critical gap {gap} ({name}) is active", gap=id_, name=gaps[id_])
    lows = {score.dimension_id: score.low for score in profile.dimensions}
    if id_ in lows:
        name = framework.questionnaire.dimension(id_).name
        low = fixed(lows[id_], 1)
        return _("{name} ({dimension}) can be as low as {low}", name=name, dimension=id_, low=low)
    flags = {flag.id: flag.name for flag in framework.questionnaire.context_flags}
    if id_ in flags:
        return _("the context flag {flag} ({name}) is set", flag=id_, name=flags[id_])
    named = name_indicator(framework, id_)
    return _("{indicator} meets a condition of the tier", indicator=named)


def flag_table(record: Record, framework: Framework) -> "DataFrame":
    """Return one row for each context flag; "Not entered" differs from "Unknown"."""
    columns = (_("Context flag"), _("Name"), _("Entry"), _("Since"), _("Source"))
    columns = (*columns, _("Confidence"), _("Note"))
    flags = framework.questionnaire.context_flags
    return table(columns, (_flag_row(flag, record) for flag in flags))


def _flag_row(flag: ContextFlag, record: Record) -> tuple[str, ...]:
    entry = record.flags.get(flag.id)
    if entry is None:
        unknown = capitalised(confidence_words(None))
        return (flag.id, flag.name, _("Not entered"), "", "", unknown, "")
    names = {option.id: option.name for option in flag.options}
    option = names.get(entry.option, entry.option)
    sure = capitalised(confidence_words(entry.confidence))
    return (flag.id, flag.name, option, entry.since, entry.source, sure, entry.note)

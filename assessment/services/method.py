"""Try another method on answers as they are; nothing is written."""

from dataclasses import dataclass, field, replace
from operator import attrgetter

from assessment.model.assessment import Assessment, Record
from assessment.model.audit import NodeAudit
from assessment.model.framework import Framework
from assessment.model.method_change import Changes, SetTrial, Survival
from assessment.model.questionnaire import Dimension
from assessment.scoring.audit import audit_records
from assessment.scoring.change_method import (
    allowance_of,
    change_method,
    rule_choices,
    weighable_ids,
)
from assessment.scoring.method_trial import (
    Spreads,
    spread_states,
    try_on_states,
    what_survives,
)
from assessment.services.context import Context, Opened
from assessment.services.results import Results, score

__all__ = [
    "Changes",
    "MethodTrial",
    "States",
    "allowance_of",
    "audit_states",
    "change_method",
    "newest_of_each_state",
    "read_states",
    "rule_choices",
    "try_method",
    "try_on_all",
    "weighable_ids",
]


@dataclass(frozen=True)
class MethodTrial:
    """One assessment under the questionnaire's method and under the one that is tried."""

    before: Results
    after: Results
    survival: Survival

    @property
    def framework(self) -> Framework:
        """The framework under the method that is tried."""
        return self.after.opened.framework


@dataclass(frozen=True)
class States:
    """The newest assessment of each state, read once; a slider moves faster than a database.

    Attributes
    ----------
    kept
        Scores under the questionnaire's own method, by dimension, once they were asked for.
    """

    framework: Framework
    records: tuple[Record, ...]
    kept: dict[str, Spreads] = field(default_factory=dict[str, Spreads])

    def before(self, dimension: Dimension) -> Spreads:
        """Return the scores of all states under the questionnaire's own method."""
        if dimension.id not in self.kept:
            self.kept[dimension.id] = spread_states(self.framework, self.records, dimension)
        return self.kept[dimension.id]


def try_method(context: Context, before: Results, changes: Changes) -> MethodTrial:
    """Score an assessment again under another method, gaps and programmes included.

    Parameters
    ----------
    before
        Its results under the questionnaire's own method.
    changes
        Dimension id to what is tried in it.
    """
    changed = change_method(before.opened.framework, changes)
    after = score(context, replace(before.opened, framework=changed))
    survival = what_survives(before.profile, after.profile, before.suggestions, after.suggestions)
    return MethodTrial(before, after, survival)


def newest_of_each_state(context: Context, opened: Opened) -> tuple[Assessment, ...]:
    """Return the latest assessment of each place with the same questionnaire, by name.

    Of one period the one begun last is taken; those without a place in time are older than all.
    Invented states and real ones are never mixed.
    """
    own = opened.assessment
    kept: dict[tuple[str, ...], Assessment] = {}
    same = [one for one in context.store.listed_headings() if _content(one) == _content(own)]
    for one in sorted(same, key=attrgetter("order")):
        kept[one.place_id] = one
    return tuple(sorted(kept.values(), key=attrgetter("state_name", "region")))


def read_states(context: Context, opened: Opened) -> States:
    """Read the answers of the newest assessment of each state, once for many trials."""
    chosen = newest_of_each_state(context, opened)
    return States(opened.framework, tuple(context.store.record(one) for one in chosen))


def try_on_all(states: States, dimension_id: str, changes: Changes) -> SetTrial:
    """Say what becomes of one dimension of many states under another method."""
    framework, records = states.framework, states.records
    dimension = next(d for d in framework.questionnaire.dimensions if d.id == dimension_id)
    after = spread_states(change_method(framework, changes), records, dimension)
    return try_on_states(framework, records, dimension, (states.before(dimension), after))


def audit_states(states: States) -> tuple[NodeAudit, ...]:
    """Return the audit statistics of every dimension over the newest assessment of each state."""
    return audit_records(states.framework, states.records)


def _content(one: Assessment) -> tuple[str, str, str, bool]:
    return (
        one.questionnaire_id,
        one.questionnaire_version,
        one.questionnaire_checksum,
        one.invented,
    )

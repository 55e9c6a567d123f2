"""Quality checks: what a reviewer would send back, and what a named person accepted all the same.

How each check looks at an assessment is in `assessment.model.quality_checks`; which checks a
questionnaire has, how heavy they weigh and from where on, is data of its version.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal, get_args

from pydantic import Field, StrictInt

from assessment.model.questionnaire import Frozen, Identifier, Text
from assessment.model.text import Cleaned

Severity = Literal["serious", "attention"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The heavier first: something serious is sent back, the rest is asked about."""
Place = Literal["answer", "scope", "context"]
"""Where something was found: at an answer, on the scope sheet, or among the circumstances."""
AcceptanceKind = Literal["accepted", "taken_back"]
ACCEPTED = "acceptance"
"""The name in `StaleWrite` that something was accepted, or taken back, in between."""
Fact = str | int | Sequence[str]


class QualityCheck(Frozen):
    """One check as a questionnaire names it.

    Attributes
    ----------
    label
        What it looks for, in a few words.
    threshold
        From where on it finds something; what is counted depends on the check, and some
        count nothing.
    why
        Why a reviewer minds.
    """

    id: Identifier
    label: Text
    severity: Severity
    threshold: StrictInt | None = None
    why: Text


class QualityRules(Frozen):
    """The checks of one version of a questionnaire, those that weigh most first.

    Attributes
    ----------
    not_applicable
        Indicator id to the lists of the scope sheet that decide whether its question arises:
        with more entries on any of them than named here, it does.
    """

    checks: tuple[QualityCheck, ...] = ()
    not_applicable: dict[Identifier, dict[str, Annotated[StrictInt, Field(ge=0)]]] = Field(
        default_factory=dict[str, dict[str, int]]
    )


@dataclass(frozen=True)
class Finding:
    """What one check found at one place.

    Attributes
    ----------
    subject
        Id of the indicator or of the circumstance, or the name of a list of the scope sheet.
    facts
        What was found, by name. A finding with other facts is another finding.
    answers
        Ids of the indicators whose answers it concerns.
    """

    check: QualityCheck
    place: Place
    subject: str
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])
    answers: tuple[str, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """Return a short text that changes whenever something else is found, or elsewhere.

        The severity and the words of the check are not in it.
        """
        found = [self.check.id, self.place, self.subject, sorted(self.facts.items())]
        return sha256(json.dumps(found, default=list).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Acceptance(Cleaned):
    """That a finding may stand, or that this no longer holds; a named person says why.

    Attributes
    ----------
    check_id, subject
        Those of the finding, so that it can be told of after it has gone.
    person, office
        Who answers for it.
    """

    kind: AcceptanceKind
    check_id: str
    subject: str
    fingerprint: str
    person: str
    office: str
    reason: str


@dataclass(frozen=True)
class RecordedAcceptance:
    """An acceptance as it was stored; ``number`` counts those of an assessment."""

    acceptance: Acceptance
    number: int
    person_name: str
    recorded_at: datetime


@dataclass(frozen=True)
class Acceptances:
    """Everything that was ever accepted in an assessment or taken back, older entries first."""

    entries: tuple[RecordedAcceptance, ...] = ()

    @cached_property
    def standing(self) -> Mapping[str, RecordedAcceptance]:
        """Fingerprint to its acceptance, for findings that are accepted now."""
        newest = {one.acceptance.fingerprint: one for one in self.entries}
        return {id_: one for id_, one in newest.items() if one.acceptance.kind == "accepted"}

    @property
    def n_seen(self) -> int:
        """How many entries there are."""
        return len(self.entries)


@dataclass(frozen=True)
class QualityReport:
    """What the checks find in an assessment now, and what of it was accepted.

    Attributes
    ----------
    checks
        Those of the questionnaire; empty where it names none.
    findings
        Those that weigh most first, then in the order of the questionnaire.
    n_answered, n_asked
        How many of the questions have an answer: nothing is found at the others.
    """

    checks: tuple[QualityCheck, ...]
    findings: tuple[Finding, ...]
    n_answered: int
    n_asked: int
    acceptances: Acceptances = field(default_factory=Acceptances)

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody accepted, or that changed since."""
        standing = self.acceptances.standing
        return tuple(one for one in self.findings if one.fingerprint not in standing)

    @property
    def accepted(self) -> tuple[tuple[Finding, RecordedAcceptance], ...]:
        """The findings that stand accepted, with their acceptance."""
        standing = self.acceptances.standing
        return tuple(
            (one, standing[one.fingerprint]) for one in self.findings if one.fingerprint in standing
        )

    def n_open(self, severity: Severity) -> int:
        """How many findings of a severity are open."""
        return sum(one.check.severity == severity for one in self.open)


def by_check(findings: Iterable[Finding]) -> Mapping[QualityCheck, tuple[Finding, ...]]:
    """Put findings of the same check together, in the order in which they come."""
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        groups.setdefault(one.check.id, []).append(one)
    return {found[0].check: tuple(found) for found in groups.values()}

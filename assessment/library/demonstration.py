"""Reads the invented assessments of the demonstration, one YAML file each.

Whether their answers fit a questionnaire, and how they are stored, is in
`assessment.services.demonstration`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictInt

from assessment.library.examples import Level
from assessment.library.yaml_file import YamlFile, check_type, read_yaml
from assessment.locales import gettext as _
from assessment.model.answer import (
    Answer,
    Confidence,
    Dissent,
    Evidence,
    FlagEntry,
    Grade,
    Protection,
    Reply,
    Status,
)
from assessment.model.assessment import Mode
from assessment.model.plan import ItemStatus, Milestone, Party, PlanItem, Says
from assessment.model.problem import Problem
from assessment.model.questionnaire import Frozen, Identifier, Text
from assessment.model.rating import GroupId
from assessment.model.review import (
    Convening,
    Decision,
    Entry,
    Outcome,
    ReviewDissent,
    ReviewOption,
)
from assessment.model.scope import Scope

MISSING = {"II": Status.INSUFFICIENT_INFORMATION, "NA": Status.NOT_APPLICABLE}

InventedCode = Annotated[str, Field(pattern=r"^X[A-Z]{2}$")]
"""One of the codes that belong to no state, so that no judgement of a real one can ship."""


class Author(Frozen):
    """Who is named as having entered everything."""

    name: Text
    organisation: Text


class AnswerEntry(Frozen):
    """One answer; ``ticked`` holds statement ids without the id of the indicator."""

    level: Level
    rationale: Text
    ticked: tuple[str, ...] = ()
    confidence: Confidence | None = None
    grade: Grade | None = None
    reason: str = ""


class EvidenceEntry(Frozen):
    """One source behind an answer."""

    indicator: Identifier
    title: Text
    publisher: Text
    published: Text
    protection: Protection
    page: str = ""
    link: str = ""


class FlagNote(Frozen):
    """What is known of one context flag."""

    option: Identifier
    confidence: Confidence | None = None
    since: str = ""
    source: str = ""
    note: str = ""


class ReplyEntry(Frozen):
    """A reply of the team, with the day on which it was given."""

    text: Text
    signed_as: Text
    recorded: date


class DissentEntry(Frozen):
    """A different view and the replies to it; a level is left out where none can be given."""

    indicator: Identifier
    reason: Text
    signed_as: Text
    level: StrictInt | None = None
    replies: tuple[ReplyEntry, ...] = ()


class RaterEntry(Frozen):
    """What one person gave alone, all of it with the same confidence."""

    name: Text
    organisation: Text
    group: GroupId
    levels: dict[Identifier, Level] = Field(min_length=1)
    confidence: Confidence = "medium"

    @property
    def answers(self) -> Iterator[Answer]:
        """The ratings as answers, in the order of the file."""
        for id_, level in self.levels.items():
            yield Answer(
                indicator_id=id_,
                status=MISSING.get(str(level), Status.LEVEL),
                level=level if isinstance(level, int) else None,
                confidence=self.confidence if isinstance(level, int) else None,
            )


class RatingsEntry(Frozen):
    """Who rated alone, and the days on which they did and on which moderation was opened."""

    recorded: date
    opened: date
    people: tuple[RaterEntry, ...] = Field(min_length=2)


class PlanItemEntry(Frozen):
    """One item of a plan, with the fields of `PlanItem`; items are numbered as they stand."""

    indicator: Identifier
    goal: StrictInt
    status: ItemStatus = "proposed"
    programme: Identifier | None = None
    option: str = ""
    route: Identifier | None = None
    owner: Text
    partner: Text
    starts: date
    ends: date
    cost_low: StrictInt
    cost_high: StrictInt
    currency: str
    prerequisites: tuple[StrictInt, ...] = ()
    measure: Text
    review_on: date

    @property
    def item(self) -> PlanItem:
        """The item as it is added, before it has a number."""
        said = self.model_dump(exclude={"indicator", "programme", "route"})
        ids = {"programme_id": self.programme or "", "route_id": self.route or ""}
        return PlanItem(indicator_id=self.indicator, **ids, **said)


class AttestationEntry(Frozen):
    """What somebody said of a milestone, and the day on which they did."""

    says: Says
    party: Party
    said_by: Text
    said_on: date
    evidence: Text


class MilestoneEntry(Frozen):
    """A milestone and what was said of it; ``item`` is the number of an item of the plan."""

    title: Text
    due_on: date
    government: Text
    partner: Text
    item: StrictInt | None = None
    attestations: tuple[AttestationEntry, ...] = ()

    @property
    def milestone(self) -> Milestone:
        """The milestone as it is added, before it has a number."""
        names = {"item", "attestations"}
        return Milestone(**self.model_dump(exclude=names), item_number=self.item)


class PlanEntry(Frozen):
    """A plan and the day on which it was agreed."""

    recorded: date
    items: tuple[PlanItemEntry, ...] = Field(min_length=1)
    milestones: tuple[MilestoneEntry, ...] = ()


class ConveningEntry(Frozen):
    """Who called together whom, on which day, and by when they were to decide."""

    day: date
    convenes: Text
    must_decide: tuple[Text, ...] = Field(min_length=1)
    due_on: date


class OptionEntry(Frozen):
    """One thing that could be done about a review."""

    text: str = ""
    consequences: Text
    proposed_by: Text
    does_nothing: bool = False


class ReviewDissentEntry(Frozen):
    """A different view of the review or of its decision."""

    text: Text
    signed_as: Text


class DecisionEntry(Frozen):
    """How the review was decided, by an invented person, in which office and why."""

    outcome: Outcome
    person: Text
    office: Text
    reasons: Text
    day: date


class ReviewEntry(Frozen):
    """What was written in the review that the tier opened, up to its decision."""

    convening: ConveningEntry
    options: tuple[OptionEntry, ...] = Field(min_length=1)
    decision: DecisionEntry
    dissents: tuple[ReviewDissentEntry, ...] = ()

    @property
    def entries(self) -> Iterator[tuple[date, Entry]]:
        """Everything in the order in which it is appended, each with its day."""
        convening, decided = self.convening, self.decision.day
        names = convening.must_decide
        yield convening.day, Convening(convening.convenes, names, convening.due_on)
        yield from ((convening.day, ReviewOption(**one.model_dump())) for one in self.options)
        yield decided, Decision(**self.decision.model_dump(exclude={"day"}), on=decided)
        yield from ((decided, ReviewDissent(**one.model_dump())) for one in self.dissents)


class ScopeEntry(Frozen):
    """The scope sheet, with the lists of `Scope`."""

    government: tuple[Text, ...] = ()
    groups: tuple[Text, ...] = ()
    groups_at_risk: tuple[Text, ...] = ()
    areas_at_risk: tuple[Text, ...] = ()
    regions: tuple[Text, ...] = ()
    held_by_others: tuple[Text, ...] = ()
    not_reached: tuple[Text, ...] = ()


class DemonstrationFile(Frozen):
    """What one file says.

    Attributes
    ----------
    version
        The version of the questionnaire; its newest where none is named.
    recorded
        The day on which everything but replies and ratings was entered.
    """

    questionnaire: Identifier
    version: str | None = None
    state_code: InventedCode
    state_name: Text
    period: Text
    mode: Mode
    recorded: date
    author: Author
    region: str = ""
    scope_note: str = ""
    scope: ScopeEntry | None = None
    answers: dict[Identifier, AnswerEntry] = Field(min_length=1)
    evidence: tuple[EvidenceEntry, ...] = ()
    flags: dict[Identifier, FlagNote] = Field(default_factory=dict)
    dissents: tuple[DissentEntry, ...] = ()
    ratings: RatingsEntry | None = None
    plan: PlanEntry | None = None
    review: ReviewEntry | None = None


@dataclass(frozen=True)
class Demonstration:
    """One invented assessment and the file that it stands in."""

    file: YamlFile
    content: DemonstrationFile

    @property
    def moment(self) -> datetime:
        """When everything but the replies was recorded."""
        return moment_of(self.content.recorded)

    @property
    def scope(self) -> Scope | None:
        """The scope sheet; ``None`` where the file has none."""
        entry = self.content.scope
        return Scope(**entry.model_dump()) if entry else None

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers, in the order of the file."""
        return tuple(_answer(id_, entry) for id_, entry in self.content.answers.items())

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence entries, in the order of the file."""
        return tuple(
            Evidence(**entry.model_dump(exclude={"indicator"}), indicator_id=entry.indicator)
            for entry in self.content.evidence
        )

    @property
    def flags(self) -> tuple[FlagEntry, ...]:
        """The context flags, in the order of the file."""
        return tuple(
            FlagEntry(id_, **note.model_dump()) for id_, note in self.content.flags.items()
        )

    @property
    def dissents(self) -> tuple[Dissent, ...]:
        """The dissents with their replies, in the order of the file."""
        return tuple(
            Dissent(
                entry.indicator,
                entry.level,
                entry.reason,
                entry.signed_as,
                self.moment,
                replies=tuple(
                    Reply(reply.text, reply.signed_as, moment_of(reply.recorded))
                    for reply in entry.replies
                ),
            )
            for entry in self.content.dissents
        )


def load_demonstration_files(
    folder: Path,
) -> tuple[tuple[Demonstration, ...], tuple[Problem, ...]]:
    """Read every ``*.yaml`` file of a folder, in the order of their names.

    Returns
    -------
    items, problems
        What could be read, and every problem of every file with its line.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        problem = Problem(
            "demonstration.no_files",
            folder.name,
            _("There is no demonstration file (*.yaml) in this folder."),
            _("Put back the folder data/samples/demonstration of the installation."),
        )
        return (), (problem,)
    items: list[Demonstration] = []
    problems: list[Problem] = []
    for path in paths:
        item, found = _load_file(path)
        problems.extend(found)
        if item is not None:
            items.append(item)
    return tuple(items), tuple(problems)


def moment_of(day: date) -> datetime:
    """Return ten o'clock UTC of a day; the files give no hours.

    Examples
    --------
    >>> moment_of(date(2026, 5, 18)).isoformat()
    '2026-05-18T10:00:00+00:00'
    """
    return datetime.combine(day, time(10), tzinfo=UTC)


def _load_file(path: Path) -> tuple[Demonstration | None, tuple[Problem, ...]]:
    file, problems = read_yaml(path, f"{path.parent.name}/{path.name}")
    if file is None:
        return None, problems
    content, problems = check_type(file, DemonstrationFile)
    return (Demonstration(file, content) if content else None), problems


def _answer(indicator_id: str, entry: AnswerEntry) -> Answer:
    return Answer(
        indicator_id=indicator_id,
        status=MISSING.get(str(entry.level), Status.LEVEL),
        level=entry.level if isinstance(entry.level, int) else None,
        reason=entry.reason,
        confidence=entry.confidence,
        evidence_grade=entry.grade,
        ticked=frozenset(f"{indicator_id}.{statement}" for statement in entry.ticked),
        rationale=entry.rationale,
    )

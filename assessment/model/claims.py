"""The evidence register: what studies found of programmes, and the label that follows from it.

A claim is one finding of one study. A coded review is what others counted in published research
on one tool of prevention. What must hold between entries is checked in
`assessment.library.evidence`.
"""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from assessment.model.programme import Catalogue
from assessment.model.questionnaire import Frozen, Identifier, Note, Text, Verbatim

OutcomeKind = Literal["mass_violence", "violence", "abuse", "attitudes", "institution", "services"]
Direction = Literal["helps", "none", "harms", "mixed"]
Design = Literal["experiment", "quasi_experiment", "observational", "cases", "review"]
Seen = Literal["full_text", "abstract", "secondary"]
CodedOutcome = Literal[
    "conflict", "human_rights_violations", "mass_atrocities", "violence_against_civilians"
]
Count = Annotated[int, Field(ge=0)]
AtLeastOne = Annotated[int, Field(ge=1)]


class Claim(Frozen):
    """One finding of one study, in our words.

    Attributes
    ----------
    address
        Where it can be read, or was read: a web address or a DOI as one.
    seen
        How much of the study was read: all of it, its abstract, or what others say of it.
    kind, direction
        What was measured, and whether the programme moved it for the better.
    limits
        What the study does not show.
    programmes
        Those whose label it bears on; empty for one that only single actions cite.
    """

    id: Identifier
    authors: Verbatim
    year: int
    title: Verbatim
    address: str = ""
    seen: Seen
    country: Text
    outcome: Text
    kind: OutcomeKind
    direction: Direction
    design: Design
    limits: Text
    programmes: tuple[Identifier, ...] = ()


class Findings(Frozen):
    """Counts of coded findings on one outcome, by direction."""

    helps: Count
    none_or_mixed: Count
    harms: Count

    @property
    def not_helping(self) -> int:
        """How many found no effect, effects in both directions, or harm."""
        return self.none_or_mixed + self.harms


class AdverseFindings(Frozen):
    """Counts of coded findings on adverse consequences, which are never added to the others."""

    found: Count = 0
    none_or_mixed: Count = 0


class FactorCounts(Frozen):
    """Counts of coded findings on one factor: with it, more effect, less, or neither.

    Attributes
    ----------
    findings
        All of them: ``greater``, ``lesser`` and ``none_or_mixed`` together.
    adverse
        How many of these are about adverse consequences.
    """

    findings: Count
    greater: Count
    lesser: Count
    none_or_mixed: Count
    adverse: Count = 0


class Factor(Frozen):
    """A matter of design or context, as a question to answer before money is spent.

    Attributes
    ----------
    coded
        The name under which the review counts it.
    """

    coded: Verbatim
    kind: Literal["design", "context"]
    question: Text
    counts: FactorCounts


class CodedReview(Frozen):
    """What was counted in published research on one tool.

    Attributes
    ----------
    reviewed
        Whether research on the tool was searched for and coded at all.
    programmes
        Those that are the tool, or have it as their core: their label heeds the counts.
    near
        Those that are wider or narrower, or share a part: the counts are only shown.
    studies, no_method
        How many studies the findings on effects come from, and how many of these findings
        rest on no method that could be made out.
    factors_from
        Only factors with at least so many findings are asked about.
    """

    id: Identifier
    tool: Text
    reviewed: bool
    programmes: tuple[Identifier, ...] = ()
    near: tuple[Identifier, ...] = ()
    studies: Count = 0
    no_method: Count = 0
    findings: dict[CodedOutcome, Findings] = Field(default_factory=dict[CodedOutcome, Findings])
    adverse: AdverseFindings = AdverseFindings()
    factors_from: AtLeastOne | None = None
    factors: tuple[Factor, ...] = ()

    @property
    def n_findings(self) -> int:
        """How many findings were coded, those on adverse consequences among them."""
        effects = sum(one.helps + one.not_helping for one in self.findings.values())
        return effects + self.adverse.found + self.adverse.none_or_mixed

    @property
    def not_helping(self) -> int:
        """How many findings do not help, adverse consequences that were found among them."""
        return sum(one.not_helping for one in self.findings.values()) + self.adverse.found


class ReviewSource(Frozen):
    """Who coded the reviews, and where that can be read."""

    title: Verbatim
    publisher: Verbatim
    year: int
    address: str = ""
    note: Note = ""


class Labels(Frozen):
    """The ids of the four labels in the catalogue of programmes."""

    none: Identifier
    limited: Identifier
    mixed: Identifier
    support: Identifier


class LabelRule(Frozen):
    """How the label of a programme follows from the evidence register.

    Attributes
    ----------
    compares
        Designs that compare with and without; others never move a label beyond "limited".
    close
        Outcomes that lie close enough to violence to support.
    mixed_from
        From how many comparing findings that do not help the label is "mixed".
    support_from
        From how many comparing studies that help on a close outcome it is "support".
    """

    why: Text
    compares: tuple[Design, ...] = Field(min_length=1)
    close: tuple[OutcomeKind, ...] = Field(min_length=1)
    mixed_from: AtLeastOne
    support_from: AtLeastOne
    labels: Labels


class Weighed(Frozen):
    """What the label of one programme rests on.

    Attributes
    ----------
    claims, reviews
        How many studies, and coded reviews, bear on the programme.
    not_helping
        Comparing studies, and coded findings, that found no effect, harm or both directions.
    close_help
        Comparing studies that help on a close outcome.
    """

    label: str
    claims: int
    reviews: int
    not_helping: int
    close_help: int


def weigh(claims: Iterable[Claim], reviews: Iterable[CodedReview], rule: LabelRule) -> Weighed:
    """Return the label that follows from the evidence register, with what it rests on.

    Parameters
    ----------
    claims, reviews
        Those of one programme; a tool that nobody reviewed counts for nothing.

    Notes
    -----
    The first that holds: nothing is known; something does not help; enough helps close to
    violence; else little is known. What does not help goes before what helps, because a label
    that is too high can do more harm than one that is too low.

    Examples
    --------
    >>> rule = LabelRule(
    ...     why="For tests.",
    ...     compares=("experiment",),
    ...     close=("violence",),
    ...     mixed_from=1,
    ...     support_from=2,
    ...     labels=Labels(none="N", limited="L", mixed="X", support="S"),
    ... )
    >>> def found(direction, kind="violence", design="experiment"):
    ...     return Claim.model_construct(direction=direction, kind=kind, design=design)
    >>> weigh([], [], rule).label
    'N'
    >>> weigh([found("helps"), found("helps", kind="services")], [], rule).label
    'L'
    >>> weigh([found("helps"), found("helps")], [], rule).label
    'S'
    >>> weigh([found("helps"), found("helps"), found("none")], [], rule).label
    'X'
    >>> weigh([found("harms", design="cases")], [], rule).label
    'L'
    """
    claims, reviews = tuple(claims), tuple(one for one in reviews if one.reviewed)
    comparing = [claim for claim in claims if claim.design in rule.compares]
    helping = [claim for claim in comparing if claim.direction == "helps"]
    against = len(comparing) - len(helping) + sum(review.not_helping for review in reviews)
    close = sum(claim.kind in rule.close for claim in helping)
    if not claims and not reviews:
        label = rule.labels.none
    elif against >= rule.mixed_from:
        label = rule.labels.mixed
    elif close >= rule.support_from:
        label = rule.labels.support
    else:
        label = rule.labels.limited
    return Weighed(
        label=label,
        claims=len(claims),
        reviews=len(reviews),
        not_helping=against,
        close_help=close,
    )


class EvidenceRegister(Frozen):
    """Everything ``evidence.yaml`` says.

    Attributes
    ----------
    checksum
        Set by the library from the content of the file; it is no part of the checksum of the
        questionnaire, because no question and no score depends on it.
    """

    rule: LabelRule
    review_source: ReviewSource
    claims: tuple[Claim, ...] = ()
    reviews: tuple[CodedReview, ...] = ()
    checksum: str = ""

    def claims_of(self, programme_id: str) -> tuple[Claim, ...]:
        """Return the studies that bear on a programme."""
        return tuple(claim for claim in self.claims if programme_id in claim.programmes)

    def reviews_of(self, programme_id: str) -> tuple[CodedReview, ...]:
        """Return the coded reviews of what a programme is, those that nobody made included."""
        return tuple(review for review in self.reviews if programme_id in review.programmes)

    def near(self, programme_id: str) -> tuple[CodedReview, ...]:
        """Return the coded reviews of something that a programme only shares a part with."""
        return tuple(review for review in self.reviews if programme_id in review.near)

    def weighed(self, programme_id: str) -> Weighed:
        """Return the label of a programme, with what it rests on."""
        return weigh(self.claims_of(programme_id), self.reviews_of(programme_id), self.rule)


def label_programmes(catalogue: Catalogue, register: EvidenceRegister) -> Catalogue:
    """Return the catalogue with the label of each programme that follows from the register."""
    programmes = tuple(
        one.model_copy(update={"evidence": register.weighed(one.id).label})
        for one in catalogue.programmes
    )
    return catalogue.model_copy(update={"programmes": programmes})

"""Programme types as data, and the numbers of the matching rule."""

from collections.abc import Mapping, Set
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assessment.model.action import CostMeaning
from assessment.model.conditions import Condition
from assessment.model.questionnaire import Frozen, Identifier, Note, Text, Verbatim, by_id
from assessment.model.rules import Confidence

Horizon = Literal["long", "medium", "crisis"]
Factor = Annotated[float, Field(gt=0, le=10)]
Outcome = Literal["not_advised", "other_route", "later"]
"""What becomes of a programme of which a closure closes a route."""


class Danger(Frozen):
    """Circumstances in which support is dangerous: they lower a need and never raise it.

    Attributes
    ----------
    routes
        The routes on which a programme counts for less.
    """

    condition: Condition
    routes: tuple[Identifier, ...] = Field(min_length=1)
    factor: Annotated[float, Field(gt=0, le=1)]
    why: Text


class SteadinessRule(Frozen):
    """How it is found out whether a suggestion is sure enough to be given.

    Attributes
    ----------
    draws
        How often what is not known about the state is drawn; every draw is matched again.
    steady_from
        Share of the draws from which on a suggestion is given; below it is said what to find out.
    """

    draws: Annotated[int, Field(ge=50, le=2_000)]
    why_draws: Text
    steady_from: Annotated[float, Field(gt=0.5, le=1)]
    why_steady_from: Text


class MatchingRule(Frozen):
    """The numbers of the matching rule (framework, section 4.7).

    Attributes
    ----------
    mechanism_factor
        Applied when a mechanism of the programme answers an active pattern.
    precondition_penalty
        Taken off the need score (0 upward) when a precondition fails.
    keep_going_from
        Level from which a served indicator counts as a strength to keep.
    need_of
        Whether the mean of the needs of a programme counts, or the worst of them.
    confidence_factors
        Empty where confidence says how sure a suggestion is, and not how urgent.
    first
        How many suggestions come first, at most; the rest is found behind all options.
    steadiness
        ``None`` in a catalogue that does not ask how steady its suggestions are.
    """

    key_factor: Factor
    critical_gap_factor: Factor
    confidence_factors: dict[Confidence, Factor] = Field(default_factory=dict[Confidence, Factor])
    need_of: Literal["mean", "worst"] = "mean"
    danger: Danger | None = None
    first: Annotated[int, Field(ge=1)] = 5
    steadiness: SteadinessRule | None = None
    mechanism_factor: Factor
    precondition_penalty: Annotated[float, Field(ge=0)]
    keep_going_from: int
    why: Text


class Mechanism(Frozen):
    """A way in which a programme protects; ``active_when`` is the pattern it answers."""

    id: Identifier
    name: Text
    active_when: Condition | None = None


class EvidenceLabel(Frozen):
    """How well the effect of a programme type on group-targeted violence is supported."""

    id: Identifier
    name: Text
    meaning: Text


class Precondition(Frozen):
    """What must hold before a programme is advised, and in words when it will.

    Attributes
    ----------
    routes
        The routes that it guards; the whole programme where none is named.
    """

    condition: Condition
    until: Text
    routes: tuple[Identifier, ...] = ()


class Route(Frozen):
    """By whom help goes: with a service, with the government, beside it or around it."""

    id: Identifier
    name: Text
    meaning: Text


class ProgrammeRoute(Frozen):
    """One form of a programme; ``id`` is that of the route, ``form`` says where it differs."""

    id: Identifier
    form: Note = ""


class Closed(Frozen):
    """The routes that a closure closes: of the programmes named, or of all that have them."""

    routes: tuple[Identifier, ...] = Field(min_length=1)
    programmes: tuple[Identifier, ...] = ()

    @cached_property
    def named(self) -> frozenset[str]:
        """The programmes named, to be looked up among thousands."""
        return frozenset(self.programmes)


class Closure(Frozen):
    """A sign of complicity or harm, the routes it closes, and what would open them again.

    Attributes
    ----------
    then
        What becomes of a programme that loses a route: ``other_route`` is advised by its next
        open one, and not at all where none is left; ``not_advised`` and ``later`` rest as a
        whole, since another form would do the same harm.
    reopens_when
        Full sentences, as people read them.
    """

    id: Identifier
    name: Text
    condition: Condition
    closes: tuple[Closed, ...] = Field(min_length=1)
    then: Outcome
    why: Text
    reopens_when: Text

    def routes_of(self, programme: "Programme") -> tuple[str, ...]:
        """Return the routes of a programme that this closes, in the order of the programme."""
        return tuple(route for route in programme.route_ids if self.touches(route, {programme.id}))

    def touches(self, route_id: str, programme_ids: Set[str]) -> bool:
        """Return whether this closes a route of all programmes, or of some of those named."""
        return any(
            route_id in part.routes and (not part.named or not part.named.isdisjoint(programme_ids))
            for part in self.closes
        )


class Caution(Frozen):
    """When a level 0 that nobody explained counts as practice that works against protection."""

    condition: Condition
    why: Text


class ProgrammeWarning(Frozen):
    """A danger to be told with some programmes, which closes nothing."""

    id: Identifier
    condition: Condition
    programmes: tuple[Identifier, ...] = Field(min_length=1)
    text: Text


class Call(Frozen):
    """Circumstances, or something unknown, that call for a programme whatever the levels."""

    condition: Condition
    why: Text


class FirstOnly(Frozen):
    """The circumstances in which alone a programme may stand among the first."""

    condition: Condition
    otherwise: Text


class Option(Frozen):
    """One side of a choice: what it brings, and who bears the cost."""

    programme: Identifier
    gains: Text
    costs: Text


class OptionSet(Frozen):
    """Programmes that exclude each other, with what follows from each."""

    id: Identifier
    name: Text
    question: Text
    options: tuple[Option, ...] = Field(min_length=2)


class Purpose(Frozen):
    """A CRS purpose code, and the share of the money of a programme that is reported under it.

    Attributes
    ----------
    percent
        ``None`` where a catalogue names codes without shares.
    """

    code: Annotated[str, Field(pattern=r"^\d{5}$")]
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    note: Note = ""


def _as_purpose(given: object) -> object:
    """Take a code alone for a purpose without a share, as in catalogues that know none."""
    return {"code": given} if isinstance(given, str | int | float) else given


class Programme(Frozen):
    """One type of assistance programme.

    Attributes
    ----------
    serves
        The indicators it can raise; that there are some is checked with the whole folder, so that
        its author is told together with all else.
    crs
        Codes alone, or codes with the share of each.
    oda_note, post_conflict_note
        What cannot be reported as official development assistance, and where codes change after
        a conflict; empty where neither is in doubt.
    exclusive_with, after
        Programmes that exclude it, and programmes that should come first.
    evidence
        Id of its label. The file leaves it out where the version has an evidence register, from
        which reading the folder fills it in.
    routes
        The forms that exist, the preferred one first; empty in a catalogue without routes.
    called_for_when
        What puts it before all that answers a level.
    """

    id: Identifier
    name: Text
    how: Text
    activities: tuple[Text, ...] = Field(min_length=1)
    mechanisms: tuple[Identifier, ...] = Field(min_length=1)
    serves: tuple[Identifier, ...]
    crs: tuple[Annotated[Purpose, BeforeValidator(_as_purpose)], ...] = Field(min_length=1)
    sdg: tuple[Annotated[str, Field(pattern=r"^\d{1,2}\.[0-9a-z]{1,2}$")], ...] = Field(
        min_length=1
    )
    oda_note: Note = ""
    post_conflict_note: Note = ""
    evidence: Identifier = ""
    evidence_note: Note = ""
    horizon: Horizon
    lens: Literal["atrocity", "shared", "conflict"]
    dual_use: bool = False
    risks: tuple[Text, ...] = Field(min_length=1)
    tensions: tuple[Text, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    exclusive_with: tuple[Identifier, ...] = ()
    after: tuple[Identifier, ...] = ()
    routes: tuple[ProgrammeRoute, ...] = ()
    called_for_when: tuple[Call, ...] = ()
    first_only_when: FirstOnly | None = None

    @cached_property
    def route_ids(self) -> tuple[str, ...]:
        """The ids of its routes, the preferred one first."""
        return tuple(route.id for route in self.routes)


Touching = tuple[tuple[Closure, tuple[str, ...]], ...]
"""Closures that can touch a programme, each with the routes it would close."""


class Catalogue(Frozen):
    """Everything ``programmes.yaml`` says."""

    version: Verbatim
    standing_sentence: Text
    matching: MatchingRule
    mechanisms: tuple[Mechanism, ...]
    evidence_labels: tuple[EvidenceLabel, ...]
    programmes: tuple[Programme, ...]
    routes: tuple[Route, ...] = ()
    caution: Caution | None = None
    closures: tuple[Closure, ...] = ()
    warnings: tuple[ProgrammeWarning, ...] = ()
    option_sets: tuple[OptionSet, ...] = ()
    cost_classes: tuple[CostMeaning, ...] = ()

    @cached_property
    def closable(self) -> Mapping[str, "Touching"]:
        """Programme id to the closures that can touch it, each with the routes it would close.

        Programmes that are touched alike share one tuple, by which they can be known.
        """
        shared: dict[tuple[tuple[str, tuple[str, ...]], ...], Touching] = {}
        found: dict[str, Touching] = {}
        for programme in self.programmes:
            touching = tuple(
                (closure, routes)
                for closure in self.closures
                if (routes := closure.routes_of(programme))
            )
            key = tuple((closure.id, routes) for closure, routes in touching)
            found[programme.id] = shared.setdefault(key, touching)
        return found

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Programme id to that of the first one of its kind.

        Programmes of one kind fare alike under all answers and circumstances, but for how they
        protect and the levels of what they serve: thousands are judged by hundreds.
        """
        warned: dict[str, tuple[str, ...]] = {}
        for warning in self.warnings:
            for id_ in warning.programmes:
                warned[id_] = (*warned.get(id_, ()), warning.id)
        first: dict[object, str] = {}
        return {
            one.id: first.setdefault(self._kind(one, warned.get(one.id, ())), one.id)
            for one in self.programmes
        }

    def _kind(self, programme: Programme, warnings: tuple[str, ...]) -> object:
        # By identity, since comparing conditions costs as much as deciding them; what is equal
        # and not the same is judged twice, and comes out alike.
        return (
            programme.route_ids,
            warnings,
            id(self.closable[programme.id]),
            tuple(map(id, programme.preconditions)),
            tuple(map(id, programme.called_for_when)),
            id(programme.first_only_when),
        )

    @cached_property
    def serving(self) -> Mapping[str, frozenset[str]]:
        """Indicator id to the ids of the programmes that serve it."""
        found: dict[str, set[str]] = {}
        for programme in self.programmes:
            for id_ in programme.serves:
                found.setdefault(id_, set()).add(programme.id)
        return {id_: frozenset(ids) for id_, ids in found.items()}

    def route(self, route_id: str) -> Route:
        """Return one route; a `KeyError` if there is none with this id."""
        return by_id(self.routes)[route_id]

    def programme(self, programme_id: str) -> Programme:
        """Return one programme; a `KeyError` if there is none with this id."""
        return self._by_id[programme_id]

    @cached_property
    def _by_id(self) -> dict[str, Programme]:
        return by_id(self.programmes)

    def cost_class(self, cost_id: str) -> CostMeaning:
        """Return one class of cost; a `KeyError` if there is none with this id."""
        return by_id(self.cost_classes)[cost_id]

    def mechanism(self, mechanism_id: str) -> Mechanism:
        """Return one mechanism; a `KeyError` if there is none with this id."""
        return by_id(self.mechanisms)[mechanism_id]

    def evidence_label(self, label_id: str) -> EvidenceLabel:
        """Return one label of evidence; a `KeyError` if there is none with this id."""
        return by_id(self.evidence_labels)[label_id]

"""The geometric, the harmonic and the power mean: a low child pulls more than a high one lifts."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import fixed, listed, short
from assessment.model.problem import Problem
from assessment.model.tree import Children, Limit, Numbers, Parts, TreeFacts, WeightedNode
from assessment.scoring.means import power_mean
from assessment.scoring.rule_words import weights_sentence

# Beyond this the digits of a generalised mean are lost; an exponent of 0 itself is exact.
SMALLEST_EXPONENT = 0.01
LOWEST_FLOOR = 0.01
TOO_LITTLE_TO_NAME = 0.05
FLOOR_TO_TRY = 1.0


class GeneralisedMean(WeightedNode):
    """A mean whose children are raised to a power first.

    Attributes
    ----------
    children_floor
        What lower children are lifted to, and marked; in points of 100 for levels.
    """

    children_floor: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None

    @property
    @abstractmethod
    def power(self) -> float:
        """The exponent: 1 would be the mean itself, 0 is the geometric mean."""

    @property
    def needs_positive(self) -> bool:
        """Whether there is no answer for a child of 0."""
        return self.power <= 0

    @model_validator(mode="after")
    def _can_be_computed(self) -> Self:
        floor = LOWEST_FLOOR if self.children_floor is None else self.children_floor
        if self.power <= 0 and floor < LOWEST_FLOOR:
            raise ValueError(
                _(
                    "This mean has no answer for a child of 0; give a children_floor of {floor} "
                    "or more.",
                    floor=LOWEST_FLOOR,
                )
            )
        return self

    def compute(self, children: Children) -> Numbers:
        """Return the generalised mean."""
        return power_mean(children.values, children.weights, self.power)

    def limit(self, parts: Parts) -> Limit | None:
        """Return the children at the end that pulls, where that takes or adds something."""
        counted = self._counted(parts)
        plain = _plain_mean(counted, parts.weights)
        if abs(plain - parts.result) < TOO_LITTLE_TO_NAME * _unit(parts):
            return None
        end = min if parts.result < plain else max
        value = end(counted.values())
        ids = tuple(id_ for id_, own in counted.items() if own == value)
        return Limit(value, ids, binds=False)

    def lowest(self, children: Mapping[str, float | None]) -> float | None:
        """Return the lowest value that can come out."""
        low = super().lowest(children)
        return low if low is None or self.children_floor is None else max(low, self.children_floor)

    def check(self, facts: TreeFacts) -> Iterator[Problem]:
        """Yield a floor that is missing, or above the second level."""
        scale = facts.scale
        if scale is None:
            return
        if self.needs_positive and self.children_floor is None:
            yield Problem(
                "library.mean_needs_floor",
                "",
                _("This mean has no answer for a level of 0 points."),
                _("Give a 'children_floor' in points of 100, such as 1."),
            )
        if (self.children_floor or 0) >= scale.points_per_level:
            yield Problem(
                "library.floor_too_high",
                "",
                _(
                    "The floor of {floor} points makes the two lowest levels count the same.",
                    floor=short(self.children_floor or 0),
                ),
                _(
                    "Give a 'children_floor' in points (0 to 100) below the {second} that the "
                    "second level is worth, such as 1.",
                    second=short(scale.points_per_level),
                ),
            )

    def why_not_computable(self, values: Mapping[str, Numbers]) -> tuple[str, str]:
        """Say which child is not above 0."""
        bad = [id_ for id_, own in values.items() if (own <= 0).any()]
        found = _(
            "This mean needs values above 0, and {children} is 0 or less.",
            children=", ".join(bad or values),
        )
        return found, _("Correct the value, or give the node a 'children_floor' in scoring.yaml.")

    def describe(self, name: Callable[[str], str]) -> str:
        """Say the rule in one sentence or three."""
        floor = ()
        if self.children_floor:
            floor = (_("No value counts as less than {floor}.", floor=short(self.children_floor)),)
        return " ".join((self.mean_sentence(), *floor, weights_sentence(self, name)))

    @abstractmethod
    def mean_sentence(self) -> str:
        """Say which mean the score is."""

    @abstractmethod
    def way_sentence(self, parts: Parts) -> str:
        """Say how the mean is computed from the listed children."""

    def explain(self, parts: Parts) -> Iterator[str]:
        """Compute the mean in words, and set it beside the plain mean."""
        counted = self._counted(parts)
        yield from self._lifted(parts)
        values = listed(
            _("{child} {value}", child=id_, value=short(own)) for id_, own in counted.items()
        )
        if parts.scale:
            yield _("In points of 100 that is {values}.", values=values)
        else:
            yield _("What counts is {values}.", values=values)
        yield self.way_sentence(parts)
        yield from self._beside_the_mean(parts, counted)

    def _counted(self, parts: Parts) -> dict[str, float]:
        floor = self.children_floor or float("-inf")
        return {id_: max(value, floor) for id_, value in parts.values.items()}

    def _lifted(self, parts: Parts) -> Iterator[str]:
        if self.children_floor is None:
            return
        low = [id_ for id_, value in parts.values.items() if value < self.children_floor]
        if low:
            yield ngettext(
                "{names} counts as {floor}, the lowest that counts.",
                "{names} count as {floor}, the lowest that counts.",
                len(low),
                names=listed(parts.name(id_) for id_ in low),
                floor=short(self.children_floor),
            )

    def _beside_the_mean(self, parts: Parts, counted: Mapping[str, float]) -> Iterator[str]:
        limit = self.limit(parts)
        if limit is None:
            return
        plain = _plain_mean(counted, parts.weights)
        said = {"mean": _result(parts, plain), "size": _result(parts, abs(plain - parts.result))}
        if parts.result < plain:
            yield _(
                "The plain mean would be {mean}; that they are uneven takes {size} away.", **said
            )
            one, several = "The lowest is {names}.", "The lowest are {names}."
        else:
            yield _("The plain mean would be {mean}; that they are uneven adds {size}.", **said)
            one, several = "The highest is {names}.", "The highest are {names}."
        names = listed(parts.name(id_) for id_ in limit.ids)
        yield ngettext(one, several, len(limit.ids), names=names)


class GeometricMean(GeneralisedMean):
    """The geometric mean: a low child pulls more than a high one lifts."""

    rule: Literal["geometric_mean"]

    order = 30

    @property
    def power(self) -> float:
        """The exponent: 0."""
        return 0.0

    def mean_sentence(self) -> str:
        """Say which mean the score is."""
        return _(
            "The score is the geometric mean: low values pull it down more than high ones lift it."
        )

    def way_sentence(self, parts: Parts) -> str:
        """Say how the mean is computed."""
        said = {"total": _total(parts), "result": _result(parts, parts.result)}
        if parts.are_weighted:
            return _(
                "Each taken to the power of its weight, multiplied together and taken to the power "
                "of 1 / {total}, that makes {result}.",
                **said,
            )
        return _(
            "Multiplied together and taken to the power of 1 / {total}, that makes {result}.",
            **said,
        )

    @classmethod
    def to_try(cls, facts: TreeFacts) -> Self | None:
        """Return the geometric mean, with a floor where levels can be 0."""
        return cls(rule="geometric_mean", children_floor=FLOOR_TO_TRY if facts.scale else None)

    @classmethod
    def short_name(cls) -> str:
        """Name the rule in a list of rules."""
        return _("Geometric mean: a low answer pulls more")


class HarmonicMean(GeneralisedMean):
    """The harmonic mean: a low child pulls more still."""

    rule: Literal["harmonic_mean"]

    order = 40

    @property
    def power(self) -> float:
        """The exponent: -1."""
        return -1.0

    def mean_sentence(self) -> str:
        """Say which mean the score is."""
        return _(
            "The score is the harmonic mean: low values pull it down much more than high ones lift "
            "it."
        )

    def way_sentence(self, parts: Parts) -> str:
        """Say how the mean is computed."""
        said = {"total": _total(parts), "result": _result(parts, parts.result)}
        if parts.are_weighted:
            return _(
                "The weight of each divided by its value, added up, and {total} divided by that "
                "makes {result}.",
                **said,
            )
        return _("1 divided by each, added up, and {total} divided by that makes {result}.", **said)

    @classmethod
    def to_try(cls, facts: TreeFacts) -> Self | None:
        """Return the harmonic mean, with a floor where levels can be 0."""
        return cls(rule="harmonic_mean", children_floor=FLOOR_TO_TRY if facts.scale else None)

    @classmethod
    def short_name(cls) -> str:
        """Name the rule in a list of rules."""
        return _("Harmonic mean: a low answer pulls more still")


class PowerMean(GeneralisedMean):
    """The generalised mean with a stated exponent.

    Attributes
    ----------
    exponent
        -20 to 20; below 1 low children pull more, above 1 high ones lift more. 0 is
        the geometric mean; otherwise at least 0.01 away from 0.
    """

    rule: Literal["power_mean"]
    exponent: Annotated[float, Field(ge=-20, le=20)]

    @property
    def power(self) -> float:
        """The exponent of the mean."""
        return self.exponent

    @model_validator(mode="after")
    def _exponent_can_be_told_from_0(self) -> Self:
        if 0 < abs(self.exponent) < SMALLEST_EXPONENT:
            raise ValueError(
                _(
                    "an exponent nearer to 0 than {smallest} cannot be told from the geometric "
                    "mean; write 0",
                    smallest=SMALLEST_EXPONENT,
                )
            )
        return self

    def mean_sentence(self) -> str:
        """Say which mean the score is."""
        exponent = short(self.exponent)
        if self.exponent > 1:
            return _(
                "The score is the power mean with the exponent {exponent}: high values lift it "
                "more than low ones pull it down.",
                exponent=exponent,
            )
        return _(
            "The score is the power mean with the exponent {exponent}: low values pull it down "
            "more than high ones lift it.",
            exponent=exponent,
        )

    def way_sentence(self, parts: Parts) -> str:
        """Say how the mean is computed."""
        if self.exponent == 0:
            return GeometricMean(rule="geometric_mean").way_sentence(parts)
        said = {
            "total": _total(parts),
            "result": _result(parts, parts.result),
            "exponent": short(self.exponent),
        }
        if parts.are_weighted:
            return _(
                "Each to the power of {exponent} times its weight, added up, divided by {total} "
                "and taken to the power of 1 / {exponent}, that makes {result}.",
                **said,
            )
        return _(
            "Each to the power of {exponent}, added up, divided by {total} and taken to the power "
            "of 1 / {exponent}, that makes {result}.",
            **said,
        )


def _plain_mean(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(own * weights[id_] for id_, own in values.items()) / sum(weights.values())


def _total(parts: Parts) -> str:
    return short(sum(parts.weights.values()))


def _unit(parts: Parts) -> float:
    return 1.0 if parts.scale else 0.1


def _result(parts: Parts, value: float) -> str:
    """Write a result: a score with one decimal, or a number."""
    return fixed(value, 1) if parts.scale else short(value)

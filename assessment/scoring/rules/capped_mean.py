"""The mean, held down by the lowest of some children; and the gate, which holds down one leaf."""

from collections.abc import Callable, Iterator
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import form_of, listed, short
from assessment.model.problem import Problem
from assessment.model.questionnaire import Identifier
from assessment.model.tree import (
    Children,
    Limit,
    Node,
    Numbers,
    Parts,
    TreeFacts,
    WeightedNode,
)
from assessment.scoring.means import lowest, weighted_mean
from assessment.scoring.rule_words import lowest_ids, points_sentence, weights_sentence
from assessment.scoring.rules.mean import explain_mean

ALLOWANCE_TO_TRY = 1.0
BARELY = 1e-9


class CappedMean(WeightedNode):
    """The mean, never more than ``allowance`` above the lowest of ``capped_by``.

    Attributes
    ----------
    capped_by
        Children, or ``keys`` for the key indicators of a dimension.
    allowance
        In levels; for numbers, in their own unit.
    """

    rule: Literal["capped_mean"]
    capped_by: Literal["keys"] | tuple[Identifier, ...]
    allowance: Annotated[float, Field(ge=0)]

    order = 20

    def compute(self, children: Children) -> Numbers:
        """Return the mean, or the cap where that is lower."""
        capping = children.values[children.places(self._capping)]
        allowance = np.maximum(self.allowance + children.allowance, 0) * children.level
        return np.fmin(
            weighted_mean(children.values, children.weights), lowest(capping) + allowance
        )

    @property
    def _capping(self) -> tuple[str, ...]:
        if self.capped_by == "keys":
            raise ValueError(f"the key indicators that cap {self.id} were not looked up")
        return self.capped_by

    def resolve(self, facts: TreeFacts) -> Self:
        """Return the rule with the key indicators named."""
        if self.capped_by != "keys":
            return self
        return self.model_copy(update={"capped_by": facts.keys})

    def mentioned(self) -> tuple[str, ...]:
        """Return the children with a weight and those that cap."""
        return (*super().mentioned(), *(() if self.capped_by == "keys" else self.capped_by))

    def check(self, facts: TreeFacts) -> Iterator[Problem]:
        """Yield that nothing caps."""
        if self.capped_by == "keys" and not facts.keys:
            yield Problem(
                "library.no_key_to_cap",
                "",
                _("The mean is capped by the key indicators, and there are none."),
                _("Mark a key indicator, or name the capping indicators."),
            )
        elif not self.capped_by:
            yield Problem(
                "library.no_key_to_cap",
                "",
                _("The mean is capped, and 'capped_by' names nothing."),
                _("Name the children that cap, or take the rule 'mean'."),
            )

    def limit(self, parts: Parts) -> Limit | None:
        """Return the cap; ``None`` where no capping child has a value."""
        ids = lowest_ids(parts, self._capping)
        if not ids:
            return None
        level = parts.scale.points_per_level if parts.scale else 1.0
        cap = parts.values[ids[0]] + self.allowance * level
        children = parts.children()
        mean = float(weighted_mean(children.values, children.weights))
        # Equal by hand can differ in the last binary digit.
        return Limit(cap, ids, binds=cap < mean, touches=cap <= mean + BARELY)

    def describe(self, name: Callable[[str], str]) -> str:
        """Say the rule in one sentence."""
        allowance, form = short(self.allowance), form_of(self.allowance)
        if self.capped_by == "keys":
            first = ngettext(
                "The score is the mean of what counts, but never more than {allowance} level above "
                "the lowest key indicator.",
                "The score is the mean of what counts, but never more than {allowance} levels "
                "above the lowest key indicator.",
                form,
                allowance=allowance,
            )
        else:
            first = ngettext(
                "The score is the mean of what counts, but never more than {allowance} level above "
                "the lowest of these: {names}.",
                "The score is the mean of what counts, but never more than {allowance} levels "
                "above the lowest of these: {names}.",
                form,
                allowance=allowance,
                names=listed(name(id_) for id_ in self.capped_by),
            )
        return f"{first} {weights_sentence(self, name)}"

    def explain(self, parts: Parts) -> Iterator[str]:
        """Compute the mean in words, then the cap."""
        yield from explain_mean(parts)
        limit = self.limit(parts)
        if limit is None:
            yield _("What would set the limit has no value, so no limit was applied.")
            return
        said = {
            "names": listed(parts.name(id_) for id_ in limit.ids),
            "value": parts.show(parts.values[limit.ids[0]]),
            "limit": parts.show(limit.value),
        }
        n_limiting = len(limit.ids)
        if parts.scale and limit.value >= 100 - BARELY:
            yield ngettext(
                "{names} is at {value}, so the limit is the top of the scale and takes nothing "
                "away; the mean is the score.",
                "{names} are at {value}, so the limit is the top of the scale and takes nothing "
                "away; the mean is the score.",
                n_limiting,
                **said,
            )
            return
        yield ngettext(
            "{names} is at {value}, so the limit is {limit}.",
            "{names} are at {value}, so the limit is {limit}.",
            n_limiting,
            **said,
        )
        yield from points_sentence(parts, limit.value)
        if limit.binds:
            yield _("The mean is higher, so the limit is the score.")
        else:
            yield _("The mean is not higher, so the mean is the score.")

    @classmethod
    def to_try(cls, facts: TreeFacts) -> Self | None:
        """Return the mean capped by the key indicators; ``None`` where there are none."""
        if not facts.keys:
            return None
        return cls(rule="capped_mean", capped_by="keys", allowance=ALLOWANCE_TO_TRY)

    @classmethod
    def short_name(cls) -> str:
        """Name the rule in a list of rules."""
        return _("Mean, capped by the lowest key indicator")


class Gate(Node):
    """The first child, never more than ``allowance`` above the lowest known of the others.

    So a dual-use capacity earns no more credit than the restraint beside it allows. A
    gate that is not known does not bind.

    Attributes
    ----------
    by
        The leaves that restrain it.
    allowance
        In levels, as entered.

    Notes
    -----
    Framework, section 5.3, step 1.
    """

    rule: Literal["gate"]
    by: tuple[Identifier, ...] = Field(min_length=1)
    allowance: Annotated[int, Field(ge=0)]

    follows_first = True

    def compute(self, children: Children) -> Numbers:
        """Return the first child, or the lowest gate and its allowance where that is lower."""
        own, gates = children.values[0], children.values[1:]
        bound = np.fmin(own, lowest(gates) + self.allowance)
        return np.where(np.isnan(own), np.nan, bound)

    def mentioned(self) -> tuple[str, ...]:
        """Return the leaves that restrain."""
        return (*super().mentioned(), *self.by)

    def limit(self, parts: Parts) -> Limit | None:
        """Return the lowest known gates; ``None`` where none is known or nothing is gated."""
        own, *_others = self.children
        ids = lowest_ids(parts, self.by)
        if not ids or own not in parts.values:
            return None
        ceiling = parts.values[ids[0]] + self.allowance
        return Limit(ceiling, ids, binds=ceiling < parts.values[own])

    def describe(self, name: Callable[[str], str]) -> str:
        """Say the rule in one sentence."""
        return ngettext(
            "{gated} counts for at most {allowance} level above the lowest of these: {gates}.",
            "{gated} counts for at most {allowance} levels above the lowest of these: {gates}.",
            form_of(self.allowance),
            gated=name(self.children[0]),
            allowance=short(self.allowance),
            gates=listed(name(id_) for id_ in self.by),
        )

    def explain(self, parts: Parts) -> Iterator[str]:
        """Say that a gate binds, and which gates are not verified."""
        own = self.children[0]
        if own not in parts.values:
            return
        limit = self.limit(parts)
        if limit and limit.binds:
            yield ngettext(
                "{gated} counts as {counted} instead of {level}, because {gates} is at {gate} and "
                "it may count for at most {allowance} more.",
                "{gated} counts as {counted} instead of {level}, because {gates} are at {gate} and "
                "it may count for at most {allowance} more.",
                len(limit.ids),
                gated=parts.name(own),
                counted=parts.show(parts.result),
                level=parts.show(parts.values[own]),
                gates=listed(parts.name(id_) for id_ in limit.ids),
                gate=parts.show(parts.values[limit.ids[0]]),
                allowance=short(self.allowance),
            )
            yield self.why
        unknown = [id_ for id_ in self.by if id_ not in parts.values]
        if unknown:
            yield ngettext(
                "It is not verified whether {gated} may count as {counted}, because {gates} has no "
                "level.",
                "It is not verified whether {gated} may count as {counted}, because {gates} have "
                "no level.",
                len(unknown),
                gated=parts.name(own),
                counted=parts.show(parts.result),
                gates=listed(parts.name(id_) for id_ in unknown),
            )

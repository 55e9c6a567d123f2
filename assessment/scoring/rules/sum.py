"""The sum of the children, and the linear combination with a coefficient for each."""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

import numpy as np
from pydantic import Field

from assessment.locales import gettext as _
from assessment.locales.formats import listed, short
from assessment.model.problem import Problem
from assessment.model.questionnaire import Identifier
from assessment.model.tree import (
    Children,
    MissingKind,
    Node,
    Numbers,
    Parts,
    Treatment,
    TreeFacts,
    WeightedNode,
)
from assessment.scoring.means import sum_of_products
from assessment.scoring.rule_words import weights_sentence


class Sum(WeightedNode):
    """The weighted sum of the children with a value: what is missing adds nothing."""

    rule: Literal["sum"]

    def compute(self, children: Children) -> Numbers:
        """Return the sum; ``nan`` where no child has a value."""
        return _sum_of_known(children.values, children.weights)

    def lowest(self, children: Mapping[str, float | None]) -> float | None:
        """Return the lowest value that can come out."""
        known = [low * self.weight_of(id_) for id_, low in children.items() if low is not None]
        if not known or len(known) < len(children):
            return None
        # A child that is missing adds nothing, which may be less than its lowest value.
        below = sum(min(low, 0.0) for low in known)
        return below if below < 0 else min(known)

    def check(self, facts: TreeFacts) -> Iterator[Problem]:
        """Yield that levels do not add up to a score of 0 to 100."""
        if facts.scale is not None:
            yield Problem(
                "library.sum_of_levels",
                "",
                _("A sum of levels is no score of 0 to 100."),
                _("Take the rule 'mean', or use 'sum' in a questionnaire of numbers."),
            )

    def describe(self, name: Callable[[str], str]) -> str:
        """Say the rule in one sentence."""
        return " ".join((_("The score is the sum of what counts."), weights_sentence(self, name)))

    def explain(self, parts: Parts) -> Iterator[str]:
        """Add up the children in words."""
        shown = listed(
            _("{child} {value}", child=id_, value=short(own * parts.weights[id_]))
            for id_, own in parts.values.items()
        )
        if parts.are_weighted:
            yield _(
                "Each times its weight, that is {values}, which adds up to {total}.",
                values=shown,
                total=short(parts.result),
            )
        else:
            yield _(
                "That is {values}, which adds up to {total}.",
                values=shown,
                total=short(parts.result),
            )


class Linear(Node):
    """A sum with a stated coefficient for each child, and a constant."""

    rule: Literal["linear"]
    coefficients: dict[Identifier, float] = Field(min_length=1)
    constant: float = 0
    missing: Treatment | dict[MissingKind, Treatment] = "empty"

    def compute(self, children: Children) -> Numbers:
        """Return the sum of coefficient times child; ``nan`` where no child has a value."""
        shape = (-1, *[1] * (children.values.ndim - 1))
        coefficients = np.array([self.coefficients[id_] for id_ in children.ids]).reshape(shape)
        return self.constant + _sum_of_known(children.values, coefficients)

    def mentioned(self) -> tuple[str, ...]:
        """Return the children that have a coefficient."""
        return (*super().mentioned(), *self.coefficients)

    def lowest(self, children: Mapping[str, float | None]) -> float | None:
        """Return the lowest value that can come out."""
        parts = [(self.coefficients.get(id_, 0), low) for id_, low in children.items()]
        known = [share * low for share, low in parts if low is not None and share >= 0]
        return self.constant + sum(known) if len(known) == len(parts) else None

    def check(self, facts: TreeFacts) -> Iterator[Problem]:
        """Yield children without a coefficient."""
        lacking = [id_ for id_ in facts.children if id_ not in self.coefficients]
        if lacking:
            yield Problem(
                "library.coefficient_missing",
                "",
                _("These children have no coefficient: {children}.", children=", ".join(lacking)),
                _("Give each one."),
            )

    def describe(self, name: Callable[[str], str]) -> str:
        """Say the rule in one sentence."""
        terms = listed(
            _("{coefficient} times {child}", coefficient=short(share, 4), child=name(id_))
            for id_, share in self.coefficients.items()
        )
        if self.constant:
            return _(
                "The score is {constant} and {terms}, added up.",
                constant=short(self.constant, 4),
                terms=terms,
            )
        return _("The score is {terms}, added up.", terms=terms)

    def explain(self, parts: Parts) -> Iterator[str]:
        """Add up the terms in words."""
        terms = listed(
            _(
                "{coefficient} times {value} ({child})",
                coefficient=short(self.coefficients[id_], 4),
                value=short(own),
                child=id_,
            )
            for id_, own in parts.values.items()
        )
        yield _("{terms} add up to {total}.", terms=terms, total=short(parts.result))


def _sum_of_known(values: Numbers, weights: Numbers) -> Numbers:
    known = ~np.isnan(values)
    total = sum_of_products(np.where(known, values, 0.0), weights)
    return np.where(known.any(axis=0), total, np.nan)

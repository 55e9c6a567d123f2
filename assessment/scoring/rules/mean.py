"""The mean: every child can make up for every other."""

from collections.abc import Callable, Iterator
from typing import Literal, Self

from assessment.locales import gettext as _
from assessment.locales.formats import short
from assessment.model.tree import Children, Numbers, Parts, TreeFacts, WeightedNode
from assessment.scoring.means import weighted_mean
from assessment.scoring.rule_words import points_sentence, weights_sentence


class Mean(WeightedNode):
    """The weighted mean of the children."""

    rule: Literal["mean"]

    order = 10

    def compute(self, children: Children) -> Numbers:
        """Return the weighted mean."""
        return weighted_mean(children.values, children.weights)

    def describe(self, name: Callable[[str], str]) -> str:
        """Say the rule in one sentence."""
        return " ".join((_("The score is the mean of what counts."), weights_sentence(self, name)))

    def explain(self, parts: Parts) -> Iterator[str]:
        """Say how the children made the result."""
        yield from explain_mean(parts)

    @classmethod
    def to_try(cls, facts: TreeFacts) -> Self | None:  # noqa: ARG003 - it fits everywhere
        """Return the mean with equal weights."""
        return cls(rule="mean")

    @classmethod
    def short_name(cls) -> str:
        """Name the rule in a list of rules."""
        return _("Mean: every answer can make up for every other")


def explain_mean(parts: Parts) -> Iterator[str]:
    """Compute the mean of the parts in words."""
    entered = {id_: parts.to_entered(value) for id_, value in parts.values.items()}
    divisor = sum(parts.weights.values())
    total = sum(value * parts.weights[id_] for id_, value in entered.items())
    said = {"total": short(total), "divisor": short(divisor), "mean": short(total / divisor)}
    if parts.are_weighted:
        yield _(
            "What counts, each times its weight, adds up to {total}; divided by the weights "
            "together, {divisor}, that is a mean of {mean}.",
            **said,
        )
    else:
        yield _(
            "What counts adds up to {total}; divided by {divisor} that is a mean of {mean}.", **said
        )
    mean = sum(value * parts.weights[id_] for id_, value in parts.values.items()) / divisor
    yield from points_sentence(parts, mean)

"""Rules that multiply: the root of a product, and the geometric mean from the top of a scale."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from assessment.locales import gettext as _
from assessment.locales.formats import listed, short
from assessment.model.problem import Problem
from assessment.model.tree import Children, Node, Numbers, Parts, TreeFacts, WeightedNode
from assessment.scoring.means import power_mean
from assessment.scoring.rule_words import weights_sentence

Range = tuple[float, float]


class ProductRoot(Node):
    """The n-th root of the product of n children; one zero makes it zero."""

    rule: Literal["product_root"]

    def compute(self, children: Children) -> Numbers:
        """Return the root; ``nan`` if a child is below 0."""
        values = children.values
        known = ~np.isnan(values)
        count = known.sum(axis=0)
        product = np.where(known, np.abs(values), 1.0).prod(axis=0)
        root = product ** (1 / np.maximum(count, 1))
        return np.where((values < 0).any(axis=0) | (count == 0), np.nan, root)

    def why_not_computable(self, values: Mapping[str, Numbers]) -> tuple[str, str]:
        """Say which child is below 0."""
        bad = [id_ for id_, own in values.items() if (own < 0).any()]
        found = _(
            "A root of a product needs values of 0 or more, and {children} is below.",
            children=", ".join(bad or values),
        )
        return found, _("Correct the value.")

    def describe(self, name: Callable[[str], str]) -> str:  # noqa: ARG002 - it names none
        """Say the rule in one sentence."""
        return _("The score is the root of the product of what counts; a single 0 makes it 0.")

    def explain(self, parts: Parts) -> Iterator[str]:
        """Multiply in words."""
        yield _(
            "{values}, multiplied together and taken to the power of 1 / {count}, that makes "
            "{result}.",
            values=_values(parts),
            count=len(parts.values),
            result=short(parts.result),
        )


class ReversedGeometricMean(WeightedNode):
    """The geometric mean of the distances to the top, so that a high child pulls (INFORM).

    With the scale 0 to 10 shifted to 1 (top) to 10 (bottom): g is the geometric
    mean of (10 - x) / 10 x 9 + 1, and the result (10 - g) / 9 x 10.

    Attributes
    ----------
    scale
        Lowest and highest value of the children.
    shifted
        What the top and the bottom of the scale become before the mean is taken.

    Notes
    -----
    Framework, section 2.8 (INFORM Risk).
    """

    rule: Literal["reversed_geometric_mean"]
    scale: Range = (0, 10)
    shifted: tuple[Annotated[float, Field(gt=0)], float] = (1, 10)

    def compute(self, children: Children) -> Numbers:
        """Return the mean; ``nan`` if a child lies off the scale."""
        (low, high), (at_top, at_bottom) = self.scale, self.shifted
        values = children.values
        outside = ((values < low) | (values > high)).any(axis=0)
        moved = (high - values) / (high - low) * (at_bottom - at_top) + at_top
        mean = power_mean(np.where(moved > 0, moved, np.nan), children.weights, 0)
        result = low + (at_bottom - mean) / (at_bottom - at_top) * (high - low)
        return np.where(outside, np.nan, result)

    def check(self, facts: TreeFacts) -> Iterator[Problem]:  # noqa: ARG002 - own numbers only
        """Yield ranges that fall."""
        (low, high), (top, bottom) = self.scale, self.shifted
        if not (low < high and top < bottom):
            yield Problem(
                "library.range_order",
                "",
                _(
                    "The scale goes from {low} to {high}, shifted from {top} to {bottom}.",
                    low=short(low),
                    high=short(high),
                    top=short(top),
                    bottom=short(bottom),
                ),
                _("Let both rise."),
            )

    def why_not_computable(self, values: Mapping[str, Numbers]) -> tuple[str, str]:
        """Say which child lies off the scale."""
        low, high = self.scale
        bad = [id_ for id_, own in values.items() if ((own < low) | (own > high)).any()]
        found = _(
            "{children} lies outside the scale of {low} to {high}.",
            children=", ".join(bad or values),
            low=short(low),
            high=short(high),
        )
        return found, _("Correct the value, or the 'scale' of the node.")

    def describe(self, name: Callable[[str], str]) -> str:
        """Say the rule in one sentence."""
        first = _(
            "The score is the geometric mean taken from the top of the scale: high values lift it "
            "more than low ones pull it down."
        )
        return f"{first} {weights_sentence(self, name)}"

    def explain(self, parts: Parts) -> Iterator[str]:
        """Say what is taken from where."""
        yield _(
            "{values}, each as its distance to {top}, shifted to {at_top} to {at_bottom}, in a "
            "geometric mean and shifted back, that makes {result}.",
            values=_values(parts),
            top=short(self.scale[1]),
            at_top=short(self.shifted[0]),
            at_bottom=short(self.shifted[1]),
            result=short(parts.result),
        )


def _values(parts: Parts) -> str:
    return listed(
        _("{child} {value}", child=id_, value=short(own)) for id_, own in parts.values.items()
    )

"""The median: half of the children are higher, half lower."""

from collections.abc import Callable, Iterator
from typing import Literal, Self

import numpy as np

from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.tree import Children, Node, Numbers, Parts, TreeFacts
from assessment.scoring.rule_words import points_sentence


class Median(Node):
    """The middle child; the mean of the two in the middle where their number is even."""

    rule: Literal["median"]

    order = 60

    def compute(self, children: Children) -> Numbers:
        """Return the median of the children with a value."""
        ordered = np.sort(children.values, axis=0)  # Missing values come last.
        last = np.maximum((~np.isnan(ordered)).sum(axis=0, keepdims=True) - 1, 0)
        low, high = (np.take_along_axis(ordered, n // 2, axis=0)[0] for n in (last, last + 1))
        return (low + high) / 2

    def describe(self, name: Callable[[str], str]) -> str:  # noqa: ARG002 - it names none
        """Say the rule in one sentence."""
        return _("The score is the median: as many of what counts are higher as are lower.")

    def explain(self, parts: Parts) -> Iterator[str]:
        """Put the children in order and name the middle."""
        ordered = sorted(parts.values.items(), key=lambda item: item[1])
        shown = [_("{child} {value}", child=id_, value=parts.show(own)) for id_, own in ordered]
        middle = parts.show(parts.result)
        if len(ordered) % 2:
            yield _(
                "In order that is {values}; the one in the middle is at {middle}.",
                values=listed(shown),
                middle=middle,
            )
        else:
            yield _(
                "In order that is {values}; the mean of the two in the middle is {middle}.",
                values=listed(shown),
                middle=middle,
            )
        yield from points_sentence(parts, parts.result)

    @classmethod
    def to_try(cls, facts: TreeFacts) -> Self | None:  # noqa: ARG003 - it fits everywhere
        """Return the rule itself."""
        return cls(rule="median")

    @classmethod
    def short_name(cls) -> str:
        """Name the rule in a list of rules."""
        return _("Median: the answer in the middle decides")

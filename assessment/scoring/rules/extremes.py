"""The lowest and the highest child, and the weakest link."""

from collections.abc import Callable, Iterator
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import form_of, listed, short
from assessment.model.tree import Children, Limit, Node, Numbers, Parts, TreeFacts
from assessment.scoring.means import highest, lowest
from assessment.scoring.rule_words import at_sentence, lowest_ids, points_sentence


class Minimum(Node):
    """The lowest child: the weakest decides."""

    rule: Literal["minimum"]

    order = 50

    def compute(self, children: Children) -> Numbers:
        """Return the lowest child."""
        return lowest(children.values)

    def limit(self, parts: Parts) -> Limit | None:
        """Return the lowest children, which always decide."""
        return Limit(min(parts.values.values()), lowest_ids(parts), binds=True)

    def describe(self, name: Callable[[str], str]) -> str:  # noqa: ARG002 - it names none
        """Say the rule in one sentence."""
        return _("The score is the lowest of what counts: the weakest decides.")

    def explain(self, parts: Parts) -> Iterator[str]:
        """Say which child is the result."""
        yield at_sentence(parts, lowest_ids(parts), min(parts.values.values()))
        yield from points_sentence(parts, parts.result)

    @classmethod
    def to_try(cls, facts: TreeFacts) -> Self | None:  # noqa: ARG003 - it fits everywhere
        """Return the rule itself."""
        return cls(rule="minimum")

    @classmethod
    def short_name(cls) -> str:
        """Name the rule in a list of rules."""
        return _("Lowest level: the weakest indicator decides")


class Maximum(Node):
    """The highest child."""

    rule: Literal["maximum"]

    def compute(self, children: Children) -> Numbers:
        """Return the highest child."""
        return highest(children.values)

    def describe(self, name: Callable[[str], str]) -> str:  # noqa: ARG002 - it names none
        """Say the rule in one sentence."""
        return _("The score is the highest of what counts: the strongest decides.")

    def explain(self, parts: Parts) -> Iterator[str]:
        """Say which child is the result."""
        value = max(parts.values.values())
        ids = [id_ for id_, own in parts.values.items() if own == value]
        yield ngettext(
            "The highest is {names}, at {value}.",
            "The highest are {names}, at {value}.",
            len(ids),
            names=listed(parts.name(id_) for id_ in ids),
            value=parts.show(value),
        )
        yield from points_sentence(parts, parts.result)


class WeakestLink(Node):
    """The lowest child, and ``uplift`` more if any other is higher, up to the highest of them.

    PEFA scores an indicator so (method M1), where the plus of a grade such as B+ is
    half a grade.

    Attributes
    ----------
    uplift
        In levels, up to 1.
    """

    rule: Literal["weakest_link"]
    uplift: Annotated[float, Field(gt=0, le=1)]

    gives_grades = True

    def compute(self, children: Children) -> Numbers:
        """Return the lowest child with its uplift.

        On whole levels this is the plus of PEFA. Between levels, where the steps of a
        scale are varied, the highest child bounds it, so that a higher level never
        lowers the result.
        """
        lifted = lowest(children.values) + self.uplift * children.level
        return np.fmin(lifted, highest(children.values))

    def limit(self, parts: Parts) -> Limit | None:
        """Return the lowest children, which always decide."""
        return Limit(parts.result, lowest_ids(parts), binds=True)

    def describe(self, name: Callable[[str], str]) -> str:  # noqa: ARG002 - it names none
        """Say the rule in one sentence."""
        return ngettext(
            "The score is the lowest of what counts, and {uplift} level more where any other is "
            "higher: the weakest decides.",
            "The score is the lowest of what counts, and {uplift} levels more where any other is "
            "higher: the weakest decides.",
            form_of(self.uplift),
            uplift=short(self.uplift),
        )

    def explain(self, parts: Parts) -> Iterator[str]:
        """Say which child is lowest, and what is added."""
        low = min(parts.values.values())
        yield at_sentence(parts, lowest_ids(parts), low)
        if parts.result == low:
            yield _("No other is higher, so nothing is added.")
        else:
            yield _(
                "Another is higher, so {uplift} is added, which makes {value}.",
                uplift=short(self.uplift),
                value=parts.show(parts.result),
            )
        yield from points_sentence(parts, parts.result)

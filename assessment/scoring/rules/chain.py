"""The chain: as strong as its weakest link, softened by the mean of the links."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed
from assessment.model.problem import Problem
from assessment.model.questionnaire import Frozen, Identifier, Text
from assessment.model.tree import Children, Node, Numbers, Parts, TreeFacts
from assessment.scoring.means import lowest, weighted_mean
from assessment.scoring.rule_words import points_sentence


class Stage(Frozen):
    """One link of a chain: the mean of some children."""

    id: Identifier
    name: Text
    indicators: Annotated[tuple[Identifier, ...], Field(min_length=1)]


class Chain(Node):
    """Half the weakest link and half the mean of the links.

    Attributes
    ----------
    stages
        The links; each child is one where none are named.
    """

    rule: Literal["chain"]
    stages: tuple[Stage, ...] = ()

    def compute(self, children: Children) -> Numbers:
        """Return half the weakest and half the mean of the links that have a value."""
        links = self._links(children)
        equal = np.ones((len(links), *[1] * (links.ndim - 1)))
        return (lowest(links) + weighted_mean(links, equal)) / 2

    def _links(self, children: Children) -> Numbers:
        if not self.stages:
            return children.values
        places = [children.places(stage.indicators) for stage in self.stages]
        return np.stack([weighted_mean(children.values[p], children.weights[p]) for p in places])

    def mentioned(self) -> tuple[str, ...]:
        """Return the children that stand in a stage."""
        staged = (id_ for stage in self.stages for id_ in stage.indicators)
        return (*super().mentioned(), *staged)

    def check(self, facts: TreeFacts) -> Iterator[Problem]:
        """Yield children that do not stand in exactly one stage."""
        staged = [id_ for stage in self.stages for id_ in stage.indicators]
        wrong = [id_ for id_ in facts.children if self.stages and staged.count(id_) != 1]
        for id_ in wrong:
            yield Problem(
                "library.stage_membership",
                "",
                _("{child} does not stand in exactly one stage of the chain.", child=id_),
                _("Put each indicator of the dimension into one stage."),
            )
        if len(self.stages) == 1 or (not self.stages and len(facts.children) < 2):
            yield Problem(
                "library.chain_too_short",
                "",
                _("A chain of one link is no chain."),
                _("Name two stages or more, or take the rule 'mean'."),
            )

    def describe(self, name: Callable[[str], str]) -> str:  # noqa: ARG002 - links have names
        """Say the rule in one sentence."""
        first = _("The score is half the weakest link and half the mean of the links.")
        if not self.stages:
            return first
        stages = listed(
            _("{stage} ({indicators})", stage=stage.name, indicators=listed(stage.indicators))
            for stage in self.stages
        )
        return " ".join((first, _("The links are {stages}.", stages=stages)))

    def explain(self, parts: Parts) -> Iterator[str]:
        """Say the mean of each link, the weakest, and the two halves."""
        links = self._means(parts)
        known = {name: mean for name, mean in links.items() if mean is not None}
        weakest = [name for name, mean in known.items() if mean == min(known.values())]
        shown = (_("{link} {value}", link=n, value=parts.show(m)) for n, m in known.items())
        yield _("The means of the links are {means}.", means=listed(shown))
        yield ngettext(
            "The weakest link is {links}.",
            "The weakest links are {links}.",
            len(weakest),
            links=listed(weakest),
        )
        unknown = [name for name, mean in links.items() if mean is None]
        if unknown:
            yield _(
                "No value is known in {links}, so it is left out of both halves.",
                links=listed(unknown),
            )
        mean = sum(known.values()) / len(known)
        yield _(
            "Half the weakest ({weakest}) and half the mean of the links ({mean}) make {result}.",
            weakest=parts.show(min(known.values())),
            mean=parts.show(mean),
            result=parts.show(parts.result),
        )
        yield from points_sentence(parts, parts.result)

    def _means(self, parts: Parts) -> dict[str, float | None]:
        if not self.stages:
            return dict(parts.values)
        return {stage.name: _mean_of(stage, parts) for stage in self.stages}


def _mean_of(stage: Stage, parts: Parts) -> float | None:
    known: Mapping[str, float] = {i: parts.values[i] for i in stage.indicators if i in parts.values}
    total = sum(parts.weights[id_] for id_ in known)
    return sum(v * parts.weights[i] for i, v in known.items()) / total if known else None

"""Where the indicators of a questionnaire stand in frameworks that others have published.

That an indicator bears on an element does not say that it measures it, nor that the publisher
agrees. What must hold between several entries is checked in `assessment.library.crosswalk`.
"""

from functools import cached_property

from pydantic import Field

from assessment.model.questionnaire import Frozen, Identifier, Note, Standing, Text, Verbatim


class Element(Frozen):
    """One part of another framework, under a short name that is ours and no quotation."""

    id: Identifier
    name: Text
    standing: Standing = Standing.GENERAL


class OtherFramework(Frozen):
    """A published framework with the parts of it that the crosswalk knows.

    Attributes
    ----------
    note
        What of it was read, and what was not.
    """

    id: Identifier
    title: Verbatim
    publisher: Verbatim
    year: int | None = None
    address: str = ""
    standing: Standing = Standing.GENERAL
    note: Note = ""
    elements: tuple[Element, ...] = Field(min_length=1)


class Crosswalk(Frozen):
    """What ``crosswalk.yaml`` of a questionnaire says.

    Attributes
    ----------
    indicators
        Indicator id to framework id to the ids of the elements that it bears on.
    not_covered
        Element on which no indicator bears to the reason. Ids of elements are unique over
        all frameworks.
    """

    frameworks: tuple[OtherFramework, ...]
    indicators: dict[Identifier, dict[Identifier, tuple[Identifier, ...]]]
    not_covered: dict[Identifier, Text] = Field(default_factory=dict)

    def elements_of(self, indicator_id: str, framework: OtherFramework) -> tuple[Element, ...]:
        """Return what an indicator bears on in one framework, in the order of the framework."""
        named = self.indicators.get(indicator_id, {}).get(framework.id, ())
        return tuple(element for element in framework.elements if element.id in named)

    def indicators_of(self, element_id: str) -> tuple[str, ...]:
        """Return the indicators that bear on an element; empty where none does."""
        return self._indicators_of.get(element_id, ())

    @cached_property
    def _indicators_of(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for indicator_id, named in self.indicators.items():
            for element_id in (id_ for ids in named.values() for id_ in ids):
                found.setdefault(element_id, []).append(indicator_id)
        return {id_: tuple(ids) for id_, ids in found.items()}

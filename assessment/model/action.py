"""Actions as data: what leads an indicator from one level to the next, and by which way."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from assessment.locales import gettext as _
from assessment.model.conditions import Condition
from assessment.model.questionnaire import Frozen, Identifier, Text

CostClass = Literal["S", "M", "L"]


def _rising(months: tuple[int, int]) -> tuple[int, int]:
    if months[0] >= months[1]:
        raise ValueError(_("Put the lower number of months first, then the higher."))
    return months


Months = Annotated[
    tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=1)]], AfterValidator(_rising)
]
Address = Annotated[str, Field(pattern=r"^(https?://|doi:10\.)\S+$")]


class Wait(Frozen):
    """What must hold before an action begins.

    Attributes
    ----------
    condition
        ``None`` where no answer of the questionnaire tells it.
    """

    until: Text
    condition: Condition | None = None


class Precedent(Frozen):
    """Where something of the kind was done, and where one can read of it."""

    state: Text
    years: Text
    what: Text
    address: Address


class Action(Frozen):
    """One level step of one indicator.

    Attributes
    ----------
    to
        The level that is reached; the step begins one level below.
    makes_true, ends
        Statements of that level that become true, and contrary ones that must have stopped.
    do
        What is done, each a sentence that begins with a verb.
    route
        The safest way by which it can work.
    months
        From and to how many months it takes, if all goes well.
    cost
        Class of a year's cost; what the classes mean stands with the programmes.
    claims
        Ids of the evidence register.
    """

    indicator: Identifier
    to: int
    makes_true: tuple[Identifier, ...] = Field(min_length=1)
    ends: tuple[Identifier, ...] = ()
    do: tuple[Text, ...] = Field(min_length=1)
    route: Identifier
    not_before: tuple[Wait, ...] = ()
    stop_if: tuple[Text, ...] = Field(min_length=1)
    partners: tuple[Text, ...] = Field(min_length=1)
    months: Months
    cost: CostClass
    cost_basis: Text
    claims: tuple[Identifier, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    measure: Text

    @property
    def id(self) -> str:
        """Name of the step, as ``LAW-5 to 3`` is named ``LAW-5:3``."""
        return f"{self.indicator}:{self.to}"


class ActionFile(Frozen):
    """Everything that one file of ``actions/`` says."""

    actions: tuple[Action, ...]


class CostMeaning(Frozen):
    """What a class of cost stands for."""

    id: CostClass
    name: Text
    meaning: Text

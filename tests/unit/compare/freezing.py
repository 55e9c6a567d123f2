"""Assessments to freeze, and what a comparison says of them."""

from collections.abc import Mapping

from assessment.model.assessment import Changes, NewAnswer
from assessment.model.comparison import Comparison, Difference
from assessment.services.compare import compare, difference
from assessment.services.context import Context, Opened
from assessment.services.frozen import FrozenBaseline, freeze
from tests.builders import Level, an_answer
from tests.pages.workspace import SMALL, Workspace

TWO, FOUR = dict.fromkeys(SMALL, 2), dict.fromkeys(SMALL, 4)
LAUNCH = "Launch of the programme"


def karsova(desk: Workspace, levels: Mapping[str, Level] = TWO, **details: str) -> Opened:
    """An assessment of the invented state Karsova."""
    return desk.begin(levels, state_code="XKA", invented_name="Karsova", **details)


def talvenor(desk: Workspace, levels: Mapping[str, Level] = TWO, **details: str) -> Opened:
    """An assessment of the invented state Talvenor."""
    return desk.begin(levels, state_code="XTA", invented_name="Talvenor", **details)


def frozen(desk: Workspace, opened: Opened, name: str = LAUNCH) -> FrozenBaseline:
    """A baseline frozen now."""
    return freeze(desk.context(), opened.assessment.id, name)


def raise_all(desk: Workspace, opened: Opened, level: int = 4) -> None:
    """Answer everything anew."""
    for id_ in SMALL:
        desk.answer(opened, an_answer(id_, level))


def compared(context: Context, *ids: str, **options) -> Comparison:
    return compare(context, ids, **{"aliases": False, **options})


def pair_of(context: Context, *ids: str) -> Difference:
    return difference(context, compared(context, *ids), *ids)


def slip_in(desk: Workspace, opened: Opened, baseline: FrozenBaseline) -> None:
    """Write an answer that claims to have been recorded before the baseline."""
    context = desk.context()
    seen = desk.record(opened).revision("LAW-1")
    new = NewAnswer(an_answer("LAW-1", 0), seen)
    changes = Changes("command", answers=(new,))
    context.store.write(opened.assessment.id, changes, context.actor, baseline.moment)

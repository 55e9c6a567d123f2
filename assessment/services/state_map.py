"""The map of the first page: the newest assessment of each state, at the place of the state."""

from collections.abc import Iterable

from assessment.library.codelists import tile_squares
from assessment.library.states import states
from assessment.model.assessment import Assessment, AssessmentSummary
from assessment.reporting.state_map import MapSquare, StateMap


def count_on_map(summaries: Iterable[AssessmentSummary]) -> int:
    """Return how many states with a square have an assessment that is not archived."""
    squares = tile_squares()
    headings = (one.assessment for one in summaries if not one.assessment.archived)
    return len({one.state_code for one in headings if squares.get(one.state_code)})


def map_states(summaries: Iterable[AssessmentSummary]) -> StateMap:
    """Place each state with its newest assessment; those without one keep their square."""
    found: dict[tuple[str, str], list[Assessment]] = {}
    for summary in summaries:
        found.setdefault(summary.assessment.state_id, []).append(summary.assessment)
    placed = {code: place for code, place in tile_squares().items() if place is not None}
    squares = (
        _square(code, placed[code], found.get((code, ""), []))
        for code in states()
        if code in placed
    )
    # Whoever has a name in its id is invented, whatever its code.
    unplaced = [_newest(ones) for (code, name), ones in found.items() if name or code not in placed]
    return StateMap(
        tuple(squares),
        sum(one.invented for one in unplaced),
        tuple(sorted(one.state_name for one in unplaced if not one.invented)),
    )


def _square(code: str, place: tuple[int, int], own: list[Assessment]) -> MapSquare:
    if not own:
        return MapSquare(code, states()[code], *place)
    newest = _newest(own)
    return MapSquare(code, newest.state_name, *place, newest, len(own))


def _newest(own: list[Assessment]) -> Assessment:
    """Return the newest of the whole state; of a region only where there is no other."""
    return max(own, key=lambda one: (not one.region, one.order))

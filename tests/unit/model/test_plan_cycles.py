"""Items that wait for each other are found, however long the way round, and nothing else is."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assessment.model.plan import PlanItem, find_cycle

NUMBERS = st.integers(1, 6)
PLANS = st.dictionaries(NUMBERS, st.sets(NUMBERS, max_size=3), min_size=1)


def items_of(plan: dict[int, set[int]]) -> list[PlanItem]:
    return [
        PlanItem("LAW-1", 3, n, prerequisites=tuple(sorted(after))) for n, after in plan.items()
    ]


def reaches_itself(plan: dict[int, set[int]], number: int) -> bool:
    """By another way: everything that is reached in as many steps as there are items."""
    reached = set(plan[number])
    for _step in plan:
        reached |= {after for one in reached for after in plan.get(one, set())}
    return number in reached


@given(plan=PLANS)
def test_a_cycle_is_found_where_an_item_reaches_itself_and_nowhere_else(plan):
    for number in plan:
        assert bool(find_cycle(items_of(plan), number)) is reaches_itself(plan, number)


@given(plan=PLANS)
def test_the_way_that_is_named_can_be_walked(plan):
    for number in plan:
        cycle = find_cycle(items_of(plan), number)
        if cycle:
            assert cycle[0] == cycle[-1] == number
            assert all(after in plan[one] for one, after in pairwise(cycle))

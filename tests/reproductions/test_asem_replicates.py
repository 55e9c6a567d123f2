"""The 100 uncertainty replicates of COINr's ASEM index.

COINr stores for each replicate the limit of the outlier treatment, the
normalisation, the rule and the number of a weight set, and of all replicates the
rank statistics. The weight sets are not among the files. They are drawn here as R
draws them; that seed and order are right shows in all 204 statistics.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from assessment.exchange.wide_table import read_wide_table
from assessment.model.index import Index
from assessment.model.index_table import IndexTable
from assessment.model.index_uncertainty import Replicate, RuleChoice
from assessment.model.tree import Numbers
from assessment.scoring.index.replicates import changed_index, score_replicates, spread_ranks
from assessment.scoring.index.score_index import score_index
from assessment.services.score_table import STATES
from tests.reproductions.reference import Row, expected, read_rows
from tests.reproductions.test_asem import FROM_1, TABLE, Z_SCORE, shipped
from tests.reproductions.weight_sets import WeightSets, take_weight_sets
from tests.shared_data import shared

STATISTICS = ["Mean", "Median", "Q5", "Q95"]
LEVELS = {
    "Conn": ["Physical", "ConEcFin", "Political", "Instit", "P2P"],
    "Sust": ["Environ", "Social", "SusEcFin"],
    "Index": ["Conn", "Sust"],
}
MOVED = [*LEVELS["Conn"], *LEVELS["Sust"], *LEVELS["Index"]]


@pytest.fixture(scope="module")
def index() -> Index:
    return changed_index(shipped(), Replicate(normalise=FROM_1))


@pytest.fixture(scope="module")
def table(index: Index) -> IndexTable:
    content = shared("coinr-asem", TABLE).read_bytes()
    read, _ = read_wide_table(content, TABLE, index, STATES)
    assert read is not None
    return read


@pytest.fixture(scope="module")
def choices() -> list[Row]:
    return read_rows("coinr-asem", "asem_UA100_para.csv")


@pytest.fixture(scope="module")
def published(table: IndexTable) -> Numbers:
    return expected(read_rows("coinr-asem", "asem_UA100_rankstats.csv"), STATISTICS, table.units)


def replicate_of(index: Index, row: Row) -> Replicate:
    """The published choices of one replicate, without its weights."""
    geometric = {node.id: RuleChoice(rule="geometric_mean") for node in index.rules.tree}
    return Replicate(
        most_points=int(row["winmax"]),
        normalise={"n_zscore": Z_SCORE, "n_minmax": None}[row["f_n"]],
        rules={"a_gmean": geometric, "a_amean": {}}[row["f_ag"]],
    )


def r_uniform(seed: int, size: int) -> Numbers:
    """The numbers of R's ``runif`` after ``set.seed(seed)``."""
    state, words = seed, []
    for place in range(50 + 1 + 624):
        state = (69069 * state + 1) % 2**32
        words += [state] if place > 50 else []
    twister = np.random.RandomState()
    twister.set_state(("MT19937", np.array(words, np.uint32), 624, 0, 0.0))
    raw = twister.randint(0, 2**32, size, np.uint32)
    return raw.astype(np.float64) * 2.3283064365386963e-10


def weight_rows(index: Index) -> list[Row]:
    """What COINr's ``get_noisy_weights`` draws after ``set.seed(20250101)``, as its table.

    A hundred sets; in each, the eight weights of the second level and then the two
    of the third are moved by up to 25 %.
    """
    nominal = dict.fromkeys((*index.questionnaire.measure_ids, "Index"), 1.0)
    moved = 1 + (r_uniform(20250101, 1000).reshape(100, 10) * 2 - 1) * 0.25
    return [
        {"weight_set": str(number), "iCode": code, "Weight": repr(float(weight))}
        for number, own in enumerate(moved, start=1)
        for code, weight in {**nominal, **dict(zip(MOVED, own, strict=True))}.items()
    ]


def sets_of(index: Index, rows: Sequence[Row]) -> WeightSets:
    sets, problems = take_weight_sets(index, rows)
    assert problems == ()
    assert list(sets) == [str(number) for number in range(1, 101)]
    return sets


def with_sets(index: Index, rows: Sequence[Row], sets: WeightSets) -> list[Replicate]:
    return [replace(replicate_of(index, row), weights=sets[row["weight_set"]]) for row in rows]


def rank_statistics(index: Index, table: IndexTable, replicates: Sequence[Replicate]) -> Numbers:
    """Mean, median, 5 and 95 % quantile of each unit's rank over the replicates."""
    ranks = score_replicates(index, table, replicates, ["Index"]).ranks[0]
    spreads = spread_ranks(ranks[0], ranks, [unit.period for unit in table.units])
    return np.array([(s.mean, s.median, s.low, s.high) for s in spreads if s is not None])


def test_the_nodes_have_the_children_that_the_weight_sets_are_about(index: Index) -> None:
    children = {node.id: list(node.children) for node in index.rules.tree}
    assert {id_: children[id_] for id_ in LEVELS} == LEVELS


def test_the_index_as_it_is_has_the_nominal_ranks(index: Index, table: IndexTable) -> None:
    ranks = score_replicates(index, table, [Replicate()], ["Index"]).ranks[0, 0]
    theirs = read_rows("coinr-asem", "asem_UA100_rankstats.csv")
    assert (ranks == expected(theirs, ["Nominal"], table.units)[:, 0]).all()


def test_all_100_replicates_at_once_are_the_same_as_one_after_the_other(
    index: Index, table: IndexTable, choices: list[Row]
) -> None:
    replicates = with_sets(index, choices, sets_of(index, weight_rows(index)))
    ids = [node.id for node in index.rules.tree]
    together = score_replicates(index, table, replicates, ids)
    assert len(replicates) == 100
    for place, one in enumerate(replicates):
        alone = score_index(changed_index(index, one), table)
        columns = [alone.column(id_) for id_ in ids]
        np.testing.assert_allclose(
            together.values[:, place], alone.nodes.values[:, columns].T, rtol=1e-12, atol=0
        )
        assert (together.ranks[:, place] == alone.ranks[:, columns].T).all()


def test_the_rank_statistics_are_those_of_coinr(
    index: Index, table: IndexTable, choices: list[Row], published: Numbers
) -> None:
    sets = sets_of(index, weight_rows(index))
    ours = rank_statistics(index, table, with_sets(index, choices, sets))
    assert published.shape == (51, 4)
    np.testing.assert_allclose(ours, published, rtol=0, atol=1e-12)


def exchange_rules(row: Row) -> Row:
    return {**row, "f_ag": {"a_amean": "a_gmean", "a_gmean": "a_amean"}[row["f_ag"]]}


MISTAKES: dict[str, Callable[[Row], Row]] = {
    "rules exchanged": exchange_rules,
    "min-max throughout": lambda row: {**row, "f_n": "n_minmax"},
    "one outlier at most": lambda row: {**row, "winmax": "1"},
    "the next weight set": lambda row: {
        **row,
        "weight_set": str(int(row["weight_set"]) % 100 + 1),
    },
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_with_one_choice_mistaken_they_are_not(
    index: Index, table: IndexTable, choices: list[Row], published: Numbers, mistake: str
) -> None:
    rows = [MISTAKES[mistake](row) for row in choices]
    sets = sets_of(index, weight_rows(index))
    ours = rank_statistics(index, table, with_sets(index, rows, sets))
    assert (np.abs(ours - published) > 0.1).any()


# The choices come from the same stream under another seed: after set.seed(1) and 800 numbers,
# COINr draws 100 for each choice and cuts the range that it has seen into as many parts as
# there are alternatives.


def cut(numbers: Numbers, n_parts: int) -> list[int]:
    """The part of the seen range in which each number lies, counted from 1."""
    ends = np.linspace(numbers.min(), numbers.max(), n_parts + 1)[1:-1]
    return (1 + (numbers[:, None] > ends).sum(axis=1)).tolist()


def test_the_choices_are_those_that_r_draws_from_the_seed_1(choices: list[Row]) -> None:
    limits, steps, sets, rules = r_uniform(1, 1200)[800:].reshape(4, 100)
    assert [row["winmax"] for row in choices] == [str(part) for part in cut(limits, 5)]
    names = ["n_minmax", "n_zscore"]
    assert [row["f_n"] for row in choices] == [names[part - 1] for part in cut(steps, 2)]
    assert [row["weight_set"] for row in choices] == [str(part) for part in cut(sets, 100)]
    names = ["a_amean", "a_gmean"]
    assert [row["f_ag"] for row in choices] == [names[part - 1] for part in cut(rules, 2)]

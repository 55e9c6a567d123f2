"""Computes an index from a table of many states: one function, for command and page alike."""

from dataclasses import dataclass
from pathlib import Path

from assessment.exchange.wide_table import read_wide_table
from assessment.exchange.wide_units import StateBook
from assessment.library.load_index import load_index
from assessment.library.states import find_state, namesakes, nearest_states, states
from assessment.model.audit import NodeAudit
from assessment.model.index import Index
from assessment.model.index_table import IndexResult
from assessment.model.problem import Problem, Refused
from assessment.scoring.index.audit import audit_result
from assessment.scoring.index.explain import explain_not_computable
from assessment.scoring.index.score_index import score_index

STATES = StateBook(find_state, nearest_states, namesakes, lambda code: states().get(code, ""))


@dataclass(frozen=True)
class ScoredTable:
    """What came of a table; every row of it is in the result.

    Attributes
    ----------
    warnings
        What was read with a doubt, and what was not computable.
    """

    result: IndexResult
    warnings: tuple[Problem, ...]


def score_table(folder: Path, content: bytes, file_name: str) -> ScoredTable:
    """Read a table for the index in a folder and compute it.

    Raises
    ------
    Refused
        If the index or the table has an error; all of them are told at once.
    """
    loaded = load_index(folder)
    if loaded.index is None:
        raise Refused(loaded.problems)
    return score_content(loaded.index, content, file_name)


def score_content(index: Index, content: bytes, file_name: str) -> ScoredTable:
    """Do the same with an index that is loaded already."""
    table, problems = read_wide_table(content, file_name, index, STATES)
    if table is None:
        raise Refused(problems)
    result = score_index(index, table)
    return ScoredTable(result, (*problems, *explain_not_computable(result)))


def audit_table(found: ScoredTable) -> tuple[NodeAudit, ...]:
    """Return the audit statistics of every node, over the states of the last period."""
    return audit_result(found.result)

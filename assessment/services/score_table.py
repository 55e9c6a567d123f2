"""Computes an index from a table of many states: one function, for command and page alike."""

from dataclasses import dataclass
from pathlib import Path

from assessment.exchange.wide_table import StateBook, read_wide_table
from assessment.library.index_examples import load_index_examples
from assessment.library.languages import in_language
from assessment.library.load_index import load_index
from assessment.library.states import find_state, namesakes, nearest_states, states
from assessment.library.versions import folder_to_read, name_of
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.audit import NodeAudit
from assessment.model.index import Index
from assessment.model.problem import Problem, Refused, Severity
from assessment.reporting.table_results import (
    ScoredTable,
    compare_published,
    count_known,
    little_known,
    newest_rows,
)
from assessment.scoring.audit import audit_result
from assessment.scoring.index.score_index import explain_not_computable, score_index
from assessment.services.index_examples import check_index_example

STATES = StateBook(find_state, nearest_states, namesakes, lambda code: states().get(code, ""))


@dataclass(frozen=True)
class TableAudit:
    """The audit statistics of every node.

    Attributes
    ----------
    left_out
        Sentences that say which rows were not used.
    """

    nodes: tuple[NodeAudit, ...]
    left_out: tuple[str, ...]


def score_table(
    folder: Path, content: bytes, file_name: str, *, heading_row: int | None = None
) -> ScoredTable:
    """Read a table for the index in a folder and compute it.

    Raises
    ------
    Refused
        If the index or the table has an error; all of them are told at once.
    """
    loaded = load_index(folder)
    if loaded.index is None:
        raise Refused(loaded.problems)
    doubts = _failing_examples(folder, loaded.index)
    index = in_language(loaded.index, loaded.folder)
    return score_content(index, content, file_name, heading_row=heading_row, doubts=doubts)


def score_content(
    index: Index,
    content: bytes,
    file_name: str,
    *,
    heading_row: int | None = None,
    doubts: tuple[Problem, ...] = (),
) -> ScoredTable:
    """Do the same with an index that is loaded already.

    Parameters
    ----------
    doubts
        Warnings about the index itself; they stand before those about the table.
    """
    table, problems = read_wide_table(content, file_name, index, STATES, heading_row=heading_row)
    if table is None:
        raise Refused((*problems, *doubts))
    result = score_index(index, table)
    known = count_known(result)
    warnings = (*doubts, *problems, *little_known(result, known), *explain_not_computable(result))
    return ScoredTable(table, result, known, compare_published(table, result), warnings)


def audit_table(found: ScoredTable) -> TableAudit:
    """Return the audit statistics of every node, over the newest row of each state."""
    rows, left_out = newest_rows(found.result)
    return TableAudit(audit_result(found.result, rows), left_out)


def _failing_examples(folder: Path, index: Index) -> tuple[Problem, ...]:
    """Warn of worked examples that do not come out: then the rules are not what they say."""
    examples, problems = load_index_examples(folder)
    failing = [placed.example.name for placed in examples if check_index_example(placed, index)]
    if problems:
        found = _("The worked examples cannot be read.")
    elif failing:
        found = ngettext(
            "{number} of {all} worked examples does not come out: '{first}'.",
            "{number} of {all} worked examples do not come out, the first of them '{first}'.",
            len(failing),
            all=str(len(examples)),
            first=failing[0],
        )
    else:
        return ()
    remedy = _("Do not trust the scores before 'spca validate' finds no error in the folder.")
    where = f"{name_of(folder_to_read(folder))}/examples.yaml"
    return (Problem("table.examples_fail", where, found, remedy, severity=Severity.WARNING),)

"""What a team filled in, as it was read from its workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessment.exchange.field_workbook.outside import (
    FoundText,
)
from assessment.model.answer import Evidence, FlagEntry
from assessment.model.problem import Problem
from assessment.model.scope import Scope


@dataclass(frozen=True)
class AnswerRow:
    """What one row says of one indicator.

    Attributes
    ----------
    base_revision
        The revision that stood in the workbook when it was made; 0 for none, or
        when the hidden number is gone.
    given
        The filled cells only, by field of `Answer`: a filled level cell gives both
        ``status`` and ``level``. An empty cell is absent and changes nothing.
    cells
        Every field of `Answer` to the place where it stands or would stand.
    still_holds
        The place of the mark that confirms the answer of the last round; empty without one.
    waits
        Whether one of its cells could not be read, which was said: half an answer is none.
    """

    indicator_id: str
    base_revision: int
    given: Mapping[str, object]
    cells: Mapping[str, str]
    still_holds: str = ""
    waits: bool = False


@dataclass(frozen=True)
class EvidenceRow:
    """One source.

    Attributes
    ----------
    evidence
        Its ``id`` is empty for a new source. Cells that were emptied keep what
        stood there when the workbook was made.
    base
        What stood there when the workbook was made; ``None`` for a new source, or
        if that is not known.
    """

    evidence: Evidence
    place: str
    base: Evidence | None = None


@dataclass(frozen=True)
class FlagRow:
    """One context flag whose situation is filled in; ``base`` as for evidence."""

    flag: FlagEntry
    base: FlagEntry | None
    place: str


@dataclass(frozen=True)
class ScopeRows:
    """What the scope sheet of a workbook says.

    Attributes
    ----------
    given
        The filled lists only, by name. An empty cell is absent and changes nothing.
    cells
        Every list that has a row to its place.
    base
        As for evidence.
    """

    given: Mapping[str, tuple[str, ...]]
    cells: Mapping[str, str]
    base: Scope | None


@dataclass(frozen=True)
class FieldReturn:
    """Everything that a workbook says, and what is wrong with it.

    Attributes
    ----------
    answers
        Rows in which something is filled in; each indicator at most once.
    problems
        At most 200, each with its sheet and cell; a last one counts the rest.
    remarks
        What stands in the cells for remarks.
    outside
        What stands anywhere else than in the cells to fill in: comments, notes beside and
        below, further sheets and columns, changed texts of questions, hidden rows.
    filled_by, organisation
        Who filled it in and for whom, as the workbook says; nobody vouches for it.
    saved_at
        When it was last saved; nobody vouches for that either.
    """

    answers: tuple[AnswerRow, ...]
    evidence: tuple[EvidenceRow, ...]
    flags: tuple[FlagRow, ...]
    problems: tuple[Problem, ...]
    scope: ScopeRows
    remarks: tuple[FoundText, ...] = ()
    outside: tuple[FoundText, ...] = ()
    filled_by: str = ""
    organisation: str = ""
    saved_at: datetime | None = None

"""Workbooks that were taken in, and remarks: what people wrote beside the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assessment.model.text import Cleaned


@dataclass(frozen=True)
class Remark(Cleaned):
    """Something that a field team wrote outside the answers; nothing is scored from it.

    Attributes
    ----------
    indicator_id
        The question that it stands beside; empty where it concerns the whole assessment.
    place
        Where in the workbook it stood, in words.
    """

    text: str
    indicator_id: str = ""
    place: str = ""


@dataclass(frozen=True)
class RecordedRemark:
    """A remark as stored.

    Attributes
    ----------
    filled_by
        Who wrote it, as the workbook says; empty where it says nothing.
    person_name
        Who took it in.
    """

    remark: Remark
    filled_by: str
    person_name: str
    recorded_at: datetime


@dataclass(frozen=True)
class Written:
    """What was written when a workbook was taken in, or when it was taken back.

    Attributes
    ----------
    answers, flags
        Indicator or flag id to its revision.
    evidence
        Ids of the sources.
    scope_revision
        The scope sheet; 0 for none.
    """

    answers: Mapping[str, int] = field(default_factory=dict[str, int])
    flags: Mapping[str, int] = field(default_factory=dict[str, int])
    evidence: tuple[str, ...] = ()
    scope_revision: int = 0


@dataclass(frozen=True)
class FileImport:
    """A workbook that was taken in, and what came into the assessment with it.

    Attributes
    ----------
    filled_by, filled_for
        Who filled it in and for which team or body, as the workbook says.
    copy_id
        What copies of one exported workbook share; empty where it is not known.
    answers, flags
        Indicator or flag id to the revision that came with it.
    evidence, withdrawn
        Ids of the sources that came with it, and of those that it replaced.
    scope_revision
        The scope sheet that came with it; 0 for none.
    undone
        Whether somebody took it back since.
    undone_by, undone_at
        Who did, and when; empty while nobody did.
    restored
        What was written then, so that what stood before counts again.
    """

    id: str
    file_name: str
    file_checksum: str
    filled_by: str
    filled_for: str
    copy_id: str
    person_name: str
    recorded_at: datetime
    answers: Mapping[str, int] = field(default_factory=dict[str, int])
    flags: Mapping[str, int] = field(default_factory=dict[str, int])
    evidence: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    scope_revision: int = 0
    n_remarks: int = 0
    undone: bool = False
    undone_by: str = ""
    undone_at: datetime | None = None
    restored: Written = field(default_factory=Written)

    @property
    def team(self) -> tuple[str, str]:
        """What tells teams apart; two empty texts where the workbook does not say."""
        return self.filled_by.strip().casefold(), self.filled_for.strip().casefold()

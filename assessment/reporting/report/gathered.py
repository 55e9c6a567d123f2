"""What a report is made of; services gather it, and nothing here is computed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from assessment.model.assessment import Record
from assessment.model.choice import Choices
from assessment.model.framework import Framework
from assessment.model.quality import QualityReport
from assessment.model.rating import AgreedAnswer
from assessment.model.review import BoardLine, Review
from assessment.model.round import EarlierRounds
from assessment.model.score import Profile
from assessment.model.suggestion import Arrangement, Suggestion
from assessment.reporting.compare import PlainTable
from assessment.reporting.document import Heading, Part, Table, plain_table
from assessment.reporting.plans import PlanReport
from assessment.reporting.regions import RegionFound

if TYPE_CHECKING:
    from pandas import DataFrame

LONGEST_IN_BRIEF = 260
"""Signs of a text that somebody wrote, in a brief of two pages; the report has it in full."""
LONGEST_REASON = 420
"""Signs of a sentence of the program that may name what somebody wrote."""


@dataclass(frozen=True)
class Gathered:
    """Everything that a report says of one assessment at one moment.

    Attributes
    ----------
    record
        Its evidence is what the reader may see, and no more.
    n_left_out
        How many sources were left out, because they are restricted.
    with_restricted
        Whether lists that could lead to people in danger are written out.
    has_begun
        Whether anything is answered or known of the context.
    was_edited
        Whether the questionnaire was edited without a new version number.
    asks_for_review
        Whether the tier asks for a review that nobody recorded yet.
    agreed
        What the team agreed on, by indicator, and what happened to it later.
    codes
        Programme id to how it is reported, with names and notes.
    """

    framework: Framework
    record: Record
    profile: Profile
    made_at: datetime
    app_version: str
    has_begun: bool = True
    was_edited: bool = False
    with_restricted: bool = False
    n_left_out: int = 0
    suggestions: tuple[Suggestion, ...] = ()
    arrangement: Arrangement = field(default_factory=lambda: Arrangement((), (), (), ()))
    choices: Choices = field(default_factory=Choices)
    earlier: EarlierRounds = field(default_factory=EarlierRounds)
    reviews: tuple[Review, ...] = ()
    line: BoardLine | None = None
    asks_for_review: bool = False
    plan: PlanReport | None = None
    quality: QualityReport | None = None
    regions: tuple[RegionFound, ...] = ()
    agreed: Mapping[str, AgreedAnswer] = field(default_factory=dict)
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def says_results(self) -> bool:
        """Whether there are scores and gaps to speak of."""
        return self.has_begun and not self.profile.progress.is_early

    @property
    def first(self) -> tuple[Suggestion, ...]:
        """The options that come first, in their order."""
        return tuple(one for place in self.arrangement.first for one in place.suggestions)


def section(level: int, title: str, parts: Iterable[Part]) -> Iterator[Part]:
    """Set a heading above parts; where there are none, there is no heading either."""
    found = tuple(parts)
    if found:
        yield Heading(level, title)
        yield from found


def frame_table(
    frame: "DataFrame", widths: Iterable[float], described: str, *, small: bool = False
) -> Iterator[Table]:
    """Yield a table that a page shows as well; nothing where it has no rows."""
    rows = [*frame.itertuples(index=False, name=None)]
    if rows:
        columns = [str(name) for name in frame.columns]
        yield plain_table(columns, rows, widths, described, small=small)


def written_table(found: PlainTable, widths: Iterable[float], *, small: bool = False) -> Table:
    """Return a table that a workbook holds as well; what is empty there is empty here."""
    rows = [["" if value is None else value for value in row] for row in found.rows]
    return plain_table(found.columns, rows, widths, found.title, small=small)


def shortened(text: str, longest: int = LONGEST_IN_BRIEF) -> str:
    r"""Put a text on one line, and cut it where a brief has no room for more.

    Examples
    --------
    >>> shortened("Two\n lines"), len(shortened("x" * 999))
    ('Two lines', 260)
    """
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"

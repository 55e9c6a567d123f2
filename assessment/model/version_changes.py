"""What became of every indicator and statement from one version of a questionnaire to the next.

Kept beside a version in ``changes/*.yaml``; the library holds it against both versions.
It decides which answers a new round may carry over, and which part of a difference
between two versions is about the state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import Field

from assessment.model.questionnaire import Frozen, Identifier, Indicator, Questionnaire, Verbatim

StatementFate = Literal["kept", "reworded", "changed", "moved", "split", "merged", "dropped"]
IndicatorFate = Literal["same", "reworded", "changed", "split", "merged", "new", "dropped"]

KEEPS_ID: tuple[StatementFate, ...] = ("kept", "reworded")
"""What leaves a statement its id, because it is still the same fact at the same level."""

KEEPS_MEANING: tuple[IndicatorFate, ...] = ("same", "reworded")
"""What leaves an indicator its meaning: the level that a state has cannot differ."""

NEEDS_TARGETS: tuple[StatementFate, ...] = ("changed", "moved", "split", "merged")
"""What needs the statements that a statement became."""


class StatementChange(Frozen):
    """What became of one statement of the earlier version.

    Attributes
    ----------
    to
        Ids of the statements that it became; empty where it keeps its id or is gone.
    """

    change: StatementFate
    to: tuple[Identifier, ...] = ()
    why: str = ""


class IndicatorChange(Frozen):
    """Where one indicator comes from, and what became of the statements it comes from.

    Attributes
    ----------
    indicator
        Its id; of the earlier version where it was dropped.
    sources
        Ids of the earlier version, ``from`` in YAML; empty for a new indicator.
    statements
        Statement of the earlier version to what became of it.
    added
        Statement of this version that comes from none of the earlier one, and why it is asked.
    """

    indicator: Identifier
    change: IndicatorFate
    sources: tuple[Identifier, ...] = Field(default=(), alias="from")
    why: str = ""
    statements: dict[Identifier, StatementChange] = Field(
        default_factory=dict[str, StatementChange]
    )
    added: dict[Identifier, Verbatim] = Field(default_factory=dict[str, str])

    @property
    def keeps_meaning(self) -> bool:
        """Whether an answer to the earlier question is an answer to this one."""
        return self.change in KEEPS_MEANING


@dataclass(frozen=True)
class VersionChanges:
    """Everything that changed from one version to the next.

    Attributes
    ----------
    earlier
        The questionnaire in the earlier version, for whoever reads both texts.
    indicators
        In the order of the files.
    """

    earlier: Questionnaire
    indicators: tuple[IndicatorChange, ...]

    @property
    def from_version(self) -> str:
        """The earlier version."""
        return self.earlier.version

    @cached_property
    def by_indicator(self) -> Mapping[str, IndicatorChange]:
        """What is said of each indicator of the later version, by its id."""
        return {one.indicator: one for one in self.indicators if one.change != "dropped"}

    @cached_property
    def statements(self) -> Mapping[str, StatementChange]:
        """What became of each statement of the earlier version."""
        return {id_: one for change in self.indicators for id_, one in change.statements.items()}


@dataclass(frozen=True)
class IndicatorHistory:
    """Where an indicator comes from, over one version or several.

    Attributes
    ----------
    change
        "same" where nothing was changed; of several steps the last that changed anything.
    sources
        Ids of the earlier version whose answers say something of it.
    """

    change: IndicatorFate
    sources: tuple[str, ...]
    why: str = ""

    @property
    def keeps_meaning(self) -> bool:
        """Whether an answer to the earlier question is an answer to this one."""
        return self.change in KEEPS_MEANING


Version = tuple[Questionnaire, VersionChanges | None]


def trace_indicators(versions: Sequence[Version]) -> Mapping[str, IndicatorHistory]:
    """Say of each indicator of the last version where it comes from in the first.

    Parameters
    ----------
    versions
        One after the other, the earliest first, each with what it says of the one before.

    Returns
    -------
    mapping
        Indicator id to its history. A version that says nothing of the one before is
        compared by its texts: an indicator kept its meaning if not a word was changed.
    """
    if not versions:
        return {}
    (first, _none), *later = versions
    histories = {
        indicator.id: IndicatorHistory("same", (indicator.id,)) for indicator in first.indicators
    }
    before = first
    for questionnaire, changes in later:
        known = changes if changes and changes.from_version == before.version else None
        steps: Mapping[str, IndicatorChange] = known.by_indicator if known else {}
        histories = {
            indicator.id: _follow(
                _step(steps.get(indicator.id)) or _by_texts(indicator, before), histories
            )
            for indicator in questionnaire.indicators
        }
        before = questionnaire
    return histories


def _step(change: IndicatorChange | None) -> IndicatorHistory | None:
    return IndicatorHistory(change.change, change.sources, change.why) if change else None


def _by_texts(indicator: Indicator, before: Questionnaire) -> IndicatorHistory:
    if not before.has_indicator(indicator.id):
        return IndicatorHistory("new", ())
    same = reads_alike(before.indicator(indicator.id), indicator)
    return IndicatorHistory("same" if same else "changed", (indicator.id,))


def _follow(step: IndicatorHistory, histories: Mapping[str, IndicatorHistory]) -> IndicatorHistory:
    """Lay one step from a version to the next behind what is known up to there."""
    known = [histories[id_] for id_ in step.sources if id_ in histories]
    sources = tuple(dict.fromkeys(id_ for one in known for id_ in one.sources))
    if not step.keeps_meaning:
        return IndicatorHistory(step.change, sources, step.why)
    (before,) = known or [IndicatorHistory("new", ())]
    if before.change == "same":
        return IndicatorHistory(step.change, sources, step.why)
    return IndicatorHistory(before.change, sources, before.why)


def reads_alike(one: Indicator, other: Indicator) -> bool:
    """Whether question and statements are the same, word for word and level by level."""

    def texts(indicator: Indicator) -> object:
        return {
            level: {id_: statement.text for id_, statement in found.items()}
            for level, found in indicator.anchors.items()
        }

    return (one.question, texts(one)) == (other.question, texts(other))

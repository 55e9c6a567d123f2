"""The last round of an assessment: what was answered then, and what is still asked the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assessment.model.answer import RecordedAnswer
from assessment.model.assessment import Assessment, Record
from assessment.model.questionnaire import Questionnaire
from assessment.model.version_changes import IndicatorHistory


@dataclass(frozen=True)
class LastRound:
    """The assessment that a new one carried answers over from, as it was at that moment.

    Attributes
    ----------
    record
        What was known then; answers given afterwards are not in it.
    questionnaire
        In which it was answered; ``None`` if that version is not here any more.
    histories
        Indicator of the new round to where it comes from; empty without the questionnaire.
    """

    record: Record
    questionnaire: Questionnaire | None
    histories: Mapping[str, IndicatorHistory]

    @property
    def earlier(self) -> Assessment:
        """The heading of the earlier assessment."""
        return self.record.assessment

    @property
    def changed(self) -> Mapping[str, IndicatorHistory]:
        """The indicators that did not keep their meaning, or are new."""
        return {id_: one for id_, one in self.histories.items() if not one.keeps_meaning}

    def answers_to(self, indicator_id: str) -> Iterator[tuple[str, RecordedAnswer]]:
        """Yield the earlier answers that say something of an indicator, with the id of then."""
        history = self.histories.get(indicator_id)
        for id_ in history.sources if history else ():
            recorded = self.record.answers.get(id_)
            if recorded is not None and recorded.answer.is_answered:
                yield id_, recorded


@dataclass(frozen=True)
class EarlierRounds:
    """The rounds before an assessment, and which of them declines are measured against.

    Attributes
    ----------
    baselines
        Dimension id to the last earlier round that has a score in it; a dimension without
        one is absent.
    without_scores
        Later than any baseline, and with no score that could serve.
    asked_otherwise
        The last earlier round, if it is later than any baseline and asked other questions.
    unplaced
        Of the same place, with a period that has no place in time.
    """

    baselines: Mapping[str, Assessment] = field(default_factory=dict[str, Assessment])
    without_scores: tuple[Assessment, ...] = ()
    asked_otherwise: Assessment | None = None
    unplaced: tuple[Assessment, ...] = ()

    @property
    def latest(self) -> Assessment | None:
        """The latest of the baselines; ``None`` where nothing is measured against any."""
        return max(self.baselines.values(), key=lambda one: one.order, default=None)

"""The last round of an assessment: what was answered then, and what is still asked the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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

"""How much of a dimension is known, in the same words on every screen and in every file."""

from assessment.locales import gettext as _
from assessment.locales.formats import percent, whole
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore


def not_applicable() -> str:
    """Return what stands wherever no indicator of a dimension applies, in place of a figure."""
    return _("Not applicable")


def coverage_words(score: DimensionScore) -> str:
    """Return the share of applicable indicators that have a level, if any applies."""
    return percent(score.coverage) if score.n_applicable else not_applicable()


def count_levels(score: DimensionScore, framework: Framework) -> str:
    """Return how many of the indicators have a level, and how many do not apply.

    A coverage of 100 percent may rest on one question of seven; this says so.
    """
    asked = len(framework.questionnaire.dimension(score.dimension_id).indicators)
    known, all_ = whole(score.n_scored), whole(asked)
    if left_out := asked - score.n_applicable:
        return _(
            "{known} of {all}, {number} not applicable",
            known=known,
            all=all_,
            number=whole(left_out),
        )
    return _("{known} of {all}", known=known, all=all_)

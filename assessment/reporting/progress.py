"""Says how much of an assessment is answered, and that it is too early for results."""

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed
from assessment.model.framework import Framework
from assessment.model.score import Progress


def progress_sentence(progress: Progress, framework: Framework) -> str:
    """Say in one line how many questions are answered, and what is missing for results.

    Returns
    -------
    str
        Where it is not too early, the count alone.
    """
    counted = ngettext(
        "{answered} of {number} question is answered.",
        "{answered} of {number} questions are answered.",
        progress.n_indicators,
        answered=progress.n_answered,
    )
    if not progress.is_early:
        return counted
    lacking = (
        _("{name} ({dimension})", name=framework.questionnaire.dimension_name(id_), dimension=id_)
        for id_ in progress.lacking
    )
    return " ".join(
        (
            _("Too early for results:"),
            counted,
            _("Results are shown from {needed} on.", needed=progress.needed),
            _("Most is missing in {dimensions}.", dimensions=listed(lacking)),
        )
    )

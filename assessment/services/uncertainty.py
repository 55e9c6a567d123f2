"""Analyse the uncertainty of assessments; nothing is written."""

from collections.abc import Iterator, Sequence

from assessment.model.problem import Problem, Refused
from assessment.model.uncertainty import UncertaintyResult, UncertaintySettings
from assessment.scoring.change_method import rules_anywhere
from assessment.scoring.uncertainty import analyse_records
from assessment.services.context import Context, Opened

__all__ = ["analyse", "analyse_together", "rules_anywhere"]


def analyse(context: Context, opened: Opened, settings: UncertaintySettings) -> UncertaintyResult:
    """Analyse one assessment as it is answered now.

    Raises
    ------
    Refused
        If the levels of several raters do not fit the questionnaire.
    """
    return analyse_together(context, (opened,), settings)


def analyse_together(
    context: Context, several: Sequence[Opened], settings: UncertaintySettings
) -> UncertaintyResult:
    """Analyse several assessments of one questionnaire, with intervals of their ranks.

    Raises
    ------
    Refused
        If none is given or one twice, if they were made with different
        questionnaires, or if the levels of several raters do not fit.
    """
    problems = (*_check_several(several), *_check_raters(several, settings))
    if problems:
        raise Refused(problems)
    return analyse_records(
        several[0].framework,
        tuple(context.store.record(opened.assessment) for opened in several),
        settings,
        made_at=context.clock(),
        app_version=context.app_version,
    )


def _check_several(several: Sequence[Opened]) -> Iterator[Problem]:
    ids = [opened.assessment.id for opened in several]
    if not ids or len(set(ids)) != len(ids):
        yield Problem(
            "uncertainty.choice",
            "Assessments",
            "No assessment is chosen, or one is chosen twice.",
            "Choose each assessment once.",
        )
    checksums = {opened.framework.questionnaire.checksum for opened in several}
    if len(checksums) > 1:
        yield Problem(
            "uncertainty.questionnaires_differ",
            "Assessments",
            "They were made with different questionnaires or versions.",
            "Choose assessments of one questionnaire and version.",
        )


def _check_raters(several: Sequence[Opened], settings: UncertaintySettings) -> Iterator[Problem]:
    if not several:
        return
    questionnaire = several[0].framework.questionnaire
    titles = {opened.assessment.id: opened.assessment.title for opened in several}
    scale = range(questionnaire.lowest_level, questionnaire.highest_level + 1)
    for assessment_id, given in settings.raters.items():
        where = titles.get(assessment_id)
        if where is None:
            yield Problem(
                "uncertainty.raters_unknown_assessment",
                "Levels of several raters",
                f"They name the assessment '{assessment_id}', which is not part of the analysis.",
                "Leave them out or choose that assessment too.",
            )
            continue
        for indicator_id, levels in given.items():
            fits = questionnaire.has_indicator(indicator_id) and all(x in scale for x in levels)
            if not fits:
                yield Problem(
                    "uncertainty.raters_do_not_fit",
                    f"{where}, {indicator_id}",
                    f"The levels of several raters are {list(levels)}.",
                    "Correct the indicator or the levels.",
                    f"Allowed are indicators of the questionnaire and the levels {scale.start} "
                    f"to {scale.stop - 1}.",
                )

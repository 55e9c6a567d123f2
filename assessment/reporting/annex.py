"""What every file says beside its figures: which assessment, versions, rules and bands, as lines.

A line is a name and a text, or a name, a value and a sentence; any but the name may be empty.
"""

from collections.abc import Iterator
from datetime import datetime

from assessment.locales import gettext as _
from assessment.locales.formats import short
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.score import Profile
from assessment.reporting.dimension_sentences import rule_sentence
from assessment.reporting.progress import progress_sentence
from assessment.reporting.terms import mode_words
from assessment.reporting.wording import name_version


def fact_lines(framework: Framework, record: Record, profile: Profile) -> Iterator[tuple[str, str]]:
    """Say which assessment it is, how far it is, and what must not be forgotten of it."""
    assessment, questionnaire = record.assessment, framework.questionnaire
    yield _("State"), f"{assessment.state_name} ({assessment.state_code})"
    if assessment.region:
        yield _("Part"), assessment.region
    yield _("Period"), assessment.period
    yield _("Kind"), mode_words(assessment.mode)
    yield _("Asked"), name_version(questionnaire)
    if assessment.scope_note:
        yield _("Scope"), assessment.scope_note
    if profile.progress.is_early:
        yield _("Too early"), progress_sentence(profile.progress, framework)
    elif not profile.is_complete:
        yield (
            _("Not complete"),
            _("Some questions have no level yet, so everything below may still change."),
        )
    yield _("Remember"), questionnaire.standing_sentence


def version_lines(
    framework: Framework, made_at: datetime, app_version: str
) -> Iterator[tuple[str, str, str]]:
    """Say with which versions, which content and when the figures were made."""
    questionnaire = framework.questionnaire
    yield _("Questionnaire"), questionnaire.id, f"{questionnaire.name}, {questionnaire.licence}"
    yield _("Version of the questionnaire"), questionnaire.version, ""
    yield _("Checksum of the questionnaire"), questionnaire.checksum, ""
    if framework.catalogue is not None:
        yield _("Version of the programme catalogue"), framework.catalogue.version, ""
    if framework.register is not None:
        labels = _("The labels of the programmes follow from it.")
        yield _("Checksum of the evidence register"), framework.register.checksum, labels
    yield _("Version of the program"), app_version, ""
    yield _("Made at"), made_at.isoformat(timespec="seconds"), ""


def dimension_rules(framework: Framework) -> Iterator[tuple[str, str, str]]:
    """Say by which rule the score of each dimension comes about, and why."""
    for dimension in framework.questionnaire.dimensions:
        rule = framework.rules.dimensions[dimension.id]
        why = _("Why: {reason}", reason=rule.why)
        sentence = f"{rule_sentence(rule, framework)} {why}"
        yield f"{dimension.id}  {dimension.name}", rule.rule, sentence


def band_lines(framework: Framework) -> Iterator[tuple[str, str, str]]:
    """Say where each band begins and what it means."""
    for band in framework.rules.bands:
        begins = _("from {score}", score=short(band.from_score))
        yield f"{band.letter}  {band.name}", begins, band.meaning

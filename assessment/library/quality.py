"""Reads ``quality.yaml`` of a version and holds it against the checks that there are.

A version without the file names no checks, and neither does one with an empty list.
"""

from collections.abc import Iterator
from pathlib import Path

from assessment.library.checks import repeated, repeated_id, unknown_id
from assessment.library.versions import name_of
from assessment.library.yaml_file import Place, YamlFile, read_part
from assessment.locales import gettext as _
from assessment.locales.formats import listed, whole
from assessment.model.problem import Problem
from assessment.model.quality import QualityCheck, QualityRules
from assessment.model.quality_checks import RULES, Rule
from assessment.model.questionnaire import Questionnaire
from assessment.model.scope import SCOPE_LISTS

FILE = "quality.yaml"


def read_quality(
    folder: Path, questionnaire: Questionnaire
) -> tuple[QualityRules | None, tuple[Problem, ...]]:
    """Return the quality checks of a version, and everything that is wrong with them.

    Returns
    -------
    tuple
        ``None`` in place of the checks where there is no file or it has errors.
    """
    return read_part(
        folder / FILE,
        f"{name_of(folder)}/{FILE}",
        QualityRules,
        lambda found, file: _check(found, questionnaire, file),
    )


def _check(rules: QualityRules, questionnaire: Questionnaire, file: YamlFile) -> Iterator[Problem]:
    for id_ in repeated(check.id for check in rules.checks):
        yield repeated_id(id_, file.name)
    for n, check in enumerate(rules.checks):
        rule = RULES.get(check.id)
        if rule is None:
            yield _no_check(check, file.place(("checks", n)))
        else:
            yield from _check_threshold(check, rule, questionnaire, file.place(("checks", n)))
    for id_, lists in rules.not_applicable.items():
        if not questionnaire.has_indicator(id_):
            yield unknown_id(id_, file.place(("not_applicable", id_)), "indicator")
        for name in lists:
            if name not in SCOPE_LISTS:
                where: Place = ("not_applicable", id_, name)
                yield unknown_id(name, file.place(where), "list")


def _check_threshold(
    check: QualityCheck, rule: Rule, questionnaire: Questionnaire, place: str
) -> Iterator[Problem]:
    given = check.threshold
    if rule.counts is None:
        if given is not None:
            found = _("{check} counts nothing, so a threshold means nothing.", check=check.id)
            yield Problem("library.threshold_idle", place, found, _("Take it out."))
        return
    if given is None:
        found = _("'{key}' is missing.", key="threshold")
        yield Problem("library.key_missing", place, found, _("Add it."))
        return
    lowest, highest = rule.lowest, None
    if rule.counts == "level":
        lowest, highest = questionnaire.lowest_level, questionnaire.highest_level
    if given < lowest or (highest is not None and given > highest):
        yield _off(given, lowest, highest, place)


def _off(given: int, lowest: int, highest: int | None, place: str) -> Problem:
    allowed = _("Allowed is {lowest} or more.", lowest=whole(lowest))
    if highest is not None:
        limits = {"lowest": whole(lowest), "highest": whole(highest)}
        allowed = _("Allowed are the levels from {lowest} to {highest}.", **limits)
    found = _("The threshold is {given}.", given=whole(given))
    return Problem("library.threshold_wrong", place, found, _("Give another number."), allowed)


def _no_check(check: QualityCheck, place: str) -> Problem:
    return Problem(
        "library.id_unknown",
        place,
        _("There is no quality check '{id}'.", id=check.id),
        _("Correct the id, or take the check out."),
        _("Allowed are {ids}.", ids=listed(RULES)),
    )

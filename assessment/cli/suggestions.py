"""Prints the programmes that may help; the sentences come from the reporting room."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import typer

from assessment.cli.command import AsJson, command
from assessment.cli.opening import AssessmentId, heading_lines, heading_result, open_results
from assessment.cli.output import emit, to_plain
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.model.suggestion import Group, Suggestion
    from assessment.services.results import Results


@command(
    "suggest",
    mark("Print programmes that may help."),
    mark("They come in groups, with the reasons for and against each."),
    keys=mark(
        "questionnaire and assessment as for score, catalogue_version, groups (group, name, "
        "suggestions (programme, score, needs, unknown, mechanism_matches, failed, not_verified, "
        "reasons))"
    ),
    examples=("spca suggest 3f2a", "spca suggest 3f2a --json"),
)
def suggest(ctx: typer.Context, *, assessment: AssessmentId, as_json: AsJson = False) -> None:
    """Print the programmes that may help, in groups, with the reasons for and against each."""
    found = open_results(ctx, assessment)
    emit(_result(found), _lines(found), as_json=as_json)


def _result(found: "Results") -> dict[str, object]:
    """Return the suggestions under stable names, in the order in which they are shown."""
    from assessment.reporting.programmes import GROUP_NAMES

    catalogue = found.opened.framework.catalogue
    return {
        **heading_result(found.opened),
        "catalogue_version": catalogue.version if catalogue else None,
        "groups": [
            {
                "group": group,
                "name": _(GROUP_NAMES[group]),
                "suggestions": [_suggestion_result(each, found) for each in suggestions],
            }
            for group, suggestions in _groups(found)
        ],
    }


def _suggestion_result(suggestion: "Suggestion", found: "Results") -> dict[str, object]:
    from assessment.reporting.programmes import explain_suggestion

    programme = suggestion.programme
    shown = {"id", "name", "how", "evidence", "evidence_note", "horizon", "dual_use", "risks"}
    return {
        **to_plain(suggestion),
        "programme": programme.model_dump(include=shown),
        "reasons": explain_suggestion(suggestion, found.opened.framework),
    }


def _lines(found: "Results") -> Iterator[str]:
    """Yield the suggestions for a person to read, group by group."""
    from assessment.reporting.programmes import GROUP_NAMES

    yield from heading_lines(found.opened)
    catalogue = found.opened.framework.catalogue
    if catalogue is None:
        yield _("This questionnaire comes without programmes, so nothing is suggested.")
        return
    if found.profile.progress.is_early:
        from assessment.reporting.progress import progress_sentence

        yield progress_sentence(found.profile.progress, found.opened.framework)
        return
    for group, suggestions in _groups(found):
        yield ""
        yield _(GROUP_NAMES[group])
        for suggestion in suggestions:
            yield from _suggestion_lines(suggestion, found)
    yield ""
    yield catalogue.standing_sentence


def _suggestion_lines(suggestion: "Suggestion", found: "Results") -> Iterator[str]:
    from assessment.locales.formats import short
    from assessment.reporting.programmes import explain_suggestion

    programme = suggestion.programme
    need = (
        _("need not known")
        if suggestion.score is None
        else _("need score {score}", score=short(suggestion.score))
    )
    yield f"  {programme.id}  {programme.name} ({need})"
    for reason in explain_suggestion(suggestion, found.opened.framework):
        yield f"    - {reason}"
    for risk in programme.risks:
        yield "    - " + _("Risk: {risk}", risk=risk)


def _groups(found: "Results") -> Iterator[tuple["Group", list["Suggestion"]]]:
    """Yield the groups that hold something; suggestions come sorted by group."""
    for group, suggestions in groupby(found.suggestions, key=lambda suggestion: suggestion.group):
        yield group, list(suggestions)

"""Says suggestions in lines and in keys; the sentences come from the reporting room."""

from collections.abc import Iterator
from itertools import groupby

from assessment.cli.output import to_plain
from assessment.cli.score_lines import heading_lines, heading_result
from assessment.model.suggestion import Group, Suggestion
from assessment.reporting.sentences import GROUP_NAMES, explain_suggestion
from assessment.reporting.wording import show_number
from assessment.services.results import Results


def suggestion_result(found: Results) -> dict[str, object]:
    """Return the suggestions under stable names, in the order in which they are shown."""
    catalogue = found.opened.framework.catalogue
    return {
        **heading_result(found.opened),
        "catalogue_version": catalogue.version if catalogue else None,
        "groups": [
            {
                "group": group,
                "name": GROUP_NAMES[group],
                "suggestions": [_suggestion_result(each, found) for each in suggestions],
            }
            for group, suggestions in _groups(found)
        ],
    }


def _suggestion_result(suggestion: Suggestion, found: Results) -> dict[str, object]:
    programme = suggestion.programme
    shown = {"id", "name", "how", "evidence", "evidence_note", "horizon", "dual_use", "risks"}
    return {
        **to_plain(suggestion),
        "programme": programme.model_dump(include=shown),
        "reasons": explain_suggestion(suggestion, found.opened.framework),
    }


def suggestion_lines(found: Results) -> Iterator[str]:
    """Yield the suggestions for a person to read, group by group."""
    yield from heading_lines(found.opened)
    catalogue = found.opened.framework.catalogue
    if catalogue is None:
        yield "This questionnaire comes without programmes, so nothing is suggested."
        return
    for group, suggestions in _groups(found):
        yield ""
        yield GROUP_NAMES[group]
        for suggestion in suggestions:
            yield from _one(suggestion, found)
    yield ""
    yield catalogue.standing_sentence


def _one(suggestion: Suggestion, found: Results) -> Iterator[str]:
    programme = suggestion.programme
    score = "not known" if suggestion.score is None else show_number(suggestion.score)
    yield f"  {programme.id}  {programme.name} (need score {score})"
    for reason in explain_suggestion(suggestion, found.opened.framework):
        yield f"    - {reason}"
    for risk in programme.risks:
        yield f"    - Risk: {risk}"


def _groups(found: Results) -> Iterator[tuple[Group, list[Suggestion]]]:
    """Yield the groups that hold something; suggestions come sorted by group."""
    for group, suggestions in groupby(found.suggestions, key=lambda suggestion: suggestion.group):
        yield group, list(suggestions)

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
    from assessment.model.suggestion import Arrangement, Group, Suggestion
    from assessment.services.results import Results


@command(
    "suggest",
    mark("Print programmes that may help."),
    mark(
        "A few come first, then all others in groups, with the reasons for and against each. "
        "Programmes of your organisation stand among them. What people rejected, and options that "
        "they added, stay with the reasons."
    ),
    keys=mark(
        "questionnaire and assessment as for score, catalogue_version, first (programmes, "
        "option_set), groups (group, name, suggestions (programme (crs: code, name, percent, "
        "parent, note), score, needs, unknown, "
        "mechanism_matches, failed, not_verified, route, closings, unverified, warnings, calls, "
        "held_back, is_dangerous, place, why_later, reasons, steadiness (share, find_out), "
        "would_change (changes, group), rejection, own)), choices (entries, each with choice, "
        "number, person_name and recorded_at; rejected: the ids rejected now; added: their ids)"
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
    from assessment.services.counterfactuals import doubts

    catalogue = found.opened.framework.catalogue
    arrangement, doubted = found.arrangement, doubts(found)
    return {
        **heading_result(found.opened),
        "catalogue_version": catalogue.version if catalogue else None,
        "first": [
            {
                "programmes": [one.programme.id for one in place.suggestions],
                "option_set": place.option_set,
            }
            for place in arrangement.first
        ],
        "groups": [
            {
                "group": group,
                "name": _(GROUP_NAMES[group]),
                "suggestions": [
                    _suggestion_result(each, found, arrangement)
                    | {
                        "steadiness": to_plain(doubted.steadiness.get(each.programme.id)),
                        "would_change": to_plain(doubted.changes.get(each.programme.id)),
                    }
                    for each in suggestions
                ],
            }
            for group, suggestions in _groups(found)
        ],
        "choices": {
            "entries": found.choices.entries,
            "rejected": [*found.choices.rejected],
            "added": [one.choice.option_id for one in found.choices.added],
        },
    }


def _why_later(
    suggestion: "Suggestion", arrangement: "Arrangement", found: "Results"
) -> tuple[str, ...]:
    from assessment.reporting.programmes import why_later

    catalogue = found.opened.framework.catalogue
    others = [one for place in arrangement.others for one in place.suggestions]
    if catalogue is None or suggestion not in others:
        return ()
    return tuple(why_later(suggestion, arrangement, catalogue))


def _suggestion_result(
    suggestion: "Suggestion", found: "Results", arrangement: "Arrangement"
) -> dict[str, object]:
    from assessment.model.own_programme import own_among
    from assessment.reporting.programmes import explain_suggestion
    from assessment.services.results import purposes

    programme = suggestion.programme
    shown = {"id", "name", "how", "evidence", "evidence_note", "horizon", "dual_use", "risks"}
    shown |= {"sdg", "oda_note", "post_conflict_note"}
    return {
        **to_plain(suggestion),
        "programme": {**programme.model_dump(include=shown), "crs": purposes(programme)},
        "own": next(iter(own_among([programme])), None),
        "place": _place(suggestion, arrangement),
        "why_later": _why_later(suggestion, arrangement, found),
        "reasons": explain_suggestion(suggestion, found.opened.framework),
    }


def _lines(found: "Results") -> Iterator[str]:
    """Yield the suggestions for a person to read, group by group."""
    from assessment.reporting.programmes import GROUP_NAMES

    yield from heading_lines(found.opened)
    catalogue = found.opened.framework.catalogue
    if catalogue is None:
        yield _("This questionnaire comes without programmes, so nothing is suggested.")
        yield from _choice_lines(found)
        return
    if found.profile.progress.is_early:
        from assessment.reporting.progress import progress_sentence

        yield progress_sentence(found.profile.progress, found.opened.framework)
        yield from _choice_lines(found)
        return
    from assessment.reporting.counterfactuals import doubt_sentences
    from assessment.services.counterfactuals import doubts

    arrangement, doubted = found.arrangement, doubts(found)
    yield from _first_lines(arrangement)
    yield from _choice_lines(found)
    for group, suggestions in _groups(found):
        yield ""
        yield _(GROUP_NAMES[group])
        for suggestion in suggestions:
            yield from _suggestion_lines(suggestion, found)
            for why in _why_later(suggestion, arrangement, found):
                yield "    - " + _("Why it comes later: {why}", why=why)
            for doubt in doubt_sentences(suggestion, doubted, found.opened.framework):
                yield f"    - {doubt}"
    yield ""
    yield catalogue.standing_sentence


def _place(suggestion: "Suggestion", arrangement: "Arrangement") -> int | None:
    """Return the place among the first, from 1 on; ``None`` for all others."""
    places = enumerate(arrangement.first, start=1)
    return next((n for n, place in places if suggestion in place.suggestions), None)


def _first_lines(arrangement: "Arrangement") -> Iterator[str]:
    """Yield the few that come first; options that exclude each other side by side."""
    from assessment.locales.formats import listed
    from assessment.reporting.programmes import first_sentence

    yield ""
    yield first_sentence(arrangement)
    for number, place in enumerate(arrangement.first, start=1):
        names = listed((f"{o.programme.id} {o.programme.name}" for o in place.suggestions), "or")
        is_choice = len(place.suggestions) > 1
        choice = _("{names}, but for the same persons only one of them", names=names)
        yield f"  {number}. {choice if is_choice else names}"
        if place.option_set is None:
            continue
        yield f"     {place.option_set.question}"
        for option in place.option_set.options:
            brings = _("What it brings: {gains}", gains=option.gains)
            yield f"     {option.programme}: {brings}"
            yield "     " + _("Who bears the cost: {costs}", costs=option.costs)


def _choice_lines(found: "Results") -> Iterator[str]:
    """Yield what people rejected and added, each under its own heading."""
    from assessment.reporting.choices import added_lines, option_name, rejection_sentence

    choices, framework = found.choices, found.opened.framework
    if choices.rejected:
        yield ""
        yield _("Rejected by people")
    for id_, rejection in choices.rejected.items():
        yield f"  {id_}  {option_name(id_, choices, framework)}"
        yield f"    - {rejection_sentence(rejection)}"
    if choices.added:
        yield ""
        yield _("Added by people, and on no list")
    for added in choices.added:
        yield f"  {added.choice.option_id}  {added.choice.name}"
        yield from (f"    - {line}" for line in added_lines(added))


def _suggestion_lines(suggestion: "Suggestion", found: "Results") -> Iterator[str]:
    from assessment.locales.formats import short
    from assessment.reporting.evidence import evidence_line
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
    yield f"    - {evidence_line(programme, found.opened.framework)}"
    for risk in programme.risks:
        yield "    - " + _("Risk: {risk}", risk=risk)


def _groups(found: "Results") -> Iterator[tuple["Group", list["Suggestion"]]]:
    """Yield the groups that hold something; suggestions come sorted by group."""
    for group, suggestions in groupby(found.suggestions, key=lambda suggestion: suggestion.group):
        yield group, list(suggestions)

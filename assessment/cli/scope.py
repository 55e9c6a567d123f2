"""Shows and fills in the scope sheet of an assessment."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, command, option
from assessment.cli.opening import AssessmentId, find_assessment, heading_lines, open_context
from assessment.cli.output import emit, say
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.model.scope import RecordedScope
    from assessment.services.context import Context, Opened


@command(
    "scope",
    mark("Show the scope sheet of an assessment, or fill in lists of it."),
    mark(
        "It says whom and what the questions mean: who counts as government, groups, areas, "
        "regions, and what could not be seen. An option replaces one list and leaves the others; "
        "entries have semicolons between them, 'none' says that there are none, and an empty text "
        "empties the list. Names of groups are sensitive: aliases such as 'Group A' are as good."
    ),
    keys=mark(
        "assessment_id, scope (government, groups, groups_at_risk, areas_at_risk, regions, "
        "held_by_others, not_reached: each a list of texts), filled (names of the lists), "
        "revision (0 for none), person_name, recorded_at"
    ),
    examples={
        "spca scope 3f2a": "",
        'spca scope 3f2a --groups "Group A; Group B" --not-reached none': mark("fills in two"),
        'spca scope 3f2a --held-by-others "Northern hills: an armed group"': "",
    },
)
def scope(  # noqa: PLR0913 - one option for each list
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    government: Annotated[str | None, option("Who counts as government.", metavar="TEXT")] = None,
    groups: Annotated[str | None, option("Main groups.", metavar="TEXT")] = None,
    groups_at_risk: Annotated[str | None, option("Groups at risk.", metavar="TEXT")] = None,
    areas_at_risk: Annotated[str | None, option("Areas at risk.", metavar="TEXT")] = None,
    regions: Annotated[str | None, option("Regions.", metavar="TEXT")] = None,
    held_by_others: Annotated[
        str | None, option("Territory held by others: place and by whom.", metavar="TEXT")
    ] = None,
    not_reached: Annotated[
        str | None, option("Where the assessor could not go.", metavar="TEXT")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the scope sheet, after filling in the lists that were given."""
    from assessment.services.scope import read_scope

    given = {
        "government": government,
        "groups": groups,
        "groups_at_risk": groups_at_risk,
        "areas_at_risk": areas_at_risk,
        "regions": regions,
        "held_by_others": held_by_others,
        "not_reached": not_reached,
    }
    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    texts = {name: text for name, text in given.items() if text is not None}
    if texts:
        _fill_in(context, opened, texts)
    recorded = read_scope(context, opened)
    emit(_result(opened, recorded), _lines(opened, recorded), as_json=as_json)
    if texts:
        say(_("Saved for {person}.", person=context.actor.name))


def _fill_in(context: "Context", opened: "Opened", texts: Mapping[str, str]) -> None:
    from assessment.model.scope import Scope
    from assessment.reporting.scope import read_entries
    from assessment.services.scope import read_scope, save_scope

    seen = read_scope(context, opened)
    given = {name: read_entries(text) for name, text in texts.items()}
    filled = replace(seen.scope if seen else Scope(), **given)
    save_scope(context, opened, filled, seen.revision if seen else 0, origin="command")


def _result(opened: "Opened", recorded: "RecordedScope | None") -> dict[str, object]:
    from assessment.model.scope import Scope

    sheet = recorded.scope if recorded else Scope()
    return {
        "assessment_id": opened.assessment.id,
        "scope": sheet,
        "filled": sheet.filled,
        "revision": recorded.revision if recorded else 0,
        "person_name": recorded.person_name if recorded else None,
        "recorded_at": recorded.recorded_at if recorded else None,
    }


def _lines(opened: "Opened", recorded: "RecordedScope | None") -> Iterator[str]:
    from assessment.locales.formats import moment
    from assessment.model.scope import Scope
    from assessment.reporting.scope import list_words, scope_name, scope_progress

    yield from heading_lines(opened)
    yield ""
    sheet = recorded.scope if recorded else Scope()
    for name in sheet.lists:
        yield f"{scope_name(name)}: {list_words(sheet, name)}"
    yield ""
    yield _("{progress}.", progress=scope_progress(sheet))
    if recorded is not None:
        yield _(
            "Saved on {moment} by {name}.",
            moment=moment(recorded.recorded_at),
            name=recorded.person_name,
        )

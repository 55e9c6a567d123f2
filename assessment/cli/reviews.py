"""Lists the reviews of all states, and hands out their days as a calendar file."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, Force, argument, command, option
from assessment.cli.files import choose_target, write_whole
from assessment.cli.opening import find_assessment, open_context
from assessment.cli.output import emit, say
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.model.review import BoardLine
    from assessment.services.context import Context


@command(
    "reviews",
    mark("List the reviews of all states, or write their days as a calendar file."),
    mark(
        "First those deferred in two successive reviews, then overdue, due within 7 days, open "
        "and decided ones. Decisions are taken in the app, by a named person. Protected entries "
        "are never printed."
    ),
    keys=mark(
        "reviews (assessment, review_id (null where a tier asks for a review that nobody "
        "recorded yet), number, state, tier, tier_name, due_on, due_to, is_overdue, opened_by, "
        "convening, deferral, decision, n_options, n_dissents), file (null without --calendar)"
    ),
    examples={
        "spca reviews": "",
        "spca reviews 3f2a": mark("those of one assessment"),
        "spca reviews --calendar reviews.ics": mark("days with reminders"),
    },
)
def reviews(
    ctx: typer.Context,
    *,
    assessment: Annotated[
        str | None, argument("Id of one assessment, or 4 and more characters of it.", "ID")
    ] = None,
    calendar: Annotated[
        Path | None,
        option("Write the days of undecided reviews to this file or folder.", metavar="FILE"),
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """List reviews, the most pressing first."""
    from assessment.services.reviews import board

    context = open_context(ctx)
    lines = board(context)
    if assessment is not None:
        id_ = find_assessment(context, assessment).assessment.id
        lines = tuple(line for line in lines if line.assessment.id == id_)
    target = None if calendar is None else _write(context, lines, calendar, force=force)
    emit(
        {"reviews": [_result(line) for line in lines], "file": target},
        _lines(lines, context.clock().date()) if target is None else (str(target),),
        as_json=as_json,
    )
    if target is not None:
        say(_("Days of undecided reviews, with reminders 7 days and 1 day before."))


def _write(
    context: "Context", lines: "Sequence[BoardLine]", calendar: Path, *, force: bool
) -> Path:
    from assessment.services.reviews import export_calendar

    download = export_calendar(context, lines)
    target = choose_target(calendar, download.name)
    write_whole(target, download.content, force=force)
    return target


def _result(line: "BoardLine") -> dict[str, object]:
    from assessment.model.review import ReviewDissent, ReviewOption

    review = line.review
    return {
        "assessment": line.assessment,
        "review_id": review.id if review else None,
        "number": review.number if review else None,
        "state": line.state,
        "tier": line.tier_id,
        "tier_name": line.tier_name,
        "due_on": line.due_on,
        "due_to": review.due_to if review else None,
        "is_overdue": line.is_overdue,
        "opened_by": review.opening.opened_by if review else None,
        "convening": review.convening if review else None,
        "deferral": review.deferral if review else None,
        "decision": review.decision if review else None,
        "n_options": len(review.of_kind(ReviewOption)) if review else 0,
        "n_dissents": len(review.of_kind(ReviewDissent)) if review else 0,
    }


def _lines(lines: "Sequence[BoardLine]", today: date) -> Iterator[str]:
    from itertools import groupby

    from assessment.reporting.reviews import line_sentence, state_heading

    if not lines:
        yield _("There is no review yet. A review tier or a person opens one.")
    for state, found in groupby(lines, key=lambda line: line.state):
        own = [*found]
        yield state_heading(state, len(own))
        for line in own:
            title = line.assessment.title
            if line.assessment.invented:
                title = _("{state} [invented]", state=title)
            yield f"  {line.assessment.id[:8]}  {title}"
            yield f"    {line_sentence(line, today)}"

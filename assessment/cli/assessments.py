"""Begins, lists, corrects, approves, archives and deletes assessments."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, argument, command, option
from assessment.cli.opening import AssessmentId, find_assessment, open_context, settings_of
from assessment.cli.output import align, emit, say, to_plain
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.model.assessment import Assessment, AssessmentSummary
    from assessment.model.history import Deletion, RecordedChange
    from assessment.model.imports import FileImport
    from assessment.services.context import Context

_SHOWN_OF_ID = 8


@command(
    "new",
    mark("Begin an assessment and print its id."),
    mark("Only the id goes to standard output, so that a script can catch it."),
    mark(
        "With --from, the same place is assessed again with the newest questions: answers to "
        "those that kept their meaning are carried over, and count once somebody has looked."
    ),
    keys=mark(
        "assessment (id, questionnaire_id, questionnaire_version, questionnaire_checksum, "
        "state_code, state_name, region, period, mode, language, scope_note, invented, "
        "created_at, created_by, status, archived, approval, n_changes, begins, ends: the first "
        "and last day of the period, null where it has no place in time); with --from also "
        "n_carried and not_carried (indicator, name, why)"
    ),
    examples={
        "spca new --state KEN --period 2026 --mode external": "",
        'spca new --state "Ivory Coast" --period "Q4 2025" --mode self': "",
        'spca new --state XKA --name "Karsova" --period 2026-H1 --mode self': mark(
            "an invented state"
        ),
        "id=$(spca new --state KEN --period 2027 --mode joint)": "",
        "spca new --from 3f2a --period 2027": mark("the next round of an assessment"),
    },
)
def new(  # noqa: PLR0913 - one option for each thing that an assessment says of itself
    ctx: typer.Context,
    *,
    period: Annotated[
        str,
        option(
            "Time that the answers are about: 2026, Q4 2025, June 2025 to March 2026.",
            metavar="PERIOD",
        ),
    ],
    state: Annotated[
        str,
        option("Code or usual name of the state; XAA to XZZ for an invented one.", metavar="STATE"),
    ] = "",
    mode: Annotated[str, option("Who assesses: self, external or joint.", metavar="MODE")] = "",
    last: Annotated[
        str, option("Carry over from this assessment, its last round.", "--from", metavar="ID")
    ] = "",
    region: Annotated[str, option("Part of the state, if not the whole.", metavar="NAME")] = "",
    language: Annotated[str, option("Language of the questionnaire.", metavar="CODE")] = "",
    scope_note: Annotated[str, option("What else a reader must know.", metavar="TEXT")] = "",
    questionnaire: Annotated[
        str, option("Id of the questionnaire, spcf if left out.", metavar="ID")
    ] = "",
    name: Annotated[str, option("Name of an invented state.", metavar="NAME")] = "",
    as_json: AsJson = False,
) -> None:
    """Begin an assessment and print its id."""
    from assessment.services.assessments import NewAssessment, create_assessment

    if last:
        place = {"--state": state, "--region": region, "--name": name, "--language": language}
        _refuse_beside_from({**place, "--questionnaire": questionnaire})
        _next_round(ctx, last, period, mode, scope_note or None, as_json=as_json)
        return
    _require({"--state": state, "--mode": mode})
    given = NewAssessment(
        questionnaire_id=questionnaire or "spcf",
        state_code=state,
        period=period,
        mode=mode.strip().lower(),
        region=region,
        language=language,
        scope_note=scope_note,
        invented_name=name,
    )
    assessment = create_assessment(open_context(ctx, must_exist=False), given)
    emit({"assessment": assessment}, (assessment.id,), as_json=as_json)
    _say_begun(ctx, assessment)


def _require(options: Mapping[str, str]) -> None:
    for name, value in options.items():
        if not value:
            raise typer.BadParameter(_("{name} is missing.", name=f"'{name}'"))


def _refuse_beside_from(options: Mapping[str, str]) -> None:
    for name, value in options.items():
        if value:
            found = _("The last round says it already; leave out {name}.", name=f"'{name}'")
            raise typer.BadParameter(found)


def _next_round(  # noqa: PLR0913 - one for each thing that may differ from the last round
    ctx: typer.Context,
    beginning: str,
    period: str,
    mode: str,
    scope_note: str | None,
    *,
    as_json: bool,
) -> None:
    from assessment.reporting.rounds import FLAGS_STAY, count_carried, not_carried_rows
    from assessment.services.context import open_assessment
    from assessment.services.rounds import begin_round

    context = open_context(ctx)
    earlier = find_assessment(context, beginning).assessment
    begun = begin_round(
        context, earlier.id, period, mode=mode.strip().lower(), scope_note=scope_note
    )
    asked = open_assessment(context, begun.assessment.id).framework.questionnaire
    rows = not_carried_rows(begun.last_round, asked)
    keys = ("indicator", "name", "why")
    result = {
        "assessment": begun.assessment,
        "n_carried": begun.n_carried,
        "not_carried": [dict(zip(keys, row, strict=True)) for row in rows],
    }
    emit(result, (begun.assessment.id,), as_json=as_json)
    _say_begun(ctx, begun.assessment)
    say(count_carried(begun.n_carried, begun.last_round))
    if begun.was_edited:
        say(
            _(
                "The questionnaire was edited after the last round began, under the same version "
                "number: some of its answers may have been given to other words."
            )
        )
    if asked.context_flags:
        say(_(FLAGS_STAY))
    for id_, indicator_name, why in rows:
        say(_("Not carried over: {id} {name}. {why}", id=id_, name=indicator_name, why=why))


def _say_begun(ctx: typer.Context, assessment: "Assessment") -> None:
    settings = settings_of(ctx)
    say(
        _(
            "Began {assessment}, {mode}, for {person} ({organisation}). "
            "Name it by its id or the first {number} characters.",
            assessment=assessment.title,
            mode=_mode_words(assessment),
            person=settings.person,
            organisation=settings.organisation,
            number=_SHOWN_OF_ID,
        )
    )


def _mode_words(assessment: "Assessment") -> str:
    from assessment.reporting.terms import mode_words

    return mode_words(assessment.mode)


@command(
    "list",
    mark("List all assessments, the last changed first."),
    mark("Archived ones are left out, unless --archived is said."),
    keys=mark(
        "assessments, each with the keys that 'spca new --json' prints, n_answered, n_carried "
        "(answers of the last round that nobody has looked at), n_indicators (null if its "
        "questionnaire is not here), last_change (null before the first entry) and changed_by"
    ),
    examples=("spca list", "spca list --archived --json"),
)
def list_all(
    ctx: typer.Context,
    *,
    archived: Annotated[bool, option("List archived ones too.", "--archived")] = False,
    as_json: AsJson = False,
) -> None:
    """List all assessments, the last changed first."""
    from assessment.services.assessments import list_assessments

    context = open_context(ctx)
    found = [one for one in list_assessments(context) if archived or not one.assessment.archived]
    result = {"assessments": [_result(context, summary) for summary in found]}
    emit(result, _lines(context, found), as_json=as_json)


def _result(context: "Context", summary: "AssessmentSummary") -> dict[str, object]:
    return {
        **to_plain(summary.assessment),
        "n_answered": summary.n_answered,
        "n_carried": summary.n_carried,
        "n_indicators": _n_indicators(context, summary.assessment),
        "last_change": summary.last_change,
        "changed_by": summary.changed_by,
    }


def _lines(context: "Context", found: "Sequence[AssessmentSummary]") -> Iterator[str]:
    if not found:
        yield _("There is no assessment yet. Begin one with 'spca new', or try 'spca demo'.")
        return
    whose = _("Id"), _("State"), _("Period"), _("Mode"), _("Status"), _("Questionnaire")
    heading = (*whose, _("Answered"), _("Last change"))
    yield from align([heading, *(_row(context, summary) for summary in found)])


def _row(context: "Context", summary: "AssessmentSummary") -> tuple[str, ...]:
    from assessment.locales.formats import moment
    from assessment.reporting.status import status_name

    item, at = summary.assessment, summary.last_change
    status = status_name(item.status)
    state = f"{item.state_name} ({item.region})" if item.region else item.state_name
    n_indicators = _n_indicators(context, item)
    return (
        item.id[:_SHOWN_OF_ID],
        _("{state} [invented]", state=state) if item.invented else state,
        item.period,
        _mode_words(item),
        _("{status}, archived", status=status) if item.archived else status,
        f"{item.questionnaire_id} {item.questionnaire_version}",
        _answered(summary, n_indicators),
        moment(at) if at else _("no answer yet"),
    )


def _answered(summary: "AssessmentSummary", n_indicators: int | None) -> str:
    total = "?" if n_indicators is None else n_indicators
    counts = {"answered": summary.n_answered, "indicators": total}
    if not summary.n_carried:
        return _("{answered} of {indicators}", **counts)
    return _(
        "{answered} of {indicators}, {carried} carried over", **counts, carried=summary.n_carried
    )


def _n_indicators(context: "Context", item: "Assessment") -> int | None:
    framework = context.library.find(item.questionnaire_id, item.questionnaire_version)
    return len(framework.questionnaire.indicators) if framework else None


@command(
    "correct",
    mark("Correct period, region, mode or scope note of an assessment."),
    mark(
        "What is left out stays as it is; an empty text empties the field. What stood there before "
        "stays in the history."
    ),
    keys=mark("assessment (with the keys that 'spca new --json' prints)"),
    examples={
        "spca correct 3f2a --period 2025": "",
        'spca correct 3f2a --region "" --mode joint': mark("the whole state after all"),
    },
)
def correct(  # noqa: PLR0913 - one option for each field
    ctx: typer.Context,
    *,
    assessment_id: AssessmentId,
    period: Annotated[str | None, option("The right period.", metavar="PERIOD")] = None,
    region: Annotated[str | None, option("The right region.", metavar="NAME")] = None,
    mode: Annotated[str | None, option("Self, external or joint.", metavar="MODE")] = None,
    scope_note: Annotated[str | None, option("The right scope note.", metavar="TEXT")] = None,
    as_json: AsJson = False,
) -> None:
    """Correct period, region, mode or scope note of an assessment."""
    from assessment.services.assessments import Correction, correct_assessment

    context = open_context(ctx)
    opened = find_assessment(context, assessment_id)
    given = Correction(period, region, mode.lower() if mode else mode, scope_note)
    corrected = correct_assessment(context, opened, given, origin="command").assessment
    line = _("{assessment}, {mode}", assessment=corrected.title, mode=_mode_words(corrected))
    emit({"assessment": corrected}, (line,), as_json=as_json)


@command(
    "status",
    mark("Show the status of an assessment, or give it another one."),
    mark(
        "A draft is handed in (in_review), and approved by a person with an office. From then on "
        "nothing in it can be changed, until it is reopened with a reason; the review and the plan "
        "go on."
    ),
    keys=mark("assessment (with the keys that 'spca new --json' prints), following"),
    examples={
        "spca status 3f2a": "",
        "spca status 3f2a in_review": "",
        'spca status 3f2a approved --signed-by "C. Cruz" --office "Permanent Secretary"': "",
        'spca status 3f2a reopened --reason "A court was closed."': "",
    },
)
def status(  # noqa: PLR0913 - one option for each thing that is said
    ctx: typer.Context,
    *,
    assessment_id: AssessmentId,
    new_status: Annotated[str, argument("draft, in_review, approved or reopened.", "STATUS")] = "",
    signed_by: Annotated[str, option("Who approves.", metavar="NAME")] = "",
    office: Annotated[str, option("In which office.", metavar="NAME")] = "",
    reason: Annotated[str, option("Why; needed to reopen.", metavar="TEXT")] = "",
    as_json: AsJson = False,
) -> None:
    """Show the status of an assessment, or give it another one."""
    from assessment.model.history import NEXT_STATUSES
    from assessment.services.context import open_assessment
    from assessment.services.status import Signature, give_status

    context = open_context(ctx)
    opened = find_assessment(context, assessment_id)
    if new_status:
        signature = Signature(signed_by, office, reason)
        give_status(context, opened, new_status.lower(), signature, origin="command")
        opened = open_assessment(context, opened.assessment.id)
    following = NEXT_STATUSES[opened.assessment.status]
    result = {"assessment": opened.assessment, "following": following}
    emit(result, _status_lines(opened.assessment), as_json=as_json)


def _status_lines(item: "Assessment") -> Iterator[str]:
    from assessment.locales.formats import listed
    from assessment.model.history import NEXT_STATUSES
    from assessment.reporting.status import locked_words, status_name

    yield _("{assessment}: {status}", assessment=item.title, status=status_name(item.status))
    if words := locked_words(item):
        yield words
    yield _("It can become: {codes}.", codes=listed(NEXT_STATUSES[item.status], "or"))


@command(
    "archive",
    mark("Leave an assessment out of lists and comparisons; everything in it stays."),
    keys=mark("assessment (with the keys that 'spca new --json' prints)"),
    examples={
        "spca archive 3f2a": "",
        "spca archive 3f2a --take-back": mark("list it again"),
    },
)
def archive(
    ctx: typer.Context,
    *,
    assessment_id: AssessmentId,
    back: Annotated[bool, option("List it again.", "--take-back")] = False,
    reason: Annotated[str, option("Why.", metavar="TEXT")] = "",
    as_json: AsJson = False,
) -> None:
    """Leave an assessment out of lists and comparisons, or list it again."""
    from assessment.services.assessments import archive_assessment, take_back
    from assessment.services.context import open_assessment

    context = open_context(ctx)
    opened = find_assessment(context, assessment_id)
    if back:
        take_back(context, opened, origin="command")
        line = _("{assessment} is listed again.", assessment=opened.assessment.title)
    else:
        archive_assessment(context, opened, reason=reason, origin="command")
        line = _("{assessment} is archived.", assessment=opened.assessment.title)
    now = open_assessment(context, opened.assessment.id).assessment
    emit({"assessment": now}, (line,), as_json=as_json)


@command(
    "delete",
    mark("Delete an assessment with everything in it, for good."),
    mark(
        "Its name must be typed, as 'spca list' and the app show it: state, region in brackets, "
        "period. That it was deleted, by whom and when, stays; backups still hold it."
    ),
    keys=mark("deleted (the id), rows (how many of each table went with it)"),
    examples=('spca delete 3f2a --name "Kenya, 2026"',),
)
def delete(
    ctx: typer.Context,
    *,
    assessment_id: AssessmentId,
    name: Annotated[str, option("The name of the assessment.", metavar="NAME")] = "",
    as_json: AsJson = False,
) -> None:
    """Delete an assessment with everything in it, for good."""
    from assessment.services.assessments import count_parts, delete_assessment

    context = open_context(ctx)
    opened = find_assessment(context, assessment_id)
    rows = {table: number for table, number in count_parts(context, opened).items() if number}
    delete_assessment(context, opened, name, origin="command")
    line = _("{assessment} was deleted.", assessment=opened.assessment.title)
    emit({"deleted": opened.assessment.id, "rows": rows}, (line,), as_json=as_json)


@command(
    "history",
    mark("Show what happened to an assessment as a whole, or what was deleted here."),
    mark(
        "Corrections, status, archiving, and workbooks that were taken in or taken back. Answers "
        "have a history of their own, beside each question in the app."
    ),
    keys=mark(
        "changes (number, change with kind, status, archived, changed, reason, name and office, "
        "person_name, origin, recorded_at) and imports (as in spca imports), each the newest "
        "first; without an id deletions "
        "(assessment_id, person_name, origin, recorded_at)"
    ),
    examples={"spca history 3f2a": "", "spca history": mark("which were deleted")},
)
def history(
    ctx: typer.Context,
    *,
    assessment_id: Annotated[
        str, argument("Id of the assessment, or 4 and more characters of it.", "[ID]")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show what happened to an assessment as a whole, or what was deleted here."""
    from assessment.services.assessments import read_changes, read_deletions
    from assessment.services.imports import read_imports

    context = open_context(ctx)
    if not assessment_id:
        deletions = read_deletions(context)
        emit({"deletions": deletions}, _deletion_lines(deletions), as_json=as_json)
        return
    opened = find_assessment(context, assessment_id)
    changes, imports = read_changes(context, opened), read_imports(context, opened)
    result = {"changes": changes, "imports": imports}
    emit(result, _event_lines(changes, imports), as_json=as_json)


def _deletion_lines(deletions: "Sequence[Deletion]") -> Iterator[str]:
    from assessment.reporting.status import deletion_words

    yield from map(deletion_words, deletions)
    if not deletions:
        yield _("No assessment was deleted here.")


def _event_lines(
    changes: "Sequence[RecordedChange]", imports: "Sequence[FileImport]"
) -> Iterator[str]:
    from assessment.locales.formats import moment
    from assessment.reporting.status import events

    found = events(changes, imports)
    for one in found:
        yield _(
            "{what}, by {name} on {when}",
            what=one.title,
            name=one.person_name,
            when=moment(one.recorded_at),
        )
        yield from (f"  {line}" for line in one.details)
    if not found:
        yield _("Nothing happened to it since it was begun.")

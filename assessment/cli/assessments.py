"""Begins and lists assessments."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, command, option
from assessment.cli.opening import find_assessment, open_context, settings_of
from assessment.cli.output import align, emit, say, to_plain
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.model.assessment import Assessment, AssessmentSummary
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
        "created_at, created_by, begins, ends: the first and last day of the period, null where it "
        "has no place in time); with --from also n_carried and not_carried (indicator, name, why)"
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
    assessment = create_assessment(open_context(ctx), given)
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
    keys=mark(
        "assessments, each with the keys that 'spca new --json' prints, n_answered, n_carried "
        "(answers of the last round that nobody has looked at), n_indicators (null if its "
        "questionnaire is not here) and last_change (null before the first answer)"
    ),
    examples=("spca list", "spca list --json"),
)
def list_all(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """List all assessments, the last changed first."""
    from assessment.services.assessments import list_assessments

    context = open_context(ctx)
    found = list_assessments(context)
    result = {"assessments": [_result(context, summary) for summary in found]}
    emit(result, _lines(context, found), as_json=as_json)


def _result(context: "Context", summary: "AssessmentSummary") -> dict[str, object]:
    return {
        **to_plain(summary.assessment),
        "n_answered": summary.n_answered,
        "n_carried": summary.n_carried,
        "n_indicators": _n_indicators(context, summary.assessment),
        "last_change": summary.last_change,
    }


def _lines(context: "Context", found: "Sequence[AssessmentSummary]") -> Iterator[str]:
    if not found:
        yield _("There is no assessment yet. Begin one with 'spca new', or try 'spca demo'.")
        return
    whose = _("Id"), _("State"), _("Period"), _("Mode"), _("Questionnaire")
    heading = (*whose, _("Answered"), _("Last change"))
    yield from align([heading, *(_row(context, summary) for summary in found)])


def _row(context: "Context", summary: "AssessmentSummary") -> tuple[str, ...]:
    from assessment.locales.formats import moment

    item, at = summary.assessment, summary.last_change
    state = f"{item.state_name} ({item.region})" if item.region else item.state_name
    n_indicators = _n_indicators(context, item)
    return (
        item.id[:_SHOWN_OF_ID],
        _("{state} [invented]", state=state) if item.invented else state,
        item.period,
        _mode_words(item),
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

"""Begins and lists assessments."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, command, option
from assessment.cli.opening import open_context, settings_of
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
    keys=mark(
        "assessment (id, questionnaire_id, questionnaire_version, questionnaire_checksum, "
        "state_code, state_name, region, period, mode, language, scope_note, invented, "
        "created_at, created_by)"
    ),
    examples={
        "spca new --state KEN --period 2026 --mode external": "",
        'spca new --state XKA --name "Karsova" --period 2026-H1 --mode self': mark(
            "an invented state"
        ),
        "id=$(spca new --state KEN --period 2027 --mode joint)": "",
    },
)
def new(  # noqa: PLR0913 - one option for each thing that an assessment says of itself
    ctx: typer.Context,
    *,
    state: Annotated[
        str,
        option("ISO 3166 code of three letters; XAA to XZZ for an invented state.", metavar="CODE"),
    ],
    period: Annotated[
        str, option("Time that the answers are about: 2026 or 2026-H1.", metavar="PERIOD")
    ],
    mode: Annotated[str, option("Who assesses: self, external or joint.", metavar="MODE")],
    region: Annotated[str, option("Part of the state, if not the whole.", metavar="NAME")] = "",
    language: Annotated[str, option("Language of the questionnaire.", metavar="CODE")] = "",
    scope_note: Annotated[str, option("What else a reader must know.", metavar="TEXT")] = "",
    questionnaire: Annotated[str, option("Id of the questionnaire.", metavar="ID")] = "spcf",
    name: Annotated[str, option("Name of an invented state.", metavar="NAME")] = "",
    as_json: AsJson = False,
) -> None:
    """Begin an assessment and print its id."""
    from assessment.services.assessments import NewAssessment, create_assessment

    given = NewAssessment(
        questionnaire_id=questionnaire,
        state_code=state.strip().upper(),
        period=period,
        mode=mode.strip().lower(),
        region=region,
        language=language,
        scope_note=scope_note,
        invented_name=name,
    )
    assessment = create_assessment(open_context(ctx), given)
    emit({"assessment": assessment}, (assessment.id,), as_json=as_json)
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
        "assessments, each with the keys that 'spca new --json' prints, n_answered, n_indicators "
        "(null if its questionnaire is not here) and last_change (null before the first answer)"
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
        _(
            "{answered} of {indicators}",
            answered=summary.n_answered,
            indicators="?" if n_indicators is None else n_indicators,
        ),
        moment(at) if at else _("no answer yet"),
    )


def _n_indicators(context: "Context", item: "Assessment") -> int | None:
    framework = context.library.find(item.questionnaire_id, item.questionnaire_version)
    return len(framework.questionnaire.indicators) if framework else None

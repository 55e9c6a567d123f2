"""Prints how far scores depend on their assumptions, and computes kept results again."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, command, option
from assessment.cli.opening import AssessmentId, find_assessment, heading_lines, open_context
from assessment.cli.output import PROBLEMS_FOUND, align, emit, say
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.model.uncertainty import UncertaintyResult
    from assessment.services.context import Opened
    from assessment.services.kept_results import Replayed


@command(
    "uncertainty",
    mark("Print how far scores depend on assumptions."),
    mark(
        "What varies are answers, gaps in them, weights and method. Draws and seed are those of "
        "the questionnaire unless given. The page Method offers more choices of what varies."
    ),
    keys=mark(
        "kept_as, result (provenance, settings, states (assessment_id, fingerprint, dimensions, "
        "composite), not_varied)"
    ),
    examples=(
        "spca uncertainty 3f2a",
        "spca uncertainty 3f2a --seed 7 --keep",
        "spca score --replay 0006a1",
    ),
)
def uncertainty(  # noqa: PLR0913 - one option for each thing that can be chosen
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    draws: Annotated[
        int | None, option("How often everything is drawn.", min=100, max=20_000, metavar="NUMBER")
    ] = None,
    seed: Annotated[int | None, option("Seed of the draws.", min=0, metavar="NUMBER")] = None,
    keep: Annotated[
        bool, option("Store the result, to be computed again later.", "--keep")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print how far each score depends on answers, gaps in them, weights and method."""
    from assessment.model.uncertainty import UncertaintySettings
    from assessment.services.kept_results import keep_result
    from assessment.services.uncertainty import analyse

    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    settings = UncertaintySettings.from_rules(opened.framework.rules)
    given = {"draws": draws, "seed": seed}
    update = {name: value for name, value in given.items() if value is not None}
    result = analyse(context, opened, settings.model_copy(update=update))
    kept_as = keep_result(context, opened, result) if keep else None
    emit({"kept_as": kept_as, "result": result}, _lines(opened, result), as_json=as_json)
    if kept_as and not as_json:
        again = f"spca score --replay {kept_as}"
        say(_("Kept as {id}. Compute it again with: {command}", id=kept_as, command=again))


def replay(ctx: typer.Context, result_id: str, *, as_json: bool) -> None:
    """Compute a kept result again and say whether every digit is the same.

    Ends with 1 if the digits differ, or if answers or questionnaire have changed.
    """
    from assessment.services.kept_results import find_result, replay_result

    context = open_context(ctx)
    id_ = find_result(context, result_id)
    replayed = replay_result(context, id_)
    result = {
        "id": id_,
        "is_same": replayed.is_same,
        "stored": replayed.stored,
        "again": replayed.again,
        "problems": replayed.problems,
    }
    emit(result, _replay_lines(id_, replayed), as_json=as_json)
    if not replayed.is_same:
        raise typer.Exit(PROBLEMS_FOUND)


def _lines(opened: "Opened", result: "UncertaintyResult") -> Iterator[str]:
    from assessment.reporting.uncertainty import (
        explain_uncertainty,
        settings_sentences,
        spread_table,
    )

    framework = opened.framework
    yield from heading_lines(opened)
    yield ""
    table = spread_table(result.states[0], framework)
    yield from align([tuple(table.columns), *(tuple(row) for row in table.to_numpy().tolist())])
    for found in result.states[0].dimensions:
        yield ""
        yield from explain_uncertainty(found, result, framework)
    yield ""
    yield from settings_sentences(result.settings)
    yield from result.not_varied


def _replay_lines(id_: str, replayed: "Replayed") -> Iterator[str]:
    from assessment.locales.formats import moment, whole

    made, settings = replayed.stored.provenance, replayed.stored.settings
    yield _(
        "Result {id}: made {moment} with version {version}, questionnaire {questionnaire} "
        "(checksum {checksum}), seed {seed}, {draws} draws.",
        id=id_,
        moment=moment(made.made_at),
        version=made.app_version,
        questionnaire=f"{made.questionnaire_id} {made.questionnaire_version}",
        checksum=made.questionnaire_checksum[:12],
        seed=settings.seed,
        draws=whole(settings.draws),
    )
    yield from (str(problem) for problem in replayed.problems)
    if replayed.is_same:
        yield _("Computed again: every digit is the same.")
    elif replayed.again is not None:
        yield _("Computed again, and the digits differ.")

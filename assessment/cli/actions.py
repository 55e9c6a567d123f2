"""Prints what leads each question from its level of today to the next."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, command, option
from assessment.cli.opening import AssessmentId, heading_lines, heading_result, open_results
from assessment.cli.output import emit, to_plain
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.model.suggestion import Step
    from assessment.services.results import Results


@command(
    "actions",
    mark("Print what leads each question from its level of today to the next."),
    mark(
        "Each step with what is done, by which way, what must hold first, when a partner stops, "
        "time, cost and measure. What the answers speak against is printed with the reason."
    ),
    keys=mark(
        "questionnaire and assessment as for score, steps (id, standing, action, waits, "
        "not_verified, closings, against)"
    ),
    examples=("spca actions 3f2a", "spca actions 3f2a --to 3 --question LAW-5"),
)
def actions(
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    to: Annotated[int | None, option("Level to reach; one step up where left out.")] = None,
    question: Annotated[
        list[str] | None, option("Only of this question; can be given several times.", metavar="ID")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the steps up, one question after another."""
    from assessment.services.results import steps

    found = open_results(ctx, assessment)
    _refuse_unknown(question or (), to, found)
    chosen = [
        step for step in steps(found, to) if not question or step.action.indicator in question
    ]
    emit(_result(found, chosen), _lines(found, chosen), as_json=as_json)


def _refuse_unknown(
    questions: "list[str] | tuple[str, ...]", to: int | None, found: "Results"
) -> None:
    from assessment.locales.formats import listed

    asked = found.opened.framework.questionnaire
    unknown = [id_ for id_ in questions if not asked.has_indicator(id_)]
    if unknown:
        raise typer.BadParameter(
            _(
                "Not in this questionnaire: {ids}. Its questions are {known}.",
                ids=listed(unknown),
                known=listed(indicator.id for indicator in asked.indicators),
            )
        )
    if to is not None and not asked.lowest_level < to <= asked.highest_level:
        raise typer.BadParameter(
            _(
                "There is no step to level {level}; name one from {first} to {last}.",
                level=to,
                first=asked.lowest_level + 1,
                last=asked.highest_level,
            )
        )


def _result(found: "Results", chosen: "list[Step]") -> dict[str, object]:
    from assessment.reporting.actions import against, step_standing

    framework = found.opened.framework
    return {
        **heading_result(found.opened),
        "steps": [
            {
                "id": step.action.id,
                "standing": step_standing(step),
                **to_plain(step),
                "against": [*against(step, framework)],
            }
            for step in chosen
        ],
    }


def _lines(found: "Results", chosen: "list[Step]") -> Iterator[str]:
    from assessment.reporting.progress import progress_sentence

    yield from heading_lines(found.opened)
    framework = found.opened.framework
    if not framework.actions:
        yield _("This version of the questionnaire comes without steps from level to level.")
    elif found.profile.progress.is_early:
        yield progress_sentence(found.profile.progress, framework)
    elif not chosen:
        yield _("No question here has a level below the goal.")
    for step in chosen:
        yield from _step_lines(step, found)


def _step_lines(step: "Step", found: "Results") -> Iterator[str]:
    from assessment.reporting.actions import (
        against,
        precedents,
        step_facts,
        step_name,
        step_standing,
        studies,
    )

    framework, action = found.opened.framework, step.action
    yield ""
    yield f"{step_name(action, framework)} [{step_standing(step)}]"
    yield from (f"  ! {sentence}" for sentence in against(step, framework))
    yield from (f"  - {sentence}" for sentence in action.do)
    for sentence in action.stop_if:
        yield "  " + _("Stop if: {sign}", sign=sentence)
    yield from (f"  {name}: {fact}" for name, fact in step_facts(action, framework))
    yield from (f"  {sentence}" for sentence in precedents(action))
    yield from (f"  {sentence}" for sentence in studies(action, framework))

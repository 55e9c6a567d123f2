"""Prints what the evidence register says of programmes; the sentences are those of the page."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, Force, command, option
from assessment.cli.files import choose_target, write_whole
from assessment.cli.opening import settings_of
from assessment.cli.output import emit
from assessment.cli.questionnaires import QuestionnaireId
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.model.claims import EvidenceRegister
    from assessment.model.framework import Framework
    from assessment.model.programme import Catalogue, Programme


@command(
    "evidence",
    mark("Show what studies found of the programmes, and why each has its label."),
    mark(
        "Studies with what they do not show, counts of coded reviews with adverse consequences "
        "apart, and questions to answer before money is spent. With -o a table is written; the "
        "ending of the file says how: .csv or .xlsx."
    ),
    keys=mark(
        "questionnaire, version, checksum (of the register), rule, review_source, programmes (id, "
        "name, label, label_name, weighed, claims, reviews, near), and file: null or its name"
    ),
    examples={
        "spca evidence spcf --programme P37": mark("one programme"),
        "spca evidence spcf -o evidence.xlsx": mark("all of it as a table"),
    },
)
def evidence(  # noqa: PLR0913 - one option for each thing that can be asked of it
    ctx: typer.Context,
    *,
    questionnaire_id: QuestionnaireId,
    programme: Annotated[str, option("Only this programme.", metavar="NAME")] = "",
    version: Annotated[str, option("Version, if not the newest.", metavar="VERSION")] = "",
    output: Annotated[
        Path | None, option("File to write.", "--output", "-o", metavar="FILE")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Show what studies found of the programmes, and why each has its label."""
    from assessment.library.shelf import open_library
    from assessment.services.evidence import choose_programmes, find_register, register_content
    from assessment.wiring import now

    library = open_library(settings_of(ctx).questionnaires)
    register, catalogue, framework = find_register(library, questionnaire_id, version)
    chosen = choose_programmes(catalogue, programme)
    asked = framework.questionnaire
    target = choose_target(output, f"{asked.id}-evidence.csv") if output else None
    if target:
        content = register_content(framework, target.suffix.lower().lstrip("."), now())
        write_whole(target, content, force=force)
    result = {
        "questionnaire": asked.id,
        "version": asked.version,
        "checksum": register.checksum,
        "rule": register.rule.model_dump(),
        "review_source": register.review_source.model_dump(),
        "programmes": [_programme_result(one, register, catalogue) for one in chosen],
        "file": target,
    }
    emit(result, [str(target)] if target else _lines(chosen, register, framework), as_json=as_json)


def _programme_result(
    programme: "Programme", register: "EvidenceRegister", catalogue: "Catalogue"
) -> dict[str, object]:
    return {
        "id": programme.id,
        "name": programme.name,
        "label": programme.evidence,
        "label_name": catalogue.evidence_label(programme.evidence).name,
        "weighed": register.weighed(programme.id).model_dump(),
        "claims": [one.model_dump() for one in register.claims_of(programme.id)],
        "reviews": [one.model_dump() for one in register.reviews_of(programme.id)],
        "near": [one.model_dump() for one in register.near(programme.id)],
    }


def _lines(
    programmes: "Iterable[Programme]", register: "EvidenceRegister", framework: "Framework"
) -> Iterator[str]:
    """Yield the rule, then each programme with its sections."""
    from assessment.reporting.evidence import evidence_line, evidence_sections, rule_sentences

    yield from rule_sentences(register, framework)
    for programme in programmes:
        yield ""
        yield f"{programme.id}  {programme.name}"
        yield "  " + evidence_line(programme, framework)
        # Why the label is said in the line above.
        for heading, sentences in evidence_sections(programme, register)[1:]:
            yield f"  {heading}"
            yield from (f"    - {' '.join(sentence.splitlines())}" for sentence in sentences)

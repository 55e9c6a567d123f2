"""Scores a table of many states with an index: the form of `spca score` with a folder."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from assessment.cli.files import choose_target, read_some, refuse_existing, write_whole
from assessment.cli.opening import settings_of
from assessment.cli.output import align, emit, say
from assessment.locales import gettext as _

if TYPE_CHECKING:
    from assessment.services.score_table import ScoredTable, TableAudit

LARGEST_TABLE = 50_000_000


@dataclass(frozen=True)
class TableOptions:
    """What can be asked of a table and of nothing else; what was not asked is empty."""

    output: Path | None = None
    ranks: bool = False
    decimal_comma: bool = False
    draws: int | None = None
    seed: int | None = None
    settings: Path | None = None
    audit: bool = False
    heading_row: int | None = None
    force: bool = False

    @property
    def given(self) -> tuple[str, ...]:
        """The options that were given, as they are typed."""
        default = TableOptions()
        names = (one.name for one in fields(self) if one.name != "force")
        return tuple(
            f"--{n.replace('_', '-')}" for n in names if getattr(self, n) != getattr(default, n)
        )

    @property
    def varies(self) -> bool:
        """Whether intervals are asked for."""
        return (self.draws, self.seed, self.settings) != (None, None, None)


def score_table_with(
    ctx: typer.Context,
    table: Path,
    folder: Path,
    options: TableOptions,
    *,
    as_json: bool,
) -> None:
    """Compute a table with the index in a folder and print or write what comes of it."""
    # The name of a folder that ships is enough, from wherever the command is run.
    chosen = folder if folder.is_dir() else settings_of(ctx).questionnaires / folder
    if options.varies:
        _spread(table, chosen, options, as_json=as_json)
    elif options.output is not None:
        _write(table, chosen, options, as_json=as_json)
    else:
        _print(table, chosen, options, as_json=as_json)


def _print(table: Path, folder: Path, options: TableOptions, *, as_json: bool) -> None:
    from assessment.cli.table_lines import table_lines, table_result
    from assessment.services.score_table import audit_table

    found = _scored(table, folder, options)
    result = table_result(found, ranks=options.ranks)
    lines = table_lines(found, ranks=options.ranks)
    if options.audit:
        audit = audit_table(found)
        result |= {"audit": audit.nodes, "audit_left_out": audit.left_out}
        lines = (*lines, *_audit_lines(found, audit))
    emit(result, lines, as_json=as_json)
    _say_warnings(found, as_json=as_json)


def _scored(table: Path, folder: Path, options: TableOptions) -> "ScoredTable":
    from assessment.services.score_table import score_table

    content = read_some(table, LARGEST_TABLE)
    return score_table(folder, content, table.name, heading_row=options.heading_row)


def _write(table: Path, folder: Path, options: TableOptions, *, as_json: bool) -> None:
    from assessment.cli.table_lines import table_result
    from assessment.reporting.table_results import comparison_lines

    if options.audit:
        raise typer.BadParameter(_("--audit does not go with --output. Take --json to keep it."))
    target = choose_target(options.output or Path(), f"{table.stem}-scores.csv")
    refuse_existing(target, force=options.force)
    found = _scored(table, folder, options)
    write_whole(target, _content_for(target, found, options), force=options.force)
    result = {**table_result(found, ranks=options.ranks), "file": target}
    emit(result, [str(target)], as_json=as_json)
    if not as_json:
        for line in comparison_lines(found.comparison):
            say(line)
    _say_warnings(found, as_json=as_json)


def _content_for(target: Path, found: "ScoredTable", options: TableOptions) -> bytes:
    """Return a workbook for a name that ends in .xlsx, and else CSV."""
    from assessment.exchange.wide_results import write_results_workbook, write_wide_results
    from assessment.wiring import now

    if target.suffix.casefold() != ".xlsx":
        return write_wide_results(found, ranks=options.ranks, decimal_comma=options.decimal_comma)
    return write_results_workbook(found, now(), ranks=options.ranks)


def _spread(table: Path, folder: Path, options: TableOptions, *, as_json: bool) -> None:
    from assessment.cli.table_lines import table_lines, table_result, uncertainty_lines
    from assessment.services.table_uncertainty import Asked, spread_table
    from assessment.wiring import app_version

    if options.output is not None or options.audit:
        raise typer.BadParameter(
            _("--output and --audit do not go with draws. Take --json to keep the intervals.")
        )
    asked = Asked(options.draws, options.seed, options.settings, options.heading_row)
    content = read_some(table, LARGEST_TABLE)
    found = spread_table(folder, content, table.name, asked=asked, app_version=app_version())
    ranks = options.ranks
    emit(
        {**table_result(found.scored, ranks=ranks), "uncertainty": found.uncertainty},
        (*table_lines(found.scored, ranks=ranks), *uncertainty_lines(found, ranks=ranks)),
        as_json=as_json,
    )
    _say_warnings(found.scored, as_json=as_json)


def _audit_lines(found: "ScoredTable", audit: "TableAudit") -> Iterator[str]:
    from assessment.reporting.audit import audit_table, explain_audit

    names = {node.id: f"{node.id} {node.name}" for node in found.result.index.rules.tree}

    def name(id_: str) -> str:
        return names.get(id_, id_)

    if audit.left_out:
        yield ""
        yield from audit.left_out
    for node in audit.nodes:
        yield ""
        yield from explain_audit(node, name)
        if node.has_enough:
            table = audit_table(node, name)
            rows = (tuple(row) for row in table.to_numpy().tolist())
            yield from align([tuple(table.columns), *rows])


def _say_warnings(found: "ScoredTable", *, as_json: bool) -> None:
    if not as_json:
        for problem in found.warnings:
            say(_("Note: {problem}", problem=problem))

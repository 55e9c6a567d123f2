"""Prints how the scores of the demonstration change, as a table for a decision or the changelog.

Run from the root of the repository, with a folder of files and the version in which those are
scored that name none, before and after:

    git archive 0634178 data/samples/demonstration | tar -x -C build
    python -m tests.figures.scores_affected build/data/samples/demonstration 1.0 \
        data/samples/demonstration 2.0
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.model.score import DimensionScore, Profile
from assessment.services.context import open_assessment
from assessment.services.demonstration import load_demonstration
from assessment.services.results import Results, score
from assessment.wiring import ROOT, Settings, open_application

QUESTIONNAIRE = "questionnaire: spcf\n"


def results_of(folder: Path, version: str) -> Mapping[str, Results]:
    """Score every file of a folder by its title; those that name no version in this one."""
    with TemporaryDirectory() as name:
        files, database = Path(name), f"sqlite:///{name}/spca.db"
        for path in folder.glob("*.yaml"):
            text = path.read_text("utf-8")
            if "\nversion:" not in text:
                text = text.replace(QUESTIONNAIRE, f'{QUESTIONNAIRE}version: "{version}"\n')
            (files / path.name).write_text(text, "utf-8")
        context = open_application(Settings(database, ROOT / "questionnaires", "A", "B")).context()
        loaded = load_demonstration(context, files)
        return {one.title: score(context, open_assessment(context, one.id)) for one in loaded}


def cell(found: DimensionScore) -> str:
    """Return score, letter of the band and interval; bounds where there is no score."""
    if found.too_early:
        return "too early"
    if found.value is None or found.band is None or found.interval is None:
        return f"no score, {found.low:.1f} to {found.high:.1f}"
    spread = f"{found.interval.low:.1f} to {found.interval.high:.1f}"
    return f"{found.value:.1f} {found.band.letter} ({spread})"


def cells(results: Results | None) -> Mapping[str, str]:
    """Return one cell a dimension, and one for the tier and for the active gaps."""
    if results is None:
        return {}
    profile: Profile = results.profile
    found = {one.dimension_id: cell(one) for one in profile.dimensions}
    found["Review"] = profile.tier.id if profile.tier else "none yet"
    found["Active gaps"] = ", ".join(sorted(profile.active_gap_ids)) or "none"
    return found


def table(before: Mapping[str, Results], after: Mapping[str, Results]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield "| Assessment | Part | Before | After |"
    yield "|---|---|---|---|"
    for title in sorted({*before, *after}):
        old, new = cells(before.get(title)), cells(after.get(title))
        for part in new or old:
            yield f"| {title} | {part} | {old.get(part, 'not there')} | {new.get(part, 'gone')} |"


if __name__ == "__main__":
    first, first_version, second, second_version = sys.argv[1:]
    pair = results_of(Path(first), first_version), results_of(Path(second), second_version)
    sys.stdout.write("\n".join(table(*pair)) + "\n")

"""The figures in docs/uncertainty.md are those that the code computes."""

import os
from pathlib import Path

from assessment.locales.formats import fixed, round_half_up
from assessment.model.uncertainty import UncertaintySettings
from assessment.reporting.uncertainty import SOURCE_NAMES, out_of_hundred
from assessment.reporting.wording import show_range
from assessment.scoring.profile import score_record
from assessment.scoring.uncertainty import analyse_records
from tests.builders import MOMENT, spcf
from tests.unit.uncertainty.analyses import record

PAGE = Path(__file__).parents[3] / "docs" / "uncertainty.md"
START, END = "<!-- figures start -->\n", "<!-- figures end -->\n"
VECTORS = {
    "LAW": (3, 1, 2, 2, 0, 2, 2, 2),
    "SEC": (3, 2, 2, 2, 1, 1, 3, 2, 2),
    "POL": (2, 2, 3, 2, "II", 1, 3),
    "PRE": (2, 1, 2, 0, 1, 1, 1, 3),
}


def figures():
    framework = spcf()
    answers = {
        f"{dimension}-{n}": level
        for dimension, levels in VECTORS.items()
        for n, level in enumerate(levels, start=1)
    }
    one = record(framework, answers, confidence="medium")
    chosen = UncertaintySettings.from_rules(framework.rules)
    result = analyse_records(framework, [one], chosen, made_at=MOMENT, app_version="0.1.0")
    own = {s.dimension_id: s.interval for s in score_record(framework, one).dimensions}
    found = {d.dimension_id: d for d in result.states[0].dimensions}
    return "\n".join((*_results(found, own), "", *_shares(found), ""))


def _results(found, own):
    yield "| Answers | Score | Own interval | 3.5 to 96.5 % here | Draws of 100 in each band |"
    yield "|---|---|---|---|---|"
    for id_, levels in VECTORS.items():
        one = found[id_]
        counts = out_of_hundred({k: share for k, share in one.bands.items() if share})
        yield (
            f"| {id_} {', '.join(map(str, levels))} | {fixed(one.point, 1)} "
            f"| {show_range(own[id_].low, own[id_].high)} "
            f"| {show_range(one.spread.low, one.spread.high)} "
            f"| {', '.join(f'{letter} {count}' for letter, count in counts.items())} |"
        )


def _shares(found):
    yield (
        "| Share of the variance: alone / with others (95 % interval) | "
        + " | ".join(VECTORS)
        + " |"
    )
    yield "|---|" + "---|" * len(VECTORS)
    for place, share in enumerate(found["LAW"].shares):
        cells = [_cell(found[id_].shares[place]) for id_ in VECTORS]
        if set(cells) != {"0"}:
            yield f"| {SOURCE_NAMES[share.source]} | {' | '.join(cells)} |"


def _cell(share):
    if share.total.low == share.total.high == 0:
        return "0"
    first, total, low, high = (
        round_half_up(value, 2)
        for value in (share.first.value, share.total.value, share.total.low, share.total.high)
    )
    return f"{first} / {total} ({low} to {high})"


def test_the_figures_on_the_page_are_those_of_the_code():
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(START)
    after = rest.split(END)[1]
    expected = before + START + figures() + END + after
    if os.environ.get("SPCA_WRITE_DOCS") == "1":
        PAGE.write_text(expected, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == expected, "renew it with SPCA_WRITE_DOCS=1"

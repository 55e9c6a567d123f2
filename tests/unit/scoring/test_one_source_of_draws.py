"""The same thing has the same digits wherever it is shown, and no interval hangs on its seed."""

from collections.abc import Iterator
from io import BytesIO

import numpy as np
import openpyxl
import pytest

from assessment.cli.scores import _result as score_as_json
from assessment.locales.formats import fixed
from assessment.model.framework import Framework
from assessment.model.rules import LEAST_DRAWS
from assessment.model.score import Interval
from assessment.scoring.draws import Draws, interval_of, published_settings
from assessment.scoring.method_trial import spread_states
from assessment.scoring.profile import compare_dimensions, score_record, score_records
from assessment.scoring.uncertainty import analyse_records
from assessment.services.compare import compare
from assessment.services.context import Context, open_assessment
from assessment.services.demonstration import load_demonstration
from assessment.services.method import read_states
from assessment.services.results import export_results, score
from assessment.services.uncertainty import analyse
from assessment.wiring import ROOT, Settings, open_application
from tests.builders import MOMENT, Level, an_assessment, record_with, spcf
from tests.random_answers import quick, without_methods

Ends = dict[tuple[str, str], tuple[str, str] | None]
"""Assessment and dimension to the two ends of the interval, as they are shown."""

N_SEEDS = 20


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Context, tuple[str, ...]]:
    database = tmp_path_factory.mktemp("draws") / "spca.db"
    settings = Settings(f"sqlite:///{database}", ROOT / "questionnaires", "Ada", "Here")
    context = open_application(settings).context()
    samples = ROOT / "data" / "samples" / "demonstration"
    return context, tuple(found.id for found in load_demonstration(context, samples))


def shown(interval: Interval | None) -> tuple[str, str] | None:
    return None if interval is None else (fixed(interval.low, 1), fixed(interval.high, 1))


def on_profiles(context: Context, ids: tuple[str, ...]) -> Ends:
    return {
        (id_, found.dimension_id): shown(found.interval)
        for id_ in ids
        for found in score(context, open_assessment(context, id_)).profile.dimensions
    }


def test_profile_compare_method_workbook_and_command_show_the_same_digits(loaded) -> None:
    context, ids = loaded
    profiles = on_profiles(context, ids)
    assert sum(ends is not None for ends in profiles.values()) > 20
    for place in (on_compare, on_method, in_workbooks, in_commands, in_analyses):
        other = place(context, ids)
        assert other
        assert {key: profiles[key] for key in other} == other, place.__name__


def on_compare(context: Context, ids: tuple[str, ...]) -> Ends:
    found = compare(context, ids, aliases=False)
    return {
        (member.assessment_id, one.dimension_id): shown(one.interval)
        for group in found.groups
        for member in group.compared
        for one in member.dimensions
    }


def on_method(context: Context, ids: tuple[str, ...]) -> Ends:
    ends: Ends = {}
    for id_ in ids:
        states = read_states(context, open_assessment(context, id_))
        for dimension in states.framework.questionnaire.dimensions:
            spreads = states.before(dimension)
            for row, record in enumerate(states.records):
                interval = None
                if spreads.published[row]:
                    interval = Interval(float(spreads.low[row]), 0, float(spreads.high[row]))
                ends[record.assessment.id, dimension.id] = shown(interval)
    return ends


def in_workbooks(context: Context, ids: tuple[str, ...]) -> Ends:
    ends: Ends = {}
    for id_ in ids:
        opened = open_assessment(context, id_)
        book = openpyxl.load_workbook(BytesIO(export_results(context, opened).content))
        rows = [row[:10] for row in book["Dimensions"].iter_rows(values_only=True)]
        (heads,) = (row for row in rows if row[0] == "Dimension")
        for row in rows:
            cells = dict(zip(heads, row, strict=True))
            if row is not heads and isinstance(cells["Interval from"], float | int):
                low, high = cells["Interval from"], cells["Interval to"]
                ends[id_, str(cells["Dimension"])] = (fixed(low, 1), fixed(high, 1))
    return ends


def in_commands(context: Context, ids: tuple[str, ...]) -> Ends:
    ends: Ends = {}
    for id_ in ids:
        results = score(context, open_assessment(context, id_))
        for row in score_as_json(results, explain=False)["dimensions"]:  # type: ignore[attr-defined]
            interval = row["interval"]
            given = interval and Interval(interval["low"], 0, interval["high"])
            ends[id_, row["dimension_id"]] = shown(given)
    return ends


def in_analyses(context: Context, ids: tuple[str, ...]) -> Ends:
    """What varies is what varies beside every score; missing answers are left out there too."""
    ends: Ends = {}
    for id_ in ids:
        opened = open_assessment(context, id_)
        settings = published_settings(opened.framework.rules.interval)
        for found in analyse(context, opened, settings).states[0].dimensions:
            spread = found.spread
            interval = Interval(spread.low, spread.median, spread.high) if spread else None
            ends[id_, found.dimension_id] = shown(interval)
    return ends


def generated(framework: Framework, number: int) -> Iterator[dict[str, Level]]:
    """Answers of invented states, of which one in twelve is missing."""
    generator = np.random.default_rng(11)
    for _ in range(number):
        typical = generator.integers(0, 5)
        yield {
            indicator.id: "II"
            if generator.random() < 1 / 12
            else int(np.clip(typical + generator.integers(-1, 2), 0, 4))
            for indicator in framework.questionnaire.indicators
        }


def test_two_hundred_generated_assessments_have_the_same_digits_by_every_way() -> None:
    framework = without_methods(quick(spcf()))
    records = [
        record_with(
            framework, levels, assessment=an_assessment(framework, id=f"a-{n}", period=f"{n}")
        )
        for n, levels in enumerate(generated(framework, 200))
    ]
    together = score_records(framework, records)
    settings = published_settings(framework.rules.interval)
    spreads = [spread_states(framework, records, d) for d in framework.questionnaire.dimensions]
    for row, record in enumerate(records):
        alone = score_record(framework, record).dimensions
        compared = compare_dimensions(framework, record, records[row - 1])
        result = analyse_records(framework, (record,), settings, made_at=MOMENT, app_version="0")
        for number, one in enumerate(alone):
            assert together[row][number] == one == compared[number].before
            spread = result.states[0].dimensions[number].spread
            own = spreads[number]
            if one.interval is None:
                assert spread is None
                assert np.isnan(own.low[row])
                continue
            assert spread is not None
            assert (spread.low, spread.median, spread.high) == (
                one.interval.low, one.interval.median, one.interval.high
            )  # fmt: skip
            assert (own.low[row], own.high[row]) == (one.interval.low, one.interval.high)


def test_no_end_of_an_interval_moves_by_a_point_over_twenty_seeds(loaded) -> None:
    context, ids = loaded
    for id_ in ids:
        results = score(context, open_assessment(context, id_))
        framework = results.opened.framework
        rule = framework.rules.interval
        assert rule.draws >= LEAST_DRAWS
        shown_ids = [d.dimension_id for d in results.profile.dimensions if d.value is not None]
        if not shown_ids:
            assert results.profile.progress.is_early
            continue
        ends: list[list[tuple[float, float]]] = []
        for seed in range(N_SEEDS):
            settings = published_settings(rule).model_copy(update={"seed": seed})
            drawn = Draws(framework, settings).score(results.record)
            found = [interval_of(drawn[dimension], rule.quantiles) for dimension in shown_ids]
            ends.append([(one.low, one.high) for one in found if one])
        moved = np.ptp(np.array(ends), axis=0)
        assert moved.max() < 1, (results.opened.assessment.title, moved.round(2).tolist())

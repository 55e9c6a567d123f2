"""Results as JSON, replayed to the last digit, and what they say was not varied."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st
from pydantic import ValidationError

from assessment.model.fingerprint import fingerprint
from assessment.model.uncertainty import UncertaintyResult, UncertaintySettings
from assessment.scoring.uncertainty import analyse_records, replay
from tests.builders import MOMENT, all_at, an_answer, recorded, small_framework, spcf
from tests.random_answers import levels, quick
from tests.unit.uncertainty.analyses import ALL_RULES, NOTHING, analyse, record

EVERYTHING = {
    "rules": ALL_RULES,
    "allowance_spread": 0.5,
    "leave_one_out": True,
    "sensitivity_size": 64,
}


@tries(deadline=None, max_examples=15)
@given(data=st.data())
def test_a_result_survives_json_and_a_replay_gives_the_same_text(data):
    framework = quick(spcf())
    records = [
        record(framework, data.draw(levels(framework)), f"a-{n}")
        for n in range(data.draw(st.integers(1, 2)))
    ]
    raters = {"a-0": {"LAW-1": (1, 3, 4)}}
    result = analyse(framework, *records, draws=100, raters=raters, **EVERYTHING)
    again = UncertaintyResult.from_json(result.to_json())
    assert again == result
    assert replay(again, framework, records) == result
    assert replay(again, framework, records).to_json() == result.to_json()


def test_a_result_names_everything_that_it_was_made_with():
    framework = small_framework()
    one = record(framework, all_at(framework, 2))
    given_settings = UncertaintySettings.from_rules(framework.rules)
    result = analyse_records(framework, [one], given_settings, made_at=MOMENT, app_version="0.1.0")
    found = json.loads(result.to_json())
    assert found["provenance"] == {
        "questionnaire_id": "small",
        "questionnaire_version": "1.0",
        "questionnaire_checksum": "0123456789abcdef",
        "app_version": "0.1.0",
        "made_at": "2026-03-02T09:30:00Z",
    }
    assert (found["settings"]["seed"], found["settings"]["draws"]) == (7, 10_000)
    assert found["states"][0]["fingerprint"] == fingerprint(one)
    assert found["states"][0]["assessment_id"] == "a-1"


def test_another_process_and_a_narrower_vector_unit_give_the_same_to_nine_decimals():
    program = (
        "from tests.unit.uncertainty.analyses import analyse, record\n"
        "from tests.builders import all_at, spcf\n"
        "f = spcf(); a = all_at(f, 2) | {'LAW-1': 'II', 'SEC-1': 1}\n"
        "r = analyse(f, record(f, a), rules=('own', 'geometric_mean'), sensitivity_size=64)\n"
        "print(r.to_json())"
    )
    framework = spcf()
    answers = all_at(framework, 2) | {"LAW-1": "II", "SEC-1": 1}
    rules = ("own", "geometric_mean")
    here = analyse(framework, record(framework, answers), rules=rules, sensitivity_size=64)
    # numpy refuses names that it was not built with, so only those that it found are taken.
    wide = "X86_V4 AVX512_ICL AVX512_SPR AVX512F AVX512CD AVX512_SKX AVX2 FMA3 X86_V3"
    for disabled in ("", wide):
        environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": _known(disabled)}
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", program],
            cwd=Path(__file__).parents[3],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert in_numbers(done.stdout) == pytest.approx(in_numbers(here.to_json()), abs=1e-9)


def in_numbers(text):
    """Every number of a result by its place; texts are compared with their places."""

    def walk(value, place):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from walk(inner, f"{place}.{key}")
        elif isinstance(value, list):
            for n, inner in enumerate(value):
                yield from walk(inner, f"{place}.{n}")
        elif isinstance(value, int | float):
            yield place, float(value)
        else:
            yield f"{place} = {value}", 0.0

    return dict(walk(json.loads(text), ""))


def _known(names):
    from numpy._core._multiarray_umath import __cpu_dispatch__  # noqa: PLC0415 - private, for this alone

    return " ".join(name for name in names.split() if name in __cpu_dispatch__)


def test_a_text_that_is_no_result_is_refused():
    with pytest.raises(ValueError, match="validation error"):
        UncertaintyResult.from_json('{"settings": {}}')


def test_the_fingerprint_changes_with_what_scoring_reads_and_with_nothing_else():
    framework = small_framework()
    answers = all_at(framework, 2)
    one = record(framework, answers)
    same = record(framework, dict(reversed(answers.items())))
    assert fingerprint(one) == fingerprint(same)
    draft = replace(one, answers={**one.answers})
    draft.answers["LAW-1"] = recorded(an_answer("LAW-1", 2, rationale="A longer text."), revision=4)
    assert fingerprint(draft) == fingerprint(one)
    others = [
        record(framework, answers | {"LAW-1": 3}),
        record(framework, answers | {"LAW-1": "II"}),
        record(framework, answers | {"LAW-1": "NA"}),
        record(framework, answers, confidence="high"),
    ]
    assert len({fingerprint(other) for other in (one, *others)}) == 5


def test_an_answer_taken_back_has_the_fingerprint_of_one_never_given():
    framework = small_framework()
    assert fingerprint(record(framework, {"LAW-1": None})) == fingerprint(record(framework, {}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"draws": 99},
        {"draws": 200_001},
        {"seed": -1},
        {"weight_spread": 1},
        {"weight_spread": -0.1},
        {"allowance_spread": -1},
        {"rules": ()},
        {"rules": ("mean", "mean")},
        {"rules": ("mode",)},
        {"sensitivity_size": 8193},
        {"raters": {"a-1": {"LAW-1": ()}}},
        {"speed": 3},
    ],
)
def test_settings_outside_their_range_are_refused(wrong):
    with pytest.raises(ValidationError):
        UncertaintySettings(**{"seed": 1, **wrong})


def test_what_was_not_varied_is_said_for_each_source_that_is_off():
    framework = small_framework()
    one = record(framework, all_at(framework, 2))
    raters = {"a-1": {"LAW-1": (1, 2)}}
    everything = set(analyse(framework, one, raters=raters, **EVERYTHING).not_varied)
    nothing = set(analyse(framework, one, **NOTHING).not_varied)
    # That answers move on their own can be said only where they move.
    alone = {sentence for sentence in everything if "too kind or too strict" in sentence}
    assert everything - alone < nothing
    # Seven sources, each with a sentence of its own when it is off.
    assert len(nothing - everything) == 7
    assert len(alone) == 1
    assert not alone & nothing


def test_the_sources_that_vary_are_named_in_a_fixed_order():
    assert UncertaintySettings(seed=1).varied == ("answers", "missing", "weights", "step_maps")
    assert UncertaintySettings(seed=1, **NOTHING).varied == ()
    every = UncertaintySettings(
        seed=1, rules=ALL_RULES, allowance_spread=1, raters={"a": {"LAW-1": (1,)}}
    )
    assert len(every.varied) == 7

"""`spca bench score|mc|agreement` as CI runs them: quick, and held against the baseline."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assessment.cli.benchmark.compute.baseline import read_baseline

ROOT = Path(__file__).parents[2]
BASELINE = ROOT / "docs" / "benchmarks" / "baseline.json"
KEYS = {
    "machine",
    "one_thread",
    "calibration",
    "contests",
    "comparisons",
    "measured_again",
    "waits",
    "peak_memory_mb",
    "recorded",
    "problems",
}
pytestmark = pytest.mark.slow


def bench(*words: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, after some Python if need be."""
    code = f"{before}\nfrom assessment.cli import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", code, "bench", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("command", ["score", "mc", "agreement"])
def test_the_arithmetic_is_equal_and_as_fast_beside_the_other_ways_as_it_was(command: str) -> None:
    done = bench(command, "--quick", "--json", "--against", str(BASELINE))
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert set(found) == KEYS | {"spca_version"}
    assert found["one_thread"] is True
    assert found["problems"] == []
    # Every contest that was measured is held against the baseline, by both of its ratios.
    assert len(found["comparisons"]) == 2 * len(found["contests"]) > 0


def test_the_baseline_holds_the_large_tables_too() -> None:
    names = read_baseline(BASELINE)
    assert {f"score 200000x60 {rule}" for rule in ("arithmetic", "geometric", "minimum")} <= set(
        names
    )


def test_a_baseline_that_cannot_be_held_ends_with_1_and_says_by_how_much(tmp_path: Path) -> None:
    names = read_baseline(BASELINE)
    too_good = {
        name: {key: value / 100 for key, value in ratios.items()} for name, ratios in names.items()
    }
    path = tmp_path / "too-good.json"
    path.write_text(json.dumps({"ratios": too_good}), encoding="utf-8")
    done = bench("agreement", "--quick", "--against", str(path))
    assert done.returncode == 1
    assert "TOO SLOW  agreement 60 alphas 200x10" in done.stdout
    assert "measured twice" in done.stderr


def test_a_wrong_digit_ends_with_1_before_anything_is_timed() -> None:
    wrong = (
        "import assessment.scoring.alpha as alpha\n"
        "right = alpha.alpha_of\n"
        "alpha.alpha_of = lambda *a, **k: right(*a, **k) + 1e-9\n"
    )
    done = bench("agreement", "--quick", "--json", before=wrong)
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert found["contests"] == []
    assert {problem["code"] for problem in found["problems"]} == {"bench.not_equal"}
    # And numpy was loaded by the lines above, before its threads could be set.
    assert found["one_thread"] is False


def test_a_file_that_is_not_there_is_told_and_nothing_is_measured(tmp_path: Path) -> None:
    done = bench("score", "--quick", "--against", str(tmp_path / "none.json"))
    assert done.returncode == 1
    assert "There is no such file" in done.stderr
    assert done.stdout == ""

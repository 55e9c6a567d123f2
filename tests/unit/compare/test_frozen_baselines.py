"""A frozen baseline is compared like any assessment, and stays what it was."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from assessment.model.comparison import Comparable, Verdict
from assessment.model.fingerprint import fingerprint
from assessment.services.compare import difference, export_csv, export_workbook, open_side, trend
from assessment.services.frozen import find_frozen, freeze, frozen_among, frozen_baselines
from assessment.services.score_cache import ScoreCache
from tests.builders import an_answer
from tests.leaks import leaked
from tests.pages.workspace import SMALL, Workspace
from tests.unit.compare.freezing import (
    FOUR,
    LAUNCH,
    compared,
    frozen,
    karsova,
    pair_of,
    raise_all,
    talvenor,
)
from tests.unit.compare.test_compare_service import words_of


def listed(desk: Workspace):
    context = desk.context()
    return frozen_baselines(context, context.store.headings())


def test_a_baseline_holds_assessment_moment_and_fingerprint_and_no_answer(desk: Workspace):
    one = karsova(desk)
    made = frozen(desk, one)
    store = desk.application.store
    stored = store.stored_result("baseline", made.id)
    assert stored.assessment_id == one.assessment.id
    assert made.fingerprint == fingerprint(desk.record(one))
    assert "LAW-1" not in stored.text
    assert listed(desk).found == (made,)
    assert find_frozen(desk.context(), made.id) == made


def test_a_baseline_is_named_after_state_period_day_and_its_own_name(desk: Workspace):
    one = talvenor(desk, period="2023")
    context = desk.context()
    later = datetime(2126, 3, 12, 23, 30, tzinfo=UTC)
    made = freeze(replace(context, clock=lambda: later), one.assessment.id, f"  {LAUNCH}\n")
    assert made.title == "Talvenor, 2023, frozen 12 Mar 2126: Launch of the programme"
    assert made.person_name == "Ben Bo"


def test_answers_given_later_never_change_a_baseline(desk: Workspace):
    one, other = karsova(desk), talvenor(desk, FOUR)
    made = frozen(desk, one)
    ids = (made.id, other.assessment.id)
    context, cache = desk.context(), ScoreCache()
    before = compared(context, *ids, cache=cache), pair_of(context, *ids)
    files = export_csv(before[0]).content
    raise_all(desk, one)
    after = compared(context, *ids, cache=cache), pair_of(context, *ids)
    assert after == before
    assert export_csv(after[0]).content == files
    assert [score.value for score in after[0].compared[0].dimensions] == [50, 50, 50]
    live = compared(context, one.assessment.id, cache=cache)
    assert [score.value for score in live.compared[0].dimensions] == [100, 100, 100]


def test_what_was_just_frozen_has_the_digits_of_the_assessment_itself(desk: Workspace):
    one, other = karsova(desk, {**dict.fromkeys(SMALL, 2), "SEC-2": "II"}), talvenor(desk, FOUR)
    made = frozen(desk, one)
    context, other_id = desk.context(), other.assessment.id
    live = pair_of(context, one.assessment.id, other_id)
    then = pair_of(context, made.id, other_id)
    assert then.dimensions == live.dimensions
    assert then.indicators == live.indicators


def test_held_against_its_own_assessment_only_what_changed_differs(desk: Workspace):
    one = karsova(desk)
    made = frozen(desk, one)
    desk.answer(one, an_answer("SEC-1", 4, confidence="high"))
    pair = pair_of(desk.context(), made.id, one.assessment.id)
    assert [found.indicator_id for found in pair.indicators if found.changed] == ["SEC-1"]
    law, security, prevention = pair.dimensions
    for same in (law, prevention):
        assert (same.difference, same.interval.low, same.interval.high) == (0, 0, 0)
        assert same.verdict is Verdict.NO_CLEAR_DIFFERENCE
    assert security.difference > 0
    assert pair.compatibility.comparable is Comparable.WITH_CAUTION
    (reason,) = pair.compatibility.reasons
    assert "are one assessment at different moments" in reason


def test_a_change_since_a_baseline_gets_a_verdict(desk: Workspace):
    one = karsova(desk, dict.fromkeys(SMALL, 0))
    made = frozen(desk, one)
    raise_all(desk, one)
    pair = pair_of(desk.context(), made.id, one.assessment.id)
    assert {found.verdict for found in pair.dimensions} == {Verdict.HIGHER}
    assert [found.difference for found in pair.dimensions] == [100, 100, 100]


def test_the_cache_never_mixes_baselines_and_live_assessments(desk: Workspace):
    """The second route has no cache at all."""
    one, context, cache = karsova(desk), desk.context(), ScoreCache()
    rng = np.random.default_rng(3)
    ids = [one.assessment.id]
    for n in range(12):
        for id_ in rng.choice(SMALL, 2, replace=False):
            desk.answer(one, an_answer(str(id_), int(rng.integers(5))))
        if n % 3 == 0:
            ids.append(frozen(desk, one, f"No. {n}").id)
        assert compared(context, *ids, cache=cache) == compared(context, *ids)
    scores = {str(found.dimensions) for found in compared(context, *ids, cache=cache).compared}
    assert len(scores) == len(ids)


def test_a_baseline_beside_its_assessment_has_an_id_of_its_own(desk: Workspace):
    one = karsova(desk)
    made = frozen(desk, one)
    found = compared(desk.context(), one.assessment.id, made.id)
    assert [side.assessment_id for side in found.compared] == [one.assessment.id, made.id]
    assert [side.label for side in found.compared] == ["Karsova, 2026", made.title]
    side = open_side(desk.context(), made.id)
    assert (side.id, side.opened.assessment.id) == (made.id, one.assessment.id)


def test_baselines_of_two_modes_with_one_name_are_told_apart(desk: Workspace):
    both = [frozen(desk, karsova(desk, mode=mode)) for mode in ("self", "external")]
    found = compared(desk.context(), *(one.id for one in both))
    assert [side.label for side in found.compared] == [
        f"{both[0].title}, self assessment",
        f"{both[1].title}, external assessment",
    ]


def test_a_trend_shows_periods_as_answered_now(desk: Workspace):
    early = karsova(desk, period="2023")
    frozen(desk, early)
    late = karsova(desk, FOUR)
    found = trend(desk.context(), late.assessment.id)
    assert [period.label for period in found.periods] == ["2023", "2026"]


def test_aliases_hide_the_name_and_the_day_of_a_baseline(desk: Workspace):
    one, other = karsova(desk, period="1987"), talvenor(desk, FOUR, period="1987")
    made = frozen(desk, one, "Harbour accord")
    context = desk.context()
    found = compared(context, made.id, other.assessment.id, aliases=True)
    pair = difference(context, found, *[side.assessment_id for side in found.compared])
    told = f"{found.compared}{found.compatibility}{pair.before}{pair.after}{pair.compatibility}"
    told += export_csv(found).content.decode()
    book = words_of(export_workbook(context, found, pair).content)
    day = f"frozen {made.moment.day} {made.moment:%b}"
    secrets = ("Karsova", "Talvenor", "1987", "Harbour", "accord", day, made.fingerprint[:12])
    assert leaked(secrets, told + book) == []
    assert "A frozen baseline holds the answers of the moment" in book


def test_a_workbook_says_of_which_moment_the_answers_are(desk: Workspace):
    one, other = karsova(desk), talvenor(desk, FOUR)
    made = frozen(desk, one)
    context = desk.context()
    found = compared(context, made.id, other.assessment.id)
    assert frozen_among(context, found) == (made,)
    book = words_of(export_workbook(context, found).content)
    assert made.title in book
    assert f"{made.moment:%H:%M:%S} UTC, fingerprint {made.fingerprint[:12]}" in book


def test_without_a_baseline_a_workbook_does_not_speak_of_any(desk: Workspace):
    one, other = karsova(desk), talvenor(desk, FOUR)
    frozen(desk, one)
    context = desk.context()
    found = compared(context, one.assessment.id, other.assessment.id)
    assert frozen_among(context, found) == ()
    assert "frozen baseline" not in words_of(export_workbook(context, found).content)

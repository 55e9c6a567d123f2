"""What holds for any answers and circumstances, in the newest version of what ships."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.model.conditions import KeyDecline, leaves
from assessment.model.evaluation import Facts, evaluate, passes
from assessment.model.score import Truth
from assessment.scoring.profile import score_record
from tests.builders import Level, an_answer, record_with, spcf
from tests.random_answers import flags, levels, quick

SPCF = spcf()
ORDER = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)
WEIGHTS = ("none", "unknown", "present", "severe")
PRECONDITIONS = [p for one in SPCF.catalogue.programmes for p in one.preconditions]  # type: ignore[union-attr]


def facts(chosen: dict[str, Level], flagged: dict[str, str]) -> Facts:
    record = record_with(SPCF, chosen, flags=flagged)
    answers = {id_: an_answer(id_, level) for id_, level in chosen.items()}
    return Facts(SPCF.questionnaire, answers, record.flags)


ONE_INDICATOR = st.sampled_from([i.id for i in SPCF.questionnaire.indicators])


@settings(max_examples=60)
@given(levels(SPCF), flags(SPCF), ONE_INDICATOR)
def test_what_does_not_apply_never_opens_a_gap_and_never_fails_a_precondition(
    chosen: dict[str, Level], flagged: dict[str, str], indicator_id: str
) -> None:
    before, after = facts(chosen, flagged), facts({**chosen, indicator_id: "NA"}, flagged)
    for gap in SPCF.rules.critical_gaps:
        if any(isinstance(leaf, KeyDecline) for leaf in leaves(gap.condition)):
            continue
        truths = [evaluate(gap.condition, one).truth for one in (before, after)]
        assert ORDER.index(truths[1]) <= ORDER.index(truths[0]), gap.id
    for precondition in PRECONDITIONS:
        truths = [passes(precondition.condition, one) for one in (before, after)]
        assert ORDER.index(truths[1]) >= ORDER.index(truths[0]), precondition.until
        leaf_ids = {getattr(leaf, "indicator", "") for leaf in leaves(precondition.condition)}
        if leaf_ids == {indicator_id}:
            assert truths[1] is Truth.TRUE


def weighty(flag: Any) -> list[str]:
    """The options of a flag, the lightest first."""
    options = sorted(flag.options, key=lambda option: WEIGHTS.index(option.counts_as))
    return [option.id for option in options]


@settings(max_examples=60)
@given(levels(SPCF), flags(SPCF), st.sampled_from(SPCF.questionnaire.context_flags), st.data())
def test_a_heavier_circumstance_never_lowers_the_tier(
    chosen: dict[str, Level], flagged: dict[str, str], flag: Any, data: st.DataObject
) -> None:
    rules = quick(SPCF)
    options = weighty(flag)
    light = data.draw(st.integers(0, len(options) - 1))
    heavy = data.draw(st.integers(light, len(options) - 1))
    ids = [tier.id for tier in rules.rules.review_tiers]

    def place(option: str) -> int:
        found = score_record(
            rules, record_with(rules, chosen, flags={**flagged, flag.id: option})
        ).tier
        return ids.index(found.id) if found else -1

    assert place(options[light]) <= place(options[heavy])

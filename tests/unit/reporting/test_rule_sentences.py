"""The rules and the method in words."""

from assessment.model.rules import MinimumRule
from assessment.reporting.rule_sentences import method_sentences, rule_sentence


def test_a_mean_capped_by_keys_is_told_with_its_allowance(spcf):
    assert rule_sentence(spcf.rules.dimensions["ECO"], spcf) == (
        "The score is the mean of the levels, but never more than "
        "1.5 levels above the lowest key indicator."
    )


def test_a_mean_capped_by_one_indicator_names_it(spcf):
    said = rule_sentence(spcf.rules.dimensions["SOC"], spcf)
    assert "2 levels above SOC-1 (" in said


def test_a_chain_names_its_stages(small):
    assert rule_sentence(small.rules.dimensions["PRE"], small) == (
        "The score is half the weakest stage and half the mean of the stages, "
        "which are Voice (PRE-1) and Decide (PRE-2)."
    )


def test_a_weighted_mean_names_the_weights_that_differ(small):
    assert "SEC-1 2 times and every other indicator counts once" in rule_sentence(
        small.rules.dimensions["SEC"], small
    )


def test_the_rule_of_the_weakest_says_so(small):
    rule = MinimumRule(rule="minimum", why="For tests.")
    assert "the weakest indicator decides" in rule_sentence(rule, small)


def test_the_method_names_seed_draws_coverage_cut_offs_and_kinds_of_missing(spcf):
    said = " ".join(method_sentences(spcf))
    for expected in (
        "seed 20051024",
        "1,000 draws",
        "at least 70% of its applicable indicators and for every key indicator",
        "W Weak from 20",
        "convention and not a measured threshold",
        "insufficient information",
        "a gate that is not verified",
        "high confidence, 2.5% down and 2.5% up",
        "Missing answers, the rules and their limits are not varied",
    ):
        assert expected in said


def test_the_method_explains_every_gate(spcf):
    said = method_sentences(spcf)
    for gated in spcf.rules.gates:
        assert any(s.startswith(f"{gated} (") and "counts for at most" in s for s in said)

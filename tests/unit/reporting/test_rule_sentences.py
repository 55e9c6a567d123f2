"""The rules and the method in words."""

from assessment.reporting.dimension_sentences import method_annex, rule_sentence
from tests.rule_menu import a_rule


def test_a_mean_capped_by_keys_is_told_with_its_allowance(spcf):
    assert rule_sentence(spcf.rules.dimensions["ECO"], spcf) == (
        "The score is the mean of what counts, but never more than "
        "1.5 levels above the lowest key indicator. Each counts the same."
    )


def test_a_mean_capped_by_one_indicator_names_it(spcf):
    said = rule_sentence(spcf.rules.dimensions["SOC"], spcf)
    assert "2 levels above the lowest of these: SOC-1 (" in said


def test_a_chain_names_its_stages(small):
    assert rule_sentence(small.rules.dimensions["PRE"], small) == (
        "The score is half the weakest link and half the mean of the links. "
        "The links are Voice (PRE-1) and Decide (PRE-2)."
    )


def test_a_weighted_mean_names_the_weights_that_differ(small):
    assert "once: SEC-1 (Lawful command) 2 times; every other counts once" in rule_sentence(
        small.rules.dimensions["SEC"], small
    )


def test_the_rule_of_the_weakest_says_so(small):
    rule = a_rule("minimum", why="For tests.")
    assert "the weakest decides" in rule_sentence(rule, small)


def test_the_method_names_seed_draws_coverage_cut_offs_and_kinds_of_missing(spcf):
    said = " ".join(method_annex(spcf))
    for expected in (
        "seed 20051024",
        "30,000 draws",
        "at least 70% of its applicable indicators and for every key indicator",
        "W Weak from 20",
        "convention and not a measured threshold",
        "insufficient information",
        "a gate that is not verified",
        "from 1% down and 1% up at high confidence with evidence of grade A",
        "to 13% and 13% at low confidence without a grade",
        "Missing answers, weights, distances between levels, rules and their limits are not varied",
    ):
        assert expected in said


def test_the_method_explains_every_gate(spcf):
    said = method_annex(spcf)
    for gated in spcf.rules.gates:
        assert any(s.startswith(f"{gated} (") and "counts for at most" in s for s in said)

"""The one door to all explanations in words; each is written in a module of its own."""

from assessment.reporting.bands import band_letters, band_phrase, reached_bands
from assessment.reporting.dimension_sentences import explain_dimension
from assessment.reporting.gap_sentences import explain_gap, tier_sentence
from assessment.reporting.rule_sentences import method_sentences, rule_sentence
from assessment.reporting.suggestion_sentences import GROUP_NAMES, explain_suggestion

__all__ = [
    "GROUP_NAMES",
    "band_letters",
    "band_phrase",
    "explain_dimension",
    "explain_gap",
    "explain_suggestion",
    "method_sentences",
    "reached_bands",
    "rule_sentence",
    "tier_sentence",
]

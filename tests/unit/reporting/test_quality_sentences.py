"""What a quality check found is said in plain words, and never with what is restricted."""

from dataclasses import replace

import pytest

from assessment.model.answer import FlagEntry
from assessment.model.quality import (
    Acceptance,
    Acceptances,
    Finding,
    QualityReport,
    RecordedAcceptance,
)
from assessment.model.quality_checks import RULES
from assessment.reporting.quality import (
    acceptance_sentence,
    acceptances_table,
    findings_table,
    found_sentence,
    subject_name,
    summary,
)
from tests.builders import MOMENT
from tests.quality import (
    FAULTS,
    a_good_record,
    a_source,
    findings_in,
    framework_with_quality,
    with_answer,
    with_sources,
)

FRAMEWORK = framework_with_quality()
GOOD = a_good_record(FRAMEWORK)
SENTENCES = {
    "level_without_source": "Level 3 with evidence grade A, and no source is named.",
    "level_against_statements": "The ticked statements propose level 3, the answer is 4, and no "
    "reason is given.",
    "level_without_rationale": "Level 3, and nothing says why.",
    "carried_over": "The answer of the last round waits to be looked at.",
    "ratings_apart": "2 people rated it by themselves, from level 1 to level 3, and the team has "
    "not agreed.",
    "same_text": "The same rationale stands at SEC-1, SEC-2 and SEC-3: 'Observers agree'",
    "impossible_date": "'Report on SEC-2' is dated '2024-02-31', a day that does not exist.",
    "not_applicable_against_scope": "'Not applicable', and the scope sheet has 2 entries under "
    "'Main groups'.",
    "scope_not_filled_in": "The list is empty, and 8 answers speak of what belongs on it: LAW-1, "
    "LAW-2, LAW-3, SEC-1, SEC-2 and 3 more.",
    "law_without_practice": "Level 3; every ticked statement is law, and none is practice.",
    "level_without_statement": "Level 3; no statement is ticked, and no reason is given.",
    "no_confidence": "Level 3; how sure the team is was not stated.",
    "stale_source": "The newest source, 'Report on SEC-1', is of 2021-11.",
    "undated_source": "'Report on PRE-2' has no date.",
    "unclear_date": "'Report on PRE-1' is dated '05/06/2024': day and month can be taken for each "
    "other.",
    "unnamed_writer": "The answer was entered under no name.",
}


def test_there_is_a_sentence_here_for_every_check() -> None:
    assert set(SENTENCES) == set(RULES)


@pytest.mark.parametrize("check_id", SENTENCES)
def test_what_each_check_found_is_said(check_id: str) -> None:
    (finding,) = findings_in(FAULTS[check_id][0](GOOD), FRAMEWORK)
    assert found_sentence(finding) == SENTENCES[check_id]


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (
            with_sources(with_answer(GOOD, "LAW-1", evidence_grade=None), "LAW-1"),
            "Level 3, and no source is named.",
        ),
        (
            with_answer(GOOD, "LAW-1", ticked=frozenset({"LAW-1.3a"})),
            "The ticked statements propose no level, the answer is 3, and no reason is given.",
        ),
        (
            with_sources(GOOD, "LAW-1", a_source("LAW-1", published="2062-05-31")),
            "'Report on LAW-1' is dated '2062-05-31', which is still to come.",
        ),
        (
            with_sources(GOOD, "LAW-1", a_source("LAW-1", published="sometime in spring")),
            "'Report on LAW-1' is dated 'sometime in spring', in which no year can be read.",
        ),
        (
            replace(GOOD, flags={"X1": FlagEntry("X1", "present", since="2025-02-30")}),
            "'Since' says '2025-02-30', a day that does not exist.",
        ),
        (
            with_sources(
                GOOD, "LAW-1", a_source("LAW-1", published="", protection="restricted"),
                a_source("LAW-1", published="", title="Law"),
            ),
            "A restricted source and 'Law' have no date.",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_fault_has_words_of_its_own(record, sentence: str) -> None:
    assert [found_sentence(one) for one in findings_in(record, FRAMEWORK)] == [sentence]


def test_places_are_named_as_people_know_them() -> None:
    assert subject_name("LAW-1", FRAMEWORK) == "LAW-1 Independent judges"
    assert subject_name("X1", FRAMEWORK) == "X1 Armed conflict now"
    assert subject_name("groups", FRAMEWORK) == "Scope sheet: Main groups"
    assert subject_name("GONE-1", FRAMEWORK) == "GONE-1"


def report_of(*findings: Finding, accepted: tuple[Finding, ...] = ()) -> QualityReport:
    entries = tuple(
        RecordedAcceptance(
            Acceptance("accepted", one.check.id, one.subject, one.fingerprint, *SAYS),
            number,
            "Ada Amin",
            MOMENT,
        )
        for number, one in enumerate(accepted, start=1)
    )
    checks = FRAMEWORK.quality.checks if FRAMEWORK.quality else ()
    return QualityReport(checks, findings, 8, 8, Acceptances(entries))


SAYS = ("Mina Mor", "Head of unit", "It stands in annex 3")
(SERIOUS,) = findings_in(with_sources(GOOD, "LAW-1"), FRAMEWORK)
(ASKED,) = findings_in(with_answer(GOOD, "LAW-2", confidence=None), FRAMEWORK)


def test_the_summary_says_what_is_serious_first() -> None:
    assert summary(report_of()) == "Nothing serious is open. Every question is answered."
    assert summary(report_of(SERIOUS, ASKED)) == (
        "1 serious finding is open. 1 finding asks for attention. Every question is answered."
    )
    part = replace(report_of(SERIOUS, accepted=(SERIOUS,)), n_answered=5)
    assert summary(part) == (
        "Nothing serious is open. 1 was accepted with a reason. 5 of 8 questions are answered; "
        "the others were not looked at."
    )


def test_an_acceptance_says_who_in_which_office_when_and_why() -> None:
    (_finding, said) = report_of(SERIOUS, accepted=(SERIOUS,)).accepted[0]
    assert acceptance_sentence(said) == (
        "Accepted by Mina Mor, Head of unit, on 2 Mar 2026, 09:30 UTC: It stands in annex 3."
    )


def test_the_tables_have_a_row_for_each_finding_and_for_everything_accepted() -> None:
    report = report_of(SERIOUS, ASKED, accepted=(SERIOUS, replace(ASKED, subject="GONE-1")))
    found = findings_table(report, FRAMEWORK)
    assert found["Severity"].tolist() == ["Serious", "Attention"]
    assert found["Where"].tolist() == ["LAW-1 Independent judges", "LAW-2 Fair hearings"]
    assert found["Accepted"].tolist()[1] == "No"
    accepted = acceptances_table(report, FRAMEWORK)
    assert accepted["Where"].tolist() == ["GONE-1", "LAW-1 Independent judges"]
    assert accepted["Counts today"].tolist() == ["No", "Yes"]

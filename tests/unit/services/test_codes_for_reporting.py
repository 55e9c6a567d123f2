"""Under which codes a programme is reported as aid, in words and for programs."""

from assessment.model.programme import Programme
from assessment.services.results import code_names, purposes, reporting_notes
from tests.builders import small_framework
from tests.unit.programmes.safe_catalogue import catalogue_of


def a_programme(**fields: object) -> Programme:
    base = catalogue_of(small_framework()).programmes[0].model_dump()
    return Programme.model_validate({**base, "sdg": ["16.3"], **fields})


def test_codes_come_with_names_shares_parents_and_notes() -> None:
    crs = [
        {"code": "15132", "percent": 70},
        {"code": "15160", "percent": 30, "note": "The part for complaints."},
    ]
    assert code_names(a_programme(crs=crs)) == (
        "CRS 15132 Police, voluntary code under 15130: 70%",
        "CRS 15160 Human rights: 30% (The part for complaints.)",
        "SDG 16.3 Rule of law and justice",
    )


def test_codes_without_shares_are_read_as_before() -> None:
    programme = a_programme(crs=["15130"])
    assert code_names(programme)[0] == "CRS 15130 Legal and judicial development"
    assert programme.crs[0].percent is None


def test_programs_read_each_code_with_its_parent() -> None:
    assert purposes(a_programme(crs=[{"code": "15132", "percent": 100}])) == [
        {"code": "15132", "name": "Police", "percent": 100, "parent": "15130", "note": ""}
    ]


def test_what_is_no_aid_and_what_changes_after_a_conflict_are_told() -> None:
    notes = reporting_notes(a_programme(oda_note="No pay.", post_conflict_note="Use 15210."))
    assert notes == ("As aid (ODA): No pay.", "Where codes change: Use 15210.")
    assert reporting_notes(a_programme()) == ()

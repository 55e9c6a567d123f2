"""What ships is complete, valid, and agrees with the code lists of others."""

import csv
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from assessment.library.codelists import parents_of_purpose_codes, purpose_codes, sdg_targets
from assessment.library.shelf import open_library
from assessment.model.framework import Framework
from assessment.model.programme import Programme
from assessment.services.validate import validate
from tests.shared_data import shared

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def spcf() -> Framework:
    found = open_library(ROOT / "questionnaires").find("spcf")
    assert found is not None
    return found


def _iati_items(path: Path) -> dict[str, tuple[str, str]]:
    """Read code to (English name, status) from a list of the IATI."""
    items = Xml.parse(path).iter("codelist-item")  # noqa: S314 - a known file of this machine
    return {
        item.findtext("code", ""): (item.findtext("name/narrative", ""), item.get("status", ""))
        for item in items
    }


@pytest.mark.parametrize("name", ["spcf", "example"])
def test_a_questionnaire_that_ships_has_neither_errors_nor_warnings(name: str) -> None:
    found = validate(ROOT / "questionnaires" / name)
    assert [str(problem) for problem in found.problems] == []
    assert found.n_examples > 0


def test_spcf_asks_what_the_framework_lists(spcf: Framework) -> None:
    asked = spcf.questionnaire
    # 59 of 1.0, with LAW-8, SEC-8, SEC-9, EQU-8, EQU-9 and INF-8, without SOC-5.
    assert (len(asked.dimensions), len(asked.indicators)) == (8, 64)
    assert "SOC-5" not in {indicator.id for indicator in asked.indicators}
    assert len(asked.context_flags) == 13
    # Structure 10, and SEC-9. Process 27, with LAW-8, SEC-8, EQU-9 and INF-8, and SOC-7, which
    # asked for an outcome. Outcome 22, and EQU-8, without SOC-5 and SOC-7.
    types = Counter(indicator.type for indicator in asked.indicators)
    assert types == {"structure": 11, "process": 32, "outcome": 21}
    # Atrocity 31, with LAW-8, SEC-8 and EQU-9, without SOC-5. Shared 27, with the other three.
    lenses = Counter(indicator.lens for indicator in asked.indicators)
    assert lenses == {"atrocity": 33, "shared": 30, "conflict": 1}
    harmful = {i.id for i in asked.indicators if i.polarity == "harmful"}
    assert harmful == {"SEC-6", "INF-5"}


def test_spcf_has_the_key_indicators_of_the_framework(spcf: Framework) -> None:
    expected = (
        "LAW-2 LAW-3 LAW-5 SEC-1 SEC-4 SEC-6 POL-1 POL-4 EQU-1 EQU-2 INF-3 ECO-1 ECO-3 "
        "PRE-1 PRE-4 PRE-5 SOC-1"
    )
    assert " ".join(spcf.questionnaire.key_ids) == expected


def test_spcf_has_the_gates_of_the_framework(spcf: Framework) -> None:
    assert {id_: set(gate.by) for id_, gate in spcf.rules.gates.items()} == {
        "SEC-7": {"SEC-1", "SEC-4"},
        "EQU-2": {"EQU-1", "LAW-2"},
        "INF-2": {"LAW-2", "INF-1"},
        "PRE-3": {"LAW-7", "SOC-1"},
    }


def test_spcf_has_its_gaps_tiers_and_programmes(spcf: Framework) -> None:
    assert [gap.id for gap in spcf.rules.critical_gaps] == [f"CG-{n:02}" for n in range(1, 21)]
    assert [tier.id for tier in spcf.rules.review_tiers] == ["T0", "T1", "T2", "T3"]
    assert spcf.catalogue is not None
    assert [p.id for p in spcf.catalogue.programmes] == [f"P{n:02}" for n in range(1, 62)]


@pytest.fixture(scope="module")
def programmes(spcf: Framework) -> tuple[Programme, ...]:
    assert spcf.catalogue is not None
    return spcf.catalogue.programmes


def test_every_indicator_can_be_raised_in_at_least_two_ways(
    spcf: Framework, programmes: tuple[Programme, ...]
) -> None:
    ways = Counter(id_ for programme in programmes for id_ in programme.serves)
    assert [i.id for i in spcf.questionnaire.indicators if ways[i.id] < 2] == []
    assert len({programme.how for programme in programmes}) == len(programmes)
    assert max(len(programme.serves) for programme in programmes) <= 4, "a bundle, no portfolio"


def test_titles_and_a_freeze_are_one_choice_as_are_trials_and_guarantees(spcf: Framework) -> None:
    assert spcf.catalogue is not None
    found = {s.id: [o.programme for o in s.options] for s in spcf.catalogue.option_sets}
    assert found == {
        "peace-and-justice": ["P03", "P14"],
        "titling-and-freezing": ["P28", "P61"],
    }


def test_purpose_codes_of_spcf_carry_shares_and_no_retired_choice(
    programmes: tuple[Programme, ...],
) -> None:
    for programme in programmes:
        assert sum(purpose.percent or 0 for purpose in programme.crs) == 100, programme.id
    used = {programme.id: {purpose.code for purpose in programme.crs} for programme in programmes}
    # What the text of each code says belongs elsewhere.
    wrong = {
        "P08": "15124",
        "P14": "15154",
        "P19": "16062",
        "P20": "16011",
        "P23": "22030",
        "P26": "24010",
        "P28": "31130",
        "P29": "25010",
        "P32": "16062",
    }
    assert {id_: code for id_, code in wrong.items() if code in used[id_]} == {}


def test_help_that_involves_forces_says_what_is_no_aid(programmes: tuple[Programme, ...]) -> None:
    silent = {programme.id for programme in programmes if not programme.oda_note}
    assert silent.isdisjoint({"P06", "P07", "P08", "P09", "P10", "P11", "P33", "P37", "P53"})


def test_voluntary_codes_know_the_code_that_they_are_a_part_of() -> None:
    path = shared("dac-crs", "sectors.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["voluntary_code"]]
    theirs = {row["voluntary_code"]: row["code"] for row in rows}
    active = {code for code, (_, is_active) in purpose_codes().items() if is_active}
    assert parents_of_purpose_codes() == {
        code: parent for code, parent in theirs.items() if code in active
    }


def test_every_level_of_every_indicator_has_its_own_statement_ids(spcf: Framework) -> None:
    for indicator in spcf.questionnaire.indicators:
        for level, statements in indicator.anchors.items():
            assert all(id_.startswith(f"{indicator.id}.{level}") for id_ in statements)


def test_every_cited_source_is_in_the_list_of_references(spcf: Framework) -> None:
    cited = {id_ for i in spcf.questionnaire.indicators for id_ in i.sources}
    assert cited <= {reference.id for reference in spcf.questionnaire.references}


def test_active_purpose_codes_are_those_of_the_dac_list() -> None:
    path = shared("dac-crs", "sectors.csv")
    with path.open(encoding="utf-8", newline="") as file:
        theirs = {row["voluntary_code"] or row["code"] for row in csv.DictReader(file)}
    ours = {code for code, (_, is_active) in purpose_codes().items() if is_active}
    assert sorted(ours - theirs) == []


def test_purpose_codes_have_the_status_and_the_name_of_the_iati_list() -> None:
    theirs = _iati_items(shared("iati-codelists", "Sector.xml"))
    for code, (name, is_active) in purpose_codes().items():
        if is_active:
            assert theirs[code] == (name, "active")
        else:
            assert code not in theirs or theirs[code][1] == "withdrawn"


def test_sdg_targets_are_those_of_the_united_nations() -> None:
    theirs = _iati_items(shared("iati-codelists", "UNSDG-Targets.xml"))
    assert sorted(set(sdg_targets()) - set(theirs)) == []


def test_every_code_in_the_lists_that_ship_occurs_once() -> None:
    for name in ("crs.csv", "sdg.csv"):
        path = ROOT / "assessment" / "library" / "codelists" / name
        codes = [line.split(",")[0] for line in path.read_text(encoding="utf-8").splitlines()]
        assert [code for code, count in Counter(codes).items() if count > 1] == []

"""Tables as their publishers print them: headings, names, codes; the figures are invented."""

from assessment.model.tree import Flag
from assessment.services.score_table import score_content
from tests.unit.index.building import from_csv
from tests.unit.index.shipped import shipped
from tests.unit.index.tables import refused
from tests.unit.index.test_index_table_files import workbook

# How many indicators the capacities 1 to 15 have.
SPAR_NUMBERS = (2, 3, 2, 5, 2, 2, 3, 3, 3, 3, 3, 1, 1, 1, 1)


def spar(*rows: tuple[str, dict[str, str], str]) -> str:
    """A table with the headings of the published one, in per cent, capacities beside indicators."""
    headings: list[str] = []
    for capacity, count in enumerate(SPAR_NUMBERS, start=1):
        headings += [f"C.{capacity}.{n}" for n in range(1, count + 1)] + [f"C.{capacity}"]
    lines = ["\t".join(["Region", "Country", "total_average", *headings])]
    for name, entries, usual in rows:
        cells = [entries.get(h, usual) for h in ("total_average", *headings)]
        lines.append("\t".join(["AFRO", name, *cells]))
    return "\n".join(lines)


def test_per_cent_and_levels_of_spar_give_the_same() -> None:
    ids = shipped("spar-2021").questionnaire.measure_ids
    numbers = [1 + n % 5 for n in range(len(ids))]
    rows = (",".join(map(str, [20 * n for n in numbers])), ",".join(map(str, numbers)))
    text = f"state,{','.join(ids)}\nXAA,{rows[0]}\nXAB,{rows[1]}\n"
    nodes = from_csv(shipped("spar-2021"), text).result.nodes.values
    assert nodes[0].tolist() == nodes[1].tolist()


def test_a_published_table_of_spar_is_read_as_it_is_and_compared() -> None:
    # C.11: (0 + 0 + 20) / 3 = 6.67, printed 7. Total: (7 + 14 x 60) / 15 = 56.47, printed 56.
    entries = {"C.11.1": "0", "C.11.2": "0", "C.11.3": "20", "C.11": "7", "total_average": "56"}
    text = spar(("Bolivia (Plurinational State of)", entries, "60"), ("Gambia ", {}, "no data"))
    scored = from_csv(shipped("spar-2021"), text)
    assert [unit.code for unit in scored.result.units] == ["BOL", "GMB"]
    assert (scored.result.values("C11")[0], scored.result.values("TOTAL")[0]) == (7, 56)
    assert scored.comparison.differences == ()
    told = {w.code: w.found for w in scored.warnings}
    assert "'C.1.1' as 'C1.1'" in told["table.heading_respelled"]
    wrong = text.replace("\t56\t", "\t58\t")
    (difference,) = from_csv(shipped("spar-2021"), wrong).comparison.differences
    assert (difference.node_id, difference.published, difference.computed) == ("TOTAL", 58, 56)


def test_a_state_that_reported_nothing_to_spar_has_no_score_and_not_nought() -> None:
    result = from_csv(shipped("spar-2021"), spar(("Gambia", {}, ""))).result
    assert {result.nodes.kind(0, n).value for n in range(16)} == {"screened_out"}
    one = from_csv(shipped("spar-2021"), spar(("Gambia", {"C.1.1": "100"}, ""))).result
    # C1 = (100 + 0) / 2 = 50; 50 / 15 = 3.33
    assert (one.values("C1")[0], one.values("C15")[0], one.values("TOTAL")[0]) == (50, 0, 3)


def test_nought_in_a_cell_of_excel_is_the_same_code_as_in_a_text() -> None:
    ids = shipped("spar-2021").questionnaire.measure_ids
    content = workbook([["state", *ids], ["XAA", 0, *[4] * (len(ids) - 1)]])
    result = score_content(shipped("spar-2021"), content, "report.xlsx").result
    # (0 + 80) / 2 = 40
    assert result.values("C1")[0] == 40
    assert result.nodes.flags[0, result.column("C1")] == Flag.COUNTED_AS_ZERO


def test_what_is_neither_level_nor_per_cent_of_spar_is_told_with_what_is_allowed() -> None:
    problem = refused(spar(("Gambia", {"C.4.2": "70"}, "60")), shipped("spar-2021"))[-1]
    assert (problem.code, problem.where) == ("table.off_the_scale", "Row 2, column 'C.4.2'")
    assert problem.allowed == "Allowed are 1, 2, 3, 4, 5, 20, 40, 60, 80, 100."


def test_letters_of_pefa_are_read_as_reports_print_them() -> None:
    reports = [
        ("PI-2", " b ", "a", "A\u00a0"),  # B, A, A: B+
        ("PI-3", "D *", "A"),  # 1 + 4 = 5: C+
        ("PI-7", "n/a", "C"),  # C alone
        ("PI-8", "NR "),  # 1 + 3 + 3 + 3 = 10: C+
        ("PI-13", "D\u2217", "d*", "B"),  # 1 + 1 + 3 = 5: D+
    ]
    odd = {f"{id_}.{n}": e for id_, *found in reports for n, e in enumerate(found, start=1)}
    ids = shipped("pefa-2016").questionnaire.measure_ids
    heads = [f"{id_.replace('-', ' ')}: Some name" for id_ in ids]
    line = ";".join(odd.get(id_, "B") for id_ in ids)
    text = f"Country;Year;{';'.join(heads)}\nKenya;2018;{line}\n"
    result = from_csv(shipped("pefa-2016"), text).result
    labels = {id_: result.labels[id_][0] for id_ in ("PI-2", "PI-3", "PI-7", "PI-8", "PI-13")}
    assert labels == {"PI-2": "B+", "PI-3": "C+", "PI-7": "C", "PI-8": "C+", "PI-13": "D+"}
    flagged = {id_ for id_ in labels if result.nodes.flags[0, result.column(id_)]}
    assert flagged == {"PI-3", "PI-8", "PI-13"}
    assert (result.units[0].code, result.units[0].period) == ("KEN", "2018")


def test_published_letters_of_pefa_stand_beside_those_of_the_dimensions() -> None:
    ids = shipped("pefa-2016").questionnaire.measure_ids
    heads = ["PI-1", "PI-11", "PI-2", "PI-7", *ids]
    entries = {"PI-1.1": "D*", "PI-2.1": "C", "PI-11.1": "A"}
    letters = ",".join(entries.get(id_, "B") for id_ in ids)
    # PI-1: D*, which is D. PI-2: C with better ones is C+. PI-11: 4 + 3 + 3 + 3 = 13 is B+.
    text = f"state,{','.join(heads)}\nXAA,D*,B+,c +,NA,{letters}\nXAB,D,B,C,,{letters}\n"
    differences = from_csv(shipped("pefa-2016"), text).comparison.differences
    said = [(d.unit.code, d.node_id, d.published_text) for d in differences]
    assert said == [("XAB", "PI-2", "C"), ("XAB", "PI-11", "B")]


def test_a_published_grade_that_is_none_is_told_with_all_grades() -> None:
    ids = shipped("pefa-2016").questionnaire.measure_ids
    text = f"state,PI-1,{','.join(ids)}\nXAA,A+,{','.join('B' * 94)}\n"
    (problem,) = refused(text, shipped("pefa-2016"))
    assert (problem.code, problem.where) == ("table.letter_unknown", "Row 2, column 'PI-1'")
    assert "D+, C+, B+" in problem.allowed


def test_a_dash_is_not_guessed() -> None:
    ids = shipped("pefa-2016").questionnaire.measure_ids
    text = f"state,{','.join(ids)}\nXAA,-,{','.join('B' * 93)}\n"
    (problem,) = refused(text, shipped("pefa-2016"))
    assert "NA (not applicable)" in problem.allowed
    assert "NU (not used)" in problem.allowed


def test_headings_of_jee_may_have_points_and_names() -> None:
    ids = shipped("jee-2022").questionnaire.measure_ids
    spelled = {"R3.1": "R.3.1. Case management", "PoE.1": "PoE1", "CE.2": "CE 2 - Environment"}
    heads = [spelled.get(id_, f"{id_[0]}.{id_[1:]}" if id_[1].isdigit() else id_) for id_ in ids]
    assert heads[0] == "P.1.1"
    levels = {"R3.1": 1, "PoE.1": 4, "CE.2": 5}
    line = ",".join(str(levels.get(id_, 3)) for id_ in ids)
    result = from_csv(shipped("jee-2022"), f"iso3,{','.join(heads)}\nKEN,{line}\n").result
    # R3: (1 + 3 + 3) / 3 = 7/3; PoE: (4 + 3 + 3) / 3 = 10/3; CE: (3 + 5) / 2 = 4; 16 areas are 3.
    assert abs(result.values("ROLLUP")[0] - (7 / 3 + 10 / 3 + 4 + 16 * 3) / 19) < 1e-12


def test_a_table_of_the_world_development_indicators_is_read_and_compared() -> None:
    criteria = "MACR FISP DEBT TRAD FINS BREG GNDR PRES HRES PROT ENVR PROP FINQ REVN PADM TRAN"
    heads = [f"IQ.CPA.{code}.XQ" for code in criteria.split()]
    clusters = [f"IQ.CPA.{code}.XQ" for code in ("ECON", "STRC", "SOCI", "PUBS", "IRAI")]
    ratings = "3,3.5,3,4,3,3,3.5,4,3.5,3,3,2.5,3,3.5,3,2.5"
    # A 9.5 / 3 = 3.17; B 10 / 3 = 3.33; C 17 / 5 = 3.4; D 14.5 / 5 = 2.9; mean 12.8 / 4 = 3.2.
    # Stored in single precision, as the bank does it.
    printed = "3.16666674613953,3.33333325386047,3.40000009536743,2.90000009536743,3.20000004768372"
    text = (
        f"Country Name,Country Code,Year,{','.join((*heads, *clusters))}\n"
        f"Namibia,NAM,2020,{ratings},{printed}\n"
        f'"Congo, Dem. Rep.",COD,2020,{ratings},3.2,3.3,3.4,2.9,3.3\n'
        f'"Yemen, Rep.",YEM,2020,{",".join([".."] * 21)}\n'
    )
    scored = from_csv(shipped("cpia"), text)
    assert [unit.code for unit in scored.result.units] == ["NAM", "COD", "YEM"]
    assert abs(scored.result.values("IRAI")[0] - 3.2) < 1e-12
    said = [(d.unit.code, d.node_id, d.published) for d in scored.comparison.differences]
    assert ("COD", "IRAI", 3.3) in said
    assert not [one for one in said if one[0] != "COD"]
    assert scored.result.nodes.kind(2, 0).value == "not_answered"

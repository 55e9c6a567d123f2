"""The map of the first page: where each state stands, and how far its newest assessment is."""

import altair as alt
import pytest

from assessment.library.codelists import place_names, tile_squares
from assessment.library.states import states
from assessment.model.assessment import Assessment, AssessmentSummary
from assessment.reporting.charts.state_map import COLUMNS, ROWS, SELECTION, state_map_chart
from assessment.reporting.state_map import beside_the_map, describe_map, map_key, map_table
from assessment.services.search import Wanted, search_assessments, state_labels, years_of
from assessment.services.state_map import count_on_map, map_states
from tests.builders import an_assessment

PLACED = {code: place for code, place in tile_squares().items() if place is not None}


def real(code: str, **changes: object) -> AssessmentSummary:
    """One line of the list, about a state that exists."""
    given = {"state_code": code, "state_name": states()[code], "invented": False, **changes}
    return AssessmentSummary(an_assessment(**given), 0, None)


def headings(found: tuple[AssessmentSummary, ...]) -> list[Assessment]:
    return [one.assessment for one in found]


def test_every_place_the_product_knows_has_a_square_or_is_listed_as_having_none():
    assert set(tile_squares()) == set(states())
    assert {"ABW", "GRL", "HKG", "ESH"} <= {c for c, place in tile_squares().items() if not place}


def test_no_two_places_share_a_square_and_all_lie_on_the_map():
    assert len(set(PLACED.values())) == len(PLACED)
    assert all(1 <= column <= COLUMNS and 1 <= row <= ROWS for column, row in PLACED.values())


def test_members_and_observers_of_the_united_nations_kosovo_and_taiwan_have_a_square():
    assert {"PSE", "VAT", "TWN", "XKX", "LIE", "AND", "MCO", "SMR", "TUV"} <= set(PLACED)
    assert set(place_names()) <= set(PLACED)
    # 193 members, two observers, and the two that others list beside them.
    assert len(PLACED) == 193 + 2 + 2


@pytest.mark.parametrize(
    ("western", "eastern"),
    [
        ("USA", "FRA"),
        ("PRT", "ESP"),
        ("NGA", "TCD"),
        ("IND", "BGD"),
        ("CHN", "JPN"),
        ("BRA", "AGO"),
    ],
)
def test_a_state_in_the_west_stands_left_of_one_in_the_east(western: str, eastern: str):
    assert PLACED[western][0] < PLACED[eastern][0]


@pytest.mark.parametrize(
    ("northern", "southern"),
    [
        ("CAN", "USA"),
        ("NPL", "BGD"),
        ("DMA", "LCA"),
        ("SYR", "SAU"),
        ("LBN", "ISR"),
        ("GAB", "ZMB"),
        ("NOR", "ITA"),
    ],
)
def test_a_state_in_the_north_stands_above_one_in_the_south(northern: str, southern: str):
    assert PLACED[northern][1] < PLACED[southern][1]


def test_the_square_shows_the_newest_assessment_of_the_whole_state():
    found = map_states(
        (
            real("KEN", id="1", period="2024", status="approved"),
            real("KEN", id="2", period="Q1 2026", status="in_review"),
            real("KEN", id="3", period="2026", region="Coast", status="reopened"),
            real("TCD", id="4", period="2025", region="Lac"),
        )
    )
    (kenya,) = (one for one in found.assessed if one.code == "KEN")
    assert (kenya.newest and kenya.newest.id, kenya.n_assessments) == ("2", 3)
    assert map_key(found) == {
        "draft": "draft: 1",
        "in_review": "in review: 1",
        "approved": "approved: 0",
        "reopened": "reopened: 0",
        None: "no assessment",
    }
    assert [*map_table(found).itertuples(index=False, name=None)] == [
        ("Chad (Lac)", "TCD", "2025", "draft", 1),
        ("Kenya", "KEN", "Q1 2026", "in review", 3),
    ]


def test_whoever_cannot_see_the_map_is_told_the_states_in_each_status():
    found = map_states((real("KEN"), real("TCD"), real("CIV", status="approved")))
    assert describe_map(found).splitlines() == [
        "Map with one square for each state; 3 have an assessment.",
        "The newest assessment is in the status 'draft': Chad and Kenya.",
        "The newest assessment is in the status 'approved': Côte d'Ivoire.",
    ]


def test_what_has_no_square_is_counted_and_territories_are_named():
    invented = AssessmentSummary(an_assessment(), 0, None)
    # An earlier version took the code of Kosovo for that of an invented state.
    like_kosovo = AssessmentSummary(an_assessment(id="2", state_code="XKX"), 0, None)
    found = map_states((invented, like_kosovo, real("GRL"), real("KEN")))
    assert [*beside_the_map(found)] == [
        "2 invented states have no place on the map.",
        "1 territory has no square and stands in the list alone: Greenland.",
    ]
    assert [one.code for one in found.assessed] == ["KEN"]
    assert [*beside_the_map(map_states((real("KEN"),)))] == []


def test_states_are_counted_once_without_what_is_archived_or_has_no_square():
    assert count_on_map((real("KEN"), real("KEN"), real("GRL"), real("TCD", archived=True))) == 1


def test_the_chart_is_one_that_vega_lite_knows_with_a_code_in_every_square():
    spec = state_map_chart(map_states((real("KEN"), real("TCD", status="approved"))), "KEN")
    alt.LayerChart.from_dict(spec)
    codes = [
        row["code"]
        for layer in spec["layer"]
        if layer["encoding"].get("text", {}).get("field") == "code"
        for row in layer["data"]["values"]
    ]
    # Across and turned: one of the two is drawn.
    assert sorted(codes) == sorted([*PLACED, *PLACED])
    (selection,) = spec["params"]
    assert (selection["name"], selection["select"]["fields"]) == (SELECTION, ["code"])
    (touched,) = (one for one in spec["layer"] if one.get("name") in selection["views"])
    assert [row["code"] for row in touched["data"]["values"]] == ["TCD", "KEN"]
    assert [tip["title"] for tip in touched["encoding"]["tooltip"]] == [
        *("State", "Period", "Status", "Assessments")
    ]


def test_a_status_has_a_shape_beside_its_colour_and_the_chosen_state_a_thick_edge():
    summaries = [
        real(code, status=status)
        for code, status in zip(
            ("KEN", "TCD", "CIV", "FRA"),
            ("draft", "in_review", "approved", "reopened"),
            strict=True,
        )
    ]
    layers = state_map_chart(map_states(summaries), "KEN")["layer"]
    rows = next(one["data"]["values"] for one in layers if "shape" in one["encoding"])
    assert len({row["sign"] for row in rows}) == 4
    drawn = next(one["data"]["values"] for one in layers if "strokeWidth" in one["encoding"])
    assert len({row["colour"] for row in drawn}) == 4
    assert sorted(row["line"] for row in drawn) == [0.7, 0.7, 0.7, 3]


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2026", ("2026",)),
        ("2025/26", ("2025", "2026")),
        ("2024-2026", ("2024", "2025", "2026")),
        ("June 2025 to March 2026", ("2025", "2026")),
        ("FY2025 (July 2024 to June 2025)", ("2024", "2025")),
        # What stands from before periods were read is taken by its text.
        ("FY 2025-2026", ("2025", "2026")),
        ("FY 2025/26", ("2025", "2026")),
        ("FY2025", ("2025",)),
        ("last year", ()),
    ],
)
def test_a_period_belongs_to_every_year_in_which_a_part_of_it_lies(period, years):
    assert years_of(an_assessment(period=period)) == years


def test_an_assessment_is_found_in_each_of_its_years():
    found = [real("KEN", period="2025/26")]
    for year in ("2025", "2026"):
        assert len(search_assessments(found, Wanted(year=year))) == 1
    assert search_assessments(found, Wanted(year="2027")) == ()


def test_a_state_that_was_renamed_is_one_state_under_its_newest_name():
    before = real("TUR", id="1", period="2020", state_name="Turkey")
    now = real("TUR", id="2", period="2026", state_name="Türkiye")
    assert state_labels((now, before)) == {("TUR", ""): "Türkiye"}
    assert len(search_assessments((now, before), Wanted(state=("TUR", "")))) == 2


def test_an_invented_state_that_is_called_like_another_is_told_from_it_by_its_code():
    real_one = real("KEN")
    invented = AssessmentSummary(an_assessment(state_name="Kenya"), 0, None)
    assert state_labels((real_one, invented)) == {
        ("KEN", ""): "Kenya (KEN)",
        ("XKA", "kenya"): "Kenya (XKA)",
    }
    (found,) = headings(search_assessments((real_one, invented), Wanted(state=("XKA", "kenya"))))
    assert found.invented

"""The chart of a profile and the badges of the bands."""

from xml.etree import ElementTree as ET

import pytest

from assessment.reporting.bands import PLATE_TEXT, band_badge_svg, relative_luminance
from assessment.reporting.charts.profile import dimension_chart
from assessment.reporting.profile import describe_profile
from assessment.scoring.profile import score_record
from tests.builders import all_at, record_with


@pytest.fixture
def profile(spcf, spread):
    levels = (
        all_at(spcf, 3)
        | spread("LAW", 3, 1, 2, 2, 0, 2, 2, 2)
        | spread("EQU", *["II"] * 9)
        | spread("ECO", *["NA"] * 8)
    )
    return score_record(spcf, record_with(spcf, levels, confidence="high"))


def layers_with(chart, field, channel="x"):
    """The layers that place by this field, or write it, and the rows they draw."""
    for layer in chart["layer"]:
        if layer["encoding"].get(channel, {}).get("field") == field:
            data = layer["data"]
            yield layer, data["values"]


def test_the_chart_has_a_row_for_every_dimension_in_the_order_of_the_questionnaire(spcf, profile):
    spec = dimension_chart(profile, spcf)
    domains = [
        layer["encoding"]["y"]["scale"]["domain"]
        for layer in spec["layer"]
        if "y" in layer["encoding"]
    ]
    ids = [dimension.id for dimension in spcf.questionnaire.dimensions]
    assert all(domain[1:] == ids for domain in domains)


def test_only_dimensions_with_a_score_get_a_point(spcf, profile):
    ids = [row["id"] for row in next(layers_with(dimension_chart(profile, spcf), "value"))[1]]
    assert ids == ["LAW", "SEC", "POL", "INF", "PRE", "SOC"]


def test_a_dimension_without_a_score_gets_a_hollow_dashed_bar(spcf, profile):
    layer, rows = next(layers_with(dimension_chart(profile, spcf), "bound_low"))
    assert [row["id"] for row in rows] == ["EQU"]
    assert layer["mark"]["strokeDash"]
    assert layer["mark"]["fill"] == "#ffffff"


def test_a_dimension_in_which_nothing_applies_is_named_and_draws_no_bar(spcf, profile):
    rows = next(layers_with(dimension_chart(profile, spcf), "figures", "text"))[1]
    (row,) = [row for row in rows if row["id"] == "ECO"]
    assert (row["figures"], row["detail"]) == ("No score", "not applicable")
    assert "bound_low" not in row


def test_every_point_is_told_apart_by_shape_and_letter_as_well_as_by_colour(spcf, profile):
    layers = [layer for layer, _ in layers_with(dimension_chart(profile, spcf), "value")]
    encodings = [layer["encoding"] for layer in layers]
    (shaped,) = [encoding for encoding in encodings if "shape" in encoding]
    shapes = shaped["shape"]["scale"]["range"]
    assert len(set(shapes)) == len(spcf.rules.bands)
    assert shaped["color"]["scale"]["range"] == [band.colour for band in spcf.rules.bands]
    assert any(encoding.get("text", {}).get("field") == "letter" for encoding in encodings)


def test_an_assessment_of_which_nothing_is_known_can_be_drawn(spcf):
    profile = score_record(spcf, record_with(spcf, all_at(spcf, "II")))
    assert len(next(layers_with(dimension_chart(profile, spcf), "bound_low"))[1]) == 8


def test_an_assessment_without_answers_draws_its_dimensions_and_no_bar(spcf):
    chart = dimension_chart(score_record(spcf, record_with(spcf, {})), spcf)
    rows = next(layers_with(chart, "figures", "text"))[1]
    assert [row["score"] for row in rows] == ["Too early"] * 8
    drawn = [*layers_with(chart, "bound_low"), *layers_with(chart, "value")]
    assert [row for _layer, rows in drawn for row in rows] == []


def test_the_chart_carries_its_description(spcf, profile):
    spec = dimension_chart(profile, spcf)
    assert spec["description"] == describe_profile(profile, spcf)


def test_the_description_names_every_dimension_with_band_and_interval(spcf, profile):
    said = describe_profile(profile, spcf)
    for dimension in spcf.questionnaire.dimensions:
        assert dimension.name in said
    # LAW-5 at 0 caps LAW at 25, and rises with 0.015. Of eight known answers, half of what a
    # level of one is worth is 100 / 4 / 8 / 2 = 1.5625. From 0.035 / 0.985 to 0.965 / 0.985 of
    # the way from 23.4375 to 26.5625 is 23.549 to 26.499.
    assert "accountability: 25.0, Weak, interval 23.5 to 26.5." in said
    assert "non-discrimination: Not enough answers for a score: between" in said


def test_a_badge_shows_letter_and_pattern_and_says_its_name(spcf):
    patterns = set()
    for band in spcf.rules.bands:
        root = ET.fromstring(band_badge_svg(band))  # noqa: S314 - our own drawing, not a file
        assert root.attrib["aria-label"] == f"{band.letter}: {band.name}"
        assert "".join(root.itertext()) == band.letter
        assert 'id="' not in band_badge_svg(band)
        # The second element is the pattern; a solid band has none and goes on with its border.
        patterns.add(ET.tostring(root[1]))
    assert len(patterns) == len(spcf.rules.bands)


def test_the_letter_on_its_white_plate_can_be_read(spcf):
    contrast = 1.05 / (relative_luminance(PLATE_TEXT) + 0.05)
    assert contrast >= 4.5


def test_a_pattern_stands_out_from_its_colour(spcf):
    for band in spcf.rules.bands:
        if band.pattern == "solid":
            continue
        drawn = band_badge_svg(band)
        ink = PLATE_TEXT if f'"{PLATE_TEXT}" stroke-width' in drawn else "#ffffff"
        if band.pattern == "dots":
            ink = PLATE_TEXT if f'<g fill="{PLATE_TEXT}"' in drawn else "#ffffff"
        light, dark = sorted(
            (relative_luminance(ink), relative_luminance(band.colour)), reverse=True
        )
        assert (light + 0.05) / (dark + 0.05) >= 3


def test_a_name_with_signs_of_its_own_cannot_break_the_drawing(spcf):
    odd = spcf.rules.bands[0].model_copy(update={"name": '<b>"Exposed" & more</b>'})
    root = ET.fromstring(band_badge_svg(odd))  # noqa: S314 - our own drawing, not a file
    assert root.attrib["aria-label"] == 'E: <b>"Exposed" & more</b>'

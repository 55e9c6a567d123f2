"""A part of the questions for one ministry, and the key indicators alone."""

import pytest

from assessment.model.problem import Refused
from assessment.services.field_loop import export_workbook, preview_import
from assessment.services.parts import choose_questions, part_name
from tests.builders import small_framework
from tests.unit.exchange.filling import filled, opened
from tests.unit.services.desk import Desk, codes

QUESTIONNAIRE = small_framework().questionnaire


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        ({}, None),
        ({"dimensions": ["LAW", "sec", "PRE"]}, None),
        ({"dimensions": ["PRE"]}, {"PRE-1", "PRE-2"}),
        ({"dimensions": ["pre"], "indicators": ["law-3"]}, {"PRE-1", "PRE-2", "LAW-3"}),
        ({"short": True}, {"LAW-1", "SEC-1", "PRE-1"}),
        ({"dimensions": ["SEC"], "short": True}, {"SEC-1"}),
    ],
)
def test_questions_are_chosen_by_dimension_by_name_and_in_short(chosen, ids):
    assert choose_questions(QUESTIONNAIRE, **chosen) == ids


def test_every_unknown_id_is_told_at_once():
    with pytest.raises(Refused) as caught:
        choose_questions(QUESTIONNAIRE, dimensions=["LAW", "X"], indicators=["Y-1", "SEC-1"])
    assert codes(caught.value.problems) == ["parts.dimension_unknown", "parts.indicator_unknown"]
    assert "LAW, SEC and PRE" in str(caught.value.problems[0])


def test_a_short_form_without_a_key_indicator_is_refused():
    with pytest.raises(Refused) as caught:
        choose_questions(QUESTIONNAIRE, indicators=["LAW-2"], short=True)
    assert codes(caught.value.problems) == ["parts.no_key"]


@pytest.mark.parametrize(
    ("only", "name"),
    [
        (None, "field"),
        ({"PRE-1"}, "field-PRE"),
        ({"PRE-1", "LAW-2"}, "field-LAW-PRE"),
    ],
)
def test_a_part_is_named_by_its_dimensions(only, name):
    assert part_name(QUESTIONNAIRE, frozenset(only) if only else None) == name


def test_a_part_comes_back_and_says_nothing_of_the_rest(desk: Desk):
    begun = desk.begin()
    desk.answer(begun, "LAW-1", 2)
    only = choose_questions(QUESTIONNAIRE, dimensions=["SEC"])
    part = export_workbook(desk.context, begun, only=only)
    assert part.name.endswith("_field-SEC.xlsx")
    assert "LAW" not in opened(part.content).sheetnames
    content = filled({("Answers", "SEC-2", "level"): 3}, part.content)
    preview = preview_import(desk.context, content, "part.xlsx")
    assert [change.id for change in preview.answers] == ["SEC-2"]
    assert preview.problems == ()

"""Words, tables, charts and files of a comparison."""

from dataclasses import replace

import altair as alt
import pytest

from assessment.exchange.csv_table import write_csv
from assessment.library.codelists import world_regions
from assessment.library.states import states
from assessment.model.comparison import Difference
from assessment.reporting.charts.compare import (
    difference_chart,
    difference_reach,
    difference_rows,
    dimension_panel,
    panel_rows,
    score_map,
    trend_chart,
    trend_rows,
)
from assessment.reporting.compare import (
    answers_table,
    describe_dimension,
    describe_group,
    describe_steps,
    difference_table,
    indicator_table,
    largest_difference,
    plain_differences,
    plain_scores,
    score_table,
    sentence_of,
    step_table,
    summarise,
)
from assessment.services.compare import answers_to, compare, difference, trend
from tests.pages.typed_texts import SHORT
from tests.pages.workspace import SMALL, Workspace

PARTIAL = {"LAW-1": 4, "LAW-2": 4, "LAW-3": "NA", "SEC-1": "II", "SEC-2": 4, "SEC-3": 4}
NOT_ASKED = {"PRE-1": "NA", "PRE-2": "NA"}


@pytest.fixture
def found(desk: Workspace):
    """Karsova whole and weak, Talvenor partial and strong, held against each other."""
    weak = desk.begin(dict.fromkeys(SMALL, 0), state_code="XKA", invented_name="Karsova")
    strong = desk.begin(PARTIAL | NOT_ASKED, state_code="XTA", invented_name="Talvenor")
    ids = [weak.assessment.id, strong.assessment.id]
    comparison = compare(desk.context(), ids, aliases=False)
    return comparison, difference(desk.context(), comparison, *ids)


def test_an_assessment_that_is_hardly_begun_is_shown_as_too_early(desk: Workspace):
    desk.show_no_results_below(0.5)
    begun = desk.begin({"LAW-1": 0}, state_code="XKA", invented_name="Karsova")
    strong = desk.begin(dict.fromkeys(SMALL, 4), state_code="XTA", invented_name="Talvenor")
    ids = [begun.assessment.id, strong.assessment.id]
    comparison = compare(desk.context(), ids, aliases=False)
    (group,) = comparison.groups
    assert [*score_table(group.compared, group.framework).iloc[0]][1:] == ["Too early"] * 3
    (row, _other) = panel_rows(group.compared, group.framework, "LAW")
    assert (row["figures"], row["bounds"], row["letters"]) == ("Too early", "Too early", "–")
    assert not {"value", "bound_low"} & set(row)
    plain = plain_scores(comparison).rows[0]
    assert plain[7:12] == (None,) * 5
    pair = difference(desk.context(), comparison, *ids)
    assert sentences(pair)[0] == (
        "Courts: not comparable. It is too early for Karsova, 2026, because too few questions "
        "are answered."
    )


def sentences(pair: Difference) -> list[str]:
    return [sentence_of(one, pair) for one in pair.dimensions]


def test_a_clear_difference_is_said_with_both_scores_and_its_interval(found):
    _, pair = found
    law, *_ = sentences(pair)
    assert law.startswith(
        "Courts: higher in Talvenor, 2026. 0.0 in Karsova, 2026, 100.0 in Talvenor, 2026: +100.0"
    )


def test_what_cannot_be_compared_says_for_whom_there_is_no_score(found):
    _, pair = found
    assert sentences(pair)[1] == (
        "Police: not comparable. There is no score for Talvenor, 2026, because too much is not "
        "known."
    )


def test_an_interval_of_the_difference_over_0_is_named_as_the_reason(desk: Workspace):
    ids = [
        desk.begin(dict.fromkeys(SMALL, 2), period=period).assessment.id
        for period in ("2023", "2026")
    ]
    comparison = compare(desk.context(), ids, aliases=False)
    pair = difference(desk.context(), comparison, *ids)
    assert all("no clear difference" in text for text in sentences(pair))
    assert all("The interval of the difference reaches 0." in text for text in sentences(pair))
    assert summarise(pair).endswith("no clear difference in 3 dimensions.")


def test_the_words_beside_the_charts_name_every_assessment_and_dimension(found):
    comparison, _ = found
    (group,) = comparison.groups
    karsova, talvenor = describe_group(group)
    assert karsova.startswith("Karsova, 2026. Courts: 0.0, Exposed, interval 0.0 to ")
    assert "Police: Not enough answers for a score" in talvenor
    assert "Warning: Not applicable" in talvenor
    words = describe_dimension(group.compared, group.framework, "LAW")
    assert "Karsova, 2026: 0.0, Exposed" in words
    assert "Talvenor, 2026: " in words


def test_tables_write_out_what_is_missing(found):
    comparison, pair = found
    (group,) = comparison.groups
    table = score_table(group.compared, group.framework)
    assert list(table["SEC"])[1].startswith("No score (")
    assert list(table["PRE"])[1] == "Not applicable"
    assert list(difference_table(pair)["Difference"]) == ["+100.0", "–", "–"]
    everything = indicator_table(pair, only_changed=False)
    assert len(everything) == len(SMALL)
    words = list(everything["Difference"])[:4]
    assert words == ["4 levels higher"] * 2 + ["A level in one only"] * 2


def test_two_states_are_higher_or_lower_and_two_rounds_of_one_are_up_or_down(desk: Workspace):
    ids = [
        desk.begin(dict.fromkeys(SMALL, level), period=period).assessment.id
        for level, period in ((3, "2023"), (1, "2026"))
    ]
    comparison = compare(desk.context(), ids, aliases=False)
    pair = difference(desk.context(), comparison, *ids)
    assert summarise(pair) == "Kenya, 2026, compared with Kenya, 2023: down in 3 dimensions."
    assert sentences(pair)[0].startswith("Courts: down since Kenya, 2023. ")
    assert set(difference_table(pair)["In words"]) == {"Down"}
    assert set(indicator_table(pair, only_changed=True)["Difference"]) == {"Down 2 levels"}
    assert plain_differences(pair).rows[0][-1] == "Down since Kenya, 2023"
    back = difference(desk.context(), comparison, *reversed(ids))
    assert summarise(back).endswith("higher in 3 dimensions.")
    hidden = compare(desk.context(), ids, aliases=True)
    pair = difference(desk.context(), hidden, *ids)
    assert "down" not in f"{summarise(pair)} {sentences(pair)}"


def test_the_largest_clear_difference_is_named_and_nothing_where_none_is_clear(found):
    _, pair = found
    said = "The largest clear difference is in Courts: +100.0 points."
    assert largest_difference(pair) == said
    assert largest_difference(replace(pair, dimensions=())) == ""


def test_one_indicator_is_shown_over_all_assessments_of_a_group(found, desk: Workspace):
    comparison, _ = found
    (group,) = comparison.groups
    table = answers_table(answers_to(desk.context(), group, "SEC-1"), group.framework)
    assert list(table["Assessment"]) == ["Karsova, 2026", "Talvenor, 2026"]
    answers = list(table["Answer"])
    assert answers[0].startswith("0  ")
    assert answers[1] == "Insufficient information"


def test_files_keep_numbers_as_numbers_and_nothing_missing_as_zero(found):
    comparison, pair = found
    scores = plain_scores(comparison)
    place = scores.columns.index("Score")
    assert [row[place] for row in scores.rows] == [0, 0, 0, 100, None, None]
    differences = plain_differences(pair)
    place = differences.columns.index("Difference")
    assert [row[place] for row in differences.rows] == [100, None, None]
    assert differences.rows[0][-1] == "Higher in Talvenor, 2026"


def test_every_chart_is_valid_and_carries_its_words(found, desk: Workspace):
    comparison, pair = found
    (group,) = comparison.groups
    desk.begin({}, state_code="XKA", invented_name="Karsova", period="2023")
    over_time = trend(desk.context(), group.compared[0].assessment_id)
    charts = [
        score_map(group),
        difference_chart(pair),
        *(dimension_panel(group.compared, group.framework, id_) for id_ in ("LAW", "SEC", "PRE")),
        *(trend_chart(over_time, id_) for id_ in ("LAW", "SEC", "PRE")),
    ]
    for chart in charts:
        alt.LayerChart.from_dict(chart)  # Altair raises for whatever Vega-Lite does not know.
        assert len(chart["description"]) > 20


def test_a_chart_never_draws_a_score_where_there_is_none(found):
    comparison, pair = found
    (group,) = comparison.groups
    _, unknown = panel_rows(group.compared, group.framework, "SEC")
    assert "value" not in unknown
    assert unknown["letters"] == "?"
    _, left_out = panel_rows(group.compared, group.framework, "PRE")
    assert not {"value", "bound_low", "interval_low"} & set(left_out)
    assert [row.get("difference") for row in difference_rows(pair)] == [100, None, None]


def test_the_scale_of_differences_reaches_every_interval_and_is_symmetric():
    assert difference_reach([]) == 20
    assert difference_reach([{"low": -31.0, "high": 2.0, "difference": -10.0}]) == 40


def test_a_line_over_time_breaks_where_there_is_no_score(desk: Workspace):
    for period, levels in (("2023", dict.fromkeys(SMALL, 2)), ("2024", {})):
        last = desk.begin(levels, period=period)
    over_time = trend(desk.context(), last.assessment.id)
    assert [row["value"] for row in trend_rows(over_time, "LAW")] == [50, None]
    assert describe_steps(over_time, "LAW") == ("From 2023 to 2024: not comparable.",)
    assert list(step_table(over_time)["2023 to 2024"]) == ["Not comparable"] * 3


@pytest.mark.parametrize("name", SHORT)
def test_hostile_names_stay_data_in_charts_and_text_in_files(desk: Workspace, name: str):
    text = SHORT[name]
    ids = [
        desk.begin(
            dict.fromkeys(SMALL, level),
            state_code="XKA",
            invented_name=text,
            period=f"{text}{level}",
        ).assessment.id
        for level in (0, 4)
    ]
    context = desk.context()
    comparison = compare(context, ids, aliases=False)
    pair = difference(context, comparison, *ids)
    (group,) = comparison.groups
    charts = [
        score_map(group),
        difference_chart(pair),
        dimension_panel(group.compared, group.framework, "LAW"),
        trend_chart(trend(context, ids[0]), "LAW"),
    ]
    for chart in charts:
        alt.LayerChart.from_dict(chart)
        assert text not in str(list(expressions(chart)))
    table = plain_scores(comparison)
    lines = write_csv(table.columns, table.rows).decode("utf-8-sig").splitlines()
    assert not any(line.lstrip('"').startswith(("=", "+", "-", "@")) for line in lines)


def expressions(part: object, key: str = ""):
    """Whatever a chart would compute: expressions, filters and labels of axes."""
    if isinstance(part, dict):
        for name, inner in part.items():
            yield from expressions(inner, name)
    elif isinstance(part, list):
        for inner in part:
            yield from expressions(inner, key)
    elif key in ("expr", "filter", "labelExpr", "calculate", "test"):
        yield part


def test_csv_guards_texts_and_leaves_numbers_alone():
    rows = [
        ("=1+1", "+cmd", "-2", "@x", "\tx", " =x", "safe", -3.5, None),
        ("a,b", 'say "x"', "line\nbreak", "ü", "2026", "", "−1", 0, 1),
    ]
    content = write_csv(["=name", *"bcdefghi"], rows)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("'=name,")
    assert lines[1] == "'=1+1,'+cmd,'-2,'@x,'\tx,' =x,safe,-3.5,"
    assert lines[2] == '"a,b","say ""x""","line\nbreak",ü,2026,,−1,0,1'


def test_every_state_but_antarctica_has_a_region():
    assert set(states()) - set(world_regions()) == {"ATA"}
    assert set(world_regions()) <= set(states())
    assert {region for region, _ in world_regions().values()} == {
        "Africa",
        "Americas",
        "Asia",
        "Europe",
        "Oceania",
    }
    assert world_regions()["KEN"] == ("Africa", "Eastern Africa")

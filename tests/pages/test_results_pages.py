"""Profile, programmes and sources say what follows from the answers."""

import pytest
import yaml

from assessment.reporting.programmes import GROUP_NAMES
from tests.pages.workspace import SMALL, Workspace
from tests.small_questionnaire import (
    small_catalogue_with_labels,
    small_crosswalk,
    small_register,
)

ALL_AT_THREE = dict.fromkeys(SMALL, 3)


def test_a_complete_profile_shows_bands_in_words_and_the_review(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin(ALL_AT_THREE))
    labels = [found.label for found in screen.at.expander]
    # Nobody said how sure they are, so the interval is wide, and the words say so.
    assert "Courts: Established, could be Partial or Resilient" in labels
    assert "Review: T0 Routine" in screen.text
    assert "No critical gap is active." in screen.text
    assert "Some questions have no level yet" not in screen.text
    assert screen.at.get("vega_lite_chart")


def test_an_unfinished_profile_shows_bounds_and_what_cannot_be_ruled_out(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin({"LAW-1": 1}))
    assert "Some questions have no level yet" in screen.text
    assert "Cannot be ruled out" in screen.text
    assert "1 critical gap cannot be ruled out, because answers are missing" in " ".join(
        found.label for found in screen.at.expander
    )
    assert not (screen.at.warning)
    assert not (screen.at.error)
    assert "No critical gap is active." in screen.text
    labels = [found.label for found in screen.at.expander]
    assert any(label.startswith("Police: Not enough answers for a score") for label in labels)


def test_too_early_is_one_line_and_nothing_that_reads_like_a_result(workspace: Workspace):
    workspace.show_no_results_below(0.5)
    opened = workspace.begin({"LAW-1": 0, "SEC-1": 0}, flags={"X1": "severe"})
    line = "Too early for results: 2 of 8 questions are answered. Results are shown from 4 on."
    screen = workspace.open("profile", opened)
    assert line in screen.text
    assert "Context, beside the scores" in screen.text
    for word in ("Review:", "Critical gaps", "Strengths", "Dimensions"):
        assert word not in screen.text
    assert not screen.at.get("vega_lite_chart")
    programmes = workspace.open("programmes", opened)
    assert line in programmes.text
    assert not programmes.at.expander


def test_circumstances_leave_out_what_a_telephone_would_cut_off(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin(ALL_AT_THREE, flags={"X1": "present"}))
    beside, below = screen.at.table[-2:]
    assert list(beside.value.columns) == ["Context flag", "Name", "Entry", "Since"]
    assert list(below.value.columns) == ["Context flag", "Source", "Confidence", "Note"]


def test_the_review_is_named_once_and_says_what_led_to_it(workspace: Workspace):
    levels = {**ALL_AT_THREE, "LAW-1": 0, "SEC-1": 1}
    text = workspace.open("profile", workspace.begin(levels)).text
    assert "Review: T1 Attention" in text
    assert "What is due: 30 days. Why: the critical gap CG-1 (Impunity) is active" in text
    assert "What led to it here" in text
    assert "Review tier T1" not in text


def test_the_profile_begins_with_what_it_comes_to(workspace: Workspace):
    levels = {**ALL_AT_THREE, "LAW-1": 0, "SEC-1": 1}
    screen = workspace.open("profile", workspace.begin(levels))
    assert screen.at.header[0].value == "In short"
    first = screen.at.main.markdown[0].value
    assert "The lowest score is" in first
    assert "1 critical gap is active: CG-1 Impunity." in first


def test_the_heat_map_leads_from_every_indicator_to_its_answer(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 1, "SEC-1": 3})
    screen = workspace.open("profile", opened)
    links = {link.label: link for link in screen.at.get("page_link")}
    assert "LAW-1 **1**" in links
    assert "indicator=SEC-1" in links["SEC-1 **3**"].proto.query_string
    assert "LAW-2 **–**" in links
    assert "8 indicators: 1 at level 1, 1 at level 3 and 6 'Not answered'." in screen.text


def test_the_lowest_levels_stand_beside_the_strengths(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin({**ALL_AT_THREE, "SEC-1": 0, "LAW-2": 1}))
    heads = [found.value for found in screen.at.header]
    assert heads.index("Strengths") == heads.index("Lowest levels") + 1
    lowest = next(
        t.value for t in screen.at.table if "Level" in t.value.columns and len(t.value) == 2
    )
    assert [*lowest["Level"]] == ["0", "1"]
    assert lowest["Indicator"][0].startswith("SEC-1 (")


def test_the_meaning_of_every_review_tier_can_be_opened(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin(ALL_AT_THREE))
    assert "Why this review, and what the review tiers mean" in [
        found.label for found in screen.at.expander
    ]
    assert "When urgent review is due." in screen.text


def test_an_active_gap_names_its_causes_and_leads_to_the_answers(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin({**ALL_AT_THREE, "LAW-1": 0, "SEC-1": 1}))
    assert "CG-1 Impunity" in screen.text
    assert "Active because LAW-1" in screen.text
    links = {link.label: link for link in screen.at.get("page_link")}
    assert {"Answer to LAW-1", "Answer to SEC-1"} <= set(links)


def test_the_chart_stands_in_words_and_in_a_table_as_well(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin(ALL_AT_THREE))
    assert len(screen.at.dataframe) == 1
    assert list(screen.at.dataframe[0].value["Name"]) == ["Courts", "Police", "Warning"]
    assert "Band holds under other methods" not in screen.at.dataframe[0].value.columns
    assert "other method" not in screen.text


def test_one_single_number_is_shown_only_when_asked_for(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin(ALL_AT_THREE))
    assert len(screen.at.metric) == 0
    (switch,) = [found for found in screen.at.toggle if found.label == "Show a single number"]
    assert switch.value is False
    switch.set_value(True)
    screen.draw()
    assert len(screen.at.metric) == 1
    assert "Limited most by:" in screen.text


def test_an_incomplete_assessment_offers_no_single_number(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin({"LAW-1": 1}))
    assert "Show a single number" not in [found.label for found in screen.at.toggle]


@pytest.mark.parametrize(
    ("levels", "group", "programme"),
    [
        ({**ALL_AT_THREE, "LAW-1": 0, "SEC-1": 1}, "critical_gap", "P1 Independent courts"),
        ({**ALL_AT_THREE, "PRE-1": 2}, "weak_point", "P3 Early warning"),
        (ALL_AT_THREE, "keep_going", "P2 Police reform"),
        ({**ALL_AT_THREE, "SEC-1": 0}, "not_advised", "P2 Police reform"),
        ({"LAW-1": 1}, "not_known", "P3 Early warning"),
    ],
)
def test_every_group_of_programmes_is_named_with_its_programmes(
    workspace: Workspace, levels, group: str, programme: str
):
    screen = workspace.open("programmes", workspace.begin(levels))
    names = {found.value: name for found, name in GROUP_NAMES.items()}
    heads = [found.value for found in (*screen.at.header, *screen.at.subheader)]
    said = [*heads, *(found.value for found in screen.at.caption)]
    assert any(one.startswith(names[group]) for one in said), said
    assert programme in [found.label for found in screen.at.expander]
    (table,) = screen.at.dataframe
    row = table.value[table.value["Programme"] == programme[:2]].iloc[0]
    assert row["Group"] == names[group]


def test_a_programme_that_could_harm_says_until_when_it_is_not_advised(workspace: Workspace):
    screen = workspace.open("programmes", workspace.begin({**ALL_AT_THREE, "SEC-1": 0}))
    assert screen.errors() == ["Not advised until the police answer to a lawful command (SEC-1)"]
    assert "Options to examine, never prescriptions." in screen.text


def test_a_few_come_first_and_all_others_say_why_they_wait(workspace: Workspace):
    screen = workspace.open("programmes", workspace.begin({**ALL_AT_THREE, "LAW-1": 0}))
    assert "1 option comes first." in screen.text
    labels = [found.label for found in screen.at.expander]
    assert labels.index("P1 Independent courts") < labels.index("All options (2 more)")
    assert labels.index("All options (2 more)") < labels.index("P2 Police reform")
    assert "What it serves already works, so nothing calls for more of it now." in screen.text


def test_programmes_that_exclude_each_other_stand_side_by_side(workspace: Workspace):
    weak = {**ALL_AT_THREE, "SEC-2": 1, "PRE-1": 1}
    screen = workspace.open("programmes", workspace.begin(weak))
    assert "1 option comes first." in screen.text
    assert "For the same persons these options exclude each other." in screen.text
    assert len(screen.at.columns) >= 2
    inside = [[each.label for each in column.expander] for column in screen.at.columns]
    assert ["P2 Police reform"] in inside
    assert ["P3 Early warning"] in inside


def test_a_state_in_which_all_works_is_told_so_in_one_line(workspace: Workspace):
    screen = workspace.open("programmes", workspace.begin(ALL_AT_THREE))
    assert "Nothing in the answers or circumstances calls for a programme first." in screen.text


def test_programmes_say_what_comes_before_and_what_they_exclude(workspace: Workspace):
    screen = workspace.open("programmes", workspace.begin(ALL_AT_THREE))
    assert "**Better after:** P3 Early warning" in screen.text
    assert "**Excludes, for the same persons:** P3 Early warning" in screen.text
    assert "What could go wrong" in screen.text


def test_a_programme_tells_what_studies_found_and_what_to_ask_first(workspace: Workspace):
    parts = {"programmes": small_catalogue_with_labels(), "evidence": small_register()}
    for name, content in parts.items():
        path = workspace.shelf / "small" / f"{name}.yaml"
        path.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    workspace.reopen()
    screen = workspace.open("programmes", workspace.begin({**ALL_AT_THREE, "LAW-1": 0}))
    assert [found.label for found in screen.at.expander].count("What is known of its effect") == 3
    assert "Evidence: Mixed. Mixed, in short." in screen.text
    assert "Ann One (2001), Karsova: Fewer were hurt." in screen.text
    assert "What it does not show: It says nothing about courts." in screen.text
    assert "https://example.org/one" in screen.text
    assert "Adverse consequences, counted apart: 1 found them, 0 did not clearly." in screen.text
    assert "Questions to answer before money is spent" in screen.text
    assert "No study of it stands in the evidence register." in screen.text


def test_without_a_register_a_programme_shows_its_label_alone(workspace: Workspace):
    screen = workspace.open("programmes", workspace.begin(ALL_AT_THREE))
    assert "Evidence: Limited. Few studies." in screen.text
    assert "What is known of its effect" not in [found.label for found in screen.at.expander]


def test_a_programme_shows_how_it_is_reported_as_aid(workspace: Workspace):
    catalogue = small_catalogue_with_labels()
    catalogue["programmes"][0] |= {
        "crs": [{"code": "15132", "percent": 60}, {"code": "15160", "percent": 40}],
        "oda_note": "Equipment is no aid.",
        "post_conflict_note": "Police work is reported under 15210.",
    }
    for programme in catalogue["programmes"]:
        programme["evidence"] = "L"
    path = workspace.shelf / "small" / "programmes.yaml"
    path.write_text(yaml.safe_dump(catalogue, sort_keys=False), "utf-8")
    workspace.reopen()
    screen = workspace.open("programmes", workspace.begin(ALL_AT_THREE))
    assert "CRS 15132 Police, voluntary code under 15130: 60%" in screen.text
    assert "CRS 15160 Human rights: 40%" in screen.text
    assert "As aid (ODA): Equipment is no aid." in screen.text
    assert "Where codes change: Police work is reported under 15210." in screen.text


def test_the_sources_page_shows_each_indicator_with_its_sources(workspace: Workspace):
    screen = workspace.open("sources")
    for indicator_id in SMALL:
        screen.at.selectbox[1].set_value(indicator_id)
        screen.draw()
        assert screen.at.header[0].value.startswith(indicator_id)
        assert "A source. Test Office." in screen.text
        assert "Evidence to ask for" in screen.text


def test_the_sources_page_hides_figures_that_nobody_could_confirm(workspace: Workspace):
    file = workspace.shelf / "small" / "instrument.yaml"
    text = file.read_text(encoding="utf-8")
    shown = "    - name: Reported incidents\n      higher_is: worse\n"
    assert text.count(shown) == 1
    hidden = "    - name: A rumoured index\n      higher_is: worse\n      standing: unverified\n"
    file.write_text(text.replace(shown, shown + hidden), encoding="utf-8")
    screen = workspace.open("sources", indicator="SEC-2")
    assert "Reported incidents (higher is worse)" in screen.text
    assert "A rumoured index" not in screen.text
    assert "Left out because nobody could confirm them yet: 1." in screen.text


def test_a_source_that_nobody_could_check_is_marked(workspace: Workspace):
    file = workspace.shelf / "small" / "instrument.yaml"
    text = file.read_text(encoding="utf-8")
    title = "  title: A source\n"
    assert text.count(title) == 1
    file.write_text(text.replace(title, title + "  standing: unverified\n"), encoding="utf-8")
    assert "(not verified)" in workspace.open("sources").text


def test_the_sources_page_says_where_an_indicator_stands_in_other_frameworks(workspace: Workspace):
    (workspace.shelf / "small" / "crosswalk.yaml").write_text(
        yaml.safe_dump(small_crosswalk()), "utf-8"
    )
    screen = workspace.open("sources", indicator="LAW-1")
    table = next(t.value for t in screen.at.table if "Element" in t.value.columns)
    assert table.to_numpy().tolist() == [
        ["A guide", "G1", "Fair courts", "read, as the note says"],
        ["A guide", "G2", "Free courts", "not verified"],
    ]
    assert "A guide: Only its titles were read." in screen.text
    assert "It stands in none of them." in workspace.open("sources", indicator="LAW-2").text


def test_the_sources_page_says_which_answers_are_gated(workspace: Workspace):
    screen = workspace.open("sources", indicator="SEC-3")
    assert (
        "SEC-3 (Reach everywhere) counts for at most 1 level above the lowest of these: "
        "LAW-1 (Independent judges) and SEC-1 (Lawful command)."
    ) in screen.text
    assert "In other frameworks" not in screen.text
    assert "Key indicator" in screen.go("about").go("sources", indicator="SEC-1").text


def test_about_names_every_questionnaire_with_its_checksum(workspace: Workspace):
    screen = workspace.open("about")
    (framework,) = workspace.application.library.frameworks
    assert framework.questionnaire.checksum in screen.text
    assert "Small Questionnaire, version 1.0" in screen.text


def test_an_assessment_without_any_answer_shows_no_bounds_and_no_review(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin({}))
    assert "Nothing is answered yet" in screen.text
    assert "Review:" not in screen.text
    assert [link.label for link in screen.at.get("page_link")] == ["Go to the questions"]


def test_what_is_known_of_the_context_alone_opens_the_profile(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin({}, flags={"X1": "severe"}))
    assert "Review:" in screen.text


def test_the_profile_shows_paper_beside_practice_and_what_level_0_says(workspace: Workspace):
    workspace.tell_kinds()
    opened = workspace.begin({"LAW-1": 2, "SEC-1": 0})
    screen = workspace.open("profile", opened)
    assert "Courts: on paper 1 of 1, in practice 2 of 4;" in screen.text
    assert "SEC-1 is at level 0: not said whether nothing is in place" in screen.text
    table = next(t.value for t in screen.at.table if "On paper" in t.value.columns)
    assert list(table["On paper"]) == ["1 of 1", "0 of 1", "not known"]


def test_beside_a_band_stands_under_which_other_methods_it_holds(workspace: Workspace):
    opened = workspace.begin({**ALL_AT_THREE, "LAW-1": 1, "LAW-2": 4, "LAW-3": 4})
    workspace.name_methods()
    screen = workspace.open("profile", opened)
    # Capped at level 2 the courts are Partial; their plain mean, level 3, is Established.
    assert "The band of the score, Partial, holds under 1 of 2 other methods." in screen.text
    assert "- The plain mean: S Established, another band" in screen.text
    assert "- Keys twice: P Partial, the same band" in screen.text
    (table,) = (frame.value for frame in screen.at.dataframe)
    assert table["Band holds under other methods"][0] == "1 of 2"
    links = [link for link in screen.at.get("page_link") if link.label == "Why these methods"]
    assert len(links) == 3

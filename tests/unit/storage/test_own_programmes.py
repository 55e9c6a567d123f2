"""Own programmes and choices are appended, and come back as they were written."""

from dataclasses import replace

import pytest

from assessment.model.assessment import StaleWrite
from assessment.model.choice import Choice
from assessment.storage.store import DatabaseStore
from tests.builders import MOMENT
from tests.unit.storage.content import ADDED, OWN, REJECTION, begun, later

QUESTIONNAIRE = "small"


def test_a_programme_comes_back_as_it_was_written_with_its_author(store: DatabaseStore):
    _assessment, actor = begun(store)
    store.write_own(QUESTIONNAIRE, [(OWN, 0), (replace(OWN, name="Second"), 0)], actor, later(1))
    found = store.own_programmes(actor.organisation_id, QUESTIONNAIRE)
    assert [one.own for one in found.versions] == [
        replace(OWN, number=1),
        replace(OWN, number=2, name="Second"),
    ]
    assert (found.versions[0].person_name, found.versions[0].recorded_at) == (
        actor.name,
        later(1),
    )


def test_the_newest_version_counts_and_older_ones_stay(store: DatabaseStore):
    _assessment, actor = begun(store)
    store.write_own(QUESTIONNAIRE, [(OWN, 0)], actor, later(1))
    gone = replace(OWN, number=1, status="withdrawn", reason="No money is left.")
    store.write_own(QUESTIONNAIRE, [(gone, 1)], actor, later(2))
    found = store.own_programmes(actor.organisation_id, QUESTIONNAIRE)
    assert len(found.versions) == 2
    assert found.current[1].own == gone
    assert found.in_use == ()


def test_a_version_that_its_author_did_not_see_is_not_written_over(store: DatabaseStore):
    _assessment, actor = begun(store)
    store.write_own(QUESTIONNAIRE, [(OWN, 0)], actor, later(1))
    changed = replace(OWN, number=1, how="Otherwise.")
    store.write_own(QUESTIONNAIRE, [(changed, 1)], actor, later(2))
    new = replace(OWN, name="Third")
    with pytest.raises(StaleWrite):
        store.write_own(QUESTIONNAIRE, [(new, 0), (replace(changed, how="x"), 1)], actor, later(3))
    found = store.own_programmes(actor.organisation_id, QUESTIONNAIRE)
    assert [one.own for one in found.versions] == [replace(OWN, number=1), changed]


def test_each_organisation_has_its_own_and_no_number_is_given_twice(store: DatabaseStore):
    _assessment, actor = begun(store)
    other = store.actor("Ben Bo", "An agency", MOMENT)
    store.write_own(QUESTIONNAIRE, [(OWN, 0)], actor, later(1))
    store.write_own(QUESTIONNAIRE, [(OWN, 0)], other, later(2))
    assert [*store.own_programmes(actor.organisation_id, QUESTIONNAIRE).current] == [1]
    assert [*store.own_programmes(other.organisation_id, QUESTIONNAIRE).current] == [2]
    assert store.own_programmes(other.organisation_id, "another").versions == ()


def test_choices_come_back_in_their_order_and_the_last_word_on_an_option_counts(
    store: DatabaseStore,
):
    assessment, actor = begun(store)
    back = Choice("taken_back", "P1", "They were replaced.")
    for seen, choice in enumerate((REJECTION, ADDED, back)):
        store.write_choice(assessment.id, choice, seen, actor, later(seen))
    found = store.choices(assessment.id)
    assert [one.choice for one in found.entries] == [REJECTION, ADDED, back]
    assert [one.number for one in found.entries] == [1, 2, 3]
    assert found.rejected == {}
    assert [one.choice for one in found.added] == [ADDED]


def test_a_choice_made_on_what_was_not_seen_is_not_written(store: DatabaseStore):
    assessment, actor = begun(store)
    store.write_choice(assessment.id, REJECTION, 0, actor, later(1))
    with pytest.raises(StaleWrite):
        store.write_choice(assessment.id, ADDED, 0, actor, later(2))
    assert [one.choice for one in store.choices(assessment.id).entries] == [REJECTION]

"""What people rejected and added, and own programmes, stand in what `spca suggest` prints."""

import pytest

from assessment.model.choice import Choice
from assessment.services.choices import add_option, reject_option
from assessment.services.context import Context, open_assessment
from assessment.services.own_programmes import add_own_programme
from assessment.wiring import Settings, open_application
from tests.cli.terminal import Terminal
from tests.own import an_own


@pytest.fixture
def context(terminal: Terminal) -> Context:
    return open_application(Settings.from_environment(terminal.environment)).context()


def test_rejected_added_and_own_options_are_printed(terminal: Terminal, context: Context):
    id_ = terminal.begin()
    opened = open_assessment(context, id_)
    framework = opened.framework
    assert framework.catalogue is not None
    terminal.answer(id_, {one.id: 1 for one in framework.questionnaire.indicators})
    model = framework.catalogue.programmes[0]
    own = an_own(
        serves=model.serves,
        like=(model.id,),
        routes=model.route_ids,
        mechanisms=model.mechanisms,
        countries=("KEN",),
    )
    add_own_programme(context, opened, own)
    reject_option(context, opened, model.id, "Nobody would use it.")
    add_option(context, opened, Choice("added", "", "Silence", "Radio", "Build one", "Ben Bo"))
    shown = terminal.done("suggest", id_).stdout
    rejected, added = shown.index("Rejected by people"), shown.index("Added by people")
    assert rejected < shown.index("Nobody would use it.") < added < shown.index("A-1  Radio")
    assert "O-1  Advisers for judges" in shown
    assert "States: KEN" in shown
    found = terminal.read("suggest", id_)
    assert found["choices"]["rejected"] == [model.id]
    assert found["choices"]["added"] == ["A-1"]
    assert found["choices"]["entries"][0]["choice"]["reason"] == "Nobody would use it."
    every = {
        one["programme"]["id"]: one for group in found["groups"] for one in group["suggestions"]
    }
    assert every["O-1"]["own"]["countries"] == ["KEN"]
    assert every[model.id]["own"] is None
    assert every[model.id]["rejection"]["choice"]["kind"] == "rejected"
    assert every[model.id]["place"] is None

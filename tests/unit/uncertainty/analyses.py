"""Short ways to an analysis, for the tests of this folder."""

from assessment.model.framework import Framework
from assessment.model.uncertainty import UncertaintySettings
from assessment.scoring.uncertainty import analyse_records
from tests.builders import MOMENT, an_assessment, record_with

ALL_RULES = ("own", "mean", "geometric_mean", "minimum")
NOTHING = {"answers": False, "missing": False, "weight_spread": 0, "step_maps": False}


def settings(**changes):
    """Few draws and no shares, unless asked for."""
    given = {"seed": 11, "draws": 200, "sensitivity_size": 0, "leave_one_out": False}
    return UncertaintySettings(**{**given, **changes})


def record(framework, levels, assessment_id="a-1", **parts):
    return record_with(
        framework, levels, assessment=an_assessment(framework, id=assessment_id), **parts
    )


def analyse(framework, *records, **changes):
    return analyse_records(
        framework, records, settings(**changes), made_at=MOMENT, app_version="0.1.0"
    )


def dimensions(framework, levels, **changes):
    """The dimensions of one state, by id."""
    confidence = changes.pop("confidence", None)
    result = analyse(framework, record(framework, levels, confidence=confidence), **changes)
    return {found.dimension_id: found for found in result.states[0].dimensions}


def with_rules(framework, **changes):
    """The framework with other scoring rules."""
    rules = framework.rules.model_copy(update=changes)
    return Framework(framework.questionnaire, rules, framework.catalogue)


def with_dimension_rule(framework, dimension_id, rule):
    return with_rules(framework, dimensions={**framework.rules.dimensions, dimension_id: rule})

"""Random answers for property tests."""

from collections.abc import Mapping

from hypothesis import strategies as st

from assessment.model.conditions import StatementCondition, leaves
from assessment.model.framework import Framework
from tests.builders import Level

LEVELS = st.integers(0, 4)
MISSING: st.SearchStrategy[Level] = st.sampled_from(["II", "NA", None])


def quick(framework: Framework, draws: int = 100) -> Framework:
    """The same framework with fewer draws, where the interval is not the point."""
    interval = framework.rules.interval.model_copy(update={"draws": draws})
    rules = framework.rules.model_copy(update={"interval": interval})
    return Framework(framework.questionnaire, rules, framework.catalogue)


def without_methods(framework: Framework) -> Framework:
    """The same framework, which scores by its own rules alone; that takes half the time."""
    rules = framework.rules.model_copy(update={"methods": ()})
    return Framework(framework.questionnaire, rules, framework.catalogue)


def levels(framework: Framework) -> st.SearchStrategy[dict[str, Level]]:
    """Answers of which some are missing; dimensions with few gaps occur often."""
    answer = st.one_of(LEVELS, LEVELS, LEVELS, MISSING)
    return st.fixed_dictionaries({i.id: answer for i in framework.questionnaire.indicators})


def complete(framework: Framework) -> st.SearchStrategy[dict[str, Level]]:
    """A level for every indicator."""
    return st.fixed_dictionaries({i.id: LEVELS for i in framework.questionnaire.indicators})


def flags(framework: Framework) -> st.SearchStrategy[dict[str, str]]:
    """An option for some of the context flags."""
    return st.fixed_dictionaries(
        {},
        optional={
            flag.id: st.sampled_from([option.id for option in flag.options])
            for flag in framework.questionnaire.context_flags
        },
    )


def ticks(framework: Framework) -> st.SearchStrategy[frozenset[str]]:
    """Some statements that a critical gap asks for, and some that stand beside them."""
    asked = framework.questionnaire
    named = (leaf for gap in framework.rules.critical_gaps for leaf in leaves(gap.condition))
    wanted = {leaf.statement for leaf in named if isinstance(leaf, StatementCondition)}
    beside = [id_ for i in asked.indicators if wanted & {*i.statement_ids} for id_ in i.anchors[0]]
    return st.frozensets(st.sampled_from(beside), max_size=4)


def given_levels(answers: Mapping[str, Level]) -> dict[str, int | str]:
    """Leave out what is not answered, as `tests.naive` wants it."""
    return {id_: answer for id_, answer in answers.items() if answer is not None}

"""Checks a questionnaire folder: its files against each other, and its worked examples."""

from dataclasses import dataclass
from pathlib import Path

from assessment.library.examples import load_examples
from assessment.library.load import Loaded, load_framework, without_repeats
from assessment.model.problem import Problem, errors_in
from assessment.services.worked_examples import check_example


@dataclass(frozen=True)
class Validation:
    """What a check of one folder found.

    Attributes
    ----------
    name, version
        Empty, and all numbers 0, when errors stand in the way of reading it.
    problems
        Errors and warnings; mismatches of worked examples are errors.
    """

    folder: Path
    problems: tuple[Problem, ...]
    name: str = ""
    version: str = ""
    n_dimensions: int = 0
    n_indicators: int = 0
    n_programmes: int = 0
    n_examples: int = 0

    @property
    def is_valid(self) -> bool:
        """Whether the questionnaire can be used: there is no error."""
        return not errors_in(self.problems)


def validate(folder: Path) -> Validation:
    """Read a questionnaire folder and run its worked examples.

    Returns
    -------
    Validation
        All problems at once. Examples are run only when the rest is free of errors.
    """
    loaded = _load_beside_others(folder)
    examples, problems = load_examples(folder)
    problems = (*loaded.problems, *problems)
    if loaded.framework is None:
        return Validation(folder, problems)
    framework = loaded.framework
    mistakes = tuple(p for placed in examples for p in check_example(placed, framework))
    return Validation(
        folder=folder,
        problems=(*problems, *mistakes),
        name=framework.questionnaire.name,
        version=framework.questionnaire.version,
        n_dimensions=len(framework.questionnaire.dimensions),
        n_indicators=len(framework.questionnaire.indicators),
        n_programmes=len(framework.catalogue.programmes) if framework.catalogue else 0,
        n_examples=len(examples),
    )


def _load_beside_others(folder: Path) -> Loaded:
    """Read a folder, held against the other questionnaires in the same place."""
    folder = folder.resolve()
    # The folder itself comes last, so that it and not its neighbour is refused.
    others = (p.parent for p in sorted(folder.parent.glob("*/instrument.yaml")))
    in_order = (*(other for other in others if other != folder), folder)
    return without_repeats(load_framework(path) for path in in_order)[-1]

"""Reads the worked examples of an index: entries of one unit, and what a person computed by hand.

How they are run is in `assessment.services.index_examples`.
"""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, TypeAdapter, model_validator

from assessment.library.versions import folder_to_read, name_of
from assessment.library.yaml_file import check_type, read_yaml
from assessment.model.problem import Problem
from assessment.model.questionnaire import Frozen, Identifier, Text

Entered = float | str
"""A number, a letter, or one of the missing codes."""


class IndexExample(Frozen):
    """One worked example.

    Attributes
    ----------
    values
        Measure to what is entered; ``all_others`` stands for those that it does not
        name, which are left empty otherwise.
    expect
        Node to its value, its grade or class, or the kind of no score.
    tolerance
        How far a value may be off; enough for a figure that was written down with
        two decimals.
    """

    name: Text
    values: dict[Identifier, Entered] = Field(default_factory=dict)
    all_others: Entered | None = None
    expect: dict[Identifier, Entered] = Field(min_length=1)
    tolerance: float = Field(default=0.005, ge=0)

    @model_validator(mode="after")
    def _enters_something(self) -> "IndexExample":
        if not self.values and self.all_others is None:
            raise ValueError("An example must enter something.")
        return self


@dataclass(frozen=True)
class PlacedIndexExample:
    """An example and where it stands: file, line and name, for messages."""

    place: str
    example: IndexExample


_EXAMPLES = TypeAdapter(tuple[IndexExample, ...])


def load_index_examples(
    folder: Path,
) -> tuple[tuple[PlacedIndexExample, ...], tuple[Problem, ...]]:
    """Read ``examples.yaml`` of an index folder; nothing where there is no such file."""
    folder = folder_to_read(folder)
    name = f"{name_of(folder)}/examples.yaml"
    if not (folder / "examples.yaml").exists():
        return (), ()
    file, problems = read_yaml(folder / "examples.yaml", name)
    if file is None:
        return (), problems
    examples, problems = check_type(file, _EXAMPLES)
    if examples is None:
        return (), problems
    lines = [node.start_mark.line + 1 for node in file.node.value]
    placed = (
        PlacedIndexExample(f"{name}, line {line}, '{example.name}'", example)
        for line, example in zip(lines, examples, strict=True)
    )
    return tuple(placed), ()

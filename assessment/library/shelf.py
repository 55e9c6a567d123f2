"""The questionnaires of this installation, by id and version."""

from dataclasses import dataclass
from pathlib import Path

from assessment.library.load import Loaded, load_library
from assessment.library.load_index import LoadedIndex, load_indices
from assessment.model.framework import Framework
from assessment.model.index import Index
from assessment.model.problem import Problem


@dataclass(frozen=True)
class Library:
    """Every questionnaire folder that was found, readable or not.

    Several versions of one questionnaire may stand side by side, each in its
    own folder, so that older assessments stay readable.

    Attributes
    ----------
    loaded_indices
        Folders with an ``index.yaml``: computed from a table, never answered.
    """

    loaded: tuple[Loaded, ...]
    loaded_indices: tuple[LoadedIndex, ...] = ()

    @property
    def frameworks(self) -> tuple[Framework, ...]:
        """The usable questionnaires, in the order of their folders."""
        return tuple(found.framework for found in self.loaded if found.framework)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with any folder."""
        found = (*self.loaded, *self.loaded_indices)
        return tuple(problem for one in found for problem in one.problems)

    @property
    def indices(self) -> tuple[Index, ...]:
        """The usable indices, in the order of their folders."""
        return tuple(found.index for found in self.loaded_indices if found.index)

    def find(self, questionnaire_id: str, version: str | None = None) -> Framework | None:
        """Return a questionnaire in one version, or in its newest when none is named."""
        found = [
            framework
            for framework in self.frameworks
            if framework.questionnaire.id == questionnaire_id
            and version in (None, framework.questionnaire.version)
        ]
        return max(found, key=_version_key, default=None)


def open_library(root: Path) -> Library:
    """Read all questionnaires below a folder; a damaged one hides no other."""
    if not root.is_dir():
        problem = Problem(
            "library.folder_missing",
            root.name,
            "There is no such folder.",
            "Put the questionnaires there or set SPCA_QUESTIONNAIRES.",
        )
        return Library((Loaded(root, None, (problem,)),))
    return Library(load_library(root), load_indices(root))


def _version_key(framework: Framework) -> tuple[int, ...]:
    return tuple(int(part) for part in framework.questionnaire.version.split("."))

"""Reads one index folder (``index.yaml``, ``scoring.yaml``); an index or every reason why not."""

from dataclasses import dataclass
from pathlib import Path

from assessment.library.index_checks import check_index
from assessment.library.versions import check_version, checksum, folder_to_read, name_of
from assessment.library.yaml_file import check_type, read_yaml
from assessment.locales import gettext as _
from assessment.model.index import Index, IndexQuestionnaire, IndexRules
from assessment.model.problem import Problem, errors_in


@dataclass(frozen=True)
class LoadedIndex:
    """What came of reading an index folder.

    Attributes
    ----------
    index
        ``None`` when an error stands in the way.
    """

    folder: Path
    index: Index | None
    problems: tuple[Problem, ...]


def is_index_folder(folder: Path) -> bool:
    """Whether a folder holds an index of numbers, and not a questionnaire with levels."""
    return (folder / "index.yaml").is_file() and not (folder / "instrument.yaml").is_file()


def load_index(folder: Path) -> LoadedIndex:
    """Read and check an index folder; all problems of both files come back at once.

    Of a folder with versions, the newest is read.
    """
    folder = folder_to_read(folder)
    if not (folder / "index.yaml").is_file():
        problem = Problem(
            "library.no_index",
            name_of(folder),
            _("There is no index.yaml in this folder."),
            _(
                "Name a folder such as questionnaires/cpia; a questionnaire with levels is not "
                "computed from a table."
            ),
        )
        return LoadedIndex(folder, None, (problem,))
    asked, problems = read_yaml(folder / "index.yaml", f"{name_of(folder)}/index.yaml")
    scored, more = read_yaml(folder / "scoring.yaml", f"{name_of(folder)}/scoring.yaml")
    problems = (*problems, *more)
    questionnaire, found = check_type(asked, IndexQuestionnaire) if asked else (None, ())
    rules, more = check_type(scored, IndexRules) if scored else (None, ())
    problems = (*problems, *found, *more)
    if questionnaire is None or rules is None or asked is None or scored is None:
        return LoadedIndex(folder, None, problems)
    index = Index(questionnaire, rules)
    problems = (
        *problems,
        *check_index(index, asked, scored),
        *check_version(folder, questionnaire.version, "index.yaml"),
    )
    if errors_in(problems):
        return LoadedIndex(folder, None, problems)
    stamped = questionnaire.model_copy(update={"checksum": checksum((asked.data, scored.data))})
    return LoadedIndex(folder, Index(stamped, rules), problems)

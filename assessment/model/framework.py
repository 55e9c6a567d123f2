"""A questionnaire with everything that belongs to it: how it is scored, and what may help."""

from dataclasses import dataclass

from assessment.model.action import Action
from assessment.model.claims import EvidenceRegister
from assessment.model.crosswalk import Crosswalk
from assessment.model.programme import Catalogue
from assessment.model.quality import QualityRules
from assessment.model.questionnaire import Questionnaire
from assessment.model.rules import ScoringRules
from assessment.model.training import Training
from assessment.model.version_changes import VersionChanges


@dataclass(frozen=True)
class Framework:
    """One folder of ``questionnaires/``, read and checked.

    Attributes
    ----------
    catalogue
        ``None`` for a questionnaire that suggests no programmes.
    changes
        What became of the version before it; ``None`` where nobody wrote that down.
    actions
        What leads each indicator from one level to the next; empty where nobody wrote that down.
    crosswalk
        Where its indicators stand in other frameworks; ``None`` where nobody wrote that down.
    register
        What studies found of its programmes, from which their labels follow; ``None`` where
        the labels are given.
    training
        Cases to practise on; ``None`` where nobody wrote any.
    quality
        What a reviewer would send back; ``None`` where nobody wrote that down.
    """

    questionnaire: Questionnaire
    rules: ScoringRules
    catalogue: Catalogue | None = None
    changes: VersionChanges | None = None
    crosswalk: Crosswalk | None = None
    actions: tuple[Action, ...] = ()
    register: EvidenceRegister | None = None
    training: Training | None = None
    quality: QualityRules | None = None

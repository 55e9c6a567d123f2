"""Audit statistics of the dimensions of a questionnaire, over the assessments of many states."""

from collections.abc import Sequence

import numpy as np

from assessment.model.assessment import Record
from assessment.model.audit import NodeAudit
from assessment.model.framework import Framework
from assessment.model.rules import WeightedRule
from assessment.scoring.audit import audit_node
from assessment.scoring.overview import setting_of
from assessment.scoring.rules import nominal_weights
from assessment.scoring.setting import Setting


def audit_records(framework: Framework, records: Sequence[Record]) -> tuple[NodeAudit, ...]:
    """Audit every dimension; the parts are its indicators after the gates.

    Parameters
    ----------
    records
        One for each state. A state in which an indicator of a dimension is unknown
        or not applicable is left out of the audit of that dimension.
    """
    setting = Setting(framework, {})
    levels = np.full((len(records), len(setting.columns)), np.nan)
    for row, record in enumerate(records):
        own = setting_of(framework, record)
        levels[row] = own.effective(own.entered())
    audits: list[NodeAudit] = []
    for dimension in framework.questionnaire.dimensions:
        ids = [indicator.id for indicator in dimension.indicators]
        parts = levels[:, [setting.columns[id_] for id_ in ids]]
        scores = setting.score(dimension, levels) if len(records) else np.empty(0)
        rule = setting.rules[dimension.id]
        weights = nominal_weights(rule, ids).tolist() if isinstance(rule, WeightedRule) else None
        audits.append(audit_node(dimension.id, scores, parts, ids, weights))
    return tuple(audits)

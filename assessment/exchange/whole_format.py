"""The format of a file that holds one whole assessment: every list, every field, what may stand.

The reader checks by it, the writer follows it, and the schema in ``docs/`` is made from it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from assessment.exchange.shapes import (
    MONEY,
    Day,
    Id,
    ListOf,
    MapOf,
    Moment,
    ObjectOf,
    OneOf,
    OrEmpty,
    OrNull,
    Schema,
    Shape,
    Text,
    Whole,
    YesNo,
    below,
)
from assessment.model.answer import CONFIDENCES, GRADES, PROTECTIONS, Origin, Status
from assessment.model.assessment import MODES
from assessment.model.choice import ChoiceKind
from assessment.model.history import STATUSES, ChangeKind
from assessment.model.plan import ITEM_STATUSES, MILESTONE_STATUSES, PARTIES, SAYS
from assessment.model.problem import Problem
from assessment.model.quality import AcceptanceKind
from assessment.model.rating import RESPONDENT_GROUPS
from assessment.model.review import OUTCOMES, DueTo, OpenedBy
from assessment.model.scope import SCOPE_LISTS

FORMAT = "spca assessment"
VERSION = 1

LEFT_OUT = ("protected_entry",)
"""Tables of which nothing stands in the file: what was left for one reviewer is in no file."""
DERIVED = ("begins", "ends", "twin_key")
"""Columns of a heading that follow from what it says."""

_NAME, _LONG = Text(1, 200), Text()
_SHORT = Text(0, 200)
_ANY_LEVEL = Whole(-(2**31))
_DUE_TO = OneOf(get_args(DueTo))
_ORIGIN: dict[str, Shape] = {"origin": OneOf(get_args(Origin))}
_WHO_WHEN: dict[str, Shape] = {"recorded_by": Whole(), "recorded_at": Moment()}
_IMPORTED: dict[str, Shape] = {"import_id": OrNull(Id())}
_ANSWERED: dict[str, Shape] = {
    "indicator_id": _NAME,
    "revision": Whole(),
    "status": OneOf(tuple(Status)),
    "level": OrNull(_ANY_LEVEL),
    "reason": _LONG,
    "confidence": OrNull(OneOf(CONFIDENCES)),
    "evidence_grade": OrNull(OneOf(GRADES)),
    "ticked": ListOf(_NAME),
    "rationale": _LONG,
}
_PLANNED: dict[str, Shape] = {"number": Whole(), "revision": Whole(), "reason": _LONG}
_GROUND_PARTS: dict[str, Shape] = {
    "tier_id": _SHORT,
    "tier_causes": ListOf(_NAME),
    "active_gaps": ListOf(_NAME),
    "open_gaps": ListOf(_NAME),
    "levels": MapOf(_NAME),
    "flags": MapOf(_NAME),
    "due_days": OrNull(Whole(0)),
}
GROUND = ObjectOf(_GROUND_PARTS, frozenset(_GROUND_PARTS))
_SIGNED: dict[str, Shape] = {"person": _LONG, "office": _LONG, "reasons": _LONG, "on": Day()}
_NEXT_DAY: dict[str, Shape] = {"due_on": OrNull(Day()), "due_to": _DUE_TO}
ENTRIES: Mapping[str, ObjectOf] = {
    "decision": ObjectOf({**_SIGNED, "outcome": OneOf(OUTCOMES)}),
    "deferral": ObjectOf({**_SIGNED, "due_on": Day()}),
    "override": ObjectOf({**_SIGNED, "tier_id": _SHORT, **_NEXT_DAY}, frozenset(_NEXT_DAY)),
    "convening": ObjectOf({"convenes": _LONG, "must_decide": ListOf(_LONG), "due_on": Day()}),
    "option": ObjectOf(
        {"text": _LONG, "consequences": _LONG, "proposed_by": _LONG, "does_nothing": YesNo()},
        frozenset({"does_nothing"}),
    ),
    "dissent": ObjectOf({"text": _LONG, "signed_as": _LONG}),
    "raise": ObjectOf(_NEXT_DAY, frozenset(_NEXT_DAY)),
}
"""What each kind of entry of a review says."""


@dataclass(frozen=True)
class _Entry(ObjectOf):
    """An entry of a review, whose content depends on its kind."""

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        whole = super().schema
        each = [
            {"properties": {"kind": {"const": kind}, "content": content.schema}}
            for kind, content in ENTRIES.items()
        ]
        return {**whole, "oneOf": each}

    def problems(self, value: Any, where: str) -> Iterator[Problem]:  # noqa: ANN401 - whatever the file says
        """Yield everything that is wrong with a value and its parts."""
        yield from super().problems(value, where)
        if isinstance(value, dict) and isinstance(value.get("kind"), str):
            content = ENTRIES.get(value["kind"])
            if content is not None and "content" in value:
                yield from content.problems(value["content"], below(where, "content"))


@dataclass(frozen=True)
class _Content(ObjectOf):
    """Any object; what may stand in it depends on the kind of its entry."""

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"type": "object"}

    def problems(self, value: Any, where: str) -> Iterator[Problem]:  # noqa: ANN401 - see above
        """Yield what is wrong with the value alone."""
        yield from Shape.problems(self, value, where)


@dataclass(frozen=True)
class Kind:
    """One list of the file, which is one table.

    Attributes
    ----------
    counts, within
        The field that counts 1, 2, 3 and so on, and the fields within which it does.
    points
        Field to the list in which what it names must stand.
    key
        What names a row of it.
    """

    table: str
    row: ObjectOf
    counts: str = ""
    within: tuple[str, ...] = ()
    points: Mapping[str, str] = field(default_factory=dict[str, str])
    key: str = "id"


def _row(*parts: Mapping[str, Shape]) -> ObjectOf:
    named: dict[str, Shape] = {"id": Id(), **_WHO_WHEN}
    for part in parts:
        named |= part
    return ObjectOf(named)


_FROM_IMPORT = {"import_id": "imports"}
KINDS: Mapping[str, Kind] = {
    "history": Kind(
        "assessment_history",
        _row(
            _ORIGIN,
            {"number": Whole(), "kind": OneOf(get_args(ChangeKind)), "status": OneOf(STATUSES)},
            {
                "archived": YesNo(),
                "changed": MapOf(ListOf(_LONG, 2), ("period", "region", "mode", "scope_note")),
            },
            {"reason": _LONG, "name": _LONG, "office": _LONG},
        ),
        counts="number",
    ),
    "imports": Kind(
        "import_batch",
        _row(
            _ORIGIN,
            {"file_name": _LONG, "file_checksum": _LONG, "copy_id": _LONG},
            {"filled_by": _LONG, "filled_for": _LONG, "undoes": OrNull(Id())},
        ),
        points={"undoes": "imports"},
    ),
    "answers": Kind(
        "answer",
        _row(_ORIGIN, _ANSWERED, {"change_reason": _LONG}, _IMPORTED),
        counts="revision",
        within=("indicator_id",),
        points=_FROM_IMPORT,
    ),
    "evidence": Kind(
        "evidence",
        _row(
            _ORIGIN,
            {"indicator_id": _NAME, "title": _LONG, "publisher": _LONG, "published": _LONG},
            {"link": _LONG, "page": _LONG, "protection": OneOf(PROTECTIONS)},
            {"fingerprint": OrNull(_NAME)},
            _IMPORTED,
        ),
        points=_FROM_IMPORT,
    ),
    "withdrawals": Kind(
        "evidence_withdrawal",
        ObjectOf({"evidence_id": Id(), **_WHO_WHEN, **_ORIGIN, **_IMPORTED}),
        points={"evidence_id": "evidence", **_FROM_IMPORT},
        key="evidence_id",
    ),
    "remarks": Kind(
        "remark",
        _row(
            _ORIGIN,
            {"indicator_id": _SHORT, "text": Text(1), "place": _LONG},
            _IMPORTED,
        ),
        points=_FROM_IMPORT,
    ),
    "dissents": Kind(
        "dissent",
        _row(
            _ORIGIN,
            {"indicator_id": _NAME, "level": OrNull(_ANY_LEVEL)},
            {"reason": _LONG, "signed_as": _LONG},
        ),
    ),
    "replies": Kind(
        "reply",
        _row(_ORIGIN, {"dissent_id": Id(), "text": _LONG, "signed_as": _LONG}),
        points={"dissent_id": "dissents"},
    ),
    "flags": Kind(
        "flag_entry",
        _row(
            _ORIGIN,
            {"flag_id": _NAME, "revision": Whole(), "option": _SHORT, "since": _LONG},
            {"source": _LONG, "confidence": OrNull(OneOf(CONFIDENCES)), "note": _LONG},
            _IMPORTED,
        ),
        counts="revision",
        within=("flag_id",),
        points=_FROM_IMPORT,
    ),
    "scope_sheets": Kind(
        "scope_sheet",
        _row(
            _ORIGIN,
            {"revision": Whole(), "content": MapOf(ListOf(_LONG), SCOPE_LISTS)},
            _IMPORTED,
        ),
        counts="revision",
        points=_FROM_IMPORT,
    ),
    "plan_items": Kind(
        "plan_item",
        _row(
            _ORIGIN,
            _PLANNED,
            {"status": OneOf(ITEM_STATUSES), "indicator_id": _NAME, "goal": _ANY_LEVEL},
            {"status_then": OneOf(tuple(Status)), "level_then": OrNull(_ANY_LEVEL)},
            {"programme_id": _SHORT, "option": _LONG, "route_id": _SHORT},
            {"owner": _LONG, "partner": _LONG},
            {"starts": OrNull(Day()), "ends": OrNull(Day())},
            {"cost_low": OrNull(MONEY), "cost_high": OrNull(MONEY), "currency": _LONG},
            {"prerequisites": ListOf(Whole()), "measure": _LONG, "review_on": OrNull(Day())},
        ),
        counts="revision",
        within=("number",),
    ),
    "milestones": Kind(
        "plan_milestone",
        _row(
            _ORIGIN,
            _PLANNED,
            {"status": OneOf(MILESTONE_STATUSES), "title": _LONG, "due_on": Day()},
            {"government": _LONG, "partner": _LONG, "item_number": OrNull(Whole())},
        ),
        counts="revision",
        within=("number",),
    ),
    "attestations": Kind(
        "plan_attestation",
        _row(
            _ORIGIN,
            {"milestone_number": Whole(), "says": OneOf(SAYS), "party": OneOf(PARTIES)},
            {"said_by": _LONG, "said_on": Day(), "evidence": _LONG},
        ),
    ),
    "choices": Kind(
        "choice",
        _row(
            _ORIGIN,
            {"number": Whole(), "kind": OneOf(get_args(ChoiceKind)), "option_id": _NAME},
            {"reason": _LONG, "name": _LONG, "what": _LONG, "said_by": _LONG},
        ),
        counts="number",
    ),
    "quality_acceptances": Kind(
        "quality_acceptance",
        _row(
            _ORIGIN,
            {"number": Whole(), "kind": OneOf(get_args(AcceptanceKind)), "check_id": _NAME},
            {"subject": _SHORT, "fingerprint": _SHORT, "person": _LONG, "office": _LONG},
            {"reason": _LONG},
        ),
        counts="number",
    ),
    "ratings": Kind(
        "rating",
        _row(
            _ANSWERED,
            {"respondent_group": OneOf(tuple(group.id for group in RESPONDENT_GROUPS))},
            {"is_independent": YesNo(), "is_second": YesNo()},
        ),
        counts="revision",
        within=("recorded_by", "indicator_id"),
    ),
    "openings": Kind(
        "moderation_opening",
        _row({"dimension_id": _SHORT, "indicator_ids": ListOf(_NAME), "is_second": YesNo()}),
    ),
    "results": Kind("result", _row({"kind": _NAME, "content": _LONG})),
    "reviews": Kind(
        "review",
        _row(
            _ORIGIN,
            {"number": Whole(), "opened_by": OneOf(get_args(OpenedBy)), "reason": _LONG},
            {"ground": GROUND, "due_on": OrEmpty(Day()), "due_to": _DUE_TO},
        ),
        counts="number",
    ),
    "review_entries": Kind(
        "review_entry",
        _Entry(
            _row(
                _ORIGIN,
                {"review_id": Id(), "number": Whole(), "kind": OneOf(tuple(ENTRIES))},
                {"content": _Content({}), "ground": GROUND},
            ).parts
        ),
        counts="number",
        within=("review_id",),
        points={"review_id": "reviews"},
    ),
}
"""Name of each list to what it is."""

HEADING = ObjectOf(
    {
        "id": Id(),
        **_WHO_WHEN,
        "questionnaire_id": _NAME,
        "questionnaire_version": _NAME,
        "questionnaire_checksum": _NAME,
        "state_code": Text(1, 3),
        "state_name": Text(1, 200),
        "region": _SHORT,
        "period": Text(1, 200),
        "mode": OneOf(MODES),
        "language": _NAME,
        "scope_note": _LONG,
        "invented": YesNo(),
    }
)
PERSON = ObjectOf({"number": Whole(), "name": Text(1, 500), "organisation": Text(0, 500)})
FILE = ObjectOf(
    {
        "format": OneOf((FORMAT,)),
        "version": Whole(VERSION, VERSION),
        "people": ListOf(PERSON),
        "assessment": HEADING,
        **{name: ListOf(kind.row) for name, kind in KINDS.items()},
    }
)


def schema_text() -> str:
    """Return the schema as it stands in ``docs/whole-assessment.schema.json``."""
    return f"{json.dumps(schema(), indent=1)}\n"


def schema() -> Schema:
    """Return the format as JSON Schema, for other programs that read or write it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Whole assessment of the State Protection Capacity Assessment",
        "description": "Written by 'spca export-json' and read by 'spca import-json'.",
        **FILE.schema,
    }

"""What is missing or doubtful in an answer, said beside its cells while they are filled in.

The rules are those of the app: of `check_answer`, and of the quality checks that the questionnaire
names. Here they are written as formulas; what they say now comes from the app's own rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assessment.exchange import xlsx
from assessment.exchange.field_workbook import layout, rows
from assessment.exchange.field_workbook.rows import Form
from assessment.exchange.field_workbook.scores import ScoreSheet
from assessment.exchange.formula_text import joined, place, quoted_parts, sentence
from assessment.locales import gettext as _
from assessment.model.answer import Answer, Status
from assessment.model.assessment import Record
from assessment.model.checks import check_answer
from assessment.model.framework import Framework
from assessment.model.quality import Finding, QualityCheck, QualityRules
from assessment.model.quality_checks import Examined, find_in
from assessment.model.questionnaire import Indicator
from assessment.model.statements import propose
from assessment.reporting.quality import found_sentence

_COLUMN = {code: number for number, code in enumerate(rows.CODES, start=1)}
_BESIDE = {
    "level": ("level_against_statements", "level_without_statement", "law_without_practice"),
    "confidence": ("no_confidence", "level_without_rationale"),
    "evidence_grade": ("level_without_source",),
}
"""The quality checks whose findings are said in the row of a field."""
_ANSWER_CHECKS = {
    "level": ("answer.reason_missing", "answer.zero_not_said"),
    "confidence": (),
    "evidence_grade": ("answer.no_evidence_for_level",),
}
"""The checks of an answer that are said there, before those."""

Computed = tuple[str, str | float | None]
"""A formula and what it gives now."""


@dataclass(frozen=True)
class Checks:
    """The checks of one workbook.

    Attributes
    ----------
    sources
        The column of the sheet of sources with their indicators.
    n_left_out
        Indicator to how many of its sources are not in the file: they are sources all the same.
    """

    framework: Framework
    record: Record
    sheet: ScoreSheet
    sources: str
    n_left_out: Mapping[str, int]

    @cached_property
    def quality(self) -> Mapping[str, QualityCheck]:
        """The checks that the questionnaire names, and that one answer alone can fail."""
        rules = self.framework.quality
        said = [id_ for ids in _BESIDE.values() for id_ in ids]
        return {check.id: check for check in (rules.checks if rules else ()) if check.id in said}

    @cached_property
    def findings(self) -> Mapping[tuple[str, str], Finding]:
        """What the quality checks find now, by check and indicator."""
        rules = QualityRules(checks=tuple(self.quality.values()))
        # None of these checks looks at a date.
        examined = Examined(self.framework.questionnaire, self.record, rules, date.max)
        return {(one.check.id, one.subject): one for one in find_in(examined)}

    def of(self, form: Form) -> Iterator[tuple[str, str, Computed]]:
        """Yield key of the row, code of the column, and what is computed there."""
        numbers = form.numbers
        for indicator in form.indicators:
            cells = Cells(indicator, numbers, self)
            # Out of sight: what the marks propose, and how many there are.
            answer = self.record.answer(indicator.id)
            proposed = propose(indicator, answer.ticked).level
            yield indicator.id, rows.BASE, (cells.proposed_formula, proposed)
            yield (
                rows.field_key(indicator.id, "question"),
                rows.BASE,
                (cells.ticks_formula, len(answer.ticked & {*indicator.statement_ids})),
            )
            for field in _BESIDE:
                terms = [*cells.terms(field)]
                said = " ".join(self._said(indicator, answer, field))
                yield rows.field_key(indicator.id, field), rows.TEXT, (joined(terms, " "), said)

    def _said(self, indicator: Indicator, answer: Answer, field: str) -> Iterator[str]:
        problems = {one.code: one for one in check_answer(answer, self.framework.questionnaire)}
        yield from (problems[code].found for code in _ANSWER_CHECKS[field] if code in problems)
        for id_ in _BESIDE[field]:
            if finding := self.findings.get((id_, indicator.id)):
                yield found_sentence(finding)


class Cells:
    """The cells of one indicator, and the conditions on them."""

    def __init__(self, indicator: Indicator, numbers: Mapping[str, int], checks: Checks) -> None:
        self.indicator = indicator
        self._numbers = numbers
        self._checks = checks
        sheet = checks.sheet
        self.level = sheet.level(indicator.id)
        self.not_applicable = sheet.not_applicable(indicator.id)
        self.insufficient = sheet.insufficient(indicator.id)

    def _field(self, field: str) -> str:
        code = rows.TEXT if field in ("rationale", "reason") else rows.ANSWER
        return self._cell(rows.field_key(self.indicator.id, field), code)

    def _cell(self, key: str, code: str) -> str:
        return f"${xlsx.cell(self._numbers[key], _COLUMN[code])}"

    def _is_empty(self, field: str) -> str:
        return f'TRIM({self._field(field)})=""'

    @property
    def proposed(self) -> str:
        """The cell with the level that the marks propose; an empty text for none."""
        return self._cell(self.indicator.id, rows.BASE)

    @property
    def ticks(self) -> str:
        """The cell with the number of marks."""
        return self._cell(rows.field_key(self.indicator.id, "question"), rows.BASE)

    @property
    def ticks_formula(self) -> str:
        """Count the marks."""
        return self._count(self.indicator.statement_ids)

    @property
    def proposed_formula(self) -> str:
        """Return the level whose statements all hold, with those of the levels below it."""
        lowest, *higher = sorted(self.indicator.anchors)
        found = '""'
        # From the lowest up, so that the highest level that is reached is asked first.
        for number, level in enumerate(higher, start=1):
            ids = [id_ for one in higher[:number] for id_ in self.indicator.anchors[one]]
            found = f"IF({self._count(ids)}={len(ids)},{level},{found})"
        return f"IF({self._count(self._lowest)}>0,{lowest},{found})"

    @property
    def _lowest(self) -> tuple[str, ...]:
        return tuple(self.indicator.anchors[min(self.indicator.anchors)])

    def _count(self, ids: Sequence[str]) -> str:
        """Return what counts the marks beside some statements, neighbours as one range."""
        keys = (rows.statement_key(self.indicator, id_) for id_ in ids)
        numbers = sorted(self._numbers[key] for key in keys)
        ranges: list[list[int]] = []
        for number in numbers:
            if ranges and ranges[-1][-1] == number - 1:
                ranges[-1].append(number)
            else:
                ranges.append([number])
        column = _COLUMN[rows.ANSWER]
        terms = (
            f'SUMPRODUCT(--(TRIM({xlsx.cell(one[0], column)}:{xlsx.cell(one[-1], column)})<>""))'
            for one in ranges
        )
        return "+".join(terms) or "0"

    def terms(self, field: str) -> Iterator[str]:
        """Yield what may be said in the row of a field: a text or an empty one each."""
        if field == "level":
            yield self._if(self._is_unread, quoted_parts(_unread_words())[0])
        for code in _ANSWER_CHECKS[field]:
            yield from self._of_answer(code)
        for id_ in _BESIDE[field]:
            if check := self._checks.quality.get(id_):
                yield self._of_quality(check)

    def _if(self, condition: str, said: str) -> str:
        return f'IF({condition},{said},"")'

    @property
    def _is_unread(self) -> str:
        known = f'{self.level}<>"",{self.not_applicable}=1,{self.insufficient}=1'
        return f"NOT(OR({self._is_empty('level')},{known}))"

    def _of_answer(self, code: str) -> Iterator[str]:
        """Yield what a check of the answer says, in its own words."""
        lowest = min(self.indicator.anchors)
        marked = f"{self._count(self._lowest)}=0"
        cases = {
            "answer.reason_missing": (
                Answer(self.indicator.id, Status.NOT_APPLICABLE),
                f"AND({self.not_applicable}=1,{self._is_empty('reason')})",
            ),
            "answer.zero_not_said": (
                Answer(self.indicator.id, Status.LEVEL, lowest),
                f"AND(ISNUMBER({self.level}),{self.level}={lowest},{marked})",
            ),
            "answer.no_evidence_for_level": (
                Answer(self.indicator.id, Status.LEVEL, lowest, evidence_grade="D"),
                f'AND(ISNUMBER({self.level}),UPPER(TRIM({self._field("evidence_grade")}))="D")',
            ),
        }
        example, condition = cases[code]
        questionnaire = self._checks.framework.questionnaire
        for problem in check_answer(example, questionnaire):
            if problem.code == code:
                yield self._if(condition, "&".join(quoted_parts(problem.found)))

    def _of_quality(self, check: QualityCheck) -> str:
        level, least = self.level, check.threshold or 0
        reached = f"ISNUMBER({level}),{level}>={least}"
        no_reason = self._is_empty("reason")
        match check.id:
            case "level_against_statements":
                return self._against(check)
            case "level_without_statement":
                condition = f"AND({reached},{self.ticks}=0,{no_reason})"
            case "law_without_practice":
                condition = self._law_alone(reached)
            case "no_confidence":
                condition = f"AND(ISNUMBER({level}),{self._is_empty('confidence')})"
            case "level_without_rationale":
                empty = f"{self._is_empty('rationale')},{no_reason}"
                condition = f"AND(ISNUMBER({level}),{empty})"
            case _:
                return self._without_source(check, reached)
        return self._if(condition, self._words(check, {"level": level}))

    def _against(self, check: QualityCheck) -> str:
        """Say that the level is another than the marks carry; the lowest where they carry none."""
        level, proposed, lowest = self.level, self.proposed, min(self.indicator.anchors)
        some = self._words(check, {"level": level, "proposed": proposed})
        none = self._words(check, {"level": level}, proposed="")
        apart = f'ABS({level}-IF({proposed}="",{lowest},{proposed}))>={check.threshold}'
        said = f'IF({apart},IF({proposed}="",{none},{some}),"")'
        condition = f"AND(ISNUMBER({level}),{self.ticks}>0,{self._is_empty('reason')})"
        return self._if(condition, said)

    def _law_alone(self, reached: str) -> str:
        statements = self.indicator.statements
        other = [id_ for id_, one in statements.items() if one.kind != "law"]
        levels = [self.indicator.level_of(id_) for id_ in self.indicator.of_kind("practice")]
        above = [level for level in levels if level > min(self.indicator.anchors)]
        if not above:
            return "FALSE"
        practice = f"{self.level}>={min(above)}"
        return f"AND({reached},{practice},{self.ticks}>0,{self._count(other)}=0)"

    def _without_source(self, check: QualityCheck, reached: str) -> str:
        grade = f"UPPER(TRIM({self._field('evidence_grade')}))"
        graded = self._words(check, {"level": self.level, "grade": grade})
        plain = self._words(check, {"level": self.level}, grade="")
        said = f"IF({self._is_empty('evidence_grade')},{plain},{graded})"
        n_left_out = self._checks.n_left_out.get(self.indicator.id, 0)
        return self._if(f"AND({reached},{self._sources}+{n_left_out}=0)", said)

    @property
    def _sources(self) -> str:
        """Count the rows that name this indicator, alone or among others."""
        own, cells = self.indicator.id, self._checks.sources
        ids = (indicator.id for indicator in self._checks.framework.questionnaire.indicators)
        if not any(own.casefold() in id_.casefold() for id_ in ids if id_ != own):
            return f'COUNTIF({cells},"*{own}*")'
        plain = f'SUBSTITUTE(SUBSTITUTE(UPPER({cells})," ",""),",",";")'
        return f'SUMPRODUCT(--ISNUMBER(FIND(";{own.upper()};",";"&{plain}&";")))'

    def _words(self, check: QualityCheck, cells: Mapping[str, str], **facts: str) -> str:
        """Return the sentence of a check with the cells in their places."""
        told = {**{name: place(name) for name in cells}, **facts}
        finding = Finding(check, "answer", self.indicator.id, told, (self.indicator.id,))
        return sentence(found_sentence(finding), cells)


def _unread_words() -> str:
    return _("This is no level: pick one from the list.")


def count_left_out(every: Sequence[str], shown: Sequence[str]) -> Mapping[str, int]:
    """Return how many sources of each indicator are not in the file."""
    return {id_: every.count(id_) - shown.count(id_) for id_ in set(every)}


def column_of_sources(title: str) -> str:
    """Name the cells in which sources name their indicators."""
    first = xlsx.elsewhere(title, layout.HEADING_ROW + 1, 1)
    return f"{first}:$A${layout.LAST_FREE_ROW}"

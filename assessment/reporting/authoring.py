"""How the tables of a questionnaire and the changes in them are said, in workbook and command."""

from collections.abc import Iterator, Sequence

from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.model.authoring import CellValue, Change, Field, Form

TABLES = {
    "head": mark("Questionnaire"),
    "scale": mark("Scale"),
    "dimensions": mark("Dimensions"),
    "indicators": mark("Indicators"),
    "statements": mark("Statements"),
    "figures": mark("Figures beside answers"),
    "flags": mark("Context flags"),
    "options": mark("Options of flags"),
    "terms": mark("Defined words"),
    "rules": mark("General rules"),
    "crimes": mark("Crimes"),
    "sources": mark("Sources"),
    "measures": mark("Measures"),
}
FIELDS = {
    "id": mark("Id"),
    "text": mark("Text"),
    "name": mark("Name"),
    "about": mark("What it is about"),
    "reading": mark("What the level means"),
    "dimension": mark("Dimension"),
    "question": mark("Question"),
    "why": mark("Why it is asked"),
    "element": mark("Choice or structure"),
    "type": mark("Structure, process or outcome"),
    "lens": mark("Lens"),
    "polarity": mark("Protective or harmful"),
    "key": mark("Key indicator"),
    "dual_use": mark("Dual use"),
    "crimes": mark("Crimes that it helps to prevent"),
    "evidence": mark("Evidence to ask for"),
    "not_applicable_when": mark("Does not apply when"),
    "sources": mark("Sources cited"),
    "indicator": mark("Indicator"),
    "level": mark("Level"),
    "kind": mark("Kind of statement"),
    "higher_is": mark("A higher figure is"),
    "standing": mark("How far it was checked"),
    "guidance": mark("Guidance"),
    "flag": mark("Context flag"),
    "counts_as": mark("Counts as"),
    "term": mark("Word"),
    "forms": mark("Forms in which it is written"),
    "meaning": mark("Meaning"),
    "list": mark("List of the scope sheet"),
    "rule": mark("Rule"),
    "title": mark("Title"),
    "publisher": mark("Publisher"),
    "year": mark("Year"),
    "note": mark("Note"),
    "unit": mark("Unit"),
    "version": mark("Version"),
    "licence": mark("Licence"),
    "standing_sentence": mark("Sentence shown with every result"),
}
HELP = {
    "dimension": mark("Another one moves the indicator there."),
    "element": mark("What somebody in power decides, or what is set up."),
    "polarity": mark("Whether it asks about a protective feature or a harmful practice."),
    "key": mark("Yes, if it can limit its dimension and take part in critical gaps."),
    "dual_use": mark("Yes, if the capacity can be turned against groups."),
    "not_applicable_when": mark("Empty, if the question applies to every state."),
    "indicator": mark("Id of the indicator; in a new row only."),
    "flag": mark("Id of the flag. Rows for a flag that has none replace the usual four options."),
    "level": mark("A number of the scale."),
    "kind": mark("What stands on paper, what is done, or (lowest level) what works against it."),
    "higher_is": mark("Whether a higher figure is better, worse, or only context."),
    "standing": mark("Whether the fact was checked at its source."),
    "list": mark("The list that says whom or what the word means in a state; may be empty."),
    "year": mark("A whole number, or empty."),
}
_FORMS = {
    Form.TEXT: mark("A text."),
    Form.LINES: mark("One on each line of the cell (Alt and Enter)."),
    Form.IDS: mark("Ids with a semicolon between them."),
    Form.CHOICE: mark("Pick one."),
    Form.YES_NO: mark("Pick yes or no."),
    Form.NUMBER: mark("A whole number."),
}


def table_name(table_id: str) -> str:
    """Name a table as its sheet does."""
    return _(TABLES[table_id])


def author_field(name: str) -> str:
    """Name a field as the heading of its column does."""
    return _(FIELDS[name])


def field_help(field: Field) -> str:
    """Say what may stand in a column."""
    parts = [_(HELP[field.name])] if field.name in HELP else []
    parts.append(_(_FORMS[field.form]))
    if field.choices:
        parts.append(_("Allowed: {choices}.", choices="; ".join(field.choices)))
    if not field.is_needed and field.form is not Form.YES_NO:
        parts.append(_("May be empty."))
    return " ".join(parts)


def change_lines(changes: Sequence[Change]) -> Iterator[str]:
    """Say what changed: what is asked first, then the texts, each with what it was before."""
    of_meaning = [change for change in changes if change.is_meaning]
    of_wording = [change for change in changes if not change.is_meaning]
    if of_meaning:
        yield _("Changes of meaning, which ask for a version of their own:")
        yield from (f"  {change_line(change)}" for change in of_meaning)
    if of_wording:
        yield _("Changes of wording:")
        yield from (f"  {change_line(change)}" for change in of_wording)
        yield _(
            "Read both texts of each: whether a new wording asks something else only a person can "
            "say. If an answer could now be another one, raise the version."
        )


def change_line(change: Change) -> str:
    """Say one change in a sentence."""
    said = {"table": table_name(change.table), "id": change.row.id}
    match change.kind:
        case "added":
            return _("{table}, {id}: added.", **said)
        case "removed":
            return _("{table}, {id}: removed.", **said)
    said |= {
        "field": author_field(change.row.id if change.table == "head" else change.field),
        "before": shown(change.before),
        "after": shown(change.after),
    }
    if change.kind == "moved":
        return _("{table}, {id}: moved, {field} from {before} to {after}.", **said)
    return _("{table}, {id}, {field}: “{before}” becomes “{after}”.", **said)


def shown(value: CellValue) -> str:
    """Return the value of a cell on one line."""
    match value:
        case None | "" | ():
            return _("nothing")
        case bool():
            return _("yes") if value else _("no")
        case tuple():
            return "; ".join(value)
        case _:
            return " ".join(str(value).split())

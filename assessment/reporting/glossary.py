"""What the words of the app mean, in short sentences for people who assess and who read results.

`docs/glossary.md` says the same of each of these words, and more for those who change the product.
"""

from collections.abc import Iterator

from assessment.locales import gettext as _
from assessment.locales import mark

_TERMS = {
    "state protection capacity": (
        mark("state protection capacity"),
        mark(
            "What the institutions of a state can do, under law, to keep its whole population "
            "from genocide, war crimes, ethnic cleansing and crimes against humanity: restraint, "
            "inclusion and reach. Neither strength nor risk."
        ),
    ),
    "assessment": (
        mark("assessment"),
        mark("One questionnaire, one state or region, one period, one mode."),
    ),
    "mode": (mark("mode"), mark("Self (the state), external (a partner), joint.")),
    "scope sheet": (
        mark("scope sheet"),
        mark(
            "What is settled before the first question: whom and what the statements of one "
            "assessment mean. It has seven lists and never changes a score."
        ),
    ),
    "dimension": (mark("dimension"), mark("A group of indicators with one score.")),
    "indicator": (mark("indicator"), mark("One question on the scale.")),
    "key indicator": (
        mark("key indicator"),
        mark("An indicator that can limit its dimension and take part in critical gaps."),
    ),
    "level": (
        mark("level"),
        mark("A value of the scale, 0 to 4 in the State Protection Capacity Framework."),
    ),
    "statement": (
        mark("statement"),
        mark(
            "One fact that can be checked against a document, a record or a visit. Levels are "
            "cumulative: a level is reached when its statements and those of the levels below "
            "hold."
        ),
    ),
    "law, practice, contrary": (
        mark("law, practice, contrary"),
        mark(
            "The kinds of a statement: what stands on paper, what is done, and what works "
            "against protection. The last stands only at level 0."
        ),
    ),
    "confidence": (
        mark("confidence"),
        mark("How sure the respondent is: high, medium, low. Not stated counts as low."),
    ),
    "evidence grade": (
        mark("evidence grade"),
        mark("A (independent and a document) to D (none)."),
    ),
    "dissent": (
        mark("dissent"),
        mark("A different view, signed, kept beside the answer, never edited or deleted."),
    ),
    "rating": (
        mark("rating"),
        mark("What one person says of one indicator before a team agrees."),
    ),
    "consensus": (
        mark("consensus"),
        mark("The answer a team agrees on, with the spread of the ratings kept beside it."),
    ),
    "coverage": (
        mark("coverage"),
        mark("The share of applicable indicators that have a level."),
    ),
    "score": (mark("score"), mark("0 to 100, of one dimension.")),
    "bounds": (
        mark("bounds"),
        mark("The lowest and highest score that the missing answers leave open."),
    ),
    "interval": (
        mark("interval"),
        mark(
            "The range of a score when each answer may be a level too high or too low, the more "
            "often the less sure it is, and when raters differed."
        ),
    ),
    "band": (
        mark("band"),
        mark("A named range of scores. It describes institutions, not states."),
    ),
    "method mark": (
        mark("method mark"),
        mark(
            "Beside a band: under how many of the other methods that the questionnaire names it "
            "is the same."
        ),
    ),
    "gate": (
        mark("gate"),
        mark("Indicators that limit how much a dual-use indicator counts."),
    ),
    "dual use": (
        mark("dual use"),
        mark(
            "A capacity that can be turned against groups, such as registers or reach. It counts "
            "only as far as its gates allow."
        ),
    ),
    "context flag": (
        mark("context flag"),
        mark("A fast-moving circumstance, recorded beside the scores and never in them."),
    ),
    "critical gap": (
        mark("critical gap"),
        mark(
            "A combination of answers that opens a review, whatever the scores. It is active, "
            "cannot be ruled out, or does not hold."
        ),
    ),
    "review, review tier": (
        mark("review, review tier"),
        mark("What opens when gaps meet context: who must decide, within which time."),
    ),
    "decision": (
        mark("decision"),
        mark(
            "To act or not to act, by a named person with office, reasons and date; appended "
            "once, never edited."
        ),
    ),
    "baseline": (
        mark("baseline"),
        mark(
            "The last assessment before one, of the same state, region, mode and questionnaire, "
            "that has a score in a dimension; declines of that dimension are measured against it."
        ),
    ),
    "round": (
        mark("round"),
        mark(
            "One of several assessments of the same place over time; each is begun with what the "
            "last one found."
        ),
    ),
    "carried over": (
        mark("carried over"),
        mark(
            "Of an answer of the last round: stored in the new one, and no answer of it until "
            "somebody has looked."
        ),
    ),
    "programme": (
        mark("programme"),
        mark("A type of assistance: a bundle of actions for the indicators that it serves."),
    ),
    "route": (
        mark("route"),
        mark(
            "By whom help goes: with the service concerned, with the government, beside it, or "
            "around it."
        ),
    ),
    "closure": (
        mark("closure"),
        mark(
            "A sign of complicity or harm that closes routes before anything is ranked, with "
            "what would open them again."
        ),
    ),
    "label of evidence": (
        mark("label of evidence"),
        mark(
            "None entered, limited, mixed or some support: how well the effect of a programme on "
            "violence is supported."
        ),
    ),
    "plan": (
        mark("plan"),
        mark(
            "What is to be done about the findings of one assessment, held against its answers "
            "of today."
        ),
    ),
    "milestone": (
        mark("milestone"),
        mark("What a government and a partner agreed to look at on a day."),
    ),
}


def meaning_of(term: str) -> str:
    """Say what a term means.

    Raises
    ------
    KeyError
        If the app explains no such term.
    """
    return _(_TERMS[term][1])


def glossary() -> Iterator[tuple[str, str]]:
    """Yield every term with what it means, in the order of the alphabet."""
    yield from sorted(((_(name), _(meaning)) for name, meaning in _TERMS.values()), key=_folded)


def _folded(entry: tuple[str, str]) -> str:
    return entry[0].casefold()

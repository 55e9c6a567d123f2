"""Help: first steps, how a score comes about, what happens to entries, work offline, words."""

from typing import NamedTuple

import streamlit as st

from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.reporting.glossary import glossary, meaning_of
from assessment.reporting.terms import confidence_rule, grade_rule
from pages.widgets.elements import plain
from pages.widgets.session import application


class _Step(NamedTuple):
    """One step, and the page on which it is done."""

    text: str
    page: str
    label: str


_BEGIN = _Step(
    mark("Begin an assessment, or open one that is there."),
    "assessments",
    mark("Go to the assessments"),
)
_STEPS = {
    "own": (
        _BEGIN,
        _Step(
            mark("Settle on the scope sheet whom the words mean: government, groups, regions."),
            "scope",
            mark("Go to the scope sheet"),
        ),
        _Step(
            mark(
                "Let people of several ministries, and from outside, rate by themselves. Then "
                "agree on each level."
            ),
            "rating",
            mark("Go to rating by yourself"),
        ),
        _Step(
            mark("Read what was found: strong and weak points, and critical gaps."),
            "profile",
            mark("Go to the profile"),
        ),
        _Step(
            mark("Look at what leads from each level to the next, and write down who does what."),
            "actions",
            mark("Go to the next steps"),
        ),
    ),
    "partner": (
        _BEGIN,
        _Step(
            mark("Settle on the scope sheet whom the words mean, before the first question."),
            "scope",
            mark("Go to the scope sheet"),
        ),
        _Step(
            mark(
                "Answer here, or take the workbook to the field. Name the evidence behind each "
                "answer."
            ),
            "questions",
            mark("Go to the questions"),
        ),
        _Step(
            mark("Enter the context: what moves fast, such as fighting or a threat to a group."),
            "circumstances",
            mark("Go to the context"),
        ),
        _Step(
            mark("Read the profile, and answer the review if one has opened."),
            "reviews",
            mark("Go to the reviews"),
        ),
    ),
    "reader": (
        _Step(
            mark("Open an assessment and read its profile, with the intervals."),
            "assessments",
            mark("Go to the assessments"),
        ),
        _Step(
            mark(
                "Compare states, or two rounds of one. A difference counts only as far as its "
                "interval allows."
            ),
            "compare",
            mark("Go to the comparison"),
        ),
        _Step(
            mark("See which programmes could help, by which way, and what could go wrong."),
            "programmes",
            mark("Go to the programmes"),
        ),
        _Step(
            mark("Look up on which sources the questions rest."),
            "sources",
            mark("Go to indicators and sources"),
        ),
    ),
}
_READERS = {
    "own": mark("We assess our own state"),
    "partner": mark("We assess a partner state"),
    "reader": mark("I read and compare"),
}


def draw() -> None:
    """Draw the page."""
    # Whoever asks a new server for this page first would otherwise see it without the frame.
    application()
    st.title(_("Help"))
    sections = {
        "first-steps": (_("First steps"), _draw_first_steps),
        "what-to-look-for": (_("What to look for"), _draw_what_to_look_for),
        "score": (_("How a score comes about"), _draw_score),
        "entries": (_("What happens to what you type, and who can see it"), _draw_entries),
        "offline": (_("Working offline with Excel"), _draw_offline),
        "words": (_("Words"), _draw_words),
    }
    st.markdown("\n".join(f"- [{found[0]}](#{anchor})" for anchor, found in sections.items()))
    for anchor, (name, draw_section) in sections.items():
        st.header(name, anchor=anchor)
        draw_section()


def _draw_first_steps() -> None:
    st.page_link("pages/tour.py", label=_("Take the tour through an invented state"))
    chosen = st.segmented_control(
        _("Why are you here?"),
        list(_READERS),
        default="own",
        required=True,
        format_func=lambda reader: _(_READERS[reader]),
        key="help_reader",
    )
    for number, step in enumerate(_STEPS[str(chosen)], start=1):
        st.markdown(f"{number}. {plain(_(step.text))}")
        st.page_link(f"pages/{step.page}.py", label=_(step.label), icon=":material/arrow_forward:")


def _draw_what_to_look_for() -> None:
    _draw_texts(
        _("Each question says what to ask for, and its statements say what must be found."),
        _(
            "A law proves no practice. Ask who looked, at how many places, and who chose them. A "
            "body that speaks about its own work is one side."
        ),
        _(
            "Three papers that repeat one source are one source. Where you could not find out, "
            "choose 'insufficient information': not known is not level 0."
        ),
    )
    st.page_link("pages/training.py", label=_("Practise on an invented state"))
    st.page_link("pages/definitions.py", label=_("Words and rules of the questions"))


def _draw_score() -> None:
    st.text(_("What follows holds for the State Protection Capacity Framework."))
    st.subheader(_("From facts to a level"))
    _draw_texts(
        _(
            "You tick the statements that hold. They propose a level, and you decide. In doubt "
            "between two levels, take the lower one."
        )
    )
    _draw_named(
        (_("Confidence"), _("How well you know it. {rule}", rule=confidence_rule())),
        (_("Evidence grade"), _("What the answer rests on. {rule}", rule=grade_rule())),
    )
    _draw_texts(
        _("Confidence and grade do not move a score. They make its interval wider or narrower.")
    )
    _draw_without_level()
    st.subheader(_("From levels to a score"))
    _draw_texts(
        _(
            "The score of a dimension begins with the mean of its levels, from 0 to 100. It can "
            "lie only a little above the lowest key question: where officials who kill are never "
            "tried, good courts do not make up for it."
        ),
        _(
            "Prevention is a chain from the first sign to the response. There the weakest link "
            "counts half."
        ),
        _(
            "Some capacities can be turned against people, such as registers or a police that is "
            "everywhere. They count only as far as what restrains them is in place."
        ),
    )
    st.subheader(_("How sure a score is"))
    _draw_named(*_how_sure())
    st.subheader(_("What opens a review"))
    _draw_named(*_what_opens_a_review())
    _draw_texts(
        _(
            "A score is no forecast. It says nothing about how likely violence is, and a state "
            "without any gap may still see it."
        )
    )


def _draw_without_level() -> None:
    st.subheader(_("When there is no level"))
    _draw_named(
        (_("Insufficient information"), _("You looked, and could not tell.")),
        (
            _("Not applicable"),
            _("The question does not arise for this state, for a reason that is written down."),
        ),
    )
    _draw_texts(_("Neither counts as 0, and neither does a question that nobody has answered."))
    _draw_named(
        (
            _("Coverage"),
            _(
                "The share of the questions that apply and have a level. What is not known lowers "
                "it. What does not apply is left out of it."
            ),
        ),
        (
            _("Bounds"),
            _(
                "Below 70% coverage, or while a key question has no level, no score is shown. "
                "Bounds stand in its place: the score if all that is missing were at level 0, and "
                "if all of it were at level 4."
            ),
        ),
    )


def _how_sure() -> tuple[tuple[str, str], ...]:
    return (
        (_("Interval"), meaning_of("interval")),
        (
            _("Band"),
            _(
                "A name for a range of scores, from Exposed to Resilient. Where the interval "
                "reaches over several bands, all of them are named."
            ),
        ),
        (
            _("Method mark"),
            _(
                "Somebody else could have computed the score in another way. The mark says under "
                "how many other ways the band stays the same."
            ),
        ),
    )


def _what_opens_a_review() -> tuple[tuple[str, str], ...]:
    return (
        (_("Critical gap"), meaning_of("critical gap")),
        (
            _("Cannot be ruled out"),
            _("A missing answer decides whether there is a gap. Answer that question first."),
        ),
        (
            _("Review tier"),
            _(
                "From T0 (routine) to T3 (urgent), by gaps, weak dimensions and context. A tier "
                "says by when somebody must decide. It decides nothing itself: a named person "
                "acts or does not act, and says why."
            ),
        ),
    )


def _draw_entries() -> None:
    _draw_named(
        (
            _("Who can see it"),
            _(
                "Everybody who can open this app sees everything in it. There are no accounts "
                "yet, and nobody is asked for a password."
            ),
        ),
        (
            _("Restricted evidence"),
            _(
                "It is seen by everybody as well. The mark only keeps it out of downloads, unless "
                "whoever downloads asks for it."
            ),
        ),
        (
            _("What not to enter"),
            _(
                "The names of persons or groups who could be harmed. An entry for one reviewer "
                "alone is not safe from whoever can read the database or a backup."
            ),
        ),
        (
            _("Where it is kept"),
            _("On the machine that runs the app, in one database. No request leaves that machine."),
        ),
        (
            _("How long it is kept"),
            _(
                "Each answer is stored with name, time and origin, and is never overwritten. A "
                "newer answer follows it, and earlier ones can be shown. Evidence that was "
                "withdrawn stays in the database."
            ),
        ),
        (
            _("Copies"),
            _(
                "'spca backup FILE' makes one while the app runs, and 'spca restore FILE' checks "
                "it before anything is replaced."
            ),
        ),
    )


def _draw_offline() -> None:
    _draw_texts(
        _("1. Download the workbook for the field. It needs no network and no macros."),
        _(
            "2. Fill it in with Excel or LibreOffice: level, statements, confidence, grade and "
            "rationale. Leave the ids and the sheets as they are."
        ),
        _(
            "3. Bring it back. You first see what would change, and nothing is written before you "
            "say so. An empty cell never overwrites an answer."
        ),
        _(
            "4. Where an answer was changed here in the meantime, you choose which of the two is "
            "the newer one. Bringing the same file twice changes nothing."
        ),
    )
    st.page_link("pages/workbook.py", label=_("Go to Excel"))


def _draw_words() -> None:
    words = dict(glossary())
    chosen = st.selectbox(
        _("Look up a word"),
        list(words),
        index=None,
        placeholder=_("Choose or type a word"),
        key="help_word",
    )
    if chosen:
        _draw_named((chosen, words[chosen]))
    with st.expander(_("All words")):
        _draw_named(*words.items())


def _draw_texts(*texts: str) -> None:
    st.markdown("\n\n".join(plain(text) for text in texts))


def _draw_named(*entries: tuple[str, str]) -> None:
    """Draw texts with what each is about before it."""
    st.markdown("\n\n".join(f"**{plain(name)}**  \n{plain(text)}" for name, text in entries))


draw()

"""What the tool is and is not, where it comes from, and what is installed."""

import streamlit as st

from assessment.locales import gettext as _
from assessment.wiring import app_version
from pages.widgets.elements import plain, show_problems
from pages.widgets.session import application


def draw() -> None:
    """Draw the page."""
    st.title(_("About"))
    st.markdown(
        _(
            "This tool asks which **governance choices and institutions** of a state restrain "
            "identity conflict and mass violence, scores what is found in eight dimensions, shows "
            "critical gaps, and suggests programmes that could close them. Development agencies "
            "assess partner states with it, governments assess themselves, donors compare "
            "profiles."
        )
    )
    st.header(_("What it is, and what it is not"))
    _draw_items(_what_it_is())
    st.header(_("Where it comes from"))
    _draw_origin()
    st.header(_("What is unverified"))
    st.markdown(
        _(
            "The anchors, weights, caps and cut-offs are **proposals for expert review**, not "
            "standards. Figures of others that could not be confirmed are left out. What is known "
            "of the effect of programmes on mass violence is mostly indirect; each carries an "
            "evidence label."
        )
    )
    st.header(_("How data is kept"))
    label = _("What happens to what you type, and who can see it")
    st.page_link("pages/help.py", label=label)
    st.header(_("How to cite"))
    st.markdown(
        _(
            "*State Protection Capacity Assessment, version and questionnaire checksum as below. "
            "Assessment of [state], [period], by [organisation].* Always name the mode (self, "
            "external or joint) and print the intervals."
        )
    )
    _draw_installation()


def _draw_items(items: tuple[str, ...]) -> None:
    # These are texts of the product, so their Markdown is meant.
    st.markdown("\n".join(f"- {item}" for item in items))


def _what_it_is() -> tuple[str, ...]:
    return (
        _(
            "It is a **structured judgement about institutions**: restraint, inclusion and reach "
            "under law."
        ),
        _("It is **not a forecast**. A score says nothing about how likely violence is."),
        _(
            "It is **not a measure of strength**. A strong force without lawful command counts "
            "against protection."
        ),
        _(
            "It **ranks no states** and takes no decision. A critical gap opens a review; named "
            "people decide whether they act, do not act, or wait, and say why."
        ),
        _(
            "Protecting the whole population is something every state took on in 2005. A gap "
            "shows where help is wanted. It accuses nobody."
        ),
    )


def _draw_origin() -> None:
    st.markdown(
        _(
            "The starting point is the policy dialogue brief of the 51st Strategy for Peace "
            "Conference (The Stanley Foundation, 14 to 16 October 2010). It found that nobody had "
            "said what state protection capacity consists of, so that nobody could fit "
            "development programmes to it."
        )
    )
    with st.expander(_("What the brief asked for, point by point")):
        numbered = ((f"D{n} {asked}", here) for n, (asked, here) in enumerate(_brief(), start=1))
        heading = (_("The brief asked for"), _("Here"))
        rows = (heading, ("---", "---"), *numbered)
        st.markdown("\n".join(f"| {asked} | {here} |" for asked, here in rows))


def _brief() -> tuple[tuple[str, str], ...]:
    """Return what the brief asked for, and what answers it here."""
    return (
        (
            _(
                "A definition by governance choices and institutional structures that foster or "
                "restrain violence"
            ),
            _("Each indicator says which it is, and why it protects"),
        ),
        (
            _("Agreed indicators, applied in the same way by every office"),
            _("One versioned questionnaire; a workbook of another version is refused"),
        ),
        (
            _("Colour-coded levels that lead to something"),
            _("Bands with published cut-offs, critical gaps, review tiers"),
        ),
        (
            _("A review in which officials declare that they act or do not act"),
            _(
                "A review tier opens a review and says by when; a named person decides to act or "
                "not to act, with reasons that stay"
            ),
        ),
        (
            _("Judgement that never becomes mechanical"),
            _(
                "The person sets each level; ticked statements only propose it; raters judge "
                "alone before they see others"
            ),
        ),
        (
            _("Protection for views that differ"),
            _(
                "Dissent is signed, cannot be edited or deleted, and is printed; a reviewer can "
                "be told under an alias"
            ),
        ),
        (
            _("Disincentives to report what embarrasses"),
            _(
                "Protection tiers for evidence; restricted sources stay out of results unless "
                "asked for. **Separate roles are not built yet**"
            ),
        ),
        (
            _("Programmes that make violence less profitable"),
            _("A dimension on incentives, and a mechanism tag on each programme"),
        ),
        (
            _("A positive obligation, in words that a government can live with"),
            _('Neutral questions, "why it protects" beside each, nothing on blame'),
        ),
        (
            _("Room for what civil society documents"),
            _(
                "Any publisher can be cited as evidence; dissent is open to all. Numbers of "
                "others can be scored as indices on the command line. **They do not stand beside "
                "an assessment yet**"
            ),
        ),
        (
            _("Long-range and crisis work at the same time"),
            _("Each programme has a horizon; context flags raise urgency without touching scores"),
        ),
        (
            _("Atrocity prevention is not conflict prevention"),
            _("Each indicator and programme carries its lens"),
        ),
        (
            _("Peace and justice, with all consequences"),
            _("Tensions and risks stand on each suggestion; unsafe routes are closed first"),
        ),
        (
            _("Options, not a fixed list"),
            _("The catalogue is data that can be edited; what would harm is shown with its reason"),
        ),
        (
            _("Opposing options"),
            _("Programmes that exclude each other, or should come first, say so"),
        ),
        (
            _("Concurrent duties, all actors, populations and not only citizens"),
            _("Scope notes, indicators on non-citizens, armed groups and incitement"),
        ),
        (
            _("No more parallel systems"),
            _("References to UN risk factors, CRS and SDG codes; open files"),
        ),
        (
            _("Analysts need to be shown what to look for"),
            _(
                "Anchors to check, evidence to ask for, demonstration states, and training cases "
                "with a reasoned answer"
            ),
        ),
    )


def _draw_installation() -> None:
    app = application()
    st.header(_("This installation"))
    st.text(_("Version {version}", version=app_version()))
    lines = (
        _(
            "{name}, version {version}, checksum {checksum}, licence {licence}",
            name=plain(framework.questionnaire.name),
            version=plain(framework.questionnaire.version),
            checksum=framework.questionnaire.checksum,
            licence=plain(framework.questionnaire.licence),
        )
        for framework in app.library.frameworks
    )
    st.markdown("\n".join(f"- {line}" for line in lines))
    show_problems(app.library.problems)


draw()

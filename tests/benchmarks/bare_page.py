"""The bare page: the widgets of the questions page, and nothing behind them.

It draws with the same calls, in the same layout, from the same texts. It checks
no rule, opens no database, and keeps what was entered in the session. So what
the app needs more than this page is the price of checking and saving.
"""

BARE_PAGE = '''\
"""The widgets of one open question; what is entered stays in the session."""

import gc
import json
from pathlib import Path

import streamlit as st

st.set_page_config(page_title="Bare page", layout="centered")


@st.cache_resource
def read_texts():
    texts = json.loads(Path("texts.json").read_text(encoding="utf-8"))
    gc.collect()
    gc.freeze()
    return texts


def keep(key, name):
    kept = st.session_state.setdefault(key, {})
    st.session_state[key] = {**kept, name: st.session_state[f"{key}:{name}"]}


def field(key, name, stored, draw):
    st.session_state.setdefault(f"{key}:{name}", stored)
    draw(f"{key}:{name}")


@st.fragment
def draw_indicator(indicator, scale, is_open):
    key = indicator["id"]
    kept = st.session_state.get(key, {})
    with st.container(border=True):
        if not draw_head(key, indicator, kept, is_open):
            return
        st.markdown(f"**{indicator['question']}**")
        st.caption(f"Why it protects: {indicator['why']}")
        st.caption(f"Ask for: {indicator['evidence']}.")
        draw_statements(key, indicator, scale)
        draw_decision(key, kept, scale)
        draw_saved(key, kept)
        draw_beside(key)
        if kept:
            st.toggle("Show earlier answers", key=f"{key}:history")


def draw_head(key, indicator, kept, is_open):
    st.session_state.setdefault(f"{key}:open", is_open)
    now_open = st.session_state[f"{key}:open"]
    text, button = st.columns([5, 1], vertical_alignment="center")
    text.markdown(f"**{key} {indicator['name']}**")
    text.caption(":material/check_circle: kept" if kept else ":material/circle: not answered")
    button.button(
        f"Close {key}" if now_open else f"Open {key}", key=f"{key}:open:button",
        on_click=turn, args=(f"{key}:open",), width="stretch",
    )
    return now_open


def turn(key):
    st.session_state[key] = not st.session_state[key]


def draw_statements(key, indicator, scale):
    st.markdown(
        "Tick what you found to hold. A level is reached when its statements and those of the "
        "levels below it hold."
    )
    for (value, name, _), statements in zip(scale, indicator["anchors"], strict=True):
        st.markdown(f"**Level {value} · {name}**")
        for n, statement in enumerate(statements):
            field(
                key, f"tick:{value}:{n}", False,
                lambda widget, statement=statement, name=f"tick:{value}:{n}": st.checkbox(
                    statement, key=widget, on_change=keep, args=(key, name)
                ),
            )


def draw_decision(key, kept, scale):
    ticked = any(kept.get(name) for name in kept if name.startswith("tick:"))
    if ticked:
        st.info(
            "The ticked statements propose a level. "
            "You decide, and say why if you see it otherwise."
        )
    names = {value: f"{value} · {name}" for value, name, _ in scale}
    names |= {"II": "Insufficient information", "NA": "Not applicable"}
    captions = [reading for _, _, reading in scale]
    captions += ["Nobody could find out. This is not level 0, and lowers coverage, not the score."]
    captions += ["The question does not arise for this state. Say why."]
    field(
        key, "level", None,
        lambda widget: st.radio(
            "Level", list(names), index=None, format_func=names.get, captions=captions,
            key=widget, on_change=keep, args=(key, "level"),
        ),
    )
    left, right = st.columns(2)
    for column, name, options in (
        (left, "confidence", ["high", "medium", "low"]),
        (right, "evidence grade", ["A", "B", "C", "D"]),
    ):
        with column:
            field(
                key, name, None,
                lambda widget, name=name, options=options: st.segmented_control(
                    name.capitalize(), options, format_func=str.capitalize,
                    help="How sure you are, and what the answer rests on.",
                    key=widget, on_change=keep, args=(key, name),
                ),
            )
    if ticked and kept.get("level") is not None:
        draw_text(key, "reason", "Reason (why not applicable, or why another level)")
    draw_text(key, "rationale", "Rationale: what you found that leads to this")


def draw_text(key, name, label):
    field(
        key, name, "",
        lambda widget: st.text_area(
            label, key=widget, height=80, on_change=keep, args=(key, name)
        ),
    )


def draw_saved(key, kept):
    if not kept:
        st.caption("Nothing kept yet.")
        return
    st.caption("Kept in the session")
    if kept.get("level") is not None:
        st.button(
            "Take this answer back", key=f"{key}:back", type="tertiary",
            help="The question is then not answered; the answer stays in the history.",
        )
        if any(kept.get(name) for name in kept if name.startswith("tick:")):
            st.warning("The ticked statements propose another level. Say why.")


def draw_beside(key):
    st.markdown("**Evidence** (0)")
    with st.popover("Add evidence", icon=":material/attach_file:"):
        with st.form(f"{key}:evidence", border=False):
            st.caption("Name documents, never persons who could be harmed.")
            for label in ("Title", "Publisher", "Date", "Link", "Page"):
                st.text_input(label, key=f"{key}:evidence:{label}")
            st.radio("Who may see it", ["public", "partner", "restricted"], index=1)
            st.form_submit_button("Save evidence")
    st.markdown("**Dissent** (0)")
    with st.popover("I see it differently", icon=":material/alt_route:"):
        with st.form(f"{key}:dissent", border=False):
            st.caption("Your view is kept beside the answer under your name.")
            st.selectbox("Level you would give", [None, 0, 1, 2, 3, 4], key=f"{key}:dissent:level")
            st.text_area("Why", key=f"{key}:dissent:why")
            st.form_submit_button("Save my view")


def draw():
    texts = read_texts()
    dimension = texts["dimensions"][st.query_params["dimension"]]
    st.title("Questions")
    st.header(dimension["name"])
    st.text(dimension["about"])
    for indicator in dimension["indicators"]:
        is_open = indicator["id"] == st.query_params["indicator"]
        draw_indicator(indicator, texts["scale"], is_open)
    st.button("Next unanswered question", type="primary", icon=":material/arrow_forward:")


draw()
'''

"""The bare page: the widgets of the questions page, and nothing behind them.

It draws with the same calls, in the same layout, from the same texts. It checks no rule, opens
no database, and keeps what was entered in the session. So what the app needs more than this
page is the price of checking and saving.
"""

import gc
import json
from pathlib import Path

import streamlit as st


@st.cache_resource
def read_texts():
    texts = json.loads(Path("texts.json").read_text(encoding="utf-8"))
    gc.collect()
    gc.freeze()
    return texts


def keep(key, name):
    kept = st.session_state.setdefault(key, {})
    st.session_state[key] = {**kept, name: st.session_state[f"{key}:{name}"]}


def asked(key, name, stored=None):
    """Return what every field has in common."""
    st.session_state.setdefault(f"{key}:{name}", stored)
    return {"key": f"{key}:{name}", "on_change": keep, "args": (key, name)}


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
        st.markdown("Tick what you found to hold. A level is reached when its statements hold.")
        for (value, name, _), statements in zip(scale, indicator["anchors"], strict=True):
            st.markdown(f"**Level {value} · {name}**")
            for n, statement in enumerate(statements):
                st.checkbox(statement, **asked(key, f"tick:{value}:{n}", stored=False))
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
    words = f"Close {key}" if now_open else f"Open {key}"
    button.button(words, key=f"{key}:open:button", on_click=turn, args=(key,), width="stretch")
    return now_open


def turn(key):
    st.session_state[f"{key}:open"] = not st.session_state[f"{key}:open"]


def is_ticked(kept):
    return any(value for name, value in kept.items() if name.startswith("tick:"))


def draw_decision(key, kept, scale):
    if is_ticked(kept):
        st.info("The ticked statements propose a level. You decide, and say why otherwise.")
    names = {value: f"{value} · {name}" for value, name, _ in scale}
    names |= {"II": "Insufficient information", "NA": "Not applicable"}
    captions = [reading for _, _, reading in scale]
    captions += ["Nobody could find out. This is not level 0, and lowers coverage, not the score."]
    captions += ["The question does not arise for this state. Say why."]
    levels = {"options": list(names), "format_func": names.get, "captions": captions}
    st.radio("Level", index=None, **levels, **asked(key, "level"))
    fields = {"confidence": ["high", "medium", "low"], "evidence grade": ["A", "B", "C", "D"]}
    for column, (name, options) in zip(st.columns(2), fields.items(), strict=True):
        words = {"format_func": str.capitalize, "help": "How sure you are, and what it rests on."}
        column.segmented_control(name.capitalize(), options, **words, **asked(key, name))
    if is_ticked(kept) and kept.get("level") is not None:
        st.text_area("Reason (why another level)", height=80, **asked(key, "reason", ""))
    st.text_area("Rationale: what you found", height=80, **asked(key, "rationale", ""))


def draw_saved(key, kept):
    if not kept:
        st.caption("Nothing kept yet.")
        return
    st.caption("Kept in the session")
    if kept.get("level") is not None:
        help_ = "The question is then not answered; the answer stays in the history."
        st.button("Take this answer back", key=f"{key}:back", type="tertiary", help=help_)
        if is_ticked(kept):
            st.warning("The ticked statements propose another level. Say why.")


def draw_beside(key):
    st.markdown("**Evidence** (0)")
    popover = st.popover("Add evidence", icon=":material/attach_file:")
    with popover, st.form(f"{key}:evidence", border=False):
        st.caption("Name documents, never persons who could be harmed.")
        for label in ("Title", "Publisher", "Date", "Link", "Page"):
            st.text_input(label, key=f"{key}:evidence:{label}")
        st.radio("Who may see it", ["public", "partner", "restricted"], index=1)
        st.form_submit_button("Save evidence")
    st.markdown("**Dissent** (0)")
    popover = st.popover("I see it differently", icon=":material/alt_route:")
    with popover, st.form(f"{key}:dissent", border=False):
        st.caption("Your view is kept beside the answer under your name.")
        st.selectbox("Level you would give", [None, 0, 1, 2, 3, 4], key=f"{key}:dissent:level")
        st.text_area("Why", key=f"{key}:dissent:why")
        st.form_submit_button("Save my view")


def draw():
    st.set_page_config(page_title="Bare page", layout="centered")
    texts = read_texts()
    dimension = texts["dimensions"][st.query_params["dimension"]]
    st.title("Questions")
    st.header(dimension["name"])
    st.text(dimension["about"])
    for indicator in dimension["indicators"]:
        is_open = indicator["id"] == st.query_params["indicator"]
        draw_indicator(indicator, texts["scale"], is_open)
    st.button("Next unanswered question", type="primary", icon=":material/arrow_forward:")


if __name__ == "__main__":
    draw()

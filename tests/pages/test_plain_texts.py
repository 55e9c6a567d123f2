"""What people typed is shown as they typed it: nothing in it becomes form, picture or link."""

import pytest

from pages.widgets.elements import plain

JOINER = "\u2060"


@pytest.mark.parametrize(
    "sentence",
    [
        "The law (of 2019) says so: judges are chosen, 5 - 10 a year.",
        "Who commands the police? The minister; nobody else!",
        "LAW-1 is at level 2.",
    ],
)
def test_a_sentence_keeps_a_clean_name_for_screen_readers(sentence: str):
    assert plain(sentence) == sentence


@pytest.mark.parametrize(
    ("typed", "escaped"),
    [
        ("**bold** and _slanted_", r"\*\*bold\*\* and \_slanted\_"),
        ("<b>x</b> &amp; `code`", r"\<b\>x\</b\> \&amp; \`code\`"),
        ("[x](y) | $z$ ~~no~~", r"\[x\](y) \| \$z\$ \~\~no\~\~"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("= no heading", r"\= no heading"),
    ],
)
def test_what_begins_something_in_markdown_is_escaped(typed: str, escaped: str):
    assert plain(typed) == escaped


@pytest.mark.parametrize(
    ("typed", "broken"),
    [
        ("see http://example.org", f"see http:{JOINER}//example.org"),
        ("see https://example.org", f"see https:{JOINER}//example.org"),
        ("see www.example.org", f"see w{JOINER}ww.example.org"),
        ("ask ada@example.org", f"ask ada@{JOINER}example.org"),
        (":material/home:", f":{JOINER}material/home:"),
        (":smile: and :+1:", f":{JOINER}smile: and :{JOINER}+1:"),
        (":red[x]", f":{JOINER}red\\[x\\]"),
        ("a -> b -- c", f"a -{JOINER}\\> b -{JOINER}- c"),
        ("a <- b", f"a \\<{JOINER}- b"),
        ("5 >= 4", f"5 \\>{JOINER}= 4"),
    ],
)
def test_what_is_made_of_the_finished_text_is_broken_by_a_joiner(typed: str, broken: str):
    assert plain(typed) == broken


def test_lines_are_put_into_one():
    assert plain("one\n\n# two\t three") == "one # two three"

"""docs/where-changes-go.md tells the truth: each kind of change is made on a copy of the house.

A change is a few edits and a check that only the changed house passes. The files that were
edited must be those that the row names, and the check must fail without any one of them.
"""

import compileall
import os
import re
import shutil
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.programs import SERVER, start

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "where-changes-go.md"
HOUSE = ("app.py", "assessment", "pages", "questionnaires")


@dataclass
class House:
    """A copy of the product, and what was changed in it."""

    root: Path
    edits: dict[str, str] = field(default_factory=dict[str, str])

    def write(self, path: str, text: str) -> None:
        """Add a file."""
        assert not (self.root / path).exists(), path
        self.edits[path] = text

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a text that stands in a file once."""
        text = self.edits.get(path) or (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} has {text.count(old)} times: {old}"
        self.edits[path] = text.replace(old, new)

    def build(self, *left_out: str) -> Path:
        """Return the root of the house with its edits, some of them left out."""
        built = self.root.with_name("built")
        shutil.rmtree(built, ignore_errors=True)
        shutil.copytree(self.root, built)
        for path, text in self.edits.items():
            if path not in left_out:
                (built / path).parent.mkdir(parents=True, exist_ok=True)
                (built / path).write_text(text, encoding="utf-8")
        return built


@dataclass(frozen=True)
class Change:
    """One kind of change: how it is made, and a program that only works once it was."""

    make: Callable[[House], None]
    check: str


CHANGES: dict[str, Change] = {}


def change(row: str, check: str) -> Callable[[Callable[[House], None]], Callable[[House], None]]:
    """Register what carries out a row of the document."""

    def register(make: Callable[[House], None]) -> Callable[[House], None]:
        CHANGES[row] = Change(make, check)
        return make

    return register


LAW = "questionnaires/spcf/2.1/indicators/law.yaml"
NEW_VERSION = "questionnaires/example/1.1"
MIGRATIONS = "assessment/storage/migrations/versions"
VALIDATE = """
from pathlib import Path
from assessment.library.shelf import open_library
from assessment.services.validate import validate
shelf = open_library(Path("questionnaires"))
def newest(id_, version):
    framework = shelf.find(id_)
    assert framework.questionnaire.version == version
    found = validate(shelf.find_folder(id_).folder)
    assert not found.problems, [str(problem) for problem in found.problems]
    return framework
"""


@change(
    "the wording of a question",
    VALIDATE
    + """
assert newest("spcf", "2.1").questionnaire.indicator("LAW-2").question == "Are judges free?"
assert shelf.find("spcf", "2.0").questionnaire.indicator("LAW-2").question.startswith("How free")
""",
)
def change_wording(house: House) -> None:
    (question,) = re.findall(r"question: (How free are judges .*)", _text(house, LAW))
    house.replace(LAW, question, "Are judges free?")


@change(
    "an indicator",
    VALIDATE + 'assert newest("grievance", "1.1").questionnaire.has_indicator("REPLY-3")',
)
def add_indicator(house: House) -> None:
    house.replace(
        f"{NEW_VERSION}/instrument.yaml",
        "        evidence: [Closed files, Talks with people who complained]\n"
        "        sources: [GUIDE, TALKS]\n",
        "        evidence: [Closed files, Talks with people who complained]\n"
        "        sources: [GUIDE, TALKS]\n"
        "      - id: REPLY-3\n"
        "        name: Told why\n"
        "        question: Are people told why their complaint was turned down?\n"
        "        why: A refusal without a reason looks like a favour to the other side.\n"
        "        element: choice\n"
        "        type: process\n"
        "        lens: shared\n"
        "        crimes: []\n"
        "        anchors:\n"
        "          1: {REPLY-3.1a: Refusals give no reason.}\n"
        "          2: {REPLY-3.2a: A reason is given when people ask.}\n"
        "          3: {REPLY-3.3a: Each refusal gives a reason.}\n"
        "        evidence: [Closed files]\n"
        "        sources: [GUIDE]\n",
    )
    house.replace(
        f"{NEW_VERSION}/programmes.yaml", "[REPLY-1, REPLY-2]", "[REPLY-1, REPLY-2, REPLY-3]"
    )
    house.replace(f"{NEW_VERSION}/examples.yaml", "score: 0.125", "score: 0")


@change(
    "a programme",
    VALIDATE + 'assert newest("grievance", "1.1").catalogue.programme("WALK").name == "Walks"',
)
def add_programme(house: House) -> None:
    path = f"{NEW_VERSION}/programmes.yaml"
    lines = _text(house, path).splitlines()
    start = lines.index("  - id: SAFE")
    own = "\n".join(lines[start : lines.index("  - id: CLOCK")])
    walk = own.replace("SAFE", "WALK").replace("Names kept apart", "Walks")
    house.replace(path, own, f"{walk}\n{own}")


@change(
    "a number of the scoring",
    VALIDATE
    + 'assert newest("grievance", "1.1").rules.dimensions["REACH"].weights == {"REACH-3": 3}',
)
def change_weight(house: House) -> None:
    house.replace(f"{NEW_VERSION}/scoring.yaml", "{REACH-3: 2}", "{REACH-3: 3}")
    house.replace(f"{NEW_VERSION}/examples.yaml", "score: 37.5", "score: 30")
    house.replace(f"{NEW_VERSION}/examples.yaml", "score: 66.7", "score: 62.5")
    house.replace(f"{NEW_VERSION}/examples.yaml", "low: 50", "low: 40")


ASSESS = """
import os
os.environ |= {"SPCA_DATABASE_URL": "sqlite:///own.db", "SPCA_QUESTIONNAIRES": "questionnaires"}
from assessment.model.answer import Answer, Status
from assessment.services.answers import record_answer
from assessment.services.assessments import NewAssessment, create_assessment
from assessment.services.context import open_assessment
from assessment.wiring import Settings, open_application
application = open_application(Settings.from_environment())
context = application.context()
new = NewAssessment("grievance", "XKA", "2026", "self", invented_name="Karsova")
opened = open_assessment(context, create_assessment(context, new).id)
def answer(id_, **more):
    given = {"confidence": "high", "evidence_grade": "B", "rationale": "Seen."} | more
    return Answer(id_, Status.LEVEL, 2, **given)
for indicator in opened.framework.questionnaire.indicators:
    record_answer(context, opened, answer(indicator.id), 0)
"""
COMMAND = """
from contextlib import redirect_stdout
from io import StringIO
from assessment.cli.app import build_app
def command(*words):
    printed = StringIO()
    try:
        with redirect_stdout(printed):
            build_app()(list(words))
    except SystemExit as ended:
        assert not ended.code, printed.getvalue()
    return printed.getvalue()
"""
PAGE = """
from streamlit.testing.v1 import AppTest
def page(name):
    tab = AppTest.from_file("app.py", default_timeout=60)
    tab.query_params["assessment"] = opened.assessment.id
    tab.run().switch_page(f"pages/{name}.py").run()
    assert not tab.exception, tab.exception
    return tab
"""


@change(
    "a kind of condition",
    """
from pathlib import Path
path = Path("questionnaires/example/1.1/scoring.yaml")
old = "{all: [{indicator: REACH-3, at_most: 1}, {indicator: REPLY-2, at_most: 1}]}"
text = path.read_text()
assert old in text
path.write_text(text.replace(old, "{answered_at_least: 2}"))
"""
    + ASSESS
    + COMMAND
    + 'assert "GAP-1  Dangerous and useless: active" in command("score", opened.assessment.id)',
)
def add_condition(house: House) -> None:
    house.replace(
        "assessment/model/conditions.py",
        "class AllOf(Frozen):",
        "class AnsweredAtLeast(Frozen):\n"
        '    """At least this many indicators have a level."""\n\n'
        "    answered_at_least: int = Field(ge=1)\n\n\n"
        "class AllOf(Frozen):",
    )
    house.replace(
        "assessment/model/conditions.py",
        '    "dimension_decline": DimensionDecline,\n',
        '    "dimension_decline": DimensionDecline,\n    "answered_at_least": AnsweredAtLeast,\n',
    )
    house.replace(
        "assessment/model/conditions.py",
        '    | Annotated[DimensionDecline, Tag("dimension_decline")],\n',
        '    | Annotated[DimensionDecline, Tag("dimension_decline")]\n'
        '    | Annotated[AnsweredAtLeast, Tag("answered_at_least")],\n',
    )
    house.replace(
        "assessment/model/evaluation.py",
        "    AllOf,\n",
        "    AllOf,\n    AnsweredAtLeast,\n",
    )
    house.replace(
        "assessment/model/evaluation.py",
        "        case UnknownKeys(unknown_keys=count):\n",
        "        case AnsweredAtLeast(answered_at_least=count):\n"
        "            ids = [id_ for id_, a in facts.answers.items() if a.status is Status.LEVEL]\n"
        "            return _true_if(len(ids) >= count, ids)\n"
        "        case UnknownKeys(unknown_keys=count):\n",
    )


@change(
    "a rule",
    """
from pathlib import Path
folder = Path("questionnaires/example/1.1")
(folder / "examples.yaml").unlink()
text = (folder / "scoring.yaml").read_text()
assert "rule: minimum" in text
(folder / "scoring.yaml").write_text(text.replace("rule: minimum", "rule: highest"))
"""
    + VALIDATE
    + 'newest("grievance", "1.1")\n'
    + ASSESS
    + COMMAND
    + PAGE
    + """
assert "The best one is enough." in command("score", opened.assessment.id, "--explain")
assert "Highest" in str(page("method").selectbox)
command("uncertainty", opened.assessment.id)
command("results", opened.assessment.id, "-o", "own.xlsx")
""",
)
def add_rule(house: House) -> None:
    house.write(
        "assessment/scoring/rules/highest.py",
        '"""The highest child."""\n\n'
        "from typing import Literal\n\n"
        "import numpy as np\n\n"
        "from assessment.locales import gettext as _\n"
        "from assessment.model.tree import Node\n\n\n"
        "class Highest(Node):\n"
        '    """The highest child."""\n\n'
        '    rule: Literal["highest"]\n\n'
        "    def compute(self, children):\n"
        "        return np.fmax.reduce(children.values, axis=0)\n\n"
        "    def describe(self, name):\n"
        '        return _("The best one is enough.")\n\n'
        "    def explain(self, parts):\n"
        '        yield _("The highest is {value}.", value=parts.show(parts.result))\n\n'
        "    @classmethod\n"
        "    def to_try(cls, facts):\n"
        '        return cls(rule="highest")\n\n'
        "    @classmethod\n"
        "    def short_name(cls):\n"
        '        return _("Highest")\n',
    )


@change(
    "a page",
    ASSESS + PAGE + 'assert page("hello").title[0].value == "Hello"',
)
def add_page(house: House) -> None:
    house.write(
        "pages/hello.py",
        '"""Greets."""\n\nimport streamlit as st\n\n'
        "from assessment.locales import gettext as _\n\n"
        'st.title(_("Hello"))\n',
    )
    house.replace(
        "pages/widgets/session.py",
        '                _page("about", _("About")),\n',
        '                _page("about", _("About")),\n'
        '                _page("hello", _("Hello")),\n',
    )


@change(
    "a command",
    COMMAND
    + """
assert command("hello", "--json").startswith("{")
assert "Greet." in command("--help")
""",
)
def add_command(house: House) -> None:
    house.write(
        "assessment/cli/hello.py",
        '"""Greets."""\n\n'
        "from assessment.cli.command import AsJson, command\n"
        "from assessment.cli.output import emit\n"
        "from assessment.locales import gettext as _\n"
        "from assessment.locales import mark\n\n\n"
        '@command("hello", mark("Greet."), keys=mark("greeting"), examples=("spca hello",))\n'
        "def hello(*, as_json: AsJson = False) -> None:\n"
        '    """Greet whoever asks."""\n'
        '    emit({"greeting": "hello"}, [_("Hello.")], as_json=as_json)\n',
    )
    house.replace("assessment/cli/app.py", "    imports,\n", "    hello,\n    imports,\n")
    house.replace(
        "assessment/cli/app.py", "    serve.serve,\n", "    serve.serve,\n    hello.hello,\n"
    )


@change(
    "an export",
    ASSESS
    + PAGE
    + """
from assessment.services.results import export_answers
assert b"REACH-1,2" in export_answers(context, opened).content
assert "Answers as CSV" in [found.label for found in page("profile").get("download_button")]
""",
)
def add_export(house: House) -> None:
    house.replace(
        "assessment/services/results.py",
        "def file_name(",
        "def export_answers(context: Context, opened: Opened) -> Download:\n"
        '    """Return the level of every indicator as CSV."""\n'
        "    from assessment.exchange.csv_table import write_csv\n\n"
        "    answers = context.store.record(opened.assessment).answers\n"
        "    rows = [(id_, one.answer.level) for id_, one in answers.items()]\n"
        '    return Download("answers.csv", write_csv(("indicator", "level"), rows))\n\n\n'
        "def file_name(",
    )
    house.replace(
        "pages/profile.py",
        "    export_results,\n",
        "    export_answers,\n    export_results,\n",
    )
    house.replace(
        "pages/profile.py",
        '    st.header(_("Take it with you"))\n',
        '    st.header(_("Take it with you"))\n'
        "    draw_download(\n"
        '        _("Answers as CSV"),\n'
        "        lambda: export_answers(page_context, opened),\n"
        '        "text/csv",\n'
        '        "answers.csv",\n'
        "    )\n",
    )


@change(
    "a column of answers",
    ASSESS
    + """
from assessment.services.ratings import record_rating
first, second, *_rest = opened.framework.questionnaire.indicators
record_answer(context, opened, answer(first.id, spoken_in="French"), 1)
record = context.store.record(opened.assessment)
assert [record.answers[i.id].answer.spoken_in for i in (first, second)] == ["French", ""]
record_rating(context, opened, answer(first.id, spoken_in="Kirundi"), "ministry", 0)
(rating,) = context.store.ratings(opened.assessment.id).ratings
assert rating.answer.spoken_in == "Kirundi"
""",
)
def add_column(house: House) -> None:
    newest = max((house.root / MIGRATIONS).glob("[0-9]*.py")).name[:4]
    own = f"{int(newest) + 1:04}"
    house.replace(
        "assessment/model/answer.py",
        '    rationale: str = ""\n',
        '    rationale: str = ""\n    spoken_in: str = ""\n',
    )
    house.replace(
        "assessment/storage/tables.py",
        '    rationale: str = Field(default="", sa_type=Text)\n',
        '    rationale: str = Field(default="", sa_type=Text)\n    spoken_in: str = ""\n',
    )
    house.write(
        f"{MIGRATIONS}/{own}_spoken_in.py",
        '"""The language in which people spoke."""\n\n'
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        f'revision = "{own}"\ndown_revision = "{newest}"\n'
        "branch_labels = None\ndepends_on = None\n\n\n"
        "def upgrade():\n"
        '    for table in ("answer", "rating"):\n'
        '        column = sa.Column("spoken_in", sa.String(), nullable=False, server_default="")\n'
        "        op.add_column(table, column)\n",
    )


@change(
    "a language",
    """
from pathlib import Path
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
# What `make messages` does.
for source in Path("assessment/locales").glob("*/LC_MESSAGES/spca.po"):
    with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
        write_mo(mo, read_po(po))
from assessment.library.shelf import open_library
from assessment.locales import gettext, languages, use_language
assert languages() == ("en", "eo")
use_language("eo")
assert gettext("Questions") == "Demandoj"
framework = open_library(Path("questionnaires")).find("grievance")
assert framework.questionnaire.dimensions[0].name == "Atingi la oficejon"
""",
)
def add_language(house: House) -> None:
    house.write(
        "assessment/locales/eo/LC_MESSAGES/spca.po", 'msgid "Questions"\nmsgstr "Demandoj"\n'
    )
    house.write(
        f"{NEW_VERSION}/languages/eo.po",
        'msgctxt "REACH.name"\nmsgid "Reaching the office"\nmsgstr "Atingi la oficejon"\n',
    )


def _text(house: House, path: str) -> str:
    return (house.root / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def house_with_new_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house in which somebody began new versions, as the document says."""
    root = tmp_path_factory.mktemp("house") / "copy"
    root.mkdir()
    for name in HOUSE:
        source, target = ROOT / name, root / name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    # Compiled once, so that no check has to compile the house again.
    compileall.compile_dir(root, quiet=2)
    began = f"{COMMAND}\nfor id_ in ('spcf', 'grievance'):\n    command('new-version', id_)"
    assert run(began, root) == ""
    return root


@pytest.fixture
def house(house_with_new_versions: Path) -> House:
    return House(house_with_new_versions)


def run(program: str, root: Path) -> str:
    """Run a program in a house; return what went wrong."""
    receiver, sender = SERVER.Pipe(duplex=False)
    process = start(_run, program, root, sender)
    sender.close()
    try:
        return receiver.recv()
    except EOFError:
        return "it ended without a word"
    finally:
        process.join()


def _run(program: str, root: Path, sender: Connection) -> None:
    os.chdir(root)
    # Nothing that another test set may reach into the house.
    for name in [name for name in os.environ if name.startswith("SPCA_")]:
        del os.environ[name]
    os.environ["SPCA_QUESTIONNAIRES"] = str(root / "questionnaires")
    loaded = [name for name in sys.modules if name.partition(".")[0] in ("assessment", "pages")]
    if loaded:
        sender.send(f"These come from another house: {', '.join(loaded)}")
        return
    sys.path.insert(0, str(root))
    try:
        exec(program, {"__name__": "program"})  # noqa: S102 - the programs stand above
    except BaseException:
        sender.send(traceback.format_exc())
    else:
        sender.send("")


def rows_of_the_document() -> dict[str, list[str]]:
    """Return what each row is about, and the patterns of the files that it names."""
    rows = re.findall(r"^\| (.*?) \| (.*?) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    return {about: re.findall(r"`([^`]+)`", where) for about, where in rows}


def matches(path: str, pattern: str) -> bool:
    """Whether a path is one that a row names; ``<version>`` stands for any one folder or name."""
    parts = re.split(r"<[^>]+>", pattern)
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), path) is not None


@pytest.mark.parametrize("row", CHANGES)
def test_a_row_names_exactly_the_files_that_its_change_needs(house: House, row: str) -> None:
    change = CHANGES[row]
    change.make(house)
    named = rows_of_the_document()[row]
    assert [path for path in house.edits if not any(matches(path, one) for one in named)] == []
    assert [one for one in named if not any(matches(path, one) for path in house.edits)] == []
    assert run(change.check, house.build()) == ""
    for path in house.edits:
        assert run(change.check, house.build(path)) != "", f"{path} was not needed"


def test_every_file_that_the_document_names_is_there() -> None:
    for row, patterns in rows_of_the_document().items():
        for pattern in () if row in CHANGES else patterns:
            glob = re.sub(r"<[^>]+>", "*", pattern)
            assert [*ROOT.glob(glob)], pattern

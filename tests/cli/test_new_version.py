from tests.cli.terminal import Terminal


def test_the_next_version_is_made_and_what_to_do_next_is_said(terminal: Terminal) -> None:
    lines = terminal.done("new-version", "grievance").stdout.splitlines()
    made = terminal.folder.parent / "questionnaires" / "example" / "1.1"
    assert lines[0].startswith("District Grievance Office Check 1.1: 2 dimensions")
    assert lines[1] == f"The new version is in {made}."
    assert f"spca validate {made}" in lines[2]
    assert terminal.read("new-version", "grievance", "--to", "2.0")["version"] == "2.0"
    assert terminal.refused("new-version", "grievance", "--to", "1.5") == [
        "library.version_not_next"
    ]
    assert terminal.refused("new-version", "market") == ["library.questionnaire_unknown"]
    found = terminal.read("validate", made.parent)["questionnaires"]
    assert [one["version"] for one in found] == ["1.0", "1.1", "2.0"]


def test_texts_are_written_for_translators_and_read_by_the_app(terminal: Terminal) -> None:
    target = terminal.folder / "french.pot"
    assert terminal.read("texts", "grievance", "-o", target)["file"] == str(target)
    assert terminal.refused("texts", "grievance", "-o", target) == ["file.exists"]
    assert 'msgctxt "REACH-1.question"' in target.read_text("utf-8")

"""What a contributor meets first: the hosted run and the forms parse, and name files and commands that are there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from simkemitraan.cli import COMMANDS, run_command
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.wording.references import READ

ROOT = Path(__file__).resolve().parents[2]
HUB = ROOT / ".github"
FORMS = sorted(p for p in (HUB / "ISSUE_TEMPLATE").glob("*.yml") if p.stem != "config")
COMMAND = re.compile(r"`simkemitraan ([\w-]+)")
TARGET = re.compile(r"`make ([\w-]+)`")
FILE = re.compile(r"(?<![\w/…])(?:\.\./)?((?:docs|tests|src|changelog\.d|tools)/[\w./-]*)")
ROWS = re.compile(r"^\| (?!rule|---)(.+) \|$", re.MULTILINE)
KINDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def lost(text: str) -> list[str]:
    """Commands, targets and files that a text names and that are not there."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    return [
        *(c for c in COMMAND.findall(text) if c not in {*COMMANDS, "--version"}),
        *(t for t in TARGET.findall(text) if t not in targets),
        *(f for f in FILE.findall(text) if not (ROOT / f.rstrip(".")).exists()),
    ]


def test_what_is_lost_is_found() -> None:
    assert lost("`simkemitraan runn`, `make tset`, docs/nowhere.md") == ["runn", "tset", "docs/nowhere.md"]
    assert not lost("`simkemitraan run x`, `make test`, docs/index.md.")


def test_the_hosted_run_is_the_one_that_runs_everywhere() -> None:
    workflow = read(HUB / "workflows" / "ci.yml")
    assert set(workflow["on"]) == {"push", "pull_request"}
    steps = workflow["jobs"]["run"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == ["bash .ci/run"]
    assert (ROOT / ".ci" / "run").is_file()
    versions = [step["with"]["python-version"].split() for step in steps if "with" in step]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert versions == [re.findall(r"Python :: (3\.\d+)", project)]


def test_every_kind_of_report_has_a_form() -> None:
    assert [p.stem for p in FORMS] == ["number", "place", "question", "wrong"]


@pytest.mark.parametrize("path", FORMS, ids=lambda p: p.stem)
def test_a_form_can_be_filled_in_in_both_languages(path: Path) -> None:
    form = read(path)
    parts = form["body"]
    assert {part["type"] for part in parts} <= KINDS
    assert len({part["id"] for part in parts}) == len(parts)
    assert any(part.get("validations", {}).get("required") for part in parts)
    told = [form["name"], form["description"], *(part["attributes"]["label"] for part in parts)]
    told += [part["attributes"]["description"] for part in parts if "description" in part["attributes"]]
    assert not [words for words in told if " / " not in words]
    assert not lost(path.read_text(encoding="utf-8"))


def test_the_form_for_numbers_speaks_of_a_number_and_of_the_ways_of_reading() -> None:
    parts = {part["id"]: part["attributes"] for part in read(HUB / "ISSUE_TEMPLATE" / "number.yml")["body"]}
    mechanism, number = parts["number"]["placeholder"].split(".")
    assert number in {p.name for p in BY_NAME[mechanism].params}
    assert len(parts["read"]["options"]) == len([way for way in READ if way != "model"])


def test_a_pull_request_names_what_a_change_owes() -> None:
    text = (HUB / "PULL_REQUEST_TEMPLATE.md").read_text(encoding="utf-8")
    for owed in ("`tests/", "docs/explanation/ODD.md", "both languages", "`changelog.d/`", "`make check`"):
        assert owed in text
    assert not lost(text)


def test_the_version_line_names_program_rules_and_python(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--version"]) == 0
    line = capsys.readouterr().out
    example = {part["id"]: part for part in read(HUB / "ISSUE_TEMPLATE" / "wrong.yml")["body"]}["version"]
    for told in (line, example["attributes"]["placeholder"]):
        assert re.fullmatch(r"simkemitraan \S+ · rules \w{12} · \w+ 3\.\d+\.\d+\S* · \w+ \w+\n?", told)


def test_the_list_of_rules_names_tests_that_are_there_and_a_reason_for_each() -> None:
    text = (ROOT / "docs" / "explanation" / "house-rules.md").read_text(encoding="utf-8")
    rows = [row.split(" | ") for row in ROWS.findall(text)]
    assert len(rows) >= 25
    assert all(len(row) == 3 and all(row) for row in rows)
    assert not lost(text)
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "docs/explanation/house-rules.md" in contributing
    assert not lost(contributing.replace("tests/twin`", "tests/`"))


def test_first_tasks_name_files_that_are_there_and_what_is_done_when() -> None:
    text = (ROOT / "docs" / "explanation" / "good-first-issues.md").read_text(encoding="utf-8")
    rows = [row.split(" | ") for row in ROWS.findall(text) if not row.startswith("task")]
    assert 10 <= len(rows) <= 15
    assert all(len(row) == 4 and all(row) for row in rows)
    assert not lost(text)
    for name in re.findall(r"`(page/[\w./]+)`", text):
        assert (ROOT / name).is_file(), name

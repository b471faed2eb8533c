"""Every number of the model leads to its source by a key, and the page of sources says what stands behind the key."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from docs import make_reference
from markdown.extensions.toc import slugify

from simkemitraan.analysis.validation import aside, outcomes, sheet
from simkemitraan.cli import run_command
from simkemitraan.indicators import REGISTRY
from simkemitraan.mechanisms import ORDER
from simkemitraan.web.declared import unit_words
from simkemitraan.wording import FOLDER, catalogue, word
from simkemitraan.wording.references import GRADES, KEY, READ, keys_in, references, source_words

NUMBERS = [(f"{m.name}.{p.name}", p) for m in ORDER for p in m.params]
UNOPENED = re.compile(r"\bfacts? \d|prototype|\[M\]|equations|\btargets? O?\d|fitted to the targets", re.IGNORECASE)
NUMBERED = re.compile(r"\b(?:facts?|fakta) [0-9]|equations item|\btargets? [OT][0-9]|\(sasaran O[0-9]")
ROOT = Path(__file__).resolve().parents[2]
WITHOUT_KEY = ("assumption", "policy lever")


@pytest.mark.parametrize(("name", "number"), NUMBERS, ids=[name for name, _ in NUMBERS])
def test_a_number_names_a_source_that_can_be_looked_up(name: str, number: object) -> None:
    source = number.source  # type: ignore[attr-defined]
    assert not UNOPENED.search(source), f"{name}: {source}"
    unknown = set(keys_in(source)) - set(references())
    assert not unknown, f"{name} names {unknown}: add it to wording/references.toml"
    assert keys_in(source) or source.startswith(WITHOUT_KEY), f"{name}: name a key, or begin with one of {WITHOUT_KEY}"


@pytest.mark.parametrize("mechanism", ORDER, ids=lambda m: m.name)
def test_what_a_mechanism_tells_of_itself_names_known_sources(mechanism: object) -> None:
    about = mechanism.about  # type: ignore[attr-defined]
    assert not UNOPENED.search(about)
    told = set(keys_in(re.sub(r"``[^`]*``", "", about, flags=re.DOTALL))) - {"partner"}
    assert told <= set(references())


def test_every_source_is_worded_in_indonesian_with_the_same_keys() -> None:
    with (FOLDER / "origins.toml").open("rb") as file:
        worded = tomllib.load(file)
    declared = {p.source for _, p in NUMBERS}
    assert not declared - set(worded), f"add these to wording/origins.toml: {sorted(declared - set(worded))}"
    assert not set(worded) - declared, f"no number says this any more: {sorted(set(worded) - declared)}"
    for english in declared:
        assert keys_in(source_words(english, "id")) == keys_in(english), english


@pytest.mark.parametrize("key", list(references()))
def test_a_source_is_told_in_full(key: str) -> None:
    one = references()[key]
    assert KEY.fullmatch(f"[{key}]")
    assert one.read in READ
    assert one.grade in GRADES
    assert (one.grade == "-") == (one.read in ("unread", "model")), "what was not read or observed has no grade"
    for told in (one.who, one.what, one.says):
        assert set(told) == {"id", "en"}
        assert all(told.values())
    assert one.says["id"] != one.says["en"]
    assert one.year
    assert not UNOPENED.search(f"{one.what} {one.says}")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_reference_leads_from_each_number_to_its_source_and_back(lang: str) -> None:
    page, mechanisms = make_reference.sources(lang), make_reference.mechanisms(lang)
    for key in references():
        assert f"{{#{key}}}" in page
    for name, number in NUMBERS:
        assert f"`{name.partition('.')[2]}`" in page or f"`{name}`" in page
        for key in keys_in(number.source):
            assert f"](sources.{lang}.md#{key})" in mechanisms


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_command_tells_a_source_and_the_numbers_that_lean_on_it(
    lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["sources", "[ache]", "--json", "--lang", lang]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["numbers"] == ["leadership.hazard_per_year", "leadership.government_hazard_per_year"]
    assert told["says"] == references()["ache"].says[lang]
    assert run_command(["sources", "ache", "--lang", lang]) == 0
    assert "leadership.hazard_per_year" in capsys.readouterr().out
    assert run_command(["sources", "--lang", lang]) == 0
    assert "walker-mccarthy" in capsys.readouterr().out


def test_the_reference_tells_units_in_the_language_of_the_page() -> None:
    """An Indonesian page says `laju per tahun`, not `rate/year`."""
    measured = {i.unit for i in REGISTRY.values()}
    for lang in ("id", "en"):
        mechanisms, indicators = make_reference.mechanisms(lang), make_reference.indicators(lang)
        for page, units in ((mechanisms, {p.unit for _, p in NUMBERS}), (indicators, measured)):
            assert not [u for u in units if f"| {make_reference.cell(unit_words(u, lang))} |" not in page]
    assert "rate/year" not in make_reference.mechanisms("id")
    assert "| share |" not in make_reference.indicators("id")


def test_the_indonesian_page_tells_each_rule_in_indonesian_and_leads_to_its_equations() -> None:
    here, there = make_reference.mechanisms("id"), make_reference.mechanisms("en")
    anchors = {f"#{slugify(line.removeprefix('## '), '-')}" for line in there.splitlines() if line.startswith("## ")}
    told = [(m, f"cli.mechanisms.about.{m.name}") for m in ORDER]
    waiting = [m.name for m, key in told if key not in catalogue("id")]
    if waiting:
        pytest.skip(f"`{waiting[0]}` has no words yet: add cli.mechanisms.about.{waiting[0]} to the catalogue of words")
    for mechanism, key in told:
        assert word(key, "id") in here
        assert make_reference.prose(mechanism.about) not in here
    assert set(re.findall(r"\]\(mechanisms\.en\.md(#[^)]+)\)", here)) == anchors


def test_a_key_that_is_not_there_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["sources", "acha", "--lang", "en"]) == 2
    assert "did you mean `ache`?" in capsys.readouterr().err


@pytest.mark.parametrize("row", [*sheet.ROWS, *aside.ROWS, *outcomes.ROWS], ids=lambda row: row.name)
def test_a_pattern_names_the_sources_that_it_was_seen_in(row: sheet.Row) -> None:
    assert set(row.sources.split(", ")) <= set(references())


def test_no_page_speaks_of_a_fact_by_its_number() -> None:
    """Such numbers belong to notes that no reader can open."""
    folders = [ROOT / name for name in ("docs", "experiments", "tests", "scenarios", "examples", "src/simkemitraan")]
    kinds = {".py", ".md", ".yaml", ".toml"}
    texts = [p for folder in folders for p in folder.rglob("*") if p.suffix in kinds and "reference" not in p.parts]
    found = [p.relative_to(ROOT).as_posix() for p in texts if NUMBERED.search(p.read_text(encoding="utf-8"))]
    assert found == ["tests/house/test_number_sources.py"]

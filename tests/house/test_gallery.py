"""The gallery tells every packaged policy as its scenario is now, with a command that can be typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest
from tests.scripts import load
from typer.main import get_command

from simkemitraan import Scenario, compare
from simkemitraan.analysis.comparison.comparison import Comparison
from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.cli.frame import build
from simkemitraan.scenario import packaged
from simkemitraan.scenario.building import packaged_policies

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LANGS = ("id", "en")
COMMAND = re.compile(r"^```sh\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def gallery() -> ModuleType:
    return load(DOCS / "make_gallery.py")


def page(lang: str) -> str:
    return (DOCS / f"gallery.{lang}.md").read_text(encoding="utf-8")


def test_every_packaged_policy_is_told(gallery: ModuleType) -> None:
    assert set(packaged_policies()) | set(gallery.OTHER_BASELINE) == set(gallery.policies())
    assert {gallery.baseline_of(n) for n in gallery.policies()} <= set(packaged())


@pytest.mark.parametrize("lang", LANGS)
def test_every_policy_is_told_as_its_scenario_is_now(gallery: ModuleType, lang: str) -> None:
    text = page(lang)
    for name in gallery.policies():
        scenario = Scenario.load(f"package:{name}")
        drawn = (DOCS / "gallery" / f"{name}.{lang}.svg").read_text(encoding="utf-8")
        assert f"## {scenario.title(lang)} {{#{name}}}" in text
        assert scenario.use_when(lang) in text
        assert scenario.notes(lang) in text
        assert f"(gallery/{name}.{lang}.svg)" in text
        assert f"/{scenario.hash()[:8]}" in drawn, f"{name} has changed since the gallery was made: `make gallery`"


@pytest.mark.parametrize("lang", LANGS)
def test_commands_parse_and_name_scenarios_that_exist(gallery: ModuleType, lang: str) -> None:
    commands = COMMAND.findall(page(lang))
    assert commands == [gallery.command(name, lang) for name in gallery.policies()]
    for line in commands:
        program, _, said, room, *rest = shlex.split(line)
        assert (program, said, room) == ("simkemitraan", lang, "compare")
        context = get_command(build(lang)).commands["compare"].make_context("compare", list(rest))
        for scenario in (context.params["place"], *(context.params["reforms"] or ())):
            Scenario.load(scenario)
        for policy in context.params["policy"] or ():
            Scenario.load("package:baseline").with_policy(policy)


def test_pictures_are_small_and_none_is_left_over(gallery: ModuleType) -> None:
    files = sorted((DOCS / "gallery").iterdir())
    assert [f.name for f in files] == sorted(f"{n}.{lang}.svg" for n in gallery.policies() for lang in LANGS)
    assert sum(f.stat().st_size for f in files) < 1_500_000


def test_a_small_comparison_is_told_in_both_languages(gallery: ModuleType, tmp_path: Path) -> None:
    base = Scenario.load("package:tiny").with_changes(months=36)
    row = {"month": 12, "set": "levers.finance.zakat_direct", "to": 900}
    reform = base.with_changes(
        timeline=[row], title={"id": "Zakat langsung", "en": "Zakat given directly"}, name="bonus"
    )
    comparison = Comparison(Overview(compare(base, reform, replicates=3, out=tmp_path / "result", workers=1)))
    gallery.write({"bonus": comparison}, tmp_path)
    for lang, words in (
        ("id", "Dalam dua belas bulan sejak perubahan: keluarga terlayani"),
        ("en", "In the twelve months from the change"),
    ):
        text = (tmp_path / f"gallery.{lang}.md").read_text(encoding="utf-8")
        assert words in text
        assert not re.search(r"\bnan\b", text)
        assert "</svg>" in (tmp_path / "gallery" / f"bonus.{lang}.svg").read_text(encoding="utf-8")
    assert len(gallery.effects(comparison)) > 5

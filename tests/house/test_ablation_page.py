"""Switching a mechanism off changes what it should and nothing it should not: the rules of the ablation page, on small worlds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from tests.scripts import load

from simkemitraan import Scenario, compare, engine
from simkemitraan.analysis.comparison.comparison import Comparison
from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.mechanisms import ORDER
from simkemitraan.world.world import World

ROOT = Path(__file__).resolve().parents[2]
NAMES = [m.name for m in ORDER]
PAGES = {
    lang: (ROOT / "docs" / "explanation" / f"ablation.{lang}.md").read_text(encoding="utf-8") for lang in ("id", "en")
}
TOLD = {name for name in NAMES if all(f"| `{name}` |" in page for page in PAGES.values())}


@pytest.fixture(scope="module")
def ablation() -> ModuleType:
    return load(ROOT / "docs" / "make_ablation.py")


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return Scenario.load("package:tiny").with_changes(burn_in=24, months=24)


@pytest.fixture(scope="module")
def full(ablation: ModuleType, tiny: Scenario) -> World:
    return ablation.world_at(tiny, 0, tiny.months)


@pytest.mark.parametrize("off", NAMES)
def test_what_may_not_change_does_not(ablation: ModuleType, tiny: Scenario, full: World, off: str) -> None:
    assert ablation.broken_rules(full, ablation.world_at(tiny, 0, tiny.months, off), off) == []


def test_the_rules_notice_another_luck(ablation: ModuleType, tiny: Scenario, full: World) -> None:
    assert ablation.broken_rules(full, ablation.world_at(tiny, 1, tiny.months), "") == list(ablation.RULES)


@pytest.mark.parametrize("off", NAMES)
def test_within_a_month_only_what_reads_it_is_reached(ablation: ModuleType, tiny: Scenario, off: str) -> None:
    moved: set[str] = set()
    for month in (0, 5, 11, 14, 17, 20):
        world = ablation.world_at(tiny, 0, month)
        moved |= ablation.reach_of(world, off)[0]  # raises for a column that may not change
        assert ablation.reach_of(world, "")[0] == set()
    if off in TOLD:  # of others nobody knows yet what they reach; some do nothing unless asked to
        assert bool(moved) == (off != "policy")
    assert ("districts.need" in moved) == (off == "needs")


def test_what_comes_late_in_the_month_cannot_reach_what_comes_early(ablation: ModuleType) -> None:
    service = {f"districts.{c}" for c in ("need", "known", "coverage", "quality", "one_served")}
    assert not {c for c in service if ablation.within(c, ablation.reachable("learning"))}
    assert {c for c in service if ablation.within(c, ablation.reachable("formation"))} == service - {"districts.need"}


def test_a_timeline_without_policy_is_the_baseline(tiny: Scenario) -> None:
    dated = tiny.with_changes(timeline=[{"month": 2, "set": "levers.funding.partnership_required", "to": 1.0}])
    worlds = [engine.start(s, 5) for s in (tiny.spec(), replace(dated.spec(), off=frozenset({"policy"})))]
    for world in worlds:
        engine.run_to(world, tiny.months)
    one, other = worlds
    for column in one.organisations.columns:
        assert (one.organisations.live(column.name) == other.organisations.live(column.name)).all(), column.name


def test_a_small_table_is_written_in_both_languages(
    ablation: ModuleType, tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = compare(
        tiny, *ablation.without_each(tiny), replicates=2, out=tmp_path / "result", workers=1, keep="indicators"
    )
    monkeypatch.setattr(ablation, "STOPS", {})  # in so small a world some things never happen at all
    starts = [ablation.world_at(tiny, 0, 0)]
    for lang, head in (("id", "| Tanpa |"), ("en", "| Without |")):
        text = ablation.page(Comparison(Overview(result)), starts, lang)
        assert text.count(head) == 3
        assert all(text.count(f"| `{name}` |") == 3 for name in NAMES)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_page_tells_every_mechanism(name: str, lang: str) -> None:
    if name not in TOLD:
        pytest.skip(f"what happens without `{name}` is not told yet: run docs/make_ablation.py")
    assert PAGES[lang].count(f"| `{name}` |") == 3

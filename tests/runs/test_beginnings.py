"""Shared beginnings and kept worlds: a shortcut that never changes a byte."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.results import content

from simkemitraan import engine
from simkemitraan.mechanisms import ORDER
from simkemitraan.runs import execute, plan_arms, saved
from simkemitraan.runs.beginnings import families, months_of, parting, past, together
from simkemitraan.runs.packing import pack, unpack
from simkemitraan.runs.plan import model_version
from simkemitraan.runs.saved import SavedWorlds
from simkemitraan.runs.simulate import Columns, simulate
from simkemitraan.scenario import Scenario
from simkemitraan.world.spec import Choice, Spec

TINY = Scenario.load("package:tiny").with_changes(months=18, burn_in=12)
BONUS = {"month": 6, "set": "levers.funding.partnership_bonus", "to": 0.5}


def spec(*rows: dict[str, Any], months: int = 18) -> Spec:
    return TINY.with_changes(timeline=list(rows), months=months).spec()


def same(a: dict[str, Columns], b: dict[str, Columns]) -> bool:
    return a.keys() == b.keys() and all(
        a[t].keys() == b[t].keys()
        and all(a[t][c].dtype == b[t][c].dtype and np.array_equal(a[t][c], b[t][c], equal_nan=True) for c in a[t])
        for t in a
    )


@pytest.mark.parametrize(
    ("a", "b", "month"),
    [
        (spec(), spec(), None),
        (spec(), spec(BONUS), 6),
        (spec(BONUS | {"until": 9}), spec(BONUS | {"until": 12}), 9),
        (spec(BONUS), spec(BONUS | {"why": {"id": "x", "en": "y"}}), None),
        (spec(BONUS), spec({"month": 3, "shock": "disaster", "share": 0.5}, BONUS), 3),
        (spec(), spec(months=12), 0),
        (spec({"month": 0, "shock": "leadership_wave", "share": 0.5}), spec(), 0),
    ],
)
def test_scenarios_part_in_the_first_month_in_which_a_difference_acts(a: Spec, b: Spec, month: int | None) -> None:
    assert parting([a, b]) == month
    if month:
        assert past(a, month - 1) == past(b, month - 1)


@st.composite
def timelines(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 3))):
        month = draw(st.integers(0, 17))
        kind = draw(st.sampled_from(["set", "multiply", "disaster", "leadership_wave"]))
        if kind in ("disaster", "leadership_wave"):
            rows.append({"month": month, "shock": kind, "share": 0.4})
            continue
        row = {"month": month, kind: "levers.funding.partnership_bonus"}
        row |= {"to": draw(st.sampled_from([0.1, 0.5]))} if kind == "set" else {"by": 1.5}
        if draw(st.booleans()):
            row["until"] = draw(st.integers(month + 1, 20))
        rows.append(row)
    return rows


@settings(max_examples=15)
@given(st.lists(timelines(), min_size=2, max_size=4), st.booleans())
def test_what_a_run_leaves_is_what_it_leaves_alone(rows: list[list[dict[str, Any]]], indicators: bool) -> None:
    specs = [spec(*each) for each in rows]
    specs.append(TINY.with_changes({"assumptions.leadership.hazard_per_year": 0.4}).spec())  # begins otherwise
    specs.append(spec(*rows[0], months=12) if all(r["month"] < 12 for r in rows[0]) else specs[0])
    keep = "indicators" if indicators else "all"
    found = {index: tables for index, tables, _ in together(list(enumerate(specs)), 3, keep)}
    assert sorted(found) == list(range(len(specs)))
    for index, one in enumerate(specs):
        assert same(found[index] or {}, simulate(one, 3, keep))


def test_a_mistake_in_one_part_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from simkemitraan.mechanisms import policy

    def fails(*_: object) -> None:
        raise ValueError("boom")

    monkeypatch.setitem(policy._SHOCKS, "closure", fails)
    specs = [spec(), spec({"month": 4, "shock": "closure", "share": 0.1}), spec(BONUS)]
    found = {index: (tables, trace) for index, tables, trace in together(list(enumerate(specs)), 3, "indicators")}
    assert found[1][0] is None
    assert "boom" in found[1][1]
    assert same(found[2][0] or {}, simulate(specs[2], 3, "indicators"))


def test_families_are_runs_of_one_point_and_one_seed() -> None:
    plan = plan_arms([TINY, TINY.with_changes(timeline=[BONUS]), TINY], 3, 1)
    assert [[r.index for r in family] for family in families(plan.runs)] == [[0, 3, 6], [1, 4, 7], [2, 5, 8]]


@pytest.fixture
def worlds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SavedWorlds:
    monkeypatch.setattr(saved, "WORTH", 0.0)
    return SavedWorlds(tmp_path / "worlds")


def run(worlds: SavedWorlds | None, *specs: Spec) -> list[dict[str, Columns] | None]:
    return [tables for _, tables, _ in together(list(enumerate(specs)), 3, "all", worlds)]


def test_a_kept_world_goes_on_as_if_it_had_been_simulated(worlds: SavedWorlds) -> None:
    one, other = spec(), spec(BONUS)
    expected = simulate(one, 3), simulate(other, 3)
    for _ in range(2):
        for s, tables in zip((one, other), expected, strict=True):
            assert same(run(worlds, s)[0] or {}, tables)
        assert len(list(worlds.folder.iterdir())) == 1


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "noise", "object"])
def test_a_damaged_world_is_simulated_again(damage: str, worlds: SavedWorlds) -> None:
    run(worlds, spec())
    (file,) = worlds.folder.iterdir()
    good = file.read_bytes()
    bad = {
        "cut": good[: len(good) // 2],
        "flip": good[:99] + bytes([good[99] ^ 1]) + good[100:],
        "empty": b"",
        "noise": os.urandom(500),
        "object": saved._shrunk(pack({"key": file.stem}, {"counts": np.array([1.0])})),
    }[damage]
    file.write_bytes(bad)
    assert same(run(worlds, spec())[0] or {}, simulate(spec(), 3))
    assert file.read_bytes() == good


def test_whatever_shapes_the_past_has_a_world_of_its_own(worlds: SavedWorlds, monkeypatch: pytest.MonkeyPatch) -> None:
    base = spec()
    others = [
        TINY.with_changes(burn_in=13).spec(),
        TINY.with_changes({"levers.leadership.handover_share": 0.9}).spec(),
        TINY.with_changes({"assumptions.staffing": "off"}).spec(),
    ]
    keys = {saved.key_of(s, 3) for s in (base, *others)} | {saved.key_of(base, 4)}
    assert len(keys) == 5
    assert saved.key_of(spec(BONUS, months=16), 3) == saved.key_of(base, 3)
    run(worlds, base)
    monkeypatch.setattr("simkemitraan.engine.ORDER", tuple(reversed(ORDER)))  # rules of somebody else
    assert worlds.read(base, 3) is None


def test_the_folder_stays_within_its_bounds_and_the_longest_unused_go(
    worlds: SavedWorlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = [TINY.with_changes(burn_in=b).spec() for b in (12, 13, 14)]
    for age, s in enumerate(specs):
        run(worlds, s)
        os.utime(worlds._file(saved.key_of(s, 3)), (1000.0 + age, 1000.0 + age))
    run(worlds, specs[0])  # used now
    size = max(f.stat().st_size for f in worlds.folder.iterdir())
    monkeypatch.setattr(saved, "LIMIT", int(2.5 * size))
    worlds.tidy()
    assert {f.stem for f in worlds.folder.iterdir()} == {saved.key_of(s, 3) for s in (specs[0], specs[2])}


def test_several_may_write_one_world_at_once(worlds: SavedWorlds) -> None:
    def one() -> None:
        run(SavedWorlds(worlds.folder), spec())

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [f.name for f in worlds.folder.iterdir()] == [f"{saved.key_of(spec(), 3)}.world"]
    assert same(run(worlds, spec())[0] or {}, simulate(spec(), 3))


def test_workers_of_a_cluster_keep_worlds_and_what_they_leave_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    from simkemitraan.runs.cluster import batch

    monkeypatch.setattr(saved, "WORTH", 0.0)
    monkeypatch.setattr(saved, "cache_root", lambda: tmp_path)
    jobs = [(k, s, 3, "all") for k, s in enumerate((spec(), spec(BONUS)))]
    plain = batch(jobs, model_version())
    assert not (tmp_path / saved.FOLDER).exists()
    for _ in range(2):  # simulated and kept, then taken
        found = batch(jobs, model_version(), cache=True)
        assert [f.name for f in (tmp_path / saved.FOLDER).iterdir()] == [f"{saved.key_of(spec(), 3)}.world"]
        assert all(same(a[1] or {}, b[1] or {}) for a, b in zip(plain, found, strict=True))


def test_a_folder_that_cannot_be_written_is_no_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "WORTH", 0.0)
    (tmp_path / "file").write_text("")
    assert same(run(SavedWorlds(tmp_path / "file"), spec())[0] or {}, simulate(spec(), 3))


def test_every_part_of_a_world_is_kept_or_named() -> None:
    """A part that somebody adds to worlds must be kept too: until then nothing is, and this says so."""
    from simkemitraan import engine

    world = engine.start(spec(), 3)
    engine.run_to(world, 0)
    saved._state(world, "")
    world.something_new = object()  # type: ignore[attr-defined]
    with pytest.raises(saved.UnknownShapeError):
        saved._state(world, "")


@pytest.mark.parametrize("workers", [1, 2])
def test_arms_together_alone_and_from_kept_worlds_give_the_same_bytes(
    workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "cache_root", lambda: tmp_path / "cache")
    monkeypatch.setattr(saved, "WORTH", 0.0)
    arms = [
        TINY,
        *(TINY.with_changes(timeline=[BONUS | {"month": m}]) for m in (0, 3, 6)),
        TINY.with_changes(months=12),
    ]
    plan = plan_arms(arms, 3, 1)
    execute(plan, tmp_path / "cold", workers=workers)
    assert len(list((tmp_path / "cache" / "worlds").iterdir())) == 3
    execute(plan, tmp_path / "warm", workers=workers)
    execute(plan, tmp_path / "without", workers=workers, cache=False)
    alone = [simulate(plan.scenarios[r.scenario].spec(), r.seed) for r in plan.runs]
    execute(plan, tmp_path / "alone", each=lambda plan, runs: ((r, alone[r.index], "") for r in runs))
    assert content(tmp_path / "cold") == content(tmp_path / "alone")
    assert content(tmp_path / "warm") == content(tmp_path / "alone")
    assert content(tmp_path / "without") == content(tmp_path / "alone")


def test_packed_arrays_come_back_and_objects_are_refused() -> None:
    arrays = {"a": np.arange(6).reshape(2, 3), "b": np.zeros(0, np.int8), "c": np.array([np.nan, -0.0])}
    head, back = unpack(pack({"x": 1}, arrays))
    assert head == {"x": 1}
    assert all(np.array_equal(back[k], a, equal_nan=True) and back[k].dtype == a.dtype for k, a in arrays.items())
    with pytest.raises(ValueError, match="no numbers"):
        unpack(pack({}, {"a": np.array([object()])}))


def test_choices_part_runs_in_their_month(worlds: SavedWorlds) -> None:
    """A run in which somebody decided shares its beginning with one in which nobody did, and no more than that."""
    world = engine.start(spec(), 3)
    engine.run_to(world, 7)
    asked = engine.foresee(world, [int(i) for i in world.organisations.live("id")], 6)
    refused = tuple(Choice(month, decision, who, other, 0) for month, decision, who, other, _ in asked)
    nobody, chosen = spec(), replace(spec(), choices=refused)
    first = min(choice.month for choice in refused)
    assert parting([nobody, chosen]) == first
    assert past(nobody, first - 1) == past(chosen, first - 1)
    for _ in range(2):
        left = run(worlds, nobody, chosen)
        assert all(same(left[k] or {}, simulate(one, 3)) for k, one in enumerate((nobody, chosen)))
    assert not same(left[0] or {}, left[1] or {})


def test_months_told_of_runs_are_those_that_are_simulated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Counted while they pass: with a beginning to simulate, and with one that is kept."""
    jobs = [(k, s) for k, s in enumerate([spec(), spec(BONUS), spec(BONUS | {"until": 9}), spec(months=30)])]
    kept = SavedWorlds(tmp_path)
    kept.worth = 0.0
    passed = [0]
    advance = engine.advance
    monkeypatch.setattr(engine, "advance", lambda world: (passed.__setitem__(0, passed[0] + 1), advance(world))[1])
    for before in (12, 0):
        told = months_of(jobs, 7, kept)
        assert kept.holds(jobs[0][1], 7) == (before == 0)
        found, passed[0] = {}, 0
        for index, _, _ in together(jobs, 7, "indicators", kept):
            found[index], passed[0] = passed[0], 0
        assert found == told
        assert sum(told.values()) == before + 18 + 12 + 9 + 30
    assert months_of([(0, spec()), (1, replace(spec(), burn_in=6))], 7) == {0: 30, 1: 24}


def test_who_asks_for_months_is_told_them_before_each_run(tmp_path: Path) -> None:
    class Listening:
        def __init__(self) -> None:
            self.told: list[tuple[object, ...]] = []

        def months(self, done: int, total: int) -> None:
            self.told.append(("months", done, total))

        def __call__(self, what: str, done: int, total: int) -> None:
            self.told.append((what, done, total))

    plan = plan_arms([TINY, TINY.with_changes(timeline=[BONUS])], 2, 1)
    heard = Listening()
    execute(plan, tmp_path / "r", workers=1, report=heard, cache=False)
    assert [line for line in heard.told if line[0] != "compile"] == [
        ("months", 30, 84),
        ("run", 1, 4),
        ("months", 42, 84),
        ("run", 2, 4),
        ("months", 72, 84),
        ("run", 3, 4),
        ("months", 84, 84),
        ("run", 4, 4),
    ]

"""Large worlds: what they will take is told first, what is kept is said, and the whole country runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from simkemitraan import Scenario, compare, load
from simkemitraan.cli import run_command
from simkemitraan.runs import large, plan_arms

SHORT = {"name": "short", "extends": "package:tiny", "months": 12, "burn_in": 24}
FORUM = [{"month": 6, "set": "levers.formation.forum_share", "to": 0.5}]


def test_what_arms_share_is_reckoned_once() -> None:
    base = Scenario.from_dict(SHORT)
    reform = base.with_changes(timeline=FORUM, name="forum")
    other = base.with_changes({"assumptions.leadership.hazard_per_year": 0.2}, name="other")
    assert large._months(plan_arms([base], 4, 1)) == 36
    assert large._months(plan_arms([base, reform], 4, 1)) == 36 + 6
    assert large._months(plan_arms([base, base], 4, 1)) == 36
    assert large._months(plan_arms([base, other], 4, 1)) == 36 + 36


def test_processes_are_as_many_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_arms([Scenario.from_dict(SHORT)], 4, 1, "indicators")
    monkeypatch.setattr(large, "_free", lambda: 1.0)
    told = large.expected(plan, 8)
    assert (told.workers, told.runs, told.organisations) == (1, 4, 19)
    assert told.seconds > 0
    monkeypatch.setattr(large, "_free", lambda: 1e15)
    assert large.expected(plan, 3).workers == 3
    whole = large.expected(plan_arms([Scenario.from_dict(SHORT)], 4, 1, "all"), 3)
    assert whole.megabytes > told.megabytes


def test_memory_is_that_of_the_workers_and_of_who_hands_out_the_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_arms([Scenario.from_dict(SHORT)], 4, 1, "indicators")
    monkeypatch.setattr(large, "_own", lambda: 2e9)
    monkeypatch.setattr(large, "_bytes", lambda world: 1e9)
    monkeypatch.setattr(large, "_free", lambda: 1e15)
    for workers in (1, 3):
        assert large.expected(plan, workers).gigabytes == pytest.approx(workers * large.GROWTH * 3.0 + 2.0)


def test_how_months_grow_is_seen_in_some_of_the_districts(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"government": 1, "nonprofit": 3, "company": 2, "community": 2, "individual": 1}
    districts = [
        {"name": name, "code": 3300 + k, "population": 30_000, "poor": 3_000, "organisations": counts}
        for k, name in enumerate("ABCDEFGH")
    ]
    many = Scenario.from_dict(
        {"name": "many", "extends": "package:tiny", "burn_in": 24, "place": {"districts": districts}}
    )
    started: list[int] = []
    start = large.engine.start
    monkeypatch.setattr(
        large.engine, "start", lambda spec, seed: (started.append(len(spec.place.districts)), start(spec, seed))[1]
    )
    monkeypatch.setattr(large, "SAMPLE", 18)
    seen = large._later(many.spec(), 72, 1)
    assert started == [2]
    assert seen != large.LATER
    assert (
        large._later(Scenario.from_dict(SHORT).spec(), 72, 1) == large.LATER
    )  # one district: nothing smaller to look at


def test_commands_say_what_a_large_place_takes_before_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(large, "LARGE", 10)
    monkeypatch.chdir(tmp_path)
    ask = ["--replicates", "2", "--months", "12", "--workers", "1", "--no-report"]
    assert run_command(["--lang", "en", "run", "package:tiny", *ask, "--out", "r"]) == 0
    told = capsys.readouterr().err
    assert "A large place: indicators are kept" in told
    assert told.index("organisations, 2 runs: about") < told.index("Result: r")
    assert load("r").tables == ("indicators",)
    assert run_command(["--lang", "id", "compare", "package:tiny", "--policy", "forum", *ask, "--out", "c"]) == 0
    assert "organisasi, 4 run: sekitar" in capsys.readouterr().err
    assert load("c").tables == ("indicators",)
    assert run_command(["run", "package:tiny", *ask, "--out", "a", "--keep", "all"]) == 0
    assert "ties" in load("a").tables
    assert run_command(["--lang", "en", "run", "package:tiny", "--keep", "some"]) == 2
    assert "choose `all` or `indicators`" in capsys.readouterr().err


@pytest.mark.full
@pytest.mark.compiled
def test_the_whole_country_is_one_world(tmp_path: Path) -> None:
    """A year of it, two arms, by district."""
    said = {"name": "nation", "extends": "package:indonesia", "months": 12, "burn_in": 2}
    nation = Scenario.from_dict(said)
    forum = nation.with_policy("forum")
    made = compare(nation, forum, replicates=1, out=tmp_path / "n", workers=1, keep="indicators")
    frame = made.indicators(indicator="access", group=-1)
    assert frame["district"].nunique() == 515
    assert frame["value"].between(0, 1).all()

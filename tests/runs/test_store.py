"""The store: the same bytes whoever runs it, and nothing lost by kills, damage, full disks or a second runner."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.results import SMALL, content

from simkemitraan.errors import ResultDamagedError, ResultError, ResultExistsError, ResultLockedError
from simkemitraan.runs import compare, execute, load, plan_arms, run
from simkemitraan.runs.plan import Plan
from simkemitraan.runs.store import Lock, Store
from simkemitraan.scenario import Scenario


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    path = tmp_path_factory.mktemp("scenario") / "small.yaml"
    path.write_text(SMALL.format(months=12))
    return Scenario.load(path)


def test_one_and_two_workers_give_the_same_bytes(scenario: Scenario, tmp_path: Path) -> None:
    one = run(scenario, replicates=6, out=tmp_path / "one", workers=1)
    two = run(scenario, replicates=6, out=tmp_path / "two", workers=2)
    assert content(one.folder) == content(two.folder)
    assert len(content(one.folder)) == 8
    two.verify()


def test_the_order_of_arrival_does_not_matter(scenario: Scenario, tmp_path: Path) -> None:
    from simkemitraan.runs.executing import task

    def backwards(plan: Plan, runs: list) -> Iterator:  # type: ignore[type-arg]
        for r in reversed(runs):
            yield (r, *task(plan.scenarios[r.scenario].spec(), r.seed, "all"))

    plan = plan_arms([scenario], 5, 3)
    execute(plan, tmp_path / "a", workers=1)
    execute(plan, tmp_path / "b", each=backwards)
    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_arms_share_their_luck(scenario: Scenario, tmp_path: Path) -> None:
    placebo = scenario.with_changes(title={"id": "Lain", "en": "Other"})
    result = compare(scenario, placebo, replicates=2, out=tmp_path / "r", workers=1)
    frame = result.indicators()
    a, b = (frame[frame["arm"] == arm].drop(columns="arm").reset_index(drop=True) for arm in (0, 1))
    assert len(a) > 100
    assert a.equals(b)


def test_a_result_is_never_overwritten_and_another_plan_is_refused(scenario: Scenario, tmp_path: Path) -> None:
    run(scenario, replicates=1, out=tmp_path / "r", workers=1)
    with pytest.raises(ResultExistsError, match="never overwritten"):
        run(scenario, replicates=1, out=tmp_path / "r", workers=1)
    Store(tmp_path / "s", plan_arms([scenario], 2, 1)).save()
    with pytest.raises(ResultExistsError, match="seed"):
        Store(tmp_path / "s", plan_arms([scenario], 2, 9))


def test_stopping_keeps_whole_chunks_and_going_on_gives_the_same_bytes(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simkemitraan.runs.plan.CHUNK", 2)
    plan = plan_arms([scenario], 7, 1)
    execute(plan, tmp_path / "whole", workers=1)
    calls = iter(range(100))
    with pytest.raises(KeyboardInterrupt):
        execute(plan, tmp_path / "cut", workers=1, stop=lambda: next(calls) == 4)
    partial = json.loads((tmp_path / "cut.partial" / "manifest.json").read_text())
    assert partial["chunks"] == [0, 1]
    with pytest.raises(ResultError, match="not complete"):
        load(tmp_path / "cut")
    outcome = execute(plan, tmp_path / "cut", workers=1)
    assert outcome.resumed == 4
    assert content(tmp_path / "cut") == content(tmp_path / "whole")


@pytest.mark.parametrize("damage", ["truncate", "flip", "remove"])
def test_a_damaged_chunk_is_run_again_or_named(
    damage: str, scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simkemitraan.runs.plan.CHUNK", 2)
    plan = plan_arms([scenario], 5, 1)
    whole = execute(plan, tmp_path / "whole", workers=1).folder
    calls = iter(range(100))
    with contextlib.suppress(KeyboardInterrupt):
        execute(plan, tmp_path / "cut", workers=1, stop=lambda: next(calls) == 3)
    for part in (
        tmp_path / "cut.partial" / "ties.parquet" / "part-00000.parquet",
        whole / "ties.parquet" / "part-00001.parquet",
    ):
        data = bytearray(part.read_bytes())
        if damage == "remove":
            part.unlink()
            continue
        data = data[:-20] if damage == "truncate" else data
        if damage == "flip":
            data[len(data) // 3] ^= 4
        part.write_bytes(bytes(data))
    with pytest.raises(ResultDamagedError, match="part-00001"):
        load(whole).verify()
    again = execute(plan, tmp_path / "cut", workers=1)
    again.folder.exists()
    fresh = execute(plan, tmp_path / "fresh", workers=1).folder
    assert content(again.folder) == content(fresh)


def test_a_second_runner_is_refused_while_the_first_lives(tmp_path: Path) -> None:
    with Lock(tmp_path), pytest.raises(ResultLockedError, match="another process"), Lock(tmp_path):
        pass
    with Lock(tmp_path):
        assert (tmp_path / ".lock").read_text() == str(os.getpid())


def test_a_failed_run_is_quarantined_and_the_rest_goes_on(scenario: Scenario, tmp_path: Path) -> None:
    from simkemitraan.runs.executing import task

    def one_fails(plan: Plan, runs: list) -> Iterator:  # type: ignore[type-arg]
        for r in runs:
            if r.replicate == 1:
                yield r, None, "Traceback\nValueError: boom"
            else:
                yield (r, *task(plan.scenarios[r.scenario].spec(), r.seed, "all"))

    outcome = execute(plan_arms([scenario], 3, 1), tmp_path / "r", each=one_fails)
    assert outcome.failed == {1: "Traceback\nValueError: boom"}
    kept = json.loads((tmp_path / "r" / "quarantine" / "run-000001.json").read_text())
    assert Scenario.from_resolved(kept["scenario"]).hash() == scenario.hash()
    assert set(load(tmp_path / "r").indicators()["replicate"]) == {0, 2}


def test_a_read_only_folder_is_named(scenario: Scenario, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(ResultError, match="cannot be written"):
        run(scenario, replicates=1, out=blocked / "r", workers=1)


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="needs a small file system of its own (root on Linux)"
)
def test_a_full_disk_loses_nothing(scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simkemitraan.runs.plan.CHUNK", 2)
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], check=False, capture_output=True
    ).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        plan = plan_arms([scenario], 40, 1)
        with pytest.raises(ResultError, match="cannot be written"):
            execute(plan, disk / "r", workers=1)
        done = json.loads((disk / "r.partial" / "manifest.json").read_text())["chunks"]
        assert done
        subprocess.run(["mount", "-o", "remount,size=40m", str(disk)], check=True)
        outcome = execute(plan, disk / "r", workers=1)
        assert outcome.resumed == 2 * len(done)
        execute(plan, tmp_path / "undisturbed", workers=1)
        assert content(disk / "r") == content(tmp_path / "undisturbed")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


PROGRAM = """
import sys
from pathlib import Path
import simkemitraan.runs.plan as plan
plan.CHUNK = 2
from simkemitraan.runs import execute, plan_arms
from simkemitraan.scenario import Scenario
if __name__ == "__main__":
    execute(plan_arms([Scenario.load(sys.argv[1])], 12, 1), Path(sys.argv[2]), workers=2)
"""


def _kill_and_go_on(tmp_path: Path, kills: int, wait: float) -> None:
    scenario = tmp_path / "small.yaml"
    scenario.write_text(SMALL.format(months=48))
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [sys.executable, str(program), str(scenario)]
    subprocess.run([*command, str(tmp_path / "undisturbed")], check=True)
    for k in range(kills):
        process = subprocess.Popen([*command, str(tmp_path / "killed")], start_new_session=True)
        time.sleep(wait * (0.6 + 0.37 * (k % 4)))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if (tmp_path / "killed").exists():
            break
    if not (tmp_path / "killed").exists():
        subprocess.run([*command, str(tmp_path / "killed")], check=True)
    assert content(tmp_path / "killed") == content(tmp_path / "undisturbed")


@pytest.mark.skipif(sys.platform == "win32", reason="process groups")
def test_kill_nine_and_going_on_gives_the_same_bytes(tmp_path: Path) -> None:
    _kill_and_go_on(tmp_path, 2, 1.5)


@pytest.mark.full
@pytest.mark.skipif(sys.platform == "win32", reason="process groups")
def test_twenty_kills(tmp_path: Path) -> None:
    for k in range(5):
        folder = tmp_path / str(k)
        folder.mkdir()
        _kill_and_go_on(folder, 4, 0.8 + 0.4 * k)

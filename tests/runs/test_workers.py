"""Workers that die, here and on a Dask cluster: nothing double, nothing missing, the same bytes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from tests.results import SMALL, content

from simkemitraan.errors import InputError, ResultError, RunFailedError
from simkemitraan.runs import execute, plan_arms
from simkemitraan.runs.executing import task
from simkemitraan.runs.simulate import Columns, Keep
from simkemitraan.runs.workers import Limits, spread
from simkemitraan.scenario import Scenario
from simkemitraan.world.spec import Spec


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.format(months=24))
    return Scenario.load(path)


def workers_of(pid: int) -> list[psutil.Process]:
    """The processes that simulate for a runner: on Linux their parent is the process that they were forked from."""
    below = psutil.Process(pid).children(recursive=True)
    mothers = {c.pid for c in below if "forkserver" in " ".join(c.cmdline())}
    return [c for c in below if c.ppid() in mothers or "spawn_main" in " ".join(c.cmdline())]


def _slow(spec: Spec, seed: int, keep: Keep) -> tuple[dict[str, Columns] | None, str]:
    time.sleep(0.3)
    return task(spec, seed, keep)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_worker_costs_nothing(scenario: Scenario, tmp_path: Path) -> None:
    plan = plan_arms([scenario], 12, 1)
    execute(plan, tmp_path / "undisturbed", workers=1)
    killed: list[int] = []

    def kill_one(what: str, done: int, total: int) -> None:
        if what == "run" and done in (2, 7):
            victim = workers_of(os.getpid())[0]
            killed.append(victim.pid)
            victim.kill()

    outcome = execute(plan, tmp_path / "killed", workers=2, work=_slow, report=kill_one)
    assert len(killed) == 2
    assert outcome.failed == {}
    assert content(tmp_path / "killed") == content(tmp_path / "undisturbed")


RUNNER = """
import sys
from pathlib import Path
from simkemitraan.runs import execute, plan_arms
from simkemitraan.scenario import Scenario
execute(plan_arms([Scenario.load(sys.argv[1])], 4000, 1), Path(sys.argv[2]), workers=2)
"""  # without the guard that spawning needs: workers do not run the script that started them


def test_workers_of_a_killed_runner_leave(scenario: Scenario, tmp_path: Path) -> None:
    script = tmp_path / "runner.py"
    script.write_text(RUNNER, encoding="utf-8")
    runner = subprocess.Popen([sys.executable, str(script), str(tmp_path / "small.yaml"), str(tmp_path / "out")])
    workers: list[psutil.Process] = []
    deadline = time.monotonic() + 60
    while len(workers) < 2 and time.monotonic() < deadline and runner.poll() is None:
        time.sleep(0.2)
        workers = workers_of(runner.pid)
    assert len(workers) == 2
    time.sleep(2.0)
    runner.kill()
    runner.wait()
    gone, alive = psutil.wait_procs(workers, timeout=15)
    for worker in alive:
        worker.kill()
    assert len(gone) == 2


def _hangs(spec: Spec, seed: int, keep: Keep, bad: int) -> tuple[dict[str, Columns] | None, str]:
    if seed == bad:
        time.sleep(600)
    return task(spec, seed, keep)


def _dies(spec: Spec, seed: int, keep: Keep, bad: int) -> tuple[dict[str, Columns] | None, str]:
    if seed == bad:
        os._exit(9)
    return task(spec, seed, keep)


def _eats(spec: Spec, seed: int, keep: Keep, bad: int) -> tuple[dict[str, Columns] | None, str]:
    if seed == bad:
        np.ones(400_000_000)  # 3.2 GB
    return task(spec, seed, keep)


RUNS = 5
HARMS = [(_hangs, "longer than the limit"), (_dies, "died"), (_eats, "MemoryError|allocate")]


def harmful() -> Iterator[Any]:
    """Each harm at each place; those that have to be waited for in the middle only in the full suite."""
    for work, told in HARMS:
        for position in range(RUNS):
            waits = work is _hangs and 0 < position < RUNS - 1
            name = f"{work.__name__.strip('_')}-{position}"
            yield pytest.param(work, told, position, id=name, marks=[pytest.mark.full] if waits else [])


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
@pytest.mark.parametrize(("work", "told", "position"), list(harmful()))
def test_a_run_that_harms_its_process_is_set_aside_wherever_it_stands(
    work: Any, told: str, position: int, scenario: Scenario, tmp_path: Path
) -> None:
    """Also the first two of a plan, also with one worker: no run is done inside the process that keeps the books."""
    plan = plan_arms([scenario], RUNS, 1)
    bad = partial(work, bad=plan.runs[position].seed)
    limits = Limits(seconds=6.0 if work is _hangs else 120.0, megabytes=2500)
    outcome = execute(plan, tmp_path / "r", workers=1 + position % 2, work=bad, limits=limits)
    assert list(outcome.failed) == [position]
    assert re.search(told, outcome.failed[position])
    assert execute(plan, tmp_path / "r", workers=1, retry=True).failed == {}
    execute(plan, tmp_path / "undisturbed", workers=1)
    assert content(tmp_path / "r") == content(tmp_path / "undisturbed")


def test_a_run_that_hangs_without_a_limit_of_its_own_is_measured_by_the_others(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simkemitraan.runs.workers.LEAST", 8.0)
    plan = plan_arms([scenario], 5, 1)
    outcome = execute(plan, tmp_path / "r", workers=2, work=partial(_hangs, bad=plan.runs[0].seed))
    assert list(outcome.failed) == [0]


def test_a_run_that_raises_comes_back_as_its_traceback(scenario: Scenario) -> None:
    result, trace = task(scenario.spec(), -1, "all")  # a negative seed is no seed
    assert result is None or trace == ""
    result, trace = task(None, 1, "all")  # type: ignore[arg-type]
    assert result is None
    assert "Traceback" in trace


def _cluster(folder: Path, workers: int) -> tuple[str, list[subprocess.Popen[bytes]]]:
    address_file = folder / "scheduler.json"
    command = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(address_file),
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [subprocess.Popen(command, **quiet)]  # type: ignore[call-overload]
    for _ in range(1200):  # a busy machine loads Dask in a minute
        if address_file.exists() and address_file.stat().st_size:
            break
        time.sleep(0.1)
    else:
        processes[0].kill()
        processes[0].wait()
        pytest.fail("Dask's scheduler did not start")
    for _ in range(workers):
        command = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            "--scheduler-file",
            str(address_file),
            "--nthreads",
            "1",
            "--no-nanny",
            "--no-dashboard",
            "--local-directory",
            str(folder),
        ]
        processes.append(subprocess.Popen(command, **quiet))  # type: ignore[call-overload]

    return json.loads(address_file.read_text())["address"], processes


@pytest.mark.filterwarnings("ignore")
@pytest.mark.full
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_dask_worker_costs_nothing(scenario: Scenario, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    from simkemitraan.runs.cluster import on_cluster

    plan = plan_arms([scenario], 60, 1)
    execute(plan, tmp_path / "undisturbed", workers=1)
    address, processes = _cluster(tmp_path, 2)
    try:
        killer = threading.Timer(6.0, lambda: os.kill(processes[1].pid, signal.SIGKILL))
        killer.start()
        outcome = execute(plan, tmp_path / "cluster", each=on_cluster(address, batch_size=4))
        killer.cancel()
        assert outcome.failed == {}
        assert content(tmp_path / "cluster") == content(tmp_path / "undisturbed")
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_runs_that_never_come_back_are_noticed(scenario: Scenario, tmp_path: Path) -> None:
    plan = plan_arms([scenario], 3, 1)
    with pytest.raises(ResultError, match="2 runs did not come back"):
        execute(
            plan, tmp_path / "r", each=lambda plan, runs: iter([(runs[0], *task(scenario.spec(), runs[0].seed, "all"))])
        )
    assert not (tmp_path / "r").exists()


def test_a_cluster_that_does_not_answer_is_named(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    from simkemitraan.runs import cluster

    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    with pytest.raises(ResultError, match="does not answer"):
        execute(plan_arms([scenario], 2, 1), tmp_path / "r", each=cluster.on_cluster("tcp://127.0.0.1:9"))


def test_a_scheduler_file_that_nobody_writes_is_named(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    from simkemitraan.runs import cluster

    monkeypatch.setattr(cluster, "PATIENCE", "0.3s")
    with pytest.raises(InputError, match=r"nobody\.json: there is no such file, nor did one come within 0\.3s"):
        execute(plan_arms([scenario], 2, 1), tmp_path / "r", each=cluster.on_cluster(str(tmp_path / "nobody.json")))


@pytest.mark.parametrize("text", ["{}", "[1]", '"address"', "half of a fi"])
def test_a_file_that_no_scheduler_wrote_is_named(
    text: str, scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    from simkemitraan.runs import cluster

    monkeypatch.setattr(cluster, "PATIENCE", "0.3s")
    (tmp_path / "other.json").write_text(text)
    with pytest.raises(InputError, match=r"other\.json: this file holds no address of a scheduler; give the one that"):
        execute(plan_arms([scenario], 2, 1), tmp_path / "r", each=cluster.on_cluster(str(tmp_path / "other.json")))


def test_a_worker_with_another_version_of_the_model_refuses(scenario: Scenario) -> None:
    from simkemitraan.runs.cluster import batch
    from simkemitraan.runs.plan import model_version

    jobs = [(0, scenario.spec(), 1, "indicators")]
    assert batch(jobs, model_version())[0][1] is not None
    with pytest.raises(ResultError, match="another version"):
        batch(jobs, "an older one")


def _squared(number: int) -> int:
    if number == 13:
        raise ValueError("thirteen")
    return number**2


def test_a_function_is_spread_over_workers_in_order() -> None:
    """What validate and replay do their measuring by: the same workers as those of runs."""
    assert spread(_squared, range(12), 2) == [k**2 for k in range(12)]
    assert spread(_squared, range(3), 1) == [0, 1, 4]
    assert spread(_squared, [], 2) == []
    with pytest.raises(RunFailedError, match="a run failed: ValueError: thirteen"):
        spread(_squared, range(20), 2)


def test_who_resumes_is_told_what_was_set_aside(scenario: Scenario, tmp_path: Path, capsys: Any) -> None:
    """By every command, since all of them show what the runner reports."""
    from simkemitraan.cli.progress import Progress

    partial = tmp_path / "r.partial"
    partial.mkdir()
    (partial / "manifest.json").write_text("{")
    (partial / "journal.jsonl").write_text("nothing")
    with Progress("en") as progress:
        outcome = execute(plan_arms([scenario], 1, 1), tmp_path / "r", workers=1, report=progress)
    assert outcome.aside is not None
    told = capsys.readouterr().err.replace("\n", "")
    assert f"it was set aside in {outcome.aside}" in told


def test_a_cluster_is_handed_whole_families_and_few_at_a_time_where_there_are_few(scenario: Scenario) -> None:
    """Long runs must not be lost by the dozen, and what shares a beginning must not be cut."""
    from simkemitraan.runs.cluster import batches

    reform = scenario.with_changes(timeline=[{"month": 6, "set": "levers.formation.forum_share", "to": 0.5}], name="r")
    plan = plan_arms([scenario, reform], 5, 1)
    few, many = batches(list(plan.runs), 1), batches(list(plan.runs), 3)
    assert [len(batch) for batch in few] == [2] * 5
    assert [len(batch) for batch in many] == [4, 4, 2]
    assert all(len({run.seed for run in batch}) == 1 for batch in few)
    assert sorted(run.index for batch in many for run in batch) == list(range(10))


@pytest.mark.skipif(sys.platform == "win32", reason="begun early only where processes fork")
def test_a_refused_command_leaves_nothing_compiling(tmp_path: Path) -> None:
    """The process that is begun early would go on for minutes, and hold what reads the command's output."""
    (tmp_path / "e.yaml").write_text("name: e\nscenario: package:tiny\nvary: {}\n", encoding="utf-8")
    environment = {**os.environ, "SIMKEMITRAAN_CACHE": str(tmp_path / "cache"), "NUMBA_DISABLE_JIT": "0"}
    line = [sys.executable, "-m", "simkemitraan", "--lang", "en", "sweep", "e.yaml"]
    done = subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "at least one number must be varied" in done.stderr
    assert list((tmp_path / "cache").iterdir()) == [tmp_path / "cache" / "compiled"]
    assert not list((tmp_path / "cache").rglob("*.nb?"))


BEGUN_COLD = """
import os, time
from pathlib import Path
cache = os.environ.pop("SIMKEMITRAAN_CACHE", None)
os.environ["SIMKEMITRAAN_CACHE"] = "empty"
from multiprocessing import forkserver
from simkemitraan.cli.early import start_early
start_early(["run"])
first = forkserver._forkserver._forkserver_pid
while Path(f"/proc/{first}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
    time.sleep(0.1)
os.environ.pop("SIMKEMITRAAN_CACHE") if cache is None else os.environ.update(SIMKEMITRAAN_CACHE=cache)
from simkemitraan import Scenario, run
short = Scenario.from_dict({"name": "s", "extends": "package:tiny", "months": 12, "burn_in": 12})
run(short, replicates=4, workers=2, out="r")
assert forkserver._forkserver._forkserver_pid != first
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the state of a process")
@pytest.mark.compiled
def test_once_the_rules_are_compiled_another_process_is_begun(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BEGUN_COLD], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "r" / "provenance.json").is_file()

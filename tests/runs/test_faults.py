"""Thirty kills and two hundred damages at random: nothing finished is lost, nothing damaged is taken, nothing is a crash."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from tests.results import SMALL, content
from tests.runs.test_workers import _cluster, workers_of

from simkemitraan.cli import run_command
from simkemitraan.errors import ResultExistsError
from simkemitraan.runs import execute, plan_arms
from simkemitraan.scenario import Scenario

pytestmark = pytest.mark.full
RUNS = 240
RUNNER = """
import sys
from pathlib import Path
from simkemitraan import Scenario
from simkemitraan.errors import ResultError
from simkemitraan.runs import execute, plan_arms
from simkemitraan.runs.workers import Limits

def tell(what, done, total):
    if what == "run":
        print(done, flush=True)

file, out, runs, scheduler = sys.argv[1:5]
more = {"limits": Limits()}
if scheduler:
    from simkemitraan.runs.cluster import on_cluster
    more = {"each": on_cluster(scheduler)}
try:
    done = execute(plan_arms([Scenario.load(file)], int(runs), 1), Path(out), workers=2, report=tell, **more)
    print("complete", len(done.failed), flush=True)
except ResultError as error:
    print("refused", error, flush=True)
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "small.yaml"
    path.write_text(SMALL.format(months=60))
    return path


@pytest.fixture(scope="module")
def undisturbed(file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed") / "r"
    execute(plan_arms([Scenario.load(file)], RUNS, 1), out, workers=1)
    return content(out)


@contextmanager
def runner(file: Path, out: Path, scheduler: str = "") -> Iterator[subprocess.Popen[str]]:
    line = [sys.executable, "-c", RUNNER, str(file), str(out), str(RUNS), scheduler]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def until(process: subprocess.Popen[str], more: int) -> tuple[int, str]:
    """Read what a runner tells until it has done so many runs more; returns how many are done, and its last word."""
    assert process.stdout is not None
    done = first = -1
    for line in process.stdout:
        if not line.strip().isdigit():
            return done, line.strip()
        done = int(line)
        first = done if first < 0 else first
        if done >= first + more:
            return done, ""
    return done, "ended"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_thirty_kills_cost_nothing_that_was_finished(file: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """Of runner, workers, and by a request to end with time to tidy up: what was told as done is there again afterwards."""
    chance, out, kept, kills = random.Random(7), tmp_path / "r", 0, 0
    while kills < 24:
        with runner(file, out) as process:
            done, word = until(process, 0)
            assert not word, word
            assert done > kept or kept == 0, "a run that was told as done was done again"
            for _ in range(chance.randrange(2)):  # a worker first, the runner goes on; a run that loses two is given up
                victims = workers_of(process.pid)
                if victims and kills < 23:
                    chance.choice(victims).kill()
                    kills += 1
                done, word = until(process, chance.randrange(1, 5))
                assert not word, word
            if chance.random() < 0.4:
                began = time.monotonic()
                process.terminate()
                process.wait(30)
                assert process.returncode == 143
                assert time.monotonic() - began < 30
            else:
                os.killpg(process.pid, signal.SIGKILL)
            kills, kept = kills + 1, done
    with runner(file, out) as process:
        assert until(process, RUNS)[1] == "complete 0"
    assert content(out) == undisturbed


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_kills_of_cluster_workers_and_schedulers_cost_nothing_that_was_finished(
    file: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    out, kept = tmp_path / "r", 0
    for k, victim in enumerate((1, 0, 2, 0, 1, 2)):  # the scheduler is the first of the processes
        folder = tmp_path / str(k)
        folder.mkdir()
        address, processes = _cluster(folder, 2)
        try:
            with runner(file, out, address) as process:
                done, word = until(process, 4)
                assert not word, word
                assert done > kept or kept == 0
                processes[victim].kill()
                if victim:  # the other worker goes on
                    done, word = until(process, 4)
                    assert not word, word
                else:
                    done, word = until(process, RUNS)
                    assert word.startswith(("refused", "complete 0")), word
                kept = done
        finally:
            for one in processes:
                one.kill()
                one.wait()
        if (out / "manifest.json").exists():
            break
    if not out.exists():
        with runner(file, out) as process:
            assert until(process, RUNS)[1] == "complete 0"
    assert content(out) == undisturbed
    assert not [p for p in psutil.Process().children(recursive=True) if "dask" in " ".join(p.cmdline())]


def harm(path: Path, others: list[Path], chance: random.Random) -> str:
    """Damage a file in one of the ways in which disks, copies and people do; returns which."""
    data = path.read_bytes()
    at = chance.randrange(max(1, len(data)))
    kind = chance.choice(("flip", "cut", "zeros", "remove", "empty", "longer", "another", "noise"))
    if kind == "remove":
        path.unlink()
        return kind
    other = chance.choice(others).read_bytes()
    made = {
        "flip": data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :] if data else b"x",
        "cut": data[:at],
        "zeros": data[:at] + bytes(min(64, len(data) - at)) + data[at + 64 :],
        "empty": b"",
        "longer": data + chance.randbytes(9),
        "another": other if other != data else data + b" ",
        "noise": chance.randbytes(len(data) or 1),
    }[kind]
    path.write_bytes(made if made != data else data + b"x")
    return kind


def files_of(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.name != ".lock")


def test_a_hundred_damages_of_finished_results_are_all_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """None is silent, and none ends in a fault of the program."""
    monkeypatch.setattr("simkemitraan.runs.plan.CHUNK", 2)
    scenario, chance = _small(tmp_path), random.Random(11)
    whole = execute(plan_arms([scenario], 5, 1), tmp_path / "whole", workers=1).folder
    assert run_command(["verify", str(whole), "--chunks", "0"]) == 0
    for k in range(100):
        folder = Path(shutil.copytree(whole, tmp_path / f"r{k}"))
        path = chance.choice(files_of(folder))
        kind = harm(path, files_of(whole), chance)
        told = f"{k}: {kind} of {path.name}"
        capsys.readouterr()
        assert run_command(["--lang", "en", "verify", str(folder), "--chunks", "0"]) == 1, told
        said = capsys.readouterr()
        assert "its content changed or is missing" in said.err or "there is no result" in said.err, told
        assert "fault of the program" not in said.err, told
        shutil.rmtree(folder)


def test_a_hundred_damages_of_partial_results_are_all_recovered_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going on gives the same bytes; only a folder whose journal is gone is refused, with a sentence."""
    monkeypatch.setattr("simkemitraan.runs.plan.CHUNK", 2)
    scenario, chance = _small(tmp_path), random.Random(12)
    plan = plan_arms([scenario], 6, 1)
    whole = content(execute(plan, tmp_path / "whole", workers=1).folder)
    calls = iter(range(100))
    with pytest.raises(KeyboardInterrupt):
        execute(plan, tmp_path / "cut", workers=1, stop=lambda: next(calls) == 3)
    refused = 0
    for k in range(100):
        partial = Path(shutil.copytree(tmp_path / "cut.partial", tmp_path / f"r{k}.partial"))
        path = chance.choice(files_of(partial))
        told = f"{k}: {harm(path, files_of(tmp_path / 'cut.partial'), chance)} of {path.name}"
        try:
            outcome = execute(plan, tmp_path / f"r{k}", workers=1)
        except ResultExistsError:
            assert path.name == "journal.jsonl", told
            assert not path.exists(), told
            refused += 1
            continue
        assert content(outcome.folder) == whole, told
        assert outcome.resumed >= (1 if path.suffix == ".parquet" else 0), told
        shutil.rmtree(outcome.folder)
    assert refused < 10


def _small(folder: Path) -> Scenario:
    path = folder / "small.yaml"
    path.write_text(SMALL.format(months=6))
    return Scenario.load(path)

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
from tests.results import SMALL, content, flip

from simkemitraan.errors import ResultDamagedError, ResultError, ResultExistsError, ResultLockedError
from simkemitraan.runs import compare, default_folder, execute, load, plan_arms, run
from simkemitraan.runs.folders import Lock
from simkemitraan.runs.journal import Journal, sealed, unsealed
from simkemitraan.runs.plan import Plan
from simkemitraan.runs.store import Store
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
    Store(tmp_path / "s", plan_arms([scenario], 2, 1)).open()
    with pytest.raises(ResultExistsError, match="seed"):
        Store(tmp_path / "s", plan_arms([scenario], 2, 9)).open()


def test_stopping_keeps_every_finished_run_and_going_on_gives_the_same_bytes(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simkemitraan.runs.plan.CHUNK", 2)
    plan = plan_arms([scenario], 7, 1)
    execute(plan, tmp_path / "whole", workers=1)
    calls = iter(range(100))
    with pytest.raises(KeyboardInterrupt):
        execute(plan, tmp_path / "cut", workers=1, stop=lambda: next(calls) == 4)
    entries = Journal(tmp_path / "cut.partial" / "journal.jsonl").read()
    assert [e["chunk"] for e in entries if "chunk" in e] == [0, 1]
    with pytest.raises(ResultError, match="not complete"):
        load(tmp_path / "cut")
    outcome = execute(plan, tmp_path / "cut", workers=1)
    assert outcome.resumed == 5
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
        done = [e for e in Journal(disk / "r.partial" / "journal.jsonl").read() if "chunk" in e]
        assert done
        subprocess.run(["mount", "-o", "remount,size=40m", str(disk)], check=True)
        outcome = execute(plan, disk / "r", workers=1)
        assert outcome.resumed >= 2 * len(done)
        execute(plan, tmp_path / "undisturbed", workers=1)
        assert content(disk / "r") == content(tmp_path / "undisturbed")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def opened(folder: Path) -> None:
    """Open a result and read all of it."""
    result = load(folder)
    result.verify()
    assert result.provenance["runs"] == 5
    for table in result.tables:
        result.frame(table)


@pytest.fixture
def finished(scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("simkemitraan.runs.plan.CHUNK", 2)
    return execute(plan_arms([scenario], 5, 1), tmp_path / "r", workers=1).folder


def test_a_part_that_is_missing_cut_or_added_is_named_when_a_result_is_opened(finished: Path) -> None:
    """Fewer rows must never be read without a word."""
    part = finished / "ties.parquet" / "part-00001.parquet"
    data = part.read_bytes()
    for bad in (None, data[:-1], data + b"x"):
        part.unlink() if bad is None else part.write_bytes(bad)
        with pytest.raises(ResultDamagedError, match="part-00001"):
            load(finished)
    part.write_bytes(data)
    (part.parent / "part-00009.parquet").write_bytes(data)
    with pytest.raises(ResultDamagedError, match="part-00009"):
        load(finished)


def _damages(data: bytes) -> list[bytes]:
    """Ways in which a file may be damaged."""
    flips = [data[:k] + bytes([data[k] ^ 1]) + data[k + 1 :] for k in range(1, len(data), max(1, len(data) // 7))]
    return [b"", data[: len(data) // 2], b"{}", b"[1]", b"\xff\xfe", *flips]


def test_no_damage_of_a_finished_result_is_silent_or_a_fault_of_the_program(finished: Path) -> None:
    for file in sorted(p for p in finished.rglob("*") if p.is_file()):
        good = file.read_bytes()
        for bad in (None, *_damages(good)):
            file.unlink() if bad is None else file.write_bytes(bad)
            with pytest.raises(ResultDamagedError):
                opened(finished)
        file.write_bytes(good)
    opened(finished)


@pytest.mark.parametrize("command", [["report"], ["export", "--month", "6"]])
def test_no_page_is_written_from_a_damaged_result(
    command: list[str], finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from simkemitraan.cli import run_command

    flip(finished / "indicators.parquet" / "part-00001.parquet")
    code = run_command([command[0], str(finished), *command[1:], "--lang", "en"])
    told = capsys.readouterr()
    assert code == 1
    assert "its content changed" in told.err
    assert not list(finished.glob("*.html"))


def test_a_damaged_result_is_mended_by_trying_again(finished: Path, scenario: Scenario) -> None:
    before = content(finished)
    (finished / "ties.parquet" / "part-00001.parquet").unlink()
    outcome = execute(plan_arms([scenario], 5, 1), finished, workers=1, retry=True)
    assert outcome.resumed == 3
    assert content(finished) == before


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.full)])
def test_no_damage_of_a_partial_result_is_a_fault_of_the_program_and_all_else_is_kept(
    every: int, finished: Path, scenario: Scenario, tmp_path: Path
) -> None:
    plan = plan_arms([scenario], 5, 1)
    calls = iter(range(100))
    with pytest.raises(KeyboardInterrupt):
        execute(plan, tmp_path / "cut", workers=1, stop=lambda: next(calls) == 2)
    partial = tmp_path / "cut.partial"
    whole = {p.relative_to(partial): p.read_bytes() for p in partial.rglob("*") if p.is_file() and p.name != ".lock"}
    assert len(whole) == 8 + 1 + 1  # the parts of a chunk, the journal, the spool
    for name, good in whole.items():
        for k, bad in enumerate((None, *_damages(good))[::every]):
            target = tmp_path / f"{name.stem}-{name.parent.name}-{k}"
            for other, data in whole.items():
                path = target.with_name(target.name + ".partial") / other
                path.parent.mkdir(parents=True, exist_ok=True)
                if other != name or bad is not None:
                    path.write_bytes(data if other != name or bad is None else bad)
            with contextlib.suppress(ResultExistsError):  # without a journal there are only files that nobody knows
                outcome = execute(plan, target, workers=1)
                assert outcome.resumed >= (1 if name.suffix == ".parquet" else 0)
                assert content(target) == content(finished)


def test_a_folder_of_which_nothing_can_be_read_is_set_aside(scenario: Scenario, tmp_path: Path) -> None:
    plan = plan_arms([scenario], 2, 1)
    (tmp_path / "r.partial").mkdir()
    (tmp_path / "r.partial" / "journal.jsonl").write_bytes(b"noise")
    outcome = execute(plan, tmp_path / "r", workers=1)
    assert outcome.aside == tmp_path / "r.damaged"
    assert (tmp_path / "r.damaged" / "journal.jsonl").read_bytes() == b"noise"
    load(tmp_path / "r").verify()


def test_the_journal_is_only_appended_to_and_grows_by_a_line_for_each_chunk(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A manifest written anew after each chunk costs the square of their number."""
    monkeypatch.setattr("simkemitraan.runs.plan.CHUNK", 1)
    sizes: list[int] = []
    add = Journal.add

    def measured(self: Journal, entry: dict[str, object]) -> None:
        before = self.path.stat().st_size if self.path.exists() else 0
        add(self, entry)
        sizes.append(self.path.stat().st_size - before)

    monkeypatch.setattr(Journal, "add", measured)
    execute(plan_arms([scenario], 6, 1, "indicators"), tmp_path / "r", workers=1)
    assert len(sizes) >= 6
    assert len(set(sizes[-6:])) <= 2
    assert max(sizes[-6:]) < 400
    assert not (tmp_path / "r" / "journal.jsonl").exists()


def test_a_torn_line_of_the_journal_costs_itself_only(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    for k in range(3):
        journal.add({"chunk": k})
    journal.path.write_bytes(journal.path.read_bytes()[:-5])
    journal.add({"chunk": 3})
    assert [e["chunk"] for e in journal.read()] == [0, 1, 3]


def test_sealed_words_cannot_be_changed_unseen() -> None:
    data = sealed({"seed": 1, "names": ["Kupang"]})
    assert unsealed(data) == {"seed": 1, "names": ["Kupang"]}
    with pytest.raises(ValueError, match="not what was written"):
        unsealed(data.replace(b'"seed": 1', b'"seed": 2'))


def test_results_larger_than_memory_allows_come_back_from_the_disk(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_arms([scenario], 5, 1)
    execute(plan, tmp_path / "held", workers=1)
    monkeypatch.setattr("simkemitraan.runs.spool.HELD", 100_000)
    execute(plan, tmp_path / "spooled", workers=1)
    assert content(tmp_path / "held") == content(tmp_path / "spooled")


def test_interpreted_and_compiled_results_never_mix() -> None:
    """Their last digits differ, so they are of different plans."""
    code = "from simkemitraan.runs.plan import model_version; print(model_version())"
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "NUMBA_DISABLE_JIT": off}, capture_output=True, check=True
        ).stdout
        for off in ("0", "1")
    }
    assert len(found) == 2


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


TOLD = """
import sys
from pathlib import Path
from simkemitraan.runs import execute, plan_arms
from simkemitraan.scenario import Scenario
execute(plan_arms([Scenario.load(sys.argv[1])], 40, 1), Path(sys.argv[2]), workers=2, report=lambda *told: print(*told, flush=True))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_runner_loses_no_run_that_was_finished(tmp_path: Path) -> None:
    """All forty runs are of one chunk: what is finished must not wait for it in memory."""
    scenario, program = tmp_path / "small.yaml", tmp_path / "program.py"
    scenario.write_text(SMALL.format(months=48))
    program.write_text(TOLD)
    command = [sys.executable, str(program), str(scenario), str(tmp_path / "r")]
    runner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert runner.stdout is not None
    told = next(int(line.split()[1]) for line in runner.stdout if line.startswith("run") and int(line.split()[1]) >= 7)
    runner.kill()
    runner.communicate()
    outcome = execute(plan_arms([Scenario.load(scenario)], 40, 1), tmp_path / "r", workers=1)
    assert outcome.resumed >= told


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


def test_the_partial_folder_of_another_name_is_not_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results" / "tiny-forum-20261129T180000Z.partial").mkdir(parents=True)
    assert "forum" not in default_folder("tiny").name
    (tmp_path / "results" / "tiny-20261129T180001Z.partial").mkdir()
    assert default_folder("tiny").name == "tiny-20261129T180001Z"
    assert default_folder("tiny-forum").name == "tiny-forum-20261129T180000Z"

"""Failed runs: the rest goes on, and they can be tried again alone, in the folder or by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.results import SMALL, content

from simkemitraan.cli import run_command
from simkemitraan.errors import ResultError, ResultExistsError
from simkemitraan.runs import execute, load, plan_arms
from simkemitraan.runs.executing import task
from simkemitraan.runs.plan import Plan
from simkemitraan.runs.quarantine import rerun
from simkemitraan.runs.tables import decode, encode, kept
from simkemitraan.scenario import Scenario

Executor = Callable[[Plan, list], Iterator]  # type: ignore[type-arg]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    path = tmp_path_factory.mktemp("scenario") / "small.yaml"
    path.write_text(SMALL.format(months=12))
    return plan_arms([Scenario.load(path)], 7, 1)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simkemitraan.runs.plan.CHUNK", 3)


@pytest.fixture
def undisturbed(plan: Plan, tmp_path: Path) -> dict[str, bytes]:
    return content(execute(plan, tmp_path / "undisturbed", workers=1).folder)


def failing(*bad: int, seen: list[int] | None = None) -> Executor:
    """An executor on which some runs fail, and that notes what it was asked for."""

    def each(plan: Plan, runs: list) -> Iterator:  # type: ignore[type-arg]
        for r in runs:
            if seen is not None:
                seen.append(r.index)
            yield (
                (r, None, "Traceback\nValueError: boom")
                if r.index in bad
                else (r, *task(plan.scenarios[0].spec(trace=True), r.seed, "all"))
            )

    return each


def test_only_failed_runs_are_tried_again_and_the_bytes_are_those_of_an_undisturbed_run(
    plan: Plan, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    target, seen = tmp_path / "r", []
    assert sorted(execute(plan, target, each=failing(1, 2, 6)).failed) == [1, 2, 6]
    assert content(target) != undisturbed
    second = execute(plan, target, each=failing(2, seen=seen), retry=True)
    assert seen == [1, 2, 6]
    assert second.resumed == 4
    assert second.failed == {2: "Traceback\nValueError: boom"}
    assert [p.name for p in (target / "quarantine").iterdir()] == ["run-000002.json"]
    assert load(target).provenance["failed"] == {"2": "ValueError: boom"}
    assert execute(plan, target, workers=1, retry=True).failed == {}
    assert content(target) == undisturbed
    assert not (target / "quarantine").exists()
    load(target).verify()


def test_a_chunk_in_which_everything_failed_can_be_tried_again(
    plan: Plan, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    target = tmp_path / "r"
    assert len(execute(plan, target, each=failing(*range(7))).failed) == 7
    assert load(target).indicators().empty
    execute(plan, target, workers=1, retry=True)
    assert content(target) == undisturbed


def test_a_retry_that_is_stopped_goes_on(plan: Plan, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    target = tmp_path / "r"
    execute(plan, target, each=failing(1, 5))
    with pytest.raises(KeyboardInterrupt):
        execute(plan, target, each=failing(), retry=True, stop=lambda: True)
    assert not target.exists()
    execute(plan, target, each=failing(), retry=True)
    assert content(target) == undisturbed


def test_without_being_asked_for_failed_runs_stay_as_they_are(plan: Plan, tmp_path: Path) -> None:
    target = tmp_path / "r"
    execute(plan, target, each=failing(3))
    before = content(target)
    with pytest.raises(ResultExistsError, match="never overwritten"):
        execute(plan, target, workers=1)
    other = plan_arms(list(plan.scenarios), 8, 1)
    with pytest.raises(ResultExistsError, match="number of runs"):
        execute(other, target, workers=1, retry=True)
    assert content(target) == before


def test_a_retry_with_nothing_to_do_changes_nothing(plan: Plan, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    target, seen = tmp_path / "undisturbed", []
    assert execute(plan, target, each=failing(seen=seen), retry=True).failed == {}
    assert seen == []
    assert content(target) == undisturbed


def test_a_failed_run_can_be_run_alone(plan: Plan, tmp_path: Path) -> None:
    execute(plan, tmp_path / "r", each=failing(4))
    whole = execute(plan, tmp_path / "whole", workers=1).folder
    tables = rerun(tmp_path / "r" / "quarantine" / "run-000004.json")
    expected = load(whole).frame("ties", replicate=4)["trust_end"].to_numpy()
    assert np.array_equal(tables["ties"]["trust_end"], expected)
    (tmp_path / "other.json").write_text(json.dumps({"seed": 1}))
    with pytest.raises(ResultError, match="not the file of a failed run"):
        rerun(tmp_path / "other.json")


def test_parts_read_back_are_written_as_the_same_bytes(plan: Plan, tmp_path: Path) -> None:
    folder = execute(plan, tmp_path / "r", workers=1).folder
    for table in kept("all"):
        part = folder / f"{table}.parquet" / "part-00001.parquet"
        assert encode(table, list(decode(table, part).items())) == part.read_bytes()


EXPERIMENT = """
name: small
scenario: small.yaml
vary: {levers.leadership.handover_share: [0.1, 0.5]}
replicates: 2
outcomes: [trust]
"""


def _all_fail(jobs: list, *_: object) -> Iterator:  # type: ignore[type-arg]
    yield from ((index, None, "Traceback\nValueError: boom") for index, _ in jobs)


def test_the_command_says_how_to_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL.format(months=12))
    (tmp_path / "experiment.yaml").write_text(EXPERIMENT)
    with monkeypatch.context() as broken:
        broken.setattr("simkemitraan.runs.executing.together", _all_fail)
        assert run_command(["sweep", "experiment.yaml", "--workers", "1", "--lang", "en"]) == 3
    told = capsys.readouterr().err
    assert "4 runs failed" in told
    assert "--retry-failed" in told
    assert run_command(["sweep", "experiment.yaml", "--workers", "1", "--retry-failed", "--lang", "en"]) == 0
    assert len(load("results/small").indicators(indicator="trust", district=0, group=-1, month=11)) == 4

"""Shares of a sweep done on several machines, and joined: the bytes of one machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.results import SMALL, content

from simkemitraan.cli import run_command
from simkemitraan.errors import ResultDamagedError, ResultError, ResultExistsError
from simkemitraan.runs import execute, load, plan_arms
from simkemitraan.runs.merging import merge
from simkemitraan.runs.plan import Plan
from simkemitraan.scenario import Scenario


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr("simkemitraan.runs.plan.CHUNK", 2)
    (tmp_path / "small.yaml").write_text(SMALL.format(months=12))
    base = Scenario.load(tmp_path / "small.yaml")
    row = {"month": 6, "set": "levers.funding.partnership_bonus", "to": 0.5}
    return plan_arms([base, base.with_changes(timeline=[row])], 7, 1, "all", "compare")


def test_shares_are_all_the_chunks_once_and_keep_arms_together(plan: Plan) -> None:
    for of in (1, 2, 3, 20):
        shares = [plan.shard(k, of) for k in range(1, of + 1)]
        assert sorted(c for share in shares for c in share) == list(range(len(plan.chunks)))
    first = {(r.arm, r.replicate) for c in plan.shard(1, 2) for r in plan.chunks[c]}
    assert {(0, 0), (1, 1)} <= first


@pytest.mark.parametrize("of", [2, 20])
def test_merged_shares_are_the_bytes_of_one_machine(of: int, plan: Plan, tmp_path: Path) -> None:
    one = execute(plan, tmp_path / "one", workers=1).folder
    for k in reversed(range(1, of + 1)):
        execute(plan, tmp_path / "many", workers=1, shard=(k, of))
        with pytest.raises(ResultError, match=f"share {k} of {of}"):
            load(tmp_path / f"many.shard-{k}-of-{of}")
    merge(tmp_path / "many")
    assert content(tmp_path / "many") == content(one)
    assert (tmp_path / "many" / "manifest.json").read_bytes() == (one / "manifest.json").read_bytes()
    load(tmp_path / "many", whole=True)
    with pytest.raises(ResultExistsError):
        merge(tmp_path / "many")


def test_what_is_missing_damaged_or_of_another_plan_is_named(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="shard-1-of-N"):
        merge(tmp_path / "r")
    execute(plan, tmp_path / "r", workers=1, shard=(1, 2))
    with pytest.raises(ResultError, match="shares 2 of 2"):
        merge(tmp_path / "r")
    other = plan_arms(list(plan.scenarios), 7, 2, "all", "compare")
    execute(other, tmp_path / "r", workers=1, shard=(2, 2))
    with pytest.raises(ResultError, match="not of the same experiment"):
        merge(tmp_path / "r")
    part = next((tmp_path / "r.shard-1-of-2" / "ties.parquet").iterdir())
    part.write_bytes(part.read_bytes()[:-1])
    (tmp_path / "r.shard-2-of-2").rename(tmp_path / "away")
    execute(plan, tmp_path / "r", workers=1, shard=(2, 2))
    with pytest.raises(ResultDamagedError):
        merge(tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_failed_runs_of_shares_are_those_of_the_whole(plan: Plan, tmp_path: Path) -> None:
    def fails(plan: Plan, runs: list) -> object:  # type: ignore[type-arg]
        from simkemitraan.runs.executing import task

        for r in runs:
            spec = plan.scenarios[r.scenario].spec()
            yield (r, None, "ValueError: boom") if r.index == 3 else (r, *task(spec, r.seed, "all"))

    for k in (1, 2):
        execute(plan, tmp_path / "r", each=fails, shard=(k, 2))  # type: ignore[arg-type]
    assert load(merge(tmp_path / "r")).provenance["failed"] == {"3": "ValueError: boom"}
    assert json.loads((tmp_path / "r" / "quarantine" / "run-000003.json").read_text())["run"] == [0, 0, 3]


EXPERIMENT = """
name: small
scenario: small.yaml
vary: {levers.leadership.handover_share: [0.1, 0.5]}
replicates: 2
outcomes: [trust]
"""


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL.format(months=12))
    (tmp_path / "experiment.yaml").write_text(EXPERIMENT)
    assert run_command(["sweep", "experiment.yaml", "--shard", "3/2", "--lang", "en"]) == 2
    assert "such as 3/20" in capsys.readouterr().err
    for k in (1, 2):
        assert run_command(["sweep", "experiment.yaml", "--shard", f"{k}/2", "--lang", "en"]) == 0
    assert run_command(["merge", "results/small", "--lang", "en"]) == 0
    assert run_command(["sweep", "experiment.yaml", "--out", "one", "--lang", "en"]) == 0
    assert content(Path("results/small")) == content(Path("one"))


TWENTY = """
name: twenty
scenario: small.yaml
vary: {levers.leadership.handover_share: {low: 0.0, high: 0.9}}
design: {kind: latin_hypercube, n: 10}
replicates: 4
outcomes: [trust]
"""


def test_twenty_machines_by_the_commands_give_the_bytes_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a batch system: ``sweep --shard K/20`` twenty times, in any order, then ``merge``; every share has work."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("simkemitraan.runs.plan.CHUNK", 2)
    (tmp_path / "small.yaml").write_text("extends: package:tiny\nname: small\nmonths: 12\nburn_in: 12\n")
    (tmp_path / "twenty.yaml").write_text(TWENTY)
    for k in (20, 3, *(k for k in range(1, 20) if k != 3)):
        assert run_command(["sweep", "twenty.yaml", "--workers", "1", "--shard", f"{k}/20"]) == 0
        assert any((tmp_path / "results" / f"twenty.shard-{k}-of-20" / "indicators.parquet").iterdir())
    assert run_command(["merge", "results/twenty"]) == 0
    assert run_command(["sweep", "twenty.yaml", "--workers", "1", "--out", "one"]) == 0
    assert content(Path("results/twenty")) == content(Path("one"))
    assert Path("results/twenty/manifest.json").read_bytes() == Path("one/manifest.json").read_bytes()

"""A mechanism from outside in a sweep: over two processes, after an interruption, on a cluster; never beside another model."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.house.test_own_mechanism import PAGES, files
from tests.results import SMALL, content
from tests.runs.test_workers import _cluster

from simkemitraan.plugins import VARIABLE

EXPERIMENT = """
name: study
scenario: small.yaml
vary: {assumptions.merger.rate: [0, 12]}
design: {kind: factorial}
replicates: 8
outcomes: [cooperation]
"""


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a mechanism, a scenario that sets its number, and an experiment that varies it; rules run interpreted."""
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "merger.py").write_text(files(PAGES[0])["merger.py"], encoding="utf-8")
    (tmp_path / "small.yaml").write_text(SMALL.format(months=4).replace("burn_in: 12", "burn_in: 4"), encoding="utf-8")
    (tmp_path / "experiment.yaml").write_text(EXPERIMENT, encoding="utf-8")
    return tmp_path


def line(*words: str) -> list[str]:
    return [sys.executable, "-m", "simkemitraan", "--lang", "en", "sweep", "experiment.yaml", *words]


def swept(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(line(*words), capture_output=True, text=True, check=False)


def done(*words: str) -> dict[str, bytes]:
    ended = swept(*words)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return content(Path(words[-1]))


def interrupted(*words: str) -> None:
    """Begin a sweep and end it, as a batch system does, once some of its runs are kept."""
    with subprocess.Popen(line(*words), stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        spool = Path(f"{words[-1]}.partial") / "spool"
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline and not (spool.is_dir() and any(spool.iterdir())):
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGTERM)
        told = process.communicate(timeout=240)[1]
    assert process.returncode == 143, told


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_sweep_with_it_goes_on_over_two_processes_and_only_with_it(study: Path) -> None:
    whole = done("--plugin", "merger.py", "--workers", "1", "--out", "whole")
    interrupted("--plugin", "merger.py", "--workers", "2", "--out", "cut")
    without = swept("--out", "cut")  # its number is varied, so the experiment itself cannot be read without it
    assert without.returncode == 2
    assert "merger" in without.stderr
    rule = (study / "merger.py").read_text(encoding="utf-8")
    (study / "merger.py").write_text(rule + "\n# edited\n", encoding="utf-8")
    edited = swept("--plugin", "merger.py", "--out", "cut")
    assert edited.returncode == 2
    assert "version of the model" in edited.stderr
    (study / "merger.py").write_text(rule, encoding="utf-8")
    assert done("--plugin", "merger.py", "--workers", "2", "--out", "cut") == whole


@pytest.mark.full
def test_a_cluster_has_it_or_refuses(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are told of a file by the environment; one that was not told says so, and no result is made."""
    pytest.importorskip("distributed")
    whole = done("--plugin", "merger.py", "--workers", "2", "--out", "whole")
    for known in (False, True):
        if known:
            monkeypatch.setenv(VARIABLE, "merger.py")
        folder = study / f"cluster-{known}"
        folder.mkdir()
        address, processes = _cluster(folder, 2)
        monkeypatch.delenv(VARIABLE, raising=False)
        try:
            words = ("--plugin", "merger.py", "--scheduler", address, "--out", f"far-{known}")
            if known:
                assert done(*words) == whole
            else:
                refused = swept(*words)
                assert refused.returncode == 1
                assert "plug-ins" in refused.stderr
                assert "Traceback" not in refused.stderr
                assert not Path("far-False").exists()
        finally:
            for process in processes:
                process.kill()
                process.wait()

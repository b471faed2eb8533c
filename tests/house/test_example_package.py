"""The example package is installed as anybody would, and everything takes it up: commands, workers, results, its own tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "mentoring"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    sources = tmp_path_factory.mktemp("sources") / "mentoring"
    shutil.copytree(EXAMPLE, sources, ignore=shutil.ignore_patterns("__pycache__"))
    target = tmp_path_factory.mktemp("site")
    line = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--target", str(target), str(sources)]
    done = subprocess.run([sys.executable, "-m", "pip", *line], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def python(installed: Path | None, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    paths = [str(ROOT / "src"), *([str(installed)] if installed else [])]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "NUMBA_DISABLE_JIT": "1",
        "PYTEST_ADDOPTS": "",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, *words], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def contract(installed: Path | None, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    known = any(entry.value == "simkemitraan.testing.plugin" for entry in entry_points(group="pytest11"))
    plugin = () if known else ("-p", "simkemitraan.testing.plugin")
    line = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(cwd), *plugin, *words)
    return python(installed, cwd, *line)


def test_commands_and_workers_take_it_up(installed: Path, tmp_path: Path) -> None:
    done = python(installed, tmp_path, "-m", "simkemitraan", "--lang", "en", "mechanisms", "mentoring")
    assert "mentoring among partners" in done.stdout, done.stderr
    scenario = tmp_path / "s.yaml"
    said = "name: s\nextends: package:tiny\nmonths: 3\nburn_in: 3\nassumptions: {mentoring: {rate: 1}}\n"
    scenario.write_text(said, encoding="utf-8")
    line = ("-m", "simkemitraan", "run", "s.yaml", "--replicates", "2", "--workers", "2", "--out", "r", "--no-report")
    done = python(installed, tmp_path, *line)
    assert done.returncode == 0, done.stderr
    frame = pq.read_table(tmp_path / "r" / "indicators.parquet").to_pandas()
    assert (frame["indicator"] == "practice_gap").any()
    told = json.loads((tmp_path / "r" / "provenance.json").read_text(encoding="utf-8"))
    assert sorted(one["file"] for one in told["outside"]) == ["indicators.py", "mentoring.py"]
    assert python(None, tmp_path, "-m", "simkemitraan", "verify", "r").returncode == 2  # by who does not have it


def test_its_own_tests_and_the_contract_pass(installed: Path, tmp_path: Path) -> None:
    tests = shutil.copytree(EXAMPLE / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    asked = ("--simkemitraan-mechanism", "simkemitraan_mentoring.mentoring", "--import-mode=importlib", str(tests))
    done = contract(installed, tmp_path, *asked)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 passed" in done.stdout


def test_a_file_is_held_to_the_contract_too(tmp_path: Path) -> None:
    """One that writes what it does not declare, or draws nothing but says nothing, is told so by name."""
    good = (EXAMPLE / "src" / "simkemitraan_mentoring" / "mentoring.py").read_text(encoding="utf-8")
    mine = tmp_path / "mine.py"
    mine.write_text(good.replace('"rate/year",', '"",'), encoding="utf-8")
    done = contract(None, tmp_path, "--simkemitraan-mechanism", "mine.py", "-k", "mine")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "rate: unit" in done.stdout
    assert "1 failed, 4 passed" in done.stdout


def test_a_module_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = contract(None, tmp_path, "--simkemitraan-mechanism", "nothing.of_that_name")
    assert done.returncode == 4
    assert "nothing.of_that_name: there is no file of a mechanism" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr

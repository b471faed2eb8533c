"""The how-to on mechanisms keeps its word: one file, one line and one test file, tried on a copy of the package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.test_pages import ROOT, blocks

from simkemitraan.mechanisms import ORDER

PAGES = ("docs/en/how-to/own-mechanism.md", "docs/id/how-to/mekanisme-sendiri.md")


def files(page: str) -> dict[str, str]:
    return {b.file: b.body for b in blocks(ROOT / page) if b.file}


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and its tests with the merger added as the page says."""
    root = tmp_path_factory.mktemp("extended")
    page = files(PAGES[0])
    skip = shutil.ignore_patterns("__pycache__", "page", "node_modules")
    shutil.copytree(ROOT / "src" / "simkemitraan", root / "src" / "simkemitraan", ignore=skip)
    shutil.copytree(ROOT / "tests", root / "tests", ignore=skip)
    for folder in ("docs", "scenarios"):
        shutil.copytree(ROOT / folder, root / folder, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", root)
    room = root / "src" / "simkemitraan" / "mechanisms"
    (room / "merger.py").write_text(page["merger.py"], encoding="utf-8")
    (root / "tests" / "mechanisms" / "test_merger.py").write_text(page["test_merger.py"], encoding="utf-8")
    listed = (room / "__init__.py").read_text(encoding="utf-8")
    last = next(line for line in listed.splitlines(keepends=True) if line.startswith("    finance,  #"))
    listed = listed.replace(last, last + page["line.txt"]).replace(
        "    maintenance,\n", "    maintenance,\n    merger,\n", 1
    )
    (room / "__init__.py").write_text(listed, encoding="utf-8")
    return root


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}",
        "NUMBA_DISABLE_JIT": "1",
        "PYTEST_ADDOPTS": "",
        "COLUMNS": "120",
    }
    return subprocess.run(
        [sys.executable, *words], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


# every test that looks at all mechanisms, columns, numbers or purposes
MET = (
    "tests/contract/test_mechanisms.py",
    "tests/house/test_odd.py",
    "tests/house/test_number_sources.py",
    "tests/house/test_sources.py",
    "tests/house/test_told_figures.py",
    "tests/house/test_ablation_page.py::test_the_page_tells_every_mechanism",
    "tests/house/test_ablation_page.py::test_within_a_month_only_what_reads_it_is_reached",
    "tests/twin/test_full_month.py::test_its_mechanisms_stand_in_their_order",
    "tests/twin/test_full_month.py::test_every_mechanism_has_its_twin",
    "tests/world/test_draws.py::test_enumerated_purposes_are_unique_and_fit",
    "tests/world/test_draws.py::test_every_purpose_is_read_somewhere",
)


def test_nothing_that_looks_at_all_mechanisms_fails(extended: Path) -> None:
    """Every test that a contributor would meet: those that want more are skipped, and say what they wait for."""
    others = " and ".join(f"not {m.name}" for m in ORDER)  # they have their turn elsewhere
    done = run(extended, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", *MET, "-k", others)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "...." in done.stdout  # not merely nothing to do
    for waits in ("not described yet", "no twin yet", "not told yet"):
        assert waits in done.stdout


def test_its_own_tests_pass(extended: Path) -> None:
    done = run(extended, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/mechanisms/test_merger.py")
    assert done.returncode == 0, done.stdout + done.stderr


def test_scenarios_and_the_reference_know_it(extended: Path) -> None:
    (extended / "s.yaml").write_text(
        "name: s\nextends: package:tiny\nassumptions: {merger: {rate: 13}}\n", encoding="utf-8"
    )
    done = run(extended, "-m", "simkemitraan", "--lang", "en", "check", "s.yaml")
    assert done.returncode == 2
    assert "assumptions.merger.rate" in done.stdout + done.stderr
    assert "12" in done.stdout + done.stderr
    done = run(extended, "-m", "simkemitraan", "--lang", "id", "mechanisms", "merger")
    assert "penggabungan" in done.stdout


def test_both_languages_show_the_same_code() -> None:
    assert files(PAGES[0]) == files(PAGES[1])

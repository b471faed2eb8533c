"""A mechanism from outside the package takes part like any other: it runs, it is told, it marks the results."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from tests.house.test_own_mechanism import PAGES, ROOT, files

from simkemitraan.errors import InputError
from simkemitraan.mechanisms import leadership, needs, registry
from simkemitraan.mechanisms.registry import Registry, _load

ORDER = """
from importlib.metadata import EntryPoint
from pathlib import Path
from simkemitraan.mechanisms import ORDER, OUTSIDE
from simkemitraan.runs.plan import model_version
from simkemitraan.world.compiling import module_digest
print([m.name for m in ORDER][-2:], len(OUTSIDE), model_version())
"""


@pytest.fixture
def merger(tmp_path: Path) -> Path:
    path = tmp_path / "merger.py"
    path.write_text(files(PAGES[0])["merger.py"], encoding="utf-8")
    return path


def python(code: str, *plugins: Path) -> str:
    named = os.pathsep.join(map(str, plugins))
    environment = {**os.environ, registry.VARIABLE: named, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_it_stands_where_it_says_and_is_part_of_what_identifies_a_run(merger: Path) -> None:
    """An edited rule must never continue the results of another."""
    plain, one = python(ORDER), python(ORDER, merger)
    merger.write_text(merger.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")
    edited = python(ORDER, merger)
    assert plain.startswith("['learning', 'finance'] 0")
    assert one.startswith("['finance', 'merger'] 1")
    assert len({text.split()[-1] for text in (plain, one, edited)}) == 3


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT / "src")}
    line = [sys.executable, "-m", "simkemitraan", "--lang", "en", *map(str, words)]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


def test_a_command_takes_it_to_the_processes_of_a_run(merger: Path, tmp_path: Path) -> None:
    """Its number can be set in a scenario, and two processes make what one makes."""
    scenario = tmp_path / "s.yaml"
    said = "name: s\nextends: package:tiny\nmonths: 2\nburn_in: 2\nassumptions: {merger: {rate: 12}}\n"
    scenario.write_text(said, encoding="utf-8")
    made = []
    for workers in (1, 2):
        out = tmp_path / f"by{workers}"
        done = command(
            "run", scenario, "--replicates", 2, "--workers", workers, "--out", out, f"--plugin={merger}", "--no-report"
        )
        assert done.returncode == 0, done.stdout + done.stderr
        made.append(
            {path.relative_to(out): path.read_bytes() for path in sorted(out.rglob("*.parquet")) if path.is_file()}
        )
    assert made[0]
    assert made[0] == made[1]


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = command("mechanisms", "--plugin", tmp_path / "nothing.py")
    assert done.returncode == 2
    assert "nothing.py: there is no file of a mechanism" in done.stderr
    assert "Traceback" not in done.stderr
    assert command("mechanisms", "--plugin").returncode == 2


def test_a_place_before_after_or_instead() -> None:
    order = Registry()
    order.register(needs)
    order.register(leadership, before="needs")
    assert [m.name for m in order.order] == ["leadership", "needs"]
    order.register(needs, replaces="needs")
    assert [m.name for m in order.order] == ["leadership", "needs"]


@pytest.mark.parametrize(
    ("code", "words"),
    [("x = 1", "not a mechanism"), ("import nothing_of_that_name", "cannot be loaded"), ("1 +", "cannot be loaded")],
)
def test_what_is_no_mechanism_is_refused_with_a_sentence(tmp_path: Path, code: str, words: str) -> None:
    path = tmp_path / "odd.py"
    path.write_text(code, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        Registry().register(_load(path))


def test_two_of_one_name_and_a_place_that_is_not_there_are_refused() -> None:
    order = Registry()
    order.register(needs)
    with pytest.raises(InputError, match="called `needs` already"):
        order.register(needs)
    with pytest.raises(InputError, match="no mechanism `nowhere`"):
        order.register(leadership, after="nowhere")


def test_files_and_installed_packages_are_found(merger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = EntryPoint("needs", "simkemitraan.mechanisms.needs", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [good])
    monkeypatch.setenv(registry.VARIABLE, str(merger))
    order = Registry()
    with pytest.raises(InputError, match="no mechanism `finance`"):  # after which the merger stands
        order.register_outside()
    assert [m.name for m in order.order] == ["needs"]
    assert [path.name for path in order.outside] == ["needs.py"]
    monkeypatch.setattr(registry, "entry_points", lambda group: [EntryPoint("lost", "no_such_module", group)])
    with pytest.raises(InputError, match="`lost` of an installed package"):
        Registry().register_outside()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file of a mechanism"):
        registry._load(tmp_path / "nothing.py")

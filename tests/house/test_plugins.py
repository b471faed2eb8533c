"""Mechanisms and indicators from outside the package take part like any other: they run, are told, mark the results."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from tests.house.test_own_mechanism import PAGES, ROOT, files

from simkemitraan import plugins
from simkemitraan.errors import InputError
from simkemitraan.indicators.outside import from_outside
from simkemitraan.mechanisms import leadership, needs
from simkemitraan.mechanisms.registry import GROUP, Registry
from simkemitraan.plugins import load_file

ORDER = """
from importlib.metadata import EntryPoint
from pathlib import Path
from simkemitraan.mechanisms import ORDER, OUTSIDE
from simkemitraan.runs.plan import model_version
from simkemitraan.world.compiling import module_digest
print([m.name for m in ORDER][-2:], len(OUTSIDE), model_version())
"""

apart = pytest.mark.compiled  # in processes of their own, of which the interpreted coverage run sees nothing


@pytest.fixture
def merger(tmp_path: Path) -> Path:
    path = tmp_path / "merger.py"
    path.write_text(files(PAGES[0])["merger.py"], encoding="utf-8")
    return path


def python(code: str, *files: Path) -> str:
    named = os.pathsep.join(map(str, files))
    environment = {**os.environ, plugins.VARIABLE: named, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@apart
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


@apart
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


@apart
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
        Registry().register(load_file(path))


def test_two_of_one_name_and_a_place_that_is_not_there_are_refused() -> None:
    order = Registry()
    order.register(needs)
    with pytest.raises(InputError, match="called `needs` already"):
        order.register(needs)
    with pytest.raises(InputError, match="no mechanism `nowhere`"):
        order.register(leadership, after="nowhere")


def test_files_and_installed_packages_are_found(merger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = EntryPoint("needs", "simkemitraan.mechanisms.needs", GROUP)
    monkeypatch.setattr(plugins, "entry_points", lambda group: [good])
    monkeypatch.setenv(plugins.VARIABLE, str(merger))
    order = Registry()
    with pytest.raises(InputError, match="no mechanism `finance`"):  # after which the merger stands
        order.register_outside()
    assert [m.name for m in order.order] == ["needs"]
    assert [path.name for path in order.outside] == ["needs.py"]
    monkeypatch.setattr(plugins, "entry_points", lambda group: [EntryPoint("lost", "no_such_module", group)])
    with pytest.raises(InputError, match="`lost` of an installed package"):
        Registry().register_outside()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file of a mechanism"):
        load_file(tmp_path / "nothing.py")


OWN = '''
"""Indicators of one's own."""

from simkemitraan.declare import indicator
from simkemitraan.indicators.snapshot import mean  # imports the package that is just asking for this file


@indicator("Staf rata-rata", "Mean staff", unit="FTE")
def mean_staff(s):
    """Mean paid staff of an organisation."""
    return mean(s.organisation("staff"))
'''

NAMES = """
from simkemitraan.indicators import NAMES, OUTSIDE
from simkemitraan.mechanisms import ORDER
from simkemitraan.runs.plan import model_version
print(NAMES[-1], len(OUTSIDE), len(ORDER), model_version())
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.py"
    path.write_text(OWN, encoding="utf-8")
    return path


@apart
def test_an_indicator_from_outside_is_part_of_what_identifies_a_run(own: Path, merger: Path) -> None:
    plain, one, both = python(NAMES), python(NAMES, own), python(NAMES, merger, own)
    own.write_text(OWN.replace("Mean paid", "Mean  paid"), encoding="utf-8")
    edited = python(NAMES, own)
    assert one.startswith("mean_staff 1 12 ")
    assert both.startswith("mean_staff 1 13 ")
    assert len({text.split()[-1] for text in (plain, one, both, edited)}) == 4


@apart
def test_it_is_measured_by_all_processes_of_a_run_and_told_of_in_its_provenance(own: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text("name: s\nextends: package:tiny\nmonths: 3\nburn_in: 2\n", encoding="utf-8")
    made = []
    for workers in (1, 2):
        out = tmp_path / f"by{workers}"
        line = ("--replicates", 2, "--workers", workers, "--out", out, "--plugin", own, "--no-report")
        done = command("run", scenario, *line)
        assert done.returncode == 0, done.stdout + done.stderr
        made.append(sorted((p.name, p.read_bytes()) for p in out.glob("indicators.parquet/*")))
    assert made[0] == made[1]
    frame = pq.read_table(tmp_path / "by1" / "indicators.parquet").to_pandas()
    assert (frame["indicator"] == "mean_staff").sum() == 6
    told = json.loads((tmp_path / "by1" / "provenance.json").read_text(encoding="utf-8"))
    assert [one["file"] for one in told["outside"]] == ["own.py"]
    done = command("report", tmp_path / "by1")  # by who does not have it
    assert done.returncode == 0, done.stderr


@apart
@pytest.mark.parametrize(
    ("code", "words"),
    [
        (OWN.replace("mean_staff", "trust"), "an indicator called `trust` already"),
        (OWN.replace('unit="FTE"', 'theme="accss"'), "theme `accss` of `mean_staff` is not known"),
    ],
)
def test_what_is_no_good_indicator_is_refused_with_a_sentence(tmp_path: Path, code: str, words: str) -> None:
    path = tmp_path / "odd.py"
    path.write_text(code, encoding="utf-8")
    done = command("run", "package:tiny", "--plugin", path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_indicators_of_installed_packages_are_found(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = load_file(own)
    offered: list[object] = [module, module.mean_staff]
    for what in offered:
        entry = SimpleNamespace(name="x", value="v", load=lambda what=what: what)
        monkeypatch.setattr(plugins, "entry_points", lambda group, entry=entry: [entry])
        found, files = from_outside(set())
        assert [i.name for i in found] == ["mean_staff"]
        assert files == (own,)
    entry = SimpleNamespace(name="x", value="v", load=lambda: 3)
    monkeypatch.setattr(plugins, "entry_points", lambda group: [entry])
    with pytest.raises(InputError, match="no indicator: 3"):
        from_outside(set())


@apart
def test_plugging_in_from_python(own: Path) -> None:
    """Too late it is refused: rules that are loaded stay as they are."""
    assert python(f"import simkemitraan; simkemitraan.plug_in({str(own)!r})" + NAMES).startswith("mean_staff 1 ")
    code = f"""
import simkemitraan
from simkemitraan.errors import InputError
from simkemitraan.indicators.outside import from_outside
simkemitraan.Scenario
for file in ({str(own)!r}, "nothing.py"):
    try:
        simkemitraan.plug_in(file)
    except InputError as error:
        print(error)
"""
    late, nothing = python(code).splitlines()
    assert "must be called before anything else" in late
    assert "no file of a mechanism or of indicators" in nothing


@apart
def test_a_worker_without_it_refuses(own: Path) -> None:
    """On a cluster: the sender's model is another."""
    code = """
from simkemitraan.errors import ResultError
from simkemitraan.runs.cluster import batch
import sys
try:
    batch([], sys.stdin.read().strip())
    print("taken")
except ResultError as error:
    print(error)
"""
    model = python("from simkemitraan.runs.plan import model_version; print(model_version())", own)

    def at_worker(*files: Path) -> str:
        named = os.pathsep.join(map(str, files))
        environment = {**os.environ, plugins.VARIABLE: named, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT / "src")}
        line = [sys.executable, "-c", code]
        return subprocess.run(line, env=environment, input=model, capture_output=True, text=True, check=True).stdout

    assert at_worker(own).strip() == "taken"
    assert "or its plug-ins" in at_worker()

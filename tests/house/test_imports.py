"""What importing costs, and what the public face holds."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import simkemitraan
from simkemitraan.cli.frame import available

HEAVY = {"mesa", "seaborn", "matplotlib", "pandas", "numba", "pyarrow", "scipy", "distributed", "starlette"}


def loaded_after(code: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter has loaded after running ``code``."""
    script = (
        f"import sys, json, io\n{code}\nprint('\\n' + json.dumps(sorted({{m.partition('.')[0] for m in sys.modules}})))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_public_names_are_those_promised() -> None:
    promised = {"Scenario", "Policy", "Experiment", "PartnershipModel", "run", "compare", "sweep", "load", "plug_in"}
    assert set(simkemitraan.__all__) == promised
    for name in promised:
        assert callable(getattr(simkemitraan, name))


def test_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="partnership"):
        simkemitraan.partnership  # noqa: B018


def test_importing_the_package_is_light() -> None:
    assert not loaded_after("import simkemitraan") & HEAVY


@pytest.mark.parametrize("command", ["", *available()])
def test_help_imports_nothing_heavy(command: str) -> None:
    arguments = [*command.split(), "--help"]
    loaded = loaded_after(f"from simkemitraan.cli import run_command\nassert run_command({arguments!r}) == 0")
    assert not loaded & HEAVY


def test_workers_load_neither_mesa_nor_frames_nor_plots() -> None:
    loaded = loaded_after("import simkemitraan.runs.simulate")
    assert not loaded & {"mesa", "pandas", "matplotlib", "seaborn"}


def test_workers_load_nothing_that_plans_writes_or_reads() -> None:
    """Everything they load stands between a command and its first run."""
    needed = "import simkemitraan.runs.workers, simkemitraan.runs.ahead, simkemitraan.runs.beginnings"
    loaded = loaded_after(
        f"{needed}\nassert not {{'simkemitraan.runs.executing', 'simkemitraan.scenario'}} & set(sys.modules)"
    )
    assert "numpy" in loaded
    assert not loaded & {"ruamel", "pandas", "numba"}  # numba comes with the first call of a rule


def test_the_runner_has_the_names_that_it_promises() -> None:
    from simkemitraan import runs

    assert dir(runs) == sorted(runs.__all__)
    for name in runs.__all__:
        assert callable(getattr(runs, name))
    with pytest.raises(AttributeError, match="running_away"):
        runs.running_away  # noqa: B018

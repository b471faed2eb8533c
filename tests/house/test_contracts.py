"""The import contracts hold, and each compiled function is compiled for one signature only."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SIGNATURES = """
import importlib, pkgutil
import simkemitraan
from simkemitraan import engine, indicators
from tests.worlds import median_place, spec
world = engine.start(spec(*median_place().districts, months=24, burn_in=12), 7)
engine.run_to(world, 12)
indicators.measure(world)
engine.run_to(world, 24)
from simkemitraan.world.compiling import Compiled
from simkemitraan.world.rule import Rule
from simkemitraan.mechanisms import ORDER
called = [m.step.function for m in ORDER if isinstance(m.step, Rule)]
for room in ("world", "mechanisms", "indicators"):
    package = importlib.import_module(f"simkemitraan.{room}")
    for info in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(value, Rule):
                called.append(value.function)
            elif room == "indicators" and isinstance(value, Compiled) and value.__module__ == info.name:
                called.append(value)
seen = sum(len(f.signatures) > 0 for f in called)
several = [f"{f.__module__}.{f.__name__}: {f.signatures}" for f in called if len(f.signatures) > 1]
print(seen)
print("\\n".join(several))
"""


def test_import_contracts() -> None:
    if importlib.util.find_spec("importlinter") is None:
        pytest.skip("import-linter is not installed")
    code = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_has_its_layer_and_commands_stand_above_the_live_view() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    rooms = [room for layer in layers for room in layer.split(" | ")]
    package = importlib.import_module("simkemitraan")
    assert sorted(rooms) == sorted(
        info.name for info in pkgutil.iter_modules(package.__path__) if info.name != "__main__"
    )
    assert layers.index("cli") < layers.index("live | desk")


@pytest.mark.compiled
def test_each_compiled_function_that_python_calls_has_one_signature() -> None:
    """Pieces of rules have one for each mechanism that uses them; what Python calls is compiled once."""
    done = subprocess.run([sys.executable, "-c", SIGNATURES], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen, several = done.stdout.split("\n", 1)
    assert int(seen) > 10
    assert not several.strip(), several


def test_every_module_can_be_imported_alone() -> None:
    package = importlib.import_module("simkemitraan")
    for info in pkgutil.walk_packages(package.__path__, "simkemitraan."):
        if info.name.endswith("__main__") or ".solara" in info.name:
            continue
        importlib.import_module(info.name)

"""Compiled and interpreted runs agree."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import hashlib
import numpy as np
from tests.worlds import small_world, state
from simkemitraan import engine
from simkemitraan.world import choices
from simkemitraan.world.spec import Choice
out = hashlib.sha256()
world = small_world(4, months=24, burn_in=24)
asked = engine.foresee(world, [int(i) for i in world.organisations.live("id")], 6)
choices.write(world, [Choice(*row[:4], row[4] * (k % 2)) for k, row in enumerate(asked)])  # every second answer is no
engine.run_to(world, world.month + 6)
for name, values in sorted(state(world).items()):
    out.update(name.encode())
    out.update(np.round(np.asarray(values, np.float64), 9).tobytes())
print(out.hexdigest())
"""


@pytest.mark.compiled
def test_compiled_and_interpreted_runs_agree() -> None:
    """The same world after 30 months, to nine decimals, with and without the compiler."""
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(root), str(root / "src")])
    answers = []
    for off in ("0", "1"):
        environment = {**os.environ, "NUMBA_DISABLE_JIT": off, "PYTHONWARNINGS": "ignore", "PYTHONPATH": path}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        answers.append(done.stdout.strip())
    assert len(answers[0]) == 64
    assert answers[0] == answers[1]

"""An emulator predicts what it has not seen, gives the indices that are known, and is silent where it knows too little."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.results import BARE, flat

from simkemitraan.errors import InputError
from simkemitraan.runs import Result, load
from simkemitraan.runs.experiment import Experiment
from simkemitraan.runs.plan import Plan
from simkemitraan.runs.sweep import carry_out
from simkemitraan.scenario import Scenario

pytest.importorskip("sklearn")
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
NAMES = [
    "assumptions.leadership.hazard_per_year",
    "levers.leadership.handover_share",
    "assumptions.leadership.priority_shift",
]


def swept(folder: Path, outcome: Callable[[np.ndarray], float], n: int = 40) -> Result:
    (folder / "base.yaml").write_text(BARE)
    vary = {name: {"low": 0, "high": 1} for name in NAMES}
    design = {"kind": "latin_hypercube", "n": n}
    asked = Experiment(Scenario.load(folder / "base.yaml"), vary=vary, design=design, replicates=1, outcomes=["access"])

    def by_formula(plan: Plan, runs: list) -> Iterator:  # type: ignore[type-arg]
        for r in runs:
            yield r, flat("access", outcome(asked.values[r.point])), ""

    return load(carry_out(asked, folder / "r", each=by_formula).folder)


def test_it_predicts_what_it_has_not_seen(tmp_path: Path) -> None:
    from simkemitraan.analysis.exploration.emulator import Emulator

    made = Emulator(swept(tmp_path, lambda x: float(np.sin(3 * x[0]) + x[1] ** 2)), "access")
    assert made.quality > 0.95
    x = np.random.default_rng(2).random((50, 3))
    found = made.predict(pd.DataFrame(x, columns=NAMES))
    np.testing.assert_allclose(found["mean"], np.sin(3 * x[:, 0]) + x[:, 1] ** 2, atol=0.06)
    assert (found["sd"] > 0).all()
    for wrong in (pd.DataFrame({NAMES[0]: [0.5]}), pd.DataFrame([[0.5, 0.5, 1.5]], columns=NAMES)):
        with pytest.raises(InputError, match="within the bounds of the sweep"):
            made.predict(wrong)


def test_indices_on_it_are_those_that_are_known(tmp_path: Path) -> None:
    """Of 3 x + y the variance is 9/10 of x and 1/10 of y."""
    pytest.importorskip("SALib")
    from simkemitraan.analysis.exploration.emulator import Emulator

    found = Emulator(swept(tmp_path, lambda x: float(3 * x[0] + x[1])), "access").indices()
    assert found["factor"].tolist()[:2] == NAMES[:2]
    np.testing.assert_allclose(found["total"], [0.9, 0.1, 0.0], atol=0.02)


def test_it_is_silent_where_it_knows_too_little(tmp_path: Path) -> None:
    from simkemitraan.analysis.exploration.emulator import Emulator

    chance = np.random.default_rng(1)
    noise = Emulator(swept(tmp_path, lambda x: float(chance.normal())), "access")
    with pytest.raises(InputError, match="explains only"):
        noise.indices()
    (tmp_path / "few").mkdir()
    with pytest.raises(InputError, match="8 points are too few"):
        Emulator(swept(tmp_path / "few", lambda x: float(x[0]), 8), "access")

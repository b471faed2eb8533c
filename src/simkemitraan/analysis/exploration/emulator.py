"""A Gaussian process in the place of a slow model: fitted to the points of a sweep, asked for many more (scikit-learn).

It is worth what it predicts of points that it has not seen: ``quality`` is the share of their variance that it explains,
and below :data:`LEAST` it answers nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...errors import InputError, MissingExtraError
from ...runs import Result
from ...wording import LANGS, percent
from .sensitivity import outcomes

FOLDS = 10
LEAST = 0.7  # share of variance of unseen points that must be explained
BASE = 1024  # points of the design on which indices are reckoned, for each number and two more


class Emulator:
    """What an outcome of a sweep is likely to be at any point within its bounds.

    Parameters
    ----------
    result : Result
        A sweep; a Latin hypercube of ten points for each varied number, or more, suits best.
    outcome : str
        An indicator.
    arm : int
        Which scenario.

    Attributes
    ----------
    quality : float
        Share of the variance of left-out points that is explained, over ten folds.

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed.
    InputError
        If the result is no sweep, or has too few points.
    """

    def __init__(self, result: Result, outcome: str, arm: int = 0) -> None:
        table = outcomes(result, [outcome], arm).dropna(subset=[outcome])
        self.outcome = outcome
        self.names: list[str] = list(result.provenance["points"]["names"])
        self.bounds = np.array(result.provenance["points"]["bounds"], np.float64)
        if len(table) < max(FOLDS, 3 * len(self.names)):
            raise InputError(
                f"{result.folder}: {len(table)} titik terlalu sedikit; perlu sedikitnya {max(FOLDS, 3 * len(self.names))}",
                f"{result.folder}: {len(table)} points are too few; at least {max(FOLDS, 3 * len(self.names))} are needed",
            )
        x, y = self._unit(table[self.names].to_numpy(np.float64)), table[outcome].to_numpy(np.float64)
        self._model = _process(len(self.names)).fit(x, y)
        self.quality = _quality(self._model, x, y)

    def _unit(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        low, high = self.bounds.T
        return np.asarray((x - low) / np.where(high > low, high - low, 1.0), np.float64)

    def predict(self, points: pd.DataFrame) -> pd.DataFrame:
        """Return ``mean`` and ``sd`` of the outcome at points (a column for each varied number).

        Raises
        ------
        InputError
            If a number is missing or out of the bounds of the sweep, or the emulator explains too little.
        """
        self._answer_for()
        missing = [name for name in self.names if name not in points]
        x = self._unit(points.reindex(columns=self.names).to_numpy(np.float64))
        if missing or not ((x >= -1e-9) & (x <= 1 + 1e-9)).all():
            raise InputError(
                f"tiap titik memerlukan {', '.join(self.names)}, di dalam batas percobaannya",
                f"every point needs {', '.join(self.names)}, within the bounds of the sweep",
            )
        mean, sd = self._model.predict(x, return_std=True)
        return pd.DataFrame({"mean": mean, "sd": sd}, index=points.index)

    def indices(self, seed: int = 1) -> pd.DataFrame:
        """Return Sobol indices, reckoned on the emulator: ``factor, total, first``, most important first."""
        self._answer_for()
        try:
            from SALib.analyze import sobol as analysis
            from SALib.sample import sobol as sampling
        except ImportError:
            raise _missing() from None
        problem = {"num_vars": len(self.names), "names": self.names, "bounds": [[0.0, 1.0]] * len(self.names)}
        x = sampling.sample(problem, BASE, calc_second_order=False, seed=seed)
        found = analysis.analyze(problem, self._model.predict(x), calc_second_order=False, seed=seed)
        table = pd.DataFrame({"factor": self.names, "total": found["ST"], "first": found["S1"]})
        return table.sort_values("total", ascending=False, ignore_index=True)

    def _answer_for(self) -> None:
        if not self.quality >= LEAST:
            id, en = (percent(max(0.0, self.quality), lang) for lang in LANGS)
            raise InputError(
                f"tiruan ini hanya menjelaskan {id} dari ragam titik yang belum dilihatnya; tambah titik atau ulangan",
                f"this emulator explains only {en} of the variance of points it has not seen; add points or replicates",
            )


def _missing() -> MissingExtraError:
    return MissingExtraError(
        "Tiruan memerlukan tambahan: pip install 'simkemitraan[analysis]'",
        "An emulator needs an extra: pip install 'simkemitraan[analysis]'",
    )


def _process(numbers: int) -> Any:
    """Return a Gaussian process with a length for each number, and noise: replicates do not settle everything."""
    try:
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
    except ImportError:
        raise _missing() from None
    lengths = Matern(np.ones(numbers), (0.05, 1e3), nu=2.5)
    kernel = ConstantKernel(1.0, (1e-3, 1e4)) * lengths + WhiteKernel(1e-3, (1e-9, 1.0))
    return GaussianProcessRegressor(kernel, normalize_y=True, random_state=1)


def _quality(model: Any, x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return the share of variance of left-out points that a fitted model explains (its lengths are not fitted again)."""
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.model_selection import KFold

    left_out = np.empty(len(y))
    for fit, test in KFold(FOLDS, shuffle=True, random_state=1).split(x):
        fold = GaussianProcessRegressor(model.kernel_, optimizer=None, normalize_y=True).fit(x[fit], y[fit])
        left_out[test] = fold.predict(x[test])
    spread = float(((y - y.mean()) ** 2).sum())
    return 1.0 - float(((y - left_out) ** 2).sum()) / spread if spread > 0 else float("nan")

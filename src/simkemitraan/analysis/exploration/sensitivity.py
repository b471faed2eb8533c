"""Which numbers matter: Morris and Sobol indices of an experiment's outcomes, with bootstrap intervals (SALib).

The outcome at a point is its mean over replicates of the last year. All points share their luck, so the surface that is
analysed is smooth in the policy; the noise that remains is stated beside the indices.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ...errors import InputError, MissingExtraError
from ...runs import Result
from ..comparison.rules import WINDOW

ENOUGH = {"sobol": 64, "morris": 10}


def outcomes(result: Result, names: list[str] | None = None, arm: int = 0) -> pd.DataFrame:
    """Return the table of a sweep: varied numbers and outcomes by point.

    Parameters
    ----------
    result : Result
        A sweep.
    names : list of str, optional
        Indicators; those of the experiment by default.
    arm : int
        Which arm.

    Returns
    -------
    DataFrame
        Index ``point``; a column for each varied number, and for each outcome its mean and ``<outcome>.noise``, the
        standard error over replicates.

    Raises
    ------
    InputError
        If the result is not a sweep.
    """
    points = result.provenance.get("points") or {}
    if not points:
        raise InputError(
            "hasil ini bukan dari `sweep`; buat dulu percobaannya dengan `simkemitraan sweep BERKAS.yaml`",
            "this result is not a sweep; carry out an experiment first: `simkemitraan sweep FILE.yaml`",
        )
    wanted = names or points["outcomes"]
    months = result.scenarios[0].months
    frame = result.frame("indicators", arm=arm, district=0, group=-1, indicator=wanted)
    table = pd.DataFrame(points["values"], columns=points["names"]).rename_axis("point")
    for name in wanted:
        late = frame[(frame["indicator"] == name) & (frame["month"] >= months - WINDOW)]
        grouped = late.groupby(["point", "replicate"])["value"].mean().groupby("point")
        table[name] = grouped.mean()
        table[f"{name}.noise"] = grouped.sem()
    return table


def indices(result: Result, names: list[str] | None = None, arm: int = 0, seed: int = 1) -> pd.DataFrame:
    """Return sensitivity indices of every outcome.

    Parameters
    ----------
    result : Result
        A sweep with a Sobol or Morris design.
    names : list of str, optional
        Indicators.
    arm : int
        Which arm.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        ``outcome, factor, total, low, high, first`` (Sobol) or ``outcome, factor, effect, low, high, spread`` (Morris), most
        important first, with ``enough`` telling whether the design is large enough to trust the order.
    """
    points = result.provenance["points"]
    table, wanted = outcomes(result, names, arm), names or points["outcomes"]
    if points["design"] in METHODS:
        _complete(result, table[wanted])
    problem = {"num_vars": len(points["names"]), "names": points["names"], "bounds": points["bounds"]}
    return of_table(table, points["design"], problem, wanted, seed)


def of_table(
    table: pd.DataFrame, design: str, problem: dict[str, Any], wanted: list[str], seed: int = 1
) -> pd.DataFrame:
    """Return the indices of a table of points, as :func:`indices` does of a result.

    Parameters
    ----------
    table : DataFrame
        A row for each point of the design, in its order; a column for each varied number and each outcome.
    design : {"sobol", "morris"}
        What the points are.
    problem : dict
        SALib's: ``num_vars``, ``names``, ``bounds``.
    wanted : list of str
        Outcomes.
    seed : int
        Seed of the bootstrap.

    Raises
    ------
    InputError
        If the design gives no indices.
    MissingExtraError
        If SALib is not installed.
    """
    if design not in METHODS:
        raise InputError(
            f"rancangan `{design}` tidak memberi indeks; pakai `sobol` atau `morris`, atau `discover`",
            f"design `{design}` gives no indices; use `sobol` or `morris`, or `discover`",
        )
    try:
        return pd.concat([METHODS[design](problem, table, name, seed) for name in wanted], ignore_index=True)
    except ImportError:
        raise MissingExtraError(
            "Indeks kepekaan memerlukan tambahan: pip install 'simkemitraan[analysis]'",
            "Sensitivity indices need an extra: pip install 'simkemitraan[analysis]'",
        ) from None


def _complete(result: Result, table: pd.DataFrame) -> None:
    """Refuse a design of which points are missing: the indices are sums over all of it."""
    missing = int(table.isna().any(axis=1).sum())
    if missing:
        raise InputError(
            f"{result.folder}: {missing} titik tidak punya hasil karena run-nya gagal; jalankan `sweep` lagi dengan --retry-failed.",
            f"{result.folder}: {missing} points have no outcome because their runs failed; run `sweep` again with --retry-failed.",
        )


def _sobol(problem: dict[str, Any], table: pd.DataFrame, name: str, seed: int) -> pd.DataFrame:
    from SALib.analyze import sobol

    y = table[name].to_numpy(float)
    d = problem["num_vars"]
    n = len(y) // (d + 2)
    out = pd.DataFrame(
        {"outcome": name, "factor": problem["names"], "total": 0.0, "low": 0.0, "high": 0.0, "first": 0.0}
    )
    if y.std() > 1e-12:
        s = sobol.analyze(problem, y, calc_second_order=False, seed=seed)
        out = out.assign(total=s["ST"], low=s["ST"] - s["ST_conf"], high=s["ST"] + s["ST_conf"], first=s["S1"])
    return out.assign(enough=n >= ENOUGH["sobol"]).sort_values("total", ascending=False)


def _morris(problem: dict[str, Any], table: pd.DataFrame, name: str, seed: int) -> pd.DataFrame:
    from SALib.analyze import morris

    x, y = table[problem["names"]].to_numpy(float), table[name].to_numpy(float)
    unit = (x - x.min(axis=0)) / np.where(np.ptp(x, axis=0) > 0, np.ptp(x, axis=0), 1.0)
    box = {**problem, "bounds": [[0.0, 1.0]] * problem["num_vars"]}
    s = morris.analyze(box, unit, y, num_levels=4, seed=seed)
    effect, conf = np.asarray(s["mu_star"], float), np.asarray(s["mu_star_conf"], float)
    out = pd.DataFrame(
        {
            "outcome": name,
            "factor": problem["names"],
            "effect": effect,
            "low": effect - conf,
            "high": effect + conf,
            "spread": np.asarray(s["sigma"], float),
        }
    )
    return out.assign(enough=len(y) // (problem["num_vars"] + 1) >= ENOUGH["morris"]).sort_values(
        "effect", ascending=False
    )


METHODS = {"sobol": _sobol, "morris": _morris}

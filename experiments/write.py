"""Runs the experiments of this folder and writes what came out into their README.md: ``python experiments/write.py FOLDER``.

FOLDER keeps the results, so that the same command goes on where it was stopped.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pandas as pd

from simkemitraan.analysis.exploration.factors import name_of
from simkemitraan.analysis.exploration.sensitivity import indices, outcomes
from simkemitraan.cli.progress import Progress
from simkemitraan.indicators import REGISTRY
from simkemitraan.runs import Result, load
from simkemitraan.runs.experiment import Experiment
from simkemitraan.runs.rules import fill, kept
from simkemitraan.runs.sweep import carry_out
from simkemitraan.wording import number

HERE = Path(__file__).resolve().parent
EXPERIMENTS = ("bonus_and_small", "handover_or_longer_terms", "levers_for_access")
DIGITS = 3


def main(folder: Path) -> None:
    """Run every experiment that is not there and fill its page."""
    for name in EXPERIMENTS:
        experiment = Experiment.load(HERE / name / "experiment.yaml")
        result = kept(folder / name, partial(run, experiment))
        table = effects(result) if experiment.kind == "morris" else levels(result)
        fill(HERE / name / "README.md", {"table": table})


def run(experiment: Experiment, out: Path) -> Result:
    """Run an experiment and return its result."""
    with Progress("en") as progress:
        return load(carry_out(experiment, out, report=progress).folder)


def levels(result: Result) -> str:
    """Return each point with the mean of every outcome over replicates, and its standard error in brackets."""
    table, names = outcomes(result), result.provenance["points"]["names"]
    wanted = result.provenance["points"]["outcomes"]
    heads = [name_of(n, "en") for n in names] + [REGISTRY[n].text("en").lower() for n in wanted]
    rows = [
        [*(f"{row[n]:g}" for n in names), *(f"{short(row[n])} ({short(row[f'{n}.noise'])})" for n in wanted)]
        for row in table.to_dict("records")
    ]
    return markdown(heads, rows)


def effects(result: Result) -> str:
    """Return the mean absolute effect of every lever on the outcomes, with its interval, strongest first."""
    found = indices(result)
    wanted = list(dict.fromkeys(found["outcome"]))
    ordered = found.loc[found["outcome"] == wanted[0]].sort_values("effect", ascending=False)["factor"]
    told = found.set_index(["factor", "outcome"])
    points = result.provenance["points"]
    ranges = {name: f"{low:g} to {high:g}" for name, (low, high) in zip(points["names"], points["bounds"], strict=True)}
    rows = [
        [name_of(factor, "en"), ranges[factor], *(_effect(told.loc[(factor, n)]) for n in wanted)] for factor in ordered
    ]
    return markdown(["lever", "range", *(REGISTRY[n].text("en").lower() for n in wanted)], rows)


def _effect(row: pd.Series) -> str:
    return f"{short(row['effect'])} ({short(row['low'])} to {short(row['high'])})"


def short(value: float) -> str:
    """Return a number as reports print it."""
    return number(value, "en", DIGITS) if abs(value) < 1.0 else number(round(value), "en", 0)


def markdown(heads: list[str], rows: list[list[str]]) -> str:
    """Return a table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Runs the experiments of this folder and writes what came out into values.csv and README.md of each: ``python experiments/write.py FOLDER``.

FOLDER keeps the results, so that the same command goes on where it was stopped. Without it the pages are written from what was kept:
values.csv, one row for each run, the outcomes of its last year.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pandas as pd

from simkemitraan.analysis.comparison.rules import WINDOW
from simkemitraan.analysis.exploration.factors import name_of
from simkemitraan.analysis.exploration.sensitivity import of_table
from simkemitraan.analysis.intervals import intervals
from simkemitraan.cli.progress import Progress
from simkemitraan.indicators import REGISTRY
from simkemitraan.runs import Result, load
from simkemitraan.runs.experiment import Experiment
from simkemitraan.runs.rules import fill, kept
from simkemitraan.runs.sweep import carry_out
from simkemitraan.wording import interval, number

HERE = Path(__file__).resolve().parent
EXPERIMENTS = ("bonus_and_small", "handover_or_longer_terms", "levers_for_access")
DIGITS = 3
KEYS = ["point", "replicate"]


def main(folder: Path | None = None) -> None:
    """Run every experiment that is not there, or read what was kept of it, and fill its page."""
    for name in EXPERIMENTS:
        experiment, values = Experiment.load(HERE / name / "experiment.yaml"), HERE / name / "values.csv"
        if folder is not None:
            table = measured(kept(folder / name, partial(run, experiment)))
            table.to_csv(values, index=False, float_format="%.9g", lineterminator="\n")
        if not values.is_file():
            continue
        tables = effects if experiment.kind == "morris" else levels
        fill(HERE / name / "README.md", tables(pd.read_csv(values), experiment))


def run(experiment: Experiment, out: Path) -> Result:
    """Run an experiment and return its result."""
    with Progress("en") as progress:
        return load(carry_out(experiment, out, report=progress).folder)


def measured(result: Result) -> pd.DataFrame:
    """Return a row for each run: point, replicate, the numbers varied, and every outcome of the last year."""
    points = result.provenance["points"]
    last = list(range(result.scenarios[0].months - WINDOW, result.scenarios[0].months))
    frame = result.frame("indicators", arm=0, district=0, group=-1, indicator=points["outcomes"], month=last)
    means = frame.groupby([*KEYS, "indicator"], observed=True)["value"].mean().unstack()[points["outcomes"]]
    varied = pd.DataFrame(points["values"], columns=points["names"]).rename_axis("point")
    return varied.join(means.reset_index("replicate")).set_index("replicate", append=True).reset_index()


def levels(values: pd.DataFrame, experiment: Experiment) -> dict[str, str]:
    """Return each point with the mean of every outcome and its difference from the first point, replicate by replicate.

    Where several numbers are varied, a second table holds what each does from its lowest to its highest value, the others averaged.
    """
    names, wanted = varied(experiment), list(experiment.outcomes)
    first = values.loc[values["point"] == 0].set_index("replicate")[wanted]
    rows = []
    for _, rest in values.groupby("point"):
        point = rest.set_index("replicate")
        told = [f"{point[n].iloc[0]:g}" for n in names]
        means = [short(point[n].mean()) for n in wanted]
        if rest["point"].iloc[0]:
            means = [f"{m}<br>{d}" for m, d in zip(means, differences(point[wanted] - first), strict=True)]
        rows.append([*told, *means])
    heads = [name_of(n, "en") for n in names] + [REGISTRY[n].text("en").lower() for n in wanted]
    tables = {"table": markdown(heads, rows)}
    if len(names) == 1:
        points = {f"{point[names[0]].iloc[0]:g}": point for _, point in values.groupby("point")}
        changes = {at: of.set_index("replicate")[wanted] - first for at, of in list(points.items())[1:]}
        tables["told"] = told_from_nothing(changes, wanted)
    else:
        tables["paired"] = markdown(
            ["from the lowest to the highest", "", *heads[len(names) :]],
            [[name_of(n, "en"), ends(values[n]), *differences(spread(values, n, wanted))] for n in names],
        )
        tables["told"] = told_from_nothing({name_of(n, "en"): spread(values, n, wanted) for n in names}, wanted)
    return tables


def told_from_nothing(changes: dict[str, pd.DataFrame], wanted: list[str]) -> str:
    """Say for each outcome which changes have a 95 % interval that leaves out zero, and in which direction."""
    lines = ["Told from nothing (the 95 % interval leaves out zero):", ""]
    for outcome in wanted:
        found: dict[str, list[str]] = {"more": [], "less": []}
        for name, paired in changes.items():
            at = intervals(paired[[outcome]].to_numpy(float))
            if at.low[0] > 0.0 or at.high[0] < 0.0:
                found["more" if at.low[0] > 0.0 else "less"].append(name)
        said = "; ".join(f"{way}: {', '.join(names)}" for way, names in found.items() if names)
        lines.append(f"- {REGISTRY[outcome].text('en').lower()}: {said or 'none'}")
    return "\n".join(lines)


def spread(values: pd.DataFrame, name: str, wanted: list[str]) -> pd.DataFrame:
    """Return by replicate how much larger each outcome is where a number is highest than where it is lowest."""
    low, high = (
        values.loc[values[name] == edge].groupby("replicate")[wanted].mean()
        for edge in (values[name].min(), values[name].max())
    )
    return high - low


def effects(values: pd.DataFrame, experiment: Experiment) -> dict[str, str]:
    """Return the mean absolute effect of every lever and the effect with its sign, each with its interval, strongest first."""
    names, wanted = varied(experiment), list(experiment.outcomes)
    table = values.groupby("point")[[*names, *wanted]].mean()
    problem = {"num_vars": len(names), "names": names, "bounds": [[f.low, f.high] for f in experiment.factors]}
    found = of_table(table, "morris", problem, wanted)
    told = found.set_index(["factor", "outcome"])
    ordered = found.loc[found["outcome"] == wanted[0]].sort_values("effect", ascending=False)["factor"]
    moved = {n: steps(table, n, names, wanted[:1]) for n in names}
    signed = {n: differences(moved[n])[0] for n in names}
    heads = ["lever", "range", *(REGISTRY[n].text("en").lower() for n in wanted)]
    heads.insert(3, f"{heads[2]}: effect with its sign")
    rows = []
    for factor in ordered:
        sizes = [size(told.loc[(factor, n)]) for n in wanted]
        rows.append([name_of(factor, "en"), ends(table[factor]), sizes[0], signed[factor], *sizes[1:]])
    said = told_from_nothing({name_of(n, "en"): moved[n] for n in ordered}, wanted[:1])
    return {"table": markdown(heads, rows), "told": said}


def steps(table: pd.DataFrame, name: str, names: list[str], wanted: list[str]) -> pd.DataFrame:
    """Return, for each trajectory of a Morris design, the change of outcomes by its step of one lever, over the lever's whole range."""
    step = table[name].diff() / (table[name].max() - table[name].min())
    inside = table.index % (len(names) + 1) > 0  # the first point of a trajectory is reached by no step
    at = table.index[inside & (step.abs() > 1e-9)]
    return table[wanted].diff().loc[at].div(step[at], axis=0)


def varied(experiment: Experiment) -> list[str]:
    """Return the names of the numbers that an experiment varies."""
    return [factor.name for factor in experiment.factors]


def differences(paired: pd.DataFrame) -> list[str]:
    """Return the mean of each column with its 95 % interval."""
    found = intervals(paired.to_numpy(float))
    return [_interval(*each) for each in zip(found.mean, found.low, found.high, strict=True)]


def _interval(mean: float, low: float, high: float) -> str:
    whole = max(abs(low), abs(high)) >= 1.0
    shown = [number(round(x), "en", 0) if whole else number(x, "en", DIGITS) for x in (mean, low, high)]
    return f"{'+' if float(shown[0].replace(',', '')) > 0 else ''}{shown[0]} ({interval(shown[1], shown[2], 'en')})"


def size(row: pd.Series) -> str:
    """Return a mean absolute effect with its interval."""
    return _interval(row["effect"], row["low"], row["high"]).removeprefix("+")


def ends(values: pd.Series) -> str:
    """Return a range."""
    return f"{values.min():g} to {values.max():g}"


def short(value: float) -> str:
    """Return a number as reports print it."""
    return number(value, "en", DIGITS) if abs(value) < 1.0 else number(round(value), "en", 0)


def markdown(heads: list[str], rows: list[list[str]]) -> str:
    """Return a table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))

"""Files of a calibration: tables for spreadsheets, one JSON for programs, draws that a sweep can run over."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from ...runs.folders import sync_write
from .checking import Check
from .estimate import Estimate, Number

COLUMNS = tuple(f.name for f in fields(Number))
DRAWS = 200


def write_files(estimate: Estimate, checks: Sequence[Check], folder: Path) -> None:
    """Write ``posterior.csv``, ``correlations.csv``, ``checks.csv``, ``draws.csv`` and ``calibration.json`` into ``folder``.

    ``draws.csv`` is a design that ``sweep`` takes (``design: {kind: csv, file: draws.csv}``), so that the effect of a
    policy can be told over the posterior.
    """
    names = [p.name for p in estimate.calibration.priors]
    correlations = estimate.draws.correlations()
    sync_write(folder / "posterior.csv", table(COLUMNS, ([getattr(n, c) for c in COLUMNS] for n in estimate.numbers)))
    sync_write(
        folder / "correlations.csv",
        table(("name", *names), ([n, *row] for n, row in zip(names, correlations, strict=True))),
    )
    sync_write(folder / "draws.csv", table(names, estimate.sample(DRAWS).tolist()))
    told = [_plain_check(c) for c in checks]
    sync_write(folder / "checks.csv", table(tuple(told[0]), (list(row.values()) for row in told)))
    text = json.dumps(summary(estimate, checks), indent=1, ensure_ascii=False)
    sync_write(folder / "calibration.json", text.encode())


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV file: six significant digits, an empty cell for what is not known or open."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(x) for x in row] for row in rows)
    return out.getvalue().encode()


def _cell(x: Any) -> str:
    if isinstance(x, bool):
        return str(x).lower()
    if isinstance(x, str):
        return x
    return f"{x:.6g}" if x is not None and math.isfinite(x) else ""


def summary(estimate: Estimate, checks: Sequence[Check]) -> dict[str, Any]:
    """Return all that a program may want to read, without anything that JSON does not know."""
    c, found = estimate.calibration, estimate.recovery
    return {
        "name": c.name,
        "title": c.title,
        "scenario": c.scenario.hash(),
        "simulations": len(estimate.u),
        "replicates": c.replicates,
        "kept": len(estimate.draws.rows),
        "years": list(c.years),
        "tolerance": c.tolerance,
        "accept": c.accept,
        "seed": c.seed,
        "held_out": len(found.truth),
        "numbers": [{k: _known(getattr(n, k)) for k in COLUMNS} for n in estimate.numbers],
        "correlations": estimate.draws.correlations().round(4).tolist(),
        "rows": [_plain_check(x) for x in checks],
        "met_at_medians": sum(x.met for x in checks),
        "met_at_defaults": sum(x.met_before for x in checks),
        "model": estimate.pool.result.provenance["model"],
        "version": estimate.pool.result.provenance["version"],
    }


def _plain_check(check: Check) -> dict[str, Any]:
    line = {
        "row": check.target.name,
        "low": check.target.low,
        "high": check.target.high,
        "centre": check.target.centre,
        "prior_share": check.prior,
        "posterior_share": check.posterior,
        "posterior_median": check.median,
        "posterior_p05": check.low,
        "posterior_p95": check.high,
        "reached": check.reached,
        "at_medians": check.at_medians.value,
        "met": check.met,
        "at_defaults": check.at_defaults.value,
        "met_before": check.met_before,
    }
    return {k: _known(v) for k, v in line.items()}


def _known(x: Any) -> Any:
    """Return a value as JSON knows it: nothing for what is open or not known."""
    if isinstance(x, bool | str):
        return x
    return float(f"{x:.6g}") if math.isfinite(x) else None


def markdown(numbers: Sequence[Number], lang: str) -> str:
    """Return the posterior as a Markdown table, for the pages of the documentation."""
    from ...wording import between, bounds, number, word

    keys = ("number", "default", "prior", "median", "interval", "spread", "coverage", "verdict")
    lines = ["| " + " | ".join(word(f"calibrate.column.{k}", lang) for k in keys) + " |", "|" + " --- |" * len(keys)]
    for n in numbers:
        verdict = word(f"calibrate.verdict.{verdict_of(n)}", lang)
        cells = (
            f"`{n.name.partition('.')[2]}`",
            number(n.default, lang),
            bounds(n.prior_low, n.prior_high, lang),
            number(n.median, lang),
            between(n.low, n.high, lang),
            number(n.recovered, lang, 2),
            number(100 * n.coverage, lang, 0) + " %",
            verdict,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def verdict_of(n: Number) -> str:
    """Return what is to be thought of a default: ``inside`` or ``outside`` its interval, or ``not_informed``."""
    if not n.informed:
        return "not_informed"
    return "inside" if n.inside else "outside"

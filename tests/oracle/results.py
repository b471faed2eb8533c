"""Makes small results with every kind of command, and digests their Parquet files: what they say, and their bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simkemitraan.runs import compare, load, run
from simkemitraan.runs.experiment import Experiment
from simkemitraan.runs.sweep import carry_out
from simkemitraan.scenario import Scenario

from . import adapter

HERE = Path(__file__).resolve().parent
COMMANDS = ("run", "compare", "sweep")
EXPERIMENT = """\
name: oracle
title: {id: Ramalan, en: Oracle}
question: {id: Apa yang berubah?, en: What changes?}
scenario: package:tiny
vary:
  levers.funding.partnership_bonus: [0, 0.4]
  assumptions.leadership.hazard_per_year: [0.1, 0.4]
design: {kind: factorial}
replicates: 2
seed: 7
outcomes: [access]
keep: all
"""
REFORM: list[dict[str, Any]] = [
    {"month": 6, "set": "levers.funding.partnership_bonus", "to": 0.3, "until": 18},
    {"month": 3, "shock": "closure", "share": 0.2},
    {"month": 9, "shock": "disaster", "share": 0.5},
]


def made(command: str, folder: Path) -> Any:
    """Make the result of a command in a folder."""
    tiny, out = Scenario.load("package:tiny"), folder / command
    if command == "run":
        return run(tiny, replicates=3, out=out, workers=1)
    if command == "compare":
        reform = tiny.with_changes({"levers.formation.forum_share": 0.5}, timeline=REFORM, name="reform")
        return compare(tiny, reform, replicates=3, out=out, workers=1)
    file = folder / "experiment.yaml"
    file.write_text(EXPERIMENT, encoding="utf-8")
    return load(carry_out(Experiment.load(file), out, workers=1).folder)


def data(result: Any) -> dict[str, dict[str, str]]:
    """Return a digest of each column of each table of a result, by the names of the first version."""
    back = {
        f"{k.split()[1].split('.')[0]}.{new}": k.split(".")[1]
        for k, new in adapter.RENAMED.items()
        if k.startswith("result ")
    }
    out = {}
    for name in result.tables:
        table = result.dataset(name).to_table()
        if name == "indicators":
            table = table.filter(pc.invert(pc.is_in(pc.cast(table["indicator"], pa.string()), pa.array(adapter.ADDED))))
        out[name] = {back.get(f"{name}.{c}", c): _column(table.column(c)) for c in table.column_names}
    return out


def _column(column: Any) -> str:
    """Return a digest of Arrow type and values (the bytes of numbers, the words of dictionaries)."""
    values = column.combine_chunks()
    if pa.types.is_dictionary(values.type):
        body = "\n".join(map(str, values.to_pylist())).encode()
    else:
        body = np.ascontiguousarray(values.to_numpy(zero_copy_only=False)).tobytes()
    return hashlib.sha256(f"{values.type}{len(values)}".encode() + body).hexdigest()[:8]


def files(result: Any) -> dict[str, str]:
    """Return a digest of the bytes of every part."""
    return {
        p.relative_to(result.folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()[:16]
        for p in sorted(result.folder.rglob("*.parquet"))
        if p.is_file()
    }


def everything(folder: Path) -> dict[str, Any]:
    """Return all digests of all commands."""
    out: dict[str, Any] = {"pyarrow": pa.__version__}
    for command in COMMANDS:
        result = made(command, folder)
        out[command] = {"data": data(result), "files": files(result)}
    return out

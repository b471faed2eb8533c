"""A result made again from its own folder: the same scenarios, seed and replicates, hence the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

from ..errors import InputError
from .plan import Plan, model_version, plan_arms
from .result import Result
from .store import MANIFEST


def plan_again(result: Result) -> Plan:
    """Return the plan that a result was made by.

    Raises
    ------
    InputError
        If it is neither a run nor a comparison: a sweep is made again from its experiment file.
    """
    about = result.provenance
    if about["command"] not in ("run", "compare"):
        raise InputError(
            f"{result.folder} dibuat oleh `{about['command']}`; yang dapat diulang dari foldernya hanya `run` dan `compare`. "
            "Sebuah sweep diulang dari berkasnya: simkemitraan sweep BERKAS --out FOLDER",
            f"{result.folder} was made by `{about['command']}`; only `run` and `compare` can be made again from their folder. "
            "A sweep is made again from its file: simkemitraan sweep FILE --out FOLDER",
        )
    return plan_arms(list(result.scenarios), about["replicates"], about["seed"], about["keep"], about["command"])


def same_model(result: Result) -> bool:
    """Say whether a result was made by the model, and with the libraries, that are installed now."""
    return bool(result.provenance["model"] == model_version())


def same_bytes(folder: Path, other: Path) -> bool:
    """Say whether two results hold the same data, byte by byte (what provenance says of time and machine aside)."""
    parts = [json.loads((f / MANIFEST).read_text(encoding="utf-8"))["parts"] for f in (folder, other)]
    hashes = [{name: part["sha256"] for name, part in one.items()} for one in parts]
    return hashes[0] == hashes[1]

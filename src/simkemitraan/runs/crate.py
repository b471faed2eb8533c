"""Metadata of an archive for machines: an RO-Crate (https://w3id.org/ro/crate/1.1)."""

from __future__ import annotations

import json
from typing import Any

from .result import Result

_KINDS = {".parquet": "application/vnd.apache.parquet", ".json": "application/json", ".csv": "text/csv"}


def crate(result: Result, files: list[str], authors: list[str], license: str) -> bytes:
    """Return ``ro-crate-metadata.json``.

    Parameters
    ----------
    result : Result
        What the archive is of.
    files : list of str
        Names of all other files in it.
    authors : list of str
        Who made it.
    license : str
        SPDX identifier, or nothing.
    """
    about = result.provenance
    people = [{"@id": f"#author-{k}", "@type": "Person", "name": name} for k, name in enumerate(authors, 1)]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": result.folder.resolve().name,
        "description": _description(result),
        "datePublished": about["began"][:10],
        "license": f"https://spdx.org/licenses/{license}" if license else "not stated",
        "author": [{"@id": person["@id"]} for person in people],
        "hasPart": [{"@id": name} for name in files],
        "mentions": {"@id": "#run"},
    }
    software = _software(result, files)
    rest = [_file(name) for name in files if name != software["@id"]]
    graph = [_descriptor(), root, *people, software, _action(result, software["@id"]), *rest]
    return json.dumps({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}, indent=1).encode()


def _descriptor() -> dict[str, Any]:
    return {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }


def _description(result: Result) -> str:
    about = result.provenance
    titles = "; ".join(scenario.title("en") or scenario.name for scenario in result.scenarios)
    return f"simkemitraan {about['command']}: {about['runs']} simulation runs of {titles}; seed {about['seed']}"


def _software(result: Result, files: list[str]) -> dict[str, Any]:
    return {
        "@id": next(name for name in files if name.endswith(".whl")),
        "@type": ["File", "SoftwareApplication"],
        "name": "simkemitraan",
        "version": result.provenance["version"],
        "softwareRequirements": "environment/requirements.txt",
        "license": "https://spdx.org/licenses/Apache-2.0",
    }


def _action(result: Result, software: str) -> dict[str, Any]:
    about = result.provenance
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"simkemitraan {about['command']}",
        "instrument": {"@id": software},
        "startTime": about["began"],
        "result": {"@id": "./"},
    }


def _file(name: str) -> dict[str, Any]:
    kind = next((kind for end, kind in _KINDS.items() if name.endswith(end)), None)
    return {"@id": name, "@type": "File"} | ({"encodingFormat": kind} if kind else {})

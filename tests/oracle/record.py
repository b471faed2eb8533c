"""Writes what the first version computes: ``python tests/oracle/record.py``, with it on PYTHONPATH, and with no other.

    PYTHONPATH=<checkout of 744d610>/src python tests/oracle/record.py

``worlds.json`` (what is run), ``numbers.json`` (the numbers of all mechanisms), two saved worlds, ``digests.json``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

SAVE = ("random04", "random05")


def _write(name: str, value: Any) -> None:
    (HERE / name).write_text(json.dumps(value, indent=0) + "\n", encoding="utf-8", newline="\n")


def plan() -> None:
    """Write what is run."""
    from tests.oracle import drawing

    from simkemitraan.mechanisms import ORDER

    _write("numbers.json", [f"{m.name}.{p.name}" for m in ORDER for p in m.params])
    lines = [f"{json.dumps(name)}: {json.dumps(data)}" for name, data in drawing.worlds().items()]
    (HERE / "worlds.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")


def of_world(name: str) -> dict[str, Any]:
    """Return all digests of one world."""
    from tests.oracle import digests

    _, built, end, trail = digests.warmed(name)
    out: dict[str, Any] = {"built": digests.packed(built, {}), "warmed": digests.packed(end, built), "trail": trail}
    still: dict[str, digests.State] = {}
    for run in digests.runs():
        out[run] = {}
        for key, found in digests.checkpoints(name, run):
            if isinstance(found, str):
                out[run][key] = found
                continue
            out[run][key] = digests.packed(found, still.get(key, end))
            if run == digests.NONE:
                still[key] = found
    return out


def main() -> None:
    """Write everything anew."""
    for old in HERE.glob("*.npz"):
        old.unlink()
    plan()
    from tests.oracle import digests, results

    for name in SAVE:
        digests.save(name)
    digests.SAVED = SAVE
    lines = []
    for name in digests.WORLDS:
        began = time.time()
        body = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in of_world(name).items())
        lines.append(f"{json.dumps(name)}: {{\n{body}\n}}")
        print(f"{name} {time.time() - began:.1f} s", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        body = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in results.everything(Path(folder)).items())
    lines.append(f'"results": {{\n{body}\n}}')
    (HERE / "digests.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

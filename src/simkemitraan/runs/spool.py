"""Finished runs of chunks that are not finished: kept one by one, so that a kill costs the runs being done and no other."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .packing import Array, pack, unpack
from .simulate import Columns

Result = dict[str, Columns]
_LENGTH = 8
HELD = 256_000_000  # bytes of results held in memory besides; what is beyond is read again when its chunk is written


class Spool:
    """A folder with one file for each chunk that is being worked on.

    Parameters
    ----------
    folder : Path
        Where; made when first needed.
    plan : str
        Key of the plan: what another one left is not taken.
    """

    def __init__(self, folder: Path, plan: str) -> None:
        self.folder = folder
        self.plan = plan
        self._held: dict[int, dict[int, Result]] = {}
        self._bytes = 0
        self._on_disk_only: set[int] = set()

    def put(self, chunk: int, index: int, tables: Result) -> None:
        """Keep what a run left; raises ``OSError``."""
        arrays = {f"{t}.{c}": values for t, columns in tables.items() for c, values in columns.items()}
        data = pack({"plan": self.plan, "run": index}, arrays)
        if not self._held and not self._on_disk_only:
            self.folder.mkdir(exist_ok=True)
        with self._file(chunk).open("ab") as file:
            file.write(len(data).to_bytes(_LENGTH, "little") + data)
        if self._bytes + len(data) <= HELD:
            self._held.setdefault(chunk, {})[index] = tables
            self._bytes += len(data)
        else:
            self._on_disk_only.add(chunk)

    def recover(self) -> dict[int, set[int]]:
        """Return which runs of which chunks lie here; what a kill left half written is cut off."""
        found: dict[int, set[int]] = {}
        for file in sorted(self.folder.glob("chunk-*")) if self.folder.is_dir() else []:
            runs, whole = self._read(file)
            if whole < file.stat().st_size:
                os.truncate(file, whole)
            if runs and file.name[6:].isdigit():
                found[int(file.name[6:])] = set(runs)
        self._on_disk_only |= found.keys()
        return found

    def take(self, chunk: int) -> dict[int, Result]:
        """Return what the runs of a chunk left, by run index."""
        held = self._held.get(chunk, {})
        return self._read(self._file(chunk))[0] | held if chunk in self._on_disk_only else dict(held)

    def drop(self, chunk: int) -> None:
        """Forget a chunk: it is written."""
        gone = self._held.pop(chunk, {})
        self._bytes -= sum(
            v.nbytes for tables in gone.values() for columns in tables.values() for v in columns.values()
        )
        self._bytes = max(0, self._bytes)
        self._file(chunk).unlink(missing_ok=True)

    def close(self) -> None:
        """Remove the folder: all chunks are written."""
        if self.folder.is_dir():
            for file in self.folder.iterdir():
                file.unlink()
            self.folder.rmdir()

    def _file(self, chunk: int) -> Path:
        return self.folder / f"chunk-{chunk:05d}"

    def _read(self, file: Path) -> tuple[dict[int, Result], int]:
        """Return the runs in a file, and how many of its bytes are whole."""
        try:
            data = memoryview(file.read_bytes())
        except OSError:
            return {}, 0
        runs: dict[int, Result] = {}
        at = 0
        while at + _LENGTH <= len(data):
            end = at + _LENGTH + int.from_bytes(data[at : at + _LENGTH], "little")
            if end > len(data):  # cut, or its length is damaged: what is appended later must not be taken for its end
                break
            try:
                head, arrays = unpack(data[at + _LENGTH : end])
            except (ValueError, TypeError, KeyError):
                break
            at = end
            if head["plan"] == self.plan:
                runs[int(head["run"])] = _tables(arrays)
        return runs, at


def _tables(arrays: Mapping[str, Array]) -> Result:
    out: Result = {}
    for name, values in arrays.items():
        table, _, column = name.partition(".")
        out.setdefault(table, {})[column] = values
    return out

"""Worlds kept at the start of the horizon, so that the years before it are simulated once for a scenario and a seed.

They lie in the cache folder and are only ever a shortcut: a file is named by a digest of all that can have shaped the
world, holds plain arrays with a digest of their own, and one that is missing, damaged or of a shape this version does not
know is simulated again. The folder holds a bounded number of bytes; those unused for longest go first.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from .. import engine
from ..declare import Values
from ..mechanisms import ORDER
from ..world.compiling import cache_root
from ..world.graph import Graph
from ..world.spec import Spec
from ..world.tables import Table
from ..world.world import LEDGER, Counts, World
from .packing import Array, pack, unpack
from .plan import model_version

FOLDER = "worlds"
LIMIT = 2_000_000_000  # bytes that all kept worlds may take; the whole nation takes 0.12e9 for a seed
LARGEST = LIMIT // 8  # a larger world is not kept
WORTH = 0.02  # seconds: what is simulated faster is not worth a file
_VERSION = "1"
_GIVEN = {
    "spec",
    "seed",
    "params",
    "_base",
    "timeline",
    "field_codes",
    "field_care",
    "profile_needs",
}  # follow from spec and seed
_HERE = Path(__file__).resolve().parent.parent


class UnknownShapeError(Exception):
    """A world has parts that this module does not know how to keep."""


@cache
def shaping() -> str:
    """Return the digest of all outside a scenario that shapes a world: sources, libraries, processor, C library."""
    from llvmlite import binding

    h = hashlib.sha256(f"{_VERSION} {model_version()}".encode())
    for name in ("engine.py", "declare.py"):
        h.update((_HERE / name).read_bytes())
    features = sorted(k for k, on in binding.get_host_cpu_features().items() if on)
    h.update(repr((platform.machine(), platform.libc_ver(), binding.get_host_cpu_name(), features)).encode())
    return h.hexdigest()


def key_of(spec: Spec, seed: int) -> str:
    """Return the name of the world of a scenario and a seed at the start of its horizon."""
    params = sorted((name, sorted(dict(values).items())) for name, values in spec.params.items())
    told = (spec.place, spec.burn_in, spec.calendar, params, sorted(spec.off), seed)
    return hashlib.sha256(f"{shaping()} {told!r}".encode()).hexdigest()


class SavedWorlds:
    """The folder of kept worlds.

    Parameters
    ----------
    folder : Path, optional
        Where; in the cache folder by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = cache_root() / FOLDER if folder is None else folder
        self.worth = WORTH
        self._began = time.perf_counter()
        self._key = ""

    def read(self, spec: Spec, seed: int) -> World | None:
        """Return the world at the start of the horizon; ``None`` if it is not kept, or not whole."""
        self._key, self._began = "", time.perf_counter()
        if not _own():
            return None
        self._key = key_of(spec, seed)
        file = self._file(self._key)
        try:
            data = file.read_bytes()
        except OSError:
            return None
        try:
            head, arrays = unpack(_expanded(data))
            world = _restored(spec, seed, head, arrays) if head.get("key") == self._key else None
        except Exception:  # whatever is wrong with a file, the world is simulated instead
            world = None
        if world is not None:
            with contextlib.suppress(OSError):
                os.utime(file)  # used now: it goes last
        return world

    def holds(self, spec: Spec, seed: int) -> bool:
        """Return whether a world at the start of the horizon is kept, be it whole or not."""
        return _own() and self._file(key_of(spec, seed)).is_file()

    def write(self, world: World) -> None:
        """Keep the world that the last call of :meth:`read` did not find, if that saves time; a full or closed folder is no matter."""
        if not self._key or world.month != 0 or time.perf_counter() - self._began < self.worth:
            return
        with contextlib.suppress(OSError, UnknownShapeError):
            data = _shrunk(pack(*_state(world, self._key)))
            if len(data) > LARGEST:
                return
            file = self._file(self._key)
            file.parent.mkdir(parents=True, exist_ok=True)
            temporary = file.with_name(f".{file.name}.{os.urandom(8).hex()}")  # machines may share the folder
            try:
                temporary.write_bytes(data)
                os.replace(temporary, file)
            finally:
                temporary.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Delete the worlds that were unused for longest, until the others fit the limit, and what a killed writer left."""
        found = sorted(self._files(), key=lambda entry: entry[0], reverse=True)
        total = 0
        for used, size, file in found:
            total += size
            if total > LIMIT or (file.name.startswith(".") and time.time() - used > 3600):
                file.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        with contextlib.suppress(OSError):
            for file in self.folder.iterdir():
                with contextlib.suppress(OSError):
                    told = file.stat()
                    yield told.st_mtime, told.st_size, file

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.world"


def _own() -> bool:
    """Return whether the month is made of this package's own rules, as :func:`shaping` takes for granted."""
    return vars(engine)["ORDER"] is ORDER


def _shrunk(data: bytes) -> bytes:
    return len(data).to_bytes(8, "little") + bytes(pa.compress(data, "zstd", asbytes=True))


def _expanded(data: bytes) -> bytes:
    size = int.from_bytes(data[:8], "little")
    if size > 64 * LARGEST:
        raise ValueError("too large")
    return bytes(pa.decompress(data[8:], size, "zstd", asbytes=True))


def _state(world: World, key: str) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return all that a world holds besides what follows from its scenario and seed; its ledger is left out.

    Raises
    ------
    UnknownShapeError
        If it has a part of a kind that is not known here.
    """
    head: dict[str, Any] = {"key": key, "month": world.month, "tables": {}, "values": {}}
    arrays: dict[str, Array] = {}
    for name, value in world.__getstate__().items():
        if isinstance(value, Table):
            if name not in (*LEDGER, "choices"):
                head["tables"][name] = [value.n, value.capacity]
                arrays |= {f"{name}.{c.name}": value.live(c.name) for c in value.columns}
        elif isinstance(value, Graph):
            parts = value.__getstate__()
            arrays |= {f"{name}.{k}": part for k, part in parts.items() if isinstance(part, np.ndarray)}
            head["values"][name] = {k: int(part) for k, part in parts.items() if not isinstance(part, np.ndarray)}
        elif isinstance(value, np.ndarray):
            arrays[name] = value
        elif isinstance(value, Counts):
            head["counts"] = dict(value)
        elif name not in _GIVEN and name != "month":
            raise UnknownShapeError(name)
    return head, arrays


def _restored(spec: Spec, seed: int, head: dict[str, Any], arrays: dict[str, Array]) -> World:
    """Return the world that was kept."""
    world = World(spec, seed, {m.name: Values(m.params, spec.params.get(m.name)) for m in ORDER})
    for name, (n, capacity) in head["tables"].items():
        table: Table = getattr(world, name)
        table.reserve(capacity)
        table.add(n, **{c.name: arrays[f"{name}.{c.name}"] for c in table.columns})
    for name, values in head["values"].items():
        parts = {k: a.copy() for k, a in arrays.items() if k.startswith(f"{name}.")}
        getattr(world, name).__setstate__({k.partition(".")[2]: a for k, a in parts.items()} | values)
    for name, value in world.__getstate__().items():
        if isinstance(value, np.ndarray):
            setattr(world, name, arrays[name].copy())
    for name, count in head["counts"].items():
        setattr(world.counts, name, count)
    world.month = int(head["month"])
    world.bind()
    return world

"""Compiles the rules before the first run, in two processes: what one has compiled the other takes from the cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .. import engine
from ..declare import Text
from ..mechanisms import ORDER
from ..world.compiling import CACHE
from ..world.spec import District, Field, Place, Profile, Spec

_NAMES = ("child_protection", "disaster_response", "poverty_food")
_FIELDS = tuple(Field(name, Text(name, name), code + 1) for code, name in enumerate(_NAMES))
_PROFILES = (Profile((0,), 0.5), Profile((0, 1), 0.3), Profile((2,), 0.2))
# A very small place in which something of everything happens.
PLACE = Place("", (District("", 1, 20_000.0, 2_000.0, 2, (2, 4, 3, 3, 3)),), _FIELDS, _PROFILES)
_COMMAND = "from simkemitraan.runs.ahead import compile_some; import sys; compile_some(sys.argv[1:])"


def compile_rules() -> None:
    """Compile every rule; half of them in another process where there is a cache to share and a second core."""
    mine, theirs = halves()
    if CACHE is None or (os.cpu_count() or 1) < 2:
        compile_some([*mine, *theirs])
        return
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(
        [sys.executable, "-c", _COMMAND, *theirs],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as other:
        compile_some(mine)
        other.wait()
    compile_some(theirs)  # from the cache; here and now if the other process could not


def compile_some(names: list[str]) -> None:
    """Compile the mechanisms of these names: let each have a month in a very small world."""
    world = engine.start(Spec(PLACE, months=1, burn_in=0), 1)
    world.begin_month()
    for mechanism in ORDER:
        if mechanism.name in names:
            mechanism.step(world)


def halves() -> tuple[list[str], list[str]]:
    """Return the names of all mechanisms in two lists that take about the same time, judged by the size of their source."""
    sizes = {m.name: _source_size(m.module) for m in ORDER}
    lists: tuple[list[str], list[str]] = ([], [])
    for name in sorted(sizes, key=lambda n: (-sizes[n], n)):
        min(lists, key=lambda names: sum(sizes[n] for n in names)).append(name)
    return lists


def _source_size(module: str) -> int:
    """Return the bytes of source that a mechanism compiles."""
    path = Path(sys.modules[module].__file__ or "")
    files = path.parent.rglob("*.py") if path.name == "__init__.py" else [path]
    return sum(len(file.read_bytes().partition(b"@compiled")[2]) for file in files)

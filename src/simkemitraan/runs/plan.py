"""What is to be run: a fixed list of runs, each with a key that names all its result depends on.

A run is (arm, point, replicate): which scenario of the command, which point of an experiment's design, which repetition.
Replicate ``r`` has the same seed in every arm and at every point, so that differences are the policy and not luck. Chunks
are cut by the plan, never by who finished first.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import indicators, mechanisms
from ..world.compiling import INTERPRETED, outside_digest, sources_digest
from ..world.draws import replicate_seed

if TYPE_CHECKING:
    from ..scenario import Scenario

CHUNK = 64
_VERSIONED = ("numpy", "numba", "llvmlite", "pyarrow")
_PACKAGE = Path(__file__).resolve().parent.parent
_BESIDE = ("engine.py", "runs/beginnings.py", "runs/simulate.py", "runs/tables.py")  # the rest of what makes numbers


def outside() -> list[dict[str, str]]:
    """Return the mechanisms and indicators from outside that take part: name of the file, and digest of what it reaches."""
    files = dict.fromkeys((*mechanisms.OUTSIDE, *indicators.OUTSIDE))
    return [{"file": path.name, "sha256": outside_digest(path)} for path in files]


@cache
def model_version() -> str:
    """Return the digest of all that numbers in results depend on besides the scenario.

    These are the model's sources, mechanisms and indicators from outside, the libraries, and whether rules are compiled:
    interpreted, sums may round otherwise.
    """
    h = hashlib.sha256(sources_digest().encode())
    for path in _BESIDE:
        h.update((_PACKAGE / path).read_bytes())
    for outside in (*mechanisms.OUTSIDE, *indicators.OUTSIDE):
        h.update(outside_digest(outside).encode())
    h.update(b"interpreted" if INTERPRETED else b"compiled")
    for name in _VERSIONED:
        h.update(f"{name} {importlib.metadata.version(name)}".encode())
    return h.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a plan."""

    index: int
    arm: int
    point: int
    replicate: int
    scenario: int
    seed: int


@dataclass(frozen=True)
class Plan:
    """A fixed list of runs.

    Attributes
    ----------
    scenarios : sequence of Scenario
        What the runs simulate; :attr:`Run.scenario` indexes it.
    runs : tuple of Run
        In the order of arm, point, replicate.
    seed : int
        Seed of the command.
    keep : str
        ``"indicators"`` or ``"all"``.
    command : str
        What the user asked for (``run``, ``compare``, ``sweep``).
    arms : tuple of int
        Index into ``scenarios`` of each arm at its first point.
    """

    scenarios: Sequence[Scenario]
    runs: tuple[Run, ...]
    seed: int
    keep: str
    command: str
    arms: tuple[int, ...]

    @cached_property
    def chunks(self) -> tuple[tuple[Run, ...], ...]:
        """The runs, cut into chunks of :data:`CHUNK`."""
        return tuple(self.runs[k : k + CHUNK] for k in range(0, len(self.runs), CHUNK))

    def shard(self, number: int, of: int) -> set[int]:
        """Return the chunks that the ``number``-th of several machines does (from 1): the same points and replicates of all arms."""
        each = max(1, len(self.runs) // max(1, len(self.arms)))
        first = [chunk[0].index % each for chunk in self.chunks]
        return {k for k, at in enumerate(first) if at * of // each == number - 1}

    def hashes(self) -> list[str]:
        """Return what identifies the scenarios (a sweep has one digest for all its points)."""
        digest = getattr(self.scenarios, "digest", None)
        return list(digest()) if digest is not None else [s.hash() for s in self.scenarios]

    def identity(self) -> dict[str, Any]:
        """Return what makes this plan itself: a resumed folder must have the same."""
        return dict(self._identity)

    @cached_property
    def _identity(self) -> dict[str, Any]:
        return {
            "command": self.command,
            "scenarios": self.hashes(),
            "seed": self.seed,
            "keep": self.keep,
            "runs": len(self.runs),
            "model": model_version(),
            "layout": hashlib.sha256(
                json.dumps([[r.arm, r.point, r.replicate, r.scenario] for r in self.runs]).encode()
            ).hexdigest()[:16],
        }

    def key(self) -> str:
        """Return the digest of :meth:`identity`."""
        return hashlib.sha256(json.dumps(self.identity(), sort_keys=True).encode()).hexdigest()


def plan_arms(scenarios: list[Scenario], replicates: int, seed: int, keep: str = "all", command: str = "run") -> Plan:
    """Return the plan of one run or of a comparison: each scenario is an arm, all with the same luck."""
    runs = [
        Run(arm * replicates + r, arm, 0, r, arm, replicate_seed(seed, r))
        for arm in range(len(scenarios))
        for r in range(replicates)
    ]
    return Plan(tuple(scenarios), tuple(runs), seed, keep, command, tuple(range(len(scenarios))))

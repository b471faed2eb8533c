"""Policy sanity: paired runs of what everybody expects something of, beside the expectation stated before.

The file of expectations holds rows: what is changed (dated changes from one month on, other assumptions, or another
number of organisations), and for each measure a sign or a band in percent of the world without the change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from ... import engine
from ...declare import Text
from ...indicators import NAMES, measure
from ...mechanisms import BY_NAME
from ...runs.plan import model_version
from ...scenario.varying import of_dotted, with_numbers
from ...world.schema import KIND_NAMES, TYPE_NAMES
from ...world.spec import Change, District, Spec
from ...world.world import World

MONTH = 24  # from which changes hold
YEARS = 10
LAST = 2  # years over which measures are averaged
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Expectation:
    """What one measure must do: a ``sign``, or a band ``low`` to ``high`` in percent, and why."""

    measure: str
    sign: int
    low: float
    high: float
    why: Text


@dataclass(frozen=True)
class Case:
    """One row of the file: a name, what it is called, what it changes, and what is expected."""

    name: str
    title: Text
    data: Mapping[str, Any]
    expected: tuple[Expectation, ...]


@dataclass(frozen=True)
class Outcome:
    """What paired runs gave for one expectation: difference in percent, its standard error, whether it is met."""

    case: Case
    expectation: Expectation
    percent: float
    error: float
    met: bool


def read_cases(path: Path) -> list[Case]:
    """Return the rows of a file of expectations."""
    rows = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["rows"]
    return [_case(row) for row in rows]


def _case(row: Mapping[str, Any]) -> Case:
    expected = []
    for e in row["expect"]:
        low, high = e.get("band", (float("-inf"), float("inf")))
        expected.append(Expectation(e["indicator"], int(e.get("sign", 0)), float(low), float(high), Text(**e["why"])))
    return Case(row["name"], Text(**row["title"]), row, tuple(expected))


def _number(mechanism: str, name: str, value: Any) -> float:
    """Return a value as the engine has it; a word stands for its place among the choices."""
    param = next(p for p in BY_NAME[mechanism].params if p.name == name)
    return float(param.choices.index(value)) if isinstance(value, str) else float(value)


def _changes(spec: Spec, case: Case) -> Iterator[Change]:
    """Yield the dated changes of a case."""
    for row in case.data.get("change", ()):
        if "shock" in row:
            kinds = tuple(KIND_NAMES.index(kind) for kind in row.get("kinds", ()))
            yield Change(
                MONTH, "shock", shock=row["shock"], value=row["share"], kinds=kinds, field=row.get("field", "")
            )
            continue
        verb: Literal["set", "multiply"] = "set" if "set" in row else "multiply"
        _, mechanism, name = row[verb].split(".")
        yield Change(MONTH, verb, mechanism, name, _number(mechanism, name, row["to" if verb == "set" else "by"]))


def _with_more(district: District, kind: int, times: float) -> District:
    """Return a district with ``times`` as many organisations of a kind."""
    counts = list(district.counts)
    counts[kind] = round(times * counts[kind])
    return replace(district, counts=tuple(counts))  # type: ignore[arg-type]


def _spec(spec: Spec, case: Case) -> Spec:
    """Return the specification of a case."""
    numbers = [(*of_dotted(key), value) for key, value in case.data.get("assumptions", {}).items()]
    place = spec.place
    for kind, times in case.data.get("place", {}).items():
        at = KIND_NAMES.index(kind)
        place = replace(place, districts=tuple(_with_more(d, at, times) for d in place.districts))
    varied = with_numbers(spec, numbers)
    return replace(varied, place=place, timeline=(*spec.timeline, *_changes(spec, case)))


def _run(world: World) -> dict[str, float]:
    """Live to the end; return the means of the last years and what ended within two years of the change."""
    sums: dict[str, list[float]] = {}
    ended = 0.0
    while world.month < 12 * YEARS:
        engine.advance(world)
        if MONTH < world.month <= MONTH + 24:
            ended += world.counts.partnerships_ended
        if world.month > 12 * (YEARS - LAST):
            values = measure(world)
            inside = values.group < 0
            found = dict(zip((NAMES[k] for k in values.indicator[inside]), values.value[inside], strict=True))
            for name, value in found.items():
                sums.setdefault(name, []).append(float(value))
    return {name: float(np.mean(values)) for name, values in sums.items()} | {"partnerships_ended_two_years": ended}


def _own_beginning(case: Case) -> bool:
    return "assumptions" in case.data or "place" in case.data


def one_seed(spec: Spec, cases: list[Case], seed: int) -> list[dict[str, float]]:
    """Return the measures of one replicate: without any change first, then for every case."""
    start = engine.start(spec, seed)
    engine.run_to(start, MONTH)
    out = [_run(start.copy())]
    for case in cases:
        changed = _spec(spec, case)
        if _own_beginning(case):
            world = engine.start(changed, seed)
            engine.run_to(world, MONTH)
        else:
            world = start.copy()
            world.timeline = list(changed.timeline)
        out.append(_run(world))
    return out


def kept_seed(spec: Spec, cases: list[Case], folder: Path, seed: int) -> list[dict[str, float]]:
    """Return :func:`one_seed`, from a folder where this version of the model left it before."""
    path = folder / f"{model_version()}-{seed}.json"
    if not path.exists():
        found = one_seed(spec, cases, seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found), encoding="utf-8")
    return list(json.loads(path.read_text(encoding="utf-8")))


def types(spec: Spec, seed: int) -> list[float]:
    """Return the running partnerships of each type after ten years, in the order of ``TYPE_NAMES``."""
    world = engine.start(spec, seed)
    engine.run_to(world, 120)
    q = world.partnerships
    kind = q.live("type")[q.live("n_members") > 0]
    return [float((kind == k).sum()) for k in range(len(TYPE_NAMES))]


def judge(cases: list[Case], results: list[list[dict[str, float]]]) -> list[Outcome]:
    """Set paired differences of replicates beside what was expected.

    A band is met if the mean lies within it or no further from it than two standard errors; a sign if the mean has it.
    """
    found = []
    for k, case in enumerate(cases, 1):
        for e in case.expected:
            base = np.array([r[0].get(e.measure, np.nan) for r in results])
            changed = np.array([r[k].get(e.measure, np.nan) for r in results])
            percent = 100.0 * (changed - base).mean() / base.mean()
            error = 100.0 * float((changed - base).std(ddof=1)) / np.sqrt(len(results)) / abs(base.mean())
            met = e.low - 2 * error <= percent <= e.high + 2 * error if e.sign == 0 else e.sign * percent > 0.0
            found.append(Outcome(case, e, float(percent), float(error), bool(met)))
    return found


__all__ = ["Case", "Expectation", "Outcome", "judge", "one_seed", "read_cases"]

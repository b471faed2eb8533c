"""What a reform is: the numbers, switches and dated changes in which two scenarios differ.

Levers (what policy sets) are told apart from assumptions (what the world is like): a difference in assumptions is no
policy effect, and is named as such wherever the comparison is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...declare import Param
from ...mechanisms import BY_NAME, ORDER
from ...world.spec import Change, Spec

Sort = Literal["lever", "assumption", "shock", "switch", "place"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between baseline and reform.

    Attributes
    ----------
    sort : {"lever", "assumption", "shock", "switch", "place"}
        A policy lever, an assumption about the world, a shock, a mechanism switched on or off, or the place itself.
    mechanism, name : str
        Which number; for a place the attribute.
    before, after : float or str
        Values in the baseline and the reform (at the start of the horizon, or the change's own value).
    change : Change or None
        The dated change, where it is one.
    added : bool
        False for a dated change that only the baseline has.
    """

    sort: Sort
    mechanism: str
    name: str
    before: float | str
    after: float | str
    change: Change | None = None
    added: bool = True

    def param(self) -> Param | None:
        """Return the declaration of the number concerned, if it is one."""
        mechanism = BY_NAME.get(self.mechanism)
        if mechanism is None:
            return None
        return next((p for p in mechanism.params if p.name == self.name), None)


def differences(baseline: Spec, reform: Spec) -> tuple[Difference, ...]:
    """Return every difference between two specifications: settings first, then dated changes by month."""
    return (
        *_settings(baseline, reform),
        *_switches(baseline, reform),
        *_place(baseline, reform),
        *_dated(baseline, reform),
    )


def value_of(spec: Spec, mechanism: str, param: Param) -> float:
    """Return the value of a number at the start of a scenario."""
    return float(spec.params.get(mechanism, {}).get(param.name, param.default))


def _settings(baseline: Spec, reform: Spec) -> list[Difference]:
    """Numbers that differ from the start."""
    found = []
    for mechanism in ORDER:
        for param in mechanism.params:
            before, after = (value_of(s, mechanism.name, param) for s in (baseline, reform))
            if before != after:
                found.append(Difference(param.role, mechanism.name, param.name, before, after))
    return found


def _switches(baseline: Spec, reform: Spec) -> list[Difference]:
    """Mechanisms that run in one of the two only."""
    names = sorted(set(baseline.off) ^ set(reform.off))
    return [Difference("switch", n, n, str(n not in baseline.off), str(n not in reform.off)) for n in names]


def _place(baseline: Spec, reform: Spec) -> list[Difference]:
    """Another place, horizon or run-up: then pairs are not the same world, and the reader must know."""
    found = []
    if baseline.place != reform.place:
        found.append(Difference("place", "place", "place", baseline.place.name, reform.place.name))
    for name in ("months", "burn_in", "calendar"):
        before, after = getattr(baseline, name), getattr(reform, name)
        if before != after:
            found.append(Difference("place", "place", name, float(before), float(after)))
    return found


def _effect(change: Change) -> tuple[object, ...]:
    """Return what a change does, without its reason, which changes nothing."""
    return (
        change.month,
        change.verb,
        change.mechanism,
        change.param,
        change.value,
        change.until,
        change.shock,
        change.kinds,
        change.district,
        change.organisation,
        change.field,
    )


def _dated(baseline: Spec, reform: Spec) -> list[Difference]:
    """Dated changes that only one of the two has."""
    old, new = [_effect(c) for c in baseline.timeline], [_effect(c) for c in reform.timeline]
    gone = [(c, False) for c in baseline.timeline if _effect(c) not in new]
    come = [(c, True) for c in reform.timeline if _effect(c) not in old]
    return [_dated_difference(c, added, baseline) for c, added in sorted(gone + come, key=lambda x: x[0].month)]


def _dated_difference(change: Change, added: bool, baseline: Spec) -> Difference:
    """Describe one dated change."""
    if change.verb == "shock":
        return Difference("shock", "policy", change.shock, 0.0, change.value, change, added)
    mechanism = BY_NAME.get(change.mechanism)
    param = next((p for p in mechanism.params if p.name == change.param), None) if mechanism else None
    if param is None:
        return Difference("assumption", change.mechanism, change.param, 0.0, change.value, change, added)
    before = value_of(baseline, change.mechanism, param)
    after = before * change.value if change.verb == "multiply" else change.value
    return Difference(param.role, change.mechanism, change.param, before, after, change, added)


def course(spec: Spec, mechanism: str, param: Param) -> np.ndarray:
    """Return the value of a number in every month of the horizon, dated changes applied in the timeline's order."""
    values = np.full(spec.months, value_of(spec, mechanism, param))
    for change in spec.timeline:
        if change.verb == "shock" or (change.mechanism, change.param) != (mechanism, param.name):
            continue
        during = slice(max(change.month, 0), change.until or None)
        values[during] = values[during] * change.value if change.verb == "multiply" else change.value
    return values

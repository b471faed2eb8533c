"""The same place by other numbers: for what-if runs of the analysis, which need no scenario file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..world.spec import Spec


def with_numbers(spec: Spec, numbers: Iterable[tuple[str, str, float]]) -> Spec:
    """Return the specification with other numbers; nothing is checked against their bounds.

    Parameters
    ----------
    spec : Spec
        What the engine runs; it stays as it is.
    numbers : iterable of (str, str, float)
        Mechanism, name of the number, value.
    """
    params = {mechanism: dict(values) for mechanism, values in spec.params.items()}
    for mechanism, name, value in numbers:
        params.setdefault(mechanism, {})[name] = float(value)
    return replace(spec, params=params)


def of_dotted(name: str) -> tuple[str, str]:
    """Return mechanism and number of a dotted name: ``assumptions.formation.chances`` or ``formation.chances``."""
    mechanism, number = name.split(".")[-2:]
    return mechanism, number

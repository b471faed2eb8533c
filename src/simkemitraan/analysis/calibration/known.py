"""The posterior that ships with the package: what calibration of the median regency found, for tables and pages."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .estimate import Number

FILE, DRAWS = "posterior.csv", "draws.csv"


@cache
def known_posterior() -> dict[str, Number]:
    """Return the estimated numbers by dotted name, beside the defaults that are declared now."""
    lines = (resources.files(__package__) / FILE).read_text(encoding="utf-8").splitlines()
    found = (Number(**{k: _value(k, v) for k, v in row.items()}) for row in csv.DictReader(lines))
    return {n.name: replace(n, default=n.param.default) for n in found}


@cache
def known_draws() -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return draws of the posterior, which vary together as the numbers do: names, and values of shape (draws, names)."""
    lines = (resources.files(__package__) / DRAWS).read_text(encoding="utf-8").splitlines()
    names, *rows = list(csv.reader(lines))
    return tuple(names), np.array(rows, np.float64)


def _value(column: str, text: str) -> Any:
    if column == "name":
        return text
    return text == "true" if column == "informed" else float(text)

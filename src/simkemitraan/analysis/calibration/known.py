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

FILE, CORRELATIONS = "posterior.csv", "correlations.csv"


@cache
def known_posterior() -> dict[str, Number]:
    """Return the estimated numbers by dotted name, beside the defaults that are declared now."""
    lines = (resources.files(__package__) / FILE).read_text(encoding="utf-8").splitlines()
    found = (Number(**{k: _value(k, v) for k, v in row.items()}) for row in csv.DictReader(lines))
    return {n.name: replace(n, default=n.param.default) for n in found}


def known_correlations() -> NDArray[np.float64]:
    """Return how the estimated numbers vary together (cumulative prior probabilities), in the order of :func:`known_posterior`."""
    lines = (resources.files(__package__) / CORRELATIONS).read_text(encoding="utf-8").splitlines()
    rows = {row["name"]: row for row in csv.DictReader(lines)}
    names = list(known_posterior())
    return np.array([[float(rows[a][b]) for b in names] for a in names]).reshape(len(names), len(names))


def _value(column: str, text: str) -> Any:
    if column == "name":
        return text
    return text == "true" if column == "informed" else float(text)

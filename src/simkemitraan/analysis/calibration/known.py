"""The posterior that ships with the package: what calibration of the median regency found, for tables and pages."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from .estimate import Number

FILE = "posterior.csv"


@cache
def known_posterior() -> dict[str, Number]:
    """Return the estimated numbers by dotted name, beside the defaults that are declared now."""
    lines = (resources.files(__package__) / FILE).read_text(encoding="utf-8").splitlines()
    found = (Number(**{k: _value(k, v) for k, v in row.items()}) for row in csv.DictReader(lines))
    return {n.name: replace(n, default=n.param.default) for n in found}


def _value(column: str, text: str) -> Any:
    if column == "name":
        return text
    return text == "true" if column == "informed" else float(text)

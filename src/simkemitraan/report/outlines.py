"""Outlines of districts from the file that lies beside their official figures (TopoJSON, boundaries of 2020)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scenario.official import OUTLINES

Ring = NDArray[np.float64]


@cache
def _topology() -> tuple[tuple[Ring, ...], dict[int, dict[str, Any]]]:
    """Return the arcs in degrees, and each district's geometry by its code without the dot."""
    file = json.loads(OUTLINES.read_text(encoding="utf-8"))
    scale, move = (np.array(file["transform"][k]) for k in ("scale", "translate"))
    arcs = tuple(np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + move for arc in file["arcs"])
    found = {int(g["properties"]["code"].replace(".", "")): g for g in file["objects"]["districts"]["geometries"]}
    return arcs, found


def outlines(codes: Iterable[int]) -> dict[int, list[Ring]]:
    """Return the outer rings (longitude, latitude) of those districts that have an outline, by code."""
    arcs, geometries = _topology()
    return {code: list(_rings(geometries[code], arcs)) for code in codes if code in geometries}


def _rings(geometry: dict[str, Any], arcs: tuple[Ring, ...]) -> Iterator[Ring]:
    """Join the arcs of each part's outer ring; a negative number is an arc read backwards."""
    parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    for part in parts:
        pieces = [arcs[k] if k >= 0 else arcs[~k][::-1] for k in part[0]]
        yield np.concatenate([piece if i == 0 else piece[1:] for i, piece in enumerate(pieces)])

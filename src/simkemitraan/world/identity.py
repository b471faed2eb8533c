"""Ids that do not depend on what else happened.

An organisation's id packs (month, district code, kind, k) into 52 bits, so that it survives a trip through JSON or a
spreadsheet. The month comes first: ids grow with time, and rows appended month by month stay in the order of their
ids. A site (month, district, kind, k) exists whether or not somebody is founded there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .draws import threefry2x64

MONTH_BITS, DISTRICT_BITS, KIND_BITS, K_BITS = 12, 20, 4, 16
MONTH_OFFSET = 1024  # month -1023 (deep in a burn-in) packs as 1; 0 is the initial population

Ids = NDArray[np.int64]


def pack(month: int | None, district: int, kind: int, k: int) -> int:
    """Return the id of site ``k`` for ``kind`` in a district in ``month`` (``None``: the initial population)."""
    code = 0 if month is None else month + MONTH_OFFSET
    if not (0 <= code < 1 << MONTH_BITS and 0 < district < 1 << DISTRICT_BITS and 0 <= k < 1 << K_BITS):
        raise ValueError(f"id out of range: month {month}, district {district}, k {k}")
    return ((code << DISTRICT_BITS | district) << KIND_BITS | kind) << K_BITS | k


@compiled
def newcomer_id(month: int, district: int, kind: int, k: int) -> int:
    """Return the id of a site of ``month``, as :func:`pack` does, which refuses what is out of range."""
    number = (int(month) + MONTH_OFFSET) << DISTRICT_BITS | int(district)
    return (number << KIND_BITS | int(kind)) << K_BITS | int(k)


def unpack(organisation: int) -> tuple[int | None, int, int, int]:
    """Return (month or ``None``, district code, kind, k) of an id."""
    k = organisation & ((1 << K_BITS) - 1)
    rest = organisation >> K_BITS
    kind = rest & ((1 << KIND_BITS) - 1)
    rest >>= KIND_BITS
    district = rest & ((1 << DISTRICT_BITS) - 1)
    code = rest >> DISTRICT_BITS
    return (None if code == 0 else code - MONTH_OFFSET), district, kind, k


@compiled
def partnership_id(lead: int, month: int, k: int) -> int:
    """Return the id of the partnership that ``lead`` signs with ``k`` in ``month``: 52 bits of a hash of all three."""
    word, _ = threefry2x64(lead, month + MONTH_OFFSET, k, 0x6B656D69)
    number: int = np.int64(word >> np.uint64(12))  # type: ignore[assignment]
    return number

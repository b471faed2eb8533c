"""A small scenario file, and the data of a result folder: what tests of results share."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simkemitraan.indicators import NAMES

SMALL = """
name: small
months: {months}
burn_in: 12
place:
  districts:
    - {{name: A, population: 20000, subdistricts: 2, organisations: {{government: 2, nonprofit: 4, company: 3, community: 3, individual: 3}}}}
"""


BARE = """
name: base
months: 12
burn_in: 0
place: {districts: [{name: A, population: 5000, organisations: {government: 1, nonprofit: 2, company: 0, community: 0, individual: 0}}]}
"""


def flat(indicator: str, value: float, months: int = 12) -> dict[str, dict[str, np.ndarray]]:
    """What a run leaves of which one indicator had one value in every month."""
    return {
        "indicators": {
            "month": np.arange(months, dtype=np.int16),
            "district": np.zeros(months, np.int32),
            "group": np.full(months, -1, np.int16),
            "indicator": np.full(months, NAMES.index(indicator), np.int16),
            "value": np.full(months, value),
        }
    }


def flip(part: Path) -> None:
    """Change the first bit of a Parquet file, which its readers do not look at: only a digest of the whole can tell."""
    data = bytearray(part.read_bytes())
    data[0] ^= 1
    part.write_bytes(bytes(data))


def content(folder: Path) -> dict[str, bytes]:
    """All data of a result: the Parquet files (provenance holds times)."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*.parquet")) if p.is_file()}

"""A small scenario file, and the data of a result folder: what tests of results share."""

from __future__ import annotations

from pathlib import Path

SMALL = """
name: small
months: {months}
burn_in: 12
place:
  districts:
    - {{name: A, population: 20000, subdistricts: 2, organisations: {{government: 2, nonprofit: 4, company: 3, community: 3, individual: 3}}}}
"""


def content(folder: Path) -> dict[str, bytes]:
    """All data of a result: the Parquet files (provenance holds times)."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*.parquet")) if p.is_file()}

"""Numbers of earlier versions: what they are called now, or what took their place."""

from __future__ import annotations

from ..declare import Text
from ..mechanisms import BY_NAME, ORDER

_BY_HOURS = Text(
    "beban kini mengikuti jam; hapus baris ini, dan ubah `maintenance.hours_per_tie` bila perlu",
    "load follows hours now; delete this line, and change `maintenance.hours_per_tie` if need be",
)
REMOVED = {
    "funding.csr_budget": Text(
        "dana forum kini berasal dari pemberian perusahaan; pakai `finance.company_giving` dan `finance.forum_share`",
        "the forum's pool is what companies give now; use `finance.company_giving` and `finance.forum_share`",
    ),
    "maintenance.tie_capacity": _BY_HOURS,
    "maintenance.tie_capacity_exponent": _BY_HOURS,
}
"""Numbers that are no longer there, ``mechanism.number``, and what to write instead."""


def answer(mechanism: str, name: str) -> Text | None:
    """Return what to write instead of a number of an earlier version, None where it never was one."""
    known = BY_NAME.get(mechanism)
    if known is not None and name in known.renamed:
        new = known.renamed[name]
        return Text(f"kini bernama `{new}`; tulis itu", f"this is called `{new}` now; write that")
    gone = REMOVED.get(f"{mechanism}.{name}")
    return gone and Text(f"sudah tidak ada: {gone.id}", f"this is no longer there: {gone.en}")


def renamed() -> dict[str, str]:
    """Return the numbers that have another name now, ``mechanism.number``: the old one, and today's."""
    return {f"{m.name}.{old}": f"{m.name}.{new}" for m in ORDER for old, new in m.renamed.items()}

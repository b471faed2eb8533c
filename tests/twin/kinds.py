"""The type of an agreement follows from its members, the first match wins (ODD 7.9)."""

from __future__ import annotations

from collections import Counter

from tests.twin.people import Organisation

from simkemitraan.world.schema import Kind, PartnershipType


def type_of(members: list[Organisation]) -> int:
    count = Counter(i.kind for i in members)
    if 2 * count[Kind.INDIVIDUAL] >= len(members):
        return PartnershipType.INDIVIDUAL
    if count[Kind.AGENCY] and count[Kind.NONPROFIT] + count[Kind.COMPANY]:
        return PartnershipType.PUBLIC_PRIVATE
    if count[Kind.COMMUNITY]:
        return PartnershipType.COMMUNITY
    return PartnershipType.OTHER if count[Kind.INDIVIDUAL] else PartnershipType.INTER_ORGANISATIONAL

"""The type of an agreement follows from its members, the first match wins."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

from tests.twin.people import Organisation

from simkemitraan.world.schema import Kind, PartnershipType

_SIMILAR = 0.5


def type_of(members: list[Organisation]) -> int:
    count = Counter(i.kind for i in members)
    others = len(members) - count[Kind.INDIVIDUAL]
    if others == 0 or (others == 1 and count[Kind.INDIVIDUAL] > 0 and not count[Kind.AGENCY]):
        return PartnershipType.INDIVIDUAL
    if count[Kind.AGENCY] and count[Kind.NONPROFIT] + count[Kind.COMPANY]:
        return PartnershipType.PUBLIC_PRIVATE
    if count[Kind.COMMUNITY] and count[Kind.AGENCY] + count[Kind.NONPROFIT] and not count[Kind.COMPANY]:
        return PartnershipType.COMMUNITY
    if count[Kind.NONPROFIT] == len(members) and all(_cosine(i, j) >= _SIMILAR for i, j in combinations(members, 2)):
        return PartnershipType.INTER_ORGANISATIONAL
    return PartnershipType.OTHER


def _cosine(i: Organisation, j: Organisation) -> float:
    dot = sum(x * y for x, y in zip(i.priority, j.priority, strict=True))
    return dot / math.sqrt(sum(x * x for x in i.priority) * sum(y * y for y in j.priority))

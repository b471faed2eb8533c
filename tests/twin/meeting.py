"""Whom one comes across (ODD 7.9), with objects and lots."""

from __future__ import annotations

from collections import defaultdict

from tests.twin.luck import lot, word
from tests.twin.people import Organisation, People

from simkemitraan.world.draws import Purpose
from simkemitraan.world.schema import Origin

Found = list[tuple[Organisation, Origin]]


class Meeting:
    """The address book of a month, and the chances to meet that it gives."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.inhabitants: dict[int, list[Organisation]] = defaultdict(list)
        for i in people.everybody:
            if i.active:
                self.inhabitants[i.address].append(i)
        self.addresses = sum(d["addresses"] * d["subdistricts"] for d in people.districts)

    def word(self, purpose: Purpose, slot: int, i: Organisation) -> int:
        return word(self.people.seed_of_draws, purpose, self.people.month, slot, i.id)

    def come_across(self, i: Organisation, chance: int) -> Found:
        """Everybody met at one chance, in the order of the slots."""
        p, home = self.people.params["formation"], self.people.districts[i.district]
        first, count = home["first_address"], home["addresses"]
        district = (first, count * home["subdistricts"])
        met: list[tuple[Organisation | None, Origin]] = []
        for slot in range(3):
            k = _by_lot(self.word(Purpose.WALK_PARTNER, 16 * chance + slot, i), [j for j, _ in i.tied])
            if k:
                k = _by_lot(self.word(Purpose.WALK_FRIEND, 16 * chance + slot, i), [j for j, _ in k.tied])
            met.append((k, Origin.FRIEND))
        past = self.word(Purpose.PAST_PARTNER, 16 * chance, i)
        met.append((_by_lot(past, [j for j, _ in i.acquainted]), Origin.PAST))
        near = self.word(Purpose.NEAR_PICK, 16 * chance, i)
        met.append((self.stranger(near, first + i.place * count, count), Origin.NEAR))
        base = self.word(Purpose.POPULAR_PICK, 16 * chance, i)
        k = self.stranger(base, *district)
        met.append((_by_lot(lot(base, 0), [j for j, _ in k.tied]) if k else None, Origin.POPULAR))
        met.append(
            (self.stranger(self.word(Purpose.RANDOM_PICK, 16 * chance + 6, i), *district), Origin.CHANCE_MEETING)
        )
        base = self.word(Purpose.RANDOM_PICK, 16 * chance + 7, i)
        far = (lot(base, 0) >> 12) * 2.0**-52 < p.cross_district
        met.append((self.stranger(base, *((0, self.addresses) if far else district)), Origin.CHANCE_MEETING))
        if p.forum_share > 0.0:
            met.append((self.fellow(i, chance, *district), Origin.FORUM))
        return [(j, origin) for j, origin in met if j]

    def stranger(self, base: int, first: int, count: int) -> Organisation | None:
        for attempt in range(1, 65):
            luck = lot(base, attempt)
            here = self.inhabitants[first + luck % count]
            if here:
                return max(here, key=lambda j: lot(luck, j.id))
        return None

    def fellow(self, i: Organisation, chance: int, first: int, count: int) -> Organisation | None:
        for attempt in range(16):
            j = self.stranger(self.word(Purpose.FORUM_PICK, 16 * (16 * chance + attempt), i), first, count)
            if j and j.forum:
                return j
        return None


def _by_lot(base: int, options: list[Organisation]) -> Organisation | None:
    return max((j for j in options if j.active), key=lambda j: lot(base, j.id), default=None)

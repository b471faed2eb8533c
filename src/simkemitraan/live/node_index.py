"""Short numbers for organisations, so that frames stay small and a dot keeps its place whatever the run does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..world.world import World

Numbers = NDArray[np.int32]
Namer = Callable[[int, str], str]


class NodeIndex:
    """Every organisation ever shown, in either future, in the order of its first appearance.

    The number of an organisation is its position here. It never changes while the server runs: not by going back, not
    by a reset, not in the second future.

    Parameters
    ----------
    name : callable
        ``name(id, lang)``: display name of an organisation.

    Attributes
    ----------
    rows : list of list
        For each number: kind, row of the district, subdistrict, name in Indonesian, name in English.
    """

    def __init__(self, name: Namer) -> None:
        self._name = name
        self._ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self._numbers: Numbers = np.zeros(0, np.int32)
        self.rows: list[list[int | str]] = []
        self._by_number: list[int] = []
        self._by_id: dict[int, int] = {}

    @classmethod
    def recorded(cls, rows: list[list[int | str]]) -> NodeIndex:
        """Return the node index of a recording, in which the number of an organisation is all that is known of its id."""
        index = cls(lambda organisation, lang: "")
        index.rows = rows
        index._by_number = list(range(len(rows)))
        index._by_id = {number: number for number in range(len(rows))}
        return index

    def __len__(self) -> int:
        return len(self.rows)

    def id_of(self, number: int) -> int:
        """Return the id behind a number; raises ``IndexError`` for one never given."""
        if number < 0:
            raise IndexError(number)
        return self._by_number[number]

    def by_id(self) -> dict[int, int]:
        """Return the number of every id that has one."""
        return self._by_id

    def numbers(self, world: World) -> Numbers:
        """Return the number of every organisation row of ``world``, giving numbers to newcomers.

        Returns
        -------
        ndarray of int32, shape (organisations,)
        """
        ids = world.organisations.live("id").astype(np.int64, copy=False)
        newcomers = np.flatnonzero(~np.isin(ids, self._ids))
        if newcomers.size:
            self._add(world, newcomers)
        if self._ids.size == 0:
            return np.zeros(0, np.int32)
        return self._numbers[np.searchsorted(self._ids, ids)]

    def _add(self, world: World, rows: NDArray[np.intp]) -> None:
        o = world.organisations
        first = len(self.rows)
        ids = o["id"][rows].astype(np.int64)
        for row, organisation in zip(rows, ids.tolist(), strict=True):
            self.rows.append(
                [
                    int(o["kind"][row]),
                    int(o["district"][row]),
                    int(o["place"][row]),
                    self._name(organisation, "id"),
                    self._name(organisation, "en"),
                ]
            )
            self._by_id[organisation] = len(self._by_number)
            self._by_number.append(organisation)
        everyone = np.concatenate([self._ids, ids])
        numbers = np.concatenate([self._numbers, np.arange(first, len(self.rows), dtype=np.int32)])
        order = np.argsort(everyone, kind="stable")
        self._ids, self._numbers = everyone[order], numbers[order]

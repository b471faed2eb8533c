"""Mesa agents as windows on rows: made when somebody looks, holding an id and nothing else.

An agent's attributes are the columns of its table (:mod:`simkemitraan.world.schema`), read afresh each time; codes are
read as their words (``kind`` is ``"nonprofit"``). They cannot be written: the world changes by what is posted to it. A
window on something that has closed or ended raises ``AttributeError`` with that word; it never shows another row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from mesa import Agent

from .world.names import organisation_name
from .world.schema import KIND_NAMES, ORIGIN_NAMES, REASON_NAMES, TYPE_NAMES, Role
from .world.tables import Table

if TYPE_CHECKING:
    from .model import PartnershipModel

_OF_MESA = ("model", "unique_id", "pos")  # what an agent of Mesa keeps


class Window(Agent["PartnershipModel"]):
    """What organisations and partnerships share: an id, and a table to read.

    Parameters
    ----------
    model : PartnershipModel
        The model whose world is looked at.
    unique_id : int
        The id in the world (not a number of Mesa's own).
    """

    unique_id: int  # type: ignore[assignment]
    words: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Names of the codes of a column."""

    def __init__(self, model: PartnershipModel, unique_id: int) -> None:
        super().__init__(model)
        self.unique_id = unique_id

    def _table(self) -> Table:
        raise NotImplementedError

    def _row(self) -> int:
        return self.model.row(type(self), self.unique_id)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in _OF_MESA:
            raise AttributeError(name)
        table = self._table()
        if name not in {c.name for c in table.columns}:
            raise AttributeError(
                f"{type(self).__name__} has no {name!r}; it has {', '.join(c.name for c in table.columns)}"
            )
        value = table[name][self._row()]
        if name in self.words:
            return self.words[name][value]
        return value.copy() if isinstance(value, np.ndarray) else value.item()

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: what is written here would change nothing in the world."""
        if name in _OF_MESA or name.startswith("_"):
            super().__setattr__(name, value)
            return
        raise AttributeError(
            f"{name!r} cannot be written: agents are windows on the world. Change what they face with "
            "model.set(mechanism, number, to) or model.shock(kind, ...); data of your own goes into a dict by unique_id"
        )

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(c.name for c in self._table().columns)})


class Organisation(Window):
    """One actor: a government agency, nonprofit, company, community organisation, or group of volunteers."""

    words: ClassVar = {"kind": KIND_NAMES, "role": tuple(r.name.lower() for r in Role)}

    def _table(self) -> Table:
        return self.model.world.organisations

    @property
    def name(self) -> str:
        """Display name, in English."""
        return organisation_name(self.model.world.spec.place, self.unique_id, "en")

    @property
    def partners(self) -> list[Organisation]:
        """Organisations it is tied to now, in the order of their ids."""
        r, row = self.model.world.relations, self._row()
        tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
        a, b = r.live("a")[tied], r.live("b")[tied]
        others = np.sort(np.concatenate([b[a == row], a[b == row]]))
        return [self.model.organisation(int(i)) for i in self.model.world.organisations["id"][others]]

    @property
    def partnerships(self) -> list[Partnership]:
        """Running partnerships it is a member of."""
        p = self.model.world.partnerships
        rows = np.flatnonzero((p.live("member") == self._row()).any(axis=1) & (p.live("n_members") > 0))
        return [self.model.partnership(int(i)) for i in p["id"][rows]]

    def remove(self) -> None:
        """Close the organisation from the next month on (its ties end with reason *closure*)."""
        self.model.shock("closure", organisation=self.unique_id, share=1.0)


class Partnership(Window):
    """One kemitraan: a formal agreement of two or more organisations."""

    words: ClassVar = {
        "type": TYPE_NAMES,
        "origin": ORIGIN_NAMES,
        "ending": REASON_NAMES,
        "withdraw_reason": REASON_NAMES,
    }

    def _table(self) -> Table:
        return self.model.world.partnerships

    @property
    def members(self) -> list[Organisation]:
        """Its members, the lead first."""
        p, row = self.model.world.partnerships, self._row()
        rows = p["member"][row, : p["n_members"][row]]
        return [self.model.organisation(int(i)) for i in self.model.world.organisations["id"][rows]]

    def remove(self) -> None:
        """Refuse: a partnership ends by its members' decisions, not by command."""
        raise TypeError("a partnership cannot be removed; change what its members face instead")

"""Mesa agents as windows on rows: made when somebody looks, holding an id and nothing else.

An agent's attributes are the columns of its table (:mod:`simkemitraan.world.schema`), read afresh each time. A window on
something that has closed or ended raises ``AttributeError`` with that word; it never shows another row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from mesa import Agent

from .world.names import organisation_name
from .world.schema import KIND_NAMES, TYPE_NAMES
from .world.tables import Table

if TYPE_CHECKING:
    from .model import PartnershipModel


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

    def __init__(self, model: PartnershipModel, unique_id: int) -> None:
        super().__init__(model)
        self.unique_id = unique_id

    def _table(self) -> Table:
        raise NotImplementedError

    def _row(self) -> int:
        return self.model.row(type(self), self.unique_id)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in ("model", "unique_id", "pos"):
            raise AttributeError(name)
        table = self._table()
        if name not in {c.name for c in table.columns}:
            raise AttributeError(
                f"{type(self).__name__} has no {name!r}; it has {', '.join(c.name for c in table.columns)}"
            )
        value = table[name][self._row()]
        return value.copy() if isinstance(value, np.ndarray) else value.item()


class Organisation(Window):
    """One actor: a government agency, nonprofit, company, community organisation, or group of volunteers."""

    def _table(self) -> Table:
        return self.model.world.organisations

    @property
    def name(self) -> str:
        """Display name, in English."""
        return organisation_name(self.model.world.spec.place, self.unique_id, "en")

    @property
    def kind_name(self) -> str:
        """Kind in words."""
        return KIND_NAMES[self.kind]

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

    def _table(self) -> Table:
        return self.model.world.partnerships

    @property
    def type_name(self) -> str:
        """Type in words."""
        return TYPE_NAMES[self.type]

    @property
    def members(self) -> list[Organisation]:
        """Its members, the lead first."""
        p, row = self.model.world.partnerships, self._row()
        rows = p["member"][row, : p["n_members"][row]]
        return [self.model.organisation(int(i)) for i in self.model.world.organisations["id"][rows]]

    def remove(self) -> None:
        """Refuse: a partnership ends by its members' decisions, not by command."""
        raise TypeError("a partnership cannot be removed; change what its members face instead")

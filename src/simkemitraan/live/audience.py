"""Everybody who looks at a room: what they are told, and what each of them is still owed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from .access import Role
from .broadcast import Broadcast, encode
from .client import Client, Send
from .seats import Seat


class Teller(Protocol):
    """What there is to tell."""

    def state(self) -> dict[str, Any]:
        """Return how the room stands."""

    def desk(self) -> dict[str, Any]:
        """Return dated changes and current numbers of each future."""

    def mine(self, client: Client) -> dict[str, Any]:
        """Return what only one browser's seat knows."""


class Audience:
    """The browsers in a room.

    Parameters
    ----------
    teller : Teller
        What there is to tell.
    wake : callable
        Called when something is owed.
    clock : callable
        Seconds.

    Attributes
    ----------
    clients : dict of int to Client
        By number.
    bands : str or None
        The bands behind the curves, for whoever comes later.
    """

    def __init__(self, teller: Teller, wake: Callable[[], None], clock: Callable[[], float]) -> None:
        self.clients: dict[int, Client] = {}
        self.bands: str | None = None
        self._teller, self._wake, self._clock = teller, wake, clock
        self._counter = 0
        self._owes_room = False
        self._owes_mine: dict[int, Client] = {}

    def join(self, send: Send, role: Role, seat: Seat | None) -> Client:
        """Let a browser in; it is sent a full picture."""
        self._counter += 1
        client = Client(self._counter, role, seat, send, self._clock)
        self.clients[client.number] = client
        self.tell_mine(client)
        self.tell_room()
        return client

    def leave(self, client: Client) -> None:
        """Take a browser out."""
        client.close()
        self.clients.pop(client.number, None)
        self._owes_mine.pop(client.number, None)
        self.tell_room()

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message to every browser that keeps up."""
        text = encode(message)
        for client in self.clients.values():
            if not client.lagging:
                client.say(text)

    def tell_room(self) -> None:
        """Let everybody be told how the room stands, when the commands of this slice are followed."""
        self._owes_room = True
        self._wake()

    def tell_mine(self, client: Client) -> None:
        """Let one browser be told likewise what only its seat knows: its guess and its table."""
        if client.seat is not None:
            self._owes_mine[client.number] = client
            self._wake()

    def tell_owed(self) -> None:
        """Tell everybody how the room stands, and each browser what only its seat knows, where that changed."""
        if self._owes_room:
            self._owes_room = False
            self.tell(self._teller.state())
        mine, self._owes_mine = self._owes_mine, {}
        for client in mine.values():
            client.say(encode(self._teller.mine(client)))

    def deliver(self, broadcast: Broadcast) -> None:
        """Tell everybody what changed, and send every browser that keeps up what it has not seen."""
        self.tell_owed()
        texts: dict[int, str | None] = {}
        for client in self.clients.values():
            if client.at == broadcast.number and client.epoch == broadcast.epoch:
                continue
            if not client.ready():
                continue
            if client.at not in texts:
                texts[client.at] = broadcast.since(client.at)
            text = texts[client.at] if client.epoch == broadcast.epoch else None
            if text is None:
                self._full(client, broadcast)
            else:
                client.show(text, broadcast.number, broadcast.epoch, len(broadcast.nodes))

    def _full(self, client: Client, broadcast: Broadcast) -> None:
        text = broadcast.picture(client.nodes_known)
        client.show(text, broadcast.number, broadcast.epoch, len(broadcast.nodes))
        client.say(encode(self._teller.desk()))
        client.say(encode(self._teller.state()))
        if self.bands:
            client.say(self.bands)

    def show_bands(self, message: dict[str, Any]) -> None:
        """Keep the bands behind the curves for whoever comes later, and send them to everybody."""
        self.bands = encode(message)
        for client in self.clients.values():
            if not client.lagging:
                client.say(self.bands)

"""Who guesses: one seat for each browser, given by the server, kept through a reload and a restart."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import asdict, dataclass
from typing import Any

SEATS_EACH = 4
SEATS_IN_ALL = 400
OWN_MACHINE = ("127.0.0.1", "::1", "")


@dataclass
class Seat:
    """One participant.

    Attributes
    ----------
    number : int
        Counts the seats.
    token : str
        What the browser shows to be seated here again.
    address : str
        Where it first came from.
    table : int
        Table that it scores for; 0 for none.
    """

    number: int
    token: str
    address: str
    table: int = 0


class Seats:
    """The seats of a room.

    One address gets a few seats only, so that nobody can guess for forty; the trainer can allow more where many
    sit behind one address. The server's own machine is the trainer's and is not counted.

    Attributes
    ----------
    each : int
        Seats an address may have.
    """

    def __init__(self, each: int = SEATS_EACH) -> None:
        self.each = each
        self._seats: list[Seat] = []

    def __len__(self) -> int:
        return len(self._seats)

    def claim(self, token: str, address: str) -> Seat | None:
        """Return the seat of a token, else a new one; ``None`` where an address has its share already."""
        for seat in self._seats:
            if hmac.compare_digest(seat.token.encode(), token.encode()):
                return seat
        taken = sum(seat.address == address for seat in self._seats)
        if len(self._seats) >= SEATS_IN_ALL or (address not in OWN_MACHINE and taken >= self.each):
            return None
        seat = Seat(len(self._seats) + 1, secrets.token_urlsafe(12), address)
        self._seats.append(seat)
        return seat

    def table(self, number: int) -> int:
        """Return the table of a seat, 0 if it has none."""
        return self._seats[number - 1].table if 0 < number <= len(self._seats) else 0

    def plain(self) -> dict[str, Any]:
        """Return the seats as JSON can hold them."""
        return {"each": self.each, "seats": [asdict(seat) for seat in self._seats]}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Seats:
        """Return the seats in what :meth:`plain` made."""
        seats = cls(int(plain["each"]))
        seats._seats = [
            Seat(k, str(s["token"]), str(s["address"]), int(s["table"])) for k, s in enumerate(plain["seats"], 1)
        ]
        return seats

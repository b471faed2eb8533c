"""Who may come in: keys, the addresses people type, and the two headers that keep other web pages out."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import socket
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANY = ("0.0.0.0", "::")
ALPHABET = "ABCDEFGHJKLMNPQRTUVWXY34689"
CODE_LENGTH = 6
TRIES, TRIES_SECONDS, TRIES_DELAY = 30, 60.0, 2.0
REFRESH_SECONDS = 2.0

Role = Literal["trainer", "projector", "watcher"]


def new_keys() -> dict[str, str]:
    """Return fresh keys: long ones for trainer and projector, a short code that can be read aloud for the room."""
    return {
        "trainer": secrets.token_urlsafe(18),
        "projector": secrets.token_urlsafe(12),
        "watcher": "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
    }


def own_addresses() -> list[str]:
    """Return this machine's IPv4 addresses that others can reach, the likeliest first; no packet is sent.

    An address counts whether or not there is a gateway behind it: a laptop's own hotspot has none.
    """
    import psutil

    found = {
        entry.address
        for entries in psutil.net_if_addrs().values()
        for entry in entries
        if entry.family == socket.AF_INET and not ipaddress.ip_address(entry.address).is_loopback
    }
    routed = _routed_address()
    return sorted(found, key=lambda a: (a != routed, *_rank(a)))


def _rank(address: str) -> tuple[bool, bool, str]:
    ip = ipaddress.ip_address(address)
    return ip.is_link_local, not ip.is_private, address


def _routed_address() -> str:
    """Return the address that traffic to other networks would leave from, empty if there is no such way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
            return str(probe.getsockname()[0])
        except OSError:
            return ""


class WrongCodes:
    """Counts wrong codes by the address they come from, so that one guesser slows down nobody else."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: dict[str, deque[float]] = {}

    def add(self, address: str) -> int:
        """Count a wrong code; return how many came from there within a minute."""
        now = self._clock()
        for known, times in list(self._times.items()):
            while times and now - times[0] > TRIES_SECONDS:
                times.popleft()
            if not times:
                del self._times[known]
        times = self._times.setdefault(address, deque(maxlen=2 * TRIES))
        times.append(now)
        return len(times)


@dataclass
class AccessControl:
    """Decides who comes in and as what.

    Attributes
    ----------
    bind : str
        Address the server listens at; ``0.0.0.0`` for all of this machine.
    port : int
        Port.
    keys : dict of str to str
        ``trainer``, ``projector`` and ``watcher``.
    chosen : str
        Address the trainer shows to the room; empty for the likeliest.
    addresses_of : callable
        Returns this machine's addresses.
    """

    bind: str
    port: int
    keys: dict[str, str]
    chosen: str = ""
    addresses_of: Callable[[], list[str]] = own_addresses
    wrong: WrongCodes = field(default_factory=WrongCodes)
    _known: list[str] = field(default_factory=list)
    _looked: float = float("-inf")

    def addresses(self) -> list[str]:
        """Return the addresses people can type now; a hotspot switched on later is found within seconds."""
        if self.bind not in ANY:
            return [self.bind]
        if time.monotonic() - self._looked > REFRESH_SECONDS:
            self._known, self._looked = self.addresses_of(), time.monotonic()
        return self._known or ["127.0.0.1"]

    @property
    def host(self) -> str:
        """The address that is shown."""
        addresses = self.addresses()
        return self.chosen if self.chosen in addresses else addresses[0]

    def choose(self, address: str) -> bool:
        """Show another of this machine's addresses; returns whether it is one."""
        if address not in self.addresses():
            return False
        self.chosen = address
        return True

    def _url(self, host: str, key: str = "") -> str:
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self.port}/" + (f"#{key}" if key else "")

    @property
    def address(self) -> str:
        """Where the page is."""
        return self._url(self.host)

    @property
    def trainer_link(self) -> str:
        """The trainer's link; the key stays in the browser's fragment and is never in a log."""
        return self._url("127.0.0.1" if self.bind in ANY else self.bind, self.keys["trainer"])

    @property
    def room_link(self) -> str:
        """The room's link."""
        return self._url(self.host, self.keys["watcher"])

    @property
    def shared(self) -> bool:
        """Whether others than this machine can come in."""
        return self.bind not in LOOPBACK

    def invitation(self) -> dict[str, object]:
        """Return what the trainer shows the room: addresses to choose from, link, code to type, QR code."""
        return {
            "shared": self.shared,
            "addresses": self.addresses(),
            "host": self.host,
            "link": self.address,
            "code": self.keys["watcher"],
            "qr": matrix(self.room_link),
        }

    def private_links(self) -> dict[str, object]:
        """Return the links that only the trainer sees: for the projector, and for steering from a tablet."""
        tablet = self._url(self.host, self.keys["trainer"])
        here = "127.0.0.1" if self.bind in ANY else self.bind
        return {"projector": self._url(here, self.keys["projector"]), "tablet": tablet, "tablet_qr": matrix(tablet)}

    def known_host(self, header: str) -> bool:
        """Return whether a ``Host`` header names this server (else some other name was pointed at it)."""
        names = {*self.addresses(), *LOOPBACK}
        return header in {f"[{n}]:{self.port}" if ":" in n else f"{n}:{self.port}" for n in names}

    def known_origin(self, origin: str, host: str) -> bool:
        """Return whether a request comes from this server's own page."""
        return origin == f"http://{host}"

    def role(self, key: str) -> Role | None:
        """Return what a key makes of its bearer, ``None`` for a wrong one; a right one always counts."""
        if hmac.compare_digest(key.encode(), self.keys["trainer"].encode()):
            return "trainer"
        if hmac.compare_digest(key.encode(), self.keys["projector"].encode()):
            return "projector"
        if hmac.compare_digest(key.strip().upper().encode(), self.keys["watcher"].encode()):
            return "watcher"
        return None

    def delay(self, address: str) -> float:
        """Count a wrong code from ``address``; return the seconds to wait before the answer."""
        return TRIES_DELAY if self.wrong.add(address) > TRIES else 0.0


def matrix(link: str) -> list[str]:
    """Return the QR code of a link as rows of ``0`` and ``1``, quiet zone included."""
    import qrcode

    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(link)
    code.make(fit=True)
    return ["".join("1" if cell else "0" for cell in row) for row in code.get_matrix()]

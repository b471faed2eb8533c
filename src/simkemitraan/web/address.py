"""Where a server can be reached, which headers name it, and how a guesser of its keys is slowed down."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANY = ("0.0.0.0", "::")
TRIES, TRIES_SECONDS, TRIES_DELAY = 30, 60.0, 2.0
REFRESH_SECONDS = 2.0


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
class Address:
    """Where a server listens.

    Attributes
    ----------
    bind : str
        Address the server listens at; ``0.0.0.0`` for all of this machine.
    port : int
        Port.
    keys : dict of str to str
        What opens the server, by role.
    chosen : str
        Address that is shown; empty for the likeliest.
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

    def url(self, host: str, key: str = "") -> str:
        """Return the address of the page at a host; a key stays in the browser's fragment and is never in a log."""
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self.port}/" + (f"#{key}" if key else "")

    @property
    def address(self) -> str:
        """Where the page is."""
        return self.url(self.host)

    def known_host(self, header: str) -> bool:
        """Return whether a ``Host`` header names this server (else some other name was pointed at it)."""
        names = {*self.addresses(), *LOOPBACK}
        return header in {f"[{n}]:{self.port}" if ":" in n else f"{n}:{self.port}" for n in names}

    def known_origin(self, origin: str, host: str) -> bool:
        """Return whether a request comes from this server's own page."""
        return origin == f"http://{host}"

    def delay(self, address: str) -> float:
        """Count a wrong code from ``address``; return the seconds to wait before the answer."""
        return TRIES_DELAY if self.wrong.add(address) > TRIES else 0.0

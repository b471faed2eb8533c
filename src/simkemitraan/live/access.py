"""Who may come in: keys, the address people type, and the two headers that keep other web pages out."""

from __future__ import annotations

import hmac
import secrets
import socket
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ALPHABET = "ABCDEFGHJKLMNPQRTUVWXY34689"
CODE_LENGTH = 6
TRIES, TRIES_SECONDS = 30, 60.0

Role = Literal["trainer", "watcher"]


def new_keys() -> dict[str, str]:
    """Return a fresh pair: a long key for the trainer, a short code that can be read aloud for the room."""
    return {
        "trainer": secrets.token_urlsafe(18),
        "watcher": "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
    }


def own_address() -> str:
    """Return this machine's address on the local network; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


@dataclass
class AccessControl:
    """Decides who comes in and as what.

    Attributes
    ----------
    host : str
        Address people type.
    port : int
        Port.
    keys : dict of str to str
        ``trainer`` and ``watcher``.
    """

    host: str
    port: int
    keys: dict[str, str]
    _wrong: deque[float] = field(default_factory=deque)

    @property
    def address(self) -> str:
        """Where the page is."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}/"

    @property
    def trainer_link(self) -> str:
        """The trainer's link; the key stays in the browser's fragment and is never in a log."""
        return f"{self.address}#{self.keys['trainer']}"

    @property
    def room_link(self) -> str:
        """The room's link."""
        return f"{self.address}#{self.keys['watcher']}"

    @property
    def shared(self) -> bool:
        """Whether others than this machine can come in."""
        return self.host not in LOOPBACK

    def invitation(self) -> dict[str, object]:
        """Return what the trainer shows the room: link, code to type, QR code."""
        return {"link": self.room_link, "code": self.keys["watcher"], "qr": matrix(self.room_link)}

    def known_host(self, header: str) -> bool:
        """Return whether a ``Host`` header names this server (else some other name was pointed at it)."""
        names = {self.host, *LOOPBACK}
        return header in {f"[{n}]:{self.port}" if ":" in n else f"{n}:{self.port}" for n in names}

    def known_origin(self, origin: str, host: str) -> bool:
        """Return whether a request comes from this server's own page."""
        return origin == f"http://{host}"

    def role(self, key: str) -> Role | None:
        """Return what a key makes of its bearer, ``None`` for a wrong one or after too many wrong ones."""
        now = time.monotonic()
        while self._wrong and now - self._wrong[0] > TRIES_SECONDS:
            self._wrong.popleft()
        if hmac.compare_digest(key.encode(), self.keys["trainer"].encode()):
            return "trainer"
        if len(self._wrong) < TRIES and hmac.compare_digest(key.upper().encode(), self.keys["watcher"].encode()):
            return "watcher"
        self._wrong.append(now)
        return None


def matrix(link: str) -> list[str]:
    """Return the QR code of a link as rows of ``0`` and ``1``, quiet zone included."""
    import qrcode

    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(link)
    code.make(fit=True)
    return ["".join("1" if cell else "0" for cell in row) for row in code.get_matrix()]

"""Who may come in: keys for trainer, projector and room, and how the room is shown the way."""

from __future__ import annotations

import hmac
import secrets
from typing import Literal

from ..web.address import ANY, LOOPBACK, Address

ALPHABET = "ABCDEFGHJKLMNPQRTUVWXY34689"
CODE_LENGTH = 6

Role = Literal["trainer", "projector", "watcher"]


def new_keys() -> dict[str, str]:
    """Return fresh keys: long ones for trainer and projector, a short code that can be read aloud for the room."""
    return {
        "trainer": secrets.token_urlsafe(18),
        "projector": secrets.token_urlsafe(12),
        "watcher": "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
    }


class AccessControl(Address):
    """Decides who comes in and as what; ``keys`` has ``trainer``, ``projector`` and ``watcher``."""

    @property
    def trainer_link(self) -> str:
        """The trainer's link; the key stays in the browser's fragment and is never in a log."""
        return self.url("127.0.0.1" if self.bind in ANY else self.bind, self.keys["trainer"])

    @property
    def room_link(self) -> str:
        """The room's link."""
        return self.url(self.host, self.keys["watcher"])

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
        tablet = self.url(self.host, self.keys["trainer"])
        here = "127.0.0.1" if self.bind in ANY else self.bind
        return {"projector": self.url(here, self.keys["projector"]), "tablet": tablet, "tablet_qr": matrix(tablet)}

    def role(self, key: str) -> Role | None:
        """Return what a key makes of its bearer, ``None`` for a wrong one; a right one always counts."""
        if hmac.compare_digest(key.encode(), self.keys["trainer"].encode()):
            return "trainer"
        if hmac.compare_digest(key.encode(), self.keys["projector"].encode()):
            return "projector"
        if hmac.compare_digest(key.strip().upper().encode(), self.keys["watcher"].encode()):
            return "watcher"
        return None


def matrix(link: str) -> list[str]:
    """Return the QR code of a link as rows of ``0`` and ``1``, quiet zone included."""
    import qrcode

    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(link)
    code.make(fit=True)
    return ["".join("1" if cell else "0" for cell in row) for row in code.get_matrix()]

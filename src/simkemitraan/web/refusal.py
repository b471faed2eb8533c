"""What a server answers to a message it does not follow."""

from __future__ import annotations

from ..declare import Text


class RefusedError(Exception):
    """A message from a browser that is not followed; the session goes on.

    Parameters
    ----------
    code : str
        One word for the log.
    why : Text
        What to tell the sender.
    """

    def __init__(self, code: str, why: Text) -> None:
        super().__init__(code)
        self.code, self.why = code, why

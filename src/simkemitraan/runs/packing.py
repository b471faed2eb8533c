"""Named arrays as plain bytes and back: for files that are read again later, so nothing in them is ever executed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
_KINDS = "biuf"  # truth values, whole numbers and fractions: nothing that could hold an object
_HEAD = 8
_DIGEST = 32


def pack(head: Any, arrays: Mapping[str, Array]) -> bytes:
    """Return bytes that hold ``head`` (plain JSON) and the arrays, with a digest of all of it in front."""
    shapes = [[name, a.dtype.str, list(a.shape)] for name, a in arrays.items()]
    told = json.dumps([head, shapes]).encode()
    body = b"".join(
        [len(told).to_bytes(_HEAD, "little"), told, *(np.ascontiguousarray(a).data for a in arrays.values())]
    )
    return hashlib.sha256(body).digest() + body


def unpack(data: bytes | memoryview) -> tuple[Any, dict[str, Array]]:
    """Return what :func:`pack` was given; the arrays are read-only views.

    Raises
    ------
    ValueError
        If the bytes are not those that were written.
    """
    view = memoryview(data)
    body = view[_DIGEST:]
    if len(body) < _HEAD or hashlib.sha256(body).digest() != view[:_DIGEST]:
        raise ValueError("not what was written")
    at = _HEAD + int.from_bytes(body[:_HEAD], "little")
    head, shapes = json.loads(bytes(body[_HEAD:at]))
    arrays: dict[str, Array] = {}
    for name, kind, shape in shapes:
        dtype = np.dtype(kind)
        if dtype.kind not in _KINDS:
            raise ValueError(f"{name} holds no numbers")
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(body, dtype, count, at).reshape(shape)
        at += arrays[name].nbytes
    return head, arrays

"""The colours, shapes and lines of every picture and page, read from ``palette.toml``: one colour for one meaning."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from . import FOLDER


@cache
def palette() -> dict[str, Any]:
    """Return the palette: sections by name, ``arms`` as a list."""
    with (FOLDER / "palette.toml").open("rb") as file:
        return tomllib.load(file)


def colours(section: str) -> dict[str, str]:
    """Return the colours of a section by name (of ``arms`` by their place)."""
    found = palette()[section]
    pairs: Iterator[tuple[Any, Any]] = iter(enumerate(found) if isinstance(found, list) else found.items())
    return {str(name): str(value["colour"] if isinstance(value, Mapping) else value) for name, value in pairs}


def css() -> str:
    """Return the palette as CSS variables: ``--kinds-company``, ``--arms-0``, ``--verdicts-worse-text`` ..."""
    lines = [f"--{name}:{value}" for name, value in _flat(palette(), "") if value.startswith("#")]
    return f":root{{{';'.join(lines)}}}"


def as_json() -> str:
    """Return the palette as JSON, for pages that draw by themselves."""
    return json.dumps(palette(), indent=1, ensure_ascii=False)


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield every value with its path; a thing's ``colour`` goes by the thing's own name."""
    if not isinstance(value, (dict, list)):
        yield path.removesuffix("-colour"), str(value)
        return
    pairs: Iterator[tuple[Any, Any]] = iter(enumerate(value) if isinstance(value, list) else value.items())
    for name, inner in pairs:
        yield from _flat(inner, f"{path}-{name}" if path else str(name))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (``#rrggbb``) after WCAG 2.2, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

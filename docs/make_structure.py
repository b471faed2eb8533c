"""Draw which room of the package imports which: ``python docs/make_structure.py [SOURCES PICTURE]``.

A matrix: a row for each room, in the order of the layers that ``pyproject.toml`` lays down (rooms of other versions that it
does not name come last), a column for each room, in a cell how many import lines lead from one to the other. Imports that
lead down stand left of the diagonal; there are no others, or ``make lint`` fails.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "pictures" / "structure.svg"
PACKAGE = "simkemitraan"
CELL, LEFT, TOP = 34, 250, 96


def layers() -> list[str]:
    """Return the rooms from the lowest to the uppermost, as the import contracts order them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    rows = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [room.strip() for row in reversed(rows) for room in row.split("|")]


def room_of(module: str) -> str:
    """Return the room that a module lies in; the package's own page and version are no room."""
    room = module.split(".")[1] if module.count(".") else ""
    return "" if room.startswith("_") else room


def imports(sources: Path) -> Counter[tuple[str, str]]:
    """Return how many import lines lead from one room to another, for the package in a folder of sources."""
    sys.path.insert(0, str(sources))
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=True, cache_dir=None)
    found: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            upper, lower = room_of(module), room_of(other)
            if upper and lower and upper != lower:
                found[upper, lower] += len(graph.get_import_details(importer=module, imported=other))
    return found


def sizes(sources: Path) -> dict[str, tuple[int, int]]:
    """Return files and lines of each room."""
    found: dict[str, tuple[int, int]] = {}
    for path in sorted((sources / PACKAGE).rglob("*.py")):
        room = path.relative_to(sources / PACKAGE).parts[0].removesuffix(".py")
        files, lines = found.get(room, (0, 0))
        found[room] = (files + 1, lines + len(path.read_text(encoding="utf-8").splitlines()))
    return {room: size for room, size in found.items() if not room.startswith("_")}


def drawn(found: Counter[tuple[str, str]], size: dict[str, tuple[int, int]]) -> str:
    """Return the picture."""
    order = layers()
    rooms = sorted(size, key=lambda room: (order.index(room) if room in order else len(order), room))
    width, height = LEFT + CELL * len(rooms) + 70, TOP + CELL * len(rooms) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">',
        "<title>Rows import columns</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for k, room in enumerate(rooms):
        x, y = LEFT + CELL * k, TOP + CELL * k
        files, lines = size[room]
        middle = y + CELL / 2 + 5
        parts += [
            f'<text x="{LEFT - 96}" y="{middle}" text-anchor="end" font-weight="bold">{room}</text>',
            f'<text x="{LEFT - 8}" y="{middle}" text-anchor="end" fill="#555">{files} · {lines:,}</text>',
            f'<text transform="translate({x + CELL / 2 + 4} {TOP - 8}) rotate(-60)">{room}</text>',
            f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="#ddd"/>',
        ]
    for (upper, lower), count in sorted(found.items()):
        x, y = LEFT + CELL * rooms.index(lower), TOP + CELL * rooms.index(upper)
        upwards = rooms.index(lower) > rooms.index(upper)
        colour = "#b2182b" if upwards else "#2166ac"
        ink = "#fff" if count > 12 else "#111"
        parts += [
            f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="{colour}" '
            f'fill-opacity="{min(1.0, 0.12 + count / 25):.2f}"/>',
            f'<text x="{x + CELL / 2}" y="{y + CELL / 2 + 5}" text-anchor="middle" fill="{ink}">{count}</text>',
        ]
    edge = LEFT + CELL * len(rooms)
    lines = [
        f'<path d="M{LEFT} {TOP + CELL * k}H{edge}M{LEFT + CELL * k} {TOP}V{TOP + CELL * len(rooms)}" stroke="#ccc"/>'
        for k in range(len(rooms) + 1)
    ]
    legend = f'<text x="8" y="{TOP - 8}" fill="#555">room, files · lines</text>'
    return "\n".join([*parts, *lines, legend, "</svg>"]) + "\n"


def main() -> None:
    """Draw this version, or the one in a folder of sources."""
    sources, picture = map(Path, sys.argv[1:3]) if len(sys.argv) == 3 else (ROOT / "src", PICTURE)
    picture.write_text(drawn(imports(sources), sizes(sources)), encoding="utf-8")
    print(picture)


if __name__ == "__main__":
    main()

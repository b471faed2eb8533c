"""GraphML and GEXF: nodes become organisations, edges become ties, attributes become columns."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..errors import ImportDataError
from . import xmlsafe
from .cells import Cell, Formula, is_formula
from .sheets import Row, Sheet


def open_graph(path: Path) -> list[Sheet]:
    """Return the table of nodes and the table of edges of a network file.

    Raises
    ------
    ImportDataError
        If it is neither GraphML nor GEXF, or cannot be read as such.
    """
    try:
        with path.open("rb") as file:
            xmlsafe.check(file)
        graph = _read(path)
    except ImportDataError:
        raise
    except Exception as error:  # the reader raises whatever the damage provokes
        raise ImportDataError(
            f"{path.name}: tidak dapat dibaca sebagai GraphML atau GEXF; ekspor ulang dari program asalnya",
            f"{path.name}: cannot be read as GraphML or GEXF; export it again from the program it came from",
        ) from error
    nodes = _table(f"{path.name} [nodes]", "nodes", ("id",), (((node,), data) for node, data in graph.nodes(data=True)))
    edges = _table(
        f"{path.name} [edges]", "edges", ("a", "b"), (((a, b), data) for a, b, data in graph.edges(data=True))
    )
    return [nodes, edges]


def _read(path: Path) -> Any:
    import networkx as nx

    with path.open("rb") as file:
        head = file.read(4096).lower()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if b"<graphml" in head:
            return nx.read_graphml(path)
        if b"<gexf" in head:
            return nx.read_gexf(path)
    raise ImportDataError(
        f"{path.name}: XML ini bukan GraphML atau GEXF", f"{path.name}: this XML is neither GraphML nor GEXF"
    )


def _table(
    source: str, title: str, keys: tuple[str, ...], items: Iterable[tuple[tuple[Any, ...], dict[str, Any]]]
) -> Sheet:
    rows = list(items)
    taken = {*keys, "viz"}
    names = list(dict.fromkeys(name for _, data in rows for name in data if name not in taken))
    return Sheet(source, title, _rows((*keys, *names), rows, len(keys)))


def _rows(header: tuple[str, ...], rows: list[tuple[tuple[Any, ...], dict[str, Any]]], keys: int) -> Iterator[Row]:
    yield Row(0, header)
    for number, (ids, data) in enumerate(rows, 1):
        yield Row(number, (*(_cell(i) for i in ids), *(_cell(data.get(name)) for name in header[keys:])))


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        bare = value.strip()
        return Formula(bare) if is_formula(bare) else bare
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)

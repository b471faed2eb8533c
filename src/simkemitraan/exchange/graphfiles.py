"""GraphML and GEXF: nodes become organisations, edges become ties, attributes become columns.

A network with two kinds of nodes, organisations and projects say, becomes a table of organisations and a table of who is
in which project: a project is never taken for an organisation.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..errors import ImportDataError
from . import xmlsafe
from .cells import Cell, Formula, is_formula, plain
from .sheets import Row, Sheet
from .words import KINDS

_KIND_OF_NODE = (
    "bipartite",
    "mode",
    "node type",
    "nodetype",
    "type",
    "kind",
    "class",
    "jenis",
    "category",
    "set",
    "level",
)
_ALWAYS_TWO = ("bipartite", "mode")  # attributes that nothing but a network of two kinds has
_BODIES = {
    "organisation",
    "organization",
    "organisasi",
    "lembaga",
    "actor",
    "aktor",
    "org",
    "organisations",
    "organizations",
}
_PROJECTS = {
    *("project", "proyek", "event", "kegiatan", "program", "programme", "activity", "forum", "agreement", "perjanjian"),
    *("projects", "events", "acara", "grant", "place", "tempat", "issue", "isu", "mou", "pks"),
}
_MEMBER_HEADER = ("organisation", "project")


def open_graph(path: Path, bodies: str = "") -> list[Sheet]:
    """Return the tables of a network file: of nodes and of edges, or of organisations and of who is in which project.

    Parameters
    ----------
    path : Path
        The file.
    bodies : str
        Which of two kinds of nodes are organisations, where the file has two and the user said so.

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
    two = _two_kinds(graph)
    return _one_mode(path, graph) if two is None else _two_mode(path, graph, two, bodies)


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


def _one_mode(path: Path, graph: Any) -> list[Sheet]:
    nodes = _table(f"{path.name} [nodes]", "nodes", ("id",), (((node,), data) for node, data in graph.nodes(data=True)))
    edges = _table(
        f"{path.name} [edges]", "edges", ("a", "b"), (((a, b), data) for a, b, data in graph.edges(data=True))
    )
    return [nodes, edges]


# --- two kinds of nodes -----------------------------------------------------------------------------------------------


def _two_kinds(graph: Any) -> tuple[str, tuple[str, str]] | None:
    """Return the attribute that tells two kinds of nodes apart, such that no edge joins two of a kind, and both kinds."""
    names = {name for _, data in graph.nodes(data=True) for name in data}
    for name in sorted(names, key=lambda n: _KIND_OF_NODE.index(plain(n)) if plain(n) in _KIND_OF_NODE else 99):
        if plain(name) not in _KIND_OF_NODE:
            continue
        kinds = {node: str(data.get(name, "")) for node, data in graph.nodes(data=True)}
        values = sorted(set(kinds.values()))
        apart = graph.number_of_edges() > 0 and all(kinds[a] != kinds[b] for a, b in graph.edges())
        are_bodies = all(plain(v) in KINDS for v in values)
        if len(values) == 2 and all(values) and apart and (plain(name) in _ALWAYS_TWO or not are_bodies):
            return name, (values[0], values[1])
    return None


def _bodies(values: tuple[str, str]) -> str:
    """Return the kind of nodes that are organisations by its name, empty if the names do not tell."""
    yes = [v for v in values if plain(v) in _BODIES or plain(v) in KINDS]
    no = [v for v in values if plain(v) in _PROJECTS]
    if len(yes) == 1:
        return yes[0]
    return next(v for v in values if v not in no) if len(no) == 1 else ""


def _two_mode(path: Path, graph: Any, two: tuple[str, tuple[str, str]], said: str) -> list[Sheet]:
    name, values = two
    bodies = next((v for v in values if plain(v) == plain(said)), "") if said else _bodies(values)
    kinds = {node: str(data.get(name, "")) for node, data in graph.nodes(data=True)}
    inside = [(n, {k: v for k, v in d.items() if k != name}) for n, d in graph.nodes(data=True) if kinds[n] == bodies]
    nodes = _table(f"{path.name} [nodes]", "nodes", ("id",), (((node,), data) for node, data in inside))
    members = []
    for a, b, data in graph.edges(data=True):
        body, project = (a, b) if kinds[a] == bodies else (b, a)
        about = {k: v for k, v in graph.nodes[project].items() if k != name}
        label = about.pop("label", about.pop("name", project))
        members.append(((body, label), {**about, **data}))
    table = _table(f"{path.name} [edges]", "members", _MEMBER_HEADER, members)
    nodes.kinds = table.kinds = () if bodies else values
    return [nodes, table]


# --- tables -----------------------------------------------------------------------------------------------------------


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

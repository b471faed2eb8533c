"""Writes a network for other programs: GraphML, GEXF, CSV, Kumu, XLSX.

Nothing that is written runs: cells of CSV files that a spreadsheet program would take for a formula get an apostrophe,
cells of workbooks are written as text. A file is complete or not there.
"""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, ResultExistsError
from ..wording import word
from . import exportwords as headings
from .cells import clean, neutral
from .snapshot import EDGE_FIELDS, NODE_FIELDS, Edge, Plain, Snapshot

if TYPE_CHECKING:
    import networkx as nx

ENDINGS = {"graphml": ".graphml", "gexf": ".gexf", "csv": "", "kumu": ".kumu.xlsx", "xlsx": ".xlsx"}
FORMATS = tuple(ENDINGS)
MAX_SHEET_ROWS = 1_048_575


def known_format(to: str) -> None:
    """Raise InputError for a format that cannot be written, with the nearest that can."""
    if to not in FORMATS:
        from ..scenario.hints import did_you_mean

        id, en = did_you_mean("xlsx" if to.lower() in ("excel", "xls") else to.lower(), FORMATS)
        raise InputError(
            word("exchange.export.unknown_format", "id", name=to, guess=id),
            word("exchange.export.unknown_format", "en", name=to, guess=en),
        )


def export(network: Snapshot, to: str, out: Path) -> None:
    """Write a network.

    Parameters
    ----------
    network : Snapshot
        What to write.
    to : str
        One of :data:`FORMATS`.
    out : Path
        File to make; a folder for ``csv``.

    Raises
    ------
    InputError
        If the format is not known, or there are more rows than a sheet can hold.
    ResultExistsError
        If ``out`` exists.
    """
    known_format(to)
    if out.exists():
        raise ResultExistsError(*(word("exchange.export.exists", lang, file=out) for lang in ("id", "en")))
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        inside = work / out.name
        _WRITERS[to](network, inside)
        os.replace(inside, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def graph_of(network: Snapshot) -> nx.Graph[str]:
    """Return the network as a networkx graph with plain attributes."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.graph.update(_sound(network.about))
    for node in network.nodes:
        graph.add_node(node.id, label=clean(node.label), **_sound(node.values))
    for edge in network.edges:
        graph.add_edge(edge.a, edge.b, weight=edge.weight, form=edge.form, trust=edge.trust, **_sound(edge.values))
    return graph


def _sound(values: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return values with texts that XML can hold."""
    return {name: clean(value) if isinstance(value, str) else value for name, value in values.items()}


def _graphml(network: Snapshot, path: Path) -> None:
    import networkx as nx

    nx.write_graphml_xml(graph_of(network), path, named_key_ids=True)


def _gexf(network: Snapshot, path: Path) -> None:
    import networkx as nx

    graph = graph_of(network)
    graph.graph.clear()  # GEXF has no place for them
    nx.write_gexf(graph, path, version="1.2draft")


def _csv(network: Snapshot, path: Path) -> None:
    """Write ``nodes.csv`` and ``edges.csv`` with the headings Gephi knows, and the ledgers."""
    path.mkdir()
    _write_csv(path / "nodes.csv", ("Id", "Label", *_node_columns()), _node_rows(network))
    _write_csv(
        path / "edges.csv",
        ("Source", "Target", "Type", "Weight", *_edge_columns()),
        ((e.a, e.b, "Undirected", e.weight, *_edge_cells(e)) for e in network.edges),
    )
    _write_csv(path / "about.csv", ("key", "value"), network.about.items())
    for name, rows in network.ledgers.items():
        columns = _columns(rows)
        _write_csv(path / f"{name}.csv", columns, ([row.get(c) for c in columns] for row in rows))


def _node_columns() -> tuple[str, ...]:
    return ("district", *NODE_FIELDS)


def _edge_columns() -> tuple[str, ...]:
    return ("form", "trust", *EDGE_FIELDS, "age_months")


def _edge_cells(edge: Edge) -> tuple[object, ...]:
    """Return the cells of an edge, in the order of its columns."""
    return (edge.form, edge.trust, *(edge.values.get(c) for c in (*EDGE_FIELDS, "age_months")))


def _node_rows(network: Snapshot) -> Iterable[tuple[object, ...]]:
    return ((n.id, n.label, *(n.values.get(c) for c in _node_columns())) for n in network.nodes)


def _columns(rows: Sequence[Mapping[str, Plain]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in rows for name in row))


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([neutral(_flag(v)) for v in row] for row in rows)


def _flag(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _kumu(network: Snapshot, path: Path) -> None:
    """Write the two sheets that Kumu imports: elements by label, connections between labels."""
    label = {n.id: n.label for n in network.nodes}
    _workbook(
        path,
        {
            "Elements": (
                ("Label", "Type", "Tags", "ID", *_node_columns()),
                (
                    (
                        n.label,
                        n.values.get("kind"),
                        n.values.get("district"),
                        n.id,
                        *(n.values.get(c) for c in _node_columns()),
                    )
                    for n in network.nodes
                ),
                len(network.nodes),
            ),
            "Connections": (
                ("From", "To", "Type", "Direction", "Strength", *_edge_columns()),
                (
                    (
                        label[e.a],
                        label[e.b],
                        e.form,
                        "mutual",
                        e.weight,
                        *_edge_cells(e),
                    )
                    for e in network.edges
                ),
                len(network.edges),
            ),
        },
    )


def _xlsx(network: Snapshot, path: Path) -> None:
    """Write a workbook to read: headings, sheets and words in the reader's language; an import reads it again."""
    label = {n.id: n.label for n in network.nodes}
    tables: dict[str, tuple[Sequence[str], Iterable[Iterable[object]], int]] = {
        "organisations": (("id", "name", *_node_columns()), _node_rows(network), len(network.nodes)),
        "relations": (
            ("a", "b", "a_name", "b_name", *_edge_columns()),
            ((e.a, e.b, label[e.a], label[e.b], *_edge_cells(e)) for e in network.edges),
            len(network.edges),
        ),
    }
    for name, rows in network.ledgers.items():
        if rows:  # of what did not happen there is no sheet
            columns = _columns(rows)
            tables[name] = (columns, [[row.get(c) for c in columns] for row in rows], len(rows))
    tables["about"] = (("key", "value"), network.about.items(), len(network.about))
    lang = network.lang
    _workbook(path, {headings.sheet(name, lang): _in_words(name, *table, lang) for name, table in tables.items()})


def _in_words(
    table: str, columns: Sequence[str], rows: Iterable[Iterable[object]], count: int, lang: str
) -> tuple[Sequence[str], Iterable[Iterable[object]], int]:
    """Return a table with headings and codes in the reader's language."""
    titles = [headings.column(table, c, lang) for c in columns]
    return titles, ([headings.cell(c, v, lang) for c, v in zip(columns, row, strict=True)] for row in rows), count


def _workbook(path: Path, sheets: Mapping[str, tuple[Sequence[str], Iterable[Iterable[object]], int]]) -> None:
    """Write a workbook in which text is text, whatever it begins with."""
    import xlsxwriter

    for name, (_, _, count) in sheets.items():
        if count > MAX_SHEET_ROWS:
            raise InputError(
                f"lembar {name}: {count} baris melebihi batas Excel; pakai --to csv",
                f"sheet {name}: {count} rows are more than Excel holds; use --to csv",
            )
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "nan_inf_to_errors": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, (header, rows, _) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(header):
                sheet.write_string(0, column, title, bold)
            for line, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    _write_cell(sheet, line, column, value)


def _write_cell(sheet: Any, row: int, column: int, value: object) -> None:
    """Write one cell; ids of 52 bits and everything that is no number go in as text."""
    if isinstance(value, bool):
        sheet.write_number(row, column, int(value))
    elif isinstance(value, int | float) and abs(value) < 1e15:
        sheet.write_number(row, column, value)
    elif value is not None and value != "":
        sheet.write_string(row, column, str(value)[:32_767])


_WRITERS: dict[str, Callable[[Snapshot, Path], None]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "csv": _csv,
    "kumu": _kumu,
    "xlsx": _xlsx,
}

"""One moment of one simulated network, in plain values with names, ready for any other program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..runs.columns import TABLES
from ..wording import word
from ..world.codes import OPEN
from ..world.names import organisation_name
from ..world.schema import NEVER
from .cells import clean

if TYPE_CHECKING:
    import pandas as pd

    from ..runs.result import Result
    from ..world.spec import Place

Plain = str | int | float | bool
_NOT_TOLD = ("month", "id", "district", "alive", "skill", "openness", "leader_no", "grants_won")
NODE_FIELDS = tuple(name for name in TABLES["organisations"] if name not in _NOT_TOLD)
EDGE_FIELDS = tuple(name for name in TABLES["relations"] if name not in ("month", "a", "b"))
LEDGERS = ("ties", "partnerships", "memberships")
_SPAN = {"ties": ("start", "end"), "partnerships": ("start", "end"), "memberships": ("joined", "left")}
_NAMED = {"ties": ("a", "b"), "partnerships": ("lead",), "memberships": ("organisation",)}
_ROLES = ("", "lead_agency", "coordinator")
_FLAGS = {"active", "forum", "cooperating", "mandated"}


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation: its id as text, its name, its figures."""

    id: str
    label: str
    values: dict[str, Plain]


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie: ids of both ends, whether ``agreement``, ``cooperation`` or ``both``, its figures."""

    a: str
    b: str
    form: str
    values: dict[str, Plain]

    @property
    def weight(self) -> float:
        """Meetings a month, a little above zero so that every layout accepts it."""
        return max(0.01, float(self.values.get("meetings", 1.0)))

    @property
    def trust(self) -> float:
        """Mean of the trust of both sides."""
        return (float(self.values.get("trust_a", 0.0)) + float(self.values.get("trust_b", 0.0))) / 2.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The network of one replicate at the end of one month.

    Attributes
    ----------
    nodes : list of Node
        Organisations that exist, in the order of their ids.
    edges : list of Edge
        Ties that are alive, in the order of their ids.
    ledgers : dict of str to list of dict
        Everything that was in this replicate up to this month: ties, partnerships and memberships, with reasons.
    about : dict
        Scenario, month, replicate, seed, version.
    lang : str
        Language of names and headings.
    """

    nodes: list[Node]
    edges: list[Edge]
    ledgers: dict[str, list[dict[str, Plain]]]
    about: dict[str, Plain]
    lang: str = "en"


def snapshot(result: Result, month: int | None, replicate: int, arm: int, lang: str) -> Snapshot:
    """Read one network from a result.

    Parameters
    ----------
    result : Result
        Loaded result folder with all tables.
    month : int, optional
        Month of the horizon; the last year kept up to it is taken. Default: the last.
    replicate, arm : int
        Zero-based replicate and scenario.
    lang : str
        Language of names.

    Raises
    ------
    InputError
        If the tables were not kept, or there is no such replicate or month.
    """
    for table in ("organisations", "relations"):
        if table not in result.tables:
            raise _error("no_tables", result=result.folder, table=table)
    there = sorted(result.frame("organisations", ["replicate"], arm=arm, point=0)["replicate"].unique())
    if replicate not in there:
        known = f"1-{there[-1] + 1}" if there else "-"
        raise _error("no_replicate", replicate=replicate + 1, known=known)
    one: dict[str, Any] = {"arm": arm, "point": 0, "replicate": replicate}
    organisations = result.frame("organisations", None, **one)
    chosen = _month(organisations, month, result.scenarios[arm].months)
    organisations = organisations[(organisations["month"] == chosen) & (organisations["alive"] == 1)].sort_values("id")
    relations = result.frame("relations", None, month=chosen, **one).sort_values(["a", "b"])
    place = result.scenarios[arm].spec().place
    labels = _labels(organisations["id"].tolist(), place, lang)
    about: dict[str, Plain] = {
        "scenario": result.scenarios[arm].name,
        "month": chosen,
        "replicate": replicate + 1,
        "seed": int(result.provenance.get("seed", 0)),
        "hash": result.scenarios[arm].hash(),
    }
    return Snapshot(
        _nodes(organisations, place, labels),
        _edges(relations, labels, chosen),
        _ledgers(result, one, place, lang, chosen),
        about,
        lang,
    )


def _error(key: str, **values: object) -> InputError:
    return InputError(*(word(f"exchange.export.{key}", lang, **values) for lang in ("id", "en")))


def _month(organisations: pd.DataFrame, month: int | None, end: int) -> int:
    kept = sorted(int(m) for m in organisations["month"].unique())
    if month is not None and month >= end:
        raise _error("after_end", month=month, last=end - 1, known=", ".join(map(str, kept)))
    before = [m for m in kept if month is None or m <= month]
    if not before:
        raise _error("no_month", month=month, known=", ".join(map(str, kept)))
    return before[-1]


def _labels(ids: Sequence[int], place: Place, lang: str) -> dict[int, str]:
    """Return a name for each id, told apart where two are the same."""
    names = {i: clean(organisation_name(place, i, lang)) for i in ids}
    counts = Counter(names.values())
    return {i: name if counts[name] == 1 else f"{name} [{i}]" for i, name in names.items()}


def _nodes(frame: pd.DataFrame, place: Place, labels: Mapping[int, str]) -> list[Node]:
    districts = {d.code: clean(d.name) for d in place.districts}
    nodes = []
    for row in frame.to_dict("records"):
        values = _values(row, NODE_FIELDS)
        values["role"] = _ROLES[int(row["role"])]
        values["district"] = districts.get(int(row["district"]), str(row["district"]))
        nodes.append(Node(str(row["id"]), labels[row["id"]], values))
    return nodes


def _edges(frame: pd.DataFrame, labels: Mapping[int, str], month: int) -> list[Edge]:
    edges = []
    for row in frame.to_dict("records"):
        if row["a"] not in labels or row["b"] not in labels:
            continue
        form = "agreement" if row["formal"] else "cooperation"
        form = "both" if row["formal"] and row["cooperating"] else form
        values = _values(row, EDGE_FIELDS)
        if "since" in values:
            values["age_months"] = month - int(values["since"])
        edges.append(Edge(str(row["a"]), str(row["b"]), form, values))
    return edges


def _values(row: Mapping[Any, Any], fields: Sequence[str]) -> dict[str, Plain]:
    """Return the fields of a row as plain values; what is not known or never was is left out."""
    out: dict[str, Plain] = {}
    for name in fields:
        value = row[name]
        if isinstance(value, str):
            out[name] = clean(value)
        elif value == value and value not in (NEVER, OPEN):  # not NaN
            out[name] = bool(value) if name in _FLAGS else float(value) if isinstance(value, float) else int(value)
    return out


def _ledgers(
    result: Result, one: dict[str, Any], place: Place, lang: str, month: int
) -> dict[str, list[dict[str, Plain]]]:
    """Return the ledgers of one replicate up to a month, with the names of those concerned."""
    names: dict[int, str] = {}

    def line(row: dict[Any, Any], table: str) -> dict[str, Plain]:
        columns = [str(c) for c in row]
        out: dict[str, Plain] = {**dict.fromkeys(columns, ""), **_values(row, columns)}
        _see_from(out, month, *_SPAN[table])
        for column in ("field", "second") if table == "partnerships" else ():
            index = int(out[column])
            out[column] = place.fields[index].name if index >= 0 else ""
        for column in _NAMED[table]:
            code = int(out[column])
            names.setdefault(code, clean(organisation_name(place, code, lang)))
            out[f"{column}_name"] = names[code]
        return out

    ledgers = {}
    for table in (t for t in LEDGERS if t in result.tables):
        frame = result.frame(table, None, **one).drop(columns=["arm", "point", "replicate"])
        frame = frame[frame[_SPAN[table][0]] <= month]
        ledgers[table] = [line(row, table) for row in frame.to_dict("records")]
    return ledgers


def _see_from(row: dict[str, Plain], month: int, began: str, ended: str) -> None:
    """Write how old something is in a month, and how long ago it ended; what ends later is still going on."""
    if row[ended] != "" and int(row[ended]) > month:
        row[ended], row["reason"] = "", "none"
    row["age_months"] = month - int(row[began])
    row["ended_months_ago"] = "" if row[ended] == "" else month - int(row[ended])

"""Whether a world of tables and its twin of objects are the same: whole numbers equal, floats to 1e-9."""

from __future__ import annotations

import math
from typing import Any

from tests.twin.people import Grant, Organisation, Partnership, People, Relation

from simkemitraan.world.tables import Table
from simkemitraan.world.world import World

RTOL, ATOL = 1e-9, 1e-12
LEDGER = {
    "ties": "ended_ties",
    "partnerships": "ended_partnerships",
    "memberships": "ended_memberships",
    "events": "events",
    "traces": "traces",
}


def differences(world: World, people: People) -> list[str]:
    """Say where the two differ; an empty list if nowhere."""
    found: list[str] = []
    ids = world.organisations["id"]
    mine = {i.id: i for i in people.everybody}
    rows = list(_rows(world.organisations))
    for row in rows:
        if row["id"] in mine:
            _compare(found, f"organisation {row['id']}", row, _of_organisation(mine[row["id"]], row))
    alive = {row["id"] for row in rows if row["alive"]} ^ {own for own, i in mine.items() if i.alive}
    found.extend(f"organisation {own}: only in one of the two" for own in sorted(alive))
    _compare_all(found, "district", list(_rows(world.districts)), people.districts)
    theirs = [_of_row(r, ids) for r in _rows(world.relations) if not r["forgotten"]]
    _compare_all(found, "relation", theirs, [_of_relation(r) for r in people.relations if not r.forgotten])
    agreements = [_of_agreement_row(q, ids) for q in _rows(world.partnerships) if q["n_members"] > 0]
    _compare_all(found, "partnership", agreements, [_of_partnership(q) for q in people.partnerships if q.members])
    theirs = [_of_grant_row(g, world) for g in _rows(world.grants) if g["left"] > 0 or g["due"] > world.month]
    _compare_all(found, "grant", theirs, [_of_grant(g) for g in people.grants if g.left > 0 or g.due > people.month])
    for name, table in LEDGER.items():
        _compare_all(found, name, list(_rows(getattr(world, table))), getattr(people.ledger, name))
    return found


def _rows(table: Table) -> list[dict[str, Any]]:
    columns = {c.name: table.live(c.name).tolist() for c in table.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _of_organisation(i: Organisation, row: dict[str, Any]) -> dict[str, Any]:
    # rows of districts keep their numbers; nothing else of an organisation refers to rows
    return {name: getattr(i, name) for name in row}


def _of_row(row: dict[str, Any], ids: Any) -> dict[str, Any]:
    names = Relation.__dataclass_fields__
    return {**{n: row[n] for n in names}, "a": int(ids[row["a"]]), "b": int(ids[row["b"]])}


def _of_relation(r: Relation) -> dict[str, Any]:
    return {**{n: getattr(r, n) for n in Relation.__dataclass_fields__}, "a": r.a.id, "b": r.b.id}


def _of_agreement_row(row: dict[str, Any], ids: Any) -> dict[str, Any]:
    n = row["n_members"]
    out = {name: row[name] for name in Partnership.__dataclass_fields__ if name != "members"}
    out |= {
        "joined": row["joined"][:n],
        "pledge": row["pledge"][:n],
        "members": [int(ids[k]) for k in row["member"][:n]],
    }
    return {**out, "leads": int(ids[row["lead"]]) == out["members"][0]}


def _of_partnership(q: Partnership) -> dict[str, Any]:
    out = {name: getattr(q, name) for name in Partnership.__dataclass_fields__}
    return {**out, "members": [i.id for i in q.members], "leads": True}


def _of_grant_row(row: dict[str, Any], world: World) -> dict[str, Any]:
    o, k = world.organisations, row["holder"]
    holder = int(o["id"][k]) if k >= 0 and o["alive"][k] else 0
    return {**{name: row[name] for name in Grant.__dataclass_fields__}, "holder": holder}


def _of_grant(g: Grant) -> dict[str, Any]:
    holder = g.holder.id if g.holder and g.holder.alive else 0
    return {**{name: getattr(g, name) for name in Grant.__dataclass_fields__}, "holder": holder}


def _compare_all(found: list[str], what: str, theirs: list[dict[str, Any]], mine: list[dict[str, Any]]) -> None:
    if len(theirs) != len(mine):
        found.append(f"{what}: {len(theirs)} in the engine, {len(mine)} in the twin")
        return
    for k, (one, other) in enumerate(zip(theirs, mine, strict=True)):
        _compare(found, f"{what} {k}", one, other)


def _compare(found: list[str], what: str, theirs: dict[str, Any], mine: dict[str, Any]) -> None:
    assert theirs.keys() == mine.keys(), (what, theirs.keys() ^ mine.keys())
    for name, value in theirs.items():
        if not _same(value, mine[name]):
            found.append(f"{what}.{name}: {value!r} in the engine, {mine[name]!r} in the twin")


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return len(one) == len(other) and all(_same(x, y) for x, y in zip(one, other, strict=True))
    if isinstance(one, float):
        return math.isclose(one, other, rel_tol=RTOL, abs_tol=ATOL)
    return bool(one == other)

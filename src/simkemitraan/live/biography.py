"""Biographies told in the room: of an organisation, and of what two organisations had with each other.

Told from the tables as they stand and from the ledger of the months simulated in the room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..declare import LANGS, Text
from ..wording.events import TOLD_ONCE, TOLD_TOGETHER, because, said, sentence
from ..world import schema
from ..world.tables import Table
from ..world.trust import mean_trust_of
from ..world.world import World
from .node_index import NodeIndex
from .past import Past, Rows
from .phrases import amount, lasting, percent, when

Told = dict[str, Any]
Story = list[tuple[int, Text]]
AT_A_GLANCE = ("Budget of a year", "Staff and volunteers", "Leader", "Partners")
"""Facts of a card, by their English label, that a phone shows before anything is unfolded."""
PARTNERS_SHOWN = 24
STORY_SHOWN = 40

ROLES = {
    schema.Role.LEAD_AGENCY: Text("dinas pengampu", "lead agency"),
    schema.Role.COORDINATOR: Text("koordinator", "coordinator"),
}


def _pair(text: Text) -> list[str]:
    return [text.id, text.en]


class _Teller:
    """Names and months for one run."""

    def __init__(self, past: Past, nodes: NodeIndex) -> None:
        self.past, self.world, self._nodes = past, past.world, nodes
        ids = past.world.organisations.live("id")
        self._row_of = {int(id): row for row, id in enumerate(ids.tolist())}
        nodes.numbers(past.world)

    def row(self, organisation: int) -> int:
        """Return the row of an id, -1 if it left the tables."""
        return self._row_of.get(organisation, -1)

    def name(self, organisation: int) -> Text:
        """Return the display name of an id."""
        number = self._nodes.by_id().get(organisation)
        if number is None:
            return Text("organisasi lain", "another organisation")
        row = self._nodes.rows[number]
        return Text(str(row[3]), str(row[4]))

    def number(self, organisation: int) -> int:
        """Return the number of an id, -1 if it never was shown."""
        return self._nodes.by_id().get(organisation, -1)

    def when(self, month: int) -> Text:
        """Return a month in words."""
        return when(month, self.world.spec.calendar)

    def field(self, index: int) -> Text:
        """Return a field of service."""
        return self.world.spec.place.fields[index].text


def organisation(past: Past, nodes: NodeIndex, id: int) -> Told:
    """Return the biography of an organisation.

    Returns
    -------
    dict
        ``title``; ``facts``: label and value; ``partners``: number, name, what they have; ``story``: month and what
        happened, latest first. Wording comes in pairs, Indonesian and English.
    """
    teller = _Teller(past, nodes)
    row = teller.row(id)
    facts = _facts(teller, row) if row >= 0 else []
    story = list(_events_of(teller, id)) + list(_ended_ties_of(teller, id)) + list(_ended_memberships_of(teller, id))
    return _told(teller, teller.name(id), facts, _partners(teller, row) if row >= 0 else [], story)


def card(past: Past, nodes: NodeIndex, id: int) -> Told:
    """Return the facts and the partners of an organisation that is there, without its story, and what is told first."""
    teller = _Teller(past, nodes)
    row = teller.row(id)
    told = _told(teller, teller.name(id), _facts(teller, row), _partners(teller, row), [])
    glance = [fact for fact in told["facts"] if fact[1] in AT_A_GLANCE]
    return {"facts": told["facts"], "partners": told["partners"], "glance": glance}


def since(past: Past, nodes: NodeIndex, id: int, month: int) -> list[list[Any]]:
    """Return what happened to an organisation from a month on, latest first: month, when and what, in both languages."""
    teller = _Teller(past, nodes)
    story = list(_events_of(teller, id)) + list(_ended_ties_of(teller, id)) + list(_ended_memberships_of(teller, id))
    told = _told(teller, teller.name(id), [], [], [entry for entry in story if entry[0] >= month])
    return list(told["story"])


def tie(past: Past, nodes: NodeIndex, a: int, b: int) -> Told:
    """Return what two organisations have and had with each other, in the shape of :func:`organisation`."""
    teller = _Teller(past, nodes)
    first, second = teller.name(a), teller.name(b)
    title = Text(f"{first.id} dan {second.id}", f"{first.en} and {second.en}")
    row = _relation(teller.world, teller.row(a), teller.row(b))
    facts = _pair_facts(teller, row) + _agreements(teller, teller.row(a), teller.row(b)) if row >= 0 else []
    story = [entry for other, entry in _ended_ties(teller, a) if other == b]
    return _told(teller, title, facts, [], story + list(_ended_together(teller, a, b)))


def _told(teller: _Teller, title: Text, facts: list[tuple[Text, Text]], partners: list[Any], story: Story) -> Told:
    latest = sorted(story, key=lambda entry: -entry[0])[:STORY_SHOWN]
    return {
        "title": _pair(title),
        "facts": [[*_pair(label), *_pair(value)] for label, value in facts],
        "partners": partners,
        "story": [[month, *_pair(teller.when(month)), *_pair(text)] for month, text in latest],
    }


# --- an organisation as it stands


def _facts(teller: _Teller, row: int) -> list[tuple[Text, Text]]:
    world, o = teller.world, teller.world.organisations
    kind = schema.KIND_TEXTS[schema.KIND_NAMES[int(o["kind"][row])]]
    district = world.spec.place.districts[int(o["district"][row])].name
    role = ROLES.get(schema.Role(int(o["role"][row])))
    alive, active = bool(o["alive"][row]), bool(o["active"][row])
    state = (
        Text("sudah tutup", "closed")
        if not alive
        else (Text("aktif", "active") if active else Text("terdaftar, tidak aktif", "registered, not active"))
    )
    return [
        (Text("Jenis", "Kind"), kind if role is None else Text(f"{kind.id} ({role.id})", f"{kind.en} ({role.en})")),
        (
            Text("Tempat", "Place"),
            Text(
                f"{district}, kecamatan {int(o['place'][row]) + 1}",
                f"{district}, subdistrict {int(o['place'][row]) + 1}",
            ),
        ),
        (Text("Berdiri", "Founded"), teller.when(int(o["founded"][row]))),
        (Text("Keadaan", "State"), state),
        (Text("Bidang utama", "Main field"), teller.field(int(np.argmax(o["priority"][row])))),
        (Text("Anggaran setahun", "Budget of a year"), amount(float(o["income_year"][row]))),
        (Text("Cadangan", "Reserves"), amount(float(o["reserves"][row]))),
        (
            Text("Staf dan relawan", "Staff and volunteers"),
            _people(float(o["staff"][row]), float(o["volunteers"][row])),
        ),
        (Text("Pemimpin", "Leader"), _leader(world, row)),
        (Text("Hibah diterima", "Grants won"), Text(*2 * (str(int(o["grants_won"][row])),))),
        (Text("Mitra", "Partners"), _partner_count(int(o["n_formal"][row]), int(o["n_informal"][row]))),
        (Text("Reputasi", "Reputation"), percent(float(o["reputation"][row]))),
    ]


def _people(staff: float, volunteers: float) -> Text:
    posts = f"{staff:.1f}" if 0.05 <= staff < 9.95 else f"{staff:.0f}"  # a part of a post matters where there are few
    return Text(
        f"{posts.replace('.', ',')} staf, {volunteers:.0f} relawan",
        f"{posts} staff, {volunteers:.0f} volunteers",
    )


def _partner_count(formal: int, informal: int) -> Text:
    return Text(
        f"{formal} kemitraan formal, {informal} kerjasama informal",
        f"{formal} under an agreement, {informal} by cooperation only",
    )


def _leader(world: World, row: int) -> Text:
    o = world.organisations
    number, tenure = int(o["leader_no"][row]) + 1, lasting(int(o["tenure"][row]))
    if int(o["vacant"][row]) > 0:
        return Text("kosong, dijabat pelaksana tugas", "vacant, an acting head")
    return Text(f"pemimpin ke-{number}, menjabat {tenure.id}", f"leader no. {number}, in office for {tenure.en}")


def _partners(teller: _Teller, row: int) -> list[list[Any]]:
    r, o = teller.world.relations, teller.world.organisations
    tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    rows = np.flatnonzero(tied & ((r.live("a") == row) | (r.live("b") == row)))
    trust = mean_trust_of(teller.world.relations, rows, teller.world.params["maintenance"].personal_weight)
    found = []
    for k in np.argsort(-trust, kind="stable")[:PARTNERS_SHOWN].tolist():
        relation = int(rows[k])
        other = int(r["b"][relation]) if int(r["a"][relation]) == row else int(r["a"][relation])
        id = int(o["id"][other])
        state = _state(r, relation, float(trust[k]))
        found.append([teller.number(id), *_pair(teller.name(id)), *_pair(state), int(r["formal"][relation] > 0)])
    return found


def _state(r: Table, relation: int, trust: float) -> Text:
    formal = int(r["formal"][relation]) > 0
    level = percent(trust)
    return Text(
        f"{'kemitraan' if formal else 'kerjasama'}, kepercayaan {level.id}",
        f"{'agreement' if formal else 'cooperation'}, trust {level.en}",
    )


# --- a pair as it stands


def _relation(world: World, a: int, b: int) -> int:
    r = world.relations
    if a < 0 or b < 0:
        return -1
    low, high = r.live("a"), r.live("b")
    found = np.flatnonzero((r.live("forgotten") == 0) & (((low == a) & (high == b)) | ((low == b) & (high == a))))
    return int(found[0]) if found.size else -1


def _pair_facts(teller: _Teller, row: int) -> list[tuple[Text, Text]]:
    r = teller.world.relations
    trust = float(
        mean_trust_of(teller.world.relations, np.array([row]), teller.world.params["maintenance"].personal_weight)[0]
    )
    facts = [
        (Text("Kepercayaan", "Trust"), percent(trust)),
        (Text("Ketegangan", "Strain"), percent(float(r["strain"][row]))),
        (Text("Saling kenal", "Known to each other"), teller.when(int(r["met"][row]))),
    ]
    if int(r["cooperating"][row]):
        origin = schema.ORIGIN_TEXTS[schema.ORIGIN_NAMES[int(r["origin"][row])]]
        since = teller.when(int(r["since"][row]))
        facts.append(
            (
                Text("Kerjasama sejak", "Cooperating since"),
                Text(f"{since.id} ({origin.id})", f"{since.en} ({origin.en})"),
            )
        )
    facts.append(
        (
            Text("Kemitraan bersama", "Shared partnerships"),
            Text(
                f"{int(r['formal'][row])} berjalan, {int(r['joint'][row])} selama ini",
                f"{int(r['formal'][row])} running, {int(r['joint'][row])} ever",
            ),
        )
    )
    return facts


def _agreements(teller: _Teller, a: int, b: int) -> list[tuple[Text, Text]]:
    p = teller.world.partnerships
    members = p.live("member")
    both = np.flatnonzero((members == a).any(axis=1) & (members == b).any(axis=1))
    found = []
    for row in both.tolist():
        kind = schema.TYPE_TEXTS[schema.TYPE_NAMES[int(p["type"][row])]]
        field, signed = teller.field(int(p["field"][row])), teller.when(int(p["signed"][row]))
        term, n = teller.when(int(p["term_end"][row])), int(p["n_members"][row])
        found.append(
            (
                Text(kind.id.capitalize(), kind.en.capitalize()),
                Text(
                    f"{field.id}, {n} anggota, sejak {signed.id}, berlaku hingga {term.id}",
                    f"{field.en}, {n} members, since {signed.en}, running until {term.en}",
                ),
            )
        )
    return found


# --- what the ledger remembers


def _rows(past: Past, table: str, wanted: Callable[[Rows], NDArray[np.bool_]]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a ledger table that ``wanted`` picks, as plain values."""
    for _, columns in past.ledger.rows(table):
        for k in np.flatnonzero(wanted(columns)).tolist():
            yield {name: values[k].item() for name, values in columns.items() if values.ndim == 1}


def _said(key: str, **values: Text) -> Text:
    """Return an event of the common vocabulary in both languages."""
    return Text(*(sentence(key, lang, **{name: value(lang) for name, value in values.items()}) for lang in LANGS))


def _event(event: dict[str, Any]) -> Text | None:
    """Say what happened to one organisation; None for what is told elsewhere."""
    key = schema.EVENT_NAMES[event["event"]]
    if key == "award":
        return _said(key, money=amount(event["value"]))
    return _said(key) if key in (*TOLD_ONCE, *TOLD_TOGETHER, "leader_left") else None


def _events_of(teller: _Teller, id: int) -> Iterator[tuple[int, Text]]:
    for event in _rows(teller.past, "events", lambda rows: np.asarray(rows["organisation"] == id)):
        told = _event(event)
        if told is not None:
            yield event["month"], told


def _because(spell: dict[str, Any]) -> Text:
    """Return why a spell ended, as it stands after *because*."""
    name = schema.REASON_NAMES[spell["reason"]]
    return Text(*(because(name, schema.REASON_TEXTS[name](lang), lang) for lang in LANGS))


def _ended_ties(teller: _Teller, id: int) -> Iterator[tuple[int, tuple[int, Text]]]:
    """Yield (other's id, entry) of each cooperation of ``id`` that ended."""
    for spell in _rows(teller.past, "ended_ties", lambda rows: np.asarray((rows["a"] == id) | (rows["b"] == id))):
        other = spell["b"] if spell["a"] == id else spell["a"]
        reason = _because(spell)
        name, length = teller.name(other), lasting(spell["end"] - spell["start"])
        whom = Text(*(said("with", lang, name=name(lang)) for lang in LANGS))
        trust = {"before": percent(spell["trust_start"]), "after": percent(spell["trust_end"])}
        yield other, (spell["end"], _said("cooperation_ended", whom=whom, lasted=length, reason=reason, **trust))


def _ended_ties_of(teller: _Teller, id: int) -> Iterator[tuple[int, Text]]:
    for _, entry in _ended_ties(teller, id):
        yield entry


def _ended_memberships_of(teller: _Teller, id: int) -> Iterator[tuple[int, Text]]:
    for spell in _rows(teller.past, "ended_memberships", lambda rows: np.asarray(rows["organisation"] == id)):
        yield spell["left"], _left(spell, "left")


def _ended_together(teller: _Teller, a: int, b: int) -> Iterator[tuple[int, Text]]:
    """Yield the partnerships that both were in, at the month the first of them left."""
    mine = {
        s["partnership"]: s
        for s in _rows(teller.past, "ended_memberships", lambda rows: np.asarray(rows["organisation"] == a))
    }
    for spell in _rows(teller.past, "ended_memberships", lambda rows: np.asarray(rows["organisation"] == b)):
        other = mine.get(spell["partnership"])
        if other is not None:
            first = min(spell, other, key=lambda s: int(s["left"]))
            yield first["left"], _left(first, "parted")


def _left(spell: dict[str, Any], key: str) -> Text:
    return _said(key, lasted=lasting(spell["left"] - spell["joined"]), reason=_because(spell))

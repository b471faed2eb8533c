"""What one organisation may decide in a round: what it is asked, its agreements, its partners, whom it may invite."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...declare import Text
from ...world import schema
from ...world.choices import ALONE, Decision
from ...world.trust import mean_trust_of
from ...world.world import World
from ..node_index import NodeIndex
from ..phrases import percent, when
from . import words

Asked = tuple[int, ...]
INVITE_SHOWN = 24
OF_ORGANISATIONS = (Decision.ACCEPT, Decision.INVITE, Decision.SIGN)


@dataclass(frozen=True)
class Item:
    """One thing to decide.

    Attributes
    ----------
    section : {"asked", "agreements", "partners", "invite"}
        Where it stands on the page.
    decision, other : int
        As in :class:`~simkemitraan.world.choices.Decision`; organisations by id.
    text, about : Text
        The question, and what is worth knowing.
    options : tuple of (int, Text)
        Possible answers.
    """

    section: str
    decision: int
    other: int
    text: Text
    about: Text
    options: tuple[tuple[int, Text], ...]


class Desk:
    """What everybody may decide in one round, read off the world at its start.

    Parameters
    ----------
    world : World
        The world at the start of the round; only read.
    nodes : NodeIndex
        Names of organisations.
    foreseen : collection of tuple
        What will be asked (:func:`simkemitraan.engine.foresee`).
    """

    def __init__(self, world: World, nodes: NodeIndex, foreseen: Collection[Asked]) -> None:
        nodes.numbers(world)
        self.world, self._nodes = world, nodes
        self._row_of = {int(id): row for row, id in enumerate(world.organisations.live("id").tolist())}
        self._asked: dict[int, list[Asked]] = {}
        self._items: dict[object, list[Item]] = {}
        for row in foreseen:
            if row[1] not in OF_ORGANISATIONS or row[3] in self._row_of:  # who is founded later cannot be spoken of yet
                self._asked.setdefault(row[2], []).append(row)

    # --- organisations

    def row(self, organisation: int) -> int:
        """Return the row of an id, -1 if there is none."""
        return self._row_of.get(organisation, -1)

    def active(self, organisation: int) -> bool:
        """Return whether an organisation can decide and be invited."""
        row = self.row(organisation)
        return row >= 0 and bool(self.world.organisations["active"][row])

    def vacant(self, organisation: int) -> bool:
        """Return whether its head's post is vacant."""
        return bool(self.world.organisations["vacant"][self.row(organisation)] > 0)

    def barred(self, organisation: int) -> bool:
        """Return whether it may not apply for money now."""
        return bool(self.world.organisations["barred"][self.row(organisation)] > self.world.month)

    def kind(self, organisation: int) -> int:
        """Return its kind."""
        return int(self.world.organisations["kind"][self.row(organisation)])

    def name(self, organisation: int) -> Text:
        """Return the name of an id."""
        number = self._nodes.by_id().get(organisation)
        row = self._nodes.rows[number] if number is not None else [0, 0, 0, "organisasi lain", "another organisation"]
        return Text(str(row[3]), str(row[4]))

    def free(self, kind: int, taken: Collection[int]) -> list[int]:
        """Return the active organisations of a kind that nobody plays, those with most partners first."""
        o = self.world.organisations
        rows = np.flatnonzero((o.live("active") == 1) & (o.live("kind") == kind))
        partners = (o["n_formal"] + o["n_informal"])[rows]
        ids = o["id"][rows[np.lexsort((o["id"][rows], -partners))]].tolist()
        return [int(i) for i in ids if i not in taken]

    def free_by_kind(self, taken: Collection[int]) -> list[int]:
        """Return how many organisations of each kind are active and played by nobody."""
        return [len(self.free(kind, taken)) for kind in range(len(schema.KIND_NAMES))]

    # --- ties

    def _relations(self, organisation: int) -> dict[int, int]:
        """Return the relation row with everybody whom an organisation knows, by id."""
        r, ids, row = self.world.relations, self.world.organisations["id"], self.row(organisation)
        a, b, known = r.live("a"), r.live("b"), r.live("forgotten") == 0
        found = np.flatnonzero(known & ((a == row) | (b == row)))
        return {int(ids[b[k] if a[k] == row else a[k]]): int(k) for k in found.tolist()}

    def tied(self, a: int, b: int) -> tuple[bool, int]:
        """Return whether two organisations cooperate, and how many agreements they share."""
        k = self._relations(a).get(b)
        r = self.world.relations
        return (False, 0) if k is None else (bool(r["cooperating"][k]), int(r["formal"][k]))

    def _trust(self, relation: int) -> Text:
        weight = self.world.params["maintenance"].personal_weight
        return percent(float(mean_trust_of(self.world.relations, np.array([relation]), weight)[0]))

    def agreements(self, organisation: int) -> dict[int, int]:
        """Return the rows of the agreements of an organisation, by their ids."""
        q, row = self.world.partnerships, self.row(organisation)
        rows = [k for k in range(q.n) if row in q["member"][k, : q["n_members"][k]].tolist()]
        return {int(q["id"][k]): k for k in rows}

    def bound_since(self, a: int, b: int, month: int) -> bool:
        """Return whether two organisations share an agreement that one of them entered in ``month`` or later."""
        q, rows = self.world.partnerships, (self.row(a), self.row(b))
        for k in self.agreements(a).values():
            members = q["member"][k, : q["n_members"][k]].tolist()
            if rows[1] in members and max(int(q["joined"][k, members.index(row)]) for row in rows) >= month:
                return True
        return False

    def members(self, row: int, but: int = 0) -> Text:
        """Return the names of the members of an agreement, one of them left out."""
        q, ids = self.world.partnerships, self.world.organisations["id"]
        members = [int(ids[i]) for i in q["member"][row, : q["n_members"][row]].tolist()]
        return words.listed([self.name(i) for i in members if i != but])

    # --- items

    def items(self, organisation: int, offers: Mapping[int, Collection[int]], played: Collection[int]) -> list[Item]:
        """Return all that an organisation may decide.

        Parameters
        ----------
        organisation : int
            Its id.
        offers : mapping of int to collection of int
            Who in the room invites it, or wants to sign with it, by decision.
        played : collection of int
            Ids that somebody plays.
        """
        key = (organisation, repr(sorted((d, sorted(o)) for d, o in offers.items())), frozenset(played))
        if key not in self._items:
            self._items[key] = self._all_items(organisation, offers, played) if self.active(organisation) else []
        return self._items[key]

    def _all_items(
        self, organisation: int, offers: Mapping[int, Collection[int]], played: Collection[int]
    ) -> list[Item]:
        relations = self._relations(organisation)
        asked = self._asked_items(organisation, offers, relations)
        settled = {(item.decision, item.other) for item in asked}
        own = [*self._agreement_items(organisation), *self._partner_items(organisation, relations)]
        invite = self._invite_items(organisation, relations, played)
        rest = [item for item in (*own, *invite) if (item.decision, item.other) not in settled]
        return [*asked, *rest]

    def _asked_items(
        self, organisation: int, offers: Mapping[int, Collection[int]], relations: Mapping[int, int]
    ) -> list[Item]:
        found: dict[tuple[int, int], Item] = {}
        foreseen = self._asked.get(organisation, [])
        pairs = [(month, decision, other) for month, decision, _, other, _ in foreseen]
        pairs += [(-1, decision, other) for decision, others in offers.items() for other in others]
        for month, decision, other in pairs:
            key = (decision, other)
            if key in found or decision not in (Decision.ACCEPT, Decision.SIGN, Decision.APPLY):
                continue
            if decision == Decision.APPLY:
                found[key] = self._call(organisation, other, month)
                continue
            question = words.QUESTIONS["accept" if decision == Decision.ACCEPT else "sign"]
            about = [self._about(other, relations), *([] if month < 0 else [self._in(month)])]
            found[key] = _item(
                "asked", Decision(decision), other, words.filled(question, self.name(other)), words.joined(about)
            )
        return list(found.values())

    def _in(self, month: int) -> Text:
        return words.filled(words.MONTH_OF, when(month, self.world.spec.calendar))

    def _about(self, other: int, relations: Mapping[int, int]) -> Text:
        kind = schema.KIND_TEXTS[schema.KIND_NAMES[self.kind(other)]]
        kind = Text(kind.id.capitalize() + ".", kind.en.capitalize() + ".")
        known = relations.get(other)
        met = words.STRANGERS if known is None else words.filled(words.KNOWN, self._trust(known))
        return words.joined([kind, met])

    def _call(self, organisation: int, funder: int, month: int) -> Item:
        """Return the question whether to answer a call: alone, with one of the agreements it may speak for, or not."""
        own = self.agreements(organisation)
        possible = {
            row[4] for row in self._asked.get(organisation, []) if row[1] == Decision.APPLY and row[3] == funder
        }
        options = [(ALONE, words.ANSWERS[Decision.APPLY][ALONE])] if ALONE in possible else []
        together = {key: self.members(row, organisation) for key, row in own.items() if key in possible}
        for key, members in together.items():
            option = words.filled(words.TOGETHER, members)
            if list(together.values()).count(members) > 1:  # two agreements of the same organisations
                until = when(int(self.world.partnerships["term_end"][own[key]]), self.world.spec.calendar)
                option = words.joined([option, words.filled(words.OF_TERM, until)])
            options.append((key, option))
        options.append((0, words.ANSWERS[Decision.APPLY][0]))
        text = words.filled(words.QUESTIONS["apply"], schema.FUNDER_TEXTS[schema.FUNDERS[funder]])
        return Item("asked", Decision.APPLY, funder, text, self._in(month), tuple(options))

    def _agreement_items(self, organisation: int) -> list[Item]:
        q, found = self.world.partnerships, []
        due = {row[3]: row[0] for row in self._asked.get(organisation, []) if row[1] == Decision.RENEW}
        for key, row in self.agreements(organisation).items():
            names, trust = self.members(row, organisation), words.filled(words.TRUST, percent(float(q["trust"][row])))
            decision, word = (Decision.RENEW, "renew") if key in due else (Decision.LEAVE, "leave")
            until = words.filled(words.UNTIL, when(due.get(key, int(q["term_end"][row])), self.world.spec.calendar))
            text = words.filled(words.QUESTIONS[word], names)
            section = "asked" if key in due else "agreements"
            found.append(_item(section, decision, key, text, words.joined([until, trust])))
        return found

    def _partner_items(self, organisation: int, relations: Mapping[int, int]) -> list[Item]:
        r, found = self.world.relations, []
        for other, k in relations.items():
            if not r["cooperating"][k] or r["formal"][k] > 0 or r["mandated"][k] or not self.active(other):
                continue
            if self.vacant(organisation) or self.vacant(other):
                continue
            text, about = words.filled(words.QUESTIONS["offer"], self.name(other)), self._about(other, relations)
            found.append(Item("partners", Decision.SIGN, other, text, about, ((1, words.OFFER),)))
        return found

    def _invite_items(self, organisation: int, relations: Mapping[int, int], played: Collection[int]) -> list[Item]:
        """Return whom it may think of: those in the room, those it knows, its neighbours, those with most partners."""
        o, r = self.world.organisations, self.world.relations
        row = self.row(organisation)
        home = np.flatnonzero((o.live("district") == o["district"][row]) & (o.live("active") == 1))
        near = home[o["place"][home] == o["place"][row]]
        known_best = home[np.argsort(-(o["n_formal"] + o["n_informal"])[home], kind="stable")]
        partners = {i for i, k in relations.items() if r["cooperating"][k] or r["formal"][k] > 0}
        thought = dict.fromkeys([*sorted(played), *relations, *o["id"][near].tolist(), *o["id"][known_best].tolist()])
        others = [i for i in thought if i != organisation and i not in partners and self.active(i)]
        found = []
        for other in others[: max(INVITE_SHOWN, len(played))]:
            here = [words.ALSO_PLAYED] if other in played else []
            about = words.joined([self._about(other, relations), *here])
            found.append(_item("invite", Decision.INVITE, other, self.name(other), about))
        return found

    # --- what cannot be

    def refusal(self, organisation: int, decision: int, other: int) -> Text | None:
        """Say why an organisation cannot decide something that it is not offered; ``None`` if it can."""
        if not self.active(organisation):
            return words.GONE
        if decision in OF_ORGANISATIONS:
            return self._refusal_of_organisation(organisation, decision, other)
        if decision in (Decision.RENEW, Decision.LEAVE):
            return words.NOT_MEMBER if other not in self.agreements(organisation) else words.NOT_DUE
        return words.BARRED if self.barred(organisation) else words.NO_CALL

    def _refusal_of_organisation(self, organisation: int, decision: int, other: int) -> Text | None:
        if organisation == other:
            return words.YOURSELF
        if not self.active(other):
            return words.INACTIVE
        cooperating, formal = self.tied(organisation, other)
        if decision == Decision.INVITE:
            return words.PARTNER if cooperating or formal else None
        if decision == Decision.ACCEPT:
            return words.NOT_ASKED
        if self.vacant(organisation) or self.vacant(other):
            return words.VACANT
        if not cooperating:
            return words.NO_COOPERATION
        return words.SIGNED if formal else None


def _item(section: str, decision: Decision, other: int, text: Text, about: Text) -> Item:
    return Item(section, decision, other, text, about, tuple(words.ANSWERS[decision].items()))


def public(item: Item, nodes: NodeIndex, answer: int | None) -> dict[str, Any]:
    """Return an item as it is sent: organisations by their number."""
    other = nodes.by_id()[item.other] if item.decision in OF_ORGANISATIONS else item.other
    return {
        "section": item.section,
        "decision": int(item.decision),
        "other": other,
        "text": [item.text.id, item.text.en],
        "about": [item.about.id, item.about.en],
        "options": [[value, text.id, text.en] for value, text in item.options],
        "answer": answer,
    }

"""A world of ordinary objects: organisations are Mesa agents, relations and partnerships are dataclasses.

Nothing here is fast or clever. The rules beside this module (one file a mechanism) are written to the ODD and read
luck by the keys that it states; the engine must agree with them.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

import mesa
from tests.twin.decided import Decided

from simkemitraan.declare import Values
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.world.choices import held
from simkemitraan.world.schema import FUNDERS, NEVER, Role
from simkemitraan.world.world import World


class Organisation(mesa.Agent):
    """One organisation; its attributes are the columns of the table of organisations (named here: what the rules use)."""

    id: int
    kind: int
    role: int
    alive: int
    active: int
    founder_led: int
    district: int
    place: int
    address: int
    size: float
    staff: float
    volunteers: float
    reserves: float
    opening: float
    income: float
    spending: float
    own_income: float
    effort: float
    pay: float
    paid: list[float]
    paid_year: list[float]
    line: list[float]
    spent: list[float]
    goods: float
    goods_used: float
    gifts: float
    posts: float
    grant_income: float
    income_year: float
    income_past: float
    capability: list[float]
    priority: list[float]
    culture: list[float]
    applied: list[float]
    registered: int
    accredited: int
    founded: int
    barred: int
    won_month: int
    won_from: list[int]
    grants_won: int
    reach: float
    capacity_start: float
    staff_wanted: float
    practice: float
    reputation: float
    transparency: float
    experience: float
    skill: float
    openness: float
    appeal: float
    tenure: int
    leader_no: int
    vacant: int
    leader_changed_at: int
    trustor: float
    forum: int
    n_informal: int
    n_formal: int
    load: float
    record: float
    tie_hours: float
    hours: float
    served: float

    def __init__(self, model: People, values: dict[str, Any]) -> None:
        super().__init__(model)
        self.__dict__.update(values)
        self.tied: list[tuple[Organisation, Relation]] = []  # as the month began, in the order of meeting
        self.acquainted: list[tuple[Organisation, Relation]] = []
        self.pairs: list[Relation] = []  # all of them, also those of this month
        self.grants: list[Grant] = []


@dataclass(eq=False)
class Relation:
    """Two organisations that know each other, the one with the smaller id first."""

    a: Organisation
    b: Organisation
    met: int
    last_active: int
    affinity: float
    frailty: float
    distance: float
    trust_start: float
    personal_a: float
    personal_b: float
    institutional_a: float
    institutional_b: float
    forgotten: int = 0
    cooperating: int = 0
    mandated: int = 0
    origin: int = 0
    since: int = NEVER
    formal: int = 0
    joint: int = 0
    memory: float = 0.0
    meetings: float = 0.0
    strain: float = 0.0
    governance: float = 0.0
    referrals: float = 0.0
    loan: float = 0.0

    @property
    def tied(self) -> bool:
        return bool(self.cooperating or self.formal > 0)

    def level(self, weight: float) -> float:
        """Mean trust of both sides."""
        personal, institutional = self.personal_a + self.personal_b, self.institutional_a + self.institutional_b
        return 0.5 * weight * personal + 0.5 * (1.0 - weight) * institutional


@dataclass(eq=False)
class Partnership:
    """An agreement; ``members`` in order, the lead first. Without members it has ended."""

    id: int
    members: list[Organisation]
    joined: list[int]
    pledge: list[float]
    type: int
    origin: int
    field: int
    second: int
    district: int
    signed: int
    term_end: int
    review: int
    term: int
    renewals: int
    governance: float
    goal: float
    progress: float
    lost: int
    frailty: float
    trust: float
    trust_start: float
    fit: float
    funded: int = 0
    innovations: int = 0


@dataclass(eq=False)
class Grant:
    """Money awarded, paid in instalments to the holder (none: it has closed) or for a partnership (its id, 0: alone)."""

    funder: int
    district: int
    holder: Organisation | None
    partnership: int
    monthly: float
    left: int
    start: int
    due: int
    amount: float
    paid: float


@dataclass
class Ledger:
    """What ended and what happened this month, as rows."""

    ties: list[dict[str, Any]] = field(default_factory=list)
    partnerships: list[dict[str, Any]] = field(default_factory=list)
    memberships: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    traces: list[dict[str, Any]] = field(default_factory=list)


class People(mesa.Model):
    """A copy of a world of tables, as objects."""

    def __init__(self, world: World) -> None:
        super().__init__(rng=1)
        self.seed_of_draws, self.month, self.calendar_start = world.seed, world.month, world.spec.calendar
        self.params: dict[str, Values] = copy.deepcopy(world.params)
        self.own_params = {name: Values(m.params, world.spec.params.get(name)) for name, m in BY_NAME.items()}
        self.timeline, self.off = list(world.timeline), world.spec.off
        self.decided = Decided(held(world))
        self.place, self.fields, self.trace = world.spec.place, world.fields, world.spec.trace
        self.districts = [_row(world.districts, k) for k in range(world.districts.n)]
        self.everybody = [Organisation(self, _row(world.organisations, k)) for k in range(world.organisations.n)]
        self.relations = [self._relation(_row(world.relations, k)) for k in range(world.relations.n)]
        self.partnerships = [self._partnership(_row(world.partnerships, k)) for k in range(world.partnerships.n)]
        self.grants = [self._grant(_row(world.grants, k)) for k in range(world.grants.n)]
        self.ledger = Ledger()
        self.pairs: dict[tuple[int, int], Relation] = {}
        self.index: dict[tuple[int, int], Relation] = {}
        self.registry = set(world.known.tolist())
        self.begin_month()

    def _relation(self, row: dict[str, Any]) -> Relation:
        names = set(Relation.__dataclass_fields__) - {"a", "b"}
        return Relation(self.everybody[row["a"]], self.everybody[row["b"]], **{n: row[n] for n in names})

    def _partnership(self, row: dict[str, Any]) -> Partnership:
        n = row["n_members"]
        names = set(Partnership.__dataclass_fields__) - {"members", "joined", "pledge"}
        return Partnership(
            members=[self.everybody[k] for k in row["member"][:n]],
            joined=row["joined"][:n],
            pledge=row["pledge"][:n],
            **{name: row[name] for name in names},
        )

    def _grant(self, row: dict[str, Any]) -> Grant:
        names = set(Grant.__dataclass_fields__) - {"holder"}
        holder = self.everybody[row["holder"]] if row["holder"] >= 0 else None
        return Grant(holder=holder, **{name: row[name] for name in names})

    def begin_month(self) -> None:
        """Clear what is counted by the month, and look around: who is tied to whom as the month begins."""
        for organisation in self.everybody:
            organisation.opening = organisation.reserves
        for d in self.districts:
            d["pool_in"], d["pool_out"] = [0.0] * len(FUNDERS), [0.0] * len(FUNDERS)
        self.pairs = {key(r.a, r.b): r for r in self.relations if not r.forgotten}
        self.index = dict(self.pairs)
        for organisation in self.everybody:
            organisation.tied, organisation.acquainted, organisation.pairs, organisation.grants = [], [], [], []
        for g in self.grants:
            if g.holder:
                g.holder.grants.append(g)
        for r in self.pairs.values():
            for one, other in ((r.a, r.b), (r.b, r.a)):
                (one.tied if r.tied else one.acquainted).append((other, r))
                one.pairs.append(r)

    def end_month(self) -> None:
        """Pairs without a tie for long forget each other; the next month comes."""
        if self.month % 12 == 0:
            for r in self.relations:
                idle = not r.tied and self.month - r.last_active > self.params["maintenance"].memory_months
                r.forgotten = 1 if r.forgotten or idle else 0
        self._let_go()
        self.month += 1

    def _let_go(self) -> None:
        """Who has closed, what has ended and what is settled is nobody's business any more."""
        for i in self.everybody:
            if not i.alive:
                i.remove()
        self.everybody = [i for i in self.everybody if i.alive]
        self.relations = [r for r in self.relations if not r.forgotten]
        self.partnerships = [q for q in self.partnerships if q.members]
        self.grants = [g for g in self.grants if g.left > 0 or g.due > self.month]

    @property
    def season(self) -> int:
        """Month of the calendar; 0 is January."""
        return (self.calendar_start + self.month) % 12

    def of_field(self, values: list[float], name: str) -> float:
        """The value of the field of that name; of the last one if the place has none."""
        names = [field.name for field in self.place.fields]
        return values[names.index(name)] if name in names else values[-1]

    def lay_off(self, i: Organisation, people: float) -> None:
        """Staff become job seekers of the district."""
        gone = min(i.staff, people)
        i.staff -= gone
        self.districts[i.district]["jobless"] += gone

    def known(self, i: Organisation, j: Organisation) -> Relation | None:
        """The relation of two organisations that knew each other as the month began."""
        return self.index.get(key(i, j))

    def partners(self, i: Organisation) -> list[tuple[Organisation, Relation]]:
        """Partners as they are now, both sides active, in the order in which the pairs met."""
        ties = [r for r in i.pairs if r.tied and not r.forgotten and r.a.active and r.b.active]
        return [(r.b if r.a is i else r.a, r) for r in ties]

    def trust(self, i: Organisation, r: Relation) -> float:
        """Trust of one side of a pair in the other."""
        w = self.params["maintenance"].personal_weight
        personal, institutional = (r.personal_a, r.institutional_a) if r.a is i else (r.personal_b, r.institutional_b)
        return w * personal + (1.0 - w) * institutional

    def count_ties(self) -> None:
        """Count partners and work out loads."""
        chosen = dict.fromkeys(self.everybody, 0)  # informal ones that are no appointments
        for i in self.everybody:
            i.n_informal = i.n_formal = 0
        for r in self.relations:
            for i in (r.a, r.b) if not r.forgotten else ():
                informal = bool(r.formal == 0 and r.cooperating)
                i.n_formal += r.formal > 0
                i.n_informal += informal
                chosen[i] += informal and not r.mandated
        for i in self.everybody:
            i.load = self._load(i, chosen[i])

    def _load(self, i: Organisation, chosen: int) -> float:
        p = self.params["maintenance"]
        asked = p.hours_per_tie * (chosen + p.formal_weight * i.n_formal)
        asked *= p.convenor_discount if i.role == Role.LEAD_AGENCY else 1.0
        there = self.hours_for_ties(i)
        if asked <= 0.0:
            return 0.0
        return float(min(10.0, asked / there)) if there > 0.0 else 10.0

    def own_hours(self, i: Organisation) -> float:
        """Hours of staff and volunteers without administration."""
        p = self.params["service_delivery"]
        return float((p.hours_per_staff * i.staff + p.hours_per_volunteer * i.volunteers) * (1.0 - p.overhead))

    def hours_for_ties(self, i: Organisation) -> float:
        p = self.params["maintenance"]
        return float((p.coordinator_share if i.role == Role.COORDINATOR else p.tie_share) * self.own_hours(i))


def key(i: Organisation, j: Organisation) -> tuple[int, int]:
    return (i.id, j.id) if i.id < j.id else (j.id, i.id)


def _row(table: Any, k: int) -> dict[str, Any]:
    return {c.name: table[c.name][k].tolist() for c in table.columns}

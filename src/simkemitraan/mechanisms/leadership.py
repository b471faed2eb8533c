"""Leaders leave, posts stay vacant, successors come; personal trust goes with the person.

Each month a leader leaves with a hazard by kind of organisation: 16 % a year outside government (hospital chief
executives 13-20 %, mean 16; facts 44), far less for a founder at the head of a small organisation, and little inside
government, where most heads move at once after an election: new district heads may not rotate officials for six
months, then move many together (fact 61). Waves happen once in every term, in a month drawn for each organisation from
the months after the freeze. Decline raises the hazard (+50 % after a loss of a fifth of income; fact 45).

A post stays vacant for a geometric number of months; an acting head signs nothing new. The successor brings another
skill, openness and partly other priorities. *Personal* trust on all relations of the post is reset to the share that a
handover keeps plus a fraction of the trust between strangers; *institutional* trust stays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text, Values
from ..world.compiling import compiled
from ..world.draws import Purpose, draw, draw2, geometric, monthly, normal, yearly_rate
from ..world.schema import Event, Kind
from ..world.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.int8]

TITLE = Text("kepemimpinan", "leadership")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.kind",
    "organisations.alive",
    "organisations.founder_led",
    "organisations.district",
    "organisations.income_year",
    "organisations.income_past",
    "districts.inaugurated",
    "relations.a",
    "relations.b",
    "relations.gone",
    "relations.trust_start",
)
WRITES: tuple[str, ...] = (
    "organisations.tenure",
    "organisations.vacant",
    "organisations.leader_no",
    "organisations.changed",
    "organisations.skill",
    "organisations.openness",
    "organisations.founder_led",
    "organisations.priority",
    "organisations.trustor",
    "relations.personal_a",
    "relations.personal_b",
    "events.*",
)
PARAMS: tuple[Param, ...] = (
    Param(
        "hazard_per_year",
        0.16,
        0.0,
        1.0,
        "probability/year",
        "ACHE 1981-2020: 13-20 %, mean 16.05 (fact 44)",
        Text(
            "peluang pemimpin di luar pemerintah berganti dalam setahun",
            "chance that a leader outside government leaves within a year",
        ),
    ),
    Param(
        "founder_hazard_per_year",
        0.03,
        0.0,
        1.0,
        "probability/year",
        "assumption: founders rarely leave",
        Text("peluang pendiri yang memimpin pergi dalam setahun", "chance that a leading founder leaves within a year"),
    ),
    Param(
        "government_hazard_per_year",
        0.03,
        0.0,
        1.0,
        "probability/year",
        "set so that base and waves together give the observed rate (fact 61)",
        Text(
            "peluang kepala dinas berganti dalam setahun, di luar gelombang",
            "chance that a head of an agency leaves within a year, waves aside",
        ),
    ),
    Param(
        "wave_share",
        0.65,
        0.0,
        1.0,
        "share",
        "22 of 26 posts in one regency (fact 61); 0.5-0.85",
        Text("bagian kepala dinas yang dipindah setelah pilkada", "share of agency heads moved after an election"),
    ),
    Param(
        "wave_freeze",
        6,
        0,
        24,
        "months",
        "Law 10/2016 art. 162(3): six months (fact 61)",
        Text("bulan tanpa mutasi sejak pelantikan", "months without rotation after inauguration"),
        form="whole",
    ),
    Param(
        "wave_spread",
        12,
        1,
        36,
        "months",
        "assumption: months 7 to 18 after inauguration",
        Text("bulan selama mutasi berlangsung", "months over which the rotation takes place"),
        form="whole",
    ),
    Param(
        "wave_period",
        60,
        0,
        240,
        "months",
        "terms of five years; 0 means no elections",
        Text("masa jabatan kepala daerah; 0 berarti tanpa pilkada", "term of the district head; 0 means no elections"),
        form="whole",
    ),
    Param(
        "vacancy_months",
        3.0,
        1.0,
        24.0,
        "months",
        "assumption; 8 of 34 posts were vacant in one regency (fact 61)",
        Text("rata-rata lama jabatan kosong", "mean length of a vacancy"),
    ),
    Param(
        "decline_effect",
        0.5,
        0.0,
        5.0,
        "1",
        "Stewart & Diebold 2017: +50 % after -20 % (fact 45)",
        Text("kenaikan peluang bila pemasukan turun seperlima", "rise of the hazard when income has fallen by a fifth"),
    ),
    Param(
        "handover_share",
        0.1,
        0.0,
        1.0,
        "share",
        "assumption; no pattern informs it",
        Text("bagian kepercayaan pribadi yang diserahterimakan", "share of personal trust that a handover keeps"),
        role="lever",
        informed=False,
        cost=120.0,
    ),
    Param(
        "successor_trust",
        0.8,
        0.0,
        1.0,
        "share",
        "assumption; equations working value",
        Text("kepercayaan kepada pengganti, dibanding orang baru", "trust in a successor, relative to a stranger"),
        informed=False,
    ),
    Param(
        "priority_shift",
        0.25,
        0.0,
        1.0,
        "share",
        "assumption",
        Text("bagian prioritas yang diubah pemimpin baru", "share of priorities that a successor changes"),
        informed=False,
    ),
)

_AGENCY = int(Kind.AGENCY)
_LEAVES = -1


@compiled
def in_wave(month: int, inaugurated: int, freeze: int, spread: int, period: int, u: float) -> bool:
    """Return whether ``month`` is the one that ``u`` picks for this post within the months after the freeze."""
    if period <= 0:
        return False
    since = (month - inaugurated) % period
    return since == freeze + int(u * spread)


@compiled
def _leave(
    n: int,
    seed: int,
    month: int,
    ids: NDArray[np.int64],
    kind: Codes,
    alive: Codes,
    founder_led: Codes,
    district: Ints,
    income_year: Floats,
    income_past: Floats,
    inaugurated: Ints,
    vacant: Ints,
    tenure: Ints,
    changed: Ints,
    rates: Floats,
) -> int:
    """Decide who leaves this month; the others grow older in office. Returns how many leave."""
    left = 0
    for i in range(n):
        if not alive[i]:
            continue
        tenure[i] += 1
        leaves = vacant[i] == _LEAVES
        if vacant[i] > 0:
            vacant[i] -= 1
        else:
            rate = rates[0] if kind[i] != _AGENCY else rates[2]
            if founder_led[i]:
                rate = rates[1]
            if income_year[i] < 0.8 * income_past[i]:
                rate *= 1.0 + rates[3]
            if rate > 0.0 and draw(seed, Purpose.LEADER_LEAVES, month, 0, ids[i], 0) < monthly(rate):
                leaves = True
        if kind[i] == _AGENCY and rates[4] > 0.0 and not leaves:
            term = inaugurated[district[i]] + ((month - inaugurated[district[i]]) // max(int(rates[7]), 1)) * int(
                rates[7]
            )
            u, v = draw2(seed, Purpose.LEADER_WAVE, term, 0, ids[i], 0)
            moves = in_wave(month, inaugurated[district[i]], int(rates[5]), int(rates[6]), int(rates[7]), u)
            leaves = moves and v < rates[4]
        if leaves:
            changed[i] = month
            left += 1
    return left


@compiled
def _succeed(
    n: int,
    seed: int,
    month: int,
    fields: int,
    ids: NDArray[np.int64],
    alive: Codes,
    changed: Ints,
    vacant: Ints,
    tenure: Ints,
    leader_no: Ints,
    founder_led: Codes,
    persons: Floats,
    priority: Floats,
    vacancy: float,
    shift: float,
) -> None:
    """Give each post left this month its vacancy and its successor. ``persons`` holds skill, openness and trustor effect."""
    for i in range(n):
        if not alive[i] or changed[i] != month:
            continue
        u, v = draw2(seed, Purpose.SUCCESSOR, month, 0, ids[i], 0)
        w, x = draw2(seed, Purpose.SUCCESSOR, month, 1, ids[i], 0)
        persons[i, 0] = min(1.0, max(0.0, 0.5 + 0.15 * normal(u)))
        persons[i, 1] = normal(v)
        # half of the trustor effect is the organisation's, half the leader's
        persons[i, 2] = 0.5 * persons[i, 2] + 0.866 * 0.12 * normal(w)
        vacant[i] = geometric(x, vacancy)
        tenure[i] = 0
        leader_no[i] += 1
        founder_led[i] = 0
        total = 0.0
        for f in range(fields):
            taste = 0.05 + draw(seed, Purpose.SUCCESSOR, month, 2 + f, ids[i], 0) ** 3
            priority[i, f] = (1.0 - shift) * priority[i, f] + shift * taste / fields
            total += priority[i, f]
        for f in range(fields):
            priority[i, f] /= total


@compiled
def _reset_trust(
    m: int,
    month: int,
    a: Ints,
    b: Ints,
    gone: Codes,
    changed: Ints,
    trust_start: Floats,
    personal_a: Floats,
    personal_b: Floats,
    kept: float,
    successor: float,
) -> None:
    """Reset personal trust, both ways, on every relation of a post that changed hands this month."""
    for r in range(m):
        if gone[r] or (changed[a[r]] != month and changed[b[r]] != month):
            continue
        fresh = (1.0 - kept) * successor * trust_start[r]
        personal_a[r] = kept * personal_a[r] + fresh
        personal_b[r] = kept * personal_b[r] + fresh


def step(world: World, p: Values, seed: int) -> None:
    """Leaders leave; successors come; personal trust is reset."""
    o, r, d = world.organisations, world.relations, world.districts
    rates = np.array(
        [
            yearly_rate(min(p.hazard_per_year, 1.0 - 1e-12)),
            yearly_rate(min(p.founder_hazard_per_year, 1.0 - 1e-12)),
            yearly_rate(min(p.government_hazard_per_year, 1.0 - 1e-12)),
            p.decline_effect,
            p.wave_share if p.wave_period > 0 else 0.0,
            p.wave_freeze,
            p.wave_spread,
            p.wave_period,
        ]
    )
    left = _leave(
        o.n,
        seed,
        world.month,
        o["id"],
        o["kind"],
        o["alive"],
        o["founder_led"],
        o["district"],
        o["income_year"],
        o["income_past"],
        d["inaugurated"],
        o["vacant"],
        o["tenure"],
        o["changed"],
        rates,
    )
    if not left:
        return
    rows = np.flatnonzero((o.live("changed") == world.month) & (o.live("alive") == 1))
    world.note(Event.LEADER_LEFT, rows, value=o["tenure"][rows].astype(np.float64))
    world.count("leaders_left", left)
    persons = np.stack([o["skill"], o["openness"], o["trustor"]], axis=1)
    _succeed(
        o.n,
        seed,
        world.month,
        world.fields,
        o["id"],
        o["alive"],
        o["changed"],
        o["vacant"],
        o["tenure"],
        o["leader_no"],
        o["founder_led"],
        persons,
        o["priority"],
        p.vacancy_months,
        p.priority_shift,
    )
    for column, name in enumerate(("skill", "openness", "trustor")):
        o[name][rows] = persons[rows, column]
    _reset_trust(
        r.n,
        world.month,
        r["a"],
        r["b"],
        r["gone"],
        o["changed"],
        r["trust_start"],
        r["personal_a"],
        r["personal_b"],
        p.handover_share,
        p.successor_trust,
    )

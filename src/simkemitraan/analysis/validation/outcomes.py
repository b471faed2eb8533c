"""The sheet of the outcome half: money, service and families, and named wrong worlds to set beside it.

Ranges come from single cases, many of them in the press: order and sign count before level. What is compared:

* a year of the *social agency* is a calendar year of the lead agency;
* *served from the district's own money* are the needs that the social agency meets, of all needs (those that national
  transfers meet included); *by anybody* adds everybody else and the transfers;
* a *loss* is a fall of yearly income by a tenth or more at an active nonprofit with three or more paid staff, as such
  organisations are surveyed;
* an award is made *again* where the same funder made one to the same organisation in the three years before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy.stats import kendalltau

from ... import engine
from ...declare import Text
from ...world.schema import LINES, PAYERS, Kind, Role
from ...world.spec import Spec
from ...world.world import World
from .history import Floats, Ints
from .measurement import Statistics, TargetRow, score
from .sheet import INF, Row, item, share

FIRST, YEARS = 60, 8  # after so many months of the horizon, for so many calendar years
_PAY, _SERVICES, _AID, _DISASTER = range(len(LINES))
_PUBLIC = [PAYERS.index("district"), PAYERS.index("national")]
_HOUSEHOLDS = PAYERS.index("households")
_SURVEYED = 3.0  # paid staff of a nonprofit that surveys of the sector reach
_LOSS = 0.9  # income of a year, relative to the year before, that counts as a loss
_RESPONSES = ("pay_frozen", "hiring_deferred", "reserves_drawn", "posts_cut", "programmes_cut", "fewer_served")
OBSERVED = np.array([0.50, 0.40, 0.39, 0.33, 0.21, 0.17])  # shares doing so in a year of loss [urban-institute]
LARGE = 300.0  # million IDR of donations a year


@dataclass
class Year:
    """A calendar year of the organisations there are at its end (ids in rising order): sums over months, and levels."""

    ids: Ints
    served: Floats
    donations: Floats
    grants: Floats
    income: Floats
    aid: Floats
    pay: Floats
    staff: Floats
    wanted: Floats
    reserves: Floats
    active: Floats
    kind: Floats


class Outcomes:
    """What the rows of this sheet look at: calendar years of one replicate."""

    def __init__(self) -> None:
        self.years: list[Year] = []
        self.quarters: list[Floats] = []  # spent by the lead agency at the end of each quarter, by line
        self.lines: list[Floats] = []
        self.reached = np.zeros(8)  # sums over months, see _watch
        self.public = np.zeros(2)
        self.awards = np.zeros(2)
        self.aid: list[Floats] = []

    @classmethod
    def collect(cls, spec: Spec, seed: int) -> Outcomes:
        """Run one replicate and watch it for whole calendar years."""
        world = engine.start(spec, seed)
        engine.run_to(world, FIRST)
        while world.calendar != 0:
            engine.advance(world)
        found = cls()
        for _ in range(YEARS):
            found._live_through(world)
        return found

    def _live_through(self, world: World) -> None:
        sums: dict[str, Floats] = {}
        ids = np.zeros(0, np.int64)
        quarters = []
        for month in range(12):
            engine.advance(world)
            self._watch(world)
            now = world.organisations.live("id").copy()
            sums = {name: value + _aligned(ids, sums.get(name), now) for name, value in _flows(world).items()}
            ids = now
            if month % 3 == 2:
                lead = world.organisations.live("role") == Role.LEAD_AGENCY
                quarters.append(world.organisations.live("spent")[lead].sum(axis=0))
        o = world.organisations
        lead = o.live("role") == Role.LEAD_AGENCY
        self.quarters.append(np.array(quarters))
        self.lines.append(o.live("line")[lead].sum(axis=0))
        self.aid.append(o.live("spent")[o.live("kind") == Kind.AGENCY, _AID].copy())
        self.years.append(
            Year(
                ids=ids,
                **sums,
                aid=o.live("spent")[:, _AID].copy(),
                pay=o.live("pay").copy(),
                staff=o.live("staff").copy(),
                wanted=o.live("staff_wanted").copy(),
                reserves=o.live("reserves").copy(),
                active=o.live("active").astype(float),
                kind=o.live("kind").astype(float),
            )
        )

    def _watch(self, world: World) -> None:
        """Add this month to the sums over needs, requests and who pays."""
        o, d = world.organisations, world.districts
        met, known = d.live("coverage") * d.live("need"), d.live("known") * d.live("need")
        care, transfers = world.field_care, float(d.live("transfers").sum())
        lead = o.live("role") == Role.LEAD_AGENCY
        answered = float((d.live("answered")[:, None] * known).sum())
        goods = [float((x * (1.0 - care)).sum()) for x in (met, known)]
        need = float(d.live("need").sum()) + transfers
        own = float(o.live("served")[lead].sum())
        self.reached += [own, float(met.sum()) + transfers, need, *goods, answered, float(known.sum()), 1.0]
        nonprofits = (o.live("kind") == Kind.NONPROFIT) & (o.live("active") == 1)
        paid = o.live("paid")[nonprofits].sum(axis=0)
        self.public += [float(paid[_PUBLIC].sum()), float(paid.sum())]
        self.awards += [world.counts.get(name, 0.0) for name in ("awards_again", "awards")]

    def pairs(self) -> Iterator[tuple[Year, Year]]:
        """Yield each year with the one before: active nonprofits with paid staff, in both."""
        for before, after in zip(self.years, self.years[1:], strict=False):
            _, x, y = np.intersect1d(before.ids, after.ids, return_indices=True)
            inside = (after.kind[y] == Kind.NONPROFIT) & (before.active[x] > 0) & (after.active[y] > 0)
            inside &= before.staff[x] >= _SURVEYED
            yield _picked(before, x[inside]), _picked(after, y[inside])


def _aligned(old: Ints, values: Floats | None, new: Ints) -> Floats:
    """Return values of ``old`` ids (rising) at ``new`` ones; 0 for those that were not there."""
    if values is None or not old.size:
        return np.zeros(new.size)
    at = np.minimum(np.searchsorted(old, new), old.size - 1)
    return np.where(old[at] == new, values[at], 0.0)


def _picked(year: Year, rows: Ints) -> Year:
    """Return a year of some of its organisations."""
    return Year(**{field.name: getattr(year, field.name)[rows] for field in fields(Year)})


def _flows(world: World) -> dict[str, Floats]:
    o = world.organisations
    return {
        "served": o.live("served").copy(),
        "donations": o.live("paid")[:, _HOUSEHOLDS].copy(),
        "grants": o.live("grant_income").copy(),
        "income": o.live("income").copy(),
    }


def absorption(o: Any) -> Floats:
    """Spent by the end of each quarter, the ceiling, and of aid by the third quarter, and its ceiling."""
    spent = sum(q.sum(axis=1) for q in o.quarters)
    without = sum(line[_DISASTER] - q[-1, _DISASTER] for line, q in zip(o.lines, o.quarters, strict=True))
    aid = sum(q[2, _AID] for q in o.quarters)
    return np.array([*spent, sum(x.sum() for x in o.lines) - without, aid, sum(x[_AID] for x in o.lines)])


def reached(o: Any) -> Floats:
    """Needs met by the social agency, by anybody; all needs; met and asked in goods; answered and asked."""
    return np.asarray(o.reached)


def responses(o: Any) -> Floats:
    """How many did each of the responses in a year of loss, and how many lost."""
    out = np.zeros(len(_RESPONSES) + 1)
    for before, after in o.pairs():
        lost = (before.income > 0) & (after.income < _LOSS * before.income)
        did = (
            after.pay < 0.999,
            after.wanted > after.staff + 0.1 * before.staff,
            after.reserves < 0.95 * before.reserves,
            after.staff < 0.9 * before.staff,
            after.aid < 0.75 * before.aid,
            after.served < 0.9 * before.served,
        )
        out[:-1] += [float((lost & d).sum()) for d in did]
        out[-1] += float(lost.sum())
    return out


def changes(o: Any) -> Floats:
    """Median absolute log ratio of aid of an agency in consecutive years."""
    ratios = [np.abs(np.log(b / a)) for a, b in zip(o.aid, o.aid[1:], strict=False) if (a > 0).all() and (b > 0).all()]
    return np.array([np.median(np.concatenate(ratios)) if ratios else np.nan])


def crowding(o: Any) -> Floats:
    """Sums of products of yearly changes of grants with themselves and with those of donations: large, then small."""
    out = np.zeros(4)
    for before, after in o.pairs():
        grants, gifts = after.grants - before.grants, after.donations - before.donations
        large = before.donations >= LARGE
        for k, who in enumerate((large, ~large)):
            out[2 * k] += float((grants[who] * gifts[who]).sum())
            out[2 * k + 1] += float((grants[who] ** 2).sum())
    return out


def public_share(o: Any) -> Floats:
    """What government paid to nonprofits, and all that they got."""
    return np.asarray(o.public)


def awards(o: Any) -> Floats:
    """Awards to whom the same funder funded within three years, and all."""
    return np.asarray(o.awards)


def _order(s: Floats) -> float:
    """Kendall's tau of the responses with the observed order."""
    return float(kendalltau(s[: len(_RESPONSES)], OBSERVED).statistic)


ROWS: tuple[Row, ...] = (
    Row(
        "O1.absorbed",
        Text("serapan anggaran dinas sosial setahun", "year-end absorption of the social agency"),
        absorption,
        share(3, 4),
        0.79,
        0.95,
        0.90,
        "agency-budgets",
        pooled=True,
    ),
    Row(
        "O2.q1",
        Text("serapan akhir triwulan I", "spent by the end of March"),
        absorption,
        share(0, 4),
        0.10,
        0.20,
        0.13,
        "agency-budgets",
        pooled=True,
    ),
    Row(
        "O2.q2",
        Text("serapan tengah tahun", "spent by the end of June"),
        absorption,
        share(1, 4),
        0.40,
        0.66,
        0.50,
        "agency-budgets",
        pooled=True,
    ),
    Row(
        "O2.q3",
        Text("serapan akhir triwulan III", "spent by the end of September"),
        absorption,
        share(2, 4),
        0.65,
        0.80,
        0.75,
        "agency-budgets",
        pooled=True,
    ),
    Row(
        "O2.aid",
        Text("bantuan akhir triwulan III", "aid spent by the end of September"),
        absorption,
        share(5, 6),
        0.25,
        0.50,
        0.40,
        "agency-budgets, unit-costs",
        pooled=True,
    ),
    Row(
        "O3.own",
        Text("kebutuhan terlayani dinas sosial sendiri", "needs met by the social agency itself"),
        reached,
        share(0, 2),
        0.001,
        0.10,
        0.02,
        "reach, agency-budgets",
        pooled=True,
    ),
    Row(
        "O3b.any",
        Text("kebutuhan dipenuhi siapa pun", "needs met by anybody"),
        reached,
        share(1, 2),
        0.29,
        0.85,
        0.45,
        "reach",
        pooled=True,
    ),
    Row(
        "O3.gap",
        Text("siapa pun dibanding dinas sosial sendiri", "anybody relative to the social agency itself"),
        reached,
        share(1, 0),
        5.0,
        INF,
        np.nan,
        "reach",
        pooled=True,
    ),
    Row(
        "O4.goods",
        Text("permintaan barang terpenuhi", "requests for goods met"),
        reached,
        share(3, 4),
        0.25,
        0.65,
        0.55,
        "unit-costs",
        pooled=True,
    ),
    Row(
        "O4.words",
        Text("permintaan dijawab", "requests answered"),
        reached,
        share(5, 6),
        0.80,
        0.95,
        0.90,
        "desks",
        pooled=True,
    ),
    Row(
        "O5.order",
        Text("urutan tanggapan setelah pemasukan turun", "order of responses after a loss (Kendall's tau)"),
        responses,
        _order,
        0.7,
        1.0,
        1.0,
        "urban-institute, listening-post",
        pooled=True,
    ),
    *(
        Row(
            f"O5.{name}",
            Text(f"bagian yang: {id}", f"share that {en}"),
            responses,
            share(k, len(_RESPONSES)),
            float(OBSERVED[k]) / 2,
            float(OBSERVED[k]) * 1.5,
            float(OBSERVED[k]),
            "urban-institute, listening-post",
            pooled=True,
            scored=False,
        )
        for k, (name, id, en) in enumerate(
            zip(
                _RESPONSES[:-1],
                ("membekukan upah", "menunda rekrutmen", "memakai cadangan", "mengurangi posisi", "mengurangi program"),
                ("froze pay", "put off hiring", "drew reserves", "cut posts", "cut programmes"),
                strict=True,
            )
        )
    ),
    Row(
        "O6.fewer",
        Text("melayani lebih sedikit setelah pemasukan turun", "served fewer after a loss"),
        responses,
        share(len(_RESPONSES) - 1, len(_RESPONSES)),
        0.17,
        0.40,
        0.27,
        "urban-institute, listening-post",
        pooled=True,
    ),
    Row(
        "O7.change",
        Text("perubahan bantuan dari tahun ke tahun", "change of an aid line between years"),
        changes,
        item(0),
        0.10,
        0.40,
        0.25,
        "yearly-lines, unit-costs",
    ),
    Row(
        "O8.large",
        Text("sumbangan per 1 hibah baru, penggalang besar", "donations per 1 of new grant, large fundraisers"),
        crowding,
        share(0, 1),
        -0.8,
        -0.5,
        -0.75,
        "andreoni-payne",
        pooled=True,
    ),
    Row(
        "O8.small",
        Text("sumbangan per 1 hibah baru, penggalang kecil", "donations per 1 of new grant, small ones"),
        crowding,
        share(2, 3),
        -0.1,
        0.3,
        0.0,
        "andreoni-smith",
        pooled=True,
    ),
    Row(
        "O9.public",
        Text("bagian pemerintah dalam dana LKS", "government's share in the money of nonprofits"),
        public_share,
        share(0, 1),
        0.02,
        0.70,
        0.25,
        "unit-costs, home-balikpapan",
        pooled=True,
    ),
    Row(
        "O10.again",
        Text("hibah kepada penerima lama penyandang yang sama", "awards to earlier grantees of the same funder"),
        awards,
        share(0, 1),
        0.25,
        0.45,
        0.35,
        "covid-grants",
        pooled=True,
    ),
)

# Worlds that are known to be wrong, by what is wrong in them; the sheet should tell them apart.
WRONG_WORLDS: Mapping[str, tuple[Text, Mapping[str, Mapping[str, float]]]] = {
    "goods_for_nothing": (
        Text("barang tidak diperlukan", "goods are not needed"),
        {"service_delivery": {"goods_per_need": 0.001}},
    ),
    "goods_dear": (
        Text("barang sepuluh kali lebih mahal", "goods ten times as dear"),
        {"service_delivery": {"goods_per_need": 3.0}},
    ),
    "nobody_leaves": (Text("tidak ada pegawai yang keluar", "no staff ever leaves"), {"staffing": {"leave_rate": 0.0}}),
    "no_transfers": (Text("tanpa transfer nasional", "no national transfers"), {"needs": {"transfers": 0.0}}),
    "rich_agencies": (
        Text("instansi sepuluh kali lebih kaya bantuan", "agencies with ten times the aid"),
        {"budgets": {"aid": 5.0, "aid_ratio": 1.2}},
    ),
    "no_buffers": (Text("tanpa cadangan", "no reserves kept"), {"finance": {"buffer_months": 0.0, "release": 1.0}}),
    "donors_follow_grants": (
        Text("hibah tidak mendesak sumbangan", "grants crowd nothing out"),
        {"finance": {"crowding_out": 0.0}},
    ),
    "everybody_applies": (
        Text("yang boleh mengajukan selalu mengajukan", "whoever may apply always does"),
        {"funding": {"apply_chance": 1.0}},
    ),
    "nobody_answers": (
        Text("hampir tak ada yang menjawab", "hardly anybody answers"),
        {"service_delivery": {"answer_share": 0.002, "companions": 0.2}},
    ),
}


def measure_one_outcome(seed: int, spec: Spec) -> dict[str, Floats]:
    """Run one replicate and return its statistics (a plain function, so that worker processes can call it)."""
    found = Outcomes.collect(spec, seed)
    return {of.__name__: of(found) for of in dict.fromkeys(row.of for row in ROWS)}  # type: ignore[arg-type]


def score_outcomes(replicates: Sequence[Statistics]) -> list[TargetRow]:
    """Return the sheet from the statistics of replicates."""
    return score(replicates, ROWS)

"""Every rupiah by who paid it and by the line it was spent on; goods, donations and hours: conserved on random worlds."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from tests.worlds import district, spec

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.mechanisms.finance.giving import COMPANIES_BY_MONTH
from simkemitraan.world.schema import FUNDERS, LINES, PAYERS, Kind, Role
from simkemitraan.world.world import World

MANY = 2 if config.DISABLE_JIT else 20
PAY, SERVICES, AID, DISASTER = range(len(LINES))
DISTRICT, COMPANIES, HOUSEHOLDS, VILLAGE = (
    PAYERS.index(name) for name in ("district", "companies", "households", "village")
)
CSR = FUNDERS.index("csr")
NOBODY_CLOSES = {"close_level": -10.0, "closure_rate_insolvent": 0.0, "founder_closes": 0.0, "clearing_rate": 0.0}
counts = st.tuples(*[st.integers(0, 7)] * 5)
worlds = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**62),
        "districts": st.lists(counts, min_size=1, max_size=2),
        "calendar": st.integers(0, 11),
        "funding": st.fixed_dictionaries({"lead_rule": st.integers(0, 2), "partnership_required": st.floats(0, 1)}),
        "budgets": st.fixed_dictionaries(
            {
                "cut": st.floats(0, 0.9),
                "cut_rule": st.integers(0, 2),
                "pay": st.floats(0.2, 2),
                "services": st.floats(0, 3),
                "disaster": st.floats(0, 5000),
            }
        ),
        "finance": st.fixed_dictionaries(
            {
                "donations": st.floats(0, 5000),
                "village_money": st.floats(0, 1000),
                "company_giving": st.floats(0, 10),
                "forum_share": st.floats(0, 1),
                "swakelola_share": st.floats(0, 1),
                "field_share": st.floats(0, 1),
                "programme_share": st.floats(0, 1),
                "open_books": st.floats(0, 1),
            }
        ),
        "maintenance": st.fixed_dictionaries(
            {"tie_share": st.floats(0.01, 1), "hours_per_tie": st.floats(0, 40), "quarrel_hours": st.floats(0, 100)}
        ),
    }
)


def make(w: dict) -> World:  # type: ignore[type-arg]
    places = [district(c, 1000 + k, 20_000.0 * (k + 1)) for k, c in enumerate(w["districts"])]
    params = {name: w[name] for name in ("funding", "budgets", "maintenance")}
    params |= {"formation": {"chances": 20.0, "formalising": 1.0}, "needs": {"disasters_per_year": 3.0}}
    params["finance"] = w["finance"] | NOBODY_CLOSES
    return engine.start(spec(*places, burn_in=0, months=40, calendar=w["calendar"], params=params), w["seed"])


class Month:
    """What stood before *finance*, and what it has changed: rows are those who were there before."""

    def __init__(self, world: World) -> None:
        world.begin_month()
        for name, mechanism in BY_NAME.items():
            if name != "finance":
                mechanism.step(world)
        o, self.n = world.organisations, world.organisations.n
        self.goods, spent = o.live("goods").copy(), o.live("spent").copy()
        self.active, self.kind = o.live("active") == 1, o.live("kind").copy()
        self.owed = self._paid_of_grants(world)
        self.csr = world.districts.live("pool")[:, CSR].copy()
        self.line, self.own = o.live("line").copy(), o.live("own_income").copy()
        BY_NAME["finance"].step(world)
        self.world, self.spent = world, o["spent"][: self.n] - spent
        self.paid, self.gifts = o["paid"][: self.n], o["gifts"][: self.n]
        self.instalments = self._paid_of_grants(world) - self.owed
        world.month += 1

    @staticmethod
    def _paid_of_grants(world: World) -> np.ndarray:
        g = world.grants
        return np.bincount(g.live("funder"), g.live("paid"), minlength=len(FUNDERS))

    def of(self, *kinds: Kind) -> np.ndarray:
        return self.active & np.isin(self.kind, kinds)


def close(one: object, other: object) -> None:
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-6)


@settings(max_examples=MANY)
@given(worlds)
def test_every_rupiah_has_a_payer_and_a_line(w: dict) -> None:  # type: ignore[type-arg]
    world = make(w)
    for _ in range(18):
        m = Month(world)
        o, d = world.organisations, world.districts
        _what_payers_gave(m, w["finance"])
        close(m.spent.sum(axis=1), o["spending"][: m.n])  # by line: all that was spent
        close(m.paid.sum(), o["income"][: m.n].sum())  # by payer: all income; gifts are income of who passes them on
        asleep = ~m.active
        assert not m.paid[asleep].any()
        assert not m.spent[asleep].any()
        assert (m.gifts >= 0.0).all()
        assert not m.gifts[m.of(Kind.COMPANY)].any()
        made = m.spent[:, AID] + m.spent[:, DISASTER]
        made += np.where(m.of(Kind.AGENCY), w["finance"]["field_share"] * m.spent[:, SERVICES], 0.0)
        close(o["goods"][: m.n].sum() - m.goods.sum(), made.sum())  # gifts given are gifts received
        close(d.live("direct_paid"), 200.0 * d.live("population") / 1.2e6)


def _what_payers_gave(m: Month, p: dict[str, float]) -> None:
    """Of each payer: what organisations have from it is what it gave."""
    o, d = m.world.organisations, m.world.districts
    at_home, share = d.live("population") / 1.2e6, o["district"][: m.n]
    for payer, funder in ((1, 1), (3, 3), (4, 4)):
        close(m.paid[:, payer].sum(), m.instalments[funder])
    budgets = m.spent[m.of(Kind.AGENCY)].sum() - o["grant_income"][: m.n][m.of(Kind.AGENCY)].sum()
    stipends = m.own[m.active & (o["role"][: m.n] == Role.COORDINATOR)].sum()
    close(m.paid[:, DISTRICT].sum(), m.instalments[DISTRICT] + budgets + stipends)
    companies = m.spent[m.of(Kind.COMPANY)].sum() - o["grant_income"][: m.n][m.of(Kind.COMPANY)].sum()
    close(m.paid[:, COMPANIES].sum(), m.instalments[CSR] + companies)
    gift = 12.0 * COMPANIES_BY_MONTH[(m.world.clock - 1) % 12] * p["company_giving"] * m.own
    forum = p["forum_share"] * np.bincount(share, np.where(m.of(Kind.COMPANY), gift, 0.0), minlength=d.n)
    assert (d.live("pool_in")[:, CSR] >= forum - 1e-9).all()
    asks = m.of(Kind.NONPROFIT, Kind.COMMUNITY, Kind.INDIVIDUAL) & (o["role"][: m.n] != Role.COORDINATOR)
    for payer, money, who in ((HOUSEHOLDS, "donations", asks), (VILLAGE, "village_money", m.of(Kind.COMMUNITY))):
        somebody = np.bincount(share, who, minlength=d.n) > 0
        got = np.bincount(share, m.paid[:, payer], minlength=d.n)
        close(got, np.where(somebody, p[money] * at_home, 0.0))


@settings(max_examples=MANY)
@given(worlds)
def test_agencies_never_spend_above_their_lines(w: dict) -> None:  # type: ignore[type-arg]
    world = make(w)
    for month in range(26):
        if month == 14:  # a cut in the middle of a year, which lines follow in October
            world.params["budgets"].set("cut", 0.9 - w["budgets"]["cut"])
        m = Month(world)
        o = world.organisations
        agencies = m.of(Kind.AGENCY)
        close(m.line, o["line"][: m.n])
        assert (m.spent[agencies][:, [SERVICES, AID, DISASTER]] >= 0.0).all()
        spent, line = o["spent"][: m.n][agencies], m.line[agencies]
        granted = (o["grants_won"][: m.n] > 0)[agencies]
        for k in (SERVICES, DISASTER):
            assert (spent[:, k] <= line[:, k] * (1.0 + 1e-9) + 1e-9).all()
        assert (spent[:, AID] <= line[:, AID] * (1.0 + 1e-9) + 1e-9)[~granted].all()
        if month < 14:  # what pay takes over from other lines is within all of them
            assert (spent.sum(axis=1) <= line.sum(axis=1) * (1.0 + 1e-9) + 1e-9)[~granted].all()


@settings(max_examples=MANY)
@given(worlds, st.integers(1, 12))
def test_donations_of_a_district_do_not_depend_on_how_many_ask(w: dict, more: int) -> None:  # type: ignore[type-arg]
    got = []
    for k in (1, 1 + more):
        w = w | {"districts": [(2, k, 1, 0, 0)], "finance": w["finance"] | {"dormant_rate": 0.0}}
        world = make(w)
        world.organisations.live("active")[...] = 1
        got.append([Month(world).paid[:, HOUSEHOLDS].sum() for _ in range(3)])
    close(got[0], got[1])
    close(got[0], [w["finance"]["donations"] * 20_000.0 / 1.2e6] * 3)


@settings(max_examples=MANY)
@given(worlds)
def test_ties_never_cost_more_hours_than_there_are(w: dict) -> None:  # type: ignore[type-arg]
    world = make(w)
    s, m = world.params["service_delivery"], world.params["maintenance"]
    for _ in range(18):
        engine.advance(world)
        o = world.organisations
        staff, volunteers = o.live("staff").copy(), o.live("volunteers").copy()
        world.rebuild_graph()  # as before every month: rules look partners up in it
        BY_NAME["maintenance"].step(world)
        own = (s["hours_per_staff"] * staff + s["hours_per_volunteer"] * volunteers) * (1.0 - s["overhead"])
        assert (o.live("tie_hours") <= own + 1e-9).all()
        assert (o.live("load") <= 10.0).all()
        asked = m["hours_per_tie"] * (_chosen(world) + m["formal_weight"] * o.live("n_formal"))
        asked *= np.where(o.live("role") == Role.LEAD_AGENCY, m["convenor_discount"], 1.0)
        there = np.where(o.live("role") == Role.COORDINATOR, m["coordinator_share"], m["tie_share"]) * own
        with np.errstate(divide="ignore", invalid="ignore"):
            load = np.where(asked > 0.0, np.minimum(10.0, asked / there), 0.0)
        close(o.live("load"), load)


def _chosen(world: World) -> np.ndarray:
    """Partners tied by a cooperation alone that is no appointment."""
    r, n = world.relations, world.organisations.n
    alone = (r.live("forgotten") == 0) & (r.live("formal") == 0) & (r.live("cooperating") == 1)
    alone &= r.live("mandated") == 0
    return np.bincount(np.r_[r.live("a")[alone], r.live("b")[alone]], minlength=n)

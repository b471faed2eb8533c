"""Organisations fall asleep, wake and close; what the closed leave is wound up."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled
from ...world.draws import Purpose, draw2, monthly, yearly_rate
from ...world.events import note
from ...world.named import Numbers, View
from ...world.schema import FUNDERS, Event, Kind, Role

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

_AGENCY, _COMPANY = int(Kind.AGENCY), int(Kind.COMPANY)
_COORDINATOR = int(Role.COORDINATOR)
_DORMANT, _REVIVED, _CLOSED = int(Event.DORMANT), int(Event.REVIVED), int(Event.CLOSED)
_PUBLIC = 2  # funders below this number are government
_PHILANTHROPY = FUNDERS.index("philanthropy")
STAYS, CLOSES, SLEEPS, WAKES = 0, 1, 2, 3
_LARGEST_LOG_BUDGET = 20.0


@compiled
def public_shares(w: View) -> Floats:
    """Return the share of this month's income that comes from government grants, shape (organisations,)."""
    o, g = w.organisations, w.grants
    shares = np.zeros(o.n)
    for k in range(g.n):
        if g.funder[k] < _PUBLIC and g.left[k] > 0 and g.holder[k] >= 0:
            shares[g.holder[k]] += g.monthly[k]
    for i in range(o.n):
        shares[i] = shares[i] / o.income[i] if o.income[i] > 0.0 else 0.0
    return shares


@compiled
def closing_rate(p: Numbers, budget: float, public: float, donated: float, tied: bool) -> float:
    """Return the yearly rate of closing of a solvent organisation that its founder does not lead.

    Parameters
    ----------
    budget : float
        Income of a year, million IDR.
    public, donated : float
        Shares of income that come from government grants, and from donations and fees.
    tied : bool
        Whether it has partners.
    """
    x = p.close_level - p.close_size * math.log(max(1.0, budget))
    if public > 0.5:
        x += p.close_government
    if donated > 0.5:
        x -= p.close_donations
    if not tied:
        x += p.close_no_ties
    return -math.log1p(-1.0 / (1.0 + math.exp(-x)))


@compiled
def highest_rate(p: Numbers) -> float:
    """Return a yearly rate of closing that nobody exceeds."""
    x = p.close_level + max(0.0, p.close_government) + max(0.0, -p.close_donations) + max(0.0, p.close_no_ties)
    x += max(0.0, -p.close_size * _LARGEST_LOG_BUDGET)
    return float(yearly_rate(1.0 / (1.0 + math.exp(-x))) + p.closure_rate_insolvent + p.founder_closes)


@compiled
def rate_of(w: View, p: Numbers, i: int, public: float, insolvent: int) -> float:
    """Return the yearly rate at which active organisation ``i`` closes."""
    o = w.organisations
    donated = 1.0 - o.grant_income[i] / o.income[i] if o.income[i] > 0.0 else 1.0
    rate = closing_rate(p, o.income_year[i], public, donated, o.n_informal[i] + o.n_formal[i] > 0)
    rate += (p.closure_rate_insolvent if insolvent else 0.0) + (p.founder_closes if o.founder_led[i] else 0.0)
    return rate


@compiled
def sleeping_rate(w: View, p: Numbers, i: int) -> float:
    """Return the yearly rate at which active organisation ``i`` falls asleep."""
    o = w.organisations
    ties = 1.0 if o.n_informal[i] + o.n_formal[i] > 0 else p.dormant_no_ties
    return float(p.dormant_rate * ties * (p.dormant_company if o.kind[i] == _COMPANY else 1.0))


@compiled
def decide(w: View, p: Numbers, insolvent: Codes) -> Codes:
    """Decide who closes, falls asleep or wakes. One block of luck: its first number closes, its second wakes.

    Returns
    -------
    ndarray of int8, shape (organisations,)
        ``STAYS``, ``CLOSES``, ``SLEEPS`` or ``WAKES``.
    """
    o, public, fate = w.organisations, public_shares(w), np.zeros(w.organisations.n, np.int8)
    cleared, revived, at_most = monthly(p.clearing_rate), monthly(p.revival_rate), monthly(highest_rate(p))
    for i in range(o.n):
        if not o.alive[i] or o.kind[i] == _AGENCY or o.role[i] == _COORDINATOR:
            continue
        u, v = draw2(w.seed, Purpose.CLOSE, w.month, 0, o.id[i], 0)
        if not o.active[i]:
            if u < cleared:
                fate[i] = CLOSES
            elif v < revived:
                fate[i] = WAKES
        else:
            asleep = sleeping_rate(w, p, i)
            if v <= asleep / 12.0 and v < monthly(asleep):  # a chance never exceeds its rate
                fate[i] = SLEEPS
            if u < at_most and u < monthly(rate_of(w, p, i, public[i], insolvent[i])):
                fate[i] = CLOSES
    return fate


@compiled
def _release_staff(w: View, i: int) -> None:
    """Send the staff of ``i`` to the job seekers of its district."""
    o = w.organisations
    w.districts.jobless[o.district[i]] += o.staff[i]
    o.staff[i] = 0.0


@compiled
def is_kept(w: View, organisation: int) -> bool:
    """Return whether an id is one of a registry's and the horizon, for which it was registered, is still to come."""
    if w.month < 0:
        for known in w.known:
            if known == organisation:
                return True
    return False


@compiled
def carry_out(w: View, fate: Codes) -> None:
    """Let organisations fall asleep, then wake, then close."""
    o = w.organisations
    for i in range(o.n):
        if fate[i] == SLEEPS:
            o.active[i] = 0
            _release_staff(w, i)
            note(w, _DORMANT, o.id[i], 0, 0.0)
            w.counts.dormant += 1
    for i in range(o.n):
        if fate[i] == WAKES:
            o.active[i] = 1
            note(w, _REVIVED, o.id[i], 0, 0.0)
            w.counts.revived += 1
    for i in range(o.n):
        if fate[i] == CLOSES and not is_kept(w, o.id[i]):
            o.alive[i], o.active[i] = 0, 0
            note(w, _CLOSED, o.id[i], 0, o.income_year[i])
            w.counts.closed += 1


@compiled
def wind_up(w: View) -> None:
    """Release the staff of closed organisations; what they own goes to the philanthropy pool of their district."""
    o, d = w.organisations, w.districts
    for i in range(o.n):
        if o.alive[i] or not (o.staff[i] > 0.0 or o.reserves[i] > 0.0 or o.goods[i] > 0.0):
            continue
        _release_staff(w, i)
        left = o.reserves[i] + o.goods[i]
        d.pool[o.district[i], _PHILANTHROPY] += left
        d.pool_in[o.district[i], _PHILANTHROPY] += left
        o.spending[i] = o.opening[i] + o.income[i]
        o.reserves[i], o.goods[i] = 0.0, 0.0

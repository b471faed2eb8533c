"""Foundings: sites that exist whether or not somebody is founded there, and what newcomers start with.

A site is (month, district, kind, k) and has its own draw, so foundings in one district change nobody's luck elsewhere.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled
from ...world.draws import Purpose, draw
from ...world.named import Numbers, View
from ...world.population import add_newcomers
from ...world.schema import Kind

Ints = NDArray[np.int32]

_NONPROFIT, _COMPANY = int(Kind.NONPROFIT), int(Kind.COMPANY)
_COMMUNITY, _INDIVIDUAL = int(Kind.COMMUNITY), int(Kind.INDIVIDUAL)
_PER_SITE = 20  # organisations of a kind at the start for each site
_SEEKERS = 0.5  # share of a district's job seekers whom the newcomers of one month can hire at once


@compiled
def founding_rate(p: Numbers, kind: int) -> float:
    """Return the foundings of a kind in a year, for each organisation there was at the start, at the need of reference."""
    rate = 0.0
    if kind == _NONPROFIT:
        rate = p.founding_nonprofit
    elif kind == _COMPANY:
        rate = p.founding_company
    elif kind == _COMMUNITY:
        rate = p.founding_community
    elif kind == _INDIVIDUAL:
        rate = p.founding_individual
    return rate


@compiled
def unmet_need(w: View, k: int) -> float:
    """Return the share of need that goes unserved in a district."""
    d, total, missed = w.districts, 0.0, 0.0
    for f in range(w.fields):
        total += d.need[k, f]
        missed += d.need[k, f] * (1.0 - d.coverage[k, f])
    return missed / total if total > 0.0 else 0.0


@compiled
def sites_of(at_start: float) -> int:
    """Return how many sites a month has for a kind of which there were so many at the start."""
    return 1 + int(at_start // _PER_SITE) if at_start > 0.0 else 0


@compiled
def all_sites(w: View) -> int:
    """Return how many sites a month has."""
    sites = 0
    for k in range(w.starting_counts.shape[0]):
        for kind in range(w.starting_counts.shape[1]):
            sites += sites_of(w.starting_counts[k, kind])
    return sites


@compiled
def draw_sites(w: View, p: Numbers) -> Ints:
    """Draw at every site of the month whether somebody is founded there.

    Returns
    -------
    ndarray of int32, shape (foundings, 3)
        District row, kind and number of the site, in the order of the ids that newcomers get.
    """
    d, at_start, n = w.districts, w.starting_counts, 0
    found = np.empty((all_sites(w), 3), np.int32)
    for k in range(d.n):
        urge = (unmet_need(w, k) / p.unmet_reference) ** p.founding_need
        for kind in range(at_start.shape[1]):
            sites, expected = sites_of(at_start[k, kind]), urge * founding_rate(p, kind) / 12.0
            if sites == 0 or expected <= 0.0:
                continue
            chance = min(1.0, at_start[k, kind] * expected / sites)
            for s in range(sites):
                if draw(w.seed, Purpose.FOUND, w.month, s, d.code[k], kind) < chance:
                    found[n, 0], found[n, 1], found[n, 2] = k, kind, s
                    n += 1
    return found[:n]


@compiled
def found(w: View, sites: Ints) -> None:
    """Let somebody be founded at each of the ``sites`` (:func:`draw_sites`)."""
    first = w.organisations.n
    add_newcomers(w, sites)
    equip(w, first)


@compiled
def equip(w: View, first: int) -> None:
    """Newcomers, from row ``first`` on, hire job seekers of their district and open their books with what founders gave."""
    o, d = w.organisations, w.districts
    wanted, hired = np.zeros(d.n), np.zeros(d.n)
    for i in range(first, o.n):
        wanted[o.district[i]] += o.staff_wanted[i]
    for k in range(d.n):
        hired[k] = min(wanted[k], _SEEKERS * d.jobless[k])
        d.jobless[k] -= hired[k]
    for i in range(first, o.n):
        k = o.district[i]
        o.staff[i] = o.staff_wanted[i] * (hired[k] / wanted[k] if wanted[k] > 0.0 else 0.0)
        o.opening[i] = o.reserves[i]

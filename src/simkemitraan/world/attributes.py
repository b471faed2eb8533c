"""What an organisation is like: every attribute is a keyed draw of its id, so that one more organisation changes nobody else.

Working values: reach (log size) is normal with spread 0.9 around an offset by kind, the lead agency 1.4 above its kind; paid
staff and volunteers are lognormal by kind and correlated with reach (median six staff in a nonprofit); own income
follows staff with a heavy tail. Many are registered and not active [lks-malang].
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, fields

import numpy as np

from .compiling import compiled
from .draws import Purpose, draw, normal
from .named import View
from .schema import Kind, Role
from .units import VOLUNTEER, WAGE

_SPREAD = 0.9
# What a company gives, million IDR a month, and its log spread with reach: 34 an activity, a few firms most [csr-districts].
_GIVING, _GIVING_SPREAD = 2.8, 1.2
_LEAD_REACH = 1.4  # of the lead agency of a district, above its kind
_COORDINATOR_VOLUNTEERS = 4.0
_STIPEND = 0.7  # of a subdistrict coordinator in 2020, million IDR a month
_BUILD, _AGENCY, _COMPANY = int(Purpose.BUILD), int(Kind.AGENCY), int(Kind.COMPANY)
_LEAD, _COORDINATOR = int(Role.LEAD_AGENCY), int(Role.COORDINATOR)

# Slots of draws, one for each attribute; from FOCUS and KNACK on there is one for each field, by its own code.
_PLACE, _SPOT, _FOUNDED, _TENURE = 1, 2, 3, 4
_REACH, _STAFF, _VOLUNTEERS, _INCOME = 10, 11, 12, 13
_ACTIVE, _REGISTERED, _RESERVES, _ACCREDITED, _FOUNDER_LED = 14, 15, 16, 17, 18
_SKILL, _OPENNESS, _TRUSTOR, _REPUTATION, _TRANSPARENCY, _PRACTICE, _EXPERIENCE, _APPEAL = range(20, 28)
_CULTURE, _FOCUS, _KNACK = 40, 0x10000, 0x20000


@dataclass(frozen=True, slots=True)
class KindFigures:
    """What organisations of one kind are like: medians, log spreads and shares."""

    offset: float
    staff: float
    staff_spread: float
    volunteers: float
    volunteers_spread: float
    income_per_staff: float
    income_floor: float
    income_spread: float
    active: float
    registered: float
    accredited: float
    founder_led: float
    focus: float
    culture: tuple[float, float, float, float]


FIGURES = (
    KindFigures(0.9, 25.0, 0.6, 2.0, 0.5, 1.35 * WAGE, 0.0, 0.15, 1.0, 1.0, 1.0, 0.0, 0.8, (0.2, 0.1, 0.1, 0.6)),
    KindFigures(0.3, 6.0, 0.9, 8.0, 0.9, 0.8 * WAGE, 1.0, 0.9, 0.55, 0.9, 0.40, 0.4, 1.8, (0.5, 0.2, 0.1, 0.2)),
    KindFigures(-0.5, 1.5, 0.6, 2.0, 0.5, 0.0, _GIVING, 0.0, 0.37, 1.0, 0.0, 0.0, 1.2, (0.1, 0.2, 0.5, 0.2)),
    KindFigures(-0.5, 0.3, 0.5, 14.0, 0.8, 1.0 * WAGE, 0.6, 1.0, 0.59, 0.5, 0.05, 0.2, 1.2, (0.6, 0.2, 0.1, 0.1)),
    KindFigures(-0.5, 0.0, 0.0, 6.0, 0.5, 0.0, 0.1, 0.6, 0.65, 0.2, 0.0, 0.1, 1.5, (0.6, 0.2, 0.1, 0.1)),
)
_OF_KIND = np.array(
    [astuple(figures) for figures in FIGURES],
    np.dtype(
        (np.record, [(f.name, "f8", (4,)) if f.name == "culture" else (f.name, "f8") for f in fields(KindFigures)])
    ),
)


@compiled
def _uniform(w: View, i: int, slot: int) -> float:
    """Return the uniform draw of an attribute of organisation ``i``."""
    return draw(w.seed, _BUILD, 0, slot, w.organisations.id[i], 0)


@compiled
def _normal(w: View, i: int, slot: int) -> float:
    """Return the standard normal draw of an attribute of organisation ``i``."""
    return normal(_uniform(w, i, slot))


@compiled
def _share(w: View, i: int, slot: int, middle: float, spread: float) -> float:
    """Return a normal draw with this middle and spread, held within 0-1."""
    return min(1.0, max(0.0, middle + spread * _normal(w, i, slot)))


@compiled
def make(w: View, i: int) -> None:
    """Draw what organisation ``i`` is like; id, kind, role, district and the place of a coordinator are written already."""
    o = w.organisations
    o.alive[i], o.leader_no[i], o.record[i] = 1, 1, 0.7
    o.founded[i] = w.month - int(-math.log(_uniform(w, i, _FOUNDED)) * 240.0)
    o.tenure[i] = int(-math.log(_uniform(w, i, _TENURE)) * 72.0)
    _locate(w, i)
    _size(w, i)
    _describe(w, i)
    _prioritise(w, i)


@compiled
def _locate(w: View, i: int) -> None:
    """Draw subdistrict and address; the lead agency sits in the first subdistrict."""
    o, d, k = w.organisations, w.districts, w.organisations.district[i]
    if o.role[i] != _COORDINATOR:
        place = min(int(_uniform(w, i, _PLACE) * d.subdistricts[k]), d.subdistricts[k] - 1)
        o.place[i] = 0 if o.role[i] == _LEAD else place
    spot = min(int(_uniform(w, i, _SPOT) * d.addresses[k]), d.addresses[k] - 1)
    o.address[i] = d.first_address[k] + o.place[i] * d.addresses[k] + spot


@compiled
def _size(w: View, i: int) -> None:
    """Draw reach, staff, volunteers, income and reserves; whether it is active, registered and accredited."""
    o, figures, z = w.organisations, _OF_KIND[w.organisations.kind[i]], _normal(w, i, _REACH)
    lead, coordinator = o.role[i] == _LEAD, o.role[i] == _COORDINATOR
    reach = (0.0 if coordinator else figures.offset) + _SPREAD * z
    if lead:
        reach, z = figures.offset + _LEAD_REACH, _LEAD_REACH / _SPREAD
    staff = figures.staff * math.exp(figures.staff_spread * (0.8 * z + 0.6 * _normal(w, i, _STAFF)))
    of_reach = math.exp(figures.volunteers_spread * (0.8 * z + 0.6 * _normal(w, i, _VOLUNTEERS)))
    o.volunteers[i] = _COORDINATOR_VOLUNTEERS if coordinator else figures.volunteers * of_reach
    income = figures.income_per_staff * staff + figures.income_floor
    income *= math.exp(figures.income_spread * _normal(w, i, _INCOME))
    if o.kind[i] == _COMPANY:
        income *= math.exp(_GIVING_SPREAD * z)  # what it gives, not what it earns
    income = _STIPEND if coordinator else income
    o.reach[i], o.size[i] = reach, reach
    o.staff[i], o.staff_wanted[i], o.posts[i] = staff, staff, staff
    o.capacity_start[i] = staff + VOLUNTEER * o.volunteers[i]
    o.own_income[i], o.income_year[i], o.income_past[i] = income, 12.0 * income, 12.0 * income
    o.goods[i] = WAGE * staff + 0.2
    o.reserves[i] = income * (1.0 + 5.0 * _uniform(w, i, _RESERVES))
    o.active[i] = coordinator or _uniform(w, i, _ACTIVE) < figures.active
    o.registered[i] = _uniform(w, i, _REGISTERED) < figures.registered
    o.accredited[i] = o.registered[i] and _uniform(w, i, _ACCREDITED) < figures.accredited
    o.founder_led[i] = _uniform(w, i, _FOUNDER_LED) < figures.founder_led


@compiled
def _describe(w: View, i: int) -> None:
    """Draw the leader, and how the organisation is seen and works."""
    o = w.organisations
    o.skill[i] = _share(w, i, _SKILL, 0.5, 0.15)
    o.openness[i] = _normal(w, i, _OPENNESS)
    o.appeal[i] = _normal(w, i, _APPEAL)
    o.trustor[i] = 0.12 * _normal(w, i, _TRUSTOR)
    o.reputation[i] = _share(w, i, _REPUTATION, 0.5, 0.12)
    o.transparency[i] = _share(w, i, _TRANSPARENCY, 0.55 if o.kind[i] == _AGENCY else 0.45, 0.12)
    o.practice[i] = _share(w, i, _PRACTICE, 0.35, 0.1)
    o.experience[i] = _share(w, i, _EXPERIENCE, 0.5 if o.role[i] == _LEAD else 0.3, 0.1)


@compiled
def _prioritise(w: View, i: int) -> None:
    """Draw priorities, capabilities and culture. Field luck is keyed by the field's own code, not by its place in the file."""
    o, need, figures = w.organisations, w.districts.need[w.organisations.district[i]], _OF_KIND[w.organisations.kind[i]]
    focus, total, everything, most = 0.2 if o.role[i] == _LEAD else figures.focus, 0.0, 0.0, 0.0
    for f in range(w.fields):
        everything += need[f]
    for f in range(w.fields):
        weight = max(need[f] / max(everything, 1e-9), 1e-3)
        o.priority[i, f] = weight * math.exp(focus * _normal(w, i, _FOCUS + w.field_codes[f]))
        total += o.priority[i, f]
    for f in range(w.fields):
        o.priority[i, f] /= total
        most = max(most, o.priority[i, f])
    for f in range(w.fields):
        knack = _normal(w, i, _KNACK + w.field_codes[f])
        o.capability[i, f] = 1.0 / (1.0 + math.exp(0.6 - 1.4 * o.priority[i, f] / most - 0.5 * knack))
    total = 0.0
    for c in range(4):
        o.culture[i, c] = figures.culture[c] * math.exp(0.7 * _normal(w, i, _CULTURE + c))
        total += o.culture[i, c]
    for c in range(4):
        o.culture[i, c] /= total

"""Reports of grants that ended: in time or late, audited or not."""

from __future__ import annotations

import math

from ...world.codes import Event
from ...world.compiling import compiled
from ...world.draws import Purpose, draw, draw2
from ...world.events import note
from ...world.named import Numbers, View

_LATE, _FINDING = int(Event.REPORT_LATE), int(Event.AUDIT_FINDING)


@compiled
def late_chance(p: Numbers, skill: float, load: float) -> float:
    """Return the chance that a report is late; ``skill`` is the mean of transparency and the leader's skill."""
    level = p.late_level - p.late_skill * (skill - 0.5) + p.late_load * max(0.0, load - 0.5)
    return 1.0 / (1.0 + math.exp(-level))


@compiled
def is_due(w: View, k: int) -> bool:
    """Return whether the report of grant ``k`` is due from somebody who was paid."""
    g = w.grants
    i = g.holder[k]
    return bool(g.due[k] == w.month and i >= 0 and w.organisations.alive[i] and g.paid[k] > 0.0)


@compiled
def _report(w: View, p: Numbers, k: int) -> None:
    """Take in the report of grant ``k``: the record falls if it is late."""
    o, g, i = w.organisations, w.grants, w.grants.holder[k]
    u = draw(w.seed, Purpose.REPORT, w.month, 0, o.id[i], g.funder[k])
    if u < late_chance(p, 0.5 * (o.transparency[i] + o.skill[i]), o.load[i]):
        o.record[i] *= 0.7
        w.counts.reports_late += 1
        note(w, _LATE, o.id[i], g.partnership[k], g.amount[k])
    else:
        o.record[i] += 0.15 * (1.0 - o.record[i])


@compiled
def _audit(w: View, p: Numbers, k: int) -> None:
    """Audit the report of grant ``k``, or not; a finding costs reputation and bars from applying."""
    o, g, i = w.organisations, w.grants, w.grants.holder[k]
    u, v = draw2(w.seed, Purpose.AUDIT, w.month, 0, o.id[i], g.funder[k])
    if u < p.audit_share and v < p.finding_chance * (1.0 - o.transparency[i]):
        o.barred[i] = w.month + int(p.barred_months)
        o.reputation[i] *= 0.8
        w.counts.audit_findings += 1
        note(w, _FINDING, o.id[i], g.partnership[k], g.amount[k])


@compiled
def take_in_reports(w: View, p: Numbers) -> None:
    """Take in the reports that are due, and audit a share of them."""
    for k in range(w.grants.n):
        if is_due(w, k):
            _report(w, p, k)
    for k in range(w.grants.n):
        if is_due(w, k):
            _audit(w, p, k)

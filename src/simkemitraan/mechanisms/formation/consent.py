"""Whether the other side says yes."""

from __future__ import annotations

import math

from ...world.choices import Decision, answer, ask
from ...world.compiling import compiled
from ...world.named import Numbers, View

FORCING, JOINT = 1.0, 2.0  # 0 is confirmation of an initiative
_ACCEPT = int(Decision.ACCEPT)


@compiled
def inclination(w: View, p: Numbers, proposal: View, distance_term: float) -> float:
    """Return the log odds that the invited side accepts, by itself: trust, shared partners, size, openness, load."""
    o, i, j = w.organisations, proposal.who, proposal.whom
    shared = 0.5 * p.shared * math.log(1.0 + proposal.common)
    value = p.consent_level + shared + p.trust * (proposal.theirs - 0.5) + distance_term
    return float(value + (0.5 * o.size[i] + 0.3 * o.openness[j] - p.consent_load * o.load[j]))


@compiled
def accepts(w: View, p: Numbers, proposal: View, distance_term: float, u: float) -> bool:
    """Return whether the invited side consents (rules ``consent``: confirm, forcing, joint), given its draw ``u``.

    Whoever has no time left for ties declines.
    """
    if w.organisations.load[proposal.whom] >= 1.0:
        return False
    if p.consent == FORCING:
        return True
    value = inclination(w, p, proposal, distance_term)
    if p.consent == JOINT:
        value = 0.5 * (value + proposal.utility - p.outside_option)
    return u < 1.0 / (1.0 + math.exp(-value))


@compiled
def consents(w: View, p: Numbers, proposal: View, distance_term: float, u: float) -> bool:
    """Return whether the invited side consents: what was decided for it, else as :func:`accepts` has it."""
    ids = w.organisations.id
    ask(w, _ACCEPT, ids[proposal.whom], ids[proposal.who])
    decided = answer(w, _ACCEPT, ids[proposal.whom], ids[proposal.who])
    return decided > 0 if decided >= 0 else accepts(w, p, proposal, distance_term, u)

"""A month of money for those who are there: grants, accounts, standing, survival; and where somebody is founded."""

from __future__ import annotations

from ...world.compiling import compiled
from ...world.named import Numbers, View
from .accounts import move_standing, settle
from .founding import Ints, draw_sites
from .grants import done_grants, pay_grants
from .survival import carry_out, decide, wind_up


@compiled
def month(w: View, p: Numbers) -> tuple[Ints, int]:
    """Carry out the month; return the sites at which somebody is founded, and how many grants are done."""
    pay_grants(w)
    insolvent = settle(w, p)
    move_standing(w, p)
    fate = decide(w, p, insolvent)
    carry_out(w, fate)
    wind_up(w)
    return draw_sites(w, p), done_grants(w)

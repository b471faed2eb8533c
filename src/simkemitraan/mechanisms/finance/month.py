"""A month of money for those who are there: who gives, who spends, standing, survival; and where somebody is founded."""

from __future__ import annotations

from ...world.compiling import compiled
from ...world.named import Numbers, View
from .accounts import remember, settle
from .agencies import settle_agencies
from .founding import Ints, draw_sites
from .giving import begin, give_as_company, give_directly, share_donations, share_village_money
from .grants import done_grants, pay_grants
from .standing import move_standing
from .survival import carry_out, decide, wind_up


@compiled
def month(w: View, p: Numbers) -> tuple[Ints, int]:
    """Carry out the month; return the sites at which somebody is founded, and how many grants are done."""
    begin(w)
    pay_grants(w)
    share_donations(w, p)
    share_village_money(w, p)
    give_directly(w, p)
    given = give_as_company(w, p)
    settle_agencies(w, p)
    insolvent = settle(w, p, given)
    remember(w)
    move_standing(w, p)
    fate = decide(w, p, insolvent)
    carry_out(w, fate)
    wind_up(w)
    return draw_sites(w, p), done_grants(w)

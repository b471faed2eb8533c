"""Recorded choices: what somebody decided for an organisation, laid over what the draws would have decided.

A choice is a row (month, decision, organisation, other, answer) of ``World.choices``. Draws are made as always, so that
nobody else's luck changes; where there is a recorded answer it replaces the outcome. What nobody decided is decided by
the rules, from the same draws. Rows are kept in the order of their key, so that a rule finds one by halving.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

from .compiling import compiled
from .named import View, add_rows
from .spec import Choice

if TYPE_CHECKING:
    from .world import World


class Decision(IntEnum):
    """What is decided; says what ``other`` and ``answer`` mean."""

    ACCEPT = 1  # cooperate with organisation ``other``, which invites: 1 yes, 0 no
    INVITE = 2  # invite organisation ``other`` (answer 1); ``other`` 0: invite nobody but those named
    SIGN = 3  # sign an agreement with organisation ``other``, or one that it leads: 1 yes, 0 no
    RENEW = 4  # renew the agreement ``other`` at its term: 1 yes, 0 no
    LEAVE = 5  # leave the agreement ``other``: 1 leave, 0 stay
    APPLY = 6  # answer the call of funder ``other``: 0 no, 1 alone, else the id of the partnership
    WATCH = 7  # write down in ``World.asked`` whatever the organisation would be asked this month


NOBODY = -1  # answer where nothing is recorded
ALONE = 1
_INVITE, _WATCH = int(Decision.INVITE), int(Decision.WATCH)


def write(world: World, choices: Iterable[Choice]) -> None:
    """Let these be all the choices of a world; of two with the same key the later one counts."""
    rows = {(c.month, int(c.decision), c.organisation, c.other): c.answer for c in choices}
    table = world.choices
    table.clear()
    if rows:
        month, decision, organisation, other = zip(*sorted(rows), strict=True)
        answers = [rows[key] for key in sorted(rows)]
        table.add(len(rows), month=month, decision=decision, organisation=organisation, other=other, answer=answers)


def held(world: World) -> list[Choice]:
    """Return the choices of a world."""
    c = world.choices
    columns = [c.live(name).tolist() for name in ("month", "decision", "organisation", "other", "answer")]
    return [Choice(*row) for row in zip(*columns, strict=True)]


@compiled
def _comes_before(c: View, k: int, month: int, decision: int, organisation: int, other: int) -> bool:
    """Return whether row ``k`` comes before a key."""
    if c.month[k] != month:
        return bool(c.month[k] < month)
    if c.decision[k] != decision:
        return bool(c.decision[k] < decision)
    if c.organisation[k] != organisation:
        return bool(c.organisation[k] < organisation)
    return bool(c.other[k] < other)


@compiled
def _place(w: View, decision: int, organisation: int, other: int) -> int:
    """Return the first row of this month that does not come before a key."""
    c, low, high = w.choices, 0, w.choices.n
    while low < high:
        middle = (low + high) // 2
        if _comes_before(c, middle, w.month, decision, organisation, other):
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _is_of(w: View, k: int, decision: int, organisation: int) -> bool:
    """Return whether row ``k`` is a decision of an organisation in this month."""
    c = w.choices
    if k >= c.n:
        return False
    return bool(c.month[k] == w.month and c.decision[k] == decision and c.organisation[k] == organisation)


@compiled
def answer(w: View, decision: int, organisation: int, other: int) -> int:
    """Return what an organisation (by id) decided for this month, -1 where nothing is recorded."""
    if w.choices.n == 0:
        return -1
    k = _place(w, decision, organisation, other)
    if _is_of(w, k, decision, organisation) and w.choices.other[k] == other:
        return int(w.choices.answer[k])
    return -1


@compiled
def invitations(w: View, organisation: int) -> int:
    """Return how many organisations it decided to invite this month, -1 where that is left to chance."""
    if w.choices.n == 0:
        return -1
    k = first = _place(w, _INVITE, organisation, 0)
    while _is_of(w, k, _INVITE, organisation):
        k += 1
    if k == first:
        return -1
    return k - first - (1 if w.choices.other[first] == 0 else 0)


@compiled
def invited(w: View, organisation: int, number: int) -> int:
    """Return the id of the ``number``-th organisation that it decided to invite this month."""
    return int(w.choices.other[_place(w, _INVITE, organisation, 1) + number])


@compiled
def ask(w: View, decision: int, organisation: int, other: int, possible: int = 1) -> None:
    """Write down that an organisation is asked something and one answer it may give, if somebody wants to know."""
    if w.choices.n == 0 or answer(w, _WATCH, organisation, 0) < 0:
        return
    k = add_rows(w.asked, 1)
    a = w.asked
    a.month[k], a.decision[k], a.organisation[k], a.other[k] = w.month, decision, organisation, other
    a.answer[k] = possible


@compiled
def both_agree(w: View, decision: int, a: int, b: int, chance: float) -> float:
    """Return the chance that two organisations agree, who together do so with ``chance``.

    A recorded no makes it 0; a recorded yes takes that side's part, the square root, out of it.
    """
    first, second = answer(w, decision, a, b), answer(w, decision, b, a)
    if first == 0 or second == 0:
        return 0.0
    if first > 0 and second > 0:
        return 1.0
    return float(chance**0.5) if first > 0 or second > 0 else chance

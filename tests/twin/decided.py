"""What somebody decided for organisations, as a plain dictionary: an answer stands above chance, whoever gives none is left to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simkemitraan.world.choices import Decision
from simkemitraan.world.spec import Choice

if TYPE_CHECKING:
    from tests.twin.people import Organisation, Partnership

MOST = 6


class Decided:
    """The choices of a run."""

    def __init__(self, made: Iterable[Choice]) -> None:
        self._answers = {(c.month, Decision(c.decision), c.organisation, c.other): c.answer for c in made}

    def answer(self, month: int, decision: Decision, i: Organisation, other: int) -> int | None:
        return self._answers.get((month, decision, i.id, other))

    def invited(self, month: int, i: Organisation) -> list[int] | None:
        """Whom it invites this month, by id; ``None`` where that is left to chance."""
        said = sorted(other for m, d, own, other in self._answers if (m, d, own) == (month, Decision.INVITE, i.id))
        return [other for other in said if other][:MOST] if said else None

    def agree(self, month: int, i: Organisation, j: Organisation, chance: float) -> float:
        """The chance that two sign: a no is final, a yes takes half of the doubt (on the scale of logarithms) away."""
        said = [self.answer(month, Decision.SIGN, *pair) for pair in ((i, j.id), (j, i.id))]
        if 0 in said:
            return 0.0
        return float(chance ** (sum(one is None for one in said) / 2))

    def who(self, month: int, decision: Decision, q: Partnership, wanted: int) -> Organisation | None:
        """The first member that said so about an agreement."""
        return next((i for i in q.members if self.answer(month, decision, i, q.id) == wanted), None)

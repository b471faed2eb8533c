"""The state of a role play: who plays whom, which round it is, what was answered. It knows no sockets and no clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ...declare import Text
from ...web.refusal import RefusedError
from ...world import schema
from ...world.choices import ALONE, Decision
from ...world.spec import Choice
from . import words
from .items import OF_ORGANISATIONS, Desk, Item

Phase = Literal["off", "between", "deciding", "passing", "over"]
Key = tuple[int, int]
_EVERY_MONTH = (Decision.ACCEPT, Decision.SIGN, Decision.RENEW, Decision.LEAVE, Decision.APPLY)


@dataclass
class Part:
    """One organisation that somebody plays.

    Attributes
    ----------
    organisation : int
        Its id.
    answers : dict of (decision, other) to int
        What was answered in this round.
    done : bool
        Whether its player is done with this round.
    """

    organisation: int
    answers: dict[Key, int] = field(default_factory=dict)
    done: bool = False

    def invited(self) -> list[int]:
        """Return whom it invites in this round, in that order."""
        return [other for decision, other in self.answers if decision == Decision.INVITE]


@dataclass(frozen=True)
class Decided:
    """One decision of a round that is over.

    Attributes
    ----------
    round, organisation, decision, other, answer : int
        What was decided; organisations by id.
    text : Text
        In words.
    came : int
        1 if it came about, 0 if not, -1 where there is nothing to tell.
    """

    round: int
    organisation: int
    decision: int
    other: int
    answer: int
    text: Text
    came: int = -1


@dataclass
class RolePlay:
    """One role play.

    Attributes
    ----------
    phase : {"off", "between", "deciding", "passing", "over"}
        Not open; between two rounds; a round is open; its months pass; ended.
    months, seconds : int
        Months in a round, and seconds until it closes by itself (0: it waits for all).
    round, began, opened : int
        Number of the round, the month at which the play began, and the first month of the round.
    parts : dict of int to Part
        Who plays, by the number of their seat.
    history : list of Decided
        What was decided in rounds that are over.
    """

    phase: Phase = "off"
    months: int = 3
    seconds: int = 0
    round: int = 0
    began: int = 0
    opened: int = 0
    parts: dict[int, Part] = field(default_factory=dict)
    history: list[Decided] = field(default_factory=list)

    @property
    def on(self) -> bool:
        """Whether the room is in role play."""
        return self.phase in ("between", "deciding", "passing")

    @property
    def until(self) -> int:
        """Month at which the round is over."""
        return self.opened + self.months

    def organisations(self) -> set[int]:
        """Return who is played."""
        return {part.organisation for part in self.parts.values()}

    # --- seats

    def begin(self, month: int, months: int, seconds: int) -> None:
        """Open the play, or change how it goes on; a round that is open keeps its length."""
        if not self.on:
            self.phase, self.round, self.began, self.parts, self.history = "between", 0, month, {}, []
        if self.phase == "between":
            self.months = months
        self.seconds = seconds

    def take(self, seat: int, organisation: int, desk: Desk) -> None:
        """Let a seat play an organisation; who plays one already changes to it between two rounds only."""
        if not self.on:
            raise RefusedError("no-play", words.NO_PLAY)
        if not desk.active(organisation):
            raise RefusedError("inactive", words.INACTIVE)
        own = self.parts.get(seat)
        if any(p.organisation == organisation for s, p in self.parts.items() if s != seat):
            raise RefusedError("taken", words.TAKEN)
        changes = own is not None and own.organisation != organisation and desk.active(own.organisation)
        if own is not None and changes and self.phase != "between":
            raise RefusedError("round-open", words.FINISHED if own.done else words.TAKEN)
        if own is None or own.organisation != organisation:
            self.parts[seat] = Part(organisation)

    def take_kind(self, seat: int, kind: int, desk: Desk) -> None:
        """Let a seat play the best-connected organisation of a kind that is free."""
        free = desk.free(kind, self.organisations())
        if not free:
            raise RefusedError("none-left", words.NONE_LEFT)
        self.take(seat, free[0], desk)

    def part(self, seat: int) -> Part:
        """Return the part of a seat; refuses one that has none."""
        if not self.on:
            raise RefusedError("no-play", words.NO_PLAY)
        if seat not in self.parts:
            raise RefusedError("no-part", words.NO_PART)
        return self.parts[seat]

    # --- rounds

    def open_round(self, month: int) -> None:
        """Open the next round."""
        self.phase, self.round, self.opened = "deciding", self.round + 1, month
        for part in self.parts.values():
            part.answers, part.done = {}, False

    def offers(self, organisation: int) -> dict[int, list[int]]:
        """Return who in the room invites an organisation in this round, or wants to sign with it."""
        found: dict[int, list[int]] = {}
        for part in self.parts.values():
            for (decision, other), answer in part.answers.items():
                if other == organisation and answer == 1 and decision in (Decision.INVITE, Decision.SIGN):
                    asked = Decision.ACCEPT if decision == Decision.INVITE else Decision.SIGN
                    found.setdefault(asked, []).append(part.organisation)
        return found

    def items(self, part: Part, desk: Desk) -> list[Item]:
        """Return what a part may decide in this round."""
        return desk.items(part.organisation, self.offers(part.organisation), self.organisations())

    def _deciding(self, seat: int, round: int) -> Part:
        part = self.part(seat)
        if self.phase != "deciding" or round != self.round:
            raise RefusedError("another-round", words.ANOTHER_ROUND)
        if part.done:
            raise RefusedError("finished", words.FINISHED)
        return part

    def decide(self, seat: int, round: int, key: Key, answer: int | None, desk: Desk) -> None:
        """Take an answer, or take it back (``None``); raises ``RefusedError`` for what cannot be."""
        part = self._deciding(seat, round)
        if answer is None:
            part.answers.pop(key, None)
            self._let_go(key, desk)
            return
        decision, other = key
        item = next((i for i in self.items(part, desk) if (i.decision, i.other) == key), None)
        if item is None:
            why = desk.refusal(part.organisation, decision, other)
            if why is not None or decision != Decision.INVITE:
                raise RefusedError("cannot-be", why or words.NOT_ASKED)
        allowed = (1,) if item is None else tuple(value for value, _ in item.options)
        if answer not in allowed:
            together = decision == Decision.APPLY and answer > ALONE
            raise RefusedError("no-such-answer", words.NO_SPEAKER if together else words.NO_SUCH_ANSWER)
        if decision == Decision.INVITE and key not in part.answers and len(part.invited()) >= self.months:
            raise RefusedError("enough", words.filled(words.ENOUGH, self.months))
        part.answers[key] = answer
        self._let_go(key, desk)

    def _let_go(self, key: Key, desk: Desk) -> None:
        """Drop what somebody answered to an offer that does not stand any more."""
        decision, other = key
        if decision not in (Decision.INVITE, Decision.SIGN):
            return
        for part in self.parts.values():
            if part.organisation == other:
                open_ = {(i.decision, i.other): [value for value, _ in i.options] for i in self.items(part, desk)}
                part.answers = {
                    k: a for k, a in part.answers.items() if k[0] == Decision.INVITE or a in open_.get(k, ())
                }

    def finish(self, seat: int, round: int) -> None:
        """Take that a seat is done with this round."""
        self._deciding(seat, round).done = True

    def all_done(self, present: Iterable[int]) -> bool:
        """Return whether everybody who is there (by seat) is done, and anybody at all."""
        here = [self.parts[seat] for seat in present if seat in self.parts]
        return bool(here) and all(part.done for part in here)

    def close(self, desk: Desk) -> list[Choice]:
        """Close the round; return what was decided, for the model. What nobody decided the model decides."""
        self.phase = "passing"
        made = []
        for part in self.parts.values():
            if desk.active(part.organisation):
                made += self._choices(part)
                self.history += [self._decided(part, key, answer, desk) for key, answer in part.answers.items()]
        return made

    def _choices(self, part: Part) -> list[Choice]:
        """Return the rows of one part: answers hold for all months of the round, one is invited each month."""
        own, months = part.organisation, range(self.opened, self.until)
        rows = []
        for (decision, other), answer in part.answers.items():
            if decision in _EVERY_MONTH:
                rows += [Choice(month, decision, own, other, answer) for month in months]
            if decision == Decision.RENEW and answer == 1:
                rows += [Choice(month, int(Decision.LEAVE), own, other, 0) for month in months]
        invited = part.invited()
        if invited or part.done:
            rows += [Choice(month, int(Decision.INVITE), own, 0, 0) for month in months]
        rows += [Choice(m, int(Decision.INVITE), own, i, 1) for m, i in zip(months, invited, strict=False)]
        return rows

    def _decided(self, part: Part, key: Key, answer: int, desk: Desk) -> Decided:
        decision, other = key
        if decision in OF_ORGANISATIONS:
            whom = desk.name(other)
        elif decision == Decision.APPLY:
            whom = schema.FUNDER_TEXTS[schema.FUNDERS[other]]
        else:
            whom = desk.members(desk.agreements(part.organisation)[other], part.organisation)
        text = words.DONE[decision].get(answer, words.APPLIED_TOGETHER)
        return Decided(self.round, part.organisation, decision, other, answer, words.filled(text, whom))

    def arrived(self, desk: Desk) -> None:
        """The months of the round have passed: see what came of it."""
        self.phase = "between"
        self.history = [
            d if d.round != self.round else Decided(**{**vars(d), "came": _came(d, desk, self.opened)})
            for d in self.history
        ]

    def last(self, organisation: int) -> list[Decided]:
        """Return what an organisation decided in the last round that is over."""
        latest = max((d.round for d in self.history), default=0)
        return [d for d in self.history if d.round == latest and d.organisation == organisation]

    # --- keeping

    def plain(self) -> dict[str, Any]:
        """Return the play as JSON can hold it."""
        return {
            "phase": self.phase,
            "numbers": [self.months, self.seconds, self.round, self.began, self.opened],
            "parts": [
                [seat, p.organisation, p.done, [[*key, answer] for key, answer in p.answers.items()]]
                for seat, p in self.parts.items()
            ],
            "history": [asdict(d) for d in self.history],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> RolePlay:
        """Return the play in what :meth:`plain` made."""
        phase = plain["phase"]
        if phase not in ("off", "between", "deciding", "passing", "over"):
            raise ValueError(phase)
        parts = {
            int(seat): Part(int(organisation), {(int(d), int(o)): int(a) for d, o, a in answers}, bool(done))
            for seat, organisation, done, answers in plain["parts"]
        }
        history = [Decided(**{**d, "text": Text(**d["text"])}) for d in plain["history"]]
        months, seconds, round, began, opened = (int(n) for n in plain["numbers"])
        return cls(phase, months, seconds, round, began, opened, parts, history)


def _came(decided: Decided, desk: Desk, opened: int) -> int:
    """Return whether a decision came about, -1 where there is nothing to tell."""
    own, other = decided.organisation, decided.other
    if desk.row(own) < 0 or decided.answer < 1:
        return -1
    if decided.decision in (Decision.ACCEPT, Decision.INVITE):
        return int(any(desk.tied(own, other)))
    if decided.decision == Decision.SIGN:
        return int(desk.bound_since(own, other, opened))
    if decided.decision == Decision.APPLY:
        return int(desk.world.organisations["won_from"][desk.row(own), other] >= opened)
    return int((other in desk.agreements(own)) == (decided.decision == Decision.RENEW))

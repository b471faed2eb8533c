"""Replays a panel: from one wave to the next, many times, and scores what came out against what was observed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from ...errors import InputError
from ...world.draws import replicate_seed
from ...world.spec import Spec
from ..validation.history import Bools, Floats, Ints
from .actors import WORLDS, Observed
from .dyads import PARTS, Dyads, Line, compare, groups
from .estimating import Accepted, accept, classes, drawn_numbers
from .goodness import Fit, Seen, fits
from .panel import Panel, PanelWave
from .replaying import Outcome, Setting, answered, named_matrix, replicate_with, setting
from .rivals import with_rivals

Each = Callable[[Callable[[Any], Outcome], Iterable[Any]], Iterable[Outcome]]


@dataclass(frozen=True)
class Replay:
    """What a replay found.

    Attributes
    ----------
    panel : Panel
        The panel.
    first, following : PanelWave
        Where it started, and what it predicted.
    replicates : int
        Worlds run.
    organisations : tuple of int
        Rows of the panel that ``pairs`` points into.
    pairs : ndarray of int64, shape (pairs, 2)
        Which two organisations each scored pair is.
    dyads : Dyads
        The scored pairs.
    lines : tuple of Line
        Scores of every part and predictor.
    fits : tuple of Fit
        Goodness of fit of the whole network at the next wave.
    accepted : Accepted or None
        Which worlds stand for the model in each group, where its numbers were estimated for the panel.
    """

    panel: Panel
    first: PanelWave
    following: PanelWave
    replicates: int
    pairs: Ints
    dyads: Dyads
    lines: tuple[Line, ...]
    fits: tuple[Fit, ...] = field(repr=False)
    accepted: Accepted | None = None

    def line(self, part: str, predictor: str) -> Line:
        """Return the scores of one predictor on one part."""
        return next(x for x in self.lines if (x.part, x.predictor) == (part, predictor))


def replay(
    panel: Panel,
    spec: Spec,
    seed: int = 1,
    replicates: int = 200,
    labels: Sequence[str] = (),
    each: Each = map,
    rival_worlds: int = WORLDS,
    estimate: bool = False,
) -> Replay:
    """Start worlds from one wave of a panel, run them to the next, and score them.

    Parameters
    ----------
    panel : Panel
        The panel.
    spec : Spec
        Scenario whose numbers apply.
    seed : int
        Seed of luck.
    replicates : int
        Worlds to run.
    labels : sequence of str
        The two waves; by default the first two.
    each : callable
        ``map``, or the ``map`` of a pool of processes.
    rival_worlds : int
        Worlds of the actor-oriented model that it is measured against.
    estimate : bool
        Whether the model's numbers are estimated for the panel, as its rivals' are (:mod:`.estimating`).

    Raises
    ------
    InputError
        If the panel has no two such waves by the same instrument, or nothing to score.
    """
    first, following = two_waves(panel, labels)
    plan = setting(panel, first, following, spec)
    seeds = [replicate_seed(seed, r) for r in range(replicates)]
    names, values = drawn_numbers(replicates) if estimate else ((), np.zeros((replicates, 0)))
    worlds = list(zip(seeds, map(tuple, values.tolist()), strict=True))
    outcomes = list(each(partial(replicate_with, setting=plan, names=names), worlds))
    at, dyads = _dyads(panel, first, following, plan, outcomes)
    accepted = None
    if estimate:
        accepted = _accepted(panel, first, plan, at, dyads, outcomes, names, values)
        dyads = _by_own_numbers(dyads, at, outcomes, accepted)
    dyads = _beside_rivals(panel, (first, following), plan, at, dyads, rival_worlds)
    lines = tuple(line for part in PARTS for line in compare(dyads, part))
    observed, before = _observed(panel, first, following, plan.rows)
    used = outcomes if accepted is None else _composed(outcomes, accepted, plan, _system(panel, plan.rows))
    simulated = [Seen(o.network, o.nodes, before) for o in used]
    found = tuple(fits(observed, simulated))
    return Replay(panel, first, following, replicates, plan.rows[at], dyads, lines, found, accepted)


def _accepted(
    panel: Panel,
    first: PanelWave,
    plan: Setting,
    pairs: Ints,
    dyads: Dyads,
    outcomes: Sequence[Outcome],
    names: tuple[str, ...],
    values: Floats,
) -> Accepted:
    """Choose the worlds that stand for the model in each group, by the others."""
    a, b = pairs.T
    before = _matrix(panel, first, plan.rows)
    either = (before | before.T).astype(np.int64)
    kind = classes(dyads.tied, dyads.popularity, (either @ either)[a, b])
    chance = np.array([o.seen[a, b] for o in outcomes])
    return accept(chance, dyads.again, kind, dyads.group, names, values)


def _by_own_numbers(dyads: Dyads, pairs: Ints, outcomes: Sequence[Outcome], accepted: Accepted) -> Dyads:
    """Return the pairs with the chances that the worlds accepted without each group give."""
    a, b = pairs.T
    without = np.array([_chances([outcomes[k] for k in rows])[a, b] for rows in accepted.worlds])
    return replace(dyads, chance=without[dyads.group, np.arange(a.size)], without=without)


def _composed(outcomes: Sequence[Outcome], accepted: Accepted, plan: Setting, system: Ints) -> list[Outcome]:
    """Return networks in which every organisation names as in a world accepted without its group.

    Where every tie is known they are whole networks of the worlds accepted without one of the groups, in turn.
    """
    ranks = range(accepted.worlds.shape[1])
    if plan.instrument == "register":
        return [outcomes[accepted.worlds[k % len(accepted.worlds), k]] for k in ranks]
    group = groups(system, np.arange(system.size))
    return [_composed_once([outcomes[row] for row in accepted.worlds[:, k]], group) for k in ranks]


def _composed_once(worlds: Sequence[Outcome], group: Ints) -> Outcome:
    rows = np.arange(group.size)
    network = np.array([o.network for o in worlds])[group, rows]
    nodes = np.array([o.nodes for o in worlds])[group, rows]
    return replace(worlds[0], network=network, nodes=nodes)


def two_waves(panel: Panel, labels: Sequence[str] = ()) -> tuple[PanelWave, PanelWave]:
    """Return the waves of these labels (without any, the first two), the earlier one first.

    Raises
    ------
    InputError
        If the panel has no two such waves by the same instrument.
    """
    known = {w.label: w for w in panel.waves}
    chosen = dict.fromkeys(labels or list(known)[:2])
    if len(chosen) != 2 or not set(chosen) <= set(known):
        raise InputError(
            f"Butuh dua gelombang dari panel; yang ada: {', '.join(known)}.",
            f"Two waves of the panel are needed; it has: {', '.join(known)}.",
        )
    first, following = sorted((known[label] for label in chosen), key=lambda w: w.month)
    if first.instrument != following.instrument:
        raise InputError(
            "Kedua gelombang harus memakai instrumen yang sama.", "Both waves must be of the same instrument."
        )
    return first, following


def _dyads(
    panel: Panel, first: PanelWave, following: PanelWave, plan: Setting, outcomes: Sequence[Outcome]
) -> tuple[Ints, Dyads]:
    """Return the pairs that both waves tell about, as places in the registry, and what the model says of them."""
    before, after = (_matrix(panel, w, plan.rows) for w in (first, following))
    system = _system(panel, plan.rows)
    a, b = _scored(plan, system)
    if before[a, b].sum() == 0 or before[a, b].all():
        raise InputError(
            "Pasangan yang diamati di kedua gelombang tidak cukup untuk dinilai.",
            "There are too few pairs observed in both waves to score.",
        )
    received = before.sum(axis=0).astype(np.float64)
    if plan.instrument == "register":
        popularity = (1.0 + received[a] - before[a, b]) * (1.0 + received[b] - before[a, b]) - 1.0
    else:
        popularity = received[b] - before[a, b]
    return np.stack([a, b], axis=1), Dyads(
        system[a], a, before[a, b], after[a, b], popularity, _chances(outcomes)[a, b]
    )


def _matrix(panel: Panel, wave: PanelWave, rows: Ints) -> Bools:
    return named_matrix(panel, wave)[np.ix_(rows, rows)]


def _system(panel: Panel, rows: Ints) -> Ints:
    """Return the system of each row, in the order in which systems first occur."""
    systems = panel.systems
    return np.array([systems.index(panel.organisations[k].system) for k in rows], np.int64)


def _beside_rivals(
    panel: Panel, waves: tuple[PanelWave, PanelWave], plan: Setting, pairs: Ints, dyads: Dyads, worlds: int
) -> Dyads:
    """Return the pairs with what the rivals say; of a register, rivals see those who were there at both waves."""
    before, after = (_matrix(panel, w, plan.rows) for w in waves)
    directed, moves = plan.instrument == "names", plan.answers.all(axis=0)
    stay = np.ones_like(moves) if directed else moves
    system = _system(panel, plan.rows)
    fold = groups(system, np.arange(system.size))
    place = np.cumsum(stay) - 1
    grid = np.ix_(stay, stay)
    seen = Observed(before[grid], after[grid], system[stay], fold[stay], moves[stay], directed)
    kind = np.array([panel.organisations[k].kind for k in plan.rows[stay]], np.int64)
    return with_rivals(dyads, place[pairs], before[grid], kind, seen, worlds)


def _scored(plan: Setting, system: Ints) -> tuple[Ints, Ints]:
    """Return the pairs to score: those that answered, with everybody of their system; once each, where every tie is known."""
    asked = plan.answers.all(axis=0)
    inside = (system[:, None] == system) & asked[:, None] & ~np.eye(system.size, dtype=np.bool_)
    if plan.instrument == "register":
        inside &= asked[None, :] & np.triu(np.ones_like(inside), 1)
    a, b = np.nonzero(inside)
    return a, b


def _chances(outcomes: Sequence[Outcome]) -> Floats:
    """Return the share of worlds and surveys with a tie, among worlds in which both are still at work."""
    seen, there = np.zeros_like(outcomes[0].seen), np.zeros_like(outcomes[0].seen)
    for o in outcomes:
        both = o.there[:, None] & o.there
        seen += np.where(both, o.seen, 0.0)
        there += both
    return np.asarray(seen / np.maximum(there, 1.0))


def _observed(panel: Panel, first: PanelWave, following: PanelWave, rows: Ints) -> tuple[Seen, Bools]:
    """Return the network of the next wave, those of the first wave in front, and the network of the first wave."""
    before = named_matrix(panel, first)[np.ix_(rows, rows)]
    everybody, there = np.arange(len(panel.organisations)), answered(panel, following)
    order, nodes = rows, np.ones(rows.size, np.bool_)
    if following.instrument == "register":
        order = np.concatenate([rows, np.setdiff1d(everybody, rows)])
        nodes = there[order]
    return Seen(named_matrix(panel, following)[np.ix_(order, order)], nodes, before), before

"""Starts a world from one wave of a panel and looks at it again, with the panel's own instrument, at the next wave.

A survey shows a few names; the model needs a whole world behind them. Each replicate therefore

1. runs the burn-in with as many organisations of each kind and system as the panel has, none of them named yet;
2. asks that world the panel's question, and lets each organisation of the panel take the place of the simulated one of its kind
   and system with the same rank in names received (luck decides between equals), so that a hub is played by a hub;
3. replaces the ties among them by those of the panel, through the registry;
4. gives each such tie what the panel does not say of it (how much the two like to meet, how frail the tie is, its age, trust) as it
   was in a simulated tie of the same world that the instrument saw, picked at random;
5. runs to the month of the next wave, with closings, newcomers and all, and asks again.

Which of several starts to use was settled on panels made by the model itself, not on a real one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ... import engine
from ...scenario.varying import of_dotted, with_numbers
from ...world.draws import Purpose, block
from ...world.schema import NEVER
from ...world.spec import District, KnownOrganisation, KnownTie, Place, Registry, Spec
from ...world.world import World
from ..validation.history import Bools, Floats, Ints, Wave
from ..validation.instruments import NameGenerator
from .panel import Instrument, Panel, PanelTie, PanelWave

_START, _SURVEY = 1000, 2000  # numbers of the generators of a replicate, apart from those of null networks
_ASKED_AGAIN = 3  # times, until about as many names are shown as were seen
_COPIED = ("affinity", "frailty", "meetings")
_TRUST = ("personal_a", "personal_b", "institutional_a", "institutional_b")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the replicates of a replay share.

    Attributes
    ----------
    spec : Spec
        The world; its place holds the panel's organisations and first ties as registry.
    rows : ndarray of int64, shape (organisations,)
        Row of the panel of each organisation of the registry.
    group : ndarray of int64, shape (organisations,)
        Kind within system: who may take whose place. In the order of the registry, like those below.
    popularity : ndarray of float, shape (organisations,)
        Names received in the first wave (ties, where every tie is known).
    answers : ndarray of bool, shape (2, organisations)
        Who answered in the first and in the next wave.
    dated : ndarray of bool, shape (first ties,)
        The panel says how old the tie is.
    instrument : {"names", "register"}
        How the panel looked.
    survey, later : NameGenerator
        The question, where it asked for names, with as many names as the first wave shows; and with as many as the next wave
        shows, for the fit of the network alone: how many names people wrote down is no matter of the model.
    names : int
        Names that the next wave shows.
    months : int
        Between the waves.
    surveys : int
        Surveys of each world at the next wave.
    """

    spec: Spec
    rows: Ints
    group: Ints
    popularity: Floats
    answers: Bools
    dated: Bools
    instrument: Instrument
    survey: NameGenerator
    later: NameGenerator
    names: int
    months: int
    surveys: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """One replicate at the next wave, in the order of the registry.

    Attributes
    ----------
    seen : ndarray of float, shape (n, n)
        Share of surveys in which the first organisation named the second.
    there : ndarray of bool, shape (n,)
        Not closed, and active.
    network : ndarray of bool, shape (m, m)
        What one survey showed: the panel's organisations, and newcomers where every tie is known.
    nodes : ndarray of bool, shape (m,)
        Who is on the list: everybody, where people wrote down names (who closed is somebody who does not answer and is not
        named); those who exist, where every tie is known.
    """

    seen: Floats
    there: Bools
    network: Bools
    nodes: Bools


def named_matrix(panel: Panel, wave: PanelWave) -> Bools:
    """Return who named whom (both ways where every tie is known), in the order of the panel, shape (n, n)."""
    out = np.zeros((len(panel.organisations),) * 2, np.bool_)
    for tie in panel.at(wave.label):
        out[tie.a, tie.b] = True
        if wave.instrument == "register":
            out[tie.b, tie.a] = True
    return out


def answered(panel: Panel, wave: PanelWave) -> Bools:
    """Return which organisations answered in a wave, shape (n,)."""
    return np.array([wave.label not in o.missing for o in panel.organisations])


def setting(panel: Panel, first: PanelWave, following: PanelWave, spec: Spec, surveys: int = 10) -> Setting:
    """Prepare a replay.

    Parameters
    ----------
    panel : Panel
        The panel.
    first, following : PanelWave
        Where to start, and what to predict.
    spec : Spec
        Scenario whose numbers apply; its first district is the pattern for the places of the panel.
    surveys : int
        Surveys of each world (1 where every tie is known).
    """
    named, asked = named_matrix(panel, first), answered(panel, first)
    names, answer = named_matrix(panel, following), answered(panel, following)
    rows = _order(panel, first, named)
    ties, dated = _ties(panel, first, rows)
    months = following.month - first.month
    whole = replace(spec, place=_place(panel, spec.place, rows, ties), months=months + 1, timeline=())
    systems = panel.systems
    group = [systems.index(panel.organisations[k].system) * 16 + panel.organisations[k].kind for k in rows]
    return Setting(
        whole,
        rows,
        np.array(group, np.int64),
        named.sum(axis=0)[rows].astype(np.float64),
        np.stack([asked, answer])[:, rows],
        dated,
        first.instrument,
        _question(named, asked),
        _question(names, answer),
        int(names[answer].sum()),
        months,
        1 if first.instrument == "register" else surveys,
    )


def _question(named: Bools, asked: Bools) -> NameGenerator:
    """Return the question that gets as many names as a wave shows of those who answered."""
    return NameGenerator(
        mean=int(named[asked].sum()) / max(int(asked.sum()), 1), most=max(7, int(named.sum(axis=1).max(initial=0)))
    )


def _order(panel: Panel, first: PanelWave, named: Bools) -> Ints:
    """Return the rows of those who exist in the first wave: by system and kind, most named first (who leads, leads)."""
    systems, popularity = panel.systems, named.sum(axis=0)
    known = answered(panel, first) if first.instrument == "register" else np.ones(len(panel.organisations), np.bool_)
    keys = [
        (systems.index(o.system), o.kind, -int(popularity[k]), k) for k, o in enumerate(panel.organisations) if known[k]
    ]
    return np.array([key[-1] for key in sorted(keys)], np.int64)


def _place(panel: Panel, pattern: Place, rows: Ints, ties: tuple[KnownTie, ...]) -> Place:
    """Return a district for each system, as large as its organisations make it, with the panel as registry."""
    systems, known = panel.systems, [panel.organisations[k] for k in rows]
    organisations = tuple(
        KnownOrganisation(o.id, o.kind, systems.index(o.system), None, o.staff, o.volunteers, o.income, True)
        for o in known
    )
    districts = tuple(
        _district(k, name, [o.kind for o in known if o.system == name], pattern.districts[0])
        for k, name in enumerate(systems)
    )
    return replace(pattern, name="panel", districts=districts, registry=Registry(organisations, ties))


def _district(number: int, name: str, kinds: list[int], model: District) -> District:
    """Return a district for one system; it has the pattern's subdistricts, so that as few pairs are near as there."""
    size = len(kinds) / max(sum(model.counts), 1)
    one, two, three, four, five = (kinds.count(kind) for kind in range(len(model.counts)))
    return replace(
        model,
        name=name,
        code=number + 1,
        population=max(1000.0, size * model.population),
        poor=max(100.0, size * model.poor),
        counts=(one, two, three, four, five),
    )


def _ties(panel: Panel, first: PanelWave, rows: Ints) -> tuple[tuple[KnownTie, ...], Bools]:
    """Return one tie for each pair tied in the first wave, trust the mean of what both said; and whether it is dated."""
    index = {int(k): i for i, k in enumerate(rows)}
    pairs: dict[tuple[int, int], list[PanelTie]] = {}
    for tie in panel.at(first.label):
        if tie.a in index and tie.b in index:
            a, b = sorted((index[tie.a], index[tie.b]))
            pairs.setdefault((a, b), []).append(tie)
    known, dated = [], []
    for (a, b), same in sorted(pairs.items()):
        said = [t.trust for t in same if t.trust is not None]
        ages = [t.age for t in same if t.age is not None]
        trust = float(np.clip(np.mean(said), 0.05, 0.95)) if said else None
        known.append(KnownTie(a, b, any(t.formal for t in same), max(ages, default=12), trust))
        dated.append(bool(ages))
    return tuple(known), np.array(dated, np.bool_)


def replicate(seed: int, setting: Setting) -> Outcome:
    """Run one replicate (a plain function, so that worker processes can call it)."""
    world = engine.start(setting.spec, seed)
    world.organisations.live("active")[...] = 1  # whoever the panel knows was at work before it looked
    engine.run_to(world, 0)
    rng = _generator(seed, _START)
    seen = _look(setting, setting.survey, world, seed, 0)
    donors = _donors(world, seen)
    _take_places(setting, world, seen, rng)
    engine.advance(world)
    _complete(setting, world, donors, rng)
    engine.run_to(world, setting.months + 1)
    return _outcome(setting, world, seed)


def replicate_with(world: tuple[int, tuple[float, ...]], setting: Setting, names: tuple[str, ...]) -> Outcome:
    """Run one replicate with numbers of its own: its seed and their values."""
    seed, values = world
    numbers = [(*of_dotted(name), value) for name, value in zip(names, values, strict=True)]
    return replicate(seed, replace(setting, spec=with_numbers(setting.spec, numbers)))


def _generator(seed: int, number: int) -> np.random.Generator:
    return np.random.default_rng(int(block(seed, int(Purpose.SURVEY), 0, 0, number, 0)[0]))


def _rows_of(wave: Wave, ids: Ints) -> Ints:
    """Return the row of each organisation in a wave, -1 for one that is not there."""
    at = np.minimum(np.searchsorted(wave.ids, ids), max(wave.n - 1, 0))
    return np.where(wave.ids[at] == ids, at, -1)


def _look(setting: Setting, survey: NameGenerator, world: World, seed: int, number: int) -> Bools:
    """Return what the instrument shows among the organisations of the registry, shape (n, n)."""
    wave = Wave.of(world)
    rows = _rows_of(wave, world.known)
    here = np.flatnonzero(rows >= 0)
    here = here[np.argsort(rows[here])]
    out = np.zeros((rows.size, rows.size), np.bool_)
    luck = int(block(seed, int(Purpose.SURVEY), 0, 1, _SURVEY + number, 0)[0] >> 1)
    out[np.ix_(here, here)] = _shown(setting.instrument, survey, wave, rows[here], luck)
    return out


def _shown(instrument: Instrument, survey: NameGenerator, wave: Wave, rows: Ints, luck: int) -> Bools:
    """Return what the instrument shows among ``rows`` (rising) of a wave."""
    if instrument == "names":
        return survey.named(wave, rows, luck)
    place = np.full(wave.n, -1)
    place[rows] = np.arange(rows.size)
    inside = wave.tied & (place[wave.a] >= 0) & (place[wave.b] >= 0)
    out = np.zeros((rows.size, rows.size), np.bool_)
    out[place[wave.a[inside]], place[wave.b[inside]]] = True
    return out | out.T


def _take_places(setting: Setting, world: World, seen: Bools, rng: np.random.Generator) -> None:
    """Let each organisation of the panel stand for the simulated one of its group with the same rank in names received."""
    known = world.known.copy()
    received = seen.sum(axis=0)
    for group in np.unique(setting.group):
        members = np.flatnonzero(setting.group == group)
        luck = rng.random((2, members.size))
        theirs = members[np.lexsort((luck[0], -setting.popularity[members]))]
        ours = members[np.lexsort((luck[1], -received[members]))]
        known[theirs] = world.known[ours]
    world.known = known


def _donors(world: World, seen: Bools) -> dict[str, Floats]:
    """Return what is known of the simulated ties that the instrument saw (any tie, if it saw none), by column."""
    r, ids = world.relations, world.organisations["id"]
    tied = (
        (r.live("forgotten") == 0) & (r.live("mandated") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    )
    order = np.argsort(world.known)
    at = [order[np.minimum(np.searchsorted(world.known, ids[r.live(s)], sorter=order), order.size - 1)] for s in "ab"]
    known = (world.known[at[0]] == ids[r.live("a")]) & (world.known[at[1]] == ids[r.live("b")])
    shown = known & (seen | seen.T)[at[0], at[1]]
    rows = np.flatnonzero(tied & shown) if (tied & shown).any() else np.flatnonzero(tied)
    return {name: r.live(name)[rows].copy() for name in (*_COPIED, *_TRUST, "since")}


def _complete(setting: Setting, world: World, donors: dict[str, Floats], rng: np.random.Generator) -> None:
    """Give the panel's ties what it does not say of them, each from one simulated tie that the instrument saw."""
    if donors["affinity"].size == 0:
        return
    r, ids = world.relations, world.organisations.live("id")
    where = {(int(ids[a]), int(ids[b])): row for row, (a, b) in enumerate(zip(r.live("a"), r.live("b"), strict=True))}
    for tie, dated in zip(setting.spec.place.registry.ties, setting.dated, strict=True):
        donor = int(rng.integers(donors["affinity"].size))
        a, b = sorted((int(world.known[tie.a]), int(world.known[tie.b])))
        row = where.get((a, b))
        if row is None:
            continue  # one of them closed in the month in which the panel looked
        for name in (*_COPIED, *(() if tie.trust is not None else _TRUST)):
            r[name][row] = donors[name][donor]
        if not dated and donors["since"][donor] > NEVER:
            r["since"][row] = donors["since"][donor]


def _outcome(setting: Setting, world: World, seed: int) -> Outcome:
    """Ask the panel's question, several times over, and keep one answer as a network."""
    looks = [_look(setting, setting.survey, world, seed, 1 + k) for k in range(setting.surveys)]
    wave = Wave.of(world)
    rows = _rows_of(wave, world.known)
    there = (rows >= 0) & wave.active[rows]
    shown, nodes = _answers_later(setting, world, seed), np.ones(rows.size, np.bool_)
    if setting.instrument == "register":
        nodes = rows >= 0
        new = np.setdiff1d(np.flatnonzero(wave.active), rows)
        shown, nodes = _with_newcomers(wave, shown, nodes, rows, new)
    return Outcome(np.mean(looks, axis=0), there, shown, nodes)


def _answers_later(setting: Setting, world: World, seed: int) -> Bools:
    """Return one answer of those who answered, with about as many names as the next wave shows.

    Who has fewer partners than asked for names fewer; others are then asked for more.
    """
    survey, answers = setting.later, setting.answers[1][:, None]
    shown: Bools = _look(setting, survey, world, seed, 1) & answers
    for _ in range(_ASKED_AGAIN if setting.instrument == "names" and setting.names else 0):
        survey = replace(survey, mean=survey.mean * setting.names / max(int(shown.sum()), 1))
        shown = _look(setting, survey, world, seed, 1) & answers
    return shown


def _with_newcomers(wave: Wave, shown: Bools, nodes: Bools, rows: Ints, new: Ints) -> tuple[Bools, Bools]:
    """Return the network and its nodes with the organisations that came since."""
    n, m = rows.size, rows.size + new.size
    at = np.concatenate([rows, new])
    here = np.flatnonzero(at >= 0)
    here = here[np.argsort(at[here])]
    out = np.zeros((m, m), np.bool_)
    out[np.ix_(here, here)] = _shown("register", NameGenerator(), wave, at[here], 0)
    out[:n, :n] = shown
    return out, np.concatenate([nodes, np.ones(new.size, np.bool_)])

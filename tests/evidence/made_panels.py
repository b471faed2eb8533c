"""Panels made by the tests: written by hand, thrown by dice, or read off the model by its own instruments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simkemitraan import engine
from simkemitraan.analysis.panels.panel import Panel, PanelOrganisation, PanelTie, PanelWave
from simkemitraan.analysis.panels.replaying import setting
from simkemitraan.analysis.validation.history import Wave
from simkemitraan.analysis.validation.instruments import NameGenerator
from simkemitraan.scenario import Scenario
from simkemitraan.world.spec import Registry

KINDS = (0, 0, 1, 1, 1, 1, 1, 3, 3, 3, 2, 2)  # of the organisations of a system
MONTHS = 24


def baseline_spec():
    return Scenario.load("package:baseline").with_changes(burn_in=36).spec(trace=False)


def bare(systems: int, instrument: str = "names") -> Panel:
    """Return a panel without ties: twelve organisations in each system."""
    waves = (PanelWave("1", 0, instrument), PanelWave("2", MONTHS, instrument))
    organisations = tuple(
        PanelOrganisation(f"s{s}o{k}", f"s{s}", kind) for s in range(systems) for k, kind in enumerate(KINDS)
    )
    return Panel(waves, organisations, ())


def thrown(systems: int, seed: int, mean: float = 1.8) -> Panel:
    """Return a panel in which everybody names anybody, afresh in both waves."""
    panel, rng = bare(systems), np.random.default_rng(seed)
    n, ties = len(KINDS), []
    for wave in "12":
        for a in range(systems * n):
            others = [b for b in range(a // n * n, a // n * n + n) if b != a]
            chosen = rng.choice(others, min(rng.poisson(mean), n - 1), replace=False)
            ties += [PanelTie(wave, a, int(b)) for b in chosen]
    return replace(panel, ties=tuple(ties))


def read_off_the_model(systems: int, seed: int, burn_in: int = 60) -> Panel:
    """Return what the name generator shows of one run of the model, two years apart."""
    panel = bare(systems)
    plan = setting(panel, *panel.waves, replace(baseline_spec(), burn_in=burn_in))
    ids = engine.start(plan.spec, seed).known
    world = engine.start(replace(plan.spec, place=replace(plan.spec.place, registry=Registry())), seed)
    world.organisations.live("active")[...] = 1
    ties = []
    for label, month in (("1", 0), ("2", MONTHS)):
        engine.run_to(world, month)
        wave = Wave.of(world)
        kept, rows, _ = np.intersect1d(ids, wave.ids, return_indices=True)
        named = NameGenerator(mean=1.8).named(wave, np.searchsorted(wave.ids, kept), seed)
        who = plan.rows[rows]
        ties += [PanelTie(label, int(who[i]), int(who[j])) for i, j in zip(*np.nonzero(named), strict=True)]
    return replace(panel, ties=tuple(ties))

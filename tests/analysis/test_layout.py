"""Places on a picture: repeatable, inside the picture, nobody on top of another."""

from __future__ import annotations

import numpy as np

from simkemitraan.report.network_layout import layout


def world(n: int = 80, seed: int = 3) -> tuple[list[int], dict[tuple[int, int], float]]:
    luck = np.random.default_rng(seed)
    pairs = {tuple(sorted(map(int, luck.integers(0, n // 2, 2)))) for _ in range(n)}
    return list(range(n)), {p: 1.0 for p in pairs if p[0] != p[1]}


def test_same_input_same_places_whatever_the_order():
    ids, ties = world()
    first = layout(ids, ties)
    again = layout(ids[::-1], dict(reversed(list(ties.items()))))
    assert first == again


def test_everybody_has_a_place_of_their_own():
    ids, ties = world()
    places = layout(ids, ties)
    assert set(places) == set(ids)
    xy = np.array(list(places.values()))
    gaps = np.sqrt(((xy[:, None] - xy[None]) ** 2).sum(axis=2))
    assert gaps[~np.eye(len(ids), dtype=bool)].min() > 0.004
    assert ((xy[:, 0] >= 0) & (xy[:, 0] <= 1)).all()


def test_the_tied_stand_above_and_the_lonely_below():
    ids, ties = world()
    places = layout(ids, ties)
    tied = {i for pair in ties for i in pair}
    lonely = set(ids) - tied
    assert all(places[i][1] < 0 for i in lonely)
    assert sum(places[i][1] >= 0 for i in tied) > len(tied) / 2


def test_tied_organisations_stand_nearer_than_others():
    ids, ties = world()
    places = {i: np.array(p) for i, p in layout(ids, ties).items()}
    main = [i for i in ids if places[i][1] >= 0]
    tied = [np.linalg.norm(places[a] - places[b]) for a, b in ties if a in main and b in main]
    everyone = [np.linalg.norm(places[a] - places[b]) for a in main for b in main if a < b]
    assert np.mean(tied) < 0.75 * np.mean(everyone)


def test_nobody_at_all_and_nobody_tied():
    assert layout([], {}) == {}
    assert set(layout([5, 7], {})) == {5, 7}

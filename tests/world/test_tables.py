"""Tables, ids, the index of ties, compiling: the ground everything stands on."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import district, place

from simkemitraan import engine, errors
from simkemitraan.declare import Column, Text
from simkemitraan.world import graph, identity
from simkemitraan.world.compiling import compiled, sources_digest
from simkemitraan.world.rule import Rule
from simkemitraan.world.spec import Spec
from simkemitraan.world.tables import Table

COLUMNS = (
    Column("id", "i8", "id", Text("", "")),
    Column("x", "f8", "1", Text("", ""), fill=0.5),
    Column("wide", "f8", "1", Text("", ""), "three"),
)


def table(rows: int = 0) -> Table:
    t = Table(COLUMNS, {"three": 3}, capacity=2)
    if rows:
        t.add(rows, id=np.arange(rows), wide=np.arange(3 * rows).reshape(rows, 3))
    return t


def test_it_grows_keeps_values_and_counts_versions() -> None:
    t = table()
    for k in range(50):
        t.add(1, id=k, x=k / 10)
    assert len(t) == 50
    assert t.live("id").tolist() == list(range(50))
    assert t.version == 50
    assert t["wide"].flags.c_contiguous
    assert t.bytes() >= 50 * 5 * 8


def test_new_rows_hold_the_fill_even_where_rows_were_dropped() -> None:
    t = table(10)
    t.keep(np.zeros(10, np.bool_))
    t.add(4)
    assert t.live("x").tolist() == [0.5] * 4
    assert t.live("wide").sum() == 0


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_dropping_rows_keeps_the_order_and_tells_where_they_went(mask: list[bool]) -> None:
    t = table(len(mask))
    moved = t.keep(np.array(mask))
    kept = [i for i, m in enumerate(mask) if m]
    assert t.live("id").tolist() == kept
    assert [int(moved[i]) for i in kept] == list(range(len(kept)))
    assert all(moved[i] == -1 for i, m in enumerate(mask) if not m)
    assert moved[-1] == -1


def test_copies_and_pickles_are_independent() -> None:
    t = table(3)
    for other in (t.copy(), pickle.loads(pickle.dumps(t))):
        other["x"][0] = 9.0
        other.add(5)
        assert t["x"][0] == 0.5
        assert t.n == 3
    t.clear()
    assert t.n == 0


@given(
    st.one_of(st.none(), st.integers(-1000, 3000)),
    st.integers(1, 2**20 - 1),
    st.integers(0, 4),
    st.integers(0, 2**16 - 1),
)
def test_ids_unpack_to_what_was_packed_and_fit_a_spreadsheet(month: int | None, code: int, kind: int, k: int) -> None:
    packed = identity.pack(month, code, kind, k)
    assert identity.unpack(packed) == (month, code, kind, k)
    assert 0 < packed < 2**53


def test_ids_grow_with_time() -> None:
    assert identity.pack(None, 9999, 4, 60000) < identity.pack(-360, 1, 0, 0) < identity.pack(0, 1, 0, 0)


@pytest.mark.parametrize("bad", [(-2000, 1, 0, 0), (0, 0, 0, 0), (0, 2**20, 0, 0), (0, 1, 0, 2**16)])
def test_ids_out_of_range_are_refused(bad: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="out of range"):
        identity.pack(*bad)


def test_partnership_ids_name_lead_month_and_other() -> None:
    ids = {identity.partnership_id(lead, month, k) for lead in range(40) for month in range(-20, 20) for k in range(5)}
    assert len(ids) == 40 * 40 * 5
    assert max(ids) < 2**52


@compiled
def find_in(w, i, j):
    return graph.find(w.graph, i, j)


@compiled
def shared_in(w, i, j):
    return graph.shared(w.graph, i, j)


FIND, SHARED = Rule("find", (), (), find_in), Rule("shared", (), (), shared_in)
pairs = st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda p: p[0] < p[1]), max_size=40)


@given(pairs, st.data())
def test_the_index_holds_what_the_relations_hold(ties: set[tuple[int, int]], data: st.DataObject) -> None:
    order = sorted(ties)
    m = len(order)
    a, b = (np.array([p[k] for p in order], np.int32) for k in (0, 1))
    state = [data.draw(st.sampled_from(["informal", "formal", "known", "forgotten"])) for _ in order]
    world = engine.start(Spec(place(district((0, 12, 0, 0, 0))), burn_in=0), 1)
    r, g = world.relations, world.graph
    r.clear()
    r.add(
        m,
        a=a,
        b=b,
        forgotten=[s == "forgotten" for s in state],
        cooperating=[s == "informal" for s in state],
        formal=[s == "formal" for s in state],
    )
    world.rebuild_graph()
    tied = {frozenset(p): s in ("informal", "formal") for p, s in zip(order, state, strict=True) if s != "forgotten"}
    for i in range(12):
        near = g.neighbour[g.start[i] : g.mid[i]].tolist()
        known = g.neighbour[g.mid[i] : g.start[i + 1]].tolist()
        assert set(near) == {j for j in range(12) if tied.get(frozenset((i, j)), False)}
        assert set(known) == {j for j in range(12) if tied.get(frozenset((i, j)), True) is False}
        for j in range(12):
            if i == j:
                continue
            row = FIND(world, i, j)
            assert (row >= 0) == (frozenset((i, j)) in tied)
            if row >= 0:
                assert order[row] == (min(i, j), max(i, j))
            common = SHARED(world, i, j)
            assert common == sum(
                tied.get(frozenset((i, k)), False) and tied.get(frozenset((j, k)), False)
                for k in range(12)
                if k not in (i, j)
            )
    assert g.copy().neighbour.tolist() == g.neighbour.tolist()
    assert pickle.loads(pickle.dumps(g)).start.tolist() == g.start.tolist()


PROGRAM = """
from simkemitraan.world.draws import unit, draw
import numpy as np
print(draw(1, 2, 3, 4, 5, 6))
"""


def _run(package: Path, cache: Path) -> float:
    env = {**os.environ, "PYTHONPATH": str(package), "SIMKEMITRAAN_CACHE": str(cache)}
    env.pop("NUMBA_DISABLE_JIT", None)
    out = subprocess.run([sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, check=True)
    return float(out.stdout)


def test_an_edited_helper_is_never_served_from_a_stale_cache(tmp_path: Path, interpreted: bool) -> None:
    if interpreted:
        pytest.skip("nothing is compiled")
    source = Path(errors.__file__).parent
    package = tmp_path / "copy" / "simkemitraan"
    (package / "world").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    for name in ("world/__init__.py", "world/compiling.py", "world/compiler.py", "world/named.py", "world/draws.py"):
        (package / name).write_bytes((source / name).read_bytes())
    before = _run(package.parent, tmp_path / "cache")
    assert _run(package.parent, tmp_path / "cache") == before
    helper = package / "world" / "draws.py"
    helper.write_text(helper.read_text().replace("+ 0.5) * 2.0**-52", "+ 0.5) * 2.0**-53"))
    assert _run(package.parent, tmp_path / "cache") == pytest.approx(before / 2)
    assert len(list((tmp_path / "cache" / "compiled").glob("draws-*"))) == 2


def test_the_digest_covers_every_source_that_can_be_compiled(tmp_path: Path) -> None:
    for room in ("world", "mechanisms", "indicators"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "a.py").write_text("x = 1")
    first = sources_digest(tmp_path)
    (tmp_path / "indicators" / "a.py").write_text("x = 2")
    assert sources_digest(tmp_path) != first


def test_without_a_writable_cache_everything_still_runs(tmp_path: Path, interpreted: bool) -> None:
    if interpreted:
        pytest.skip("nothing is compiled")
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    source = Path(errors.__file__).parent
    assert 0.0 < _run(source.parent, blocked) < 1.0

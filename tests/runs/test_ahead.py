"""Compiling before the first run: every rule once, in two processes."""

from __future__ import annotations

import pytest

from simkemitraan.mechanisms import ORDER
from simkemitraan.runs import ahead


def test_the_two_lists_hold_every_mechanism_once_and_weigh_about_the_same() -> None:
    mine, theirs = ahead.halves()
    assert sorted([*mine, *theirs]) == sorted(m.name for m in ORDER)
    sizes = [sum(ahead._source_size(m.module) for m in ORDER if m.name in names) for names in (mine, theirs)]
    assert max(sizes) < 2 * min(sizes)


@pytest.mark.parametrize("cores", [1, 2])
def test_all_are_carried_out_whoever_compiles(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(ahead, "compile_some", done.extend)
    ahead.compile_rules()
    assert sorted(done) == sorted(m.name for m in ORDER)

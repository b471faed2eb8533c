"""Budgets of agencies: who is protected in a cut, what changes from year to year, and whom an agency can pay to deliver."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.handmade import add, agree, call, empty, set_params, tie

from simkemitraan.mechanisms.budgets import cut_lines, luck_of_the_year
from simkemitraan.mechanisms.dissolution.agreements import quarrels
from simkemitraan.mechanisms.finance.agencies import contract_out
from simkemitraan.mechanisms.service_delivery.coverage import output
from simkemitraan.world.compiling import outside_digest
from simkemitraan.world.schema import Kind

OBSERVED, PROGRAMMES, EVEN = 0.0, 1.0, 2.0


@pytest.mark.parametrize(
    ("rule", "cut", "left"),
    [
        (OBSERVED, 0.1, (100.0, 20.0, 60.0)),  # services down to half
        (OBSERVED, 0.3, (100.0, 20.0, 20.0)),  # then aid
        (OBSERVED, 0.5, (80.0, 20.0, 0.0)),  # then pay
        (PROGRAMMES, 0.25, (100.0, 20.0, 30.0)),
        (PROGRAMMES, 0.9, (100.0, 0.0, 0.0)),
        (EVEN, 0.25, (75.0, 30.0, 45.0)),
    ],
)
def test_a_cut_takes_what_its_rule_says(rule: float, cut: float, left: tuple[float, float, float]) -> None:
    assert cut_lines(rule, cut, 100.0, 40.0, 60.0) == pytest.approx(left)


def test_without_spread_every_year_is_alike() -> None:
    world = empty()
    i = add(world, 10.0, Kind.AGENCY)
    set_params(world, "budgets", aid_spread=0.0)
    assert call("budgets", luck_of_the_year, world, i) == 1.0
    set_params(world, "budgets", aid_spread=0.3)
    assert call("budgets", luck_of_the_year, world, i) != 1.0


@pytest.mark.parametrize("pledge", [0.0, 5.0])
def test_partners_who_pledged_nothing_are_paid_nothing(pledge: float) -> None:
    world = empty()
    agency, partner = add(world, 10.0, Kind.AGENCY), add(world, 2.0)
    tie(world, agency, partner)
    k = agree(world, [agency, partner])
    world.partnerships.pledge[k] = pledge
    set_params(world, "finance", swakelola_share=0.5)
    passed = call("finance", contract_out, world, np.array([8.0, 0.0]))
    assert passed[agency] == pytest.approx(4.0 if pledge else 0.0)
    assert world.organisations.gifts[partner] == pytest.approx(passed[agency])


def test_goods_alone_count_where_hours_have_no_weight() -> None:
    assert output(3.0, 5.0, 0.0, -1.0) == 5.0
    assert output(3.0, 5.0, 1.0, -1.0) == 3.0


def test_hours_and_goods_together_lie_between_them() -> None:
    assert output(4.0, 9.0, 0.5, 0.0) == pytest.approx(6.0)  # the geometric mean
    assert output(4.0, 9.0, 0.5, -1.0) == pytest.approx(72.0 / 13.0)  # the harmonic one
    assert output(4.0, 9.0, 0.5, 0.5) == pytest.approx(6.25)
    assert output(0.0, 9.0, 0.5, 0.0) == 0.0


def test_members_who_do_not_know_each_other_have_no_quarrel() -> None:
    world = empty()
    one, other = add(world, 1.0), add(world, 1.0)
    k = agree(world, [one, other])
    world.rebuild_graph()
    assert call("dissolution", quarrels, world, k, numbers=False) == 0.0


def test_a_module_from_outside_is_known_by_what_it_says(tmp_path: Path) -> None:
    file = tmp_path / "merger.py"
    file.write_text("A = 1\n", encoding="utf-8")
    first = outside_digest(file)
    file.write_text("A = 2\n", encoding="utf-8")
    assert outside_digest(file) != first

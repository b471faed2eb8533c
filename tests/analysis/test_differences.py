"""What a reform is said to be: levers, assumptions, switches, dated changes, costs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.report.fake_result import place

from simkemitraan.analysis.comparison.differences import course, differences, value_of
from simkemitraan.mechanisms import ORDER
from simkemitraan.world.spec import Change, Spec

BASE = Spec(place(), months=48)
LEVERS = [(m, p) for m in ORDER for p in m.params if p.role == "lever" and p.form == "number"]


def with_value(mechanism: str, param: str, value: float) -> Spec:
    return replace(BASE, params={mechanism: {param: value}})


def test_equal_specifications_do_not_differ():
    assert differences(BASE, replace(BASE)) == ()
    mechanism, param = LEVERS[0]
    assert differences(BASE, with_value(mechanism.name, param.name, param.default)) == ()


@pytest.mark.parametrize("role", ["lever", "assumption"])
def test_levers_and_assumptions_are_told_apart(role):
    mechanism, param = next((m, p) for m in ORDER for p in m.params if p.role == role and p.high > p.default)
    (found,) = differences(BASE, with_value(mechanism.name, param.name, param.high))
    assert (found.sort, found.before, found.after) == (role, param.default, param.high)
    assert found.param() is param


def test_a_mechanism_switched_off_is_named():
    (found,) = differences(BASE, replace(BASE, off=frozenset({"learning"})))
    assert (found.sort, found.mechanism, found.after) == ("switch", "learning", "False")


def test_another_horizon_is_a_difference_of_place():
    assert [d.name for d in differences(BASE, replace(BASE, months=60))] == ["months"]


def test_dated_changes_come_and_go_and_reasons_do_not_count():
    mechanism, param = LEVERS[0]
    change = Change(24, "set", mechanism.name, param.name, param.high)
    reform = replace(BASE, timeline=(change,))
    (added,) = differences(BASE, reform)
    (gone,) = differences(reform, BASE)
    assert (added.added, gone.added, added.sort) == (True, False, "lever")
    again = replace(BASE, timeline=(replace(change, why=replace(change.why, id="karena", en="because")),))
    assert differences(reform, again) == ()


def test_the_course_of_a_number_follows_its_dated_changes():
    mechanism, param = LEVERS[0]
    start = value_of(BASE, mechanism.name, param)
    rows = (
        Change(12, "set", mechanism.name, param.name, 8.0, until=24),
        Change(18, "multiply", mechanism.name, param.name, 0.5),
    )
    values = course(replace(BASE, timeline=rows), mechanism.name, param)
    assert values[[0, 12, 17, 18, 23]].tolist() == [start, 8.0, 8.0, 4.0, 4.0]
    assert values[24] == 0.5 * start

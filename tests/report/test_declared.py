"""Declared numbers as readers are told of them: units that say what the number multiplies, choices in words, no keys in texts."""

from __future__ import annotations

import re

import pytest

from simkemitraan.declare import LANGS
from simkemitraan.mechanisms import BY_NAME, ORDER
from simkemitraan.report.declared import choice_text, titled, unit_beside, unit_of, value_of
from simkemitraan.scenario.building import packaged_policies
from simkemitraan.scenario.policies import load_policy
from simkemitraan.web.declared import number_unit

PARAMS = [p for m in ORDER for p in m.params]
LEVERS = [p for p in PARAMS if p.role == "lever"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_lever_has_a_unit_in_words(lang):
    assert [p.name for p in LEVERS if not number_unit(p, lang)] == []


@pytest.mark.parametrize(("lang", "said"), [("id", "kali biasanya"), ("en", "times the usual")])
def test_a_relative_lever_says_what_it_multiplies_and_an_elasticity_does_not(lang, said):
    assert said in number_unit(BY_NAME["budgets"].param("aid"), lang)
    assert said in unit_of(BY_NAME["finance"].param("company_giving"), lang)
    assert unit_of(BY_NAME["dissolution"].param("renewal_trust"), lang) == ""


@pytest.mark.parametrize("lang", LANGS)
def test_every_choice_has_words_of_its_own(lang):
    told = {(p.name, c): choice_text(p, k, lang) for p in PARAMS for k, c in enumerate(p.choices)}
    assert len(told) > 5
    assert [key for key, text in told.items() if text == key[1] and text != "anyone"] == []


def test_values_are_told_as_their_form_asks():
    budgets, funding = BY_NAME["budgets"], BY_NAME["funding"]
    assert value_of(budgets.param("aid"), 0.6, "id") == "60\u202f%"
    assert unit_beside(budgets.param("aid"), "id") == ""
    assert value_of(budgets.param("cut_rule"), 2, "en") == "every line alike"
    assert value_of(funding.param("no_repeat"), 1, "en") == "on"
    assert value_of(funding.param("district_budget"), 1240, "en") == "1,240"
    assert unit_beside(funding.param("district_budget"), "en") == " million IDR per 100,000 people a year"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", packaged_policies())
def test_no_key_is_left_in_what_a_policy_says(name, lang):
    for text in load_policy(name).words.values():
        assert not re.search(r"levers\.|assumptions\.|`\w+`", titled(text[lang], lang))


def test_a_key_becomes_the_title_in_the_language_of_the_reader():
    assert titled("pakai tuas `levers.budgets.cut`.", "id") == "pakai tuas “pemotongan anggaran instansi”."
    assert titled("Change `by` or levers.budgets.cut", "en") == (
        "Change “multiplied by” or “cut of the budgets of agencies”"
    )
    assert titled("`hub_share` twice", "en").startswith("“share of the administration")
    assert titled("`levers.budgets.cat` and `name` stay", "en") == "`levers.budgets.cat` and `name` stay"

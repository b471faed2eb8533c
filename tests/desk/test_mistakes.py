"""What a planner can get wrong on the page: each mistake is answered in both languages, with what to do, and nothing is taken in silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("websockets")

from tests.desk.desks import TINY, Planner, served

FORM = {"name": "Kabupaten Saya", "population": "30000", "organisations": {}}
HUB = "levers.service_delivery.hub_share"


@pytest.fixture(scope="module")
def planner() -> Iterator[Planner]:
    with served() as running:
        one = Planner(running)
        yield one
        one.close()


def form(**more: Any) -> dict[str, Any]:
    return {"form": {**FORM, **more}}


def rows(*given: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [{"name": "mine", "rows": list(given), **more}]


PLACES: dict[str, tuple[Any, str]] = {
    "no place": ({}, "place"),
    "a name that there is not": ({"name": "garud"}, "Kabupaten Garut"),
    "a name of several": ({"name": "bandung"}, "Kota Bandung"),
    "a package that there is not": ({"name": "package:kabupaten_sampong"}, "sampang"),
    "a file that there is not": ({"name": "nowhere.yaml"}, "not found"),
    "a name that is empty": (form(name=""), "name"),
    "a name that is too long": (form(name="x" * 200), "120"),
    "a name with a control character": (form(name="a\x1bb"), "name"),
    "no population": (form(population=""), "number"),
    "a population in words": (form(population="many"), "number"),
    "a population with thousands": (form(population="306.000"), "306000"),
    "a population with commas": (form(population="306,000"), "306000"),
    "a population below zero": (form(population="-5"), "between"),
    "a population beyond bounds": (form(population="999999999999"), "between"),
    "nobody lives there": (form(population="0"), "at least 1"),
    "people in parts": (form(population="306.5"), "306000"),
    "thousands apart as Word writes them": (form(population="306\u00a0000"), "306000"),
    "a population in another notation": (form(population="3e5"), "`3e5` is read as 300000"),
    "poor people in per cent": (form(poor="12%"), "how many"),
    "fewer villages than subdistricts": (form(subdistricts="20", villages="3"), "fewer villages"),
    "more poor than people": (form(poor="40000"), "between"),
    "subdistricts in parts": (form(subdistricts="2.5"), "whole"),
    "no subdistricts at all": (form(subdistricts="0"), "between"),
    "too many villages": (form(villages="60000"), "between"),
    "organisations in parts": (form(organisations={"nonprofit": "1.5"}), "whole"),
    "organisations below zero": (form(organisations={"company": "-1"}), "between"),
    "organisations with thousands": (form(organisations={"nonprofit": "1.000"}), "1000"),
    "nobody at all": (
        form(organisations=dict.fromkeys(("government", "nonprofit", "company", "community", "individual"), "0")),
        "organisation",
    ),
    "a registry that there is not": ({"registry": {"file": "x", "said": {}}}, "file"),
    "a registry of nothing": ({"registry": {}}, "file"),
}

POLICIES: dict[str, tuple[Any, str]] = {
    "nothing": ([], "policy"),
    "a word": ("forum", "policy"),
    "a policy that there is not": ([{"name": "forun"}], "forum"),
    "a place as a policy": ([{"name": "kota_sabang"}], "place"),
    "a name that leads elsewhere": ([{"name": "../forum", "rows": []}], "policy"),
    "no change": (rows(), "changes nothing"),
    "a lever that there is not": (
        rows({"month": 1, "set": "levers.service_delivery.hub_shar", "to": 0.4}),
        "“share of the administration of partnered organisations",
    ),
    "an assumption": (rows({"month": 1, "set": "assumptions.leadership.hazard_per_year", "to": 0.1}), "levers only"),
    "a share above one": (rows({"month": 1, "set": HUB, "to": 8.5}), "between 0 and 1"),
    "a value in words": (rows({"month": 1, "set": HUB, "to": "much"}), "number"),
    "a value that is empty": (rows({"month": 1, "set": HUB, "to": ""}), "number"),
    "a decimal comma": (rows({"month": 1, "set": HUB, "to": "0,4"}), "0.4"),
    "no value": (rows({"month": 1, "set": HUB}), "to"),
    "no month": (rows({"set": HUB, "to": 0.4}), "month"),
    "a month in words": (rows({"month": "soon", "set": HUB, "to": 0.4}), "number"),
    "a month in parts": (rows({"month": 1.5, "set": HUB, "to": 0.4}), "whole"),
    "an end before the beginning": (
        rows({"month": 12, "set": HUB, "to": 0.4, "until": 6}),
        "“until month” must come after “from month”",
    ),
    "twice in one month": (rows({"month": 1, "set": HUB, "to": 0.4}, {"month": 1, "set": HUB, "to": 0.5}), "month"),
    "zero multiplied": (rows({"month": 1, "multiply": HUB, "by": 2}), "0"),
    "a key that there is not": (rows({"month": 1, "set": HUB, "to": 0.4, "form": 3}), "unknown key"),
    "a shock that there is not": (rows({"month": 1, "shock": "earthquake", "share": 0.5}), "earthquake"),
    "one place only": (rows({"month": 1, "shock": "disaster", "share": 0.5, "district": "Garut"}), "one place"),
    "the same policy twice": ([{"name": "forum"}, {"name": "forum"}], "twice"),
    "the same lever in the same month": (
        [{"name": "shared_hub"}, *rows({"month": 12, "set": HUB, "to": 0.5})],
        "month",
    ),
    "a title that is a list": (rows({"month": 1, "set": HUB, "to": 0.4}, title={"id": "x" * 3000, "en": "y"}), "long"),
}


def said(told: dict[str, Any], wanted: str) -> None:
    """It is a mistake, in both languages, and names what is wrong or how to mend it."""
    assert told["is"] == "mistakes", told
    assert told["list"]
    for one in told["list"]:
        id, en = one["text"]
        assert id
        assert en
        assert id != en
        assert "Traceback" not in id + en
        assert "Error" not in id + en
    english = " ".join(f"{m['key']} {m['text'][1]}" for m in told["list"])
    assert wanted.lower() in english.lower(), english


@pytest.mark.parametrize("name", PLACES)
def test_a_place(planner: Planner, name: str) -> None:
    wish, wanted = PLACES[name]
    said(planner.reply(do="place", place=wish), wanted)


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy(planner: Planner, name: str) -> None:
    arm, wanted = POLICIES[name]
    said(planner.reply(do="answer", place=TINY, arms=[arm], costs={}, months=24, replicates=2), wanted)


@pytest.mark.parametrize(
    ("costs", "wanted"),
    [({"service_delivery.hub_share": "much"}, "number"), ({"service_delivery.hub_share": "900.000"}, "900000")],
)
def test_a_cost(planner: Planner, costs: dict[str, str], wanted: str) -> None:
    said(
        planner.reply(do="answer", place=TINY, arms=[[{"name": "shared_hub"}]], costs=costs, months=24, replicates=2),
        wanted,
    )


def test_two_policies_of_one_name_and_too_many_of_them(planner: Planner) -> None:
    ask = {"do": "answer", "place": TINY, "costs": {}, "months": 24, "replicates": 2}
    said(planner.reply(**ask, arms=[[{"name": "forum"}], [{"name": "forum"}]]), "forum")
    said(planner.reply(**ask, arms=[[{"name": "forum"}]] * 13), "12")
    said(planner.reply(**ask, arms=[]), "at least one")

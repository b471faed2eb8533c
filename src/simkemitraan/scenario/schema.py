"""The JSON Schema of a scenario file, made from the declarations, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from ..declare import Param
from ..mechanisms import ORDER
from ..wording.references import source_words
from ..world.schema import KIND_NAMES
from ..world.spec import SHOCKS
from . import decided

_TEXT = {
    "oneOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"id": {"type": "string"}, "en": {"type": "string"}},
            "additionalProperties": False,
        },
    ]
}


def _param(p: Param, lang: str) -> dict[str, Any]:
    about = f"{p.text(lang)} [{p.unit}] ({source_words(p.source, lang)})"
    if p.form == "choice":
        return {"enum": list(p.choices), "default": p.choices[int(p.default)], "description": about}
    if p.form == "switch":
        return {"type": "boolean", "default": bool(p.default), "description": about}
    kind = "integer" if p.form == "whole" else "number"
    return {"type": kind, "minimum": p.low, "maximum": p.high, "default": p.default, "description": about}


def _section(role: str, lang: str) -> dict[str, Any]:
    properties = {}
    for m in ORDER:
        params = {p.name: _param(p, lang) for p in m.params if p.role == role}
        one: dict[str, Any] = {
            "type": "object",
            "properties": params,
            "additionalProperties": False,
            "description": m.title(lang),
        }
        if role == "assumption":
            one = {"oneOf": [one, {"enum": ["off", False]}]}
        if params or role == "assumption":
            properties[m.name] = one
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _costs() -> dict[str, Any]:
    """Million IDR a year for each unit of a lever."""
    one = {"type": "number", "minimum": 0, "maximum": 1e7}
    levers = {m.name: [p.name for p in m.params if p.role == "lever"] for m in ORDER}
    properties = {
        name: {"type": "object", "properties": dict.fromkeys(names, one), "additionalProperties": False}
        for name, names in levers.items()
        if names
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _whole(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}


def _share() -> dict[str, Any]:
    return {"type": "number", "minimum": 0, "maximum": 1}


def _district() -> dict[str, Any]:
    counts = {"type": "object", "properties": {k: _whole(0, 60_000) for k in KIND_NAMES}, "additionalProperties": False}
    properties = {
        "name": {"type": "string"},
        "code": _whole(1, 2**20 - 1),
        "population": {"type": "number", "minimum": 0},
        "poverty_rate": _share(),
        "poor": {"type": "number", "minimum": 0},
        "subdistricts": _whole(1, 500),
        "villages": _whole(0, 5000),
        "organisations": counts,
        "remoteness": _share(),
        "budget_factor": {"type": "number", "minimum": 0, "maximum": 20},
        "inaugurated": _whole(-240, 240),
    }
    return {
        "type": "object",
        "properties": properties,
        "required": ["name", "population"],
        "additionalProperties": False,
    }


def _change() -> dict[str, Any]:
    properties = {
        "month": _whole(0, 1199),
        "set": {"type": "string"},
        "multiply": {"type": "string"},
        "shock": {"enum": list(SHOCKS)},
        "to": {},
        "by": {"type": "number", "minimum": 0},
        "share": {"type": "number", "minimum": 0},
        "until": _whole(1, 1200),
        "kinds": {"type": "array", "items": {"enum": list(KIND_NAMES)}},
        "district": {"type": ["string", "integer"]},
        "organisation": {"type": "integer"},
        "field": {"type": "string"},
        "why": _TEXT,
    }
    one_of = [{"required": [verb]} for verb in ("set", "multiply", "shock")]
    return {
        "type": "object",
        "properties": properties,
        "required": ["month"],
        "oneOf": one_of,
        "additionalProperties": False,
    }


def _choice() -> dict[str, Any]:
    number = {"type": "integer", "minimum": 0, "maximum": decided.LARGEST}
    properties = {key: {"enum": list(decided.NAMES)} if key == "decision" else number for key in decided.KEYS}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def json_schema(lang: str) -> dict[str, Any]:
    """Return the JSON Schema of a scenario file with descriptions in ``lang``."""
    place = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "registry": {"type": "string"},
            "districts": {"oneOf": [{"type": "string"}, {"type": "array", "items": _district()}]},
        },
    }
    family = {
        "type": "object",
        "properties": {"needs": {"type": "array", "items": {"type": "string"}}, "share": _share()},
        "required": ["needs", "share"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "simkemitraan",
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "extends": {"type": "string"},
            "title": _TEXT,
            "notes": _TEXT,
            "use_when": _TEXT,
            "months": _whole(1, 1200),
            "burn_in": _whole(0, 720),
            "seed": _whole(0, 2**53),
            "replicates": _whole(1, 100_000),
            "start": {
                "type": "object",
                "properties": {"year": _whole(1900, 2200), "month": _whole(1, 12)},
                "additionalProperties": False,
            },
            "place": place,
            "fields": {"type": "object", "additionalProperties": _TEXT},
            "families": {"type": "array", "items": family},
            "levers": _section("lever", lang),
            "costs": _costs(),
            "assumptions": _section("assumption", lang),
            "timeline": {"type": "array", "items": _change()},
            "choices": {"type": "array", "items": _choice()},
        },
    }

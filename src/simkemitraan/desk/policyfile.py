"""A policy as its file says it: what the command line shows, and what the desk hands out."""

from __future__ import annotations

from typing import Any

from ..mechanisms import BY_NAME
from ..scenario.numbers import written
from ..scenario.policies import Policy
from ..scenario.showing import both, costs_lines, scalar
from ..web.declared import number_unit
from ..wording import word


def shown(policy: Policy, lang: str) -> str:
    """Return a policy as its file says it (valid input again), with what each lever means as a comment."""
    lines = [f"policy: {scalar(policy.name)}", *(f"{key}: {both(text)}" for key, text in policy.words.items())]
    lines += [*costs_lines(policy.costs), "timeline:"]
    for row in policy.rows:
        if "shock" not in row:
            lines.append(f"  # {_meaning(str(row.get('set') or row.get('multiply')), lang)}")
        lines.append(f"  - {{{', '.join(f'{key}: {_written(value)}' for key, value in row.items())}}}")
    return "\n".join(lines)


def _meaning(target: str, lang: str) -> str:
    """Return what a lever means, its unit, and its default."""
    _, mechanism, name = target.split(".")
    param = BY_NAME[mechanism].param(name)
    default = word("cli.policy.default", lang, value=written(param, param.default))
    words = number_unit(param, lang)
    unit = f" [{words}]" if param.form in ("number", "whole") and words else ""
    return f"{param.text(lang)}{unit}, {default}"


def _written(value: Any) -> str:
    """Return a value as YAML writes it on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return scalar(value)

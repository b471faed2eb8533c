"""The policies that a planner lays on her place: packaged ones, changed ones and her own, alone or several at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..declare import LANGS
from ..errors import InputError
from ..mechanisms import ORDER
from ..report.declared import choice_text, titled
from ..scenario import Scenario
from ..scenario.building import packaged_policies
from ..scenario.policies import AND, Policy, load_policy
from ..scenario.showing import both, scalar
from ..web.declared import described, number_unit
from ..wording import word
from .policyfile import shown

MOST_ARMS = 12
NUMBERS = ("month", "until", "to", "by", "share")
_NAME = re.compile(r"\w[\w.-]{0,59}")
_NUMBER = re.compile(r"[-+]?\d[\d.]*")


@dataclass(frozen=True)
class Arm:
    """One policy, or several at once, as the command line names them.

    Attributes
    ----------
    argument : str
        What stands after ``--policy``, from within the folder that is taken away.
    scenario : Scenario
        The place under it.
    files : tuple of Path
        Policy files that go along.
    """

    argument: str
    scenario: Scenario
    files: tuple[Path, ...]


def cards() -> list[dict[str, Any]]:
    """Return what the page shows of every packaged policy."""
    return [card(load_policy(name)) for name in packaged_policies()]


def card(policy: Policy) -> dict[str, Any]:
    """Return a policy as the page shows it: what it does, its levers with their units, and when each begins."""
    words = {key: [titled(text[lang], lang) for lang in LANGS] for key, text in policy.words.items()}
    return {"name": policy.name, **words, "rows": [_row(row) for row in policy.rows], "costs": policy.costs}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one dated change: as its file says it, and which lever it moves."""
    target = str(row.get("set") or row.get("multiply") or "")
    shock = [word(f"report.shock.{row['shock']}", lang) for lang in LANGS] if "shock" in row else None
    return {"given": dict(row), "lever": target.removeprefix("levers."), "shock": shock}


def levers() -> list[dict[str, Any]]:
    """Return all that policy can set, by mechanism, as it is declared."""
    out = []
    for m in ORDER:
        params = [
            described(p)
            | {
                "units": [number_unit(p, lang) for lang in LANGS],
                "said": [[choice_text(p, code, lang) for lang in LANGS] for code in range(len(p.choices))],
            }
            for p in m.params
            if p.role == "lever"
        ]
        if params:
            out.append({"mechanism": m.name, "title": [m.title.id, m.title.en], "params": params})
    return out


def laid_on(base: Scenario, wishes: Sequence[Any], costs: Mapping[str, Any], folder: Path, lang: str) -> list[Arm]:
    """Return the place under every policy that is wished for.

    Parameters
    ----------
    base : Scenario
        The place, over the months that are asked for.
    wishes : sequence
        Each a list of parts: ``{"name": ..}`` for a packaged policy, with ``title`` and ``rows`` for one that was changed or made.
    costs : mapping of str to number or text
        What the planner says a lever costs, million IDR a year for each unit, by ``mechanism.lever``.
    folder : Path
        Where policy files are written.
    lang : str
        Language of the comments in them.

    Raises
    ------
    InputError
        Where a wish is not one.
    ScenarioError
        With every mistake of a policy at once.
    """
    if not 1 <= len(wishes) <= MOST_ARMS:
        raise InputError(*(word("desk.arms", each, most=MOST_ARMS) for each in ("id", "en")))
    arms = [_arm(base, wish, costs, folder, lang) for wish in wishes]
    names = [arm.scenario.name for arm in arms]
    for name in names:
        if names.count(name) > 1:
            raise InputError(*(word("cli.policy.twice", each, name=name) for each in ("id", "en")))
    return arms


def _arm(base: Scenario, wish: Any, costs: Mapping[str, Any], folder: Path, lang: str) -> Arm:
    parts = wish if isinstance(wish, list) and wish and all(isinstance(p, dict) for p in wish) else None
    if parts is None:
        raise _unclear()
    found = [_part(part, costs, folder, lang) for part in parts]
    path = AND.join(str(f) if f is not None else name for name, f in found)
    argument = AND.join(f"policies/{f.name}" if f is not None else name for name, f in found)
    return Arm(argument, base.with_policy(path), tuple(f for _, f in found if f is not None))


def _part(part: Mapping[str, Any], costs: Mapping[str, Any], folder: Path, lang: str) -> tuple[str, Path | None]:
    """Return the name of a policy, and the file it was written to unless it is a packaged one as it is."""
    name = str(part.get("name", ""))
    if not _NAME.fullmatch(name):
        raise _unclear()
    if "rows" not in part and name not in packaged_policies():
        load_policy(name if "/" not in name else "")  # says what may have been meant
    rows = part["rows"] if "rows" in part else list(load_policy(name).rows)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _unclear()
    touched = {str(row.get("set") or row.get("multiply")).removeprefix("levers.") for row in rows}
    stated = {lever: cost for lever, cost in costs.items() if lever in touched and str(cost).strip()}
    if "rows" not in part and not stated:
        return name, None
    words = (
        {k: part[k] for k in ("title", "use_when", "notes") if isinstance(part.get(k), dict)} if "rows" in part else {}
    )
    if "rows" not in part:
        words = load_policy(name).words
        stated = load_policy(name).costs | stated
    return name, _written(folder, name, words, rows, stated, lang)


def _written(
    folder: Path, name: str, words: Mapping[str, Any], rows: list[Any], costs: Mapping[str, Any], lang: str
) -> Path:
    """Write a policy file; it is read once as it was typed, then written as the command line shows a policy."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    lines = [f"policy: {scalar(name)}"]
    lines += [f"{key}: {both({k: str(text.get(k, '')) for k in ('id', 'en')})}" for key, text in words.items()]
    if costs:
        lines.append("costs:")
        for mechanism in dict.fromkeys(lever.partition(".")[0] for lever in costs):
            own = [lever for lever in costs if lever.partition(".")[0] == mechanism]
            lines += [
                f"  {scalar(mechanism)}:",
                *(f"    {scalar(lever.partition('.')[2])}: {_typed(costs[lever])}" for lever in own),
            ]
    lines.append("timeline:")
    lines += [f"  - {{{', '.join(f'{scalar(str(k))}: {_value(k, v)}' for k, v in row.items())}}}" for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.write_text(shown(load_policy(path), lang) + "\n", encoding="utf-8")
    return path


def _value(key: str, value: Any) -> str:
    """Return a value of a dated change as YAML; numbers stand as they were typed."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(k))}: {scalar(str(v))}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(scalar(str(v)) for v in value) + "]"
    return _typed(value) if key in NUMBERS else scalar(value)


def _typed(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return scalar(value)
    text = str(value).strip()
    return text if _NUMBER.fullmatch(text) or text in ("true", "false") else scalar(text)


def _unclear() -> InputError:
    return InputError(*(word("desk.unclear", each) for each in ("id", "en")))

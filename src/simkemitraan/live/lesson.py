"""Lesson scripts: Markdown with a head, steps and directives, one file per language (``lessons/README.md``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..declare import LANGS, Text
from ..errors import InputError
from ..indicators import REGISTRY
from ..mechanisms import BY_NAME
from .interventions import SHOCKS

FOLDER = Path(__file__).parent / "lessons"
_LANES = {"A": 0, "B": 1}

Action = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One step: what everybody reads, what only the trainer reads, and what its button does."""

    title: Text
    text: Text
    notes: Text
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Lesson:
    """A guided session in both languages."""

    name: str
    order: int
    minutes: int
    title: Text
    goal: Text
    steps: tuple[Step, ...]
    scenario: Path | None = None

    def public(self) -> dict[str, Any]:
        """Return it for the trainer's page, with the notes."""
        return {
            "name": self.name,
            "minutes": self.minutes,
            "title": _pair(self.title),
            "goal": _pair(self.goal),
            "steps": [
                {"title": _pair(s.title), "text": _pair(s.text), "notes": _pair(s.notes), "actions": list(s.actions)}
                for s in self.steps
            ],
        }


def _pair(text: Text) -> list[str]:
    return [text.id, text.en]


def without_notes(public: dict[str, Any]) -> dict[str, Any]:
    """Return a lesson for everybody else: no notes, and nothing about what the buttons do."""
    steps = [step | {"notes": ["", ""], "actions": []} for step in public["steps"]]
    return public | {"steps": steps}


@dataclass
class _Draft:
    """One language of one lesson while it is read."""

    head: dict[str, str]
    steps: list[tuple[str, list[str], list[str], list[Action]]]


def lessons(folder: Path = FOLDER) -> list[Lesson]:
    """Return the lessons of a folder, in their order.

    Raises
    ------
    InputError
        For a lesson with one language only, other steps in one than in the other, or a directive that is none.
    """
    names = sorted({path.name.split(".")[0] for path in folder.glob("*.*.md")})
    return sorted((_lesson(folder, name) for name in names), key=lambda lesson: lesson.order)


def _lesson(folder: Path, name: str) -> Lesson:
    drafts = []
    for lang in LANGS:
        path = folder / f"{name}.{lang}.md"
        try:
            drafts.append(_read(path.read_text(encoding="utf-8"), path.name))
        except OSError as error:
            raise _wrong(path.name, 0, "berkas tidak dapat dibaca", "the file cannot be read") from error
    id, en = drafts
    if [_bones(s[3]) for s in id.steps] != [_bones(s[3]) for s in en.steps]:
        raise _wrong(name, 0, "langkah kedua bahasa tidak sama", "the steps of the two languages differ")
    steps = tuple(
        Step(
            Text(a[0], b[0]),
            Text("\n".join(a[1]), "\n".join(b[1])),
            Text("\n".join(a[2]), "\n".join(b[2])),
            tuple(_both(x, y) for x, y in zip(a[3], b[3], strict=True)),
        )
        for a, b in zip(id.steps, en.steps, strict=True)
    )
    return Lesson(
        name,
        int(id.head["order"]),
        int(id.head["minutes"]),
        Text(id.head["title"], en.head["title"]),
        Text(id.head["goal"], en.head["goal"]),
        steps,
        _scenario(folder, id.head.get("scenario"), en.head.get("scenario"), name),
    )


def _scenario(folder: Path, id: str | None, en: str | None, name: str) -> Path | None:
    """Return the lesson's own scenario, which both languages must name alike."""
    if id != en:
        raise _wrong(name, 0, "kedua bahasa menyebut skenario yang berbeda", "the two languages name other scenarios")
    if id is None:
        return None
    if not (folder / id).is_file():
        raise _wrong(name, 0, f"skenario {id} tidak ada", f"there is no scenario {id}")
    return folder / id


def _bones(actions: list[Action]) -> list[Action]:
    """Return actions without their wording."""
    return [{k: len(v) if k == "options" else v for k, v in a.items() if k != "text"} for a in actions]


def _both(id: Action, en: Action) -> Action:
    """Return one action with its wording in both languages."""
    merged = {k: v for k, v in id.items() if k not in ("text", "options")}
    if "text" in id:
        merged |= {"text_id": id["text"], "text_en": en["text"]}
    if "options" in id:
        merged |= {"options_id": id["options"], "options_en": en["options"]}
    return merged


def _read(source: str, file: str) -> _Draft:
    match = re.match(r"---\n(.*?)\n---\n", source, re.DOTALL)
    if match is None:
        raise _wrong(file, 1, "kepala antara dua baris --- tidak ada", "there is no head between two lines of ---")
    head = dict(line.split(":", 1) for line in match[1].splitlines() if ":" in line)
    draft = _Draft({key.strip(): value.strip() for key, value in head.items()}, [])
    for key in ("title", "order", "minutes", "goal"):
        if key not in draft.head:
            raise _wrong(file, 1, f"'{key}' tidak ada di kepala", f"'{key}' is missing from the head")
    first = match[0].count("\n") + 1
    for number, line in enumerate(source[match.end() :].splitlines(), first):
        _take(draft, line, file, number)
    return draft


def _take(draft: _Draft, line: str, file: str, number: int) -> None:
    if line.startswith("## "):
        draft.steps.append((line[3:].strip(), [], [], []))
    elif not draft.steps:
        if line.strip():
            raise _wrong(file, number, "teks sebelum langkah pertama", "text before the first step")
    elif line.startswith("@"):
        draft.steps[-1][3].extend(_actions(line, file, number))
    elif line.startswith("> "):
        draft.steps[-1][2].append(line[2:])
    else:
        draft.steps[-1][1].append(line)


def _actions(line: str, file: str, number: int) -> list[Action]:
    word, _, rest = line[1:].partition(" ")
    try:
        found = _DIRECTIVES[word](rest.strip())
    except (KeyError, ValueError, IndexError) as error:
        raise _wrong(file, number, f"perintah tidak dikenal: {line}", f"not a directive: {line}") from error
    return found if isinstance(found, list) else [found]


def _set(rest: str) -> Action:
    lane, key, value = rest.split()
    mechanism, param = key.split(".")
    declared = BY_NAME[mechanism].param(param)
    if not declared.low <= float(value) <= declared.high:
        raise ValueError(value)
    return {"do": "set", "lane": _LANES[lane], "mechanism": mechanism, "param": param, "value": float(value)}


def _shock(rest: str) -> Action:
    lane, shock = rest.split()
    if shock not in SHOCKS:
        raise ValueError(shock)
    return {"do": "shock", "lane": _LANES[lane], "shock": shock}


def _show(rest: str) -> Action:
    names = rest.split()
    if not names or not all(REGISTRY[name].headline for name in names):
        raise ValueError(rest)
    return {"do": "show", "indicators": names}


def _guess(rest: str) -> Action:
    what, text = rest.split(":", 1)
    indicator, months, *window = what.split()
    if not REGISTRY[indicator].headline or len(window) > 1:
        raise ValueError(indicator)
    asked: Action = {"do": "ask", "indicator": indicator, "months": int(months), "text": text.strip()}
    return asked | ({"window": int(window[0])} if window else {})


def _start(rest: str) -> list[Action]:
    return [{"do": "reset"}, {"do": "seek", "month": int(rest)}]


def _ask(rest: str) -> Action:
    text, *options = (part.strip() for part in rest.split("|"))
    if len(options) < 2:
        raise ValueError(rest)
    return {"do": "ask", "text": text, "options": options}


_DIRECTIVES: dict[str, Callable[[str], Action | list[Action]]] = {
    "start": _start,
    "go": lambda rest: {"do": "seek", "month": int(rest)},
    "play": lambda rest: {"do": "play", "months": int(rest)},
    "branch": lambda rest: {"do": "branch"},
    "merge": lambda rest: {"do": "merge", "keep": 0},
    "set": _set,
    "shock": _shock,
    "show": _show,
    "guess": _guess,
    "ask": _ask,
}


def _wrong(file: str, line: int, id: str, en: str) -> InputError:
    where = f"{file}:{line}" if line else file
    return InputError(f"{where}: {id}", f"{where}: {en}")

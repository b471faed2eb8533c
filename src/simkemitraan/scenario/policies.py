"""Policies: what is decided, apart from where. A policy file holds levers, a timeline and words, and fits any place.

::

    policy: bonus
    title: {id: Nilai tambah untuk usulan bersama, en: A bonus for joint proposals}
    month: 12                                   # from when the levers below hold; 0 is the first month
    levers:
      funding: {partnership_bonus: 0.3}
    costs:                                      # million IDR a year for each unit of a lever, if you know it
      funding: {partnership_bonus: 500}
    timeline:                                   # further changes and shocks, as in a scenario
      - {month: 60, set: levers.funding.partnership_bonus, to: 0.1}
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Mistake, ScenarioError
from . import numbers, official
from .building import Resolved, packaged, packaged_policies
from .hints import did_you_mean, meant, nearest
from .notes import Notes
from .reading import Document, Path_, given, read
from .scenario import Scenario

KEYS = ("policy", "title", "use_when", "notes", "month", "levers", "costs", "timeline")
OF_A_SCENARIO = (
    "extends",
    "place",
    "fields",
    "families",
    "months",
    "burn_in",
    "start",
    "seed",
    "replicates",
    "assumptions",
)
AND = "+"


@dataclass(frozen=True)
class Said:
    """What a checked policy says.

    Attributes
    ----------
    name : str
        Short name; of a combination the names joined by ``+``.
    words : dict
        ``title``, ``use_when`` and ``notes``, each in both languages.
    rows : tuple of dict
        Dated changes as a scenario's timeline writes them, by month.
    origins : tuple of (Document, int)
        For each row the file it came from, and which row of that file's changes it is.
    costs : dict
        Million IDR a year for each unit of a lever, by ``mechanism.lever``, where the file states it.
    """

    name: str
    words: dict[str, dict[str, str]]
    rows: tuple[dict[str, Any], ...]
    origins: tuple[tuple[Document, int], ...]
    costs: dict[str, float]


class Policy:
    """A checked policy, or several combined (``one + other``).

    Parameters
    ----------
    name : str
        Short name.
    **said
        The other keys of a policy file: ``levers``, ``month``, ``timeline``, ``costs``, ``title``, ``use_when``, ``notes``.

    Raises
    ------
    ScenarioError
        With every mistake at once.

    Attributes
    ----------
    name, words, rows, origins, costs
        As of :class:`Said`.
    """

    def __init__(self, name: str, **said: Any) -> None:
        self._said = _checked(given({"policy": name, **said}, f"Policy({name!r})"))

    @classmethod
    def of(cls, said: Said) -> Policy:
        """Return the policy that says this."""
        made = cls.__new__(cls)
        made._said = said
        return made

    name = property(lambda self: self._said.name)
    words = property(lambda self: self._said.words)
    rows = property(lambda self: self._said.rows)
    origins = property(lambda self: self._said.origins)
    costs = property(lambda self: self._said.costs)

    def __add__(self, other: Policy) -> Policy:
        """Return both together; raises :class:`ScenarioError` where they change the same lever in the same month."""
        return joined([self, other])

    def __repr__(self) -> str:
        return f"Policy({self.name!r}, {len(self.rows)} changes)"


def load_policy(name: str | os.PathLike[str]) -> Policy:
    """Read policies: a packaged name (``forum``), a file (``mine.yaml``), or several joined by ``+``.

    Raises
    ------
    ScenarioError
        With every mistake at once; also where two policies change the same lever in the same month.
    """
    text = os.fspath(name)
    parts = [text] if Path(text).is_file() else [part.strip() for part in text.split(AND)]
    if "" in parts:
        raise ScenarioError((Mistake(text or "--policy", 0, 0, "", *_EMPTY),))
    mistakes: list[Mistake] = []
    found: list[Policy] = []
    for part in parts:
        try:
            found.append(_load_one(part))
        except ScenarioError as error:
            mistakes += error.mistakes
    if mistakes:
        raise ScenarioError(tuple(dict.fromkeys(mistakes)))
    return joined(found)


def joined(policies: list[Policy]) -> Policy:
    """Return several policies as one; raises :class:`ScenarioError` where two change the same lever in the same month."""
    if mistakes := _clashes(policies):
        raise ScenarioError(tuple(dict.fromkeys(mistakes)))
    return policies[0] if len(policies) == 1 else Policy.of(_combined(policies))


def laid(scenario: Scenario, policy: Policy) -> Scenario:
    """Return the scenario with a policy laid on it; a change dated after its end stays in, and never happens.

    Raises
    ------
    ScenarioError
        Where the policy does not fit the place, by the policy's own lines.
    """
    data = scenario.data
    first = len(data["timeline"])
    fallback = policy.origins[0][0]
    notes = Notes({(): fallback}, fallback)
    for k, (doc, row) in enumerate(policy.origins):
        notes.origin[("timeline", first + k)] = doc.row_as(("timeline",), row, first + k)
    codes = {d["name"]: d["code"] for d in data["place"]["districts"]}
    fields = [f["name"] for f in data["fields"]]
    data["timeline"] += numbers.timeline(notes, list(policy.rows), None, codes, fields, data["off"], first)
    if not notes.mistakes:
        numbers.stay_within(notes, data["timeline"], data["params"])
        numbers.do_something(notes, data["timeline"], data["params"])
    if notes.mistakes:
        raise ScenarioError(tuple(dict.fromkeys(notes.mistakes)))
    data |= {"name": policy.name, **policy.words}
    if policy.costs:
        data["costs"] = data.get("costs", {}) | policy.costs
    sources = scenario.sources | {("timeline", first + k): doc.file for k, (doc, _) in enumerate(policy.origins)}
    return Scenario(Resolved(data, sources))


def is_policy(name: str) -> bool:
    """Say whether a name of the command line is a policy: a packaged one, or a file that begins so."""
    if name.removeprefix("package:") in packaged_policies():
        return True
    return Path(name).is_file() and "policy" in read(Path(name)).data


def _load_one(name: str) -> Policy:
    stem = name.removeprefix("package:")
    if stem in packaged_policies():
        return Policy.of(_checked(read(packaged_policies()[stem], f"package:{stem}")))
    if Path(name).is_file() or name.endswith((".yaml", ".yml")) or "/" in name or os.sep in name:
        return Policy.of(_checked(_read(Path(name), name)))
    raise ScenarioError((Mistake(name, 0, 0, "", *_unknown(stem)),))


def _read(path: Path, name: str) -> Document:
    """Read a file; where there is none, say which packaged policy may have been meant."""
    doc = read(path, name)
    if path.stem in packaged_policies() and not path.exists():
        id, en = meant([path.stem])
        doc.mistakes.clear()
        doc.add((), f"berkas tidak ditemukan{id}", f"file not found{en}")
    return doc


_EMPTY = (
    "tulis nama sebuah kebijakan di kedua sisi `+`; lihat `simkemitraan policy list`",
    "write the name of a policy on either side of each `+`; see `simkemitraan policy list`",
)


def _unknown(stem: str) -> tuple[str, str]:
    """Say in both languages that there is no such policy, and what may have been meant."""
    guess = nearest(stem.lower(), packaged_policies()) or _titled(stem)
    beside = [p.name for p in sorted(Path().glob("*.y*ml")) if p.stem == stem]
    several = [part.strip() for part in stem.split(",")]
    if len(several) > 1 and all(part in packaged_policies() for part in several):
        beside = [AND.join(several)]
    id, en = meant(beside or ([guess] if guess else []))
    if not id and (stem in packaged() or official.find(stem)):
        id, en = "; itu sebuah tempat", "; that is a place"
    elif not id:
        id, en = "; lihat `simkemitraan policy list`", "; see `simkemitraan policy list`"
    return f"tidak ada kebijakan bawaan `{stem}`{id}", f"there is no packaged policy `{stem}`{en}"


def _titled(title: str) -> str | None:
    """Return the packaged policy of a title, in either language."""
    titles = {
        text.lower(): name
        for name, path in packaged_policies().items()
        for text in read(path).data.get("title", {}).values()
    }
    near = nearest(title.lower(), titles)
    return titles[near] if near else None


def _checked(doc: Document) -> Said:
    """Return what a policy file says; raises ScenarioError with every mistake."""
    notes = Notes({(): doc}, doc)
    if doc.data:
        _of_a_policy(notes, doc)
    said = {k: v for k, v in doc.data.items() if k in KEYS}
    name = notes.short_name(said.get("policy"), ("policy",)) if "policy" in said else ""
    words = {
        key: notes.text(said.get(key, name if key == "title" else ""), (key,)) for key in ("title", "use_when", "notes")
    }
    costs = numbers.costs(notes, said.get("costs"))
    rows, doc = _rows(notes, doc, said)
    changes = Notes({(): doc}, doc)
    fields = [row["field"] for row in rows if isinstance(row, dict) and isinstance(row.get("field"), str)]
    checked = numbers.timeline(changes, rows, None, {}, fields, [])
    numbers.once_a_month(changes, checked)
    _any_place(changes, rows)
    if not rows and not notes.mistakes and doc.data and not doc.mistakes:
        notes.add(
            (),
            "isi `levers` atau `timeline`: kebijakan ini belum mengubah apa pun",
            "write `levers` or a `timeline`: this policy changes nothing yet",
        )
    found = [*doc.mistakes, *notes.mistakes, *changes.mistakes]
    if found:
        raise ScenarioError(tuple(sorted(dict.fromkeys(found), key=lambda m: (m.line, m.column))))
    order = sorted(range(len(rows)), key=lambda k: checked[k]["month"])
    return Said(name, words, tuple(rows[k] for k in order), tuple((doc, k) for k in order), costs)


def _of_a_policy(notes: Notes, doc: Document) -> None:
    """Note the keys of a file that is no policy, with what to write instead."""
    command = f"simkemitraan compare {_place_of(doc)} --policy {doc.file}"
    if "name" in doc.data and "policy" not in doc.data:
        name = doc.data["name"]
        notes.add(
            ("name",),
            f"berkas kebijakan diawali `policy: {name}`, bukan `name`",
            f"a policy file begins with `policy: {name}`, not `name`",
        )
    elif "policy" not in doc.data:
        notes.add(
            (),
            "berkas kebijakan diawali `policy: NAMA`, dengan huruf kecil; contohnya dari `simkemitraan policy new BERKAS.yaml`",
            "a policy file begins with `policy: NAME`, in small letters; `simkemitraan policy new FILE.yaml` writes an example",
        )
    for key in doc.data:
        if key in OF_A_SCENARIO:
            notes.add(
                (key,),
                f"kebijakan berdiri sendiri, terpisah dari tempat; hapus `{key}` lalu tulis: {command}",
                f"a policy stands apart from places; delete `{key}` and write: {command}",
            )
        elif key not in KEYS and not (key == "name" and "policy" not in doc.data):
            id, en = _OF_A_ROW if key in ("until", "to", "by") else did_you_mean(key, KEYS)
            notes.add((key,), f"kunci tidak dikenal{id}", f"unknown key{en}")


_OF_A_ROW = (
    "; tulis di sebuah baris `timeline`: {month: 12, set: levers.TUAS, to: 0.4, until: 24}",
    "; write it in a row of `timeline`: {month: 12, set: levers.LEVER, to: 0.4, until: 24}",
)


def _place_of(doc: Document) -> str:
    parent = doc.data.get("extends")
    return parent if isinstance(parent, str) and parent else "package:baseline"


def _rows(notes: Notes, doc: Document, given: dict[str, Any]) -> tuple[list[Any], Document]:
    """Return all changes of a file, those under ``levers`` first, and the file as it answers for them."""
    rows: list[Any] = []
    where: dict[Path_, tuple[int, int]] = {}
    month = int(notes.number(given.get("month", 0), ("month",), 0, 1199, whole=True))
    numbers.sections(notes, {"levers": given.get("levers")})
    for mechanism, values in _mapping(given.get("levers")).items():
        for key, value in _mapping(values).items():
            at = doc.position(("levers", mechanism, key))
            where |= {("timeline", len(rows), *tail): at for tail in ((), ("month",), ("set",), ("to",))}
            rows.append({"month": month, "set": f"levers.{mechanism}.{key}", "to": value})
    first = len(rows) if not notes.mistakes else 0
    rows = rows[:first]
    for path, at in doc.where.items():
        if path[:1] == ("timeline",) and len(path) > 1:
            where[("timeline", int(path[1]) + first, *path[2:])] = at
        else:
            where[path] = at
    rows += notes.items(given.get("timeline"), ("timeline",))
    other = Document(doc.file, doc.data, where, doc.mistakes)
    return rows, other


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _any_place(notes: Notes, rows: list[Any]) -> None:
    """Note what ties a policy to one place, or to a world of its own."""
    for k, row in enumerate(rows):
        if not isinstance(row, dict):
            continue
        for verb in ("set", "multiply"):
            if str(row.get(verb, "")).startswith("assumptions."):
                notes.add(
                    ("timeline", k, verb),
                    "kebijakan hanya mengubah tuas (`levers`); asumsi ditulis di skenario tempatnya",
                    "a policy changes levers only; an assumption belongs to the scenario of the place",
                )
        for key in ("district", "organisation"):
            if key in row:
                notes.add(
                    ("timeline", k, key),
                    f"`{key}` ada di satu tempat saja; kebijakan harus cocok di mana pun",
                    f"`{key}` exists in one place only; a policy must fit any place",
                )


def _clashes(policies: list[Policy]) -> list[Mistake]:
    """Return what cannot be combined: two policies that change the same number in the same month, or one named twice."""
    found: list[Mistake] = []
    for k, one in enumerate(policies):
        for other in policies[:k]:
            if one.name == other.name:
                words = f"kebijakan `{one.name}` disebut dua kali", f"policy `{one.name}` is named twice"
                found.append(Mistake(one.name, 0, 0, "", *words))
                continue
            for lever in sorted(set(one.costs) & set(other.costs)):
                if one.costs[lever] != other.costs[lever]:
                    said = f"{other.costs[lever]:g}", f"{one.costs[lever]:g}"
                    words = (
                        f"`{other.name}` dan `{one.name}` menyebut biaya yang berbeda ({said[0]} dan {said[1]})",
                        f"`{other.name}` and `{one.name}` state different costs ({said[0]} and {said[1]})",
                    )
                    found.append(Mistake(one.name, 0, 0, f"costs.{lever}", *words))
            for row, (doc, n) in zip(one.rows, one.origins, strict=True):
                for old, (source, m) in zip(other.rows, other.origins, strict=True):
                    if numbers.same_moment(row, old):
                        found.append(_clash(row, old, doc, n, (other.name, source, m)))
    return found


def _clash(
    row: dict[str, Any], old: dict[str, Any], doc: Document, n: int, other: tuple[str, Document, int]
) -> Mistake:
    name, source, m = other
    target = str(row.get("set") or row.get("multiply"))
    where = f"{source.file}:{source.position(('timeline', m))[0]}"
    line, column = doc.position(("timeline", n))
    said, before = (f"{'to' if 'set' in r else 'by'}: {r.get('to', r.get('by'))}" for r in (row, old))
    return Mistake(
        doc.file,
        line,
        column,
        target,
        f"`{name}` ({where}) juga mengubahnya pada bulan {row['month']} ({before}; di sini {said}); ubah salah satu bulan, "
        "atau tulis satu kebijakan dengan angka yang dimaksud",
        f"`{name}` ({where}) changes it in month {row['month']} too ({before}; here {said}); change one of the months, "
        "or write one policy with the value you mean",
    )


def _combined(policies: list[Policy]) -> Said:
    pairs = [pair for policy in policies for pair in zip(policy.rows, policy.origins, strict=True)]
    pairs.sort(key=lambda pair: int(pair[0]["month"]))
    between = {"title": " + ", "use_when": " ", "notes": " "}
    words = {
        key: {lang: mark.join(p.words[key][lang] for p in policies if p.words[key][lang]) for lang in ("id", "en")}
        for key, mark in between.items()
    }
    name = AND.join(p.name for p in policies)
    costs = {lever: cost for policy in policies for lever, cost in policy.costs.items()}
    return Said(name, words, tuple(row for row, _ in pairs), tuple(origin for _, origin in pairs), costs)

"""The scenario: frozen, validated, hashable, and the same whoever reads it."""

from __future__ import annotations

import copy
import hashlib
import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..declare import Text
from ..errors import ScenarioError
from ..mechanisms import BY_NAME, ORDER
from ..world.schema import KIND_NAMES
from ..world.spec import (
    Change,
    Choice,
    District,
    Field,
    KnownAgreement,
    KnownOrganisation,
    KnownTie,
    PastTie,
    Place,
    Profile,
    Registry,
    Spec,
)
from . import numbers
from .building import Resolved, resolve
from .notes import Notes
from .reading import Document, Path_, dotted, given

if TYPE_CHECKING:
    from .policies import Policy


class Scenario:
    """What to simulate: where, for how long, with which levers and assumptions, and what happens when.

    Made by :meth:`load` or from another by :meth:`with_changes`; it never changes. Two scenarios are equal when their
    content is, whatever files they came from.

    Attributes
    ----------
    name : str
        Short name.
    title, notes, use_when : Text
        Wordings in both languages.
    months, burn_in, seed, replicates : int
        Length of the horizon and of the run-up; default seed and number of replicates.
    """

    __slots__ = ("_json", "_sources")
    _json: str
    _sources: dict[Path_, str]

    def __init__(self, resolved: Resolved) -> None:
        object.__setattr__(
            self, "_json", json.dumps(resolved.data, sort_keys=True, ensure_ascii=False, allow_nan=False)
        )
        object.__setattr__(self, "_sources", dict(resolved.sources))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a scenario is frozen; use .with_changes(...)")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Scenario:
        """Read a scenario file (or ``package:NAME``); raises :class:`ScenarioError` with every mistake at once."""
        return cls(resolve(path))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Scenario:
        """Make a scenario of what a scenario file would say; files that it names lie in the current folder.

        Parameters
        ----------
        data : mapping
            ``{"name": "mine", "extends": "package:tiny", "levers": {"funding": {"partnership_bonus": 0.3}}}``.

        Raises
        ------
        ScenarioError
            With every mistake at once.
        """
        return cls(resolve(given(data, "from_dict")))

    @classmethod
    def from_resolved(cls, text: str | Mapping[str, Any]) -> Scenario:
        """Rebuild a scenario from its resolved content (:attr:`data` or its JSON), as result folders keep it."""
        data = json.loads(text) if isinstance(text, str) else copy.deepcopy(dict(text))
        return cls(Resolved(data, {}))

    @property
    def data(self) -> dict[str, Any]:
        """Resolved content as plain data (a fresh copy)."""
        out: dict[str, Any] = json.loads(self._json)
        return out

    @property
    def json(self) -> str:
        """Canonical JSON of the resolved content."""
        return self._json

    @property
    def sources(self) -> dict[Path_, str]:
        """Where each given or derived value came from (a fresh copy)."""
        return dict(self._sources)

    def origins(self) -> dict[str, str]:
        """Return where each figure of the place came from, by dotted name; a derived or default one says so."""
        return {dotted(path): source for path, source in self._sources.items() if path[0] == "place"}

    def hash(self) -> str:
        """Return the sha256 of what is simulated: without wordings, without how it is run, defaults said or not."""
        data = self.data
        for key in ("name", "title", "notes", "use_when", "seed", "replicates", "costs"):
            data.pop(key, None)
        for row in data["timeline"]:
            row.pop("why")
        for row in data["fields"]:
            del row["id"], row["en"]
        data["params"] = _without_defaults(data["params"])
        return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self._json == other._json

    def __hash__(self) -> int:
        return hash(self._json)

    def __repr__(self) -> str:
        return f"Scenario({self.name!r}, {self.hash()[:10]})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Scenario.from_resolved, (self._json,)

    name = property(lambda self: self.data["name"])
    title = property(lambda self: Text(**self.data["title"]))
    notes = property(lambda self: Text(**self.data["notes"]))
    use_when = property(lambda self: Text(**self.data["use_when"]))
    months = property(lambda self: self.data["months"])
    burn_in = property(lambda self: self.data["burn_in"])
    seed = property(lambda self: self.data["seed"])
    replicates = property(lambda self: self.data["replicates"])

    @property
    def costs(self) -> dict[str, float]:
        """What levers cost by ``mechanism.lever``, in million IDR a year for each unit, where the scenario or its policy says so."""
        out: dict[str, float] = self.data.get("costs", {})
        return out

    def value(self, mechanism: str, param: str) -> float:
        """Return a number of a mechanism: as given, or its default; raises ``KeyError`` for an unknown one."""
        default = BY_NAME[mechanism].param(param).default
        return float(self.data["params"].get(mechanism, {}).get(param, default))

    def with_changes(
        self, params: Mapping[str, Any] | None = None, *, timeline: list[dict[str, Any]] | None = None, **top: Any
    ) -> Scenario:
        """Return a changed, validated copy.

        Parameters
        ----------
        params : mapping of str to value
            Numbers by dotted name: ``{"levers.funding.partnership_bonus": 0.2, "assumptions.staffing": "off"}``.
        timeline : list of dict
            Rows added to the timeline, as a scenario file writes them.
        **top
            ``name``, ``title``, ``months``, ``burn_in``, ``seed``, ``replicates``.

        Raises
        ------
        ScenarioError
            If a name is unknown or a value out of bounds.
        """
        data = self.data
        doc = Document("with_changes")
        notes = Notes({(): doc}, doc)
        sources = self.sources
        sources |= dict.fromkeys(_set_params(notes, data, dict(params or {})), doc.file)
        _set_top(notes, data, top)
        codes = {d["name"]: d["code"] for d in data["place"]["districts"]}
        names = [f["name"] for f in data["fields"]]
        numbers.need_running(notes, data["timeline"], data["off"])
        first = len(data["timeline"])
        data["timeline"] += numbers.timeline(notes, timeline, data["months"], codes, names, data["off"], first)
        if not notes.mistakes:
            numbers.stay_within(notes, data["timeline"], data["params"])
        if notes.mistakes:
            raise ScenarioError(tuple(notes.mistakes))
        sources |= {("timeline", k): doc.file for k in range(len(self.data["timeline"]), len(data["timeline"]))}
        sources |= {(key,): doc.file for key in top}
        return Scenario(Resolved(data, sources))

    def with_policy(self, policy: str | os.PathLike[str] | Policy) -> Scenario:
        """Return this place under a policy: a packaged name (``forum``), a policy file, several joined by ``+``, a Policy.

        Raises
        ------
        ScenarioError
            If a policy has mistakes, two change the same lever in the same month, or one does not fit the place.
        """
        from .policies import Policy, laid, load_policy

        return laid(self, policy if isinstance(policy, Policy) else load_policy(policy))

    def place(self) -> Place:
        """Return where it happens, as the engine takes it."""
        data = self.data
        fields = tuple(Field(f["name"], Text(f["id"], f["en"]), f["code"], f["care"]) for f in data["fields"])
        rows = tuple(
            District(
                d["name"],
                d["code"],
                d["population"],
                d["poor"],
                d["subdistricts"],
                tuple(d["counts"]),
                d["remoteness"],
                d["budget_factor"],
                d["inaugurated"],
            )
            for d in data["place"]["districts"]
        )
        profiles = tuple(Profile(tuple(p["needs"]), p["share"]) for p in data["profiles"])
        return Place(data["place"]["name"], rows, fields, profiles, _known(data["place"]["registry"]))

    def spec(self, *, trace: bool = True) -> Spec:
        """Return what the engine needs to run this scenario."""
        data = self.data
        timeline = tuple(
            Change(
                r["month"],
                r["verb"],
                r.get("mechanism", ""),
                r.get("param", ""),
                r["value"],
                r["until"],
                r.get("shock", ""),
                tuple(r.get("kinds", ())),
                r.get("district", 0),
                r.get("organisation", 0),
                r.get("field", ""),
                Text(**r["why"]),
            )
            for r in data["timeline"]
        )
        return Spec(
            self.place(),
            data["months"],
            data["burn_in"],
            data["start"]["month"] - 1,
            data["params"],
            frozenset(data["off"]),
            timeline,
            trace,
            tuple(Choice(*row) for row in data.get("choices", ())),
        )


def _set_params(notes: Notes, data: dict[str, Any], params: dict[str, Any]) -> list[Path_]:
    """Change numbers given by dotted name, or by a mechanism at once; returns the paths that were changed."""
    asked: dict[str, dict[str, Any]] = {}
    for name, value in params.items():
        section, _, rest = name.partition(".")
        mechanism, _, param = rest.partition(".")
        if section not in numbers.ROLES:
            notes.add((name,), "mulai dengan `levers.` atau `assumptions.`", "begin with `levers.` or `assumptions.`")
            continue
        mechanisms = asked.setdefault(section, {})
        before = mechanisms.get(mechanism)
        new = {param: value} if param else value
        mechanisms[mechanism] = {**before, **new} if isinstance(before, dict) and isinstance(new, dict) else new
    said, off = numbers.sections(notes, asked)
    for mechanism, values in said.items():
        data["params"].setdefault(mechanism, {}).update(values)
    data["off"] = sorted({*data["off"], *off})
    changed: list[Path_] = [(s, m) for s, mechanisms in asked.items() for m in mechanisms]
    return changed + [
        (s, m, p) for s in asked for m, values in asked[s].items() if isinstance(values, dict) for p in values
    ]


def _without_defaults(params: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return only the numbers that differ from what their mechanisms declare."""
    defaults = {m.name: {p.name: p.default for p in m.params} for m in ORDER}
    kept = {
        name: {key: value for key, value in values.items() if value != defaults.get(name, {}).get(key)}
        for name, values in params.items()
    }
    return {name: values for name, values in kept.items() if values}


def _set_top(notes: Notes, data: dict[str, Any], top: dict[str, Any]) -> None:
    bounds = {"months": (1, 1200), "burn_in": (0, 720), "seed": (0, 2**53), "replicates": (1, 100_000)}
    for key, value in top.items():
        if key in bounds:
            data[key] = int(notes.number(value, (key,), *bounds[key], whole=True, default=data[key]))
        elif key == "name":
            data[key] = notes.word(value, (key,), most=80)
        elif key in ("title", "notes", "use_when"):
            data[key] = notes.text(value if not isinstance(value, Text) else {"id": value.id, "en": value.en}, (key,))
        else:
            notes.add((key,), "tidak dapat diubah di sini", "cannot be changed here")


def _known(data: dict[str, Any]) -> Registry:
    organisations = tuple(
        KnownOrganisation(
            o["name"],
            KIND_NAMES.index(o["kind"]),
            o["district"],
            o["place"],
            o["staff"],
            o["volunteers"],
            o["income"],
            o["active"],
            None if o["priority"] is None else tuple(o["priority"]),
            o.get("coordinator", False),
        )
        for o in data.get("organisations", ())
    )
    ties = tuple(KnownTie(t["a"], t["b"], t["formal"], t["age"], t["trust"]) for t in data.get("ties", ()))
    agreements = tuple(KnownAgreement(tuple(a["members"]), a["age"], a["trust"]) for a in data.get("agreements", ()))
    past = tuple(PastTie(tuple(p["members"]), p["formal"], p["months"], p["ago"]) for p in data.get("past", ()))
    return Registry(organisations, ties, agreements, past)

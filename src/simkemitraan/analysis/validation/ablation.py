"""Which mechanism each pattern of the sheet needs: each is switched off in turn, with the same luck, and the sheet read again.

A mechanism is switched off whole; a rule within a mechanism, by the coefficient that carries it. Nothing is fitted anew: a row
that breaks shows that the pattern rests on that rule *at these numbers*, not that no other model could make it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...declare import Text
from ...mechanisms import ORDER
from ...scenario.varying import with_numbers
from ...world.spec import Spec
from .history import FIRST, LAST
from .measurement import Statistics, TargetRow, measure_one, score

Job = tuple[int, Spec, int, int]
Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
NEEDLESS = ("policy",)  # without a timeline it does nothing


@dataclass(frozen=True, slots=True)
class Ablation:
    """Something switched off.

    Attributes
    ----------
    name : str
        Key.
    text : Text
        What is switched off.
    mechanism : str
        Mechanism that does not run; empty: only numbers are set.
    numbers : tuple
        (mechanism, number, value) to set.
    """

    name: str
    text: Text
    mechanism: str = ""
    numbers: tuple[tuple[str, str, float], ...] = ()


def _zero(name: str, id: str, en: str, *numbers: str) -> Ablation:
    """Return an ablation that sets ``mechanism.number`` (or ``mechanism.number=value``) to zero (or the value)."""
    parts = []
    for text in numbers:
        path, _, value = text.partition("=")
        mechanism, _, number = path.partition(".")
        parts.append((mechanism, number, float(value or 0.0)))
    return Ablation(name, Text(id, en), numbers=tuple(parts))


RULES: tuple[Ablation, ...] = (
    _zero("trust_in_choice", "kepercayaan dalam memilih mitra", "trust in choosing partners", "formation.trust"),
    _zero(
        "trust_in_ending",
        "kepercayaan dalam berakhirnya hubungan",
        "trust in endings",
        "dissolution.informal_trust",
        "dissolution.renewal_trust",
    ),
    _zero("trust_moves", "kepercayaan bergerak oleh pengalaman", "trust moved by experience", "maintenance.trust_step"),
    _zero("shared_in_choice", "mitra bersama dalam memilih", "shared partners in choosing", "formation.shared"),
    _zero(
        "shared_in_ending",
        "mitra bersama dalam berakhirnya hubungan",
        "shared partners in endings",
        "dissolution.informal_shared",
    ),
    _zero(
        "shared_in_meeting",
        "mitra bersama dalam bertemu",
        "partners in common meeting more often",
        "maintenance.meetings_shared",
    ),
    _zero(
        "near_in_meeting",
        "kecamatan yang sama dalam bertemu",
        "the near meeting more often",
        "maintenance.meetings_near",
    ),
    _zero("introductions", "perkenalan oleh mitra bersama", "introductions", "formation.introductions"),
    _zero("appeal", "daya tarik yang bertahan", "lasting appeal", "formation.appeal"),
    _zero(
        "affinity", "pasangan yang lebih sering bertemu", "pairs that meet more often", "maintenance.meetings_spread"
    ),
    _zero(
        "popularity_in_ending",
        "banyaknya mitra dalam berakhirnya hubungan",
        "popularity in endings",
        "dissolution.informal_popularity",
    ),
    _zero("size", "pengaruh ukuran pada kesempatan", "size in chances", "formation.chances_size"),
    _zero("time", "waktu yang dihabiskan hubungan", "time that ties cost", "maintenance.hours_per_tie"),
    _zero("quarrels", "jam yang habis untuk pertengkaran", "hours that quarrels cost", "maintenance.quarrel_hours"),
    _zero(
        "left_priorities",
        "prioritas yang ditinggalkan dalam berakhirnya kemitraan",
        "priorities lost in endings of agreements",
        "dissolution.withdrawal_priorities",
        "dissolution.renewal_priorities",
    ),
    _zero("shared_running", "biaya operasional bersama", "shared running costs", "finance.shared_running"),
    _zero("open_books", "buku terbuka antarmitra", "open books among partners", "finance.open_books"),
    _zero("swakelola", "bantuan lewat mitra", "aid delivered by partners", "finance.swakelola_share"),
    _zero(
        "pair_renewal",
        "kecocokan yang berubah bersama pemimpin",
        "what new leaders change of pairs",
        "leadership.pair_renewal",
        "leadership.memory_loss",
    ),
    _zero(
        "load",
        "beban dalam memilih dan menerima",
        "load in choosing and accepting",
        "formation.load",
        "formation.consent_load",
    ),
    _zero("consent", "persetujuan pihak kedua", "consent of the other side", "formation.consent=1"),
    _zero("past", "mitra terdahulu dalam memilih", "past partners in choosing", "formation.past"),
    _zero("same_kind", "kesukaan pada yang sejenis", "preference for one's own kind", "formation.same_kind"),
    _zero("complement", "kemampuan yang saling melengkapi", "complementary capability", "formation.complement"),
    _zero("culture", "budaya organisasi", "culture", "formation.culture", "maintenance.culture_effect"),
    _zero(
        "rivalry",
        "persaingan dana dan ketegangan",
        "rivalry and strain",
        "formation.rivalry",
        "funding.apart_strain",
        "funding.won_strain",
        "dissolution.informal_strain",
    ),
    _zero(
        "frailty",
        "keragaman kerapuhan pasangan",
        "frailty of pairs",
        "dissolution.informal_frailty",
        "dissolution.partnership_frailty",
    ),
    _zero(
        "leader_in_ending",
        "pengaruh pemimpin baru pada berakhirnya hubungan",
        "new leaders in endings",
        "dissolution.informal_leader",
        "dissolution.withdrawal_leader",
        "dissolution.renewal_leader",
    ),
    _zero("renewals", "pengalaman perpanjangan", "experience of renewals", "dissolution.renewal_experience"),
    _zero(
        "meetings",
        "pertemuan dalam menuju kemitraan",
        "meetings in signing agreements",
        "formation.formalising_meetings",
    ),
    _zero(
        "joint_past",
        "kemitraan terdahulu dalam menuju kemitraan",
        "past agreements in signing again",
        "formation.formalising_past",
    ),
    _zero(
        "governance",
        "tata kelola kemitraan",
        "governance of agreements",
        "maintenance.governance_effect",
        "dissolution.renewal_governance",
    ),
)
MECHANISMS: tuple[Ablation, ...] = tuple(Ablation(m.name, m.title, m.name) for m in ORDER if m.name not in NEEDLESS)
ABLATIONS: tuple[Ablation, ...] = (*MECHANISMS, *RULES)


@dataclass(frozen=True)
class Effect:
    """The sheet with one thing switched off.

    Attributes
    ----------
    ablation : Ablation
        What.
    rows : tuple of TargetRow
        The sheet.
    broken : tuple of str
        Scored rows that are met as things are and no longer.
    surely : tuple of str
        Those of them whose whole interval lies outside the range (or that have no value at all).
    fixed : tuple of str
        Scored rows that are met only now.
    """

    ablation: Ablation
    rows: tuple[TargetRow, ...]
    broken: tuple[str, ...]
    surely: tuple[str, ...]
    fixed: tuple[str, ...]


def ablated(spec: Spec, ablation: Ablation) -> Spec:
    """Return ``spec`` with something switched off."""
    off = spec.off | ({ablation.mechanism} if ablation.mechanism else set())
    return replace(with_numbers(spec, ablation.numbers), off=off)


def measure_job(job: Job) -> Statistics:
    """Run one replicate (a plain function, so that worker processes can call it)."""
    seed, spec, first, last = job
    return measure_one(seed, spec, first, last)


def ablate(
    spec: Spec,
    seeds: Sequence[int],
    chosen: Sequence[Ablation] = ABLATIONS,
    first: int = FIRST,
    last: int = LAST,
    each: Each = map,
) -> tuple[list[TargetRow], list[Effect]]:
    """Read the sheet as things are, and with each of ``chosen`` switched off.

    Parameters
    ----------
    spec : Spec
        What to run.
    seeds : sequence of int
        Replicates; the same for all.
    chosen : sequence of Ablation
        What to switch off, one at a time.
    first, last : int
        Window in months of the horizon.
    each : callable
        ``map``, or the ``map`` of a pool of processes.

    Returns
    -------
    list of TargetRow, list of Effect
    """
    specs = [spec, *(ablated(spec, a) for a in chosen)]
    found = list(each(measure_job, [(seed, s, first, last) for s in specs for seed in seeds]))
    sheets = [score(found[k * len(seeds) : (k + 1) * len(seeds)]) for k in range(len(specs))]
    return sheets[0], [effect(sheets[0], sheet, a) for a, sheet in zip(chosen, sheets[1:], strict=True)]


def effect(as_is: Sequence[TargetRow], now: Sequence[TargetRow], ablation: Ablation) -> Effect:
    """Return which rows break, which of them surely, and which are met only without it."""
    scored = [(a, b) for a, b in zip(as_is, now, strict=True) if a.scored]
    broken = [b for a, b in scored if a.met and not b.met]
    return Effect(
        ablation,
        tuple(now),
        tuple(b.name for b in broken),
        tuple(b.name for b in broken if _outside(b)),
        tuple(b.name for a, b in scored if b.met and not a.met),
    )


def _outside(row: TargetRow) -> bool:
    """Whether the whole interval lies outside the range; a row without a value is outside."""
    low, high = row.interval
    return not (low <= row.high and high >= row.low)

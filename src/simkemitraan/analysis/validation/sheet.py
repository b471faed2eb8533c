"""The sheet of targets: every pattern the default parameters should reproduce, with its range and its reduction.

A :class:`Row` names the statistics it rests on (a function of :mod:`.contract`) and how they become one number. Ranges
come from the studies listed in the evidence pages; the measurement contract was written before anything was fitted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...declare import Text
from . import counting_rules as contract
from .history import Floats, History
from .reductions import (
    Reduce,
    bend,
    contact,
    hazard,
    item,
    least_rise,
    least_rise_of_contact,
    observed,
    odds_given_activity,
    odds_of_names,
    over,
    part,
    ratio,
    repeat,
    seen_given_activity,
    share,
    smoothed,
)

__all__ = ["INF", "ROWS", "Reduce", "Row", "item", "ratio", "share"]

INF = float("inf")


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern.

    Attributes
    ----------
    name : str
        Key, ``T1.ended``.
    text : Text
        What is measured.
    of : callable
        Statistics of one replicate.
    reduce : callable
        Statistics to value.
    low, high, centre : float
        Range that the value should lie in (open where infinite), and its middle; centre nan where there is none.
    sources : str
        Keys of the sources it rests on (``wording/references.toml``), with commas.
    pooled : bool
        Statistics are summed over replicates before they are reduced; otherwise the median of the replicates counts.
    scored : bool
        False for a row that is reported and not judged.
    count : callable, optional
        Statistics (summed over replicates) to the number of observations behind the value.
    null : callable, optional
        Statistics to the same figure in the degree-preserving null.
    """

    name: str
    text: Text
    of: Callable[[History], Floats]
    reduce: Reduce
    low: float
    high: float
    centre: float
    sources: str
    pooled: bool = False
    scored: bool = True
    count: Reduce | None = None
    null: Reduce | None = None


_AGREEMENTS, _INFORMAL = share(0, 1, 12.0), share(2, 3, 12.0)
_AFTER_INFORMAL = ratio(share(0, 1), share(2, 3))
_AFTER_FORMAL = ratio(share(4, 5), share(6, 7))


def _structure_rows() -> tuple[Row, ...]:
    figures = (
        ("density", Text("kepadatan inti", "density of the core"), 0.19, 0.58, 0.37),
        ("centralisation", Text("pemusatan derajat inti", "degree centralisation of the core"), 0.41, 0.62, 0.50),
        ("transitivity", Text("transitivitas inti", "transitivity of the core"), 0.41, 0.69, 0.54),
        ("path", Text("jarak rata-rata di inti", "mean path length in the core"), 1.4, 1.9, 1.66),
        ("degree_gini", Text("Gini derajat inti", "degree Gini of the core"), 0.20, 0.45, 0.33),
        ("assortativity", Text("asortativitas derajat inti", "degree assortativity of the core"), -0.40, -0.19, -0.26),
    )
    return tuple(
        Row(f"T6.{name}", text, contract.core, item(1 + k), low, high, centre, "local-networks", null=item(7 + k))
        for k, (name, text, low, high, centre) in enumerate(figures)
    )


def _contact_rows() -> tuple[Row, ...]:
    classes = (
        ("none", Text("tanpa pertemuan", "no contact"), 0.02),
        ("quarterly", Text("per triwulan", "quarterly contact"), 0.25),
        ("monthly", Text("per bulan", "monthly contact"), 0.56),
        ("weekly", Text("per minggu", "weekly contact"), 0.74),
    )
    return tuple(
        Row(
            f"T9.formal_{name}",
            Text(f"peluang hubungan formal, {text.id}", f"chance of a formal tie, {text.en}"),
            contract.formality,
            contact(k),
            -INF,
            INF,
            centre,
            "tobacco",
            scored=False,
            count=observed(3 + 2 * k),
        )
        for k, (name, text, centre) in enumerate(classes)
    )


def _repeat_rows() -> tuple[Row, ...]:
    return tuple(
        Row(
            f"T5.again_{k}",
            Text(
                f"peluang kemitraan lagi setelah {k} kemitraan bersama",
                f"chance of another agreement after {k} joint ones",
            ),
            contract.repeats,
            repeat(k),
            low,
            high,
            centre,
            "horizon-2020",
            pooled=True,
            scored=False,
            count=observed(k),
        )
        for k, low, high, centre in (
            (0, -INF, INF, np.nan),
            (1, -INF, INF, 0.23),
            (2, -INF, INF, 0.55),
            (3, -INF, INF, 0.72),
        )
    )


ROWS: tuple[Row, ...] = (
    Row(
        "T1.ended",
        Text("kemitraan berakhir per tahun-kemitraan", "agreements ended per agreement-year"),
        contract.endings,
        _AGREEMENTS,
        0.08,
        0.20,
        0.13,
        "brunell",
        count=observed(0),
    ),
    Row(
        "T2.ended",
        Text("kerjasama informal berakhir per tahun", "informal-only cooperation ended per year"),
        contract.endings,
        _INFORMAL,
        0.10,
        0.39,
        0.30,
        "estuary, coalition",
        count=observed(2),
    ),
    Row(
        "T2.ratio",
        Text("laju berakhir informal dibanding kemitraan", "informal rate of ending against agreements"),
        contract.endings,
        ratio(_INFORMAL, _AGREEMENTS),
        1.2,
        INF,
        np.nan,
        "estuary, coalition, brunell",
        count=observed(0, 2),
    ),
    Row(
        "T3.hazard",
        Text(
            "laju berakhir kemitraan umur (0,24] dibanding (60,120] bulan",
            "hazard of agreements aged (0,24] against (60,120] months",
        ),
        contract.ages,
        ratio(hazard(1, 24), hazard(61, 120)),
        1.3,
        2.5,
        1.7,
        "treaties, fichman-levinthal",
    ),
    Row(
        "T3.smoothed",
        Text("laju yang sama, dihaluskan 12 bulan", "the same, smoothed over twelve months"),
        contract.ages,
        ratio(smoothed(1, 24), smoothed(61, 120)),
        1.3,
        2.5,
        1.7,
        "treaties, fichman-levinthal",
        scored=False,
    ),
    Row(
        "T4.shared_odds",
        Text(
            "rasio odds nama baru, dua mitra bersama atau lebih dibanding tidak ada",
            "odds of a new name, two or more shared partners against none",
        ),
        contract.names,
        odds_of_names,
        2.0,
        5.0,
        3.2,
        "estuary, horizon-2020",
        count=observed(0, 2),
    ),
    Row(
        "T4.popularity",
        Text("koefisien log-popularitas dalam logit nama baru", "log-popularity in the logit of a new name"),
        contract.popularity,
        item(0),
        1.0,
        INF,
        1.36,
        "estuary",
    ),
    Row(
        "T4.kept_few",
        Text(
            "nama yang bertahan dua tahun, paling banyak satu mitra bersama",
            "names kept over two years, at most one shared partner",
        ),
        contract.names,
        part(4, 5),
        -INF,
        INF,
        0.39,
        "estuary",
        scored=False,
        count=observed(4, 5),
    ),
    Row(
        "T4.kept_many",
        Text(
            "nama yang bertahan dua tahun, tiga mitra bersama atau lebih",
            "names kept over two years, three or more shared partners",
        ),
        contract.names,
        part(6, 7),
        -INF,
        INF,
        0.65,
        "estuary",
        scored=False,
        count=observed(6, 7),
    ),
    Row(
        "T4.kept_ratio",
        Text(
            "nama yang bertahan, tiga mitra bersama atau lebih dibanding paling banyak satu",
            "names kept, three or more shared partners against at most one",
        ),
        contract.names,
        ratio(part(6, 7), part(4, 5)),
        1.2,
        2.3,
        1.67,
        "estuary",
        count=observed(4, 5, 6, 7),
    ),
    Row(
        "T4.names",
        Text("nama yang disebut per jawaban", "names given per answer"),
        contract.names,
        share(11, 12),
        1.2,
        2.0,
        1.7,
        "estuary",
        scored=False,
        count=observed(12),
    ),
    *_repeat_rows(),
    Row(
        "T5.rising",
        Text(
            "kenaikan terkecil peluang itu dari 1 ke 2 ke 3 atau lebih",
            "smallest rise of that chance from 1 to 2 to 3 or more",
        ),
        contract.repeats,
        least_rise,
        -INF,
        INF,
        np.nan,
        "horizon-2020",
        pooled=True,
        scored=False,
        count=observed(3, 4),
    ),
    Row(
        "T5.concave",
        Text("kelengkungan peluang itu (negatif: makin landai)", "bend of that chance (negative: levels off)"),
        contract.repeats,
        bend,
        -INF,
        INF,
        np.nan,
        "horizon-2020",
        pooled=True,
        scored=False,
        count=observed(3, 4),
    ),
    Row(
        "T5.given_one",
        Text(
            "rasio odds kemitraan lagi setelah satu dibanding tidak ada, dengan keaktifan kedua pihak yang sama",
            "odds of another agreement after one joint one against none, given both sides' activity",
        ),
        contract.repeats_given_activity,
        odds_given_activity(1, 1),
        3.0,
        25.0,
        10.0,
        "horizon-2020",
        pooled=True,
        count=seen_given_activity,
    ),
    Row(
        "T5.given_rise",
        Text(
            "kenaikan odds itu dari satu ke dua atau lebih (1: tidak naik)",
            "rise of those odds from one joint one to two or more (1: none)",
        ),
        contract.repeats_given_activity,
        ratio(odds_given_activity(2, 4), odds_given_activity(1, 1)),
        0.6,
        2.0,
        1.0,
        "horizon-2020",
        pooled=True,
        count=seen_given_activity,
    ),
    Row(
        "T6.n",
        Text("organisasi di inti", "organisations in the core"),
        contract.core,
        item(0),
        25,
        45,
        35,
        "local-networks",
    ),
    *_structure_rows(),
    Row(
        "T7.random",
        Text("dunia kecil terhadap jaringan acak", "small-world Q against a random network"),
        contract.small_worlds,
        item(0),
        1.25,
        2.5,
        1.84,
        "local-networks",
    ),
    Row(
        "T7.degrees",
        Text("dunia kecil terhadap derajat yang sama", "small-world Q against the same degrees"),
        contract.small_worlds,
        item(1),
        0.95,
        1.2,
        1.02,
        "local-networks",
    ),
    Row(
        "T8.isolates",
        Text("organisasi tanpa mitra", "isolates among all on the registers"),
        contract.population,
        item(0),
        0.32,
        0.58,
        0.45,
        "messamore, lks-malang",
    ),
    Row(
        "T8.giant",
        Text("komponen terbesar", "giant component of all on the registers"),
        contract.population,
        item(1),
        0.34,
        0.60,
        0.47,
        "messamore",
    ),
    Row(
        "T8b.degree",
        Text("rata-rata jumlah mitra", "mean degree of all on the registers"),
        contract.population,
        item(2),
        1.8,
        9.9,
        np.nan,
        "messamore",
    ),
    Row(
        "T8b.agreements",
        Text("kemitraan berjalan", "live agreements"),
        contract.population,
        item(3),
        15,
        120,
        np.nan,
        "gazley",
    ),
    Row(
        "T8b.members",
        Text("anggota per kemitraan", "members of an agreement"),
        contract.population,
        item(4),
        2.2,
        4.0,
        np.nan,
        "horizon-2020",
    ),
    Row(
        "T9.formal_share",
        Text("bagian hubungan yang formal", "formal share of ties"),
        contract.formality,
        share(0, 1),
        0.30,
        0.50,
        0.40,
        "tobacco",
    ),
    *_contact_rows(),
    Row(
        "T9.rising",
        Text(
            "kenaikan terkecil peluang formal menurut pertemuan",
            "smallest rise of the formal chance by class of contact",
        ),
        contract.formality,
        least_rise_of_contact,
        0.0,
        INF,
        np.nan,
        "tobacco",
    ),
    Row(
        "T9.also_informal",
        Text("pasangan bermitra yang juga bekerja sama", "agreement pairs that also cooperate"),
        contract.formality,
        share(10, 11),
        0.9,
        1.0,
        0.98,
        "tobacco",
    ),
    Row(
        "T10.same_kind",
        Text("rasio odds hubungan sejenis di inti", "odds ratio of a tie within one kind, in the core"),
        contract.mixing,
        item(0),
        0.8,
        3.5,
        1.7,
        "local-networks, horizon-2020",
    ),
    Row(
        "T11.tenure",
        Text(
            "mitra pemimpin 11 tahun ke atas dibanding di bawah 2 tahun",
            "ties of a leader of 11 years or more against under 2",
        ),
        contract.tenures,
        ratio(share(0, 1), share(2, 3)),
        1.2,
        1.6,
        1.38,
        "health-departments",
        pooled=True,
        count=observed(1, 3),
    ),
    Row(
        "T12.closing",
        Text("penutupan organisasi per tahun", "closings per year"),
        contract.money,
        share(0, 1),
        0.011,
        0.065,
        0.034,
        "walker-mccarthy, charity-registers, mcdonnell",
        count=observed(0),
    ),
    Row(
        "T12.gini",
        Text("Gini pemasukan", "Gini of income"),
        contract.money,
        item(2),
        0.75,
        0.90,
        0.84,
        "seaman, horizon-2020",
    ),
    Row(
        "T12.concentration",
        Text(
            "HHI pemasukan per bidang, kelipatan dari pemasukan yang sama rata",
            "HHI of income in a field, as a multiple of equal incomes",
        ),
        contract.money,
        item(3),
        -INF,
        INF,
        np.nan,
        "seaman, horizon-2020",
        scored=False,
    ),
    Row(
        "T13.jaccard",
        Text("Jaccard nama selang dua tahun", "Jaccard of names over two years"),
        contract.names,
        lambda s: over(s[8], s[8] + s[9] + s[10]),
        0.20,
        0.40,
        0.26,
        "estuary",
        count=observed(8, 9, 10),
    ),
    Row(
        "T14.mean",
        Text("kepercayaan yang dilaporkan: rata-rata", "reported trust: mean"),
        contract.trust,
        item(0),
        0.5,
        0.7,
        0.6,
        "estuary",
    ),
    Row(
        "T14.spread",
        Text("kepercayaan yang dilaporkan: simpangan baku", "reported trust: standard deviation"),
        contract.trust,
        item(1),
        0.17,
        0.21,
        0.19,
        "estuary",
    ),
    Row(
        "T14.correlation",
        Text("kepercayaan yang dilaporkan: korelasi selang dua tahun", "reported trust: correlation over two years"),
        contract.trust,
        item(2),
        0.40,
        0.56,
        0.48,
        "estuary",
    ),
    Row(
        "T15.informal",
        Text(
            "berakhirnya kerjasama setelah pergantian pemimpin dibanding bulan lain",
            "ending of informal cooperation after a leader change against other months",
        ),
        contract.leader_changes,
        _AFTER_INFORMAL,
        1.0,
        INF,
        np.nan,
        "broschak-block, rogan, officials-waves",
        count=observed(0),
    ),
    Row(
        "T15.formal",
        Text(
            "berakhirnya kemitraan setelah pergantian pemimpin dibanding bulan lain",
            "ending of agreements after a leader change against other months",
        ),
        contract.leader_changes,
        _AFTER_FORMAL,
        1.0,
        INF,
        np.nan,
        "broschak-block, rogan, officials-waves",
        count=observed(4),
    ),
    Row(
        "T15.informal_more",
        Text(
            "pengaruh itu pada kerjasama dibanding pada kemitraan",
            "that effect on informal cooperation against agreements",
        ),
        contract.leader_changes,
        ratio(_AFTER_INFORMAL, _AFTER_FORMAL),
        1.0,
        INF,
        np.nan,
        "broschak-block, rogan, officials-waves",
        count=observed(0, 4),
    ),
)

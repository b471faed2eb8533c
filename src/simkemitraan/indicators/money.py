"""Who pays, for what, and whom that serves: money by payer and line, needs by whose money, requests met and refused."""

from __future__ import annotations

from collections.abc import Callable

from ..declare import Text
from ..world.schema import LINE_TEXTS, LINES, PAYER_TEXTS, PAYERS
from .registry import Indicator
from .snapshot import Snapshot, of, ratio, total


def all_money(s: Snapshot) -> float:
    """Return what is spent this month on services by everybody, million IDR."""
    return s.totals["spending"] + s.totals["direct_paid"]


def _reached_by_any(s: Snapshot) -> float:
    """Needs met by anybody, national transfers included, relative to all needs."""
    t = s.totals
    return ratio(t["needs_met"] + t["transfers"], t["need"] + t["transfers"])


def _absorbed(s: Snapshot) -> float:
    spent, there = s.totals["spent_by_lead"], s.totals["ceiling_of_lead"]
    return min(1.0, ratio(spent, there)) if there > 0.0 else float("nan")


def _line(k: int) -> Callable[[Snapshot], float]:
    return lambda s: float(s.world.organisations.live("spent")[s.alive, k].sum())


def _by_payer() -> list[Indicator]:
    """Make one indicator of money, and one of needs met, for each payer."""
    made = []
    for name in PAYERS:
        who = PAYER_TEXTS[name]
        made.append(
            Indicator(
                f"money_{name}",
                Text(f"Uang dari {who.id}", f"Money from {who.en}"),
                Text(
                    f"Uang dan barang dari {who.id} untuk layanan bulan ini.",
                    f"Money and goods from {who.en} for services this month.",
                ),
                "million IDR/month",
                "money",
                total(f"money_{name}"),
            )
        )
        made.append(
            Indicator(
                f"served_{name}",
                Text(f"Kebutuhan terlayani dari {who.id}", f"Needs met by {who.en}"),
                Text(
                    f"Kebutuhan yang terlayani dengan uang {who.id}: tiap organisasi menurut siapa yang membiayainya setahun.",
                    f"Needs met with money of {who.en}: those of an organisation by who paid for it over a year.",
                ),
                "needs",
                "money",
                total(f"served_{name}"),
            )
        )
    return made


def _by_line() -> list[Indicator]:
    """Make one indicator of what was spent for each line."""
    return [
        Indicator(
            f"spent_{name}",
            Text(f"Belanja: {LINE_TEXTS[name].id}", f"Spent on {LINE_TEXTS[name].en}"),
            Text(
                "Belanja seluruh organisasi tahun kalender ini pada pos itu.",
                "What all organisations have spent on this line in the calendar year.",
            ),
            "million IDR",
            "money",
            _line(k),
            every="year",
        )
        for k, name in enumerate(LINES)
    ]


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "money_all",
        Text("Uang untuk layanan", "Money for services"),
        Text(
            "Seluruh uang yang dibelanjakan untuk layanan bulan ini, dari semua sumber di luar transfer nasional.",
            "All money spent on services this month, from every payer but national transfers.",
        ),
        "million IDR/month",
        "money",
        all_money,
        headline=True,
    ),
    *_by_payer(),
    *_by_line(),
    Indicator(
        "goods_a_need",
        Text("Barang dan bantuan per kebutuhan", "Goods a need"),
        Text(
            "Nilai barang dan bantuan per kebutuhan yang terlayani dalam sebulan.",
            "Worth of goods and aid for each need met in a month.",
        ),
        "million IDR/need",
        "money",
        lambda s: ratio(3.0 * (s.totals["goods"] + s.totals["direct_paid"]), s.totals["needs_met"]),
    ),
    Indicator(
        "hours_a_need",
        Text("Jam per kebutuhan", "Hours a need"),
        Text(
            "Jam layanan per kebutuhan yang terlayani dalam triwulan.",
            "Hours of service for each need met in a quarter.",
        ),
        "hours/need",
        "money",
        lambda s: ratio(3.0 * s.totals["hours"], s.totals["needs_met"]),
    ),
    Indicator(
        "requests_met",
        Text("Permintaan terpenuhi", "Requests met"),
        Text(
            "Bagian kebutuhan keluarga yang dikenal yang terlayani pada triwulan berjalan.",
            "Share of the needs of known families that are met in the current quarter.",
        ),
        "share",
        "access",
        of("needs_met", "asked"),
        share=True,
        good=1,
    ),
    Indicator(
        "requests_refused",
        Text("Permintaan tak terpenuhi", "Requests refused"),
        Text(
            "Kebutuhan keluarga yang dikenal yang tidak terlayani pada triwulan berjalan.",
            "Needs of known families that are not met in the current quarter.",
        ),
        "needs",
        "access",
        lambda s: max(0.0, s.totals["asked"] - s.totals["needs_met"]),
        good=-1,
    ),
    Indicator(
        "requests_answered",
        Text("Permintaan dijawab", "Requests answered"),
        Text(
            "Bagian permintaan yang dijawab dengan saran, terpenuhi atau tidak.",
            "Share of requests that are answered with advice, met or not.",
        ),
        "share",
        "access",
        of("answered", "families"),
        share=True,
        good=1,
    ),
    Indicator(
        "reached_by_any",
        Text("Kebutuhan terpenuhi oleh siapa pun", "Needs met by anybody"),
        Text(
            "Bagian seluruh kebutuhan yang dipenuhi siapa pun, termasuk transfer nasional (PKH, sembako).",
            "Share of all needs met by anybody, national transfers (PKH, sembako) included.",
        ),
        "share",
        "access",
        _reached_by_any,
        share=True,
        good=1,
    ),
    Indicator(
        "absorption",
        Text("Serapan anggaran dinas sosial", "Absorption of the social agency's budget"),
        Text(
            "Belanja dinas sosial tahun ini dibanding pagunya.",
            "What the social agency has spent this year, relative to its ceiling.",
        ),
        "share",
        "money",
        _absorbed,
        share=True,
    ),
    Indicator(
        "staff_agencies",
        Text("Pegawai instansi", "Staff of agencies"),
        Text("Pegawai seluruh instansi pemerintah.", "Staff of all government agencies."),
        "FTE",
        "money",
        total("agency_staff"),
    ),
)

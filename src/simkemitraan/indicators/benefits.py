"""The five benefits of the source document: access, efficiency, innovation, quality, accountability."""

from __future__ import annotations

import numpy as np

from ..declare import Text
from .money import all_money
from .network import gini
from .registry import Groups, Indicator
from .snapshot import Snapshot, mean, of, ratio, total


def _by_district(s: Snapshot) -> Groups:
    families = s.district("families")
    inside = families > 0
    share = np.where(inside, s.district("one_served") / np.where(inside, families, 1.0), np.nan)
    return s.district("code").astype(np.int32), np.full(share.size, -1, np.int16), share


def _by_field(name: str) -> object:
    def groups(s: Snapshot) -> Groups:
        need = s.district("need")
        total = need.sum(axis=0)
        value = np.where(total > 0, (s.district(name) * need).sum(axis=0) / np.where(total > 0, total, 1.0), np.nan)
        return np.zeros(value.size, np.int32), np.arange(value.size, dtype=np.int16), value

    return groups


def _district_and_field(s: Snapshot) -> Groups:
    left, right = _by_district(s), _by_field("coverage")(s)  # type: ignore[operator]
    return tuple(np.concatenate([x, y]) for x, y in zip(left, right, strict=True))  # type: ignore[return-value]


def _equity(s: Snapshot) -> float:
    """Gini of the share served between districts; 0 for a single one."""
    _, _, share = _by_district(s)
    share = share[~np.isnan(share)]
    if share.size == 0:
        return float("nan")
    value = gini(share)
    return 0.0 if value != value else value


def _practice_spread(s: Snapshot) -> float:
    active = s.organisation("active") > 0
    values = s.organisation("practice")[active]
    return float(values.std()) if values.size else float("nan")


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "families_served",
        Text("Keluarga terlayani", "Families served"),
        Text(
            "Keluarga dengan sedikitnya satu kebutuhan terlayani pada triwulan berjalan.",
            "Families with at least one need served in the current quarter.",
        ),
        "families",
        "access",
        total("one_served"),
        good=1,
        headline=True,
    ),
    Indicator(
        "access",
        Text("Akses layanan", "Access to services"),
        Text(
            "Bagian keluarga yang membutuhkan yang terlayani sedikitnya satu kebutuhannya.",
            "Share of families in need with at least one need served.",
        ),
        "share",
        "access",
        of("one_served", "families"),
        by=("district", "field"),
        groups=_district_and_field,
        share=True,
        good=1,
        headline=True,
    ),
    Indicator(
        "access_gap",
        Text("Ketimpangan akses antardaerah", "Inequality of access between districts"),
        Text(
            "Koefisien Gini bagian keluarga terlayani antar kabupaten/kota; 0 bila hanya satu.",
            "Gini coefficient of the share served between districts; 0 for a single district.",
        ),
        "Gini",
        "access",
        _equity,
        every="year",
        share=True,
        good=-1,
    ),
    Indicator(
        "known_share",
        Text("Keluarga yang dikenal", "Families found by outreach"),
        Text(
            "Bagian kebutuhan keluarga yang sudah diketahui penyedia layanan.",
            "Share of needs that outreach has found.",
        ),
        "share",
        "access",
        of("known", "need"),
        share=True,
        good=1,
    ),
    Indicator(
        "families_in_need",
        Text("Keluarga yang membutuhkan", "Families in need"),
        Text("Jumlah keluarga yang membutuhkan layanan.", "Number of families in need."),
        "families",
        "access",
        total("families"),
    ),
    Indicator(
        "efficiency",
        Text("Efisiensi", "Efficiency"),
        Text(
            "Kebutuhan keluarga yang terlayani dalam sebulan per juta rupiah yang dibelanjakan siapa pun untuk layanan.",
            "Needs of families served in a month per million IDR spent on services by anybody.",
        ),
        "needs/million IDR",
        "efficiency",
        lambda s: ratio(s.totals["needs_met"] / 3.0, all_money(s)),
        good=1,
        headline=True,
    ),
    Indicator(
        "duplication",
        Text("Duplikasi layanan", "Duplication of service"),
        Text(
            "Bagian kapasitas layanan yang menjangkau keluarga yang sudah terlayani pihak lain.",
            "Share of service capacity that reaches families already served by somebody else.",
        ),
        "share",
        "efficiency",
        of("duplication", "need"),
        by=("field",),
        groups=_by_field("duplication"),  # type: ignore[arg-type]
        share=True,
        good=-1,
    ),
    Indicator(
        "coordination",
        Text("Koordinasi antarpenyedia", "Coordination of providers"),
        Text(
            "Bagian pasangan penyedia (berbobot ukuran) yang berkoordinasi, menurut mutu tata kelolanya.",
            "Share of provider pairs, weighted by size, that coordinate, by the quality of their governance.",
        ),
        "share",
        "efficiency",
        of("coordination", "need"),
        share=True,
        good=1,
    ),
    Indicator(
        "hours_lent",
        Text("Sumber daya yang dipinjamkan", "Resources lent"),
        Text("Jam kerja sebulan yang dipinjamkan kepada mitra.", "Hours a month lent to partners."),
        "hours/month",
        "efficiency",
        total("lent"),
        good=1,
    ),
    Indicator(
        "practice",
        Text("Praktik baik", "Best practice"),
        Text(
            "Rata-rata tingkat praktik baik organisasi aktif.", "Mean level of best practice of active organisations."
        ),
        "0-1",
        "innovation",
        of("practice", "active"),
        share=True,
        good=1,
        headline=True,
    ),
    Indicator(
        "practice_spread",
        Text("Kesenjangan praktik", "Spread of practice"),
        Text(
            "Simpangan baku praktik baik antar organisasi aktif; mengecil bila praktik menyebar.",
            "Standard deviation of best practice over active organisations; it shrinks as practice spreads.",
        ),
        "0-1",
        "innovation",
        _practice_spread,
        every="year",
        share=True,
        good=-1,
    ),
    Indicator(
        "inventions",
        Text("Praktik baru", "New practices"),
        Text("Praktik baru yang ditemukan bulan ini.", "New practices invented this month."),
        "1/month",
        "innovation",
        total("invented"),
        good=1,
    ),
    Indicator(
        "joint_services",
        Text("Layanan bersama baru", "New joint services"),
        Text(
            "Layanan bersama yang lahir dari kemitraan yang masih berjalan.",
            "Joint services that running partnerships have created.",
        ),
        "services",
        "innovation",
        total("innovations"),
        good=1,
    ),
    Indicator(
        "quality",
        Text("Mutu layanan", "Quality of service"),
        Text(
            "Mutu layanan yang diterima (kemampuan dan praktik), rata-rata berbobot kebutuhan.",
            "Quality of the service received (capability and practice), weighted by need.",
        ),
        "0-1",
        "quality",
        of("quality", "need"),
        by=("field",),
        groups=_by_field("quality"),  # type: ignore[arg-type]
        share=True,
        good=1,
        headline=True,
    ),
    Indicator(
        "whole_families",
        Text("Keluarga yang semua kebutuhannya terpenuhi", "Families with all needs met"),
        Text(
            "Bagian keluarga dengan beberapa kebutuhan yang semuanya terpenuhi.",
            "Share of families with several needs whose needs are all met.",
        ),
        "share",
        "quality",
        of("whole_families", "families"),
        share=True,
        good=1,
    ),
    Indicator(
        "unmet_needs",
        Text("Kebutuhan tak terpenuhi", "Unmet needs"),
        Text(
            "Kebutuhan keluarga yang tidak terlayani pada triwulan berjalan.",
            "Needs of families not served in the current quarter.",
        ),
        "needs",
        "quality",
        total("unmet"),
        good=-1,
    ),
    Indicator(
        "accountability",
        Text("Akuntabilitas", "Accountability"),
        Text(
            "Bagian belanja yang dipertanggungjawabkan terbuka (keterbukaan berbobot belanja).",
            "Share of spending that is openly accounted for (transparency weighted by spending).",
        ),
        "share",
        "accountability",
        of("accounted", "accountable"),
        share=True,
        good=1,
        headline=True,
    ),
    Indicator(
        "transparency",
        Text("Keterbukaan", "Transparency"),
        Text("Rata-rata keterbukaan organisasi aktif.", "Mean transparency of active organisations."),
        "0-1",
        "accountability",
        of("transparency", "active"),
        share=True,
        good=1,
    ),
    Indicator(
        "late_reports",
        Text("Laporan terlambat", "Late reports"),
        Text("Laporan hibah yang terlambat bulan ini.", "Grant reports that came late this month."),
        "1/month",
        "accountability",
        total("reports_late"),
        good=-1,
    ),
    Indicator(
        "audit_findings",
        Text("Temuan audit", "Audit findings"),
        Text("Temuan audit bulan ini.", "Audit findings this month."),
        "1/month",
        "accountability",
        total("audit_findings"),
        good=-1,
    ),
    Indicator(
        "record",
        Text("Rekam jejak laporan", "Reporting record"),
        Text("Rata-rata rekam jejak laporan organisasi aktif.", "Mean reporting record of active organisations."),
        "0-1",
        "accountability",
        lambda s: mean(s.organisation("record")[s.organisation("active") > 0]),
        every="year",
        share=True,
        good=1,
    ),
)

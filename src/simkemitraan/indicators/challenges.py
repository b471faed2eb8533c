"""The four challenges of the source document: culture, competition, leadership and governance, sustainability."""

from __future__ import annotations

import numpy as np

from ..declare import Text
from ..world.schema import Kind
from .registry import Indicator
from .snapshot import Snapshot, of, total


def _rivalry(s: Snapshot) -> float:
    """Mean number of funders' money that an organisation shares with its typical rival: Herfindahl of applications."""
    applied = s.world.organisations.live("applied")[s.alive]
    total = applied.sum(axis=0)
    return float((applied.sum(axis=1) > 0.02).mean()) if total.size and applied.size else float("nan")


def _past_change(s: Snapshot) -> float:
    """Share of running partnerships that have outlived a leader change of one of their members."""
    p, o = s.world.partnerships, s.world.organisations
    if s.live.size == 0:
        return float("nan")
    members = p["member"][s.live]
    inside = members >= 0
    later = o["leader_changed_at"][np.maximum(members, 0)] > p["joined"][s.live]
    return float((inside & later).any(axis=1).mean())


def _size_gap(s: Snapshot) -> float:
    """Mean absolute log ratio of capacity over tied pairs."""
    w = s.world
    r, o = w.relations, w.organisations
    tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    if not tied.any():
        return float("nan")
    capacity = np.log(o.live("staff") + 0.15 * o.live("volunteers") + 0.5)
    return float(np.abs(capacity[r.live("a")[tied]] - capacity[r.live("b")[tied]]).mean())


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "strain",
        Text("Ketegangan", "Strain"),
        Text("Rata-rata ketegangan antar organisasi yang terhubung.", "Mean strain between tied organisations."),
        "0-",
        "culture",
        of("strain", "ties"),
        good=-1,
        headline=True,
    ),
    Indicator(
        "strain_distant",
        Text("Ketegangan antarbudaya", "Strain across cultures"),
        Text(
            "Rata-rata ketegangan pasangan yang budayanya jauh (jarak di atas 0,4).",
            "Mean strain of pairs whose cultures are distant (distance above 0.4).",
        ),
        "0-",
        "culture",
        of("strain_of_distant", "distant"),
        every="year",
        good=-1,
    ),
    Indicator(
        "culture_distance",
        Text("Jarak budaya mitra", "Culture distance of partners"),
        Text(
            "Rata-rata jarak budaya pasangan yang terhubung (0 sama, 1 berlawanan).",
            "Mean culture distance of tied pairs (0 alike, 1 opposite).",
        ),
        "0-1",
        "culture",
        of("distance", "ties"),
        share=True,
    ),
    Indicator(
        "size_gap",
        Text("Kesenjangan ukuran mitra", "Size gap of partners"),
        Text(
            "Rata-rata nilai mutlak log rasio kapasitas pasangan yang terhubung.",
            "Mean absolute log ratio of the capacities of tied pairs.",
        ),
        "log",
        "culture",
        _size_gap,
        every="year",
    ),
    Indicator(
        "applicants",
        Text("Organisasi yang bersaing dana", "Organisations competing for money"),
        Text(
            "Bagian organisasi yang mengajukan permohonan dana dalam tiga tahun terakhir.",
            "Share of organisations that have applied for money in the last three years.",
        ),
        "share",
        "rivalry",
        _rivalry,
        every="year",
        share=True,
    ),
    Indicator(
        "applications",
        Text("Permohonan dana", "Applications"),
        Text("Permohonan dana yang diajukan bulan ini.", "Applications for money this month."),
        "1/month",
        "rivalry",
        total("applications"),
    ),
    Indicator(
        "success_rate",
        Text("Tingkat keberhasilan permohonan", "Success rate"),
        Text("Hibah yang diberikan per permohonan bulan ini.", "Awards per application this month."),
        "share",
        "rivalry",
        of("awards", "applications"),
        share=True,
    ),
    Indicator(
        "poached",
        Text("Staf yang direkrut pihak lain", "Staff poached"),
        Text("Staf yang direkrut organisasi lain bulan ini.", "Staff hired away by others this month."),
        "FTE/month",
        "rivalry",
        total("staff_poached"),
        good=-1,
    ),
    Indicator(
        "vacancies",
        Text("Jabatan pemimpin kosong", "Vacant leader posts"),
        Text(
            "Bagian organisasi aktif yang jabatan pemimpinnya kosong.",
            "Share of active organisations without a leader.",
        ),
        "share",
        "leadership",
        of("vacant", "active"),
        share=True,
        good=-1,
    ),
    Indicator(
        "leaders_left",
        Text("Pergantian pemimpin", "Leaders who left"),
        Text("Pemimpin yang pergi bulan ini.", "Leaders who left this month."),
        "1/month",
        "leadership",
        total("leaders_left"),
        good=-1,
    ),
    Indicator(
        "governance",
        Text("Tata kelola kemitraan", "Governance of partnerships"),
        Text(
            "Rata-rata mutu tata kelola kemitraan yang berjalan.", "Mean quality of governance of running partnerships."
        ),
        "0-1",
        "leadership",
        of("governance", "partnerships"),
        share=True,
        good=1,
    ),
    Indicator(
        "progress",
        Text("Kemajuan menuju sasaran", "Progress towards goals"),
        Text("Rata-rata kemajuan kemitraan menuju sasarannya.", "Mean progress of partnerships towards their goals."),
        "0-1",
        "leadership",
        of("progress", "partnerships"),
        share=True,
        good=1,
    ),
    Indicator(
        "overloaded",
        Text("Organisasi kelebihan beban", "Overloaded organisations"),
        Text(
            "Bagian organisasi aktif yang beban hubungannya di atas daya tampung.",
            "Share of active organisations whose ties exceed their capacity.",
        ),
        "share",
        "leadership",
        of("overloaded", "active"),
        share=True,
        good=-1,
    ),
    Indicator(
        "partnership_age",
        Text("Umur kemitraan", "Age of partnerships"),
        Text("Rata-rata umur kemitraan yang berjalan.", "Mean age of running partnerships."),
        "months",
        "sustainability",
        of("age", "partnerships"),
        good=1,
    ),
    Indicator(
        "lasting",
        Text("Kemitraan di atas lima tahun", "Partnerships over five years"),
        Text(
            "Bagian kemitraan yang sudah berjalan lebih dari lima tahun.",
            "Share of partnerships older than five years.",
        ),
        "share",
        "sustainability",
        of("old", "partnerships"),
        share=True,
        good=1,
    ),
    Indicator(
        "outlived_leader",
        Text("Kemitraan yang bertahan melewati pergantian", "Partnerships that outlived a leader"),
        Text(
            "Bagian kemitraan yang sudah melewati pergantian pemimpin salah satu anggotanya.",
            "Share of partnerships that have outlived a change of leader of one of their members.",
        ),
        "share",
        "sustainability",
        _past_change,
        every="year",
        share=True,
        good=1,
    ),
    Indicator(
        "partnerships_ended",
        Text("Kemitraan berakhir", "Partnerships ended"),
        Text("Kemitraan yang berakhir bulan ini.", "Partnerships that ended this month."),
        "1/month",
        "sustainability",
        total("partnerships_ended"),
        good=-1,
        headline=True,
    ),
    Indicator(
        "cooperation_ended",
        Text("Kerjasama berakhir", "Cooperation ended"),
        Text("Kerjasama yang berakhir bulan ini.", "Cooperation that ended this month."),
        "1/month",
        "sustainability",
        total("cooperation_ended"),
        good=-1,
    ),
    Indicator(
        "renewed",
        Text("Kemitraan diperpanjang", "Partnerships renewed"),
        Text("Kemitraan yang diperpanjang bulan ini.", "Partnerships renewed this month."),
        "1/month",
        "sustainability",
        total("renewed"),
        good=1,
    ),
    Indicator(
        "closed",
        Text("Organisasi tutup", "Organisations closed"),
        Text("Organisasi yang tutup bulan ini.", "Organisations that closed this month."),
        "1/month",
        "sustainability",
        total("closed"),
        good=-1,
    ),
    Indicator(
        "founded",
        Text("Organisasi baru", "Organisations founded"),
        Text("Organisasi yang berdiri bulan ini.", "Organisations founded this month."),
        "1/month",
        "sustainability",
        total("founded"),
    ),
    Indicator(
        "active_nonprofits",
        Text("LKS aktif", "Active nonprofits"),
        Text("Lembaga kesejahteraan sosial yang aktif.", "Nonprofits that are active."),
        "organisations",
        "sustainability",
        lambda s: float(((s.organisation("kind") == Kind.NONPROFIT) & (s.organisation("active") > 0)).sum()),
        every="year",
        good=1,
    ),
)

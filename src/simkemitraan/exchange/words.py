"""Words people use for kinds, fields of service, form of a tie and reasons it ended, in Indonesian and English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..declare import Text
from ..world.schema import KIND_TEXTS, REASON_NAMES, REASON_TEXTS
from .cells import Cell, nearest, plain
from .values import Reading, is_empty, trouble


def _words(table: Mapping[str, str]) -> dict[str, str]:
    return {plain(w): name for name, words in table.items() for w in (name, *words.split("|"))}


KINDS = _words(
    {
        "government": "pemerintah|pemda|dinas|opd|skpd|instansi pemerintah|lembaga pemerintah|government agency|agency|public|"
        "badan|kantor|kecamatan|kelurahan|desa|pemerintah daerah|pemerintah desa|state|gov|upt|uptd|puskesmas|local|federal|county|"
        "city|municipality|kementerian|ministry",
        "nonprofit": "lks|lembaga kesejahteraan sosial|yayasan|nirlaba|ngo|lsm|non profit|not for profit|foundation|panti|ormas|"
        "perkumpulan|organisasi nirlaba|charity|lksa|lembaga sosial|association|asosiasi|civil society|panti asuhan|orsos|"
        "organisasi sosial|panti sosial|pondok pesantren|rumah singgah|nonprofit organisation|nonprofit organization",
        "company": "perusahaan|swasta|pt|cv|bumn|bumd|dunia usaha|business|private|private sector|firm|corporation|koperasi|bank|"
        "badan usaha|perseroan",
        "community": "komunitas|organisasi komunitas|karang taruna|masjid|gereja|pura|vihara|majelis taklim|kelompok agama|"
        "faith group|faith based|community organisation|community organization|pkk|posyandu|recreation centre|"
        "paguyuban|remaja masjid|organisasi masyarakat|kelompok masyarakat|community group|religious",
        "individual": "perorangan|individu|relawan|tksk|psm|tagana|volunteer|volunteers|support group|kelompok pendukung|"
        "sukarelawan|pendamping|tokoh masyarakat|pendamping pkh|person",
    }
)
KINDS |= {plain(t): name for name, text in KIND_TEXTS.items() for t in (text.id, text.en)}
FIELDS = _words(
    {
        "child_protection": "anak|perlindungan anak|children|child|balita|anak terlantar|yatim|panti asuhan|anak jalanan|youth|"
        "remaja",
        "older_people": "lansia|lanjut usia|older people|elderly|jompo|aging|ageing|seniors",
        "disability": "disabilitas|difabel|penyandang disabilitas|cacat|disabled|tunanetra|tunarungu",
        "poverty_food": "kemiskinan|pangan|fakir miskin|kemiskinan dan pangan|poverty|food|sembako|bantuan sosial|ekonomi|zakat|"
        "poverty and food|pemberdayaan ekonomi",
        "family_mental_health": "keluarga|kesehatan jiwa|keluarga dan kesehatan jiwa|odgj|mental health|family|napza|"
        "family and mental health|perempuan|kdrt|rehabilitasi",
        "disaster_response": "bencana|tanggap bencana|kebencanaan|disaster|disaster response|penanggulangan bencana|emergency",
    }
)
FORMS = _words(
    {
        "1": "formal|kemitraan formal|kemitraan|mou|pks|perjanjian|perjanjian kerja sama|kesepakatan bersama|nota kesepahaman|"
        "agreement|contract|kontrak|partnership|ya|yes|true|memorandum|swakelola|hibah|mitra resmi|tertulis|written|nphd|both|keduanya",
        "0": "informal|kerjasama informal|kerjasama|kerja sama|cooperation|collaboration|kolaborasi|tidak|no|false|lisan|"
        "tidak tertulis|verbal|tidak formal|bukan formal|belum formal|belum ada mou|tanpa mou|"
        "koordinasi|coordination|nonformal|non formal|kontak|contact",
    }
)
FORM_TEXTS = {"1": Text("kemitraan (formal)", "formal"), "0": Text("kerjasama (informal)", "informal")}
BOTH = {"both", "keduanya"}
PLAIN_FORMS = {  # words that say whether a tie is formal, and nothing of its type
    *("formal", "informal", "kemitraan", "kemitraan formal", "kerjasama", "kerjasama informal", "kerja sama", "1", "0"),
    *("ya", "tidak", "yes", "no", "true", "false", "agreement", "cooperation", "both", "keduanya", "perjanjian"),
    *("partnership", "collaboration", "kolaborasi", "tidak formal", "bukan formal", "belum formal", "nonformal"),
    *("non formal", "mitra resmi", "undirected", "directed", "mutual"),
}
REASONS = _words(
    {
        "term": "masa berlaku habis|habis masa|berakhir masa|term|expired|tidak diperpanjang|not renewed|kontrak habis|selesai",
        "funding": "dana|dana habis|dana hilang|anggaran|funding|no money|budget|anggaran dipotong",
        "leader": "pemimpin berganti|pimpinan berganti|mutasi|leader|leader left|new leader|pergantian pimpinan|ketua berganti",
        "conflict": "konflik|perselisihan|conflict|dispute|ketegangan",
        "capacity": "kapasitas|kekurangan staf|beban|capacity|overload|tidak mampu|understaffed",
        "priorities": "prioritas|prioritas berubah|priorities|priority|arah berubah|beda prioritas",
        "closure": "tutup|bubar|closure|closed|dibubarkan|berhenti beroperasi",
        "lead_withdrew": "mundur|pengunduran diri|withdrew|withdrawal|keluar",
        "distrust": "tidak percaya|kepercayaan|distrust|trust",
        "goal_reached": "tujuan tercapai|goal reached|tercapai|completed|program selesai|done",
        "drift": "jarang bertemu|putus kontak|drift|lost touch|tidak aktif berhubungan",
        "dormant": "tidak aktif|vakum|dormant|inactive",
    }
)
REASONS |= {plain(t): name for name in REASON_NAMES[1:] for t in (REASON_TEXTS[name].id, REASON_TEXTS[name].en)}

REASON_CHOICES = Text(
    ", ".join(REASON_TEXTS[name].id for name in REASON_NAMES[1:]),
    ", ".join(REASON_TEXTS[name].en for name in REASON_NAMES[1:]),
)


def reason_text(name: str) -> Text | str:
    """Return why a tie ended, in words; empty for no reason."""
    return REASON_TEXTS.get(name, name)


# What names of organisations begin with or hold; the sign that stands first in a name decides.
_NAME_SIGNS = {
    "nonprofit": r"yayasan|yay|lks|lksa|lkslu|lks?pd|panti|lsm|ngo|perkumpulan|rumah|forum|lembaga|ormas|foundation|pondok|ponpes|"
    r"pesantren|perhimpunan|ikatan|persatuan|orsos|laz|baznas|shelter|sentra|griya|home",
    "government": r"dinas|dinsos\w*|badan|kantor|puskesmas|kecamatan|kelurahan|pemerintah|pemkab|pemkot|pemdes|pemda|bappeda|"
    r"sekretariat|upt|uptd|polsek|polres|koramil|bpbd|rsud|rumah sakit umum|desa|nagari|gampong|kementerian|kua|satpol|setda|"
    r"bagian|bidang|balai|loka",
    "company": r"pt|cv|ud|bank|koperasi|persero|toko|hotel|bumdes|bumd|bumn|perum|perumda|apotek|pabrik|ltd|inc|tbk",
    "community": r"karang|masjid|musholla|mushola|gereja|pura|vihara|majelis|pkk|remaja|paguyuban|posyandu|katar|kelompok|"
    r"kerukunan|komunitas|jamaah|rukun|posbindu|sanggar|muslimat|fatayat|aisyiyah",
    "individual": r"tksk|psm|tagana|relawan|pendamping",
}
_SIGNS = {kind: re.compile(rf"\b({words})\b") for kind, words in _NAME_SIGNS.items()}
_PERSON = re.compile(r"(bapak|bpk|ibu|sdr|sdri|h|hj|ust|ustadz|drs?|ir)\b")
FIELD_CHOICES = Text(
    "perlindungan anak, lansia, disabilitas, kemiskinan dan pangan, keluarga dan kesehatan jiwa, tanggap bencana",
    "child protection, older people, disability, poverty and food, family and mental health, disaster response",
)
KIND_CHOICES = ("pemerintah", "LKS", "perusahaan", "komunitas", "perorangan")


def choose(cell: Cell, words: Mapping[str, str]) -> Reading[str]:
    """Read one of a set of words; a word that is a letter or two off is taken for the nearest, and that is said."""
    if is_empty(cell):
        return Reading()
    if bad := trouble(cell):
        return Reading(code=bad)
    word = plain(f"{cell:g}" if isinstance(cell, float) else str(cell)[:200])
    if word in words:
        return Reading(words[word])
    padded = f" {word} "
    inside = next((known for known in words if len(known) > 2 and f" {known} " in padded), None)
    found = inside or nearest(word, words, 0.8)
    return Reading(words[found], "word_read", found) if found else Reading(code="not_word")


def kind_in_name(name: str) -> str:
    """Return the kind that the name of an organisation gives away, empty if it does not.

    What stands first decides: ``Yayasan Kasih Ibu`` is no person, ``Karang Taruna Desa Y`` no village government.
    """
    word = plain(name)
    found = [(sign.start(), kind) for kind, pattern in _SIGNS.items() if (sign := pattern.search(word))]
    if found:
        first = min(at for at, _ in found)
        return "government" if (first, "government") in found else next(kind for at, kind in found if at == first)
    return "individual" if _PERSON.match(word) else ""


def fields_in(cell: Cell) -> tuple[list[str], list[str]]:
    """Return the fields of service named in a cell, and the words that are not known."""
    if plain(cell) in FIELDS:
        return [FIELDS[plain(cell)]], []
    found: list[str] = []
    unknown: list[str] = []
    for part in re.split(r"[;,/&|]|\bdan\b|\band\b", str(cell)[:400]):
        if not part.strip():
            continue
        value = choose(part, FIELDS).value
        (found if value else unknown).append(value or part.strip())
    return list(dict.fromkeys(found)), unknown


def rank(name: str, kind: str) -> int:
    """Return 0 for the social agency, and for a subdistrict's volunteer coordinator, who come first among their kind.

    ``name`` is what the table says of it: its name, and its kind as it is written there.
    """
    word = plain(name)
    if kind == "government":
        return 0 if re.search(r"\b(dinas sosial|dinsos|social agency|social service)", word) else 1
    return 0 if kind == "individual" and re.search(r"\btksk\b", word) else 1

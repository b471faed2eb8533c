"""The columns an import understands, in Indonesian and English; :mod:`.headings` matches headings to them."""

from __future__ import annotations

from dataclasses import dataclass

from ..declare import Text
from .cells import plain


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an imported table.

    Attributes
    ----------
    name : str
        Its name in the canonical files.
    text : Text
        Its heading in the template.
    about : Text
        What to enter.
    words : str
        Other headings, separated by ``|``.
    personal : bool
        Holds names of people: never carried over.
    spare : bool
        Known, and of no use to the model.
    """

    name: str
    text: Text
    about: Text
    words: str = ""
    personal: bool = False
    spare: bool = False

    def headings(self) -> tuple[str, ...]:
        """Return every heading that means this column, reduced to plain words."""
        return tuple(
            dict.fromkeys(plain(w) for w in (self.name, self.text.id, self.text.en, *self.words.split("|")) if w)
        )


def _c(name: str, id: str, en: str, about_id: str, about_en: str, words: str = "", personal: bool = False) -> Column:
    return Column(name, Text(id, en), Text(about_id, about_en), words, personal)


def _spare(name: str, id: str, en: str, words: str) -> Column:
    return Column(name, Text(id, en), Text("tidak dipakai", "not used"), words, spare=True)


_NUMBER = _spare("number", "Nomor urut", "Row number", "no|nomor|no urut|nomor urut|urut|nr|row number|na")
_REMARKS = _spare(
    "remarks", "Keterangan", "Remarks", "ket|catatan|remark|notes|note|uraian|description|judul|title|isi"
)


ORGANISATIONS: tuple[Column, ...] = (
    _c(
        "id",
        "Kode",
        "Code",
        "kode unik, boleh kosong",
        "a unique code, may be empty",
        "id|no induk|nomor induk|kode lembaga|kode organisasi|organisation id|organization id|org id|node id|nib|"
        "nomor registrasi",
    ),
    _c(
        "name",
        "Nama organisasi",
        "Organisation",
        "nama resmi; wajib",
        "its official name; required",
        "nama|name|nama lembaga|lembaga|nama lks|lks|nama instansi|instansi|organisasi|organization|organisation name|"
        "organization name|nama yayasan|nama perusahaan|nama perkumpulan|label|actor|aktor|nama mitra|lksa|nama lksa|"
        "panti|nama panti|nama panti asuhan|nama orsos|orsos|nama organisasi sosial|organisasi sosial|nama komunitas|"
        "nama lembaga kesejahteraan sosial|lembaga kesejahteraan sosial|nama kelompok|nama opd|opd|nama badan usaha|"
        "yayasan|nama unit|nama lengkap|vertex names|nama lembaga organisasi|nama wadah",
    ),
    _c(
        "kind",
        "Jenis",
        "Kind",
        "pemerintah, LKS, perusahaan, komunitas, atau perorangan",
        "government, nonprofit, company, community or individual",
        "jenis organisasi|jenis lembaga|tipe|type|kategori|category|sector|sektor|bentuk|kind of organisation|org type",
    ),
    _c(
        "district",
        "Kabupaten/kota",
        "District",
        "nama kabupaten atau kota",
        "name of the regency or city",
        "kabupaten|kota|kab kota|kab|regency|city|kabupaten kota|nama kabupaten|nama kabupaten kota",
    ),
    _c(
        "place",
        "Kecamatan",
        "Subdistrict",
        "nama kecamatan, boleh kosong",
        "name of the subdistrict, may be empty",
        "subdistrict|sub district|kec|distrik|place|nama kecamatan",
    ),
    _c(
        "staff",
        "Staf",
        "Staff",
        "pegawai dibayar, setara penuh waktu",
        "paid staff, full-time equivalents",
        "jumlah staf|jumlah pegawai|pegawai|karyawan|jumlah karyawan|paid staff|employees|number of staff|sdm|jumlah sdm|"
        "fte|jumlah tenaga|tenaga|jumlah pekerja|pekerja",
    ),
    _c(
        "volunteers",
        "Relawan",
        "Volunteers",
        "jumlah relawan",
        "number of volunteers",
        "jumlah relawan|sukarelawan|volunteer|number of volunteers|jumlah anggota|anggota|pengurus|jumlah pengurus",
    ),
    _c(
        "income",
        "Pemasukan setahun (juta rupiah)",
        "Income of a year (million rupiah)",
        "seluruh pemasukan dalam setahun, juta rupiah",
        "all income of a year, million rupiah",
        "pemasukan|pendapatan|anggaran|anggaran setahun|income|annual income|budget|annual budget|revenue|pendapatan tahunan|"
        "anggaran tahunan|pagu|pemasukan per tahun|income per year|income year",
    ),
    _c(
        "active",
        "Aktif",
        "Active",
        "ya bila masih bekerja, tidak bila hanya terdaftar",
        "yes if it works, no if it is on paper only",
        "status|keaktifan|masih aktif|is active|status keaktifan|operasional",
    ),
    _c(
        "field",
        "Bidang utama",
        "Main field",
        "bidang layanan yang utama",
        "its main field of service",
        "bidang|bidang layanan|field|service field|focus|fokus|jenis layanan|layanan|sasaran|program|services",
    ),
    _c(
        "leader",
        "Pimpinan",
        "Leader",
        "nama pimpinan; tidak disimpan",
        "name of the leader; not carried over",
        "nama pimpinan|ketua|nama ketua|kepala|direktur|director|head|chair|penanggung jawab|leader name|nama pengurus|"
        "pemilik|nama pemilik|pendiri|nama pendiri|nama kepala|nama direktur|nama penanggung jawab|nama pengasuh|person",
        True,
    ),
    _c(
        "contact",
        "Kontak",
        "Contact",
        "telepon atau surel; tidak disimpan",
        "telephone or email; not carried over",
        "kontak person|contact person|narahubung|telepon|no hp|hp|no telp|phone|email|surel|e mail|nik|alamat|address|"
        "nama kontak|contact name|alamat lengkap|alamat kantor|alamat lembaga|no telepon|nomor telepon|nomor hp|no wa|"
        "whatsapp|wa|website|npwp|rekening|no rekening|nomor rekening|rt rw",
        True,
    ),
    _NUMBER,
    _spare(
        "location",
        "Lokasi",
        "Location",
        "wilayah|daerah|region|area|provinsi|province|negara|country|wilayah kerja|lokasi kerja",
    ),
    _spare(
        "village",
        "Desa/kelurahan",
        "Village",
        "desa|kelurahan|kelurahan desa|kel desa|desa kel|nama desa|gampong|nagari|kampung|dusun",
    ),
    _spare(
        "clients",
        "Penerima layanan",
        "People served",
        "klien|jumlah klien|anak asuh|jumlah anak asuh|jumlah anak|warga binaan|penerima manfaat|jumlah penerima manfaat|"
        "binaan|jumlah binaan|kelayan|jumlah kelayan|clients|beneficiaries|kapasitas|capacity|jumlah pm",
    ),
    _spare(
        "legal",
        "Legalitas",
        "Legal standing",
        "akta|akta notaris|no akta|nomor akta|badan hukum|akreditasi|status akreditasi|nilai akreditasi|izin operasional|"
        "no izin|nomor izin|tanda daftar|masa berlaku|masa berlaku izin|accreditation|sk|no sk|nomor sk|sk kemenkumham",
    ),
    _spare("founded", "Tahun berdiri", "Year founded", "berdiri|tanggal berdiri|tgl berdiri|tahun pendirian|founded"),
    _REMARKS,
)

_AGREEMENT = _c(
    "agreement",
    "Nomor perjanjian",
    "Agreement",
    "nomor atau nama perjanjian; baris bernomor sama adalah satu kemitraan",
    "number or name of the agreement; rows that share it are one partnership",
    "perjanjian|no perjanjian|id perjanjian|nama perjanjian|nomor pks|no pks|nomor mou|no mou|nomor kerja sama|"
    "nomor kerjasama|no kerjasama|agreement id|agreement number|nama kemitraan|id kemitraan|kode kemitraan|kemitraan|partnership|"
    "partnership id|nomor dokumen|judul kerja sama|judul kerjasama|contract id|nomor kontrak",
)

TIES: tuple[Column, ...] = (
    _c(
        "a",
        "Organisasi pertama",
        "First organisation",
        "nama atau kode; wajib",
        "name or code; required",
        "pihak i|tail|organisasi 1|organisasi a|organisation a|organization a|organisation 1|dari|from|source|pihak pertama|pihak 1|lembaga 1|"
        "a|organisasi|lembaga|pihak kesatu|responden|ego|sumber",
    ),
    _c(
        "b",
        "Organisasi kedua",
        "Second organisation",
        "nama atau kode; wajib",
        "name or code; required",
        "pihak ii|head|organisasi 2|organisasi b|organisation b|organization b|organisation 2|ke|to|target|pihak kedua|pihak 2|lembaga 2|b|"
        "mitra|partner|nama mitra|alter|tujuan",
    ),
    _c(
        "third",
        "Organisasi ketiga",
        "Third organisation",
        "nama atau kode, bila ada yang ketiga",
        "name or code, if there is a third",
        "pihak ketiga|pihak iii|pihak 3|organisasi 3|organisation 3|organization 3|lembaga 3|mitra 3|third party",
    ),
    _c(
        "formal",
        "Bentuk",
        "Form",
        "kemitraan (formal, ada perjanjian) atau kerjasama (informal)",
        "formal (an agreement) or informal (cooperation)",
        "formal|sifat|bentuk kerjasama|bentuk kerja sama|formal informal|status hubungan|form",
    ),
    _c(
        "start",
        "Mulai",
        "Start",
        "tanggal mulai",
        "date it began",
        "tanggal mulai|tgl mulai|start date|from date|sejak|begin|began|tanggal|tgl ttd|tanggal tanda tangan|signed|since|"
        "tahun mulai|start year|tmt",
    ),
    _c(
        "end",
        "Berakhir",
        "End",
        "tanggal berakhir; kosong bila masih berjalan",
        "date it ended; empty if it still goes on",
        "tanggal berakhir|tgl berakhir|selesai|tanggal selesai|end date|ended|until|sampai|tgl selesai|tahun berakhir|end year",
    ),
    _c(
        "reason",
        "Alasan berakhir",
        "Reason it ended",
        "mengapa berakhir",
        "why it ended",
        "alasan|reason|sebab|penyebab|sebab berakhir|why ended|end reason|keterangan berakhir",
    ),
    _c(
        "trust",
        "Kepercayaan (0-1)",
        "Trust (0-1)",
        "0 tidak percaya sampai 1 percaya penuh, boleh kosong",
        "0 no trust to 1 full trust, may be empty",
        "kepercayaan|trust|tingkat kepercayaan|trust level",
    ),
    _c(
        "type",
        "Jenis hubungan",
        "Type of tie",
        "misalnya MoU, rujukan, dana; jenis yang berbeda tetap terpisah",
        "such as MoU, referral, funding; different types stay apart",
        "jenis|type|kind|relation|tie type|jenis kerjasama|jenis kerja sama|relation type|jenis perjanjian|layer",
    ),
    _AGREEMENT,
    _c(
        "age",
        "Umur (bulan)",
        "Age (months)",
        "sejak mulai, bila tanggalnya tidak diketahui",
        "since it began, where the date is not known",
        "umur|age|age months|umur bulan|lama|lama bulan",
    ),
    _c(
        "ago",
        "Berakhir (bulan yang lalu)",
        "Ended (months ago)",
        "bila sudah berakhir dan tanggalnya tidak diketahui",
        "where it has ended and the date is not known",
        "ended months ago|berakhir bulan yang lalu",
    ),
    _c(
        "wave",
        "Gelombang",
        "Wave",
        "gelombang survei jaringan; yang terakhir yang berlaku",
        "wave of a network survey; the last one holds",
        "wave|gelombang survei|periode survei|survey wave|round|putaran",
    ),
    _NUMBER,
    _REMARKS,
)

MEMBERS: tuple[Column, ...] = (
    _AGREEMENT,
    _c(
        "project",
        "Proyek",
        "Project",
        "kegiatan yang diikuti beberapa organisasi",
        "what several organisations take part in",
        "kegiatan|nama kegiatan|nama proyek|id proyek|kode proyek|project id|project name|activity|rcn|event|acara|program|"
        "nama program|forum|nama forum",
    ),
    _c(
        "organisation",
        "Organisasi",
        "Organisation",
        "nama atau kode anggota; wajib",
        "name or code of the member; required",
        "nama organisasi|organization|organisation name|organization name|lembaga|nama lembaga|anggota|nama anggota|member|"
        "mitra|nama mitra|partner|pihak|peserta|participant|lks|nama lks|nama|name|label",
    ),
    *(c for c in TIES if c.name in ("formal", "type", "start", "end", "reason", "trust", "age", "ago")),
    _spare("role", "Peran", "Role", "peran|role|sebagai|kedudukan|jabatan"),
    _NUMBER,
    _REMARKS,
)

SURVEY: tuple[Column, ...] = (
    _c(
        "respondent",
        "Organisasi yang menjawab",
        "Respondent",
        "nama atau kode; wajib",
        "name or code; required",
        "responden|respondent organisation|organisasi|organisation|organization|lembaga|nama organisasi|dari|from|ego|penilai",
    ),
    _c(
        "partner",
        "Mitra yang dinilai",
        "Partner rated",
        "kosong bila menilai semua mitranya",
        "empty if it rates all partners",
        "mitra|partner|organisasi mitra|yang dinilai|alter|to|ke|about",
    ),
    _c(
        "mission",
        "Sejalan misi",
        "Shared mission",
        "seberapa mendukung misi bersama",
        "in support of the shared mission",
        "misi|misi bersama|mission|shared mission|in support of mission|support of mission|dukungan misi|trust mission",
    ),
    _c(
        "openness",
        "Keterbukaan berdiskusi",
        "Openness",
        "seberapa terbuka untuk berdiskusi",
        "open to discussion",
        "keterbukaan|terbuka|openness|open to discussion|open discussion|diskusi|trust openness",
    ),
    _c(
        "reliability",
        "Dapat diandalkan",
        "Reliability",
        "seberapa dapat diandalkan",
        "reliable",
        "keandalan|andal|reliability|reliable|dapat dipercaya|trust reliability",
    ),
    _c(
        "power",
        "Pengaruh",
        "Power and influence",
        "nilai: pengaruh",
        "value: power and influence",
        "power|influence|power influence|kekuatan|kuasa|value power",
    ),
    _c(
        "involvement",
        "Keterlibatan",
        "Involvement",
        "nilai: keterlibatan",
        "value: level of involvement",
        "involvement|level of involvement|komitmen|commitment|value involvement",
    ),
    _c(
        "resources",
        "Sumbangan sumber daya",
        "Resources",
        "nilai: sumbangan sumber daya",
        "value: contribution of resources",
        "resources|resource contribution|sumber daya|kontribusi|contribution|value resources",
    ),
    _c("scale", "Skala", "Scale", "1-4, 1-5, atau 0-10", "1-4, 1-5 or 0-10", "scale|skala jawaban|rentang"),
    _NUMBER,
    _REMARKS,
)

TABLES: dict[str, tuple[Column, ...]] = {
    "organisations": ORGANISATIONS,
    "ties": TIES,
    "members": MEMBERS,
    "survey": SURVEY,
}


def column(role: str, name: str) -> Column:
    """Return a column of a table by its canonical name."""
    return next(c for c in TABLES[role] if c.name == name)

"""The columns of every table: names, units and meanings, in one place.

Rows refer to each other by row number inside the world and by id in everything that leaves it. Organisation rows are
kept in the order of their ids; relation and partnership rows in the order in which they came to be.
"""

from __future__ import annotations

from enum import IntEnum

from ..declare import Column, Text

FUNDERS = ("district_budget", "national", "csr", "philanthropy", "donor")
FUNDER_TEXTS = {
    "district_budget": Text("anggaran daerah (APBD)", "district budget"),
    "national": Text("anggaran kementerian", "national ministry"),
    "csr": Text("forum CSR perusahaan", "corporate responsibility forum"),
    "philanthropy": Text("zakat dan filantropi", "zakat and philanthropy"),
    "donor": Text("lembaga donor", "donors"),
}
MEMBERS = 16
NEVER = -30000


class Kind(IntEnum):
    """What kind of actor an organisation is."""

    AGENCY = 0
    NONPROFIT = 1
    COMPANY = 2
    COMMUNITY = 3
    INDIVIDUAL = 4


KIND_NAMES = ("government", "nonprofit", "company", "community", "individual")
KIND_TEXTS = {
    "government": Text("lembaga pemerintah", "government agency"),
    "nonprofit": Text("lembaga kesejahteraan sosial", "nonprofit"),
    "company": Text("perusahaan", "company"),
    "community": Text("organisasi komunitas", "community organisation"),
    "individual": Text("relawan dan kelompok pendukung", "volunteers and support groups"),
}


class Role(IntEnum):
    """A special part an organisation plays."""

    NONE = 0
    LEAD_AGENCY = 1
    COORDINATOR = 2


class PartnershipType(IntEnum):
    """The types of the source document, decided by the members (first match wins)."""

    INDIVIDUAL = 0
    PUBLIC_PRIVATE = 1
    COMMUNITY = 2
    INTER_ORGANISATIONAL = 3
    OTHER = 4


TYPE_NAMES = ("individual", "public_private", "community", "inter_organisational", "other")
TYPE_TEXTS = {
    "individual": Text("kemitraan individu", "individual partnership"),
    "public_private": Text("kemitraan publik-swasta", "public-private partnership"),
    "community": Text("kemitraan komunitas", "community partnership"),
    "inter_organisational": Text("kemitraan antar-organisasi", "inter-organisational partnership"),
    "other": Text("kemitraan lain", "other partnership"),
}


class Reason(IntEnum):
    """Why a tie, a membership, a partnership or an organisation ended. ``NONE``: still going."""

    NONE = 0
    TERM = 1
    FUNDING = 2
    LEADER = 3
    CONFLICT = 4
    CAPACITY = 5
    PRIORITIES = 6
    CLOSURE = 7
    LEAD_WITHDREW = 8
    DISTRUST = 9
    GOAL_REACHED = 10
    DRIFT = 11
    DORMANT = 12


REASON_NAMES = (
    "none", "term", "funding", "leader", "conflict", "capacity", "priorities", "closure", "lead_withdrew", "distrust",
    "goal_reached", "drift", "dormant",
)
REASON_TEXTS = {
    "none": Text("masih berjalan", "still going"),
    "term": Text("masa berlaku habis dan tidak diperpanjang", "the term ended and was not renewed"),
    "funding": Text("dana hilang", "funding was lost"),
    "leader": Text("pemimpin berganti", "a leader left"),
    "conflict": Text("ketegangan dan konflik", "strain and conflict"),
    "capacity": Text("beban melebihi kemampuan", "load above capacity"),
    "priorities": Text("prioritas menjauh", "priorities moved apart"),
    "closure": Text("organisasi tutup", "an organisation closed"),
    "lead_withdrew": Text("pemimpin kemitraan mundur", "the lead withdrew"),
    "distrust": Text("kepercayaan rendah", "low trust"),
    "goal_reached": Text("tujuan tercapai", "the goal was reached"),
    "drift": Text("jarang bertemu lagi", "they drifted apart"),
    "dormant": Text("organisasi tidak aktif lagi", "an organisation went dormant"),
}


class Origin(IntEnum):
    """Why a tie or a partnership began."""

    INITIAL = 0
    FRIEND = 1
    PAST = 2
    NEAR = 3
    FORUM = 4
    POPULAR = 5
    CHANCE_MEETING = 6
    FROM_COOPERATION = 7
    CALL = 8
    MANDATE = 9
    GREW = 10
    REFERRAL = 11


ORIGIN_NAMES = (
    "initial", "friend", "past", "near", "forum", "popular", "chance", "from_cooperation", "call", "mandate", "grew",
    "referral",
)
ORIGIN_TEXTS = {
    "initial": Text("sudah ada sejak awal", "there from the start"),
    "friend": Text("dikenalkan oleh mitra bersama", "introduced by a shared partner"),
    "past": Text("pernah bermitra sebelumnya", "partners before"),
    "near": Text("tetangga di kecamatan yang sama", "neighbours in the same subdistrict"),
    "forum": Text("bertemu di forum", "met in the forum"),
    "popular": Text("mitra yang banyak dikenal", "a well-connected partner"),
    "chance": Text("perjumpaan acak", "a chance meeting"),
    "from_cooperation": Text("tumbuh dari kerjasama", "grew out of cooperation"),
    "call": Text("diminta oleh penyandang dana", "demanded by a funder"),
    "mandate": Text("penugasan", "an appointment"),
    "grew": Text("diundang ke kemitraan yang berjalan", "invited into a running partnership"),
    "referral": Text("sering saling merujuk keluarga", "they referred families to each other"),
}


class Event(IntEnum):
    """What happened to one organisation, partnership or district in one month."""

    FOUNDED = 1
    CLOSED = 2
    LEADER_LEFT = 3
    DORMANT = 4
    REVIVED = 5
    AWARD = 6
    RENEWED = 7
    DISASTER = 8
    LEVER = 9
    REPORT_LATE = 10
    AUDIT_FINDING = 11
    POACHED = 12
    INVENTION = 13
    PRIORITY_CHANGE = 14


EVENT_NAMES = (
    "", "founded", "closed", "leader_left", "dormant", "revived", "award", "renewed", "disaster", "lever",
    "report_late", "audit_finding", "poached", "invention", "priority_change",
)


def _c(name: str, dtype: str, unit: str, id: str, en: str, width: str = "", fill: float = 0.0) -> Column:
    return Column(name, dtype, unit, Text(id, en), width, fill)


ORGANISATIONS = (
    _c("id", "i8", "id", "nomor tetap, tak pernah dipakai ulang", "stable id, never reused"),
    _c("kind", "i1", "code", "jenis pelaku", "kind of actor"),
    _c("role", "i1", "code", "peran khusus", "special role"),
    _c("alive", "i1", "0/1", "masih ada", "exists"),
    _c("active", "i1", "0/1", "aktif, bukan hanya terdaftar", "active, not on paper only"),
    _c("registered", "i1", "0/1", "berbadan hukum dan terdaftar", "legal body, registered"),
    _c("accredited", "i1", "0/1", "terakreditasi", "accredited"),
    _c("founder_led", "i1", "0/1", "dipimpin pendirinya", "led by its founder"),
    _c("district", "i4", "row", "baris kabupaten/kota", "row of its district"),
    _c("place", "i4", "index", "kecamatan", "subdistrict within the district"),
    _c("address", "i4", "index", "alamat untuk perjumpaan acak", "address for chance meetings"),
    _c("founded", "i4", "month", "bulan berdiri", "month founded"),
    _c("reach", "f8", "sd", "daya jangkau laten", "latent reach (log size, standardised)"),
    _c("size", "f8", "sd", "ukuran untuk kemitraan", "size as it counts for partnering"),
    _c("capacity_start", "f8", "FTE", "kapasitas saat berdiri", "staff and volunteer capacity at the start"),
    _c("staff", "f8", "FTE", "staf", "paid staff"),
    _c("staff_wanted", "f8", "FTE", "staf yang dibutuhkan", "staff it would have if posts were filled"),
    _c("volunteers", "f8", "people", "relawan", "volunteers"),
    _c("reserves", "f8", "million IDR", "cadangan", "reserves"),
    _c("opening", "f8", "million IDR", "saldo awal bulan", "reserves at the start of the month"),
    _c("income", "f8", "million IDR/month", "pemasukan bulan ini", "income this month"),
    _c("spending", "f8", "million IDR/month", "pengeluaran bulan ini", "spending this month"),
    _c("own_income", "f8", "million IDR/month", "pemasukan sendiri", "income of its own (donations, budget)"),
    _c("grant_income", "f8", "million IDR/month", "pemasukan hibah bulan ini", "grant income this month"),
    _c("income_year", "f8", "million IDR/year", "pemasukan setahun (rata-rata)", "income of a year, smoothed over 12 months"),
    _c("income_past", "f8", "million IDR/year", "pemasukan tiga tahun (rata-rata)", "income of a year, smoothed over 36 months"),
    _c("capability", "f8", "0-1", "kemampuan per bidang", "capability by field", "fields"),
    _c("priority", "f8", "share", "prioritas per bidang", "priority by field; shares, sum 1", "fields"),
    _c("culture", "f8", "share", "budaya organisasi", "culture: clan, adhocracy, market, hierarchy; shares", "culture"),
    _c("reputation", "f8", "0-1", "reputasi", "reputation"),
    _c("transparency", "f8", "0-1", "keterbukaan", "transparency"),
    _c("practice", "f8", "0-1", "praktik baik", "level of best practice"),
    _c("experience", "f8", "0-1", "pengalaman bermitra", "learned skill at partnering"),
    _c("skill", "f8", "0-1", "kecakapan pemimpin", "skill of the leader"),
    _c("openness", "f8", "sd", "keterbukaan pemimpin untuk bermitra", "openness of the leader to partnering"),
    _c("tenure", "i4", "months", "masa jabatan pemimpin", "tenure of the leader"),
    _c("leader_no", "i4", "count", "pemimpin ke berapa", "which leader this is"),
    _c("vacant", "i4", "months", "bulan kosong tersisa", "months the post stays vacant"),
    _c("changed", "i4", "month", "bulan pergantian terakhir", "month of the last leader change", fill=NEVER),
    _c("trustor", "f8", "0-1", "kecenderungan percaya", "trustor effect on reported trust"),
    _c("forum", "i1", "0/1", "anggota forum", "member of the district's forum"),
    _c("n_informal", "i4", "count", "mitra informal saja", "partners tied by cooperation only"),
    _c("n_formal", "i4", "count", "mitra formal", "partners tied by an agreement"),
    _c("load", "f8", "1", "beban terhadap daya tampung", "load relative to capacity for ties"),
    _c("applied", "f8", "share", "porsi permohonan per penyandang dana, tiga tahun",
       "share of applications by funder, three years", "funders"),
    _c("won_month", "i4", "month", "bulan hibah terakhir", "month of the last award", fill=NEVER),
    _c("won_from", "i4", "month", "bulan hibah terakhir per penyandang dana", "month of the last award by funder",
       "funders", NEVER),
    _c("grants_won", "i4", "count", "jumlah hibah", "grants ever won"),
    _c("record", "f8", "0-1", "rekam jejak laporan", "record of past reporting"),
    _c("barred", "i4", "month", "tidak boleh melamar sampai", "may not apply before this month", fill=NEVER),
    _c("hours", "f8", "hours/month", "jam layanan", "hours left for service"),
    _c("tie_hours", "f8", "hours/month", "jam untuk kemitraan", "hours that partnerships cost"),
    _c("served", "f8", "needs/quarter", "kebutuhan terlayani", "needs of families it serves"),
)

RELATIONS = (
    _c("a", "i4", "row", "organisasi pertama (nomor lebih kecil)", "first organisation (smaller id)"),
    _c("b", "i4", "row", "organisasi kedua", "second organisation"),
    _c("gone", "i1", "0/1", "dilupakan", "forgotten, waiting to be dropped"),
    _c("cooperating", "i1", "0/1", "kerjasama berjalan", "a kerjasama is going on"),
    _c("mandated", "i1", "0/1", "penugasan", "an appointment, not a choice"),
    _c("origin", "i1", "code", "asal kerjasama", "why the cooperation began"),
    _c("since", "i4", "month", "kerjasama sejak", "cooperating since", fill=NEVER),
    _c("met", "i4", "month", "saling kenal sejak", "known to each other since", fill=NEVER),
    _c("last_active", "i4", "month", "terakhir terikat", "last month with a tie", fill=NEVER),
    _c("formal", "i4", "count", "kemitraan berjalan bersama", "running partnerships shared"),
    _c("joint", "i4", "count", "kemitraan bersama selama ini", "partnerships ever shared"),
    _c("ending", "i1", "code", "alasan berakhir bulan ini", "reason the cooperation ends this month"),
    _c("meetings", "f8", "1/month", "pertemuan per bulan", "meetings a month"),
    _c("affinity", "f8", "sd", "kecocokan pribadi", "how well they get on (fixed for the pair)"),
    _c("frailty", "f8", "sd", "kerapuhan pasangan", "pair frailty (fixed for the pair)"),
    _c("distance", "f8", "0-1", "jarak budaya", "culture distance"),
    _c("trust_start", "f8", "0-1", "kepercayaan awal", "trust they began with"),
    _c("personal_a", "f8", "0-1", "kepercayaan pribadi a kepada b", "personal trust of a in b"),
    _c("personal_b", "f8", "0-1", "kepercayaan pribadi b kepada a", "personal trust of b in a"),
    _c("institutional_a", "f8", "0-1", "kepercayaan lembaga a kepada b", "institutional trust of a in b"),
    _c("institutional_b", "f8", "0-1", "kepercayaan lembaga b kepada a", "institutional trust of b in a"),
    _c("strain", "f8", "0-", "ketegangan", "strain"),
    _c("governance", "f8", "0-1", "tata kelola kemitraan bersama", "best governance of the agreements they share"),
    _c("referrals", "f8", "families/month", "rujukan", "families referred between them"),
    _c("loan", "f8", "hours/month", "sumber daya yang dipinjamkan", "hours of resources lent between them"),
)

PARTNERSHIPS = (
    _c("id", "i8", "id", "nomor tetap", "stable id"),
    _c("lead", "i4", "row", "pemimpin kemitraan", "row of the lead"),
    _c("type", "i1", "code", "jenis kemitraan", "type"),
    _c("origin", "i1", "code", "asal kemitraan", "why it began"),
    _c("field", "i4", "index", "bidang utama", "main field"),
    _c("second", "i4", "index", "bidang kedua, -1 bila tidak ada", "second field, -1 for none", fill=-1),
    _c("district", "i4", "row", "kabupaten/kota", "row of its district"),
    _c("signed", "i4", "month", "ditandatangani", "month signed"),
    _c("term_end", "i4", "month", "akhir masa berlaku", "last month of the term"),
    _c("review", "i4", "month", "evaluasi berikutnya", "next review"),
    _c("term", "i4", "months", "panjang masa berlaku", "length of the term"),
    _c("renewals", "i4", "count", "perpanjangan", "renewals"),
    _c("n", "i4", "count", "jumlah anggota", "members"),
    _c("member", "i4", "row", "anggota; yang pertama memimpin", "rows of its members, the lead first", "members", -1),
    _c("joined", "i4", "month", "bulan bergabung", "month each member joined", "members"),
    _c("pledge", "f8", "hours/month", "jam yang dijanjikan", "hours each member pledged", "members"),
    _c("governance", "f8", "0-1", "tata kelola", "quality of governance"),
    _c("goal", "f8", "needs", "sasaran kebutuhan keluarga", "goal: needs of families to serve in the term"),
    _c("progress", "f8", "0-1", "kemajuan", "progress towards the goal"),
    _c("funded", "i4", "count", "hibah berjalan", "running grants held for it"),
    _c("lost", "i4", "month", "bulan dana hilang", "month its funding was lost", fill=NEVER),
    _c("frailty", "f8", "sd", "kerapuhan", "frailty (fixed)"),
    _c("trust", "f8", "0-1", "kepercayaan rata-rata", "mean trust among members"),
    _c("trust_start", "f8", "0-1", "kepercayaan saat tanda tangan", "mean trust when signed"),
    _c("ending", "i1", "code", "alasan berakhir bulan ini", "reason it ends this month"),
    _c("withdraws", "i4", "slot", "anggota yang mundur bulan ini, -1 tidak ada", "slot of the member who withdraws, -1 none",
       fill=-1),
    _c("withdraw_reason", "i1", "code", "alasan mundur", "reason of the withdrawal"),
    _c("innovations", "i4", "count", "layanan bersama baru", "new joint services"),
)

GRANTS = (
    _c("funder", "i1", "code", "penyandang dana", "funder"),
    _c("district", "i4", "row", "kabupaten/kota", "row of the district"),
    _c("holder", "i4", "row", "penerima", "row of the holder"),
    _c("partnership", "i8", "id", "kemitraan penerima, 0 bila sendiri", "id of the partnership it was won for, 0 if alone"),
    _c("row", "i4", "row", "baris terakhir kemitraan itu, -1 tidak ada", "last known row of that partnership, -1 none",
       fill=-1),
    _c("monthly", "f8", "million IDR/month", "cicilan per bulan", "instalment a month"),
    _c("left", "i4", "months", "sisa bulan", "instalments left"),
    _c("start", "i4", "month", "mulai", "first month"),
    _c("due", "i4", "month", "batas laporan", "month its report is due"),
    _c("amount", "f8", "million IDR", "nilai", "amount awarded"),
    _c("paid", "f8", "million IDR", "telah dibayar", "paid so far"),
)

DISTRICTS = (
    _c("code", "i4", "code", "kode wilayah", "stated code"),
    _c("population", "f8", "people", "penduduk", "population"),
    _c("families", "f8", "families", "keluarga yang membutuhkan", "families in need"),
    _c("profile", "f8", "families", "keluarga per paduan kebutuhan", "families by profile of needs", "profiles"),
    _c("need", "f8", "families", "keluarga per bidang", "families in need by field", "fields"),
    _c("drift", "f8", "log", "guncangan kebutuhan", "log deviation of need from its norm", "fields"),
    _c("surge", "f8", "share", "lonjakan bencana", "extra need from a disaster", "fields"),
    _c("known", "f8", "share", "keluarga yang dikenal", "share of families in need that outreach has found", "fields"),
    _c("coverage", "f8", "share", "cakupan layanan", "share of families in need served", "fields"),
    _c("supply", "f8", "share", "jumlah kapasitas terhadap kebutuhan", "sum of provider shares", "fields"),
    _c("duplication", "f8", "share", "duplikasi", "share of service that overlaps", "fields"),
    _c("coordination", "f8", "share", "koordinasi", "weighted share of provider pairs that coordinate", "fields"),
    _c("quality", "f8", "0-1", "mutu layanan diterima", "quality of service received", "fields"),
    _c("refused", "f8", "families", "tidak terlayani penyedia pertama", "families a first provider could not serve", "fields"),
    _c("referred", "f8", "families", "berhasil dirujuk", "families referred and served", "fields"),
    _c("whole", "f8", "share", "keluarga multi-kebutuhan yang terpenuhi semua", "multi-need families with all needs met"),
    _c("one_served", "f8", "families", "keluarga terlayani minimal satu kebutuhan", "families with at least one need met"),
    _c("all_served", "f8", "families", "keluarga yang semua kebutuhannya terpenuhi", "families with all their needs met"),
    _c("jobless", "f8", "FTE", "pencari kerja sosial", "people looking for work in services"),
    _c("pool", "f8", "million IDR", "dana tersedia per penyandang dana", "money a funder has available", "funders"),
    _c("pool_in", "f8", "million IDR", "dana masuk bulan ini", "money that came into the pool this month", "funders"),
    _c("pool_out", "f8", "million IDR", "dana diberikan bulan ini", "money awarded from the pool this month", "funders"),
    _c("subdistricts", "i4", "count", "kecamatan", "subdistricts"),
    _c("addresses", "i4", "count", "alamat per kecamatan", "addresses per subdistrict (a power of two)"),
    _c("first_address", "i4", "index", "alamat pertama", "first address of the district"),
    _c("inaugurated", "i4", "month", "bulan pelantikan kepala daerah", "month its head took office"),
    _c("remoteness", "f8", "0-1", "keterpencilan", "remoteness"),
    _c("budget_factor", "f8", "1", "kemampuan anggaran", "budget per head relative to the default"),
)

ENDED_TIES = (
    _c("a", "i8", "id", "organisasi pertama", "first organisation"),
    _c("b", "i8", "id", "organisasi kedua", "second organisation"),
    _c("start", "i4", "month", "mulai", "from"),
    _c("end", "i4", "month", "berakhir", "to"),
    _c("origin", "i1", "code", "asal", "why it began"),
    _c("reason", "i1", "code", "alasan", "why it ended"),
    _c("mandated", "i1", "0/1", "penugasan", "an appointment"),
    _c("covered", "i1", "0/1", "di bawah kemitraan saat berakhir", "under an agreement when it ended"),
    _c("after_change", "i1", "0/1", "dalam 12 bulan pergantian pemimpin", "within 12 months of a leader change"),
    _c("trust_start", "f8", "0-1", "kepercayaan awal", "trust at the start"),
    _c("trust_end", "f8", "0-1", "kepercayaan akhir", "trust at the end"),
)

ENDED_PARTNERSHIPS = (
    _c("id", "i8", "id", "nomor", "id"),
    _c("lead", "i8", "id", "pemimpin", "lead"),
    _c("type", "i1", "code", "jenis", "type"),
    _c("origin", "i1", "code", "asal", "why it began"),
    _c("reason", "i1", "code", "alasan", "why it ended"),
    _c("field", "i4", "index", "bidang", "main field"),
    _c("second", "i4", "index", "bidang kedua", "second field"),
    _c("district", "i4", "code", "kode wilayah", "district code"),
    _c("start", "i4", "month", "mulai", "from"),
    _c("end", "i4", "month", "berakhir", "to"),
    _c("renewals", "i4", "count", "perpanjangan", "renewals"),
    _c("members", "i4", "count", "anggota terakhir", "members at the end"),
    _c("after_change", "i1", "0/1", "dalam 12 bulan pergantian pemimpin", "within 12 months of a leader change"),
    _c("governance", "f8", "0-1", "tata kelola", "governance"),
    _c("progress", "f8", "0-1", "kemajuan", "progress"),
    _c("trust_start", "f8", "0-1", "kepercayaan awal", "trust at the start"),
    _c("trust_end", "f8", "0-1", "kepercayaan akhir", "trust at the end"),
)

ENDED_MEMBERSHIPS = (
    _c("partnership", "i8", "id", "kemitraan", "partnership"),
    _c("organisation", "i8", "id", "organisasi", "organisation"),
    _c("lead", "i1", "0/1", "pemimpin", "is the lead"),
    _c("joined", "i4", "month", "bergabung", "joined"),
    _c("left", "i4", "month", "keluar", "left"),
    _c("pledge", "f8", "hours/month", "jam", "pledged hours"),
    _c("reason", "i1", "code", "alasan", "why it ended"),
)

EVENTS = (
    _c("month", "i4", "month", "bulan", "month"),
    _c("event", "i1", "code", "peristiwa", "what happened"),
    _c("organisation", "i8", "id", "organisasi, 0 bila tidak ada", "organisation, 0 for none"),
    _c("other", "i8", "id", "pihak lain, 0 bila tidak ada", "another id concerned, 0 for none"),
    _c("value", "f8", "", "nilai", "a figure that belongs to the event"),
)

TERMS = ("complement", "shared", "popularity", "trust", "past", "near", "same_kind", "culture", "rivalry", "load")
TERM_TEXTS = {
    "complement": Text("kemampuan yang melengkapi", "complementary capability"),
    "shared": Text("mitra bersama", "shared partners"),
    "popularity": Text("banyaknya mitra", "popularity"),
    "trust": Text("kepercayaan", "trust"),
    "past": Text("pernah bermitra", "past partnership"),
    "near": Text("kedekatan tempat", "nearness"),
    "same_kind": Text("jenis yang sama", "same kind"),
    "culture": Text("jarak budaya", "culture distance"),
    "rivalry": Text("persaingan dana", "rivalry for funds"),
    "load": Text("beban pihak lain", "the other's load"),
}

TRACES = (
    _c("month", "i4", "month", "bulan", "month"),
    _c("proposer", "i8", "id", "pengaju", "who proposed"),
    _c("other", "i8", "id", "pihak lain", "to whom"),
    _c("origin", "i1", "code", "jalur perkenalan", "how it was found"),
    _c("term", "f8", "utility", "sumbangan tiap suku kegunaan", "contribution of each term of utility", "terms"),
)

"""The codes that stand in columns, with what they mean: kinds, roles, types, reasons, origins, events, funders."""

from __future__ import annotations

from enum import IntEnum

from ..declare import Text

FUNDERS = ("district_budget", "national", "csr", "philanthropy", "donor")
WHOLE_PLACE = (0, 1, 0, 0, 1)  # whether a funder has one pool for all districts; it stands in the first one
FUNDER_TEXTS = {
    "district_budget": Text("anggaran daerah (APBD)", "district budget"),
    "national": Text("anggaran kementerian", "national ministry"),
    "csr": Text("forum CSR perusahaan", "corporate responsibility forum"),
    "philanthropy": Text("zakat dan filantropi", "zakat and philanthropy"),
    "donor": Text("lembaga donor", "donors"),
}
PAYERS = (
    "district",
    "national",
    "companies",
    "philanthropy",
    "donors",
    "households",
    "village",
)  # funders' codes first
PAYER_TEXTS = {
    "district": Text("pemerintah daerah", "the district government"),
    "national": Text("kementerian", "the ministry"),
    "companies": Text("perusahaan", "companies"),
    "philanthropy": Text("zakat dan filantropi", "zakat and philanthropy"),
    "donors": Text("lembaga donor", "donor agencies"),
    "households": Text("donatur dan jemaah", "households and congregations"),
    "village": Text("dana desa", "village budgets"),
}
LINES = ("pay", "services", "aid", "disaster")  # of a budget, and of what is spent
LINE_TEXTS = {
    "pay": Text("gaji dan honor", "pay"),
    "services": Text("barang, jasa dan operasional", "goods, services and running costs"),
    "aid": Text("bantuan dan program untuk keluarga", "aid and programmes for families"),
    "disaster": Text("belanja tak terduga", "disaster line"),
}
MEMBERS = 16
NEVER = -30000
OPEN = 32767  # the end month of a spell that is still going


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
    """The types of the source document, decided by the members (first match wins).

    ``INDIVIDUAL``: volunteers and support groups are at least half. ``PUBLIC_PRIVATE``: an agency with a nonprofit or a
    company. ``COMMUNITY``: somebody with a community organisation. ``INTER_ORGANISATIONAL``: nonprofits, companies or
    agencies among themselves. ``OTHER``: what is left (agencies with a few volunteers).
    """

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
    NOT_CARRIED_OUT = 13
    DECISION = 14


REASON_NAMES = (
    "none",
    "term",
    "funding",
    "leader",
    "conflict",
    "capacity",
    "priorities",
    "closure",
    "lead_withdrew",
    "distrust",
    "goal_reached",
    "drift",
    "dormant",
    "not_carried_out",
    "decision",
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
    "not_carried_out": Text("tidak dijalankan", "it was not carried out"),
    "decision": Text("diputuskan oleh anggotanya", "a member decided so"),
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
    DECISION = 12


ORIGIN_NAMES = (
    "initial",
    "friend",
    "past",
    "near",
    "forum",
    "popular",
    "chance",
    "from_cooperation",
    "call",
    "mandate",
    "grew",
    "referral",
    "decision",
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
    "decision": Text("diundang atas keputusan sendiri", "invited by its own decision"),
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
    "",
    "founded",
    "closed",
    "leader_left",
    "dormant",
    "revived",
    "award",
    "renewed",
    "disaster",
    "lever",
    "report_late",
    "audit_finding",
    "poached",
    "invention",
    "priority_change",
)

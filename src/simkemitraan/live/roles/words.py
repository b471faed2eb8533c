"""What is said in role play: briefings, questions, answers, refusals."""

from __future__ import annotations

from ...declare import Text
from ...world.choices import ALONE, Decision

BRIEFINGS: tuple[Text, ...] = (
    Text(
        "Anda memimpin sebuah lembaga pemerintah. Anggaran datang setiap tahun, tetapi pegawai sedikit dan pimpinan dapat"
        " dimutasi sewaktu-waktu; selama jabatan kosong tidak ada kemitraan yang ditandatangani. Pengaruh Anda besar: orang"
        " menunggu undangan Anda. Carilah mitra yang menjangkau keluarga yang tidak terjangkau oleh Anda, dan simpan"
        " hubungan itu dalam kemitraan sebelum Anda sendiri pindah.",
        "You head a government agency. Money comes every year, but staff are few and you may be moved at any time; while a"
        " post is vacant nothing is signed. Your influence is large: people wait for your invitation. Look for partners who"
        " reach the families that you do not, and store what you have with them in agreements before you move on.",
    ),
    Text(
        "Anda memimpin sebuah lembaga kesejahteraan sosial. Staf Anda terlatih dan dipercaya, tetapi gaji bergantung pada"
        " hibah yang tiap tahun diperebutkan. Mitra membuat usulan Anda lebih kuat dan keluarga lebih mudah dirujuk; setiap"
        " mitra juga meminta jam kerja. Putuskan dengan siapa Anda mengajukan usulan, dan siapa yang Anda jaga meskipun"
        " tidak ada dana.",
        "You head a nonprofit. Your staff are trained and trusted, but their pay depends on grants that many compete for every"
        " year. Partners make your proposals stronger and families easier to refer; each of them also asks for hours. Decide"
        " with whom you apply, and whom you keep even when there is no money.",
    ),
    Text(
        "Anda mengurus program sosial sebuah perusahaan. Dana ada, waktu hampir tidak ada: satu atau dua mitra yang baik"
        " lebih berguna daripada sepuluh yang tidak sempat Anda temui. Anda tidak mengajukan usulan hibah. Pilih mitra yang mengenal"
        " lapangan dan terbuka dalam laporannya, lalu bertahanlah; perusahaan yang tiap tahun berganti mitra tidak"
        " dipercaya siapa pun.",
        "You run the social programme of a company. There is money and hardly any time: one or two good partners are worth"
        " more than ten that you never meet. You do not apply for grants. Choose partners who know the field and report"
        " openly, then stay with them; a company that changes partners every year is trusted by nobody.",
    ),
    Text(
        "Anda memimpin sebuah organisasi komunitas. Relawan banyak dan mengenal setiap gang, tetapi uang dan kemampuan"
        " menulis usulan kurang. Mitra yang lebih besar dapat membuka pintu ke dana, tetapi juga dapat memakai nama Anda"
        " saja. Terima ajakan yang sanggup Anda jalani, minta kemitraan tertulis dari mitra yang sungguh-sungguh, dan"
        " tinggalkan yang hanya membebani.",
        "You head a community organisation. You have many volunteers who know every alley, but little money and little"
        " practice in writing proposals. A larger partner can open doors to funds, or merely use your name. Accept the"
        " invitations that you can live up to, ask those who mean it for a written agreement, and leave what is only a"
        " burden.",
    ),
    Text(
        "Anda seorang relawan pendamping atau memimpin kelompok pendukung kecil. Anda mengenal keluarga-keluarganya satu per"
        " satu, dan mereka mengenal Anda. Waktu Anda paling terbatas: setiap hubungan baru mengurangi waktu untuk keluarga."
        " Hubungkan mereka yang belum saling kenal, dan pilih mitra yang menerima rujukan Anda.",
        "You are a volunteer worker, or head a small support group. You know the families one by one, and they know you. Your"
        " time is the scarcest of all: every new tie takes some of it from families. Connect people who do not know each"
        " other yet, and choose partners who take the families you send.",
    ),
)
"""One for each kind of organisation, in the order of :class:`~simkemitraan.world.codes.Kind`."""

ANSWERS: dict[int, dict[int, Text]] = {
    Decision.ACCEPT: {1: Text("Terima", "Accept"), 0: Text("Tolak", "Refuse")},
    Decision.INVITE: {1: Text("Ajak", "Invite")},
    Decision.SIGN: {1: Text("Tanda tangani", "Sign"), 0: Text("Jangan", "Do not sign")},
    Decision.RENEW: {1: Text("Perpanjang", "Renew"), 0: Text("Biarkan berakhir", "Let it end")},
    Decision.LEAVE: {0: Text("Bertahan", "Stay"), 1: Text("Mundur", "Leave")},
    Decision.APPLY: {ALONE: Text("Ajukan sendiri", "Apply alone"), 0: Text("Tidak mengajukan", "Do not apply")},
}
OFFER = Text("Tawarkan kemitraan", "Offer an agreement")
TOGETHER = Text("Ajukan bersama {0}", "Apply with {0}")

OF_TERM = Text("(kemitraan hingga {0})", "(agreement until {0})")

QUESTIONS: dict[str, Text] = {
    "accept": Text("{0} mengajak bekerja sama.", "{0} invites you to cooperate."),
    "sign": Text(
        "{0} menginginkan kemitraan dengan Anda, berdua atau bersama mitranya.",
        "{0} wants an agreement with you, the two of you or with its partners.",
    ),
    "offer": Text("Kerjasama dengan {0}.", "Cooperation with {0}."),
    "renew": Text("Kemitraan dengan {0} habis masa berlakunya.", "Your agreement with {0} comes to its term."),
    "leave": Text("Kemitraan dengan {0}.", "Your agreement with {0}."),
    "apply": Text("Dibuka: {0}.", "A call opens: {0}."),
    "invite": Text("{0}", "{0}"),
}

DONE: dict[int, dict[int, Text]] = {
    Decision.ACCEPT: {1: Text("menerima ajakan {0}", "accepted {0}"), 0: Text("menolak ajakan {0}", "refused {0}")},
    Decision.INVITE: {1: Text("mengajak {0}", "invited {0}")},
    Decision.SIGN: {
        1: Text("mau menandatangani kemitraan dengan {0}", "would sign with {0}"),
        0: Text("tidak mau menandatangani dengan {0}", "would not sign with {0}"),
    },
    Decision.RENEW: {
        1: Text("mau memperpanjang kemitraan dengan {0}", "would renew with {0}"),
        0: Text("tidak memperpanjang kemitraan dengan {0}", "did not renew with {0}"),
    },
    Decision.LEAVE: {
        0: Text("bertahan dalam kemitraan dengan {0}", "stayed with {0}"),
        1: Text("mundur dari kemitraan dengan {0}", "left {0}"),
    },
    Decision.APPLY: {
        0: Text("tidak mengajukan usulan: {0}", "did not apply: {0}"),
        ALONE: Text("mengajukan usulan sendiri: {0}", "applied alone: {0}"),
    },
}
APPLIED_TOGETHER = Text("mengajukan usulan bersama mitra: {0}", "applied with partners: {0}")

MONTH_OF = Text("Bulan: {0}.", "In {0}.")
STRANGERS = Text("Belum saling kenal.", "You have not met.")
KNOWN = Text("Saling kenal, kepercayaan {0}.", "You know each other, trust {0}.")
TRUST = Text("Kepercayaan {0}.", "Trust {0}.")
UNTIL = Text("Berlaku hingga {0}.", "It runs until {0}.")
ALSO_PLAYED = Text("Ada di ruang ini.", "Somebody here plays it.")

# --- refusals

NO_PLAY = Text("Bermain peran belum dibuka.", "Role play is not open.")
NO_MODEL = Text("Rekaman tidak dapat dimainkan.", "A recording cannot be played.")
ONE_FUTURE = Text(
    "Bermain peran memerlukan satu masa depan; lanjutkan dahulu dengan salah satu.",
    "Role play needs one future; first go on with one of the two.",
)
PLAYED = Text(
    "Ruang sedang bermain peran; akhiri dahulu permainannya.", "The room is in role play; end the play first."
)
NO_PART = Text("Anda belum mengambil peran.", "You have not taken a part.")
TAKEN = Text("Organisasi itu sudah dimainkan orang lain.", "Somebody else plays that organisation.")
NONE_LEFT = Text("Tidak ada lagi organisasi jenis itu yang bebas.", "No organisation of that kind is free any more.")
ANOTHER_ROUND = Text("Putaran itu tidak sedang dibuka.", "That round is not open.")
FINISHED = Text("Anda sudah menyatakan selesai untuk putaran ini.", "You have said that you are done with this round.")
NOT_ASKED = Text("Itu tidak ditanyakan kepada Anda pada putaran ini.", "You are not asked that in this round.")
NO_SUCH_ANSWER = Text("Jawaban itu tidak ada.", "There is no such answer.")
YOURSELF = Text("Itu organisasi Anda sendiri.", "That is your own organisation.")
INACTIVE = Text("Organisasi itu tidak aktif.", "That organisation is not active.")
GONE = Text("Organisasi Anda tidak aktif lagi.", "Your organisation is not active any more.")
PARTNER = Text("Itu sudah mitra Anda.", "That is a partner of yours already.")
ENOUGH = Text("Paling banyak {0} ajakan dalam satu putaran.", "At most {0} invitations in a round.")
VACANT = Text(
    "Jabatan pimpinan sedang kosong; tidak ada yang dapat ditandatangani.",
    "A head's post is vacant; nothing is signed.",
)
NO_COOPERATION = Text(
    "Kemitraan tumbuh dari kerjasama: ajak dahulu organisasi itu.",
    "An agreement grows out of cooperation: invite that organisation first.",
)
SIGNED = Text("Anda sudah mempunyai kemitraan dengan organisasi itu.", "You have an agreement with it already.")
NOT_MEMBER = Text("Anda bukan anggota kemitraan itu.", "You are not a member of that agreement.")
NOT_DUE = Text("Kemitraan itu belum habis masa berlakunya.", "That agreement does not come to its term in this round.")
BARRED = Text(
    "Anda belum boleh mengajukan usulan lagi setelah temuan audit.", "After an audit finding you may not apply yet."
)
NO_CALL = Text(
    "Anda tidak memenuhi syarat, atau tidak ada dana yang dibuka pada putaran ini.",
    "You are not eligible, or no such call opens in this round.",
)
NO_SPEAKER = Text(
    "Anda tidak dapat mengajukan usulan atas nama kemitraan itu.", "You cannot apply in the name of that agreement."
)


def filled(text: Text, *values: Text | str | int) -> Text:
    """Return a text with its places filled, in each language with that language's words."""
    id = [v.id if isinstance(v, Text) else str(v) for v in values]
    en = [v.en if isinstance(v, Text) else str(v) for v in values]
    return Text(text.id.format(*id), text.en.format(*en))


def joined(texts: list[Text]) -> Text:
    """Return sentences one after the other."""
    return Text(" ".join(t.id for t in texts), " ".join(t.en for t in texts))


def listed(names: list[Text]) -> Text:
    """Return names one after the other, with a comma between."""
    return Text(", ".join(n.id for n in names), ", ".join(n.en for n in names))

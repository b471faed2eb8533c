"""Where the numbers of the model come from, and their units, as files write them: declarations say it in English."""

from __future__ import annotations

SOURCES: dict[str, str] = {
    "ACHE 1981-2020: 13-20 %, mean 16.05 (fact 44)": "ACHE 1981-2020: 13-20 %, rata-rata 16,05 (fakta 44)",
    "acting heads take no strategic decision (Law 30/2014 art. 14(7))": (
        "pelaksana tugas tidak mengambil keputusan strategis (UU 30/2014 pasal 14 ayat 7)"
    ),
    "assumption": "asumsi",
    "assumption; 8 of 34 posts were vacant in one regency (fact 61)": (
        "asumsi; 8 dari 34 jabatan kosong di satu kabupaten (fakta 61)"
    ),
    "assumption: about 0.15 of a full-time post (equations item 1)": (
        "asumsi: sekitar 0,15 jabatan penuh waktu (persamaan butir 1)"
    ),
    "assumption: about a quarter of reports are late": "asumsi: sekitar seperempat laporan terlambat",
    "assumption: a post stays open two to three months": "asumsi: lowongan terbuka dua sampai tiga bulan",
    "assumption: a quarter of running costs kept": "asumsi: seperempat biaya operasional disimpan",
    "assumption: a regency minimum wage": "asumsi: upah minimum kabupaten",
    "assumption: a third of founders leave nobody behind": "asumsi: sepertiga pendiri tidak meninggalkan penerus",
    "assumption: agreements bring meetings (causality assumed)": (
        "asumsi: kemitraan membawa pertemuan (sebab-akibatnya diandaikan)"
    ),
    "assumption: a mandated convenor pays less for each tie": (
        "asumsi: penyelenggara yang ditunjuk membayar lebih sedikit per hubungan"
    ),
    "assumption: coordination cost grows with members": "asumsi: biaya koordinasi bertambah dengan jumlah anggota",
    "assumption; direction: fact 19": "asumsi; arahnya: fakta 19",
    "assumption; equations working value": "asumsi; angka kerja persamaan",
    "assumption; falls with transparency": "asumsi; turun bila terbuka",
    "assumption: families move and their needs change": "asumsi: keluarga berpindah dan kebutuhannya berubah",
    "assumption: founders rarely leave": "asumsi: pendiri jarang pergi",
    "assumption: full-time work less leave and training": "asumsi: kerja penuh waktu dikurangi cuti dan pelatihan",
    "assumption: gives a reputation of one half": "asumsi: menghasilkan nama baik setengah",
    "assumption; keeps the past that still matters": "asumsi; menyimpan masa lalu yang masih berarti",
    "assumption: learning by doing": "asumsi: belajar sambil bekerja",
    "assumption: months 7 to 18 after inauguration": "asumsi: bulan ke-7 sampai ke-18 setelah pelantikan",
    "assumption: needs members of complementary capability": (
        "asumsi: perlu anggota dengan kemampuan yang saling melengkapi"
    ),
    "assumption: need for disaster response doubles on average": (
        "asumsi: kebutuhan tanggap bencana rata-rata berlipat dua"
    ),
    "assumption; no pattern informs it": "asumsi; tidak ada pola yang menunjukkannya",
    "assumption: one large disaster in five years in each district": (
        "asumsi: satu bencana besar dalam lima tahun di tiap daerah"
    ),
    "assumption: order of magnitude in a median regency": "asumsi: besaran di kabupaten median",
    "assumption: plans follow income within a year": "asumsi: rencana mengikuti pendapatan dalam setahun",
    "assumption: population grows about 1 % a year while the poor share falls as fast (BPS)": (
        "asumsi: penduduk tumbuh sekitar 1 % setahun, tingkat kemiskinan turun secepat itu (BPS)"
    ),
    "assumption: posts elsewhere, relative to the district's staff": (
        "asumsi: jabatan di tempat lain, dibanding staf daerah itu"
    ),
    "assumption: posts in government last longer": "asumsi: jabatan pemerintah lebih lama dipegang",
    "assumption; re-funding 35 % (fact 51)": "asumsi; didanai lagi 35 % (fakta 51)",
    "assumption: running costs relative to wages": "asumsi: biaya operasional dibanding upah",
    "assumption: six months": "asumsi: enam bulan",
    "assumption: travel and meetings": "asumsi: perjalanan dan pertemuan",
    "assumption: trust falls about three times as fast as it grows": (
        "asumsi: kepercayaan turun sekitar tiga kali secepat naiknya"
    ),
    "assumption: unmet need at which foundings balance closings": (
        "asumsi: kebutuhan tak terpenuhi saat yang berdiri seimbang dengan yang tutup"
    ),
    "assumption: wages in the spending of human services": "asumsi: bagian upah dalam belanja layanan sosial",
    "budget calendar (equations item 2); off by default": "kalender anggaran (persamaan butir 2); bawaannya mati",
    "budget calendar: money from about March; off by default": (
        "kalender anggaran: dana cair sekitar Maret; bawaannya mati"
    ),
    "Casey Family Programs: 20-40 % a year, mean 30 (fact 46)": (
        "Casey Family Programs: 20-40 % setahun, rata-rata 30 (fakta 46)"
    ),
    "direction: fact 22": "arahnya: fakta 22",
    "direction: fact 47": "arahnya: fakta 47",
    "direction: Walker & McCarthy 2010 (fact 47)": "arahnya: Walker & McCarthy 2010 (fakta 47)",
    "equations item 10 (working value)": "persamaan butir 10 (angka kerja)",
    "equations item 10 (working value): 5-10 % a year": "persamaan butir 10 (angka kerja): 5-10 % setahun",
    "equations item 10: .15 x share of staff replaced (.30 a year)": (
        "persamaan butir 10: 0,15 x bagian staf yang berganti (0,30 setahun)"
    ),
    "18-84 months (Arena, Mulder & Leenders 2023, 2024)": "18-84 bulan (Arena, Mulder & Leenders 2023, 2024)",
    "250-540 families a companion (fact 89); paid nationally": (
        "250-540 keluarga per pendamping (fakta 89); dibayar pusat"
    ),
    "45-400 requests a month at a district's desk (facts 91, 92)": (
        "45-400 permintaan sebulan di meja rujukan kabupaten (fakta 91, 92)"
    ),
    "5.9 thousand rupiah a head, half to the poor directly (facts 101-103)": (
        "5,9 ribu rupiah per kepala, separuhnya langsung kepada fakir miskin (fakta 101-103)"
    ),
    "Andreoni & Payne 2011: -0.75 of a grant for large fundraisers (fact 109)": (
        "Andreoni & Payne 2011: -0,75 dari hibah bagi penggalang dana besar (fakta 109)"
    ),
    "Horizon 2020: odds of a further joint project rise from 10 to 41 with one to five past ones, given activity": (
        "Horizon 2020: odds proyek bersama berikutnya naik dari 10 ke 41 pada satu sampai lima proyek lampau, menurut keaktifan"
    ),
    "Kabupaten Tegal 2023: 9.5 % (fact 104)": "Kabupaten Tegal 2023: 9,5 % (fakta 104)",
    "assisted against informed 1.0-1.7, centre 1.4 (target O10, facts 112, 114)": (
        "dibantu dibanding diberi tahu 1,0-1,7, tengahnya 1,4 (sasaran O10, fakta 112, 114)"
    ),
    "assumption, 0.1-0.4; no figure found": "asumsi, 0,1-0,4; tidak ditemukan angka",
    "assumption: Tagana of a district": "asumsi: Tagana satu kabupaten",
    "assumption: cooperation is what subdistrict coordinators are for": "asumsi: bekerja sama memang tugas TKSK",
    "assumption: from nearly fixed proportions to mild substitutes": (
        "asumsi: dari hampir tak tergantikan sampai agak tergantikan"
    ),
    "assumption: half is the organisations', half the persons'": (
        "asumsi: separuh milik organisasi, separuh milik orangnya"
    ),
    "assumption: pay that is frozen falls behind by about inflation (target O5: the first response)": (
        "asumsi: upah yang dibekukan tertinggal kira-kira sebesar inflasi (sasaran O5: tanggapan pertama)"
    ),
    "assumption: small ones are not crowded out (fact 110)": "asumsi: yang kecil tidak terdesak (fakta 110)",
    "assumption: the rest is office cost": "asumsi: sisanya biaya kantor",
    "assumption: village budgets for posts and cadres (fact 70 is the largest seen)": (
        "asumsi: dana desa untuk pos dan kader (fakta 70 yang terbesar)"
    ),
    "assumption: what is bought reaches families within a few months": (
        "asumsi: yang dibeli sampai kepada keluarga dalam beberapa bulan"
    ),
    "assumption; 170 million a year for disaster goods in a city of 180,000 (fact 65)": (
        "asumsi; 170 juta setahun untuk barang bencana di kota berpenduduk 180.000 (fakta 65)"
    ),
    "assumption; about 0.9 of requests get an answer (target O4)": (
        "asumsi; sekitar 0,9 permintaan dijawab (sasaran O4)"
    ),
    "assumption; no figure found": "asumsi; tidak ditemukan angka",
    "assumption; no figure found: the hub frees hours only as far as the pooled work is the same": (
        "asumsi; tidak ditemukan angka: pusat hanya menghemat jam sejauh pekerjaannya sama"
    ),
    "default as observed (fact 75)": "bawaan seperti teramati (fakta 75)",
    "fitted to the targets (fact 12); Horizon 2020: odds of 10 and more given both sides' activity": (
        "disetel pada pola sasaran (fakta 12); Horizon 2020: odds 10 atau lebih menurut keaktifan kedua pihak"
    ),
    "own-budget lines change by a quarter from one year to the next (target O7, facts 78, 81, 87, 88)": (
        "pos anggaran sendiri berubah seperempat dari tahun ke tahun (sasaran O7, fakta 78, 81, 87, 88)"
    ),
    "policy lever of the ministry; the district does not set it": "tuas kementerian; daerah tidak menetapkannya",
    "set to what organisations of a median regency raise; alms outside boards are half of all (fact 101)": (
        "ditetapkan sebesar yang digalang organisasi kabupaten median; sedekah di luar badan resmi separuhnya (fakta 101)"
    ),
    "staff share of about 0.40 with grants (facts 71, 72)": (
        "bagian gaji sekitar 0,40 bila hibah dihitung (fakta 71, 72)"
    ),
    "unit costs of 0.06 (orphans) to 1.45 (meals) a quarter (facts 81-86, 95-97)": (
        "biaya satuan 0,06 (yatim) sampai 1,45 (makan) per triwulan (fakta 81-86, 95-97)"
    ),
    "what the planned payroll and running costs leave of income": (
        "yang tersisa dari pemasukan setelah rencana upah dan operasional"
    ),
    "with all payers 29-85 % of those registered are reached, with the district's own money a few (facts 78-80)": (
        "dengan semua sumber 29-85 % yang terdaftar terjangkau, dengan uang daerah sendiri hanya beberapa persen (fakta 78-80)"
    ),
    "equations item 11": "persamaan butir 11",
    "equations item 11; gives 1-6.5 % a year (facts 47, 48)": (
        "persamaan butir 11; menghasilkan 1-6,5 % setahun (fakta 47, 48)"
    ),
    "equations item 8; re-funding 35 % (fact 51)": "persamaan butir 8; didanai lagi 35 % (fakta 51)",
    "equations item 8 (working value)": "persamaan butir 8 (angka kerja)",
    "equations item 9": "persamaan butir 9",
    "equations item 9; trust carries referrals (fact 23)": (
        "persamaan butir 9; kepercayaan membawa rujukan (fakta 23)"
    ),
    "equations working value": "angka kerja persamaan",
    "fitted to the targets": "disetel pada pola sasaran",
    "fitted to the targets (fact 12)": "disetel pada pola sasaran (fakta 12)",
    "fitted to the targets (fact 14)": "disetel pada pola sasaran (fakta 14)",
    "fitted to the targets (fact 15)": "disetel pada pola sasaran (fakta 15)",
    "fitted to the targets (fact 16)": "disetel pada pola sasaran (fakta 16)",
    "fitted to the targets (fact 1 is an upper bound)": "disetel pada pola sasaran (fakta 1 adalah batas atasnya)",
    "fitted to the targets (fact 28)": "disetel pada pola sasaran (fakta 28)",
    "fitted to the targets (fact 33)": "disetel pada pola sasaran (fakta 33)",
    "fitted to the targets (facts 27, 28)": "disetel pada pola sasaran (fakta 27, 28)",
    "fitted to the targets (facts 3, 19)": "disetel pada pola sasaran (fakta 3, 19)",
    "fitted to the targets (mean members 2.2-4)": "disetel pada pola sasaran (rata-rata anggota 2,2-4)",
    "fitted to the targets (survey spread and persistence)": (
        "disetel pada pola sasaran (sebaran dan ketetapan dalam survei)"
    ),
    "Law 10/2016 art. 162(3): six months (fact 61)": "UU 10/2016 pasal 162 ayat 3: enam bulan (fakta 61)",
    "McDonnell, Rutherford & Cordery 2019 (fact 49)": "McDonnell, Rutherford & Cordery 2019 (fakta 49)",
    "most companies give once rather than partner (fact 58)": (
        "kebanyakan perusahaan memberi sekali, bukan bermitra (fakta 58)"
    ),
    "policy lever": "tuas kebijakan",
    "policy lever; 0 is the usual mix of 12, 24, 36 and 60 months (facts 59, 60)": (
        "tuas kebijakan; 0 adalah campuran lazim 12, 24, 36, dan 60 bulan (fakta 59, 60)"
    ),
    "policy lever; 77-81 % of grants are for a year or less (fact 11)": (
        "tuas kebijakan; 77-81 % hibah untuk setahun atau kurang (fakta 11)"
    ),
    "policy lever; budgets are yearly": "tuas kebijakan; anggaran ditetapkan tiap tahun",
    "policy lever; default an assumption": "tuas kebijakan; bawaannya asumsi",
    "policy lever: hibah not continuously every year": "tuas kebijakan: hibah tidak terus-menerus setiap tahun",
    "policy lever (Scott 2016, fact 22)": "tuas kebijakan (Scott 2016, fakta 22)",
    "prediction stated beforehand: a cut raises turnover 1.5 times": (
        "ramalan yang dinyatakan lebih dahulu: pemotongan menaikkan perginya staf 1,5 kali"
    ),
    "prototype": "purwarupa",
    "prototype: agreements rest on cooperation (fact 29)": "purwarupa: kemitraan bersandar pada kerjasama (fakta 29)",
    "prototype; direction: Broschak & Block 2014 (fact 20)": "purwarupa; arahnya: Broschak & Block 2014 (fakta 20)",
    "prototype; direction: fact 20": "purwarupa; arahnya: fakta 20",
    "prototype (facts 12, 13)": "purwarupa (fakta 12, 13)",
    "prototype fitted to the falling hazard (fact 7)": (
        "purwarupa, disetel pada risiko berakhir yang menurun (fakta 7)"
    ),
    "prototype; no pattern informs it": "purwarupa; tidak ada pola yang menunjukkannya",
    "RSiena model types 3, 2 and 6 (initiative, forcing, joint)": (
        "jenis model RSiena 3, 2, dan 6 (prakarsa, paksaan, bersama)"
    ),
    "set for half of the register active (facts 53, 54)": (
        "disetel agar setengah dari yang terdaftar aktif (fakta 53, 54)"
    ),
    "set so that about half of the families are served": "disetel agar sekitar setengah keluarga terlayani",
    "set so that base and waves together give the observed rate (fact 61)": (
        "disetel agar laju dasar dan gelombang bersama-sama sama dengan yang diamati (fakta 61)"
    ),
    "set to balance closings at the need of reference": (
        "disetel agar seimbang dengan yang tutup pada kebutuhan acuan"
    ),
    "Stewart & Diebold 2017: +50 % after -20 % (fact 45)": "Stewart & Diebold 2017: +50 % setelah -20 % (fakta 45)",
    "switch: Fichman & Levinthal 1991; 0 is off (fact 8)": (
        "sakelar: Fichman & Levinthal 1991; 0 berarti mati (fakta 8)"
    ),
    "terms of five years; 0 means no elections": "masa jabatan lima tahun; 0 berarti tanpa pilkada",
    "22 of 26 posts in one regency (fact 61); 0.5-0.85": "22 dari 26 jabatan di satu kabupaten (fakta 61); 0,5-0,85",
}


def source_words(source: str, lang: str) -> str:
    """Return where a number comes from, in ``lang``; what has no Indonesian wording is said as it is declared."""
    return SOURCES.get(source, source) if lang == "id" else source

// Interface words in both languages, side by side. What the model declares comes from the server in both languages.

import { filled, grouped, language, pick, setLanguage } from "./language";
import type { Pair } from "./types";

const WORDS = {
  addressChoose: ["Alamat yang ditunjukkan", "Address shown"],
  addressesAgain: ["Cari alamat lagi", "Look for addresses again"],
  answerSays: ["Jawaban model, B − A: {0} (A {1}, B {2})", "The model's answer, B − A: {0} (A {1}, B {2})"],
  better: ["lebih baik", "better"],
  worse: ["lebih buruk", "worse"],
  bHigher: ["B lebih tinggi", "B higher"],
  bLower: ["B lebih rendah", "B lower"],
  bandFirm: ["Delapan dari sepuluh ulangan: antara {0} dan {1} (dari {2}). Arahnya bukan kebetulan.", "Eight in ten replicates: between {0} and {1} (of {2}). The direction is not luck."],
  bandGuesses: ["Di dalam pita: {0} dari {1} tebakan. Yang di dalamnya sama baik: bedanya hanya keberuntungan.", "Within the band: {0} of {1} guesses. Those within are equally good: luck alone tells them apart."],
  bandLoose: ["Delapan dari sepuluh ulangan: antara {0} dan {1} (dari {2}). Keberuntungan saja dapat membalik arahnya.", "Eight in ten replicates: between {0} and {1} (of {2}). Luck alone can turn the direction."],
  bandNone: ["“Tidak ada beda” mendapat {0} poin.", "“No difference” would have scored {0} points."],
  bandWaits: ["Pita sedang dihitung …", "The band is being computed …"],
  codeBig: ["Tampilkan kode besar", "Show the code large"],
  codeHide: ["Tutup kode", "Hide the code"],
  colourBy: ["Warna", "Colour"],
  debrief: ["Lembar penutup", "Debrief page"],
  debriefMonday: ["Yang akan saya lakukan hari Senin:", "What I will do on Monday:"],
  debriefQuestions: ["Tiga pertanyaan untuk ruang ini", "Three questions for the room"],
  debriefQ1: ["Apa yang paling mengejutkan kita, dan mengapa?", "What surprised us most, and why?"],
  debriefQ2: ["Kemitraan mana di tempat kita yang serupa dengan yang putus di sini?", "Which partnerships where we work are like those that ended here?"],
  debriefQ3: ["Aturan atau kebiasaan mana yang dapat kita ubah tahun ini?", "Which rule or habit can we change this year?"],
  differsTab: ["Apa yang beda", "What differs"],
  differsHelp: ["Hanya di {0}: {1}. Ketuk untuk membaca kisahnya di kedua masa depan.", "Only in {0}: {1}. Tap one to read its story in both futures."],
  differsNone: ["Tidak ada.", "None."],
  differsHead: ["Hanya di {0}: {1}", "Only in {0}: {1}"],
  mapAt: ["Jaringan, {0}", "The network, {0}"],
  questionWord: ["pertanyaan", "question"],
  guessesTitle: ["Tebakan dan jawaban", "Guesses and answers"],
  guessesWord: ["tebakan", "guesses"],
  bandWord: ["pita", "band"],
  endedYear: ["Berakhir dalam setahun {0}: {1}", "Ended within a year {0}: {1}"],
  futureOnly: ["hanya di {0}", "only in {0}"],
  guessAgain: ["Ubah tebakan", "Change the guess"],
  guessPlot: ["{0} tebakan, pita, dan jawaban", "{0} guesses, the band and the answer"],
  guessScale: ["Berapa beda B dari A?", "By how much does B differ from A?"],
  guessSend: ["Kirim tebakan", "Send the guess"],
  joinAsk: ["Masuk ke jaringan ini, buka alamatnya, lalu ketik kodenya:", "Join this network, open the address, type the code:"],
  justChanged: ["baru berubah", "just changed"],
  keepRun: ["Biarkan kurva ini", "Leave this curve"],
  keptClear: ["Hapus kurva lama", "Clear old curves"],
  less: ["lebih sedikit", "less"],
  mapHelp: ["Panah: organisasi terdekat · T: ikatannya · Enter: kisahnya · Esc: lepas", "Arrows: nearest organisation · T: its ties · Enter: its story · Esc: let go"],
  mapRole: ["peta jaringan", "network map"],
  measure_kind: ["jenis", "kind"], measure_partners: ["jumlah mitra", "partners"], measure_broker: ["perantara", "broker"],
  measure_trust: ["kepercayaan", "trust"], measure_money: ["anggaran", "budget"],
  more: ["lebih banyak", "more"],
  near1: ["Sorot: mitra", "Focus: partners"], near2: ["Sorot: dua langkah", "Focus: two steps"],
  opening: ["Menyiapkan tempat pelajaran …", "Preparing the lesson's place …"],
  going: ["Menuju bulan ke-{0} …", "On the way to month {0} …"],
  projectorLink: ["Tampilan proyektor", "Projector view"],
  projectorHelp: ["Buka di layar proyektor: huruf besar, tanpa catatan.", "Open it on the projector's screen: large type, no notes."],
  tabletHelp: ["Kendali dari tablet: pindai kode ini; jangan diproyeksikan.", "Steer from a tablet: scan this code; do not project it."],
  tabletShow: ["Kode untuk tablet pelatih", "Code for the trainer's tablet"],
  same: ["sama", "same"],
  scores: ["Poin rata-rata", "Mean points"],
  seatsMore: ["Kursi tiap alamat: {0}. Tambah", "Seats per address: {0}. Allow more"],
  sizeBy: ["Besar", "Size"],
  table: ["Meja {0}", "Table {0}"],
  tableWord: ["meja", "table"],
  tableNone: ["Tanpa meja", "No table"],
  tableYours: ["Meja Anda", "Your table"],
  allDistricts: ["Semua wilayah", "All districts"],
  allFields: ["Semua bidang", "All fields"],
  ask: ["Tanyakan", "Ask"],
  askTitle: ["Tebak dahulu", "Guess first"],
  assumptions: ["Asumsi", "Assumptions"],
  assumptionsHelp: [
    "Asumsi menyatakan seperti apa dunia ini; bukan hal yang dapat ditetapkan kebijakan.",
    "Assumptions say what the world is like; no policy can set them.",
  ],
  back: ["Mundur satu bulan", "Back one month"],
  bands: ["Pita: delapan dari sepuluh dari {0} ulangan lain", "Band: the middle eight in ten of {0} extra replicates"],
  branch: ["Cabangkan", "Branch"],
  branchHelp: ["Buat masa depan kedua dengan keberuntungan yang sama", "Make a second future with the same luck"],
  bundles: ["Berkas antarwilayah", "Bundles between areas"],
  changes: ["Perubahan", "Changes"],
  changesNone: ["Belum ada perubahan.", "No changes yet."],
  charts: ["Grafik", "Charts"],
  chooseFirst: ["Klik dahulu organisasinya di jaringan.", "First click the organisation in the network."],
  close: ["Tutup", "Close"],
  code: ["Kode ruang", "Room code"],
  codeAsk: ["Masukkan kode ruang yang ditunjukkan pelatih", "Enter the room code your trainer shows"],
  connect: ["Masuk", "Enter"],
  dismiss: ["Tutup pertanyaan", "Dismiss the question"],
  doIt: ["Lakukan", "Do it"],
  differs: ["selisih", "difference"],
  everything: ["Semua ikatan", "All ties"],
  field: ["Bidang", "Field"],
  formal: ["kemitraan", "kemitraan (agreement)"],
  formalOnly: ["Hanya kemitraan formal", "Agreements only"],
  forward: ["Maju satu bulan", "Forward one month"],
  future: ["Masa depan {0}", "Future {0}"],
  groupBy: ["Kelompok", "Group by"],
  guessChanged: ["Tebakan Anda: {0}. Masih boleh diubah.", "Your guess: {0}. You may still change it."],
  guessChoose: ["Menurut Anda?", "What do you think?"],
  guessesTaken: ["Tebakan masuk: {0}", "Guesses taken: {0}"],
  help: ["Bantuan", "Help"],
  helpKeys: [
    "Spasi: jalankan atau jeda · ← →: mundur atau maju sebulan · B: cabangkan · L: bahasa · /: cari · Esc: tutup",
    "Space: play or pause · ← →: back or forward a month · B: branch · L: language · /: search · Esc: close",
  ],
  inactive: ["tidak aktif", "inactive"],
  informal: ["kerjasama", "kerjasama (cooperation)"],
  join: ["Cara bergabung", "How to join"],
  joinHelp: [
    "Buka alamat ini di ponsel pada jaringan yang sama, atau pindai kodenya. Peserta dapat melihat dan menebak; hanya pelatih yang mengendalikan.",
    "Open this address on a phone in the same network, or scan the code. Participants watch and guess; only the trainer steers.",
  ],
  joinOff: [
    "Untuk mengundang ponsel dan laptop lain di jaringan ini, mulai dengan pilihan --host.",
    "To invite phones and other laptops in this network, start with the option --host.",
  ],
  keep: ["Lanjutkan dengan {0}", "Go on with {0}"],
  kind: ["Jenis", "Kind"],
  lesson: ["Pelajaran", "Lesson"],
  lessonChoose: ["Pilih pelajaran", "Choose a lesson"],
  lessonNone: ["Pelatih belum membuka pelajaran.", "The trainer has not opened a lesson."],
  lessonStop: ["Akhiri pelajaran", "End the lesson"],
  levers: ["Kebijakan", "Policy"],
  leversHelp: ["Berlaku mulai bulan depan.", "Takes effect from next month on."],
  lost: ["Sambungan terputus; mencoba lagi…", "Connection lost; trying again…"],
  minutes: ["{0} menit", "{0} minutes"],
  month: ["bulan ke-{0}", "month {0}"],
  months: ["{0} bulan", "{0} months"],
  networkSays: [
    "Jaringan: {0} organisasi, {1} kemitraan formal, {2} kerjasama informal.",
    "Network: {0} organisations, {1} formal ties, {2} informal ties.",
  ],
  next: ["Lanjut", "Next"],
  notes: ["Catatan untuk pelatih", "Notes for the trainer"],
  nothingYet: ["Belum ada catatan.", "Nothing recorded yet."],
  partners: ["Mitra sekarang", "Partners now"],
  pause: ["Jeda", "Pause"],
  people: ["Peserta: {0}", "Participants: {0}"],
  perSecond: ["bulan/detik", "months/s"],
  picture: ["Simpan gambar", "Save picture"],
  points: ["poin", "pts"],
  place: ["Wilayah", "Place"],
  play: ["Jalankan", "Play"],
  previous: ["Kembali", "Back"],
  record: ["Simpan sesi", "Save session"],
  reset: ["Mulai lagi", "Start again"],
  reveal: ["Ungkap", "Reveal"],
  room: ["Ruang", "Room"],
  search: ["Cari organisasi", "Find an organisation"],
  setBack: ["kembalikan ke bawaan", "back to default"],
  shocks: ["Guncangan", "Shocks"],
  size: ["besar = anggaran", "size = budget"],
  source: ["Sumber", "Source"],
  speed: ["Kecepatan", "Speed"],
  story: ["Riwayat", "Story"],
  subdistrict: ["Kec. {0}", "Subdist. {0}"],
  takeBack: ["Tarik kembali", "Take back"],
  target: ["Dikenakan pada", "Applies to"],
  tape: ["Rekaman", "Recording"],
  thickness: ["tebal = percaya", "thick = trust"],
  ties: ["Ikatan", "Ties"],
  timeline: ["Garis waktu", "Timeline"],
  unvalidated: ["belum divalidasi", "unvalidated"],
  whenYear: ["{0} tahun ke-{1}", "{0} of year {1}"],
  wrongCode: ["Kode salah atau sudah tidak berlaku.", "The code is wrong or no longer valid."],
  otherLuck: ["Ulangan lain", "Another replicate"],
  rolesTab: ["Bermain peran", "Role play"],
  rolesNone: ["Pelatih belum membuka permainan peran.", "The trainer has not opened a role play."],
  rolesHelp: [
    "Setiap ponsel memutuskan untuk satu organisasi; model memutuskan untuk semua yang lain dan untuk yang terlambat. Keputusan tidak terlihat di proyektor.",
    "Each phone decides for one organisation; the model decides for all others and for whoever is late. The projector does not show what is decided.",
  ],
  rolesBegin: ["Mulai bermain peran", "Begin role play"],
  rolesEnd: ["Akhiri dan bandingkan dengan model", "End and compare with the model"],
  roundMonths: ["Panjang putaran", "Length of a round"],
  roundSeconds: ["Waktu memutuskan", "Time to decide"],
  roundWaits: ["menunggu semua", "wait for all"],
  roundOpen: ["Buka putaran berikutnya", "Open the next round"],
  roundClose: ["Tutup putaran sekarang", "Close the round now"],
  roundNumber: ["Putaran {0}", "Round {0}"],
  roundBetween: ["menunggu pelatih membuka putaran", "waiting for the trainer to open a round"],
  roundDeciding: ["silakan memutuskan", "please decide"],
  roundPassing: ["bulan-bulan berjalan …", "the months pass …"],
  roundOver: ["permainan selesai", "the play is over"],
  roundOverHelp: [
    "Permainan selesai. A adalah dunia yang seluruhnya diputuskan model, B dunia ruang ini, dengan keberuntungan yang sama. Bukalah “Apa yang beda”.",
    "The play is over. A is the world in which the model decided everything, B the world of this room, with the same luck. Open “What differs”.",
  ],
  roundDone: ["Selesai", "Done"],
  roundDoneWait: ["Anda selesai; menunggu yang lain.", "You are done; waiting for the others."],
  partsTaken: ["{0} peran diambil", "{0} parts taken"],
  partsDone: ["{0} dari {1} selesai", "{0} of {1} done"],
  partChoose: ["Pilih peran Anda", "Choose your part"],
  partChooseHelp: ["Anda akan memutuskan untuk satu organisasi dari jenis yang dipilih.", "You will decide for one organisation of the kind you choose."],
  partGone: ["Organisasi Anda tidak aktif lagi. Pilihlah yang lain.", "Your organisation is not active any more. Choose another."],
  partNone: ["Semua organisasi yang aktif sudah diambil. Bergabunglah dengan tetangga Anda.", "All active organisations are taken. Join your neighbour."],
  partTake: ["Ambil peran ini ({0} bebas)", "Take this part ({0} free)"],
  partRise: ["Lepaskan peran ini", "Give this part back"],
  partBrief: ["Peran Anda", "Your part"],
  partCard: ["Kartu organisasi", "Card of the organisation"],
  partDone: ["selesai", "done"],
  partDeciding: ["memutuskan …", "deciding …"],
  partAway: ["tidak tersambung", "not connected"],
  decideHelp: ["Yang tidak Anda jawab diputuskan model. Ketuk jawaban sekali lagi untuk menariknya.", "What you do not answer the model decides. Tap an answer again to take it back."],
  section_asked: ["Ditanyakan kepada Anda", "You are asked"],
  section_agreements: ["Kemitraan Anda: bertahan atau mundur", "Your agreements: stay or leave"],
  section_partners: ["Mitra kerjasama: tawarkan kemitraan", "Partners by cooperation: offer an agreement"],
  section_invite: ["Siapa yang Anda ajak? (masih {0})", "Whom do you invite? ({0} left)"],
  askedNone: ["Pada putaran ini tidak ada yang ditanyakan kepada Anda.", "Nothing is asked of you in this round."],
  askedMore: ["{0} pertanyaan lagi", "{0} more questions"],
  mayDo: ["Yang boleh Anda lakukan", "What you may do"],
  chosenCount: ["{0} dipilih", "{0} chosen"],
  othersMore: ["{0} lagi", "{0} more"],
  partAbout: ["Tentang peran ini", "About this part"],
  partMap: ["Peta jaringan", "Map of the network"],
  answeredOf: ["{0} dari {1} pertanyaan dijawab", "{0} of {1} questions answered"],
  newsTitle: ["Yang terjadi pada organisasi Anda", "What happened to your organisation"],
  cameTitle: ["Hasil keputusan Anda", "What came of your decisions"],
  cameYes: ["terjadi", "it came about"],
  cameNo: ["tidak terjadi", "it did not"],
  you: ["Anda", "You"],
  decisionsTitle: ["Keputusan di ruang ini", "Decisions in this room"],
  decisionWord: ["keputusan", "decision"],
  organisationWord: ["organisasi", "organisation"],
  outcomeWord: ["hasil", "outcome"],
  yes: ["ya", "yes"],
  no: ["tidak", "no"],
} satisfies Record<string, Pair>;

export type Word = keyof typeof WORDS;

const MONTHS: Pair[] = [
  ["Januari", "January"], ["Februari", "February"], ["Maret", "March"], ["April", "April"], ["Mei", "May"],
  ["Juni", "June"], ["Juli", "July"], ["Agustus", "August"], ["September", "September"], ["Oktober", "October"],
  ["November", "November"], ["Desember", "December"],
];

export { language, pick, setLanguage };

export function t(key: Word, ...values: (string | number)[]): string {
  return filled(pick(WORDS[key]), values);
}

/** Month `month` of the horizon as people say it. */
export function when(month: number, calendar: number): string {
  const total = calendar + month;
  return t("whenYear", pick(MONTHS[((total % 12) + 12) % 12]), Math.floor(total / 12) + 1);
}

/** A number with the language's own separators and a sensible number of digits. */
export function figure(value: number | null | undefined, share = false): string {
  if (value === null || value === undefined) return "–";
  if (share) return `${grouped(100 * value, { maximumFractionDigits: 1 })}%`;
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return grouped(value, { maximumFractionDigits: digits });
}

/** A difference in an indicator, with its sign and unit: shares in percentage points. */
export function difference(value: number, indicator: { share: boolean; unit: string }): string {
  const said = indicator.share ? figure(100 * value) : figure(value);
  const none = !/[1-9]/.test(said), what = indicator.share ? t("points") : unit(indicator.unit);
  return `${none ? "0" : (value > 0 ? "+" : "") + said}${what ? ` ${what}` : ""}`;
}

const UNIT_WORDS: [RegExp, string][] = [
  [/million IDR/g, "juta rupiah"], [/100,000 people/g, "100.000 penduduk"], [/\bpeople\b/g, "orang"], [/\byear\b/g, "tahun"],
  [/\bmonths?\b/g, "bulan"], [/\bmembers\b/g, "anggota"], [/\bfamilies\b/g, "keluarga"], [/\bneeds\b/g, "kebutuhan"],
  [/\bpartnerships\b/g, "kemitraan"], [/\bpairs\b/g, "pasangan"], [/\bhours\b/g, "jam"], [/\bscore\b/g, "nilai"],
  [/\bpartners\b/g, "mitra"], [/\bmeetings\b/g, "pertemuan"], [/\bcount\b/g, ""], [/\bweeks?\b/g, "minggu"],
];
const SILENT = new Set(["1", "0-1", "0-", "share", "sd", "rule", "switch", "choice"]);

/** A unit in the page's language; pure numbers and shares have none to say. */
export function unit(name: string): string {
  if (SILENT.has(name)) return "";
  if (language() === 1) return name.replace(/^1\//, "per ");
  return UNIT_WORDS.reduce((said, [word, id]) => said.replace(word, id), name).replace(/^1\//, "per ");
}

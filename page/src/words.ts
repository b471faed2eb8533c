// Interface words in both languages, side by side. What the model declares comes from the server in both languages.

import type { Pair } from "./types";

const WORDS = {
  a: ["A", "A"],
  allDistricts: ["Semua wilayah", "All districts"],
  allFields: ["Semua bidang", "All fields"],
  answerIs: ["Jawaban model", "The model's answer"],
  ask: ["Tanyakan", "Ask"],
  askTitle: ["Tebak dahulu", "Guess first"],
  assumptions: ["Asumsi", "Assumptions"],
  assumptionsHelp: [
    "Asumsi menyatakan seperti apa dunia ini; bukan hal yang dapat ditetapkan kebijakan.",
    "Assumptions say what the world is like; no policy can set them.",
  ],
  back: ["Mundur satu bulan", "Back one month"],
  bands: ["Pita: rentang delapan dari sepuluh, dari {0} keberuntungan lain", "Band: the middle eight in ten of {0} other lucks"],
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
  ended: ["baru berakhir", "just ended"],
  everything: ["Semua ikatan", "All ties"],
  field: ["Bidang", "Field"],
  formal: ["kemitraan (formal)", "kemitraan (agreement)"],
  formalOnly: ["Hanya kemitraan formal", "Agreements only"],
  formed: ["baru terbentuk", "just formed"],
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
  informal: ["kerjasama (informal)", "kerjasama (cooperation)"],
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
  legend: ["Legenda", "Legend"],
  lesson: ["Pelajaran", "Lesson"],
  lessonChoose: ["Pilih pelajaran", "Choose a lesson"],
  lessonNone: ["Pelatih belum membuka pelajaran.", "The trainer has not opened a lesson."],
  lessonStop: ["Akhiri pelajaran", "End the lesson"],
  levers: ["Kebijakan", "Policy"],
  leversHelp: ["Berlaku mulai bulan depan.", "Takes effect from next month on."],
  lost: ["Sambungan terputus; mencoba lagi…", "Connection lost; trying again…"],
  lowTrust: ["kepercayaan rendah", "low trust"],
  minutes: ["{0} menit", "{0} minutes"],
  month: ["bulan ke-{0}", "month {0}"],
  months: ["{0} bulan", "{0} months"],
  network: ["Jaringan", "Network"],
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
  size: ["besar titik = anggaran", "size = budget"],
  source: ["Sumber", "Source"],
  speed: ["Kecepatan", "Speed"],
  story: ["Riwayat", "Story"],
  subdistrict: ["Kec. {0}", "Subdist. {0}"],
  takeBack: ["Tarik kembali", "Take back"],
  target: ["Dikenakan pada", "Applies to"],
  tape: ["Rekaman", "Recording"],
  thickness: ["makin tebal, makin percaya", "thicker = more trust"],
  ties: ["Ikatan", "Ties"],
  timeline: ["Garis waktu", "Timeline"],
  unvalidated: ["belum divalidasi", "unvalidated"],
  whenYear: ["{0} tahun ke-{1}", "{0} of year {1}"],
  wrongCode: ["Kode salah atau sudah tidak berlaku.", "The code is wrong or no longer valid."],
  otherLuck: ["Keberuntungan lain", "Other luck"],
  yes: ["ya", "yes"],
  no: ["tidak", "no"],
} satisfies Record<string, Pair>;

export type Word = keyof typeof WORDS;

const MONTHS: Pair[] = [
  ["Januari", "January"], ["Februari", "February"], ["Maret", "March"], ["April", "April"], ["Mei", "May"],
  ["Juni", "June"], ["Juli", "July"], ["Agustus", "August"], ["September", "September"], ["Oktober", "October"],
  ["November", "November"], ["Desember", "December"],
];

let lang: 0 | 1 = 0;

export function language(): 0 | 1 {
  return lang;
}

export function setLanguage(next: 0 | 1): void {
  lang = next;
  document.documentElement.lang = next === 0 ? "id" : "en";
}

export function pick(pair: readonly [string, string]): string {
  return pair[lang];
}

export function t(key: Word, ...values: (string | number)[]): string {
  return WORDS[key][lang].replace(/\{(\d)\}/g, (_, k: string) => String(values[Number(k)] ?? ""));
}

/** Month `month` of the horizon as people say it. */
export function when(month: number, calendar: number): string {
  const total = calendar + month;
  return t("whenYear", pick(MONTHS[((total % 12) + 12) % 12]), Math.floor(total / 12) + 1);
}

const FORMATS = ["id-ID", "en-GB"];

/** A number with the language's own separators and a sensible number of digits. */
export function figure(value: number | null | undefined, share = false): string {
  if (value === null || value === undefined) return "–";
  if (share) return new Intl.NumberFormat(FORMATS[lang], { maximumFractionDigits: 1 }).format(100 * value) + "%";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return new Intl.NumberFormat(FORMATS[lang], { maximumFractionDigits: digits }).format(value);
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
  if (lang === 1) return name.replace(/^1\//, "per ");
  return UNIT_WORDS.reduce((said, [word, id]) => said.replace(word, id), name).replace(/^1\//, "per ");
}

// What the server says, as it is described in broadcast.py, room.py, server.py and welcome.py.

export type Pair = [string, string];
export type CastRow = [kind: number, district: number, place: number, id: string, en: string];
export type SeriesRow = (number | null)[];

export interface Slider {
  name: string; low: number; high: number; default: number; unit: string;
  form: "number" | "whole" | "switch" | "choice"; choices: string[]; text: Pair; source: string;
  informed: boolean; cost: number;
}
export interface SliderGroup { mechanism: string; title: Pair; params: Slider[] }
export interface Indicator {
  name: string; text: Pair; about: Pair; unit: string; share: boolean; good: number; theme: Pair; yearly: boolean;
}
export type Action = { do: string } & Record<string, unknown>;
export interface LessonStep { title: Pair; text: Pair; notes: Pair; actions: Action[] }
export interface Lesson { name: string; minutes: number; title: Pair; goal: Pair; steps: LessonStep[] }
export interface District { name: string; code: number; places: number }
export interface Invitation {
  shared: boolean; addresses: string[]; host: string; link: string; code: string; qr: string[];
}
export interface PrivateLinks { projector: string; tablet: string; tablet_qr: string[] }
export type Role = "trainer" | "projector" | "watcher";

export interface Welcome {
  is: "welcome"; role: Role; trainer: boolean;
  scene: { name: string; titles: Pair[]; months: number; limit: number; calendar: number; tape: boolean };
  districts: District[]; fields: Pair[]; kinds: Pair[]; indicators: Indicator[];
  panel: { lever: SliderGroup[]; assumption: SliderGroup[] };
  shocks: { shock: string; title: Pair; about: Pair; strength: number }[];
  lessons: Lesson[];
  /** A paragraph for whoever plays an organisation, by kind. */
  briefs: Pair[];
  join?: Invitation;
  links?: PrivateLinks;
  seat?: string;
  lang?: "id" | "en";
}
export interface LanePart {
  nodes?: number[]; gone?: number[]; ties?: number[]; cut?: number[]; series: SeriesRow[]; events?: number[]; from?: number;
}
export interface Picture {
  is: "picture"; epoch: number; n: number; month: number; lanes: LanePart[]; cast: CastRow[]; first: number;
  branched: number | null;
}
export interface Frame { n: number; month: number; lanes: LanePart[]; cast?: CastRow[] }
export interface Frames { is: "frames"; epoch: number; list: Frame[] }
export interface Band { low: number; high: number; median: number; runs: number }
export interface Question {
  number: number; text: Pair; options: Pair[]; indicator: string; asked: number; until: number; window: number; span: number;
  open: boolean; taken: number; counts: number[]; guesses: [value: number, table: number][]; values: number[];
  answer: number | null; band: Band | null; none: number | null;
}
export type Score = [table: number, points: number, guesses: number];
export interface Display { charts: string[]; lane: number; node: number; tie: [number, number] | null; code: boolean }
export interface RoomState {
  is: "room"; playing: boolean; speed: number; stop: number; goal: number | null; opening: boolean; people: number; lagging: number;
  question: Question | null; scores: Score[]; unmoved: number | null; lesson: { name: string; step: number }; luck: number; display: Display; each: number;
  roles: Roles | null;
}
/** What everybody knows of a role play: the round and who is done, never what was decided. */
export interface Roles {
  phase: "between" | "deciding" | "passing" | "over"; round: number; months: number; seconds: number; left: number | null; until: number;
  parts: [node: number, done: number, here: number][]; free: number[];
}
export interface RoleItem {
  section: string; decision: number; other: number; text: Pair; about: Pair; options: [value: number, id: string, en: string][];
  answer: number | null;
}
/** What one phone is told of its part; `node` is -1 for who has none. */
export interface RoleTold {
  is: "role"; node: number; round: number; done: boolean; gone: boolean; brief: Pair; glance: Answer["facts"]; facts: Answer["facts"];
  partners: Answer["partners"]; items: RoleItem[]; added: number[]; left: number; news: Answer["story"];
  came: [id: string, en: string, came: number][];
}
export interface Mine { is: "mine"; question: number; value: number | null; table: number }
export interface Mark { month: number; until: number; label: Pair; own: boolean; why: Pair }
export interface Desk {
  is: "desk"; marks: Mark[][]; branched: number | null; origins: number[];
  values: Record<string, Record<string, number>>[];
}
export interface Bands { is: "bands"; runs: number; low: SeriesRow[]; high: SeriesRow[] }
export interface Answer {
  is: "answer"; to: number; title: Pair; facts: [string, string, string, string][];
  partners: [number: number, id: string, en: string, stateId: string, stateEn: string, formal: number][];
  story: [month: number, whenId: string, whenEn: string, id: string, en: string][];
}
export type TieRow = [a: number, b: number, formal: number, whyId: string, whyEn: string, atId: string, atEn: string];
export interface TieList { ties: TieRow[]; count: number; reasons: [id: string, en: string, count: number][] }
export interface Differs { is: "differs"; to: number; only: TieList[]; ended: TieList[] }
export interface Debrief { is: "debrief"; to: number; questions: Question[]; scores: Score[]; marks: Mark[][]; decisions: DecisionRow[] }
export type DecisionRow = [round: number, node: number, id: string, en: string, came: number];
export interface Told { is: "notice" | "refused" | "reload"; text?: Pair; why?: Pair }
export interface Invited { is: "invitation"; join: Invitation }
export type Message =
  Welcome | Picture | Frames | RoomState | Mine | Desk | Bands | Answer | Differs | Debrief | Invited | RoleTold | Told;

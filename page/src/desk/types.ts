// What the desk's server says, as it is described in welcome.py, session.py, telling.py, where.py, why.py and registries.py.

import type { Pair } from "../types";

export type { Pair };
export type Value = number | string | boolean;

export interface Given {
  month: number; set?: string; multiply?: string; shock?: string; to?: Value; by?: Value; share?: Value; until?: number;
  why?: { id: string; en: string }; [more: string]: unknown;
}
export interface CardRow { given: Given; lever: string; shock?: Pair | null }
export interface Card { name: string; title: Pair; use_when: Pair; notes: Pair; rows: CardRow[]; costs: Record<string, number> }
export interface Lever {
  name: string; low: number; high: number; default: number; unit: string; units: Pair; form: "number" | "whole" | "switch" | "choice";
  choices: string[]; said: Pair[]; text: Pair; source: string; informed: boolean; cost: number;
}
export interface LeverGroup { mechanism: string; title: Pair; params: Lever[] }
export interface Indicator { name: string; text: Pair; about: Pair; unit: Pair; theme: Pair; good: number; headline: boolean }
export interface Named { name: string; text: Pair }
export interface Form { figures: (Named & { hint: Pair })[]; kinds: Named[] }
export type PlaceWish = { name: string } | { form: FormGiven } | { registry: { file: string; said: Said } };
export interface FormGiven { [key: string]: string | Record<string, string> }

export interface Welcome {
  is: "welcome"; lang: "id" | "en"; session: string; place: PlaceWish | null; policies: Card[]; levers: LeverGroup[];
  indicators: Indicator[]; signs: Record<string, string>; form: Form; columns: Record<string, Named[]>;
}
export interface District { key: string; name: string; province: string; population: Pair; poverty: Pair }
export interface Region { key: string; title: Pair; about: Pair }
export interface Found { is: "found"; to: number; count: number; rows: District[]; regions: Region[]; near: District[]; none: Pair | null }
export interface Figure { text: Pair; value: Pair; source: Pair; derived: boolean }
export interface PlaceCost { value: number; origin: Pair }
export interface Place {
  is: "place"; to: number; argument: string; name: string; title: Pair; notes: Pair;
  districts: { name: string; figures: Figure[] }[]; more: number; organisations: number; months: number; replicates: number; seed: number;
  values: Record<string, number>; costs: Record<string, PlaceCost>;
}
export interface Written { baseline: string; reform: string; difference: string; interval: string; relative: string }
export interface EffectRow {
  arm: number; indicator: string; headline: boolean; verdict: string; star: boolean; written: [Written, Written];
  share: [number, number, number] | null;
}
export interface Cell { main: Pair; below: Pair; key: number | null; verdict: string }
export interface PortfolioRow { arm: number; rank: number; cells: Cell[] }
export interface Portfolio { heads: Pair[]; measures: string[]; rows: PortfolioRow[]; sentence: Pair; note: Pair }
export interface ArmTold { arm: number; name: string; lead: Pair[]; points: { mark: string; text: Pair }[] }
export interface Answer {
  is: "answer"; to: number; replicates: number; target: number; command: string; titles: Pair[]; arms: ArmTold[]; rows: EffectRow[];
  portfolio: Portfolio; closing: Pair[]; failed: number; figures: Record<string, unknown>;
}
export interface Picture { image: string; alt: string }
export type WherePart = { is: "pictures"; pictures: Picture[]; caption: string; wide: boolean } | { is: "table"; summary: string; head: string[]; rows: string[][] };
export interface Where { is: "where"; to: number; parts: WherePart[] }
export interface Counted { text: Pair; count: Pair }
export interface Listed { id: number; type: Pair; began: Pair; ended: Pair; reason: Pair }
export interface Side { by_type: Counted[]; by_reason: Counted[]; running: Pair; list: Listed[] }
export interface Why { is: "why"; to: number; arm: number; replicate: number; sentence: Pair; sides: { only_reform: Side; only_baseline: Side } }
export interface StoryArm { title: Pair; where: Pair; sentences: Pair[] }
export interface Story { is: "story"; to: number; arms: StoryArm[] }
export interface World { indicator: string; count: Pair; range: Pair; hangs: Pair }
export interface UnderArm { arm: number; outcomes: World[] }
export interface Under { is: "under"; to: number; draws: number; arms: UnderArm[]; about: Pair }
export interface Said { columns?: Record<string, string>; keep?: number[]; district?: string; fill?: boolean; projects?: string; nodes?: string }
export interface ColumnRead { letter: string; heading: string; column: string; meaning: string; how: string; used: boolean; examples: string[] }
export interface TableRead {
  role: string; source: string; heading_rows: [number, number]; rows: number; taken: number; columns: ColumnRead[];
  left_out: { why: string; how: string; data: boolean; count: number; rows: number[]; keep: boolean }[];
}
export interface Understood {
  ready: boolean; questions: { key: string; text: string; answers: string[] }[]; kinds: { kind: string; name: string; count: number }[];
  districts: Record<string, number>; districts_without_figures: string[]; tables: TableRead[];
}
export interface RegistryRead { is: "registry"; to: number; file: string; name: string; read: [Understood, Understood] }
export interface Mistake { file: string; key: string; text: Pair }
export interface Mistakes { is: "mistakes"; to: number; list: Mistake[] }
export interface Begun { is: "begun"; to: number; target: number; notes: Pair[] }
export interface Ended { is: "ended"; to: number; whole: boolean }
export interface Progress { is: "progress"; to: number; done: number; total: number }
export interface Other { is: "stopped" | "refused"; why?: Pair }
export type Reply = Found | Place | Where | Why | Story | RegistryRead;
export type Message = Welcome | Reply | Answer | Under | Mistakes | Begun | Ended | Progress | Other;

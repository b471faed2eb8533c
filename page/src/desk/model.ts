// What the planner has chosen: a place, policies with their levers, what they cost, how long and how often.

import { shown } from "./numbers";
import type { Answer, Card, CardRow, Given, Lever, LeverGroup, Pair, Place, PlaceWish, Value, Welcome } from "./types";

export interface Part { name: string; title: Pair; use_when?: Pair; notes?: Pair; card: Card | null; rows: CardRow[] }
export interface Arm { id: number; parts: Part[] }

export class Model {
  wish: PlaceWish | null = null;
  place: Place | null = null;
  arms: Arm[] = [];
  costs: Record<string, Value> = {};
  months: Value | null = null;
  replicates: Value | null = null;
  answer: Answer | null = null;
  private count = 0;
  private readonly byName = new Map<string, Lever>();

  constructor(readonly told: Welcome) {
    for (const group of told.levers) for (const p of group.params) this.byName.set(`${group.mechanism}.${p.name}`, p);
  }

  lever(name: string): Lever | undefined {
    return this.byName.get(name);
  }

  get groups(): LeverGroup[] {
    return this.told.levers;
  }

  /** Today's value of a lever in this place. */
  today(name: string): number | undefined {
    return this.place?.values[name] ?? this.lever(name)?.default;
  }

  /** What a lever costs a unit in the whole place: as the planner says, else as a policy states, else as the place states or it is declared for its size; 0 for not known. */
  cost(name: string): Value {
    const own = this.costs[name];
    if (own !== undefined && own !== "") return own;
    for (const arm of this.arms) for (const part of arm.parts) if (part.card && name in part.card.costs) return part.card.costs[name];
    return this.place?.costs[name]?.value ?? this.lever(name)?.cost ?? 0;
  }

  /** Whose cost of a lever the field shows; null where it is the planner's own or a policy's. */
  costOrigin(name: string): Pair | null {
    const known = this.place?.costs[name];
    return known && this.cost(name) === known.value ? known.origin : null;
  }

  add(part: Part): Arm {
    const arm = { id: ++this.count, parts: [part] };
    this.arms.push(arm);
    return arm;
  }

  /** A packaged policy as a part, its rows to be changed freely; a second one of the same gets a name of its own. */
  packaged(card: Card): Part {
    return { name: this.free(card.name), title: card.title, use_when: card.use_when, notes: card.notes, card, rows: structuredClone(card.rows) };
  }

  own(lever: string, title: Pair): Part {
    return { name: this.free("policy"), title, card: null, rows: [this.row(lever)] };
  }

  row(lever: string): CardRow {
    const p = this.lever(lever)!, now = this.today(lever) ?? p.default;
    const to: Value = p.form === "switch" ? now === 0 : p.form === "choice" ? p.choices[now === 0 ? 1 : 0] : now;
    return { lever, given: { month: 12, set: `levers.${lever}`, to } };
  }

  private free(name: string): string {
    const taken = new Set(this.arms.flatMap((arm) => arm.parts.map((part) => part.name)));
    for (let k = 1; ; k++) {
      const free = k === 1 ? name : `${name}-${k}`;
      if (!taken.has(free) && (k > 1 || name !== "policy")) return free;
    }
  }

  /** The levers that the chosen policies move, each once. */
  moved(): string[] {
    return [...new Set(this.arms.flatMap((arm) => arm.parts.flatMap((part) => part.rows.map((row) => row.lever))))].filter(Boolean);
  }

  /** The length and the replicates as typed, where they cannot be meant. */
  wrong(): [text: string, low: number, high: number][] {
    const checks: [Value | null, number, number][] = [[this.months, 1, 1200], [this.replicates, 2, 1000]];
    return checks.filter(([value, low, high]) => value !== null && !whole(value, low, high)).map(([value, low, high]) => [String(value), low, high]);
  }

  ready(): boolean {
    return this.wish !== null && this.place !== null && this.arms.length > 0;
  }

  /** The question as the server takes it. */
  asked(): Record<string, unknown> {
    const costs = Object.fromEntries(Object.entries(this.costs).filter(([, cost]) => cost !== ""));
    return { place: this.wish, arms: this.arms.map((arm) => arm.parts.map(wished)), costs, months: this.months ?? undefined };
  }

  get target(): number {
    return typeof this.replicates === "number" ? this.replicates : this.place?.replicates ?? 30;
  }
}

/** Whether a value is a whole number between two. */
export function whole(value: Value, low: number, high: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;
}

/** Whether a part is a packaged policy as it is. */
export function untouched(part: Part): boolean {
  return part.card !== null && part.name === part.card.name && JSON.stringify(part.rows) === JSON.stringify(part.card.rows);
}

function wished(part: Part): Record<string, unknown> {
  if (untouched(part)) return { name: part.name };
  const text = (pair: Pair | undefined) => (pair ? { id: pair[0], en: pair[1] } : undefined);
  const title: Pair = part.card ? [`${part.title[0]} (diubah)`, `${part.title[1]} (changed)`] : part.title;
  return { name: part.name, title: text(title), use_when: text(part.use_when), notes: text(part.notes), rows: part.rows.map((r) => r.given) };
}

/** The field of a row that holds its value: what it is set to, multiplied by, or the share a shock meets. */
export function field(given: Given): "to" | "by" | "share" {
  return given.shock !== undefined ? "share" : given.multiply !== undefined ? "by" : "to";
}

/** A value in words: yes or no for a switch. */
export function said(value: Value | undefined, yes: string, no: string): string {
  return value === true ? yes : value === false ? no : shown(value);
}

// Positions of dots: homes from the map of cells, leaned by ties in a worker, shared by both futures.

import { Homes, type Cell, type Resident } from "./homes";
import { calm } from "./look";
import type { Order } from "./layout.worker";
import { FIELD_SHIFT, FORMAL, tieA, tieB, type Store } from "./store";

export type Grouping = "place" | "kind" | "field";

/** The worker computes in pixels of a nominal area; positions are shares of it. */
const NOMINAL = 1000;
const TICKS_SMALL = 120, TICKS_LARGE = 40, LARGE = 3000;
const GLIDE = 600;

export class Layout {
  homes: Homes | null = null;
  grouping: Grouping = "place";
  /** Counts the maps laid out. */
  version = 0;
  /** Counts the positions taken from the worker. */
  moves = 0;
  private readonly worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module", name: "layout" });
  private readonly at = new Map<number, [number, number]>();
  private readonly from = new Map<number, [number, number]>();
  private glideFrom = -Infinity;
  private aspect = 1.3;
  private stale = false;

  constructor(private readonly store: Store, private readonly moved: () => void) {
    this.worker.onmessage = (event: MessageEvent<Float32Array>) => this.take(event.data);
  }

  get cells(): Cell[] {
    return this.homes ? [...this.homes.cells.values()] : [];
  }

  /** Radius, in nominal pixels, of a dot of size 1 when `n` are shown. */
  unit(n: number): number {
    return Math.min(9, Math.max(1.6, 0.15 * Math.sqrt((NOMINAL * NOMINAL) / Math.max(n, 1))));
  }

  static radius(size: number): number {
    return 0.55 + size / 32;
  }

  /** Where a number is drawn, as shares of the area; glides when everybody is regrouped. */
  position(number: number, now: number): [number, number] {
    const to = this.at.get(number) ?? this.homes?.home(number) ?? [0.5, 0.5];
    const share = (now - this.glideFrom) / GLIDE;
    const from = share < 1 ? this.from.get(number) : undefined;
    if (!from) return to;
    const s = share * share * (3 - 2 * share);
    return [from[0] + (to[0] - from[0]) * s, from[1] + (to[1] - from[1]) * s];
  }

  gliding(now: number): boolean {
    return now - this.glideFrom < GLIDE;
  }

  /** Lay the map out anew: at the first picture, when grouped otherwise, when the page turns. */
  begin(aspect: number): void {
    this.aspect = aspect;
    this.version++;
    const everybody = [...this.store.everybody()].sort((a, b) => a - b);
    this.from.clear();
    for (const [number, at] of this.at) this.from.set(number, at);
    const glides = this.at.size > 0;
    this.at.clear();
    this.homes = new Homes(everybody.map((n) => this.resident(n)), aspect, 0.034);
    this.order({
      do: "begin", bodies: this.bodies(everybody), ties: this.ties(),
      ticks: everybody.length > LARGE ? TICKS_LARGE : TICKS_SMALL,
    });
    if (glides && !calm()) this.glideFrom = performance.now();
    this.stale = false;
  }

  /** New ties, newcomers: remembered, and laid out at the next `settle`. */
  changed(): void {
    this.stale = true;
  }

  settle(alpha: number): void {
    if (!this.stale || !this.homes) return;
    this.stale = false;
    const everybody = [...this.store.everybody()];
    this.order({ do: "change", bodies: this.bodies(everybody), ties: this.ties(), alpha });
  }

  rest(): void {
    this.order({ do: "rest" });
  }

  private order(order: Order): void {
    const transfer = order.do === "rest" ? [] : [order.bodies.buffer, order.ties.buffer];
    this.worker.postMessage(order, transfer as Transferable[]);
  }

  private resident(number: number): Resident {
    const [kind, district, place] = this.store.cast[number];
    if (this.grouping === "kind") return { number, group: `k${kind}`, parent: "" };
    if (this.grouping === "field") {
      const state = this.store.lanes.map((lane) => lane.nodes.get(number)).find((n) => n);
      return { number, group: `f${(state?.flags ?? 0) >> FIELD_SHIFT}`, parent: "" };
    }
    return { number, group: `d${district}.${place}`, parent: `d${district}` };
  }

  private bodies(everybody: number[]): Float32Array<ArrayBuffer> {
    const table = new Float32Array(everybody.length * 6), unit = this.unit(everybody.length);
    const wide = NOMINAL * Math.sqrt(this.aspect), high = NOMINAL / Math.sqrt(this.aspect);
    everybody.forEach((number, k) => {
      const home = this.homes!.settle(this.resident(number));
      const at = this.at.get(number) ?? this.besidePartners(number, home);
      const size = Math.max(...this.store.lanes.map((lane) => lane.nodes.get(number)?.size ?? 0));
      table.set([number, at[0] * wide, at[1] * high, home[0] * wide, home[1] * high, unit * Layout.radius(size)], 6 * k);
    });
    return table;
  }

  /** A newcomer appears at home, drawn a third of the way towards the partners it came with. */
  private besidePartners(number: number, home: [number, number]): [number, number] {
    const partners: [number, number][] = [];
    for (const lane of this.store.lanes) {
      for (const key of lane.flashes.map((f) => f.key)) {
        const other = tieA(key) === number ? tieB(key) : tieB(key) === number ? tieA(key) : -1;
        const at = this.at.get(other);
        if (at) partners.push(at);
      }
    }
    if (!partners.length) return home;
    const mean = (k: 0 | 1) => partners.reduce((sum, p) => sum + p[k], 0) / partners.length;
    return [home[0] + (mean(0) - home[0]) / 3, home[1] + (mean(1) - home[1]) / 3];
  }

  private ties(): Float32Array<ArrayBuffer> {
    const all = this.store.allTies();
    const table = new Float32Array(all.size * 3);
    let i = 0;
    for (const [key, state] of all) {
      table[i++] = tieA(key);
      table[i++] = tieB(key);
      table[i++] = state & FORMAL ? 1.5 : 1;
    }
    return table;
  }

  private take(table: Float32Array): void {
    const wide = NOMINAL * Math.sqrt(this.aspect), high = NOMINAL / Math.sqrt(this.aspect);
    for (let i = 0; i < table.length; i += 3) {
      this.at.set(table[i], [inside(table[i + 1] / wide), inside(table[i + 2] / high)]);
    }
    this.moves++;
    this.moved();
  }
}

function inside(share: number): number {
  return Math.min(0.995, Math.max(0.005, share));
}

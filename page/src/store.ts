// The page's copy of what the room shows: full pictures set it, frames move it on.

import type { CastRow, Frame, LanePart, Picture, SeriesRow } from "./types";

export const ACTIVE = 1, VACANT = 2, FIELD_SHIFT = 3;
export const INFORMAL = 1, FORMAL = 2, MANDATED = 4, TRUST_SHIFT = 3;

const SPAN = 2 ** 26;
export const tieKey = (a: number, b: number): number => a * SPAN + b;
export const tieA = (key: number): number => Math.floor(key / SPAN);
export const tieB = (key: number): number => key % SPAN;

export interface NodeState { size: number; flags: number }
export interface Flash { kind: "formed" | "ended"; key: number; state: number; at: number }
export interface Pulse { code: number; node: number; at: number }

const FLASHES = 400;

export class Lane {
  nodes = new Map<number, NodeState>();
  ties = new Map<number, number>();
  series: SeriesRow[] = [];
  from = 0;
  flashes: Flash[] = [];
  pulses: Pulse[] = [];

  /** Take a full picture's or a frame's part; `now` is given for frames, whose changes flash. */
  take(part: LanePart, now: number | null): { newcomers: number[]; tied: boolean } {
    const newcomers: number[] = [];
    let tied = false;
    const nodes = part.nodes ?? [], ties = part.ties ?? [], cut = part.cut ?? [];
    for (let i = 0; i < nodes.length; i += 3) {
      if (!this.nodes.has(nodes[i])) newcomers.push(nodes[i]);
      this.nodes.set(nodes[i], { size: nodes[i + 1], flags: nodes[i + 2] });
    }
    for (const number of part.gone ?? []) this.nodes.delete(number);
    for (let i = 0; i < cut.length; i += 2) {
      const key = tieKey(cut[i], cut[i + 1]), state = this.ties.get(key) ?? 0;
      this.ties.delete(key);
      tied = true;
      if (now !== null) this.flash({ kind: "ended", key, state, at: now });
    }
    for (let i = 0; i < ties.length; i += 3) {
      const key = tieKey(ties[i], ties[i + 1]), before = this.ties.get(key);
      this.ties.set(key, ties[i + 2]);
      const formalised = before !== undefined && !(before & FORMAL) && (ties[i + 2] & FORMAL) !== 0;
      if (before === undefined || formalised) {
        tied = true;
        if (now !== null) this.flash({ kind: "formed", key, state: ties[i + 2], at: now });
      }
    }
    const events = part.events ?? [];
    for (let i = 0; now !== null && i < events.length; i += 2) {
      this.pulses.push({ code: events[i], node: events[i + 1], at: now });
    }
    this.series.push(...part.series);
    return { newcomers, tied };
  }

  private flash(flash: Flash): void {
    if (this.flashes.length < FLASHES) this.flashes.push(flash);
  }

  /** Forget what has finished flashing; returns whether anything still does. */
  fade(now: number, length: number): boolean {
    this.flashes = this.flashes.filter((f) => now - f.at < length);
    this.pulses = this.pulses.filter((p) => now - p.at < 2 * length);
    return this.flashes.length > 0 || this.pulses.length > 0;
  }

  counts(): { organisations: number; formal: number; informal: number } {
    let formal = 0;
    for (const state of this.ties.values()) if (state & FORMAL) formal++;
    return { organisations: this.nodes.size, formal, informal: this.ties.size - formal };
  }
}

export interface Moved { fresh: boolean; newcomers: number[]; tied: boolean }

export class Store {
  lanes: Lane[] = [];
  cast: CastRow[] = [];
  month = 0;
  epoch = -1;
  number = -1;
  branched: number | null = null;

  picture(message: Picture): Moved {
    this.cast.length = message.first;
    this.cast.push(...message.cast);
    this.lanes = message.lanes.map((part) => {
      const lane = new Lane();
      lane.from = part.from ?? message.month;
      lane.take(part, null);
      return lane;
    });
    this.epoch = message.epoch;
    this.number = message.n;
    this.month = message.month;
    this.branched = message.branched;
    return { fresh: true, newcomers: [], tied: true };
  }

  /** Apply frames; those of another baseline, or seen already, are dropped. */
  frames(epoch: number, list: Frame[], now: number): Moved {
    const moved: Moved = { fresh: false, newcomers: [], tied: false };
    if (epoch !== this.epoch) return moved;
    for (const frame of list) {
      if (frame.n <= this.number) continue;
      this.cast.push(...(frame.cast ?? []));
      frame.lanes.forEach((part, k) => {
        const lane = this.lanes[k].take(part, now);
        moved.newcomers.push(...lane.newcomers);
        moved.tied ||= lane.tied;
      });
      this.number = frame.n;
      this.month = frame.month;
    }
    return moved;
  }

  /** Ties of both futures, for the layout: a place is shared by the futures. */
  allTies(): Map<number, number> {
    if (this.lanes.length === 1) return this.lanes[0].ties;
    const all = new Map(this.lanes[0].ties);
    for (const [key, state] of this.lanes[1].ties) all.set(key, (all.get(key) ?? 0) | state);
    return all;
  }

  everybody(): Set<number> {
    const all = new Set(this.lanes[0]?.nodes.keys() ?? []);
    for (const lane of this.lanes.slice(1)) for (const number of lane.nodes.keys()) all.add(number);
    return all;
  }
}

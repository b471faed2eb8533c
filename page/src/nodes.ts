// Dots: each shape is drawn once and stamped, since thousands of outlines a picture cost most of the time.

import type { Filter } from "./filter";
import { Layout } from "./layout";
import { CELL, FIELD_COLOURS, KIND_COLOURS, PAPER, STEPS, shape } from "./look";
import { measure, steps, type Measure } from "./measures";
import { type Context, type Job, type Panel, parts } from "./panel";
import { ACTIVE, FIELD_SHIFT, VACANT, type Lane, type NodeState, type Store } from "./store";

const CROWDED = 2500, TINY = 2, RECOMPUTE_MS = 600, QUARTERS = 4;
/** How many dots one part of a drawing holds. */
const PART = 500;
const SIZES = [0.8, 1.1, 1.5, 2, 2.6];

type Style = 0 | 1 | 2 | 3;
const FULL: Style = 0, PALE: Style = 1, HOLLOW: Style = 2, VACATED: Style = 3;

interface Measured { key: string; at: number; byNode: Map<number, number> }

export class Nodes {
  private readonly stamps = new Map<string, ImageBitmap>();
  private readonly measured = new Map<string, Measured>();
  private ratio = 1;

  constructor(
    private readonly store: Store, private readonly layout: Layout, private readonly filter: Filter,
  ) {}

  /** Radius of size 1 in a panel, in pixels of the page. */
  unit(panel: Panel, zoom: number): number {
    const share = Math.sqrt((panel.w * panel.h) / 1e6) * this.layout.unit(panel.lane.nodes.size);
    return Math.max(1.5, share) * Math.min(2, Math.sqrt(zoom));
  }

  /** Radius of one dot relative to `unit`: by money, or by what the reader chose. */
  radius(lane: Lane, number: number, state: NodeState): number {
    if (this.filter.sizeBy === "money") return Layout.radius(state.size);
    return SIZES[this.step(lane, this.filter.sizeBy, number)];
  }

  /** The drawing of a panel's dots, in parts that each take little time. */
  plan(panel: Panel, unit: number, near: Set<number> | null, ratio: number): Job[] {
    if (ratio !== this.ratio) this.stamps.clear();
    this.ratio = ratio;
    const crowded = panel.lane.nodes.size > CROWDED;
    return parts([...panel.lane.nodes], PART).map((some) => (ctx: Context) => {
      for (const [number, state] of some) if (panel.seen[number]) this.dot(ctx, panel, number, state, unit, near, crowded);
    });
  }

  private dot(ctx: Context, panel: Panel, number: number, state: NodeState, unit: number, near: Set<number> | null, crowded: boolean): void {
    const style = !(state.flags & ACTIVE) ? HOLLOW : near && !near.has(number) ? PALE : state.flags & VACANT ? VACATED : FULL;
    const r = unit * this.radius(panel.lane, number, state), kind = this.store.cast[number][0];
    const x = panel.xy[2 * number], y = panel.xy[2 * number + 1], colour = this.colour(panel.lane, number, state, kind);
    if (crowded && (style === HOLLOW || r < TINY)) speck(ctx, x, y, r, colour, style);
    else this.stamp(ctx, kind, colour, style, style === HOLLOW ? 0.7 * r : r, x, y);
  }

  private colour(lane: Lane, number: number, state: NodeState, kind: number): string {
    const by = this.filter.colourBy;
    if (by === "kind") return KIND_COLOURS[kind];
    if (by === "field") return FIELD_COLOURS[(state.flags >> FIELD_SHIFT) % FIELD_COLOURS.length];
    return STEPS[this.step(lane, by, number)];
  }

  private step(lane: Lane, by: Measure, number: number): number {
    const name = `${this.store.lanes.indexOf(lane)}${by}`, key = `${this.store.epoch}/${this.store.number}`, now = performance.now();
    let known = this.measured.get(name);
    if (!known || (known.key !== key && now - known.at > RECOMPUTE_MS)) {
      known = { key, at: now, byNode: steps(measure(by, lane.nodes, lane.ties)) };
      this.measured.set(name, known);
    }
    return known.byNode.get(number) ?? 0;
  }

  private stamp(ctx: Context, kind: number, colour: string, style: Style, r: number, x: number, y: number): void {
    const size = Math.max(2, Math.round(r * QUARTERS)), key = `${kind}${colour}${style}/${size}`;
    let stamp = this.stamps.get(key);
    if (!stamp) {
      stamp = make(kind, colour, style, size / QUARTERS, this.ratio);
      this.stamps.set(key, stamp);
    }
    const wide = stamp.width / this.ratio;
    // on whole device pixels, where copying is cheapest
    const left = Math.round((x - wide / 2) * this.ratio) / this.ratio, top = Math.round((y - wide / 2) * this.ratio) / this.ratio;
    ctx.drawImage(stamp, left, top, wide, wide);
  }
}

function speck(ctx: Context, x: number, y: number, r: number, colour: string, style: Style): void {
  ctx.globalAlpha = style === FULL ? 1 : 0.45;
  ctx.fillStyle = colour;
  ctx.fillRect(x - 0.5 * r, y - 0.5 * r, r, r);
  ctx.globalAlpha = 1;
}

function make(kind: number, colour: string, style: Style, r: number, ratio: number): ImageBitmap {
  const wide = Math.ceil((2 * 1.6 * r + 3) * ratio), canvas = new OffscreenCanvas(wide, wide);
  const ctx = canvas.getContext("2d")!, middle = wide / ratio / 2;
  ctx.scale(ratio, ratio);
  ctx.beginPath();
  shape(ctx, kind, middle, middle, r);
  if (style === HOLLOW) {
    ctx.fillStyle = CELL;
    ctx.fill();
    ctx.strokeStyle = colour;
    ctx.globalAlpha = 0.75;
    ctx.stroke();
    return canvas.transferToImageBitmap();
  }
  ctx.globalAlpha = style === PALE ? 0.3 : 1;
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.strokeStyle = PAPER;
  ctx.lineWidth = 0.8;
  ctx.stroke();
  if (style !== VACATED) return canvas.transferToImageBitmap();
  ctx.beginPath();
  ctx.arc(middle, middle, 0.45 * r, 0, 2 * Math.PI);
  ctx.fillStyle = PAPER;
  ctx.fill();
  return canvas.transferToImageBitmap();
}

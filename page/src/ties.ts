// Ties: one by one, as bundles between cells where they are many, and those that have just formed or ended.

import type { Filter } from "./filter";
import type { Layout } from "./layout";
import { CHANGED, CHANGED_EDGE, FORMAL_LINE, INFORMAL_LINE, LANE_COLOURS } from "./look";
import { type Context, type Job, lines, parts, point, type Panel, type Zoom } from "./panel";
import { FORMAL, TRUST_SHIFT, tieA, tieB, type Store } from "./store";

const TIES_PER_PIXEL = 0.0015, DASHED_MOST = 1000, AUTO_BUNDLE = 1800;
const FLASHES_EDGED = 30, FLASHES_SHOWN = 60;

/** How many ties one part of a drawing holds. */
const PART = 60;

interface Stroke { dash: number[]; colour: string; wide: number; alpha: number }

/** Ties of one style, in parts. */
function strokes(panel: Panel, keys: number[], { dash, colour, wide, alpha }: Stroke): Job[] {
  return parts(keys, PART).map((some) => (ctx: Context) => {
    ctx.setLineDash(dash);
    ctx.strokeStyle = colour;
    ctx.lineWidth = wide;
    ctx.globalAlpha = alpha;
    lines(ctx, panel, some);
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  });
}

export class Ties {
  constructor(private readonly store: Store, private readonly layout: Layout, private readonly filter: Filter) {}

  /** Keys of the ties shown in a panel. */
  *shown(panel: Panel): Iterable<number> {
    for (const keys of this.visible(panel).values()) yield* keys;
  }

  /** Ties shown in this panel, by style: formal, and the step of trust. */
  private visible(panel: Panel): Map<number, number[]> {
    const styles = new Map<number, number[]>();
    for (const [key, state] of panel.lane.ties) {
      const a = tieA(key), b = tieB(key);
      if (!panel.seen[a] || !panel.seen[b] || !this.filter.tie(state)) continue;
      const style = (state & FORMAL ? 8 : 0) + (state >> TRUST_SHIFT);
      const list = styles.get(style);
      if (list) list.push(key);
      else styles.set(style, [key]);
    }
    return styles;
  }

  /** The drawing of a panel's ties, fainter where something else is chosen, in parts that each take little time. */
  plan(panel: Panel, zoom: Zoom, chosen: boolean): Job[] {
    const styles = this.visible(panel), jobs: Job[] = [];
    let count = 0, informal = 0;
    for (const [style, keys] of styles) {
      count += keys.length;
      if (style < 8) informal += keys.length;
    }
    if (this.store.lanes.length === 2) jobs.push(...this.unique(panel, styles));
    const bundled = this.filter.ties === "bundles" || (this.filter.ties === "auto" && count > AUTO_BUNDLE);
    if (bundled) return [...jobs, ...this.bundles(panel, zoom, styles)];
    const crowd = Math.max(0.3, Math.min(1, (panel.w * panel.h * TIES_PER_PIXEL) / Math.max(count, 1)));
    const dim = chosen ? 0.35 : 1;
    for (const style of [...styles.keys()].sort((a, b) => a - b)) {
      const formal = style >= 8, trust = style % 8;
      jobs.push(...strokes(panel, styles.get(style)!, {
        dash: !formal && informal <= DASHED_MOST ? [4, 3] : [],
        colour: formal ? FORMAL_LINE : INFORMAL_LINE,
        wide: (formal ? 0.7 + 0.4 * trust : 0.6 + 0.25 * trust) * (crowd < 0.6 ? 0.75 : 1),
        alpha: dim * (formal ? 0.75 * Math.sqrt(crowd) : Math.max(0.3, 0.75 * crowd)),
      }));
    }
    return jobs;
  }

  /** A halo around ties that the other future does not have. */
  private unique(panel: Panel, styles: Map<number, number[]>): Job[] {
    const other = this.store.lanes[1 - panel.index].ties;
    const unique: number[] = [];
    for (const keys of styles.values()) for (const key of keys) if (!other.has(key)) unique.push(key);
    return strokes(panel, unique, { dash: [], colour: LANE_COLOURS[panel.index], wide: 6, alpha: 0.28 });
  }

  /** Ties within a cell one by one; ties between two cells as one band, as wide as they are many. */
  private bundles(panel: Panel, zoom: Zoom, styles: Map<number, number[]>): Job[] {
    const bands = new Map<string, Band>();
    const inside: [number, number][] = [];
    for (const [style, keys] of styles) {
      for (const key of keys) {
        const a = this.filter.cellOf(panel.lane, tieA(key)), b = this.filter.cellOf(panel.lane, tieB(key));
        if (a === b) {
          inside.push([key, style]);
          continue;
        }
        const [first, second] = a < b ? [a, b] : [b, a], name = `${first}|${second}`;
        const band = bands.get(name) ?? { formal: 0, informal: 0, a: first, b: second };
        if (style >= 8) band.formal++;
        else band.informal++;
        bands.set(name, band);
      }
    }
    const within = [false, true].flatMap((formal) =>
      strokes(panel, inside.filter(([, style]) => style >= 8 === formal).map(([key]) => key), {
        dash: [], colour: formal ? FORMAL_LINE : INFORMAL_LINE, wide: formal ? 1.2 : 0.7, alpha: formal ? 0.6 : 0.35,
      }));
    const centres = this.centres(panel, zoom);
    return [(ctx) => drawBands(ctx, [...bands.values()], centres), ...within];
  }

  private centres(panel: Panel, zoom: Zoom): Map<string, [number, number]> {
    return new Map(this.layout.cells.map((cell) => [cell.key, point(panel, zoom, [cell.x + cell.w / 2, cell.y + cell.h / 2])]));
  }

  /** Draw what has just formed or ended, fading over `length` milliseconds: one colour, solid or dotted. */
  drawFlashes(ctx: CanvasRenderingContext2D, panel: Panel, now: number, length: number): void {
    const xy = panel.xy, all = panel.lane.flashes, crowded = all.length > FLASHES_EDGED;
    // when months fly by, the latest that fit in a look are shown, and without their dark edge
    for (const flash of all.slice(-FLASHES_SHOWN)) {
      const a = tieA(flash.key), b = tieB(flash.key);
      if (!panel.seen[a] || !panel.seen[b] || !this.filter.tie(flash.state)) continue;
      const left = Math.max(0, 1 - (now - flash.at) / length), ended = flash.kind === "ended";
      const wide = (flash.state & FORMAL ? 4 : 2.6) * (ended ? 0.5 + 0.5 * left : 1);
      ctx.globalAlpha = 0.9 * left;
      ctx.setLineDash(ended ? [3, 6] : []);
      ctx.beginPath();
      ctx.moveTo(xy[2 * a], xy[2 * a + 1]);
      ctx.lineTo(xy[2 * b], xy[2 * b + 1]);
      if (!crowded) {
        ctx.strokeStyle = CHANGED_EDGE;
        ctx.lineWidth = wide + 1.4;
        ctx.stroke();
      }
      ctx.strokeStyle = CHANGED;
      ctx.lineWidth = wide;
      ctx.stroke();
    }
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }
}

interface Band { formal: number; informal: number; a: string; b: string }

function drawBands(ctx: Context, bands: Band[], centres: Map<string, [number, number]>): void {
  ctx.lineCap = "round";
  for (const formal of [false, true]) {
    ctx.strokeStyle = formal ? FORMAL_LINE : INFORMAL_LINE;
    ctx.setLineDash(formal ? [] : [7, 7]);
    for (const band of bands) {
      const count = formal ? band.formal : band.informal, a = centres.get(band.a), b = centres.get(band.b);
      if (!count || !a || !b) continue;
      ctx.globalAlpha = Math.min(0.75, 0.16 + 0.05 * count);
      ctx.lineWidth = Math.min(14, 1 + 0.9 * Math.sqrt(count) * (formal ? 1.2 : 0.8));
      ctx.beginPath();
      ctx.moveTo(a[0], a[1]);
      const bow = formal ? 0.12 : -0.12;
      ctx.quadraticCurveTo((a[0] + b[0]) / 2 - (b[1] - a[1]) * bow, (a[1] + b[1]) / 2 + (b[0] - a[0]) * bow, b[0], b[1]);
      ctx.stroke();
    }
  }
  ctx.setLineDash([]);
  ctx.lineCap = "butt";
  ctx.globalAlpha = 1;
}

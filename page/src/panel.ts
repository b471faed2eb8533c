// One future's part of the canvas, and what both drawing and picking ask of it.

import { tieA, tieB, type Lane } from "./store";

export interface Rect { x: number; y: number; w: number; h: number }
export interface Zoom { k: number; x: number; y: number }

/** `xy` holds where each number is drawn, `seen` whether the filter shows it; both are renewed with every picture. */
export interface Panel extends Rect { lane: Lane; index: number; xy: Float32Array; seen: Uint8Array }

/** Where shares of the map lie in a panel. */
export function point(panel: Rect, zoom: Zoom, at: readonly [number, number]): [number, number] {
  return [panel.x + (at[0] - zoom.x) * zoom.k * panel.w, panel.y + (at[1] - zoom.y) * zoom.k * panel.h];
}

/** What is drawn on: a canvas of the page, or one that is not shown. */
export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
/** A part of a drawing that is short enough for one frame. */
export type Job = (ctx: Context) => void;

/** A list in parts of at most so many. */
export function parts<T>(list: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / most) }, (_, k) => list.slice(k * most, (k + 1) * most));
}

/** Draw ties as one path, in the style that is set. */
export function lines(ctx: Context, { xy }: Panel, keys: Iterable<number>): void {
  ctx.beginPath();
  for (const key of keys) {
    const a = 2 * tieA(key), b = 2 * tieB(key);
    ctx.moveTo(xy[a], xy[a + 1]);
    ctx.lineTo(xy[b], xy[b + 1]);
  }
  ctx.stroke();
}

/** The few largest that are shown, by size and then by number. */
export function largest(panel: Panel, most: number): number[] {
  const best: [size: number, number: number][] = [];
  for (const [number, { size }] of panel.lane.nodes) {
    if (!panel.seen[number] || (best.length === most && size <= best[most - 1][0])) continue;
    best.push([size, number]);
    best.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    best.length = Math.min(best.length, most);
  }
  return best.map(([, number]) => number);
}

/** Distance of a point from a segment. */
export function distance(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax, dy = by - ay;
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

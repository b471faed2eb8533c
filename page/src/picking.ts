// What lies under a point of the map, and which organisation lies next in a direction.

import { distance, type Panel } from "./panel";
import { tieA, tieB } from "./store";

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";
const AHEAD: Record<Direction, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const REACH = 6;

export function isDirection(key: string): key is Direction {
  return key in AHEAD;
}

/** The dot under a point, -1 if none; `radius` is what is drawn of it. */
export function nodeAt(panel: Panel, x: number, y: number, radius: (number: number) => number, reach = REACH): number {
  let best = -1, least = Infinity;
  for (const number of panel.lane.nodes.keys()) {
    if (!panel.seen[number]) continue;
    const gap = Math.hypot(panel.xy[2 * number] - x, panel.xy[2 * number + 1] - y) - radius(number);
    if (gap < least) [best, least] = [number, gap];
  }
  return least < reach ? best : -1;
}

export function tieAt(panel: Panel, ties: Iterable<number>, x: number, y: number): number {
  let best = -1, least = REACH;
  const { xy } = panel;
  for (const key of ties) {
    const a = 2 * tieA(key), b = 2 * tieB(key);
    const gap = distance(x, y, xy[a], xy[a + 1], xy[b], xy[b + 1]);
    if (gap < least) [best, least] = [key, gap];
  }
  return best;
}

/** The nearest dot ahead in a direction, sideways steps counting double; from the middle where nothing is chosen. */
export function nextNode(panel: Panel, from: number, direction: Direction): number {
  const known = from >= 0 && panel.seen[from];
  const x = known ? panel.xy[2 * from] : panel.x + panel.w / 2, y = known ? panel.xy[2 * from + 1] : panel.y + panel.h / 2;
  const [dx, dy] = AHEAD[direction];
  let best = from, least = Infinity;
  for (const number of panel.lane.nodes.keys()) {
    if (!panel.seen[number] || number === from) continue;
    const gx = panel.xy[2 * number] - x, gy = panel.xy[2 * number + 1] - y;
    const along = gx * dx + gy * dy, aside = Math.abs(gx * dy) + Math.abs(gy * dx);
    if (known && along <= 0.5) continue;
    const cost = (known ? along : Math.abs(along)) + 2 * aside;
    if (cost < least) [best, least] = [number, cost];
  }
  return best;
}

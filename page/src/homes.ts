// Where everybody lives: a map of cells that never moves, and a spot in it for each organisation.
//
// Coordinates are shares of the drawing area (0 to 1 both ways), so that a picture squeezed into half the width
// (two futures side by side) keeps every place where it was.

export interface Box { x: number; y: number; w: number; h: number }
export interface Cell extends Box { key: string; parent: string; weight: number }

/** Squarified treemap (Bruls, Huizing & van Wijk 2000) of weights into a box, for a drawing area `aspect` times wider than high. */
export function treemap(items: { key: string; weight: number }[], box: Box, aspect: number): Map<string, Box> {
  const total = items.reduce((sum, item) => sum + item.weight, 0) || 1;
  const wide = box.w * aspect, area = wide * box.h;
  const sorted = [...items].sort((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1));
  const placed = new Map<string, Box>();
  let free = { x: 0, y: 0, w: wide, h: box.h };
  for (let start = 0; start < sorted.length; ) {
    const side = Math.min(free.w, free.h);
    const sizes = (end: number) => sorted.slice(start, end).map((item) => (item.weight / total) * area);
    let end = start + 1;
    while (end < sorted.length && worst(sizes(end + 1), side) <= worst(sizes(end), side)) end++;
    free = layRow(sorted.slice(start, end), sizes(end), free, placed);
    start = end;
  }
  for (const [key, at] of placed) {
    placed.set(key, { x: box.x + at.x / aspect, y: box.y + at.y, w: at.w / aspect, h: at.h });
  }
  return placed;
}

function worst(sizes: number[], side: number): number {
  const sum = sizes.reduce((a, b) => a + b, 0);
  return Math.max(...sizes.map((s) => Math.max((side * side * s) / (sum * sum), (sum * sum) / (side * side * s))));
}

function layRow(items: { key: string }[], sizes: number[], free: Box, placed: Map<string, Box>): Box {
  const sum = sizes.reduce((a, b) => a + b, 0);
  const across = free.w >= free.h;
  const thick = sum / (across ? free.h : free.w);
  let along = 0;
  items.forEach((item, k) => {
    const length = sizes[k] / thick;
    placed.set(item.key, across
      ? { x: free.x, y: free.y + along, w: thick, h: length }
      : { x: free.x + along, y: free.y, w: length, h: thick });
    along += length;
  });
  return across
    ? { x: free.x + thick, y: free.y, w: free.w - thick, h: free.h }
    : { x: free.x, y: free.y + thick, w: free.w, h: free.h - thick };
}

export interface Resident { number: number; group: string; parent: string }

const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const ROOM_TO_GROW = 1.25;

/** Cells and homes. Built once from those present; newcomers are added without moving anybody. */
export class Homes {
  cells = new Map<string, Cell>();
  private taken = new Map<string, number>();
  private spots = new Map<number, [number, number]>();

  constructor(residents: Resident[], aspect: number, head: number) {
    const parents = new Map<string, Map<string, number>>();
    for (const { group, parent } of residents) {
      const inside = parents.get(parent) ?? new Map<string, number>();
      inside.set(group, (inside.get(group) ?? 0) + 1);
      parents.set(parent, inside);
    }
    // a cell has room for a few more, and the smallest still holds a name
    const weigh = (n: number) => 3 + n * ROOM_TO_GROW;
    const outer = treemap(
      [...parents].map(([key, inside]) => ({ key, weight: weigh([...inside.values()].reduce((a, b) => a + b, 0)) })),
      { x: 0, y: 0, w: 1, h: 1 }, aspect,
    );
    for (const [parent, inside] of parents) {
      const box = outer.get(parent)!;
      const inner = treemap([...inside].map(([key, n]) => ({ key, weight: weigh(n) })), box, aspect);
      for (const [key, at] of inner) {
        const top = Math.min(head, at.h / 3);
        this.cells.set(key, { key, parent, weight: inside.get(key)!, x: at.x, y: at.y + top, w: at.w, h: at.h - top });
      }
    }
    for (const resident of residents) this.settle(resident);
  }

  /** Give somebody a home in their cell: the next spot of a sunflower spiral. */
  settle({ number, group, parent }: Resident): [number, number] {
    const known = this.spots.get(number);
    if (known) return known;
    const cell = this.cells.get(group) ?? [...this.cells.values()].find((c) => c.parent === parent);
    if (!cell) return [0.5, 0.5];
    const k = this.taken.get(cell.key) ?? 0;
    this.taken.set(cell.key, k + 1);
    const radius = Math.sqrt((k + 0.5) / Math.max(cell.weight * ROOM_TO_GROW, k + 1));
    const spot: [number, number] = [
      cell.x + cell.w * (0.5 + 0.42 * radius * Math.cos(k * GOLDEN)),
      cell.y + cell.h * (0.5 + 0.42 * radius * Math.sin(k * GOLDEN)),
    ];
    this.spots.set(number, spot);
    return spot;
  }

  home(number: number): [number, number] | undefined {
    return this.spots.get(number);
  }
}

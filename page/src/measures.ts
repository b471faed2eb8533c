// What a dot can be coloured or sized by. Pure: tested without a browser.

import { FORMAL, TRUST_SHIFT, tieA, tieB } from "./store";

export type Measure = "partners" | "broker" | "trust" | "money";
export const MEASURES: Measure[] = ["partners", "broker", "trust", "money"];
const STEPS = 5;

export type Neighbours = Map<number, Set<number>>;

export function neighbours(ties: Iterable<number>): Neighbours {
  const found: Neighbours = new Map();
  const add = (a: number, b: number) => {
    const set = found.get(a);
    if (set) set.add(b);
    else found.set(a, new Set([b]));
  };
  for (const key of ties) {
    const a = tieA(key), b = tieB(key);
    add(a, b);
    add(b, a);
  }
  return found;
}

/** Everybody within so many steps of some organisations, themselves included. */
export function within(start: number[], steps: number, near: Neighbours): Set<number> {
  const found = new Set(start);
  let edge = start;
  for (let step = 0; step < steps; step++) {
    const next: number[] = [];
    for (const node of edge) for (const other of near.get(node) ?? []) {
      if (found.has(other)) continue;
      found.add(other);
      next.push(other);
    }
    edge = next;
  }
  return found;
}

/** Pairs of partners that are not partners of each other: those it stands between. */
function brokered(node: number, near: Neighbours): number {
  const partners = [...(near.get(node) ?? [])];
  let pairs = 0;
  for (let i = 0; i < partners.length; i++) {
    const known = near.get(partners[i])!;
    for (let j = i + 1; j < partners.length; j++) if (!known.has(partners[j])) pairs++;
  }
  return pairs;
}

/** A measure of every organisation; those without ties have 0 partners and no trust to speak of. */
export function measure(
  what: Measure, nodes: Map<number, { size: number }>, ties: Map<number, number>,
): Map<number, number> {
  const found = new Map<number, number>();
  if (what === "money") for (const [node, { size }] of nodes) found.set(node, size);
  else if (what === "trust") {
    const sum = new Map<number, [total: number, count: number]>();
    for (const [key, state] of ties) for (const end of [tieA(key), tieB(key)]) {
      const now = sum.get(end) ?? [0, 0];
      sum.set(end, [now[0] + (state >> TRUST_SHIFT), now[1] + 1]);
    }
    for (const node of nodes.keys()) {
      const [total, count] = sum.get(node) ?? [0, 0];
      found.set(node, count ? total / count : 0);
    }
  } else {
    const near = neighbours(ties.keys());
    for (const node of nodes.keys()) found.set(node, what === "partners" ? near.get(node)?.size ?? 0 : brokered(node, near));
  }
  return found;
}

/** The step, 0 to 4, of each value: equal steps of its square root between the least and the most. */
export function steps(values: Map<number, number>): Map<number, number> {
  const roots = [...values.values()].map(Math.sqrt);
  const low = Math.min(...roots), room = Math.max(...roots) - low || 1;
  return new Map([...values].map(([node, v]) => [node, Math.min(STEPS - 1, Math.floor((STEPS * (Math.sqrt(v) - low)) / room))]));
}

/** The best-connected organisation of those allowed: agreements count less than cooperation, which rests on persons. */
export function bestConnected(ties: Map<number, number>, allowed: (node: number) => boolean): number {
  const degree = new Map<number, number>();
  for (const [key, state] of ties) for (const end of [tieA(key), tieB(key)]) {
    if (allowed(end)) degree.set(end, (degree.get(end) ?? 0) + (state & FORMAL ? 1 : 1.5));
  }
  return [...degree].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? -1;
}

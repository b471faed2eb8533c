// The scale of a numeric guess, and where answers and guesses lie on it. Pure: tested without a browser.

import type { Band } from "./types";

/** Positions on the slider from minus to plus `span`. */
export const POSITIONS = 200;

export function valueAt(position: number, span: number): number {
  return Number(((position * span) / POSITIONS).toPrecision(4));
}

export function positionOf(value: number, span: number): number {
  return Math.max(-POSITIONS, Math.min(POSITIONS, Math.round((value * POSITIONS) / span)));
}

/** Ends of an axis that holds zero, every guess, the answer and the band, with some room. */
export function ends(guesses: number[], answer: number | null, band: Band | null): [number, number] {
  const all = [0, ...guesses, ...(answer === null ? [] : [answer]), ...(band ? [band.low, band.high] : [])];
  const low = Math.min(...all), high = Math.max(...all), room = (high - low || 1) * 0.08;
  return [low - room, high + room];
}

/** Whether a figure at this share of the axis is clear of those at its ends, which on a phone take a third each. */
export function standsApart(share: number): boolean {
  return share > 0.38 && share < 0.62;
}

/** Whether a guess lies where luck alone may put the difference: no skill can tell such guesses apart. */
export function withinBand(guess: number, band: Band): boolean {
  return guess >= band.low && guess <= band.high;
}

/** How high each of many dots is stacked so that none covers another; `step` is a dot's share of the axis. */
export function stacked(shares: number[], step: number): number[] {
  const columns = new Map<number, number>();
  return shares.map((share) => {
    const column = Math.round(share / step);
    const height = columns.get(column) ?? 0;
    columns.set(column, height + 1);
    return height;
  });
}

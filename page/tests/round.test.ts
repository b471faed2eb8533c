// Role play: what a tap says, how things are grouped, what everybody may read.

import { afterEach, describe, expect, it } from "vitest";
import { decisionRow, figureRows } from "../src/debrief";
import { answered, clock, folded, roundLine, scoreLine, sectionOf, tapped } from "../src/round";
import type { RoleItem, Roles } from "../src/types";
import { setLanguage } from "../src/words";

const item = (section: string, answer: number | null = null, decision = 1, other = 7): RoleItem =>
  ({ section, decision, other, text: ["a", "b"], about: ["", ""], options: [[1, "ya", "yes"], [0, "tidak", "no"]], answer });
const roles = (more: Partial<Roles> = {}): Roles =>
  ({ phase: "deciding", round: 2, months: 3, seconds: 0, left: null, until: 6, parts: [[1, 1, 1], [2, 0, 1]], free: [1, 1, 1, 1, 1], ...more });

Object.assign(globalThis, { document: { documentElement: {} } });
afterEach(() => setLanguage(0));

describe("a part", () => {
  it("has its things to decide by section", () => {
    const items = [item("invite"), item("asked"), item("invite", null, 2, 8)];
    expect((["asked", "invite", "partners"] as const).map((section) => sectionOf(items, section).length)).toEqual([1, 2, 0]);
  });
  it("folds what is too long, loses nothing, and never hides a single thing", () => {
    expect(folded([1, 2, 3, 4], 3)).toEqual([[1, 2, 3, 4], []]);
    expect(folded([1, 2, 3, 4, 5], 3)).toEqual([[1, 2, 3], [4, 5]]);
    expect(folded([], 3)).toEqual([[], []]);
  });
  it("says an answer, and takes it back with the second tap", () => {
    expect(tapped(item("asked"), 0, 3)).toEqual({ do: "decide", round: 3, decision: 1, other: 7, answer: 0 });
    expect(tapped(item("asked", 0), 0, 3)).toEqual({ do: "decide", round: 3, decision: 1, other: 7 });
    expect(tapped(item("asked", 0), 1, 3).answer).toBe(1);
  });
  it("counts what was asked, not what it may do besides", () => {
    expect(answered([item("asked", 0), item("asked"), item("invite", 1)])).toEqual([1, 2]);
  });
});

describe("the round", () => {
  it("is told to everybody: number and who is done", () => {
    setLanguage(1);
    expect(roundLine(roles())).toBe("Round 2 · please decide · 1 of 2 done");
    expect(roundLine(roles({ phase: "between", round: 0 }))).toContain("2 parts taken");
    expect(roundLine(null)).toBe("");
  });
  it("says how the tables stand, to a phone its own only", () => {
    const scores: [number, number, number][] = [[0, 3, 2], [1, 7.3, 4], [3, 10, 4]];
    expect(scoreLine(scores, 4.5)).toBe("Poin rata-rata: Meja 1 7,3 · Meja 3 10 · “tidak ada beda” 4,5");
    expect(scoreLine(scores, null, 3)).toBe("Poin rata-rata: Meja 3 10");
    expect([scoreLine(scores, 4.5, 0), scoreLine([], null)]).toEqual(["", ""]);
  });
  it("shows time as minutes and seconds, never less than none", () => {
    expect([clock(0), clock(-3), clock(59.6), clock(605)]).toEqual(["0:00", "0:00", "1:00", "10:05"]);
  });
});

describe("the debrief", () => {
  it("says how the futures stand and how far apart they are", () => {
    const indicators = [{ text: ["Kepercayaan", "Trust"], share: true, unit: "share" }, { text: ["Kemitraan", "Agreements"], share: false, unit: "count" }];
    const lane = (...series: (number | null)[][]) => ({ series });
    const app = (...lanes: { series: (number | null)[][] }[]) => ({ welcome: { indicators }, shown: [1, 0], store: { lanes } }) as unknown as Parameters<typeof figureRows>[0];
    expect(figureRows(app(lane([0.5, 10], [0.6, null]), lane([0.5, 14], [0.62, null])))).toEqual([["Kemitraan", "10", "14", "+4"], ["Kepercayaan", "60%", "62%", "+2 poin persen"]]);
    expect(figureRows(app(lane([null, 3])))).toEqual([["Kemitraan", "3"], ["Kepercayaan", "–"]]);
    setLanguage(1);
    expect(figureRows(app(lane([0.6, 10]), lane([0.62, 14])))[0]).toEqual(["Agreements", "10", "14", "+4"]);
    setLanguage(0);
  });
  it("has a line for each decision", () => {
    setLanguage(1);
    expect(decisionRow({ filter: { name: (n: number) => `org ${n}` } }, [2, 5, "mengajak X", "invited X", 1])).toEqual(["2", "org 5", "invited X", "it came about"]);
    expect(decisionRow({ filter: { name: String } }, [1, -1, "a", "b", -1])).toEqual(["1", "–", "b", "–"]);
  });
});

// The parts of the page that need no browser.

import { describe, expect, it } from "vitest";
import { ends, positionOf, stacked, standsApart, valueAt, withinBand } from "../src/estimate";
import { Filter } from "../src/filter";
import { Homes, treemap } from "../src/homes";
import { CELL, CHANGED_EDGE, FIELD_COLOURS, FORMAL_LINE, INFORMAL_LINE, KIND_COLOURS, LANE_COLOURS, PAPER, STEPS, contrast } from "../src/look";
import { bestConnected, measure, neighbours, steps, within } from "../src/measures";
import { type Panel, distance, parts } from "../src/panel";
import { nextNode, nodeAt, tieAt } from "../src/picking";
import { FORMAL, INFORMAL, Lane, Store, TRUST_SHIFT, tieA, tieB, tieKey } from "../src/store";
import { crisp, sheetIn } from "../src/sheet";
import { along } from "../src/transport";
import type { Welcome } from "../src/types";

const TIE = (trust: number, formal = false) => (formal ? FORMAL : INFORMAL) + (trust << TRUST_SHIFT);

describe("pixels of the screen", () => {
  it("hold a sheet that begins and ends between two of them", () => {
    const sheet = sheetIn({ left: 14.39, top: 190.48, width: 906.5, height: 471.59 }, 1);
    expect([14.39 + sheet.left, 190.48 + sheet.top]).toEqual([15, 191]);
    expect([sheet.width, sheet.height, sheet.across, sheet.down]).toEqual([905, 471, 905, 471]);
    expect(sheetIn({ left: 10, top: 20, width: 100, height: 50 }, 2)).toEqual({ left: 0, top: 0, width: 100, height: 50, across: 200, down: 100 });
    expect(sheetIn({ left: 0.4, top: 0, width: 0.3, height: 0 }, 1).across).toBe(0);
  });
  it("are filled whole by a thin line", () => {
    for (const ratio of [1, 1.25, 1.5, 2]) for (const width of [1, 1.5]) for (const place of [3, 7.3, 12.62]) {
      const line = crisp(width, ratio), edges = [line.at(place) - line.width / 2, line.at(place) + line.width / 2].map((v) => v * ratio);
      for (const edge of edges) expect(edge).toBeCloseTo(Math.round(edge), 9);
      expect(Math.abs(line.at(place) - place) * ratio).toBeLessThan(0.501);
    }
  });
});

describe("colours", () => {
  it("stand out from the map at 3:1 or more, text at 4.5:1", () => {
    for (const colour of [...KIND_COLOURS, ...STEPS, ...FIELD_COLOURS, FORMAL_LINE, INFORMAL_LINE, CHANGED_EDGE]) {
      expect(contrast(colour, CELL), colour).toBeGreaterThanOrEqual(3);
    }
    for (const colour of LANE_COLOURS) expect(contrast(colour, PAPER)).toBeGreaterThanOrEqual(4.5);
  });
  it("mean one thing each", () => {
    const meanings = [...KIND_COLOURS, ...LANE_COLOURS, FORMAL_LINE, INFORMAL_LINE, ...STEPS, "#e0a800"];
    const rgb = (c: string) => [1, 3, 5].map((k) => parseInt(c.slice(k, k + 2), 16));
    const far = (a: string, b: string) => Math.hypot(...rgb(a).map((v, k) => v - rgb(b)[k]));
    expect(far(FORMAL_LINE, LANE_COLOURS[0])).toBeGreaterThan(50);
    expect(far(LANE_COLOURS[1], KIND_COLOURS[1])).toBeGreaterThan(40);
    expect(new Set(meanings).size).toBe(meanings.length);
  });
});

describe("cells", () => {
  it("are called by their number alone where a subdistrict's name has no room", () => {
    const filter = new Filter(new Store(), { kinds: [["lembaga pemerintah", "government agency"]], fields: [], districts: [] } as unknown as Welcome);
    expect([filter.cellName("d0.8"), filter.cellShort("d0.8")]).toEqual(["Kec. 9", "9"]);
    expect(filter.cellShort("k0")).toBe("lembaga pemerintah");
  });
});

describe("timeline", () => {
  it("draws what is announced for after its end at its end", () => {
    expect(along(36, 24)).toBe(100);
    expect(along(-3, 24)).toBe(0);
    expect(along(6, 24)).toBe(25);
    expect(along(6, 0)).toBe(100);
  });
});

describe("estimates", () => {
  it("go there and back", () => {
    for (const span of [0.1, 5, 2000]) for (const at of [-200, -7, 0, 13, 200]) expect(positionOf(valueAt(at, span), span)).toBe(at);
    expect(positionOf(99, 5)).toBe(200);
  });
  it("lie on an axis that holds them all", () => {
    const [low, high] = ends([-3, 2], 5, { low: -6, high: 1, median: -2, runs: 9 });
    expect(low).toBeLessThan(-6);
    expect(high).toBeGreaterThan(5);
    expect(withinBand(1, { low: -6, high: 1, median: 0, runs: 9 })).toBe(true);
  });
  it("have a nought below the axis only where it is clear of both ends", () => {
    expect([0.1, 0.29, 0.37, 0.5, 0.63, 0.9].map(standsApart)).toEqual([false, false, false, true, false, false]);
  });
  it("do not cover each other", () => {
    expect(stacked([0.5, 0.501, 0.9, 0.5], 0.02)).toEqual([0, 1, 0, 2]);
  });
});

describe("measures", () => {
  const ties = new Map([[tieKey(1, 2), TIE(5)], [tieKey(1, 3), TIE(1, true)], [tieKey(2, 3), TIE(3)], [tieKey(3, 4), TIE(0)]]);
  const nodes = new Map([1, 2, 3, 4, 5].map((n) => [n, { size: n }]));
  it("count partners, pairs stood between, mean trust", () => {
    expect(measure("partners", nodes, ties).get(3)).toBe(3);
    expect(measure("broker", nodes, ties).get(3)).toBe(2);
    expect(measure("broker", nodes, ties).get(1)).toBe(0);
    expect(measure("trust", nodes, ties).get(1)).toBe(3);
    expect(measure("partners", nodes, ties).get(5)).toBe(0);
    expect([...steps(measure("money", nodes, ties)).values()].every((s) => s >= 0 && s <= 4)).toBe(true);
  });
  it("find neighbours one and two steps out", () => {
    const near = neighbours(ties.keys());
    expect([...within([4], 1, near)].sort()).toEqual([3, 4]);
    expect([...within([4], 2, near)].sort()).toEqual([1, 2, 3, 4]);
  });
  it("prefer who has most to lose", () => {
    expect(bestConnected(ties, () => true)).toBe(3);
    expect(bestConnected(ties, (n) => n === 9)).toBe(-1);
  });
});

describe("store", () => {
  it("applies frames once, and drops those of another baseline", () => {
    const store = new Store();
    store.picture({ is: "picture", epoch: 3, n: 10, month: 0, first: 0, branched: null, cast: [[0, 0, 0, "a", "a"], [1, 0, 0, "b", "b"]],
      lanes: [{ nodes: [0, 5, 1, 1, 6, 1], ties: [0, 1, TIE(2)], series: [] }] });
    const frame = { n: 11, month: 1, lanes: [{ cut: [0, 1], series: [[1]] }] };
    expect(store.frames(2, [frame], 0).tied).toBe(false);
    expect(store.frames(3, [frame, frame], 0).tied).toBe(true);
    expect(store.lanes[0].ties.size).toBe(0);
    expect(store.lanes[0].series).toEqual([[1]]);
    expect(store.lanes[0].flashes).toHaveLength(1);
  });
  it("keys name both ends", () => {
    for (const [a, b] of [[0, 1], [77, 2 ** 25]]) expect([tieA(tieKey(a, b)), tieB(tieKey(a, b))]).toEqual([a, b]);
  });
});

describe("the map", () => {
  it("gives every cell its share and keeps everybody inside", () => {
    const boxes = treemap([{ key: "a", weight: 3 }, { key: "b", weight: 1 }], { x: 0, y: 0, w: 1, h: 1 }, 1.3);
    const area = (k: string) => boxes.get(k)!.w * boxes.get(k)!.h;
    expect(area("a") / area("b")).toBeCloseTo(3);
    const homes = new Homes(Array.from({ length: 50 }, (_, number) => ({ number, group: `g${number % 4}`, parent: "p" })), 1.5, 0.03);
    for (let n = 0; n < 50; n++) for (const share of homes.home(n)!) expect(share >= 0 && share <= 1).toBe(true);
  });
  it("is walked with arrow keys", () => {
    const lane = new Lane();
    for (const n of [0, 1, 2]) lane.nodes.set(n, { size: 1, flags: 1 });
    const panel: Panel = { lane, index: 0, x: 0, y: 0, w: 100, h: 100, xy: new Float32Array([10, 10, 90, 12, 50, 80]), seen: new Uint8Array([1, 1, 1]) };
    expect(nextNode(panel, 0, "ArrowRight")).toBe(1);
    expect(nextNode(panel, 1, "ArrowLeft")).toBe(0);
    expect(nextNode(panel, 0, "ArrowDown")).toBe(2);
    expect(nextNode(panel, 0, "ArrowLeft")).toBe(0);
    expect(nextNode(panel, -1, "ArrowRight")).toBeGreaterThanOrEqual(0);
    expect(nodeAt(panel, 12, 11, () => 3)).toBe(0);
    expect(nodeAt(panel, 30, 30, () => 3)).toBe(-1);
    expect(tieAt(panel, [tieKey(0, 1)], 50, 12)).toBe(tieKey(0, 1));
    expect(distance(0, 5, 0, 0, 10, 0)).toBe(5);
  });
});

describe("a drawing", () => {
  it("is cut into parts that together are the whole", () => {
    expect(parts([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(parts([], 2)).toEqual([]);
  });
});

// The parts of the desk that need no browser.

import { describe, expect, it } from "vitest";
import { place, reach } from "../src/desk/interval";
import { Model, untouched } from "../src/desk/model";
import { shown, typed, yearMonth } from "../src/desk/numbers";
import { filled } from "../src/language";
import { short, whereabouts } from "../src/desk/parts";
import { sorted } from "../src/desk/portfolio";
import type { Card, Place, PortfolioRow, Welcome } from "../src/desk/types";

const CARD: Card = {
  name: "hub", title: ["Pusat", "Hub"], use_when: ["", ""], notes: ["", ""], costs: { "s.hub": 900 },
  rows: [{ lever: "s.hub", given: { month: 12, set: "levers.s.hub", to: 0.4 } }],
};
const LEVER = { name: "hub", low: 0, high: 1, default: 0, unit: "share", units: ["", ""], form: "number", choices: [], text: ["", ""], source: "", informed: true, cost: 0 };
const TOLD = { policies: [CARD], levers: [{ mechanism: "s", title: ["", ""], params: [LEVER] }], indicators: [] } as unknown as Welcome;

describe("numbers", () => {
  it("are read with the decimal mark of the language", () => {
    expect(typed("0,7", 0)).toBe(0.7);
    expect(typed("0.7", 1)).toBe(0.7);
    expect(typed(" 12 ", 0)).toBe(12);
  });
  it("that could be meant otherwise go to the server as they were typed", () => {
    expect(typed("306.000", 0)).toBe("306.000");
    expect(typed("306,000", 1)).toBe("306,000");
    expect(typed("a lot", 1)).toBe("a lot");
    expect(typed("", 1)).toBe("");
  });
  it("are shown as they are typed", () => {
    for (const lang of [0, 1] as const) for (const value of [0.4, 12, 1.125, -3, 0.1 + 0.2]) expect(typed(shown(value, lang), lang)).toBeCloseTo(value, 12);
    expect(shown(true)).toBe("true");
    expect(shown(undefined)).toBe("");
  });
  it("of months are told as year and month, as reports do", () => {
    expect([0, 11, 12, 24].map((month) => yearMonth(month))).toEqual([[1, 1], [1, 12], [2, 1], [3, 1]]);
    expect([yearMonth("soon"), yearMonth(1.5), yearMonth(-1), yearMonth(undefined)]).toEqual([null, null, null, null]);
  });
  it("stand in a sentence with their thousands apart", () => {
    expect(filled("{0} | {1} | {2}", [1249, "1249", -2829.5], 0)).toBe("1.249 | 1249 | −2.829,5");
    expect(filled("{0} | {1}", [1249, 2 / 3], 1)).toBe("1,249 | 0.666666666667");
  });
});

describe("a long text", () => {
  it("is cut between two words", () => {
    expect(short("share of the administration of partnered organisations that a hub takes over"))
      .toBe("share of the administration of partnered organisations that …");
    expect(short("short enough")).toBe("short enough");
  });
});

describe("the table of all policies", () => {
  const row = (arm: number, key: number | null): PortfolioRow => ({ arm, rank: arm, cells: [{ main: ["", ""], below: ["", ""], key, verdict: "" }] });
  const rows = [row(1, null), row(2, 5), row(3, 9)];
  it("is sorted either way, what is not known last", () => {
    expect(sorted(rows, 0, true).map((r) => r.arm)).toEqual([3, 2, 1]);
    expect(sorted(rows, 0, false).map((r) => r.arm)).toEqual([2, 3, 1]);
    expect(sorted(rows, -1, true)).toEqual(rows);
  });
});

describe("an interval", () => {
  it("is drawn around zero in the middle, and no further than the drawing reaches", () => {
    const scale = reach([[2, 1, 3], null, [-1, -400, 400]]);
    expect(scale).toBe(8);
    expect(place(0, scale)).toBe(100);
    expect(place(400, scale)).toBe(place(scale, scale));
    expect(place(-3, scale)).toBeLessThan(100);
  });
});

describe("a mistake", () => {
  it("is told by the policy and the field as the page calls them", () => {
    const model = new Model({ ...TOLD, form: { figures: [{ name: "population", text: ["Penduduk", "People"], hint: ["", ""] }], kinds: [] } });
    model.add(model.packaged(CARD));
    const text: [string, string] = ["salah", "wrong"];
    expect(whereabouts({ file: "hub.yaml", key: "timeline[1].to", text }, model)).toEqual(["“Pusat”", "menjadi"]);
    expect(whereabouts({ file: "place.yaml", key: "place.districts[1].population", text }, model)).toEqual(["Penduduk"]);
    expect(whereabouts({ file: "", key: "", text }, model)).toEqual([]);
  });
});

describe("what is asked", () => {
  it("names a packaged policy that was not touched, and tells the rows of one that was", () => {
    const model = new Model(TOLD), part = model.packaged(CARD);
    model.add(part);
    expect(untouched(part)).toBe(true);
    expect(model.asked().arms).toEqual([[{ name: "hub" }]]);
    part.rows[0].given.to = 0.5;
    expect(untouched(part)).toBe(false);
    expect(CARD.rows[0].given.to).toBe(0.4);
    expect(model.asked().arms).toMatchObject([[{ name: "hub", rows: [{ to: 0.5 }], title: { en: "Hub (changed)" } }]]);
  });
  it("gives a second copy, and each policy of one's own, a name of its own", () => {
    const model = new Model(TOLD);
    for (let k = 0; k < 2; k++) model.add(model.packaged(CARD));
    for (let k = 0; k < 2; k++) model.add(model.own("s.hub", ["a", "a"]));
    const names = model.arms.map((arm) => arm.parts[0].name);
    expect(new Set(names).size).toBe(4);
  });
  it("takes the planner's cost before the policy's, and the policy's before the declared one", () => {
    const model = new Model(TOLD);
    expect(model.cost("s.hub")).toBe(0);
    model.add(model.packaged(CARD));
    expect(model.cost("s.hub")).toBe(900);
    model.costs["s.hub"] = 5;
    expect(model.cost("s.hub")).toBe(5);
  });
  it("shows the declared cost grown to the size of the place, and whose it is, until the planner puts in her own", () => {
    const model = new Model(TOLD);
    model.place = { values: {}, costs: { "s.hub": { value: 3041, origin: ["bawaan", "declared"] } } } as unknown as Place;
    expect([model.cost("s.hub"), model.costOrigin("s.hub")]).toEqual([3041, ["bawaan", "declared"]]);
    model.costs["s.hub"] = 100;
    expect([model.cost("s.hub"), model.costOrigin("s.hub")]).toEqual([100, null]);
  });
});

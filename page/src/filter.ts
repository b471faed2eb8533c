// Which organisations and ties are shown, and what cells and dots are called.

import type { Grouping } from "./layout";
import { ACTIVE, FIELD_SHIFT, FORMAL, type Lane, type Store } from "./store";
import type { Measure } from "./measures";
import type { Welcome } from "./types";
import { language, pick, t } from "./words";

export type TieView = "auto" | "all" | "formal" | "bundles";

export class Filter {
  kinds = new Set<number>([0, 1, 2, 3, 4]);
  district = -1;
  field = -1;
  inactive = true;
  ties: TieView = "auto";
  grouping: Grouping = "place";
  colourBy: Measure | "kind" | "field" = "kind";
  sizeBy: Measure = "money";
  /** Steps from the chosen organisation that stay in full colour. */
  reach: 1 | 2 = 1;

  constructor(private readonly store: Store, private readonly welcome: Welcome) {}

  /** Names what is shown, for what is drawn only when that changes. */
  get key(): string {
    return [[...this.kinds].sort().join(""), this.district, this.field, this.inactive, this.ties, this.grouping, this.colourBy, this.sizeBy, this.reach].join("/");
  }

  node(lane: Lane, number: number): boolean {
    const state = lane.nodes.get(number), row = this.store.cast[number];
    if (!state || !row || !this.kinds.has(row[0])) return false;
    if (this.district >= 0 && row[1] !== this.district) return false;
    if (this.field >= 0 && state.flags >> FIELD_SHIFT !== this.field) return false;
    return this.inactive || (state.flags & ACTIVE) !== 0;
  }

  tie(state: number): boolean {
    return this.ties !== "formal" || (state & FORMAL) !== 0;
  }

  name(number: number): string {
    const row = this.store.cast[number];
    return row ? row[3 + language()] as string : "";
  }

  cellOf(lane: Lane, number: number): string {
    const row = this.store.cast[number];
    if (this.grouping === "kind") return `k${row[0]}`;
    if (this.grouping === "field") return `f${(lane.nodes.get(number)?.flags ?? 0) >> FIELD_SHIFT}`;
    return `d${row[1]}.${row[2]}`;
  }

  /** The name of a cell where there is little room: a subdistrict's number. */
  cellShort(key: string): string {
    const place = key[0] === "d" ? key.split(".")[1] : undefined;
    return place === undefined ? this.cellName(key) : String(Number(place) + 1);
  }

  cellName(key: string): string {
    const number = Number(key.slice(1));
    if (key[0] === "k") return pick(this.welcome.kinds[number]);
    if (key[0] === "f") return pick(this.welcome.fields[number] ?? ["", ""]);
    const [district, place] = key.slice(1).split(".");
    if (place !== undefined) return t("subdistrict", Number(place) + 1);
    return this.welcome.districts[Number(district)]?.name ?? "";
  }
}

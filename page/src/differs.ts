// What differs between the futures and why; what ended this year and why. A tap opens the story in both futures.

import type { App, Part } from "./app";
import { button, el } from "./dom";
import { tieKey } from "./store";
import type { Differs, TieList, TieRow } from "./types";
import { language, t } from "./words";

const REASONS_SHOWN = 6, TIES_SHOWN = 30;

export class DiffersPart implements Part {
  readonly root = el("section", { class: "differs", testid: "differs" });
  private told: Differs | null = null;
  private asked = 0;
  private last = "";

  constructor(private readonly app: App) {}

  /** Ask again if months have passed or the futures are others; not while they fly by. */
  update(): void {
    const { store, room, welcome } = this.app, key = `${store.epoch}/${store.month}`;
    if (key === this.last || room.playing || room.goal !== null || welcome.scene.tape || !this.root.isConnected) return;
    this.last = key;
    this.asked++;
    this.app.say({ do: "differs", ask: this.asked });
  }

  /** An answer may have been lost with the connection: ask again. */
  forget(): void {
    this.last = "";
  }

  answer(told: Differs): void {
    if (told.to !== this.asked) return;
    this.told = told;
    this.rebuild();
  }

  rebuild(): void {
    const { told } = this;
    if (!told) return;
    const name = (k: number) => (told.ended.length === 2 ? `(${"AB"[k]})` : "");
    this.root.replaceChildren(
      ...told.only.map((list, k) => this.list(t(list.count ? "differsHelp" : "differsHead", t("future", "AB"[k]), list.count), list, k, `only-${k}`)),
      ...told.ended.map((list, k) => this.list(t("endedYear", name(k), list.count), list, k, `ended-${k}`)));
  }

  private list(title: string, list: TieList, lane: number, testid: string): HTMLElement {
    const l = language();
    return el("section", { class: `lane${lane}`, testid },
      el("h3", {}, title),
      list.count ? el("ul", { class: "reasons" }, ...list.reasons.slice(0, REASONS_SHOWN).map((r) => el("li", {}, `${r[l]}: `, el("b", {}, String(r[2]))))) : el("p", { class: "quiet" }, t("differsNone")),
      el("ul", { class: "partners" }, ...list.ties.slice(0, TIES_SHOWN).map((row) => this.row(row, lane))));
  }

  private row(row: TieRow, lane: number): HTMLElement {
    const l = language(), [a, b, formal] = row, { filter } = this.app;
    return el("li", { class: formal ? "formal" : "informal" },
      button(`${filter.name(a)} – ${filter.name(b)}`, "differing", () => this.app.choose({ tie: tieKey(a, b) }, lane), { class: "link" }),
      el("span", {}, [row[3 + l], row[5 + l]].filter(Boolean).join(", ")));
  }
}

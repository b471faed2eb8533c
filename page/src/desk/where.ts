// Who gains where: the report's pictures of fields, subdistricts and districts, each with its table, drawn when asked for.

import { el } from "../dom";
import { language } from "../language";
import type { Desk } from "./main";
import { mistakes } from "./parts";
import type { Where, WherePart } from "./types";
import { Refused } from "./wire";
import { t } from "./words";

export class WherePanel {
  private readonly body = el("div", { testid: "where-body", attributes: { "aria-live": "polite" } });
  readonly node = el("details", { class: "where", testid: "where", ontoggle: () => void this.show() }, el("summary", {}, t("whereShow")), this.body);
  private drawn = 0;
  private wanted = 0;

  constructor(private readonly desk: Desk) {}

  /** Another answer is shown: what is open is drawn again from it, what is shut once it is opened. */
  update(replicates: number): void {
    this.wanted = replicates;
    this.drawn = 0;
    if (this.node.open && !this.desk.running) void this.show();
  }

  private async show(): Promise<void> {
    if (!this.node.open || this.drawn === this.wanted) return;
    const asked = this.wanted;
    this.drawn = asked;
    if (!this.body.hasChildNodes()) this.body.replaceChildren(t("computing"));
    try {
      const told = await this.desk.wire.ask<Where>({ do: "where", lang: language() === 0 ? "id" : "en" });
      if (asked !== this.drawn) return;
      this.body.replaceChildren(...(told.parts.length ? told.parts.map(part) : [el("p", {}, t("whereNone"))]));
    } catch (why) {
      if (!(why instanceof Refused)) throw why;
      this.body.replaceChildren(mistakes(why, this.desk.model));
    }
  }
}

function part(one: WherePart): HTMLElement {
  if (one.is === "pictures") {
    return el("figure", {}, el("div", { class: one.wide ? "where-pictures wide" : "where-pictures" }, ...one.pictures.map((p) => el("img", { attributes: { src: p.image, alt: p.alt } }))), el("figcaption", { class: "quiet" }, one.caption));
  }
  const head = el("thead", {}, el("tr", {}, ...one.head.map((text) => el("th", { attributes: { scope: "col" } }, text))));
  const rows = one.rows.map(([first, ...rest]) => el("tr", {}, el("th", { attributes: { scope: "row" } }, first), ...rest.map((text) => el("td", {}, text))));
  return el("details", {}, el("summary", {}, one.summary), el("div", { class: "wide", attributes: { role: "region", tabindex: "0", "aria-label": one.summary } },
    el("table", { class: "plain" }, head, el("tbody", {}, ...rows))));
}

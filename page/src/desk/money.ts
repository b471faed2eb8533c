// Step 7: what levers cost, as far as the planner knows, and what a family more costs then.

import { el } from "../dom";
import { pick } from "../language";
import type { Desk } from "./main";
import { shown, typed } from "./numbers";
import { frame, input } from "./parts";
import { t } from "./words";

export class MoneyPanel {
  readonly node: HTMLElement;
  private readonly levers = el("div", {});
  private readonly prices = el("div", { attributes: { "aria-live": "polite" } });
  private listed = "";

  constructor(private readonly desk: Desk) {
    this.node = frame("money", el("p", { class: "quiet" }, t("moneyHelp")), this.levers, this.prices);
    this.update();
  }

  update(): void {
    const { model } = this.desk, moved = model.moved().filter((name) => model.lever(name)?.form !== "choice"); // a rule has no price a unit
    const listed = [this.desk.model.place?.argument, ...moved].join();
    if (listed !== this.listed || !moved.length) this.list(moved);
    this.listed = listed;
    this.tell();
  }

  private list(moved: string[]): void {
    const { model } = this.desk;
    if (!moved.length) return this.levers.replaceChildren(el("p", { class: "quiet" }, t(model.arms.length ? "noLevers" : "noCosts")));
    const rows = moved.map((name) => {
      const lever = model.lever(name)!, stated = model.cost(name);
      const cost = input(`cost-${name}`, shown(model.costs[name] ?? (stated || "")), { inputmode: "decimal", size: "16", "aria-label": `${t("costUnit")}: ${pick(lever.text)}`, placeholder: t("notKnown") });
      const whose = el("small", {}, pick(model.costOrigin(name) ?? ["", ""]));
      cost.oninput = () => {
        model.costs[name] = typed(cost.value);
        whose.textContent = pick(model.costOrigin(name) ?? ["", ""]);
        this.desk.changed();
      };
      return el("tr", {}, el("th", { attributes: { scope: "row" } }, pick(lever.text)), el("td", { attributes: { "data-head": t("unit") }, class: "unit" }, pick(lever.units)),
        el("td", { attributes: { "data-head": t("costUnit") } }, cost, whose));
    });
    const heads = [t("lever"), t("unit"), t("costUnit")].map((text) => el("th", { attributes: { scope: "col" } }, text));
    this.levers.replaceChildren(el("table", { class: "plain money" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows)));
  }

  /** The columns of money in the table of all policies. */
  private tell(): void {
    const { answer } = this.desk.model;
    if (!answer) return this.prices.replaceChildren();
    const { measures, heads, rows } = answer.portfolio, shownColumns = ["families_served", "cost", "price"].map((name) => measures.indexOf(name)).filter((k) => k >= 0);
    this.prices.replaceChildren(el("table", { class: "plain", testid: "prices" },
      el("thead", {}, el("tr", {}, el("th", { attributes: { scope: "col" } }, t("policy")), ...shownColumns.map((k) => el("th", { attributes: { scope: "col" } }, pick(heads[k]))))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, el("th", { class: `arm${row.arm}`, attributes: { scope: "row" } }, el("span", { class: "mark", attributes: { "aria-hidden": "true" } }), pick(answer.titles[row.arm])),
        ...shownColumns.map((k) => el("td", { attributes: { "data-head": pick(heads[k]) } }, pick(row.cells[k].main), el("small", {}, pick(row.cells[k].below)))))))));
  }
}

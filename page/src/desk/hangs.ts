// Step 6: does the answer hold in other worlds? Repeated, on demand, over values of what no data inform.

import { button, el } from "../dom";
import { pick } from "../language";
import type { Desk } from "./main";
import { shown, typed } from "./numbers";
import { frame, input, labelled } from "./parts";
import type { Progress, Under, World } from "./types";
import { t } from "./words";

export class HangsPanel {
  readonly node: HTMLElement;
  private readonly draws = input("draws", "", { inputmode: "numeric", size: "5" });
  private readonly status = el("p", { class: "status", testid: "hangs-status", attributes: { role: "status" } });
  private readonly start = button("", "hangs-run", () => this.run(), { class: "main" });
  private readonly body = el("div", { testid: "hangs-body" });

  constructor(private readonly desk: Desk) {
    const { kept } = desk, name = () => { this.start.textContent = t("hangsRun", kept.draws); };
    this.draws.value = shown(kept.draws);
    this.draws.oninput = () => {
      kept.draws = typed(this.draws.value);
      name();
    };
    name();
    this.node = frame("hangs", el("p", { class: "quiet" }, t("hangsHelp")), el("div", { class: "row" }, labelled(t("hangsDraws"), this.draws), this.start), this.status, this.body);
    this.update();
  }

  update(): void {
    this.start.disabled = !this.desk.model.ready();
    if (this.desk.under) this.told(this.desk.under);
    else this.body.replaceChildren();
  }

  private run(): void {
    this.status.textContent = t("computing");
    this.desk.repeat(this.desk.kept.draws);
  }

  progress(told: Progress): void {
    this.status.textContent = t("hangsProgress", told.done, told.total);
  }

  /** What was going on is over: nothing more is coming. */
  quiet(): void {
    this.status.textContent = "";
  }

  private told(under: Under): void {
    this.status.textContent = "";
    const first = under.arms[0]?.outcomes[0]?.indicator ?? "";
    this.body.replaceChildren(el("h3", {}, first ? pick(this.desk.indicator(first).text) : ""),
      this.table(under.arms.map((arm) => [this.policy(arm.arm), arm.outcomes[0], `under-${arm.arm}`])),
      ...under.arms.map((arm) => el("details", {}, el("summary", {}, `${t("allIndicators")}: ${this.title(arm.arm)}`),
        this.table(arm.outcomes.slice(1).map((one) => [el("span", {}, pick(this.desk.indicator(one.indicator).text)), one, ""])))),
      el("p", { class: "quiet" }, pick(under.about)));
  }

  private title(arm: number): string {
    return this.desk.model.arms[arm - 1]?.parts.map((part) => pick(part.title)).join(" + ") ?? "";
  }

  private policy(arm: number): HTMLElement {
    return el("span", { class: `arm${arm}` }, el("span", { class: "mark", attributes: { "aria-hidden": "true" } }), this.title(arm));
  }

  private table(rows: [HTMLElement, World, string][]): HTMLElement {
    const heads = [t("policy"), t("helpsIn"), t("reaches"), t("hangsOn")];
    return el("table", { class: "plain worlds" }, el("thead", {}, el("tr", {}, ...heads.map((text, k) => el("th", { attributes: { scope: "col" } }, k || rows[0]?.[2] ? text : t("indicator"))))),
      el("tbody", {}, ...rows.map(([head, one, testid]) => el("tr", { testid: testid || undefined }, el("th", { attributes: { scope: "row" } }, head),
        ...[one.count, one.range, one.hangs].map((text, k) => el("td", { attributes: { "data-head": heads[k + 1] } }, pick(text)))))));
  }
}

// Step 6: does the answer hold in other worlds? Repeated, on demand, over values of what no data inform.

import { button, el } from "../dom";
import { pick } from "../language";
import type { Desk } from "./main";
import { shown, typed } from "./numbers";
import { frame, input, labelled } from "./parts";
import type { Progress, Under } from "./types";
import { t } from "./words";

export class HangsPanel {
  readonly node: HTMLElement;
  private readonly draws = input("draws", "50", { inputmode: "numeric", size: "5" });
  private readonly status = el("p", { class: "status", testid: "hangs-status", attributes: { role: "status" } });
  private readonly start = button(t("hangsRun", 50), "hangs-run", () => this.run(), { class: "main" });
  private readonly body = el("div", { testid: "hangs-body" });

  constructor(private readonly desk: Desk) {
    this.draws.oninput = () => { this.start.textContent = t("hangsRun", this.draws.value); };
    this.node = frame("hangs", el("p", { class: "quiet" }, t("hangsHelp")), el("div", { class: "row" }, labelled(t("hangsDraws"), this.draws), this.start), this.status, this.body);
    this.update();
  }

  update(): void {
    this.start.disabled = !this.desk.model.ready();
    if (this.desk.under) this.told(this.desk.under);
    else this.body.replaceChildren();
  }

  private run(): void {
    const draws = typed(this.draws.value);
    this.status.textContent = t("computing");
    this.desk.repeat(typeof draws === "number" ? draws : 0);
  }

  progress(told: Progress): void {
    this.status.textContent = t("hangsProgress", shown(told.done), shown(told.total));
  }

  /** What was going on is over: nothing more is coming. */
  quiet(): void {
    this.status.textContent = "";
  }

  private told(under: Under): void {
    const { answer } = this.desk.model;
    this.status.textContent = "";
    this.body.replaceChildren(el("p", { class: "quiet" }, pick(under.about)), ...under.arms.map((arm) => el("div", { class: `told arm${arm.arm}` },
      el("p", { class: "lead", testid: `under-${arm.arm}` }, el("span", { class: "mark", attributes: { "aria-hidden": "true" } }), answer?.titles[arm.arm] ? `${pick(answer.titles[arm.arm])}: ` : "", pick(arm.sentence)),
      el("ul", {}, ...arm.outcomes.map((one) => el("li", {}, el("strong", {}, `${pick(this.desk.indicator(one.indicator).text)}: ${pick(one.count)}`), ` · ${pick(one.sentence)}`))))));
  }
}

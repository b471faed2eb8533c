// Step 5: partnerships that exist only with a policy or only without it, and the story of each.

import { button, el } from "../dom";
import { pick } from "../language";
import type { Desk } from "./main";
import { frame, mistakes } from "./parts";
import type { Counted, Listed, Side, Story, Why } from "./types";
import { Refused } from "./wire";
import { t, type Word } from "./words";

const SIDES = ["only_reform", "only_baseline"] as const;

export class WhyPanel {
  readonly node: HTMLElement;
  private readonly body = el("div", { attributes: { "aria-live": "polite" } });

  constructor(private readonly desk: Desk) {
    this.node = frame("why", el("p", { class: "quiet" }, t("whyHelp")), this.body);
    this.draw();
  }

  /** A new answer, or another policy of it: what was shown is of an earlier one. */
  update(): void {
    this.desk.kept.why = null;
    this.draw();
  }

  private draw(): void {
    const { answer } = this.desk.model, { why } = this.desk.kept;
    if (!answer) return this.body.replaceChildren(el("p", { class: "quiet" }, t("afterAnswer")));
    const row = el("div", { class: "row" }, ...answer.arms.map((one) => button(`${t("whyShow")}: ${pick(answer.titles[one.arm])}`, `why-${one.arm}`, () => void this.show(one.arm), { class: `arm${one.arm}` })));
    this.body.replaceChildren(row, ...(why ? this.told(why) : []));
  }

  private async show(arm: number): Promise<void> {
    const row = this.body.firstElementChild!;
    try {
      const told = await this.desk.wire.ask<Why>({ do: "why", arm });
      this.desk.kept.why = told;
      this.body.replaceChildren(row, ...this.told(told));
    } catch (why) {
      if (!(why instanceof Refused)) throw why;
      this.body.replaceChildren(row, mistakes(why, this.desk.model));
    }
  }

  private told(told: Why): HTMLElement[] {
    return [el("p", { class: "lead" }, pick(told.sentence)), el("div", { class: "sides" }, ...SIDES.map((side) => this.side(side, told.sides[side], told.replicate)))];
  }

  private side(name: (typeof SIDES)[number], side: Side, replicate: number): HTMLElement {
    return el("div", { class: `side ${name}`, testid: `side-${name}` }, el("h3", {}, t(name)),
      el("h4", {}, t("byType")), counted(side.by_type),
      el("h4", {}, t("byReason")), counted([...side.by_reason, { text: [t("stillRunning"), t("stillRunning")], count: side.running }]),
      el("h4", {}, t("oneReplicate", replicate + 1)),
      side.list.length ? el("ul", { class: "listed" }, ...side.list.map((one) => el("li", {}, this.listed(one)))) : el("p", {}, t("none")));
  }

  private listed(one: Listed): HTMLElement {
    const end = pick(one.ended) ? ` · ${t("storyEnd", pick(one.ended), pick(one.reason))}` : "";
    return button(`${t("storyRow", pick(one.type), pick(one.began))}${end}`, `story-${one.id}`, () => void this.story(one.id), { class: "link" });
  }

  private async story(id: number): Promise<void> {
    const told = await this.desk.wire.ask<Story>({ do: "story", subject: String(id) }).catch((why) => why as Refused);
    const body = told instanceof Error ? [mistakes(told, this.desk.model)] : told.arms.flatMap((arm) => [el("h3", {}, pick(arm.where)), el("ul", {}, ...arm.sentences.map((s) => el("li", {}, pick(s))))]);
    const dialog = el("dialog", { testid: "story", attributes: { "aria-labelledby": "story-title" } },
      el("h2", { attributes: { id: "story-title" } }, told instanceof Error ? t("storyOf", String(id)) : pick(told.arms[0].title)), ...body, button(t("close"), "close", () => dialog.close()));
    dialog.onclose = () => dialog.remove();
    document.body.append(dialog);
    dialog.showModal();
  }
}

function counted(rows: Counted[]): HTMLElement {
  return rows.length ? el("ul", { class: "counted" }, ...rows.map((row) => el("li", {}, el("strong", {}, pick(row.count)), ` ${pick(row.text)}`))) : el("p", {}, t("none" satisfies Word));
}

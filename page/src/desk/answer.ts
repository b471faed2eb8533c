// Step 3: what would differ, and how sure that is; the intervals narrow while one looks.

import { button, el } from "../dom";
import { language, pick } from "../language";
import { interval, reach } from "./interval";
import type { Desk } from "./main";
import { shown, typed } from "./numbers";
import { frame, input, labelled } from "./parts";
import type { Answer, ArmTold, EffectRow } from "./types";
import { t, type Word } from "./words";

export class AnswerPanel {
  readonly node: HTMLElement;
  private readonly status = el("p", { class: "status", testid: "status", attributes: { role: "status" } });
  private readonly bar = el("progress", { attributes: { max: "1", "aria-hidden": "true" } });
  private readonly buttons = el("div", { class: "row" });
  private readonly body = el("div", { class: "body", testid: "answer-body" });

  constructor(private readonly desk: Desk) {
    this.node = frame("answer", this.settings(), el("div", { class: "running" }, this.status, this.bar, this.buttons), this.body);
    this.update();
  }

  private settings(): HTMLElement {
    const { model } = this.desk;
    const field = (testid: string, value: string, set: (text: string) => void) => {
      const node = input(testid, value, { inputmode: "numeric", size: "6" });
      node.oninput = () => {
        set(node.value);
        this.desk.changed();
      };
      return node;
    };
    return el("details", {}, el("summary", {}, t("options")), el("div", { class: "row" },
      labelled(t("years"), field("months", shown(model.months ?? model.place?.months ?? 120), (text) => { model.months = typed(text); })),
      labelled(t("replicates"), field("replicates", shown(model.target), (text) => { model.replicates = typed(text); }))),
      el("p", { class: "quiet" }, t("optionsHelp")));
  }

  update(): void {
    const { model, running, begun } = this.desk, { answer } = model, n = answer?.replicates ?? 0;
    this.status.textContent = !model.ready() ? t(model.place ? "waitingPolicy" : "waiting") : running && (!answer || answer.to !== begun) ? (answer ? t("outdated") : t("computing"))
      : !answer ? "" : running ? t("soFar", n, answer.target) : n >= answer.target ? t("allDone", n) : t("halted", n);
    this.bar.value = answer && answer.to === begun ? n / answer.target : 0;
    this.bar.hidden = !running;
    const next = 2 * Math.max(n, 2);
    this.buttons.replaceChildren(...(running ? [button(t("stop"), "stop", () => this.desk.halt())]
      : answer ? [button(t("more", next), "more", () => this.desk.goOn(next))] : []));
    this.node.classList.toggle("old", running && answer !== null && answer.to !== begun);
    this.body.replaceChildren(...(answer ? this.told(answer) : []));
    document.body.dataset.replicates = String(n);
    document.body.dataset.running = String(running);
  }

  private told(answer: Answer): HTMLElement[] {
    if (!answer.arms.some((one) => one.arm === this.desk.kept.arm)) this.desk.kept.arm = 1;
    const told = answer.arms.find((one) => one.arm === this.desk.kept.arm)!;
    return [
      ...(answer.arms.length > 1 ? [this.tabs(answer)] : []),
      el("div", { class: `told arm${this.desk.kept.arm}`, testid: "told", attributes: { id: "told", ...(answer.arms.length > 1 ? { role: "tabpanel", "aria-labelledby": `tab-${this.desk.kept.arm}` } : {}) } },
        ...sentences(told), this.table(answer, told)),
      ...(answer.failed ? [el("p", { class: "mistakes" }, t("failedRuns", answer.failed))] : []),
    ];
  }

  private tabs(answer: Answer): HTMLElement {
    const turn = (arm: number) => {
      this.desk.kept.arm = arm;
      this.update();
      this.desk.turned();
      document.getElementById(`tab-${arm}`)?.focus();
    };
    const row = el("div", { class: "tabs", label: t("whichPolicy"), attributes: { role: "tablist" } }, ...answer.arms.map(({ arm }) =>
      button(pick(answer.titles[arm]), `tab-${arm}`, () => turn(arm), { class: `arm${arm}`, attributes: {
        role: "tab", id: `tab-${arm}`, "aria-selected": String(arm === this.desk.kept.arm), "aria-controls": "told", tabindex: arm === this.desk.kept.arm ? "0" : "-1" } })));
    row.onkeydown = (event) => {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (step) turn(((this.desk.kept.arm - 1 + step + answer.arms.length) % answer.arms.length) + 1);
    };
    return row;
  }

  private table(answer: Answer, { arm }: ArmTold): HTMLElement {
    const mine = answer.rows.filter((row) => row.arm === arm), first = mine.filter((row) => row.headline);
    const rest = el("details", { testid: "all-indicators" }, el("summary", {}, t("allIndicators")), ...this.themes(mine.filter((row) => !row.headline)));
    rest.open = this.desk.kept.unfolded;
    rest.ontoggle = () => { this.desk.kept.unfolded = rest.open; };
    return el("div", {}, this.rows(first, "headline"), rest,
      el("details", {}, el("summary", {}, t("howToRead")), ...legend(this.desk.model.told.signs), ...answer.closing.map((text) => el("p", { class: "quiet" }, pick(text)))));
  }

  private themes(rows: EffectRow[]): HTMLElement[] {
    const byTheme = new Map<string, EffectRow[]>();
    for (const row of rows) {
      const theme = pick(this.desk.indicator(row.indicator).theme);
      byTheme.set(theme, [...(byTheme.get(theme) ?? []), row]);
    }
    return [...byTheme].flatMap(([theme, own]) => [el("h3", {}, theme), this.rows(own, "")]);
  }

  private rows(rows: EffectRow[], testid: string): HTMLElement {
    const scale = reach(rows.map((row) => row.share));
    const heads: Word[] = ["indicator", "without", "with", "difference", "drawn"];
    return el("table", { class: "effects", testid: testid || undefined },
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { attributes: { scope: "col" } }, t(head))))),
      el("tbody", {}, ...rows.map((row) => this.row(row, scale))));
  }

  private row(row: EffectRow, scale: number): HTMLElement {
    const written = row.written[language()], indicator = this.desk.indicator(row.indicator), sign = this.desk.model.told.signs[row.verdict];
    const drawn = el("td", { class: "drawn" });
    if (row.share) drawn.append(interval(row.share, scale, row.verdict));
    return el("tr", { class: row.verdict, testid: `row-${row.indicator}` },
      el("th", { title: pick(indicator.about), attributes: { scope: "row" } }, pick(indicator.text), el("small", {}, pick(indicator.unit))),
      el("td", { class: "right", attributes: { "data-head": t("without") } }, written.baseline), el("td", { class: "right", attributes: { "data-head": t("with") } }, written.reform),
      el("td", { attributes: { "data-head": t("difference") } }, el("span", { class: "verdict" }, el("span", { attributes: { "aria-hidden": "true" } }, `${sign} `), el("span", { class: "sr" }, t(`verdict_${row.verdict}` as Word)),
        written.difference, row.star ? "*" : ""), el("small", {}, written.interval)), drawn);
  }
}

function sentences(told: ArmTold): HTMLElement[] {
  return [
    ...told.lead.map((text) => el("p", { class: "lead", testid: "lead" }, pick(text))),
    el("ul", { class: "points" }, ...told.points.map((point) => el("li", { class: point.mark }, pick(point.text)))),
  ];
}

function legend(signs: Record<string, string>): HTMLElement[] {
  return [el("ul", { class: "legend" }, ...Object.entries(signs).map(([verdict, sign]) =>
    el("li", { class: verdict }, el("span", { class: "verdict" }, sign), ` ${t(`verdict_${verdict}` as Word)}`))), el("p", { class: "quiet" }, t("star"))];
}

// Step 2: policies on offer, those chosen, and their levers.

import { button, el, inline, options } from "../dom";
import { pick } from "../language";
import type { Desk } from "./main";
import { type Arm, field, type Part, untouched } from "./model";
import { said, shown, typed, yearMonth } from "./numbers";
import { frame, input, labelled, short } from "./parts";
import type { Card, CardRow, Lever, Value } from "./types";
import { t } from "./words";

export class PoliciesPanel {
  readonly node: HTMLElement;
  private readonly marks = new Map<string, HTMLElement>();
  private readonly chosen = el("div", { class: "chosen", testid: "chosen" });

  constructor(private readonly desk: Desk) {
    const own = this.leverPicker(t("ownPolicy"), "own-policy", (lever) => {
      const number = String(desk.model.arms.length + 1), p = desk.model.lever(lever)!;
      desk.model.add(desk.model.own(lever, p.text.map((text) => `${short(text)} (${number})`) as [string, string]));
      this.changed();
    });
    this.node = frame("policies", el("p", { class: "quiet" }, t("choosePolicies")), el("h3", {}, t("chosen")), this.chosen,
      el("h3", {}, t("available")), el("div", { class: "cards" }, ...desk.model.told.policies.map((card) => this.card(card))), own);
    this.update();
  }

  update(): void {
    const { arms } = this.desk.model, taken = new Set(arms.flatMap((arm) => arm.parts.map((part) => part.card?.name)));
    for (const [name, mark] of this.marks) mark.textContent = taken.has(name) ? `✓ ${t("taken")}` : "";
    this.chosen.replaceChildren(...(arms.length ? arms.map((arm, k) => this.arm(arm, k + 1)) : [el("p", { class: "quiet" }, t("noneChosen"))]));
  }

  private changed(): void {
    this.update();
    this.desk.changed();
  }

  private card(card: Card): HTMLElement {
    const act = () => {
      this.desk.model.add(this.desk.model.packaged(card));
      this.changed();
    };
    return el("article", { class: "card" }, el("h4", {}, pick(card.title)), el("p", {}, pick(card.use_when)),
      el("details", {}, el("summary", {}, t("leversOf")), el("p", {}, ...inline(pick(card.notes))), ...card.rows.map((row) => el("small", {}, this.moves(row)))),
      el("div", { class: "row" }, button(t("add"), `add-${card.name}`, act, { label: t("addNamed", pick(card.title)) }), this.mark(card)));
  }

  /** Says on a card that its policy is among those compared. */
  private mark(card: Card): HTMLElement {
    const mark = el("span", { class: "quiet", testid: `taken-${card.name}` });
    this.marks.set(card.name, mark);
    return mark;
  }

  /** What one change of a policy does: from today's value to its own, and when. */
  private moves({ given, lever, shock }: CardRow): string {
    const p = this.desk.model.lever(lever), value = given[field(given)] as Value, unit = p && p.form !== "choice" ? pick(p.units) : "";
    const when = [shown(given.month), dated(given.month)].filter(Boolean).join(": ");
    if (!p) return `${t("happens", shock ? pick(shock) : "")} (${t("fromMonth")} ${when})`;
    const then = given.multiply ? this.times(lever, p, value) : p.form === "choice" ? pick(p.said[p.choices.indexOf(String(value))] ?? ["", ""]) : p.form === "switch" ? t(value ? "yes" : "no") : said(value);
    return t("begins", pick(p.text), this.today(lever, p), then, when, unit && p.form !== "switch" ? ` (${unit})` : "");
  }

  private today(name: string, lever: Lever): string {
    const now = this.now(name, lever);
    return lever.form === "choice" ? pick(lever.said[now]) : lever.form === "switch" ? t(now ? "yes" : "no") : said(now);
  }

  private now(name: string, lever: Lever): number {
    return this.desk.model.today(name) ?? lever.default;
  }

  /** What a lever becomes that is multiplied; nothing while the number is not one. */
  private times(name: string, lever: Lever, by: Value): string {
    return typeof by === "number" ? said(this.now(name, lever) * by) : "…";
  }

  private arm(arm: Arm, k: number): HTMLElement {
    const title = arm.parts.map((part) => pick(part.title)).join(" + ");
    const combine = el("select", { testid: `combine-${k}`, label: t("together") });
    options(combine, [["", t("together")], ...this.desk.model.told.policies.map((card): [string, string] => [card.name, pick(card.title)])], "");
    combine.onchange = () => {
      const card = this.desk.model.told.policies.find((one) => one.name === combine.value);
      if (card) arm.parts.push(this.desk.model.packaged(card));
      this.changed();
    };
    const remove = button(t("remove"), `remove-${k}`, () => {
      this.desk.model.arms = this.desk.model.arms.filter((one) => one !== arm);
      this.changed();
    }, { label: t("removeNamed", title) });
    return el("fieldset", { class: `arm arm${k}`, testid: `arm-${k}` }, el("legend", {}, el("span", { class: "mark", attributes: { "aria-hidden": "true" } }), title),
      ...arm.parts.map((part, n) => this.part(arm, part, `${k}-${n + 1}`)), el("div", { class: "row" }, combine, remove));
  }

  private part(arm: Arm, part: Part, at: string): HTMLElement {
    const mark = el("span", { class: "quiet", testid: `changed-${at}` });
    const tell = () => {
      mark.textContent = part.card && !untouched(part) ? t("changed") : "";
    };
    tell();
    const back = part.card ? button(t("setBack"), `back-${at}`, () => {
      part.rows = structuredClone(part.card!.rows);
      this.changed();
    }, { class: "small" }) : null;
    const more = this.leverPicker(t("addLever"), `lever-${at}`, (lever) => {
      part.rows.push(this.desk.model.row(lever));
      this.changed();
    });
    return el("div", { class: "part" },
      arm.parts.length > 1 ? el("h4", {}, pick(part.title)) : null, part.notes ? el("p", { class: "quiet" }, ...inline(pick(part.notes))) : null,
      ...part.rows.map((row, n) => this.row(row, `${at}-${n + 1}`, () => {
        tell();
        this.desk.changed();
      })), el("div", { class: "row" }, more, back, mark));
  }

  private row(row: CardRow, at: string, changed: () => void): HTMLElement {
    const { given } = row, lever = this.desk.model.lever(row.lever), name = field(given);
    const set = (key: "month" | "until" | typeof name, value: Value) => {
      (given as Record<string, unknown>)[key] = value;
      if (key === name) tell(valued, this.hint(row, lever));
      else tell(key === "month" ? began : ended, dated(value));
      changed();
    };
    const month = input(`month-${at}`, shown(given.month), { inputmode: "numeric", size: "4" });
    month.oninput = () => set("month", typed(month.value));
    const began = labelled(t("fromMonth"), month, dated(given.month) || " "), when = [began];
    let ended: HTMLElement | null = null;
    if (given.until !== undefined) {
      const until = input(`until-${at}`, shown(given.until), { inputmode: "numeric", size: "4" });
      until.oninput = () => set("until", typed(until.value));
      ended = labelled(t("untilMonth"), until, dated(given.until) || " ");
      when.push(ended);
    }
    const text = lever ? pick(lever.text) : t("happens", row.shock ? pick(row.shock) : "");
    const control = lever && !given.multiply ? this.control(lever, given[name] as Value, `value-${at}`, (value) => set(name, value))
      : this.number(given[name] as Value, `value-${at}`, (value) => set(name, value));
    const verb = given.multiply ? t("multipliedBy") : given.shock ? t(given.shock === "disaster" ? "meetsFamilies" : "meets") : t("setTo");
    const counted = lever && !given.multiply && lever.form !== "choice" && lever.form !== "switch" && pick(lever.units);
    const valued = labelled(`${verb}${counted ? ` (${counted})` : ""}`, control, this.hint(row, lever));
    return el("div", { class: "lever" }, el("p", { class: "what" }, text), el("div", { class: "row" }, ...when, valued));
  }

  /** Today's value of a lever and what it costs. */
  private hint(row: CardRow, lever: Lever | undefined): string {
    if (!lever) return "";
    const cost = this.desk.model.cost(row.lever);
    const now = this.today(row.lever, lever), unit = row.given.multiply && pick(lever.units) ? ` (${pick(lever.units)})` : "";
    const value = row.given.multiply ? t("timesToday", now, this.times(row.lever, lever, row.given.by as Value)) : t("today", now);
    return `${value}${unit} · ${cost ? t("costs", said(cost)) : t("noCost")}`;
  }

  private control(lever: Lever, value: Value, testid: string, set: (value: Value) => void): HTMLElement {
    if (lever.form === "switch") {
      const box = el("input", { testid, attributes: { type: "checkbox" } });
      box.checked = value === true || value === 1;
      box.onchange = () => set(box.checked);
      return box;
    }
    if (lever.form === "choice") {
      const select = el("select", { testid });
      options(select, lever.choices.map((choice, k): [string, string] => [choice, pick(lever.said[k])]), String(value));
      select.onchange = () => set(select.value);
      return select;
    }
    return this.number(value, testid, set, lever);
  }

  private number(value: Value, testid: string, set: (value: Value) => void, lever?: Lever): HTMLInputElement {
    const field = input(testid, shown(value), { inputmode: "decimal", size: "8" });
    if (lever) field.title = t("range", said(lever.low), said(lever.high));
    field.oninput = () => set(typed(field.value));
    return field;
  }

  private leverPicker(text: string, testid: string, act: (lever: string) => void): HTMLSelectElement {
    const select = el("select", { testid, label: text });
    select.append(el("option", { attributes: { value: "" } }, text), ...this.desk.model.groups.map((group) =>
      el("optgroup", { attributes: { label: pick(group.title) } }, ...group.params.map((p) =>
        el("option", { attributes: { value: `${group.mechanism}.${p.name}` } }, pick(p.text))))));
    select.onchange = () => {
      const lever = select.value;
      select.value = "";
      if (lever) act(lever);
    };
    return select;
  }
}

/** A month in words, as reports call it; nothing for what is no month. */
function dated(month: Value | undefined): string {
  const parts = yearMonth(month);
  return parts ? t("yearMonth", ...parts) : "";
}

/** Put another hint below a field that has one. */
function tell(field: HTMLElement | null, hint: string): void {
  const under = field?.querySelector("small");
  if (under) under.textContent = hint;
}

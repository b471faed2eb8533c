// Pieces that several steps share: a step's frame, what needs correcting, a label with its field.

import { el } from "../dom";
import { pick } from "../language";
import type { Model } from "./model";
import type { Mistake } from "./types";
import type { Refused } from "./wire";
import { t, type Word } from "./words";

export type Step = "place" | "policies" | "answer" | "portfolio" | "why" | "hangs" | "money" | "take";
export const STEPS: [Step, Word][] = [
  ["place", "stepPlace"], ["policies", "stepPolicies"], ["answer", "stepAnswer"], ["portfolio", "stepPortfolio"],
  ["why", "stepWhy"], ["hangs", "stepHangs"], ["money", "stepMoney"], ["take", "stepTake"],
];

/** The frame of a step: a section with its heading. */
export function frame(step: Step, ...children: (Node | string)[]): HTMLElement {
  const at = STEPS.findIndex(([name]) => name === step), id = `step-${step}`;
  return el("section", { class: `step ${step}`, testid: step, attributes: { id, "aria-labelledby": `${id}-title`, tabindex: "-1" } },
    el("h2", { attributes: { id: `${id}-title` } }, el("span", { class: "number", attributes: { "aria-hidden": "true" } }, String(at + 1)), t(STEPS[at][1])),
    ...children);
}

/** What is wrong and how to mend it, one line each, with the place of it in the words of the page. */
export function mistakes(why: Refused, model: Model): HTMLElement {
  return el("div", { class: "mistakes", testid: "mistakes", attributes: { role: "alert" } },
    el("strong", {}, t("mistakes")),
    el("ul", {}, ...why.list.map((m) => el("li", {}, [...whereabouts(m, model), pick(m.text)].join(": ")))));
}

const KEYS: Record<string, Word> = { month: "fromMonth", until: "untilMonth", to: "setTo", by: "multipliedBy", set: "lever", multiply: "lever" };

/** The policy and the field that a mistake is in, as the page calls them. */
export function whereabouts(mistake: Mistake, model: Model): string[] {
  const part = model.arms.flatMap((arm) => arm.parts).find((one) => `${one.name}.yaml` === mistake.file);
  const key = mistake.key.split(".").at(-1) ?? "", figure = [...model.told.form.figures, ...model.told.form.kinds].find((one) => one.name === key);
  const field = part && key in KEYS ? t(KEYS[key]).replace(/-$/, "") : figure && !part ? pick(figure.text) : mistake.key;
  return [part ? `“${pick(part.title)}”` : "", field].filter(Boolean);
}

/** The beginning of a text, cut between two words where it is long. */
export function short(text: string, most = 60): string {
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\s,;:(]+\S*$/, "")} …`;
}

let fields = 0;

/** A field with its label above and a hint below. */
export function labelled(text: string, input: HTMLElement, hint = ""): HTMLElement {
  const id = `field-${++fields}`;
  input.id = id;
  const under = hint ? el("small", { attributes: { id: `${id}-hint` } }, hint) : null;
  if (under) input.setAttribute("aria-describedby", under.id);
  return el("div", { class: "field" }, el("label", { attributes: { for: id } }, text), input, under);
}

export function input(testid: string, value: string, more: Record<string, string> = {}): HTMLInputElement {
  const node = el("input", { testid, attributes: { autocomplete: "off", ...more } });
  node.value = value;
  return node;
}

/** A field whose text is kept, so that it is there again when the page is built anew. */
export function draft(kept: Record<string, string>, testid: string, more: Record<string, string> = {}): HTMLInputElement {
  const node = input(testid, kept[testid] ?? "", more);
  node.addEventListener("input", () => { kept[testid] = node.value; });
  return node;
}

/** A call that waits until nothing has changed for a moment. */
export function later(act: () => void, ms: number): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, ms);
  };
}

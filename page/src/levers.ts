// Sliders made from the declarations: policy levers, and apart from them assumptions.

import type { App, Part } from "./app";
import { button, el, options } from "./dom";
import type { Slider, SliderGroup } from "./types";
import { figure, pick, t, unit } from "./words";

const FINE = 200;

export class Levers implements Part {
  readonly root: HTMLElement;
  private setters = new Map<string, (value: number) => void>();

  constructor(private readonly app: App, private readonly role: "lever" | "assumption") {
    this.root = el("section", { class: "levers", testid: `${role}s` });
  }

  rebuild(): void {
    this.setters.clear();
    const groups = this.app.welcome.panel[this.role];
    this.root.replaceChildren(
      el("p", { class: "quiet" }, this.role === "lever" ? t("leversHelp") : t("assumptionsHelp")),
      ...groups.map((group, k) => this.group(group, this.role === "lever" || k === 0)));
    this.update();
  }

  private group(group: SliderGroup, open: boolean): HTMLElement {
    const title = pick(group.title);
    const box = el("details", { class: "group" },
      el("summary", {}, title.charAt(0).toUpperCase() + title.slice(1)),
      ...group.params.map((p) => this.slider(group.mechanism, p)));
    box.open = open;
    return box;
  }

  private slider(mechanism: string, p: Slider): HTMLElement {
    const key = `${mechanism}.${p.name}`;
    const value = el("output", { class: "value" });
    const post = (number: number) => this.app.say({ do: "set", lane: this.app.target, mechanism, param: p.name, value: number });
    const input = p.form === "switch" ? this.toggle(p, post) : p.form === "choice" ? this.choice(p, post) : this.range(p, post, value);
    input.dataset.testid = `set-${key}`;
    const id = `set-${key}`;
    input.id = id;
    const back = button("↺", `back-${key}`, () => post(p.default), { class: "setback", title: t("setBack"), label: t("setBack") });
    const row = el("div", { class: "slider" },
      el("div", { class: "named" },
        el("label", { attributes: { for: id } }, pick(p.text).replace(/^./, (c) => c.toUpperCase()),
          p.informed ? null : el("span", { class: "tag", title: p.source }, t("unvalidated"))),
        value),
      el("div", { class: "control" }, input, back));
    row.title = `${t("source")}: ${p.source}`;
    this.setters.set(key, (now) => {
      if (document.activeElement !== input || p.form === "switch") show(input, p.form === "number" ? place(now, p) : now);
      if (p.form === "switch") value.textContent = t(now ? "yes" : "no");
      else if (p.form !== "choice") say(value, now, p);
      row.classList.toggle("changed", Math.abs(now - p.default) > 1e-9);
    });
    return row;
  }

  private range(p: Slider, post: (value: number) => void, value: HTMLElement): HTMLInputElement {
    const [low, high] = [place(p.low, p), place(p.high, p)];
    const step = p.form === "whole" ? "1" : String((high - low) / FINE);
    const input = el("input", { attributes: { type: "range", min: String(low), max: String(high), step, value: String(place(p.default, p)) } });
    const now = () => Math.min(p.high, Math.max(p.low, valueAt(Number(input.value), p)));
    input.oninput = () => say(value, now(), p);
    input.onchange = () => {
      post(now());
      input.blur();
    };
    return input;
  }

  private toggle(p: Slider, post: (value: number) => void): HTMLInputElement {
    const input = el("input", { attributes: { type: "checkbox" } });
    input.checked = p.default > 0;
    input.onchange = () => post(input.checked ? 1 : 0);
    return input;
  }

  private choice(p: Slider, post: (value: number) => void): HTMLSelectElement {
    const select = el("select");
    options(select, p.choices.map((c, k) => [String(k), c]), String(p.default));
    select.onchange = () => post(Number(select.value));
    return select;
  }

  update(): void {
    const values = this.app.desk.values[Math.min(this.app.target, this.app.desk.values.length - 1)];
    if (!values) return;
    for (const [key, set] of this.setters) {
      const [mechanism, name] = key.split(".");
      const now = values[mechanism]?.[name];
      if (now !== undefined) set(now);
    }
  }
}

/** Wide numbers with a small default get finer steps where they usually lie: the slider moves in cube roots. */
function bent(p: Slider): boolean {
  return p.form === "number" && p.default > p.low && p.high - p.low > 20 * (p.default - p.low);
}

function place(value: number, p: Slider): number {
  return bent(p) ? Math.cbrt(value - p.low) : value;
}

function valueAt(position: number, p: Slider): number {
  return bent(p) ? Number((p.low + position ** 3).toPrecision(2)) : Number(position.toPrecision(6));
}

function show(input: HTMLInputElement | HTMLSelectElement, now: number): void {
  if (input instanceof HTMLInputElement && input.type === "checkbox") input.checked = now > 0;
  else input.value = String(now);
}

function say(into: HTMLElement, value: number, p: Slider): void {
  const share = p.unit === "share" || p.unit.startsWith("probability");
  const small = unit(share ? p.unit.replace("probability", "1").replace(/^1$/, "share") : p.unit);
  into.replaceChildren(figure(value, share), small ? el("small", {}, small) : "");
}

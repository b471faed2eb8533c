// The biography of an organisation, or of what two organisations have and had with each other.

import type { App, Part } from "./app";
import { button, el } from "./dom";
import { tieA, tieB } from "./store";
import type { Answer } from "./types";
import { language, t } from "./words";

/** Facts, by their English label, that a projector has no room for. */
const DESK_ONLY = new Set(["Place", "Founded", "Main field", "Reserves", "Grants won"]);

export class Biography implements Part {
  readonly root = el("section", { class: "biography", testid: "biography", attributes: { "aria-live": "off" } });
  private told: Answer | null = null;
  private asked = 0;
  lane = 0;
  /** Whether the story is shown; following a trainer's finger does not open it on a phone. */
  open = false;
  private last = "";

  constructor(private readonly app: App) {}

  /** Ask the server again if the choice or the month has changed. */
  ask(): void {
    const choice = this.app.choice();
    this.root.hidden = choice === null || !this.open;
    if (!choice || !this.open) {
      this.told = null;
      this.last = "";
      return;
    }
    const { store } = this.app, lane = Math.min(this.lane, store.lanes.length - 1);
    const key = JSON.stringify([choice, lane, store.month, store.epoch]);
    if (key === this.last || this.app.welcome.scene.tape) return;
    this.last = key;
    this.asked++;
    if ("node" in choice) this.app.say({ do: "who", lane, node: choice.node, ask: this.asked });
    else this.app.say({ do: "tie", lane, a: tieA(choice.tie), b: tieB(choice.tie), ask: this.asked });
  }

  /** An answer may have been lost with the connection: ask again. */
  forget(): void {
    this.last = "";
  }

  answer(answer: Answer): void {
    if (answer.to !== this.asked) return;
    this.told = answer;
    this.rebuild();
  }

  rebuild(): void {
    const told = this.told, l = language(), choice = this.app.choice();
    this.root.hidden = choice === null || !this.open;
    if (!choice || !this.open) return;
    if (!told) {
      const name = "node" in choice ? this.app.filter.name(choice.node) : "";
      this.root.replaceChildren(el("h2", {}, name), this.closer());
      return;
    }
    const lanes = this.app.store.lanes.length === 2
      ? el("span", { class: "both" }, ...[0, 1].map((k) => button(t("future", "AB"[k]), `story-${k}`, () => choice && this.app.choose(choice, k), {
        class: `target lane${k}${k === this.lane ? " on" : ""}`, attributes: { "aria-pressed": String(k === this.lane) },
      }))) : null;
    this.root.replaceChildren(
      this.closer(), el("h2", { testid: "biography-title" }, told.title[l], lanes),
      el("dl", {}, ...told.facts.filter((f) => !this.app.projector || !DESK_ONLY.has(f[1])).flatMap((f) => [el("dt", {}, f[l]), el("dd", {}, f[2 + l])])),
      told.partners.length && !this.app.projector ? this.partners(told) : "",
      el("h3", {}, t("story")),
      told.story.length
        ? el("ol", { class: "story" }, ...told.story.map((s) => el("li", {}, el("time", {}, String(s[1 + l])), el("span", {}, String(s[3 + l])))))
        : el("p", { class: "quiet" }, t("nothingYet")));
    if (this.app.projector) this.fit();
  }

  /** Nobody scrolls on a projector: what does not fit is left out, the end of the lists first, and no line is cut. */
  private fit(): void {
    const facts = [...this.root.querySelectorAll("dt")].map((dt) => [dt, dt.nextElementSibling!]);
    const story = [...this.root.querySelectorAll(".story li")].map((li, k) => (k ? [li] : [li, li.parentElement!.previousElementSibling!]));
    for (const row of [...facts, ...story].reverse()) {
      if (this.root.scrollHeight <= this.root.clientHeight) return;
      for (const part of row) part.remove();
    }
  }

  private partners(told: Answer): HTMLElement {
    const l = language();
    return el("div", {}, el("h3", {}, t("partners")), el("ul", { class: "partners" }, ...told.partners.map((p) =>
      el("li", { class: p[5] ? "formal" : "informal" },
        button(p[1 + l] as string, "partner", () => p[0] >= 0 && this.app.choose({ node: p[0] }, this.lane), { class: "link" }),
        el("span", {}, p[3 + l] as string)))));
  }

  /** Go to the story, for whoever reads with keys. */
  focus(): void {
    this.root.querySelector<HTMLElement>("button")?.focus();
  }

  private closer(): HTMLElement {
    return button("✕", "biography-close", () => this.app.choose(null, 0), { class: "closer", label: t("close") });
  }

  update(): void {
    this.ask();
  }
}

// Shock buttons, and which future they and the sliders apply to.

import type { App, Part } from "./app";
import { button, el } from "./dom";
import { iconed } from "./icons";
import { pick, t } from "./words";

export class Shocks implements Part {
  readonly root = el("div", { class: "shocks", testid: "shocks" });

  constructor(private readonly app: App) {}

  rebuild(): void {
    const { app } = this;
    this.root.hidden = !app.trainer || app.welcome.scene.tape || app.welcome.shocks.length === 0;
    const buttons = app.welcome.shocks.map((s) =>
      iconed(button("", `shock-${s.shock}`, () => this.post(s.shock), { title: pick(s.about), class: "shock" }), s.shock, pick(s.title)));
    this.root.replaceChildren(el("span", { class: "heading" }, t("shocks")), ...buttons, el("span", { class: "targets" }));
    this.update();
  }

  /** Post a shock; the one that needs an organisation takes the chosen one. */
  post(shock: string): void {
    const choice = this.app.choice();
    const message: Record<string, unknown> = { do: "shock", lane: this.app.target, shock };
    if (shock === "leader_leaves" && choice && "node" in choice) message.node = choice.node;
    this.app.say(message);
  }

  update(): void {
    const { app } = this, choice = app.choice(), two = app.store.lanes.length === 2;
    const leaves = this.root.querySelector<HTMLButtonElement>("[data-testid=shock-leader_leaves]");
    if (leaves) {
      const ready = choice !== null && "node" in choice;
      leaves.disabled = !ready;
      leaves.title = ready ? app.filter.name((choice as { node: number }).node) : t("chooseFirst");
    }
    const targets = this.root.querySelector(".targets");
    const key = `${two}${app.target}${document.documentElement.lang}`;
    if (!targets || targets.getAttribute("data-key") === key) return;
    targets.setAttribute("data-key", key);
    targets.replaceChildren(...(two ? [el("span", { class: "heading" }, t("target")), ...[0, 1].map((k) =>
      button("AB"[k], `target-${k}`, () => {
        app.target = k;
        app.show("");
      }, { class: `target lane${k}${app.target === k ? " on" : ""}`, attributes: { "aria-pressed": String(app.target === k) } }))] : []));
  }
}

/** What was changed, by whom, and the way to take it back. */
export class Changes implements Part {
  readonly root = el("section", { class: "changes", testid: "changes" });
  private key = "";

  constructor(private readonly app: App) {}

  rebuild(): void {
    this.key = "";
    this.update();
  }

  update(): void {
    const { desk, welcome, trainer } = this.app;
    const key = JSON.stringify(desk.marks) + document.documentElement.lang;
    if (key === this.key) return;
    this.key = key;
    const parts = desk.marks.flatMap((marks, lane) => {
      const given = marks.filter((m) => !m.own).length;
      const items = marks.map((mark, k) => el("li", { class: `lane${lane}` },
        el("span", { class: "month" }, t("month", mark.month + 1)),
        el("span", { class: "what" }, pick(mark.label)),
        mark.own && trainer
          ? button(t("takeBack"), `withdraw-${lane}-${k - given}`, () => this.app.say({ do: "withdraw", lane, index: k - given }), { class: "small" })
          : null));
      const head = desk.marks.length > 1 ? [el("h3", { class: `lane${lane}` }, t("future", "AB"[lane]))] : [];
      return [...head, items.length ? el("ul", {}, ...items) : el("p", { class: "quiet" }, t("changesNone"))];
    });
    this.root.replaceChildren(...parts, el("p", { class: "quiet" }, pick(welcome.scene.titles[0])));
  }
}

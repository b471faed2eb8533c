// The trainer's side of role play: how long a round is, when it opens and closes, who is done. Never what was decided.

import type { App, Part } from "./app";
import { button, el, options } from "./dom";
import { language, t } from "./words";

const MONTHS = [1, 3, 6, 12], SECONDS = [0, 60, 120, 180, 300, 600];

export class RoundsTab implements Part {
  readonly root = el("section", { class: "roomtab", testid: "rounds" });
  private readonly setting = el("div");
  private readonly rest = el("div", { class: "roomtab" });
  private months = 3;
  private seconds = 0;
  private key = "";
  private set = "";

  constructor(private readonly app: App) {}

  rebuild(): void {
    this.key = this.set = "";
    this.root.replaceChildren(el("p", { class: "quiet" }, t("rolesHelp")), this.setting, this.rest);
    this.update();
  }

  update(): void {
    const { room, store } = this.app;
    const key = JSON.stringify([room.roles && { ...room.roles, left: 0 }, store.lanes.length, store.cast.length > 0, language()]);
    if (key === this.key) return;
    this.key = key;
    if (room.roles) [this.months, this.seconds] = [room.roles.months, room.roles.seconds];
    this.settle();
    this.rest.replaceChildren(this.steps(), this.list());
  }

  /** The settings are built anew only if they are others: a list that is open in the hand stays open. */
  private settle(): void {
    const set = JSON.stringify([this.months, this.seconds, this.app.room.roles?.phase === "deciding", language()]);
    if (set === this.set) return;
    this.set = set;
    this.setting.replaceChildren(this.settings());
  }

  private settings(): HTMLElement {
    const months = el("select", { testid: "round-months", label: t("roundMonths") });
    options(months, MONTHS.map((m) => [String(m), t("months", m)]), String(this.months));
    const seconds = el("select", { testid: "round-seconds", label: t("roundSeconds") });
    options(seconds, SECONDS.map((s) => [String(s), s ? t("minutes", s / 60) : t("roundWaits")]), String(this.seconds));
    const told = () => {
      this.months = Number(months.value);
      this.seconds = Number(seconds.value);
      if (this.app.room.roles && this.app.room.roles.phase !== "over") this.begin();
    };
    months.onchange = seconds.onchange = told;
    months.disabled = this.app.room.roles?.phase === "deciding";
    return el("div", { class: "row" }, el("label", {}, `${t("roundMonths")} `, months), el("label", {}, `${t("roundSeconds")} `, seconds));
  }

  private begin(): void {
    this.app.say({ do: "roles", months: this.months, seconds: this.seconds });
  }

  /** The one thing that comes next, and the way out. */
  private steps(): HTMLElement {
    const { app } = this, phase = app.room.roles?.phase ?? "over";
    const main = { class: "main" };
    if (phase === "over") return el("div", { class: "row" }, button(t("rolesBegin"), "roles-begin", () => this.begin(), main));
    if (phase === "deciding") return el("div", { class: "row" }, button(t("roundClose"), "round-close", () => app.say({ do: "close" }), main));
    if (phase === "passing") return el("p", { class: "state" }, t("roundPassing"));
    return el("div", { class: "row" },
      button(t("roundOpen"), "round-open", () => app.say({ do: "round" }), main),
      button(t("rolesEnd"), "roles-end", () => app.say({ do: "curtain" })));
  }

  private list(): HTMLElement {
    const { room, filter } = this.app, parts = room.roles?.parts ?? [], deciding = room.roles?.phase === "deciding";
    const state = (done: number, here: number) => (!here ? t("partAway") : !deciding ? "" : t(done ? "partDone" : "partDeciding"));
    return el("ul", { class: "partners", testid: "round-parts" }, ...parts.map(([node, done, here]) =>
      el("li", { class: done ? "" : "informal" }, el("span", { class: "name" }, node >= 0 ? filter.name(node) : "–"), el("span", {}, state(done, here)))));
  }
}

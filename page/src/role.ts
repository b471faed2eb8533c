// What a phone sees in role play: which part to take, its card, what it may decide, and what came of the last round.

import type { App, Part } from "./app";
import { button, el } from "./dom";
import { answered, grouped, INVITE, tapped } from "./round";
import type { RoleItem, RoleTold } from "./types";
import { language, pick, t } from "./words";

export class RolePart implements Part {
  readonly root = el("section", { class: "role", testid: "role" });
  told: RoleTold | null = null;
  private key = "";

  constructor(private readonly app: App) {}

  rebuild(): void {
    this.key = "";
    this.update();
  }

  hear(told: RoleTold): void {
    const moved = told.node !== this.told?.node || told.done !== this.told?.done;
    this.told = told;
    this.update();
    if (moved && this.root.isConnected) scrollTo(0, 0);
  }

  update(): void {
    const { roles } = this.app.room;
    const key = JSON.stringify([this.told, roles && [roles.phase, roles.round, roles.free, roles.months], this.app.store.cast.length, language()]);
    if (key === this.key) return;
    this.key = key;
    const open = [...this.root.querySelectorAll("details")].filter((d) => d.open).map((d) => d.dataset.testid);
    const focus = this.root.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.testid : undefined;
    this.root.replaceChildren(...this.content());
    if (focus) this.root.querySelector<HTMLElement>(`[data-testid="${focus}"]`)?.focus({ preventScroll: true });
    for (const d of this.root.querySelectorAll("details")) if (open.includes(d.dataset.testid)) d.open = true;
  }

  private content(): HTMLElement[] {
    const { roles } = this.app.room;
    if (!roles || roles.phase === "over") return [el("p", { class: "quiet" }, t(roles ? "roundOverHelp" : "rolesNone"))];
    const told = this.told;
    if (!told || told.node < 0 || told.gone) return this.choosing(told?.gone ?? false);
    return [
      el("h2", { testid: "role-name" }, this.app.filter.name(told.node), el("small", { class: "quiet" }, ` ${pick(this.app.welcome.kinds[this.app.store.cast[told.node]?.[0] ?? 0])}`)),
      ...(roles.phase === "deciding" ? this.deciding(told) : this.waiting(told, roles.phase === "passing")),
      this.brief(told, roles.round < 1), this.card(told),
      ...(roles.phase === "between" ? [button(t("partRise"), "part-rise", () => this.app.say({ do: "rise" }), { class: "quietly" })] : []),
    ];
  }

  /** Which kind of organisation to play: a paragraph for each. */
  private choosing(gone: boolean): HTMLElement[] {
    const { welcome, room } = this.app;
    const full = room.roles !== null && room.roles.free.length > 0 && room.roles.free.every((n) => n === 0);
    return [
      el("h2", {}, t("partChoose")), el("p", { class: "quiet" }, t(full ? "partNone" : gone ? "partGone" : "partChooseHelp")),
      ...welcome.kinds.map((kind, k) => el("article", { class: "item" },
        el("h3", {}, pick(kind)), el("p", {}, pick(welcome.briefs[k])),
        button(t("partTake", room.roles?.free[k] ?? 0), `part-${k}`, () => this.app.say({ do: "part", kind: k }),
          { class: "main", disabled: room.roles?.free[k] === 0 }))),
    ];
  }

  private deciding(told: RoleTold): HTMLElement[] {
    if (told.done) return [el("p", { class: "state", testid: "role-state" }, t("roundDoneWait"))];
    const [have, all] = answered(told.items);
    return [
      el("p", { class: "quiet" }, t("decideHelp")),
      ...grouped(told.items).flatMap(([section, list]) => [
        el("h3", {}, section === "invite" ? t("section_invite", told.left) : t(`section_${section}`)),
        ...(section === "invite" ? this.added(told) : []), ...list.map((item) => this.item(item, told)),
      ]),
      el("div", { class: "finish" },
        el("span", { class: "quiet" }, all ? t("answeredOf", have, all) : ""),
        button(t("roundDone"), "role-done", () => this.app.say({ do: "done", round: told.round }), { class: "main" })),
    ];
  }

  /** Invited from the map or in another way, without standing on the list. */
  private added(told: RoleTold): HTMLElement[] {
    return told.added.map((node) => {
      const name = this.app.filter.name(node);
      const item: RoleItem = { section: "invite", decision: INVITE, other: node, text: [name, name], about: ["", ""], options: [[1, "Ajak", "Invite"]], answer: 1 };
      return this.item(item, told);
    });
  }

  private item(item: RoleItem, told: RoleTold): HTMLElement {
    const full = item.decision === INVITE && told.left < 1 && item.answer === null, l = language();
    return el("article", { class: "item", testid: `item-${item.decision}-${item.other}` },
      el("p", {}, el("b", {}, pick(item.text))), el("p", { class: "quiet" }, pick(item.about)),
      el("div", { class: "choices" }, ...item.options.map(([value, ...words]) =>
        button(words[l], `answer-${item.decision}-${item.other}-${value}`, () => this.app.say(tapped(item, value, told.round)), {
          class: item.answer === value ? "on" : "", disabled: full,
          label: `${words[l]}: ${pick(item.text)}`, attributes: { "aria-pressed": String(item.answer === value) },
        }))));
  }

  private waiting(told: RoleTold, passing: boolean): HTMLElement[] {
    const l = language(), outcome = (came: number) => (came === 1 ? t("cameYes") : came === 0 ? t("cameNo") : "");
    return [
      el("p", { class: "state", testid: "role-state" }, t(passing ? "roundPassing" : "roundBetween")),
      ...(passing || told.came.length === 0 ? [] : [
        el("h3", {}, t("cameTitle")),
        el("ul", { class: "came", testid: "role-came" }, ...told.came.map((row) =>
          el("li", { class: `came${row[2]}` }, el("span", {}, `${t("you")} ${row[l]}`), el("b", {}, outcome(row[2]))))),
      ]),
      ...(passing || told.news.length === 0 ? [] : [
        el("h3", {}, t("newsTitle")),
        el("ul", { class: "came", testid: "role-news" }, ...told.news.map((row) =>
          el("li", {}, el("span", {}, pick([row[3], row[4]])), el("span", { class: "quiet" }, pick([row[1], row[2]]))))),
      ]),
    ];
  }

  private brief(told: RoleTold, open: boolean): HTMLElement {
    const details = el("details", { testid: "role-brief" }, el("summary", {}, t("partBrief")), el("p", {}, pick(told.brief)));
    details.open = open;
    return details;
  }

  private card(told: RoleTold): HTMLElement {
    const l = language();
    return el("details", { testid: "role-card" }, el("summary", {}, t("partCard")),
      el("dl", {}, ...told.facts.flatMap((fact) => [el("dt", {}, fact[l]), el("dd", {}, fact[2 + l])])),
      el("h3", {}, t("partners")),
      el("ul", { class: "partners" }, ...told.partners.map((p) => el("li", { class: p[5] ? "" : "informal" }, el("b", {}, pick([p[1], p[2]])), el("span", {}, pick([p[3], p[4]]))))));
  }
}

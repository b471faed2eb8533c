// What a phone sees in role play: who it is, what is asked of it now, what it may do; everything else one tap away.

import type { App, Part } from "./app";
import { button, el, refill } from "./dom";
import { answered, folded, INVITE, MAY_DO, sectionOf, tapped } from "./round";
import type { RoleItem, RoleTold } from "./types";
import { language, pick, t } from "./words";

/** How many questions, results and events stand on the page before the rest is folded. */
const ASKED = 3, CAME = 5, NEWS = 4;

export class RolePart implements Part {
  readonly root = el("section", { class: "role", testid: "role" });
  told: RoleTold | null = null;
  private key = "";
  /** What the page is about: folds stay open only as long as it is the same. */
  private scene = "";

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
    const scene = [roles?.phase, roles?.round, this.told?.node, this.told?.done].join(), same = scene === this.scene;
    this.scene = scene;
    this.root.dataset.map = roles?.phase === "deciding" || roles?.phase === "between" ? "folded" : "shown";
    const folds = new Map([...this.root.querySelectorAll("details")].map((d) => [d.dataset.testid, d.open]));
    refill(this.root, this.content(), () => {
      // before the focus returns: what has it may lie within a fold
      if (same) for (const d of this.root.querySelectorAll("details")) d.open = folds.get(d.dataset.testid) ?? d.open;
    });
  }

  private content(): HTMLElement[] {
    const { roles } = this.app.room;
    if (!roles || roles.phase === "over") return [el("p", { class: "quiet" }, roles ? t("roundOverHelp", t("twoWorlds")) : t("rolesNone"))];
    const told = this.told;
    if (!told || told.node < 0 || told.gone) return [...this.choosing(told?.gone ?? false), this.map()];
    const deciding = roles.phase === "deciding" && !told.done;
    return [
      ...this.identity(told),
      ...(deciding ? [...this.asked(told), ...this.mayDo(told)] : this.waiting(told, roles.phase)),
      this.brief(told, roles.round < 1), this.card(told), this.map(),
      ...(roles.phase === "between" ? [button(t("partRise"), "part-rise", () => this.app.say({ do: "rise" }), { class: "quietly" })] : []),
      ...(deciding ? [this.finish(told)] : []),
    ];
  }

  /** Which kind of organisation to play: a paragraph for each. */
  private choosing(gone: boolean): HTMLElement[] {
    const { welcome, room } = this.app;
    const full = room.roles !== null && room.roles.free.length > 0 && room.roles.free.every((n) => n === 0);
    return [
      el("h2", {}, t("partChoose")), el("p", { class: "quiet" }, t(full ? "partNone" : gone ? "partGone" : "partChooseHelp")),
      ...welcome.kinds.map((kind, k) => el("article", { class: "item" },
        el("h3", {}, pick(kind)),
        button(t("partTake", room.roles?.free[k] ?? 0), `part-${k}`, () => this.app.say({ do: "part", kind: k }),
          { class: "main", disabled: room.roles?.free[k] === 0, label: `${pick(kind)}: ${t("partTake", room.roles?.free[k] ?? 0)}` }),
        fold(`about-${k}`, t("partAbout"), "", el("p", {}, pick(welcome.briefs[k]))))),
    ];
  }

  /** Who this is: its name, its kind, and the few facts that decide what it can do. */
  private identity(told: RoleTold): HTMLElement[] {
    const kind = this.app.store.cast[told.node]?.[0] ?? 0;
    return [
      el("h2", { testid: "role-name" }, this.app.filter.name(told.node), el("small", { class: "quiet" }, ` ${pick(this.app.welcome.kinds[kind])}`)),
      facts(told.glance, "role-glance"),
    ];
  }

  private asked(told: RoleTold): HTMLElement[] {
    const items = sectionOf(told.items, "asked"), [first, more] = folded(items, ASKED);
    return [
      el("h3", {}, t("section_asked")),
      ...(items.length ? [] : [el("p", { testid: "asked-none" }, t("askedNone"))]),
      ...first.map((item) => this.item(item, told)),
      ...(more.length ? [fold("fold-asked", t("askedMore", more.length), chosen(more), ...more.map((item) => this.item(item, told)))] : []),
    ];
  }

  /** What it may do besides: one fold for each kind of decision. */
  private mayDo(told: RoleTold): HTMLElement[] {
    const folds = MAY_DO.map((section) => {
      const items = [...(section === "invite" ? this.added(told) : []), ...sectionOf(told.items, section)];
      const title = section === "invite" ? t("section_invite", told.left) : t(`section_${section}`);
      return items.length ? fold(`fold-${section}`, title, chosen(items) || String(items.length), ...items.map((item) => this.item(item, told))) : null;
    });
    return [el("h3", {}, t("mayDo")), ...folds.filter((f) => f !== null), el("p", { class: "quiet" }, t("decideHelp"))];
  }

  private finish(told: RoleTold): HTMLElement {
    const [have, all] = answered(told.items);
    return el("div", { class: "finish" },
      el("span", { class: "quiet" }, all ? t("answeredOf", have, all) : ""),
      button(t("roundDone"), "role-done", () => this.app.say({ do: "done", round: told.round }), { class: "main" }));
  }

  /** Invited in another way, without standing on the list. */
  private added(told: RoleTold): RoleItem[] {
    return told.added.map((node) => {
      const name = this.app.filter.name(node);
      return { section: "invite", decision: INVITE, other: node, text: [name, name], about: ["", ""], options: [[1, "Ajak", "Invite"]], answer: 1 };
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

  private waiting(told: RoleTold, phase: string): HTMLElement[] {
    const state = t(phase === "deciding" ? "roundDoneWait" : phase === "passing" ? "roundPassing" : "roundBetween");
    return [
      el("p", { class: "state", testid: "role-state" }, state),
      ...(phase === "between" ? [...this.came(told), ...this.news(told)] : []),
    ];
  }

  private came(told: RoleTold): HTMLElement[] {
    const l = language(), outcome = (came: number) => (came === 1 ? t("cameYes") : came === 0 ? t("cameNo") : "");
    const rows = told.came.map((row) =>
      el("li", { class: `came${row[2]}` }, el("span", {}, `${t("you")} ${row[l]}`), el("b", {}, outcome(row[2]))));
    return listed(t("cameTitle"), "role-came", "came", rows, CAME);
  }

  private news(told: RoleTold): HTMLElement[] {
    const rows = told.news.map((row) =>
      el("li", {}, el("span", {}, pick([row[3], row[4]])), el("span", { class: "quiet" }, pick([row[1], row[2]]))));
    return listed(t("newsTitle"), "role-news", "came dated", rows, NEWS);
  }

  private brief(told: RoleTold, open: boolean): HTMLElement {
    const details = fold("role-brief", t("partBrief"), "", el("p", {}, pick(told.brief)));
    details.open = open;
    return details;
  }

  private card(told: RoleTold): HTMLElement {
    return fold("role-card", t("partCard"), "", facts(told.facts, "role-facts"),
      el("h3", {}, t("partners")),
      el("ul", { class: "partners" }, ...told.partners.map((p) => el("li", { class: p[5] ? "" : "informal" }, el("b", {}, pick([p[1], p[2]])), el("span", {}, pick([p[3], p[4]]))))));
  }

  /** On a phone the map lies below the card, and is folded while there is something to read or to decide. */
  private map(): HTMLElement {
    const details = fold("role-map", t("partMap"), "");
    details.classList.add("mapfold");
    details.addEventListener("click", () => requestAnimationFrame(() => details.open && details.scrollIntoView()));
    return details;
  }
}

/** Something one tap away: what it is, and how much lies in it. */
function fold(testid: string, title: string, count: string, ...inside: HTMLElement[]): HTMLDetailsElement {
  return el("details", { class: "fold", testid }, el("summary", {}, el("span", {}, title), count && el("span", { class: "tally" }, count)), ...inside);
}

/** How many of these are decided, in words; empty if none is. */
function chosen(items: readonly RoleItem[]): string {
  const count = items.filter((item) => item.answer !== null).length;
  return count ? t("chosenCount", count) : "";
}

function facts(told: RoleTold["facts"], testid: string): HTMLElement {
  const l = language();
  return el("dl", { testid }, ...told.flatMap((fact) => [el("dt", {}, fact[l]), el("dd", {}, fact[2 + l])]));
}

/** A titled list, its later rows folded; nothing where there are none. */
function listed(title: string, testid: string, style: string, rows: HTMLElement[], most: number): HTMLElement[] {
  if (!rows.length) return [];
  const [first, more] = folded(rows, most);
  return [
    el("h3", {}, title), el("ul", { class: style, testid }, ...first),
    ...(more.length ? [fold(`${testid}-more`, t("othersMore", more.length), "", el("ul", { class: style }, ...more))] : []),
  ];
}

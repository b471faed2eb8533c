// The page: takes what the server says, keeps the parts up to date, paints when there is something to paint.

import "uplot/dist/uPlot.min.css";
import type { App, Part } from "./app";
import { Biography } from "./biography";
import { Charts } from "./charts";
import { button, el } from "./dom";
import { Filter } from "./filter";
import { askForCode } from "./door";
import { Guess, askForm } from "./guess";
import { Hands } from "./hands";
import { Layout } from "./layout";
import { LessonPart } from "./lesson";
import { Levers } from "./levers";
import { Network, type Choice } from "./network";
import { savePicture } from "./picture";
import { Changes, Shocks } from "./shocks";
import { Socket } from "./socket";
import { Store, type Moved } from "./store";
import { Transport } from "./transport";
import type { Bands, Desk, Message, RoomState, Welcome } from "./types";
import { Views, qr } from "./views";
import { language, pick, setLanguage, t, when } from "./words";

const SLOW_MS = 125, SETTLE_MS = 500, NOTICE_MS = 7000;

class Page implements App {
  readonly store = new Store();
  readonly filter: Filter;
  room: RoomState = {
    is: "room", playing: false, speed: 4, stop: 0, people: 0, lagging: 0, question: null, lesson: { name: "", step: 0 }, luck: 0,
  };
  desk: Desk = { is: "desk", marks: [[]], branched: null, origins: [0], values: [] };
  bands: Bands | null = null;
  target = 0;
  shown: number[];
  private tab = "charts";
  private readonly canvas = el("canvas", { testid: "network", attributes: { tabindex: "0", role: "img" } });
  private readonly tip = el("div", { class: "tip", hidden: true });
  private readonly live = el("p", { class: "sr", attributes: { "aria-live": "polite" } });
  private readonly notice = el("div", { class: "notice", testid: "notice", hidden: true, attributes: { role: "status" } });
  private readonly head = el("header", { class: "head" });
  private readonly tabs = el("nav", { class: "tabs", testid: "tabs" });
  private readonly side = el("section", { class: "side" });
  private readonly layout: Layout;
  private readonly network: Network;
  private readonly parts: Record<string, Part>;
  private readonly biography: Biography;
  private readonly transport: Transport;
  private readonly shocks: Shocks;
  private readonly guess: Guess;
  private readonly views: Views;
  private dirty = true;
  private painting = false;
  private acknowledge = -1;
  private slowAt = 0;
  private settleAt = 0;
  private noticeTimer = 0;
  private chosen: Choice = null;

  constructor(readonly welcome: Welcome, private readonly speak: (message: Record<string, unknown>) => void) {
    this.filter = new Filter(this.store, welcome);
    this.layout = new Layout(this.store, () => this.redraw());
    this.network = new Network(this.canvas, this.store, this.layout, this.filter);
    this.shown = firstCharts(welcome);
    this.biography = new Biography(this);
    this.transport = new Transport(this);
    this.shocks = new Shocks(this);
    this.guess = new Guess(this);
    this.views = new Views(this);
    this.parts = {
      charts: new Charts(this), lever: new Levers(this, "lever"), assumption: new Levers(this, "assumption"),
      lesson: new LessonPart(this), changes: new Changes(this),
    };
    new Hands(this, this.network, this.tip);
    this.assemble();
  }

  get trainer(): boolean {
    return this.welcome.trainer;
  }

  // --- building

  private assemble(): void {
    const app = document.getElementById("app")!;
    app.replaceChildren(
      this.head,
      el("main", {},
        el("section", { class: "stage" }, this.views.root,
          el("div", { class: "canvas" }, this.canvas, this.tip, this.zoomers()), this.guess.root),
        el("section", { class: "column" }, this.tabs, this.side, this.biography.root)),
      this.shocks.root, this.transport.root, this.notice, this.live);
    app.classList.toggle("watcher", !this.trainer);
    this.listen();
    this.rebuild();
  }

  private zoomers(): HTMLElement {
    const zoom = (factor: number) => {
      const box = this.canvas.getBoundingClientRect();
      this.network.zoomAt(factor, box.width / 2, box.height / 2);
      this.redraw();
    };
    return el("div", { class: "zoomers" },
      button("+", "zoom-in", () => zoom(1.5), { label: "+" }), button("−", "zoom-out", () => zoom(1 / 1.5), { label: "−" }));
  }

  rebuild(): void {
    this.headline();
    this.buildTabs();
    for (const part of [...Object.values(this.parts), this.transport, this.shocks, this.guess, this.views, this.biography]) part.rebuild();
    this.openTab();
    this.redraw();
  }

  private headline(): void {
    const { scene } = this.welcome;
    const other = language() === 0 ? "EN" : "ID";
    this.head.replaceChildren(
      el("div", { class: "title" }, el("b", {}, pick(scene.titles[0])),
        scene.tape ? el("span", { class: "badge" }, t("tape")) : null),
      el("div", { class: "when", testid: "when" }),
      el("div", { class: "tools" },
        el("span", { class: "people", testid: "people" }),
        this.trainer && !scene.tape && button(t("record"), "record", () => this.say({ do: "record" }), { class: "quietly wide" }),
        button(t("picture"), "picture", () => this.savePicture(), { class: "quietly wide" }),
        button(other, "language", () => this.switchLanguage(), { label: language() === 0 ? "English" : "Bahasa Indonesia" })));
    this.quick();
  }

  private buildTabs(): void {
    const names: [string, string][] = [["charts", t("charts")]];
    const steers = this.trainer && !this.welcome.scene.tape;
    if (steers) names.push(["lever", t("levers")], ["assumption", t("assumptions")]);
    names.push(["lesson", t("lesson")]);
    if (this.trainer) names.push(["changes", t("changes")], ["room", t("room")]);
    this.tabs.replaceChildren(...names.map(([name, text]) => button(text, `tab-${name}`, () => {
      this.tab = name;
      this.openTab();
    }, { attributes: { "aria-pressed": String(name === this.tab) } })));
  }

  private openTab(): void {
    for (const tab of this.tabs.querySelectorAll("button")) {
      tab.setAttribute("aria-pressed", String(tab.dataset.testid === `tab-${this.tab}`));
    }
    this.side.replaceChildren(this.parts[this.tab]?.root ?? this.roomTab());
    this.side.dataset.tab = this.tab;
    this.parts[this.tab]?.update();
  }

  private roomTab(): HTMLElement {
    const join = this.welcome.join;
    return el("section", { class: "roomtab", testid: "room" },
      this.welcome.scene.tape ? null : askForm(this),
      join ? el("div", { class: "join" }, el("h3", {}, t("join")), el("p", { class: "quiet" }, t("joinHelp")), qr(join.qr),
        el("p", { class: "address", testid: "join-link" }, join.link.split("#")[0]), el("p", {}, t("code"), " ", el("b", { testid: "join-code" }, join.code)))
        : el("p", { class: "quiet" }, t("joinOff")),
      button(t("otherLuck"), "other-luck", () => this.say({ do: "reset", luck: this.room.luck + 1 })),
      el("h3", {}, t("help")), el("p", { class: "quiet" }, t("helpKeys")));
  }

  // --- App

  say(message: Record<string, unknown>): void {
    this.speak(message);
  }

  choice(): Choice {
    return this.chosen;
  }

  choose(choice: Choice, lane: number): void {
    this.chosen = this.network.choice = choice;
    this.biography.lane = Math.min(lane, this.store.lanes.length - 1);
    this.biography.ask();
    this.biography.rebuild();
    this.shocks.update();
    this.redraw();
  }

  show(tab: string): void {
    if (tab) this.tab = tab;
    this.parts.charts.rebuild();
    this.shocks.update();
    this.parts.lever.update();
    this.parts.assumption.update();
    this.openTab();
  }

  regroup(): void {
    this.layout.grouping = this.filter.grouping;
    this.layout.begin(this.network.aspect);
    this.redraw();
  }

  savePicture(): void {
    savePicture(this.canvas, [...this.side.querySelectorAll<HTMLCanvasElement>(".u-wrap canvas")],
      `${pick(this.welcome.scene.titles[0])} — ${when(this.store.month, this.welcome.scene.calendar)}`, this.welcome.scene.name);
  }

  switchLanguage(): void {
    setLanguage(language() === 0 ? 1 : 0);
    localStorage.setItem("lang", String(language()));
    this.rebuild();
  }

  // --- hearing

  hear(message: Message): void {
    const now = performance.now();
    if (message.is === "picture") this.moved(this.store.picture(message));
    else if (message.is === "frames") this.moved(this.store.frames(message.epoch, message.list, now));
    else if (message.is === "room") this.hearRoom(message);
    else if (message.is === "desk") this.hearDesk(message);
    else if (message.is === "bands") {
      this.bands = message;
      this.parts.charts.rebuild();
    } else if (message.is === "answer") this.biography.answer(message);
    else if (message.is === "notice") this.tell(pick(message.text!));
    else if (message.is === "refused") this.tell(pick(message.why!));
  }

  private moved(moved: Moved): void {
    this.acknowledge = this.store.number;
    if (moved.fresh) {
      if (!this.layout.homes) this.layout.begin(this.network.aspect);
      else this.layout.changed();
      this.target = Math.min(this.target, this.store.lanes.length - 1);
      this.slowAt = 0;
      this.announce();
    } else if (moved.tied || moved.newcomers.length) this.layout.changed();
    this.redraw();
  }

  private hearRoom(room: RoomState): void {
    const before = this.room;
    this.room = room;
    if (before.playing && !room.playing) {
      this.layout.rest();
      this.announce();
    }
    if (room.lesson.name !== before.lesson.name || room.lesson.step !== before.lesson.step) {
      if (room.lesson.name && (room.lesson.name !== before.lesson.name || !this.trainer)) this.tab = "lesson";
      this.parts.lesson.update();
      this.openTab();
    }
    this.guess.update();
    this.transport.update();
    this.quick();
  }

  private hearDesk(desk: Desk): void {
    if (desk.values.length === 2 && this.desk.values.length === 1) this.target = 1;
    this.desk = desk;
    for (const part of ["lever", "assumption", "changes"]) this.parts[part].update();
    this.transport.update();
    this.shocks.update();
    this.slowAt = 0;
    this.redraw();
  }

  tell(text: string): void {
    this.notice.textContent = text;
    this.notice.hidden = false;
    clearTimeout(this.noticeTimer);
    this.noticeTimer = window.setTimeout(() => { this.notice.hidden = true; }, NOTICE_MS);
  }

  lost(): void {
    this.tell(t("lost"));
  }

  private announce(): void {
    const { organisations, formal, informal } = this.store.lanes[0].counts();
    const said = `${when(this.store.month, this.welcome.scene.calendar)}. ${t("networkSays", organisations, formal, informal)}`;
    this.canvas.setAttribute("aria-label", said);
    this.live.textContent = said;
  }

  // --- painting

  redraw(): void {
    this.dirty = true;
    if (!this.painting) {
      this.painting = true;
      requestAnimationFrame((now) => this.paint(now));
    }
  }

  private paint(now: number): void {
    this.painting = false;
    if (!this.store.lanes.length) return;
    if (this.dirty) {
      this.dirty = false;
      this.network.tempo = this.room.playing ? this.room.speed : 1;
      if (this.network.draw(performance.now())) this.redraw();
    }
    this.quick();
    if (now - this.slowAt > SLOW_MS) {
      this.slowAt = now;
      this.transport.update();
      if (this.tab === "charts") this.parts.charts.update();
      if (!this.room.playing) this.biography.ask();
    } else this.redraw();
    if (now - this.settleAt > SETTLE_MS && this.room.playing) {
      this.settleAt = now;
      this.layout.settle(0.12);
    }
    document.body.dataset.painted = String(this.store.number);
    if (this.acknowledge >= 0) {
      this.say({ do: "ack", n: this.acknowledge });
      this.acknowledge = -1;
    }
  }

  /** What changes with every month: cheap enough for every frame. */
  private quick(): void {
    const month = this.store.month, place = this.head.querySelector("[data-testid=when]");
    const text = `${when(month, this.welcome.scene.calendar)} · ${t("month", month)}`;
    if (place && place.textContent !== text) place.textContent = text;
    const people = this.head.querySelector("[data-testid=people]");
    if (people) people.textContent = this.room.people ? t("people", this.room.people) : "";
    document.body.dataset.month = String(month);
    document.body.dataset.playing = String(this.room.playing);
    document.body.dataset.lanes = String(this.store.lanes.length);
  }

  // --- hands

  private listen(): void {
    let turned = 0;
    new ResizeObserver(() => {
      this.network.resize();
      const aspect = this.network.aspect;
      if (this.layout.homes && Math.abs(Math.log(aspect / (turned || aspect))) > 0.7) this.layout.begin(aspect);
      if (!turned || Math.abs(Math.log(aspect / turned)) > 0.7) turned = aspect;
      this.redraw();
    }).observe(this.canvas);
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("visibilitychange", () => !document.hidden && this.redraw());
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) {
      if (event.key === "Escape") target.blur();
      return;
    }
    const acts: Record<string, () => void> = {
      " ": () => this.transport.toggle(), ArrowRight: () => this.transport.step(), ArrowLeft: () => this.transport.back(),
      b: () => this.store.lanes.length === 1 && this.say({ do: "branch" }),
    };
    const anyones: Record<string, () => void> = {
      l: () => this.switchLanguage(), Escape: () => this.choose(null, 0),
      "/": () => document.querySelector<HTMLInputElement>("[data-testid=search]")?.focus(),
    };
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === " " && target.tagName === "BUTTON") return;
    const act = anyones[key] ?? (this.trainer ? acts[key] : undefined);
    if (!act) return;
    event.preventDefault();
    act();
  }
}

/** The charts to begin with: served, trust, agreements and duplication of money, as far as they are measured. */
function firstCharts(welcome: Welcome): number[] {
  const wanted = ["access", "trust", "partnerships", "cooperation"];
  const found = wanted.map((name) => welcome.indicators.findIndex((i) => i.name === name)).filter((k) => k >= 0);
  return [...found, ...welcome.indicators.keys()].filter((k, at, all) => all.indexOf(k) === at).slice(0, 4);
}

function begin(): void {
  const kept = localStorage.getItem("lang");
  setLanguage(kept !== null ? (Number(kept) === 1 ? 1 : 0) : navigator.language.startsWith("en") ? 1 : 0);
  const token = location.hash.slice(1);
  if (!token) return askForCode(false);
  let page: Page | null = null;
  const socket = new Socket(token, {
    heard(message) {
      if (message.is === "welcome") {
        if (page) return;
        if (kept === null && message.lang) setLanguage(message.lang === "en" ? 1 : 0);
        page = new Page(message, (said) => socket.say(said));
      } else page?.hear(message);
    },
    lost(wrongKey) {
      if (wrongKey) askForCode(true);
      else page?.lost();
    },
  });
  return undefined;
}

begin();

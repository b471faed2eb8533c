// The page: takes what the server says, keeps the parts up to date, paints when there is something to paint.

import type { App, KeptRun, Part } from "./app";
import { Biography } from "./biography";
import { Charts, firstCharts } from "./charts";
import { button, el } from "./dom";
import { Filter } from "./filter";
import { Finger } from "./finger";
import { debriefPage, download } from "./debrief";
import { DiffersPart } from "./differs";
import { Guess } from "./guess";
import { Head } from "./head";
import { KeyList } from "./keylist";
import { press } from "./keys";
import { Layout } from "./layout";
import { LessonPart } from "./lesson";
import { Levers } from "./levers";
import { rescale } from "./look";
import { Network, type Choice } from "./network";
import { type Painted, Painting } from "./painting";
import { savePicture } from "./picture";
import { Pointer } from "./pointer";
import { RolePart } from "./role";
import { CodeScreen, RoomTab } from "./roomtab";
import { RoundLine } from "./roundline";
import { RoundsTab } from "./rounds";
import { Changes, Shocks } from "./shocks";
import { Side } from "./side";
import { Store, tieA, tieB, tieKey, type Moved } from "./store";
import { Transport } from "./transport";
import type { Bands, Debrief, Desk, Differs, Display, Invitation, Message, Mine, RoomState, Welcome } from "./types";
import { Views } from "./views";
import { language, pick, setLanguage, t, when } from "./words";

const NOTICE_MS = 7000;

export class Page implements App, Painted {
  readonly store = new Store();
  readonly filter: Filter;
  room: RoomState = {
    is: "room", playing: false, speed: 4, stop: 0, goal: null, opening: false, people: 0, lagging: 0, question: null, scores: [], unmoved: null,
    lesson: { name: "", step: 0 }, luck: 0, display: { charts: [], lane: 0, node: -1, tie: null, code: false }, each: 0, roles: null,
  };
  desk: Desk = { is: "desk", marks: [[]], branched: null, origins: [0], values: [] };
  bands: Bands | null = null;
  mine: Mine = { is: "mine", question: -1, value: null, table: 0 };
  join: Invitation | null;
  kept: KeptRun[] = [];
  target = 0;
  shown: number[];
  private readonly canvas = el("canvas", { testid: "network", attributes: { tabindex: "0", role: "application" } });
  private readonly tip = el("div", { class: "tip", hidden: true });
  private readonly live = el("p", { class: "sr", attributes: { "aria-live": "polite" } });
  private readonly notice = el("div", { class: "notice", testid: "notice", hidden: true, attributes: { role: "status" } });
  private readonly head = new Head(this);
  private readonly side: Side;
  private readonly layout: Layout;
  private readonly network: Network;
  private readonly parts: Record<string, Part>;
  private readonly charts: Charts;
  private readonly biography: Biography;
  private readonly transport: Transport;
  private readonly shocks: Shocks;
  private readonly guess: Guess;
  private readonly views: Views;
  private readonly codeScreen: CodeScreen;
  private readonly differs: DiffersPart;
  private readonly role: RolePart;
  private readonly line: RoundLine;
  private readonly keys = new KeyList(this);
  private readonly finger = new Finger();
  private debriefing: Debrief | null = null;
  private readonly painting: Painting;
  private noticeTimer = 0;
  private chosen: Choice = null;

  constructor(readonly welcome: Welcome, private readonly speak: (message: Record<string, unknown>) => boolean) {
    this.filter = new Filter(this.store, welcome);
    this.join = welcome.join ?? null;
    document.body.classList.toggle("projector", this.projector);
    rescale();
    this.layout = new Layout(this.store, () => this.redraw());
    this.network = new Network(this.canvas, this.store, this.layout, this.filter);
    this.shown = firstCharts(welcome);
    this.biography = new Biography(this);
    this.transport = new Transport(this);
    this.shocks = new Shocks(this);
    this.guess = new Guess(this);
    this.views = new Views(this);
    this.codeScreen = new CodeScreen(this);
    this.differs = new DiffersPart(this);
    this.role = new RolePart(this);
    this.line = new RoundLine(this);
    this.charts = new Charts(this);
    this.parts = {
      charts: this.charts, lever: new Levers(this, "lever"), assumption: new Levers(this, "assumption"),
      lesson: new LessonPart(this), changes: new Changes(this), differs: this.differs, room: new RoomTab(this),
      roles: this.trainer ? new RoundsTab(this) : this.role,
    };
    this.side = new Side(this, this.parts);
    this.painting = new Painting(this, this.network, this.layout, this.charts);
    new Pointer(this, this.network, this.tip);
    this.assemble();
  }

  get trainer(): boolean {
    return this.welcome.trainer;
  }

  get projector(): boolean {
    return this.welcome.role === "projector";
  }

  // --- building

  private assemble(): void {
    const app = document.getElementById("app")!;
    app.replaceChildren(
      el("div", { class: "top" }, this.head.root, this.line.root),
      el("main", {},
        el("section", { class: "stage" }, this.views.root,
          el("div", { class: "canvas" }, this.network.still.canvas, this.canvas, this.tip), this.zoomers(), this.guess.root),
        el("section", { class: "column" }, this.side.row, this.side.panel, this.biography.root)),
      this.shocks.root, this.transport.root, this.codeScreen.root, this.keys.root, this.notice, this.live);
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
    this.head.rebuild();
    this.side.rebuild();
    for (const part of [...Object.values(this.parts), this.transport, this.shocks, this.guess, this.views, this.biography, this.codeScreen, this.line]) part.rebuild();
    this.side.open();
    this.redraw();
  }

  // --- App

  say(message: Record<string, unknown>): void {
    if (!this.speak(message) && message.do !== "ack") this.lost(); // a tap is never dropped in silence
  }

  choice(): Choice {
    return this.chosen;
  }

  choose(choice: Choice, lane: number): void {
    this.pointAt(choice, lane);
    if (!this.trainer) return;
    const chosen = choice === null ? { clear: 1 } : "node" in choice ? { node: choice.node } : { a: tieA(choice.tie), b: tieB(choice.tie) };
    this.say({ do: "display", lane: Math.min(lane, 1), ...chosen });
  }

  private pointAt(choice: Choice, lane: number, tells = true): void {
    this.chosen = this.network.choice = choice;
    this.biography.lane = Math.min(lane, this.store.lanes.length - 1);
    this.biography.open = tells && choice !== null;
    this.biography.ask();
    this.biography.rebuild();
    this.shocks.update();
    this.redraw();
  }

  show(tab: string): void {
    if (tab) this.side.tab = tab;
    this.parts.charts.rebuild();
    this.shocks.update();
    this.parts.lever.update();
    this.parts.assumption.update();
    this.side.open();
  }

  /** Show charts here, and let every other page follow. */
  showCharts(names: string[]): void {
    this.setCharts(names);
    if (this.trainer) this.say({ do: "display", charts: this.shown.map((k) => this.welcome.indicators[k].name) });
    this.show(this.side.charted ? "" : "charts");
  }

  private setCharts(names: string[]): void {
    const found = names.map((n) => this.welcome.indicators.findIndex((i) => i.name === n)).filter((k) => k >= 0);
    this.shown = [...found, ...this.shown.filter((k) => !found.includes(k))].slice(0, 4);
  }

  /** Follow what the trainer points at: the same charts, the same dot or line; a phone is not covered by its story. */
  private follow(display: Display, before: Display): void {
    if (display.charts.join() !== before.charts.join() && display.charts.length) {
      this.setCharts(display.charts);
      this.parts.charts.rebuild();
    }
    const [now, old] = [display, before].map((d) => JSON.stringify([d.lane, d.node, d.tie]));
    if (now === old) return;
    const choice = display.tie ? { tie: tieKey(...display.tie) } : display.node >= 0 ? { node: display.node } : null;
    this.pointAt(choice, display.lane, this.projector);
  }

  debrief(): void {
    this.say({ do: "debrief", ask: 1 });
    this.say({ do: "differs", ask: 0 });
  }

  private writeDebrief(told: Debrief, differs: Differs): void {
    const page = debriefPage(this, told, differs, this.wholeMap().toDataURL("image/png"));
    download(`${this.welcome.scene.name}-debrief.html`, new Blob([page], { type: "text/html" }));
  }

  regroup(): void {
    this.layout.grouping = this.filter.grouping;
    this.layout.begin(this.network.aspect);
    this.redraw();
  }

  savePicture(): void {
    savePicture(this.wholeMap(), [...this.side.panel.querySelectorAll<HTMLCanvasElement>(".u-wrap canvas")],
      `${pick(this.welcome.scene.titles[0])} — ${when(this.store.month, this.welcome.scene.calendar)}`, this.welcome.scene.name);
  }

  /** Both layers of the map in one. */
  private wholeMap(): HTMLCanvasElement {
    const whole = document.createElement("canvas"), { still } = this.network;
    whole.width = this.canvas.width;
    whole.height = this.canvas.height;
    const ctx = whole.getContext("2d")!;
    ctx.drawImage(still.canvas, 0, 0);
    ctx.drawImage(this.canvas, 0, 0);
    return whole;
  }

  switchLanguage(): void {
    setLanguage(language() === 0 ? 1 : 0);
    localStorage.setItem("lang", String(language()));
    this.rebuild();
  }

  // --- hearing

  hear(message: Message): void {
    this.finger.after(() => this.take(message));
  }

  private take(message: Message): void {
    const now = performance.now();
    document.body.dataset.connected = "true";
    if (message.is === "picture") this.moved(this.store.picture(message));
    else if (message.is === "frames") this.moved(this.store.frames(message.epoch, message.list, now));
    else if (message.is === "room") this.hearRoom(message);
    else if (message.is === "desk") this.hearDesk(message);
    else if (message.is === "bands") {
      this.bands = message;
      this.parts.charts.rebuild();
    } else if (message.is === "mine") {
      this.mine = message;
      this.head.seatedAt(message.table);
      this.guess.update();
      this.line.update();
    } else if (message.is === "invitation") {
      this.join = message.join;
      this.parts.room.update();
      this.codeScreen.update();
    } else if (message.is === "role") this.role.hear(message);
    else if (message.is === "answer") this.biography.answer(message);
    else if (message.is === "debrief") this.debriefing = message;
    else if (message.is === "differs") this.hearDiffers(message);
    else if (message.is === "notice") this.tell(pick(message.text!));
    else if (message.is === "refused") this.tell(pick(message.why!));
  }

  private hearDiffers(message: Differs): void {
    if (message.to > 0) this.differs.answer(message);
    else if (this.debriefing) this.writeDebrief(this.debriefing, message);
  }

  private moved(moved: Moved): void {
    this.painting.owe(this.store.number);
    if (moved.fresh || moved.newcomers.length) this.parts.roles.update(); // names have come
    if (moved.fresh) {
      if (!this.layout.homes) this.layout.begin(this.network.aspect);
      else this.layout.changed();
      this.target = Math.min(this.target, this.store.lanes.length - 1);
      this.painting.soon();
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
      if (room.lesson.name && (room.lesson.name !== before.lesson.name || !this.trainer)) this.side.tab = "lesson";
      this.parts.lesson.update();
      this.side.open();
    }
    if (!this.trainer || !before.each) this.follow(room.display, before.display);
    this.hearRoles(before);
    this.guess.update();
    this.codeScreen.update();
    this.parts.room.update();
    if (!room.playing) this.differs.update();
    this.transport.update();
    this.head.update();
  }

  /** The tab of role play comes and goes with the play; a phone is taken there when it begins and when a round opens. */
  private hearRoles(before: RoomState): void {
    const { roles } = this.room, was = before.roles;
    if (!roles !== !was) this.side.rebuild();
    const opens = roles?.phase === "deciding" && (was?.phase !== "deciding" || was.round !== roles.round);
    if (this.welcome.role === "watcher" && roles && roles.phase !== "over" && (!was || was.phase === "over" || opens)) this.side.tab = "roles";
    else if (!roles && this.side.tab === "roles" && !this.trainer) this.side.tab = "charts";
    if (!roles !== !was || opens) this.side.open();
    if (this.side.tab === "roles" && roles?.phase !== was?.phase) scrollTo(0, 0);
    this.parts.roles.update();
    this.line.update();
  }

  private hearDesk(desk: Desk): void {
    if (desk.values.length === 2 && this.desk.values.length === 1) this.target = 1;
    this.desk = desk;
    for (const part of ["lever", "assumption", "changes"]) this.parts[part].update();
    this.transport.update();
    this.shocks.update();
    this.painting.soon();
    this.redraw();
  }

  tell(text: string): void {
    this.notice.textContent = text;
    this.notice.hidden = false;
    clearTimeout(this.noticeTimer);
    this.noticeTimer = window.setTimeout(() => { this.notice.hidden = true; }, NOTICE_MS);
  }

  lost(): void {
    document.body.dataset.connected = "false";
    for (const part of [this.biography, this.differs]) part.forget();
    this.tell(t("lost"));
  }

  private announce(): void {
    const { organisations, formal, informal } = this.store.lanes[0].counts();
    const said = `${when(this.store.month, this.welcome.scene.calendar)}. ${t("networkSays", organisations, formal, informal)}`;
    this.canvas.setAttribute("aria-label", `${said} ${t("mapHelp")}`);
    this.canvas.setAttribute("aria-roledescription", t("mapRole"));
    this.live.textContent = said;
  }

  // --- painting

  redraw(): void {
    this.painting.redraw();
  }

  charted(): boolean {
    return this.side.charted;
  }

  eachFrame(): void {
    this.head.update();
  }

  nowAndThen(): void {
    this.transport.update();
    if (this.room.playing) return;
    this.biography.ask();
    this.differs.update();
  }

  acknowledge(number: number): void {
    this.say({ do: "ack", n: number });
  }

  // --- hands

  private listen(): void {
    let turned = 0;
    new ResizeObserver(([{ contentRect }]) => {
      this.painting.mapped = contentRect.width > 0;
      if (!this.painting.mapped) return;
      this.network.resize();
      const aspect = this.network.aspect;
      if (this.layout.homes && Math.abs(Math.log(aspect / (turned || aspect))) > 0.7) this.layout.begin(aspect);
      if (!turned || Math.abs(Math.log(aspect / turned)) > 0.7) turned = aspect;
      this.redraw();
    }).observe(this.canvas.parentElement!);
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("visibilitychange", () => !document.hidden && this.redraw());
  }

  private key(event: KeyboardEvent): void {
    if (this.keys.root.open) return;
    const { lane } = this.biography;
    const known = press(event, {
      trainer: this.trainer,
      everywhere: {
        l: () => this.switchLanguage(), "?": () => this.keys.open(), Escape: () => this.choose(null, 0),
        "/": () => document.querySelector<HTMLInputElement>("[data-testid=search]")?.focus(),
      },
      trainers: {
        " ": () => this.transport.toggle(), ArrowRight: () => this.transport.step(), ArrowLeft: () => this.transport.back(),
        b: () => { if (this.store.lanes.length === 1) this.say({ do: "branch" }); },
      },
      map: {
        t: () => this.chooseAloud(this.network.nextTie(lane), lane), Enter: () => this.biography.focus(),
        "2": () => this.chooseAloud(this.chosen, 1), "1": () => this.chooseAloud(this.chosen, 0),
      },
      move: (direction) => this.chooseAloud(this.network.step(direction, lane), lane),
    }, this.canvas);
    if (known) event.preventDefault();
  }

  /** Choose by key: whoever cannot see the map is told what was reached. */
  private chooseAloud(choice: Choice, lane: number): void {
    this.choose(choice, lane);
    if (!choice) return;
    const ends = "node" in choice ? [choice.node] : [tieA(choice.tie), tieB(choice.tie)];
    this.live.textContent = ends.map((n) => `${this.filter.name(n)}, ${pick(this.welcome.kinds[this.store.cast[n][0]])}`).join(" – ");
  }
}

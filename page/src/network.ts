// Draws the network: cells, ties, dots, what has just changed. Canvas 2D; what is costly is kept and stamped.

import { Backdrop } from "./backdrop";
import type { Filter } from "./filter";
import type { Layout } from "./layout";
import { CHANGED, CHANGED_EDGE, CHOSEN, LANE_COLOURS, calm, rescale, textScale } from "./look";
import { neighbours, within } from "./measures";
import { Names, type Label } from "./names";
import { Nodes } from "./nodes";
import { type Context, type Job, lines, point, type Panel } from "./panel";
import { type Direction, nextNode, nodeAt, tieAt } from "./picking";
import { FORMAL, TRUST_SHIFT, tieA, tieB, tieKey, type Lane, type Store } from "./store";
import { lay, sheetIn } from "./sheet";
import { Still } from "./still";
import { Ties } from "./ties";
import { figure, language, t } from "./words";

export type Choice = { node: number } | { tie: number } | null;
export interface Hit { lane: number; choice: Choice }

/** How long a change flashes: three months of the room's time, within bounds, so that fast play does not drown in light. */
const FLASH_MONTHS = 3, FLASH_LEAST = 300, FLASH_MOST = 1100, CALM = 6;
const HEAD = 30, GAP = 10, TOUCH_REACH = 22;
/** More ties than this are drawn in parts while months fly by. */
const MANY = 200;
const LEFT = 3, CLOSED = 2, FOUNDED = 1;

export class Network {
  choice: Choice = null;
  zoom = { k: 1, x: 0, y: 0 };
  /** Months a second asked for, 0 while nothing plays. */
  tempo = 0;
  private readonly ctx: CanvasRenderingContext2D;
  private readonly backdrop: Backdrop;
  private readonly ties: Ties;
  private readonly nodes: Nodes;
  private readonly names = new Names();
  private labels: Label[][] = [];
  readonly still = new Still();
  private panels: Panel[] = [];
  private width = 0;
  private height = 0;
  private ratio = 1;

  constructor(
    readonly canvas: HTMLCanvasElement, private readonly store: Store, private readonly layout: Layout,
    private readonly filter: Filter,
  ) {
    this.ctx = canvas.getContext("2d")!;
    this.backdrop = new Backdrop(canvas, layout, filter);
    this.ties = new Ties(store, layout, filter);
    this.nodes = new Nodes(store, layout, filter);
  }

  get aspect(): number {
    return this.width ? Math.max(0.5, Math.min(2.4, this.width / Math.max(this.height, 1))) : 1;
  }

  private get flash(): number {
    return Math.min(FLASH_MOST, Math.max(FLASH_LEAST, (1000 * FLASH_MONTHS) / Math.max(this.tempo, 1)));
  }

  resize(): void {
    rescale();
    this.ratio = Math.min(window.devicePixelRatio || 1, 2);
    const sheet = sheetIn(this.canvas.parentElement!.getBoundingClientRect(), this.ratio);
    lay(sheet, [this.still.canvas, this.canvas]);
    this.width = sheet.width;
    this.height = sheet.height;
    this.canvas.width = sheet.across;
    this.canvas.height = sheet.down;
    this.ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
  }

  /** Draw everything as of `now`; returns whether something still moves by itself. */
  draw(now: number): boolean {
    this.arrange();
    const gliding = this.layout.gliding(now), things = this.panels.reduce((sum, p) => sum + p.lane.ties.size, 0);
    const scene = this.sceneKey(), key = this.stillKey(gliding ? now : 0);
    const late = this.still.refresh({ scene, key, ratio: this.ratio }, this.canvas, this.tempo > 0 && things > MANY, now, () => this.planStill(now));
    this.ctx.clearRect(0, 0, this.width, this.height);
    let moving = gliding || late;
    for (const panel of this.panels) {
      moving = panel.lane.fade(now, calm() ? 0 : this.flash) || moving;
      this.within(this.ctx, panel, () => {
        this.ties.drawFlashes(this.ctx, panel, now, this.flash);
        this.drawPulses(panel, now);
        this.drawChoice(panel);
        this.names.draw(this.ctx, this.labels[panel.index] ?? []);
      });
      if (this.panels.length > 1) this.drawHead(panel);
    }
    return moving;
  }

  /** Names what is shown and how: where it changes, nothing that was begun before is of use. */
  private sceneKey(): string {
    const { store, canvas } = this;
    return [
      store.epoch, store.lanes.length, this.layout.version, canvas.width, canvas.height,
      JSON.stringify(this.choice), this.filter.key, language(), textScale(),
    ].join();
  }

  /** Names what of it changes while months pass or while the reader moves the map. */
  private stillKey(moment: number): string {
    return [this.store.number, this.layout.moves, moment, this.zoom.k, this.zoom.x, this.zoom.y].join();
  }

  /** The drawing of all that stands still, in parts that each take little time; names are placed with it. */
  private planStill(now: number): Job[] {
    const { cells, labels } = this.backdrop.layers(this.panels, this.zoom, this.ratio), { panels } = this;
    for (const panel of panels) this.place(panel, now);
    this.labels = panels.map((panel) =>
      this.names.place(panel, this.chosen(), (number) => this.filter.name(number), (number) => this.radius(panel, number), this.ratio));
    const clipped = (panel: Panel, jobs: Job[]) => jobs.map((job) => (ctx: Context) => this.within(ctx, panel, () => job(ctx)));
    return [
      (ctx) => ctx.drawImage(cells, 0, 0, this.width, this.height),
      ...panels.flatMap((panel) => clipped(panel, this.ties.plan(panel, this.zoom, this.choice !== null))),
      (ctx) => ctx.drawImage(labels, 0, 0, this.width, this.height),
      ...panels.flatMap((panel) => clipped(panel, this.nodes.plan(panel, this.unit(panel), this.choice ? this.around(panel) : null, this.ratio))),
    ];
  }

  private within(ctx: Context, panel: Panel, draw: () => void): void {
    ctx.save();
    ctx.beginPath();
    ctx.rect(panel.x, panel.y, panel.w, panel.h);
    ctx.clip();
    draw();
    ctx.restore();
  }

  private arrange(): void {
    const lanes = this.store.lanes, two = lanes.length === 2, beside = this.width > 0.9 * this.height;
    const head = HEAD * Math.max(1, textScale() * 0.8);
    this.panels = lanes.map((lane, index) => {
      const { xy, seen } = this.panels[index] ?? { xy: new Float32Array(0), seen: new Uint8Array(0) };
      if (!two) return { lane, index, xy, seen, x: 0, y: 0, w: this.width, h: this.height };
      const w = beside ? (this.width - GAP) / 2 : this.width;
      const h = beside ? this.height : (this.height - GAP) / 2;
      return {
        lane, index, xy, seen, x: beside ? index * (w + GAP) : 0, y: (beside ? 0 : index * (h + GAP)) + head, w, h: h - head,
      };
    });
  }

  private place(panel: Panel, now: number): void {
    const need = 2 * this.store.cast.length;
    if (panel.xy.length < need) {
      panel.xy = new Float32Array(need + 512);
      panel.seen = new Uint8Array(need / 2 + 256);
    }
    panel.seen.fill(0);
    for (const number of panel.lane.nodes.keys()) {
      panel.seen[number] = this.filter.node(panel.lane, number) ? 1 : 0;
      const [x, y] = point(panel, this.zoom, this.layout.position(number, now));
      panel.xy[2 * number] = x;
      panel.xy[2 * number + 1] = y;
    }
  }

  /** The organisations that the choice is about. */
  private chosen(): number[] {
    const choice = this.choice;
    return !choice ? [] : "node" in choice ? [choice.node] : [tieA(choice.tie), tieB(choice.tie)];
  }

  private unit(panel: Panel): number {
    return this.nodes.unit(panel, this.zoom.k);
  }

  private radius(panel: Panel, number: number): number {
    const state = panel.lane.nodes.get(number);
    return state ? this.unit(panel) * this.nodes.radius(panel.lane, number, state) : 0;
  }

  private drawHead(panel: Panel): void {
    const ctx = this.ctx, high = HEAD * Math.max(1, textScale() * 0.8), scale = textScale();
    ctx.fillStyle = LANE_COLOURS[panel.index];
    ctx.fillRect(panel.x, panel.y - high, panel.w, high - 4);
    ctx.fillStyle = "#fff";
    ctx.font = `600 ${15 * Math.max(1, scale * 0.85)}px system-ui, sans-serif`;
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    const { formal, informal } = panel.lane.counts();
    ctx.fillText(t("future", "AB"[panel.index]), panel.x + 10, panel.y - high / 2 - 2);
    ctx.font = `${13 * scale}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    ctx.fillText(`— ${figure(formal)}   - - ${figure(informal)}`, panel.x + panel.w - 10, panel.y - high / 2 - 2);
  }

  /** Rings around what happened to organisations that have ties; when months fly by, only around leaders who left. */
  private drawPulses(panel: Panel, now: number): void {
    const ctx = this.ctx, length = 2 * this.flash;
    const pulses = panel.lane.pulses.filter(({ code, node }) => code === LEFT || (this.tempo <= CALM && (code !== FOUNDED || panel.lane.nodes.has(node))));
    const tied = pulses.length ? this.tied(panel.lane) : new Set<number>();
    for (const { code, node, at } of pulses) {
      const known = panel.lane.nodes.get(node), left = code === LEFT;
      if (code !== CLOSED && (!tied.has(node) || !panel.seen[node])) continue;
      const share = Math.min(1, (now - at) / length), r = known ? this.radius(panel, node) : 6;
      ctx.globalAlpha = (this.choice ? 0.35 : 0.95) * (1 - share);
      for (const [colour, wide] of [[CHANGED_EDGE, left ? 4.5 : 3.5], [CHANGED, left ? 3 : 2]] as const) {
        ctx.strokeStyle = colour;
        ctx.lineWidth = wide;
        ctx.beginPath();
        ctx.arc(panel.xy[2 * node], panel.xy[2 * node + 1], r + 2 + share * (left ? 16 : 8), 0, 2 * Math.PI);
        ctx.stroke();
      }
    }
    ctx.globalAlpha = 1;
  }

  private tied(lane: Lane): Set<number> {
    const found = new Set<number>();
    for (const key of lane.ties.keys()) found.add(tieA(key)).add(tieB(key));
    return found;
  }

  /** The chosen organisation (or both ends of the chosen tie) and those within one or two steps. */
  private around(panel: Panel): Set<number> {
    const choice = this.choice!;
    if ("tie" in choice) return new Set([tieA(choice.tie), tieB(choice.tie)]);
    return within([choice.node], this.filter.reach, neighbours(panel.lane.ties.keys()));
  }

  private drawChoice(panel: Panel): void {
    const choice = this.choice, ctx = this.ctx;
    if (!choice) return;
    const own = "tie" in choice ? [choice.tie]
      : [...panel.lane.ties.keys()].filter((key) => tieA(key) === choice.node || tieB(key) === choice.node);
    for (const key of own) {
      const state = panel.lane.ties.get(key);
      if (state === undefined) continue;
      ctx.strokeStyle = CHOSEN;
      ctx.lineWidth = ("tie" in choice ? 3 : 1) + 0.5 * (state >> TRUST_SHIFT);
      ctx.setLineDash(state & FORMAL ? [] : [5, 4]);
      lines(ctx, panel, [key]);
    }
    ctx.setLineDash([]);
    for (const number of this.chosen()) {
      if (!panel.lane.nodes.has(number)) continue;
      ctx.strokeStyle = CHOSEN;
      ctx.lineWidth = 2.5;
      ctx.beginPath();
      ctx.arc(panel.xy[2 * number], panel.xy[2 * number + 1], this.radius(panel, number) * 1.4 + 3, 0, 2 * Math.PI);
      ctx.stroke();
    }
  }

  private panelAt(x: number, y: number): Panel | undefined {
    return this.panels.find((p) => x >= p.x && x <= p.x + p.w && y >= p.y && y <= p.y + p.h);
  }

  /** What lies under a point of the page: a dot before a tie; a finger reaches farther than a mouse. */
  hit(x: number, y: number, finger = false): Hit | null {
    const panel = this.panelAt(x, y);
    if (!panel) return null;
    const node = nodeAt(panel, x, y, (number) => this.radius(panel, number), finger ? TOUCH_REACH : undefined);
    if (node >= 0) return { lane: panel.index, choice: { node } };
    const tie = tieAt(panel, this.ties.shown(panel), x, y);
    return { lane: panel.index, choice: tie >= 0 ? { tie } : null };
  }

  /** The choice that an arrow key leads to. */
  step(direction: Direction, lane: number): Choice {
    const panel = this.panels[lane] ?? this.panels[0], choice = this.choice;
    const from = choice === null ? -1 : "node" in choice ? choice.node : tieA(choice.tie);
    const node = nextNode(panel, from, direction);
    return node < 0 ? null : { node };
  }

  /** The next tie of the chosen organisation, or after the chosen tie. */
  nextTie(lane: number): Choice {
    const panel = this.panels[lane] ?? this.panels[0], choice = this.choice;
    if (!choice) return null;
    const node = "node" in choice ? choice.node : tieA(choice.tie);
    const own = [...panel.lane.ties.keys()].filter((key) => tieA(key) === node || tieB(key) === node).sort((a, b) => a - b);
    if (!own.length) return choice;
    const at = "tie" in choice ? own.indexOf(choice.tie) : -1;
    return { tie: own[(at + 1) % own.length] ?? tieKey(node, node) };
  }

  /** Zoom by a factor around a point of the page; the shares under the point stay there. */
  zoomAt(factor: number, x: number, y: number): void {
    const panel = this.panels.find((p) => x >= p.x && x <= p.x + p.w) ?? this.panels[0];
    if (!panel) return;
    const k = Math.min(8, Math.max(1, this.zoom.k * factor));
    const sx = (x - panel.x) / panel.w, sy = (y - panel.y) / panel.h;
    this.zoom.x += sx / this.zoom.k - sx / k;
    this.zoom.y += sy / this.zoom.k - sy / k;
    this.zoom.k = k;
    this.keepInside();
  }

  pan(dx: number, dy: number): void {
    const panel = this.panels[0];
    if (!panel) return;
    this.zoom.x -= dx / panel.w / this.zoom.k;
    this.zoom.y -= dy / panel.h / this.zoom.k;
    this.keepInside();
  }

  private keepInside(): void {
    const most = 1 - 1 / this.zoom.k;
    this.zoom.x = Math.min(most, Math.max(0, this.zoom.x));
    this.zoom.y = Math.min(most, Math.max(0, this.zoom.y));
  }
}

// Draws the network: cells, ties, dots, what has just changed. Canvas 2D, one path for each style.

import { Backdrop } from "./backdrop";
import type { Filter } from "./filter";
import { Layout } from "./layout";
import { CHOSEN, ENDED, FORMED, INK, KIND_COLOURS, LANE_COLOURS, LOW_TRUST, PAPER, shape } from "./look";
import { distance, largest, lines, point, type Panel } from "./panel";
import { ACTIVE, FORMAL, TRUST_SHIFT, VACANT, tieA, tieB, type Lane, type Store } from "./store";
import { TRUST_LOW, Ties } from "./ties";
import { t } from "./words";

export type Choice = { node: number } | { tie: number } | null;
export interface Hit { lane: number; choice: Choice }

/** How long a change flashes: three months of the room's time, within bounds, so that fast play does not drown in light. */
const FLASH_MONTHS = 3, FLASH_LEAST = 300, FLASH_MOST = 1100, CALM = 6;
const HEAD = 30, GAP = 10, NAMED = 5, CROWDED = 2500, TINY = 2;
const LEFT = 3, CLOSED = 2, FOUNDED = 1, AWARD = 6;

export class Network {
  choice: Choice = null;
  zoom = { k: 1, x: 0, y: 0 };
  /** Months a second asked for. */
  tempo = 1;
  private readonly ctx: CanvasRenderingContext2D;
  private readonly backdrop: Backdrop;
  private readonly ties: Ties;
  private panels: Panel[] = [];
  private width = 0;
  private height = 0;

  constructor(
    readonly canvas: HTMLCanvasElement, private readonly store: Store, private readonly layout: Layout,
    private readonly filter: Filter,
  ) {
    this.ctx = canvas.getContext("2d", { alpha: false })!;
    this.backdrop = new Backdrop(canvas, layout, filter);
    this.ties = new Ties(this.ctx, store, layout, filter);
  }

  get aspect(): number {
    return Math.max(0.5, Math.min(2.4, this.width / Math.max(this.height, 1)));
  }

  private get flash(): number {
    return Math.min(FLASH_MOST, Math.max(FLASH_LEAST, (1000 * FLASH_MONTHS) / this.tempo));
  }

  resize(): void {
    const box = this.canvas.getBoundingClientRect(), ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.width = box.width;
    this.height = box.height;
    this.canvas.width = Math.round(box.width * ratio);
    this.canvas.height = Math.round(box.height * ratio);
    this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /** Draw everything as of `now`; returns whether something still moves by itself. */
  draw(now: number): boolean {
    this.arrange();
    const { cells, labels } = this.backdrop.layers(this.panels, this.zoom);
    this.ctx.drawImage(cells, 0, 0, this.width, this.height);
    let moving = this.layout.gliding(now);
    for (const panel of this.panels) {
      this.place(panel, now);
      moving = panel.lane.fade(now, this.flash) || moving;
      this.ctx.save();
      this.ctx.beginPath();
      this.ctx.rect(panel.x, panel.y, panel.w, panel.h);
      this.ctx.clip();
      this.drawPanel(panel, now, labels);
      this.ctx.restore();
      if (this.panels.length > 1) this.drawHead(panel);
    }
    return moving;
  }

  private arrange(): void {
    const lanes = this.store.lanes, two = lanes.length === 2, beside = this.width > 0.9 * this.height;
    this.panels = lanes.map((lane, index) => {
      const { xy, seen } = this.panels[index] ?? { xy: new Float32Array(0), seen: new Uint8Array(0) };
      if (!two) return { lane, index, xy, seen, x: 0, y: 0, w: this.width, h: this.height };
      const w = beside ? (this.width - GAP) / 2 : this.width;
      const h = beside ? this.height : (this.height - GAP) / 2;
      return {
        lane, index, xy, seen, x: beside ? index * (w + GAP) : 0, y: (beside ? 0 : index * (h + GAP)) + HEAD, w, h: h - HEAD,
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

  private unit(panel: Panel): number {
    const share = Math.sqrt((panel.w * panel.h) / 1e6) * this.layout.unit(panel.lane.nodes.size);
    return Math.max(1.5, share) * Math.min(2, Math.sqrt(this.zoom.k));
  }

  private drawPanel(panel: Panel, now: number, labels: HTMLCanvasElement): void {
    this.ties.draw(panel, this.zoom, this.choice !== null);
    this.ties.drawFlashes(panel, now, this.flash);
    this.ctx.drawImage(labels, 0, 0, this.width, this.height);
    this.drawNodes(panel);
    this.drawPulses(panel, now);
    this.drawChoice(panel);
    this.drawNames(panel);
  }

  private drawHead(panel: Panel): void {
    const ctx = this.ctx;
    ctx.fillStyle = LANE_COLOURS[panel.index];
    ctx.fillRect(panel.x, panel.y - HEAD, panel.w, HEAD - 4);
    ctx.fillStyle = "#fff";
    ctx.font = "600 15px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    const { formal, informal } = panel.lane.counts();
    const title = t("future", "AB"[panel.index]);
    ctx.fillText(title, panel.x + 10, panel.y - HEAD / 2 - 2);
    ctx.font = "13px system-ui, sans-serif";
    ctx.textAlign = "right";
    ctx.fillText(`— ${formal}   - - ${informal}`, panel.x + panel.w - 10, panel.y - HEAD / 2 - 2);
  }

  private drawNodes(panel: Panel): void {
    const ctx = this.ctx, unit = this.unit(panel);
    const near = this.choice ? this.around(panel) : null, crowded = panel.lane.nodes.size > CROWDED;
    for (let kind = 0; kind < KIND_COLOURS.length; kind++) {
      const full = new Path2D(), pale = new Path2D(), hollow = new Path2D();
      for (const [number, state] of panel.lane.nodes) {
        if (this.store.cast[number][0] !== kind || !panel.seen[number]) continue;
        const r = unit * Layout.radius(state.size), x = panel.xy[2 * number], y = panel.xy[2 * number + 1];
        const into = !(state.flags & ACTIVE) ? hollow : near && !near.has(number) ? pale : full;
        if (crowded && (into === hollow || r < TINY)) into.rect(x - 0.5 * r, y - 0.5 * r, r, r);
        else shape(into, kind, x, y, into === hollow ? 0.7 * r : r);
      }
      this.paint(KIND_COLOURS[kind], full, pale, hollow, crowded);
    }
    this.drawVacant(panel, unit);
    ctx.globalAlpha = 1;
  }

  /** Outlines are left out where thousands are drawn: they cost most and nobody sees them. */
  private paint(colour: string, full: Path2D, pale: Path2D, hollow: Path2D, crowded: boolean): void {
    const ctx = this.ctx;
    ctx.fillStyle = ctx.strokeStyle = colour;
    ctx.lineWidth = 1;
    ctx.globalAlpha = 0.45;
    if (crowded) ctx.fill(hollow);
    else ctx.stroke(hollow);
    ctx.globalAlpha = 0.3;
    ctx.fill(pale);
    ctx.globalAlpha = 1;
    ctx.fill(full);
    if (crowded) return;
    ctx.strokeStyle = PAPER;
    ctx.lineWidth = 0.8;
    ctx.stroke(full);
  }

  private drawVacant(panel: Panel, unit: number): void {
    const holes = new Path2D();
    for (const [number, state] of panel.lane.nodes) {
      if (!(state.flags & VACANT) || !(state.flags & ACTIVE) || !panel.seen[number]) continue;
      const r = 0.45 * unit * Layout.radius(state.size), x = panel.xy[2 * number], y = panel.xy[2 * number + 1];
      holes.moveTo(x + r, y);
      holes.arc(x, y, r, 0, 2 * Math.PI);
    }
    this.ctx.fillStyle = PAPER;
    this.ctx.globalAlpha = 1;
    this.ctx.fill(holes);
  }

  /** Rings around what happened to organisations that have ties; when months fly by, only around leaders who left. */
  private drawPulses(panel: Panel, now: number): void {
    const ctx = this.ctx, unit = this.unit(panel), length = 2 * this.flash, tied = this.tied(panel.lane);
    for (const { code, node, at } of panel.lane.pulses) {
      const known = panel.lane.nodes.get(node), left = code === LEFT;
      if (!left && (this.tempo > CALM || code === FOUNDED && !known)) continue;
      if (code !== CLOSED && (!tied.has(node) || !panel.seen[node])) continue;
      const share = Math.min(1, (now - at) / length), r = unit * Layout.radius(known?.size ?? 10);
      ctx.globalAlpha = (this.choice ? 0.35 : 0.9) * (1 - share);
      ctx.strokeStyle = left || code === CLOSED ? ENDED : code === AWARD ? "#b58900" : FORMED;
      ctx.lineWidth = left ? 3 : 2;
      ctx.beginPath();
      ctx.arc(panel.xy[2 * node], panel.xy[2 * node + 1], r + 2 + share * (left ? 16 : 8), 0, 2 * Math.PI);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  private tied(lane: Lane): Set<number> {
    const found = new Set<number>();
    if (!lane.pulses.length) return found;
    for (const key of lane.ties.keys()) found.add(tieA(key)).add(tieB(key));
    return found;
  }

  /** The chosen organisation (or both ends of the chosen tie) and its partners. */
  private around(panel: Panel): Set<number> {
    const choice = this.choice, near = new Set<number>();
    if (!choice) return near;
    if ("tie" in choice) return new Set([tieA(choice.tie), tieB(choice.tie)]);
    near.add(choice.node);
    for (const key of panel.lane.ties.keys()) {
      if (tieA(key) === choice.node) near.add(tieB(key));
      else if (tieB(key) === choice.node) near.add(tieA(key));
    }
    return near;
  }

  private drawChoice(panel: Panel): void {
    const choice = this.choice, ctx = this.ctx;
    if (!choice) return;
    const own = "tie" in choice ? [choice.tie]
      : [...panel.lane.ties.keys()].filter((key) => tieA(key) === choice.node || tieB(key) === choice.node);
    for (const key of own) {
      const state = panel.lane.ties.get(key);
      if (state === undefined) continue;
      const trust = state >> TRUST_SHIFT;
      ctx.strokeStyle = trust <= TRUST_LOW ? LOW_TRUST : CHOSEN;
      ctx.lineWidth = ("tie" in choice ? 3 : 1) + 0.5 * trust;
      ctx.setLineDash(state & FORMAL ? [] : [5, 4]);
      lines(ctx, panel, [key]);
    }
    ctx.setLineDash([]);
    const unit = this.unit(panel);
    for (const number of "tie" in choice ? [tieA(choice.tie), tieB(choice.tie)] : [choice.node]) {
      const state = panel.lane.nodes.get(number);
      if (!state) continue;
      ctx.strokeStyle = CHOSEN;
      ctx.lineWidth = 2.5;
      ctx.beginPath();
      ctx.arc(panel.xy[2 * number], panel.xy[2 * number + 1], unit * Layout.radius(state.size) * 1.4 + 3, 0, 2 * Math.PI);
      ctx.stroke();
    }
  }

  private drawNames(panel: Panel): void {
    const named = largest(panel, NAMED);
    if (this.choice && "node" in this.choice) named.push(this.choice.node);
    const ctx = this.ctx, unit = this.unit(panel);
    ctx.font = "600 12.5px system-ui, sans-serif";
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    for (const number of new Set(named)) {
      const state = panel.lane.nodes.get(number);
      if (!state) continue;
      const name = this.filter.name(number);
      const half = ctx.measureText(name).width / 2 + 3;
      const x = Math.min(panel.x + panel.w - half, Math.max(panel.x + half, panel.xy[2 * number]));
      const y = panel.xy[2 * number + 1] + unit * Layout.radius(state.size) + 2;
      ctx.strokeStyle = "rgba(251,250,247,0.9)";
      ctx.lineWidth = 3.5;
      ctx.strokeText(name, x, y);
      ctx.fillStyle = INK;
      ctx.fillText(name, x, y);
    }
  }

  /** What lies under a point of the page: a dot before a tie. */
  hit(x: number, y: number): Hit | null {
    const panel = this.panels.find((p) => x >= p.x && x <= p.x + p.w && y >= p.y && y <= p.y + p.h);
    if (!panel) return null;
    const node = this.nearestNode(panel, x, y);
    if (node >= 0) return { lane: panel.index, choice: { node } };
    const tie = this.nearestTie(panel, x, y);
    return { lane: panel.index, choice: tie >= 0 ? { tie } : null };
  }

  private nearestNode(panel: Panel, x: number, y: number): number {
    const unit = this.unit(panel);
    let best = -1, least = Infinity;
    for (const [number, state] of panel.lane.nodes) {
      if (!panel.seen[number]) continue;
      const gap = Math.hypot(panel.xy[2 * number] - x, panel.xy[2 * number + 1] - y) - unit * Layout.radius(state.size);
      if (gap < least) [best, least] = [number, gap];
    }
    return least < 6 ? best : -1;
  }

  private nearestTie(panel: Panel, x: number, y: number): number {
    let best = -1, least = 6;
    for (const keys of this.ties.visible(panel).values()) {
      for (const key of keys) {
        const a = 2 * tieA(key), b = 2 * tieB(key), xy = panel.xy;
        const gap = distance(x, y, xy[a], xy[a + 1], xy[b], xy[b + 1]);
        if (gap < least) [best, least] = [key, gap];
      }
    }
    return best;
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

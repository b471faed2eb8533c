// Draws the network: cells, ties, dots, what has just changed. Canvas 2D, one path for each style.

import { Layout } from "./layout";
import {
  CELL, CELL_LINE, CHOSEN, ENDED, FORMAL_LINE, FORMED, INFORMAL_LINE, INK, KIND_COLOURS, LABEL, LANE_COLOURS, LOW_TRUST,
  PAPER, shape,
} from "./look";
import { ACTIVE, FORMAL, TRUST_SHIFT, VACANT, tieA, tieB, type Lane, type Store } from "./store";
import type { Filter } from "./filter";
import { language, t } from "./words";

export interface Rect { x: number; y: number; w: number; h: number }
export type Choice = { node: number } | { tie: number } | null;
export interface Hit { lane: number; choice: Choice }

/** How long a change flashes: three months of the room's time, within bounds, so that fast play does not drown in light. */
const FLASH_MONTHS = 3, FLASH_LEAST = 300, FLASH_MOST = 1100, CALM = 6;
const HEAD = 30, GAP = 10, TRUST_LOW = 1;
const TIES_PER_PIXEL = 0.0015, DASHED_MOST = 1000, AUTO_BUNDLE = 1800, NAMED = 5, CROWDED = 2500, TINY = 2;
const LEFT = 3, CLOSED = 2, FOUNDED = 1, AWARD = 6;

/** `xy` holds where each number is drawn, `seen` whether the filter shows it; both are renewed with every picture. */
interface Panel extends Rect { lane: Lane; index: number; xy: Float32Array; seen: Uint8Array }

export class Network {
  choice: Choice = null;
  zoom = { k: 1, x: 0, y: 0 };
  /** Months a second asked for. */
  tempo = 1;
  private ctx: CanvasRenderingContext2D;
  /** Cells, and the labels above the ties: drawn once for each map, zoom and language. */
  private layers: { key: string; cells: HTMLCanvasElement; labels: HTMLCanvasElement } | null = null;
  private panels: Panel[] = [];
  private width = 0;
  private height = 0;

  constructor(
    readonly canvas: HTMLCanvasElement, private readonly store: Store, private readonly layout: Layout,
    private readonly filter: Filter,
  ) {
    this.ctx = canvas.getContext("2d", { alpha: false })!;
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
    const { cells, labels } = this.layersNow();
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

  private point(panel: Rect, at: readonly [number, number]): [number, number] {
    const { k, x, y } = this.zoom;
    return [panel.x + ((at[0] - x) * k) * panel.w, panel.y + ((at[1] - y) * k) * panel.h];
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
      const [x, y] = this.point(panel, this.layout.position(number, now));
      panel.xy[2 * number] = x;
      panel.xy[2 * number + 1] = y;
    }
  }

  private unit(panel: Panel): number {
    const share = Math.sqrt((panel.w * panel.h) / 1e6) * this.layout.unit(panel.lane.nodes.size);
    return Math.max(1.5, share) * Math.min(2, Math.sqrt(this.zoom.k));
  }

  private drawPanel(panel: Panel, now: number, labels: HTMLCanvasElement): void {
    this.drawTies(panel);
    this.drawFlashes(panel, now);
    this.ctx.drawImage(labels, 0, 0, this.width, this.height);
    this.drawNodes(panel);
    this.drawPulses(panel, now);
    this.drawChoice(panel);
    this.drawNames(panel);
  }

  private layersNow(): { cells: HTMLCanvasElement; labels: HTMLCanvasElement } {
    const { k, x, y } = this.zoom, { canvas } = this;
    const key = [this.layout.version, k, x, y, canvas.width, canvas.height, this.panels.length, language()].join();
    if (this.layers?.key === key) return this.layers;
    this.layers = {
      key,
      cells: this.layer((panel) => this.drawCells(panel), PAPER),
      labels: this.layer((panel) => this.drawLabels(panel), null),
    };
    return this.layers;
  }

  private layer(draw: (panel: Panel) => void, background: string | null): HTMLCanvasElement {
    const canvas = document.createElement("canvas"), before = this.ctx;
    canvas.width = this.canvas.width;
    canvas.height = this.canvas.height;
    this.ctx = canvas.getContext("2d")!;
    this.ctx.setTransform(before.getTransform());
    if (background) {
      this.ctx.fillStyle = background;
      this.ctx.fillRect(0, 0, this.width, this.height);
    }
    for (const panel of this.panels) {
      this.ctx.save();
      this.ctx.beginPath();
      this.ctx.rect(panel.x, panel.y, panel.w, panel.h);
      this.ctx.clip();
      draw(panel);
      this.ctx.restore();
    }
    this.ctx = before;
    return canvas;
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

  private drawCells(panel: Panel): void {
    const ctx = this.ctx;
    ctx.lineWidth = 1;
    for (const cell of this.layout.cells) {
      const [x, y] = this.point(panel, [cell.x, cell.y]), [x2, y2] = this.point(panel, [cell.x + cell.w, cell.y + cell.h]);
      ctx.fillStyle = CELL;
      ctx.strokeStyle = CELL_LINE;
      ctx.beginPath();
      ctx.roundRect(x + 2, y + 1, Math.max(x2 - x - 4, 1), Math.max(y2 - y - 2, 1), 7);
      ctx.fill();
      ctx.stroke();
    }
  }

  private drawLabels(panel: Panel): void {
    const cells = this.layout.cells, parents = new Set(cells.map((c) => c.parent));
    if (parents.size > 1) return this.drawParents(panel, parents);
    for (const cell of cells) {
      const [x, y] = this.point(panel, [cell.x, cell.y]), [x2] = this.point(panel, [cell.x + cell.w, 0]);
      this.label(this.filter.cellName(cell.key), x + 7, Math.max(y - 8, panel.y + 8), x2 - x - 10, 12.5);
    }
    return undefined;
  }

  private drawParents(panel: Panel, parents: Set<string>): void {
    for (const parent of parents) {
      const inside = this.layout.cells.filter((c) => c.parent === parent);
      const left = Math.min(...inside.map((c) => c.x)), top = Math.min(...inside.map((c) => c.y));
      const right = Math.max(...inside.map((c) => c.x + c.w)), bottom = Math.max(...inside.map((c) => c.y + c.h));
      const [x, y] = this.point(panel, [left, top]), [x2, y2] = this.point(panel, [right, bottom]);
      this.ctx.strokeStyle = "#b9b19c";
      this.ctx.lineWidth = 1.5;
      this.ctx.strokeRect(x + 0.5, y - 14, x2 - x - 1, y2 - y + 14);
      this.label(this.filter.cellName(parent), x + 6, Math.max(y - 7, panel.y + 8), x2 - x - 8, 13, true);
    }
  }

  private label(text: string, x: number, y: number, room: number, size: number, strong = false): void {
    if (room < 24) return;
    this.ctx.font = `${strong ? "600 " : ""}${size}px system-ui, sans-serif`;
    this.ctx.textAlign = "left";
    this.ctx.textBaseline = "middle";
    this.ctx.fillStyle = LABEL;
    let shown = text;
    while (shown.length > 3 && this.ctx.measureText(shown).width > room) shown = shown.slice(0, -2) + "…";
    this.ctx.strokeStyle = "rgba(251,250,247,0.85)";
    this.ctx.lineWidth = 3;
    this.ctx.lineJoin = "round";
    this.ctx.strokeText(shown, x, y);
    this.ctx.fillText(shown, x, y);
  }

  /** Ties shown in this panel, by style: formal, and the step of trust. */
  private visibleTies(panel: Panel): Map<number, number[]> {
    const styles = new Map<number, number[]>();
    for (const [key, state] of panel.lane.ties) {
      const a = tieA(key), b = tieB(key);
      if (!panel.seen[a] || !panel.seen[b] || !this.filter.tie(state)) continue;
      const style = (state & FORMAL ? 8 : 0) + (state >> TRUST_SHIFT);
      const list = styles.get(style);
      if (list) list.push(key);
      else styles.set(style, [key]);
    }
    return styles;
  }

  private drawTies(panel: Panel): void {
    const styles = this.visibleTies(panel);
    let count = 0, informal = 0;
    for (const [style, keys] of styles) {
      count += keys.length;
      if (style < 8) informal += keys.length;
    }
    if (this.store.lanes.length === 2) this.drawUnique(panel, styles);
    const bundled = this.filter.ties === "bundles" || (this.filter.ties === "auto" && count > AUTO_BUNDLE);
    if (bundled) return this.drawBundles(panel, styles);
    const crowd = Math.max(0.3, Math.min(1, (panel.w * panel.h * TIES_PER_PIXEL) / Math.max(count, 1)));
    const dim = this.choice ? 0.35 : 1;
    for (const style of [...styles.keys()].sort((a, b) => a - b)) {
      const formal = style >= 8, trust = style % 8;
      this.ctx.setLineDash(!formal && informal <= DASHED_MOST ? [4, 3] : []);
      this.ctx.strokeStyle = trust <= TRUST_LOW ? LOW_TRUST : formal ? FORMAL_LINE : INFORMAL_LINE;
      this.ctx.lineWidth = (formal ? 0.8 + 0.3 * trust : 0.7 + 0.18 * trust) * (crowd < 0.6 ? 0.75 : 1);
      this.ctx.globalAlpha = dim * (formal ? 0.7 * Math.sqrt(crowd) : Math.max(0.3, 0.7 * crowd));
      this.lines(panel, styles.get(style)!);
    }
    this.ctx.setLineDash([]);
    this.ctx.globalAlpha = 1;
    return undefined;
  }

  private lines(panel: Panel, keys: Iterable<number>): void {
    const ctx = this.ctx, xy = panel.xy;
    ctx.beginPath();
    for (const key of keys) {
      const a = 2 * tieA(key), b = 2 * tieB(key);
      ctx.moveTo(xy[a], xy[a + 1]);
      ctx.lineTo(xy[b], xy[b + 1]);
    }
    ctx.stroke();
  }

  /** A halo around ties that the other future does not have. */
  private drawUnique(panel: Panel, styles: Map<number, number[]>): void {
    const other = this.store.lanes[1 - panel.index].ties;
    const unique: number[] = [];
    for (const keys of styles.values()) for (const key of keys) if (!other.has(key)) unique.push(key);
    this.ctx.strokeStyle = LANE_COLOURS[panel.index];
    this.ctx.globalAlpha = 0.28;
    this.ctx.lineWidth = 6;
    this.lines(panel, unique);
    this.ctx.globalAlpha = 1;
  }

  /** Ties within a cell one by one; ties between two cells as one band, as wide as they are many. */
  private drawBundles(panel: Panel, styles: Map<number, number[]>): void {
    const bands = new Map<string, { formal: number; informal: number; a: string; b: string }>();
    const inside: [number, number][] = [];
    for (const [style, keys] of styles) {
      for (const key of keys) {
        const a = this.filter.cellOf(panel.lane, tieA(key)), b = this.filter.cellOf(panel.lane, tieB(key));
        if (a === b) {
          inside.push([key, style]);
          continue;
        }
        const name = a < b ? `${a}|${b}` : `${b}|${a}`;
        const band = bands.get(name) ?? { formal: 0, informal: 0, a: a < b ? a : b, b: a < b ? b : a };
        if (style >= 8) band.formal++;
        else band.informal++;
        bands.set(name, band);
      }
    }
    this.drawBands(panel, [...bands.values()]);
    for (const formal of [false, true]) {
      this.ctx.globalAlpha = formal ? 0.6 : 0.35;
      this.ctx.lineWidth = formal ? 1.2 : 0.7;
      this.ctx.strokeStyle = formal ? FORMAL_LINE : INFORMAL_LINE;
      this.lines(panel, inside.filter(([, style]) => style >= 8 === formal).map(([key]) => key));
    }
    this.ctx.globalAlpha = 1;
  }

  private drawBands(panel: Panel, bands: { formal: number; informal: number; a: string; b: string }[]): void {
    const ctx = this.ctx, centres = new Map<string, [number, number]>();
    for (const cell of this.layout.cells) {
      centres.set(cell.key, this.point(panel, [cell.x + cell.w / 2, cell.y + cell.h / 2]));
    }
    ctx.lineCap = "round";
    for (const formal of [false, true]) {
      ctx.strokeStyle = formal ? FORMAL_LINE : INFORMAL_LINE;
      ctx.setLineDash(formal ? [] : [7, 7]);
      for (const band of bands) {
        const count = formal ? band.formal : band.informal, a = centres.get(band.a), b = centres.get(band.b);
        if (!count || !a || !b) continue;
        ctx.globalAlpha = Math.min(0.75, 0.16 + 0.05 * count);
        ctx.lineWidth = Math.min(14, 1 + 0.9 * Math.sqrt(count) * (formal ? 1.2 : 0.8));
        ctx.beginPath();
        ctx.moveTo(a[0], a[1]);
        const bow = formal ? 0.12 : -0.12;
        ctx.quadraticCurveTo((a[0] + b[0]) / 2 - (b[1] - a[1]) * bow, (a[1] + b[1]) / 2 + (b[0] - a[0]) * bow, b[0], b[1]);
        ctx.stroke();
      }
    }
    ctx.setLineDash([]);
    ctx.lineCap = "butt";
    ctx.globalAlpha = 1;
  }

  private drawFlashes(panel: Panel, now: number): void {
    const ctx = this.ctx, xy = panel.xy;
    for (const flash of panel.lane.flashes) {
      const a = tieA(flash.key), b = tieB(flash.key);
      if (!panel.seen[a] || !panel.seen[b] || !this.filter.tie(flash.state)) continue;
      const left = Math.max(0, 1 - (now - flash.at) / this.flash);
      ctx.globalAlpha = 0.85 * left;
      ctx.strokeStyle = flash.kind === "formed" ? FORMED : ENDED;
      ctx.lineWidth = (flash.state & FORMAL ? 4.5 : 2.8) * (flash.kind === "formed" ? 1 : 0.4 + 0.6 * left);
      ctx.setLineDash(flash.kind === "ended" ? [3, 5] : []);
      ctx.beginPath();
      ctx.moveTo(xy[2 * a], xy[2 * a + 1]);
      ctx.lineTo(xy[2 * b], xy[2 * b + 1]);
      ctx.stroke();
    }
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
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
      ctx.globalAlpha = 0.9 * (1 - share);
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
      this.lines(panel, [key]);
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
    const named = largest(panel);
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
    for (const keys of this.visibleTies(panel).values()) {
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

/** The few largest that are shown, by size and then by number. */
function largest(panel: Panel): number[] {
  const best: [size: number, number: number][] = [];
  for (const [number, { size }] of panel.lane.nodes) {
    if (!panel.seen[number] || (best.length === NAMED && size <= best[NAMED - 1][0])) continue;
    best.push([size, number]);
    best.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    best.length = Math.min(best.length, NAMED);
  }
  return best.map(([, number]) => number);
}

function distance(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax, dy = by - ay;
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

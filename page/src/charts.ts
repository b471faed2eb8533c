// Time series of headline indicators: two futures on one axis, the band of extra replicates, curves of earlier runs, dated changes.

import uPlot from "uplot";
import type { App, Part } from "./app";
import { button, el, options } from "./dom";
import { LANE_COLOURS, textScale } from "./look";
import type { Desk, Indicator, Welcome } from "./types";
import { difference, figure, pick, t, unit } from "./words";

const BAND = "rgba(120,112,90,0.20)", GRID = "#e9e5da", AXIS = "#5d584c", KEPT = "#a39a86";
const MOST = 4, MOST_PROJECTED = 2, KEPT_MOST = 4;
/** Each chart is drawn again so often while months pass: one after the other, so that no frame draws them all. */
const AGAIN_MS = 250;
/** Steps of an axis, so that its figures, of two digits or a tenth of a percent, lie evenly apart. */
const STEPS = [-3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));
/** Half a figure of two digits at the end of an axis stands beyond it. */
const BEYOND = 8;
/** Half a line of type at the upper end of an axis stands above it. */
const ABOVE = 7;
/** Height of a chart that can be read on the projector, in lines of its type. */
const READABLE = 10;

interface Chart {
  card: HTMLElement; holder: HTMLElement; now: HTMLElement; plot: uPlot | null; index: number; slot: number;
  /** What it shows. */
  drawn: string;
}

export class Charts implements Part {
  readonly root = el("section", { class: "charts", testid: "charts" });
  private charts: Chart[] = [];
  private readonly holders: ResizeObserver;
  private readonly note = el("p", { class: "quiet bandnote", testid: "bandnote" });
  private readonly sync = uPlot.sync("months");
  private turn = 0;
  private turnedAt = 0;
  private desk: Desk | null = null;
  private changes = 0;

  constructor(private readonly app: App) {
    new ResizeObserver(() => this.resize()).observe(this.root);
    this.holders = new ResizeObserver(() => this.fit());
  }

  rebuild(): void {
    for (const chart of this.charts) chart.plot?.destroy();
    this.charts = this.app.shown.slice(0, this.app.projector ? MOST_PROJECTED : MOST).map((index, slot) => this.card(index, slot));
    this.holders.disconnect();
    this.root.replaceChildren(...this.charts.map((c) => c.card));
    for (const chart of this.charts) this.holders.observe(chart.holder);
    const bands = this.note;
    bands.textContent = [t("yearsAcross"), this.app.bands ? t("bands", this.app.bands.runs) : ""].join(" ");
    this.root.append(el("div", { class: "row chartfoot" }, bands, ...this.keeping()));
    this.crowd();
    this.update();
  }

  /** Buttons that leave the curves of this run on the charts, or take them off. */
  private keeping(): HTMLElement[] {
    const { app } = this;
    if (app.projector) return [];
    const keep = () => {
      app.kept = [...app.kept, ...app.store.lanes.map((lane) => ({ label: "", from: lane.from, series: lane.series.slice() }))].slice(-KEPT_MOST);
      this.rebuild();
    };
    const clear = () => {
      app.kept = [];
      this.rebuild();
    };
    return [
      button(t("keepRun"), "keep-run", keep, { class: "small" }),
      ...(app.kept.length ? [button(t("keptClear"), "kept-clear", clear, { class: "small" })] : []),
    ];
  }

  private card(index: number, slot: number): Chart {
    const { indicators } = this.app.welcome;
    const pickers = el("select", { class: "chartpick", testid: `chart-pick-${slot}`, label: t("charts") });
    options(pickers, indicators.map((i, k) => [String(k), pick(i.text)]), String(index));
    pickers.onchange = () => {
      const names = this.app.shown.map((k) => indicators[k].name);
      names[slot] = indicators[Number(pickers.value)].name;
      this.app.showCharts(names);
    };
    const now = el("div", { class: "now", testid: `chart-now-${slot}` });
    const holder = el("div", { class: "plot", attributes: { role: "img" } });
    const about = indicators[index].about;
    const card = el("article", { class: "chart", testid: `chart-${slot}`, title: pick(about) },
      el("header", {}, this.app.projector ? el("b", {}, pick(indicators[index].text)) : pickers, now), holder);
    return { card, holder, now, plot: null, index, slot, drawn: "" };
  }

  private plot(chart: Chart, data: uPlot.AlignedData): uPlot {
    const indicator = this.app.welcome.indicators[chart.index], scale = textScale();
    const font = `${12 * scale}px system-ui`;
    const line = (k: number): uPlot.Series => ({
      label: "AB"[k], stroke: LANE_COLOURS[k], width: Math.max(2, 1.6 * scale), spanGaps: true, points: { show: indicator.yearly, size: 5 },
      dash: k === 1 ? [7 * scale, 3 * scale] : undefined,
    });
    const plot = new uPlot({
      width: Math.max(chart.holder.clientWidth, 60), height: Math.max(chart.holder.clientHeight, 60),
      padding: [ABOVE * Math.max(1, scale), BEYOND * Math.max(1, scale), 0, 0], legend: { show: false },
      cursor: { sync: { key: this.sync.key }, drag: { x: false, y: false }, points: { show: false } },
      scales: { x: { time: false, range: () => [0, this.end()] }, y: { range: (_, low, high) => span(low, high) } },
      axes: [
        { stroke: AXIS, grid: { stroke: GRID }, ticks: { show: false }, size: 24 * scale, font,
          splits: () => this.years(chart.holder.clientWidth), values: (_, splits) => splits.map((m) => String(m / 12)) },
        { stroke: AXIS, grid: { stroke: GRID }, ticks: { show: false }, size: 52 * scale, font,
          incrs: indicator.share ? STEPS : STEPS.filter((step) => step >= 0.01),
          values: (_, splits) => splits.map((v) => figure(v, indicator.share)) },
      ],
      series: [
        {}, { show: true, width: 0 }, { show: true, width: 0 }, line(0), line(1),
        ...Array.from({ length: KEPT_MOST }, () => ({ stroke: KEPT, width: 1.2, spanGaps: true, points: { show: false } })),
      ],
      bands: [{ series: [2, 1], fill: BAND }],
      hooks: { draw: [(u) => this.marks(u)] },
    }, data, chart.holder);
    plot.over.addEventListener("click", () => this.seek(plot));
    return plot;
  }

  private end(): number {
    return Math.max(this.app.welcome.scene.months, this.app.store.month);
  }

  private years(width: number): number[] {
    const years = this.end() / 12, step = [1, 2, 5, 10, 20, 50].find((s) => (years / s) * 26 < width - 60) ?? 100;
    return Array.from({ length: Math.floor(years / step) + 1 }, (_, k) => 12 * k * step);
  }

  private seek(plot: uPlot): void {
    const at = plot.cursor.left ?? -1;
    if (this.app.trainer && at >= 0) this.app.say({ do: "seek", month: Math.max(0, Math.round(plot.posToVal(at, "x"))) });
  }

  private marks(u: uPlot): void {
    const ctx = u.ctx, ratio = devicePixelRatio || 1;
    ctx.save();
    this.app.desk.marks.forEach((marks, lane) => {
      for (const mark of marks) {
        const x = Math.round(u.valToPos(mark.month, "x", true));
        ctx.strokeStyle = LANE_COLOURS[lane];
        ctx.lineWidth = ratio;
        ctx.setLineDash([3 * ratio, 3 * ratio]);
        ctx.beginPath();
        ctx.moveTo(x, u.bbox.top);
        ctx.lineTo(x, u.bbox.top + u.bbox.height);
        ctx.stroke();
      }
    });
    const now = Math.round(u.valToPos(this.app.store.month, "x", true));
    ctx.setLineDash([]);
    ctx.strokeStyle = "rgba(20,33,61,0.35)";
    ctx.beginPath();
    ctx.moveTo(now, u.bbox.top);
    ctx.lineTo(now, u.bbox.top + u.bbox.height);
    ctx.stroke();
    ctx.restore();
  }

  private data(index: number): uPlot.AlignedData {
    const { lanes } = this.app.store, bands = this.app.bands;
    const first = Math.min(0, ...lanes.map((l) => l.from));
    const last = Math.max(bands?.low.length ?? 0, ...lanes.map((l) => l.from + l.series.length), 1);
    const months = Array.from({ length: last - first }, (_, k) => first + k);
    const lane = (k: number) => months.map((m) => lanes[k]?.series[m - lanes[k].from]?.[index] ?? null);
    const edge = (rows: (number | null)[][] | undefined) => months.map((m) => rows?.[m]?.[index] ?? null);
    const kept = (k: number) => {
      const run = this.app.kept[k];
      return months.map((m) => run?.series[m - run.from]?.[index] ?? null);
    };
    return [months, edge(bands?.low), edge(bands?.high), lane(0), lane(1), ...Array.from({ length: KEPT_MOST }, (_, k) => kept(k))];
  }

  update(): void {
    for (const chart of this.charts) this.show(chart);
  }

  /** Draw the next chart again if it is time and if it would change; returns whether one may still have to be. */
  next(now: number): boolean {
    const { charts } = this;
    if (!charts.length) return false;
    if (now - this.turnedAt < AGAIN_MS / charts.length) return true;
    this.turnedAt = now;
    this.turn = (this.turn + 1) % charts.length;
    const state = this.state();
    if (charts[this.turn].drawn !== state) this.show(charts[this.turn]);
    return charts.some((chart) => chart.drawn !== state);
  }

  /** Names what every chart shows. */
  private state(): string {
    const { store, room, desk } = this.app;
    if (desk !== this.desk) {
      this.desk = desk;
      this.changes++;
    }
    return `${store.epoch}/${store.number}/${room.playing}/${this.changes}`;
  }

  private show(chart: Chart): void {
    chart.drawn = this.state();
    if (!chart.holder.clientWidth) return;
    const data = this.data(chart.index);
    if (chart.plot) chart.plot.setData(data);
    else chart.plot = this.plot(chart, data);
    this.now(chart);
  }

  private now(chart: Chart): void {
    const indicator = this.app.welcome.indicators[chart.index];
    const values = this.app.store.lanes.map((lane) => lane.series.map((row) => row[chart.index]).findLast((v) => v !== null));
    const said = values.map((v, k) =>
      el("span", { class: `lane${k}` }, values.length > 1 ? `${"AB"[k]} ` : "", el("b", {}, figure(v, indicator.share))));
    chart.now.replaceChildren(...said);
    if (values.length === 2 && typeof values[0] === "number" && typeof values[1] === "number") {
      chart.now.append(this.gap(values[1] - values[0], indicator));
    }
    if (values.length === 1) chart.now.append(el("span", { class: "unit" }, unit(indicator.unit)));
    if (!this.app.room.playing) chart.holder.setAttribute("aria-label", this.inWords(chart, values));
  }

  /** A chart as a sentence: where each curve began and where it is. */
  private inWords(chart: Chart, values: (number | null | undefined)[]): string {
    const indicator = this.app.welcome.indicators[chart.index];
    const parts = this.app.store.lanes.map((lane, k) => {
      const first = lane.series.find((row) => row[chart.index] !== null)?.[chart.index];
      return `${values.length > 1 ? `${"AB"[k]}: ` : ""}${figure(first, indicator.share)} → ${figure(values[k], indicator.share)}`;
    });
    return `${pick(indicator.text)}. ${parts.join("; ")} ${unit(indicator.unit)}`.trim();
  }

  private gap(gap: number, indicator: Indicator): HTMLElement {
    const said = difference(gap, { share: indicator.share, unit: "" });
    const good = /[1-9]/.test(said) ? indicator.good * gap : 0;
    const word = good > 0 ? t("better") : good < 0 ? t("worse") : "";
    return el("span", { class: "gap", title: t("differs") }, word ? `${said} (${word})` : said);
  }

  private resize(): void {
    this.crowd();
    this.fit();
    this.update();
  }

  /** On the projector nobody scrolls: beside a long text the second chart makes room for the first. */
  private crowd(): void {
    if (!this.app.projector) return;
    const line = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const room = this.root.clientHeight - this.note.offsetHeight;
    this.charts.forEach((chart, k) => {
      chart.card.hidden = k > 0 && room < (k + 1) * READABLE * line;
    });
  }

  /** Give every plot the room that its heading leaves, which may need a second line. */
  private fit(): void {
    for (const { plot, holder } of this.charts) {
      const width = holder.clientWidth, height = Math.max(holder.clientHeight, 60);
      if (plot && width && (plot.width !== width || plot.height !== height)) plot.setSize({ width, height });
    }
  }
}

function span(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = Math.max((high - low) * 0.08, Math.abs(high) * 0.02, 1e-3);
  const bottom = low - room;
  return [low >= 0 && bottom < 0 ? 0 : bottom, high + room];
}

/** The charts to begin with: served, trust, agreements and duplication of money, as far as they are measured. */
export function firstCharts(welcome: Welcome): number[] {
  const wanted = ["access", "trust", "partnerships", "cooperation"];
  const found = wanted.map((name) => welcome.indicators.findIndex((i) => i.name === name)).filter((k) => k >= 0);
  return [...found, ...welcome.indicators.keys()].filter((k, at, all) => all.indexOf(k) === at).slice(0, 4);
}

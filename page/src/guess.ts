// Guess first: everybody answers before the model does, by choosing, or by saying how much B will differ from A.

import type { App, Part } from "./app";
import { button, el, options, refill } from "./dom";
import { POSITIONS, ends, positionOf, stacked, standsApart, valueAt, withinBand } from "./estimate";
import type { Indicator, Question } from "./types";
import { difference, figure, pick, t, unit } from "./words";

const SVG = "http://www.w3.org/2000/svg";
const SPANS = [6, 12, 24, 36];
const TABLES = 12;

export class Guess implements Part {
  readonly root = el("aside", { class: "guess", testid: "guess", attributes: { role: "region", "aria-labelledby": "guess-title" } });
  private key = "";
  private chosen: number | null = null;
  private about = -1;
  private readonly taken = el("span", { class: "taken", testid: "guess-taken" });

  constructor(private readonly app: App) {}

  rebuild(): void {
    this.key = "";
    this.update();
  }

  private get mine(): number | null {
    const { mine, room } = this.app;
    return room.question && mine.question === room.question.number ? mine.value : null;
  }

  update(): void {
    const { room } = this.app, question = room.question;
    this.root.hidden = question === null;
    document.body.dataset.asking = String(question !== null);
    if (!question) return;
    this.taken.textContent = t("guessesTaken", question.taken);
    // others who guess meanwhile take nothing from under the finger
    const told = question.open ? question.number : [question, room.scores];
    const key = JSON.stringify([told, this.mine, document.documentElement.lang]);
    if (key === this.key) return;
    this.key = key;
    if (question.number !== this.about) [this.about, this.chosen] = [question.number, null];
    refill(this.root, [
      el("h2", { testid: "guess-text", attributes: { id: "guess-title" } }, pick(question.text)),
      question.options.length ? this.vote(question) : question.open ? this.scale(question) : this.outcome(question),
      this.foot(question)]);
  }

  private indicator(question: Question): Indicator | undefined {
    return this.app.welcome.indicators.find((i) => i.name === question.indicator);
  }

  private send(question: Question, value: number): void {
    this.app.say({ do: "guess", question: question.number, value });
  }

  private vote(question: Question): HTMLElement {
    return question.open ? this.choices(question) : this.counts(question);
  }

  private choices(question: Question): HTMLElement {
    return el("div", { class: "choices" }, ...question.options.map((option, k) =>
      button(pick(option), `guess-${k}`, () => this.send(question, k), {
        class: this.mine === k ? "on" : "", disabled: this.app.welcome.role !== "watcher",
        attributes: { "aria-pressed": String(this.mine === k) },
      })));
  }

  private counts(question: Question): HTMLElement {
    const most = Math.max(1, ...question.counts);
    return el("div", { class: "counts", testid: "guess-counts" }, ...question.options.map((option, k) => {
      const bar = el("i");
      bar.style.width = `${(100 * question.counts[k]) / most}%`;
      return el("div", { class: `count${this.mine === k ? " mine" : ""}` },
        el("span", {}, pick(option)), el("span", { class: "bar" }, bar), el("b", {}, String(question.counts[k])));
    }));
  }

  /** A slider from minus to plus, with buttons for fingers that want to be exact. */
  private scale(question: Question): HTMLElement {
    const indicator = this.indicator(question);
    const value = () => this.chosen ?? this.mine ?? 0;
    const said = el("output", { class: "estimate", testid: "guess-value", attributes: { for: "guess-slider" } });
    const slider = el("input", {
      testid: "guess-slider", attributes: {
        id: "guess-slider", type: "range", min: String(-POSITIONS), max: String(POSITIONS), step: "1",
        "aria-label": t("guessScale"), value: String(positionOf(value(), question.span)),
      }, disabled: this.app.welcome.role !== "watcher",
    });
    const show = () => {
      const now = valueAt(Number(slider.value), question.span);
      said.textContent = indicator ? difference(now, indicator) : figure(now);
      slider.setAttribute("aria-valuetext", said.textContent);
    };
    const move = (by: number) => {
      slider.value = String(Number(slider.value) + by);
      take();
    };
    const take = () => {
      this.chosen = valueAt(Number(slider.value), question.span);
      show();
    };
    slider.oninput = take;
    show();
    if (this.app.welcome.role !== "watcher") return el("p", { class: "quiet" }, t("guessWhere"));
    return el("div", { class: "scale" }, said,
      el("div", { class: "sliding" },
        button("−", "guess-less", () => move(-1), { label: t("less") }), slider, button("+", "guess-more", () => move(1), { label: t("more") })),
      el("div", { class: "ends", attributes: { "aria-hidden": "true" } }, el("span", {}, t("bLower")), el("span", {}, t("same")), el("span", {}, t("bHigher"))),
      button(this.mine === null ? t("guessSend") : t("guessAgain"), "guess-send", () => this.send(question, value()), { class: "main" }));
  }

  private outcome(question: Question): HTMLElement {
    const indicator = this.indicator(question), { answer, band } = question;
    const lines: string[] = [];
    if (answer !== null && indicator) {
      lines.push(t("answerSays", difference(answer, indicator), figure(question.values[0], indicator.share), figure(question.values[1], indicator.share), question.window));
    }
    if (band && indicator) {
      const low = difference(band.low, indicator), high = difference(band.high, indicator);
      lines.push(t(band.low * band.high > 0 ? "bandFirm" : "bandLoose", low, high, band.runs));
      const within = question.guesses.filter(([g]) => withinBand(g, band)).length;
      lines.push(t("bandGuesses", within, question.guesses.length), t("bandNone", question.none ?? 0));
    } else if (answer !== null) lines.push(t("bandWaits"));
    const figures = indicator ? axis(question, indicator) : null;
    return el("div", { class: "outcome", testid: "guess-outcome" }, el("div", { class: "plotted" }, plot(question, this.mine), figures), ...lines.map((line) => el("p", {}, line)), this.scores());
  }

  private scores(): HTMLElement | null {
    const scores = this.app.room.scores.filter(([table]) => table > 0);
    if (!scores.length) return null;
    return el("p", { class: "scores", testid: "scores" }, `${t("scores")}: `,
      ...scores.map(([table, points]) => el("span", { class: "badge" }, `${t("table", table)}: ${figure(points)}`)));
  }

  private foot(question: Question): HTMLElement {
    const { trainer } = this.app, mine = this.mine, indicator = this.indicator(question);
    const told = mine === null ? "" : question.options.length ? pick(question.options[mine]) : indicator ? difference(mine, indicator) : figure(mine);
    const said = !question.open ? "" : this.app.welcome.role !== "watcher" ? "" : mine === null ? t("guessChoose") : t("guessChanged", told);
    return el("footer", {},
      el("span", { class: "said", testid: "guess-said", attributes: { "aria-live": "polite" } }, said),
      this.taken,
      trainer && question.open && button(t("reveal"), "reveal", () => this.app.say({ do: "reveal" }), { class: "main" }),
      trainer && button(t("dismiss"), "dismiss", () => this.app.say({ do: "dismiss" })));
  }
}

/** Figures below the plot: its two ends, and nought where there is room for it between them. */
function axis(question: Question, indicator: Indicator): HTMLElement {
  const [low, high] = ends(question.guesses.map(([g]) => g), question.answer, question.band), nought = -low / (high - low);
  const middle = el("span", {}, standsApart(nought) ? "0" : "");
  middle.style.left = `${100 * nought}%`;
  return el("div", { class: "axisends", attributes: { "aria-hidden": "true" } },
    el("span", {}, difference(low, indicator)), middle, el("span", {}, difference(high, indicator)));
}

/** Guesses as dots over the band, the answer as a line: in the colour of future B, which the difference speaks of. */
function plot(question: Question, mine: number | null): Element {
  const guesses = question.guesses.map(([g]) => g);
  const [low, high] = ends(guesses, question.answer, question.band), at = (v: number) => 300 * ((v - low) / (high - low));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 300 70");
  svg.setAttribute("class", "guessplot");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", t("guessPlot", guesses.length));
  const put = (tag: string, attributes: Record<string, string | number>) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
    svg.append(node);
  };
  if (question.band) put("rect", { class: "band", x: at(question.band.low), y: 0, width: Math.max(1, at(question.band.high) - at(question.band.low)), height: 60 });
  put("line", { class: "zero", x1: at(0), x2: at(0), y1: 0, y2: 60 });
  put("line", { class: "axis", x1: 0, x2: 300, y1: 60, y2: 60 });
  const heights = stacked(guesses.map((g) => at(g) / 300), 0.02);
  for (const [k, g] of guesses.entries()) {
    put("circle", { class: g === mine ? "mine" : "guessed", cx: at(g), cy: 56 - 6 * Math.min(heights[k], 8), r: 2.8 });
  }
  if (question.answer !== null) put("line", { class: "answer", x1: at(question.answer), x2: at(question.answer), y1: 0, y2: 66 });
  return svg;
}

/** Which table a participant scores for. */
export function tablePick(app: App): HTMLElement {
  const select = el("select", { testid: "table", label: t("tableYours") });
  options(select, Array.from({ length: TABLES + 1 }, (_, k) => [String(k), k ? t("table", k) : t("tableNone")]), String(app.mine.table));
  select.onchange = () => app.say({ do: "table", table: Number(select.value) });
  return select;
}

/** The trainer's own question: by how much will B differ from A? */
export function askForm(app: App): HTMLElement {
  const what = el("select", { testid: "ask-indicator", label: t("askTitle") });
  options(what, app.welcome.indicators.map((i) => [i.name, pick(i.text)]), app.welcome.indicators[app.shown[0] ?? 0].name);
  const months = el("select", { testid: "ask-months", label: t("months", "") });
  options(months, SPANS.map((m) => [String(m), t("months", m)]), "12");
  const ask = () => {
    const indicator = app.welcome.indicators.find((i) => i.name === what.value)!;
    const span = Number(months.value), two = app.store.lanes.length === 2;
    app.say({
      do: "ask", indicator: indicator.name, months: span, window: Math.min(12, span),
      text_id: two ? `Dalam ${span} bulan, berapa beda “${indicator.text[0]}” di B dibandingkan A?` : `Dalam ${span} bulan, berapa perubahan “${indicator.text[0]}”?`,
      text_en: two ? `Within ${span} months, by how much will “${indicator.text[1]}” in B differ from A?` : `Within ${span} months, by how much will “${indicator.text[1]}” change?`,
    });
  };
  return el("div", { class: "askform" }, el("h3", {}, t("askTitle")), what, months, button(t("ask"), "ask", ask, { class: "main" }));
}

/** A unit after a figure, where it has one to say. */
export function withUnit(value: string, indicator: Indicator): string {
  const said = unit(indicator.unit);
  return said ? `${value} ${said}` : value;
}

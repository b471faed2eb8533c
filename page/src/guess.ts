// Guess first: everybody answers before the model does.

import type { App, Part } from "./app";
import { button, el, options } from "./dom";
import type { Question } from "./types";
import { figure, pick, t } from "./words";

export class Guess implements Part {
  readonly root = el("aside", { class: "guess", testid: "guess", attributes: { role: "dialog", "aria-live": "polite" } });
  private mine = new Map<number, number>();
  private key = "";

  constructor(private readonly app: App) {}

  rebuild(): void {
    this.key = "";
    this.update();
  }

  update(): void {
    const question = this.app.room.question;
    this.root.hidden = question === null;
    const key = JSON.stringify(question) + document.documentElement.lang + (this.mine.get(question?.number ?? -1) ?? "");
    if (key === this.key || !question) return;
    this.key = key;
    this.root.replaceChildren(
      el("h2", { testid: "guess-text" }, pick(question.text)),
      question.open ? this.choices(question) : this.counts(question),
      this.foot(question));
  }

  private choices(question: Question): HTMLElement {
    const mine = this.mine.get(question.number);
    return el("div", { class: "choices" }, ...question.options.map((option, k) =>
      button(pick(option), `guess-${k}`, () => {
        this.mine.set(question.number, k);
        this.app.say({ do: "guess", question: question.number, value: k });
        this.update();
      }, { class: mine === k ? "on" : "", attributes: { "aria-pressed": String(mine === k) } })));
  }

  private counts(question: Question): HTMLElement {
    const most = Math.max(1, ...question.counts), mine = this.mine.get(question.number);
    return el("div", { class: "counts", testid: "guess-counts" }, ...question.options.map((option, k) => {
      const bar = el("i");
      bar.style.width = `${(100 * question.counts[k]) / most}%`;
      const right = question.answers.map((a, lane) => a === k ? "AB"[lane] : "").join("");
      const mark = right && (question.answers.length > 1 ? ` ✓ ${[...right].join(" ")}` : " ✓");
      return el("div", { class: `count${right ? " right" : ""}${mine === k ? " mine" : ""}` },
        el("span", {}, pick(option) + mark), el("span", { class: "bar" }, bar), el("b", {}, String(question.counts[k])));
    }));
  }

  private foot(question: Question): HTMLElement {
    const { trainer } = this.app, mine = this.mine.get(question.number);
    const indicator = this.app.welcome.indicators.find((i) => i.name === question.indicator);
    const answer = question.after.map((after, k) =>
      `${question.after.length > 1 ? "AB"[k] + ": " : ""}${figure(question.before[k], indicator?.share)} → ${figure(after, indicator?.share)}`);
    const said = question.open
      ? mine === undefined ? t("guessChoose") : t("guessChanged", pick(question.options[mine]))
      : answer.length ? `${t("answerIs")}: ${answer.join(" · ")}` : "";
    return el("footer", {},
      el("span", { class: "said", testid: "guess-said" }, said),
      el("span", { class: "taken", testid: "guess-taken" }, t("guessesTaken", question.taken)),
      trainer && question.open && button(t("reveal"), "reveal", () => this.app.say({ do: "reveal" }), { class: "main" }),
      trainer && button(t("dismiss"), "dismiss", () => this.app.say({ do: "dismiss" })));
  }
}

/** The trainer's own question about an indicator. */
export function askForm(app: App): HTMLElement {
  const what = el("select", { testid: "ask-indicator", label: t("askTitle") });
  options(what, app.welcome.indicators.map((i) => [i.name, pick(i.text)]), app.welcome.indicators[app.shown[0] ?? 0].name);
  const months = el("select", { testid: "ask-months", label: t("months", "") });
  options(months, [6, 12, 24, 36].map((m) => [String(m), t("months", m)]), "12");
  const ask = () => {
    const indicator = app.welcome.indicators.find((i) => i.name === what.value)!;
    const span = Number(months.value);
    app.say({
      do: "ask", indicator: indicator.name, months: span,
      text_id: `Apa yang akan terjadi pada “${indicator.text[0]}” dalam ${span} bulan?`,
      text_en: `What will happen to “${indicator.text[1]}” within ${span} months?`,
    });
  };
  return el("div", { class: "askform" }, el("h3", {}, t("askTitle")), what, months, button(t("ask"), "ask", ask, { class: "main" }));
}

// The desk: one page, eight steps, one connection. Whatever is changed above is answered again below.

import { button, el } from "../dom";
import { firstLanguage, language, setLanguage } from "../language";
import { AnswerPanel } from "./answer";
import { HangsPanel } from "./hangs";
import { Model, whole } from "./model";
import { MoneyPanel } from "./money";
import { later, mistakes, STEPS } from "./parts";
import { PlacePanel, type Way } from "./place";
import { PoliciesPanel } from "./policies";
import { PortfolioPanel } from "./portfolio";
import type { RegistryPanel } from "./registry";
import { TakePanel } from "./take";
import type { Indicator, Message, PlaceWish, Under, Value, Welcome, Why } from "./types";
import { WhyPanel } from "./why";
import { Refused, Wire } from "./wire";
import { both, t } from "./words";

const PAUSE = 500; // ms without a change before a question is asked

interface Panels {
  place: PlacePanel; policies: PoliciesPanel; answer: AnswerPanel; portfolio: PortfolioPanel; why: WhyPanel; hangs: HangsPanel;
  money: MoneyPanel; take: TakePanel;
}

/** What is half done and what is looked at: it stays when the page is built anew. */
interface Kept {
  choosing: boolean; way: Way; typed: Record<string, string>; registry: RegistryPanel | null; refused: Refused | null;
  arm: number; unfolded: boolean; column: number; down: boolean; why: Why | null; draws: string | number;
}

type OfAPlace = Omit<Kept, "arm" | "unfolded" | "down" | "draws">;
const NO_PLACE = (): OfAPlace => ({ choosing: false, way: "name", typed: {}, registry: null, refused: null, column: -1, why: null });

export class Desk {
  running = false;
  begun = -1;
  under: Under | null = null;
  private repeated = -1;
  private panels!: Panels;
  readonly kept: Kept = { ...NO_PLACE(), arm: 1, unfolded: false, down: true, draws: 50 };
  private said: () => (Node | string)[] = () => [];
  private readonly wrong = el("div", { class: "banner", attributes: { "aria-live": "assertive" } });
  private readonly indicators: Map<string, Indicator>;
  private readonly askSoon = later(() => this.ask(this.model.target), PAUSE);

  constructor(readonly wire: Wire, readonly model: Model) {
    this.indicators = new Map(model.told.indicators.map((one) => [one.name, one]));
    this.draw();
    if (model.told.place) void this.panels.place.choose(model.told.place);
  }

  indicator(name: string): Indicator {
    return this.indicators.get(name)!;
  }

  /** Build the whole page in the language that is set. */
  private draw(): void {
    document.title = `${t("desk")} · simkemitraan`;
    const p: Panels = {
      place: new PlacePanel(this), policies: new PoliciesPanel(this), answer: new AnswerPanel(this), portfolio: new PortfolioPanel(this),
      why: new WhyPanel(this), hangs: new HangsPanel(this), money: new MoneyPanel(this), take: new TakePanel(this),
    };
    this.panels = p;
    const turn = button(t("otherLanguage"), "language", () => {
      setLanguage(language() === 0 ? 1 : 0);
      localStorage.setItem("lang", String(language()));
      this.inOtherWords();
    }, { attributes: { lang: language() === 0 ? "en" : "id" } });
    const steps = el("nav", { label: t("steps") }, el("ol", {}, ...STEPS.map(([step, word]) => el("li", {}, el("a", { attributes: { href: `#step-${step}` }, onclick: (event) => {
      event.preventDefault(); // the fragment holds the key
      const at = document.getElementById(`step-${step}`)!;
      at.scrollIntoView();
      at.focus({ preventScroll: true });
    } }, t(word))))));
    document.getElementById("app")!.replaceChildren(
      el("header", { class: "head" }, el("div", {}, el("h1", {}, t("desk")), el("p", { class: "quiet" }, t("about"))), turn), steps, this.wrong,
      el("main", {}, el("div", { class: "choices" }, p.place.node, p.policies.node), el("div", { class: "answers" },
        p.answer.node, p.portfolio.node, p.why.node, p.hangs.node, p.money.node, p.take.node)));
    document.body.dataset.painted = "";
  }

  /** Build the page anew in the other language: what is open stays open, and the button keeps the focus. */
  private inOtherWords(): void {
    const unfolded = () => [...document.querySelectorAll<HTMLDetailsElement>("#app details:not(.where details)")], open = unfolded().map((one) => one.open);
    this.draw();
    this.wrong.replaceChildren(...this.said());
    for (const [k, one] of unfolded().entries()) one.open = open[k] ?? false;
    document.querySelector<HTMLElement>("[data-testid=language]")?.focus({ preventScroll: true });
  }

  /** Say something above all steps, in either language. */
  private tell(said: () => (Node | string)[]): void {
    this.said = said;
    this.wrong.replaceChildren(...said());
  }

  choose(wish: PlaceWish): Promise<void> {
    return this.panels.place.choose(wish);
  }

  private update(): void {
    for (const panel of Object.values(this.panels) as { update(): void }[]) panel.update();
  }

  /** A place was taken: levers have its values, and what was asked is asked of it. */
  placed(): void {
    this.model.months = null;
    this.model.answer = null;
    this.under = null;
    Object.assign(this.kept, NO_PLACE());
    const asked = this.panels.place.node.contains(document.activeElement);
    this.draw();
    if (asked) document.getElementById("step-policies")?.focus({ preventScroll: true });
    if (this.model.ready()) this.ask(this.model.target);
  }

  /** A policy, a lever, a cost or a number was changed. */
  changed(): void {
    this.under = null; // it was said of another question
    this.panels.money.update();
    this.panels.hangs.update();
    if (!this.model.ready()) {
      this.model.answer = null;
      this.wire.say({ do: "stop" });
      return this.update();
    }
    this.askSoon();
  }

  /** Another policy is looked at. */
  turned(): void {
    this.panels.why.update();
  }

  private ask(replicates: number): void {
    if (!this.model.ready() || !this.sound(this.model.wrong())) return;
    this.begun = this.wire.start({ do: "answer", ...this.model.asked(), replicates });
    this.running = true;
    this.panels.answer.update();
  }

  /** Whether there is nothing to be mended; else it is said. */
  private sound(wrong: [text: string, low: number, high: number][]): boolean {
    this.tell(() => []);
    if (!wrong.length) return true;
    const list = wrong.map((one) => ({ file: "", key: "", text: both("wholeNumber", ...one.map(String)) }));
    this.wire.say({ do: "stop" });
    this.begun = -1; // whatever is still on its way answers a question that was given up
    this.mistaken(new Refused(list));
    return false;
  }

  goOn(replicates: number): void {
    this.model.replicates = replicates;
    this.ask(replicates);
  }

  halt(): void {
    this.wire.say({ do: "stop" });
  }

  /** Repeat the answer in other worlds. */
  repeat(draws: Value): void {
    const limits: [number, number] = [8, 500];
    if (!this.sound([...this.model.wrong(), ...(whole(draws, ...limits) ? [] : [[String(draws), ...limits] as [string, number, number]])])) return;
    this.under = null;
    this.repeated = this.wire.start({ do: "under", ...this.model.asked(), draws });
  }

  hear(message: Message): void {
    if (message.is === "answer") {
      if (message.to !== this.begun) return;
      this.model.answer = message;
      for (const panel of [this.panels.answer, this.panels.portfolio, this.panels.why, this.panels.money, this.panels.take]) panel.update();
    } else if (message.is === "ended" || message.is === "stopped") {
      if (message.is === "ended" && message.to !== this.begun && message.to !== this.repeated) return;
      this.running = false;
      this.panels.hangs.quiet();
      this.panels.answer.update();
    } else if (message.is === "under") {
      this.under = message;
      this.panels.hangs.update();
      this.panels.portfolio.update();
    } else if (message.is === "progress") this.panels.hangs.progress(message);
    else if (message.is === "mistakes") this.mistaken(new Refused(message.list));
    else if (message.is === "begun") {
      if (message.to === this.begun || message.to === this.repeated) this.notes(message.notes);
    } else if (message.is === "refused" && message.why) this.mistaken(new Refused([{ file: "", key: "", text: message.why }]));
  }

  private notes(said: [string, string][]): void {
    this.tell(() => said.map((text) => el("p", { class: "note", testid: "note" }, text[language()])));
  }

  private mistaken(why: Refused): void {
    this.running = false;
    this.tell(() => [mistakes(why, this.model)]);
    this.panels.hangs.quiet();
    this.panels.answer.update();
  }

  lost(): void {
    this.running = false;
    this.tell(() => [el("p", { class: "mistakes", testid: "lost" }, t("lost"))]);
  }

  /** The connection is back: the server has forgotten, so it is asked again. */
  again(): void {
    this.tell(() => []);
    if (this.model.ready()) this.ask(this.model.target);
  }
}

function begin(): void {
  const kept = localStorage.getItem("lang");
  setLanguage(firstLanguage(kept));
  document.head.append(el("link", { attributes: { rel: "stylesheet", href: "palette.css" } }));
  let desk: Desk | null = null;
  const refuse = () => document.getElementById("app")!.replaceChildren(el("p", { class: "mistakes", testid: "refused" }, t("wrongKey")));
  const wire = new Wire(location.hash.slice(1), (message) => {
    if (message.is !== "welcome") return desk?.hear(message);
    if (desk) return desk.again();
    if (kept === null) setLanguage(message.lang === "en" ? 1 : 0);
    desk = new Desk(wire, new Model(message as Welcome));
    return undefined;
  }, (wrongKey) => (wrongKey ? refuse() : desk?.lost()));
}

begin();

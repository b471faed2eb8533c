// A guided session: the trainer chooses a lesson and its steps; everybody's page follows.

import type { App, Part } from "./app";
import { button, el, options, prose } from "./dom";
import { bestConnected } from "./measures";
import { ACTIVE, VACANT } from "./store";
import type { Action, Lesson } from "./types";
import { pick, t } from "./words";

export class LessonPart implements Part {
  readonly root = el("section", { class: "lesson", testid: "lesson" });
  private key = "";

  constructor(private readonly app: App) {}

  rebuild(): void {
    this.key = "";
    this.update();
  }

  private get lesson(): Lesson | undefined {
    return this.app.welcome.lessons.find((l) => l.name === this.app.room.lesson.name);
  }

  update(): void {
    const { name, step } = this.app.room.lesson;
    const key = `${name}/${step}/${document.documentElement.lang}`;
    if (key === this.key) return;
    this.key = key;
    const lesson = this.lesson;
    this.root.replaceChildren(...(lesson ? this.open(lesson, Math.min(step, lesson.steps.length - 1)) : this.list()));
  }

  /** Go to a step; an answer that has been read makes room for it on every page. */
  private go(name: string, step: number): void {
    const { question } = this.app.room;
    if (question && !question.open && (question.options.length > 0 || question.answer !== null)) this.app.say({ do: "dismiss" });
    this.app.say({ do: "lesson", name, step });
  }

  private list(): HTMLElement[] {
    if (!this.app.trainer) return [el("p", { class: "quiet" }, t("lessonNone"))];
    return [el("h2", {}, t("lessonChoose")), ...this.app.welcome.lessons.map((lesson) =>
      button("", `lesson-${lesson.name}`, () => this.go(lesson.name, 0), { class: "lessoncard" })).map((card, k) => {
      const lesson = this.app.welcome.lessons[k];
      card.append(el("b", {}, pick(lesson.title)), el("span", {}, pick(lesson.goal)), el("i", {}, t("minutes", lesson.minutes)));
      return card;
    })];
  }

  private open(lesson: Lesson, at: number): HTMLElement[] {
    const step = lesson.steps[at], trainer = this.app.trainer;
    const steps = el("select", { testid: "lesson-step", label: t("lesson"), disabled: !trainer });
    options(steps, lesson.steps.map((s, k) => [String(k), `${k + 1}. ${pick(s.title)}`]), String(at));
    steps.onchange = () => this.go(lesson.name, Number(steps.value));
    const parts: (HTMLElement | false)[] = [
      el("p", { class: "lessonname" }, pick(lesson.title)),
      trainer && steps,
      el("h2", { testid: "lesson-title" }, pick(step.title)),
      ...prose(pick(step.text)),
      trainer && pick(step.notes) !== "" && el("aside", { class: "notes", testid: "lesson-notes" },
        el("b", {}, t("notes")), ...prose(pick(step.notes))),
      trainer && el("nav", {},
        button(`← ${t("previous")}`, "lesson-previous", () => this.go(lesson.name, at - 1), { disabled: at === 0 }),
        step.actions.length > 0 && button(t("doIt"), "lesson-do", () => this.act(step.actions), { class: "main" }),
        button(`${t("next")} →`, "lesson-next", () => this.go(lesson.name, at + 1), { disabled: at === lesson.steps.length - 1 })),
      trainer && button(t("lessonStop"), "lesson-stop", () => this.go("", 0), { class: "small" }),
    ];
    return parts.filter((p): p is HTMLElement => p !== false);
  }

  /** Carry a step out; a second future or a question left from before makes room first. */
  private act(actions: Action[]): void {
    let futures = this.app.store.lanes.length;
    if (this.app.room.question) this.app.say({ do: "dismiss" });
    for (const action of actions) {
      if (action.do === "show") this.app.showCharts(action.indicators as string[]);
      else if (action.do === "shock" && action.shock === "leader_leaves") this.app.say({ ...action, node: this.leaver() });
      else if (action.do !== "merge" || futures === 2) {
        if (action.do === "branch" && futures === 2) this.app.say({ do: "merge", keep: 0 });
        this.app.say(action);
      }
      if (action.do === "branch") futures = 2;
      else if (action.do === "merge" || action.do === "reset") futures = 1;
    }
  }

  /** The chosen organisation, else the best-connected nonprofit with a leader; it is chosen, so that all can watch it. */
  private leaver(): number {
    const choice = this.app.choice();
    if (choice && "node" in choice) return choice.node;
    const lane = this.app.store.lanes[0];
    const best = bestConnected(lane.ties, (node) => {
      const flags = lane.nodes.get(node)?.flags ?? 0;
      return this.app.store.cast[node][0] === 1 && (flags & ACTIVE) !== 0 && !(flags & VACANT);
    });
    const node = best >= 0 ? best : [...lane.nodes.keys()][0];
    this.app.choose({ node }, 0);
    return node;
  }
}

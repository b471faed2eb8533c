// Time: play, pause, step, speed, any month; and the futures.

import type { App, Part } from "./app";
import { button, el, options } from "./dom";
import { iconed } from "./icons";
import { t, when } from "./words";

const SPEEDS = [0.5, 1, 2, 4, 8, 12, 20, 60];

/** Where a month lies on the timeline, in per cent; a change announced for later than its end is drawn at the end. */
export function along(month: number, end: number): number {
  return Math.max(0, Math.min(100, (100 * month) / Math.max(end, 1)));
}

export class Transport implements Part {
  readonly root = el("footer", { class: "transport", testid: "transport" });
  private play = button("", "play", () => this.toggle());
  private slider = el("input", { testid: "month" });
  private marks = el("div", { class: "marks" });
  private dragging = false;

  constructor(private readonly app: App) {}

  toggle(): void {
    this.app.say({ do: this.app.room.playing ? "pause" : "play" });
  }

  step(): void {
    this.app.say({ do: "step", months: 1 });
  }

  back(): void {
    if (this.app.store.month > 0) this.app.say({ do: "seek", month: this.app.store.month - 1 });
  }

  rebuild(): void {
    const app = this.app;
    if (!app.trainer) {
      this.root.replaceChildren(this.timeline());
      this.update();
      return;
    }
    this.play = button("", "play", () => this.toggle(), { class: "main" });
    const speed = el("select", { testid: "speed", label: t("speed") });
    options(speed, SPEEDS.map((s) => [String(s), `${String(s).replace(".", t("yes") === "ya" ? "," : ".")} ${t("perSecond")}`]), String(app.room.speed));
    speed.onchange = () => app.say({ do: "speed", value: Number(speed.value) });
    this.root.replaceChildren(
      el("div", { class: "buttons" },
        iconed(button("", "reset", () => this.reset(), { title: t("reset"), label: t("reset") }), "reset"),
        iconed(button("", "back", () => this.back(), { title: t("back"), label: t("back") }), "back"),
        this.play,
        iconed(button("", "step", () => this.step(), { title: t("forward"), label: t("forward") }), "forward"),
        speed),
      this.timeline(),
      el("div", { class: "futures", testid: "futures" }));
    this.update();
  }

  private reset(): void {
    this.app.say({ do: "reset", luck: this.app.room.luck });
  }

  private timeline(): HTMLElement {
    this.slider = el("input", {
      testid: "month", label: t("timeline"), attributes: { type: "range", min: "0", step: "1" }, disabled: !this.app.trainer,
      oninput: () => {
        this.dragging = true;
        this.app.say({ do: "seek", month: Number(this.slider.value) });
      },
      onchange: () => { this.dragging = false; },
    });
    this.marks = el("div", { class: "marks", attributes: { "aria-hidden": "true" } });
    return el("div", { class: "timeline" }, this.slider, this.marks, el("span", { class: "goal", attributes: { role: "status" } }));
  }

  private futures(): void {
    const holder = this.root.querySelector(".futures");
    if (!holder) return;
    if (this.app.welcome.scene.tape) return;
    const two = this.app.store.lanes.length === 2, key = `${two}`;
    if (holder.getAttribute("data-key") === key && holder.childElementCount) return;
    holder.setAttribute("data-key", key);
    holder.replaceChildren(...(two
      ? [0, 1].map((k) => button(t("keep", "AB"[k]), `keep-${k}`, () => this.app.say({ do: "merge", keep: k }), { class: `keep lane${k}` }))
      : [iconed(button("", "branch", () => this.app.say({ do: "branch" }), { title: t("branchHelp"), class: "branch" }), "branch", t("branch"))]));
  }

  update(): void {
    const { room, store, welcome } = this.app;
    const said = t(room.playing ? "pause" : "play");
    if (this.play.textContent !== said) iconed(this.play, room.playing ? "pause" : "play", said);
    const end = Math.max(welcome.scene.months, store.month);
    this.slider.max = String(end);
    if (!this.dragging) this.slider.value = String(store.month);
    this.slider.setAttribute("aria-valuetext", when(store.month, welcome.scene.calendar));
    const speed = this.root.querySelector<HTMLSelectElement>("[data-testid=speed]");
    if (speed && document.activeElement !== speed) speed.value = String(room.speed);
    const goal = this.root.querySelector(".goal");
    if (goal) goal.textContent = room.opening ? t("opening") : room.goal !== null ? t("going", room.goal) : "";
    this.futures();
    this.drawMarks(end);
  }

  private drawMarks(end: number): void {
    const dots = this.app.desk.marks.flatMap((marks, lane) => marks.map((mark) => ({ mark, lane })));
    const key = JSON.stringify(dots.map((d) => [d.mark.month, d.lane])) + end;
    if (this.marks.dataset.key === key) return;
    this.marks.dataset.key = key;
    this.marks.replaceChildren(...dots.map(({ mark, lane }) => {
      const dot = el("i", { class: `lane${lane}`, title: mark.label[0] });
      dot.style.left = `${along(mark.month, end)}%`;
      return dot;
    }));
  }
}

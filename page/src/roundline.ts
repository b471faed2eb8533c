// One line below the head, on every page: the round, how many are done, how long it still takes; else how the tables stand.

import type { App, Part } from "./app";
import { el } from "./dom";
import { clock, roundLine, scoreLine } from "./round";

export class RoundLine implements Part {
  private readonly line = el("span", { attributes: { role: "status" } });
  /** Not announced: a reader that says every second is no help. */
  private readonly clock = el("span", { class: "clock", attributes: { role: "timer", "aria-hidden": "true" } });
  readonly root = el("div", { class: "roundline", testid: "roundline", hidden: true }, this.line, this.clock);
  private ends: number | null = null;
  private told: number | null = null;
  private timer = 0;

  constructor(private readonly app: App) {}

  rebuild(): void {
    this.show();
  }

  update(): void {
    const left = this.app.room.roles?.left ?? null;
    if (left === null) this.ends = null;
    else if (left !== this.told || this.ends === null) this.ends = performance.now() + 1000 * left;
    this.told = left;
    this.show();
  }

  private show(): void {
    const left = this.ends === null ? null : (this.ends - performance.now()) / 1000;
    const { room, mine, welcome } = this.app;
    const score = room.roles && room.roles.phase !== "over" ? "" : scoreLine(room.scores, room.unmoved, welcome.role === "watcher" ? mine.table : null);
    const text = [roundLine(room.roles), score].filter(Boolean).join(" · ");
    this.root.hidden = text === "";
    if (this.line.textContent !== text) this.line.textContent = text;
    this.clock.textContent = left === null ? "" : ` · ${clock(left)}`;
    clearTimeout(this.timer);
    if (left !== null && left > 0) this.timer = window.setTimeout(() => this.show(), 500);
  }
}

// The column beside the map: a row of tabs, and the parts that belong to the one that is open.

import type { App, Part } from "./app";
import { button, el } from "./dom";
import { tabKeys } from "./keys";
import { tabNames } from "./tabs";

export class Side {
  readonly row = el("div", { class: "tabs", testid: "tabs", attributes: { role: "tablist" } });
  readonly panel = el("section", { class: "side", attributes: { role: "tabpanel", tabindex: "0", id: "panel" } });
  tab = "charts";
  /** Whether charts are among what is shown. */
  charted = true;

  constructor(private readonly app: App, private readonly parts: Record<string, Part>) {
    tabKeys(this.row);
  }

  rebuild(): void {
    this.row.hidden = this.app.projector;
    this.row.replaceChildren(...tabNames(this.app).map(([name, text]) => button(text, `tab-${name}`, () => this.open(name),
      { attributes: { role: "tab", id: `tab-${name}`, "aria-controls": "panel" } })));
  }

  /** Open a tab, or show again what the open one holds now. */
  open(tab = this.tab): void {
    this.tab = tab;
    for (const one of this.row.querySelectorAll("button")) {
      const open = one.dataset.testid === `tab-${tab}`;
      one.setAttribute("aria-selected", String(open));
      one.tabIndex = open ? 0 : -1;
    }
    this.panel.setAttribute("aria-labelledby", `tab-${tab}`);
    const shown = this.shown();
    this.charted = shown.includes("charts");
    this.panel.replaceChildren(...shown.map((part) => this.parts[part].root));
    this.panel.dataset.tab = shown.length > 1 ? "both" : shown[0];
    for (const part of shown) this.parts[part].update();
  }

  /** A projector shows the lesson whatever is open elsewhere; a lesson's step has the charts it speaks of below it. */
  private shown(): string[] {
    const { projector, room } = this.app, name = projector ? "lesson" : this.tab;
    if (name !== "lesson") return [name];
    return room.lesson.name !== "" ? ["lesson", "charts"] : [projector ? "charts" : "lesson"];
  }
}

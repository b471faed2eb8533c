// The head of the page: what is played, the month, who is here, and the buttons that belong to no part.

import type { App } from "./app";
import { button, el } from "./dom";
import { tablePick } from "./guess";
import { language, pick, t, when } from "./words";

export class Head {
  readonly root = el("header", { class: "head" });

  constructor(private readonly app: App) {}

  rebuild(): void {
    const { app } = this, { scene, role } = app.welcome;
    const other = language() === 0 ? "EN" : "ID";
    this.root.replaceChildren(
      el("h1", { class: "title" }, pick(scene.titles[0]),
        scene.tape ? el("span", { class: "badge" }, t("tape")) : null),
      el("div", { class: "when", testid: "when" }),
      el("div", { class: "tools" },
        el("span", { class: "people", testid: "people" }),
        app.trainer && !scene.tape && button(t("record"), "record", () => app.say({ do: "record" }), { class: "quietly wide" }),
        role === "watcher" && !scene.tape && tablePick(app),
        !app.projector && button(t("picture"), "picture", () => app.savePicture(), { class: "quietly wide" }),
        button(other, "language", () => app.switchLanguage(), { label: language() === 0 ? "English" : "Bahasa Indonesia" })));
    this.update();
  }

  /** What changes with every month: cheap enough for every frame. */
  update(): void {
    const { store, room, welcome } = this.app, month = store.month;
    this.say("when", `${when(month, welcome.scene.calendar)} · ${t("month", month)}`);
    this.say("people", room.people ? t("people", room.people) : "");
    document.body.dataset.month = String(month);
    document.body.dataset.playing = String(room.playing);
    document.body.dataset.lanes = String(store.lanes.length);
  }

  private say(testid: string, text: string): void {
    const place = this.root.querySelector(`[data-testid=${testid}]`);
    if (place && place.textContent !== text) place.textContent = text;
  }

  /** The table that this phone sits at, as the server knows it. */
  seatedAt(table: number): void {
    const choice = this.root.querySelector<HTMLSelectElement>("[data-testid=table]");
    if (choice) choice.value = String(table);
  }
}

// The list of all keys, opened by one of them.

import type { App } from "./app";
import { button, el } from "./dom";
import { t, type Word } from "./words";

/** Keys and what they do; those of the trainer do nothing on other pages. */
const EVERYWHERE: [keys: string, word: Word][] = [["?", "keyList"], ["/", "keySearch"], ["L", "keyLanguage"], ["Esc", "keyClose"]];
const TRAINER: [keys: string, word: Word][] = [["␣", "keyPlay"], ["→", "keyStep"], ["←", "keyBack"], ["B", "keyBranch"]];
const MAP: [keys: string, word: Word][] = [["← → ↑ ↓", "keyMove"], ["T", "keyTie"], ["Enter", "keyStory"], ["1  2", "keyFuture"]];

export class KeyList {
  readonly root = el("dialog", { class: "keylist", testid: "keys", attributes: { "aria-labelledby": "keys-title" } });

  constructor(private readonly app: App) {}

  open(): void {
    const rows = (list: [string, Word][]) => list.flatMap(([keys, word]) => [el("dt", {}, el("kbd", {}, keys)), el("dd", {}, t(word))]);
    this.root.replaceChildren(
      el("h2", { attributes: { id: "keys-title" } }, t("keysTitle")),
      el("dl", {}, ...rows([...EVERYWHERE, ...(this.app.trainer ? TRAINER : [])])),
      el("h3", {}, t("keysMap")), el("dl", {}, ...rows(MAP)),
      button(t("close"), "keys-close", () => this.root.close()));
    if (!this.root.open) this.root.showModal();
  }
}
